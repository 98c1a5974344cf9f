"""Read a register extract: every value as text, every row accounted for."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.engine import delimited
from linkage.engine.duckdb import Engine, clear_errors, quoted
from linkage.engine.headers import COLUMNS, match_headers
from linkage.engine.table import Table
from linkage.engine.workbook import read_workbook
from linkage.errors import InputError
from linkage.schema import Input, SetAside

Source: TypeAlias = str | Path | pa.Table | Table | duckdb.DuckDBPyRelation | Any
"""A path to CSV, Parquet or Excel, a pandas frame, Arrow, a DuckDB relation, or our table."""

NO_ID = "no record id"
EMPTY = "nothing but the record id"
COPY = "identical copy of an earlier row"

MOST_SET_ASIDE = 0.1
"""Share of rows that may be set aside before the file is not what it seems."""

NULLS = ("null", "none", "nan", "nat", "n/a", "#n/a", "na", "<na>", "-", "--", "—", ".")
"""Spellings of nothing, in lower case; programs write them for an empty cell."""

NUMBER_COLUMNS = (
    Input.record_id.name,
    Input.personal_id.name,
    Input.cmnd.name,
    Input.father_id.name,
    Input.mother_id.name,
    Input.spouse_id.name,
    Input.household_id.name,
    Input.phone.name,
)
"""Columns in which a trailing `.0` on digits is a spreadsheet's doing and nothing else."""


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes:
        input: The usable rows; its notes say what was read, repaired and set aside.
        set_aside: The rows that cannot be used, and why.
    """

    input: Table
    set_aside: Table


@dataclass(frozen=True)
class _Raw:
    """Rows as they stand, in a table with columns `row`, `c0`, `c1`, ... of text."""

    name: str
    headers: list[str]
    bad: list[tuple[int, str]]
    about: dict[str, Any]


def read(
    source: Source, columns: Mapping[str, str] | None = None, *, engine: Engine | None = None
) -> Reading:
    """Read a register extract as text.

    Rows without a record id, rows that are empty, copies of earlier rows and rows with
    another number of fields than the header are set aside with their reason. So many rows
    read, so many usable, so many set aside: the notes of the input reconcile them.

    Args:
        source: A path to CSV (UTF-8, UTF-16, windows-1258; comma, semicolon, tab), Parquet
            or Excel, a pandas frame, an Arrow table, a DuckDB relation, a table of ours.
        columns: Input column to the header that holds it; wins over recognised headers.
        engine: Where to put the tables; a new one when not given.

    Raises:
        InputError: If the source cannot be read, lacks what matching needs, names one
            record id for rows that differ, or is mostly unusable.

    Examples:
        >>> import pyarrow as pa
        >>> rows = pa.table({"id": ["1", None], "Họ và tên": ["A", "B"], "CCCD": ["079", "1"]})
        >>> reading = read(rows)
        >>> len(reading.input), reading.input.notes["set_aside"]
        (1, {'no record id': 1})
    """
    home = engine if engine is not None else Engine()
    raw = _raw(source, home)
    where = repr(Path(source).name) if isinstance(source, str | Path) else "the input"
    found = match_headers(raw.headers, columns, where)
    texts = home.store("texts", _texts(raw, found))
    set_aside = home.create(SetAside, _set_aside(home, texts, raw.bad))
    _refuse_conflicts(home, texts, set_aside, where)
    usable = home.create(
        Input,
        f"select {', '.join(map(quoted, COLUMNS))} from {texts} where row not in "
        f"(select {SetAside.row.name} from {set_aside.name} where {SetAside.row.name} is not null)",
    )
    usable.notes |= _notes(home, raw, found, texts, usable, set_aside)
    home.drop(raw.name, texts)
    _refuse_unusable(usable.notes, where)
    return Reading(usable, set_aside)


def _raw(source: Source, engine: Engine) -> _Raw:
    if isinstance(source, str | Path):
        return _from_path(Path(source), engine)
    if isinstance(source, Table):
        return _from_arrow(source.to_arrow(), engine, "table")
    if isinstance(source, duckdb.DuckDBPyRelation):
        with clear_errors():
            return _from_arrow(source.to_arrow_table(), engine, "relation")
    if isinstance(source, pa.Table):
        return _from_arrow(source, engine, "arrow")
    if hasattr(source, "columns") and hasattr(source, "dtypes"):
        return _from_arrow(_frame(source), engine, "pandas")
    raise InputError(
        f"A {type(source).__name__} cannot be read.",
        hint="give a path, a pandas frame, an Arrow table or a DuckDB relation.",
    )


def _frame(source: Any) -> pa.Table:
    try:
        return pa.Table.from_pandas(source, preserve_index=False)
    except (pa.ArrowException, TypeError, ValueError):
        text = source.astype("string")
        return pa.Table.from_pandas(text, preserve_index=False)


def _from_path(path: Path, engine: Engine) -> _Raw:
    if not path.exists():
        raise InputError(f"There is no file {path.name!r}.", hint="check the path.")
    if path.is_dir():
        if not sorted(path.glob("*.parquet")):
            raise InputError(
                f"The folder {path.name!r} holds no Parquet files.", hint="give a file."
            )
        return _from_parquet(path, engine)
    start = _first_bytes(path)
    if start.startswith(b"PAR1"):
        return _from_parquet(path, engine)
    if start.startswith(b"PK\x03\x04"):
        return _from_workbook(path, engine)
    if path.suffix.lower() in (".parquet", ".xlsx", ".xls"):
        raise InputError(
            f"{path.name!r} is not a {path.suffix[1:]} file, whatever its name says.",
            hint="check that the file is whole; old .xls files must be saved as .xlsx.",
        )
    return _from_delimited(path, engine)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(8)
    except OSError as error:
        raise InputError(
            f"{path.name!r} cannot be opened ({type(error).__name__}).",
            hint="check that the file may be read.",
        ) from error


def _from_parquet(path: Path, engine: Engine) -> _Raw:
    try:
        rows = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise InputError(
            f"{path.name!r} cannot be read as Parquet ({type(error).__name__}).",
            hint="check that the file is whole.",
        ) from error
    return _from_arrow(rows, engine, "parquet", sha256=_file_hash(path))


def _from_arrow(rows: pa.Table, engine: Engine, kind: str, sha256: str | None = None) -> _Raw:
    headers = [str(name) for name in rows.column_names]
    plain = rows.rename_columns([f"c{i}" for i in range(len(headers))])
    numbers = pa.array(range(1, len(plain) + 1), pa.int32())
    stored = engine.store_arrow("given", plain.append_column("row", numbers))
    about = {"format": kind, "sha256": sha256 or _arrow_hash(rows)}
    return _Raw(stored, headers, [], about)


def _from_workbook(path: Path, engine: Engine) -> _Raw:
    headers, rows, sheet = read_workbook(path)
    kept = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    columns = {
        f"c{i}": pa.array([row[i] if i < len(row) else None for _, row in kept], pa.string())
        for i in range(len(headers))
    }
    numbers = pa.array([number for number, _ in kept], pa.int32())
    stored = engine.store_arrow("given", pa.table({**columns, "row": numbers}))
    return _Raw(
        stored, headers, [], {"format": "excel", "sheet": sheet, "sha256": _file_hash(path)}
    )


def _from_delimited(path: Path, engine: Engine) -> _Raw:
    file = delimited.inspect(path)
    bad: list[tuple[int, str]] = []
    stored: str | None = None
    for rows, unfit in delimited.batches(file):
        bad += unfit
        if stored is None:
            stored = engine.store_arrow("given", rows)
        else:
            part = engine.store_arrow("part", rows)
            engine.run(f"insert into {stored} select * from {part}")
            engine.drop(part)
    if stored is None:
        raise InputError(f"{path.name!r} has a header and no rows.", hint="give a file with rows.")
    about = {
        "format": "delimited",
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "sha256": _file_hash(path),
    }
    return _Raw(stored, file.headers, bad, about)


def _texts(raw: _Raw, found: Mapping[str, str]) -> str:
    """Query of all input columns as cleaned text, null where the input has none."""
    parts = []
    for column in COLUMNS:
        if column not in found:
            parts.append(f"null::varchar as {quoted(column)}")
            continue
        place = quoted(f"c{raw.headers.index(found[column])}")
        parts.append(f"{_clean(place, column)} as {quoted(column)}")
    return f"select row, {', '.join(parts)} from {raw.name}"


def _clean(place: str, column: str) -> str:
    """SQL of a value as text: no spelling of nothing, no spreadsheet's marks."""
    text = f"nullif(trim({place}::varchar, ' \t\r\n\u00a0\u3000\ufeff'), '')"
    if column in NUMBER_COLUMNS:
        bare = f"regexp_replace({text}, '^(?:=\"([^\"]*)\"|''(.*))$', '\\1\\2')"
        whole = f"regexp_replace({bare}, '^([0-9]+)\\.0+$', '\\1')"
        text = _expanded(whole)
    nothing = ", ".join(f"'{word}'" for word in NULLS)
    return f"case when lower({text}) in ({nothing}) then null else {text} end"


