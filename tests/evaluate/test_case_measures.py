"""Case measures against a loop over all cases and matters, and the look-alikes."""

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import InputError
from linkage.evaluate import (
    NOTHING,
    by_slice,
    case_quality,
    false_links,
    false_merges,
    judge_cases,
    lawful_to_verify,
)
from linkage.schema import CaseKind

Rows = list[tuple[str, frozenset[str]]]

rows = st.lists(
    st.tuples(
        st.sampled_from(["two_ids", "shared_id", "impossible_id", "twins"]),
        st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=4),
    ),
    unique=True,
    max_size=8,
)


def table(rows: Rows, **lists: list[list[str]]) -> pa.Table:
    columns = {
        "kind": pa.array([kind for kind, _ in rows], pa.string()),
        "record_ids": pa.array([sorted(ids) for _, ids in rows], pa.list_(pa.string())),
    }
    more = {name: pa.array(values, pa.list_(pa.string())) for name, values in lists.items()}
    return pa.table(columns | more)


def tells(case: frozenset[str], matter: frozenset[str]) -> bool:
    return len(case & matter) >= min(2, len(matter), len(case))


@given(rows, rows)
@settings(max_examples=25, deadline=None)
def test_counts_by_kind(cases: Rows, matters: Rows) -> None:
    quality = case_quality(judge_cases(table(cases), table(matters)))
    for row in quality.kinds:
        found = [ids for kind, ids in cases if kind == row.kind]
        planted = [ids for kind, ids in matters if kind == row.kind]
        assert (row.found, row.planted) == (len(found), len(planted))
        assert row.correct == sum(any(tells(c, m) for m in planted) for c in found)
        assert row.recalled == sum(any(tells(c, m) for c in found) for m in planted)
        assert row.exact == sum(c in planted for c in found)
        right = [c for k, c in cases if any(k == j and tells(c, m) for j, m in matters)]
        missed = [m for m in planted if not any(tells(c, m) for c in found)]
        assert row.once == sum(sum(tells(c, m) for c in found) == 1 for m in planted)
        assert row.elsewhere == sum(any(tells(c, m) for c in right) for m in missed)
    assert {row.kind for row in quality.kinds} == {kind for kind, _ in cases + matters}


@given(rows, rows)
@settings(max_examples=25, deadline=None)
def test_lawful_cases_to_verify_tell_of_nothing_else(cases: Rows, matters: Rows) -> None:
    lawful = {kind.value for kind in CaseKind if kind.explained}
    shares = lawful_to_verify(judge_cases(table(cases), table(matters)))
    asked = [ids for kind, ids in cases if kind not in lawful]
    idle = [c for c in asked if not any(k not in lawful and tells(c, m) for k, m in matters)]
    for kind in lawful:
        told = sum(any(k == kind and tells(c, m) for k, m in matters) for c in idle)
        assert shares[kind].value == (told / len(asked) if asked else None)


@given(rows, rows)
@settings(max_examples=25, deadline=None)
def test_confusion_counts_each_matter_once(cases: Rows, matters: Rows) -> None:
    quality = case_quality(judge_cases(table(cases), table(matters)))
    planted: Counter[str] = Counter()
    for (kind, found), count in quality.confusion.items():
        planted[kind] += count
        if kind == found:
            assert count == quality.of(kind).recalled
    del planted[NOTHING]
    assert planted == Counter(kind for kind, _ in matters)


def test_missed_matter_stands_under_the_case_that_tells_of_it() -> None:
    matters: Rows = [("two_ids", frozenset("ab")), ("shared_id", frozenset("cd"))]
    cases: Rows = [("id_typo", frozenset("ab")), ("id_typo", frozenset("ef"))]
    confusion = case_quality(judge_cases(table(cases), table(matters))).confusion
    assert confusion == {
        ("two_ids", "id_typo"): 1,
        ("shared_id", NOTHING): 1,
        (NOTHING, "id_typo"): 1,
    }


def test_correct_case_of_another_kind_is_no_confusion() -> None:
    """A mismatch that was missed is not `two_ids` because its record is rightly there too."""
    matters: Rows = [("two_ids", frozenset("ab")), ("id_sex_mismatch", frozenset("a"))]
    cases: Rows = [("two_ids", frozenset("ab"))]
    confusion = case_quality(judge_cases(table(cases), table(matters))).confusion
    assert confusion == {("two_ids", "two_ids"): 1, ("id_sex_mismatch", NOTHING): 1}


