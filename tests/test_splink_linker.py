"""The ready Splink linker: our candidates, our weights, charts that draw; on Spark the same."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from splink import Linker

from linkage import read, synthesise
from linkage.blocking import block, default_rules
from linkage.engine import Engine, Table
from linkage.model import Model, default_model
from linkage.scoring import score
from linkage.splink_linker import splink_linker
from linkage.standardisation import standardise

if TYPE_CHECKING:
    from linkage.engine.spark import Session

ID = ["record_id_l", "record_id_r"]

SMALLEST = 2_000
"""Pairs below which a comparison would say little."""

INTERPRETED = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.optimizer.excludedRules": (
        "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation"
    ),
}
"""Compiling such long expressions, or evaluating them while a query is planned, takes Spark
longer than interpreting them once on few pairs."""

needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or not (shutil.which("java") or os.environ.get("JAVA_HOME")),
    reason="Spark needs the extra `spark` and Java",
)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    folder = tmp_path_factory.mktemp("population") / "heavy"
    synthesise(2_000, "heavy", 3, out=folder)
    people = pq.read_table(folder / "people.parquet").to_pandas()
    people.loc[::20, "other_names"] = "sinh đôi"  # which the generator never notes
    with Engine() as engine:
        yield standardise(people, engine=engine)


@pytest.fixture(scope="module")
def model() -> Model:
    return replace(default_model(), blocking=default_rules())


@pytest.fixture(scope="module")
def linker(records: Table, model: Model) -> Linker:
    return splink_linker(records, model)


@pytest.fixture(scope="module")
def predicted(linker: Linker) -> pd.DataFrame:
    frame: pd.DataFrame = linker.inference.predict().as_pandas_dataframe()
    return frame.sort_values(ID, ignore_index=True)


def test_candidates_and_weights_are_ours(
    records: Table, model: Model, predicted: pd.DataFrame
) -> None:
    pairs = block(records, model.blocking)
    scored = score(records, pairs, model, fit=False, least_probability=0.0)
    ours = scored.to_pandas().sort_values(ID, ignore_index=True)
    assert len(ours) >= SMALLEST
    assert predicted[ID].to_numpy().tolist() == ours[ID].to_numpy().tolist()
    for table in model.comparisons:
        difference = predicted[f"mw_{table.name}"] - ours[f"weight_{table.name}"]
        assert np.abs(difference).max() <= 1e-9, table.name


def test_charts_draw(linker: Linker, predicted: pd.DataFrame, tmp_path: Path) -> None:
    rows = predicted.nlargest(3, "match_weight").to_dict("records")
    charts = {
        "weights": linker.visualisations.match_weights_chart(),
        "m_u": linker.visualisations.m_u_parameters_chart(),
        "waterfall": linker.visualisations.waterfall_chart(rows),
        "blocking": linker.blocking_analysis.chart_comparisons_from_blocking_rules(
            record_sample_proportion=1.0
        ),
    }
    for name, chart in charts.items():
        chart.save(str(tmp_path / f"{name}.html"))
        assert chart.chart_dict["data"]["values"], name
        assert (tmp_path / f"{name}.html").stat().st_size > 1_000


def test_splink_counts_the_pairs_that_we_count(
    linker: Linker, records: Table, model: Model
) -> None:
    counted = linker.blocking_analysis.count_comparisons_from_blocking_rules(
        record_sample_proportion=1.0
    )
    assert len(counted) == len(model.blocking)
    assert counted[-1]["cumulative_comparison_count"] == len(block(records, model.blocking))


@pytest.fixture(scope="module")
def spark() -> Iterator["Session"]:
    from linkage.engine.spark import local_session

    session = local_session(threads=1, settings=INTERPRETED)
    yield session
    session.stop()


@needs_spark
def test_a_spark_frame_is_an_input(spark: "Session") -> None:
    frame = spark.createDataFrame(
        [("a", "Nguyễn Thị Hường", "12/05/1990"), ("b", "Trần Văn Bình", None)],
        "record_id string, full_name string, date_of_birth string",
    )
    assert read(frame).input.to_arrow()["full_name"].to_pylist() == [
        "Nguyễn Thị Hường",
        "Trần Văn Bình",
    ]


@needs_spark
def test_pairs_levels_and_weights_on_spark_are_those_of_duckdb(
    records: Table, model: Model, predicted: pd.DataFrame, spark: "Session"
) -> None:
    there = splink_linker(records, model, spark=spark).inference.predict()
    frame: pd.DataFrame = there.as_spark_dataframe().toArrow().to_pandas()
    on_spark = frame.sort_values(ID, ignore_index=True)
    assert on_spark[ID].to_numpy().tolist() == predicted[ID].to_numpy().tolist()
    weights = [f"mw_{table.name}" for table in model.comparisons]
    for table in model.comparisons:
        gamma = f"gamma_{table.name}"
        assert (on_spark[gamma] == predicted[gamma]).all(), table.name
        assert predicted[gamma].nunique() > 1, table.name
    for column in ("match_weight", "match_probability", *weights):
        assert np.abs(on_spark[column] - predicted[column]).max() <= 1e-9, column
