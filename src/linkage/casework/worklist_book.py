"""One unit's worklist as an Excel workbook: to read on a screen, to print, to fill in.

Every cell is text, so that no number loses a zero and nothing is taken for a formula.
"""

import re
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from linkage.casework.wording import TITLES
from linkage.casework.worklist_rows import Item, said_week
from linkage.casework.worklist_words import (
    ANSWERS,
    AUTHOR,
    CASE,
    CHECK,
    DAY,
    HEADINGS,
    HELP,
    HOW_TO,
    MASKING,
    MEANINGS,
    NOTE,
    PLACE,
    RECORDS,
    REVEALED,
    SHEETS,
    VERDICT,
    VERDICTS,
    WHY,
    verdicts_for,
)
from linkage.schema import CaseKind

WIDTHS: Mapping[str, float] = {
    CASE: 13,
    PLACE: 4,
    RECORDS: 44,
    CHECK: 30,
    WHY: 32,
    VERDICT: 14,
    AUTHOR: 12,
    DAY: 11,
    NOTE: 16,
}
"""Widths of columns in characters; together they fill an A4 sheet on its side."""

HEADER_ROW = 3
_LINE, _MOST_HEIGHT = 12.2, 400.0
_FIT = 1.1
"""Letters of running text to a character of width, which is that of a digit."""

_TEXT = "@"
_FORBIDDEN_IN_CELL = re.compile(r"\r\n?")
_LONGEST = 32_000

_THIN = Side(style="thin", color="B8C2CC")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="DCEBEA")
_ANSWER = PatternFill("solid", fgColor="FFF9E5")


def write_book(path: Path, items: Sequence[Item], title: str, *, reveal: bool) -> None:
    """Write the workbook of one unit.

    Args:
        path: The file to write.
        items: The unit's rows, all of one week.
        title: What to call the unit.
        reveal: Whether numbers stand in full, which the workbook then says.
    """
    book = Workbook()
    book.remove(book.active)
    week = said_week(items[0].week)
    for kind in CaseKind:
        if own := [item for item in items if item.kind == kind]:
            _fill(book.create_sheet(SHEETS[kind]), kind, own, f"{title} - {week}")
    _explain(book.create_sheet(HELP), items, f"{title} - {week}", reveal=reveal)
    book.save(path)


def _fill(sheet: Any, kind: CaseKind, items: Sequence[Item], where: str) -> None:
    _put(sheet, 1, 1, f"{TITLES[kind][0]}: đề nghị xác minh {len(items)} vụ việc", bold=True)
    _put(sheet, 2, 1, where)
    for column, heading in enumerate(HEADINGS, start=1):
        cell = _put(sheet, HEADER_ROW, column, heading, bold=True)
        cell.fill, cell.border = _HEAD, _BORDER
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[heading]
    for row, item in enumerate(items, start=HEADER_ROW + 1):
        said = _cells(item)
        for column, heading in enumerate(HEADINGS, start=1):
            cell = _put(sheet, row, column, said.get(heading))
            cell.border = _BORDER
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if heading in ANSWERS:
                cell.fill = _ANSWER
        sheet.row_dimensions[row].height = _height(said)
    _ask_for_verdict(sheet, kind, HEADER_ROW + len(items))
    _lay_out(sheet, HEADER_ROW + len(items), where)


def _cells(item: Item) -> dict[str, str]:
    return {
        CASE: item.case_id,
        PLACE: str(item.place),
        RECORDS: item.records,
        CHECK: item.check,
        WHY: item.why,
    }


def _put(sheet: Any, row: int, column: int, text: str | None, *, bold: bool = False) -> Any:
    """Set a cell to a text, which stays a text whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.number_format = _TEXT
    cell.font = Font(name="Arial", size=10, bold=bold)
    if text:
        clean = ILLEGAL_CHARACTERS_RE.sub("", _FORBIDDEN_IN_CELL.sub("\n", text))[:_LONGEST]
        cell.value = clean
        cell.data_type = "s"
        cell.quotePrefix = clean[:1] in "=+-@"
    return cell


def _height(said: Mapping[str, str]) -> float:
    lines = max(
        sum(max(1, ceil(len(line) / (_FIT * WIDTHS[heading]))) for line in text.split("\n"))
        for heading, text in said.items()
    )
    return min(_MOST_HEIGHT, _LINE * (lines + 0.5))


def _ask_for_verdict(sheet: Any, kind: CaseKind, last: int) -> None:
    choices = [VERDICTS[verdict] for verdict in verdicts_for(kind)]
    asked = DataValidation(
        type="list",
        formula1=f'"{",".join(choices)}"',
        allow_blank=True,
        showDropDown=False,
        showErrorMessage=True,
        errorTitle="Kết luận",
        error="Chọn một mục trong danh sách; chưa xác minh thì để trống.",
        showInputMessage=True,
        promptTitle="Kết luận",
        prompt="Chọn một mục sau khi đã xác minh.",
    )
    column = get_column_letter(HEADINGS.index(VERDICT) + 1)
    asked.add(f"{column}{HEADER_ROW + 1}:{column}{last}")
    sheet.add_data_validation(asked)


def _lay_out(sheet: Any, last: int, where: str) -> None:
    """Screen: the heading stays in sight. Paper: A4 on its side, headings on every page."""
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 2)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(HEADINGS))}{last}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _page(sheet, where)


def _page(sheet: Any, where: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.oddFooter.left.text = where.replace("&", "&&")
    sheet.oddFooter.right.text = "Trang &P / &N"


def _explain(sheet: Any, items: Sequence[Item], where: str, *, reveal: bool) -> None:
    """The last sheet: what is in the workbook and how to fill it in."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 100
    lines: list[tuple[str, str]] = [("Danh sách cần xác minh", where)]
    lines += [
        (SHEETS[kind], f"{number} vụ việc: {TITLES[kind][0].lower()}")
        for kind in CaseKind
        if (number := sum(item.kind == kind for item in items))
    ]
    lines += [("Cách ghi", said) for said in HOW_TO]
    lines += [(VERDICTS[verdict], MEANINGS[verdict]) for verdict in VERDICTS]
    lines.append(("Số trong danh sách", REVEALED if reveal else MASKING))
    for row, (name, said) in enumerate(lines, start=1):
        repeated = row > 1 and lines[row - 2][0] == name
        for column, text in enumerate((None if repeated else name, said), start=1):
            cell = _put(sheet, row, column, text, bold=column == 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _page(sheet, where)
