"""Recorded dates: each part known or unknown, nothing guessed.

Vietnamese papers write day, month, year. A date is read as a full date only when one reading is
possible; otherwise what is certain (often the year) is kept and a defect says what happened.
"""

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from linkage.text.date_words import (
    APPROXIMATE,
    BOUND,
    FILLER,
    LUNAR,
    WEEKDAY,
    english_parts,
    number_word,
    phrase_parts,
    year_words,
)
from linkage.text.recorded_date import DateDefect, RecordedDate
from linkage.text.unicode import fold

__all__ = ["EARLIEST_YEAR", "LATEST_YEAR", "DateDefect", "RecordedDate", "parse_date"]

LATEST_YEAR = 2026
"""Year taken for "now" when the caller names none: it bounds years and places short ones."""

EARLIEST_YEAR = 1850
"""Years before this are slips of the pen; nobody in a living register was born then."""


_NOTHING = RecordedDate(None, None, None, ())
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_Defects = tuple[DateDefect, ...]


def parse_date(raw: str | None, *, as_of: int | None = None) -> RecordedDate:
    """Read a recorded date; keep only what is certain.

    Day, month, year is the Vietnamese order. Month first is read only where a number above 12
    proves it. Lunar, approximate, impossible, future and double dates keep the year where it is
    certain, never day and month.

    Args:
        raw: The date as recorded, in any usual form.
        as_of: Year of the register extract: a later year is a slip of the pen somewhere in the
            date, and two-digit years and serial numbers fall before its end. `LATEST_YEAR` where
            none is given.

    Examples:
        >>> parse_date("12/5/1990").text, parse_date("ngày 12 tháng 5 năm 1990").text
        ('1990-05-12', '1990-05-12')
        >>> parse_date("??/05/1990").text, parse_date("SN 1990").text
        ('1990-05', '1990')
        >>> parse_date("12/5/1990 ÂL")
        RecordedDate(defects=(<DateDefect.LUNAR: 'lunar'>,))
        >>> parse_date("1990-1991").text is None
        True
    """
    return _parse(raw, as_of)


@lru_cache(maxsize=1 << 17)
def _parse(raw: str | None, as_of: int | None) -> RecordedDate:
    if raw is None:
        return _NOTHING
    if found := _ISO.fullmatch(raw):
        return _assemble(found[3], found[2], found[1], as_of)
    if found := _DAY_FIRST.fullmatch(raw):
        return _assemble(found[1], found[2], found[3], as_of)
    return _read_text(_clean(raw), as_of)


# --- parts to a date ----------------------------------------------------------------------


def _assemble(
    day: str, month: str, year: str, as_of: int | None, defects: _Defects = ()
) -> RecordedDate:
    """Make a date of its written parts; an empty or zero part is unknown."""
    d, m = int(day or 0), int(month or 0)
    y, found = _year(year, as_of)
    defects += found
    if m > 12 >= d > 0:
        d, m = m, d
        defects += (DateDefect.MONTH_FIRST,)
    if not _exists(d, m, y):
        return RecordedDate(y, None, None, (*defects, DateDefect.IMPOSSIBLE))
    if DateDefect.FUTURE in defects:
        return RecordedDate(y, None, None, defects)
    return RecordedDate(y, m or None, d or None, defects)


def _exists(day: int, month: int, year: int | None) -> bool:
    """Whether the calendar has such a day, unknown parts (0, `None`) given every chance."""
    if month > 12 or day > 31:
        return False
    try:
        dt.date(2000 if year is None else year, month or 1, day or 1)
    except ValueError:
        return False
    return True


def _year(year: str, as_of: int | None) -> tuple[int | None, _Defects]:
    """Read a year of four digits, or of two by the hundred years that end with `as_of`."""
    if not year or (not year.strip("0") and len(year) != 2):
        return None, ()
    number = int(year)
    latest = LATEST_YEAR if as_of is None else as_of
    if len(year) == 2:
        if number == latest % 100:
            return None, (DateDefect.TWO_DIGIT_YEAR, DateDefect.AMBIGUOUS)
        number += latest // 100 * 100
        number -= 100 if number > latest else 0
        return number, (DateDefect.TWO_DIGIT_YEAR,)
    if len(year) != 4 or not EARLIEST_YEAR <= number <= latest + 100:
        return None, (DateDefect.IMPOSSIBLE,)
    if number > latest:
        return number, (DateDefect.FUTURE,)
    return number, ()


def _year_only(year: str, as_of: int | None, *defects: DateDefect) -> RecordedDate:
    number, found = _year(year, as_of)
    return RecordedDate(number, None, None, (*defects, *found))


