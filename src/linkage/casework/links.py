"""Links of records that lawful facts make: a number in the place of another, another name."""

from linkage.clustering import Pair
from linkage.engine import Table
from linkage.schema import IdHistory, Records, Scored


def lawful_links(records: Table, scored: Table, history: Table | None) -> list[Pair]:
    """Compared pairs that the id history or a recorded other name links.

    A pair that `score` dismissed is not linked: then the other facts speak against it.

    Args:
        records: What `standardise` returned.
        scored: What `score` returned.
        history: Which numbers lawfully succeeded which.
    """
    linked = [_renamed(records)]
    if history is not None:
        linked.append(_successors(records, history))
    sc = Scored
    return records.engine.rows(
        f"""
        with linked as ({" union ".join(linked)})
        select distinct {sc.record_id_l.name}, {sc.record_id_r.name} from {scored.name} s
        join linked on {sc.record_id_l.name} = least(one, other)
                   and {sc.record_id_r.name} = greatest(one, other)
        order by 1, 2
        """
    )


def _successors(records: Table, history: Table) -> str:
    """Query of records whose number took the place of the number or old CMND of another.

    About two records that bear one number the history says nothing that the number does not: one
    of them may bear it by mistake.
    """
    h, r = IdHistory, Records
    numbers = (
        f"(select {r.record_id.name} as id, {r.personal_id.name} as own, "
        f"unnest([{r.personal_id.name}, {r.cmnd.name}]) as number from {records.name})"
    )
    return (
        f"select old.id as one, new.id as other from {history.name} h "
        f"join {numbers} old on old.number = h.{h.previous_id.name} "
        f"join {numbers} new on new.number = h.{h.personal_id.name} "
        "and new.own is distinct from old.own"
    )


def _renamed(records: Table) -> str:
    """Query of records of one birth date, sex and parent where one gives the other's name."""
    r = Records
    called = (
        f"(select {r.record_id.name} as id, {r.birth.date.name} as day, {r.sex.name} as sex, "
        f"{r.mother.sorted_fold.name} as mother, {r.father.sorted_fold.name} as father, "
        f"{r.name.fold.name} as own, unnest({r.other_name_folds.name}) as called "
        f"from {records.name} where len({r.other_name_folds.name}) > 0)"
    )
    return (
        f"select a.id as one, b.{r.record_id.name} as other from {called} a join {records.name} b "
        f"on b.{r.name.fold.name} = a.called and b.{r.birth.date.name} = a.day "
        f"where a.own <> a.called and coalesce(b.{r.sex.name} = a.sex, true) "
        f"and (b.{r.mother.sorted_fold.name} = a.mother "
        f"or b.{r.father.sorted_fold.name} = a.father)"
    )
