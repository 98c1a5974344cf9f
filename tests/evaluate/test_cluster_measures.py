"""Cluster measures against their definitions written out, record by record and set by set."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import InputError
from linkage.evaluate import Bootstrap, ClusterQuality, by_slice, cluster_quality, judge_clusters

IDS = [f"r{i}" for i in range(8)]
groupings = st.lists(st.integers(0, 4), min_size=len(IDS), max_size=len(IDS)).map(
    lambda codes: {record: f"g{code}" for record, code in zip(IDS, codes, strict=True)}
)


def table(groups: dict[str, str]) -> pa.Table:
    return pa.table(
        {
            "record_id": pa.array(groups, pa.string()),
            "entity_id": pa.array(groups.values(), pa.string()),
        }
    )


def measured(found: dict[str, str], truth: dict[str, str]) -> ClusterQuality:
    return cluster_quality(judge_clusters(table(found), table(truth)))


def sets(groups: dict[str, str]) -> list[set[str]]:
    return [{r for r in groups if groups[r] == name} for name in sorted({*groups.values()})]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def pairs(groups: list[set[str]]) -> set[tuple[str, str]]:
    return {(a, b) for group in groups for a in group for b in group if a < b}


@given(groupings, groupings)
@settings(max_examples=25, deadline=None)
def test_figures_follow_their_definitions(found: dict[str, str], truth: dict[str, str]) -> None:
    quality = measured(found, truth)
    clusters, entities = sets(found), sets(truth)
    home = {r: group for group in clusters for r in group}
    true = {r: group for group in entities for r in group}
    assert quality.b3_precision.value == pytest.approx(
        mean([len(home[r] & true[r]) / len(home[r]) for r in IDS])
    )
    assert quality.b3_recall.value == pytest.approx(
        mean([len(home[r] & true[r]) / len(true[r]) for r in IDS])
    )
    assert quality.closest_precision.value == pytest.approx(
        mean([max(jaccard(c, e) for e in entities) for c in clusters])
    )
    assert quality.closest_recall.value == pytest.approx(
        mean([max(jaccard(c, e) for c in clusters) for e in entities])
    )
    assert quality.exact.value == pytest.approx(mean([float(e in clusters) for e in entities]))
    several = [float(e in clusters) for e in entities if len(e) > 1]
    assert quality.exact_of_several.value == (pytest.approx(mean(several)) if several else None)
    assert quality.splits == sum(len({found[r] for r in e}) > 1 for e in entities)
    assert quality.merges == sum(len({truth[r] for r in c}) > 1 for c in clusters)
    both = len(pairs(clusters) & pairs(entities))
    for figure, whole in (
        (quality.pair_precision, pairs(clusters)),
        (quality.pair_recall, pairs(entities)),
    ):
        assert figure.value == (pytest.approx(both / len(whole)) if whole else None)


@given(groupings)
@settings(max_examples=25, deadline=None)
def test_truth_itself_is_perfect(truth: dict[str, str]) -> None:
    quality = measured(truth, truth)
    assert (quality.splits, quality.merges, quality.exact.value) == (0, 0, 1.0)
    assert quality.b3_f1.value == quality.closest_f1.value == 1.0


@given(groupings, groupings)
@settings(max_examples=25, deadline=None)
def test_exchanging_found_and_true_exchanges_precision_and_recall(
    found: dict[str, str], truth: dict[str, str]
) -> None:
    one, other = measured(found, truth), measured(truth, found)
    assert one.b3_precision.value == pytest.approx(other.b3_recall.value)
    assert one.closest_f1.value == pytest.approx(other.closest_f1.value)


def test_one_entity_of_all() -> None:
    truth = dict.fromkeys(IDS, "one")
    apart = {record: record for record in IDS}
    quality = measured(apart, truth)
    assert (quality.b3_precision.value, quality.b3_recall.value) == (1.0, 1 / 8)
    assert (quality.splits, quality.merges, quality.pair_precision.value) == (1, 0, None)


def test_unlisted_records_are_entities_of_their_own() -> None:
    truth = {"a": "1", "b": "1", "c": "2"}
    listed = measured({"a": "a", "b": "a", "c": "c"}, truth)
    assert measured({"a": "a", "b": "a"}, truth) == listed


def test_no_records() -> None:
    quality = cluster_quality(judge_clusters(table({}), table({})), bootstrap=Bootstrap(5))
    assert quality.records == 0
    assert quality.b3_f1.value is None
    assert quality.exact.value is None


def test_unknown_and_repeated_records_are_refused() -> None:
    found = pa.table({"record_id": ["a", "a", "x"], "entity_id": ["1", "2", "3"]})
    with pytest.raises(InputError, match=r"records listed twice: 1, records without truth: 1"):
        judge_clusters(found, table({"a": "1"}))


def test_slice_counts_the_entities_that_touch_it() -> None:
    truth = {"a": "1", "b": "1", "c": "2", "d": "2"}
    found = {"a": "x", "b": "x", "c": "y", "d": "z"}
    parts = by_slice(
        judge_clusters(table(found), table(truth)),
        {"a": "left", "b": "left", "c": "right", "d": "left"},
        cluster_quality,
    )
    left, right = parts["left"], parts["right"]
    assert (left.records, left.entities, left.clusters, left.splits) == (3, 2, 2, 1)
    assert left.b3_recall.value == pytest.approx((1 + 1 + 0.5) / 3)
    assert (right.records, right.exact.value) == (1, 0.0)


def test_interval_holds_the_value() -> None:
    truth = {f"r{i}": f"e{i // 2}" for i in range(400)}
    found = {
        record: (entity if i % 8 else f"x{i}") for i, (record, entity) in enumerate(truth.items())
    }
    judged = judge_clusters(table(found), table(truth))
    figure = cluster_quality(judged, bootstrap=Bootstrap(200)).exact
    assert figure.value == 0.75
    assert figure.low is not None
    assert figure.high is not None
    # The binomial interval of 200 entities is 0.75 ± 0.06.
    assert 0.67 < figure.low < 0.72
    assert 0.78 < figure.high < 0.83
