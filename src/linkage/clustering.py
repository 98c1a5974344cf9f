"""Cluster: scored pairs become entities, the surest pairs first, never across a bar."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from linkage.engine import Table, TableLike, as_table
from linkage.errors import LinkageError
from linkage.schema import Entities, Records, Scored

Pair = tuple[str, str]


def cluster(
    records: TableLike,
    scored: TableLike,
    match_threshold: float,
    *,
    same: Iterable[Pair] = (),
    different: Iterable[Pair] = (),
) -> Table:
    """Group records into entities.

    Pairs are joined from the most probable down. A pair is left apart when joining it
    would put two records into one entity that are known to be different people.

    Args:
        records: All records; one without a match is an entity of its own.
        scored: What `score` returned.
        match_threshold: Probability from which two records are proposed as one person.
        same: Pairs of record ids known to be one person, joined before all others.
        different: Pairs of record ids known to be different people.

    Returns:
        A table `entities`; an entity carries the smallest record id in it. The notes count
        the pairs left apart.

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
    groups = _Groups(different)
    known_same = sorted(set(same))
    for left, right in known_same:
        if not groups.join(left, right):
            raise LinkageError(
                "Decisions contradict each other: two records are the same person and, "
                "through others, different people.",
                f"There are {len(known_same)} pairs decided to be the same person.",
                "supersede one of the decisions.",
            )
    apart = sum(not groups.join(left, right) for left, right in edges)
    found = table.engine.store_arrow("groups", _as_arrow(groups.entities()))
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
    entities.notes["pairs_left_apart"] = apart
    return entities


class _Groups:
    """Disjoint groups of records that remember who must not meet."""

    def __init__(self, different: Iterable[Pair]) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._barred: dict[str, set[str]] = {}
        for left, right in different:
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

    def join(self, left: str, right: str) -> bool:
        """Join two groups; false when a bar stands between them."""
        one, other = sorted((self._root(left), self._root(right)))
        if one == other:
            return True
        if any(
            not self._barred.get(record, set()).isdisjoint(self._members[other])
            for record in self._members[one]
        ):
            return False
        self._parent[other] = one
        self._members[one] += self._members.pop(other)
        return True

    def entities(self) -> Iterator[tuple[str, str]]:
        """Record id and entity id of all records in groups; the root is the smallest id."""
        for root, members in self._members.items():
            for member in members:
                yield member, root


def _as_arrow(entities: Iterable[tuple[str, str]]) -> pa.Table:
    rows = list(entities)
    return pa.table(
        {
            "record_id": pa.array([record for record, _ in rows], pa.string()),
            "entity_id": pa.array([entity for _, entity in rows], pa.string()),
        }
    )
