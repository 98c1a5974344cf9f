"""What the numbers of several records say: slips, numbers of others, death and later life.

Whether two records are one person is judged here by what they state alone, without a model: a
name that is nearly the same and no contradiction in year of birth or sex. The match model
judges better, and casework sets its verdict beside these findings.
"""

from linkage.findings_rows import finding, reasons
from linkage.schema import CaseKind, IdHistory, Records

LARGEST_SHARED = 50
"""Records that may share a number before it is a filler and not a matter for an officer."""

_ALIKE_NAMES = 0.92
"""Jaro-Winkler similarity of sorted folds from which two names count as nearly the same; it
lets through one slip in a name of usual length."""

LATER_UNKNOWN = 0.7
"""Weight of a death beside life when the records do not say which of them is later."""


def _alike(left: str, right: str) -> str:
    """SQL: whether two records bear nearly the same name, or one the other's other name."""
    name, others = Records.name, Records.other_name_folds.name
    fold, ordered = name.fold.name, name.sorted_fold.name
    return f"""(
        coalesce(jaro_winkler_similarity({left}.{ordered}, {right}.{ordered})
                 >= {_ALIKE_NAMES}, false)
        or coalesce(list_contains({left}.{others}, {right}.{fold}), false)
        or coalesce(list_contains({right}.{others}, {left}.{fold}), false)
    )"""


def _one_person(left: str, right: str) -> str:
    """SQL: whether nothing stated denies that two records with nearly one name are one person."""
    year, sex = Records.birth.year.name, Records.sex.name
    return f"""(
        {_alike(left, right)}
        and coalesce(abs({left}.{year} - {right}.{year}) <= 1, true)
        and coalesce({left}.{sex} = {right}.{sex}, true)
    )"""


def shared_number(records: str, number: str, kind: CaseKind, fact: str) -> str:
    """Records that give one number; hardly a finding where all state one person."""
    name, r = Records.name, Records
    agree = (
        f"count(distinct {name.sorted_fold.name}) <= 1 and count(distinct {r.sex.name}) <= 1 "
        f"and coalesce(max({r.birth.year.name}) - min({r.birth.year.name}) <= 1, true)"
    )
    row = finding(
        kind,
        fact,
        records=f"list_sort(list({r.record_id.name}))",
        number_says=number,
        probability=f"if({agree}, 0.1, 1.0)",
        alternatives=reasons(one_person_several_records=agree),
    )
    return (
        f"{row} from {records} where {number} is not null group by {number} "
        f"having count(*) between 2 and {LARGEST_SHARED}"
    )


def slips(records: str, history: str | None) -> str:
    """Numbers a slip of the pen apart on records that state one person.

    Candidates share day of birth or name, and one half of the number: a slip in the other half
    leaves it whole, but for two digits exchanged across the middle. Where the day is unknown or
    filled in by habit a parent or a home has to agree too. Numbers that the id history links
    are no slips.
    """
    r = Records
    number, name = r.personal_id.name, r.name.sorted_fold.name
    halves = ("left({}, 6)", "right({}, 6)")
    keys = [(key, half) for key in (r.birth.date.name, name) for half in halves]
    candidates = " union ".join(
        f"""
        select l.{r.record_id.name} as id_l, r.{r.record_id.name} as id_r
        from numbered l join numbered r
          on l.{key} = r.{key}
         and {half.format(f"l.{number}")} = {half.format(f"r.{number}")}
         and l.{r.record_id.name} < r.{r.record_id.name} and l.{number} <> r.{number}
         and damerau_levenshtein(l.{number}, r.{number}) = 1
        """
        for key, half in keys
    )
    linked = (
        f"and not exists (select 1 from {history} h where (h.old, h.new) in "
        f"((l.{number}, r.{number}), (r.{number}, l.{number})))"
        if history
        else ""
    )
    fact = f"if(hamming(l.{number}, r.{number}) = 1, 'one_digit_apart', 'digits_exchanged')"
    row = finding(
        CaseKind.ID_TYPO,
        fact,
        records="[id_l, id_r]",
        number_says=f"l.{number}",
        record_says=f"r.{number}",
    )
    return f"""
        with numbered as (select * from {records} where {number} is not null),
        near as ({candidates})
        {row} from near join numbered l on l.{r.record_id.name} = id_l
        join numbered r on r.{r.record_id.name} = id_r
        where {_one_person("l", "r")} and {_tied("l", "r")} {linked}
    """


def _tied(left: str, right: str) -> str:
    """SQL: whether more than the name ties two records: a real day of birth, a parent, a home."""
    r = Records
    same = " or ".join(
        f"coalesce({left}.{c} = {right}.{c}, false)"
        for c in (r.mother.sorted_fold.name, r.father.sorted_fold.name)
    )
    homes = f"list_has_any({left}.{r.home_wards.name}, {right}.{r.home_wards.name})"
    day = r.birth.date.name
    return f"""(
        coalesce({left}.{day} = {right}.{day} and not {left}.{r.birth_is_default.name}, false)
        or {same} or coalesce({homes}, false)
    )"""


