"""Blocking against a slow obvious version, and its refusals."""

from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from splink.comparison_library import ExactMatch

from linkage.blocking import Block, BlockingRule, block, block_on, cost, keyed, pairs_by_rule
from linkage.engine import Engine, as_table
from linkage.errors import LinkageError, SchemaError
from linkage.schema import Records
from linkage.splink_linker import linker

cell = st.one_of(st.none(), st.sampled_from(["x", "y", "z"]))
rows = st.lists(st.tuples(cell, cell), min_size=1, max_size=25)
RULES = (block_on("phone"), block_on("household_id", "phone"), block_on("household_id"))


def people(cells: list[tuple[str | None, str | None]]) -> pa.Table:
    return pa.table(
        {
            "record_id": [f"r{i}" for i in range(len(cells))],
            "phone": pa.array([a for a, _ in cells], pa.string()),
            "household_id": pa.array([b for _, b in cells], pa.string()),
        }
    )


def slow_block(table: pa.Table) -> set[tuple[str, str, str]]:
    found = set()
    for one, other in combinations(table.to_pylist(), 2):
        left, right = sorted((one, other), key=lambda row: str(row["record_id"]))
        for rule in RULES:
            if all(left[c] is not None and left[c] == right[c] for c in rule.columns):
                found.add((left["record_id"], right["record_id"], rule.name))
                break
    return found


@settings(max_examples=25, deadline=None)
@given(rows)
def test_finds_what_comparing_all_pairs_finds(
    cells: list[tuple[str | None, str | None]],
) -> None:
    table = people(cells)
    found = {tuple(row.values()) for row in block(table, RULES).to_arrow().to_pylist()}
    assert found == slow_block(table)


def test_over_common_keys_are_dropped_and_counted() -> None:
    table = people([("same", str(i)) for i in range(6)])
    rule = BlockingRule("phone", ("phone",), largest_block=5)
    assert len(block(table, [rule])) == 0
    (counted,) = cost(table, [rule])
    assert (counted.pairs, counted.dropped_keys, counted.dropped_records) == (0, 1, 6)


def test_cost_is_known_before_the_work() -> None:
    table = people([("a", "h"), ("a", "h"), ("a", None), ("b", "h")])
    pairs = block(table, RULES)
    by_rule = {note["rule"]: note for note in pairs.notes["rules"]}
    assert by_rule["phone"]["pairs"] == 3
    assert by_rule["household_id"]["new_pairs"] == 2
    assert [c.pairs for c in cost(table, RULES)] == [3, 1, 3]


def test_a_costly_rule_is_refused() -> None:
    table = people([("same", None)] * 1_600)
    with pytest.raises(LinkageError, match="too many pairs: phone"):
        block(table, [BlockingRule("phone", ("phone",), largest_block=10_000)])


def test_missing_columns_are_named_at_once() -> None:
    with pytest.raises(SchemaError, match="birth_year, nowhere"):
        block(people([("a", "b")]), [block_on("nowhere"), block_on("birth_year")])


def test_rules_need_names_of_their_own() -> None:
    with pytest.raises(LinkageError, match="share a name: phone"):
        block(people([("a", "b")]), [block_on("phone"), block_on("phone")])


WARDS = st.lists(st.sampled_from(["w1", "w2", "w3"]), max_size=3)
full_rows = st.lists(st.tuples(cell, cell, WARDS), min_size=2, max_size=25)
SPLIT = BlockingRule("split", ("phone",), largest_block=3, refine=("household_id", "home_wards"))
LISTED = BlockingRule("listed", ("home_wards", "phone"), largest_block=4, refine=("household_id",))


def housed(cells: list[tuple[str | None, str | None, list[str]]]) -> pa.Table:
    wards = pa.array([wards for *_, wards in cells], pa.list_(pa.string()))
    return people([(a, b) for a, b, _ in cells]).append_column("home_wards", wards)


def slow_keys(rows: list[dict[str, object]], columns: tuple[str, ...]) -> list[tuple[str, object]]:
    """Record id and key, for each key of each record."""
    found: list[tuple[str, tuple[object, ...]]] = [(str(row["record_id"]), ()) for row in rows]
    by_id = {str(row["record_id"]): row for row in rows}
    for column in columns:
        longer = []
        for record_id, key in found:
            value = by_id[record_id][column]
            values = set(value) if isinstance(value, list) else {value} - {None}
            longer += [(record_id, (*key, each)) for each in values]
        found = longer
    return list(found)


def slow_split(table: pa.Table, rule: BlockingRule) -> set[tuple[str, str]]:
    """Blocks of a rule by going through all keys, the over-common ones again with more columns."""
    found = set()
    over: set[tuple[str, object]] | None = None
    for step in range(len(rule.refine) + 1):
        held: dict[object, list[str]] = {}
        for record_id, key in slow_keys(table.to_pylist(), rule.columns + rule.refine[:step]):
            before = key[:-1]  # type: ignore[index]
            if over is None or (record_id, before) in over:
                held.setdefault(key, []).append(record_id)
        over = set()
        for key, ids in held.items():
            if len(ids) > rule.largest_block:
                over |= {(record_id, key) for record_id in ids}
            else:
                found |= set(combinations(sorted(ids), 2))
    return found


@settings(max_examples=25, deadline=None)
@given(full_rows)
def test_over_common_keys_are_split_as_a_slow_version_splits_them(
    cells: list[tuple[str | None, str | None, list[str]]],
) -> None:
    table = housed(cells)
    for rule in (SPLIT, LISTED):
        pairs = block(table, [rule]).to_arrow().to_pylist()
        found = {(row["record_id_l"], row["record_id_r"]) for row in pairs}
        assert found == slow_split(table, rule)
        (counted,) = cost(table, [rule])
        assert counted.pairs >= len(found)
        assert counted.largest <= rule.largest_block


def test_cost_says_how_large_blocks_are_and_on_what_they_rest() -> None:
    table = housed([("same", str(i // 2), ["w1"]) for i in range(6)])
    (counted,) = cost(table, [SPLIT])
    assert counted.blocks == (Block(2, ("phone", "household_id")),) * 3
    table = housed([("same", "same", ["w1"]) for _ in range(5)])
    (counted,) = cost(table, [SPLIT])
    assert counted.dropped == (Block(5, ("phone", "household_id", "home_wards")),)
    assert (counted.pairs, counted.dropped_keys, counted.dropped_records) == (0, 1, 5)


def test_every_rule_is_named_for_what_it_finds() -> None:
    table = people([("a", "h"), ("a", "h"), ("b", "h")])
    rows = pairs_by_rule(table, RULES).to_arrow().to_pylist()
    assert sorted(row["rule"] for row in rows) == [
        "household_id", "household_id", "household_id", "household_id+phone", "phone",
    ]  # fmt: skip


def test_splink_finds_the_same_pairs_on_counted_keys() -> None:
    cells = [("p" if i % 3 else None, str(i % 4), [f"w{i % 2}", "w9"]) for i in range(24)]
    with Engine() as engine:
        records = as_table(housed(cells), Records, engine)
        widened, rules = keyed(records, [SPLIT, LISTED])
        splink = linker(widened, [ExactMatch("phone")], rules)
        counted = splink.inference.predict().as_record_list()
        ours = block(records, [SPLIT, LISTED]).to_arrow().to_pylist()
    left, right = "record_id_l", "record_id_r"
    assert {(r[left], r[right]) for r in counted} == {(r[left], r[right]) for r in ours}
    assert ours
