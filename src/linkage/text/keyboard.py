"""Keys left behind by Vietnamese input methods: Telex, VNI digits, VIQR.

When an input method was off, a clerk's keystrokes stand in the name: `Nguyeenx`, `Nguye64n`,
`Nguye^~n`. They are undone only where no other reading is likely, because names of minorities and
foreigners (*K' Bas*, *Sara*, *Lee*) can look the same: a word must give a possible syllable, must
not be an unmarked syllable already, and must carry a sign that nothing but an input method makes.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from linkage.text.lexicon import Place, attested, minority_words, people_words
from linkage.text.syllable import (
    TONES,
    folded_syllables,
    parse_syllable,
    spell,
    split_rime,
    telex,
)

_CIRCUMFLEX: Final = {"a": "â", "e": "ê", "o": "ô"}
_HORN: Final = {"u": "ư", "o": "ơ"}
_BREVE: Final = {"a": "ă"}
_VNI_TONES: Final = {"1": "s", "2": "f", "3": "r", "4": "x", "5": "j"}
_VNI_WORD: Final = re.compile("(?=.*[1-9])[a-z1-9]+")
"""Letters with digits; a nought, which takes marks away, is in a name an *o* misread."""
_VIQR_SURE: Final = re.compile(
    r"[aeo]\^|[ou]\+|a\([a-z'`?~.]|\bdd|[a-z]`[a-z]|[a-z]~", re.IGNORECASE
)
_VIQR_TONES: Final = {"'": "s", "`": "f", "?": "r", "~": "x", ".": "j"}
_VIQR_ONLY: Final = re.compile(
    r"[a-z][\^+(~]|[a-z]`|dd|[aeiouy]\.(?:ch|ng|nh|[cmnpt])$", re.IGNORECASE
)
_ENGLISH_END: Final = re.compile(r"^[^w]*[ao]w$")
_VIQR_WORD: Final = re.compile(r"[a-z][a-z'`?~.^+(*]*")
_TONE_KEYS: Final = frozenset(TONES.values())
_VOWELS: Final = frozenset("aeiouy")


def has_viqr_signs(text: str) -> bool:
    """Whether a text holds signs of VIQR that nothing else puts after a letter.

    Examples:
        >>> has_viqr_signs("Nguye^~n Va(n"), has_viqr_signs("An (Tèo)"), has_viqr_signs("H??ng")
        (True, False, False)
    """
    return text.isascii() and _VIQR_SURE.search(text) is not None


class Keyed(NamedTuple):
    """A word read as keystrokes: the syllable, and how many keys were not letters of it."""

    text: str
    keys: int
    sure: bool


def _mark(base: list[str], marks: dict[str, str]) -> bool:
    """Put a quality mark on the last letter that takes it; a horn on *uo* goes on both."""
    for i in range(len(base) - 1, -1, -1):
        if base[i] in marks:
            if marks.get("o") == "ơ" and base[i] == "o" and base[i - 1 : i] == ["u"]:
                base[i - 1] = "ư"
            base[i] = marks[base[i]]
            return True
    return False


def _telex_keys(word: str) -> tuple[str, str, int]:
    base: list[str] = []
    tone, keys, vowel_seen = "", 0, False
    for char in word:
        vowel_seen = vowel_seen or char in _VOWELS or char == "w"
        if char == "w":
            keys += 1
            if (base and base[-1] in "ơưă") or not _mark(base, _HORN | _BREVE):
                base.append("ư")
        elif char == "d" and "d" in base[:1]:
            base[0] = "đ"
            keys += 1
        elif vowel_seen and char in _TONE_KEYS:
            tone = char
            keys += 1
        elif char in _CIRCUMFLEX and char in base and _mark(base, {char: _CIRCUMFLEX[char]}):
            keys += 1
        else:
            base.append(char)
    return "".join(base), tone, keys


def _vni_keys(word: str) -> tuple[str, str, int]:
    base: list[str] = []
    tone, keys = "", 0
    for char in "đ" + word[2:] if word.startswith("dd") else word:
        if not char.isdigit():
            base.append(char)
            continue
        keys += 1
        if char in _VNI_TONES:
            tone = _VNI_TONES[char]
        elif char == "9" and "d" in base:
            base[base.index("d")] = "đ"
        elif char in "678":
            marks = {"6": _CIRCUMFLEX, "7": _HORN, "8": _BREVE}[char]
            _mark(base, marks)
    return "".join(base), tone, keys


def _viqr_keys(word: str) -> tuple[str, str, int]:
    base: list[str] = []
    tone, keys = "", 0
    for char in word:
        if char in _VIQR_TONES and base:
            tone = _VIQR_TONES[char]
        elif char == "^":
            _mark(base, _CIRCUMFLEX)
        elif char in "+*":
            _mark(base, _HORN)
        elif char == "(":
            _mark(base, _BREVE)
        elif char == "d" and base == ["d"]:
            base[0] = "đ"
        else:
            base.append(char)
            continue
        keys += 1
    return "".join(base), tone, keys


def _syllable(base: str, tone: str) -> str | None:
    cut = split_rime(base)
    if cut is None:
        return base if not tone and base in minority_words() else None
    parsed = parse_syllable(spell(*cut, tone))
    return parsed.text if parsed is not None and parsed.possible else None


def _half_typed(low: str) -> Keyed | None:
    """Read a word that the input method finished but for a key or two: `Nguyênx`, `ddình`."""
    if not low.isalpha() or parse_syllable(low) is not None:
        return None
    keys = telex(low)
    base, tone, _ = _telex_keys(keys)
    text = _syllable(base, tone)
    if text is None or telex(text) != keys or not attested(text, Place.LONE):
        return None
    return Keyed(text, 1, sure=True)


@lru_cache(maxsize=65536)
def read_keys(word: str) -> Keyed | None:
    """Read one word as keystrokes, `None` when it is no residue of an input method.

    Examples:
        >>> read_keys("Nguyeenx"), read_keys("Tra62n").text, read_keys("DDa(.ng").text
        (Keyed(text='nguyễn', keys=2, sure=True), 'trần', 'đặng')
        >>> read_keys("Lee").sure, read_keys("Kris"), read_keys("Hoa")
        (False, None, None)
        >>> read_keys("Ddình").text, read_keys("Nguyênx").text, read_keys("Đìnhh")
        ('đình', 'nguyễn', None)
    """
    low = word.lower()
    if low in minority_words():
        return None
    if not low.isascii():
        return _half_typed(low)
    if low in folded_syllables() and "oo" not in low:
        return None
    if low.isalpha():
        base, tone, keys = _telex_keys(low)
    elif _VNI_WORD.fullmatch(low):
        base, tone, keys = _vni_keys(low)
    elif _VIQR_WORD.fullmatch(low):
        base, tone, keys = _viqr_keys(low)
    else:
        return None
    text = _syllable(base, tone) if keys else None
    if text is None or text == low:
        return None
    if low.isalpha():
        telling = low.startswith("dd") or low[-1] in "fj" or "w" in low or keys > 1
        telling = telling and low not in folded_syllables()
        sure = telling and attested(text, Place.LONE) and not _ENGLISH_END.search(low)
    else:
        sure = low.isalnum() or _VIQR_ONLY.search(low) is not None
    return Keyed(text, keys, sure)


def undo_keys(words: list[str]) -> list[str] | None:
    """Undo keystrokes in the words of one name, or return `None` when there are none.

    A doubled vowel or a final *s, r, x* alone says nothing, unless another word of the
    same name shows that the input method was off. Names with a marker of a minority
    (K', Ka, H', Y) are left alone unless they hold digits or VIQR signs.

    Examples:
        >>> undo_keys(["Leee", "Vawn", "Hoof"])
        ['Leee', 'Văn', 'Hồ']
        >>> undo_keys(["Traan", "Muwng"])
        ['Trân', 'Mưng']
        >>> undo_keys(["Sara", "Lee"]) is None, undo_keys(["Ka", "Bas"]) is None
        (True, True)
    """
    read = list(map(_read_before_signs, words))
    if not any(read):
        return None
    found = [(word, keyed) for word, keyed in zip(words, read, strict=True) if keyed is not None]
    if not any(keyed.sure for _, keyed in found):
        inside = any(word[-1].isalpha() for word, _ in found)
        known = all(
            attested(keyed.text.lower(), Place.LONE) or "w" in word[:-1].lower()
            for word, keyed in found
        )
        if len(found) < 2 or not inside or not known:
            return None
    marked = not people_words("marker").isdisjoint(map(str.lower, words))
    if marked and all(word.isalpha() for word, _ in found):
        return None
    return [keyed.text if keyed else word for word, keyed in zip(words, read, strict=True)]


@lru_cache(maxsize=65536)
def _read_before_signs(word: str) -> Keyed | None:
    """Read a word with the signs behind it, a dot among them, which may be a tone of VIQR.

    The text keeps the case of the word.
    """
    bare = word.rstrip(",.;:")
    signs = ""
    keyed = read_keys(word)
    if keyed is None and bare != word:
        keyed, signs = read_keys(bare), word[len(bare) :].replace(".", "")
    if keyed is None:
        return None
    return keyed._replace(text=_in_case_of(word, keyed.text + signs))


def _in_case_of(word: str, text: str) -> str:
    if word.isupper():
        return text.upper()
    return text.capitalize() if word[0].isupper() else text
