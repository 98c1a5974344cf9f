"""Calibration: a fair coin is calibrated, a boaster is not, and bins hold what they say."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import InputError
from linkage.evaluate import Bootstrap, JudgedPairs, calibration


def judged(probability: list[float], is_match: list[bool]) -> JudgedPairs:
    """Pairs of records that meet nobody else, by falling probability."""
    order = np.argsort(-np.array(probability, dtype=np.float64), kind="stable")
    count = len(probability)
    entity = np.arange(2 * count)
    entity[1::2] = np.where(np.array(is_match, dtype=bool), entity[::2], entity[1::2])
    _, entity = np.unique(entity, return_inverse=True)
    return JudgedPairs(
        np.array(probability, dtype=np.float64)[order],
        2 * order,
        2 * order + 1,
        entity,
        pa.array([f"r{i:05d}" for i in range(2 * count)]),
    )


rows = st.lists(
    st.tuples(st.floats(0, 1, allow_subnormal=False), st.booleans()), min_size=1, max_size=40
)


@given(rows, st.integers(1, 12), st.sampled_from(["mass", "width"]))
@settings(max_examples=200, deadline=None)
def test_table_accounts_for_every_pair(rows: list[tuple[float, bool]], bins: int, by: str) -> None:
    probability, is_match = [row[0] for row in rows], [row[1] for row in rows]
    found = calibration(judged(probability, is_match), bins=bins, by=by)  # type: ignore[arg-type]
    assert sum(row.pairs for row in found.bins) == len(rows)
    assert 1 <= len(found.bins) <= bins
    error = 0.0
    for row in found.bins:
        inside = [(p, m) for p, m in rows if row.low <= p <= row.high]
        assert len(inside) == row.pairs
        assert row.observed == pytest.approx(sum(m for _, m in inside) / row.pairs)
        error += row.pairs / len(rows) * abs(row.predicted - row.observed)
    assert found.expected_error.value == pytest.approx(error, abs=1e-9)
    assert found.brier.value == pytest.approx(sum((p - m) ** 2 for p, m in rows) / len(rows))


def test_bins_of_equal_mass_are_equal() -> None:
    found = calibration(judged([i / 100 for i in range(100)], [False] * 100), bins=4)
    assert [row.pairs for row in found.bins] == pytest.approx([25] * 4, abs=1)


def test_bins_of_equal_width_end_on_tenths() -> None:
    found = calibration(judged([0.05, 0.15, 1.0], [False, False, True]), by="width")
    assert [row.high for row in found.bins] == [0.05, 0.15, 1.0]


def test_a_boaster_is_found_out() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random(4000) < 0.7
    honest = calibration(judged([0.7] * 4000, truth.tolist()), bootstrap=Bootstrap(100))
    boast = calibration(judged([0.95] * 4000, truth.tolist()), bootstrap=Bootstrap(100))
    assert honest.expected_error.value is not None
    assert honest.expected_error.value < 0.02
    assert boast.expected_error.low is not None
    assert boast.expected_error.low > 0.2
    assert boast.expected_error.high is not None
    assert boast.expected_error.high < 0.3


def test_no_pairs_is_undefined() -> None:
    found = calibration(judged([], []))
    assert found.bins == ()
    assert found.expected_error.value is None
    assert found.brier.value is None


def test_weights_are_not_probabilities() -> None:
    with pytest.raises(InputError, match="not probabilities"):
        calibration(judged([7.5], [True]))