def lost_digits(records: str, raw: str) -> str:
    """A number that lacks a digit, and the whole number on another record of the person.

    Args:
        records: Table of records.
        raw: Column of the number as recorded.
    """
    r = Records
    number, year, name = r.personal_id.name, r.birth.year.name, r.name.sorted_fold.name
    digits = f"regexp_replace(s.{raw}, '[^0-9]', '', 'g')"
    row = finding(
        CaseKind.ID_TYPO,
        "digit_lost",
        records=f"list_sort([s.{r.record_id.name}, w.{r.record_id.name}])",
        number_says=digits,
        record_says=f"w.{number}",
    )
    return f"""
        {row} from {records} s join {records} w
          on s.{name} = w.{name} and s.{year} = w.{year} and w.{number} is not null
        where s.{number} is null and length({digits}) = 11
          and damerau_levenshtein({digits}, w.{number}) = 1
          and {_one_person("s", "w")} and {_tied("s", "w")}
    """


def succession(history: str) -> str:
    """Query of every number and every later number of the same person, by the id history."""
    h = IdHistory
    old, new = h.previous_id.name, h.personal_id.name
    return f"""
        with recursive chain(old, new) as (
            select {old}, {new} from {history} where {old} <> {new}
            union
            select c.old, h.{new} from chain c join {history} h on h.{old} = c.new
            where h.{new} <> c.old
        )
        select distinct old, new from chain
    """


def numbers_of_others(records: str, history: str, column: str, kind: CaseKind) -> str:
    """A live number that, by the id history, was an earlier number of somebody else.

    Holders of the later number are that person, and the history is good evidence that a record
    with the earlier number is that person too. It is disputed only where the name differs and
    so does the year of birth, the sex, or both surname and given name.
    """
    r = Records
    own, id_ = r.personal_id.name, r.record_id.name
    name, year, sex = r.name, r.birth.year.name, r.sex.name
    other = (
        f"(not {_alike('l', 'h')} and (coalesce(l.{year} <> h.{year}, false) "
        f"or coalesce(l.{sex} <> h.{sex}, false) "
        f"or (l.{name.surname_fold.name} <> h.{name.surname_fold.name} "
        f"and l.{name.given_fold.name} <> h.{name.given_fold.name})))"
    )
    row = finding(
        kind,
        "earlier_number_of_other",
        records="list_sort(list_distinct(list_append(list(holder), id_l)))",
        number_says="any_value(disputed)",
        alternatives="['history_incomplete']",
    )
    return f"""
        with met as (
            select l.{id_} as id_l, h.{id_} as holder, l.{column} as disputed,
                   {other} as other
            from {records} l join {history} s on s.old = l.{column}
            join {records} h on h.{own} = s.new and h.{id_} <> l.{id_}
            where l.{own} is distinct from s.new
              and l.{r.personal_id_status.name} is distinct from 'cancelled'
        )
        {row} from met group by id_l having bool_and(other)
    """


def death_and_life(records: str, history: str | None) -> str:
    """Dead in one record, active in another of the person and not before the death.

    Two records are set side by side that give one number, one CMND, numbers the id history
    links, or one name and real day of birth and a parent or a home.
    """
    r = Records
    id_, number, cmnd = r.record_id.name, r.personal_id.name, r.cmnd.name
    name, day = r.name.sorted_fold.name, r.birth.date.name
    mother, father = r.mother.sorted_fold.name, r.father.sorted_fold.name
    default, homes = r.birth_is_default.name, r.home_wards.name
    parents = " or ".join(f"coalesce(d.{c} = a.{c}, false)" for c in (mother, father))
    ties = [
        f"d.{number} = a.{number}",
        f"d.{cmnd} = a.{cmnd}",
        f"d.{name} = a.{name} and d.{day} = a.{day} and not d.{default} and ({parents} "
        f"or coalesce(list_has_any(d.{homes}, a.{homes}), false))",
    ]
    pairs = [f"select d.{id_} as d, a.{id_} as a from dead d join alive a on {t}" for t in ties]
    if history:
        pairs += [
            f"select d.{id_} as d, a.{id_} as a from dead d "
            f"join {history} h on h.{one} = d.{number} join alive a on a.{number} = h.{other}"
            for one, other in (("old", "new"), ("new", "old"))
        ]
    died = f"coalesce(d.{r.death.date.name}, d.{r.death.year.name}::varchar)"
    seen = f"a.{r.updated.date.name}"
    later = f"{seen} >= {died}"
    row = finding(
        CaseKind.DECEASED_ACTIVE,
        "death_in_other_record",
        records=f"list_sort([d.{id_}, a.{id_}])",
        number_says=died,
        record_says=seen,
        probability=f"if({later}, 1.0, {LATER_UNKNOWN})",
        alternatives="['death_recorded_by_mistake', 'namesake']",
    )
    return f"""
        with dead as (
            select * from {records}
            where {r.status.name} = 'dead' or {r.death.year.name} is not null
        ),
        alive as (
            select * from {records}
            where {r.status.name} = 'active' and {r.death.year.name} is null
        ),
        met as ({" union ".join(pairs)})
        {row} from met join dead d on d.{id_} = met.d join alive a on a.{id_} = met.a
        where {_one_person("d", "a")} and coalesce({later}, true) and d.{id_} <> a.{id_}
    """
