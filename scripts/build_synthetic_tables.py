"""Make the name and unit tables of `linkage.synthetic` from a folder of raw lists.

Usage: `python scripts/build_synthetic_tables.py RAW_LISTS`. The lists are token counts (no
person's name) and the lists of administrative units; `docs/synthetic.md` names their sources.
The hand-written tables beside the results (provinces, peoples, eras, streets) are not touched.
"""

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src" / "linkage" / "synthetic" / "resources"

MARKERS = frozenset({"Thị", "Văn"})
"""Middle names that mark the sex; the generator places them by cohort, not by frequency."""

FEWEST = 5
"""A pair of middle and given name seen less often than this is not kept."""

TRUE_SURNAMES = 140
"""How many surnames of the national list are kept; the rest is mostly misread rows."""

MISSPELT_SURNAMES = frozenset({"Đổ", "Vỏ", "Thị"})
"""Recording errors among the frequent surnames: errors are planted by clerks, not by birth."""

_OTHER_PEOPLES = """
Lò Nông Giàng Lường Quàng Vàng Sùng Bế Vi Cà Tòng Lô Thào Vừ Mùa Lầu Lù Vì Sầm Nay Ksor Siu Rơ Rmah
K' Ka Y A H H' Niê Bàn Tẩn Phàn Hán Vòng Danh Thạch Neáng Chau Đàng Ma Cầm Điêu Điểu Lăng Lộc Ly Lục
Mông Chảo
"""

OTHER_PEOPLES = frozenset(_OTHER_PEOPLES.split())
"""Surnames that are nearly always of another people; `peoples.csv` holds those."""

Row = dict[str, str]


