"""Marks: which letters of one recorded value differ from another, for the eye of a clerk.

Letters are compared as read: `ễ` typed as one code point or as three is one letter, and neither
capitals nor foreign letters of the same look make a difference. Digits written in one pattern
are held together place by place; words are paired first and their letters then. Words with few
letters in common are marked whole, because scattered marks on two unlike words say nothing.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from linkage.casework.evidence import masked
from linkage.casework.report_html import Html, join, markup, tag
from linkage.text.place_index import marked_key
from linkage.text.unicode import own_letters

LEAST_ALIKE = 0.6
"""Share of common letters from which the letters of a word are marked singly."""

Letters = Sequence[str]
Span = tuple[int, int]


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


def pattern(text: str) -> str:
    """How a value is written, whatever its digits.

    Examples:
        >>> pattern("12/05/1990") == pattern("13/06/1991") != pattern("1990-05-12")
        True
    """
    return "".join("0" if char.isdigit() else char for char in text)


def differing(text: str, others: Sequence[str], needless: frozenset[str] = frozenset()) -> set[int]:
    """Places of the letters of a text that at least one other text does not have there.

    Commas, slashes and the like are how a value is written and never differ; nor do the words
    that are `needless`, such as the `Quận` of an address.

    Examples:
        >>> sorted(differing("Hường", ["Hương", "HƯỜNG"]))
        [2]
        >>> sorted(differing("Lê Anh", ["Lê Bình"]))
        [3, 4, 5]
        >>> sorted(differing("Quận Đống Đa", ["Đống Đa, Hà Nội"], frozenset({"quận"})))
        []
    """
    own = _keys(text)
    found: set[int] = set()
    for other in others:
        theirs = _keys(other)
        if list(map(pattern, own)) == list(map(pattern, theirs)):
            found.update(i for i, (a, b) in enumerate(zip(own, theirs, strict=True)) if a != b)
        else:
            found.update(_by_words(own, theirs, needless))
    return {place for place in found if _says_something(own[place])}


def _says_something(letter: str) -> bool:
    return letter[:1].isalnum()


def _keys(text: str) -> list[str]:
    return [own_letters(letter).casefold() for letter in letters(text)]


def _by_words(own: Letters, theirs: Letters, needless: frozenset[str]) -> Iterator[int]:
    """Places that differ once the words that both texts share are paired."""
    words, others = _words(own, needless), _words(theirs, needless)
    matcher = SequenceMatcher(
        a=[_sounds(own[i:j]) for i, j in words],
        b=[_sounds(theirs[i:j]) for i, j in others],
        autojunk=False,
    )
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "replace" and b - a == d - c:
            for word, other in zip(words[a:b], others[c:d], strict=True):
                yield from _by_letters(own, [word], _letters_in(theirs, [other]))
        elif kind in ("replace", "delete"):
            yield from _by_letters(own, words[a:b], _letters_in(theirs, others[c:d]))


def _letters_in(text: Letters, words: Sequence[Span]) -> Letters:
    return [text[place] for i, j in words for place in range(i, j)]


def _sounds(word: Letters) -> str:
    """A word wherever the tone sits: `hòa` and `hoà` are one."""
    return marked_key("".join(word))


def _words(text: Letters, needless: frozenset[str]) -> list[Span]:
    """Where each word begins and ends, without what stands between words."""
    runs = groupby(range(len(text)), key=lambda place: _says_something(text[place]))
    places = [list(group) for says, group in runs if says]
    spans = [(group[0], group[-1] + 1) for group in places]
    return [(i, j) for i, j in spans if "".join(text[i:j]) not in needless]


def _by_letters(own: Letters, words: Sequence[Span], theirs: Letters) -> Iterator[int]:
    """Places that differ within some words, all of them where the words are unlike."""
    places = [place for i, j in words for place in range(i, j)]
    word = [own[place] for place in places]
    if SequenceMatcher(None, _bases(word), _bases(theirs), autojunk=False).ratio() < LEAST_ALIKE:
        yield from places
        return
    for kind, a, b, _, _ in SequenceMatcher(None, word, theirs, autojunk=False).get_opcodes():
        if kind in ("replace", "delete"):
            yield from places[a:b]


def _bases(word: Letters) -> list[str]:
    """Letters without their marks, since words that differ in marks alone are much alike."""
    return [unicodedata.normalize("NFD", letter)[:1].replace("đ", "d") for letter in word]


def whole(text: str) -> Html:
    """A value marked as a whole, more quietly than a letter."""
    return tag("mark", text, class_="whole")


def shown(
    text: str,
    others: Sequence[str],
    *,
    mask: bool,
    needless: frozenset[str] = frozenset(),
) -> Html:
    """A value with the letters marked that differ from the other values.

    Args:
        text: The value as recorded.
        others: The values it is held against; none when nothing is to be marked.
        mask: Hide all but the last digits. What hides a difference is marked too.
        needless: Words, in small letters, that are never marked.

    Examples:
        >>> shown("Hường", ["Hương"], mask=False)
        'Hư<mark>ờ</mark>ng'
        >>> shown("001190000123", ["001190000124"], mask=True)
        '…12<mark>3</mark>'
        >>> shown("001190000123", ["001191000123"], mask=True)
        '<mark>…</mark>123'
    """
    text = text.strip() if mask else text
    if all(other == text for other in others):
        return markup((masked(text) or "") if mask else text)
    parts, places = letters(text), differing(text, others, needless)
    if mask:
        return _masked(parts, places, masked(text) or "")
    if places and all(
        place in places or not _says_something(part) for place, part in enumerate(parts)
    ):
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
