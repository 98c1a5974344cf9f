"""Where one word of a name ends and the next begins: spaces that were lost, and spaces too many."""

import math
import re
import unicodedata
from functools import lru_cache
from typing import Final

from linkage.text.lexicon import (
    is_known,
    minority_words,
    phrases,
    shares,
    surname_share,
    written_shares,
)
from linkage.text.name_letters import undo_residue
from linkage.text.syllable import LONGEST_SYLLABLE, canonical_word, is_syllable
from linkage.text.unicode import INVISIBLE

_LATIN: Final = "".join(map(chr, (*range(0x41, 0x250), *range(0x1E00, 0x1F00))))
_CAPITALS: Final = _LATIN[:26]
_SMALL: Final = "".join(filter(str.islower, _LATIN))
HUMP: Final = re.compile(f"(?<=[{_SMALL}])(?=[{''.join(filter(str.isupper, _LATIN))}])")
"""Between a small letter and a capital."""

_LOOSE_APOSTROPHE: Final = re.compile(r"\b([HK]) +' ?(?=\w)", re.IGNORECASE)


def unspaced(text: str) -> str:
    """Undo letters set apart by spaces, as in headings, and the markers H' and K' taken apart.

    Examples:
        >>> unspaced("N G U Y Ễ N  V Ă N  A N"), unspaced("Y Bliă  Niê"), unspaced("H ' Hen")
        ('NGUYỄN VĂN AN', 'Y Bliă  Niê', "H'Hen")
    """
    if " '" in text:
        text = _LOOSE_APOSTROPHE.sub(r"\1'", text)
    words = text.split()
    if len(words) < 4 or min(len(words[0]), len(words[1])) > 1:
        return text
    if sum(len(word) == 1 for word in words) < len(words) - 1:
        return text
    joined = ["".join(piece.split()) for piece in re.split(r"\s{2,}", text.strip())]
    sound = all(is_syllable(word) or len(split_joined(word)) > 1 for word in joined)
    return " ".join(joined) if sound else text


def split_invisible(word: str) -> list[str]:
    r"""Drop invisible characters inside a syllable, make a space of those between two words.

    Examples:
        >>> split_invisible("Ngu\u200byễn"), split_invisible("Văn\u200bAn")
        (['Nguyễn'], ['Văn', 'An'])
    """
    if INVISIBLE.search(word) is None:
        return [word]
    joined = unicodedata.normalize("NFC", INVISIBLE.sub("", word))
    pieces = [piece for piece in INVISIBLE.split(word) if piece]
    one = len(joined) <= LONGEST_SYLLABLE and is_syllable(joined)
    if len(pieces) > 1 and not one and all(map(is_syllable, pieces)):
        return pieces
    return [joined] if joined else []


def visible(text: str) -> str:
    r"""A text without invisible characters, with a space wherever one is meant.

    Examples:
        >>> visible("Ngu\u200byễn Văn\u200bAn"), visible("NguyễnVănAn")
        ('Nguyễn Văn An', 'Nguyễn Văn An')
    """
    if INVISIBLE.search(text):
        text = " ".join(piece for word in text.split() for piece in split_invisible(word))
    if not (text.istitle() or text.isupper()) and HUMP.search(text):
        text = " ".join(piece for word in text.split() for piece in split_humps(word))
    return text


def split_humps(word: str) -> list[str]:
    """Split syllables that were written as one, each with its capital.

    Examples:
        >>> split_humps("NguyễnVănAn"), split_humps("McDonald"), split_humps("VĂn")
        (['Nguyễn', 'Văn', 'An'], ['McDonald'], ['VĂn'])
    """
    pieces = HUMP.split(word)
    if len(pieces) == 1 or not all(p not in _CAPITALS and is_syllable(p) for p in pieces):
        return [word]
    tone_of_code_page = not all(p[0].isascii() for p in pieces) and undo_residue(word) != word
    return [word] if tone_of_code_page or is_syllable(word) else pieces


@lru_cache(maxsize=65536)
def split_joined(word: str) -> tuple[str, ...]:
    """Split words that were written as one, if there is one likely way to.

    Examples:
        >>> split_joined("NguyễnVăn"), split_joined("nguyenvanan"), split_joined("NGUYỄNVĂNAN")
        (('Nguyễn', 'Văn'), ('nguyen', 'van', 'an'), ('nguyễn', 'văn', 'an'))
        >>> split_joined("McDonald"), split_joined("Krajăn"), split_joined("Nguyễn")
        (('McDonald',), ('Krajăn',), ('Nguyễn',))
    """
    low = canonical_word(word)
    if is_syllable(word) or len(word) < 4 or low in minority_words() or low in phrases("baptismal"):
        return (word,)
    if HUMP.search(word):
        return tuple(split_humps(word))
    if not low.isalpha() or len(low) < (7 if low.isascii() else 5):
        return (word,)
    cuts = _segments(low)
    if (
        not cuts
        or not 2 <= len(cuts[0][1]) <= 4
        or surname_share(cuts[0][1][0]) < (2000 if low.isascii() else 100)
    ):
        return (word,)
    if len(cuts) > 1 and cuts[1][0] > cuts[0][0] - 2.5:
        return (word,)
    if low.isascii() and len(cuts[0][1]) < 3 and surname_share(cuts[0][1][0]) < 20000:
        return (word,)
    return tuple(cuts[0][1])


def _segments(word: str) -> list[tuple[float, list[str]]]:
    """Every cut of a joined name into known words, best first, at most a few."""
    best: list[list[tuple[float, list[str]]]] = [[] for _ in range(len(word) + 1)]
    best[0] = [(0.0, [])]
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end - 1):
            piece = word[start:end]
            if not best[start] or not is_syllable(piece):
                continue
            borne = written_shares(piece) if word.isascii() else shares(piece)
            share = borne.surname if start == 0 else borne.middle + borne.given
            if share < 100:
                continue
            gain = math.log(share / 1e6)
            best[end] += [(score + gain, [*cut, piece]) for score, cut in best[start]]
        best[end] = sorted(best[end], reverse=True)[:3]
    return best[-1]


def join_broken(words: list[str]) -> list[str]:
    """Join the pieces of a word that a stray space has cut in two.

    Examples:
        >>> join_broken(["Ng", "uyễn", "Văn", "An"]), join_broken(["Trần", "T", "Hoa"])
        (['Nguyễn', 'Văn', 'An'], ['Trần', 'T', 'Hoa'])
    """
    out: list[str] = []
    for word in words:
        if out and _broken(out[-1], word):
            out[-1] += word
        else:
            out.append(word)
    return out


@lru_cache(maxsize=65536)
def _broken(left: str, right: str) -> bool:
    if not (left.isalpha() and right.isalpha()) or (is_known(right) and is_known(left)):
        return False
    same_case = left.isupper() == right.isupper() and left.islower() == right.islower()
    if not (right[0].islower() or (same_case and left.isupper())):
        return False
    joined = canonical_word(left + right)
    if max(shares(joined)) < 300 or (len(left) == 1 and is_known(right)):
        return False
    return not is_known(right) or (len(left) > 1 and not is_syllable(left))
