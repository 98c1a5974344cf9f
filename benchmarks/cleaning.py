"""The columns that every peer gets, cleaned as an analyst would, so none loses for want of a fold.

Names lose marks and capitals, numbers keep their digits, dates are read by the parser of
`linkage` itself. Knowledge of names, encodings and places stays out: that is what is compared.
"""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from linkage.schema import Input
from linkage.text.coded_fields import parse_ethnicity
from linkage.text.dates import parse_date

Clean = Callable[[str], Any]


def folded(text: str) -> str | None:
    """Lower case without marks or punctuation, single spaces."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", letters)) or None


def digits(text: str) -> str | None:
    return "".join(re.findall(r"[0-9]", text)) or None


def phone(text: str) -> str | None:
    number = digits(text)
    return "0" + number[2:] if number and number.startswith("84") else number


def sex(text: str) -> str | None:
    return {"nam": "m", "nu": "f", "m": "m", "f": "f", "male": "m", "female": "f"}.get(
        folded(text) or ""
    )


def date(text: str) -> str | None:
    read = parse_date(text)
    if read.year is None or read.month is None or read.day is None:
        return None
    return f"{read.year:04d}-{read.month:02d}-{read.day:02d}"


def year(text: str) -> str | None:
    read = parse_date(text)
    return None if read.year is None else str(read.year)


def first(text: str) -> str | None:
    return (folded(text) or "").partition(" ")[0] or None


def last(text: str) -> str | None:
    return (folded(text) or "").rpartition(" ")[2] or None


def last_part(text: str) -> str | None:
    return folded(text.rpartition(",")[2])


COLUMNS: dict[str, tuple[str, Clean]] = {
    "name": (Input.full_name.name, folded),
    "surname": (Input.full_name.name, first),
    "given": (Input.full_name.name, last),
    "dob": (Input.date_of_birth.name, date),
    "birth_year": (Input.date_of_birth.name, year),
    "sex": (Input.sex.name, sex),
    "personal_id": (Input.personal_id.name, digits),
    "cmnd": (Input.cmnd.name, digits),
    "father": (Input.father_name.name, folded),
    "mother": (Input.mother_name.name, folded),
    "birth_registration": (Input.birth_registration_place.name, folded),
    "origin": (Input.place_of_origin.name, folded),
    "address": (Input.permanent_address.name, folded),
    "province": (Input.permanent_address.name, last_part),
    "phone": (Input.phone.name, phone),
    "household": (Input.household_id.name, digits),
}
"""Column of the peers: column of the input, and how it is cleaned."""


def clean(people: Path, out: Path) -> Path:
    """Write the cleaned columns, each distinct value cleaned once."""
    rows = pq.read_table(people)
    columns = {"record_id": rows.column("record_id")}
    for name, (source, rule) in COLUMNS.items():
        coded = rows.column(source).combine_chunks().dictionary_encode()
        values = [rule(value) for value in coded.dictionary.to_pylist()]
        columns[name] = pa.array(values, pa.string()).take(coded.indices)
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out


def slices(people: Path) -> dict[str, pa.Table]:
    """Slices of the records: birth years, sex, region, people and source, as they are recorded."""
    rows = pq.read_table(people)
    cleaned = {
        name: [None if v is None else rule(v) for v in rows.column(source).to_pylist()]
        for name, (source, rule) in COLUMNS.items()
        if name in ("birth_year", "sex", "personal_id")
    }
    parts = {
        "birth year": [_band(value) for value in cleaned["birth_year"]],
        "sex": [
            {"m": "male", "f": "female"}.get(value or "", "unknown") for value in cleaned["sex"]
        ],
        "region of the number": [_region(value) for value in cleaned["personal_id"]],
        "people": [_people(value) for value in rows.column(Input.ethnicity.name).to_pylist()],
        "source": [value or "unknown" for value in rows.column(Input.source.name).to_pylist()],
    }
    ids = rows.column("record_id")
    return {name: pa.table({"record_id": ids, "slice": values}) for name, values in parts.items()}


def _band(value: str | None) -> str:
    if value is None:
        return "unknown"
    for limit in (1950, 1970, 1990, 2010):
        if int(value) < limit:
            return f"before {limit}" if limit == 1950 else f"{limit - 20} to {limit - 1}"
    return "from 2010"


def _people(value: str | None) -> str:
    group = None if value is None else parse_ethnicity(value)
    return "unknown" if group is None else "Kinh" if group == "Kinh" else "other than Kinh"


def _region(number: str | None) -> str:
    """Part of the country by the province code, 001 to 096 from north to south."""
    if number is None or len(number) != 12:
        return "no usable number"
    code = int(number[:3])
    return (
        "north" if code <= 37 else "centre" if code <= 68 else "south" if code <= 96 else "abroad"
    )
