"""Every rule of names, row by row: tests/vectors/names/*.csv. All names are made up."""

import csv
from pathlib import Path

import pytest

from linkage.text import compare_names, parse_name

FOLDER = Path(__file__).parent.parent / "vectors/names"
NO_TEXT = "-"
OWN_FORM = {"levels", "parts", "other_names"}


def rows(*names: str) -> list[object]:
    found = []
    for path in sorted(FOLDER.glob("*.csv")):
        if (path.stem in names) if names else (path.stem not in OWN_FORM):
            with path.open(encoding="utf-8", newline="") as file:
                for i, row in enumerate(csv.DictReader(file), start=2):
                    values = (row["given"], row["expected"], row["why"])
                    found.append(pytest.param(*values, id=f"{path.stem}:{i}"))
    return found


@pytest.mark.parametrize(("given", "expected", "why"), rows())
def test_standard_form(given: str, expected: str, why: str) -> None:
    assert (parse_name(given).text or NO_TEXT) == expected, why


@pytest.mark.parametrize(("given", "expected", "why"), rows("other_names"))
def test_other_names(given: str, expected: str, why: str) -> None:
    name = parse_name(given)
    assert " | ".join([name.text or NO_TEXT, *name.other_names]) == expected, why


@pytest.mark.parametrize(("given", "expected", "why"), rows("parts"))
def test_parts(given: str, expected: str, why: str) -> None:
    name = parse_name(given)
    found = [part or NO_TEXT for part in (name.surname, name.middle, name.given)]
    assert " | ".join(found) == expected, why


@pytest.mark.parametrize(("given", "expected", "why"), rows("levels"))
def test_levels(given: str, expected: str, why: str) -> None:
    level = compare_names(*given.split(" | ")).level
    assert level is not None
    assert level.name == expected, why


def test_there_are_enough_rows_and_each_says_why() -> None:
    count = 0
    for path in FOLDER.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            assert reader.fieldnames == ["given", "expected", "why"], path.name
            for row in reader:
                assert row["why"], path.name
                count += 1
    assert count >= 600


@pytest.mark.parametrize(("given", "expected", "why"), rows())
def test_the_standard_form_is_its_own_standard_form(given: str, expected: str, why: str) -> None:
    once = parse_name(given)
    if once.text is not None:
        twice = parse_name(once.text)
        assert (twice.text, twice.surname, twice.given) == (once.text, once.surname, once.given)
