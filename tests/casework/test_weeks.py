"""Three weeks of a unit: cases keep their ids, decisions hold, nothing is lost on the way."""

import datetime
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from benchmarks.weeks import live

import linkage
from linkage.casework import Decision, DecisionLog
from linkage.casework.decision_files import with_cases
from linkage.casework.past import changes_between
from linkage.engine import Engine
from linkage.errors import InputError
from linkage.repeating import repeat
from linkage.schema import Verdict

THURSDAYS = [datetime.date(2026, 11, 12) + datetime.timedelta(weeks=n) for n in range(3)]
VERDICTS = {
    "two_ids": Verdict.SAME,
    "no_id_duplicate": Verdict.DIFFERENT,
    "repeated_record": Verdict.SAME,
    "id_birth_year_mismatch": Verdict.CORRECTED,
    "id_place_mismatch": Verdict.EXPLAINED,
}
Case = Mapping[str, Any]


class Weeks:
    """Three reviews, each with what was decided before it and with some records changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = DecisionLog(folder / "log.db")
        linkage.synthesise(3000, "base", 31, out=folder / "town")
        self.people = pd.read_parquet(folder / "town" / "people.parquet").astype(object)
        self.changed: list[set[str]] = []
        self.decided: dict[str, Decision] = {}
        for week in range(3):
            self._live(week)

    def _live(self, week: int) -> None:
        dice = random.Random(week)
        if week:
            self.changed.append(live(self.people, dice))
        file = self.folder / f"people-{week}.parquet"
        self.people.to_parquet(file)
        with Engine(threads=2) as engine:
            linkage.review(
                file,
                id_history=self.folder / "town" / "id_history.parquet",
                decisions=self.log.path if week else None,
                last=self.folder / f"week-{week - 1}" if week else None,
                as_of=THURSDAYS[week],
                sample=6,
                by="công an phường",
                purpose="rà soát tuần",
                engine=engine,
            ).write(self.folder / f"week-{week}")
        self._decide(week, dice)

    def _decide(self, week: int, dice: random.Random) -> None:
        open_cases = [
            case
            for case in self.cases(week).values()
            if case["kind"] in VERDICTS and case["state"] != "decided" and not case["sampled"]
        ]
        chosen = dice.sample(open_cases, len(open_cases) // 3)
        said = [
            Decision(
                case["case_id"],
                VERDICTS[case["kind"]],
                author="An",
                decided_at=THURSDAYS[week].isoformat(),
            )
            for case in chosen
        ]
        decisions = with_cases(said, self.folder / f"week-{week}")
        assert self.log.append(decisions) == len(decisions)
        self.decided |= {decision.case_id: decision for decision in decisions}

    def cases(self, week: int) -> dict[str, Case]:
        rows = pq.read_table(self.folder / f"week-{week}" / "cases.parquet").to_pylist()
        assert len({row["case_id"] for row in rows}) == len(rows)
        return {row["case_id"]: row for row in rows}


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Weeks:
    return Weeks(tmp_path_factory.mktemp("weeks"))


@pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 2)])
def test_unchanged_matters_keep_their_ids(weeks: Weeks, before: int, after: int) -> None:
    first, then = weeks.cases(before), weeks.cases(after)
    moved = weeks.changed[after - 1]
    apart = [set(d.binds) for d in weeks.decided.values() if d.verdict is Verdict.DIFFERENT]
    kept = 0
    for case_id, case in first.items():
        away = any(records <= set(case["record_ids"]) for records in apart)
        if moved.isdisjoint(case["record_ids"]) and not case["sampled"] and not away:
            assert case_id in then
            assert then[case_id]["record_ids"] == case["record_ids"]
            assert then[case_id]["opened"] == case["opened"]
            kept += 1
    assert kept > 50


@pytest.mark.parametrize("week", [1, 2])
def test_decided_matters_stay_decided(weeks: Weeks, week: int) -> None:
    cases = weeks.cases(week)
    moved = set().union(*weeks.changed[:week])
    seen = 0
    for case_id, decision in weeks.decided.items():
        if decision.decided_at is None or decision.decided_at >= THURSDAYS[week].isoformat():
            continue
        seen += 1
        if decision.verdict is Verdict.DIFFERENT:
            proposed = [set(c["record_ids"]) for c in cases.values() if len(c["entity_ids"]) == 1]
            assert not any(set(decision.record_ids) <= records for records in proposed)
        elif moved.isdisjoint(decision.record_ids):
            assert cases[case_id]["state"] == "decided"
    assert seen > 10


def test_each_change_is_told_with_its_reason(weeks: Weeks) -> None:
    rows = changes_between(weeks.folder / "week-0", weeks.folder / "week-1")
    first, then = weeks.cases(0), weeks.cases(1)
    told = {row["case_id"]: row for row in rows}
    lasting = {c for c in first if c in then and not first[c]["sampled"]}
    assert {c for c, row in told.items() if row["change"] in ("open", "changed")} == lasting
    closed = [row for row in rows if row["change"] == "closed"]
    assert closed
    assert all(row["why"] for row in closed)
    different = {c for c, d in weeks.decided.items() if d.verdict is Verdict.DIFFERENT}
    assert different & {row["case_id"] for row in closed}
    assert all(
        "different people" in told[c]["why"] for c in different if c in first and c not in then
    )


def test_sampled_pairs_are_drawn_below_the_threshold_and_are_no_news(weeks: Weeks) -> None:
    sampled = [case for case in weeks.cases(1).values() if case["sampled"]]
    assert 0 < len(sampled) <= 6
    assert all(len(case["entity_ids"]) == 2 for case in sampled)
    changes = pq.read_table(weeks.folder / "week-1" / "changes.parquet")["case_id"].to_pylist()
    assert {case["case_id"] for case in sampled}.isdisjoint(changes)


def test_a_review_is_repeated_from_its_manifest(weeks: Weeks, tmp_path: Path) -> None:
    """The log has grown since; the repetition reads what was in it then."""
    assert repeat(weeks.folder / "week-1", tmp_path / "again") == []
    people = weeks.folder / "people-1.parquet"
    kept = people.read_bytes()
    people.write_bytes(kept[:-1] + b"x")
    with pytest.raises(InputError, match="people has changed"):
        repeat(weeks.folder / "week-1", tmp_path / "changed")
    people.write_bytes(kept)


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_week_leaves_nothing_half_done(weeks: Weeks, tmp_path: Path, seed: int) -> None:
    out = tmp_path / "week"
    before = len(weeks.log)
    command = [
        *(sys.executable, "-c", "from linkage.cli import run; run()"),
        *("review", str(weeks.folder / "people-2.parquet")),
        *("--out", str(out), "--last", str(weeks.folder / "week-1"), "--quiet"),
        *("--decisions", str(weeks.log.path), "--as-of", THURSDAYS[2].isoformat()),
    ]
    process = subprocess.Popen(command)
    time.sleep(random.Random(seed).uniform(0.5, 4.0))
    process.kill()
    process.wait()
    assert not out.exists() or (out / "manifest.json").is_file()
    assert len(weeks.log) == before
