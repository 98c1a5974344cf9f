"""The parts of a name: surname, middle, given; where they stand, and who has which.

Civil Code 2015, article 26: a name is họ, chữ đệm if any, and tên, in this order. Kinh surnames are
one word, rarely two; the given name is the last word. Other peoples of Vietnam order their names
otherwise, or have no surname: an Ê Đê name ends in the clan, a Gia Rai name begins with it, and
markers of sex (Y, H', A, K', Ka) stand before the given name and are part of it here.
"""

from functools import cache, lru_cache
from typing import Final, NamedTuple

from jellyfish import damerau_levenshtein_distance

from linkage.text.lexicon import (
    given_share,
    is_known,
    name_share,
    people_words,
    phrases,
    shares,
    surname_share,
    written_shares,
)
from linkage.text.syllable import canonical_word, is_syllable, parse_syllable, telex
from linkage.text.unicode import with_folds

MIDDLE_MARKERS: Final = frozenset(("thị", "văn", "thi", "van"))
"""Thị and Văn, with marks and without: the middle words that say little but the sex."""


class Parts(NamedTuple):
    """The words of each part of a name, in order."""

    surname: tuple[str, ...]
    middle: tuple[str, ...]
    given: tuple[str, ...]


@lru_cache(maxsize=65536)
def _low(word: str) -> str:
    return canonical_word(word)


def is_middle_marker(word: str) -> bool:
    """Whether a word is Thị or Văn, marks or not.

    Examples:
        >>> [is_middle_marker(word) for word in ("Thị", "VAN", "Vân")]
        [True, True, False]
    """
    return _low(word) in MIDDLE_MARKERS


@lru_cache(maxsize=65536)
def marker_meant(surname: str, word: str) -> str | None:
    """Thị or Văn where the word behind a surname is one of them but for a keystroke.

    It is none that people bear; Thì is one, as in Ngô Thì Nhậm. Some peoples have middle names that
    no list holds (Giàng Vả Chỉnh), so that behind a rare surname it is none that can be said.

    Examples:
        >>> [marker_meant("Lê", word) for word in ("Yhị", "Tị", "Vằn", "VNA")]
        ['Thị', 'Thị', 'Văn', 'Văn']
        >>> [marker_meant("Lê", word) for word in ("Nhị", "Vân", "Thì", "Th")]
        [None, None, None, None]
        >>> marker_meant("Giàng", "Vả"), marker_meant("Giàng", "Thhị"), marker_meant("Y", "Thim")
        (None, 'Thị', None)
    """
    low = _low(word)
    keys = telex(low)
    if low == "thì" or is_known(low) or not keys.isalpha() or len(keys) < SHORTEST_MARKER_SLIP:
        return None
    if is_marker(surname) or not surname_share(surname):
        return None
    syllable = parse_syllable(low)
    if syllable is not None and syllable.possible and surname_share(surname) < WIDESPREAD:
        return None
    for marker, *spellings in (("Thị", "thij", "thi"), ("Văn", "vawn", "van")):
        if min(damerau_levenshtein_distance(keys, spelling) for spelling in spellings) == 1:
            return marker
    return None


WIDESPREAD: Final = 5_000.0
"""Share per million of a surname that people of the lowlands bear in every province."""

SHORTEST_MARKER_SLIP: Final = 3
"""Keystrokes of a word that may be Thị or Văn with a slip; less may as well be an abbreviation."""


@lru_cache(maxsize=65536)
def mostly_surname(word: str) -> bool:
    """Whether a word is borne as a surname far more than as another part of a name.

    Examples:
        >>> mostly_surname("Nguyễn"), mostly_surname("TRAN"), mostly_surname("Anh")
        (True, True, False)
    """
    return surname_share(word) > max(50.0, 2 * name_share(word))


@lru_cache(maxsize=65536)
def can_lead(word: str, marked: bool) -> bool:
    """Whether a name may begin with this word: it is, or may be, a surname.

    Examples:
        >>> can_lead("Anh", marked=True), can_lead("Vu", marked=False)
        (False, True)
    """
    found = shares(_low(word)) if marked else written_shares(word)
    return found.surname > 0 or found.middle + found.given == 0


