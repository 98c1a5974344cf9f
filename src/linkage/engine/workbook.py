"""Excel workbooks: the first sheet with a known header row, every cell as text."""

import datetime
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linkage.engine.headers import is_known
from linkage.errors import InputError

_TITLE_ROWS = 20


def read_workbook(path: Path) -> tuple[list[str], Iterator[tuple[str | None, ...]], str]:
    """Headers, rows of texts, and the name of the sheet.

    The header row may stand below title rows: it is the row of the first twenty that holds
    the most known headers.

    Raises:
        InputError: If the file is no whole workbook or holds no header row.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
            known = [sum(is_known(_text(c) or "") for c in row) for row in rows[:_TITLE_ROWS]]
            if known and max(known) > 0:
                start = known.index(max(known))
                headers = [(_text(cell) or "").strip() for cell in rows[start]]
                width = max((i + 1 for i, h in enumerate(headers) if h), default=0)
                texts = (tuple(_text(cell) for cell in row[:width]) for row in rows[start + 1 :])
                return headers[:width], texts, sheet.title
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, SyntaxError) as error:
        raise InputError(
            f"{path.name!r} cannot be read as an Excel workbook ({type(error).__name__}).",
            hint="check that the file is whole, or save it as CSV in UTF-8.",
        ) from error
    raise InputError(
        f"{path.name!r} has no sheet with a known header row.",
        hint="the first row of the table names the columns, such as `Họ và tên`.",
    )


def _text(cell: Any) -> str | None:
    """A cell as the sheet shows it, never in scientific notation."""
    if cell is None:
        return None
    if isinstance(cell, datetime.datetime):
        plain_day = cell.time() == datetime.time()
        return cell.date().isoformat() if plain_day else cell.isoformat(" ")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
