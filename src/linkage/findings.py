"""Check: what the numbers of one record, or of several, say against the records.

Within a record the number is read under the rule set TT59-2021 (Thông tư 59/2021/TT-BCA:
province of birth registration, century and sex, year of birth) and held against the fields
it encodes. A finding is a contradiction to be verified, not an error of either side.
"""

from collections.abc import Iterator

from linkage import findings_between as between
from linkage.comparisons.birth import named_of_other_sex
from linkage.engine import Engine, Table, TableLike, as_table
from linkage.findings_rows import finding, reasons
from linkage.schema import RAW_PREFIX, CaseKind, Findings, Input, Records
from linkage.standardisation import standardise_history
from linkage.text.provinces import groups_of_codes

RULE_SET = "TT59-2021"
"""Name of the rules by which numbers are read."""

GROUND_COLLECTED_WRONG = "b"
"""NĐ 70/2024/NĐ-CP Art. 11(7)(b): birth registration place, birth year or sex was wrong when
the data was collected. Under Art. 11(8) it is acted on only at the citizen's wish."""

_UNREADABLE = ("letters", "wrong_length")
IMPOSSIBLE = ("unknown_province", "unknown_century", "future_year")
"""Defects of a number that nobody can have been given."""


def check(records: TableLike, *, id_history: TableLike | None = None) -> Table:
    """Find contradictions within records, and what the numbers of several records say.

    Args:
        records: What `standardise` returned.
        id_history: Which numbers lawfully succeeded which. With it a number is found that was an
            earlier number of somebody else, and numbers it links are not taken for slips.

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
    engine = table.engine
    chain = None if id_history is None else _succession(id_history, engine)
    parts = [*_within(table), *_between(table, chain)]
    found = engine.create(
        Findings,
        f"{' union all by name '.join(f'({p})' for p in parts)} "
        f"order by {Findings.kind.name}, {Findings.record_ids.name}, {Findings.fact.name}",
    )
    if chain is not None:
        engine.drop(chain)
    return found


def _succession(id_history: TableLike, engine: Engine) -> str:
    """Quoted name of a table of numbers and the later numbers of the same person."""
    history = standardise_history(id_history, engine=engine)
    chain = engine.store("succession", between.succession(history.name))
    history.drop()
    return chain


def _within(table: Table) -> Iterator[str]:
    """Queries of findings about one record each."""
    rules = (
        _sex_mismatch,
        _year_mismatch,
        _place_mismatch,
        _foreign_code,
        _impossible,
        _dead_and_active,
    )
    for rule in rules:
        yield rule(table.name)


def _between(table: Table, chain: str | None) -> Iterator[str]:
    """Queries of findings about several records."""
    number, cmnd = Records.personal_id.name, Records.cmnd.name
    yield between.shared_number(table.name, number, CaseKind.SHARED_ID, "same_number")
    yield between.shared_number(table.name, cmnd, CaseKind.SHARED_CMND, "same_cmnd")
    yield between.slips(table.name, chain)
    raw = RAW_PREFIX + Input.personal_id.name
    if raw in table.columns:
        yield between.lost_digits(table.name, raw)
    if chain is not None:
        yield between.numbers_of_others(table.name, chain, number, CaseKind.SHARED_ID)
        yield between.numbers_of_others(table.name, chain, cmnd, CaseKind.SHARED_CMND)
    yield between.death_and_life(table.name, chain)
    yield _twins(table.name)


def _sex_mismatch(records: str) -> str:
    number, sex = Records.id_sex.name, Records.sex.name
    found = finding(
        CaseKind.ID_SEX_MISMATCH,
        "sex",
        number_says=number,
        record_says=sex,
        alternatives=reasons(sex_field_wrong=named_of_other_sex()),
        ground=GROUND_COLLECTED_WRONG,
    )
    return f"{found} from {records} where {number} <> {sex} and {_possible()}"


def _year_mismatch(records: str) -> str:
    number, birth = Records.id_year.name, Records.birth
    apart = f"abs({number} - {birth.year.name})"
    default = f"coalesce({Records.birth_is_default.name}, false)"
    found = finding(
        CaseKind.ID_BIRTH_YEAR_MISMATCH,
        "birth_year",
        number_says=number,
        record_says=birth.year.name,
        probability=f"if({apart} = 1 and ({default} or {birth.date.name} is null), 0.7, 1.0)",
        alternatives=reasons(
            default_date=default,
            counted_age=f"{apart} = 1",
            year_guessed=f"list_contains({birth.defects.name}, 'two_digit_year')",
            year_approximate=f"list_has_any({birth.defects.name}, ['approximate', 'lunar'])",
        ),
        ground=GROUND_COLLECTED_WRONG,
    )
    return f"{found} from {records} where {number} <> {birth.year.name} and {_possible()}"


def _place_mismatch(records: str) -> str:
    """Outside every province the registration text allows, and outside its new province.

    Numbers kept their codes when provinces were merged in July 2025 and texts did not keep
    their names, so that a difference inside the new province named says too little to trouble
    anybody. Where the text does not determine the new province, as a province that is gone does
    not, any that holds a part of it may be meant; a province on the land of a wider one of the
    past does not bring its new one along.
    """
    number, allowed = Records.id_province.name, Records.registration_provinces.name
    found = finding(
        CaseKind.ID_PLACE_MISMATCH,
        "registration_province",
        number_says=number,
        record_says=f"array_to_string({allowed}, ',')",
        alternatives="['other_place_recorded']",
        ground=GROUND_COLLECTED_WRONG,
    )
    groups = ", ".join(f"'{code}': '{group}'" for code, group in groups_of_codes().items())
    of_code = "map {" + groups + "}"
    written = Records.registration.group.name
    lenient = (
        f"if({written} is null, list_transform({allowed}, lambda code: {of_code}[code]), "
        f"[{written}])"
    )
    return (
        f"{found} from {records} where not list_contains({allowed}, {number}) and {_possible()} "
        f"and not list_contains({lenient}, {of_code}[{number}])"
    )


def _foreign_code(records: str) -> str:
    """A number registered abroad beside a registration place in the country.

    Weak: the codes of countries were never published, and a birth registered abroad may be
    entered in a book of civil status at home.
    """
    number, allowed = Records.personal_id.name, Records.registration_provinces.name
    found = finding(
        CaseKind.ID_PLACE_MISMATCH,
        "registered_abroad",
        number_says=f"left({number}, 3)",
        record_says=f"array_to_string({allowed}, ',')",
        probability="0.2",
        alternatives="['registered_abroad_entered_here', 'other_place_recorded']",
    )
    return (
        f"{found} from {records} where left({number}, 3) >= '100' and {allowed} is not null "
        f"and {_possible()}"
    )


def _possible() -> str:
    return f"not list_has_any({Records.id_defects.name}, {list(IMPOSSIBLE)})"


def _impossible(records: str) -> str:
    """A number nobody can have been given, or that is no number of twelve digits.

    Digits lost in a spreadsheet are no statement about the person: they stay a defect. One digit
    twelve times is more likely a cell that had to be filled than anybody's number.
    """
    defects = Records.id_defects.name
    codes = [*IMPOSSIBLE, *_UNREADABLE]
    fact = f"list_filter({defects}, lambda x: list_contains({codes}, x))[1]"
    filler = f"list_contains({defects}, 'placeholder')"
    found = finding(
        CaseKind.IMPOSSIBLE_ID,
        "impossible",
        number_says=fact,
        probability=f"if({filler}, 0.1, 1.0)",
        alternatives=reasons(
            not_filled_in=filler,
            typing_error=f"list_has_any({defects}, {list(_UNREADABLE)})",
        ),
    )
    return f"{found} from {records} where list_has_any({defects}, {codes})"


def _dead_and_active(records: str) -> str:
    """A date of death on a record that is active, or changed after the death."""
    status, death = Records.status.name, Records.death
    found = finding(
        CaseKind.DECEASED_ACTIVE,
        "death_in_active_record",
        number_says=f"coalesce({death.date.name}, {death.year.name}::varchar)",
        record_says=status,
        alternatives="['death_recorded_by_mistake']",
    )
    return f"{found} from {records} where {status} = 'active' and {death.year.name} is not null"


def _twins(records: str) -> str:
    """Pairs born on one day to one family, with given names that differ.

    Both parents agree, or one does and the other is unknown while home, household or
    province tie the two; without a parent on both, a household in common has to. Two
    children of one household cannot well share a day of birth otherwise. Days filled in by
    habit are shared by many, so there it takes both parents and a home.
    """
    r = Records
    row = finding(CaseKind.TWINS, "same_birth_other_name", records="[id_l, id_r]")
    keys = (
        *(part.name for p in (r.mother, r.father) for part in (p.sorted_fold, p.given_fold)),
        r.household_id.name,
    )
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
        {row} from told
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
    """SQL: whether two parents are the `same`, an `other` one, or `unknown`.

    A name that lacks words of the other, or gives them as initials, is the same where two whole
    words agree, and says nothing where fewer do.
    """
    left, right = (f"string_split(replace({side}.{name}, '.', ' '), ' ')" for side in "lr")
    whole = [f"list_filter({words}, lambda w: length(w) > 1)" for words in (left, right)]
    return f"""
        case when l.{name} is null or r.{name} is null then 'unknown'
             when damerau_levenshtein(l.{name}, r.{name}) <= 2 then 'same'
             when not ({_told_by(left, right)} or {_told_by(right, left)}) then 'other'
             when len(list_intersect({whole[0]}, {whole[1]})) >= 2 then 'same'
             else 'unknown' end
    """


def _told_by(these: str, those: str) -> str:
    """SQL: whether each of these words is one of those, or its initial.

    Sorted folds leave out Thị and Văn, so that their initials have no partner.
    """
    found = f"len(list_filter({those}, lambda x: x = w or (length(w) = 1 and starts_with(x, w))))"
    return f"""(
        len(list_filter({these}, lambda w: w not in ('', 't', 'v') and {found} = 0)) = 0
    )"""


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
