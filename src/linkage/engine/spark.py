"""Spark: a session in one process, and tables of ours as Spark frames.

Records are made by DuckDB wherever they are compared: text rules have one implementation, so
a frame carries the very bytes that DuckDB would compare.
"""

import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from linkage.engine.table import Table
from linkage.errors import LinkageError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Session: TypeAlias = "SparkSession"

HEAP = "4g"
"""Memory of the Java process. A plan of all comparisons written out needs more than the 1 GB
that Spark takes where nothing is said."""

NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


def local_session(threads: int = 2, settings: Mapping[str, str] = NO_SETTINGS) -> Session:
    """Start Spark in this process, with the string distances that Splink brings along.

    Args:
        threads: Threads to use.
        settings: Further settings of Spark, by name.

    Raises:
        LinkageError: If Spark is not installed.
    """
    try:
        from pyspark.sql import SparkSession
        from splink.backends.spark import similarity_jar_location
    except ImportError as error:
        raise LinkageError(
            "Spark is not installed.", hint="install `linkage[spark]` and Java 17 or newer."
        ) from error
    ours = {
        "spark.driver.memory": HEAP,
        "spark.jars": similarity_jar_location(),
        "spark.pyspark.python": sys.executable,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": str(threads),
        "spark.default.parallelism": str(threads),
    }
    builder = SparkSession.builder.master(f"local[{threads}]").appName("linkage")
    for name, value in {**ours, **settings}.items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def to_spark(table: Table, session: Session) -> "DataFrame":
    """A table as a Spark frame; lists become arrays, nulls stay nulls."""
    return session.createDataFrame(table.to_arrow())
