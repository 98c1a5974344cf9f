"""The Vietnamese syllable: onset, glide, nucleus, coda, tone, and its one canonical spelling.

Vietnamese is written syllable by syllable, and the syllables that can exist are few. Most repairs
of a name therefore need no dictionary: take the marks off, see which syllable the letters make,
and put the tone back where the orthography wants it. Tones stand on the first vowel in the open
rimes *oa, oe, uy* (hòa, thúy), the placement of the older dictionaries and of most registers.

Source of the rimes: the inventory of written rimes in Đoàn Thiện Thuật, *Ngữ âm tiếng Việt* (1977),
with the few that occur in names of Hoa and Tày people (*Voòng, Woòng*).
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final, NamedTuple

from linkage.text.unicode import fold

TONES: Final = {
    "\u0300": "f",  # huyền
    "\u0301": "s",  # sắc
    "\u0303": "x",  # ngã
    "\u0309": "r",  # hỏi
    "\u0323": "j",  # nặng
}
"""Combining tone marks and the Telex key of each; no mark is the level tone, `""`."""

_TONE_MARK: Final = {key: mark for mark, key in TONES.items()}
_TONE_ALIASES: Final = {"\u0340": "\u0300", "\u0341": "\u0301"}
_QUALITY: Final = {
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("a", "\u0306"): "ă",
    ("a", "\u030c"): "ă",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}
_TELEX_LETTER: Final = {
    "â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd",
    "ŭ": "uw", "ĭ": "iw", "ĕ": "ew", "ŏ": "ow", "ñ": "nx", "č": "cw", "ƀ": "bb",
}  # fmt: skip
_VOWELS: Final = frozenset("aăâeêioôơuưy")
_MARKED_VOWELS: Final = frozenset("ăâêôơư")
_ONSETS: Final = (
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "th", "tr", "ch", "qu",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_STOPS: Final = frozenset(("c", "ch", "p", "t"))

_CODAS: Final = {
    # (glide, nucleus as written): codas; "-" is none
    ("", "a"): "- c ch i m n ng nh o p t u y",
    ("", "ă"): "c m n ng p t",
    ("", "â"): "c m n ng p t u y",
    ("", "e"): "- c m n ng o p t",
    ("", "ê"): "- ch m n nh p t u",
    ("", "i"): "- ch m n nh p t u",
    ("", "y"): "- nh t ch",
    ("", "ia"): "-",
    ("", "iê"): "c m n ng p t u",
    ("", "yê"): "m n ng t u",
    ("", "o"): "- c i m n ng p t",
    ("", "oo"): "c ng",
    ("", "ô"): "- c i m n ng p t",
    ("", "ơ"): "- i m n p t",
    ("", "u"): "- c i m n ng p t",
    ("", "ua"): "-",
    ("", "uô"): "c i m n ng t",
    ("", "ư"): "- c i m n ng t u",
    ("", "ưa"): "-",
    ("", "ươ"): "c i m n ng p t u",
    ("o", "a"): "- c ch i m n ng nh o p t y",
    ("o", "ă"): "c m n ng t",
    ("o", "e"): "- n o t",
    ("u", "â"): "n ng t y",
    ("u", "ê"): "- ch n nh",
    ("u", "ơ"): "-",
    ("u", "y"): "- ch n nh p t u",
    ("u", "ya"): "-",
    ("u", "yê"): "n t",
}
_RIMES: Final = {
    glide + nucleus + coda.strip("-"): (glide, nucleus, coda.strip("-"))
    for (glide, nucleus), codas in _CODAS.items()
    for coda in codas.split()
}
_AFTER_QU: Final = frozenset(
    rime for rime, (glide, nucleus, _) in _RIMES.items()
    if not glide and nucleus[0] in "aăâeêiyơ" and nucleus not in ("iê", "ia")
) | {"ôc", "yêt", "yên", "ya"}  # fmt: skip
_FRONT: Final = frozenset("ieêy")
LONGEST_SYLLABLE: Final = 7
"""Letters of the longest syllable, as in *nghiêng*."""


class Syllable(NamedTuple):
    """A written syllable taken apart, all in lower case.

    `tone` is the Telex key of the tone (`s f r x j`, `""` for the level tone).
    """

    onset: str
    glide: str
    nucleus: str
    coda: str
    tone: str

    @property
    def rime(self) -> str:
        """Glide, nucleus and coda as written, without tone."""
        return self.glide + self.nucleus + self.coda

    @property
    def text(self) -> str:
        """The canonical spelling: composed letters, tone on its place."""
        return spell(self.onset, self.rime, self.tone)

    @property
    def possible(self) -> bool:
        """Whether onset, rime and tone may stand together in written Vietnamese.

        A rime that ends in *c, ch, p, t* takes sắc or nặng only; *k, gh, ngh* stand before
        *i, e, ê, y* only, and *c, g, ng* elsewhere.

        Examples:
            >>> [parse_syllable(word).possible for word in ("việt", "đưc", "ngyên", "kông")]
            [True, False, False, False]
        """
        if self.coda in _STOPS and self.tone not in ("s", "j"):
            return False
        first = self.nucleus[0] if not self.glide else self.glide
        if self.onset in ("k", "gh", "ngh"):
            return first in _FRONT or (self.onset == "k" and first == "y")
        if self.onset in ("c", "g", "ng"):
            return first not in _FRONT or (self.onset == "g" and self.nucleus == "i")
        return True


@cache
def folded_syllables() -> frozenset[str]:
    """Every syllable that can be written, without its marks: what unmarked words look like."""
    return frozenset(
        fold(onset + rime) or ""
        for onset in _ONSETS
        for rime in (_AFTER_QU if onset == "qu" else _RIMES)
    )


class Letters(NamedTuple):
    """A word as letters with quality marks, lower case, and the tones found on it, in order."""

    base: str
    tones: str


def letters(word: str) -> Letters:
    """Take the tones off a word, wherever and in whatever order the marks stand.

    Examples:
        >>> letters("Nguyêñ")
        Letters(base='nguyên', tones='x')
    """
    low = unicodedata.normalize("NFC", word.lower())
    if low.isascii():
        return Letters(low, "")
    if _MARK.search(low):
        return _marks_apart(low)
    apart = list(map(_letter, low))
    return Letters("".join([a.base for a in apart]), "".join([a.tones for a in apart]))


_MARK: Final = re.compile("[\u0300-\u036f]")
"""A mark that is not part of a composed letter."""


@lru_cache(maxsize=4096)
def _letter(char: str) -> Letters:
    return _marks_apart(char)


def _marks_apart(word: str) -> Letters:
    base: list[str] = []
    tones = ""
    for char in unicodedata.normalize("NFD", word):
        if not unicodedata.combining(char):
            base.append(char)
            continue
        char = _TONE_ALIASES.get(char, char)
        if char in TONES:
            tones += TONES[char]
        elif base and (base[-1], char) in _QUALITY:
            base[-1] = _QUALITY[base[-1], char]
        else:
            base.append(char)
    return Letters(unicodedata.normalize("NFC", "".join(base)), tones)


def _tone_place(rime: str) -> int:
    """Where in the rime the tone stands."""
    marked = [i for i, c in enumerate(rime) if c in _MARKED_VOWELS]
    if marked:
        return marked[-1]
    vowels = [i for i, c in enumerate(rime) if c in _VOWELS]
    if len(vowels) == 1 or not vowels:
        return 0
    if len(vowels) == 3 or rime[-1] not in _VOWELS:
        return vowels[1]
    return vowels[0]


def spell(onset: str, rime: str, tone: str) -> str:
    """Write a syllable with its tone in the canonical place.

    Examples:
        >>> spell("h", "uynh", "f"), spell("qu", "y", "s"), spell("th", "uy", "s")
        ('huỳnh', 'quý', 'thúy')
    """
    if not tone:
        return onset + rime
    if not rime:  # gì: the onset gi carries its own vowel
        onset, rime = onset[:-1], onset[-1]
    place = _tone_place(rime)
    toned = unicodedata.normalize("NFC", rime[place] + _TONE_MARK[tone])
    return onset + rime[:place] + toned + rime[place + 1 :]


@cache
def _cuts() -> dict[str, tuple[str, str]]:
    """Onset and rime of every toneless syllable; the longest onset that leaves a rime is taken."""
    cuts = {"giêng": ("gi", "êng")}
    for onset in _ONSETS:
        for rime in _AFTER_QU if onset == "qu" else _RIMES:
            if onset != "gi" or not rime.startswith(("i", "y")):
                cuts.setdefault(onset + rime, (onset, rime))
    return cuts


def split_rime(base: str) -> tuple[str, str] | None:
    """Cut a toneless syllable into onset and rime, or say that it is none."""
    return _cuts().get(base)


@lru_cache(maxsize=65536)
def parse_syllable(word: str) -> Syllable | None:
    """Take a word apart, or return `None` if its letters are not a Vietnamese syllable.

    The tone may stand anywhere in the word, even on a consonant, and may be written twice;
    two different tones are not a syllable.

    Examples:
        >>> parse_syllable("Hùynh")
        Syllable(onset='h', glide='u', nucleus='y', coda='nh', tone='f')
        >>> parse_syllable("Müller") is None
        True
    """
    if len(word) > LONGEST_SYLLABLE and _MARK.search(unicodedata.normalize("NFC", word)) is None:
        return None
    base, tones = letters(word)
    if len(base) > LONGEST_SYLLABLE or len(set(tones)) > 1:
        return None
    cut = split_rime(base)
    if cut is None:
        return None
    onset, rime = cut
    glide, nucleus, coda = _RIMES.get(rime, ("", rime[0], rime[1:]))
    if onset == "gi" and rime == "êng":
        glide, nucleus, coda = "", "ê", "ng"
    return Syllable(onset, glide, nucleus, coda, tones[:1])


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a word is a possible Vietnamese syllable, with its marks or without any.

    Examples:
        >>> [is_syllable(word) for word in ("Nguyễn", "NGUYEN", "Nguyên", "Nguyển", "Nguyêt")]
        [True, True, True, True, False]
    """
    if word.isascii() and word.lower() in folded_syllables():
        return True
    syllable = parse_syllable(word)
    return syllable is not None and syllable.possible


@lru_cache(maxsize=65536)
def canonical_word(word: str) -> str:
    """Write a word in its canonical spelling, lower case; what is no syllable is only composed.

    Examples:
        >>> canonical_word("Qúy"), canonical_word("HOÀ"), canonical_word("Thụân")
        ('quý', 'hòa', 'thuận')
        >>> canonical_word("Êñuôl")
        'êñuôl'
    """
    syllable = parse_syllable(word)
    if syllable is None:
        return unicodedata.normalize("NFC", word.lower())
    return syllable.text


@lru_cache(maxsize=65536)
def telex(word: str) -> str:
    """Write a word as the keys one would strike in Telex, the tone last: one edit, one keystroke.

    Examples:
        >>> telex("Nguyễn"), telex("Nguyển"), telex("Đỗ"), telex("Hùynh")
        ('nguyeenx', 'nguyeenr', 'ddoox', 'huynhf')
    """
    base, tones = letters(word)
    keys = "".join(_TELEX_LETTER.get(char, char) for char in base)
    if not keys.isascii():
        keys = (fold(keys) or "").replace(" ", "")
    return keys + tones
