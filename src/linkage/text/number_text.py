"""The digits of a number as written: separators, labels, spreadsheets and look-alike letters."""

import re
import unicodedata
from enum import StrEnum

from linkage.text.unicode import fold


class NumberKind(StrEnum):
    """What a written number is, whatever column it stands in."""

    PERSONAL_ID = "personal_id"
    CMND = "cmnd"
    OTHER_DOCUMENT = "other_document"


class NumberDefect(StrEnum):
    """What was repaired in a number, or is wrong with it."""

    SEPARATORS = "separators"
    LABEL = "label"
    DECIMAL_POINT = "decimal_point"
    LETTER_FOR_DIGIT = "letter_for_digit"
    LOST_LEADING_ZERO = "lost_leading_zero"
    SEVERAL = "several"
    PLACEHOLDER = "placeholder"
    ROUNDED = "rounded"
    LETTERS = "letters"
    WRONG_LENGTH = "wrong_length"
    WRONG_COLUMN = "wrong_column"
    UNKNOWN_PROVINCE = "unknown_province"
    UNKNOWN_CENTURY = "unknown_century"
    FUTURE_YEAR = "future_year"
    TOO_OLD = "too_old"


_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")
_DECIMAL = re.compile(r"([0-9]{6,12})[.,]0{1,2}")
_LABEL = re.compile(
    r"^(?:so )?(?:cccd|cmnd|cmtnd|cmt|cm|cc|ddcn|dd|sddcn|sdd|dinh danh|so dinh danh|ma dinh danh"
    r"|can cuoc|chung minh nhan dan|so|id|no)?(?: cu| moi| so)?[\s.:#]*(?=[0-9ol])"
)
_SEPARATOR = re.compile(r"[\s.,\-_/'\"=()]+")
_LONG_RUN = re.compile(r"[0-9]{8,}")
_OTHER_DOCUMENT = re.compile(r"[a-z]{1,2}[0-9]{6,8}")
_LETTER_DIGITS = str.maketrans("OoIl|i", "001111")
_PLACEHOLDERS = frozenset(
    ("khong", "khong co", "chua co", "chua cap", "khong ro", "null", "none", "nan", "n/a", "na")
)


def _plain(raw: str | None) -> str:
    """Compatibility form without invisible characters, full-width digits made plain."""
    if raw is None:
        return ""
    text = unicodedata.normalize("NFKC", raw)
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) != "Cf").translate(_DASHES)
        text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    return text.strip(" \t\r\n'\"=`")


_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’“”", "'"))


def is_other_document(raw: str | None) -> bool:
    """Whether a text has the form of a passport or another document with letters.

    Examples:
        >>> is_other_document("C1234567"), is_other_document("012345678")
        (True, False)
    """
    return _OTHER_DOCUMENT.fullmatch(_SEPARATOR.sub("", _plain(raw)).lower()) is not None


def read_digits(raw: str | None) -> tuple[str | None, tuple[NumberDefect, ...]]:
    """Read the digits of one number, and say what was repaired or why there are none.

    Examples:
        >>> read_digits("012.345.678")
        ('012345678', (<NumberDefect.SEPARATORS: 'separators'>,))
        >>> read_digits("1.23E+11")
        (None, (<NumberDefect.ROUNDED: 'rounded'>,))
    """
    text = _plain(raw)
    if not text or not text.strip("-_.?/*"):
        return None, ()
    if text.isdigit():
        return (None, (NumberDefect.PLACEHOLDER,)) if len(set(text)) == 1 else (text, ())
    if fold(text) in _PLACEHOLDERS:
        return None, (NumberDefect.PLACEHOLDER,)
    if scientific := _SCIENTIFIC.fullmatch(text.translate(_LETTER_DIGITS)):
        whole, rest, power = scientific.groups(default="")
        exact = len(rest) == int(power)
        return (
            (whole + rest, (NumberDefect.DECIMAL_POINT,))
            if exact
            else (None, (NumberDefect.ROUNDED,))
        )
    if decimal := _DECIMAL.fullmatch(text):
        return decimal[1], (NumberDefect.DECIMAL_POINT,)
    return _read_written_number(text)


_NOTE = re.compile(r"\s*\([^0-9()]*\)?$")


def _read_written_number(text: str) -> tuple[str | None, tuple[NumberDefect, ...]]:
    """Read a number written with a label, separators or look-alike letters."""
    defects: list[NumberDefect] = []
    bare = _NOTE.sub("", text)
    if bare != text:
        text = bare
        defects.append(NumberDefect.LABEL)
    runs = _LONG_RUN.findall(text)
    if len(runs) > 1:
        long_ones = {run for run in runs if len(run) == 12}
        if len(long_ones) == 1:
            return long_ones.pop(), (NumberDefect.SEVERAL,)
        return None, (NumberDefect.SEVERAL,)
    label = _LABEL.match(fold(text) or "")
    if label and label.end():
        text = (fold(text) or "")[label.end() :]
        defects.append(NumberDefect.LABEL)
    bare = _SEPARATOR.sub("", text)
    if bare != text:
        defects.append(NumberDefect.SEPARATORS)
    if not bare.isdigit():
        repaired = bare.translate(_LETTER_DIGITS)
        if not repaired.isdigit() or len(repaired) not in (9, 10, 11, 12):
            return None, (*defects, NumberDefect.LETTERS)
        bare = repaired
        defects.append(NumberDefect.LETTER_FOR_DIGIT)
    if len(set(bare)) == 1:
        return None, (NumberDefect.PLACEHOLDER,)
    return bare, tuple(defects)
