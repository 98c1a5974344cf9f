"""Folders that appear whole under their final name, or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from linkage.errors import OutputError


@contextmanager
def whole_folder(target: Path, what: str, *, replace: bool = False) -> Iterator[Path]:
    """Give a folder to fill, which takes its name when the block ends well and else vanishes.

    Args:
        target: The name it gets.
        what: What is written, for the message.
        replace: Whether it takes the place of a folder of that name.

    Raises:
        OutputError: If a file cannot be written, or the name is taken.

    Examples:
        >>> import tempfile
        >>> home = Path(tempfile.mkdtemp())
        >>> with whole_folder(home / "week48", "The worklists") as folder:
        ...     _ = (folder / "00166.csv").write_text("...")
        >>> [path.name for path in home.rglob("*")]
        ['week48', '00166.csv']
    """
    partial = target.parent / f".{target.name}.partial-{os.getpid()}"
    try:
        partial.mkdir(parents=True)
        yield partial
        if replace and target.exists():
            shutil.rmtree(target)
        partial.rename(target)
    except (OSError, pa.ArrowException) as error:
        raise OutputError(
            f"{what} could not be written to {target.name!r} ({type(error).__name__}).",
            hint="check that its place exists, may be written and has room.",
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
