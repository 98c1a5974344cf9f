"""The model as a value: what it refuses, how it travels, and how it is fitted."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.agreement import MISSING, Patterns
from linkage.errors import ModelError
from linkage.fitting import CARELESS_PER_CAREFUL, SHARED, fit_to, hold_careless
from linkage.model import (
    CLASSES,
    ONE_PERSON,
    Calibration,
    ComparisonTable,
    ErrorCosts,
    Level,
    Model,
    class_shares,
    class_tables,
    default_model,
    log2_odds,
    log_likelihoods,
    posterior,
    stranger_tables,
)
from linkage.training import calibrated, fit

YEAR = ComparisonTable(
    "birth_year",
    (
        Level("different", 0.01, 0.03, *[0.5] * 7, most_match=0.02),
        Level("same", 0.99, 0.97, *[0.5] * 7),
    ),
)
HOUSEHOLD = ComparisonTable(
    "household",
    (
        Level("different", 0.1, 0.3, 0.2, 0.2, 0.2, 0.2, 0.9, 0.99, 0.99),
        Level("same", 0.9, 0.7, 0.8, 0.8, 0.8, 0.8, 0.1, 0.01, 0.01),
    ),
)


KIN_TOO_MANY = (0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.5, 0.5, 0.5)


def model() -> Model:
    return Model(
        name="small",
        version="1",
        shares=dict(zip(CLASSES, (0.1, 0.02, 0.02, 0.01, 0.05, 0.05, 0.1, 0.1, 0.55), strict=True)),
        comparisons=(YEAR, HOUSEHOLD),
        blocking=(),
    )


def patterns(counts: list[float]) -> Patterns:
    levels = np.array([[1, 1], [0, 1], [1, 0], [0, 0], [MISSING, 1]], np.int8)
    return Patterns(("birth_year", "household"), levels, np.array(counts))


def test_a_model_travels_as_json(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    model().save(path)
    assert Model.load(path) == model()


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"format": 99}', '{"format": 5, "name": "x"}', "\x00"]
)
def test_what_is_no_model_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(content)
    with pytest.raises(ModelError, match="not a model"):
        Model.load(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        Model.load(tmp_path / "absent.json")


def test_all_problems_are_said_at_once() -> None:
    unknown = ComparisonTable("shoe_size", YEAR.levels)
    with pytest.raises(ModelError, match=r"match_threshold.*shoe_size is unknown"):
        replace(model(), match_threshold=2.0, comparisons=(unknown,))


def test_tables_must_be_probabilities() -> None:
    with pytest.raises(ModelError, match=r"kin sums to 1\.2"):
        ComparisonTable(
            "birth_year", (Level("different", *KIN_TOO_MANY), Level("same", *KIN_TOO_MANY))
        )


def test_levels_of_another_version_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    model().save(path)
    data = json.loads(path.read_text())
    data["comparisons"][0]["levels"][0]["name"] = "unlike"
    path.write_text(json.dumps(data))
    with pytest.raises(ModelError, match="levels of birth_year"):
        Model.load(path)


def test_shares_follow_the_data() -> None:
    few = class_shares(fit_to(model(), patterns([10, 10, 500, 500, 0])))
    many = class_shares(fit_to(model(), patterns([900, 10, 50, 50, 0])))
    assert many[0] > few[0]
    assert np.isclose(few.sum(), 1)


def test_a_fit_ends_where_the_posterior_says_the_same() -> None:
    found = patterns([90_000, 4_000, 30_000, 50_000, 7_000])
    fitted = fit_to(model(), found)
    shares = class_shares(fitted)
    said = posterior(log_likelihoods(class_tables(fitted), found.levels), shares).T @ found.counts
    assert np.allclose(shares, hold_careless(said / said.sum()), atol=1e-3)


def test_tables_follow_the_data_as_far_as_the_model_lets_them() -> None:
    found = patterns([100, 100, 0, 100_000, 0])
    start, fitted = class_tables(model())[0][-1], class_tables(fit_to(model(), found))[0][-1]
    assert 0.7 < fitted[0] < 0.8  # half-way from 0.5 to what all of these strangers show
    assert np.allclose(start, [0.5, 0.5])
    few = class_tables(fit_to(model(), patterns([0, 0, 0, 10, 0])))[0][-1]
    assert np.allclose(few, start, atol=0.02)


def test_twins_stay_as_they_are_but_for_what_they_share() -> None:
    home = next(table for table in default_model().comparisons if table.name == "home")
    start = replace(model(), comparisons=(home, HOUSEHOLD))
    one_town = Patterns(
        ("home", "household"), np.array([[2, 0], [5, 1]], np.int8), np.array([50_000.0, 500.0])
    )
    fitted = fit_to(start, one_town)
    assert fitted.comparisons[0].levels[2].unrelated > 10 * home.levels[2].unrelated
    assert fitted.comparisons[0].levels[2].twin_apart == home.levels[2].twin_apart
    for level in fitted.comparisons[0].levels:
        assert level.twin == level.match
    for before, after in zip(HOUSEHOLD.levels, fitted.comparisons[1].levels, strict=True):
        assert (after.twin, after.twin_apart) == (before.twin, before.twin_apart)


def test_how_often_twins_bear_near_numbers_is_told_by_the_register() -> None:
    number = next(table for table in default_model().comparisons if table.name == "personal_id")
    start = replace(model(), comparisons=(number, HOUSEHOLD))
    near = [level.name for level in number.levels].index("near_number")
    names = ("personal_id", "household")
    found = Patterns(names, np.array([[near, 1]], np.int8), np.array([5_000.0]))
    before, after = number.levels[near], fit_to(start, found).comparisons[0].levels[near]
    assert after.twin > 2 * before.twin
    same = [table.levels[-1].twin for table in (number, fit_to(start, found).comparisons[0])]
    assert same[0] == pytest.approx(same[1])


def test_training_returns_a_new_model_and_keeps_its_bounds() -> None:
    start = model()
    fitted = fit(start, patterns([600, 300, 500, 500, 20]), table_pairs=1, per_pair=0)
    different = fitted.comparisons[0].levels[0]
    assert start == model()
    assert different.match <= 0.02 + 1e-9
    assert fitted.comparisons[1].levels[1].twin == start.comparisons[1].levels[1].twin
    assert fitted.provenance["pairs"] == 1920


def test_labels_bar_the_classes_they_contradict() -> None:
    found = patterns([50, 50, 50, 50, 0])
    two_people = np.tile(np.arange(len(CLASSES)) >= ONE_PERSON, (5, 1))
    fitted = fit(model(), found, two_people | (found.levels == 1).all(axis=1)[:, None])
    assert (
        fitted.shares["match"] + fitted.shares["careless"]
        < class_shares(fit(model(), found))[:2].sum()
    )
    assert fitted.shares["match"] + fitted.shares["careless"] <= 0.25


def test_a_calibration_is_found_again_and_held_where_labels_are_few() -> None:
    odds = np.linspace(-6, 6, 25)
    truth = 1 / (1 + np.exp2(-(1.0 + 0.5 * odds)))
    odds, same = np.tile(odds, 2), np.repeat([1.0, 0.0], 25)
    pairs = np.concatenate([truth, 1 - truth])
    many = calibrated(odds, same, 1e6 * pairs)
    assert np.allclose([many.intercept, many.slope], [1.0, 0.5])
    few = calibrated(odds, same, 0.001 * pairs, held_by=Calibration(3.0, 1.0))
    assert np.allclose([few.intercept, few.slope], [3.0, 1.0], atol=0.05)
    with pytest.raises(ModelError, match="do not determine"):
        calibrated(np.ones(3), np.ones(3), np.ones(3))


def test_a_calibration_is_found_from_far_away() -> None:
    odds = np.repeat([-12.0, -8.0, 0.0, 30.0], 2)
    same = np.tile([1.0, 0.0], 4)
    pairs = np.array([1.0, 999.0, 20.0, 980.0, 95.0, 5.0, 5_000.0, 0.0])
    line = calibrated(odds, same, pairs)
    expected = 1 / (1 + np.exp2(-line(odds[same == 1])))
    assert pairs @ same == pytest.approx((pairs[::2] + pairs[1::2]) @ expected)


def test_careless_records_are_one_person_all_the_same() -> None:
    found = patterns([1, 1, 1, 1, 0])
    shares = np.array([0.1, 0.0, 0.1, 0.0, 0.0, 0.1, 0.1, 0.1, 0.5])
    moved = np.array([0.05, 0.05, 0.1, 0.0, 0.0, 0.1, 0.1, 0.1, 0.5])
    assert log2_odds(model(), found, moved)[1] > log2_odds(model(), found, shares)[1]


def test_careless_hands_are_as_many_as_they_are_known_to_be() -> None:
    for counts in ([0, 500, 0, 0, 0], [500, 0, 0, 0, 0]):
        shares = fit_to(model(), patterns(counts)).shares
        assert shares["careless"] == pytest.approx(CARELESS_PER_CAREFUL * shares["match"])


def test_numbers_of_neighbours_are_alike_as_often_as_in_the_data() -> None:
    start = default_model()
    names = tuple(table.name for table in start.comparisons)
    levels = np.full((1, len(names)), MISSING, dtype=np.int8)
    seen = {"name": "different", "home": "same_ward", "personal_id": "one_slip"}
    for name, level in seen.items():
        table = start.comparisons[names.index(name)]
        levels[0, names.index(name)] = [lv.name for lv in table.levels].index(level)
    fitted = fit_to(start, Patterns(names, levels, np.array([5_000.0])))
    before, after = (m.comparisons[names.index("personal_id")].levels for m in (start, fitted))
    place = [level.name for level in before].index("one_slip")
    assert after[place].neighbour > 100 * before[place].neighbour
    assert after[place].match < 2 * before[place].match


@pytest.mark.parametrize("cls", SHARED)
def test_brothers_and_twins_share_what_one_person_does(cls: str) -> None:
    tables = {table.name: table.levels for table in default_model().comparisons}
    for name in SHARED[cls]:
        assert [level.of(cls) for level in tables[name]] == [level.match for level in tables[name]]
    assert all(level.of(cls) != level.match for level in tables["name"])


def test_caution_with_twins_lowers_what_twins_could_be() -> None:
    found, shares = patterns([1, 1, 1, 1, 0]), class_shares(model())
    plain = log2_odds(model(), found, shares)
    assert (log2_odds(replace(model(), twin_caution=5.0), found, shares) < plain).all()


def test_a_calibration_keeps_the_order() -> None:
    found, shares = patterns([1, 1, 1, 1, 0]), class_shares(model())
    plain = log2_odds(model(), found, shares)
    line = log2_odds(replace(model(), calibration=Calibration(2.0, 0.5)), found, shares)
    assert np.allclose(line, 2 + plain / 2)
    with pytest.raises(ModelError, match="slope"):
        Calibration(slope=0.0)


def test_degenerate_training_is_refused_and_says_which_level() -> None:
    all_same = patterns([1e9, 0, 0, 0, 0])
    with pytest.raises(ModelError, match="birth_year: same is all that pairs of one person show"):
        fit(model(), all_same, table_pairs=1, per_pair=0)


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0.001, 50))
def test_thresholds_follow_from_costs(wrong_merge: float, miss: float, check: float) -> None:
    costs = ErrorCosts(wrong_merge, miss, check)
    low, high = costs.review_band
    p = costs.match_threshold
    assert np.isclose((1 - p) * wrong_merge, p * miss)
    assert 0 < low <= high < 1
    if low < high:
        assert low < p < high


def test_a_start_that_counts_for_much_holds() -> None:
    counts = [600.0, 300, 500, 500, 20]
    free, held = (fit(model(), patterns(counts), table_pairs=p) for p in (1, 1e9))
    before, after, moved = (m.comparisons[1].levels[1].unrelated for m in (model(), held, free))
    assert abs(after - before) < 1e-4 < abs(moved - before)


def test_the_shipped_model_is_sound() -> None:
    shipped = default_model()
    by_name = {table.name: {lv.name: lv for lv in table.levels} for table in shipped.comparisons}
    rarities = ("singular", "rare", "uncommon", "usual", "common")
    exact = [f"exact_{rarity}" for rarity in rarities]
    u = dict(zip(by_name["name"], stranger_tables(shipped)[0], strict=True))
    says = [by_name["name"][level].match / u[level] for level in exact]
    assert says == sorted(says, reverse=True)
    assert says[0] > 100
    assert says[-1] > 1
    assert by_name["name"]["given_differs"].match <= 0.0005 + 1e-9
    for levels in by_name.values():
        for level in levels.values():
            assert all(0 < level.of(cls) < 1 for cls in CLASSES)
