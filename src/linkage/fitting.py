"""Expectation maximisation on counts of agreement patterns, and what of it every run does.

How people err travels from one register to the next, so those tables stay as the model has them.
How many strangers share a district does not: in the extract of one province all share a province,
and where people move for work one person lives in two. Nor does how often strangers bear numbers
that look alike: where serials count up from 1, or households are numbered anew in each commune,
they often do. So each run fits, held by the model, how common the classes are, how close the people
of each class live, and how alike the numbers of unrelated people are.
"""

from collections.abc import Mapping, Sequence
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

PLACES = frozenset({"home", "roots"})
"""Comparisons whose tables depend on which part of a country an extract covers."""

NUMBERS = frozenset({"personal_id", "cmnd", "phone", "household"})
"""Comparisons whose tables among people who have nothing in common depend on how numbers are
handed out."""

UNRELATED = CLASSES.index("unrelated")
"""The last of the classes."""

_OF_ONE_BIRTH = frozenset({"birth_date", "birth_year", "father", "mother", "roots"})
SHARED_BY_TWINS: Mapping[str, frozenset[str]] = {
    "twin": _OF_ONE_BIRTH | {"home"},
    "twin_apart": _OF_ONE_BIRTH,
}
"""What two people born together share as surely as one person does with itself; there their tables
are those of `match`, and only the other facts tell twins from one person."""

CARELESS_PER_CAREFUL = 0.2
"""Pairs of careless records for each pair of careful ones. Left free it goes to nothing where
errors are few, and then a person recorded badly is taken for two; or it grows with every group of
people who look alike."""

CARELESS_BOUND = 2.0
"""How many times as often as with care another name or date may be written with none."""


def fit_to(
    model: Model,
    patterns: Patterns,
    *,
    share_pairs: float = 50.0,
    table_pairs: float = 500.0,
    rounds: int = 500,
) -> Model:
    """Fit the class shares, and the tables of places and numbers, to the patterns at hand.

    Args:
        model: Where to start; all its other tables are held.
        patterns: Agreement patterns of the candidate pairs.
        share_pairs: Weight of the model's shares, in pairs.
        table_pairs: Weight of the model's tables in each class, in pairs.
        rounds: Most rounds of expectation and maximisation.

    Examples:
        >>> from linkage.model import default_model
        >>> model = default_model()
        >>> names = tuple(table.name for table in model.comparisons)
        >>> none = Patterns(names, np.empty((0, len(names)), np.int8), np.empty(0))
        >>> abs(fit_to(model, none).shares["match"] - model.shares["match"]) < 1e-9
        True
    """
    before, shares_before = class_tables(model), class_shares(model)
    free = [i for i, table in enumerate(model.comparisons) if table.name in PLACES | NUMBERS]
    held = [i for i in range(len(before)) if i not in free]
    groups = _Groups.of([before[i] for i in held], patterns, held, free)
    tables, shares = [before[i] for i in free], shares_before
    for _ in range(rounds):
        weights = groups.weights(tables, shares)
        counts = weights.sum(axis=0) + share_pairs * shares_before
        new = hold_careless(counts / counts.sum())
        moved = np.abs(new - shares).max() > 1e-8
        shares = new
        for number, i in enumerate(free):
            start = model.comparisons[i]
            table = fitted_table(start, groups.levels[:, number], weights, table_pairs)
            if start.name in NUMBERS:
                table[:UNRELATED] = before[i][:UNRELATED]
            moved |= np.abs(table - tables[number]).max() > 1e-5
            tables[number] = table
        if not moved:
            break
    return with_fitted(model, shares, dict(zip(free, tables, strict=True)))


@dataclass(frozen=True)
class _Groups:
    """Patterns in groups that differ only in comparisons whose tables are held.

    Rounds are many and patterns are more: what is held is computed once, and a round multiplies.

    Attributes:
        levels: Levels of the free comparisons, one row per group.
        known: Likelihood of the held levels of each pattern in each class, the largest being 1.
        pairs: Pairs of each pattern.
        group: The group of each pattern, in ascending order.
        first: Where each group begins.
    """

    levels: Levels
    known: Counts
    pairs: Counts
    group: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]

    @classmethod
    def of(
        cls, tables: Sequence[Counts], patterns: Patterns, held: Sequence[int], free: Sequence[int]
    ) -> "_Groups":
        levels, group = np.unique(patterns.levels[:, free], axis=0, return_inverse=True)
        order = np.argsort(group, kind="stable")
        known = log_likelihoods(tables, patterns.levels[order][:, held])
        return cls(
            levels,
            np.exp(known - known.max(axis=1, keepdims=True)),
            patterns.counts[order],
            group[order],
            np.searchsorted(group[order], np.arange(len(levels))),
        )

    def weights(self, tables: Sequence[Counts], shares: Counts) -> Counts:
        """Pairs of each group in each class, shape (groups, classes)."""
        likelihoods = np.exp(log_likelihoods(tables, self.levels)) * np.maximum(shares, LEAST)
        joint = self.known * likelihoods[self.group]
        joint *= (self.pairs / joint.sum(axis=1))[:, None]
        result: Counts = np.add.reduceat(joint, self.first, axis=0)
        return result


def fitted_table(
    start: ComparisonTable, levels: npt.NDArray[np.int8], weights: Counts, prior_pairs: float
) -> Counts:
    """Shares of the levels in each class, given how much of each pattern is in each class.

    Twins are few among the candidates, and left free their tables drift to whatever group of
    pairs lies near: they follow `match` in what twins share, and stay as they are in the rest.

    Args:
        start: What was known before, and the bounds that hold.
        levels: The level of each pattern.
        weights: Pairs of each pattern in each class, shape (patterns, classes).
        prior_pairs: Weight of the start in each class, in pairs.
    """
    seen = levels != MISSING
    rows = []
    for number, cls in enumerate(CLASSES):
        old = np.array([level.of(cls) for level in start.levels])
        counts = np.bincount(levels[seen], weights[seen, number], minlength=len(old))
        share = np.maximum((counts + prior_pairs * old) / (counts.sum() + prior_pairs), LEAST)
        rows.append(old if cls in TWINS else share / share.sum())
    bounds = [level.most_match for level in start.levels]
    for number, factor in enumerate((1.0, CARELESS_BOUND)):
        rows[number] = _bounded(rows[number], bounds, factor)
    for cls, shared in SHARED_BY_TWINS.items():
        if start.name in shared:
            rows[CLASSES.index(cls)] = rows[CLASSES.index("match")]
    return np.array(rows)


def with_fitted(model: Model, shares: Counts, tables: Mapping[int, Counts]) -> Model:
    """The model with other class shares, and other tables of the comparisons numbered."""
    return replace(
        model,
        shares={cls: float(share) for cls, share in zip(CLASSES, shares, strict=True)},
        comparisons=tuple(
            _with_shares(old, tables[i]) if i in tables else old
            for i, old in enumerate(model.comparisons)
        ),
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
