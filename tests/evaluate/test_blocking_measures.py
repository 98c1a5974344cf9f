"""Blocking measures against an obvious count, and what only one rule finds."""

from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import InputError
from linkage.evaluate import blocking_quality, by_slice, judge_blocking

IDS = [f"r{i}" for i in range(7)]
ALL = [*combinations(IDS, 2)]
found_by_rules = st.dictionaries(
    st.sampled_from(["name", "number", "parents"]), st.sets(st.sampled_from(ALL)), max_size=3
)
truths = st.lists(st.integers(0, 3), min_size=len(IDS), max_size=len(IDS))

Found = dict[str, set[tuple[str, str]]]


def candidates(found: Found) -> pa.Table:
    rows = [(a, b, rule) for rule, pairs in found.items() for a, b in sorted(pairs)]
    columns = ["record_id_l", "record_id_r", "rule"]
    return pa.table(
        {
            column: pa.array([row[i] for row in rows], pa.string())
            for i, column in enumerate(columns)
        }
    )


def truth_table(codes: list[int]) -> pa.Table:
    return pa.table({"record_id": IDS, "entity_id": [f"e{code}" for code in codes]})


@given(found_by_rules, truths)
@settings(max_examples=25, deadline=None)
def test_counts_overall_and_for_each_rule(found: Found, codes: list[int]) -> None:
    quality = blocking_quality(judge_blocking(candidates(found), truth_table(codes)))
    entity = dict(zip(IDS, codes, strict=True))
    true = {(a, b) for a, b in ALL if entity[a] == entity[b]}
    union = set().union(*found.values())
    assert (quality.pairs, quality.correct) == (len(union), len(union & true))
    assert quality.missed == len(true - union)
    assert quality.completeness.value == (len(union & true) / len(true) if true else None)
    assert quality.quality.value == (len(union & true) / len(union) if union else None)
    assert quality.reduction == pytest.approx(1 - len(union) / len(ALL))
    assert [rule.rule for rule in quality.rules] == sorted(r for r in found if found[r])
    for rule in quality.rules:
        own = found[rule.rule]
        others = set().union(*(found[r] for r in found if r != rule.rule))
        assert (rule.pairs, rule.correct) == (len(own), len(own & true))
        assert (rule.only_pairs, rule.only_correct) == (len(own - others), len(own & true - others))


def test_slice_counts_possible_pairs_that_touch_it() -> None:
    judged = judge_blocking(
        candidates({"name": {("r0", "r1"), ("r2", "r3")}}), truth_table([0] * 7)
    )
    part = by_slice(judged, {"r0": "x"}, blocking_quality)["x"]
    assert (part.pairs, part.correct, part.missed) == (1, 1, 5)
    assert part.reduction == pytest.approx(1 - 1 / 6)


def test_one_record_makes_no_pair() -> None:
    truth = pa.table({"record_id": ["a"], "entity_id": ["1"]})
    quality = blocking_quality(judge_blocking(candidates({}), truth))
    assert quality.completeness.value is None
    assert quality.quality.value is None
    assert quality.reduction is None
    assert quality.rules == ()


def test_pair_twice_under_one_rule_is_refused() -> None:
    twice = pa.table(
        {"record_id_l": ["r0", "r1"], "record_id_r": ["r1", "r0"], "rule": ["name", "name"]}
    )
    with pytest.raises(InputError, match="twice under one rule"):
        judge_blocking(twice, truth_table([0] * 7))
