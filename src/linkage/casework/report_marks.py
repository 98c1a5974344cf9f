"""Marks: which letters of one recorded value differ from another, for the eye of a clerk.

Letters are compared as read: `ễ` typed as one code point or as three is one letter, capitals
do not count. Values that share less than half of their letters are marked whole, because
scattered marks on two unlike words say nothing.
"""

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby

from linkage.casework.evidence import SHOWN_DIGITS, masked
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
    marks = [(part, place in places) for place, part in enumerate(parts)]
    if mask:
        hidden = len(marks) - SHOWN_DIGITS if len(marks) > SHOWN_DIGITS else len(marks)
        ellipsis = ((masked(text) or "")[:1], any(differs for _, differs in marks[:hidden]))
        marks = [ellipsis, *marks[hidden:]]
    return join(
        tag("mark", run) if differs else run
        for differs, run in (
            (differs, "".join(part for part, _ in group))
            for differs, group in groupby(marks, key=lambda mark: mark[1])
        )
    )
