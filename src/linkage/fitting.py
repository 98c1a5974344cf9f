"""Expectation maximisation on counts of agreement patterns.

A few thousand patterns stand for however many pairs. How people err differs from one register to
the next, and so does how numbers are handed out: where serials count up from 1 in each commune,
neighbours bear numbers a digit apart. So every run fits the classes to the records at hand, held by
the model as if it had seen so many pairs before: where the data do not speak clearly, as of the few
pairs of one person in a register with few duplicates, the tables stay where they were.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from linkage.agreement import MISSING, Counts, Levels, Patterns
from linkage.model import (
    CLASSES,
    LEAST,
    ONE_PERSON,
    TWINS,
    ComparisonTable,
    Level,
    Model,
    class_shares,
    class_tables,
    log_likelihoods,
)

_OF_ONE_BIRTH = frozenset({"birth_date", "birth_year", "father", "mother", "roots"})
SHARED: Mapping[str, frozenset[str]] = {
    "twin": _OF_ONE_BIRTH | {"home"},
    "twin_apart": _OF_ONE_BIRTH,
    "sibling": frozenset({"father", "mother"}),
}
"""What people born together, or of the same parents, share as surely as one person does with
itself; there their tables are those of `match`, and only the other facts tell them apart."""

CARELESS_PER_CAREFUL = 0.2
"""Pairs of careless records for each pair of careful ones. Left free it goes to nothing where
errors are few, and then a person recorded badly is taken for two; or it grows with every group of
people who look alike."""

CARELESS_BOUND = 2.0
"""How many times as often as with care another name or date may be written with none."""

SHARE_PAIRS = 50.0
"""Weight of the shares of the model, in pairs."""

TABLE_PAIRS, PER_PAIR = 300.0, 1.0
"""Weight of the tables of the model, in pairs: so many, and so many more for each pair found. The
model then counts for half however many the pairs, for it shows the rare levels that they lack."""

TWIN_HABITS = (("near_number", "one_slip", "different"), ("noted", "not_noted"))
"""Levels of one comparison of which the register tells how often twins show each: numbers are near
each other where births are registered together and numbers handed out in turn, and anything
elsewhere; and some offices note a birth of twins."""

HABIT_HELD = 0.1
"""Part of the weight of the tables that holds these habits, which no model can know."""

Allowed = npt.NDArray[np.bool_]


def fit_to(
    model: Model,
    patterns: Patterns,
    allowed: Allowed | None = None,
    *,
    table_pairs: float = TABLE_PAIRS,
    per_pair: float = PER_PAIR,
    rounds: int = 300,
) -> Model:
    """Fit class shares and tables to agreement patterns, starting from and held by a model.

    Args:
        model: Where to start; its comparisons must be those of the patterns.
        patterns: Agreement patterns of candidate pairs.
        allowed: The classes each pattern may be of, shape (patterns, classes); all when not given.
        table_pairs: Weight of the model's tables in each class of each comparison, in pairs.
        per_pair: Weight added for each pair found in the class.
        rounds: Most rounds of expectation and maximisation.

    Examples:
        >>> from linkage.model import default_model
        >>> model = default_model()
        >>> names = tuple(table.name for table in model.comparisons)
        >>> none = Patterns(names, np.empty((0, len(names)), np.int8), np.empty(0))
        >>> abs(fit_to(model, none).shares["match"] - model.shares["match"]) < 1e-9
        True
    """
    before = class_shares(model)
    tables, shares = class_tables(model), before
    parts, held = list(_parts(model, patterns)), (table_pairs, per_pair)
    for _ in range(rounds):
        weights = _weights(parts, tables, shares, patterns, allowed)
        new = [table for part in parts for table in part.fitted(model, weights, held)]
        counts = weights.sum(axis=0) + SHARE_PAIRS * before
        found = hold_careless(counts / counts.sum())
        moved = max(float(np.abs(a - b).max()) for a, b in zip(tables, new, strict=True))
        still = moved < 1e-4 and np.abs(found - shares).max() < 1e-7
        tables, shares = new, found
        if still:
            break
    return _with_fitted(model, shares, tables)


LARGEST_PART = 5_000
"""Most combinations of levels of the comparisons that are reckoned together."""


@dataclass(frozen=True)
class _Part:
    """Some neighbouring comparisons, and which combination of their levels each pattern shows.

    Patterns are many and combinations are few: tables are looked up once for each of these.

    Attributes:
        first: Number of the first comparison.
        levels: The combinations, one row each.
        place: Row of each pattern.
    """

    first: int
    levels: Levels
    place: npt.NDArray[np.intp]

    @property
    def columns(self) -> slice:
        return slice(self.first, self.first + self.levels.shape[1])

    def likelihoods(self, tables: Sequence[Counts]) -> Counts:
        """Likelihood of each pattern in each class, as far as these comparisons say."""
        result: Counts = np.exp(log_likelihoods(tables[self.columns], self.levels))[self.place]
        return result

    def fitted(self, model: Model, weights: Counts, held: tuple[float, float]) -> Iterator[Counts]:
        """The tables of these comparisons, given how much of each pattern is in each class."""
        size = len(self.levels)
        counted = [np.bincount(self.place, of, minlength=size) for of in weights.T]
        pairs = np.stack(counted, axis=1, dtype=float)
        for number, start in enumerate(model.comparisons[self.columns]):
            yield _fitted_table(start, self.levels[:, number], pairs, *held)


def _parts(model: Model, patterns: Patterns) -> Iterator[_Part]:
    sizes = [len(table.levels) + 1 for table in model.comparisons]
    first = 0
    while first < len(sizes):
        last = first + 1
        while last < len(sizes) and np.prod(sizes[first : last + 1]) <= LARGEST_PART:
            last += 1
        levels = patterns.levels[:, first:last]
        code = np.zeros(len(levels), dtype=np.int64)
        for column, size in enumerate(sizes[first:last]):
            code = code * size + levels[:, column] - MISSING
        _, rows, place = np.unique(code, return_index=True, return_inverse=True)
        yield _Part(first, levels[rows], place)
        first = last


def _weights(
    parts: Sequence[_Part],
    tables: Sequence[Counts],
    shares: Counts,
    patterns: Patterns,
    allowed: Allowed | None,
) -> Counts:
    """Pairs of each pattern in each class, shape (patterns, classes)."""
    joint = np.tile(np.maximum(shares, LEAST), (len(patterns.counts), 1))
    if allowed is not None:
        joint *= allowed
    for part in parts:
        joint *= part.likelihoods(tables)
    joint *= (patterns.counts / joint.sum(axis=1))[:, None]
    return joint


def _fitted_table(
    start: ComparisonTable,
    levels: npt.NDArray[np.int8],
    weights: Counts,
    table_pairs: float,
    per_pair: float,
) -> Counts:
    """Shares of the levels in each class, given how many pairs of each are in each class.

    Twins are few among the candidates, and left free their tables drift to whatever group of
    pairs lies near: they follow `match` in what twins share, and stay as they are in the rest,
    but for the habits of the register.
    """
    seen = levels != MISSING
    rows = []
    for number, cls in enumerate(CLASSES):
        old = np.array([level.of(cls) for level in start.levels])
        counts = np.bincount(levels[seen], weights[seen, number], len(old)).astype(float)
        if cls in TWINS:
            rows.append(_with_habit(start, old, counts, HABIT_HELD * table_pairs))
            continue
        share = np.maximum(_held(counts, old, table_pairs + per_pair * counts.sum()), LEAST)
        rows.append(share / share.sum())
    bounds = [level.most_match for level in start.levels]
    for number, factor in enumerate((1.0, CARELESS_BOUND)):
        rows[number] = _bounded(rows[number], bounds, factor)
    for cls, shared in SHARED.items():
        if start.name in shared:
            rows[CLASSES.index(cls)] = rows[CLASSES.index("match")]
    return np.array(rows)


def _held(counts: Counts, old: Counts, pairs: float) -> Counts:
    """Shares by counts, as if the old shares had been seen in so many pairs before."""
    result: Counts = (counts + pairs * old) / (counts.sum() + pairs)
    return result


def _with_habit(start: ComparisonTable, old: Counts, counts: Counts, pairs: float) -> Counts:
    """Shares of twins in which they show the levels of a habit as often as the counts say."""
    names = [level.name for level in start.levels]
    habit = next((levels for levels in TWIN_HABITS if set(levels) <= set(names)), ())
    if not habit:
        return old
    free = [names.index(name) for name in habit]
    together = old[free].sum()
    result = old.copy()
    result[free] = together * _held(counts[free], old[free] / together, pairs)
    return result


def _with_fitted(model: Model, shares: Counts, tables: Sequence[Counts]) -> Model:
    """The model with other class shares and other tables."""
    return replace(
        model,
        shares={cls: float(share) for cls, share in zip(CLASSES, shares, strict=True)},
        comparisons=tuple(map(_with_shares, model.comparisons, tables)),
    )


def _with_shares(old: ComparisonTable, shares: Counts) -> ComparisonTable:
    levels = (_level(level, shares[:, i]) for i, level in enumerate(old.levels))
    return ComparisonTable(old.name, tuple(levels))


def _level(old: Level, shares: Counts) -> Level:
    found: dict[str, Any] = dict(zip(CLASSES, map(float, shares), strict=True))
    return replace(old, **found)


def _bounded(shares: Counts, bounds: Sequence[float | None], factor: float) -> Counts:
    """Shares that sum to 1 and respect their upper bounds, loosened by a factor."""
    most = np.array([1.0 if bound is None else min(factor * bound, 1.0) for bound in bounds])
    over = shares > most
    if not over.any():
        return shares
    held = np.where(over, most, 0.0)
    free = np.where(over, 0.0, shares)
    result: Counts = held + free * (1 - held.sum()) / free.sum()
    return result


def hold_careless(shares: Counts) -> Counts:
    """Shares in which `careless` is to `match` as it is known to be, as many together."""
    together = shares[:ONE_PERSON].sum()
    match = together / (1 + CARELESS_PER_CAREFUL)
    return np.array([match, together - match, *shares[ONE_PERSON:]])
