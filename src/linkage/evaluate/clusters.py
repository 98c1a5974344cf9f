"""Clusters against the true entities: B³, closest cluster, exact clusters, splits and merges."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pyarrow as pa

from linkage.engine import Engine, TableLike, as_table
from linkage.evaluate.figures import (
    Bootstrap,
    Codes,
    Figure,
    Flags,
    Reals,
    harmonic,
    share,
    with_intervals,
)
from linkage.evaluate.inputs import RecordIds, load_truth, members, numbers, refuse
from linkage.schema import Entities


@dataclass(frozen=True, repr=False, eq=False)
class JudgedClusters:
    """Found and true entity of each record; made by `judge_clusters`.

    Attributes:
        entity: Code of the true entity of each record.
        cluster: Code of the found entity of each record.
        record_ids: Record ids, in the same order.
        scope: Records of the slice; all when `None`.
    """

    entity: Codes
    cluster: Codes
    record_ids: pa.Array
    scope: Flags | None = None

    def __repr__(self) -> str:
        return f"<JudgedClusters: {len(self.entity):,} records>"

    def within(self, record_ids: RecordIds) -> Self:
        """The records of a slice; entities and clusters keep all their records."""
        return replace(self, scope=members(self.record_ids, record_ids))


def judge_clusters(entities: TableLike, truth: TableLike) -> JudgedClusters:
    """Compare found with true entities, once, for all cluster measures.

    Args:
        entities: Found entities, `record_id` and `entity_id`; a record that is not listed
            is an entity of its own.
        truth: All records with `record_id` and `entity_id`.

    Raises:
        InputError: If a record is listed twice or is unknown to the truth.

    Examples:
        >>> truth = pa.table({"record_id": list("abc"), "entity_id": list("112")})
        >>> found = pa.table({"record_id": list("ab"), "entity_id": list("xy")})
        >>> judge_clusters(found, truth)
        <JudgedClusters: 3 records>
    """
    with Engine() as engine:
        known = load_truth(truth, engine)
        found = as_table(entities, Entities, engine)
        record_id, entity_id = Entities.record_id.name, Entities.entity_id.name
        refuse(
            "The entities cannot be judged",
            {
                "records listed twice": f"select count({record_id}) "
                f"- count(distinct {record_id}) from {found.name}",
                "records without truth": f"select count(*) from {found.name} "
                f"anti join {known.name} using ({record_id})",
                "rows without record or entity": f"select count(*) from {found.name} "
                f"where {record_id} is null or {entity_id} is null",
            },
            engine,
        )
        rows = engine.arrow(
            f"""
            select t.record, dense_rank() over (
                order by f.{entity_id} is null, f.{entity_id},
                         case when f.{entity_id} is null then t.record end) - 1 as cluster
            from {known.name} t left join {found.name} f using ({record_id})
            order by t.record
            """
        )
    return JudgedClusters(known.entity, numbers(rows, "cluster"), known.record_ids)


@dataclass(frozen=True)
class ClusterQuality:
    """Found entities against true ones.

    Attributes:
        records: Records counted.
        entities: True entities with at least one of them.
        clusters: Found entities with at least one of them.
        splits: True entities spread over several found ones.
        merges: Found entities that hold several true ones.
        b3_precision: Mean over records of the share of their cluster that is the same entity.
        b3_recall: Mean over records of the share of their entity that is in their cluster.
        b3_f1: Harmonic mean of both.
        closest_precision: Mean over clusters of the Jaccard likeness to the closest entity.
        closest_recall: Mean over entities of the Jaccard likeness to the closest cluster.
        closest_f1: Harmonic mean of both.
        pair_precision: Share of the pairs inside clusters that are true pairs.
        pair_recall: Share of the true pairs that are inside one cluster.
        pair_f1: Harmonic mean of both.
        exact: Share of entities that are a cluster, neither more nor less.
        exact_of_several: The same among entities of several records.
    """

    records: int
    entities: int
    clusters: int
    splits: int
    merges: int
    b3_precision: Figure
    b3_recall: Figure
    b3_f1: Figure
    closest_precision: Figure
    closest_recall: Figure
    closest_f1: Figure
    pair_precision: Figure
    pair_recall: Figure
    pair_f1: Figure
    exact: Figure
    exact_of_several: Figure


def cluster_quality(
    judged: JudgedClusters, *, bootstrap: Bootstrap | None = None
) -> ClusterQuality:
    """All measures of found against true entities.

    B³ is that of Bagga and Baldwin (1998); the closest cluster measure that of Benjelloun
    and others (2009, doi:10.1007/s00778-008-0098-x), with the Jaccard likeness of record
    sets. In a register most people have one record, so means over records and entities lie
    near one; the pair measures and `exact_of_several` look at the others alone.

    In a slice, means are over its records, and over the entities and clusters that hold one
    of them; a pair counts by how many of its two records are in the slice. Without records
    all figures are undefined. A bootstrap resamples entities and takes the clusters as they
    are.

    Examples:
        Entities {a, b, c} and {d}, clusters {a, b} and {c, d}. B³ precision is
        (1 + 1 + 1/2 + 1/2) / 4, recall (2/3 + 2/3 + 1/3 + 1) / 4. The closest entity of
        {a, b} is 2/3 alike, that of {c, d} is {d} with 1/2.

        >>> truth = pa.table({"record_id": list("abcd"), "entity_id": list("1112")})
        >>> found = pa.table({"record_id": list("abcd"), "entity_id": list("xxyy")})
        >>> quality = cluster_quality(judge_clusters(found, truth))
        >>> quality.b3_precision, quality.b3_recall, quality.closest_precision
        (0.7500, 0.6667, 0.5833)
        >>> quality.splits, quality.merges, quality.exact
        (1, 1, 0.0000)
    """
    sums = _sums(judged)
    totals = sums.sum(axis=0)
    return ClusterQuality(
        round(totals[RECORDS]),
        round(totals[ENTITIES]),
        round(totals[CLUSTERS]),
        round(totals[SPLITS]),
        round(totals[MERGES]),
        *with_intervals(_figures, sums, bootstrap),
    )


(
    RECORDS,
    B3_PRECISION,
    B3_RECALL,
    CLUSTERS,
    CLOSEST_OF_CLUSTERS,
    MERGES,
    ENTITIES,
    CLOSEST_OF_ENTITIES,
    SPLITS,
    EXACT,
    SEVERAL,
    EXACT_OF_SEVERAL,
    FOUND_PAIRS,
    CORRECT_PAIRS,
    TRUE_PAIRS,
) = range(15)
"""The totals that all figures are ratios of."""


def _sums(judged: JudgedClusters) -> Reals:
    """What each true entity adds to each total.

    A figure of a cluster or an entity is shared out among its records in scope, so that all
    totals are sums over records, and so over entities.
    """
    entity, cluster = judged.entity, judged.cluster
    if len(entity) == 0:
        return np.zeros((0, TRUE_PAIRS + 1))
    width = int(cluster.max()) + 1
    cells, cell, together = np.unique(
        entity * width + cluster, return_inverse=True, return_counts=True
    )
    of_entity, of_cluster = np.bincount(entity), np.bincount(cluster)
    cell_entity, cell_cluster = cells // width, cells % width
    jaccard = together / (of_entity[cell_entity] + of_cluster[cell_cluster] - together)
    closest_of_entity = _largest(jaccard, cell_entity, len(of_entity))
    closest_of_cluster = _largest(jaccard, cell_cluster, len(of_cluster))
    parts, held = np.bincount(cell_entity), np.bincount(cell_cluster)

    scope = np.ones(len(entity), dtype=np.bool_) if judged.scope is None else judged.scope
    e, c, same = entity[scope], cluster[scope], together[cell][scope]
    of_whole_entity = 1 / np.bincount(e, minlength=len(of_entity))[e]
    of_whole_cluster = 1 / np.bincount(c, minlength=len(of_cluster))[c]
    exact, several = closest_of_entity[e] == 1, of_entity[e] > 1
    columns = {
        RECORDS: np.ones(len(e)),
        B3_PRECISION: same / of_cluster[c],
        B3_RECALL: same / of_entity[e],
        CLUSTERS: of_whole_cluster,
        CLOSEST_OF_CLUSTERS: of_whole_cluster * closest_of_cluster[c],
        MERGES: of_whole_cluster * (held[c] > 1),
        ENTITIES: of_whole_entity,
        CLOSEST_OF_ENTITIES: of_whole_entity * closest_of_entity[e],
        SPLITS: of_whole_entity * (parts[e] > 1),
        EXACT: of_whole_entity * exact,
        SEVERAL: of_whole_entity * several,
        EXACT_OF_SEVERAL: of_whole_entity * (exact & several),
        FOUND_PAIRS: (of_cluster[c] - 1) / 2,
        CORRECT_PAIRS: (same - 1) / 2,
        TRUE_PAIRS: (of_entity[e] - 1) / 2,
    }
    sums: Reals = np.column_stack(
        [np.bincount(e, columns[i], minlength=len(of_entity)) for i in range(len(columns))]
    )
    in_scope: Flags = sums[:, RECORDS] > 0
    return sums[in_scope]


def _largest(values: Reals, groups: Codes, count: int) -> Reals:
    """The largest value of each group."""
    largest = np.zeros(count)
    np.maximum.at(largest, groups, values)
    return largest


def _figures(totals: Reals) -> tuple[float | None, ...]:
    """The figures of `ClusterQuality` in their order."""
    t = totals
    b3 = share(t[B3_PRECISION], t[RECORDS]), share(t[B3_RECALL], t[RECORDS])
    closest = (
        share(t[CLOSEST_OF_CLUSTERS], t[CLUSTERS]),
        share(t[CLOSEST_OF_ENTITIES], t[ENTITIES]),
    )
    pair = share(t[CORRECT_PAIRS], t[FOUND_PAIRS]), share(t[CORRECT_PAIRS], t[TRUE_PAIRS])
    return (
        *(*b3, harmonic(*b3)),
        *(*closest, harmonic(*closest)),
        *(*pair, harmonic(*pair)),
        share(t[EXACT], t[ENTITIES]),
        share(t[EXACT_OF_SEVERAL], t[SEVERAL]),
    )