def leads_with_surname(words: list[str]) -> bool:
    """Whether the words of a name begin with a surname beyond doubt.

    Examples:
        >>> leads_with_surname(["Hà", "Thị", "Lan"]), leads_with_surname(["Minh", "Anh"])
        (True, False)
    """
    if not words or surname_share(words[0]) == 0:
        return False
    if mostly_surname(words[0]):
        return True
    return len(words) > 2 and (is_middle_marker(words[1]) or surname_share(words[0]) > 2000)


def reorder(words: list[str]) -> list[str]:
    """Put the surname first where it certainly stands elsewhere.

    Examples:
        >>> reorder(["Văn", "An", "Nguyễn"]), reorder(["An", "Văn", "Nguyễn"])
        (['Nguyễn', 'Văn', 'An'], ['Nguyễn', 'Văn', 'An'])
        >>> reorder(["Anh", "Nguyễn", "Văn"]), reorder(["Nguyễn", "Văn", "Lê"])
        (['Nguyễn', 'Văn', 'Anh'], ['Nguyễn', 'Văn', 'Lê'])
        >>> reorder(["Nga", "Trần", "Thị"]), reorder(["Thị", "Mai", "Trần"])
        (['Trần', 'Thị', 'Nga'], ['Trần', 'Thị', 'Mai'])
    """
    if leads_plainly(words[0]):
        return words
    if len(words) < 2 or is_marker(words[0]) or (len(words) == 2 and is_middle_marker(words[0])):
        return words
    first, second, last = words[0], words[1], words[-1]
    marked = is_middle_marker(second)
    if is_middle_marker(first) and not marked:
        return [last, *words[:-1]] if _odds(first, last) > _LIKELY else words
    if len(words) > 2 and not marked and _odds(first, second) > _CERTAIN:
        return [*words[1:], first]
    if _odds(first, last) > _CERTAIN:
        if len(words) == 3 and marked:
            return [last, second, first]
        return [last, *words[:-1]]
    return words


_CERTAIN: Final = 20_000.0
"""Odds of the words alone that outweigh how rarely a surname does not stand first."""
_LIKELY: Final = 1000.0
"""The same behind Thị or Văn, with which a name hardly ever begins."""
_RARE: Final = 5.0


@lru_cache(maxsize=65536)
def _odds(first: str, later: str) -> float:
    """How much likelier `later` is the surname and `first` is not, than the other way round."""
    if not first.isalpha() or not later.isalpha():
        return 0.0
    surname_later = surname_share(later) * max(name_share(first), _RARE)
    surname_first = max(surname_share(first), _RARE) * max(given_share(later), _RARE)
    return surname_later / surname_first if name_share(first) else 0.0


@cache
def _compounds(kind: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(form.split()) for form in with_folds(phrases(kind)))


@cache
def _compound_starts() -> frozenset[str]:
    return frozenset(c[0] for kind in ("compound", "compound_long") for c in _compounds(kind))


@cache
def _clans(role: str) -> frozenset[tuple[str, ...]]:
    """Clans as tuples of words, with their folds, which unmarked records hold."""
    known = people_words(role)
    if role == "clan_first":
        known |= {word for word in people_words("surname") if " " in word}
    return frozenset(tuple(form.split()) for form in with_folds(known))


@cache
def _all_clans() -> frozenset[tuple[str, ...]]:
    return _clans("clan_first") | _clans("clan_last")


@cache
def _markers() -> frozenset[str]:
    return people_words("marker")


@lru_cache(maxsize=65536)
def is_marker(word: str) -> bool:
    """Whether a word is, or begins with, a marker of sex of a people of the highlands.

    Examples:
        >>> [is_marker(word) for word in ("Y", "H'Hen", "K'", "Ka", "Yến")]
        [True, True, True, True, False]
    """
    low = word.lower()
    return low in _markers() or (low[1:2] == "'" and low[0] in "hk") or low == "k"


def _surname_length(low: tuple[str, ...]) -> int:
    """How many of the first words are the surname, in the order surname first."""
    if low[0] in _compound_starts():
        for length in range(min(4, len(low) - 1), 1, -1):
            if low[:length] in _compounds("compound"):
                return length
            if len(low) >= length + 2 and low[:length] in _compounds("compound_long"):
                return length
    for length in (3, 2):
        if len(low) > length and low[:length] in _clans("clan_first"):
            return length
    return 1


