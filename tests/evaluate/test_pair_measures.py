"""Pair measures against an obvious count over all pairs, and their edges."""

from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import InputError, LinkageError, SchemaError
from linkage.evaluate import (
    Bootstrap,
    JudgedPairs,
    by_slice,
    judge_pairs,
    pair_curve,
    pair_quality,
    recall_at_precision,
)
from linkage.evaluate.figures import Figure

Pair = tuple[str, str]
World = tuple[dict[str, str], dict[Pair, float]]

NOBODY: dict[str, list[str]] = {"record_id": [], "entity_id": []}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Entities of a few records, and scores of some of their pairs; ties are common."""
    count = draw(st.integers(1, 9))
    ids = [f"r{i}" for i in range(count)]
    truth = {record: f"e{draw(st.integers(0, 4))}" for record in ids}
    pairs = (
        draw(st.lists(st.sampled_from([*combinations(ids, 2)]), unique=True)) if count > 1 else []
    )
    score = st.sampled_from([0.0, 0.2, 0.5, 0.9, 0.99, 1.0])
    return truth, {pair: draw(score) for pair in pairs}


def truth_table(truth: dict[str, str]) -> pa.Table:
    return pa.table(
        {
            "record_id": pa.array(truth, pa.string()),
            "entity_id": pa.array(truth.values(), pa.string()),
        }
    )


def scored_table(scores: dict[Pair, float], *, turned: bool = False) -> pa.Table:
    left, right = ("record_id_r", "record_id_l") if turned else ("record_id_l", "record_id_r")
    return pa.table(
        {
            left: pa.array([a for a, _ in scores], pa.string()),
            right: pa.array([b for _, b in scores], pa.string()),
            "match_probability": pa.array(scores.values(), pa.float64()),
        }
    )


def count(world: World, threshold: float, part: set[str] | None = None) -> tuple[int, int, int]:
    """Found, correct and true pairs that touch the part, one pair at a time."""
    truth, scores = world
    found = correct = true = 0
    for a, b in combinations(sorted(truth), 2):
        if part is not None and not {a, b} & part:
            continue
        same = truth[a] == truth[b]
        hit = scores.get((a, b), -1.0) >= threshold
        true += same
        found += hit
        correct += same and hit
    return found, correct, true


def ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@given(worlds(), st.sampled_from([0.0, 0.3, 0.5, 0.95, 1.0]), st.booleans())
@settings(max_examples=25, deadline=None)
def test_quality_is_the_count_over_all_pairs(world: World, threshold: float, turned: bool) -> None:
    judged = judge_pairs(scored_table(world[1], turned=turned), truth_table(world[0]))
    quality = pair_quality(judged, threshold)
    found, correct, true = count(world, threshold)
    assert (quality.found, quality.correct, quality.missed) == (found, correct, true - correct)
    assert quality.precision.value == ratio(correct, found)
    assert quality.recall.value == ratio(correct, true)


@given(worlds(), st.sampled_from([0.5, 0.8, 0.99, 1.0]))
@settings(max_examples=25, deadline=None)
def test_recall_at_precision_is_the_best_of_all_thresholds(world: World, least: float) -> None:
    judged = judge_pairs(scored_table(world[1]), truth_table(world[0]))
    counts = [count(world, threshold) for threshold in {*world[1].values()}]
    true = count(world, 2.0)[2]
    allowed = [correct / true for found, correct, _ in counts if true and correct / found >= least]
    point = recall_at_precision(judged, least)
    assert point.recall.value == (max(allowed, default=0.0) if true else None)
    if point.threshold is not None:
        again = pair_quality(judged, point.threshold)
        assert again.recall == point.recall
        assert again.precision.value == point.precision.value >= least


@given(worlds())
@settings(max_examples=25, deadline=None)
def test_curve_is_quality_at_each_score(world: World) -> None:
    judged = judge_pairs(scored_table(world[1]), truth_table(world[0]))
    curve = pair_curve(judged)
    assert curve.threshold.tolist() == sorted({*world[1].values()}, reverse=True)
    for i, threshold in enumerate(curve.threshold.tolist()):
        found, correct, true = count(world, threshold)
        assert (curve.found[i], curve.correct[i], curve.true_pairs) == (found, correct, true)
        assert curve.precision[i] == correct / found
        assert curve.f1[i] == 2 * correct / (found + true)
        assert np.isnan(curve.recall[i]) if true == 0 else curve.recall[i] == correct / true


@given(worlds(), st.sets(st.sampled_from([f"r{i}" for i in range(9)])))
@settings(max_examples=25, deadline=None)
def test_slice_holds_the_pairs_that_touch_it(world: World, part: set[str]) -> None:
    judged = judge_pairs(scored_table(world[1]), truth_table(world[0])).within(part)
    quality = pair_quality(judged, 0.5)
    found, correct, true = count(world, 0.5, part)
    assert (quality.found, quality.correct, quality.missed) == (found, correct, true - correct)


def test_nothing_scored_finds_nothing() -> None:
    judged = judge_pairs(scored_table({}), truth_table({"a": "1", "b": "1"}))
    quality = pair_quality(judged, 0.5, bootstrap=Bootstrap(20))
    assert (quality.precision.value, quality.recall.value, quality.f1.value) == (None, 0.0, None)
    assert recall_at_precision(judged, 0.99).recall == Figure(0.0)
    assert len(pair_curve(judged).threshold) == 0


def test_without_true_pairs_recall_is_undefined() -> None:
    judged = judge_pairs(scored_table({("a", "b"): 0.9}), truth_table({"a": "1", "b": "2"}))
    quality = pair_quality(judged, 0.5)
    assert (quality.precision.value, quality.recall.value) == (0.0, None)
    assert recall_at_precision(judged, 0.99).recall.value is None


def test_without_records_everything_is_undefined() -> None:
    judged = judge_pairs(scored_table({}), truth_table({}))
    assert pair_quality(judged, 0.5).recall.value is None


def test_unusable_pairs_are_named_all_at_once() -> None:
    scored = pa.table(
        {
            "record_id_l": ["a", "b", "a", "a", "b"],
            "record_id_r": ["b", "a", "a", "x", "c"],
            "match_probability": [0.5, 0.5, 0.5, 0.5, None],
        }
    )
    with pytest.raises(InputError) as raised:
        judge_pairs(scored, truth_table({"a": "1", "b": "1", "c": "2"}))
    for problem in ("without truth: 1", "with itself: 1", "stand twice: 1", "without score: 1"):
        assert problem in str(raised.value)


def test_truth_with_a_record_twice_is_refused() -> None:
    truth = pa.table({"record_id": ["a", "a"], "entity_id": ["1", "2"]})
    with pytest.raises(InputError, match="records listed twice: 1"):
        judge_pairs(scored_table({}), truth)


def test_missing_score_column_says_what_there_is() -> None:
    with pytest.raises(SchemaError, match="lacks: certainty"):
        judge_pairs(scored_table({}), truth_table({}), score="certainty")


def test_a_slice_is_not_sliced_again() -> None:
    judged = judge_pairs(scored_table({}), truth_table({"a": "1", "b": "1"}))
    with pytest.raises(InputError, match="slice already"):
        judged.within(["a"]).within(["b"])


def test_slices_may_come_as_a_table_and_leave_records_out() -> None:
    judged = judge_pairs(
        scored_table({("a", "b"): 0.9}), truth_table({"a": "1", "b": "1", "c": "2", "d": "2"})
    )
    table = pa.table({"record_id": ["a", "b", "c", "d"], "slice": ["x", "y", "z", None]})
    recalls = by_slice(judged, table, lambda part: pair_quality(part, 0.5).recall.value)
    assert recalls == {"x": 1.0, "y": 1.0, "z": 0.0}


def large(entities: int, seed: int) -> JudgedPairs:
    """Entities of two records; a true pair is found in 80 %, false pairs among neighbours."""
    rng = np.random.default_rng(seed)
    first = np.arange(0, 2 * entities, 2)
    own, other = first[rng.random(entities) < 0.8], first[rng.random(entities) < 0.1]
    left = np.concatenate([own, other])
    right = np.concatenate([own + 1, (other + 2) % (2 * entities)])
    return JudgedPairs(
        np.full(len(left), 0.9),
        left,
        right,
        np.arange(2 * entities) // 2,
        pa.array([f"r{i:05d}" for i in range(2 * entities)]),
    )


def test_interval_covers_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(40):
        figure = pair_quality(large(300, seed), 0.5, bootstrap=Bootstrap(200, seed)).recall
        assert figure.low is not None
        assert figure.high is not None
        covered += figure.low <= 0.8 <= figure.high
    assert 34 <= covered <= 40


def test_interval_is_as_wide_as_the_binomial_says() -> None:
    figure = pair_quality(large(2000, 1), 0.5, bootstrap=Bootstrap(400)).recall
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    expected = 2 * 1.96 * (figure.value * (1 - figure.value) / 2000) ** 0.5
    assert figure.high - figure.low == pytest.approx(expected, rel=0.2)


def test_same_seed_same_interval() -> None:
    judged = large(100, 1)
    one = recall_at_precision(judged, 0.8, bootstrap=Bootstrap(50, seed=3))
    assert one == recall_at_precision(judged, 0.8, bootstrap=Bootstrap(50, seed=3))
    assert one.recall.low != one.recall.high


def test_bootstrap_refuses_nonsense() -> None:
    with pytest.raises(LinkageError):
        Bootstrap(replicates=0)
