"""Clustering: order, bars, and the identity of entities."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.clustering import cluster
from linkage.errors import LinkageError

IDS = [f"r{i}" for i in range(7)]
edges = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.floats(0.01, 0.999)), max_size=12
)


def scored(found: list[tuple[str, str, float]]) -> pa.Table:
    kept = {(min(a, b), max(a, b)): p for a, b, p in found if a != b}
    return pa.table(
        {
            "record_id_l": pa.array([a for a, _ in kept], pa.string()),
            "record_id_r": pa.array([b for _, b in kept], pa.string()),
            "match_weight": pa.array(list(kept.values()), pa.float64()),
            "match_probability": pa.array(list(kept.values()), pa.float64()),
        }
    )


def entities(
    found: list[tuple[str, str, float]],
    same: list[tuple[str, str]] | None = None,
    different: list[tuple[str, str]] | None = None,
) -> dict[str, str]:
    people = pa.table({"record_id": IDS})
    table = cluster(people, scored(found), 0.5, same=same or [], different=different or [])
    assert len(table) == len(IDS)
    return {row["record_id"]: row["entity_id"] for row in table.to_arrow().to_pylist()}


@settings(max_examples=25, deadline=None)
@given(edges)
def test_entities_are_connected_components_named_by_their_smallest_id(
    found: list[tuple[str, str, float]],
) -> None:
    group = {record: {record} for record in IDS}
    for (a, b), p in {(min(a, b), max(a, b)): p for a, b, p in found}.items():
        if p >= 0.5:
            merged = group[a] | group[b]
            for record in merged:
                group[record] = merged
    assert entities(found) == {record: min(members) for record, members in group.items()}


def test_the_weaker_edge_yields_to_a_bar() -> None:
    found = [("r0", "r1", 0.9), ("r1", "r2", 0.99)]
    assert entities(found, different=[("r0", "r2")])["r1"] == "r1"
    assert entities(found, different=[("r0", "r2")])["r2"] == "r1"


def test_same_is_joined_without_a_score() -> None:
    assert entities([], same=[("r3", "r5")])["r5"] == "r3"


def test_contradicting_decisions_are_refused() -> None:
    with pytest.raises(LinkageError, match="contradict"):
        entities([], same=[("r0", "r1"), ("r1", "r2")], different=[("r0", "r2")])
