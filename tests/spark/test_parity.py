"""On Spark the rules find the pairs and the comparisons give the weights that DuckDB does."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from linkage import read, synthesise
from linkage.blocking import block, default_rules
from linkage.engine import Engine, Table
from linkage.model import Model, default_model
from linkage.splink_linker import splink_linker
from linkage.standardisation import standardise

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("Spark needs Java, and there is none", allow_module_level=True)

from linkage.engine.spark import Session, local_session

RECORDS = 2_000
SMALLEST = 1_000
"""Pairs below which the comparison would say little."""

INTERPRETED = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}
"""Compiling such long expressions takes Spark longer than interpreting them on few pairs."""

ID = ["record_id_l", "record_id_r"]


@pytest.fixture(scope="module")
def spark() -> Iterator[Session]:
    session = local_session(threads=1, settings=INTERPRETED)
    yield session
    session.stop()


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    folder = tmp_path_factory.mktemp("population") / "heavy"
    synthesise(RECORDS, "heavy", 7, out=folder)
    with Engine() as engine:
        people = engine.arrow(
            f"select * from '{folder / 'people.parquet'}' order by record_id limit {RECORDS}"
        )
        yield standardise(people, engine=engine)


@pytest.fixture(scope="module")
def model() -> Model:
    return replace(default_model(), blocking=default_rules())


@pytest.fixture(scope="module")
def on_spark(records: Table, model: Model, spark: Session) -> pd.DataFrame:
    predicted = splink_linker(records, model, spark=spark).inference.predict()
    frame: pd.DataFrame = predicted.as_spark_dataframe().toArrow().to_pandas()
    return frame.sort_values(ID, ignore_index=True)


def test_the_pairs_are_those_of_block(records: Table, model: Model, on_spark: pd.DataFrame) -> None:
    ours = block(records, model.blocking).to_pandas().sort_values(ID, ignore_index=True)
    assert len(ours) >= SMALLEST
    pd.testing.assert_frame_equal(on_spark[ID], ours[ID], check_dtype=False)


def test_levels_and_weights_are_those_of_duckdb(
    records: Table, model: Model, on_spark: pd.DataFrame
) -> None:
    predicted = splink_linker(records, model).inference.predict().as_pandas_dataframe()
    ours = predicted.sort_values(ID, ignore_index=True)
    assert on_spark[ID].to_numpy().tolist() == ours[ID].to_numpy().tolist()
    for table in model.comparisons:
        assert (on_spark[f"gamma_{table.name}"] == ours[f"gamma_{table.name}"]).all(), table.name
        assert ours[f"gamma_{table.name}"].nunique() > 1, table.name
    for column in (
        "match_weight",
        "match_probability",
        *(f"mw_{t.name}" for t in model.comparisons),
    ):
        assert np.abs(on_spark[column] - ours[column]).max() <= 1e-9, column


def test_a_spark_frame_is_an_input(spark: Session) -> None:
    frame = spark.createDataFrame(
        [("a", "Nguyễn Thị Hường", "12/05/1990"), ("b", "Trần Văn Bình", None)],
        "record_id string, full_name string, date_of_birth string",
    )
    assert read(frame).input.to_arrow()["full_name"].to_pylist() == [
        "Nguyễn Thị Hường",
        "Trần Văn Bình",
    ]
