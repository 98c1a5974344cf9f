"""A table: an engine, a schema and a name; knows how to check, show and write itself."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, Union

import duckdb
import pyarrow as pa

from linkage.engine.duckdb import Engine, clear_errors, quoted
from linkage.errors import InputError, SchemaError, listing
from linkage.schema import Schema

if TYPE_CHECKING:
    import pandas as pd

TableLike: TypeAlias = Union["Table", pa.Table, "pd.DataFrame", duckdb.DuckDBPyRelation, str, Path]
"""What a stage takes: a table of ours, Arrow, pandas, a DuckDB relation or a Parquet file."""


class Table:
    """A table of an engine that follows a schema.

    Its `repr` shows counts and column names, never values. `notes` are counts that the stage
    that made the table wants to report.

    Examples:
        >>> import pyarrow as pa
        >>> from linkage.schema import Pairs
        >>> rows = {"record_id_l": ["a"], "record_id_r": ["b"], "rule": ["same_number"]}
        >>> as_table(pa.table(rows), Pairs)
        <pairs: 1 row, 3 columns>
    """

    def __init__(self, engine: Engine, schema: type[Schema], name: str) -> None:
        self.engine = engine
        self.schema = schema
        self.name = name
        self.notes: dict[str, Any] = {}
        self.types: dict[str, str] = {
            column: str(kind).lower() for column, kind, *_ in engine.rows(f"describe {name}")
        }

    def __repr__(self) -> str:
        rows = len(self)
        plural = "" if rows == 1 else "s"
        return f"<{self.schema.title()}: {rows:,} row{plural}, {len(self.types)} columns>"

    def __len__(self) -> int:
        return int(self.engine.rows(f"select count(*) from {self.name}")[0][0])

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in their order."""
        return tuple(self.types)

    def require(self, schema: type[Schema]) -> None:
        """Check that the table can serve as a table of a schema.

        Raises:
            SchemaError: Naming every column that is missing or of another type.
        """
        missing = [c.name for c in schema.required() if c.name not in self.types]
        if missing:
            raise SchemaError(
                f"Table '{schema.title()}' lacks: {listing(missing)}.",
                f"It has: {listing(sorted(self.types))}.",
                "make it with the stage that produces it, or rename the columns.",
            )
        wrong = [
            f"{c.name} is {self.types[c.name]} and should be {c.type}"
            for c in schema.columns()
            if c.name in self.types and self.types[c.name] != c.type
        ]
        if wrong:
            raise SchemaError(
                f"Table '{schema.title()}' has columns of another type: {listing(wrong)}.",
                hint="cast them before calling.",
            )

    def to_arrow(self) -> pa.Table:
        """The table as Arrow."""
        return self.engine.arrow(f"select * from {self.name}")

    def to_pandas(self) -> "pd.DataFrame":
        """The table as a pandas frame."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def drop(self) -> None:
        """Remove the table from its engine."""
        self.engine.drop(self.name)

    def write(self, path: str | Path) -> None:
        """Write the table as a Parquet file.

        Raises:
            LinkageError: If the file cannot be written.
        """
        self.engine.run(f"copy {self.name} to ? (format parquet, compression zstd)", [str(path)])


def as_table(data: TableLike, schema: type[Schema], engine: Engine | None = None) -> Table:
    """Bring data into an engine as a table of a schema.

    Columns that are entirely null may have any type and get the type of the schema.

    Args:
        data: A table of any engine, Arrow, pandas, a DuckDB relation or a Parquet file.
        schema: The table it should be.
        engine: Where to put it; the table's own engine, or a new one, when not given.

    Raises:
        InputError: If the data cannot be read.
        SchemaError: If columns are missing or of another type.
    """
    if isinstance(data, Table) and (engine is None or data.engine is engine):
        data.require(schema)
        return data
    home = engine if engine is not None else Engine()
    name = home.store_arrow("incoming", _frame(data))
    return home.create(schema, _typed(home, name, schema))


def _frame(data: TableLike) -> Any:
    if isinstance(data, Table):
        return data.to_arrow()
    if isinstance(data, duckdb.DuckDBPyRelation):
        with clear_errors():
            return data.to_arrow_table()
    return _file(Path(data)) if isinstance(data, str | Path) else data


def _file(path: Path) -> pa.Table:
    """A Parquet file as it is, or a CSV file in UTF-8 as text."""
    import pyarrow.csv
    import pyarrow.parquet

    try:
        if path.suffix.lower() != ".csv":
            return pyarrow.parquet.read_table(path)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            headers = next(csv.reader(stream), [])
        texts = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(headers, pa.string()), strings_can_be_null=True
        )
        return pyarrow.csv.read_csv(path, convert_options=texts)
    except (OSError, UnicodeDecodeError, pa.ArrowException) as error:
        raise InputError(
            f"{path.name!r} cannot be read.",
            hint="give the path of a whole Parquet file, or of a CSV file in UTF-8.",
        ) from error


def _typed(engine: Engine, name: str, schema: type[Schema]) -> str:
    """Query that casts what can be cast without loss of meaning: nulls, ints, string types."""
    wanted = {column.name: column.type for column in schema.columns()}
    parts = []
    for column, kind, *_ in engine.rows(f"describe {name}"):
        parts.append(_cast(quoted(column), str(kind).lower(), wanted.get(column)))
    return f"select {', '.join(parts)} from {name}"


def _cast(column: str, kind: str, target: str | None) -> str:
    """SQL of a column in the wanted type; a text with `;` may stand for a list of texts."""
    if target == "varchar[]" and kind == "varchar":
        return f"string_split({column}, ';') as {column}"
    castable = target is not None and _castable(kind, target)
    return f"{column}::{target} as {column}" if castable else column


def _castable(kind: str, target: str) -> bool:
    whole = ("tinyint", "smallint", "integer", "bigint", "hugeint")
    return (
        kind in ('"null"', "null", "int32", "null[]", '"null"[]')
        or (target in {"integer", "double"} and kind in (*whole, "float", "double", "decimal"))
        or (target == "varchar" and kind.startswith("enum"))
    )
