"""Delimited text: find encoding, delimiter and header row, and read rows as they stand.

Rows are parsed as RFC 4180 describes them: fields may stand in quotation marks, and a quoted
field may hold delimiters, line breaks and doubled quotation marks. A mark that is never closed
would swallow the rows after it; such a row is set aside and the rows after it are read.
"""

import csv
import io
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.csv as pc

from linkage.engine.charset import UNDECODABLE, blocks, encoding_of, opened_text
from linkage.engine.headers import TITLE_ROWS, header_row, known_headers, tidy_header
from linkage.engine.opening import Part, readable
from linkage.errors import InputError

DELIMITERS = (",", ";", "\t", "|")

WRONG_WIDTH = "another number of fields than the header"
UNCLOSED = "quotation mark that is never closed"
SPOILT = "bytes that are no text"

_MARKUP = ("<", "{", "[")
_MOST_LINES = 200
"""Lines that one row may have; longer ones have lost a quotation mark."""


@dataclass(frozen=True)
class Delimited:
    """A delimited file: its encoding and delimiter, and where its header row stands."""

    path: Path
    encoding: str
    delimiter: str
    headers: list[str]
    lines_above: int

    def parts(self, wanted: Sequence[int]) -> Iterator[Part]:
        """Rows as tables of texts; empty lines are passed over."""
        with (
            readable(repr(self.path.name), "check that the file is whole."),
            opened_text(self.path, self.encoding) as stream,
        ):
            for _ in islice(stream, self.lines_above):
                pass
            rows = _Rows(self.delimiter, len(self.headers), wanted)
            for block in blocks(stream, self.encoding):
                yield from rows.read(block)
            yield from rows.read("", last=True)


def inspect_delimited(path: Path, mapped: Container[str] = ()) -> Delimited:
    """Find encoding, delimiter and headers of a text file.

    Args:
        path: The file, which may be compressed with gzip.
        mapped: Headers the caller knows.

    Raises:
        InputError: If the file is empty, no text in a supported encoding, or no table.
    """
    with readable(repr(path.name)):
        encoding = encoding_of(path)
        candidates = []
        for delimiter in DELIMITERS:
            with opened_text(path, encoding) as stream:
                candidates.append(_candidate(stream, delimiter, mapped))
        best = max(range(len(DELIMITERS)), key=lambda i: candidates[i][:2])
    _, fields, headers, lines = candidates[best]
    if headers and headers[0].startswith(_MARKUP):
        raise InputError(
            f"{path.name!r} is a web page, XML or JSON, whatever its name says.",
            hint="open it in a spreadsheet program and save it as .xlsx or CSV.",
        )
    if fields < 2:
        raise InputError(
            f"{path.name!r} is not a table with a header row.",
            f"Its first row has {fields} field(s).",
            "give comma, semicolon or tab separated text whose first row names the columns.",
        )
    return Delimited(path, encoding, DELIMITERS[best], headers, lines)


