"""How long numbers, dates and addresses take: microseconds per value on one core.

    python benchmarks/parse_speed.py [--count 1000000]

All values are made by chance. Addresses repeat as they do in a register: many houses to a ward.
"""

import argparse
import datetime as dt
import random
import time
from collections.abc import Callable, Iterable

from linkage.text.dates import parse_date
from linkage.text.identifiers import parse_cmnd, parse_personal_id
from linkage.text.number_rules import TT59_2021
from linkage.text.place_index import Level, units
from linkage.text.places import parse_address
from linkage.text.provinces import province_names

RNG = random.Random(1)  # noqa: S311
DATE_FORMS = (
    "{0:%d/%m/%Y}",
    "{0:%Y-%m-%d}",
    "{0.day}/{0.month}/{0.year}",
    "{0.year}",
    "{0:%d%m%Y}",
)


def personal_ids(count: int) -> list[str]:
    """Distinct well-formed numbers, one in twenty with spaces."""
    places = sorted(TT59_2021.provinces)
    made = (
        f"{RNG.choice(places)}{RNG.randrange(4)}{RNG.randrange(26):02}{RNG.randrange(10**6):06}"
        for _ in range(count)
    )
    return [f"{n[:3]} {n[3:]}" if RNG.random() < 0.05 else n for n in made]


def cmnds(count: int) -> list[str]:
    """Nine digits, one in twenty without the leading zero."""
    return [
        f"{RNG.randrange(10**7, 39 * 10**7)}".zfill(RNG.choice((8, *[9] * 19)))
        for _ in range(count)
    ]


def dates(count: int) -> list[str]:
    """Dates of a century in the usual forms."""
    first = dt.date(1927, 1, 1)
    days = (first + dt.timedelta(days=RNG.randrange(36_000)) for _ in range(count))
    return [RNG.choice(DATE_FORMS).format(day) for day in days]


def addresses(count: int) -> list[str]:
    """Houses and hamlets of random wards."""
    wards = [(unit, kind) for unit, kind, _ in units().values() if unit.level is Level.WARD]
    words = {"thitran": "thị trấn", "thanhpho": "thành phố", "thixa": "thị xã"}
    made = []
    for _ in range(count):
        ward, kind = RNG.choice(wards)
        (district,), (province,) = ward.districts, ward.provinces
        above, above_kind, _ = units()[Level.DISTRICT, district]
        head = RNG.choice((f"số {RNG.randrange(900)} đường Lê Lợi", f"thôn {RNG.randrange(20)}"))
        kinds = words.get(kind, kind), words.get(above_kind, above_kind)
        place = f"{kinds[0]} {ward.name}, {kinds[1]} {above.name}, {province_names()[province]}"
        made.append(
            f"{head}, {place}" if RNG.random() < 0.9 else f"{head} {place}".replace(",", "")
        )
    return made


def measure(name: str, read: Callable[[str], object], values: Iterable[str], count: int) -> None:
    """Print the time per value, tables already loaded."""
    read("")
    start = time.perf_counter()
    for value in values:
        read(value)
    seconds = time.perf_counter() - start
    print(f"{name:12} {count:>9,} values {seconds:7.2f} s {seconds / count * 1e6:7.2f} µs each")


def main() -> None:
    """Measure each parser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200_000)
    count = parser.parse_args().count
    parse_address("Hà Nội")
    measure("personal id", lambda v: parse_personal_id(v, as_of=2026), personal_ids(count), count)
    measure("cmnd", parse_cmnd, cmnds(count), count)
    measure("date", lambda v: parse_date(v, as_of=2026), dates(count), count)
    measure("address", parse_address, addresses(count), count)


if __name__ == "__main__":
    main()
