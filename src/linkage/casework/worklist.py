"""Worklists: what each unit is asked to verify this week, as files to fill in and hand back.

For every unit one Excel workbook, a sheet for each kind of case; beside them all rows as CSV and
Parquet for machines. The folder appears whole or not at all.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from linkage.casework.case_records import NAME as CASE_RECORDS
from linkage.casework.units import full_title, ways
from linkage.casework.weekly import weekly
from linkage.casework.worklist_book import write_book
from linkage.casework.worklist_rows import Item, items_of
from linkage.engine.folders import whole_folder
from linkage.errors import InputError, OutputError, listing
from linkage.schema import Cases, Input
from linkage.text.unicode import fold

TABLE = "worklist"
"""Name of the files for machines."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def write_worklists(
    review: str | Path,
    week: str,
    *,
    unit: str | None = None,
    out: str | Path | None = None,
    per_unit: int | None = None,
    reveal: bool = False,
) -> Path:
    """Write the worklists of a week from the folder of a review.

    Args:
        review: Folder that a review wrote.
        week: ISO week, such as `2026-W48`.
        unit: Only this unit; every unit when not given.
        out: Folder to write; `REVIEW-worklist-WEEK` beside the review when not given.
        per_unit: Places of a unit, as `linkage.casework.weekly` shares them out; every open
            case when not given.
        reveal: Show numbers in full.

    Returns:
        The folder: `UNIT.xlsx` for each unit, `worklist.csv` and `worklist.parquet`.

    Raises:
        InputError: If the folder is no review, the week no week, or the unit has no cases.
        OutputError: If the output folder exists or cannot be written.
    """
    folder = Path(review)
    people = {row[Input.record_id.name]: row for row in _read(folder, CASE_RECORDS).to_pylist()}
    units: dict[str | None, list[dict[str, Any]]] = {}
    for case in _chosen(folder, week, unit, per_unit):
        units.setdefault(case.get(Cases.unit.name), []).append(case)
    items = [item for own in units.values() for item in items_of(week, own, people, reveal=reveal)]
    target = Path(out) if out is not None else _beside(folder, week)
    _write(items, target, reveal=reveal)
    return target


def _beside(folder: Path, week: str) -> Path:
    """Not within the review, which the next run may replace."""
    whole = folder.resolve()
    return whole.with_name(f"{whole.name}-worklist-{week}")


def _read(folder: Path, name: str) -> pa.Table:
    try:
        return pq.read_table(folder / f"{name}.parquet")
    except (OSError, pa.ArrowException) as error:
        raise InputError(
            f"{folder.name!r} is not the folder of a review: {name}.parquet cannot be read.",
            hint="give the folder that `linkage review --out` wrote.",
        ) from error


def _chosen(
    folder: Path, week: str, unit: str | None, per_unit: int | None
) -> list[dict[str, Any]]:
    """The cases of the week, by unit and in the order of the list."""
    cases = _read(folder, "cases")
    places = per_unit if per_unit is not None else max(1, len(cases))
    found: list[dict[str, Any]] = weekly(cases, per_unit=places, week=week, unit=unit).to_pylist()
    if unit is not None and not found:
        units = sorted(set(map(str, cases[Cases.unit.name].to_pylist())))
        raise InputError(
            f"There is no open case of unit {unit!r}.",
            f"Units of cases: {listing(units)}." if units else "There are no cases.",
            "write the unit as the register does, or leave it out for every unit.",
        )
    return found


def _write(items: Sequence[Item], target: Path, *, reveal: bool) -> None:
    if target.exists():
        raise OutputError(
            f"The folder {target.name!r} exists already; a worklist that went out is not replaced.",
            hint="name another folder with --out, or remove it.",
        )
    with whole_folder(target, "The worklists") as folder:
        _write_books(items, folder, reveal=reveal)
        _write_tables(items, folder)


def _write_books(items: Sequence[Item], folder: Path, *, reveal: bool) -> None:
    own: dict[str | None, list[Item]] = {}
    for item in items:
        own.setdefault(item.unit, []).append(item)
    titles = ways(unit for unit in own if unit is not None)
    alike: Counter[str] = Counter()
    for unit, theirs in own.items():
        name = file_name(unit)
        alike[name] += 1
        path = folder / (f"{name}_{alike[name]}.xlsx" if alike[name] > 1 else f"{name}.xlsx")
        title = "chưa rõ đơn vị" if unit is None else full_title(titles[unit])
        write_book(path, theirs, title, reveal=reveal)


def file_name(unit: str | None) -> str:
    """Name of a unit's file: letters, digits and hyphens only.

    Examples:
        >>> file_name("00166"), file_name("P. Yên Hòa/Cầu Giấy"), file_name(None)
        ('00166', 'p-yen-hoa-cau-giay', 'chua-ro-don-vi')
    """
    if unit is None:
        return "chua-ro-don-vi"
    return re.sub(r"[^a-z0-9]+", "-", fold(unit) or "").strip("-")[:80] or "don-vi"


def _write_tables(items: Sequence[Item], folder: Path) -> None:
    columns = [column.name for column in fields(Item)]
    rows = [asdict(item) for item in items]
    types = {"place": pa.int32(), "probability": pa.float64()}
    schema = pa.schema([(column, types.get(column, pa.string())) for column in columns])
    pq.write_table(pa.Table.from_pylist(rows, schema), folder / f"{TABLE}.parquet")
    with (folder / f"{TABLE}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)


def _safe(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula: a quotation mark goes before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
