"""What decisions mean for the next run, and how cases go on from run to run."""

from typing import Any

import pytest

from linkage.casework.continuity import carry_over
from linkage.casework.decisions import Decision
from linkage.casework.differences import Known, differences
from linkage.casework.standing import stand, state_of
from linkage.schema import CaseKind, CaseState, Verdict

THEN = {"a": "1111", "b": "2222"}
NOW = {"a": "1111", "b": "3333"}


def decision(verdict: Verdict, probability: float = 0.9, **more: Any) -> Decision:
    return Decision(
        "c",
        verdict,
        kind=CaseKind.TWO_IDS,
        record_ids=("a", "b"),
        entity_ids=("a", "a"),
        record_marks=("1111", "2222"),
        probability=probability,
        **more,
    )


@pytest.mark.parametrize(
    ("verdict", "marks", "now", "same", "different"),
    [
        (Verdict.SAME, THEN, 0.9, 1, 0),
        (Verdict.DIFFERENT, THEN, 0.9, 0, 1),
        (Verdict.DIFFERENT, THEN, 0.999, 0, 1),
        (Verdict.DIFFERENT, NOW, 0.9, 0, 1),
        (Verdict.DIFFERENT, NOW, 0.999, 0, 0),
        (Verdict.SAME, NOW, 0.01, 1, 0),
        (Verdict.EXPLAINED, THEN, 0.9, 0, 0),
        (Verdict.UNSURE, THEN, 0.9, 0, 0),
    ],
)
def test_what_binds(
    verdict: Verdict, marks: dict[str, str], now: float, same: int, different: int
) -> None:
    """A verdict of different people stops to bind when changed records speak far against it."""
    standing = stand([decision(verdict)], marks, lambda one, other: now)
    assert (len(standing.same), len(standing.different)) == (same, different)


@pytest.mark.parametrize(
    ("verdict", "then", "now", "doubted"),
    [
        (Verdict.SAME, 0.999999, 0.999, False),  # a thousandth of the odds, and still one person
        (Verdict.SAME, 0.999999, 0.2, True),
        (Verdict.SAME, 0.6, 0.4, False),
        (Verdict.DIFFERENT, 0.01, 0.3, False),
        (Verdict.DIFFERENT, 0.01, 0.9, True),
    ],
)
def test_changed_records_speak_against_a_verdict_on_its_other_side_only(
    verdict: Verdict, then: float, now: float, doubted: bool
) -> None:
    standing = stand([decision(verdict, then)], NOW, lambda one, other: now)
    assert standing.doubted == (frozenset({0}) if doubted else frozenset())


def test_the_last_verdict_about_a_pair_binds() -> None:
    first = Decision("c", Verdict.SAME, ("a", "b"))
    second = Decision("d", Verdict.DIFFERENT, ("a", "b"))
    standing = stand([first, second], THEN, lambda one, other: 0.9)
    assert (standing.same, standing.different) == ((), (("a", "b"),))


def test_records_that_are_gone_bind_nothing() -> None:
    standing = stand([Decision("c", Verdict.SAME, ("a", "z"))], THEN, lambda one, other: 0.9)
    assert standing.same == ()


@pytest.mark.parametrize(
    ("verdict", "records", "marks", "doubted", "state"),
    [
        (Verdict.SAME, "ab", THEN, False, CaseState.DECIDED),
        (Verdict.SAME, "ab", NOW, False, CaseState.DECIDED),
        (Verdict.SAME, "ab", NOW, True, CaseState.REOPENED),
        (Verdict.SAME, "abc", THEN, False, CaseState.REOPENED),
        (Verdict.CORRECTED, "ab", THEN, False, CaseState.DECIDED),
        (Verdict.CORRECTED, "ab", NOW, False, CaseState.REOPENED),
        (Verdict.EXPLAINED, "ab", NOW, False, CaseState.REOPENED),
        (Verdict.UNSURE, "ab", THEN, False, CaseState.OPEN),
    ],
)
def test_where_a_case_stands(
    verdict: Verdict, records: str, marks: dict[str, str], doubted: bool, state: CaseState
) -> None:
    found, events = state_of([*records], decision(verdict), marks, "en", doubted=doubted)
    assert found is state
    assert (len(events) == 2) == (state is CaseState.REOPENED)


