"""Score: levels and weights of each comparison, and the probability of one person."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from linkage.agreement import MISSING, Counts, Patterns, compare, count_patterns
from linkage.engine import Table, TableLike, as_table
from linkage.engine.duckdb import quoted
from linkage.model import (
    CLASSES,
    LEAST,
    Model,
    class_tables,
    default_model,
    fit_shares,
    log_joint,
    log_likelihoods,
)
from linkage.schema import LEVEL_PREFIX, WEIGHT_PREFIX, Pairs, Records, Scored

LEAST_PROBABILITY = 0.01
"""Pairs below this probability are not kept."""

PRIOR = f"{WEIGHT_PREFIX}prior"
FAMILY = f"{WEIGHT_PREFIX}family"


def score(
    records: TableLike,
    pairs: TableLike,
    model: Model | None = None,
    *,
    least_probability: float = LEAST_PROBABILITY,
) -> Table:
    """Score candidate pairs.

    Each comparison gives a weight log2(m / u). `weight_prior` is the log2 odds of a match
    against unrelated people among the candidates of the data at hand, and `weight_family`
    takes back what the agreement owes to one family or one village. Their sum is
    `match_weight`, and `match_probability` is its logistic transform; nothing else enters.

    Args:
        records: What `standardise` returned.
        pairs: What `block` returned, or any pairs of ids of these records.
        model: The model; the shipped one when not given.
        least_probability: Pairs below this probability are left out.

    Returns:
        A table `scored`, ordered by the record ids. Its notes hold the fitted class shares
        and a histogram of all probabilities, those left out included.

    Raises:
        SchemaError: If a table lacks columns.
    """
    table = as_table(records, Records)
    engine = table.engine
    candidates = as_table(pairs, Pairs, engine)
    chosen = default_model() if model is None else model
    compared = compare(table, candidates, chosen.creators)
    patterns = count_patterns(table, compared, chosen.creators)
    shares = fit_shares(chosen, patterns)
    scores = _score_patterns(chosen, patterns, shares)
    known = engine.store_arrow("patterns", scores)
    scored = engine.create(Scored, _scored_query(compared, known, chosen), [least_probability])
    engine.drop(compared, known)
    scored.notes |= {
        "candidate_pairs": len(candidates),
        "class_shares": dict(zip(CLASSES, map(float, shares), strict=True)),
        "histogram": _histogram(scores, patterns.counts),
    }
    return scored


def _score_patterns(model: Model, patterns: Patterns, shares: Counts) -> pa.Table:
    """One row per pattern: its levels as numbers and as names, weights, probabilities."""
    tables = class_tables(model)
    joint = log_joint(log_likelihoods(tables, patterns), shares)
    total = (joint[:, 0] - np.logaddexp.reduce(joint[:, 1:], axis=1)) / np.log(2)
    columns: dict[str, object] = {}
    weights = np.zeros(len(patterns.counts))
    for number, table in enumerate(model.comparisons):
        levels = patterns.levels[:, number]
        names = [level.name for level in table.levels]
        weight = _weights(tables[number], levels)
        weights += weight
        columns[f"n_{table.name}"] = levels
        columns[LEVEL_PREFIX + table.name] = pa.array(
            [None if level == MISSING else names[level] for level in levels], pa.string()
        )
        columns[WEIGHT_PREFIX + table.name] = weight
    prior = float(np.log2(max(shares[0], LEAST) / max(shares[-1], LEAST)))
    columns[PRIOR] = np.full(len(weights), prior)
    columns[FAMILY] = total - weights - prior
    columns[Scored.match_weight.name] = total
    columns[Scored.match_probability.name] = 1 / (1 + np.exp2(-total))
    return pa.table(columns)


def _weights(table: Counts, levels: npt.NDArray[np.int8]) -> Counts:
    by_level = np.log2(table[0] / table[-1])
    result: Counts = np.where(levels == MISSING, 0.0, by_level[levels])
    return result


def _scored_query(compared: str, known: str, model: Model) -> str:
    names = [table.name for table in model.comparisons]
    on = " and ".join(f"k.{quoted(f'n_{n}')} = c.{quoted(LEVEL_PREFIX + n)}" for n in names)
    parts = [f"k.{quoted(LEVEL_PREFIX + n)}" for n in names]
    parts += [f"k.{quoted(WEIGHT_PREFIX + n)}" for n in names]
    ids = (Scored.record_id_l.name, Scored.record_id_r.name, Scored.rule.name)
    totals = (
        Scored.match_weight.name,
        Scored.match_probability.name,
    )
    return f"""
        select {", ".join(f"c.{column}" for column in ids)},
               {", ".join(f"k.{column}" for column in totals)},
               {", ".join(parts)}, k.{PRIOR}, k.{FAMILY}
        from {compared} c join {known} k on {on}
        where k.{Scored.match_probability.name} >= ?
        order by 1, 2
    """


def _histogram(scores: pa.Table, counts: Counts) -> list[float]:
    """Pairs in each of twenty equal steps of match probability."""
    probability = scores.column(Scored.match_probability.name).to_numpy()
    found, _ = np.histogram(probability, bins=20, range=(0, 1), weights=counts)
    return [float(n) for n in found]
