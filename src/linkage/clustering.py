"""Cluster: scored pairs become entities, the surest pairs first, never across a bar."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations
from typing import Any

import pyarrow as pa

from linkage.engine import Table, TableLike, as_table
from linkage.errors import LinkageError
from linkage.model import Model
from linkage.schema import Entities, Pairs, Records, Scored
from linkage.scoring import evidence

Pair = tuple[str, str]

FIRMLY_AGAINST = -6.5
"""Evidence, in log2 of the likelihood ratio, from which two records are firmly two people: the
best explanation by two people is some 90 times as likely as one person. Missing values are none."""

LARGEST_JUDGED = 200
"""Records of a group beyond which its pairs are not judged; such a group is no person."""


def cluster(
    records: TableLike,
    scored: TableLike,
    match_threshold: float,
    *,
    same: Iterable[Pair] = (),
    different: Iterable[Pair] = (),
    model: Model | None = None,
    last: TableLike | None = None,
) -> Table:
    """Group records into entities.

    Pairs are joined from the most probable down. A pair is left apart when joining it
    would put two records into one entity that are known to be different people, or, with a
    model, whose own comparison speaks firmly against one person: one bad edge then joins two
    people no longer, however sure it is.

    Args:
        records: All records; one without a match is an entity of its own.
        scored: What `score` returned.
        match_threshold: Probability from which two records are proposed as one person.
        same: Pairs of record ids known to be one person, joined before all others.
        different: Pairs of record ids known to be different people.
        model: Judges the pairs inside an entity that no edge joins; not judged without it.
        last: Entities of an earlier run; an entity keeps the id under which most of its
            records stood.

    Returns:
        A table `entities`; a new entity carries the smallest record id in it. The notes count
        the pairs left apart, and list them under `left_apart` with the two records that may
        not meet and why: `decided` or `contradiction`.

    Raises:
        LinkageError: If a pair is both in `same` and, directly or not, in `different`.

    Examples:
        >>> import pyarrow as pa
        >>> people = pa.table({"record_id": ["a", "b", "c"]})
        >>> pairs = pa.table({"record_id_l": ["a"], "record_id_r": ["b"],
        ...     "match_weight": [9.0], "match_probability": [0.99]})
        >>> cluster(people, pairs, 0.9).to_arrow().to_pydict()
        {'record_id': ['a', 'b', 'c'], 'entity_id': ['a', 'a', 'c']}
    """
    table = as_table(records, Records)
    pairs = as_table(scored, Scored, table.engine)
    edges = table.engine.rows(
        f"""
        select {Scored.record_id_l.name}, {Scored.record_id_r.name}
        from {pairs.name}
        where {Scored.match_probability.name} >= ?
        order by {Scored.match_weight.name} desc, 1, 2
        """,
        [match_threshold],
    )
    known_same, decided = sorted(set(same)), frozenset(map(_ordered, different))
    groups, apart = _join(known_same, edges, decided)
    if model is not None:
        against = _contradictions(table, groups, model) - set(map(_ordered, known_same))
        if against:
            groups, apart = _join(known_same, edges, decided, against)
    names = dict(groups.entities())
    if last is not None:
        names = _keep_ids(names, as_table(last, Entities, table.engine))
    found = table.engine.store_arrow("groups", _as_arrow(names))
    entities = table.engine.create(
        Entities,
        f"""
        select r.{Records.record_id.name},
               coalesce(g.entity_id, r.{Records.record_id.name}) as {Entities.entity_id.name}
        from {table.name} r left join {found} g on g.record_id = r.{Records.record_id.name}
        order by 1
        """,
    )
    table.engine.drop(found)
    entities.notes |= {"pairs_left_apart": len(apart), "left_apart": apart}
    return entities


def _ordered(pair: Pair) -> Pair:
    left, right = sorted(pair)
    return left, right


def _join(
    same: Sequence[Pair],
    edges: Sequence[Pair],
    decided: frozenset[Pair],
    contradictions: Set[Pair] = frozenset(),
) -> tuple["_Groups", list[dict[str, Any]]]:
    """Join what is known and then the edges, and say which edges a bar left apart, and why."""
    groups = _Groups(decided)
    for left, right in same:
        if groups.join(left, right) is not None:
            raise LinkageError(
                "Decisions contradict each other: two records are the same person and, "
                "through others, different people.",
                f"There are {len(same)} pairs decided to be the same person.",
                "supersede one of the decisions.",
            )
    groups.bar(contradictions)
    apart = []
    for edge in edges:
        barred = groups.join(*edge)
        if barred is not None:
            why = "decided" if barred in decided else "contradiction"
            apart.append({"pair": list(edge), "barred": list(barred), "why": why})
    return groups, apart


def _contradictions(records: Table, groups: "_Groups", model: Model) -> set[Pair]:
    """Pairs inside a group whose comparison alone speaks firmly against one person."""
    inside = sorted(
        _ordered(pair)
        for members in groups.crowded()
        if len(members) <= LARGEST_JUDGED
        for pair in combinations(members, 2)
    )
    if not inside:
        return set()
    pairs = as_table(
        pa.table(
            {
                Pairs.record_id_l.name: pa.array([left for left, _ in inside], pa.string()),
                Pairs.record_id_r.name: pa.array([right for _, right in inside], pa.string()),
                Pairs.rule.name: pa.array(["inside"] * len(inside), pa.string()),
            }
        ),
        Pairs,
        records.engine,
    )
    judged = evidence(records, pairs, model)
    pairs.drop()
    return {pair for pair, weight in judged.items() if weight < FIRMLY_AGAINST}


def _keep_ids(names: Mapping[str, str], last: Table) -> dict[str, str]:
    """Give entities the ids under which most of their records stood in an earlier run."""
    before: dict[str, str] = dict(last.engine.rows(f"select record_id, entity_id from {last.name}"))
    alone = {r: r for r, entity in before.items() if entity != r and r not in names}
    names = {**names, **alone}
    shared = Counter((before[r], entity) for r, entity in names.items() if r in before)
    kept: dict[str, str] = {}
    taken: set[str] = set()
    for (old, new), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if new not in kept and old not in taken:
            kept[new] = old
            taken.add(old)
    for new in sorted(set(names.values()) - set(kept)):
        kept[new] = new if new not in taken else f"{new}~"
        taken.add(kept[new])
    left = {entity: f"{entity}~" for entity in taken if entity not in names}
    return {**{record: kept[entity] for record, entity in names.items()}, **left}


class _Groups:
    """Disjoint groups of records that remember who must not meet."""

    def __init__(self, different: Iterable[Pair]) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._barred: dict[str, set[str]] = {}
        self.bar(different)

    def bar(self, pairs: Iterable[Pair]) -> None:
        """Remember pairs that must not meet."""
        for left, right in pairs:
            self._barred.setdefault(left, set()).add(right)
            self._barred.setdefault(right, set()).add(left)

    def _root(self, record: str) -> str:
        if record not in self._parent:
            self._parent[record] = record
            self._members[record] = [record]
        while self._parent[record] != record:
            self._parent[record] = self._parent[self._parent[record]]
            record = self._parent[record]
        return record

    def join(self, left: str, right: str) -> Pair | None:
        """Join two groups, or return the first pair of records between which a bar stands."""
        one, other = sorted((self._root(left), self._root(right)))
        if one == other:
            return None
        barred = sorted(
            _ordered((record, against))
            for record in self._members[one]
            for against in self._barred.get(record, set()).intersection(self._members[other])
        )
        if barred:
            return barred[0]
        self._parent[other] = one
        self._members[one] += self._members.pop(other)
        return None

    def crowded(self) -> Iterator[list[str]]:
        """The records of each group of at least three, where a pair may meet through others."""
        return (members for members in self._members.values() if len(members) > 2)

    def entities(self) -> Iterator[tuple[str, str]]:
        """Record id and entity id of all records in groups; the root is the smallest id."""
        for root, members in self._members.items():
            for member in members:
                yield member, root


def _as_arrow(entities: Mapping[str, str]) -> pa.Table:
    return pa.table(
        {
            "record_id": pa.array(list(entities), pa.string()),
            "entity_id": pa.array(list(entities.values()), pa.string()),
        }
    )
