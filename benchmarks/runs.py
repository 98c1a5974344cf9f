"""One run: a system on a dataset, timed, watched and measured; kept as a line of JSON."""

import datetime
import json
import os
import shutil
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks import cleaning, machine, quality
from benchmarks.datasets import BUILD, Dataset, generator_hash
from benchmarks.systems import System

RESULTS = Path("benchmarks/results")
Run = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """What a system may take before it is stopped, which is a result too."""

    seconds: float
    gigabytes: float


def run(dataset: Dataset, system: System, limits: Limits) -> Run:
    """Make the data, run the system in a process of its own, measure it and keep the line."""
    data = dataset.make()
    cleaning.clean(data / "people.parquet", data / "clean.parquet")
    out = BUILD / "runs" / f"{dataset.name}-{system.name}"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    line: Run = {
        "dataset": asdict(dataset),
        "generator": generator_hash(),
        "records": pq.read_metadata(data / "people.parquet").num_rows,
        "system": system.name,
        "commit": machine.commit(),
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": machine.facts(),
        **_execute(system, data, out, limits),
    }
    if "failed" not in line:
        line["quality"] = quality.measure(
            data, out, line["settings"]["threshold"], probabilities=system.probabilities
        )
    RESULTS.mkdir(parents=True, exist_ok=True)
    with (RESULTS / f"{dataset.name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return line


def done(dataset: Dataset, system: System) -> Run | None:
    """The kept run of this commit, on these people, on clean files; None where there is none."""
    wanted = (system.name, machine.commit(), generator_hash())
    for line in reversed(load(dataset.name)):
        if (line["system"], line["commit"], line["generator"]) == wanted:
            return None if line["commit"].endswith(machine.CHANGED) else line
    return None


def _execute(system: System, data: Path, out: Path, limits: Limits) -> Run:
    """Run the script; its `timed.json` ends what is timed, watched and limited."""
    timed = out / "timed.json"
    command = [*system.command, str(data), str(out)]
    with (out / "log.txt").open("w") as log:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            command, stdout=log, stderr=log, start_new_session=True
        )
        memory = machine.PeakMemory(process.pid, out / "stage.txt", timed)
        wall = None
        while process.poll() is None:
            if wall is None and timed.exists():
                wall = time.perf_counter() - start
            over = None if wall else _over(time.perf_counter() - start, memory, limits)
            if over:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return {"failed": over, "limits": asdict(limits)}
            time.sleep(0.05)
    if process.returncode == -signal.SIGKILL:
        return {"failed": "killed by the system, most likely for want of memory"}
    if process.returncode != 0 or not timed.exists():
        return {"failed": f"stopped with code {process.returncode}"}
    by_stage = memory.megabytes()
    return {
        "wall_seconds": round(time.perf_counter() - start if wall is None else wall, 2),
        "peak_mb": max(by_stage.values(), default=0),
        "peak_mb_by_stage": by_stage,
        **json.loads(timed.read_text()),
    }


def _over(seconds: float, memory: machine.PeakMemory, limits: Limits) -> str | None:
    """Which limit a run has passed, in words; None while it has passed none."""
    if seconds > limits.seconds:
        return f"not done after {limits.seconds:.0f} s"
    if memory.peak > limits.gigabytes * 2**30:
        return f"not done within {limits.gigabytes:g} GB of memory"
    return None


def load(dataset: str | None = None) -> list[Run]:
    """All kept runs, the oldest first."""
    found = []
    for file in sorted(RESULTS.glob(f"{dataset or '*'}.jsonl")):
        found += [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return sorted(found, key=lambda line: str(line["at"]))


def latest(runs: list[Run]) -> dict[tuple[str, str], Run]:
    """The last run of each dataset and system, on the people that the newest run of it had."""
    people = {line["dataset"]["name"]: line["generator"] for line in runs}
    return {
        (line["dataset"]["name"], line["system"]): line
        for line in runs
        if line["generator"] == people[line["dataset"]["name"]]
    }
