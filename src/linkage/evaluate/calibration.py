"""Whether a probability of 0.8 is right eight times in ten."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from linkage.errors import InputError
from linkage.evaluate.figures import Bootstrap, Codes, Figure, Flags, Reals, share
from linkage.evaluate.pairs import JudgedPairs

Bins = Literal["mass", "width"]


@dataclass(frozen=True)
class Bin:
    """Pairs of like probability.

    Attributes:
        low: Smallest probability in the bin.
        high: Largest probability in the bin.
        pairs: Pairs in the bin.
        predicted: Their mean probability.
        observed: Share of them that is true.
    """

    low: float
    high: float
    pairs: int
    predicted: float
    observed: float


@dataclass(frozen=True)
class Calibration:
    """Reliability of match probabilities.

    Attributes:
        bins: The reliability table, by rising probability; empty bins are left out.
        expected_error: Expected calibration error: mean over pairs of the distance between
            predicted and observed in their bin; undefined without pairs.
        brier: Mean of (probability - truth)²; undefined without pairs.
    """

    bins: tuple[Bin, ...]
    expected_error: Figure
    brier: Figure


def calibration(
    pairs: JudgedPairs,
    *,
    bins: int = 10,
    by: Bins = "mass",
    bootstrap: Bootstrap | None = None,
) -> Calibration:
    """Compare match probabilities with the truth of the scored pairs.

    True pairs that were never scored have no probability and do not count. Bins of equal
    mass hold about as many pairs each; pairs of one probability stay together, so there can
    be fewer bins. Bins of equal width cut [0, 1] evenly and can be almost empty. Most
    candidates of a register lie near 0 or 1, where bins of equal mass hide the middle; look
    at both.

    Raises:
        InputError: If a score is not between 0 and 1.

    Examples:
        Two pairs at 0.8, one of them true: |0.8 - 0.5| = 0.3, and (0.2² + 0.8²) / 2 = 0.34.

        >>> import pyarrow as pa
        >>> from linkage.evaluate import judge_pairs
        >>> truth = pa.table({"record_id": list("abc"), "entity_id": list("112")})
        >>> scored = pa.table({"record_id_l": ["a", "b"], "record_id_r": ["b", "c"],
        ...                    "match_probability": [0.8, 0.8]})
        >>> found = calibration(judge_pairs(scored, truth))
        >>> found.expected_error, found.brier, len(found.bins)
        (0.3000, 0.3400, 1)
    """
    if bins < 1:
        raise InputError(f"Calibration needs at least one bin, not {bins}.")
    probability, is_match = pairs.score, pairs.is_match
    if len(probability) and not (probability.min() >= 0 and probability.max() <= 1):
        raise InputError(
            "The scores are not probabilities: some lie outside 0 to 1.",
            hint="judge the pairs with score='match_probability'.",
        )
    code = _codes(probability, bins, by)
    starts = np.flatnonzero(np.diff(code, prepend=-1))
    excess = probability - is_match
    table = _table(probability, is_match, starts)
    error, brier = _errors(np.ones(len(excess)), excess, starts)
    if bootstrap is None:
        return Calibration(table, Figure(error), Figure(brier))
    draws = [_errors(weights, excess, starts) for weights, _ in pairs.replicates(bootstrap)]
    return Calibration(
        table,
        bootstrap.figure(error, [draw[0] for draw in draws]),
        bootstrap.figure(brier, [draw[1] for draw in draws]),
    )


def _codes(probability: Reals, bins: int, by: Bins) -> Codes:
    """The bin of each pair."""
    if by == "width":
        return np.minimum((probability * bins).astype(np.int64), bins - 1)
    if len(probability) == 0:
        return np.zeros(0, dtype=np.int64)
    cuts = np.quantile(probability, np.arange(1, bins) / bins, method="lower")
    return np.searchsorted(np.unique(cuts), probability, side="left").astype(np.int64)


def _errors(weights: Reals, excess: Reals, starts: Codes) -> tuple[float | None, float | None]:
    """Expected calibration error and Brier score, of probability minus truth."""
    total = float(weights.sum())
    weighted = weights * excess
    gaps = np.abs(np.add.reduceat(weighted, starts)).sum() if len(starts) else 0.0
    return share(float(gaps), total), share(float(weighted @ excess), total)


def _table(probability: Reals, is_match: Flags, starts: Codes) -> tuple[Bin, ...]:
    """The reliability table by rising probability; the pairs come by falling probability."""
    ends = np.append(starts, len(probability))[1:]
    return tuple(
        Bin(
            float(probability[end - 1]),
            float(probability[start]),
            int(end - start),
            float(probability[start:end].mean()),
            float(is_match[start:end].mean()),
        )
        for start, end in zip(starts[::-1], ends[::-1], strict=True)
    )
