"""Pairs against the truth: precision, recall and F1 at a threshold and along the curve.

A true pair is any two records of one entity, whether it was scored or not: what blocking
missed counts as missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import pyarrow as pa

from linkage.engine import Engine, Table, TableLike, as_table
from linkage.engine.duckdb import quoted
from linkage.errors import InputError, SchemaError, listing
from linkage.evaluate.figures import (
    Bootstrap,
    Codes,
    Figure,
    Flags,
    Reals,
    harmonic,
    share,
)
from linkage.evaluate.inputs import PairIds, RecordIds, Truth, load_truth, members, numbers, refuse
from linkage.schema import Scored


@dataclass(frozen=True, repr=False, eq=False)
class JudgedPairs:
    """Scored pairs with the truth, the highest score first; made by `judge_pairs`.

    Attributes:
        score: Score of each pair, falling.
        left: Code of one record of each pair.
        right: Code of the other.
        entity: Code of the entity of each record.
        record_ids: Record ids; the place is the code.
        scope: Records of the slice; all when `None`.
    """

    score: Reals
    left: Codes
    right: Codes
    entity: Codes
    record_ids: pa.Array
    scope: Flags | None = None

    def __repr__(self) -> str:
        return (
            f"<JudgedPairs: {len(self.score):,} pairs, {int(self.is_match.sum()):,} of them true, "
            f"of {self.true_pairs.sum():,.0f} true pairs>"
        )

    @cached_property
    def is_match(self) -> Flags:
        """Whether each pair is true."""
        same: Flags = self.entity[self.left] == self.entity[self.right]
        return same

    @cached_property
    def true_pairs(self) -> Reals:
        """True pairs of each entity that touch the slice."""
        pairs = two_of(np.bincount(self.entity))
        if self.scope is None:
            return pairs
        outside = np.bincount(self.entity[~self.scope], minlength=len(pairs))
        return pairs - two_of(outside)

    def touching(self, record_ids: RecordIds) -> tuple[Flags, Flags]:
        """Which records are in a slice, and which pairs have at least one of them."""
        if self.scope is not None:
            raise InputError(
                "These pairs are a slice already.",
                hint="name crossed slices in one column, such as `female, 1950s`.",
            )
        scope = members(self.record_ids, record_ids)
        return scope, scope[self.left] | scope[self.right]

    def within(self, record_ids: RecordIds) -> Self:
        """The pairs, scored or true, with at least one of the records."""
        scope, kept = self.touching(record_ids)
        return replace(self.chosen(kept), scope=scope)

    def chosen(self, kept: Flags) -> Self:
        """Some of the scored pairs; the true pairs stay all."""
        return replace(self, score=self.score[kept], left=self.left[kept], right=self.right[kept])

    def down_to(self, threshold: float) -> Self:
        """The pairs with at least a score; the true pairs stay all."""
        count = int(np.searchsorted(-self.score, -threshold, side="right"))
        return replace(
            self, score=self.score[:count], left=self.left[:count], right=self.right[:count]
        )

    def replicates(self, bootstrap: Bootstrap) -> Iterator[tuple[Reals, float]]:
        """For each replicate the weight of every pair, and the weighted number of true pairs."""
        left, right = self.entity[self.left], self.entity[self.right]
        touched = np.unique(np.concatenate([left, right, np.flatnonzero(self.true_pairs)]))
        one = np.searchsorted(touched, left)
        other = np.where(self.is_match, len(touched), np.searchsorted(touched, right))
        true_pairs = self.true_pairs[touched]
        for weights in bootstrap.weights(np.ones(len(touched))):
            # The place after the last entity stands for the absent second one of a true pair.
            yield weights[one] * np.append(weights, 1.0)[other], float(weights @ true_pairs)


def two_of(sizes: Codes) -> Reals:
    """How many pairs groups of these sizes hold.

    Examples:
        >>> two_of(np.array([1, 2, 4])).tolist()
        [0.0, 1.0, 6.0]
    """
    return np.asarray(sizes * (sizes - 1) / 2, dtype=np.float64)


def judge_pairs(
    scored: TableLike, truth: TableLike, *, score: str | None = Scored.match_probability.name
) -> JudgedPairs:
    """Compare scored pairs with the truth, once, for all pair measures.

    Args:
        scored: Pairs with `record_id_l`, `record_id_r` and a score; each pair once, in
            either order.
        truth: All records with `record_id` and `entity_id`.
        score: Column to rank by; `None` for pairs that have no score, such as candidates.

    Raises:
        InputError: If pairs stand twice, are of one record, of unknown records, or lack a
            score.
        SchemaError: If columns are missing.

    Examples:
        Of two true pairs, a-b and c-d, one was scored; b-c is false.

        >>> truth = pa.table({"record_id": list("abcd"), "entity_id": list("1122")})
        >>> scored = pa.table({"record_id_l": ["a", "b"], "record_id_r": ["b", "c"],
        ...                    "match_probability": [0.9, 0.4]})
        >>> judge_pairs(scored, truth)
        <JudgedPairs: 2 pairs, 1 of them true, of 2 true pairs>
    """
    with Engine() as engine:
        known = load_truth(truth, engine)
        coded = coded_pairs(as_table(scored, PairIds, engine), known, score)
        return judged_pairs(engine.arrow(f"select * from {coded} order by score desc, l, r"), known)


def coded_pairs(pairs: Table, truth: Truth, score: str | None, keep: str | None = None) -> str:
    """Keep pairs as record codes `l` < `r` with their score and return the table's quoted name.

    Args:
        pairs: Pairs in the engine of the truth.
        truth: The truth.
        score: Column that holds the score; 1 for every pair when `None`.
        keep: One more column to keep.

    Raises:
        InputError: If the pairs cannot be judged.
        SchemaError: If there is no such score.
    """
    if score is not None and score not in pairs.columns:
        raise SchemaError(
            f"Table 'scored' lacks: {score}.",
            f"It has: {listing(sorted(pairs.columns))}.",
            "name the column to rank by with score=.",
        )
    value = "1" if score is None else f"p.{quoted(score)}"
    kept = "" if keep is None else f", p.{quoted(keep)}"
    name = pairs.engine.store(
        "judged",
        f"""
        select least(l.record, r.record) as l, greatest(l.record, r.record) as r,
               {value}::double as score, l.record is null or r.record is null as unknown {kept}
        from {pairs.name} p
        left join {truth.name} l on l.record_id = p.{PairIds.record_id_l.name}
        left join {truth.name} r on r.record_id = p.{PairIds.record_id_r.name}
        """,
    )
    refuse(
        "The pairs cannot be judged",
        {
            "pairs of records without truth": f"select count(*) from {name} where unknown",
            "pairs of a record with itself": f"select count(*) from {name} "
            "where l = r and not unknown",
            "pairs that stand twice": "select count(*) - count(distinct (l, r)) "
            f"from {name} where not unknown",
            "pairs without score": f"select count(*) from {name} "
            "where score is null or isnan(score)",
        },
        pairs.engine,
    )
    return name


def judged_pairs(rows: pa.Table, truth: Truth) -> JudgedPairs:
    """Coded pairs as arrays, in the order they come."""
    return JudgedPairs(
        np.asarray(rows.column("score").to_numpy(), dtype=np.float64),
        numbers(rows, "l"),
        numbers(rows, "r"),
        truth.entity,
        truth.record_ids,
    )


@dataclass(frozen=True)
class PairQuality:
    """Pairs at or above a threshold against the truth.

    Attributes:
        threshold: Pairs with at least this score count as found.
        found: Pairs found.
        correct: Those of them that are true.
        missed: True pairs not found, those never scored included.
        precision: correct / found; undefined when nothing was found.
        recall: correct / (correct + missed); undefined when there are no true pairs.
        f1: Harmonic mean of both; undefined when one of them is.
    """

    threshold: float
    found: int
    correct: int
    missed: int
    precision: Figure
    recall: Figure
    f1: Figure


def pair_quality(
    pairs: JudgedPairs, threshold: float, *, bootstrap: Bootstrap | None = None
) -> PairQuality:
    """Precision, recall and F1 of the pairs with at least a score.

    Examples:
        At 0.5 one true pair of two is found and nothing false.

        >>> truth = pa.table({"record_id": list("abcd"), "entity_id": list("1122")})
        >>> scored = pa.table({"record_id_l": ["a", "b"], "record_id_r": ["b", "c"],
        ...                    "match_probability": [0.9, 0.4]})
        >>> judged = judge_pairs(scored, truth)
        >>> pair_quality(judged, 0.5)
        PairQuality(threshold=0.5, found=1, correct=1, missed=1, precision=1.0000, \
recall=0.5000, f1=0.6667)
        >>> pair_quality(judged, 0.95).precision
        undefined
    """
    above = pairs.down_to(threshold)
    correct, found = int(above.is_match.sum()), len(above.score)
    true = float(above.true_pairs.sum())
    values = _three(correct, found, true)
    if bootstrap is None:
        figures = [Figure(value) for value in values]
    else:
        draws = [
            _three(float(weights[above.is_match].sum()), float(weights.sum()), true_weight)
            for weights, true_weight in above.replicates(bootstrap)
        ]
        columns = zip(*draws, strict=True)
        figures = [bootstrap.figure(v, column) for v, column in zip(values, columns, strict=True)]
    return PairQuality(threshold, found, correct, int(true) - correct, *figures)


def _three(correct: float, found: float, true: float) -> tuple[float | None, ...]:
    precision, recall = share(correct, found), share(correct, true)
    return precision, recall, harmonic(precision, recall)


@dataclass(frozen=True, repr=False, eq=False)
class PairCurve:
    """Precision, recall and F1 at every threshold at which something changes.

    Attributes:
        threshold: The distinct scores, falling; pairs with at least this score are found.
        found: Pairs found at each threshold.
        correct: True pairs among them.
        true_pairs: All true pairs.
    """

    threshold: Reals
    found: Codes
    correct: Codes
    true_pairs: int

    def __repr__(self) -> str:
        return f"<PairCurve: {len(self.threshold):,} thresholds, {self.true_pairs:,} true pairs>"

    @property
    def precision(self) -> Reals:
        """Precision at each threshold; always defined, for something was found there."""
        return self.correct / self.found

    @property
    def recall(self) -> Reals:
        """Recall at each threshold; NaN when there are no true pairs."""
        if self.true_pairs == 0:
            return np.full(len(self.threshold), np.nan)
        return self.correct / self.true_pairs

    @property
    def f1(self) -> Reals:
        """F1 at each threshold, as 2 correct / (found + true)."""
        return 2 * self.correct / (self.found + self.true_pairs)


def pair_curve(pairs: JudgedPairs) -> PairCurve:
    """The measures at every distinct score; pairs of one score are one step.

    Examples:
        >>> truth = pa.table({"record_id": list("abcd"), "entity_id": list("1122")})
        >>> scored = pa.table({"record_id_l": ["a", "b", "c"], "record_id_r": ["b", "c", "d"],
        ...                    "match_probability": [0.9, 0.4, 0.4]})
        >>> curve = pair_curve(judge_pairs(scored, truth))
        >>> curve.threshold.tolist(), curve.precision.round(2).tolist(), curve.recall.tolist()
        ([0.9, 0.4], [1.0, 0.67], [0.5, 1.0])
    """
    ends = _ends_of_ties(pairs.score)
    correct = np.cumsum(pairs.is_match, dtype=np.int64)[ends]
    return PairCurve(pairs.score[ends], ends + 1, correct, int(pairs.true_pairs.sum()))


def _ends_of_ties(score: Reals) -> Codes:
    """Places after which the score falls, the last place included."""
    last = np.append(score[1:] != score[:-1], True)[: len(score)]
    return np.flatnonzero(last)


@dataclass(frozen=True)
class OperatingPoint:
    """The largest recall that a least precision allows.

    Attributes:
        least_precision: The precision asked for.
        threshold: Score at which it is reached; `None` when it is reached nowhere.
        precision: Precision at this threshold; undefined when there is none.
        recall: Recall there; zero when no threshold reaches the precision, undefined when
            there are no true pairs.
    """

    least_precision: float
    threshold: float | None
    precision: Figure
    recall: Figure


def recall_at_precision(
    pairs: JudgedPairs, least_precision: float, *, bootstrap: Bootstrap | None = None
) -> OperatingPoint:
    """The largest recall at any threshold whose precision is at least the one given.

    All pairs of one score are taken together or not at all. In each replicate of the
    bootstrap the best threshold is sought anew, so the interval includes that choice.

    Examples:
        Down to 0.4, two of three pairs are true: enough for a precision of 0.6, not of 0.9.

        >>> truth = pa.table({"record_id": list("abcd"), "entity_id": list("1122")})
        >>> scored = pa.table({"record_id_l": ["a", "b", "c"], "record_id_r": ["b", "c", "d"],
        ...                    "match_probability": [0.9, 0.4, 0.4]})
        >>> judged = judge_pairs(scored, truth)
        >>> recall_at_precision(judged, 0.6).recall, recall_at_precision(judged, 0.9).recall
        (1.0000, 0.5000)
    """
    above = pairs.down_to(pairs.score[pairs.is_match].min(initial=np.inf))
    ends = _ends_of_ties(above.score)
    best, recall = _best(
        np.ones(len(above.score)),
        above.is_match,
        ends,
        float(pairs.true_pairs.sum()),
        least_precision,
    )
    threshold = None if best is None else float(above.score[ends[best]])
    precision = None if best is None else float(above.is_match[: ends[best] + 1].mean())
    if bootstrap is None:
        return OperatingPoint(least_precision, threshold, Figure(precision), Figure(recall))
    draws = [
        _best(weights, above.is_match, ends, true, least_precision)[1]
        for weights, true in above.replicates(bootstrap)
    ]
    return OperatingPoint(
        least_precision, threshold, Figure(precision), bootstrap.figure(recall, draws)
    )


def _best(
    weights: Reals, is_match: Flags, ends: Codes, true: float, least: float
) -> tuple[int | None, float | None]:
    """Which end of ties gives the largest recall, and that recall."""
    if true == 0:
        return None, None
    found = np.cumsum(weights)[ends]
    correct = np.cumsum(weights * is_match)[ends]
    with np.errstate(invalid="ignore"):
        allowed = np.flatnonzero((found > 0) & (correct / found >= least))
    if len(allowed) == 0:
        return None, 0.0
    best = int(allowed[np.argmax(correct[allowed])])
    return best, float(correct[best] / true)