# --- text to parts ------------------------------------------------------------------------

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_MISSING = frozenset(
    (
        *("khong", "khong ro", "khong co", "chua ro", "khong biet", "khong xac dinh", "kxd"),
        *("null", "none", "nan", "nat", "n/a", "na"),
    )
)
_TIME = re.compile(
    r"(?:t|[\s,]+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(?:am|pm|sa|ch)?\s*(?P<zone>z|(?:utc|gmt)?[+-][0-9]{2}(?::?[0-9]{2})?|utc|gmt)?(?:\s*\(.*)?$"
)
_TIME_FIRST = re.compile(
    r"^(?:vao )?(?:luc |hoi )?[0-9]{1,2}"
    r"(?::[0-9]{2}(?::[0-9]{2})?(?:\s*(?:am|pm|sa|ch)\b)?"
    r"|\s*(?:gio|h)\s*(?:[0-9]{1,2}\s*(?:phut|p)?)?)[\s,]+(?=ngay|[0-9])"
)
_UTC = frozenset(("z", "utc", "gmt", "+00", "+00:00", "+0000", "utc+0000", "gmt+0000"))
_LOCAL_MIDNIGHT_IN_UTC = frozenset((15, 16, 17))
_WHOLE_DATE = re.compile(
    r"[0-9]{4}[/.\-][0-9]{1,2}[/.\-][0-9]{1,2}|[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{2,4}"
    r"|ngay\s*[0-9]{1,2}\s*thang\s*[0-9]{1,2}\s*nam\s*[0-9]{4}"
)
_LETTER_DIGITS = str.maketrans("oli", "011")
_MARK_BETWEEN = re.compile(r"(?<=[0-9])[_·•](?=[0-9])")
_BROKEN_YEAR = re.compile(r"([0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{2}) ([0-9]{2})")
_NOTE = re.compile(r"\s*\([^0-9()]*\)?$")
_ROMAN_MONTH = re.compile(r"([0-9]{1,2})[/.\- ]+([iv]+|xi{1,2}|ix)[/.\- ]+([0-9]{4})")
_ROMAN_ONES = re.compile(r"(?<![0-9a-z])ii+(?![0-9a-z])")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_BLANK = re.compile(r"[?_x*.\-\s0dmy]*")


def _clean(raw: str) -> str:
    """Fold a date's text; plain digits, dashes and spaces."""
    text = unicodedata.normalize("NFKC", raw).translate(_DASHES)
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return (fold(_MARK_BETWEEN.sub("/", text)) or "").strip(" '\"`=()[]*")


def _read_text(text: str, as_of: int | None) -> RecordedDate:
    if not text or text in _MISSING or not re.search(r"[a-wyz1-9]", text):
        return _NOTHING
    text = WEEKDAY.sub("", text, count=1).strip()
    text = _TIME_FIRST.sub("", text)
    if time := _TIME.search(text):
        rest = _read_text(text[: time.start()], as_of)
        return _local_day(rest, time, as_of)
    dates = _WHOLE_DATE.findall(text)
    if len(dates) > 1:
        return _shared([_parse(date, as_of) for date in dates])
    if BOUND.search(text):
        return RecordedDate(None, None, None, (DateDefect.AMBIGUOUS,))
    if LUNAR.search(text):
        return _only_year(_read_text(LUNAR.sub(" ", text).strip(" ()"), as_of), DateDefect.LUNAR)
    if APPROXIMATE.search(text):
        rest = _read_text(APPROXIMATE.sub(" ", text).strip(), as_of)
        return _only_year(rest, DateDefect.APPROXIMATE)
    return _read_words(text, as_of)


def _only_year(date: RecordedDate, defect: DateDefect) -> RecordedDate:
    """Keep the year, which stays about right, of a date that is not a certain solar day."""
    return RecordedDate(date.year, None, None, (defect, *date.defects))


def _shared(dates: list[RecordedDate]) -> RecordedDate:
    """Keep the parts in which all dates of a cell agree, from the year down."""
    parts: list[int | None] = []
    for values in zip(*((d.year, d.month, d.day) for d in dates), strict=True):
        same = len(set(values)) == 1 and (not parts or parts[-1] is not None)
        parts.append(values[0] if same else None)
    return RecordedDate(parts[0], parts[1], parts[2], (DateDefect.SEVERAL,))


