"""False merges among pairs that are known to look like one person and to be two."""

from dataclasses import dataclass

from linkage.engine import Engine, TableLike, as_table
from linkage.errors import InputError
from linkage.evaluate.figures import Figure, proportion
from linkage.evaluate.inputs import HardNegatives, PairIds, refuse
from linkage.schema import Entities, Scored


@dataclass(frozen=True)
class FalseMerges:
    """Look-alikes of one reason that were taken for one person.

    Attributes:
        reason: Why they look alike.
        pairs: Pairs known.
        merged: Those taken for one person.
        share: merged / pairs with a Wilson interval, which stays honest at zero.
    """

    reason: str
    pairs: int
    merged: int
    share: Figure


def false_merges(entities: TableLike, hard_negatives: TableLike) -> tuple[FalseMerges, ...]:
    """Count look-alikes that clustering put into one entity, by reason.

    Args:
        entities: Found entities; a record that is not listed is an entity of its own.
        hard_negatives: Pairs of two people with `reason`.

    Returns:
        One row for each reason, in the order of their names; none without look-alikes.

    Examples:
        >>> import pyarrow as pa
        >>> found = pa.table({"record_id": list("abc"), "entity_id": list("xxy")})
        >>> hard = pa.table({"record_id_l": ["a", "b"], "record_id_r": ["b", "c"],
        ...                  "reason": ["twins", "twins"]})
        >>> false_merges(found, hard)[0].merged
        1
    """
    with Engine() as engine:
        found = as_table(entities, Entities, engine)
        return _counts(
            engine,
            hard_negatives,
            f"""
            select h.reason, l.{Entities.entity_id.name} = r.{Entities.entity_id.name} as merged
            from hard h
            left join {found.name} l on l.{Entities.record_id.name} = h.a
            left join {found.name} r on r.{Entities.record_id.name} = h.b
            """,
        )


def false_links(
    scored: TableLike, hard_negatives: TableLike, threshold: float
) -> tuple[FalseMerges, ...]:
    """Count look-alikes that were scored at or above a threshold, by reason.

    Args:
        scored: Pairs with `match_probability`; a pair that is not listed is not linked.
        hard_negatives: Pairs of two people with `reason`.
        threshold: Pairs with at least this probability count as linked.

    Examples:
        >>> import pyarrow as pa
        >>> scored = pa.table({"record_id_l": ["b"], "record_id_r": ["a"],
        ...                    "match_probability": [0.97]})
        >>> hard = pa.table({"record_id_l": ["a", "b"], "record_id_r": ["b", "c"],
        ...                  "reason": ["twins", "cousins"]})
        >>> [(row.reason, row.merged) for row in false_links(scored, hard, 0.9)]
        [('cousins', 0), ('twins', 1)]
    """
    probability = Scored.match_probability.name
    with Engine() as engine:
        found = as_table(scored, PairIds, engine)
        if probability not in found.columns:
            raise InputError(f"Table 'scored' lacks: {probability}.")
        l, r = PairIds.record_id_l.name, PairIds.record_id_r.name  # noqa: E741
        return _counts(
            engine,
            hard_negatives,
            f"""
            select h.reason, p.linked as merged
            from hard h left join (
                select least({l}, {r}) as a, greatest({l}, {r}) as b,
                       bool_or({probability} >= ?) as linked
                from {found.name} group by 1, 2) p using (a, b)
            """,
            [threshold],
        )


def _counts(
    engine: Engine, hard_negatives: TableLike, query: str, parameters: list[float] | None = None
) -> tuple[FalseMerges, ...]:
    """Count merged pairs by reason; the query reads `hard` as pairs a < b."""
    hard = as_table(hard_negatives, HardNegatives, engine)
    h = HardNegatives
    needed = (h.record_id_l.name, h.record_id_r.name, h.reason.name)
    refuse(
        "The hard negatives cannot be used",
        {
            "rows without records or reason": f"select count(*) from {hard.name} where "
            f"{' or '.join(f'{column} is null' for column in needed)}"
        },
        engine,
    )
    rows = engine.rows(
        f"""
        with hard as (
            select distinct least({h.record_id_l.name}, {h.record_id_r.name}) as a,
                   greatest({h.record_id_l.name}, {h.record_id_r.name}) as b,
                   {h.reason.name} as reason
            from {hard.name}),
        judged as ({query})
        select reason, count(*), count(*) filter (merged) from judged group by 1 order by 1
        """,
        parameters or [],
    )
    return tuple(
        FalseMerges(reason, pairs, merged, proportion(merged, pairs))
        for reason, pairs, merged in rows
    )
