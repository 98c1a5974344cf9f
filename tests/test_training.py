"""Training on a register: what labels of known pairs change."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from linkage import score, standardise, synthesise, train
from linkage.blocking import block
from linkage.cli import main
from linkage.engine import Engine, Table
from linkage.model import Model, default_model


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("labelled") / "heavy"
    synthesise(1_500, "heavy", 21, out=folder)
    return folder


def truth_of(records: Table, population: Path) -> pa.Table:
    """Every candidate pair, and whether it is one person."""
    engine, pairs = records.engine, block(records)
    truth = engine.store("truth", f"select * from '{population / 'truth.parquet'}'")
    return engine.arrow(
        f"select p.record_id_l, p.record_id_r, l.entity_id = r.entity_id as is_match "
        f"from {pairs.name} p join {truth} l on l.record_id = p.record_id_l "
        f"join {truth} r on r.record_id = p.record_id_r order by 1, 2"
    )


def error(records: Table, labels: pa.Table, model: Model) -> float:
    """Mean squared error of the probabilities of labelled pairs."""
    scored = score(records, block(records), model, least_probability=0).to_arrow()
    given = labels.column("is_match").to_numpy(zero_copy_only=False).astype(float)
    found = scored.sort_by([("record_id_l", "ascending"), ("record_id_r", "ascending")])
    return float(np.square(found.column("match_probability").to_numpy() - given).mean())


def test_labels_bring_the_probabilities_nearer_to_the_truth(population: Path) -> None:
    with Engine() as engine:
        records = standardise(population / "people.parquet", engine=engine)
        labels = truth_of(records, population)
        labelled = train(records, labels=labels)
        assert labelled.provenance["labelled_pairs"] == labels.num_rows
        assert labelled.calibration != default_model().calibration
        assert error(records, labels, labelled) < error(records, labels, train(records))


def test_decisions_are_labels(population: Path, tmp_path: Path) -> None:
    with Engine() as engine:
        records = standardise(population / "people.parquet", engine=engine)
        labels = truth_of(records, population).to_pylist()
    same, other = (next(row for row in labels if row["is_match"] is said) for said in (True, False))
    decisions = tmp_path / "decisions.csv"
    lines = ["case_id,verdict,record_ids"]
    for number, (row, verdict) in enumerate(((same, "same person"), (other, "different people"))):
        lines.append(f'{number},{verdict},"{row["record_id_l"]};{row["record_id_r"]}"')
    decisions.write_text("\n".join(lines), encoding="utf-8")
    model = tmp_path / "model.json"
    people = str(population / "people.parquet")
    assert main(["train", people, "--decisions", str(decisions), "--out", str(model)]) == 0
    assert Model.load(model).provenance["labelled_pairs"] == 2
