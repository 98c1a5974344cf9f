"""Check: what the numbers of one record, or of several, say against the records.

Within a record the number is read under the rule set TT59-2021 (Thông tư 59/2021/TT-BCA:
province of birth registration, century and sex, year of birth) and held against the fields
it encodes. A finding is a contradiction to be verified, not an error of either side.
"""

from linkage.engine import Table, TableLike, as_table
from linkage.schema import CaseKind, Findings, Records

RULE_SET = "TT59-2021"
"""Name of the rules by which numbers are read."""

GROUND_COLLECTED_WRONG = "b"
"""NĐ 70/2024/NĐ-CP Art. 11(7)(b): birth registration place, birth year or sex was wrong when
the data was collected. Under Art. 11(8) it is acted on only at the citizen's wish."""

LARGEST_SHARED = 50
"""Records that may share a number before it is a filler and not a matter for an officer."""

_UNREADABLE = ("rounded", "letters", "wrong_length")
IMPOSSIBLE = ("unknown_province", "unknown_century", "future_year")
"""Defects of a number that nobody can have been given."""


def check(records: TableLike) -> Table:
    """Find contradictions within records, and numbers that several records give.

    Args:
        records: What `standardise` returned.

    Returns:
        A table `findings`, ordered by kind and records.

    Raises:
        SchemaError: If a column is missing.

    Examples:
        >>> import pyarrow as pa
        >>> from linkage.standardisation import standardise
        >>> people = pa.table({
        ...     "record_id": ["r1"], "full_name": ["Nguyễn Văn An"], "sex": ["Nam"],
        ...     "date_of_birth": ["12/05/1990"], "personal_id": ["001190000123"]})
        >>> check(standardise(people)).to_arrow().to_pylist()[0]["kind"]
        'id_sex_mismatch'
    """
    table = as_table(records, Records)
    parts = (
        _sex_mismatch(table.name),
        _year_mismatch(table.name),
        _place_mismatch(table.name),
        _impossible(table.name),
        _dead_and_active(table.name),
        _shared(table.name, Records.personal_id.name, CaseKind.SHARED_ID, "same_number"),
        _shared(table.name, Records.cmnd.name, CaseKind.SHARED_CMND, "same_cmnd"),
        _twins(table.name),
    )
    return table.engine.create(
        Findings, f"{' union all by name '.join(f'({p})' for p in parts)} order by kind, record_ids"
    )


def _finding(
    kind: CaseKind,
    fact: str,
    *,
    records: str = f"[{Records.record_id.name}]",
    number_says: str = "null",
    record_says: str = "null",
    probability: str = "1.0",
    alternatives: str = "[]",
    ground: str | None = None,
) -> str:
    letter = f"'{ground}'" if ground else "null"
    return f"""
        select '{kind.value}' as {Findings.kind.name},
               {records} as {Findings.record_ids.name},
               '{fact}' as {Findings.fact.name},
               {number_says}::varchar as {Findings.number_says.name},
               {record_says}::varchar as {Findings.record_says.name},
               ({probability})::double as {Findings.probability.name},
               ({alternatives})::varchar[] as {Findings.alternatives.name},
               {letter}::varchar as {Findings.ground.name}
    """


def _reasons(**when: str) -> str:
    """SQL list of the codes whose condition holds."""
    cases = ", ".join(f"if({condition}, '{code}', null)" for code, condition in when.items())
    return f"list_filter([{cases}], lambda x: x is not null)"


def _sex_mismatch(records: str) -> str:
    number, sex = Records.id_sex.name, Records.sex.name
    marker = f"' ' || {Records.name.middle_fold.name} || ' '"
    doubt = (
        f"({sex} = 'male' and {marker} like '% thi %') or "
        f"({sex} = 'female' and {marker} like '% van %')"
    )
    finding = _finding(
        CaseKind.ID_SEX_MISMATCH,
        "sex",
        number_says=number,
        record_says=sex,
        alternatives=_reasons(sex_field_wrong=f"coalesce({doubt}, false)"),
        ground=GROUND_COLLECTED_WRONG,
    )
    return f"{finding} from {records} where {number} <> {sex} and {_possible()}"


def _year_mismatch(records: str) -> str:
    number, birth = Records.id_year.name, Records.birth
    apart = f"abs({number} - {birth.year.name})"
    default = f"coalesce({Records.birth_is_default.name}, false)"
    finding = _finding(
        CaseKind.ID_BIRTH_YEAR_MISMATCH,
        "birth_year",
        number_says=number,
        record_says=birth.year.name,
        probability=f"if({apart} = 1 and ({default} or {birth.date.name} is null), 0.7, 1.0)",
        alternatives=_reasons(
            default_date=default,
            counted_age=f"{apart} = 1",
            year_guessed=f"list_contains({birth.defects.name}, 'two_digit_year')",
            year_approximate=f"list_has_any({birth.defects.name}, ['approximate', 'lunar'])",
        ),
        ground=GROUND_COLLECTED_WRONG,
    )
    return f"{finding} from {records} where {number} <> {birth.year.name} and {_possible()}"


