"""Read a register extract: every value as text, every row accounted for."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from linkage.engine.cells import cleaned
from linkage.engine.duckdb import Engine, clear_errors, quoted
from linkage.engine.headers import COLUMNS, is_refused, match_headers, tidy_header
from linkage.engine.opening import file_hash
from linkage.engine.sources import Opened, Source, open_source
from linkage.engine.table import Table
from linkage.errors import InputError
from linkage.schema import Input, SetAside

__all__ = ["Reading", "Source", "read"]

NO_ID = "no record id"
EMPTY = "nothing but the record id"
BLANK = "nothing at all"
COPY = "identical copy of an earlier row"
HEADER = "part of the header, no record"

MOST_SET_ASIDE = 0.1
"""Share of rows that may be set aside before the file is not what it seems."""

_ID = Input.record_id.name
_NAME = Input.full_name.name
_ROWS = pa.schema([("row", pa.int32()), *((column, pa.string()) for column in COLUMNS)])
_NUMBERING = r"([(\[]?[0-9]{1,2}[)\]]? ?){3,}"
"""Official lists number their columns in a row below the header: (1), (2), (3)."""


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes:
        input: The usable rows; its notes say what was read, repaired and set aside.
        set_aside: The rows that cannot be used, and why.
    """

    input: Table
    set_aside: Table


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
        engine: Where to put the tables; the table's own engine, or a new one, when not given.

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
    opened = open_source(source, {tidy_header(header) for header in (columns or {}).values()})
    found = match_headers(opened.headers, columns, opened.where)
    with _home(source, engine) as home:
        loaded = _load(opened, found, home)
        with _dropped_on_failure(home, loaded.texts, loaded.unfit):
            notes = _notes(opened, found, home, loaded)
            set_aside = _set_aside(home, loaded, found)
            with _dropped_on_failure(home, set_aside.name):
                _refuse_conflicts(home, loaded.texts, opened.where)
                usable = Table(home, Input, loaded.texts)
                counts = {"rows_usable": len(usable), "set_aside": _reasons(set_aside)}
                usable.notes |= notes | counts
                _refuse_unusable(usable.notes, opened.where)
    return Reading(usable, set_aside)


@contextmanager
def _home(source: Source, engine: Engine | None) -> Iterator[Engine]:
    """The engine to read into; one made here is closed again if nothing can be read."""
    given = source.engine if engine is None and isinstance(source, Table) else engine
    if given is not None:
        yield given
        return
    home = Engine()
    try:
        yield home
    except BaseException:
        home.close()
        raise


