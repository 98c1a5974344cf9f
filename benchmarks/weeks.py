"""Three simulated weeks: do unchanged matters keep their ids, do decisions hold, is anything lost?

python -m benchmarks.weeks --people 20000 --seed 905

Each week one record in a hundred changes (a house, the marks of the name, a phone, a parent), half
of the open cases of each kind are decided by somebody who knows the truth, and each file of
decisions is handed in by processes that are killed at random points until one gets through. The
review of the week is killed twice as well.
"""

import argparse
import csv
import datetime
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from linkage.casework import DecisionLog
from linkage.schema import Verdict
from linkage.synthetic import synthesise
from linkage.text.unicode import fold

LINKAGE = (sys.executable, "-c", "from linkage.cli import run; run()")
FIRST = datetime.date(2026, 11, 12)
WEEKS = 3
CHANGED = 0.01
DECIDED = 0.5
KILLS = 3

Case = Mapping[str, Any]


def live(people: pd.DataFrame, dice: random.Random) -> set[str]:
    """Change one record in a hundred, in one field each, and tell which.

    Args:
        people: The register, a plain index; it is changed in place.
        dice: Picks the records and what happens to them.
    """
    rows = dice.sample(range(len(people)), int(len(people) * CHANGED))
    for row in rows:
        column = dice.choice(_CHANGING)
        people.at[row, column] = _changed(column, people.at[row, column], dice)
    return set(people.loc[rows, "record_id"])


_CHANGING = ("permanent_address", "full_name", "phone", "father_name", "mother_name")


def _changed(column: str, said: str | None, dice: random.Random) -> str | None:
    """A field after the week: a name without its marks, a parent lost or found, another home."""
    if column == "permanent_address":
        return "Phường Láng Hạ, Quận Đống Đa, Hà Nội"
    if column == "full_name":
        return (fold(said) or "").title() or said
    if column == "phone":
        return f"09{dice.randrange(10**8):08d}"
    found = "Nguyễn Văn Ba" if column == "father_name" else "Trần Thị Lụa"
    return None if said else found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--profile", default="base")
    parser.add_argument("--seed", type=int, default=905)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        town = Path(home) / "town"
        synthesise(options.people, options.profile, options.seed, out=town)
        for line in Weeks(Path(home), town, random.Random(options.seed)).run():  # noqa: S311
            print(line, flush=True)


