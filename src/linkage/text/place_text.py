"""An address as tokens, and the units it may be naming at each place."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from linkage.text.place_index import (
    Level,
    Named,
    ProvinceName,
    province_index,
    unit_index,
)
from linkage.text.unicode import fold

MOST_TOKENS = 6
"""No unit's name has more tokens than this."""

_WARD_KINDS = frozenset(("phuong", "xa", "thitran", "dackhu"))
_DISTRICT_KINDS = frozenset(("quan", "huyen", "thixa", "thanhpho"))
_PROVINCE_KINDS = frozenset(("tinh", "thanhpho"))
KINDS = {
    Level.PROVINCE: _PROVINCE_KINDS,
    Level.DISTRICT: _DISTRICT_KINDS,
    Level.WARD: _WARD_KINDS,
    Level.NEW_WARD: _WARD_KINDS,
}
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
_LOCALITY_WORDS = frozenset(
    (
        *("duong", "pho", "ngo", "ngach", "hem", "kiet", "thon", "ap", "khom", "ban", "buon"),
        *("lang", "xom", "to", "khu", "cau", "cho", "kdt", "kp", "dan", "doi", "phum", "soc"),
        *("bon", "plei", "plai", "d", "cum", "so", "ktt", "chua", "ql", "tl", "hl"),
    )
)
_NUMBERED = re.compile(r"(p|f|ph|phuong|q|quan)0*([0-9]{1,2})")
_GLUED_CITY = re.compile(r"(tp|tt|tx)([a-z]{2,})")
_TOKEN = re.compile(r"[^\W_]+|[,;|\n()\[\]]")
_BREAKS = frozenset(",;|\n()[]")
_COUNTRY = re.compile(r"[\s,;.\-]*(?:việt nam|viet nam|vietnam|việtnam|\bvn)\s*\.?\s*$")
_POSTCODE = re.compile(r"[\s,;.\-]+[0-9]{5,6}\s*$")
_REMARK = re.compile(r"[(\[]\s*(?:nay|cũ|cu|trước|truoc|mới|moi|sau|tức|tuc)\b[^)\]]*[)\]]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an address: folded, as written, and the segment between commas it stands in."""

    folded: str
    written: str
    segment: int


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
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
    for word in _TOKEN.findall(lower):
        if word in _BREAKS:
            segment, empty = segment + (not empty), True
            continue
        empty = False
        found += [Token(part, word, segment) for part in _split_glued(_fold_word(word))]
    return tuple(found)


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
    """List every unit that the tokens may be naming."""
    found: list[Mention] = []
    after_prefix: set[int] = set()
    for start in range(len(words)):
        for kind, name_start in prefixes_at(words, start):
            if words[name_start - 1].folded not in ("t", "h", "x"):
                after_prefix.add(name_start)
            found += _named_at(words, start, name_start, kind)
    for start in range(len(words)):
        previous = words[start - 1] if start else None
        same_segment = previous is not None and previous.segment == words[start].segment
        if same_segment and (start in after_prefix or _is_locality_word(words, start - 1)):
            continue
        found += _named_at(words, start, start, None)
    return found


def prefixes_at(words: tuple[Token, ...], start: int) -> Iterator[tuple[str, int]]:
    """Types written at a token, and where the name after each begins."""
    for length in (2, 1):
        end = start + length
        if end >= len(words) or words[end].segment != words[start].segment:
            continue
        kind = _PREFIXES.get(tuple(word.folded for word in words[start:end]))
        if kind is None:
            continue
        if length == 1 and kind == "xa" and start and words[start - 1].folded == "thi":
            continue
        if words[end].folded == "so" and end + 1 < len(words):
            end += 1
        yield kind, end


def _is_locality_word(words: tuple[Token, ...], index: int) -> bool:
    word = words[index].folded
    if word == "pho" and index and words[index - 1].folded == "thanh":
        return False
    return word in _LOCALITY_WORDS


def _named_at(
    words: tuple[Token, ...], start: int, name_start: int, kind: str | None
) -> Iterator[Mention]:
    """Mentions of every level and length whose name begins at a token."""
    segment = words[name_start].segment
    opens = start == 0 or words[start - 1].segment != segment
    name = ""
    for end in range(name_start + 1, min(len(words), name_start + MOST_TOKENS) + 1):
        if words[end - 1].segment != segment:
            break
        name += words[end - 1].folded
        if kind is None and name.isdigit():
            continue
        closes = end == len(words) or words[end].segment != segment
        for level in Level:
            if kind is not None and kind not in KINDS[level]:
                continue
            if level is Level.PROVINCE:
                names: tuple[Named, ...] = ()
                province = province_index().get(name)
                if province is None or (province.short and not (closes and (opens or kind))):
                    continue
            else:
                names, province = unit_index(level).get(name, ()), None
                if not names:
                    continue
            whole = opens and closes
            yield Mention(level, start, name_start, end, kind, whole, names, province)
