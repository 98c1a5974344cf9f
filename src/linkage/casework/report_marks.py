"""Marks: which letters of one recorded value differ from another, for the eye of a clerk.

Letters are compared as read: `ễ` typed as one code point or as three is one letter, capitals
do not count. Values that share less than half of their letters are marked whole, because
scattered marks on two unlike words say nothing.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from linkage.casework.evidence import masked
from linkage.casework.report_html import Html, join, tag

LEAST_ALIKE = 0.5
"""Share of common letters from which single letters are marked."""


def letters(text: str) -> list[str]:
    """Split a text into letters with their marks.

    Examples:
        >>> letters(unicodedata.normalize("NFD", "Bế")) == ["B", unicodedata.normalize("NFD", "ế")]
        True
    """
    found: list[str] = []
    for char in text:
        if found and unicodedata.combining(char):
            found[-1] += char
        else:
            found.append(char)
    return found


def differing(text: str, others: Sequence[str]) -> set[int]:
    """Places of the letters of a text that at least one other text does not have there.

    Examples:
        >>> sorted(differing("Hường", ["Hương", "HƯỜNG"]))
        [2]
        >>> len(differing("Lan", ["Bình"]))
        3
    """
    own = _keys(text)
    found: set[int] = set()
    for other in others:
        matcher = SequenceMatcher(a=own, b=_keys(other), autojunk=False)
        if matcher.ratio() < LEAST_ALIKE:
            return set(range(len(own)))
        for kind, start, end, _, _ in matcher.get_opcodes():
            if kind in ("replace", "delete"):
                found.update(range(start, end))
    return found


def _keys(text: str) -> list[str]:
    return [unicodedata.normalize("NFC", letter).casefold() for letter in letters(text)]


def whole(text: str) -> Html:
    """A value marked as a whole, more quietly than a letter."""
    return tag("mark", text, class_="whole")


def shown(text: str, others: Sequence[str], *, mask: bool) -> Html:
    """A value with the letters marked that differ from the other values.

    Args:
        text: The value as recorded.
        others: The values it is held against; none when nothing is to be marked.
        mask: Hide all but the last digits. What hides a difference is marked too.

    Examples:
        >>> shown("Hường", ["Hương"], mask=False)
        'Hư<mark>ờ</mark>ng'
        >>> shown("001190000123", ["001190000124"], mask=True)
        '…12<mark>3</mark>'
        >>> shown("001190000123", ["001191000123"], mask=True)
        '<mark>…</mark>123'
    """
    text = text.strip() if mask else text
    parts, places = letters(text), differing(text, others)
    if mask:
        return _masked(parts, places, masked(text) or "")
    if places and len(places) == len(parts):
        return whole(text)
    return _runs((part, place in places) for place, part in enumerate(parts))


def _masked(parts: Sequence[str], places: set[int], visible: str) -> Html:
    """The visible end of a number, after a sign for the rest that is marked as the rest is."""
    ellipsis, digits = visible[0], visible[1:]
    hidden = len(parts) - len(digits)
    ends = ((part, hidden + i in places) for i, part in enumerate(digits))
    return _runs([(ellipsis, any(place < hidden for place in places)), *ends])


def _runs(marks: Iterable[tuple[str, bool]]) -> Html:
    """Neighbouring letters that are marked alike share one element."""
    return join(
        tag("mark", run) if differs else run
        for differs, run in (
            (differs, "".join(part for part, _ in group))
            for differs, group in groupby(marks, key=lambda mark: mark[1])
        )
    )
