"""The rows of a worklist: each case in words an officer can check against paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linkage.casework.read_as import SEXES, day_read_as
from linkage.casework.report_words import MISSING_MARK
from linkage.casework.settling import settles
from linkage.casework.tokens import Tokens
from linkage.casework.worklist_words import CHECKS, SETTLED_BY
from linkage.schema import RAW_PREFIX, CaseKind, Cases, Column, Input
from linkage.text.coded_fields import parse_sex
from linkage.text.dates import parse_date

MOST_RECORDS = 6
"""Records of a case told in a row; the report holds the others."""

MOST_REASONS = 3

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """One row of a worklist.

    Attributes:
        week: ISO week of the worklist, such as `2026-W48`.
        unit: Unit that should verify; None where none is known.
        case_id: The case.
        kind: Its kind.
        place: Place within its sheet, the most urgent being 1.
        record_ids: Records of the case, separated by `;`.
        records: The records in words, one line for each field group.
        check: What to check, as one sentence or two.
        why: Why the case exists.
        probability: How likely the suspicion is true.
    """

    week: str
    unit: str | None
    case_id: str
    kind: str
    place: int
    record_ids: str
    records: str = field(repr=False)
    check: str = field(repr=False)
    why: str = field(repr=False)
    probability: float | None


def items_of(
    week: str,
    cases: Sequence[Row],
    people: Mapping[str, Row],
    *,
    reveal: bool,
) -> list[Item]:
    """The rows of one unit: sheet by sheet, within each in the order given.

    Args:
        week: ISO week.
        cases: Cases of the unit, the most urgent first.
        people: Records of the cases by id, in the input's columns.
        reveal: Show numbers in full.
    """
    items: list[Item] = []
    for kind in CaseKind:
        of_kind = [case for case in cases if case[Cases.kind.name] == kind]
        items += [
            _item(week, case, place, people, reveal=reveal)
            for place, case in enumerate(of_kind, start=1)
        ]
    return items


def _item(
    week: str,
    case: Row,
    place: int,
    people: Mapping[str, Row],
    *,
    reveal: bool,
) -> Item:
    kind = CaseKind(case[Cases.kind.name])
    ids = list(case[Cases.record_ids.name])
    rows = [people.get(record_id, {}) for record_id in ids]
    tokens = Tokens(({RAW_PREFIX + k: v for k, v in row.items()} for row in rows), reveal=reveal)
    reasons = list(case.get(Cases.reasons.name) or ())[:MOST_REASONS]
    return Item(
        week=week,
        unit=case.get(Cases.unit.name),
        case_id=case[Cases.case_id.name],
        kind=kind.value,
        place=place,
        record_ids=";".join(ids),
        records="\n".join(_told(kind, ids, rows, tokens)),
        check=_check(kind, rows, tokens),
        why="\n".join(reasons),
        probability=case.get(Cases.probability.name),
    )


def _told(kind: CaseKind, ids: Sequence[str], rows: Sequence[Row], tokens: Tokens) -> Iterator[str]:
    """Each record in a few lines: who, which numbers, whose child, where, alive or dead."""
    for place, (record_id, row) in enumerate(zip(ids, rows, strict=True)):
        if place == MOST_RECORDS:
            yield f"… và {len(ids) - MOST_RECORDS} hồ sơ khác, xem báo cáo."
            return
        who = (row.get(Input.full_name.name), _sex(row), _born(row))
        yield f"{letter(place)}. " + ", ".join(part for part in who if part)
        yield "   " + "; ".join(_numbers(row, tokens) or ["chưa ghi số"])
        yield from (f"   {line}" for line in (_named(row, _PARENTS), _home(row)) if line)
        if kind is CaseKind.DECEASED_ACTIVE:
            yield f"   {_named(row, _LIFE) or 'không ghi tình trạng'}"
        source = row.get(Input.source.name)
        yield f"   Hồ sơ {record_id}" + (f" ({source})" if source else "")


def letter(place: int) -> str:
    """What to call a record of a case: A, B, ..., Z, then by number.

    Examples:
        >>> letter(0), letter(26)
        ('A', '27')
    """
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _sex(row: Row) -> str | None:
    said = row.get(Input.sex.name)
    sex = parse_sex(said)
    return SEXES[sex][0] if sex else said


def _born(row: Row) -> str | None:
    said = row.get(Input.date_of_birth.name)
    day = parse_date(said).date
    read = day_read_as(said or "", day.isoformat() if day else None, "vi")
    return f"{said} {read}" if read else said


def _numbers(row: Row, tokens: Tokens) -> list[str]:
    personal, cmnd = Input.personal_id.name, Input.cmnd.name
    told = []
    if number := row.get(personal):
        where = "Số" if tokens.personal(number, personal) else "ở ô số định danh ghi CMND"
        told.append(f"{where} {tokens.show(number, personal)}")
    if number := row.get(cmnd):
        told.append(f"CMND {tokens.show(number, cmnd)}")
    return told


_PARENTS = ((Input.father_name, "cha"), (Input.mother_name, "mẹ"))
_LIFE = (
    (Input.status, "tình trạng"),
    (Input.date_of_death, "ngày chết"),
    (Input.updated_at, "cập nhật"),
)


def _named(row: Row, columns: Sequence[tuple[Column, str]]) -> str:
    """Values as recorded, each after what it is."""
    return "; ".join(f"{title} {row[c.name]}" for c, title in columns if row.get(c.name))


def _home(row: Row) -> str | None:
    columns = (Input.permanent_address, Input.current_address, Input.temporary_address)
    return next((row[c.name] for c in columns if row.get(c.name)), None)


def _check(kind: CaseKind, rows: Sequence[Row], tokens: Tokens) -> str:
    column = Input.cmnd.name if kind is CaseKind.SHARED_CMND else Input.personal_id.name
    told = [row[column] for row in rows if row.get(column)]
    if kind is not CaseKind.SHARED_CMND:
        told = [number for number in told if tokens.personal(number, column)]
    numbers = list(dict.fromkeys(tokens.show(number, column) for number in told))
    letters = [letter(place) for place in range(min(len(rows), MOST_RECORDS))]
    said = CHECKS[kind].format(
        records=_listed(letters, "và"),
        numbers=_listed(numbers, "và") or MISSING_MARK,
        either=_listed(numbers, "hay") or MISSING_MARK,
    )
    return f"{said}\n{SETTLED_BY} {settles(kind, 'vi')}"


def _listed(parts: Sequence[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def said_week(week: str) -> str:
    """A week as it is said.

    Examples:
        >>> said_week("2026-W08")
        'tuần 8 năm 2026'
    """
    year, number = week.split("-W")
    return f"tuần {int(number)} năm {year}"
