"""Findings between records: slips, numbers of others, death and later life, shared numbers."""

import random
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import jellyfish
import pyarrow as pa
import pytest

from linkage.findings import check
from linkage.standardisation import standardise

PERSON = {
    "full_name": "Trần Văn Bình",
    "sex": "Nam",
    "date_of_birth": "12/05/1990",
    "personal_id": "001090000123",
    "cmnd": None,
    "mother_name": "Lê Thị Hoa",
    "status": "Đang sống",
    "date_of_death": None,
    "updated_at": "2024-03-01",
    "personal_id_status": None,
}
OTHER = {"full_name": "Nguyễn Thị Lan", "sex": "Nữ", "date_of_birth": "03/09/1985"}

Row = dict[str, Any]


def findings(
    *changes: Mapping[str, str | None], history: list[dict[str, str]] | None = None
) -> list[Row]:
    rows = [{**PERSON, "record_id": f"r{i}", **change} for i, change in enumerate(changes, 1)]
    table = pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in rows[0]]))
    told = None if history is None else pa.Table.from_pylist(history)
    found: list[Row] = check(standardise(table), id_history=told).to_arrow().to_pylist()
    return found


def facts(found: list[Row]) -> list[tuple[str, str, list[str]]]:
    return [(row["kind"], row["fact"], row["record_ids"]) for row in found]


@pytest.mark.parametrize(
    ("number", "fact"),
    [
        ("001090000128", "one_digit_apart"),
        ("001090000132", "digits_exchanged"),
        ("001091000123", "one_digit_apart"),
        ("00109000123", "digit_lost"),
    ],
)
def test_numbers_a_slip_apart_on_one_person_are_found(number: str, fact: str) -> None:
    found = [f for f in facts(findings({}, {"personal_id": number})) if f[0] == "id_typo"]
    assert found == [("id_typo", fact, ["r1", "r2"])]


def test_numbers_a_slip_apart_on_two_people_are_not() -> None:
    assert findings({}, OTHER | {"personal_id": "001185000123"}) == []
    assert findings({}, {"full_name": "Phạm Quốc Dũng", "personal_id": "001090000128"}) == []


def test_numbers_that_the_history_links_are_no_slip() -> None:
    history = [{"personal_id": "001090000128", "previous_id": "001 090 000 123"}]
    found = findings({}, {"personal_id": "001090000128"}, history=history)
    assert [f for f in found if f["kind"] == "id_typo"] == []


def test_slips_agree_with_comparing_all_pairs() -> None:
    """The keys that make candidates lose no pair with one name and day of birth."""
    rng = random.Random(7)
    numbers = {"001090000123"}
    for _ in range(60):
        digits = list(rng.choice(sorted(numbers)))
        place = rng.randrange(4, 11)
        if rng.random() < 0.5:
            digits[place] = str(rng.randrange(10))
        else:
            digits[place], digits[place + 1] = digits[place + 1], digits[place]
        numbers.add("".join(digits))
    ordered = sorted(numbers)
    found = {
        tuple(row["record_ids"])
        for row in findings(*({"personal_id": number} for number in ordered))
        if row["kind"] == "id_typo"
    }
    # Two digits exchanged across the middle change both halves; no key holds such a pair.
    expected = {
        tuple(sorted((f"r{i + 1}", f"r{j + 1}")))
        for (i, a), (j, b) in combinations(enumerate(ordered), 2)
        if jellyfish.damerau_levenshtein_distance(a, b) == 1 and (a[:6] == b[:6] or a[6:] == b[6:])
    }
    assert found == expected


def test_one_number_is_hardly_a_finding_where_all_state_one_person() -> None:
    (same,) = findings({}, {"full_name": "TRAN VAN BINH"})
    (apart,) = [f for f in findings({}, OTHER) if f["fact"] == "same_number"]
    assert (same["probability"], same["alternatives"]) == (0.1, ["one_person_several_records"])
    assert (apart["probability"], apart["alternatives"]) == (1.0, [])


HISTORY = [{"personal_id": "001090000777", "previous_id": "001090000123"}]


def test_a_number_that_was_an_earlier_one_of_somebody_else_is_found() -> None:
    holder = OTHER | {"personal_id": "001090000777"}
    found = facts(findings({}, holder, history=HISTORY))
    assert ("shared_id", "earlier_number_of_other", ["r1", "r2"]) in found


def test_it_is_found_through_a_chain_of_numbers() -> None:
    history = [*HISTORY, {"personal_id": "001090000888", "previous_id": "001090000777"}]
    holder = OTHER | {"personal_id": "001090000888"}
    found = facts(findings({}, holder, history=history))
    assert ("shared_id", "earlier_number_of_other", ["r1", "r2"]) in found