def test_case_of_a_kind_that_is_settled_too_is_correct_but_recalls_nothing() -> None:
    matters = table([("two_ids", frozenset("ab"))], also=[["id_sex_mismatch"]])
    alone = case_quality(judge_cases(table([("id_sex_mismatch", frozenset("a"))]), matters))
    assert (alone.of("id_sex_mismatch").correct, alone.of("id_sex_mismatch").planted) == (1, 0)
    assert (alone.of("two_ids").recalled, alone.of("two_ids").elsewhere) == (0, 1)
    assert (alone.of("two_ids").once, alone.of("id_sex_mismatch").once) == (1, 0)


def test_a_matter_told_by_two_correct_cases_is_not_told_once() -> None:
    matters = table([("two_ids", frozenset("abc"))], also=[["id_sex_mismatch"]])
    cases: Rows = [("two_ids", frozenset("ab")), ("id_sex_mismatch", frozenset("a"))]
    both = case_quality(judge_cases(table(cases), matters)).of("two_ids")
    assert (both.recalled, both.once) == (1, 0)
    spurious: Rows = [("two_ids", frozenset("ab")), ("shared_id", frozenset("ab"))]
    one = case_quality(judge_cases(table(spurious), matters)).of("two_ids")
    assert (one.recalled, one.once) == (1, 1)


def test_facts_in_which_numbers_differ_are_compared_where_both_tell_them() -> None:
    rows: Rows = [("two_ids", frozenset("ab")), ("two_ids", frozenset("cd"))]
    planted = table(rows, differs=[["sex"], []])
    right = table(rows, differs=[["sex"], []])
    wrong = table(rows, differs=[["birth_year"], []])
    assert case_quality(judge_cases(right, planted)).of("two_ids").same_facts == 2
    assert case_quality(judge_cases(wrong, planted)).of("two_ids").same_facts == 1


def test_one_record_of_two_does_not_tell_of_a_matter() -> None:
    quality = case_quality(
        judge_cases(table([("two_ids", frozenset("ac"))]), table([("two_ids", frozenset("ab"))]))
    )
    assert (quality.of("two_ids").correct, quality.of("two_ids").recalled) == (0, 0)


def test_slice_counts_its_cases_but_matches_with_all() -> None:
    matters: Rows = [("two_ids", frozenset("abc"))]
    cases: Rows = [("two_ids", frozenset("bc"))]
    parts = by_slice(
        judge_cases(table(cases), table(matters)),
        {"a": "old", "b": "new"},
        lambda part: case_quality(part).of("two_ids"),
    )
    assert (parts["old"].planted, parts["old"].recalled, parts["old"].found) == (1, 1, 0)
    assert (parts["new"].planted, parts["new"].recalled, parts["new"].found) == (1, 1, 1)


def test_nothing_planted_and_nothing_found() -> None:
    quality = case_quality(judge_cases(table([]), table([])))
    assert quality.kinds == ()
    assert quality.confusion == {}
    assert quality.of("two_ids").recall.value is None


def test_case_without_records_is_refused() -> None:
    with pytest.raises(InputError, match="rows without kind or records: 1"):
        judge_cases(table([("two_ids", frozenset())]), table([]))


HARD = pa.table(
    {
        "record_id_l": ["b", "a", "c", "a"],
        "record_id_r": ["a", "b", "d", "c"],
        "reason": ["twins", "twins", "twins", "namesakes"],
    }
)


def test_look_alikes_count_once_in_either_order() -> None:
    entities = pa.table({"record_id": ["a", "b", "c"], "entity_id": ["x", "x", "y"]})
    found = {row.reason: (row.pairs, row.merged) for row in false_merges(entities, HARD)}
    assert found == {"namesakes": (1, 0), "twins": (2, 1)}


def test_look_alikes_linked_from_the_threshold_on() -> None:
    scored = pa.table(
        {"record_id_l": ["a", "c"], "record_id_r": ["b", "d"], "match_probability": [0.9, 0.8]}
    )
    counts = [
        {row.reason: row.merged for row in false_links(scored, HARD, threshold)}["twins"]
        for threshold in (0.95, 0.9, 0.8)
    ]
    assert counts == [0, 1, 2]


def test_interval_of_no_merge_has_width() -> None:
    entities = pa.table({"record_id": ["a"], "entity_id": ["x"]})
    row = false_merges(entities, HARD)[1]
    assert (row.share.value, row.share.low) == (0.0, 0.0)
    assert row.share.high is not None
    assert 0.5 < row.share.high < 1
