"""Decisions as labels: which pairs officers found to be one person, and which two."""

from collections.abc import Iterable, Sequence
from itertools import combinations

import pyarrow as pa

from linkage.casework.decisions import Decision, current
from linkage.casework.people import Pair
from linkage.casework.standing import pairs_apart
from linkage.schema import Verdict


def decision_labels(
    decisions: Sequence[Decision], scored: Iterable[Pair] | None = None
) -> pa.Table:
    """Labels of pairs of records that decisions give.

    A verdict of `same person` labels all pairs of its records, one of `different people` those
    of the people it tells apart; other verdicts say nothing about who is whom. A pair decided
    several times has the last label.

    Args:
        decisions: Decisions, the oldest first.
        scored: Pairs to keep the labels of; all when not given.

    Returns:
        `record_id_l`, `record_id_r`, `is_match`, and whether the pair was `sampled` by chance
        below the threshold.

    Examples:
        >>> said = [Decision("c", Verdict.SAME, ("b", "a"))]
        >>> decision_labels(said).to_pylist()
        [{'record_id_l': 'a', 'record_id_r': 'b', 'is_match': True, 'sampled': False}]
    """
    labels: dict[Pair, tuple[bool, bool]] = {}
    for decision in current(decisions):
        records = sorted(decision.binds)
        if decision.verdict is Verdict.SAME:
            pairs: Iterable[Pair] = combinations(records, 2)
        elif decision.verdict is Verdict.DIFFERENT:
            pairs = pairs_apart(decision, records)
        else:
            continue
        said = (decision.verdict is Verdict.SAME, decision.sampled)
        labels.update(dict.fromkeys(pairs, said))
    kept = sorted(labels.keys() & set(scored)) if scored is not None else sorted(labels)
    return pa.table(
        {
            "record_id_l": pa.array([left for left, _ in kept], pa.string()),
            "record_id_r": pa.array([right for _, right in kept], pa.string()),
            "is_match": pa.array([labels[pair][0] for pair in kept], pa.bool_()),
            "sampled": pa.array([labels[pair][1] for pair in kept], pa.bool_()),
        }
    )