class Weeks:
    """The weeks of a town, and what is counted in them."""

    def __init__(self, home: Path, town: Path, dice: random.Random) -> None:
        self.home, self.town, self.dice = home, town, dice
        self.people = pd.read_parquet(town / "people.parquet").astype(object)
        truth = pq.read_table(town / "truth.parquet").to_pydict()
        self.person = dict(zip(truth["record_id"], truth["entity_id"], strict=True))
        self.log = home / "decisions.db"
        self.given: dict[str, Verdict] = {}
        self.changed: set[str] = set()

    def run(self) -> Iterator[str]:
        """Live the weeks and tell what happened in each."""
        before: dict[str, Case] = {}
        for week in range(WEEKS):
            if week:
                self.changed = live(self.people, self.dice)
            start = time.perf_counter()
            killed = self._review(week)
            seconds = time.perf_counter() - start
            cases = self._cases(week)
            yield f"week {week + 1}: {len(cases):,} cases, {killed} reviews killed, {seconds:.0f} s"
            if before:
                yield from self._compare(before, cases, self._reasons(week))
            yield self._decide(week, cases)
            before = cases

    def _review(self, week: int) -> int:
        file, out = self.home / "people.parquet", self.home / f"week{week}"
        self.people.to_parquet(file)
        day = FIRST + datetime.timedelta(weeks=week)
        command = [
            *(*LINKAGE, "review", str(file), "--out", str(out), "--as-of", day.isoformat()),
            *("--id-history", str(self.town / "id_history.parquet"), "--quiet"),
            *(("--last", str(self.home / f"week{week - 1}")) if week else ()),
            *(("--decisions", str(self.log)) if week else ()),
        ]
        killed = sum(self._killed(command, 3.0) for _ in range(2))
        if not out.exists():
            subprocess.run(command, check=True)  # noqa: S603
        return killed

    def _killed(self, command: Sequence[str], most: float) -> bool:
        """Start a command and kill it at a random moment; false when it was done before."""
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, stdout=quiet, stderr=quiet)  # noqa: S603
        time.sleep(self.dice.uniform(0.1, most))
        done = process.poll() is not None
        process.kill()
        process.wait()
        return not done

    def _cases(self, week: int) -> dict[str, Case]:
        rows = pq.read_table(self.home / f"week{week}" / "cases.parquet").to_pylist()
        return {row["case_id"]: row for row in rows}

    def _reasons(self, week: int) -> dict[str, str]:
        rows = pq.read_table(self.home / f"week{week}" / "changes.parquet").to_pylist()
        return {row["case_id"]: row["why"] for row in rows if row["change"] == "closed"}

    def _compare(
        self, before: Mapping[str, Case], now: Mapping[str, Case], why: Mapping[str, str]
    ) -> Iterator[str]:
        """Count what became of matters whose records did not change."""
        counts: Counter[str] = Counter()
        for case_id, case in before.items():
            records = case["record_ids"]
            if not self.changed.isdisjoint(records):
                continue
            verdict = self.given.get(case_id)
            here = now.get(case_id)
            if verdict is Verdict.DIFFERENT and len(case["entity_ids"]) == 1:
                counts[_after_telling_apart(here)] += 1
            elif verdict is not None:
                held = here is not None and here["state"] == "decided"
                counts["decided, and so still" if held else "decided, BUT NOT SO"] += 1
            elif here is not None:
                counts["open, under its id"] += 1
            else:
                counts[f"open, gone: {why[case_id]}"] += 1
        for what, number in sorted(counts.items()):
            yield f"  unchanged, {what}: {number:,}"

    def _decide(self, week: int, cases: Mapping[str, Case]) -> str:
        """Decide half of the open cases, and hand them in until one process gets through."""
        waiting = [c for c in cases.values() if c["state"] != "decided" and not c["explained"]]
        chosen = self.dice.sample(waiting, int(len(waiting) * DECIDED))
        file = self.home / f"answers{week}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(("case_id", "verdict", "author", "decided_at"))
            for case in chosen:
                verdict = self._verdict(case)
                self.given[case["case_id"]] = verdict
                day = FIRST + datetime.timedelta(weeks=week)
                rows.writerow((case["case_id"], verdict.value, "officer", day.isoformat()))
        command = [*LINKAGE, "decide", str(self.log), str(file)]
        command += ["--review", str(self.home / f"week{week}")]
        killed = sum(self._killed(command, 1.5) for _ in range(KILLS))
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        decisions = DecisionLog(self.log).decisions()
        lost = len(self.given) - len({decision.case_id for decision in decisions})
        doubled = len(decisions) - len({decision.mark for decision in decisions})
        return (
            f"  handed in {len(chosen):,} decisions through {killed} killed processes: "
            f"{len(decisions):,} in the log, {lost} lost, {doubled} doubled"
        )

    def _verdict(self, case: Case) -> Verdict:
        """What somebody who knows the truth says."""
        if len(case["record_ids"]) == 1:
            return Verdict.EXPLAINED
        people = {self.person[record] for record in case["record_ids"]}
        return Verdict.SAME if len(people) == 1 else Verdict.DIFFERENT


def _after_telling_apart(case: Case | None) -> str:
    """What became of a suspicion of one person; two people with one number share it."""
    if case is None:
        return "told apart, and gone"
    if len(case["entity_ids"]) == 1 or case["state"] != "decided":
        return "told apart, BUT RAISED"
    return f"told apart, and so still, now as {case['kind']}"


if __name__ == "__main__":
    main()
