"""A few pairs below the threshold, drawn by chance, to estimate what the threshold misses."""

from collections.abc import Iterable

from linkage.casework.people import Pair
from linkage.engine import Table
from linkage.schema import Entities, Scored

EDGES = (0.1, 0.5, 0.9, 0.99, 0.999)
"""Probabilities at which strata are cut, as in `linkage.evaluate`: the same number is drawn from
each, so that the few that may well be matches are seen as often as the many that hardly are."""


def draw_below(
    scored: Table,
    entities: Table,
    threshold: float,
    number: int,
    seed: str,
    known: Iterable[Pair] = (),
) -> list[Pair]:
    """Draw pairs that were compared and stay below the threshold.

    Args:
        scored: Pairs with their probability.
        entities: Who is proposed to be whom; pairs of one entity are left out.
        threshold: Probability from which pairs are proposed.
        number: Pairs to draw, spread evenly over the strata below the threshold.
        seed: The same seed draws the same pairs; the week is a good one.
        known: Pairs that were decided and are not drawn again.
    """
    if number < 1:
        return []
    l, r = Scored.record_id_l.name, Scored.record_id_r.name  # noqa: E741
    probability, entity = Scored.match_probability.name, Entities.entity_id.name
    cuts = [edge for edge in EDGES if edge < threshold]
    stratum = " + ".join([f"({probability} >= {cut})::integer" for cut in cuts] or ["0"])
    each = -(-number // (len(cuts) + 1))
    rows = scored.engine.rows(
        f"""
        with below as (
            select s.{l} as l, s.{r} as r, {stratum} as stratum,
                   md5(? || chr(31) || s.{l} || chr(31) || s.{r}) as lot
            from {scored.name} s
            join {entities.name} one on one.{Entities.record_id.name} = s.{l}
            join {entities.name} two on two.{Entities.record_id.name} = s.{r}
            where {probability} < ? and one.{entity} <> two.{entity}
        )
        select l, r, row_number() over (partition by stratum order by lot) as place
        from below order by place, lot
        """,
        [seed, threshold],
    )
    passed = set(known)
    found = [(left, right) for left, right, place in rows if place <= each]
    return [pair for pair in found if pair not in passed][:number]
