"""Delimited text: find encoding and delimiter, and read rows as they stand, none lost."""

import codecs
import csv
import gzip
import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa

from linkage.engine.headers import is_known
from linkage.errors import InputError

DELIMITERS = (",", ";", "\t", "|")
WRONG_WIDTH = "another number of fields than the header"

_SAMPLE = 1 << 20
_ROWS = 50_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class Delimited:
    """A delimited file: its encoding, delimiter and headers."""

    path: Path
    encoding: str
    delimiter: str
    headers: list[str]


def inspect(path: Path) -> Delimited:
    """Find encoding, delimiter and headers of a text file.

    Raises:
        InputError: If the file is empty, is no text in a supported encoding, or has no
            header that is known.
    """
    encoding = _encoding(path)
    with _opened(path, encoding) as stream:
        first = "".join(itertools.islice(stream, 20))
    delimiter = max(DELIMITERS, key=lambda d: _known_headers(first, d))
    headers = _first_row(first, delimiter)
    if not any(is_known(header) for header in headers) and len(headers) < 2:
        raise InputError(
            f"{path.name!r} is not a table with a header row.",
            f"Its first row has {len(headers)} field(s).",
            "give comma, semicolon or tab separated text whose first row names the columns.",
        )
    return Delimited(path, encoding, delimiter, headers)


def batches(file: Delimited) -> Iterator[tuple[pa.Table, list[tuple[int, str]]]]:
    """Rows as tables of texts, and the numbers and reasons of rows that are none.

    The column `row` numbers the data rows from 1.
    """
    width = len(file.headers)
    with _opened(file.path, file.encoding) as stream:
        reader = csv.reader(stream, delimiter=file.delimiter)
        next(reader, None)
        numbered = enumerate((row for row in reader if row), start=1)
        while part := list(itertools.islice(numbered, _ROWS)):
            good = [(number, row) for number, row in part if len(row) == width]
            bad = [(number, WRONG_WIDTH) for number, row in part if len(row) != width]
            yield _as_arrow(file.headers, good), bad


def _as_arrow(headers: list[str], rows: list[tuple[int, list[str]]]) -> pa.Table:
    columns = list(zip(*(row for _, row in rows), strict=True)) or [()] * len(headers)
    data = [pa.array(column, pa.string()) for column in columns]
    numbers = pa.array([number for number, _ in rows], pa.int32())
    return pa.table([numbers, *data], names=["row", *(f"c{i}" for i in range(len(headers)))])


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[IO[str]]:
    try:
        with _binary(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as stream:
            yield stream
    except (OSError, EOFError, UnicodeError, csv.Error) as error:
        raise InputError(
            f"{path.name!r} cannot be read to its end ({type(error).__name__}).",
            hint="check that the file is whole and was written in one encoding.",
        ) from error


def _binary(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return gzip.open(path)  # type: ignore[return-value]
    return path.open("rb")


def _encoding(path: Path) -> str:
    try:
        with _binary(path) as raw:
            start = raw.read(_SAMPLE)
            if not start.strip():
                raise InputError(f"{path.name!r} is empty.", hint="give a file with rows.")
            for mark, name in _BOMS:
                if start.startswith(mark):
                    return name
            if b"\0" in start[:4096]:
                return _wide(start, path)
            if _is_utf8(raw, start):
                return "utf-8"
    except (OSError, EOFError) as error:
        raise InputError(
            f"{path.name!r} cannot be read ({type(error).__name__}).",
            hint="check that the file exists, is whole and may be read.",
        ) from error
    controls = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in start)
    if controls > len(start) / 1000:
        raise _no_text(path)
    return "windows-1258"


def _wide(start: bytes, path: Path) -> str:
    """UTF-16 without a mark: every other byte of mostly Latin text is null."""
    head = start[: 4096 // 2 * 2]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) / 8 and odd > 4 * even:
        return "utf-16-le"
    if even > len(head) / 8 and even > 4 * odd:
        return "utf-16-be"
    raise _no_text(path)


def _is_utf8(raw: IO[bytes], start: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(start)
        while part := raw.read(_SAMPLE):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _no_text(path: Path) -> InputError:
    return InputError(
        f"{path.name!r} is not text in an encoding that is read here.",
        "Read are UTF-8, UTF-16 and windows-1258.",
        "save it as UTF-8, or give Parquet or Excel.",
    )


def _first_row(text: str, delimiter: str) -> list[str]:
    row = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    return [header.strip().lstrip("\ufeff") for header in row]


def _known_headers(text: str, delimiter: str) -> tuple[int, int]:
    headers = _first_row(text, delimiter)
    return sum(map(is_known, headers)), len(headers)