def _candidate(
    stream: IO[str], delimiter: str, mapped: Container[str]
) -> tuple[int, int, list[str], int]:
    """What a delimiter makes of the top: known headers, fields, headers, lines to the header."""
    reader = csv.reader(stream, delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    with suppress(csv.Error):  # a mark that is never closed: the rows above it still tell
        for row in islice(reader, TITLE_ROWS):
            rows.append([tidy_header(field) for field in row])
            ends.append(reader.line_num)
    place = header_row(rows, mapped)
    headers = rows[place] if rows else []
    return known_headers(headers, mapped), len(headers), headers, ends[place] if rows else 0


class _Lines:
    """Lines for the parser; remembers those of the row it is at, so that they can be given back."""

    def __init__(self, text: str) -> None:
        self._lines = list(io.StringIO(text, newline=""))
        self._next = 0
        self.start = 0
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        self.ended = self._next >= len(self._lines)
        if self.ended or self._next - self.start >= _MOST_LINES:
            raise StopIteration
        self._next += 1
        return self._lines[self._next - 1]

    def row(self) -> list[str]:
        """The lines of the row the parser is at."""
        return self._lines[self.start : self._next]

    def accept(self) -> None:
        """Go on after the row."""
        self.start = self._next

    def accept_one(self) -> None:
        """Go on after the first line of the row."""
        self._next = self.start = self.start + 1


class _Rows:
    """Parses blocks of whole lines into parts, and counts rows from block to block."""

    def __init__(self, delimiter: str, width: int, wanted: Sequence[int]) -> None:
        self._delimiter = delimiter
        self._width = width
        self._wanted = wanted
        self._names = [f"c{i}" for i in range(width)]
        self._count = 0
        self._rest = ""

    def read(self, block: str, *, last: bool = False) -> Iterator[Part]:
        """Parse a block; a row that the block does not finish waits for the next one."""
        text, self._rest = self._rest + block, ""
        if not text.strip("\r\n"):
            return
        part = None if UNDECODABLE in text else self._fast(text)
        yield self._careful(text, last=last) if part is None else part

    def _fast(self, text: str) -> Part | None:
        """Parse a block in which every line is a row; `None` if that is not so."""
        data = text.encode()
        unfit: list[tuple[int, str]] = []

        def skip(row: pc.InvalidRow) -> str:
            unfit.append((row.number, row.text))
            return "skip"

        rows = pc.read_csv(
            pa.BufferReader(data),
            pc.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=self._names),
            pc.ParseOptions(
                delimiter=self._delimiter, newlines_in_values=True, invalid_row_handler=skip
            ),
            pc.ConvertOptions(
                column_types=dict.fromkeys(self._names, pa.string()),
                include_columns=[f"c{i}" for i in self._wanted],
            ),
        )
        if '"' in text and not _line_per_row(data, len(rows) + len(unfit), self._delimiter):
            return None
        blank = {number for number, row in unfit if not row.strip()}
        wrong = {number for number, _ in unfit} - blank
        places = [n for n in range(1, len(rows) + len(unfit) + 1) if n not in blank]
        return self._part(rows, [WRONG_WIDTH if n in wrong else None for n in places])

    def _careful(self, text: str, *, last: bool) -> Part:
        """Parse a block row by row, and give back the lines that a lost mark swallowed."""
        lines = _Lines(text)
        rows: list[list[str]] = []
        reasons: list[str | None] = []
        while True:
            row, reason = self._next(lines)
            if row is None:
                break
            blank = len(row) != self._width and not "".join(lines.row()).strip()
            if reason is UNCLOSED:
                if lines.ended and not last:
                    self._rest = "".join(lines.row())
                    break
                lines.accept_one()
            else:
                lines.accept()
            if not blank:
                reasons.append(reason)
                rows += [] if reason else [row]
        columns = list(zip(*rows, strict=True)) or [()] * self._width
        table = pa.table({f"c{i}": pa.array(columns[i], pa.string()) for i in self._wanted})
        return self._part(table, reasons)

    def _next(self, lines: _Lines) -> tuple[list[str] | None, str | None]:
        """The next row, and why it is none; no row at the end of the lines."""
        try:
            row = next(csv.reader(lines, delimiter=self._delimiter), None)
        except csv.Error:
            return [""], UNCLOSED
        taken = lines.row()
        if row is None:
            return None, None
        if lines.ended or (len(taken) > 1 and self._swallows(taken)):
            return row, UNCLOSED
        if any(UNDECODABLE in line for line in taken):
            return row, SPOILT
        return row, None if len(row) == self._width else WRONG_WIDTH

    def _swallows(self, taken: Sequence[str]) -> bool:
        """Whether a row of several lines is rather several rows after a lost quotation mark.

        It is if a line in its middle has the fields of a whole row, or if its closing mark
        does not end a field, being the opening mark of a later row.
        """
        whole = (line.count(self._delimiter) + 1 == self._width for line in taken[1:-1])
        return any(whole) or not self._is_strict(taken)

    def _is_strict(self, taken: Sequence[str]) -> bool:
        """Whether every closing quotation mark ends its field, as programs write them."""
        try:
            list(csv.reader(taken, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return False
        return True

    def _part(self, rows: pa.Table, reasons: Sequence[str | None]) -> Part:
        """Number the rows; `reasons` has one entry per row, in order."""
        numbered = list(enumerate(reasons, start=self._count + 1))
        self._count += len(reasons)
        numbers = pa.array([n for n, reason in numbered if reason is None], pa.int32())
        return Part(
            rows.add_column(0, "row", numbers), [(n, why) for n, why in numbered if why is not None]
        )


def _line_per_row(data: bytes, rows: int, delimiter: str) -> bool:
    """Whether every line that is not empty is one row, and the last one closes its marks."""
    lines = [line for line in data.splitlines() if line]
    if len(lines) != rows:
        return False
    try:
        return len(list(csv.reader([lines[-1].decode(), "next"], delimiter=delimiter))) == 2
    except csv.Error:
        return False
