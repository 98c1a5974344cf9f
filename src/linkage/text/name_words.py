"""From a dirty name to clean words: letters, keystrokes, signs, spaces, case.

The order of the steps is that of `clean_words`, and it matters: a soft hyphen is *ư* in TCVN3, so
encodings come before invisible characters; an apostrophe is a tone in VIQR, so keystrokes
come before punctuation.
"""

import math
import re
import unicodedata
from functools import lru_cache
from typing import Final

from linkage.text.defects import NameDefect
from linkage.text.encodings import CAPITAL_INSIDE, Encoding, reread
from linkage.text.keyboard import has_viqr_signs, read_keys
from linkage.text.lexicon import (
    UNKNOWN,
    Place,
    attested,
    first_words,
    fold_shares,
    minority_words,
    phrases,
    shares,
    surname_share,
    written_shares,
)
from linkage.text.syllable import canonical_word, folded_syllables, parse_syllable
from linkage.text.unicode import INVISIBLE

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

_LATIN: Final = "".join(map(chr, (*range(0x41, 0x250), *range(0x1E00, 0x1F00))))
_CAPITALS: Final = _LATIN[:26]
_SMALL: Final = "".join(filter(str.islower, _LATIN))
_HUMP: Final = re.compile(f"(?<=[{_SMALL}])(?=[{''.join(filter(str.isupper, _LATIN))}])")
"""Between a small letter and a capital."""

_EDGE: Final = " \t.,;:*\"“”„«»_=+|#@!?~^<>[]{}()/\\-–—•·…&$%'`´"
_OCR_DIGITS: Final = str.maketrans("01589", "oisbg")
_SPLIT_STROKES: Final = (("li", "h"), ("ri", "n"), ("rn", "m"), ("cl", "d"), ("ii", "u"))
"""What a scanner makes of the strokes of one letter."""
_LONGEST_SYLLABLE: Final = 7
_RESIDUE_SHARE: Final = 100.0
_ABBREVIATION: Final = re.compile(r"[^\W\d_aeiouyAEIOUY]{1,3}\.?|[^\W\d_]\.")


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


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a word is a possible Vietnamese syllable, with its marks or without any."""
    if word.isascii() and word.lower() in folded_syllables():
        return True
    syllable = parse_syllable(word)
    return syllable is not None and syllable.possible


@lru_cache(maxsize=65536)
def is_known(word: str) -> bool:
    """Whether a word is known as a name, with its marks or without any."""
    canonical = canonical_word(word)
    return attested(canonical, Place.LONE) or (canonical.isascii() and canonical in fold_shares())


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
    sound = {r for r in readings if max(shares(canonical_word(r))) >= _RESIDUE_SHARE}
    return sound.pop() if len(sound) == 1 else word


@lru_cache(maxsize=65536)
def undo_scan(word: str) -> str:
    """Undo what a scanner misreads in a word, where that gives a known name.

    Digits for letters, umlauts for marks, and strokes of one letter taken for two.

    Examples:
        >>> undo_scan("H0àng"), undo_scan("Vän"), undo_scan("Tliị"), undo_scan("Đìrih")
        ('Hoàng', 'Văn', 'thị', 'đình')
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
            if max(shares(canonical_word(tried))) >= _RESIDUE_SHARE:
                return tried
    umlauts = word.translate(str.maketrans("äöüëÄÖÜ", "ăõữêĂÕỮ"))
    if umlauts != word and max(shares(canonical_word(umlauts))) >= _RESIDUE_SHARE:
        return umlauts
    low = canonical_word(word)
    joined = {low.replace(strokes, letter) for strokes, letter in _SPLIT_STROKES} - {low}
    likely = [tried for tried in joined if max(shares(tried)) >= _RESIDUE_SHARE]
    return likely[0] if len(likely) == 1 else word


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
    one = len(joined) <= _LONGEST_SYLLABLE and is_syllable(joined)
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
    if not (text.istitle() or text.isupper()) and _HUMP.search(text):
        text = " ".join(piece for word in text.split() for piece in split_humps(word))
    return text


def split_humps(word: str) -> list[str]:
    """Split syllables that were written as one, each with its capital.

    Examples:
        >>> split_humps("NguyễnVănAn"), split_humps("McDonald"), split_humps("VĂn")
        (['Nguyễn', 'Văn', 'An'], ['McDonald'], ['VĂn'])
    """
    pieces = _HUMP.split(word)
    if len(pieces) == 1 or not all(p not in _CAPITALS and is_syllable(p) for p in pieces):
        return [word]
    tone_of_code_page = not all(p[0].isascii() for p in pieces) and undo_residue(word) != word
    return [word] if tone_of_code_page or is_syllable(word) else pieces


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


def _segments(word: str) -> list[tuple[float, list[str]]]:
    """Every cut of a joined name into known words, best first, at most a few."""
    best: list[list[tuple[float, list[str]]]] = [[] for _ in range(len(word) + 1)]
    best[0] = [(0.0, [])]
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 7), end - 1):
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
    if _HUMP.search(word):
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
    if word[0].isupper() and _HUMP.search(word) and not is_syllable(word):
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
    return least > 0 and (least == 2 or not any(map(_broken, words, words[1:])))


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