@contextmanager
def _dropped_on_failure(home: Engine, *names: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        home.drop(*names)
        raise


@contextmanager
def _transaction(home: Engine) -> Iterator[None]:
    """Many inserts as one, which writes each block of rows once."""
    home.run("begin transaction")
    try:
        yield
    except BaseException:
        home.run("rollback")
        raise
    home.run("commit")


@dataclass(frozen=True)
class _Loaded:
    """Rows in the engine, before any is set aside.

    Attributes:
        texts: Quoted name of the table of rows, `row` and the input columns as text.
        unfit: Quoted name of the table of what could not be read as rows, `row` and `reason`.
        rows: How many rows both came from.
        repairs: Cells per kind of repair.
    """

    texts: str
    unfit: str
    rows: int
    repairs: dict[str, int]


def _load(opened: Opened, found: Mapping[str, str], home: Engine) -> _Loaded:
    """Read, clean and store part by part."""
    places = {column: opened.headers.index(header) for column, header in found.items()}
    names = {column: f"c{place}" for column, place in places.items()}
    unfit: list[tuple[int, str]] = []
    counts: Counter[str] = Counter()
    rows = 0
    with _transaction(home):
        texts = home.store_arrow("input", _ROWS.empty_table())
        for part in opened.parts(sorted(set(places.values()))):
            rows += len(part.rows) + len(part.unfit)
            unfit += part.unfit
            _append(home, texts, cleaned(part.rows, names, counts))
    if not rows:
        raise InputError(f"{opened.where} has a header and no rows.", hint="give a file with rows.")
    repairs = {kind: counts[kind] for kind in sorted(counts) if counts[kind]}
    return _Loaded(texts, home.store_arrow("unfit", _unfit_rows(unfit)), rows, repairs)


def _append(home: Engine, texts: str, rows: pa.Table) -> None:
    name = home.new_name("part")
    with clear_errors():
        home.connection.register(name, rows)
        home.connection.execute(f"insert into {texts} select * from {quoted(name)}")
        home.connection.unregister(name)


def _unfit_rows(unfit: Sequence[tuple[int, str]]) -> pa.Table:
    return pa.table(
        {
            "row": pa.array([row for row, _ in unfit], pa.int32()),
            "reason": pa.array([reason for _, reason in unfit], pa.string()),
        }
    )


def _notes(
    opened: Opened, found: Mapping[str, str], home: Engine, loaded: _Loaded
) -> dict[str, Any]:
    """What was read, before anything is set aside."""
    content = _content_hash(home, loaded.texts, found) if not opened.files else None
    return {
        **opened.about,
        "sha256": content or file_hash(opened.files),
        "columns": dict(found),
        "ignored_headers": [h for h in opened.headers if h and h not in found.values()],
        "refused_headers": [h for h in opened.headers if is_refused(h)],
        "repairs": loaded.repairs,
        "rows_read": loaded.rows,
    }


def _content_hash(home: Engine, texts: str, found: Mapping[str, str]) -> str:
    """SHA-256 of the values in memory as read: in order, whatever library held them."""
    cells = ", ".join(f"coalesce({quoted(column)}, chr(30))" for column in sorted(found))
    ((digest,),) = home.rows(
        f"""
        with hashed as (select row, sha256(concat_ws(chr(31), {cells})) as digest from {texts})
        select sha256(?::varchar || string_agg(digest, '' order by row)) from hashed
        """,
        [",".join(sorted(found))],
    )
    return str(digest)


def _set_aside(home: Engine, loaded: _Loaded, found: Mapping[str, str]) -> Table:
    """Take the rows that cannot be used out of the texts; of copies the first row stays."""
    texts = loaded.texts
    filled = ", ".join(quoted(c) for c in COLUMNS if c != _ID)
    everything = ", ".join(map(quoted, COLUMNS))
    set_aside = home.create(
        SetAside,
        f"""
        with repeated as (
            select {_ID} from {texts} where {_ID} is not null group by 1 having count(*) > 1
        ),
        numbered as (
            select row, row_number() over (partition by {everything} order by row) as copy
            from {texts} where {_ID} in (from repeated)
        ),
        judged as (
            select row, {_ID},
                   case when coalesce({_ID}, {filled}) is null then '{BLANK}'
                        when {_ID} is null then '{NO_ID}'
                        when coalesce({filled}) is null then '{EMPTY}'
                        when {_ID} = ? and {_NAME} = ? then '{HEADER}'
                        when row = 1
                            and regexp_full_match(concat_ws(' ', {everything}), '{_NUMBERING}')
                            then '{HEADER}'
                        when copy > 1 then '{COPY}'
                   end as reason
            from {texts} left join numbered using (row)
        )
        select row, {_ID}, reason from judged where reason is not null
        union all
        select row, null, reason from {loaded.unfit}
        order by row
        """,
        [found[_ID], found[_NAME]],
    )
    home.run(f"delete from {texts} where row in (select row from {set_aside.name})")
    home.run(f"alter table {texts} drop column row")
    home.drop(loaded.unfit)
    return set_aside


def _reasons(set_aside: Table) -> dict[str, int]:
    reason = SetAside.reason.name
    rows = set_aside.engine.rows(
        f"select {reason}, count(*) from {set_aside.name} group by 1 order by 1"
    )
    return {str(why): int(count) for why, count in rows}


def _refuse_conflicts(home: Engine, texts: str, where: str) -> None:
    ((ids, rows),) = home.rows(
        f"""
        with counted as (
            select count(*) as n from {texts} group by {_ID} having count(*) > 1
        )
        select count(*), coalesce(sum(n), 0)::bigint from counted
        """
    )
    if ids:
        raise InputError(
            f"{ids:,} record id(s) of {where} stand on rows that differ.",
            f"They stand on {rows:,} rows.",
            "give every record an id of its own; a personal number is not one.",
        )


def _refuse_unusable(notes: Mapping[str, Any], where: str) -> None:
    reasons = notes["set_aside"]
    blank = reasons.get(BLANK, 0)
    rows, aside = notes["rows_read"] - blank, sum(reasons.values()) - blank
    if notes["rows_usable"] == 0 or aside > max(1, MOST_SET_ASIDE * rows):
        said = "; ".join(f"{reason}: {count:,}" for reason, count in reasons.items())
        raise InputError(
            f"{where} is not what it seems: {aside:,} of {rows:,} rows cannot be used.",
            f"Why: {said}.",
            "check delimiter, quoting and the record id column.",
        )