def test_so_is_an_old_cmnd_of_somebody_else() -> None:
    history = [{"personal_id": "001090000777", "previous_id": "012345678", "id_type": "cmnd"}]
    holder = OTHER | {"personal_id": "001090000777"}
    found = facts(findings({"cmnd": "012345678"}, holder, history=history))
    assert ("shared_cmnd", "earlier_number_of_other", ["r1", "r2"]) in found


@pytest.mark.parametrize(
    "holder",
    [
        {},
        {"full_name": "TRẦN BÌNH", "date_of_birth": "1990"},
        {"full_name": "Trần Văn Bính"},
        {"full_name": "Trần Quốc Dũng"},
    ],
    ids=["same", "shortened", "misspelt", "another given name alone"],
)
def test_an_earlier_number_of_the_person_is_explained(holder: dict[str, str]) -> None:
    found = facts(findings({}, holder | {"personal_id": "001090000777"}, history=HISTORY))
    assert [f for f in found if f[1] == "earlier_number_of_other"] == []


def test_a_cancelled_number_is_not_disputed() -> None:
    holder = OTHER | {"personal_id": "001090000777"}
    found = facts(findings({"personal_id_status": "đã hủy"}, holder, history=HISTORY))
    assert [f for f in found if f[1] == "earlier_number_of_other"] == []


DEAD = {"status": "Đã chết", "date_of_death": "10/01/2022"}


@pytest.mark.parametrize(
    ("dead", "alive", "probability"),
    [
        (DEAD, {}, 1.0),
        (DEAD, {"updated_at": None}, 0.7),
        (DEAD | {"date_of_death": None}, {}, 0.7),
        (DEAD | {"personal_id": None}, {}, 1.0),
        (DEAD | {"personal_id": None, "cmnd": "012345678"}, {"cmnd": "012345678"}, 1.0),
        (DEAD, {"updated_at": "2021-06-01"}, None),
        (DEAD, OTHER, None),
        (DEAD | {"personal_id": None, "mother_name": "Vũ Thị Mận"}, {}, None),
    ],
    ids=[
        "one number",
        "no day of change",
        "no day of death",
        "one name, day and mother",
        "one cmnd",
        "life before the death",
        "somebody else",
        "namesake of another mother",
    ],
)
def test_death_in_one_record_and_life_in_a_later_one(
    dead: dict[str, str | None], alive: dict[str, str | None], probability: float | None
) -> None:
    found = [f for f in findings(dead, alive) if f["fact"] == "death_in_other_record"]
    expected = [] if probability is None else [("deceased_active", ["r1", "r2"], probability)]
    assert [(f["kind"], f["record_ids"], f["probability"]) for f in found] == expected


def test_the_history_ties_death_under_an_old_number_to_life_under_the_new() -> None:
    dead = DEAD | {"mother_name": None, "date_of_birth": "1990"}
    alive = {"personal_id": "001090000777", "mother_name": None}
    assert [f for f in findings(dead, alive) if f["kind"] == "deceased_active"] == []
    found = facts(findings(dead, alive, history=HISTORY))
    assert ("deceased_active", "death_in_other_record", ["r1", "r2"]) in found


def test_a_history_in_a_circle_ends() -> None:
    circle = [*HISTORY, {"personal_id": "001090000123", "previous_id": "001090000777"}]
    assert findings({}, history=circle) == []


TWIN = {"full_name": "Trần Văn Khôi", "personal_id": "001090555777"}


@pytest.mark.parametrize(
    ("mother", "father", "found"),
    [
        ("Lê Thị Hoa", "Trần Văn Minh Long", True),
        ("L. T. Hoa", "Trần Minh Long", True),
        ("Hoa Lê Thị", "Trần Long", True),
        ("Phạm Thị Hoa", "Trần Minh Long", False),
        ("Lê Thị Hoa", "Nguyễn Minh Long", False),
        ("Hoa", "Long", False),
    ],
)
def test_twins_are_seen_though_a_parent_is_written_short(
    mother: str, father: str, found: bool
) -> None:
    """Words left out and initials deny no parent; alone they do not make one either."""
    parents = {"mother_name": "Lê Thị Hoa", "father_name": "Trần Minh Long", "household_id": None}
    other = {**TWIN, "mother_name": mother, "father_name": father}
    twins = [f for f in facts(findings(parents, {**parents, **other})) if f[0] == "twins"]
    assert bool(twins) is found
