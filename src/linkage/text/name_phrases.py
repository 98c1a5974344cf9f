"""What stands around a name in one field: other names, titles, fillers, notes."""

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from linkage.text.defects import NameDefect
from linkage.text.lexicon import phrases, surname_share
from linkage.text.name_parts import is_marker, is_middle_marker, leads_with_surname, mostly_surname
from linkage.text.syllable import canonical_word
from linkage.text.unicode import fold

_BRACKETS: Final = re.compile(r"[(\[{<«“\"]+([^)\]}>»”\"]*)(?:[)\]}>»”\"]+|$)")
_OPENING: Final = re.compile(r"[(\[{<«“\"]")
_PARTING: Final = re.compile(r"[(\[{<«“\"\-–—/|;,]")
"""Signs without which a text holds one name only, unless it says so in words."""
_SPLIT: Final = re.compile(r"\s+[-–—/|]\s+|\s*[;/|]\s*")
_NOT_ALPHA: Final = re.compile(r"[^\w\s/']+")
_NOTES: Final = frozenset(
    [
        "nam",
        "nữ",
        "nu",
        "chết",
        "đã",
        "chết",
        "mất",
        "con",
        "vợ",
        "chồng",
        "chủ",
        "hộ",
        "sinh",
        "năm",
        "ns",
        "sn",
        "cũ",
        "mới",
        "sai",
        "trùng",
        "mẹ",
        "cha",
        "bố",
    ]
)
_SAMPLE_LETTERS: Final = frozenset("abcdxyzw")


class Fields(NamedTuple):
    """The name proper, other names of the same person, and what was found on the way."""

    name: str
    others: tuple[str, ...]
    defects: frozenset[NameDefect]


def _plain(text: str) -> str:
    """Lower-case canonical words without signs, to look phrases up."""
    return " ".join(map(canonical_word, _NOT_ALPHA.sub(" ", text).split()))


@cache
def _phrases(kind: str) -> frozenset[tuple[str, ...]]:
    """The phrases of a kind as words; longer ones also without marks."""
    forms = set()
    for phrase in phrases(kind):
        words = tuple(phrase.replace(".", "").split())
        forms.add(words)
        if len(words) > 1 or len(phrase) > 4:
            forms.add(tuple((fold(" ".join(words)) or "").split()))
    return frozenset(forms)


@cache
def _first(kind: str) -> frozenset[str]:
    """The words that the phrases of a kind begin with."""
    return frozenset(words[0] for words in _phrases(kind))


@lru_cache(maxsize=65536)
def _bare(word: str) -> str:
    """A word as phrases hold it: lower case, no signs at its ends, no dots."""
    return canonical_word(word.strip(".:,;").replace(".", ""))


@cache
def _longest(kind: str) -> int:
    return max(map(len, _phrases(kind)))


def _match(words: tuple[str, ...], at: int, kind: str) -> int:
    """How many words from `at` on are a phrase of the kind."""
    if at >= len(words) or words[at] not in _first(kind):
        return 0
    for length in range(min(_longest(kind), len(words) - at), 0, -1):
        if words[at : at + length] in _phrases(kind):
            return length
    return 0


@lru_cache(maxsize=65536)
def _may_be_placeholder(first: str) -> bool:
    """Whether a filler of four words or more may begin with this word."""
    low = _plain(first)
    known = _first("placeholder") | _first("placeholder_start")
    return len(low) < 2 or low in known or not low.isalpha()


def is_placeholder(text: str) -> bool:
    """Whether a text stands where a name should, and names nobody.

    Examples:
        >>> [is_placeholder(t) for t in ("Không tên", "con bà Lan", "Nguyễn Văn A", "KXĐ", "N/A")]
        [True, True, True, True, True]
        >>> [is_placeholder(t) for t in ("Giàng A Páo", "Võ Danh", "Nguyễn Văn Bé", "Na")]
        [False, False, False, False]
    """
    words = text.split()
    if len(words) > 3 and not _may_be_placeholder(words[0]):
        return False
    low = tuple(_plain(text).split())
    if not low:
        return text != ""
    if low in _phrases("placeholder") and low != ("vo", "danh") and text != "Na":
        return True
    if low[:1] in _phrases("placeholder_start") or low[:2] in _phrases("placeholder_start"):
        return True
    if len(set(low)) == 1 and len(set(low[0])) == 1 and (len(low[0]) > 1 or len(low) > 1):
        return low[0] not in ("aa",)
    return (
        len(low) in (2, 3)
        and low[-1] in _SAMPLE_LETTERS - {"y"}
        and surname_share(low[0]) > 2000
        and (len(low) == 2 or is_middle_marker(low[1]))
        and not is_marker(low[0])
    )


def _is_note(text: str) -> bool:
    words = _plain(text).split()
    return all(word in _NOTES or not word.isalpha() for word in words)


def _without_alias_word(text: str) -> str:
    words = text.split()
    length = _match(tuple(_plain(text).split()), 0, "alias")
    return " ".join(words[length:]) if length < len(words) else text


def _take_brackets(text: str) -> tuple[str, list[str]]:
    if _OPENING.search(text) is None:
        return text, []
    inside = [match.group(1) for match in _BRACKETS.finditer(text)]
    outside = _BRACKETS.sub(" ", text)
    if not any(c.isalpha() for c in outside):
        return " ".join(inside), []
    return outside, [_without_alias_word(note) for note in inside if not _is_note(note)]


def _certain_alias(words: list[str], at: int, length: int) -> bool:
    """Whether a phrase that may be part of a name announces another name here."""
    if length > 1 or canonical_word(words[at].strip(".:,")) not in ("hay", "tự"):
        return at > 0
    if any(not word.islower() for word in words):
        mixed = not all(word.isupper() for word in words)
        if mixed:
            return words[at].islower() and at > 1
    return at > 1 and leads_with_surname(words[at + 1 :]) and len(words) - at > 2


