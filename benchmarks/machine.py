"""What a run ran on, and how much memory it took."""

import os
import platform
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.1

CHANGED = "+changes"
"""Mark of a commit whose files differed from what ran."""


def facts() -> dict[str, Any]:
    """Cores, memory and processor; nothing that names the machine."""
    processor = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            processor = line.partition(":")[2].strip()
            break
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(pages * size / 2**30),
        "cpu": processor,
        "load": round(os.getloadavg()[0], 1),
    }


def line() -> str:
    """Machine and versions in one line, for tables that are printed."""
    import duckdb

    from linkage import __version__

    here = facts()
    return (
        f"linkage {__version__} at {commit()}, Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}; {here['cores']} cores, {here['memory_gb']} GB, {here['cpu']}"
    )


def commit() -> str:
    """The commit that runs, with a mark when files of the library differ from it."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True)  # noqa: S603, S607
        return done.stdout.strip()

    changed = git(
        "status", "--porcelain", "--untracked-files=all", "--", "src", "benchmarks/systems"
    )
    return git("rev-parse", "--short=12", "HEAD") + (CHANGED if changed else "")


class PeakMemory:
    """Watches the resident memory of a process and its children, until a file stops it.

    Args:
        pid: The process.
        stage: File that holds the name of the stage it is in, empty or missing at the start.
        until: File that ends it.
    """

    def __init__(self, pid: int, stage: Path, until: Path) -> None:
        self._peaks: dict[str, int] = {}
        self._pid = pid
        self._stage = stage
        self._until = until
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._until.exists() and Path(f"/proc/{self._pid}").exists():
            stage = (self._stage.read_text() if self._stage.exists() else "") or "start"
            now = sum(_resident(pid) for pid in _tree(self._pid))
            self._peaks[stage] = max(self._peaks.get(stage, 0), now)
            time.sleep(POLL_SECONDS)

    @property
    def peak(self) -> int:
        """Most bytes so far."""
        return max(self._peaks.values(), default=0)

    def megabytes(self) -> dict[str, int]:
        """Most megabytes in each stage, when all is done."""
        self._thread.join()
        return {stage: round(peak / 2**20) for stage, peak in self._peaks.items()}


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                found += _tree(int(child))
        except OSError:
            continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
