"""Worker processes that map slices of values, without importing the caller's script.

The usual process pools import the main module of the program again, so that a plain script
that calls the library would run itself in every worker. These workers import the library
alone and talk over pipes.
"""

import gc
import os
import pickle
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from linkage.errors import LinkageError

Given = TypeVar("Given")
Made = TypeVar("Made")

_SERVE = "from linkage.engine.workers import serve; serve()"


class Workers:
    """So many processes that each apply a function to one slice at a time."""

    def __init__(self, number: int) -> None:
        paths = os.pathsep.join(path for path in sys.path if path)
        self._processes = [
            subprocess.Popen(  # noqa: S603 - runs this interpreter on a fixed text
                [sys.executable, "-c", _SERVE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": paths},
            )
            for _ in range(number)
        ]
        self._idle: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        for process in self._processes:
            self._idle.put(process)

    def map(self, function: Callable[[Given], Made], slices: Sequence[Given]) -> Iterator[Made]:
        """Apply a function of a module to each slice; results come in order.

        Raises:
            LinkageError: If a worker ended before its work was done.
        """

        def ask(part: Given) -> Made:
            process = self._idle.get()
            try:
                made: Made = _ask(process, function, part)
                return made
            finally:
                self._idle.put(process)

        with ThreadPoolExecutor(len(self._processes)) as threads:
            yield from threads.map(ask, slices)

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            if process.stdin is not None:
                process.stdin.close()
            if process.stdout is not None:
                process.stdout.close()
            process.wait()


@contextmanager
def collection_paused() -> Iterator[None]:
    """Keep the collector of reference cycles from walking rows and memos, which hold none.

    It took a fifth to a third of the time of the text rules.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _ask(process: "subprocess.Popen[bytes]", function: Any, part: Any) -> Any:
    if process.stdin is None or process.stdout is None:
        raise ValueError("a worker needs pipes")
    try:
        pickle.dump((function, part), process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
        error, made = pickle.load(process.stdout)  # noqa: S301
    except (OSError, EOFError, pickle.UnpicklingError) as broken:
        raise LinkageError(
            "A worker process ended before its work was done.",
            hint="there may be too little memory; try --threads 1.",
        ) from broken
    if error is not None:
        raise error
    return made


def serve() -> None:
    """Apply functions to slices that come over standard input until it closes.

    An interruption is the business of the caller, who closes the pipe.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    given, taken = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while True:
        try:
            function, part = pickle.load(given)  # noqa: S301
        except EOFError:
            return
        answer: tuple[Exception | None, Any]
        try:
            answer = (None, function(part))
        except Exception as error:
            answer = (error, None)
        try:
            pickle.dump(answer, taken, pickle.HIGHEST_PROTOCOL)
            taken.flush()
        except BrokenPipeError:
            return
