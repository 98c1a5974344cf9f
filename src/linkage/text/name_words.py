"""From a dirty name to clean words: letters, signs, spaces, abbreviations, case.

Letters are mended by `name_letters` and spaces by `name_spaces`; signs, abbreviations and case are
here. The order of the steps is that of `clean_words`, and it matters: a soft hyphen is *ư* in
TCVN3, so encodings come before invisible characters; an apostrophe is a tone in VIQR, so keystrokes
come before punctuation.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from linkage.text.defects import NameDefect
from linkage.text.keyboard import read_keys
from linkage.text.lexicon import first_words, is_known, minority_words, phrases
from linkage.text.name_letters import has_lost_letters, undo_residue, undo_scan
from linkage.text.name_spaces import HUMP, join_broken, split_joined
from linkage.text.syllable import canonical_word, is_syllable

_EDGE: Final = " \t.,;:*\"“”„«»_=+|#@!?~^<>[]{}()/\\-–—•·…&$%'`´"
_ABBREVIATION: Final = re.compile(r"[^\W\d_aeiouyAEIOUY]{1,3}\.?|[^\W\d_]\.")


def split_signs(word: str) -> list[str]:
    """Split a word at signs that stand for spaces; keep double names and initials.

    Examples:
        >>> split_signs("Nguyễn_Văn_An"), split_signs("Jean-Pierre"), split_signs("Mai-Anh")
        (['Nguyễn', 'Văn', 'An'], ['Jean-Pierre'], ['Mai', 'Anh'])
        >>> split_signs("N.V.An"), split_signs("Trần.Hùng"), split_signs("Tê-rê-sa")
        (['N.', 'V.', 'An'], ['Trần', 'Hùng'], ['Têrêsa'])
    """
    if "_" in word or "," in word or "+" in word:
        return [p for piece in re.split(r"[_,+]+", word) if piece for p in split_signs(piece)]
    joined = word.replace("-", "")
    if joined != word and canonical_word(joined) in phrases("baptismal"):
        return [joined]
    if "-" in word.strip("-") and all(is_syllable(p) for p in word.split("-") if p):
        return [piece for piece in word.split("-") if piece]
    if "." in word.rstrip("."):
        pieces = [piece for piece in word.split(".") if piece]
        last = len(pieces) - 1
        return [
            piece + "." if len(piece) <= 2 and not (i == last and is_syllable(piece)) else piece
            for i, piece in enumerate(pieces)
        ]
    return [word]


def trim(word: str) -> str:
    """Take signs off the ends of a word, but not the dot of an abbreviation or K', H'.

    Examples:
        >>> trim("*An,"), trim("K'"), trim("T."), trim("An.")
        ('An', "K'", 'T.', 'An')
    """
    bare = word.strip(_EDGE)
    if not bare:
        return ""
    rest = word[word.index(bare) + len(bare) :]
    if rest.startswith("'") and (len(bare) <= 2 or canonical_word(bare + "'") in minority_words()):
        return bare + "'"
    if rest.startswith(".") and _ABBREVIATION.fullmatch(bare + "."):
        return bare + "."
    return bare


@lru_cache(maxsize=65536)
def title_word(word: str) -> str:
    """Write one word of a name in its canonical spelling with a capital initial.

    Examples:
        >>> [title_word(w) for w in ("NGUYỄN", "hoà", "h'hen", "JEAN-PIERRE", "McDonald", "VĂn")]
        ['Nguyễn', 'Hòa', "H'Hen", 'Jean-Pierre', 'McDonald', 'Văn']
    """
    if "'" in word or "-" in word:
        return "".join(
            title_word(piece) if piece not in ("'", "-") else piece
            for piece in re.split(r"(['-])", word)
        )
    if not word:
        return word
    if word[0].isupper() and HUMP.search(word) and not is_syllable(word):
        return unicodedata.normalize("NFC", word)
    low = canonical_word(word)
    return low[0].upper() + low[1:]


def _particle(word: str, foreign: bool) -> bool:
    return foreign and word.islower() and word in phrases("particle")


def title_words(words: list[str]) -> list[str]:
    """Write the words of a name with capital initials; small particles of foreign names stay.

    Examples:
        >>> title_words(["Ludwig", "van", "Beethoven"]), title_words(["nguyễn", "văn", "a"])
        (['Ludwig', 'van', 'Beethoven'], ['Nguyễn', 'Văn', 'A'])
    """
    if phrases("particle").isdisjoint(words):
        return list(map(title_word, words))
    mixed = any(not word.islower() for word in words)
    foreign = mixed and any(not is_syllable(word.strip("'.")) for word in words)
    return [
        word if i and _particle(word, foreign) else title_word(word) for i, word in enumerate(words)
    ]


def expand(words: list[str]) -> list[str]:
    """Write *Ng.* out as Nguyễn, and give single consonants the dot of an initial.

    Examples:
        >>> expand(["Ng.", "T", "Hoa"]), expand(["H", "Hen", "Niê"])
        (['Nguyễn', 'T.', 'Hoa'], ['H', 'Hen', 'Niê'])
    """
    out = list(words)
    if len(words) > 1 and words[0].lower() in phrases("abbreviation"):
        out[0] = "Nguyễn"
    return [
        word + "." if len(word) == 1 and word.lower() in "bcdđglmnpqrstvx" and i < len(out) - 1
        else word
        for i, word in enumerate(out)
    ]  # fmt: skip


@lru_cache(maxsize=131072)
def _soundness(word: str) -> int:
    """Whether no step of `clean_words`, nor any before it, would change or drop the word.

    `0` where one would, `1` where only `join_broken` may, `2` for a sound word that is known.
    """
    sound = (
        word.replace("'", "").replace("-", "").isalpha()
        and len(set(word.lower())) > 1
        and not has_lost_letters(word)
        and word.lower() not in phrases("abbreviation")
        and word.lower() not in first_words("alias")
        and read_keys(word) is None
        and _mend(word) == word
        and _pieces(word) == (word,)
        and split_joined(word) == (word,)
    )
    return 1 + is_known(word) if sound else 0


def all_sound(words: list[str]) -> bool:
    """Whether words, as a text is written, need no mending but of their case.

    Examples:
        >>> [all_sound(t.split()) for t in ("NGUYỄN văn An", "Nguyễn văn An (Tèo)", "N. An")]
        [True, False, False]
    """
    least = min(map(_soundness, words), default=0)
    return least > 0 and (least == 2 or join_broken(words) == words)


def clean_words(text: str) -> tuple[list[str], set[NameDefect]]:
    """Turn the text of one name, its encoding undone, into clean words, not yet in title case.

    Examples:
        >>> clean_words("1. Nguyễn_VănAn,")[0]
        ['Nguyễn', 'Văn', 'An']
    """
    found: set[NameDefect] = set()
    words = text.split()
    mended = list(map(_mend, words))
    if mended != words:
        found.add(NameDefect.LETTERS)
    kept = [piece for word in mended for piece in _pieces(word)]
    if "".join(kept) != "".join(mended):
        found.add(NameDefect.PUNCTUATION)
    joined = [piece for word in join_broken(kept) for piece in split_joined(word)]
    if len(joined) != len(words) or " ".join(words) != text:
        found.add(NameDefect.SPACES)
    expanded = expand(joined)
    if expanded != joined or any(word.endswith(".") for word in expanded):
        found.add(NameDefect.ABBREVIATED)
    return expanded, found


@lru_cache(maxsize=65536)
def _mend(word: str) -> str:
    return undo_scan(undo_residue(word))


@lru_cache(maxsize=65536)
def _pieces(word: str) -> tuple[str, ...]:
    """The words in one run of letters and signs; signs and figures alone are none."""
    pieces = [trim(piece) for piece in split_signs(word.replace("`", "'").replace("´", "'"))]
    kept = [piece for piece in pieces if any(c.isalpha() for c in piece)]
    return tuple(piece.strip("0123456789") for piece in kept)