def _place_mismatch(records: str) -> str:
    """Outside every province the registration text allows, and outside their 2025 groups."""
    number, allowed = Records.id_province.name, Records.registration_provinces.name
    finding = _finding(
        CaseKind.ID_PLACE_MISMATCH,
        "registration_province",
        number_says=number,
        record_says=f"array_to_string({allowed}, ',')",
        alternatives="['other_place_recorded']",
        ground=GROUND_COLLECTED_WRONG,
    )
    return (
        f"{finding} from {records} where not list_contains({allowed}, {number}) and {_possible()}"
    )


def _possible() -> str:
    return f"not list_has_any({Records.id_defects.name}, {list(IMPOSSIBLE)})"


def _impossible(records: str) -> str:
    defects = Records.id_defects.name
    codes = [*IMPOSSIBLE, *_UNREADABLE]
    fact = f"list_filter({defects}, lambda x: list_contains({codes}, x))[1]"
    finding = _finding(
        CaseKind.IMPOSSIBLE_ID,
        "impossible",
        number_says=fact,
        alternatives=_reasons(typing_error=f"list_has_any({defects}, {list(_UNREADABLE)})"),
    )
    return f"{finding} from {records} where list_has_any({defects}, {codes})"


def _dead_and_active(records: str) -> str:
    """A date of death on a record that is active, or changed after the death."""
    status, death = Records.status.name, Records.death
    finding = _finding(
        CaseKind.DECEASED_ACTIVE,
        "death_in_active_record",
        number_says=f"coalesce({death.date.name}, {death.year.name}::varchar)",
        record_says=status,
        alternatives="['death_recorded_by_mistake']",
    )
    return f"{finding} from {records} where {status} = 'active' and {death.year.name} is not null"


def _shared(records: str, number: str, kind: CaseKind, fact: str) -> str:
    finding = _finding(
        kind, fact, records=f"list_sort(list({Records.record_id.name}))", number_says=number
    )
    return (
        f"{finding} from {records} where {number} is not null group by {number} "
        f"having count(*) between 2 and {LARGEST_SHARED}"
    )


def _twins(records: str) -> str:
    """Pairs born on one day to one family, with given names that differ.

    Both parents agree, or one does and the other is unknown while home, household or
    province tie the two; without a parent on both, a household in common has to. Two
    children of one household cannot well share a day of birth otherwise. Days filled in by
    habit are shared by many, so there it takes both parents and a home.
    """
    r = Records
    finding = _finding(CaseKind.TWINS, "same_birth_other_name", records="[id_l, id_r]")
    keys = (r.mother.sorted_fold.name, r.father.sorted_fold.name, r.household_id.name)
    found = " union ".join(
        f"select l.{r.record_id.name} as id_l, r.{r.record_id.name} as id_r "
        f"from born l join born r on l.day = r.day and l.{key} = r.{key} "
        f"and l.{r.record_id.name} < r.{r.record_id.name} "
        f"where (l.day, l.{key}) in (select (day, {key}) from born group by all "
        f"having count(*) <= {LARGEST_BIRTH})"
        for key in keys
    )
    mother, father = _relation(r.mother.sorted_fold.name), _relation(r.father.sorted_fold.name)
    return f"""
        with born as (
            select *, {r.birth.date.name} as day from {records}
            where {r.birth.date.name} is not null
        ),
        near as ({found}),
        told as (
            select id_l, id_r,
                   {mother} as mother, {father} as father,
                   coalesce(l.{r.household_id.name} = r.{r.household_id.name}, false) as household,
                   coalesce(list_has_any(l.{r.home_wards.name}, r.{r.home_wards.name}), false)
                       as home,
                   coalesce(l.{r.name.surname_fold.name} = r.{r.name.surname_fold.name}, false)
                       as surname,
                   coalesce(l.{r.id_province.name} = r.{r.id_province.name}, false) as province,
                   l.{r.birth_is_default.name} as by_habit,
                   {_named_apart()} as named_apart
            from near
            join born l on l.{r.record_id.name} = id_l
            join born r on r.{r.record_id.name} = id_r
        )
        {finding} from told
        where named_apart and case
            when by_habit then mother = 'same' and father = 'same' and (household or home)
            when mother = 'same' and father = 'same' then true
            when 'other' in (mother, father) then household and 'same' in (mother, father)
            when 'same' in (mother, father) then household or home or (surname and province)
            else household and surname
        end
    """


LARGEST_BIRTH = 12
"""Records that may share a day of birth and a parent or household before the key is a filler."""


def _relation(name: str) -> str:
    """SQL: whether two parents are the `same`, an `other` one, or `unknown`."""
    return f"""
        case when l.{name} is null or r.{name} is null then 'unknown'
             when damerau_levenshtein(l.{name}, r.{name}) <= 2 then 'same' else 'other' end
    """


def _named_apart() -> str:
    """SQL: whether two given names are two names and not two spellings of one.

    Names that differ by one letter or in the marks alone belong to two people when each has a
    number of its own.
    """
    r = Records
    text, fold, number = r.name.given.name, r.name.given_fold.name, r.personal_id.name
    return f"""
        l.{text} <> r.{text} and (
            damerau_levenshtein(l.{fold}, r.{fold}) > 1
            or (l.{number} <> r.{number} and l.{r.name.marked.name} and r.{r.name.marked.name})
        )
    """
