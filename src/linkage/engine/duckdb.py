"""DuckDB: one database per engine, tables named by the library, values always bound."""

import itertools
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
import pyarrow as pa

from linkage.engine.workers import Workers, collection_paused
from linkage.errors import LinkageError
from linkage.schema import Column, Schema

if TYPE_CHECKING:
    from linkage.engine.table import Table

Row = tuple[Any, ...]
Value = TypeVar("Value")

_PARALLEL_FROM = 60_000
"""Distinct values from which a second process earns back the half second it takes to start."""
_CHUNK = 20_000

_ARROW_TYPES: dict[str, pa.DataType] = {
    "varchar": pa.string(),
    "boolean": pa.bool_(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "varchar[]": pa.list_(pa.string()),
}


def quoted(name: str) -> str:
    """Quote an identifier for SQL.

    Examples:
        >>> quoted('a"b')
        '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


class Engine:
    """A DuckDB database in a folder of its own that is removed at the end.

    The database is a file, so that tables larger than memory are kept compressed on disk.

    Args:
        threads: Threads to use; all cores when not given.
        memory_limit: What DuckDB may hold in memory before it spills, such as `4GB`.
        temp_directory: Where to make the folder; the system's place for such by default.

    Raises:
        LinkageError: If a setting is not one DuckDB understands.

    Examples:
        >>> with Engine(threads=1) as engine:
        ...     engine.rows("select 1 + 1")
        [(2,)]
    """

    def __init__(
        self,
        threads: int | None = None,
        memory_limit: str | None = None,
        temp_directory: str | Path | None = None,
    ) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="linkage-", dir=temp_directory)
        settings: dict[str, Any] = {
            "temp_directory": str(self.scratch / "spill"),
            "preserve_insertion_order": False,
        }
        if threads is not None:
            settings["threads"] = threads
        if memory_limit is not None:
            settings["memory_limit"] = memory_limit
        try:
            self.connection = duckdb.connect(self.scratch / "linkage.duckdb", config=settings)
        except duckdb.Error as error:
            self._scratch.cleanup()
            raise LinkageError(
                "The engine does not accept its settings.",
                f"Given were threads={threads!r} and memory_limit={memory_limit!r}.",
                "threads is a whole number from 1, memory_limit a size such as 4GB.",
            ) from error
        self.threads = int(self.rows("select current_setting('threads')")[0][0])
        self._names = itertools.count(1)
        self._workers: Workers | None = None

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Engine(duckdb, threads={self.threads})"

    @property
    def scratch(self) -> Path:
        """Folder for files that live no longer than the engine."""
        return Path(self._scratch.name)

    def close(self) -> None:
        """Drop all tables and remove spilled files."""
        self.rest()
        self.connection.close()
        self._scratch.cleanup()

    def rest(self) -> None:
        """End the worker processes and with them their memos; the next mapping starts others."""
        if self._workers is not None:
            self._workers.close()
            self._workers = None

    def new_name(self, title: str) -> str:
        """A table name that no table of this engine has."""
        return f"linkage_{re.sub(r'[^a-z0-9]', '_', title.lower())}_{next(self._names)}"

    def run(self, query: str, parameters: Sequence[Any] = ()) -> None:
        """Execute a statement for its effect."""
        with clear_errors():
            self.connection.execute(query, list(parameters)).fetchall()

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Execute a query and return all rows."""
        with clear_errors():
            return self.connection.execute(query, list(parameters)).fetchall()

    def arrow(self, query: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """Execute a query and return an Arrow table."""
        with clear_errors():
            return self.connection.sql(query, params=list(parameters)).to_arrow_table()

    def store(self, title: str, query: str, parameters: Sequence[Any] = ()) -> str:
        """Keep the result of a query as a table and return its quoted name."""
        name = quoted(self.new_name(title))
        self.run(f"create table {name} as {query}", parameters)
        return name

    def store_arrow(self, title: str, data: Any) -> str:
        """Keep an Arrow table or a pandas frame as a table and return its quoted name."""
        view = self.new_name("incoming")
        with clear_errors():
            self.connection.register(view, data)
            try:
                return self.store(title, f"select * from {quoted(view)}")
            finally:
                self.connection.unregister(view)

    def create(self, schema: type[Schema], query: str, parameters: Sequence[Any] = ()) -> "Table":
        """Keep the result of a query as a table of a schema.

        Raises:
            SchemaError: If the result lacks columns or has them in other types.
        """
        from linkage.engine.table import Table

        table = Table(self, schema, self.store(schema.title(), query, parameters))
        table.require(schema)
        return table

    def drop(self, *names: str) -> None:
        """Drop tables by their quoted names."""
        for name in names:
            self.run(f"drop table if exists {name}")

    def map_distinct(
        self,
        values: str,
        function: Callable[[list[str]], list[Row]],
        fields: Sequence[Column],
    ) -> str:
        """Apply a function to each distinct value and keep `value` and its fields as a table.

        Args:
            values: Query of one text column; nulls are left out.
            function: Takes values and returns one row of fields for each; must be a
                function of a module, so that another process can import it.
            fields: Name and type of what a row holds.

        Returns:
            The quoted name of a table `value, *fields`.
        """
        distinct = self.arrow(
            f"with given(value) as ({values}) "
            "select distinct value from given where value is not null order by value"
        )
        texts: list[str] = distinct.column(0).to_pylist()
        schema = pa.schema(
            [("value", pa.string()), *((f.name, _ARROW_TYPES[f.type]) for f in fields)]
        )
        chunks = [texts[i : i + _CHUNK] for i in range(0, len(texts), _CHUNK)]
        with collection_paused():
            batches = [
                _batch(schema, chunk, rows) for chunk, rows in self._mapped(function, chunks)
            ]
        return self.store_arrow("mapped", pa.Table.from_batches(batches, schema=schema))

    def _mapped(
        self, function: Callable[[list[str]], list[Row]], chunks: list[list[str]]
    ) -> Iterator[tuple[list[str], list[Row]]]:
        if self.threads > 1 and len(chunks) * _CHUNK >= _PARALLEL_FROM:
            if self._workers is None:
                self._workers = Workers(self.threads)
            yield from zip(chunks, self._workers.map(function, chunks), strict=True)
        else:
            yield from ((chunk, function(chunk)) for chunk in chunks)


def _batch(schema: pa.Schema, values: list[str], rows: list[Row]) -> pa.RecordBatch:
    columns = [values, *zip(*rows, strict=True)] if rows else [[] for _ in schema]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn an error of DuckDB into one sentence that quotes no value of the data.

    Raises:
        LinkageError: In place of any error of DuckDB.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise LinkageError(
            "The engine ran out of memory or of room for spilled data.",
            hint="give a larger --memory-limit, fewer threads, or a temporary folder with room.",
        ) from error
    except duckdb.IOException as error:
        raise LinkageError(
            "The engine could not read or write a file.",
            hint="check that the file is whole and that the disk has room.",
        ) from error
    except duckdb.Error as error:
        raise LinkageError(
            f"The engine stopped with {type(error).__name__}.",
            hint="if the input is in order, this is a defect of the library: please report it.",
        ) from error
