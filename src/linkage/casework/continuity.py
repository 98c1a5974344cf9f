"""Continuity: a case keeps its id, its first day and its history while its matter is the same."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from linkage.casework.wording import TITLES, Language, Phrase, said_day, say
from linkage.schema import CaseKind, Cases, CaseState

Row = dict[str, Any]
"""A case as a row."""

_FAMILIES = (
    frozenset(
        {
            CaseKind.SHARED_ID,
            CaseKind.TWIN_DATA_SWAPPED,
            CaseKind.TWO_IDS,
            CaseKind.ID_TYPO,
            CaseKind.DECEASED_ACTIVE,
            CaseKind.NO_ID_DUPLICATE,
            CaseKind.REPEATED_RECORD,
            CaseKind.REISSUED_ID,
        }
    ),
    frozenset(
        {
            CaseKind.IMPOSSIBLE_ID,
            CaseKind.ID_SEX_MISMATCH,
            CaseKind.ID_BIRTH_YEAR_MISMATCH,
            CaseKind.ID_PLACE_MISMATCH,
        }
    ),
    frozenset({CaseKind.SHARED_CMND}),
    frozenset({CaseKind.SEVERAL_CMND}),
    frozenset({CaseKind.OTHER_NAME}),
    frozenset({CaseKind.TWINS}),
)
_FAMILY = {kind: number for number, kinds in enumerate(_FAMILIES) for kind in kinds}
"""Kinds that one matter may go through: a record without a number may get one, and then the
suspicion is of two numbers; that of twins is another matter."""

_ADDED: Phrase = ("thêm {n} hồ sơ", "{n} records joined")
_LEFT: Phrase = ("bớt {n} hồ sơ", "{n} records left")
_KIND: Phrase = ("đổi loại từ “{old}” sang “{new}”", "kind changed from “{old}” to “{new}”")
_CHANGED: Phrase = ("nội dung của {n} hồ sơ thay đổi", "the content of {n} records changed")


def carry_over(rows: Sequence[Row], last: Sequence[Row], day: str | None, lang: Language) -> None:
    """Give cases the id, first day and history of the case that told of the same matter.

    Two cases tell of one matter when their kinds can follow on each other and they share two
    records, or the only record of either. Of several the one with most in common is the same
    case; each case is continued at most once. A new case whose id is that of a continued one
    gets a letter behind it.

    Args:
        rows: Cases of this run; changed in place.
        last: Cases of the last run.
        day: Day of this run, for the history.
        lang: Language of the history.
    """
    before = {row[Cases.case_id.name]: row for row in last}
    continued = dict(_continued(rows, last))
    kept = set(continued.values())
    for place, row in enumerate(rows):
        row[Cases.opened.name] = day
        if place not in continued and row[Cases.case_id.name] in kept:
            row[Cases.case_id.name] += "b"
    for place, case in continued.items():
        row, old = rows[place], before[case]
        row[Cases.case_id.name] = case
        row[Cases.state.name] = CaseState.OPEN.value
        row[Cases.opened.name] = old.get(Cases.opened.name) or day
        row[Cases.history.name] = [
            *(old.get(Cases.history.name) or ()),
            *(dated(event, day, lang) for event in changes(old, row, lang)),
        ]


def dated(event: str, at: str | None, lang: Language) -> str:
    """An event of a history with its day."""
    return f"{said_day(at[:10], lang)}: {event}" if at else event


def changes(old: Mapping[str, Any], new: Mapping[str, Any], lang: Language) -> Iterator[str]:
    """What changed in a case between two runs, in words."""
    records, kind = Cases.record_ids.name, Cases.kind.name
    then, now = set(old[records]), set(new[records])
    if old[kind] != new[kind]:
        titles = (say(TITLES[CaseKind(case[kind])], lang) for case in (old, new))
        yield say(_KIND, lang, old=next(titles), new=next(titles))
    if joined := len(now - then):
        yield say(_ADDED, lang, n=joined)
    if left := len(then - now):
        yield say(_LEFT, lang, n=left)
    if changed := len(changed_records(old, new)):
        yield say(_CHANGED, lang, n=changed)


def changed_records(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Records of both cases whose content changed."""
    then, now = _marks(old), _marks(new)
    return sorted(r for r in then.keys() & now.keys() if then[r] != now[r])


def _marks(case: Mapping[str, Any]) -> dict[str, str]:
    marks = case.get(Cases.record_marks.name) or ()
    return dict(zip(case[Cases.record_ids.name], marks, strict=False))


def _continued(rows: Sequence[Row], last: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """Place of each case that goes on, and the id it keeps; the closest go first."""
    of_record: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for record in row[Cases.record_ids.name]:
            of_record[record].append(place)
    meetings = []
    for old in last:
        then = set(old[Cases.record_ids.name])
        for place in {p for record in then for p in of_record.get(record, ())}:
            row = rows[place]
            now = set(row[Cases.record_ids.name])
            shared = len(then & now)
            if same_matter(old, row):
                same_kind = old[Cases.kind.name] == row[Cases.kind.name]
                likeness = shared / len(then | now)
                case = old[Cases.case_id.name]
                meetings.append((-likeness, not same_kind, case, place))
    taken_cases: set[str] = set()
    taken_places: set[int] = set()
    for _, _, case, place in sorted(meetings):
        if case not in taken_cases and place not in taken_places:
            taken_cases.add(case)
            taken_places.add(place)
            yield place, case


def same_matter(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether one case can be what became of another."""
    kinds = (CaseKind(old[Cases.kind.name]), CaseKind(new[Cases.kind.name]))
    drawn = (bool(old.get(Cases.sampled.name)), bool(new.get(Cases.sampled.name)))
    then, now = set(old[Cases.record_ids.name]), set(new[Cases.record_ids.name])
    return (
        _FAMILY[kinds[0]] == _FAMILY[kinds[1]]
        and drawn[0] == drawn[1]
        and len(then & now) >= min(2, len(then), len(now))
    )
