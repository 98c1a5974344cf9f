"""Open files: what can go wrong with one is said in words, and its content gets a hash."""

import csv
import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from linkage.errors import InputError

_BLOCK = 1 << 20


class Part(NamedTuple):
    """Some rows of a source.

    Attributes:
        rows: The number of each row, the first being 1, as `row`; its values as `c0`, `c1`, ...
        unfit: Number and reason of rows that cannot be read as rows.
    """

    rows: pa.Table
    unfit: Sequence[tuple[int, str]] = ()


@contextmanager
def readable(
    name: str, hint: str = "check that the file is whole and may be read."
) -> Iterator[None]:
    """Turn what a broken file raises into one sentence that quotes nothing of its content.

    Args:
        name: What is read, for the message.
        hint: What to try.

    Raises:
        InputError: In place of the errors of the readers of files.
    """
    try:
        yield
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        IndexError,
        AttributeError,
        TypeError,
        SyntaxError,
        csv.Error,
        zlib.error,
        zipfile.BadZipFile,
        pa.ArrowException,
    ) as error:
        raise InputError(f"{name} cannot be read: {_why(error)}.", hint=hint) from error


def _why(error: Exception) -> str:
    """What the system says of a file; what a reader says may quote its content."""
    said = error.strerror if isinstance(error, OSError) else None
    return said.lower() if said else "it is broken, cut off or of another kind"


def first_bytes(path: Path, count: int) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as stream:
        return stream.read(count)


def file_hash(files: Sequence[Path]) -> str:
    """SHA-256 of the bytes of some files, one after the other."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while part := stream.read(_BLOCK):
                digest.update(part)
    return digest.hexdigest()
