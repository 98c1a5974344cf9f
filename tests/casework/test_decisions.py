"""The log of decisions: nothing lost, nothing doubled, nothing edited."""

import csv
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linkage.casework.decision_files import import_decisions, read_decisions
from linkage.casework.decisions import Decision, DecisionLog, current
from linkage.casework.labels import decision_labels
from linkage.errors import InputError, OutputError
from linkage.schema import Verdict

WRITER = """
import sys
from linkage.casework.decisions import Decision, DecisionLog
from linkage.schema import Verdict

path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
log = DecisionLog(path)
print("ready", flush=True)
sys.stdin.readline()
for n in range(count):
    log.append([Decision(f"{name}-{n}", Verdict.SAME, ("a", "b"), author=name)])
    print(n, flush=True)
"""


def writer(path: Path, name: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def start(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_eight_writers_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    path, each = tmp_path / "log.db", 10
    processes = [writer(path, f"w{n}", each) for n in range(8)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        start(process)
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    found = [decision.case_id for decision in DecisionLog(path).decisions()]
    assert sorted(found) == sorted(f"w{n}-{k}" for n in range(8) for k in range(each))


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_writer_loses_nothing_it_reported(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "log.db"
    process = writer(path, "w", 100_000)
    assert process.stdout is not None
    process.stdout.readline()
    start(process)
    time.sleep(random.Random(seed).uniform(0.0, 0.4))
    process.send_signal(signal.SIGKILL)
    told = [int(line) for line in process.stdout.read().split()]
    process.wait()
    kept = [int(d.case_id.removeprefix("w-")) for d in DecisionLog(path).decisions()]
    assert kept == list(range(len(kept)))
    assert len(told) <= len(kept) <= len(told) + 1
    DecisionLog(path).append([Decision("later", Verdict.UNSURE, ("a",))])
    assert len(DecisionLog(path)) == len(kept) + 1


IMPORT = """
import sys
from linkage.casework.decision_files import import_decisions
from linkage.casework.decisions import DecisionLog

import_decisions(DecisionLog(sys.argv[1]), sys.argv[2])
"""


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, sorted({name for row in rows for name in row}))
        table.writeheader()
        table.writerows(rows)
    return path


def answers(count: int) -> list[dict[str, str]]:
    return [
        {
            "case_id": f"c{n}",
            "verdict": "different people",
            "record_ids": f"a{n};b{n}",
            "decided_at": "2026-11-26",
        }
        for n in range(count)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_import_is_whole_or_not_there(tmp_path: Path, seed: int) -> None:
    file, path = written(tmp_path / "answers.csv", answers(3000)), tmp_path / "log.db"
    DecisionLog(path)
    process = subprocess.Popen([sys.executable, "-c", IMPORT, str(path), str(file)])
    time.sleep(random.Random(seed).uniform(0.2, 1.0))
    process.kill()
    process.wait()
    assert len(DecisionLog(path)) in (0, 3000)
    import_decisions(DecisionLog(path), file)
    assert len(DecisionLog(path)) == 3000


def test_a_row_handed_in_twice_is_one_decision(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "log.db")
    file = written(tmp_path / "answers.csv", [*answers(3), *answers(2)])
    assert import_decisions(log, file) == (5, 3)
    assert import_decisions(log, file) == (5, 0)


def test_decisions_are_superseded_and_never_edited(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "log.db")
    log.append(
        [
            Decision("c", Verdict.SAME, ("a", "b"), decided_at="2026-11-20"),
            Decision("c", Verdict.DIFFERENT, ("a", "b"), decided_at="2026-11-27"),
            Decision("c", Verdict.EXPLAINED, ("a", "b"), decided_at="2026-11-06"),
        ]
    )
    assert len(log.decisions()) == 3
    assert [d.verdict for d in current(log.decisions())] == [Verdict.DIFFERENT]
    for statement in ("update decisions set verdict = 'unsure'", "delete from decisions"):
        with sqlite3.connect(log.path) as connection, pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    assert [d.number for d in log.decisions(up_to=1)] == [1]


def test_two_verdicts_about_parts_of_a_case_both_hold() -> None:
    ab = Decision("c", Verdict.DIFFERENT, ("a", "b"))
    ac = Decision("c", Verdict.SAME, ("a", "c"))
    assert current([ab, ac]) == [ab, ac]
    assert current([ab, ac, Decision("c", Verdict.UNSURE)])[0].verdict is Verdict.UNSURE


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"case_id": "c", "verdict": "maybe"}], "rows without a known verdict: 1"),
        ([{"case_id": "", "verdict": "unsure"}], "rows without a case: 1"),
        ([{"case_id": "c", "verdict": "unsure"}], "do not say which records"),
    ],
)
def test_unclear_rows_are_named_and_nothing_is_taken(
    tmp_path: Path, rows: list[dict[str, str]], said: str
) -> None:
    log = DecisionLog(tmp_path / "log.db")
    file = written(tmp_path / "answers.csv", rows)
    with pytest.raises(InputError, match=said):
        import_decisions(log, file)
    assert len(log) == 0


def test_csv_parquet_and_log_say_the_same(tmp_path: Path) -> None:
    rows = answers(4)
    csv_file = written(tmp_path / "answers.csv", rows)
    parquet = tmp_path / "answers.parquet"
    lists = [{**row, "record_ids": row["record_ids"].split(";")} for row in rows]
    pq.write_table(pa.Table.from_pylist(lists), parquet)
    log = DecisionLog(tmp_path / "log.db")
    import_decisions(log, csv_file)
    told = [[(d.case_id, d.binds) for d in read_decisions(f)] for f in (csv_file, parquet)]
    assert told[0] == told[1] == [(d.case_id, d.binds) for d in read_decisions(log.path)]


def test_other_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.db"
    other.write_text("not a log", encoding="utf-8")
    with pytest.raises(InputError, match="is not a log"):
        DecisionLog(other)
    with pytest.raises(InputError, match="no log"):
        DecisionLog.existing(tmp_path / "none.db")
    if os.geteuid():
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o500)
        with pytest.raises(OutputError):
            DecisionLog(closed / "log.db")


def test_labels_tell_apart_the_people_of_a_case_and_not_their_records() -> None:
    shared = Decision(
        "c", Verdict.DIFFERENT, record_ids=("a1", "a2", "b"), entity_ids=("a1", "a1", "b")
    )
    labels = decision_labels([shared]).to_pylist()
    assert [(row["record_id_l"], row["record_id_r"]) for row in labels] == [
        ("a1", "b"),
        ("a2", "b"),
    ]
    assert not any(row["is_match"] for row in labels)


def test_a_later_verdict_about_a_pair_is_its_label() -> None:
    first, second = (
        Decision("c", Verdict.SAME, ("a", "b")),
        Decision("d", Verdict.DIFFERENT, ("a", "b")),
    )
    assert [row["is_match"] for row in decision_labels([first, second]).to_pylist()] == [False]
