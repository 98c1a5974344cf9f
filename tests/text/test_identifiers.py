"""What numbers are read as, and which records they contradict."""

import csv
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.text.coded_fields import Sex
from linkage.text.identifiers import (
    NumberDefect,
    contradicts_birth_year,
    contradicts_provinces,
    contradicts_sex,
    parse_cmnd,
    parse_personal_id,
)
from linkage.text.number_rules import TT59_2021
from linkage.text.provinces import group_names, province_group, province_names

VECTORS = Path(__file__).parents[1] / "vectors" / "identifiers"
AS_OF = 2026
PLACES = st.sampled_from(sorted(TT59_2021.provinces))
YEARS = st.integers(1906, 2026)
SERIALS = st.integers(1, 999_999)


def vectors(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(place: str, sex: Sex, year: int, serial: int) -> str:
    """The number that the circular lays down for a birth registration."""
    digit = 2 * (year // 100 - 19) + (sex is Sex.FEMALE)
    return f"{place}{digit}{year % 100:02}{serial:06}"


NUMBERS = st.builds(number, PLACES, st.sampled_from(Sex), YEARS, SERIALS)


@pytest.mark.parametrize(
    "row", vectors("personal_ids.csv"), ids=lambda r: f"{r['raw']}: {r['why']}"
)
def test_personal_id(row: dict[str, str]) -> None:
    found = parse_personal_id(row["raw"], as_of=int(row["as_of"]))
    assert (found.text or "") == row["text"]
    assert (found.kind or "") == row["kind"]
    assert (found.province_code or "") == row["province"]
    assert (found.sex or "") == row["sex"]
    assert str(found.birth_year or "") == row["year"]
    assert [defect.value for defect in found.defects] == row["defects"].split()


@pytest.mark.parametrize("row", vectors("cmnd.csv"), ids=lambda r: f"{r['raw']}: {r['why']}")
def test_cmnd(row: dict[str, str]) -> None:
    found = parse_cmnd(row["raw"])
    assert (found.text or "") == row["text"]
    assert (found.kind or "") == row["kind"]
    assert sorted(found.provinces) == row["provinces"].split()
    assert [defect.value for defect in found.defects] == row["defects"].split()


def test_the_63_codes_are_the_provinces_of_the_register() -> None:
    assert {code[1:] for code in TT59_2021.provinces} == set(province_names())


@given(PLACES, st.sampled_from(Sex), YEARS, SERIALS)
def test_a_number_says_what_it_was_made_of(place: str, sex: Sex, year: int, serial: int) -> None:
    found = parse_personal_id(number(place, sex, year, serial), as_of=AS_OF)
    assert (found.place_code, found.sex, found.birth_year) == (place, sex, year)
    assert found.possible
    assert not found.defects


@given(PLACES, st.sampled_from(Sex), YEARS, SERIALS)
def test_zeros_lost_to_a_spreadsheet_come_back(
    place: str, sex: Sex, year: int, serial: int
) -> None:
    written = number(place, sex, year, serial)
    assert parse_personal_id(str(int(written)), as_of=AS_OF).text == written


@given(NUMBERS, st.integers(0, 11))
def test_a_lost_digit_is_never_taken_for_another_number(written: str, at: int) -> None:
    shorter = written[:at] + written[at + 1 :]
    found = parse_personal_id(shorter, as_of=AS_OF).text
    assert found is None or shorter[0] != "0"


@given(NUMBERS)
def test_the_normal_form_reads_as_itself(written: str) -> None:
    once = parse_personal_id(" ".join(written), as_of=AS_OF)
    assert parse_personal_id(once.text, as_of=AS_OF).text == once.text == written


@settings(deadline=None)  # folding loads tables of letters when it first meets them
@given(st.text(max_size=20))
def test_any_text_gives_twelve_digits_or_none(text: str) -> None:
    found = parse_personal_id(text, as_of=AS_OF)
    assert found.text is None or (found.text.isascii() and len(found.text) == 12)
    assert parse_personal_id(unicodedata.normalize("NFD", text), as_of=AS_OF).text == found.text


@given(PLACES, st.sampled_from(Sex), YEARS, SERIALS)
def test_checks_find_every_contradiction_and_no_other(
    place: str, sex: Sex, year: int, serial: int
) -> None:
    found = parse_personal_id(number(place, sex, year, serial))
    assert [s for s in Sex if not contradicts_sex(found, s)] == [sex]
    assert [y for y in range(1900, 2030) if not contradicts_birth_year(found, y)] == [year]
    free = [c for c in province_names() if not contradicts_provinces(found, frozenset((c,)))]
    assert free == [place[1:]]


def test_what_is_missing_contradicts_nothing() -> None:
    unread, read = parse_personal_id("12"), parse_personal_id("001190000123")
    for found, sex, year, provinces in ((unread, Sex.MALE, 1990, {"38"}), (read, None, None, ())):
        assert not contradicts_sex(found, sex)
        assert not contradicts_birth_year(found, year)
        assert not contradicts_provinces(found, frozenset(provinces))


def test_every_code_keeps_its_group_across_2025() -> None:
    assert {province_group(code) for code in province_names()} == set(group_names())
    assert all(province_group(code) == code for code in group_names())


def test_another_rule_set_is_obeyed() -> None:
    later = replace(TT59_2021, name="later", centuries={0: 1900, 1: 2000, 2: 2100})
    assert parse_personal_id("001490000123", rules=later).birth_year == 2190
    assert parse_personal_id("001490000123", rules=None).structure is None
    assert NumberDefect.UNKNOWN_CENTURY in parse_personal_id("001490000123").defects


def test_repr_keeps_the_number_to_itself() -> None:
    assert "190" not in repr(parse_personal_id("001190000123"))
    assert "345" not in repr(parse_cmnd("012345678"))
