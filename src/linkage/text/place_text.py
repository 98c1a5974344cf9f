"""An address as tokens, and the units it may be naming at each place."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from linkage.text.place_index import (
    Level,
    Named,
    ProvinceName,
    hyphenated_names,
    name_index,
    province_index,
)
from linkage.text.unicode import fold

MOST_TOKENS = 6
"""No unit's name has more tokens than this."""

_PREFIXES: dict[tuple[str, ...], str] = {
    **dict.fromkeys((("phuong",), ("p",), ("f",), ("ph",), ("ward",)), "phuong"),
    **dict.fromkeys((("xa",), ("x",)), "xa"),
    **dict.fromkeys((("thi", "tran"), ("tt",), ("ttr",), ("t", "t")), "thitran"),
    **dict.fromkeys((("dac", "khu"), ("dk",)), "dackhu"),
    **dict.fromkeys((("quan",), ("q",), ("district",)), "quan"),
    **dict.fromkeys((("huyen",), ("h",)), "huyen"),
    **dict.fromkeys((("thi", "xa"), ("tx",), ("t", "x")), "thixa"),
    **dict.fromkeys((("thanh", "pho"), ("tp",), ("t", "p")), "thanhpho"),
    **dict.fromkeys((("tinh",), ("t",)), "tinh"),
}
_NAME_LIKE_TYPES = frozenset(("t", "h", "x"))
_LOCALITY_WORDS = frozenset(
    (
        *("duong", "pho", "ngo", "ngach", "hem", "kiet", "thon", "ap", "khom", "ban", "buon"),
        *("lang", "xom", "to", "khu", "cau", "cho", "kdt", "kp", "dan", "doi", "phum", "soc"),
        *("bon", "plei", "plai", "d", "cum", "so", "ktt", "chua", "ql", "tl", "hl"),
    )
)
_ENGLISH_TYPES = frozenset(("ward", "commune", "district", "city", "province", "town"))
_NUMBERED = re.compile(r"(p|f|ph|phuong|q|quan)0*([0-9]{1,2})")
_GLUED_CITY = re.compile(r"(tp|tt|tx)([a-z]{2,})")
_TOKEN = re.compile(r"[^\W_]+|[,;|\n()\[\]]|(?<=\s)[-–—](?=\s)")
_BREAKS = frozenset(",;|\n()[]")
_DASHES = frozenset("-–—")
_COUNTRY = re.compile(r"[\s,;.\-]*(?:việt nam|viet nam|vietnam|việtnam|\bvn)\s*\.?\s*$")
_POSTCODE = re.compile(r"[\s,;.\-]+[0-9]{5,6}\s*$")
_REMARK = re.compile(r"[(\[]\s*(?:nay|cũ|cu|trước|truoc|mới|moi|sau|tức|tuc)\b[^)\]]*[)\]]")


class Token(NamedTuple):
    """A word of an address: folded, as written, and the segment between commas it stands in."""

    folded: str
    written: str
    segment: int


class Mention(NamedTuple):
    """Tokens `[start, end)` that may name units; the name itself begins at `name_start`.

    Attributes:
        kind: Type written before the name, `None` for a bare name.
        whole: Whether the mention fills its segment.
        guessed: Whether the name is one edit away from what is written.
    """

    level: Level
    start: int
    name_start: int
    end: int
    kind: str | None
    whole: bool
    names: tuple[Named, ...]
    province: ProvinceName | None
    guessed: bool = False

    def overlaps(self, other: "Mention") -> bool:
        """Whether the two stand on common tokens."""
        return self.start < other.end and other.start < self.end


@lru_cache(maxsize=1 << 16)
def _fold_word(word: str) -> str:
    return (fold(word) or "").replace(" ", "")


def tokens(text: str) -> tuple[Token, ...]:
    """Cut an address into tokens; commas, semicolons and brackets part segments.

    Examples:
        >>> [(t.folded, t.segment) for t in tokens("Số 5, P.Trúc Bạch, Q3")]
        [('so', 0), ('5', 0), ('p', 1), ('truc', 1), ('bach', 1), ('q', 2), ('3', 2)]
    """
    lower = unicodedata.normalize("NFC", text).lower()
    lower = _REMARK.sub(" ", lower.replace("'", "").replace("’", "").replace("`", ""))
    lower = _POSTCODE.sub("", _COUNTRY.sub("", _POSTCODE.sub("", lower)))
    found: list[Token] = []
    segment, empty = 0, True
    pieces = _TOKEN.findall(lower)
    for index, word in enumerate(pieces):
        if word in _BREAKS or (word in _DASHES and not _joins_name(pieces, index)):
            segment, empty = segment + (not empty), True
        elif word not in _DASHES:
            empty = False
            found += [Token(part, word, segment) for part in _split_glued(_fold_word(word))]
    return tuple(word for i, word in enumerate(found) if not _is_english_type(found, i))


def _is_english_type(words: list[Token], index: int) -> bool:
    """Whether a token is the type after a name, as in Ba Dinh District."""
    segment = words[index].segment
    closes = index + 1 == len(words) or words[index + 1].segment != segment
    opens = index == 0 or words[index - 1].segment != segment
    return closes and not opens and words[index].folded in _ENGLISH_TYPES


