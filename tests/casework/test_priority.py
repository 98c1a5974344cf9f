"""Priority and the week: what is checked first, and that nothing starves."""

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.casework import Costs, Stake, weekly
from linkage.casework.priority import priority
from linkage.casework.sampling import draw_below
from linkage.engine import Engine, as_table
from linkage.errors import InputError
from linkage.schema import CaseKind, Entities, Scored

WORK = [kind for kind in CaseKind if not kind.explained]
PROBABILITY = st.floats(0, 1)


@given(st.sampled_from(WORK), PROBABILITY, st.integers(0, 60))
def test_more_at_stake_and_longer_waiting_never_lower_priority(
    kind: CaseKind, probability: float, weeks: int
) -> None:
    plain = priority(kind, probability, Costs(), weeks=weeks)
    assert 0 <= plain < 1
    assert priority(kind, probability, Costs(), weeks=weeks + 1) >= plain
    assert priority(kind, probability, Costs(), weeks=weeks, in_use=True) >= plain
    assert priority(kind, probability, Costs(), weeks=weeks, child=True) >= plain


@given(st.sampled_from(WORK), PROBABILITY)
def test_the_formula_is_the_documented_one(kind: CaseKind, p: float) -> None:
    costs = Costs()
    stake = costs.stakes[kind]
    worth = p * stake.if_true + p * (1 - p) * stake.if_false
    assert priority(kind, p, costs) == pytest.approx(worth / (worth + stake.check), abs=1e-6)


def test_clearing_people_counts_most_where_one_is_least_sure() -> None:
    only_false = {kind: Stake(0, 10, 1) for kind in WORK}
    costs = Costs(stakes=only_false)
    by_probability = [priority(CaseKind.TWO_IDS, p / 10, costs) for p in range(11)]
    assert max(by_probability) == by_probability[5]
    assert by_probability[0] == by_probability[10] == 0


def test_costs_travel_as_text_and_check_themselves() -> None:
    own = replace(Costs(), waiting=0.5, stakes={**Costs().stakes, CaseKind.ID_TYPO: Stake(1, 1, 1)})
    assert Costs.from_json(own.to_json()) == own
    assert Costs.from_json('{"patience": 4}') == replace(Costs(), patience=4)
    for wrong in ("[]", "{", '{"patience": 0}', '{"hurry": 1}', '{"stakes": {"two_ids": {}}}'):
        with pytest.raises(InputError):
            Costs.from_json(wrong)
    with pytest.raises(InputError, match="costs below 0"):
        Stake(-1, 0, 1)
    with pytest.raises(InputError, match="no stake for"):
        Costs(stakes={})


def row(n: int, kind: str, priority_: float, **more: Any) -> dict[str, Any]:
    return {
        "case_id": f"c{n:03}",
        "kind": kind,
        "record_ids": [f"r{n}"],
        "priority": priority_,
        "unit": "00001",
        "explained": False,
        "state": "open",
        "sampled": False,
        **more,
    }


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows)


MANY = [row(n, "two_ids", 0.9 - n / 1000) for n in range(50)]


def test_a_rare_kind_is_not_starved() -> None:
    rows = [*MANY, row(90, "id_typo", 0.01), row(91, "shared_cmnd", 0.02)]
    kinds = weekly(table(rows), per_unit=6, week="2026-W48")["kind"].to_pylist()
    assert len(kinds) == 6
    assert {"two_ids", "id_typo", "shared_cmnd"} == {*kinds}


def test_with_fewer_places_than_kinds_every_kind_gets_its_week() -> None:
    rows = [row(n, kind.value, 0.5) for n, kind in enumerate(WORK)]
    seen = set()
    for week in range(1, len(WORK) + 1):
        seen |= {*weekly(table(rows), per_unit=1, week=f"2026-W{week:02}")["kind"].to_pylist()}
    assert seen == {kind.value for kind in WORK}


def test_explained_and_decided_cases_stay_out_and_units_apart() -> None:
    rows = [
        row(1, "two_ids", 0.9),
        row(2, "two_ids", 0.8, state="decided"),
        row(3, "twins", 0.0, explained=True),
        row(4, "two_ids", 0.7, unit="00002"),
        row(5, "two_ids", 0.6, unit="00002"),
    ]
    found = weekly(table(rows), per_unit=1, week="2026-W48")
    assert found["case_id"].to_pylist() == ["c001", "c004"]
    one = weekly(table(rows), per_unit=9, week="2026-W48", unit="00002")
    assert one["case_id"].to_pylist() == ["c004", "c005"]


def test_sampled_cases_come_on_top_and_nothing_tells_where() -> None:
    drawn = [row(200 + n, "two_ids", 0.0, sampled=True) for n in range(3)]
    places = set()
    for week in range(1, 30):
        ids = weekly(table([*MANY, *drawn]), per_unit=10, week=f"2026-W{week:02}")["case_id"]
        assert len(ids) == 13
        places |= {place for place, case in enumerate(ids.to_pylist()) if case >= "c200"}
    assert len(places) > 8


def test_the_same_week_gives_the_same_list_whatever_the_order() -> None:
    ways = [table(MANY), table(MANY[::-1])]
    first, second = (weekly(t, per_unit=7, week="2026-W48")["case_id"] for t in ways)
    assert first.to_pylist() == second.to_pylist()


@pytest.mark.parametrize("week", ["2026-48", "2026-W60", "W48", ""])
def test_a_week_is_a_week(week: str) -> None:
    with pytest.raises(InputError):
        weekly(table(MANY), per_unit=3, week=week)


def test_pairs_below_the_threshold_are_drawn_evenly_over_the_strata() -> None:
    probabilities = [0.02] * 500 + [0.3] * 40 + [0.6] * 30 + [0.95] * 30
    ids = range(len(probabilities))
    with Engine(threads=1) as engine:
        scored = as_table(
            pa.table(
                {
                    "record_id_l": [f"a{n:04}" for n in ids],
                    "record_id_r": [f"b{n:04}" for n in ids],
                    "match_weight": [0.0 for _ in ids],
                    "match_probability": probabilities,
                }
            ),
            Scored,
            engine,
        )
        every = [f"{side}{n:04}" for side in "ab" for n in ids]
        alone = as_table(pa.table({"record_id": every, "entity_id": every}), Entities, engine)
        drawn = draw_below(scored, alone, 0.9, 30, "2026-W48")
        again = draw_below(scored, alone, 0.9, 30, "2026-W48")
        later = draw_below(scored, alone, 0.9, 30, "2026-W49")
        but = draw_below(scored, alone, 0.9, 30, "2026-W48", drawn[:5])
    assert drawn == again != later
    assert not {*drawn[:5]} & {*but}
    strata = [probabilities[int(left[1:])] for left, _ in drawn]
    assert {p: strata.count(p) for p in set(strata)} == {0.02: 10, 0.3: 10, 0.6: 10}