def _local_day(date: RecordedDate, time: re.Match[str], as_of: int | None) -> RecordedDate:
    """Move an exported midnight to the day it began in Viet Nam.

    Local time was 7, 8 or 9 hours ahead of UTC, so midnight is written 17, 16 or 15 o'clock of the
    day before (tz database, zone Asia/Ho_Chi_Minh).
    """
    day, zone = date.date, time["zone"]
    on_the_hour = time["minute"] == "00" and (time["second"] or "00") == "00"
    if day is None or zone not in _UTC or not on_the_hour:
        return date
    if int(time["hour"]) not in _LOCAL_MIDNIGHT_IN_UTC:
        return date
    next_day = day + dt.timedelta(days=1)
    return _assemble(
        str(next_day.day), str(next_day.month), str(next_day.year), as_of, (DateDefect.TIME_ZONE,)
    )


def _read_words(text: str, as_of: int | None) -> RecordedDate:
    """Read a date with words, or hand bare figures on."""
    text = re.sub(r"\bthg\.?\s*(?=[0-9])", "thang ", _NOTE.sub("", text))
    if (roman := _ROMAN_MONTH.fullmatch(text)) and roman[2] in _ROMANS:
        return _assemble(roman[1], str(_ROMANS.index(roman[2]) + 1), roman[3], as_of)
    if "thang" in text or "thg" in text or re.search(r"\bth?[0-9]", text):
        parts = phrase_parts(text)
        return _from_phrase(parts, text, as_of) if parts else _last_resort(text, as_of)
    if parts := english_parts(text):
        return _assemble(*parts, as_of)
    explicit_year = re.fullmatch(
        r"(?:nam sinh|sinh nam|sinh|sn|ns|nam)[\s.:]*([0-9]{2}|[0-9]{4})", text
    )
    if explicit_year:
        return _year_only(explicit_year[1], as_of)
    figures = FILLER.sub(" ", text).strip(" :")
    if (spelt := year_words(figures)) is not None:
        return _year_only(str(spelt), as_of)
    letters = set(re.sub(r"[^a-z]", "", figures))
    if letters and letters <= set("oli") and not _ROMAN_ONES.search(figures):
        found = _read_figures(figures.translate(_LETTER_DIGITS), as_of)
        return RecordedDate(
            found.year, found.month, found.day, (DateDefect.LETTER_FOR_DIGIT, *found.defects)
        )
    if letters - set("xdmy"):
        return _last_resort(text, as_of)
    return _read_figures(figures, as_of)


def _from_phrase(parts: tuple[str, str, str], text: str, as_of: int | None) -> RecordedDate:
    """Read the day, month and year that a phrase with `tháng` names."""
    day, month, year = parts
    numbers = [number_word(part) if part else 0 for part in (day, month)]
    found = _phrase_year(year, as_of)
    if None in numbers or (found.year is None and year):
        return _last_resort(text, as_of)
    written = "" if found.year is None else str(found.year)
    return _assemble(str(numbers[0]), str(numbers[1]), written, as_of, found.defects)


def _phrase_year(year: str, as_of: int | None) -> RecordedDate:
    spelt = year_words(year)
    if spelt is not None:
        return _year_only(str(spelt), as_of)
    return _year_only(year, as_of) if re.fullmatch(r"[0-9]{2}|[0-9]{4}", year) else _NOTHING


def _last_resort(text: str, as_of: int | None) -> RecordedDate:
    """Keep the only year a text names, when nothing else of it can be trusted."""
    years = set(re.findall(r"(?<![0-9])(?:18|19|20)[0-9]{2}(?![0-9])", text))
    if len(years) == 1:
        return _year_only(years.pop(), as_of, DateDefect.UNREADABLE)
    return RecordedDate(None, None, None, (DateDefect.UNREADABLE,))


# --- figures to parts ---------------------------------------------------------------------


def _read_figures(text: str, as_of: int | None) -> RecordedDate:
    """Read a date of figures, separators and marks for unknown parts."""
    text = re.sub(r"\s*([/\-.,\\:;|])\s*", r"\1", text).rstrip("/-.,;: ").lstrip(".,;: ")
    if re.fullmatch(r"[0-9]{4,8}\.[0-9]+", text) and not re.fullmatch(r"[0-9]{4}\.[0-9]{2}", text):
        text = text.partition(".")[0]
    if broken := _BROKEN_YEAR.fullmatch(text):
        text = broken[1] + broken[2]
    if text.isdigit():
        return _read_compact(text, as_of)
    if "/" not in text:
        text = re.sub(r"[\\:;|,]", "/", text)
    for separator in "/-. ":
        parts = [part.strip() for part in text.split(separator)]
        if len(parts) in (2, 3) and all(p.isdigit() or _BLANK.fullmatch(p) for p in parts):
            parts = [part if part.isdigit() else "" for part in parts]
            return _read_parts(parts, as_of)
    groups = re.findall(r"[0-9]+", text)
    if len(groups) == 3 and not re.search(r"[?_x*a-z]", text):
        return _read_parts(groups, as_of)
    return _last_resort(text, as_of)


