"""Phone numbers: one national form, across the change of prefixes in 2018."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from linkage.text.tables import read_table


class PhoneKind(StrEnum):
    """What a subscriber number is."""

    MOBILE = "mobile"
    LANDLINE = "landline"


class PhoneDefect(StrEnum):
    """What was repaired in a phone number, or is wrong with it."""

    OLD_PREFIX = "old_prefix"
    LOST_LEADING_ZERO = "lost_leading_zero"
    SEVERAL = "several"
    PLACEHOLDER = "placeholder"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone cell as read; the digits never show in `repr`.

    Attributes:
        text: First readable number in national form (`0` and nine or ten digits), or `None`.
        others: Further readable numbers of the cell, in national form.
        kind: Mobile or landline.
        defects: What was repaired or is wrong.
    """

    text: str | None = field(repr=False)
    others: tuple[str, ...] = field(repr=False)
    kind: PhoneKind | None
    defects: tuple[PhoneDefect, ...]


@lru_cache(maxsize=1)
def _moved_prefixes() -> dict[str, str]:
    return {row["old"]: row["new"] for row in read_table("numbers", "mobile_prefixes_2018.csv")}


_MOBILE = re.compile(r"0[35789][0-9]{8}")
_LANDLINE = re.compile(r"02[0-9]{8,9}")
_BREAK = re.compile(r"[;,/|&\n]+|\bva\b|\bhoac\b|\s+-\s+")
_NOISE = re.compile(r"[^0-9+]+")


@lru_cache(maxsize=1 << 16)
def parse_phone(raw: str | None) -> Phone:
    """Read a phone cell: the first number in national form, and the others beside it.

    Country code 84 becomes 0; eleven-digit mobile numbers get the prefix they were moved to in
    2018; a mobile number that lost its leading zero gets it back.

    Examples:
        >>> parse_phone("+84 912 345 678").text
        '0912345678'
        >>> parse_phone("01689 123 456").text
        '0389123456'
        >>> parse_phone("0912345678 / 0243 1234567").others
        ('02431234567',)
        >>> parse_phone("0000000000").defects
        (<PhoneDefect.PLACEHOLDER: 'placeholder'>,)
    """
    if raw is None or not raw.strip():
        return Phone(None, (), None, ())
    text = unicodedata.normalize("NFKC", raw)
    read = [_national(piece) for piece in _BREAK.split(text) if _NOISE.sub("", piece)]
    numbers = list(dict.fromkeys(number for number, _ in read if number))
    defects = dict.fromkeys(defect for _, found in read for defect in found)
    if not numbers:
        return Phone(None, (), None, tuple(defects) or (PhoneDefect.UNREADABLE,))
    if len(numbers) > 1:
        defects[PhoneDefect.SEVERAL] = None
    first, *others = numbers
    kind = PhoneKind.MOBILE if _MOBILE.fullmatch(first) else PhoneKind.LANDLINE
    return Phone(first, tuple(others), kind, tuple(defects))


def _national(piece: str) -> tuple[str | None, tuple[PhoneDefect, ...]]:
    """Give one number its national form."""
    digits = _NOISE.sub("", piece).removesuffix("+")
    if piece.strip().endswith(".0"):
        digits = digits[:-1]
    found: list[PhoneDefect] = []
    bare = digits.lstrip("+")
    if len(set(bare[-9:])) == 1:
        return None, (PhoneDefect.PLACEHOLDER,)
    if digits.startswith("+84") or (bare.startswith(("84", "0084")) and len(bare) >= 11):
        bare = "0" + bare.lstrip("0").removeprefix("84").lstrip("0")
    elif not bare.startswith("0") and len(bare) in (9, 10):
        bare = "0" + bare
        found.append(PhoneDefect.LOST_LEADING_ZERO)
    if len(bare) == 11 and (new := _moved_prefixes().get(bare[:4])):
        bare = new + bare[4:]
        found.append(PhoneDefect.OLD_PREFIX)
    if _MOBILE.fullmatch(bare) or _LANDLINE.fullmatch(bare):
        return bare, tuple(found)
    return None, (PhoneDefect.UNREADABLE,)
