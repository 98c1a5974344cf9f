"""Training without labels: expectation maximisation on the counts of agreement patterns.

A few thousand patterns stand for however many pairs. The tables of the model one starts
from count as so many pairs seen before, so where the data do not speak clearly they stay
where they were. Bounds that knowledge sets (another given name is hardly ever a slip of
the pen) hold in every round.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from linkage.agreement import MISSING, Counts, Patterns, compare, count_patterns
from linkage.blocking import block
from linkage.engine import Engine, Table
from linkage.engine.reading import Source
from linkage.model import (
    CLASSES,
    LEAST,
    ComparisonTable,
    Level,
    Model,
    default_model,
    fit_shares,
    log_likelihoods,
    log_tables,
    posterior,
)
from linkage.schema import Records
from linkage.standardise import standardise


def fit(
    model: Model, patterns: Patterns, *, prior_pairs: float = 200.0, rounds: int = 200
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
    fitted = replace(model, shares=fit_shares(model, patterns))
    done = 0
    for done in range(1, rounds + 1):
        found = posterior(log_likelihoods(log_tables(fitted), patterns), fitted.shares)
        weights = found * patterns.counts[:, None]
        new = _maximise(model, patterns, weights, prior_pairs)
        moved = _distance(fitted, new)
        fitted = new
        if moved < 1e-5:
            break
    return replace(fitted, provenance={**model.provenance, **_provenance(patterns, done)})


def _provenance(patterns: Patterns, rounds: int) -> dict[str, Any]:
    return {
        "pairs": int(patterns.counts.sum()),
        "patterns": len(patterns.counts),
        "rounds": rounds,
    }


def _maximise(start: Model, patterns: Patterns, weights: Counts, prior_pairs: float) -> Model:
    totals = weights.sum(axis=0)
    shares = totals / totals.sum()
    tables = tuple(
        _table(table, patterns.levels[:, column], weights, prior_pairs)
        for column, table in enumerate(start.comparisons)
    )
    return replace(
        start,
        shares={cls: float(share) for cls, share in zip(CLASSES, shares, strict=True)},
        comparisons=tables,
    )


def _table(
    start: ComparisonTable, levels: np.ndarray[Any, Any], weights: Counts, prior_pairs: float
) -> ComparisonTable:
    seen = levels != MISSING
    columns = []
    for number, cls in enumerate(CLASSES):
        before = np.array([level.of(cls) for level in start.levels])
        counts = np.bincount(levels[seen], weights[seen, number], minlength=len(before))
        share = np.maximum((counts + prior_pairs * before) / (counts.sum() + prior_pairs), LEAST)
        columns.append(share / share.sum())
    match = _bounded(columns[0], [level.most_match for level in start.levels])
    return ComparisonTable(
        start.name,
        tuple(
            Level(
                lv.name, float(match[i]), float(columns[1][i]), float(columns[2][i]), lv.most_match
            )
            for i, lv in enumerate(start.levels)
        ),
    )


def _bounded(shares: Counts, bounds: Sequence[float | None]) -> Counts:
    """Shares that sum to 1 and respect their upper bounds."""
    most = np.array([1.0 if bound is None else bound for bound in bounds])
    over = shares > most
    if not over.any():
        return shares
    held = np.where(over, most, 0.0)
    free = np.where(over, 0.0, shares)
    result: Counts = held + free * (1 - held.sum()) / free.sum()
    return result


def _distance(one: Model, other: Model) -> float:
    return max(
        abs(a.of(cls) - b.of(cls))
        for t, s in zip(one.comparisons, other.comparisons, strict=True)
        for a, b in zip(t.levels, s.levels, strict=True)
        for cls in CLASSES
    )


def train(
    people: Source, model: Model | None = None, *, engine: Engine | None = None
) -> Model:
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
    is_records = isinstance(people, Table) and people.schema is Records
    records = people if is_records else standardise(people, engine=engine)
    pairs = block(records, start.blocking)
    compared = compare(records, pairs, start.creators)
    return fit(start, count_patterns(records, compared, start.creators))
