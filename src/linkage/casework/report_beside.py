"""The records of a case side by side: what each says, and where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from linkage.casework.evidence import FACTS, MASKED, FieldEvidence
from linkage.casework.read_as import (
    CODES,
    SEXES,
    code_read_as,
    day_read_as,
    name_read_as,
    text_read_as,
)
from linkage.casework.report_data import CaseView, PairView, RecordView
from linkage.casework.report_html import Html, join, scrolling, tag
from linkage.casework.report_marks import pattern, shown, whole
from linkage.casework.report_words import FIELDS, MISSING_MARK, Voice, level_said
from linkage.casework.tokens import Tokens, listed
from linkage.schema import Column, Input, Records
from linkage.text.provinces import province_name

_ALONE, _BESIDE_COMPARISON = 84, 54
"""Per cent of the width for the records, shared evenly."""

MOST_PAIRS = 3
"""Pairs of a case whose weights are shown, the most alike first."""

STANDARD: Mapping[Column, str] = {
    Input.full_name: Records.name.text.name,
    Input.date_of_birth: Records.birth.date.name,
    Input.sex: Records.sex.name,
    Input.personal_id: Records.personal_id.name,
    Input.personal_id_status: Records.personal_id_status.name,
    Input.cmnd: Records.cmnd.name,
    Input.father_name: Records.father.text.name,
    Input.father_id: Records.father_id.name,
    Input.mother_name: Records.mother.text.name,
    Input.mother_id: Records.mother_id.name,
    Input.nationality: Records.nationality.name,
    Input.phone: Records.phone.name,
    Input.household_id: Records.household_id.name,
    Input.status: Records.status.name,
    Input.date_of_death: Records.death.date.name,
}
"""Where the standard form of a field lies; fields alike in it are not marked."""

UNMARKED = frozenset({Input.source, Input.unit, Input.updated_at})
"""Fields about the record rather than the person; that they differ means nothing."""

PLACES = frozenset(
    {
        Input.permanent_address,
        Input.temporary_address,
        Input.current_address,
        Input.birth_place,
        Input.birth_registration_place,
        Input.place_of_origin,
    }
)

UNIT_TYPES = frozenset(
    {
        *("phường", "p", "xã", "x", "thị", "trấn", "tt", "quận", "q", "huyện", "h"),
        *("thành", "phố", "tp", "tỉnh", "t", "số", "đường"),
    }
)
"""Words of an address that some write and others leave out."""

DATES = frozenset({Input.date_of_birth, Input.date_of_death})
NAMES = frozenset({Input.full_name, Input.father_name, Input.mother_name})


def side_by_side(
    case: CaseView, tokens: Tokens, units: Mapping[str, str], voice: Voice, *, reveal: bool
) -> Html:
    """The records of a case as columns, the fields as rows, what differs marked."""
    pairs = _shown_pairs(case.pairs)
    names = list(ascii_uppercase[: len(case.records)])
    width = round((_BESIDE_COMPARISON if pairs else _ALONE) / max(1, len(names)))
    caption = voice.say(
        ("Hồ sơ đặt cạnh nhau; chỗ khác nhau được tô", "Records side by side; differences marked")
        if len(names) > 1
        else ("Hồ sơ; chỗ mâu thuẫn được tô", "The record; contradictions marked")
    )
    head = [
        tag("th", voice.say(("Trường", "Field")), scope="col"),
        *(
            tag(
                "th",
                tag("span", name, class_="letter"),
                " ",
                record.record_id,
                scope="col",
                style=f"width: {width}%",
            )
            for name, record in zip(names, case.records, strict=True)
        ),
        *([tag("th", voice.say(("So sánh", "Comparison")), scope="col")] if pairs else []),
    ]
    table = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *head)),
        tag("tbody", *_rows(case, pairs, tokens, units, voice, reveal=reveal)),
        class_="beside",
    )
    return scrolling(caption, table)


def _shown_pairs(pairs: Sequence[PairView]) -> list[PairView]:
    nearest = sorted(pairs, key=lambda pair: (-pair.probability, pair.places))[:MOST_PAIRS]
    return sorted(nearest, key=lambda pair: pair.places)


def _rows(
    case: CaseView,
    pairs: Sequence[PairView],
    tokens: Tokens,
    units: Mapping[str, str],
    voice: Voice,
    *,
    reveal: bool,
) -> Iterator[Html]:
    filled = {c.name for c in FIELDS if any(record.raw(c.name) for record in case.records)}
    together = _together(filled)
    for column, title in FIELDS.items():
        facts, rows = together.get(column.name, ([], 1))
        compared = _comparison(case, pairs, facts, voice)
        if not compared and column.name not in filled:
            continue
        yield tag(
            "tr",
            tag("th", voice.say(title), scope="row"),
            *(
                tag("td", cell)
                for cell in _cells(column, case.records, tokens, units, voice, reveal=reveal)
            ),
            *([tag("td", compared, class_="compared", rowspan=rows)] if pairs and rows else []),
        )
        if column is Input.personal_id:
            yield from _number_says(case.records, voice, pad=bool(pairs))


def _together(filled: set[str]) -> dict[str, tuple[list[str], int]]:
    """For each field the comparisons beside it, and over how many rows that reaches.

    A comparison that reads several fields stands beside all of them that are filled; those after
    the first have no cell of their own.
    """
    order = [column.name for column in FIELDS]
    beside: dict[str, tuple[list[str], int]] = {}
    for fact, (columns, _) in FACTS.items():
        first, *others = sorted(filled.intersection(columns) or columns[:1], key=order.index)
        facts, _ = beside.get(first, ([], 0))
        beside[first] = ([*facts, fact], 1 + len(others))
        beside |= {other: ([], 0) for other in others}
    return beside


def _cells(
    column: Column,
    records: Sequence[RecordView],
    tokens: Tokens,
    units: Mapping[str, str],
    voice: Voice,
    *,
    reveal: bool,
) -> Iterator[Html]:
    """What each record says, marked against the first record, the first against all."""
    mask = column.name in MASKED and not reveal
    standard = STANDARD.get(column, "")
    for place, record in enumerate(records):
        said = record.raw(column.name)
        against = records[1:] if place == 0 else records[:1]
        others = [
            other
            for beside in against
            if (other := beside.raw(column.name)) and not _means_same(column, record, beside)
        ]
        if said is None:
            yield tag("span", MISSING_MARK, class_="none", title=voice.say(_NOT_RECORDED))
        elif column is Input.unit:
            yield join([record.unit(units) or said])
        elif column in DATES:
            differs = any(pattern(other) != pattern(said) for other in others)
            value = whole(said) if differs else shown(said, others, mask=False)
            yield _with_reading(value, day_read_as(said, record.values.get(standard), voice.lang))
        elif column in NAMES:
            value = shown(said, others, mask=False)
            yield _with_reading(value, name_read_as(said, record.values.get(standard), voice.lang))
        elif column in CODES:
            value = whole(said) if others else shown(said, others, mask=False)
            code = record.values.get(standard)
            yield _with_reading(value, code_read_as(column, said, code, voice.lang))
        elif mask and len(listed(said, column.name)) > 1:
            yield join([tokens.show(said, column.name)])
        elif column in PLACES:
            value = shown(said, others, mask=False, needless=UNIT_TYPES)
            yield _with_reading(value, text_read_as(said, voice.lang))
        else:
            value = shown(said, others, mask=mask)
            yield join([tokens.of(said, column.name), value], " ") if mask else value


def _with_reading(value: Html, read: str | None) -> Html:
    """A value, and what it was read as where that is not plain."""
    return join([value, *([tag("small", read)] if read else [])], " ")


_NOT_RECORDED = ("không ghi", "not recorded")


def _means_same(column: Column, one: RecordView, other: RecordView) -> bool:
    """Whether two records mean the same, however it is written."""
    if column in UNMARKED:
        return True
    standard = STANDARD.get(column, "")
    meant = one.values.get(standard)
    return meant is not None and meant == other.values.get(standard)


def _number_says(records: Sequence[RecordView], voice: Voice, *, pad: bool) -> Iterator[Html]:
    """A row of what the digits encode, marked where the record itself says otherwise."""
    cells = [_decoded(record.values, voice) for record in records]
    if any(cells):
        yield tag(
            "tr",
            tag("th", voice.say(("Số định danh cho biết", "The number says")), scope="row"),
            *(tag("td", cell or tag("span", MISSING_MARK, class_="none")) for cell in cells),
            *([tag("td")] if pad else []),
            class_="decoded",
        )


def _decoded(values: Mapping[str, Any], voice: Voice) -> Html:
    sex, id_sex = values.get(Records.sex.name), values.get(Records.id_sex.name)
    year, id_year = values.get(Records.birth.year.name), values.get(Records.id_year.name)
    places = values.get(Records.registration_provinces.name)
    province = values.get(Records.id_province.name)
    parts = []
    if id_sex:
        parts.append((voice.say(SEXES[id_sex]), sex is not None and sex != id_sex))
    if id_year:
        parts.append((str(id_year), year is not None and year != id_year))
    if name := province_name(province):
        parts.append((name, bool(places) and province not in (places or ())))
    return join((tag("mark", said) if wrong else said for said, wrong in parts), ", ")


def _comparison(
    case: CaseView, pairs: Sequence[PairView], facts: Sequence[str], voice: Voice
) -> Html:
    lines = [
        _line(case, pair, item, voice)
        for pair in pairs
        for fact in facts
        if (item := pair.evidence.get(fact)) is not None and item.level is not None
    ]
    return join(lines)


def _line(case: CaseView, pair: PairView, item: FieldEvidence, voice: Voice) -> Html:
    return tag(
        "div",
        _which(case, pair),
        tag("span", voice.weight(item.weight), class_="number"),
        tag("span", level_said(item.level or "", voice), class_="level"),
        class_=f"line {item.relation}",
    )


def _which(case: CaseView, pair: PairView) -> Html:
    """Which two records a line compares; needless where there are only two."""
    if len(case.records) == 2:
        return Html("")
    return tag("span", letters(pair.places), class_="letter")


def letters(places: tuple[int, int]) -> str:
    """What two records of a case are called together.

    Examples:
        >>> letters((0, 2))
        'A–C'
    """
    return "–".join(ascii_uppercase[place] for place in places)
