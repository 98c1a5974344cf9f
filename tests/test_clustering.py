"""Clustering: order, bars, and the identity of entities."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.clustering import cluster
from linkage.errors import LinkageError
from linkage.model import default_model
from linkage.standardisation import standardise

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


def test_an_entity_keeps_the_id_of_most_of_its_records() -> None:
    before = pa.table(
        {"record_id": ["r0", "r1", "r2", "r3"], "entity_id": ["r0", "r0", "r0", "r3"]}
    )
    people = pa.table({"record_id": ["r1", "r2", "r3", "r4"]})
    found = scored([("r1", "r2", 0.9), ("r3", "r4", 0.9)])
    table = cluster(people, found, 0.5, last=before)
    assert table.to_arrow()["entity_id"].to_pylist() == ["r0", "r0", "r3", "r3"]


def test_a_record_that_left_its_entity_gets_an_id_of_its_own() -> None:
    before = pa.table({"record_id": ["r0", "r1", "r2"], "entity_id": ["r0", "r0", "r0"]})
    people = pa.table({"record_id": ["r0", "r1", "r2"]})
    ids = cluster(people, scored([("r1", "r2", 0.9)]), 0.5, last=before).to_arrow()["entity_id"]
    assert ids.to_pylist() == ["r0~", "r0", "r0"]


def test_one_bad_edge_does_not_join_two_people() -> None:
    """The record in the middle says little, so that it is like both; the two ends are twins."""
    shared = {
        "date_of_birth": "12/05/2012",
        "sex": "Nữ",
        "mother_name": "Trần Thị Lụa",
        "father_name": "Lê Văn Ba",
        "permanent_address": "Xã Phú Cường, Huyện Ba Vì, Hà Nội",
    }
    rows = [
        {"record_id": "a", "full_name": "Lê Thị Ngọc Hân", "personal_id": "001312000123", **shared},
        {"record_id": "b", "full_name": "Lê Ngọc Hân", "personal_id": None, **shared},
        {"record_id": "c", "full_name": "Lê Thị Bích", "personal_id": "001312004567", **shared},
    ]
    records = standardise(pa.Table.from_pylist(rows))
    bad = scored([("a", "b", 0.99), ("b", "c", 0.98)])
    plain = cluster(records, bad, 0.5)
    judged = cluster(records, bad, 0.5, model=default_model())
    assert len(set(plain.to_arrow()["entity_id"].to_pylist())) == 1
    assert judged.to_arrow()["entity_id"].to_pylist() == ["a", "a", "c"]
    assert judged.notes["left_apart"] == [
        {"pair": ["b", "c"], "barred": ["a", "c"], "why": "contradiction"}
    ]
