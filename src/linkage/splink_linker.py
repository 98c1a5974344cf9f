"""A Splink `Linker` over records and a model, for Splink's own training and charts."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from splink import DuckDBAPI, Linker, SettingsCreator

from linkage.agreement import Counts
from linkage.blocking import keyed
from linkage.comparisons.registry import CREATORS
from linkage.engine import Table, TableLike, as_table
from linkage.model import ComparisonTable, Model, class_shares, stranger_share, stranger_tables
from linkage.schema import Records
from linkage.splink_seam import BlockingRuleCreator, ComparisonCreator

if TYPE_CHECKING:
    from linkage.engine.spark import Session


def splink_linker(records: TableLike, model: Model, *, spark: "Session | None" = None) -> Linker:
    """Hand out a ready Splink linker with the weights of a model.

    Splink knows two classes: its weights are those of a match against strangers,
    without what `score` takes back for kinship. Its candidates are those of `block`: the
    counted keys of the model's rules stand in its input as columns `block_*`.

    Args:
        records: What `standardise` returned.
        model: The model whose comparisons, weights and blocking rules to use.
        spark: Where to run, such as `linkage.engine.spark.local_session()`; DuckDB when not
            given. A session needs the jar of string distances that Splink brings along.

    Raises:
        SchemaError: If the records lack required columns.
    """
    people, rules = keyed(as_table(records, Records), model.blocking)
    creators = [
        _configured(table, u)
        for table, u in zip(model.comparisons, stranger_tables(model), strict=True)
    ]
    prior = model.shares["match"] / (model.shares["match"] + stranger_share(class_shares(model)))
    return linker(people, creators, rules, prior=prior, spark=spark)


def linker(
    records: Table,
    creators: Sequence[ComparisonCreator],
    rules: Sequence[BlockingRuleCreator],
    *,
    prior: float = 1e-4,
    spark: "Session | None" = None,
) -> Linker:
    """A linker over a table of ours; each gets caches of its own."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=Records.record_id.name,
        probability_two_random_records_match=prior,
        comparisons=list(creators),
        blocking_rules_to_generate_predictions=list(rules),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    return Linker(_registered(records, spark), settings, log_level=None, validate_settings=False)


def _registered(records: Table, spark: "Session | None") -> Any:
    """The records in an engine of Splink's."""
    if spark is None:
        api = DuckDBAPI(records.engine.connection.cursor())
        return api.register(records.name.strip('"'), dataset_display_name="records")
    from splink.backends.spark import SparkAPI

    from linkage.engine.spark import to_spark

    on_spark = SparkAPI(spark_session=spark, break_lineage_method="persist")
    return on_spark.register(to_spark(records, spark), dataset_display_name="records")


def _configured(table: ComparisonTable, u: Counts) -> ComparisonCreator:
    configured: ComparisonCreator = CREATORS[table.name]().configure(
        m_probabilities=[level.match for level in reversed(table.levels)],
        u_probabilities=u[::-1].tolist(),
    )
    return configured
