"""Check: what the numbers of one record, or of several, say against the records.

Within a record the number is read under the rule set TT59-2021 (Thông tư 59/2021/TT-BCA:
province of birth registration, century and sex, year of birth) and held against the fields
it encodes. A finding is a contradiction to be verified, not an error of either side.
"""

from linkage.engine import Table, TableLike, as_table
from linkage.schema import CaseKind, Findings, Records

GROUND_COLLECTED_WRONG = "b"
"""NĐ 70/2024/NĐ-CP Art. 11(7)(b): birth registration place, birth year or sex was wrong when
the data was collected. Under Art. 11(8) it is acted on only at the citizen's wish."""

LARGEST_SHARED = 50
"""Records that may share a number before it is a filler and not a matter for an officer."""

_UNREADABLE = ("rounded", "letters", "wrong_length")
_IMPOSSIBLE = ("unknown_province", "unknown_century", "future_year")


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
    return f"not list_has_any({Records.id_defects.name}, {list(_IMPOSSIBLE)})"


def _impossible(records: str) -> str:
    defects = Records.id_defects.name
    codes = [*_IMPOSSIBLE, *_UNREADABLE]
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
    """Born on one real day to the same parents, with given names that differ."""
    r = Records
    finding = _finding(
        CaseKind.TWINS,
        "same_birth_other_name",
        records=f"list_sort(list({r.record_id.name}))",
    )
    parents = f"{r.mother.sorted_fold.name}, {r.father.sorted_fold.name}"
    return (
        f"{finding} from {records} where {r.birth.date.name} is not null "
        f"and not {r.birth_is_default.name} and {r.mother.sorted_fold.name} is not null "
        f"and {r.father.sorted_fold.name} is not null "
        f"group by {r.birth.date.name}, {parents} "
        f"having count(*) between 2 and 12 and count(distinct {r.name.given.name}) > 1"
    )