def _read_parts(parts: list[str], as_of: int | None) -> RecordedDate:
    if len(parts) == 2:
        return _read_two_parts(parts[0], parts[1], as_of)
    first, middle, last = parts
    if not middle and first.strip("0") and last.strip("0"):
        year = first if len(first) == 4 else last
        return _year_only(year, as_of, DateDefect.AMBIGUOUS)
    if len(first) == 4 and len(last) <= 2:
        return _assemble(last, middle, first, as_of)
    if len(first) <= 2 and len(middle) <= 2:
        if len(last) in (0, 2, 4):
            year_first = len(last) == 2 and int(first or 0) > 31
            if year_first:
                return _year_only(first, as_of, DateDefect.AMBIGUOUS)
            return _assemble(first, middle, last, as_of)
        return _assemble(first, middle, "", as_of, (DateDefect.UNREADABLE,))
    return _last_resort("/".join(parts), as_of)


def _read_two_parts(first: str, second: str, as_of: int | None) -> RecordedDate:
    """Read month and year; two years, or day and month, say nothing certain."""
    if len(second) == 4 and len(first) <= 2:
        return _assemble("", first, second, as_of)
    if len(first) == 4 and len(second) <= 2 and int(second or 0) <= 12:
        return _assemble("", second, first, as_of)
    if len(first) == len(second) == 4:
        return _shared([_year_only(year, as_of) for year in (first, second)])
    if len(first) <= 2 == len(second) and int(first or 0) <= 12 and int(second) > 31:
        return _assemble("", first, second, as_of)
    if len(first) == 2 >= len(second) and int(first) > 12 >= int(second or 0) > 0:
        return _assemble(first, second, "", as_of)
    return RecordedDate(None, None, None, (DateDefect.AMBIGUOUS,))


def _read_compact(digits: str, as_of: int | None) -> RecordedDate:
    """Read figures written together: a year, a spreadsheet's serial number, or a whole date."""
    if len(digits) == 4:
        return _year_only(digits, as_of)
    if len(digits) == 5 and (serial := _serial_day(int(digits), as_of)):
        year, month, day = str(serial.year), str(serial.month), str(serial.day)
        return _assemble(day, month, year, as_of, (DateDefect.EXCEL_SERIAL,))
    if len(digits) in (12, 14) and re.fullmatch(
        r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?", digits[8:]
    ):
        digits = digits[:8]
    readings = {
        (date.year, date.month, date.day)
        for day, month, year in _cuts(digits)
        if DateDefect.IMPOSSIBLE not in (date := _assemble(day, month, year, as_of)).defects
        and DateDefect.MONTH_FIRST not in date.defects
        and date.year is not None
    }
    dates = [RecordedDate(*reading, ()) for reading in sorted(readings, key=str)]
    if not dates:
        years = {_known_year(text, as_of) for *_, text in _cuts(digits)} - {None}
        if len(digits) == 8 and len(years) == 1:
            return RecordedDate(years.pop(), None, None, (DateDefect.IMPOSSIBLE,))
        return RecordedDate(None, None, None, (DateDefect.UNREADABLE,))
    if len(dates) > 1:
        shared = _shared(dates)
        return RecordedDate(shared.year, shared.month, shared.day, (DateDefect.AMBIGUOUS,))
    only = dates[0]
    return RecordedDate(only.year, only.month, only.day, (DateDefect.COMPACT,))


def _known_year(text: str, as_of: int | None) -> int | None:
    """A year of four digits that somebody in the register may have been born in."""
    year, defects = _year(text, as_of)
    return year if not defects else None


def _cuts(digits: str) -> list[tuple[str, str, str]]:
    """Every way to cut figures into day, month and year."""
    if len(digits) == 8:
        return [(digits[6:], digits[4:6], digits[:4]), (digits[:2], digits[2:4], digits[4:])]
    if len(digits) == 7:
        return [(digits[:1], digits[1:3], digits[3:]), (digits[:2], digits[2:3], digits[3:])]
    if len(digits) == 6:
        return [
            ("", digits[:2], digits[2:]),
            ("", digits[4:], digits[:4]),
            (digits[:2], digits[2:4], digits[4:]),
            (digits[4:], digits[2:4], digits[:2]),
        ]
    if len(digits) == 5:
        return [("", digits[:1], digits[1:])]
    return []


def _serial_day(serial: int, as_of: int | None) -> dt.date | None:
    """The day of a spreadsheet's serial number (1900 system), if it has come."""
    day = dt.date(1899, 12, 30) + dt.timedelta(days=serial)
    latest = LATEST_YEAR if as_of is None else as_of
    return day if serial >= 10000 and day.year <= latest else None