def _highland(words: tuple[str, ...], low: tuple[str, ...]) -> Parts | None:
    """Split names that begin with a marker: clan last, or no surname at all."""
    if not is_marker(words[0]):
        return None
    for length in (3, 2, 1):
        if len(low) > length and (
            low[-length:] in _clans("clan_last")
            or (length > 1 and low[-length] in _one_word_clans() and len(low) > length + 1)
        ):
            return Parts(words[-length:], (), words[:-length])
    if len(low) > 1 and low[-1:] in _clans("clan_first") and low[0] != low[-1]:
        return Parts(words[-1:], (), words[:-1])
    bare_marker = low[0] in ("a", "y") or low[0] == "ka"
    if len(low) > 2 and is_middle_marker(words[1]) and bare_marker:
        return Parts(words[:1], words[1:-1], words[-1:])
    return Parts((), (), words)


@cache
def _one_word_clans() -> frozenset[str]:
    return frozenset(clan[0] for clan in _clans("clan_last") if len(clan) == 1)


@lru_cache(maxsize=65536)
def leads_plainly(word: str) -> bool:
    """Whether a name that begins with this word is surely surname, middle, given, in this order.

    Examples:
        >>> leads_plainly("Trần"), leads_plainly("Tôn"), leads_plainly("Y"), leads_plainly("Anh")
        (True, False, False, False)
    """
    low = _low(word)
    special = low in _compound_starts() or any(low == c[0] for c in _clans("clan_first"))
    return mostly_surname(word) and not special and not is_marker(word)


def starts_plainly(first: str, second: str) -> bool:
    """Whether a name that begins with these words is surely surname, middle, given.

    A surname that also opens a compound, as `Nguyễn` opens `Nguyễn Phước`, is plain before any
    other word.

    Examples:
        >>> starts_plainly("Nguyễn", "Văn"), starts_plainly("Nguyễn", "Phước")
        (True, False)
    """
    opened = _opened_by(first)
    return opened is not None and (not opened or _low(second) not in opened)


@lru_cache(maxsize=65536)
def _opened_by(first: str) -> frozenset[str] | None:
    """What follows a plain surname in the compounds it opens; `None` for any other word."""
    low = _low(first)
    if not mostly_surname(first) or is_marker(first) or (low,) in _clans("clan_first"):
        return None
    several = (_compounds("compound"), _compounds("compound_long"), _clans("clan_first"))
    return frozenset(
        form[1] for forms in several for form in forms if len(form) > 1 and form[0] == low
    )


def split_parts(words: list[str]) -> Parts:
    """Split the clean words of a name into surname, middle and given name.

    Examples:
        >>> split_parts(["Nguyễn", "Thị", "Minh", "Anh"])
        Parts(surname=('Nguyễn',), middle=('Thị', 'Minh'), given=('Anh',))
        >>> split_parts(["H'Hen", "Niê"]), split_parts(["Rơ", "Châm", "H'Yéo"]).surname
        (Parts(surname=('Niê',), middle=(), given=("H'Hen",)), ('Rơ', 'Châm'))
        >>> split_parts(["Tôn", "Nữ", "Thị", "Ninh"]).surname, split_parts(["Ngọc", "Anh"]).surname
        (('Tôn', 'Nữ'), ())
    """
    line = tuple(words)
    if len(line) == 1:
        return Parts((), (), line)
    if leads_plainly(line[0]):
        return Parts(line[:1], line[1:-1], line[-1:])
    low = tuple(map(_low, line))
    length = _surname_length(low)
    highland = _highland(line, low) if length == 1 else None
    if highland is not None:
        return highland
    if (
        len(line) == 2
        and length == 1
        and not can_lead(line[0], not all(map(str.isascii, line)))
        and not is_middle_marker(line[1])
        and all(map(is_syllable, line))
    ):
        return Parts((), line[:-1], line[-1:])
    for end in (3, 2, 1):  # a clan before the name, whether it belongs there or not
        middle = low[end : end + 1] == ("a",) and low[0] in people_words("surname")  # Ma A Lềnh
        if (
            len(line) > end + 1
            and is_marker(line[end])
            and low[:end] in _all_clans()
            and not middle
        ):
            return Parts(line[:end], (), line[end:])
    return Parts(line[:length], line[length:-1], line[-1:])
