"""Letters of a name that were lost, stayed in another encoding, or were misread by a scanner.

All this comes after `decode`, which undoes the encoding of the text as a whole.
"""

import re
from functools import lru_cache
from typing import Final

from linkage.text.encodings import CAPITAL_INSIDE, Encoding, reread
from linkage.text.keyboard import has_viqr_signs
from linkage.text.lexicon import UNKNOWN, minority_words, shares, written_shares
from linkage.text.syllable import canonical_word, is_syllable

_NOT_SHOWN: Final = "\ufffd\u25a1\u25af"
"""What programs and fonts show in place of a letter they lack, wherever it stands."""

_LOST: Final = re.compile(f"[{_NOT_SHOWN}]|[?]+(?=[^\\W\\d_])|(?<=[^\\W\\d_])[?]+(?=\\s|[?])")
"""Signs that tell that letters were lost; a `?` does only by its place, for it may just ask.

What a sign may stand for when names are compared is said by `LETTER_LOST` of `name_levels`.
"""

_SIGN_OF_LOSS: Final = re.compile(f"[{_NOT_SHOWN}?ºÆÄÃ»]")
"""What a text holds that `_LOST` or `_HALF_DECODED` is found in."""

_HALF_DECODED: Final = re.compile("á[º»]|Æ[°¡]|Ä[‘ƒ]|Ã[¡-¿]")
"""UTF-8 read as cp1252; where `decode` left it standing, bytes of it are gone."""

_OCR_DIGITS: Final = str.maketrans("01589", "oisbg")
_SPLIT_STROKES: Final = (("li", "h"), ("ri", "n"), ("rn", "m"), ("cl", "d"), ("ii", "u"))
"""What a scanner makes of the strokes of one letter."""
_COMMON: Final = 100.0
"""Share per million from which on a reading of a word is likelier than the word as it stands."""


def has_lost_letters(text: str) -> bool:
    """Whether signs stand in a name for letters that some program could not show.

    Examples:
        >>> has_lost_letters("Nguy?n"), has_lost_letters("Nguye^~n Ha?i"), has_lost_letters("An?")
        (True, False, False)
    """
    if _SIGN_OF_LOSS.search(text) is None:
        return False
    if _HALF_DECODED.search(text):
        return True
    found = _LOST.search(text)
    return found is not None and not (found.group() == "?" and has_viqr_signs(text))


@lru_cache(maxsize=65536)
def undo_residue(word: str) -> str:
    """Undo TCVN3 or another font encoding left in one word of an otherwise sound name.

    Only where the word cannot be Vietnamese as it stands and one encoding makes it a common
    name; residue that is itself a syllable (*Vò*, *Tõ*) needs the vote of its column.

    Examples:
        >>> undo_residue("Huúnh"), undo_residue("D−ơng"), undo_residue("Vò"), undo_residue("Müller")
        ('Huỳnh', 'Dương', 'Vò', 'Müller')
    """
    if word.isascii() or canonical_word(word) in minority_words():
        return word
    if is_syllable(word) and CAPITAL_INSIDE.search(word) is None:
        return word
    readings = {
        reading
        for encoding in (
            Encoding.TCVN3,
            Encoding.VNI,
            Encoding.WINDOWS_1258,
            Encoding.UTF8,
        )
        if (reading := reread(word, encoding)) is not None and reading != word
    }
    readings |= {word.replace("\u2212", "ư").replace("\xad", "ư")} - {word}
    sound = {r for r in readings if max(shares(canonical_word(r))) >= _COMMON}
    return sound.pop() if len(sound) == 1 else word


@lru_cache(maxsize=65536)
def undo_scan(word: str) -> str:
    """Undo what a scanner misreads in a word, where that gives a known name.

    Digits for letters, umlauts for marks, and strokes of one letter taken for two.

    Examples:
        >>> undo_scan("H0àng"), undo_scan("Vän"), undo_scan("Tliị"), undo_scan("Đìrih")
        ('Hoàng', 'Văn', 'thị', 'đình')
        >>> undo_scan("H0ang")
        'Hoang'
        >>> undo_scan("Müller"), undo_scan("Jürgen"), undo_scan("Klin")
        ('Müller', 'Jürgen', 'Klin')
    """
    if is_syllable(word):
        return word
    if word.endswith("~") and shares(canonical_word(word[:-1] + "\u0303")) != UNKNOWN:
        return canonical_word(word[:-1] + "\u0303")
    if any(c.isdigit() for c in word) and not word.isdigit():
        upper = word[0] + word[1:].lower().translate(_OCR_DIGITS)
        for tried in (upper, word.lower().replace("1", "l").translate(_OCR_DIGITS)):
            if max(written_shares(tried)) >= _COMMON:
                return tried
    umlauts = word.translate(str.maketrans("äöüëÄÖÜ", "ăõữêĂÕỮ"))
    if umlauts != word and max(shares(canonical_word(umlauts))) >= _COMMON:
        return umlauts
    low = canonical_word(word)
    joined = {low.replace(strokes, letter) for strokes, letter in _SPLIT_STROKES} - {low}
    likely = [tried for tried in joined if max(shares(tried)) >= _COMMON]
    return likely[0] if len(likely) == 1 else word
