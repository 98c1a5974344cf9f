"""Training without labels: expectation maximisation on the counts of agreement patterns.

A few thousand patterns stand for however many pairs. The tables of the model one starts
from count as so many pairs seen before, so where the data do not speak clearly they stay
where they were. Bounds that knowledge sets (another given name is hardly ever a slip of
the pen) hold in every round, and so does the table of twins: they are few among the candidates, and
left free their table drifts to whatever group of pairs lies near.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from linkage.agreement import MISSING, Counts, Patterns, compare, count_patterns
from linkage.blocking import block
from linkage.engine import Engine, Table
from linkage.engine.reading import Source
from linkage.errors import ModelError, listing
from linkage.model import (
    CLASSES,
    LEAST,
    ONE_PERSON,
    ComparisonTable,
    Level,
    Model,
    class_shares,
    class_tables,
    default_model,
    fit_shares,
    log_likelihoods,
    posterior,
)
from linkage.schema import Records
from linkage.standardisation import standardise

HELD = frozenset({"twin"})
"""Classes whose tables training leaves as they are."""

ALL_THERE_IS = 0.9999
"""Share of one level among pairs of one person from which a comparison has taught nothing."""

CARELESS_BOUND = 2.0
"""How many times as often as with care another name or date may be written with none."""


def fit(
    model: Model, patterns: Patterns, *, prior_pairs: float = 2_000.0, rounds: int = 300
) -> Model:
    """Fit tables and shares to agreement patterns, starting from and held by a model.

    Args:
        model: Where to start; its comparisons must be those of the patterns.
        patterns: Agreement patterns of candidate pairs.
        prior_pairs: Weight of the start in each class of each comparison, in pairs.
        rounds: Most rounds of expectation and maximisation.

    Returns:
        A new model; its provenance says how many rounds were needed.
    """
    start = tables = class_tables(model)
    shares = fit_shares(model, patterns)
    bounds = [[level.most_match for level in table.levels] for table in model.comparisons]
    done = 0
    for _ in range(rounds):
        found = posterior(log_likelihoods(tables, patterns), shares)
        weights = found * patterns.counts[:, None]
        new = [
            _table(before, patterns.levels[:, column], weights, bounds[column], prior_pairs)
            for column, before in enumerate(start)
        ]
        moved = max(float(np.abs(a - b).max()) for a, b in zip(tables, new, strict=True))
        tables, shares = new, weights.sum(axis=0) / weights.sum()
        done += 1
        if moved < 1e-5:
            break
    fitted = _with(model, tables, shares, patterns, done)
    require_sound(fitted)
    return fitted


def require_sound(model: Model) -> None:
    """Refuse a model whose numbers say that training went wrong.

    Raises:
        ModelError: If no pair looks like one person, if a level is all there is among pairs of
            one person, or if full agreement is likelier between unrelated people; it says which.
    """
    problems = []
    if sum(class_shares(model)[:ONE_PERSON]) < LEAST:
        problems.append("no pair looks like one person")
    for table in model.comparisons:
        strongest = table.levels[-1]
        if strongest.match < strongest.unrelated:
            problems.append(f"{table.name}: {strongest.name} is likelier between unrelated people")
        problems += [
            f"{table.name}: {level.name} is all that pairs of one person show"
            for level in table.levels
            if level.match > ALL_THERE_IS
        ]
    if problems:
        raise ModelError(
            f"Training ended in a degenerate model: {listing(problems)}.",
            hint="give more records, weigh the start more, or leave the comparison out.",
        )


def _table(
    before: Counts,
    levels: npt.NDArray[np.int8],
    weights: Counts,
    bounds: Sequence[float | None],
    prior_pairs: float,
) -> Counts:
    """Shares of the levels in each class, given how much of each pattern is in each class."""
    seen = levels != MISSING
    rows = []
    for number, old in enumerate(before):
        counts = np.bincount(levels[seen], weights[seen, number], minlength=len(old))
        share = np.maximum((counts + prior_pairs * old) / (counts.sum() + prior_pairs), LEAST)
        rows.append(old if CLASSES[number] in HELD else share / share.sum())
    for number, factor in enumerate((1.0, CARELESS_BOUND)):
        rows[number] = _bounded(rows[number], bounds, factor)
    return np.array(rows)


def _with(
    model: Model, tables: Sequence[Counts], shares: Counts, patterns: Patterns, rounds: int
) -> Model:
    return replace(
        model,
        shares={cls: float(share) for cls, share in zip(CLASSES, shares, strict=True)},
        comparisons=tuple(
            ComparisonTable(
                old.name,
                tuple(_level(level, table[:, i]) for i, level in enumerate(old.levels)),
            )
            for old, table in zip(model.comparisons, tables, strict=True)
        ),
        provenance={
            **model.provenance,
            "pairs": int(patterns.counts.sum()),
            "patterns": len(patterns.counts),
            "rounds": rounds,
        },
    )


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


def train(people: Source, model: Model | None = None, *, engine: Engine | None = None) -> Model:
    """Fit a model to a register extract, without labels.

    Args:
        people: The extract, or records that `standardise` returned.
        model: Where to start; the shipped model when not given.
        engine: Threads and memory to use.

    Raises:
        LinkageError: If the extract cannot be read.
        ModelError: If the data leave too little to learn from.
    """
    start = default_model() if model is None else model
    if isinstance(people, Table) and people.schema is Records:
        records = people
    else:
        records = standardise(people, engine=engine)
    pairs = block(records, start.blocking)
    compared = compare(records, pairs, start.creators)
    return fit(start, count_patterns(records, compared, start.creators))