def _expanded(text: str) -> str:
    """Scientific notation that still holds all twelve digits, written out."""
    digits = f"replace(replace(upper({text}), ',', '.'), '.', '')"
    return (
        f"case when regexp_full_match(upper({text}), '[0-9][.,][0-9]{{11}}E\\+?11') "
        f"then substr({digits}, 1, 12) else {text} end"
    )


def _set_aside(engine: Engine, texts: str, bad: list[tuple[int, str]]) -> str:
    others = [c for c in COLUMNS if c != Input.record_id.name]
    filled = f"coalesce({', '.join(map(quoted, others))})"
    everything = ", ".join(map(quoted, COLUMNS))
    unfit = engine.store_arrow(
        "unfit",
        pa.table(
            {
                "row": pa.array([number for number, _ in bad], pa.int32()),
                "reason": pa.array([reason for _, reason in bad], pa.string()),
            }
        ),
    )
    return f"""
        with judged as (
            select row, {Input.record_id.name} as record_id,
                   case when {Input.record_id.name} is null then '{NO_ID}'
                        when {filled} is null then '{EMPTY}'
                        when row_number() over (partition by {everything} order by row) > 1
                            then '{COPY}'
                   end as reason
            from {texts}
        )
        select row::integer as row, record_id, reason from judged where reason is not null
        union all select row, null, reason from {unfit}
        order by row
    """


