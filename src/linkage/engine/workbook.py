"""Excel workbooks: the sheet with a header row, every cell as text that loses nothing shown."""

import datetime
import re
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from linkage.engine.headers import TITLE_ROWS, header_row, known_headers, tidy_header
from linkage.engine.opening import Part, readable

_ROWS = 5_000
_FIXED_WIDTH = re.compile("0{2,}")
"""A number format such as `000000000000`, which shows the leading zeros of a number."""

_EXACT = 10**15
"""Below this a spreadsheet, which keeps fifteen digits, holds whole numbers exactly."""

_HINT = "check that the file is whole, or save it as CSV in UTF-8."


@dataclass(frozen=True)
class Workbook:
    """A workbook: the sheet that holds the table, and where its header row stands."""

    path: Path
    sheet: str
    other_sheets: list[str]
    header: int
    headers: list[str]

    def parts(self, wanted: Sequence[int]) -> Iterator[Part]:
        """Rows as tables of texts; empty rows are passed over, as empty lines are."""
        with readable(repr(self.path.name), _HINT), _open(self.path) as book:
            rows = islice(_rows(book[self.sheet]), self.header + 1, None)
            numbered = enumerate((row for row in rows if any(row)), start=1)
            while part := list(islice(numbered, _ROWS)):
                columns = {
                    f"c{i}": pa.array([_at(row, i) for _, row in part], pa.string()) for i in wanted
                }
                numbers = pa.array([number for number, _ in part], pa.int32())
                yield Part(pa.table({"row": numbers, **columns}))


def inspect_workbook(path: Path, mapped: Container[str] = ()) -> Workbook:
    """Find the sheet and the row that name the most columns; title rows may stand above.

    Args:
        path: The workbook.
        mapped: Headers the caller knows.

    Raises:
        InputError: If the file is no whole workbook.
    """
    with readable(repr(path.name), _HINT), _open(path) as book:
        tops = {
            sheet.title: [
                [tidy_header(cell or "") for cell in row]
                for row in islice(_rows(sheet), TITLE_ROWS)
            ]
            for sheet in book.worksheets
        }
        known = {title: max(known_headers(r, mapped) for r in [[], *tops[title]]) for title in tops}
        sheet = max(tops, key=lambda title: known[title])
        header = header_row(tops[sheet], mapped)
        row = tops[sheet][header] if tops[sheet] else []
        width = max((i + 1 for i, name in enumerate(row) if name), default=0)
        others = [title for title in tops if title != sheet and tops[title]]
        return Workbook(path, sheet, others, header, row[:width])


def cell_text(cell: Any, number_format: str = "") -> str | None:
    """A cell as the sheet shows it, but never in scientific notation; dates in ISO form.

    Examples:
        >>> cell_text(79201001234.0), cell_text(79201001234, "000000000000")
        ('79201001234', '079201001234')
        >>> cell_text(datetime.datetime(1990, 5, 12)), cell_text(1.5)
        ('1990-05-12', '1.5')
    """
    if cell is None or cell != cell:
        return None
    if isinstance(cell, datetime.datetime):
        whole_day = cell.time() == datetime.time()
        return cell.date().isoformat() if whole_day else cell.isoformat(" ")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        cell = int(cell)
    text = str(cell)
    return text.zfill(len(number_format)) if _FIXED_WIDTH.fullmatch(number_format) else text


@contextmanager
def _open(path: Path) -> Iterator[Any]:
    import openpyxl

    with path.open("rb") as stream:  # from a path, openpyxl would judge by the name
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()


def _rows(sheet: Any) -> Iterator[list[str | None]]:
    """Rows of a sheet; its stated size is not believed, for many programs state it wrongly."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        yield [None if cell.value is None else cell_text(cell.value, _format(cell)) for cell in row]


def _format(cell: Any) -> str:
    return cell.number_format if isinstance(cell.value, int | float) else ""


def _at(row: Sequence[str | None], place: int) -> str | None:
    return row[place] if place < len(row) else None
