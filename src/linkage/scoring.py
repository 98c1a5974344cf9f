"""Score: levels and weights of each comparison, and the probability of one person."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from linkage.agreement import MISSING, Counts, Patterns, compare, count_patterns
from linkage.engine import Table, TableLike, as_table
from linkage.engine.duckdb import quoted
from linkage.fitting import fit_to
from linkage.model import (
    CLASSES,
    LEAST,
    ONE_PERSON,
    Model,
    class_shares,
    class_tables,
    default_model,
    log2_odds,
    log_likelihoods,
    posterior,
    stranger_share,
    stranger_tables,
)
from linkage.schema import LEVEL_PREFIX, WEIGHT_PREFIX, Pairs, Records, Scored

LEAST_PROBABILITY = 0.01
"""Pairs below this probability are not kept."""

PRIOR = f"{WEIGHT_PREFIX}prior"
TOGETHER = f"{WEIGHT_PREFIX}together"


def score(
    records: TableLike,
    pairs: TableLike,
    model: Model | None = None,
    *,
    fit: bool = True,
    least_probability: float = LEAST_PROBABILITY,
) -> Table:
    """Score candidate pairs.

    The model is first fitted to the candidates, see `linkage.fitting.fit_to`. Each comparison
    gives a weight log2(m / u) of the fitted tables. `weight_prior` is the log2 odds of a match
    against strangers among the candidates of the data at hand, and `weight_together`
    is what the comparisons say together beyond their sum: it takes back what agreement owes
    to one birth, one family, one village or an extract of few places, and gives back what
    disagreement owes to one careless hand. Their sum is `match_weight`, and
    `match_probability` is its logistic transform; nothing else enters.

    Args:
        records: What `standardise` returned.
        pairs: What `block` returned, or any pairs of ids of these records.
        model: The model; the shipped one when not given.
        fit: Fit the model to the candidates first; otherwise it scores as it is.
        least_probability: Pairs below this probability are left out.

    Returns:
        A table `scored`, ordered by the record ids. Its notes hold the model that scored
        (`fitted`), the shares of the classes found and a histogram of all probabilities, those left
        out included.

    Raises:
        SchemaError: If a table lacks columns.
    """
    table = as_table(records, Records)
    engine = table.engine
    candidates = as_table(pairs, Pairs, engine)
    chosen = default_model() if model is None else model
    compared = compare(table, candidates, chosen.creators)
    patterns = count_patterns(table, compared, chosen.creators)
    fitted = fit_to(chosen, patterns) if fit else chosen
    scores = _score_patterns(fitted, patterns)
    known = engine.store_arrow("patterns", scores)
    scored = engine.create(Scored, _scored_query(compared, known, chosen), [least_probability])
    engine.drop(compared, known)
    scored.notes |= {
        "fitted": fitted,
        "candidate_pairs": len(candidates),
        "class_shares": _found(fitted, patterns),
        "histogram": _histogram(scores, patterns.counts),
        "comparisons": dict(_variety(patterns)),
    }
    return scored


def _found(fitted: Model, patterns: Patterns) -> dict[str, float]:
    """The share of each class among the pairs, by what the pairs look like."""
    likelihoods = log_likelihoods(class_tables(fitted), patterns.levels)
    counts = posterior(likelihoods, class_shares(fitted)).T @ patterns.counts
    shares = counts / max(counts.sum(), 1.0)
    return dict(zip(CLASSES, map(float, shares), strict=True))


def evidence(records: Table, pairs: Table, model: Model) -> dict[tuple[str, str], float]:
    """What the comparisons alone say of pairs: log2 of the likelihood ratio, without a prior.

    Above 0 speaks for one person, below 0 for two. One person is held against the class of two
    people that explains the pair best, so that how common each class is does not enter.
    """
    compared = compare(records, pairs, model.creators)
    patterns = count_patterns(records, compared, model.creators)
    likelihoods = log_likelihoods(class_tables(model), patterns.levels)
    one, two = likelihoods[:, :ONE_PERSON], likelihoods[:, ONE_PERSON:]
    ratio = (one.max(axis=1) - two.max(axis=1)) / np.log(2)
    names = [table.name for table in model.comparisons]
    columns: dict[str, object] = {
        f"n_{name}": patterns.levels[:, number] for number, name in enumerate(names)
    }
    known = records.engine.store_arrow("known", pa.table({**columns, "ratio": ratio}))
    rows = records.engine.rows(
        f"select c.{Pairs.record_id_l.name}, c.{Pairs.record_id_r.name}, k.ratio "
        f"from {compared} c join {known} k on {_same_pattern(names)}"
    )
    records.engine.drop(compared, known)
    return {(left, right): weight for left, right, weight in rows}


def _same_pattern(names: Sequence[str]) -> str:
    """SQL condition that compared pairs `c` and patterns `k` have the same levels."""
    return " and ".join(f"k.{quoted(f'n_{n}')} = c.{quoted(LEVEL_PREFIX + n)}" for n in names)


def _score_patterns(model: Model, patterns: Patterns) -> pa.Table:
    """One row per pattern: its levels as numbers and as names, weights, probabilities."""
    tables, strangers = class_tables(model), stranger_tables(model)
    shares = class_shares(model)
    total = log2_odds(model, patterns, shares)
    columns: dict[str, object] = {}
    weights = np.zeros(len(patterns.counts))
    for number, table in enumerate(model.comparisons):
        levels = patterns.levels[:, number]
        names = [level.name for level in table.levels]
        weight = _weights(tables[number][0] / strangers[number], levels)
        weights += weight
        columns[f"n_{table.name}"] = levels
        columns[LEVEL_PREFIX + table.name] = pa.array(
            [None if level == MISSING else names[level] for level in levels], pa.string()
        )
        columns[WEIGHT_PREFIX + table.name] = weight
    prior = float(np.log2(max(shares[0], LEAST) / max(stranger_share(shares), LEAST)))
    columns[PRIOR] = np.full(len(weights), prior)
    columns[TOGETHER] = total - weights - prior
    columns[Scored.match_weight.name] = total
    columns[Scored.match_probability.name] = 1 / (1 + np.exp2(-total))
    return pa.table(columns)


def _weights(factors: Counts, levels: npt.NDArray[np.int8]) -> Counts:
    result: Counts = np.where(levels == MISSING, 0.0, np.log2(factors)[levels])
    return result


def _scored_query(compared: str, known: str, model: Model) -> str:
    names = [table.name for table in model.comparisons]
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
               {", ".join(parts)}, k.{PRIOR}, k.{TOGETHER}
        from {compared} c join {known} k on {_same_pattern(names)}
        where k.{Scored.match_probability.name} >= ?
        order by 1, 2
    """


def _variety(patterns: Patterns) -> Iterator[tuple[str, dict[str, int]]]:
    """Pairs that each comparison could compare, and how many levels they reached."""
    for number, name in enumerate(patterns.comparisons):
        levels = patterns.levels[:, number]
        seen = levels != MISSING
        compared = int(patterns.counts[seen].sum())
        yield name, {"compared": compared, "levels": len(np.unique(levels[seen]))}


def _histogram(scores: pa.Table, counts: Counts) -> list[float]:
    """Pairs in each of twenty equal steps of match probability."""
    probability = scores.column(Scored.match_probability.name).to_numpy()
    found, _ = np.histogram(probability, bins=20, range=(0, 1), weights=counts)
    return [float(n) for n in found]