def case(case_id: str, kind: str, records: str, **more: Any) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "kind": kind,
        "record_ids": [*records],
        "record_marks": ["0"] * len(records),
        "state": "new",
        "opened": None,
        "history": [],
        **more,
    }


def test_a_case_that_grows_keeps_its_id_and_tells_so() -> None:
    rows = [case("new", "two_ids", "abc")]
    carry_over(rows, [case("old", "two_ids", "ab", opened="2026-11-05")], "2026-11-12", "en")
    (row,) = rows
    assert (row["case_id"], row["state"], row["opened"]) == ("old", "open", "2026-11-05")
    assert row["history"] == ["2026-11-12: 1 records joined"]


def test_a_record_that_gets_a_number_is_still_the_same_matter() -> None:
    rows = [case("new", "two_ids", "ab")]
    carry_over(rows, [case("old", "no_id_duplicate", "ab")], "2026-11-12", "vi")
    assert rows[0]["case_id"] == "old"
    assert rows[0]["history"] == [
        "12/11/2026: đổi loại từ “Hồ sơ chưa có số trùng với hồ sơ đã có số” sang “Một người, "
        "nhiều số định danh”"
    ]


@pytest.mark.parametrize(
    "other",
    [
        case("old", "twins", "ab"),
        case("old", "id_sex_mismatch", "a"),
        case("old", "two_ids", "xy"),
        case("old", "two_ids", "axyz"),
        case("old", "two_ids", "ab", sampled=True),
    ],
)
def test_another_matter_is_a_new_case(other: dict[str, Any]) -> None:
    rows = [case("new", "two_ids", "ab")]
    carry_over(rows, [other], "2026-11-12", "en")
    assert (rows[0]["case_id"], rows[0]["state"]) == ("new", "new")


def test_of_two_cases_that_join_the_closer_goes_on_and_the_other_is_closed() -> None:
    last = [case("one", "two_ids", "abc"), case("two", "two_ids", "de")]
    rows = [case("new", "shared_id", "abcde")]
    carry_over(rows, last, "2026-11-12", "en")
    assert rows[0]["case_id"] == "one"
    told = differences(last, rows, Known("abcde".__contains__, {}, {}), "en")
    assert {row["case_id"]: row["change"] for row in told} == {"one": "changed", "two": "closed"}
    assert told[1]["why"] == "joined with case one"


def test_ids_stay_apart_when_a_matter_comes_back() -> None:
    """What was case x goes on elsewhere, and the old matter is raised anew under its own hash."""
    rows = [case("x", "id_sex_mismatch", "a"), case("y", "id_sex_mismatch", "ab")]
    carry_over(rows, [case("x", "id_sex_mismatch", "ab")], None, "en")
    assert sorted(row["case_id"] for row in rows) == ["x", "xb"]


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (Known("ab".__contains__, {}, {"old": "explained"}), "decided: explained"),
        (Known("ab".__contains__, {}, {}, {("a", "b")}), "decided: different people"),
        (Known("a".__contains__, {}, {}), "1 records are gone"),
        (
            Known("ab".__contains__, {"a": "0", "b": "7"}, {}),
            "the data of 1 records were corrected",
        ),
        (Known("ab".__contains__, {"a": "0", "b": "0"}, {}), "no longer above the threshold"),
    ],
)
def test_why_a_case_is_closed(known: Known, why: str) -> None:
    (row,) = differences([case("old", "two_ids", "ab")], [], known, "en")
    assert (row["change"], row["why"]) == ("closed", why)
