"""The estimate from labels: unbiased, honest in its width, and blind where there are none."""

import numpy as np
import pyarrow as pa
import pytest

from linkage.errors import InputError
from linkage.evaluate import estimate_from_labels, sample_to_label


def population(seed: int, count: int = 4_000) -> tuple[pa.Table, set[tuple[str, str]]]:
    """Pairs, most of them at the ends, true as often as their probability to the power 1.3."""
    rng = np.random.default_rng(seed)
    probability = rng.beta(0.15, 0.3, count)
    is_match = rng.random(count) < probability**1.3
    left = [f"a{i:06d}" for i in range(count)]
    right = [f"b{i:06d}" for i in range(count)]
    scored = pa.table({"record_id_l": left, "record_id_r": right, "match_probability": probability})
    pairs = zip(left, right, is_match.tolist(), strict=True)
    return scored, {(a, b) for a, b, match in pairs if match}


def labelled(sample: pa.Table, true: set[tuple[str, str]]) -> pa.Table:
    pairs = zip(*(sample.column(i).to_pylist() for i in (0, 1)), strict=True)
    return pa.table(
        {
            "record_id_l": sample.column(0),
            "record_id_r": sample.column(1),
            "is_match": [pair in true for pair in pairs],
        }
    )


def actual(scored: pa.Table, true: set[tuple[str, str]], threshold: float) -> tuple[float, float]:
    rows = zip(*(scored.column(i).to_pylist() for i in range(3)), strict=True)
    hits = [(a, b) in true for a, b, p in rows if p >= threshold]
    return sum(hits) / len(hits), sum(hits) / len(true)


def test_intervals_cover_the_truth() -> None:
    inside = [0, 0]
    for seed in range(15):
        scored, true = population(seed)
        sample = sample_to_label(scored, 80, seed=seed)
        estimate = estimate_from_labels(scored, labelled(sample, true), 0.9, seed=seed)
        figures = (estimate.precision, estimate.recall)
        for i, (figure, fact) in enumerate(zip(figures, actual(scored, true, 0.9), strict=True)):
            assert figure.low is not None
            assert figure.high is not None
            inside[i] += figure.low <= fact <= figure.high
    assert min(inside) >= 12


def test_all_labelled_leaves_no_doubt() -> None:
    scored, true = population(1, count=500)
    sample = sample_to_label(scored, 500)
    estimate = estimate_from_labels(scored, labelled(sample, true), 0.9)
    precision, recall = actual(scored, true, 0.9)
    assert estimate.precision.value == estimate.precision.low == estimate.precision.high
    assert estimate.precision.value == pytest.approx(precision)
    assert estimate.recall.value == pytest.approx(recall)


def test_labels_that_all_agree_still_leave_doubt() -> None:
    scored, _ = population(2)
    sample = sample_to_label(scored, 20)
    all_true = labelled(
        sample, {*zip(*(sample.column(i).to_pylist() for i in (0, 1)), strict=True)}
    )
    precision = estimate_from_labels(scored, all_true, 0.9).precision
    assert precision.value == 1.0
    assert precision.low is not None
    assert 0.85 < precision.low < 1.0


def test_sample_takes_the_same_number_from_each_stratum() -> None:
    scored, _ = population(3)
    sample = sample_to_label(scored, 30, edges=[0.5, 0.9], seed=7)
    strata, counts = np.unique(sample.column("stratum").to_numpy(), return_counts=True)
    assert (strata.tolist(), counts.tolist()) == ([0, 1, 2], [30, 30, 30])
    assert sample.equals(sample_to_label(scored, 30, edges=[0.5, 0.9], seed=7))
    assert not sample.equals(sample_to_label(scored, 30, edges=[0.5, 0.9], seed=8))


def test_stratum_without_labels_leaves_figures_undefined() -> None:
    scored = pa.table(
        {
            "record_id_l": ["a", "b"],
            "record_id_r": ["c", "d"],
            "match_probability": [0.95, 0.2],
        }
    )
    labels = pa.table({"record_id_l": ["c"], "record_id_r": ["a"], "is_match": [True]})
    estimate = estimate_from_labels(scored, labels, 0.9, edges=[0.5])
    assert estimate.precision.value == 1.0
    assert estimate.recall.value is None
    assert [stratum.weight for stratum in estimate.strata] == [None, None, 1.0]


def test_nothing_found_and_nothing_true() -> None:
    scored = pa.table({"record_id_l": ["a"], "record_id_r": ["b"], "match_probability": [0.1]})
    labels = pa.table({"record_id_l": ["a"], "record_id_r": ["b"], "is_match": [False]})
    estimate = estimate_from_labels(scored, labels, 0.9, edges=[])
    assert estimate.precision.value is None
    assert estimate.recall.value is None


def test_wrong_labels_are_refused() -> None:
    scored = pa.table({"record_id_l": ["a"], "record_id_r": ["b"], "match_probability": [0.1]})
    labels = pa.table(
        {
            "record_id_l": ["a", "b", "x"],
            "record_id_r": ["b", "a", "y"],
            "is_match": [True, False, True],
        }
    )
    with pytest.raises(InputError, match=r"not scored: 1, pairs with contradicting"):
        estimate_from_labels(scored, labels, 0.5)


def test_edges_must_rise() -> None:
    scored, _ = population(4, count=10)
    with pytest.raises(InputError, match="must rise"):
        sample_to_label(scored, 1, edges=[0.9, 0.5])
