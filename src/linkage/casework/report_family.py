"""Household and family around a case: who lives or is entered beside its people.

Brothers, twins and namesakes are the commonest false alarm, and the household shows them. Only
what tells people apart is shown: name, birth year, sex, relation and a masked number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from linkage.casework.read_as import SEXES
from linkage.casework.report_data import CaseView
from linkage.casework.report_html import Html, grid, tag
from linkage.casework.report_words import MISSING_MARK, Voice
from linkage.casework.tokens import Tokens
from linkage.casework.wording import Phrase
from linkage.engine import Table
from linkage.schema import RAW_PREFIX, Input, Records

MOST_RELATIVES = 12
"""People shown around a case."""

LARGEST_HOUSEHOLD = 30
"""A household number that more records bear is that of a hostel or a barracks."""

TIES: Mapping[str, Phrase] = {
    "father": ("cha của {of}, theo số", "father of {of}, by number"),
    "mother": ("mẹ của {of}, theo số", "mother of {of}, by number"),
    "child": ("con của {of}, theo số", "child of {of}, by number"),
    "household": ("cùng hộ với {of}", "in the household of {of}"),
}


@dataclass(frozen=True)
class Relative:
    """A record beside a record of a case.

    Attributes:
        of: The record of the case.
        tie: How it is tied to it, one of `TIES`.
        record_id: The record itself.
    """

    of: str
    tie: str
    record_id: str
    name: str | None = field(repr=False)
    year: int | None = field(repr=False)
    sex: str | None
    relation: str | None
    number: str | None = field(repr=False)


def relatives(records: Table, record_ids: Sequence[str]) -> dict[str, list[Relative]]:
    """Family and household of some records, by record, parents and children first."""
    r = Records
    columns = [c for c in records.columns if c.startswith(RAW_PREFIX)]
    name, relation, number = (
        f"r.{RAW_PREFIX}{c.name}" if RAW_PREFIX + c.name in columns else "null"
        for c in (Input.full_name, Input.relation_to_head, Input.personal_id)
    )
    rows = records.engine.rows(
        f"""
        with mine as (
            select {r.record_id.name} as of, {r.personal_id.name} as own,
                   {r.father_id.name} as father, {r.mother_id.name} as mother,
                   {r.household_id.name} as household
            from {records.name} where {r.record_id.name} in (select unnest(?::varchar[]))
        ),
        ties as (
            select of, {r.record_id.name} as id, 'father' as tie, 1 as place
            from mine join {records.name} on {r.personal_id.name} = father
            union all
            select of, {r.record_id.name}, 'mother', 2
            from mine join {records.name} on {r.personal_id.name} = mother
            union all
            select of, {r.record_id.name}, 'child', 3
            from mine join {records.name} on {r.father_id.name} = own
            union all
            select of, {r.record_id.name}, 'child', 3
            from mine join {records.name} on {r.mother_id.name} = own
            union all
            select of, id, 'household', 4 from (
                select of, {r.record_id.name} as id, count(*) over (partition by of) as n
                from mine join {records.name} on {r.household_id.name} = household
            ) where n <= {LARGEST_HOUSEHOLD}
        )
        select of, tie, id, {name}, r.{r.birth.year.name}, r.{r.sex.name}, {relation}, {number}
        from ties join {records.name} r on r.{r.record_id.name} = id
        where of <> id
        qualify row_number() over (partition by of, id order by place) = 1
        order by of, place, r.{r.birth.year.name} nulls last, id
        """,
        [record_ids],
    )
    found: dict[str, list[Relative]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Relative(*row))
    return found


def family_table(
    case: CaseView, around: Mapping[str, Sequence[Relative]], tokens: Tokens, voice: Voice
) -> Iterator[Html]:
    """People around a case, each once; nothing where nobody is known."""
    letters = dict(zip(case.record_ids, ascii_uppercase, strict=False))
    people: dict[str, list[Relative]] = {}
    for record in case.records:
        for relative in around.get(record.record_id, ()):
            if relative.record_id not in letters:
                people.setdefault(relative.record_id, []).append(relative)
    rows = [_row(ties, letters, tokens, voice) for ties in people.values()]
    if not rows:
        return
    head = [
        voice.say(phrase)
        for phrase in (
            ("Họ và tên", "Name"),
            ("Liên hệ", "Tie"),
            ("Năm sinh", "Born"),
            ("Giới tính", "Sex"),
            ("Quan hệ với chủ hộ", "Relation to head"),
            ("Số", "Number"),
            ("Hồ sơ", "Record"),
        )
    ]
    caption = voice.say(("Hộ và gia đình chung quanh", "Household and family around the case"))
    yield grid(caption, head, rows[:MOST_RELATIVES], numeric=False, class_="family")
    if len(rows) > MOST_RELATIVES:
        said = ("và {n} hồ sơ khác.", "and {n} more records.")
        rest = voice.count(len(rows) - MOST_RELATIVES)
        yield tag("p", voice.say(said, n=rest), class_="note")


def _row(
    ties: Sequence[Relative], letters: Mapping[str, str], tokens: Tokens, voice: Voice
) -> list[str]:
    first = ties[0]
    by_tie: dict[str, list[str]] = {}
    for tie in ties:
        by_tie.setdefault(tie.tie, []).append(letters[tie.of])
    return [
        first.name or MISSING_MARK,
        "; ".join(voice.say(TIES[tie], of=", ".join(of)) for tie, of in by_tie.items()),
        str(first.year or MISSING_MARK),
        voice.say(SEXES[first.sex]) if first.sex else MISSING_MARK,
        first.relation or MISSING_MARK,
        tokens.show(first.number, Input.personal_id.name) if first.number else MISSING_MARK,
        first.record_id,
    ]