def rows(path: Path) -> Iterator[Row]:
    """Read a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def counts(paths: Iterable[Path]) -> dict[tuple[str, str], int]:
    """Add up token counts by sex and token over several lists."""
    total: dict[tuple[str, str], int] = defaultdict(int)
    for path in paths:
        for row in rows(path):
            total[row["sex"], row["token"]] += int(row["count"])
    return dict(total)


def lists_of(raw: Path, part: str) -> list[Path]:
    """The two lists with sexes for one part of the name."""
    return [raw / f"{part}_by_sex_{source}.csv" for source in ("tfjs", "locle")]


def per_million(weights: dict[tuple[str, str], float]) -> list[tuple[str, str, int]]:
    """Round shares within a sex to parts per million, dropping what rounds to nothing."""
    totals: dict[str, float] = defaultdict(float)
    for (sex, _), weight in weights.items():
        totals[sex] += weight
    shares = [(s, t, round(1e6 * w / totals[s])) for (s, t), w in weights.items()]
    return sorted((row for row in shares if row[2] > 0), key=lambda row: (row[0], -row[2], row[1]))


def surname_table(raw: Path) -> list[tuple[str, str, int]]:
    """National shares of Kinh surnames, both sexes together."""
    listed = sorted(
        ((row["token"], int(row["count"])) for row in rows(raw / "surname_exam2013.csv")),
        key=lambda row: -row[1],
    )
    kept = {
        ("", token): float(count)
        for token, count in listed[:TRUE_SURNAMES]
        if token not in MISSPELT_SURNAMES | OTHER_PEOPLES
    }
    return per_million(kept)


def given_table(raw: Path) -> list[tuple[str, str, int]]:
    """National counts of given names, divided between the sexes as in the lists with sexes."""
    by_sex = counts(lists_of(raw, "given"))
    shares: dict[tuple[str, str], float] = {}
    for row in rows(raw / "given_exam2013.csv"):
        token, count = row["token"], int(row["count"])
        women = by_sex.get(("f", token), 0) + 0.5
        men = by_sex.get(("m", token), 0) + 0.5
        shares["f", token] = count * women / (women + men)
        shares["m", token] = count * men / (women + men)
    return per_million(shares)


def middle_table(raw: Path) -> list[tuple[str, str, int]]:
    """Middle names other than the markers of sex."""
    merged = counts([*lists_of(raw, "middle1"), *lists_of(raw, "middle2")])
    return per_million({k: n for k, n in merged.items() if k[1] not in MARKERS and n >= 2 * FEWEST})


def pair_table(raw: Path) -> list[tuple[str, str, int]]:
    """Middle and given name that are chosen together, such as `Phương Thảo`."""
    merged = counts(lists_of(raw, "given2"))
    return per_million(
        {
            (sex, pair): count
            for (sex, pair), count in merged.items()
            if count >= FEWEST and len(pair.split()) == 2 and pair.split()[0] not in MARKERS
        }
    )


def bare(unit: str) -> str:
    """The name of a unit without its type in brackets, which tells namesakes apart in the list."""
    return unit.partition(" (")[0]


def unit_tables(raw: Path) -> dict[str, list[tuple[str, ...]]]:
    """Communes before July 2025 with their successor, and the units above and after them."""
    successor: dict[str, str] = {}
    for row in rows(raw / "admin" / "crosswalk_2025.csv"):
        if row["kind"] == "whole" or row["default_target"] == "1":
            successor[row["old_ward_code"]] = row["new_ward_code"]
    provinces: dict[str, tuple[str, ...]] = {}
    districts: dict[str, tuple[str, ...]] = {}
    wards: list[tuple[str, ...]] = []
    for row in rows(raw / "admin" / "legacy_units_63.csv"):
        code = row["ward_code"]
        if not code or code not in successor:
            continue
        provinces[row["province_code"]] = ("0" + row["province_code"], row["province"])
        districts[row["district_code"]] = (
            row["district_code"],
            row["district_type"],
            bare(row["district_short"]),
            "0" + row["province_code"],
        )
        wards.append(
            (code, row["ward_type"], bare(row["ward_short"]), row["district_code"], successor[code])
        )
    new = [
        (row["ward_code"], row["ward_type"], row["ward_short"], row["province_code"])
        for row in rows(raw / "admin" / "new_units_34.csv")
    ]
    merged = [
        ("0" + row["old_province_code"], row["new_province_code"], row["new_province"])
        for row in rows(raw / "admin" / "province_crosswalk_2025.csv")
    ]
    after = {code: (group, name) for code, group, name in merged}
    named = [(*p, *after[p[0]]) for p in sorted(provinces.values())]
    return {
        "province_names": [("code", "name", "group", "group_name"), *named],
        "districts": [("code", "kind", "name", "province"), *sorted(districts.values())],
        "wards": [("code", "kind", "name", "district", "successor"), *sorted(wards)],
        "new_wards": [("code", "kind", "name", "group"), *sorted(new)],
    }


def letter_table(raw: Path) -> list[tuple[str, ...]]:
    """Letters and the text that TCVN3 and VNI-Windows bytes show when read as Latin-1."""
    table: list[tuple[str, ...]] = [("letter", "tcvn3", "vni")]
    for row in rows(raw / "legacy_charmaps.csv"):
        shown = [
            bytes.fromhex(row[k]).decode("latin-1") if row[k] else ""
            for k in ("tcvn3_hex", "vni_windows_hex")
        ]
        table.append((row["unicode"], *shown))
    return table


def save(name: str, table: Iterable[Sequence[object]]) -> None:
    """Write one resource table."""
    with (TARGET / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(table)


def main(arguments: Sequence[str]) -> None:
    """Build every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path, help="folder with the raw lists")
    raw: Path = parser.parse_args(arguments).raw
    header = ("sex", "token", "per_million")
    save("surnames", [header, *surname_table(raw)])
    save("given_names", [header, *given_table(raw)])
    save("middle_names", [header, *middle_table(raw)])
    save("name_pairs", [header, *pair_table(raw)])
    save("letters", letter_table(raw))
    for name, table in unit_tables(raw).items():
        save(name, table)


if __name__ == "__main__":
    main(sys.argv[1:])
