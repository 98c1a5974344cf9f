"""Candidate pairs against the truth: what blocking keeps, what it costs, and by which rule."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from linkage.engine import Engine, Table, TableLike, as_table
from linkage.evaluate.figures import Bootstrap, Figure, Flags, share
from linkage.evaluate.inputs import PairIds, RecordIds, load_truth, refuse
from linkage.evaluate.pairs import JudgedPairs, coded_pairs, judged_pairs, pair_quality
from linkage.schema import Pairs


@dataclass(frozen=True, repr=False, eq=False)
class JudgedBlocking:
    """Candidate pairs with the truth and the rules that find them; made by `judge_blocking`.

    Attributes:
        pairs: Each candidate once, against the truth.
        rules: Names of the rules.
        found_by: One row for each rule: which pairs it finds.
    """

    pairs: JudgedPairs
    rules: tuple[str, ...]
    found_by: tuple[Flags, ...]

    def __repr__(self) -> str:
        return f"<JudgedBlocking: {len(self.rules)} rules, {len(self.pairs.score):,} pairs>"

    def within(self, record_ids: RecordIds) -> Self:
        """The pairs, candidate or true, with at least one of the records."""
        _, kept = self.pairs.touching(record_ids)
        return replace(
            self,
            pairs=self.pairs.within(record_ids),
            found_by=tuple(found[kept] for found in self.found_by),
        )


def judge_blocking(pairs: TableLike, truth: TableLike) -> JudgedBlocking:
    """Compare candidate pairs with the truth, once, for all blocking measures.

    Args:
        pairs: Candidates with `rule`. A pair may stand once for each rule that finds it,
            as when every rule is run alone and the tables are put together; in the output
            of `block` it stands once, under the first rule, and a rule then finds only what
            the rules before it did not.
        truth: All records with `record_id` and `entity_id`.

    Raises:
        InputError: If a pair stands twice under one rule, or cannot be judged.
    """
    with Engine() as engine:
        known = load_truth(truth, engine)
        candidates = _grouped(as_table(pairs, Pairs, engine))
        coded = coded_pairs(candidates, known, None, keep="rules")
        names = [
            name
            for (name,) in engine.rows(f"select distinct unnest(rules) from {coded} order by 1")
        ]
        finds = "".join(f", list_contains(rules, ?) as finds_{i}" for i in range(len(names)))
        rows = engine.arrow(f"select l, r, score{finds} from {coded} order by l, r", names)
    found_by = [
        np.asarray(rows.column(f"finds_{i}").to_numpy(), dtype=np.bool_) for i in range(len(names))
    ]
    return JudgedBlocking(judged_pairs(rows, known), tuple(names), tuple(found_by))


def _grouped(pairs: Table) -> Table:
    """Each pair once, with all rules that find it."""
    left, right, rule = Pairs.record_id_l.name, Pairs.record_id_r.name, Pairs.rule.name
    grouped = pairs.engine.create(
        PairIds,
        f"""
        select least({left}, {right}) as {left}, greatest({left}, {right}) as {right},
               list(distinct {rule}) as rules, count(*) as times
        from {pairs.name} group by 1, 2
        """,
    )
    refuse(
        "The pairs cannot be judged",
        {
            "pairs that stand twice under one rule, or lack one": f"select count(*) "
            f"from {grouped.name} where times > len(rules)"
        },
        pairs.engine,
    )
    return grouped


@dataclass(frozen=True)
class RuleQuality:
    """What one rule finds.

    Attributes:
        rule: Name of the rule.
        pairs: Pairs it finds.
        correct: True pairs among them.
        completeness: Share of all true pairs that it finds.
        quality: Share of its pairs that are true.
        reduction: One less its pairs as a share of all possible pairs.
        only_pairs: Pairs that no other rule finds.
        only_correct: True pairs that no other rule finds: what dropping the rule would lose.
    """

    rule: str
    pairs: int
    correct: int
    completeness: Figure
    quality: Figure
    reduction: float | None
    only_pairs: int
    only_correct: int


@dataclass(frozen=True)
class BlockingQuality:
    """What all rules find together, and each of them.

    Attributes:
        pairs: Candidate pairs.
        correct: True pairs among them.
        missed: True pairs that are no candidates.
        completeness: Pair completeness, correct / (correct + missed); undefined when there
            are no true pairs.
        quality: Pairs quality, correct / pairs; undefined without candidates.
        reduction: Reduction ratio, 1 - pairs / possible pairs; undefined when fewer than two
            records make no pair.
        rules: The same for each rule, in the order of their names.
    """

    pairs: int
    correct: int
    missed: int
    completeness: Figure
    quality: Figure
    reduction: float | None
    rules: tuple[RuleQuality, ...]


def blocking_quality(
    judged: JudgedBlocking, *, bootstrap: Bootstrap | None = None
) -> BlockingQuality:
    """Pair completeness, pairs quality and reduction ratio, overall and for each rule.

    The terms are those of Christen (2012), Data Matching, section 7.3. Possible pairs are
    all pairs of records of the truth; in a slice, those with a record in the slice.

    Examples:
        Of 6 possible pairs 2 are candidates; a-b is true and found by both rules, c-d is
        true and found by none.

        >>> import pyarrow as pa
        >>> truth = pa.table({"record_id": list("abcd"), "entity_id": list("1122")})
        >>> pairs = pa.table({"record_id_l": list("aab"), "record_id_r": list("bbc"),
        ...                   "rule": ["same_number", "same_name", "same_name"]})
        >>> quality = blocking_quality(judge_blocking(pairs, truth))
        >>> quality.completeness, quality.quality, round(quality.reduction, 3)
        (0.5000, 0.5000, 0.667)
        >>> [(rule.rule, rule.only_pairs, rule.only_correct) for rule in quality.rules]
        [('same_name', 1, 0), ('same_number', 0, 0)]
    """
    pairs = judged.pairs
    possible = _possible(pairs)
    whole = pair_quality(pairs, ALL, bootstrap=bootstrap)
    times = np.sum(judged.found_by, axis=0, dtype=np.int64)
    rules = []
    for name, found in zip(judged.rules, judged.found_by, strict=True):
        part = pair_quality(pairs.chosen(found), ALL, bootstrap=bootstrap)
        only = found & (times == 1)
        rules.append(
            RuleQuality(
                name,
                part.found,
                part.correct,
                part.recall,
                part.precision,
                _reduction(part.found, possible),
                int(only.sum()),
                int((only & pairs.is_match).sum()),
            )
        )
    return BlockingQuality(
        whole.found,
        whole.correct,
        whole.missed,
        whole.recall,
        whole.precision,
        _reduction(whole.found, possible),
        tuple(rules),
    )


ALL = -np.inf
"""A threshold that leaves no pair out."""


def _possible(pairs: JudgedPairs) -> float:
    """Pairs that comparing everything with everything would make."""
    records = len(pairs.entity)
    outside = 0 if pairs.scope is None else records - int(pairs.scope.sum())
    return records * (records - 1) / 2 - outside * (outside - 1) / 2


def _reduction(found: int, possible: float) -> float | None:
    left = share(found, possible)
    return None if left is None else 1 - left
