"""What stands around a name in one field: other names, titles, fillers, notes."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import Final, NamedTuple

from linkage.text.defects import NameDefect
from linkage.text.encodings import Encoding, reread
from linkage.text.lexicon import phrases, surname_share
from linkage.text.name_parts import is_marker, is_middle_marker, leads_with_surname, mostly_surname
from linkage.text.syllable import canonical_word
from linkage.text.unicode import fold, with_folds

_BRACKETS: Final = re.compile(r"[(\[{<«“\"]+([^)\]}>»”\"]*)(?:[)\]}>»”\"]+|$)")
_OPENING: Final = re.compile(r"[(\[{<«“\"]")
_PARTING: Final = re.compile(r"[(\[{<«“\"\-–—/|;,]")
"""Signs without which a text holds one name only, unless it says so in words."""
_STROKE: Final = re.compile(r"[\-–—/|;]")
_SPLIT: Final = re.compile(r"\s+[-–—/|]\s+|\s*[;/|]\s*")
_INITIAL: Final = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_LETTER: Final = re.compile(r"[^\W\d_]")
_NOT_ALPHA: Final = re.compile(r"[^\w\s/']+")
_DEAD: Final = frozenset(("chết", "mất"))
_NOTES: Final = _DEAD | frozenset(
    ("nam", "nữ", "nu", "đã", "con", "vợ", "chồng", "chủ", "hộ", "sinh", "năm", "ns", "sn", "cũ",
     "mới", "sai", "trùng", "mẹ", "cha", "bố")
)  # fmt: skip
"""Words of remarks about a person, no names; in brackets, or where they say that somebody died."""
_A_SURNAME: Final = 500.0
"""Share per million from which on an unmarked word before a name may be its surname, as `chu`."""
_LONE_CONSONANT: Final = re.compile("[bcdđfghjklmnpqrstvwxz]")
_LONGEST_FILLER: Final = 12
"""Signs of a filler in an old encoding, such as `ñaõ maát`."""
_SAMPLE_LETTERS: Final = frozenset("abcdxyzw")


class Fields(NamedTuple):
    """The name proper, other names of the same person, and what was found on the way."""

    name: str
    others: tuple[str, ...]
    defects: frozenset[NameDefect]


@lru_cache(maxsize=65536)
def _plain_word(word: str) -> tuple[str, ...]:
    return tuple(map(canonical_word, _NOT_ALPHA.sub(" ", word).split()))


def _plain(text: str) -> tuple[str, ...]:
    """Lower-case canonical words without signs, to look phrases up."""
    return tuple(chain.from_iterable(map(_plain_word, text.split())))


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
def _by_first(kind: str) -> dict[str, list[tuple[str, ...]]]:
    """The phrases of a kind by the word they begin with, longer ones first."""
    table: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in sorted(_phrases(kind), key=len, reverse=True):
        table[phrase[0]].append(phrase)
    return dict(table)


@cache
def _first(*kinds: str) -> frozenset[str]:
    """The words that the phrases of some kinds begin with."""
    return frozenset(chain.from_iterable(map(_by_first, kinds)))


@lru_cache(maxsize=65536)
def _bare(word: str) -> str:
    """A word as phrases hold it: lower case, no signs at its ends, no dots."""
    return canonical_word(word.strip(".:,;").replace(".", ""))


def _match(words: tuple[str, ...], at: int, kind: str) -> int:
    """How many words from `at` on are a phrase of the kind, the longest there is."""
    if at < len(words):
        for phrase in _by_first(kind).get(words[at], ()):
            if words[at : at + len(phrase)] == phrase:
                return len(phrase)
    return 0


@lru_cache(maxsize=65536)
def _may_be_placeholder(first: str) -> bool:
    """Whether a filler of four words or more may begin with this word."""
    low = "".join(_plain_word(first))
    known = low in _first("placeholder", "placeholder_start") or low in _joined_placeholders()
    return known or len(low) < 2 or not low.isalpha()


@cache
def _joined_placeholders() -> frozenset[str]:
    """Fillers of several words as they look when their spaces are lost."""
    return frozenset("".join(words) for words in _phrases("placeholder") if len(words) > 1)


@lru_cache(maxsize=65536)
def _may_name_nobody(word: str) -> bool:
    """Whether a word is of those without which no text is a filler."""
    low = _plain_word(word)
    return len(low) != 1 or _may_be_placeholder(word) or low[0] in _DEAD or len(set(low[0])) == 1


def is_placeholder(text: str) -> bool:
    """Whether a text, in whatever encoding, stands where a name should, and names nobody.

    Examples:
        >>> [is_placeholder(t) for t in ("Không tên", "con bà Lan", "Nguyễn Văn A", "KXĐ", "N/A")]
        [True, True, True, True, True]
        >>> [is_placeholder(t) for t in ("x", "đãmất", "(mẹ)", "KX§")]
        [True, True, True, True]
        >>> [is_placeholder(t) for t in ("Giàng A Páo", "Võ Danh", "Nguyễn Văn Bé", "Na", "Ý")]
        [False, False, False, False, False]
    """
    return _names_nobody(text) or any(map(_names_nobody, _other_readings(text)))


def _other_readings(text: str) -> Iterator[str]:
    """What a short text would say in each of the old encodings: too short for `decode`."""
    if not text.isascii() and len(text) <= _LONGEST_FILLER:
        for encoding in Encoding:
            read = reread(text, encoding)
            if read is not None and read != text:
                yield read


def _names_nobody(text: str) -> bool:
    words = text.split()
    if len(words) > 3 and not _may_be_placeholder(words[0]):
        return False
    if words and not any(map(_may_name_nobody, words)):
        return False
    low = _plain(text)
    if not low:
        return text != ""
    if low in _phrases("placeholder") and low != ("vo", "danh") and text != "Na":
        return True
    if len(low) == 1 and (low[0] in _joined_placeholders() or _LONE_CONSONANT.fullmatch(low[0])):
        return True
    remark = _DEAD.intersection(low) or text[0] in "([{"
    if _match(low, 0, "placeholder_start") or (remark and _is_note(text)):
        return True
    if len(set(low)) == 1 and len(set(low[0])) == 1 and (len(low[0]) > 1 or len(low) > 1):
        return low[0] not in ("aa",)
    return (
        len(low) in (2, 3)
        and "\ufffd" not in text
        and low[-1] in _SAMPLE_LETTERS - {"y"}
        and surname_share(low[0]) > 2000
        and (len(low) == 2 or is_middle_marker(low[1]))
        and not is_marker(low[0])
    )


def _is_note(text: str) -> bool:
    return all(word in _NOTES or not word.isalpha() for word in _plain(text))


@lru_cache(maxsize=65536)
def _noted_name(text: str) -> str | None:
    """The name in brackets, without what announces it; `None` where they hold a note."""
    if _is_note(text):
        return None
    length = _match(_plain(text), 0, "alias")
    words = text.split()
    return " ".join(words[length:]) if length < len(words) else text


def announced_name(text: str) -> str | None:
    """The name that a cell for other names holds, without what announces it; `None` for a note.

    Examples:
        >>> announced_name("tên cũ: Lê Mạnh Anh"), announced_name("thường gọi là Út")
        ('Lê Mạnh Anh', 'Út')
        >>> announced_name("PD: Thiện Phúc"), announced_name("con sinh đôi thứ 2")
        ('Thiện Phúc', None)
    """
    if tells_of_twin(text):
        return None
    named = text.rpartition(":")[2]
    return _noted_name(named if _LETTER.search(named) else text)


def tells_of_twin(text: str) -> bool:
    """Whether a note says that the person was born together with another.

    Examples:
        >>> [tells_of_twin(text) for text in ("sinh đôi với Quý", "SONG SINH", "con sinh ba")]
        [True, True, True]
        >>> [tells_of_twin(text) for text in ("Nguyễn Sinh Ba", "Sinh Đời", "Nguyễn Sinh")]
        [False, False, False]
    """
    return _TWIN.search(" ".join(_plain(text))) is not None


_TWIN: Final = re.compile(
    r"\b(?:song sinh|sinh (?:đôi|doi)|con sinh (?:ba|tư))\b|^sinh (?:ba|tư)\b"
)
"""Twins; born as two, three or four. Behind a surname Sinh is a name."""


def _take_brackets(text: str) -> tuple[str, list[str]]:
    if _OPENING.search(text) is None:
        return text, []
    pieces = _BRACKETS.split(text)
    outside, inside = " ".join(pieces[::2]), pieces[1::2]
    if _LETTER.search(outside) is None:
        return " ".join(inside), []
    return outside, [name for name in map(_noted_name, inside) if name is not None]


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
    starts = _first("alias")
    for at in [at for at in range(1, len(words) - 1) if low[at] in starts]:
        length = _match(low, at, "alias")
        if length and at + length < len(words) and _certain_alias(words, at, length):
            rest = " ".join(words[at + length :]).lstrip(":- ")
            return " ".join(words[:at]), [rest] if rest else []
    return text, []


def _take_second(text: str) -> tuple[str, list[str]]:
    if _STROKE.search(text) is None:
        return text, []
    pieces = [piece for piece in _SPLIT.split(text) if _LETTER.search(piece)]
    if len(pieces) < 2 or any(len(piece.strip()) < 2 for piece in pieces):
        return text, []
    first = pieces[0].split()
    if is_middle_marker(first[-1]) or (len(first) == 1 and mostly_surname(first[0])):
        return " ".join(pieces), []
    return pieces[0], [piece for piece in pieces[1:] if not _is_note(piece)]


@cache
def _unmarked_alias_words() -> frozenset[str]:
    """Single words that announce another name, without their marks only.

    With its marks such a word was taken by `_take_alias` before, or it is part of the name:
    `Lê An, Tự Bé`.
    """
    return frozenset(fold(phrase) or "" for phrase in phrases("alias") if " " not in phrase)


def _take_comma(text: str) -> tuple[str, list[str]]:
    """Read `Nguyễn, Văn An` and its like; what is after a comma may be another name."""
    if "," not in text:
        return text, []
    pieces = [piece.split() for piece in text.split(",") if _LETTER.search(piece)]
    if len(pieces) != 2:
        return text, []
    left, right = pieces
    if len(right) > 1 and is_middle_marker(right[-1]):  # Ly, Tống Thị
        return " ".join(right + left), []
    if len(left) == 1 and all(map(_INITIAL.fullmatch, right)):  # Phượng, L.T.
        return " ".join(right + left), []
    alias = right[0].lower() in _unmarked_alias_words()
    if len(left) > 1 and len(right) > 1 and alias:  # Hoang Duc, tuc Cu
        return " ".join(left), [" ".join(right[1:])]
    commoner = surname_share(left[0]) > surname_share(right[0])
    surname_first = commoner or mostly_surname(left[0]) or not leads_with_surname(right)
    if len(left) == 1 and surname_share(left[0]) > 0 and surname_first:
        return " ".join(left + right), []
    if leads_with_surname(left) and len(left) > 2 and not is_middle_marker(left[-1]):
        if _is_note(" ".join(right)):
            return " ".join(left), []
        if len(right) > 1 or surname_share(right[0]) == 0:
            return " ".join(left), [" ".join(right)]
    if len(right) <= 2 and surname_share(right[0]) > 0 and not leads_with_surname(left):
        return " ".join(right + left), []
    if len(left) == 1 and leads_with_surname(right):
        return " ".join(right + left), []
    return " ".join(left + right), []


def _is_dharma(text: str) -> bool:
    low = _plain(text)
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
    whole = " ".join(text.split())
    others: list[str] = []
    for take in (_take_brackets, _take_alias, _take_second, _take_comma):
        text, more = take(text)
        others += more
    if others and leads_with_surname(others[0].split()) and _is_dharma(text):
        text, others[0] = others[0], _noted_name(text) or text
    name = " ".join(text.split())
    defect = NameDefect.OTHER_NAME if others else NameDefect.PUNCTUATION
    return Fields(name, tuple(others), frozenset((defect,) if name != whole else ()))


def _title_length(words: list[str], low: tuple[str, ...], at: int) -> int:
    """How many words from `at` on are a title before a name."""
    length = _match(low, at, "title")
    single = length == 1 and surname_share(low[at]) > 20
    if length and len(words) - at - length > 1 and not single:
        return length
    rest = words[at + 1 :]
    if len(rest) > 2 and is_middle_marker(rest[1]) and low[at] in _addresses():
        plain = mostly_surname(rest[0]) or low[at] in phrases("address")
        return int(plain and surname_share(low[at]) < _A_SURNAME)
    length = _match(low, at, "address")
    rest = words[at + length :] if length else []
    whole = len(rest) > 2 or (len(rest) == 2 and not is_middle_marker(rest[1]))
    if whole and (leads_with_surname(rest) or is_marker(rest[0])):
        return length
    return 0


@cache
def _addresses() -> frozenset[str]:
    """Words that address a person, with their marks and without."""
    return with_folds(phrases("address"))


@lru_cache(maxsize=65536)
def _may_be_title(first: str) -> bool:
    low = _bare(first)
    return low in _first("title", "address", "baptismal") or low in _addresses()


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
    dharma = len(words) > 4 and "thích" in map(_bare, words)
    if not (dharma or any(map(_may_be_title, words[:1]))):
        return words, [], False
    low = tuple(map(_bare, words))
    names: list[str] = []
    start = 0
    while length := _title_length(words, low, start):
        start += length
    titled = start > 0
    end = start
    while (length := _match(low, end, "baptismal")) and len(words) - end - length > 1:
        end += length
    if end > start and leads_with_surname(words[end:]):
        names.append(" ".join(words[start:end]))
        start = end
    for at in range(start + 2, len(words) - 2) if dharma else ():
        if low[at] == "thích" and words[at][0].isupper():
            return words[start:at], [*names, " ".join(words[at:])], titled
    return words[start:], names, titled