def _take_alias(text: str) -> tuple[str, list[str]]:
    """Cut a text at the phrase that announces another name."""
    words = text.split()
    low = tuple(map(_bare, words))
    if not any(word in _first("alias") for word in low):
        return text, []
    for at in range(1, len(words) - 1):
        length = _match(low, at, "alias")
        if length and at + length < len(words) and _certain_alias(words, at, length):
            rest = " ".join(words[at + length :]).lstrip(":- ")
            return " ".join(words[:at]), [rest] if rest else []
    return text, []


def _take_second(text: str) -> tuple[str, list[str]]:
    if not any(sign in text for sign in "-–—/|;"):
        return text, []
    pieces = [piece for piece in _SPLIT.split(text) if any(c.isalpha() for c in piece)]
    if len(pieces) < 2 or any(len(piece.strip()) < 2 for piece in pieces):
        return text, []
    return pieces[0], [piece for piece in pieces[1:] if not _is_note(piece)]


def _take_comma(text: str) -> tuple[str, list[str], bool]:
    """Read `Nguyễn, Văn An` and its like; what is after a comma may be another name."""
    if "," not in text:
        return text, [], False
    pieces = [piece.split() for piece in text.split(",") if any(c.isalpha() for c in piece)]
    if len(pieces) != 2:
        return text, [], False
    left, right = pieces
    surname_first = mostly_surname(left[0]) or not leads_with_surname(right)
    if len(left) == 1 and surname_share(left[0]) > 0 and surname_first:
        return " ".join(left + right), [], True
    if leads_with_surname(left) and len(left) > 2 and not is_middle_marker(left[-1]):
        if _is_note(" ".join(right)):
            return " ".join(left), [], False
        if len(right) > 1 or surname_share(right[0]) == 0:
            return " ".join(left), [" ".join(right)], False
    if len(right) <= 2 and surname_share(right[0]) > 0 and not leads_with_surname(left):
        return " ".join(right + left), [], True
    if len(left) == 1 and leads_with_surname(right):
        return " ".join(right + left), [], True
    return " ".join(left + right), [], len(left) == 1


def _is_dharma(text: str) -> bool:
    low = tuple(_plain(text).split())
    return any(_match(low, 0, kind) for kind in ("religious", "alias"))


def separate(text: str) -> Fields:
    """Part the name proper from other names and from notes in the same field.

    Examples:
        >>> separate("Nguyễn Văn An (tức Tèo)")[:2], separate("Lê Hoa còn gọi là Bé Tư")[:2]
        (('Nguyễn Văn An', ('Tèo',)), ('Lê Hoa', ('Bé Tư',)))
        >>> separate("Nguyễn, Văn An").name, separate("Trần Thị Tự").others
        ('Nguyễn Văn An', ())
        >>> separate("Thích Minh Tâm (Lê Văn Hải)")[:2]
        ('Lê Văn Hải', ('Thích Minh Tâm',))
    """
    if _PARTING.search(text) is None and _first("alias").isdisjoint(map(_bare, text.split())):
        return Fields(text, (), frozenset())
    defects: set[NameDefect] = set()
    others: list[str] = []
    for take in (_take_brackets, _take_alias, _take_second):
        text, more = take(text)
        others += more
    text, more, moved = _take_comma(text)
    others += more
    if others and _is_dharma(text) and leads_with_surname(others[0].split()):
        text, others[0] = others[0], _without_alias_word(text)
    if others:
        defects.add(NameDefect.OTHER_NAME)
    if moved:
        defects.add(NameDefect.PUNCTUATION)
    return Fields(" ".join(text.split()), tuple(others), frozenset(defects))


def _drop_title(words: list[str]) -> list[str]:
    low = tuple(map(_bare, words))
    length = _match(low, 0, "title")
    if length and len(words) - length > 1 and not (length == 1 and surname_share(low[0]) > 20):
        return words[length:]
    length = _match(low, 0, "address")
    rest = words[length:]
    if length and len(rest) > 1 and leads_with_surname(rest) and not is_middle_marker(rest[-1]):
        return rest
    return words


@cache
def _before_a_name() -> frozenset[str]:
    """The words that what stands before a name begins with."""
    return _first("title") | _first("address") | _first("baptismal")


def drop_titles(words: list[str]) -> tuple[list[str], list[str], bool]:
    """Take titles off the front of a name, and baptismal and dharma names out of it.

    Returns:
        The words of the name, the names taken out, and whether a title was dropped.

    Examples:
        >>> drop_titles("Ông Nguyễn Văn An".split()), drop_titles("Ông Thị Lê".split())[0]
        ((['Nguyễn', 'Văn', 'An'], [], True), ['Ông', 'Thị', 'Lê'])
        >>> drop_titles("Maria Trần Thị Hoa".split())[:2], drop_titles("Maria Lopez".split())[1]
        ((['Trần', 'Thị', 'Hoa'], ['Maria']), [])
    """
    titled = False
    names: list[str] = []
    low = tuple(map(_bare, words))
    if low and low[0] not in _before_a_name() and "thích" not in low:
        return words, names, titled
    while (rest := _drop_title(words)) != words:
        words, titled = rest, True
    low = tuple(map(_bare, words))
    length = at = 0
    while (more := _match(low, at, "baptismal")) and len(words) - at - more > 1:
        at += more
    if at and leads_with_surname(words[at:]):
        length = at
        names.append(" ".join(words[:at]))
    words = words[length:]
    for at in range(2, len(words) - 2):
        if low[length + at] == "thích" and words[at][0].isupper():
            return words[:at], [*names, " ".join(words[at:])], titled
    return words, names, titled