def _joins_name(pieces: list[str], dash: int) -> bool:
    """Whether a dash between spaces belongs to a name, as in Bà Rịa - Vũng Tàu."""
    before = tuple(_fold_word(piece) for piece in pieces[max(0, dash - 4) : dash])
    after = tuple(_fold_word(piece) for piece in pieces[dash + 1 : dash + 5])
    return _hyphenated(before, after)


@lru_cache(maxsize=1 << 16)
def joins_name(before: str, after: str) -> bool:
    """Whether a dash between two pieces of an address belongs to a name.

    Examples:
        >>> joins_name("thành phố bà rịa", "vũng tàu"), joins_name("bà rịa", "đồng nai")
        (True, False)
    """
    left = tuple(_fold_word(piece) for piece in _TOKEN.findall(before)[-4:])
    right = tuple(_fold_word(piece) for piece in _TOKEN.findall(after)[:4])
    return _hyphenated(left, right)


def _hyphenated(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    return any(
        "".join(before[-left:] + after[:right]) in hyphenated_names()
        for left in range(1, len(before) + 1)
        for right in range(1, len(after) + 1)
    )


@lru_cache(maxsize=1 << 14)
def _split_glued(word: str) -> tuple[str, ...]:
    """`p5` is `p 5`, `tphcm` is `tp hcm`."""
    if numbered := _NUMBERED.fullmatch(word):
        return numbered[1], numbered[2]
    if (glued := _GLUED_CITY.fullmatch(word)) and glued[2] in province_index():
        return glued[1], glued[2]
    if word.isdigit():
        return (word.lstrip("0") or "0",)
    return (word,)


def mentions(words: tuple[Token, ...]) -> list[Mention]:
    """List every unit that the tokens may be naming.

    A bare ward name inside a longer segment is more often a street: it counts only next to a
    district or province.
    """
    found: list[Mention] = []
    after_type: set[int] = set()
    folded = [word.folded for word in words]
    for start in range(len(words)):
        for kind, name_start in prefixes_at(words, start):
            ends_name = start > 0 and folded[start - 1] + folded[name_start - 1] in name_index()
            if folded[name_start - 1] not in _NAME_LIKE_TYPES and not ends_name:
                after_type.add(name_start)
            found += _named_at(words, start, name_start, kind)
    for start in range(len(words)):
        same_segment = start > 0 and words[start - 1].segment == words[start].segment
        if same_segment and (start in after_type or is_locality_word(folded, start - 1)):
            continue
        found += _named_at(words, start, start, None)
    larger = [m for m in found if m.level in (Level.DISTRICT, Level.PROVINCE)]
    return [m for m in found if m.kind or m.whole or m in larger or _beside(m, larger, words)]


def _beside(bare: Mention, larger: list[Mention], words: tuple[Token, ...]) -> bool:
    """Whether a bare name stands next to a larger unit; a single word also in one segment with it.

    The last word of a street before a comma, as of Hai Bà Trưng, is no unit.
    """
    short = bare.end - bare.name_start == 1
    return any(
        (bare.end == m.start or m.end == bare.start)
        and not (short and words[bare.start].segment != words[m.start].segment)
        for m in larger
    )


def prefixes_at(words: tuple[Token, ...], start: int) -> Iterator[tuple[str, int]]:
    """Types written at a token, and where the name after each begins."""
    for length in (2, 1):
        end = start + length
        if end >= len(words) or words[end].segment != words[start].segment:
            continue
        kind = _PREFIXES.get(tuple(word.folded for word in words[start:end]))
        if kind is None or (kind == "xa" and _follows_thi(words, start)):
            continue
        if words[end].folded == "so" and end + 1 < len(words) and words[end + 1].folded.isdigit():
            end += 1
        yield kind, end


WARD_KINDS = frozenset(("phuong", "xa", "thitran"))


def is_type(words: Sequence[Token], kinds: Collection[str] | None = None) -> bool:
    """Whether words are a type, of some kinds if they are given, and nothing more."""
    kind = _PREFIXES.get(tuple(word.folded for word in words))
    return kind is not None and (kinds is None or kind in kinds)


def _follows_thi(words: tuple[Token, ...], index: int) -> bool:
    """Whether a word is the second of thị xã, which is a type of district and not a ward's."""
    before = words[index - 1] if index else None
    return before is not None and before[::2] == ("thi", words[index].segment)


def is_locality_word(words: Sequence[str], index: int) -> bool:
    """Whether a folded word opens the name of a hamlet, a quarter or a street."""
    if words[index] == "pho" and index and words[index - 1] == "thanh":
        return False
    return words[index] in _LOCALITY_WORDS


def _named_at(
    words: tuple[Token, ...], start: int, name_start: int, kind: str | None
) -> Iterator[Mention]:
    """Mentions of every level and length whose name begins at a token."""
    index = name_index()
    segment = words[name_start].segment
    opens = start == 0 or words[start - 1].segment != segment
    name = ""
    for end in range(name_start + 1, min(len(words), name_start + MOST_TOKENS) + 1):
        word = words[end - 1]
        if word.segment != segment:
            break
        name += word.folded
        meanings = index.get(name)
        if meanings is None or (kind is None and name.isdigit()):
            continue
        closes = end == len(words) or words[end].segment != segment
        whole = opens and closes
        for level, kinds, names, province in meanings:
            if kind is not None and kind not in kinds:
                continue
            if (
                province is not None
                and province.short
                and not (closes and (opens or kind or end == len(words)))
            ):
                continue
            yield Mention(level, start, name_start, end, kind, whole, names, province)
