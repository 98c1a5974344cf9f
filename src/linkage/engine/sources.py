"""What can be read: files of several formats and tables in memory, all as headers and parts."""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.engine.charset import is_gzip
from linkage.engine.delimited import inspect_delimited
from linkage.engine.duckdb import clear_errors
from linkage.engine.headers import tidy_header
from linkage.engine.opening import Part, first_bytes, readable
from linkage.engine.table import Table
from linkage.engine.workbook import cell_text, inspect_workbook
from linkage.errors import InputError

Source: TypeAlias = str | Path | pa.Table | Table | duckdb.DuckDBPyRelation | Any
"""A path to CSV, Parquet or Excel, a pandas or Spark frame, Arrow, a relation, or our table."""

_ROWS = 1 << 17
_PARQUET = b"PAR1"
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Opened:
    """A source whose headers are known and whose rows are not read yet.

    Attributes:
        where: What it is called in messages.
        headers: Of all its columns.
        about: Format, encoding and such, for the notes.
        parts: Rows of the columns at some places, in order.
        files: The files it consists of, empty for data in memory.
    """

    where: str
    headers: list[str]
    about: dict[str, Any]
    parts: Callable[[Sequence[int]], Iterator[Part]]
    files: tuple[Path, ...] = ()


def open_source(source: Source, mapped: Container[str] = ()) -> Opened:
    """Find out what a source is and read its headers.

    Args:
        source: A path, or data in memory.
        mapped: Headers the caller knows, which help to find the header row.

    Raises:
        InputError: If the source is nothing that can be read.
    """
    if isinstance(source, str | Path):
        path = Path(source)
        with readable(repr(path.name)):
            return _open_path(path, mapped)
    if isinstance(source, Table):
        return _open_arrow(source.to_arrow(), "table")
    if isinstance(source, duckdb.DuckDBPyRelation):
        with clear_errors():
            return _open_arrow(source.to_arrow_table(), "relation")
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        return _open_pandas(source)
    if hasattr(source, "toArrow"):
        return _open_arrow(source.toArrow(), "spark")
    if isinstance(source, pa.Table) or hasattr(source, "__arrow_c_stream__"):
        return _open_arrow(pa.table(source), "arrow")
    raise InputError(
        f"A {type(source).__name__} cannot be read.",
        hint="give a path, a pandas or Spark frame, an Arrow table or a DuckDB relation.",
    )


def _open_path(path: Path, mapped: Container[str]) -> Opened:
    if path.is_dir():
        return _open_parquet(path, _parquet_files(path))
    if not path.is_file():
        raise InputError(f"There is no file {path.name!r}.", hint="check the path.")
    start = first_bytes(path, 4)
    if start == _PARQUET:
        return _open_parquet(path, (path,))
    if start == _ZIP:
        return _open_workbook(path, mapped)
    if start == _OLD_OFFICE:
        raise InputError(
            f"{path.name!r} is an old or a password-protected Office file.",
            hint="open it in a spreadsheet program and save it as .xlsx without password, or CSV.",
        )
    if start and path.suffix.lower() in (".parquet", ".xlsx", ".xlsm", ".xls"):
        raise InputError(
            f"{path.name!r} is no {path.suffix[1:]} file, whatever its name says.",
            hint="check that the file is whole; text is read when it is named .csv.",
        )
    return _open_delimited(path, mapped)


def _open_delimited(path: Path, mapped: Container[str]) -> Opened:
    file = inspect_delimited(path, mapped)
    about = {"format": "delimited", "encoding": file.encoding, "delimiter": file.delimiter}
    if is_gzip(path):
        about["compression"] = "gzip"
    return Opened(repr(path.name), file.headers, about, file.parts, (path,))


def _open_workbook(path: Path, mapped: Container[str]) -> Opened:
    book = inspect_workbook(path, mapped)
    about = {"format": "excel", "sheet": book.sheet, "other_sheets": book.other_sheets}
    return Opened(repr(path.name), book.headers, about, book.parts, (path,))


def _parquet_files(folder: Path) -> tuple[Path, ...]:
    """The Parquet files of a folder; hidden ones are working files of the program that wrote it."""
    found = (file for file in folder.glob("*.parquet") if not file.name.startswith((".", "_")))
    files = tuple(sorted(found))
    if not files:
        raise InputError(
            f"The folder {folder.name!r} holds no Parquet files.",
            hint="give a file, or the folder in which the .parquet files lie.",
        )
    return files


def _open_parquet(path: Path, files: tuple[Path, ...]) -> Opened:
    """Files of one folder may differ in types and columns; what a file lacks is null."""
    names = dict.fromkeys(name for file in files for name in _parquet_names(file))
    columns = list(names)

    def parts(wanted: Sequence[int]) -> Iterator[Part]:
        number = 0
        for file in files:
            with readable(repr(file.name)):
                present = {
                    columns[i]: f"c{i}" for i in wanted if columns[i] in _parquet_names(file)
                }
                for batch in pq.ParquetFile(file).iter_batches(_ROWS, columns=list(present)):
                    rows = pa.Table.from_batches([batch])
                    rows = rows.rename_columns([present[name] for name in rows.column_names])
                    for place in wanted:
                        if columns[place] not in present:
                            rows = rows.append_column(f"c{place}", pa.nulls(len(rows), pa.string()))
                    yield Part(_as_text(rows, columns).append_column(*_numbers(number, len(rows))))
                    number += len(rows)

    headers = [tidy_header(name) for name in columns]
    return Opened(repr(path.name), headers, {"format": "parquet"}, parts, files)


def _parquet_names(file: Path) -> list[str]:
    with readable(repr(file.name)):
        names: list[str] = pq.read_schema(file).names
        return names


def _open_arrow(rows: pa.Table, kind: str) -> Opened:
    headers = [tidy_header(name) for name in rows.column_names]

    def parts(wanted: Sequence[int]) -> Iterator[Part]:
        chosen = rows.select(list(wanted)).rename_columns([f"c{i}" for i in wanted])
        for start in range(0, len(rows), _ROWS):
            part = _as_text(chosen.slice(start, _ROWS), headers)
            yield Part(part.append_column(*_numbers(start, len(part))))

    return Opened("the input", headers, {"format": kind}, parts)


def _open_pandas(frame: Any) -> Opened:
    headers = [tidy_header(name) for name in frame.columns]

    def parts(wanted: Sequence[int]) -> Iterator[Part]:
        for start in range(0, len(frame), _ROWS):
            rows = frame.iloc[start : start + _ROWS]
            columns = {f"c{i}": _series(rows.iloc[:, i]) for i in wanted}
            part = _as_text(pa.table(columns), headers)
            yield Part(part.append_column(*_numbers(start, len(rows))))

    return Opened("the input", headers, {"format": "pandas"}, parts)


def _series(values: Any) -> pa.Array:
    """A column of a frame; one that mixes types is read cell by cell, like a sheet."""
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError):
        missing = values.isna()
        texts = [None if m else cell_text(v) for v, m in zip(values, missing, strict=True)]
        return pa.array(texts, pa.string())


def _as_text(rows: pa.Table, headers: Sequence[str]) -> pa.Table:
    """Bytes as text, for files whose writer did not say that a column is text."""
    for place, field in enumerate(rows.schema):
        if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
            with readable(f"column {headers[int(field.name[1:])]!r}", "write it as text in UTF-8."):
                rows = rows.set_column(place, field.name, rows.column(place).cast(pa.string()))
    return rows


def _numbers(before: int, count: int) -> tuple[str, pa.Array]:
    return "row", pa.array(range(before + 1, before + count + 1), pa.int32())
