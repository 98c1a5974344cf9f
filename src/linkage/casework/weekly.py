"""What each unit gets this week: so many cases, no kind starved, a few drawn by chance."""

import datetime
import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from linkage.engine import Engine, TableLike, as_table
from linkage.errors import InputError
from linkage.schema import Cases, CaseState

SHARE_FOR_KINDS = 0.5
"""Share of a unit's places that goes around the kinds before the rest goes by priority."""

_WEEK = re.compile(r"(\d{4})-W(\d{2})")

Row = Mapping[str, Any]


def weekly(cases: TableLike, *, per_unit: int, week: str, unit: str | None = None) -> pa.Table:
    """Choose the cases of a week.

    Of the places of a unit half go around the kinds, each kind giving its most urgent case in
    turn; the week says which kind begins, so that none waits for ever where there are more
    kinds than places. The others go to the most urgent cases whatever their kind. Cases drawn
    by chance below the threshold come on top, and stand where nothing tells them from the others.

    Args:
        cases: Cases, of which the explained and the decided ones are left out.
        per_unit: Places of a unit.
        week: ISO week, such as `2026-W48`.
        unit: Only this unit.

    Returns:
        The cases, by unit and in the order of the list.

    Raises:
        InputError: If the week is not one, or there are no places.

    Examples:
        >>> cases = pa.table({"case_id": ["a", "b", "c"], "kind": ["two_ids"] * 2 + ["id_typo"],
        ...     "record_ids": [["1", "2"], ["3", "4"], ["5", "6"]], "priority": [0.9, 0.8, 0.1]})
        >>> weekly(cases, per_unit=2, week="2026-W48")["case_id"].to_pylist()
        ['a', 'c']
    """
    turn = week_number(week)
    if per_unit < 1:
        raise InputError("A unit needs at least one place a week.")
    with Engine() as engine:
        table = as_table(cases, Cases, engine).to_arrow()
    by_unit: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pylist():
        if _waits(row) and unit in (None, row.get(Cases.unit.name)):
            by_unit[row.get(Cases.unit.name) or ""].append(row)
    chosen = [
        row for name in sorted(by_unit) for row in _of_unit(by_unit[name], per_unit, turn, week)
    ]
    return pa.Table.from_pylist(chosen, schema=table.schema)


def week_number(week: str) -> int:
    """Number of a week, counted without end, so that it may take turns.

    Raises:
        InputError: If the text is not an ISO week.
    """
    found = _WEEK.fullmatch(week)
    try:
        year, number = (int(part) for part in found.groups()) if found else (0, 0)
        return datetime.date.fromisocalendar(year, number, 1).toordinal() // 7
    except ValueError as error:
        raise InputError(
            f"{week!r} is not a week.", hint="write year and week as 2026-W48."
        ) from error


def _waits(row: Row) -> bool:
    return not row.get(Cases.explained.name) and row.get(Cases.state.name) != CaseState.DECIDED


def _of_unit(rows: Sequence[dict[str, Any]], places: int, turn: int, week: str) -> Iterator[Row]:
    drawn = [row for row in rows if row.get(Cases.sampled.name)]
    ordered = sorted((row for row in rows if not row.get(Cases.sampled.name)), key=_urgency)
    around = _around(ordered, math.ceil(places * SHARE_FOR_KINDS), turn)
    taken = {row[Cases.case_id.name] for row in around}
    rest = [row for row in ordered if row[Cases.case_id.name] not in taken]
    chosen = sorted([*around, *rest[: places - len(around)]], key=_urgency)
    for row in sorted(drawn, key=lambda row: str(row[Cases.case_id.name])):
        chosen.insert(_place(str(row[Cases.case_id.name]), week, len(chosen) + 1), row)
    yield from chosen


def _urgency(row: Row) -> tuple[float, str, str]:
    priority = row.get(Cases.priority.name) or 0.0
    return (-priority, str(row[Cases.kind.name]), str(row[Cases.case_id.name]))


def _around(ordered: Sequence[dict[str, Any]], places: int, turn: int) -> list[dict[str, Any]]:
    """The most urgent case of each kind in turn, until the places are taken."""
    of_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ordered:
        of_kind[row[Cases.kind.name]].append(row)
    kinds = sorted(of_kind)
    first = turn % len(kinds) if kinds else 0
    kinds = [*kinds[first:], *kinds[:first]]
    taken: list[dict[str, Any]] = []
    while len(taken) < places and any(of_kind[kind] for kind in kinds):
        for kind in kinds:
            if of_kind[kind] and len(taken) < places:
                taken.append(of_kind[kind].pop(0))
    return taken


def _place(case: str, week: str, places: int) -> int:
    """A place in the list that depends on nothing but the case and the week."""
    return int(hashlib.sha256(f"{week}\x1f{case}".encode()).hexdigest()[:8], 16) % places
