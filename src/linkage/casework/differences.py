"""Differences between two runs: which cases are new, go on, changed or are closed, and why."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from linkage.casework.continuity import changed_records, changes, same_matter
from linkage.casework.people import Pair
from linkage.casework.wording import Language, Phrase, say
from linkage.schema import CaseKind, Cases, CaseState, Changes, Verdict

Row = Mapping[str, Any]

NEW, OPEN, CHANGED, CLOSED = "new", "open", "changed", "closed"

_STATES: Mapping[CaseState, Phrase] = {
    CaseState.DECIDED: ("đã có kết luận", "decided"),
    CaseState.REOPENED: ("mở lại", "reopened"),
}
_DECIDED: Phrase = ("đã có kết luận: {verdict}", "decided: {verdict}")
_GONE: Phrase = ("{n} hồ sơ không còn trong sổ", "{n} records are gone")
_JOINED: Phrase = ("nhập vào vụ việc {case}", "joined with case {case}")
_CORRECTED: Phrase = ("dữ liệu của {n} hồ sơ đã sửa", "the data of {n} records were corrected")
_BELOW: Phrase = ("không còn trên ngưỡng", "no longer above the threshold")
_NOT_RAISED: Phrase = ("không còn được nêu", "no longer raised")

_SCORED = frozenset(
    {
        CaseKind.TWO_IDS,
        CaseKind.ID_TYPO,
        CaseKind.NO_ID_DUPLICATE,
        CaseKind.REPEATED_RECORD,
        CaseKind.SEVERAL_CMND,
        CaseKind.OTHER_NAME,
    }
)
"""Kinds that rest on a probability."""


@dataclass(frozen=True)
class Known:
    """What is known of the records of closed cases in this run.

    Attributes:
        present: Whether a record is still there.
        marks: Mark of the content of records, as far as known.
        verdicts: Verdict that holds, by case.
        different: Pairs decided to be different people.
    """

    present: Callable[[str], bool]
    marks: Mapping[str, str]
    verdicts: Mapping[str, str]
    different: Collection[Pair] = ()


def differences(
    last: Sequence[Row], this: Sequence[Row], known: Known, lang: Language
) -> list[dict[str, Any]]:
    """One row for each case of two runs, in the order of their ids; sampled ones are left out.

    Args:
        last: Cases of the earlier run.
        this: Cases of the later run, which continued the earlier one.
        known: What is known of records in the later run.
        lang: Language of the reasons.
    """
    before = {row[Cases.case_id.name]: row for row in last if not row.get(Cases.sampled.name)}
    after = {row[Cases.case_id.name]: row for row in this if not row.get(Cases.sampled.name)}
    rows = []
    for case in sorted(before.keys() | after.keys()):
        old, new = before.get(case), after.get(case)
        if old is None or new is None:
            if new is not None:
                rows.append(_row(new, NEW, None))
            continue
        why = "; ".join(_events(old, new, lang))
        rows.append(_row(new, CHANGED if why else OPEN, why or None))
    joined = _successors(this)
    closed = [row for case, row in before.items() if case not in after]
    rows += [_row(row, CLOSED, _why_closed(row, joined, known, lang)) for row in closed]
    return sorted(rows, key=lambda row: str(row[Changes.case_id.name]))


def _events(old: Row, new: Row, lang: Language) -> Iterator[str]:
    yield from changes(old, new, lang)
    state = CaseState(new.get(Cases.state.name) or CaseState.OPEN)
    if state in _STATES and old.get(Cases.state.name) != state.value:
        yield say(_STATES[state], lang)


def _successors(this: Sequence[Row]) -> Mapping[str, list[Row]]:
    of_record: dict[str, list[Row]] = defaultdict(list)
    for row in this:
        for record in row[Cases.record_ids.name]:
            of_record[record].append(row)
    return of_record


def _why_closed(row: Row, of_record: Mapping[str, list[Row]], known: Known, lang: Language) -> str:
    records: Collection[str] = row[Cases.record_ids.name]
    verdict = known.verdicts.get(row[Cases.case_id.name])
    if verdict is None and any(pair in known.different for pair in combinations(records, 2)):
        verdict = Verdict.DIFFERENT.value
    if verdict is not None:
        return say(_DECIDED, lang, verdict=verdict)
    if gone := sum(not known.present(record) for record in records):
        return say(_GONE, lang, n=gone)
    for record in records:
        for other in of_record.get(record, ()):
            if same_matter(row, other):
                return say(_JOINED, lang, case=other[Cases.case_id.name])
    now = {
        Cases.record_ids.name: list(records),
        Cases.record_marks.name: [known.marks.get(record, "") for record in records],
    }
    changed = [r for r in changed_records(row, now) if r in known.marks]
    if changed:
        return say(_CORRECTED, lang, n=len(changed))
    return say(_BELOW if CaseKind(row[Cases.kind.name]) in _SCORED else _NOT_RAISED, lang)


def _row(case: Row, change: str, why: str | None) -> dict[str, Any]:
    return {
        Changes.case_id.name: case[Cases.case_id.name],
        Changes.kind.name: case[Cases.kind.name],
        Changes.change.name: change,
        Changes.why.name: why,
    }
