"""The words of a written date: months, numbers spelt out, lunar and approximate marks."""

import re

_UNITS = {
    "khong": 0,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "nham": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_ENGLISH_MONTHS = dict(
    zip(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        range(1, 13),
        strict=True,
    )
)

LUNAR = re.compile(
    r"\b(?:am lich|lich am|lich ta|ngay ta|nong lich|nhuan|a\.?l|am|gieng|chap|ram)\b\.?"
)
"""Marks of the lunar calendar; Giêng and Chạp are names of its months, rằm is its fifteenth day."""

APPROXIMATE = re.compile(
    r"\b(?:khoang|uoc chung|uoc|chung|xap xi|do|co le|circa|about|ca|c\.)(?:\s|$)|[~≈±]"
    r"|(?<=[0-9]{4})\s*\?"
)
BOUND = re.compile(
    r"\b(?:truoc|before|after|tuoi)\b"
    r"|(?<!thang )\b(?:tu|sau|den|toi)\s+(?:nam\s+|ngay\s+)?[0-9]"
)
"""Words that only bound a date (from, after, until) or give an age."""

WEEKDAY = re.compile(
    r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn"
    r"|(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?)\b[\s,]*"
)
FILLER = re.compile(
    r"\b(?:nam sinh|ngay sinh|sinh ngay|sinh nam|sinh|sn|ns|nam|ngay|duong lich|duong|d\.?l"
    r"|dob|born)\b[.:]?"
)


def number_word(words: str) -> int | None:
    """Read a Vietnamese number from 0 to 99 written in folded words or digits.

    Examples:
        >>> number_word("hai muoi lam"), number_word("muoi hai"), number_word("07")
        (25, 12, 7)
        >>> number_word("tháng") is None
        True
    """
    if words.isdigit():
        return int(words)
    tokens = words.split()
    if len(tokens) == 1 and tokens[0] in _UNITS:
        return _UNITS[tokens[0]]
    if tokens[:1] == ["muoi"]:
        tens, rest = 10, tokens[1:]
    elif len(tokens) > 1 and tokens[0] in _UNITS and tokens[1] in ("muoi", "mươi"):
        tens, rest = _UNITS[tokens[0]] * 10, tokens[2:]
    elif len(tokens) == 2 and tokens[0] in ("linh", "le", "khong") and tokens[1] in _UNITS:
        return _UNITS[tokens[1]]
    elif len(tokens) == 2 and tokens[0] in _UNITS and tokens[1] in _UNITS:
        return _UNITS[tokens[0]] * 10 + _UNITS[tokens[1]]
    else:
        return None
    if not rest:
        return tens
    return tens + _UNITS[rest[0]] if len(rest) == 1 and rest[0] in _UNITS else None


def year_words(words: str) -> int | None:
    """Read a year written in folded Vietnamese words.

    Examples:
        >>> year_words("mot nghin chin tram chin muoi")
        1990
        >>> year_words("hai nghin khong tram linh nam"), year_words("hai nghin le nam")
        (2005, 2005)
        >>> year_words("mot chin bon tam")
        1948
    """
    digits = [_UNITS.get(word) for word in words.split()]
    if len(digits) == 4 and None not in digits and digits[0] in (1, 2):
        return int("".join(map(str, digits)))
    thousand = re.fullmatch(r"(mot|hai) (?:nghin|ngan)(?: (\w+) tram)?(?: (.+))?", words)
    if thousand is None:
        return None
    hundreds = _UNITS.get(thousand[2]) if thousand[2] else 0
    rest = number_word(thousand[3]) if thousand[3] else 0
    if hundreds is None or rest is None:
        return None
    return _UNITS[thousand[1]] * 1000 + hundreds * 100 + rest


_PHRASE = re.compile(
    r"(?:(?:^|.*?\s)(?:ngay|mung|mong|hom)\b|^)(?P<day>.*?)\b(?:thang|thg)\b\.?(?P<rest>.*)"
)
_YEAR_MARK = re.compile(r"\bnam\b(?=\s*(?:[0-9._?:…]|(?:mot|hai) (?:nghin|ngan|khong|chin)|$))")
"""The word `năm` before a year, not the month or the unit five."""

_SHORT_MONTH = re.compile(r"^(?:(?P<day>.*?)\s*)?\bth?(?P<month>[0-9]{1,2})\b(?P<rest>.*)$")
_EDGE = " .,_?:;/-…"


def phrase_parts(folded: str) -> tuple[str, str, str] | None:
    """Cut a phrase with the word `tháng` into day, month and year; an empty text is a blank.

    Args:
        folded: The folded phrase.

    Examples:
        >>> phrase_parts("ngay 12 thang 5 nam 1990")
        ('12', '5', '1990')
        >>> phrase_parts("ngay ... thang ... nam 1990")
        ('', '', '1990')
        >>> phrase_parts("mung 3 thang tu nam 1990")
        ('3', 'tu', '1990')
    """
    phrase = _PHRASE.fullmatch(folded)
    if phrase is None:
        return _short_month_parts(folded)
    day = phrase["day"].strip(_EDGE)
    day = day.removeprefix("mung ").removeprefix("mong ")
    rest = phrase["rest"].strip()
    if marked := _YEAR_MARK.search(rest):
        return day, rest[: marked.start()].strip(_EDGE), rest[marked.end() :].strip(_EDGE)
    month, _, year = re.sub(r"[\s/\-.,]+", " ", rest).strip().partition(" ")
    return day, month, year


def _short_month_parts(folded: str) -> tuple[str, str, str] | None:
    """`T5/1990`, `th5-1990`."""
    short = _SHORT_MONTH.fullmatch(folded)
    if short is None:
        return None
    return (short["day"] or "").strip(_EDGE), short["month"], short["rest"].strip(_EDGE)


_NAME = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_GAP = r"[\s\-/.,]*"
_ENGLISH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?{_GAP}{_NAME}{_GAP}(?P<year>[0-9]{{4}}|[0-9]{{2}})",
        rf"{_NAME}{_GAP}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[\s,.\-/]+(?P<year>[0-9]{{4}})",
        rf"(?P<year>[0-9]{{4}}){_GAP}{_NAME}{_GAP}(?P<day>[0-9]{{1,2}})",
        rf"{_NAME}{_GAP}(?P<day>)(?P<year>[0-9]{{4}}|(?:3[2-9]|[4-9][0-9]))",
    )
)


def english_parts(folded: str) -> tuple[str, str, str] | None:
    """Cut a date with an English month name into day, month number and year.

    `May-12` is the twelfth of May or May 2012: it is left unread.

    Examples:
        >>> english_parts("12-may-1990"), english_parts("may 12, 1990")
        (('12', '5', '1990'), ('12', '5', '1990'))
        >>> english_parts("may-12") is None
        True
    """
    for pattern in _ENGLISH:
        if found := pattern.fullmatch(folded):
            return found["day"], str(_ENGLISH_MONTHS[found["month"]]), found["year"]
    return None