def _refuse_conflicts(engine: Engine, texts: str, set_aside: Table, where: str) -> None:
    ((ids, rows),) = engine.rows(
        f"""
        with counted as (
            select {Input.record_id.name}, count(*) as n from {texts}
            where row not in (select row from {set_aside.name} where row is not null)
            group by 1 having count(*) > 1
        )
        select count(*), coalesce(sum(n), 0) from counted
        """
    )
    if ids:
        raise InputError(
            f"{ids:,} record id(s) of {where} stand on rows that differ.",
            f"They stand on {int(rows):,} rows.",
            "give every record an id of its own; a personal number is not one.",
        )


def _notes(
    engine: Engine,
    raw: _Raw,
    found: Mapping[str, str],
    texts: str,
    usable: Table,
    set_aside: Table,
) -> dict[str, Any]:
    reasons = engine.rows(
        f"select {SetAside.reason.name}, count(*) from {set_aside.name} group by 1 order by 1"
    )
    return {
        **raw.about,
        "rows_read": int(engine.rows(f"select count(*) from {texts}")[0][0]) + len(raw.bad),
        "rows_usable": len(usable),
        "set_aside": dict(reasons),
        "columns": dict(found),
        "ignored_headers": [h for h in raw.headers if h and h not in found.values()],
        "repairs": _repairs(engine, raw, found),
    }


def _repairs(engine: Engine, raw: _Raw, found: Mapping[str, str]) -> dict[str, int]:
    """Values of number columns that a spreadsheet changed, by what it did."""
    kinds = {
        "text_mark_removed": "^(=\"|'')",
        "trailing_zero_removed": "^[0-9]+\\.0+$",
        "scientific_with_all_digits": "^[0-9][.,][0-9]{11}[eE]\\+?11$",
        "digits_lost_in_scientific": "^[0-9]([.,][0-9]{0,10})?[eE]\\+?[0-9]{1,2}$",
    }
    places = [quoted(f"c{raw.headers.index(found[c])}") for c in NUMBER_COLUMNS if c in found]
    counts = {}
    for kind, pattern in kinds.items():
        hits = " + ".join(
            f"count(*) filter (regexp_matches({place}::varchar, '{pattern}'))" for place in places
        )
        counts[kind] = int(engine.rows(f"select {hits or '0'} from {raw.name}")[0][0])
    return {kind: count for kind, count in counts.items() if count}


def _refuse_unusable(notes: Mapping[str, Any], where: str) -> None:
    read_rows, usable = notes["rows_read"], notes["rows_usable"]
    aside = read_rows - usable
    if usable == 0 or aside > max(1, MOST_SET_ASIDE * read_rows):
        said = "; ".join(f"{reason}: {n:,}" for reason, n in notes["set_aside"].items())
        raise InputError(
            f"{where} is not what it seems: {aside:,} of {read_rows:,} rows cannot be used.",
            f"Why: {said}." if said else "It holds no rows.",
            "check delimiter, quoting and the record id column.",
        )


def _file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path.glob("*.parquet")) if path.is_dir() else [path]:
        with file.open("rb") as stream:
            while part := stream.read(1 << 20):
                digest.update(part)
    return digest.hexdigest()


def _arrow_hash(rows: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()
