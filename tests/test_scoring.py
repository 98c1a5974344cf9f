"""Scoring: weights that sum, Splink's own weights, and what is kept."""

from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

from linkage.engine import Table, as_table
from linkage.errors import SchemaError
from linkage.model import default_model
from linkage.schema import Pairs
from linkage.scoring import score
from linkage.splink_linker import splink_linker
from linkage.standardisation import standardise

PEOPLE = pa.table(
    {
        "record_id": ["a", "b", "c", "d", "e"],
        "full_name": [
            "Nguyễn Thị Hường",
            "NGUYEN THI HUONG",
            "Nguyễn Thị Hương",
            "Trần Văn Bình",
            "Nguyễn Văn Hùng",
        ],
        "date_of_birth": ["12/05/1990", "1990-05-12", "12/05/1990", "1955", "01/01/1960"],
        "sex": ["Nữ", "F", "nữ", "Nam", None],
        "mother_name": ["Lê Thị Lụa", "Lê Thị Lụa", "Lê Thị Lụa", None, "Phạm Thị Mơ"],
        "father_name": ["Nguyễn Văn Ba", None, "Nguyễn Văn Ba", "Trần Văn An", None],
        "personal_id": ["001190000123", None, "001190777888", "079055000111", "031060123456"],
        "permanent_address": ["P. Láng Hạ, Q. Đống Đa, Hà Nội"] * 3 + ["Long An", None],
        "phone": ["0912345678", "0912 345 678", None, None, None],
    }
)


@pytest.fixture(scope="module")
def records() -> Table:
    return standardise(PEOPLE)


def all_pairs(records: Table) -> Table:
    ids = PEOPLE["record_id"].to_pylist()
    found = list(combinations(ids, 2))
    rows = {
        "record_id_l": [left for left, _ in found],
        "record_id_r": [right for _, right in found],
        "rule": ["all"] * len(found),
    }
    return as_table(pa.table(rows), Pairs, records.engine)


def test_weights_sum_to_the_match_weight(records: Table) -> None:
    scored = score(records, all_pairs(records), least_probability=0.0).to_pandas()
    weights = scored[[c for c in scored.columns if c.startswith("weight_")]].sum(axis=1)
    assert np.allclose(weights, scored["match_weight"])
    assert np.allclose(1 / (1 + np.exp2(-weights)), scored["match_probability"])


def test_one_person_scores_above_a_sister_above_a_stranger(records: Table) -> None:
    scored = score(records, all_pairs(records), least_probability=0.0).to_pandas()
    by_pair = scored.set_index(["record_id_l", "record_id_r"])["match_weight"]
    assert by_pair["a", "b"] > by_pair["a", "c"] > by_pair["a", "d"]


def test_missing_is_neutral(records: Table) -> None:
    scored = score(records, all_pairs(records), least_probability=0.0).to_pandas()
    missing = scored["level_phone"].isna()
    assert missing.any()
    assert (scored.loc[missing, "weight_phone"] == 0).all()


def test_weights_are_those_of_splink(records: Table) -> None:
    model = default_model()
    pairs = all_pairs(records)
    ours = score(records, pairs, model, fit=False, least_probability=0.0).to_pandas()
    linker = splink_linker(records, model)
    api = linker._db_api
    blocked = api.register(
        pairs.to_pandas().rename(
            columns={"record_id_l": "join_key_l", "record_id_r": "join_key_r", "rule": "match_key"}
        ),
        table_name="blocked",
    )
    linker.table_management.register_blocked_pairs_for_predict(blocked)
    theirs = linker.inference.predict().as_pandas_dataframe()
    both = ours.merge(theirs, on=["record_id_l", "record_id_r"], suffixes=("", "_splink"))
    assert len(both) == len(ours) == 10
    for table in model.comparisons:
        assert np.allclose(both[f"weight_{table.name}"], both[f"mw_{table.name}"], atol=1e-9)


def test_lacking_columns_are_named() -> None:
    bare = pa.table({"record_id": ["a", "b"], "sex": ["male", "male"]})
    pairs = pa.table({"record_id_l": ["a"], "record_id_r": ["b"], "rule": ["x"]})
    with pytest.raises(SchemaError, match="lacks columns of comparisons"):
        score(bare, pairs)
