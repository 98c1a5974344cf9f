"""Where tables live: load, map distinct values, create a table, write."""

from linkage.engine.duckdb import Engine
from linkage.engine.table import Table, TableLike, as_table

__all__ = ["Engine", "Table", "TableLike", "as_table"]
