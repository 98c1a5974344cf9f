"""Blocking against a slow obvious version, and its refusals."""

from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.blocking import BlockingRule, block, block_on, cost
from linkage.errors import LinkageError, SchemaError

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
