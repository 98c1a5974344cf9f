"""A measured number and how sure it is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from linkage.errors import LinkageError

Reals: TypeAlias = npt.NDArray[np.float64]
Codes: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Figure:
    """A measured number with its interval, where one was asked for.

    Attributes:
        value: The number; `None` when it is undefined, such as a precision where nothing
            was found. An undefined figure is never counted as zero or one.
        low: Lower end of the interval.
        high: Upper end of the interval.

    Examples:
        >>> Figure(0.98765, 0.98, 0.99)
        0.9877 [0.9800, 0.9900]
        >>> Figure(None)
        undefined
    """

    value: float | None
    low: float | None = None
    high: float | None = None

    def __repr__(self) -> str:
        if self.value is None:
            return "undefined"
        if self.low is None or self.high is None:
            return f"{self.value:.4f}"
        return f"{self.value:.4f} [{self.low:.4f}, {self.high:.4f}]"


@dataclass(frozen=True)
class Bootstrap:
    """Percentile bootstrap over whole people, so that the records of one stay together.

    Each replicate gives every true entity a Poisson(1) number of copies, which for many
    entities is drawing them with replacement (Hanley and MacGibbon 2006,
    doi:10.1016/j.cmpb.2006.04.006). A pair of records of one person weighs as its person, a
    pair across two people as the product of both. Where an error did not occur at all, no
    bootstrap can show that it might: such an interval has no width.

    Attributes:
        replicates: How many times to draw.
        seed: The same seed gives the same interval.
        level: Share of the replicates inside the interval.
    """

    replicates: int = 200
    seed: int = 0
    level: float = 0.95

    def __post_init__(self) -> None:
        if self.replicates < 1 or not 0 < self.level < 1:
            raise LinkageError(
                "A bootstrap needs at least one replicate and a level between 0 and 1.",
                f"Given were replicates={self.replicates} and level={self.level}.",
            )

    def weights(self, copies: npt.ArrayLike) -> Iterator[Reals]:
        """Weights of the units in each replicate.

        Args:
            copies: For each unit how many equal ones it stands for.
        """
        rng = np.random.default_rng(self.seed)
        mean = np.asarray(copies, dtype=np.float64)
        for _ in range(self.replicates):
            yield rng.poisson(mean).astype(np.float64)

    def figure(self, value: float | None, draws: Iterable[float | None]) -> Figure:
        """The figure with the interval of its replicates; undefined ones are left out."""
        defined = [draw for draw in draws if draw is not None]
        if value is None or not defined:
            return Figure(value)
        tail = (1 - self.level) / 2
        low, high = np.quantile(defined, [tail, 1 - tail])
        return Figure(value, float(low), float(high))


Measure: TypeAlias = Callable[[Reals], tuple[float | None, ...]]


def with_intervals(measure: Measure, sums: Reals, bootstrap: Bootstrap | None) -> list[Figure]:
    """Figures computed from sums over entities, with intervals when a bootstrap is given.

    Args:
        measure: Takes the totals of the columns and gives the figures.
        sums: One row for each entity, one column for each total.
        bootstrap: How to draw; no interval when not given.
    """
    values = measure(sums.sum(axis=0))
    if bootstrap is None:
        return [Figure(value) for value in values]
    rows, copies = np.unique(sums, axis=0, return_counts=True)
    draws = [measure(weights @ rows) for weights in bootstrap.weights(copies)]
    return [
        bootstrap.figure(value, column)
        for value, column in zip(values, zip(*draws, strict=True), strict=True)
    ]


def share(part: float, whole: float) -> float | None:
    """A part of a whole; undefined when the whole is nothing.

    Examples:
        >>> share(1, 4), share(0, 0)
        (0.25, None)
    """
    return float(part) / float(whole) if whole > 0 else None


def harmonic(one: float | None, other: float | None) -> float | None:
    """The harmonic mean (F1); undefined when a part is, zero when both parts are zero.

    Examples:
        >>> harmonic(1.0, 0.5), harmonic(0.0, 0.0), harmonic(None, 0.5)
        (0.6666666666666666, 0.0, None)
    """
    if one is None or other is None:
        return None
    return 2 * one * other / (one + other) if one + other > 0 else 0.0


def proportion(part: int, whole: int, level: float = 0.95) -> Figure:
    """A share of independent things with the score interval of Wilson (1927).

    Unlike a bootstrap it stays honest when nothing, or everything, was hit.

    Examples:
        >>> proportion(0, 10)
        0.0000 [0.0000, 0.2775]
        >>> proportion(0, 0)
        undefined
    """
    if whole == 0:
        return Figure(None)
    z = NormalDist().inv_cdf((1 + level) / 2)
    p = part / whole
    centre = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * (p * (1 - p) / whole + z * z / (4 * whole * whole)) ** 0.5 / (1 + z * z / whole)
    low = 0.0 if part == 0 else centre - half
    high = 1.0 if part == whole else centre + half
    return Figure(p, low, high)
