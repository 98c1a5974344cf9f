"""Phones and coded fields: what each spelling is read as."""

import csv
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.text import coded_fields
from linkage.text.contacts import parse_phone
from linkage.text.tables import read_table

VECTORS = Path(__file__).parents[1] / "vectors" / "contacts"
READERS: dict[str, Callable[[str | None], str | None]] = {
    "sex": coded_fields.parse_sex,
    "status": coded_fields.parse_status,
    "number_status": coded_fields.parse_id_status,
    "relation": coded_fields.parse_relation,
    "ethnicity": coded_fields.parse_ethnicity,
    "nationality": coded_fields.parse_nationality,
}


def vectors(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", vectors("phones.csv"), ids=lambda r: f"{r['raw']}: {r['why']}")
def test_phone(row: dict[str, str]) -> None:
    found = parse_phone(row["raw"])
    assert (found.text or "") == row["text"]
    assert list(found.others) == row["others"].split()
    assert (found.kind or "") == row["kind"]
    assert [defect.value for defect in found.defects] == row["defects"].split()


@pytest.mark.parametrize(
    "row", vectors("coded_fields.csv"), ids=lambda r: f"{r['field']} {r['raw']}"
)
def test_coded_field(row: dict[str, str]) -> None:
    read = READERS[row["field"]]
    assert (read(row["raw"]) or "") == row["value"]
    assert (read(unicodedata.normalize("NFD", f" {row['raw'].upper()} ")) or "") == row["value"]


def test_the_54_official_names_read_as_themselves() -> None:
    names = [row["name"] for row in read_table("coded_fields", "ethnic_groups.csv")]
    assert len(set(names)) == 54
    assert [coded_fields.parse_ethnicity(name) for name in names] == names


def test_no_spelling_is_given_to_two_groups() -> None:
    rows = read_table("coded_fields", "ethnic_groups.csv")
    spellings = [spelling for row in rows for spelling in set(row["other_spellings"].split(";"))]
    assert sorted(spellings) == sorted(set(spellings))


MOBILES = st.from_regex(r"0[35789][0-9]{8}", fullmatch=True).filter(lambda n: len(set(n[1:])) > 1)


@given(MOBILES)
def test_the_national_form_reads_as_itself(number: str) -> None:
    forms = (number, f"+84{number[1:]}", f"{number[:4]} {number[4:7]} {number[7:]}", number[1:])
    assert {parse_phone(form).text for form in forms} == {number}


@settings(deadline=None)  # folding loads tables of letters when it first meets them
@given(st.text(max_size=16))
def test_any_text_is_taken(text: str) -> None:
    found = parse_phone(text).text
    assert found is None or (found.isascii() and found[0] == "0" and len(found) in (10, 11))
    for read in READERS.values():
        read(text)


def test_repr_keeps_the_number_to_itself() -> None:
    assert "912" not in repr(parse_phone("0912345678"))
