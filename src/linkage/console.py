"""Progress on a terminal, plain lines elsewhere, nothing when asked to be quiet."""

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

_SHARES = {
    "read": 12,
    "standardise": 48,
    "block": 14,
    "score": 14,
    "cluster": 3,
    "check": 2,
    "cases": 4,
    "write": 3,
}
"""Usual share of each stage in the time of a review, in per cent."""


class Watcher:
    """Shows the stage, its rows, the rate so far and the time left."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._plain = not quiet and not sys.stderr.isatty()
        self._stage: tuple[str, int, float] | None = None
        if not quiet and sys.stderr.isatty():
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description:<28}"),
                BarColumn(bar_width=None),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )

    def __enter__(self) -> "Watcher":
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("", total=sum(_SHARES.values()))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._finish()
        if self._bar is not None:
            self._bar.stop()

    def stage(self, name: str, rows: int) -> None:
        """Note that a stage begins and will read so many rows."""
        self._finish()
        self._stage = (name, rows, time.perf_counter())
        described = f"{name} ({rows:,} rows)" if rows else name
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=described)

    def _finish(self) -> None:
        if self._stage is None:
            return
        name, rows, start = self._stage
        seconds = time.perf_counter() - start
        rate = f"{rows / seconds:,.0f} rows/s" if rows and seconds else ""
        if self._plain:
            print(f"{name:<12}{seconds:8.1f} s  {rate}", file=sys.stderr)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=_SHARES.get(name, 0))
            self._bar.console.print(f"  {name:<12}{seconds:8.1f} s  {rate}")
        self._stage = None
