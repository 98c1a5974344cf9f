"""Tables: what is brought in, what is refused, and what is never shown."""

from pathlib import Path

import pyarrow as pa
import pytest

from linkage.engine import Engine, as_table
from linkage.errors import InputError, LinkageError, SchemaError
from linkage.schema import Decisions, IdHistory, NameFields, Pairs
from linkage.text.name_columns import NameKeys


def test_a_csv_file_may_hold_decisions(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("case_id,verdict,record_ids\nc1,same person,007;008\n", encoding="utf-8")
    (row,) = as_table(path, Decisions).to_arrow().to_pylist()
    assert row["record_ids"] == ["007", "008"]


def test_leading_zeros_of_a_csv_history_survive(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text("personal_id,previous_id,id_type\n001,002,cmnd\n", encoding="utf-8")
    assert as_table(path, IdHistory).to_arrow()["personal_id"].to_pylist() == ["001"]


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(SchemaError, match="lacks: record_id_r, rule"):
        as_table(pa.table({"record_id_l": ["a"]}), Pairs)
    wrong = {"record_id_l": [1], "record_id_r": [2], "rule": ["x"]}
    with pytest.raises(SchemaError, match=r"record_id_l is bigint.*record_id_r is bigint"):
        as_table(pa.table(wrong), Pairs)


def test_a_broken_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "pairs.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="cannot be read"):
        as_table(tmp_path / "pairs.parquet", Pairs)


def test_an_engine_error_quotes_no_value() -> None:
    with pytest.raises(LinkageError) as caught:
        Engine().rows("select cast(? as integer)", ["079085000456"])
    assert "079085000456" not in str(caught.value)


def test_wrong_settings_are_said() -> None:
    with pytest.raises(LinkageError, match="settings"):
        Engine(memory_limit="plenty")


def test_the_schema_of_names_is_what_the_text_rules_give() -> None:
    assert [column.name for column in NameFields("", "")] == list(NameKeys._fields)


def test_workers_leave_the_caller_alone() -> None:
    from linkage.engine.workers import Workers
    from linkage.values import sex_rows

    workers = Workers(2)
    try:
        assert list(workers.map(sex_rows, [["Nam"], ["Nữ"], ["x"]])) == [
            [("male",)],
            [("female",)],
            [(None,)],
        ]
        with pytest.raises(AttributeError):
            list(workers.map(sex_rows, [[1]]))
    finally:
        workers.close()


def test_a_class_that_refers_to_a_column_does_not_rename_it() -> None:
    number = type("Comparison", (), {"number": Pairs.rule}).__dict__["number"]
    assert number is Pairs.rule
    assert Pairs.rule.name == "rule"
