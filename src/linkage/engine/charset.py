"""Which encoding a text file is written in, and its text without losing a byte."""

import codecs
import gzip
import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from linkage.engine.opening import first_bytes
from linkage.errors import InputError
from linkage.text.encodings import Encoding, vote

UNDECODABLE = "\ufdd0"
"""Stands where bytes could not be decoded; Unicode keeps it out of real text (D14 of chapter 3)."""

WINDOWS_1258 = "windows-1258"
WINDOWS_1252 = "windows-1252"

_GZIP = b"\x1f\x8b"
_SAMPLE = 1 << 20
_BLOCK = 1 << 23
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1a"))
_MOST_CONTROLS = 0.01
"""Share of control characters from which a file is no text; random bytes have a tenth."""
_FIELD = re.compile(r"[,;|\t\r\n]+")


def _mark(error: UnicodeError) -> tuple[str, int]:
    return (UNDECODABLE, error.end if isinstance(error, UnicodeDecodeError) else 1)


def _same_point(error: UnicodeError) -> tuple[str, int]:
    """The few bytes windows-1252 leaves open, as the WHATWG standard reads them: none is lost."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return ("".join(map(chr, error.object[error.start : error.end])), error.end)


codecs.register_error("linkage-mark", _mark)
codecs.register_error("linkage-same-point", _same_point)


def is_gzip(path: Path) -> bool:
    """Whether a file is compressed with gzip, whatever its name."""
    return first_bytes(path, 2) == _GZIP


def encoding_of(path: Path) -> str:
    """Name the encoding of a text file.

    A byte order mark decides; null bytes at every other place are UTF-16; text that is UTF-8 in
    most of its lines with anything beyond ASCII is UTF-8. Of the eight-bit encodings,
    windows-1258 holds Vietnamese itself; a file in a font encoding (TCVN3, VNI) is read as
    windows-1252, which is how programs show it and how the rules for names know it.

    Raises:
        InputError: If the file is empty or no text.
    """
    with _binary(path) as raw:
        start = raw.read(_SAMPLE)
    if not start.strip():
        raise InputError(f"{path.name!r} is empty.", hint="give a file with rows.")
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name
    wide = _wide(start[:4096])
    if wide:
        return wide
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if controls <= _MOST_CONTROLS * max(len(start), 1000):
        if _mostly_utf8(path):
            return "utf-8"
        if b"\0" not in start:
            return _eight_bit(start)
    raise InputError(
        f"{path.name!r} is not text in an encoding that is read here.",
        "Read are UTF-8, UTF-16 and windows-1258.",
        "save it as CSV in UTF-8, or give Parquet or Excel.",
    )


@contextmanager
def opened_text(path: Path, encoding: str) -> Iterator[IO[str]]:
    """The text of a file, line ends as they are, `UNDECODABLE` where bytes fit no character."""
    errors = "linkage-same-point" if encoding == WINDOWS_1252 else "linkage-mark"
    with _binary(path) as raw:
        start = raw.read(3)
        raw.seek(next((len(mark) for mark, _ in _BOMS if start.startswith(mark)), 0))
        with io.TextIOWrapper(raw, encoding, errors, newline="") as stream:
            yield stream


def blocks(stream: IO[str], encoding: str) -> Iterator[str]:
    """Text in blocks of whole lines; windows-1258 in composed letters, as all else has them."""
    while block := stream.read(_BLOCK):
        text = block + stream.readline()
        yield unicodedata.normalize("NFC", text) if encoding == WINDOWS_1258 else text


def _binary(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if is_gzip(path) else path.open("rb")


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of mostly Latin text is null."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) / 8 and odd > 4 * even:
        return "utf-16-le"
    if even > len(head) / 8 and even > 4 * odd:
        return "utf-16-be"
    return None


def _mostly_utf8(path: Path) -> bool:
    """Whether lines beyond ASCII are UTF-8; one spoilt cell does not change the encoding."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with _binary(path) as raw:
            while part := raw.read(_SAMPLE):
                decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        with _binary(path) as raw:
            balance = sum(1 if _is_utf8(line) else -1 for line in raw if not line.isascii())
        return balance > 0
    return True


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _eight_bit(start: bytes) -> str:
    seen = start.decode(WINDOWS_1252, "linkage-same-point")
    found = vote(field for field in _FIELD.split(seen) if field)
    return WINDOWS_1258 if found in (None, Encoding.WINDOWS_1258) else WINDOWS_1252
