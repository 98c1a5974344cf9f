"""Decisions from files: tables that officers or other systems hand in, and logs."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from linkage.casework.decisions import Decision, DecisionLog, is_log
from linkage.engine import TableLike, as_table
from linkage.errors import InputError, listing
from linkage.schema import CaseKind, Cases, Decisions, Entities, Verdict

CASES, ENTITIES = "cases.parquet", "entities.parquet"

Row = Mapping[str, Any]


def read_decisions(source: TableLike, up_to: int | None = None) -> list[Decision]:
    """Read decisions from a log, a file or a table, in the order in which they were taken.

    Args:
        source: A log, a CSV, Parquet or worklist file, or a table with the columns of
            `Decisions`.
        up_to: Of a log, leave out what was added after this place.

    Raises:
        InputError: If the source cannot be read or rows are unclear; all are named.
    """
    if isinstance(source, str | Path):
        path = Path(source)
        if path.is_file() and is_log(path):
            return DecisionLog(path).decisions(up_to)
        rows = list(_file_rows(path))
    else:
        rows = as_table(source, Decisions).to_arrow().to_pylist()
    found = _decisions(rows)
    return sorted(found, key=lambda decision: decision.decided_at or "")


def import_decisions(
    log: DecisionLog, source: str | Path, review: str | Path | None = None
) -> tuple[int, int]:
    """Add the decisions of a file to a log.

    Args:
        log: The log.
        source: CSV, Parquet or a worklist that came back.
        review: Folder of the review the cases come from. It tells which records a case is
            about and what they said then; without it the file must name the records.

    Returns:
        How many decisions the file holds, and how many were new to the log.

    Raises:
        InputError: If the file cannot be read, rows are unclear or cases unknown; then
            nothing is added.
    """
    found = read_decisions(source)
    if review is not None:
        found = with_cases(found, Path(review))
    lacking = sum(not decision.binds for decision in found)
    if lacking:
        raise InputError(
            f"{lacking:,} decisions do not say which records they are about.",
            hint="name the folder of the review that raised the cases.",
        )
    return len(found), log.append(found)


def with_cases(decisions: Sequence[Decision], review: Path) -> list[Decision]:
    """Decisions with the case each is about, as a review folder tells it.

    Raises:
        InputError: If the folder is no review, or a case is not in it and its records are
            not named.
    """
    try:
        cases = {row[Cases.case_id.name]: row for row in pq.read_table(review / CASES).to_pylist()}
        entities = pq.read_table(review / ENTITIES).to_pydict()
    except (OSError, pa.ArrowException) as error:
        raise InputError(
            f"{review.name!r} is not the folder of a review.",
            hint="name the folder that `linkage review --out` wrote.",
        ) from error
    unknown = [d.case_id for d in decisions if d.case_id not in cases and not d.about]
    if unknown:
        raise InputError(
            f"Of {len(decisions):,} decisions {len(unknown):,} are about cases that the review "
            f"does not hold: {listing(unknown)}.",
            hint="name the review whose worklist was filled in.",
        )
    wanted = {r for d in decisions if d.case_id in cases for r in cases[d.case_id]["record_ids"]}
    entity_of = {
        record: entity
        for record, entity in zip(
            entities[Entities.record_id.name], entities[Entities.entity_id.name], strict=True
        )
        if record in wanted
    }
    return [
        _with_case(d, cases[d.case_id], entity_of) if d.case_id in cases else d for d in decisions
    ]


def _with_case(decision: Decision, case: Row, entity_of: Mapping[str, str]) -> Decision:
    records = tuple(case[Cases.record_ids.name])
    return replace(
        decision,
        kind=CaseKind(case[Cases.kind.name]),
        record_ids=records,
        entity_ids=tuple(entity_of.get(record, record) for record in records),
        record_marks=tuple(case.get(Cases.record_marks.name) or ()),
        probability=case.get(Cases.probability.name),
        sampled=bool(case.get(Cases.sampled.name)),
    )


def _file_rows(path: Path) -> Iterator[Row]:
    """Rows of a Parquet file, of a CSV with the columns of `Decisions`, or of a worklist."""
    try:
        if path.suffix.lower() == ".parquet":
            yield from pq.read_table(path).to_pylist()
            return
        if path.suffix.lower() == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                if Decisions.verdict.name in (reader.fieldnames or ()):
                    yield from reader
                    return
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException) as error:
        raise InputError(
            f"The decisions in {path.name!r} cannot be read ({type(error).__name__}).",
            hint="give Parquet, CSV in UTF-8, or the worklist as Excel.",
        ) from error
    for answer in import_module("linkage.casework.worklist_reading").read_worklist(path):
        yield {
            Decisions.case_id.name: answer.case_id,
            Decisions.verdict.name: answer.verdict.value,
            Decisions.author.name: answer.author,
            Decisions.decided_at.name: answer.decided_at,
            Decisions.note.name: answer.note,
        }


def _decisions(rows: Sequence[Row]) -> list[Decision]:
    """Decisions of rows; unclear rows are counted and named together."""
    verdicts = {verdict.value for verdict in Verdict}
    lacking = [n for n, row in enumerate(rows, 1) if not row.get(Decisions.case_id.name)]
    unclear = [
        n for n, row in enumerate(rows, 1) if row.get(Decisions.verdict.name) not in verdicts
    ]
    if lacking or unclear:
        parts = [
            f"rows without a case: {listing(map(str, lacking))}" if lacking else "",
            f"rows without a known verdict: {listing(map(str, unclear))}" if unclear else "",
        ]
        raise InputError(
            f"Decisions cannot be taken over. There are {'; '.join(p for p in parts if p)}.",
            hint=f"a verdict is one of: {', '.join(sorted(verdicts))}.",
        )
    return [
        Decision(
            case_id=str(row[Decisions.case_id.name]),
            verdict=Verdict(row[Decisions.verdict.name]),
            about=_records(row.get(Decisions.record_ids.name)),
            author=row.get(Decisions.author.name) or None,
            decided_at=row.get(Decisions.decided_at.name) or None,
            note=row.get(Decisions.note.name) or None,
        )
        for row in rows
    ]


def _records(value: object) -> tuple[str, ...]:
    """Record ids of a cell: a list, or a text that separates them by `;`."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(";")]
    return tuple(sorted(str(part) for part in value if part)) if isinstance(value, list) else ()
