"""What is known about single words of names: how common they are, and what part they play."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from linkage.text.syllable import canonical_word, folded_syllables, parse_syllable
from linkage.text.unicode import fold, with_folds


class Place(StrEnum):
    """Where in a name a word stands."""

    SURNAME = "surname"
    MIDDLE = "middle"
    GIVEN = "given"
    LONE = "lone"
    """The only word of a name, which may be any of the three."""


class Shares(NamedTuple):
    """How many people in a million bear a word, by its place in the name."""

    surname: float
    middle: float
    given: float

    def at(self, place: Place) -> float:
        """The share in one place; a lone word is as common as in its commonest place."""
        return max(self) if place is Place.LONE else float(getattr(self, place.value))


UNKNOWN: Final = Shares(0.0, 0.0, 0.0)
POSSIBLE_SHARE: Final = 20.0
"""Per million: assumed of a possible word in no list; the lists stop at 30 of 1.39 million."""
IMPOSSIBLE_SHARE: Final = 0.1
"""Per million: what is assumed of a word that cannot exist in Vietnamese and is in no list."""


def read_table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the library's tables of names."""
    path = files("linkage") / "resources" / "names" / name
    yield from csv.DictReader(path.read_text(encoding="utf-8").splitlines())


@cache
def words() -> dict[str, Shares]:
    """Every known word in canonical lower case with its shares."""
    return {
        row["word"]: Shares(*(float(row[p.value] or 0) for p in Place if p is not Place.LONE))
        for row in read_table("words.csv")
    }


@cache
def words_by_fold() -> dict[str, tuple[str, ...]]:
    """The known words that share one ASCII fold."""
    table: dict[str, list[str]] = defaultdict(list)
    for word in words():
        table[fold(word) or ""].append(word)
    return {folded: tuple(found) for folded, found in table.items()}


@cache
def fold_shares() -> dict[str, Shares]:
    """The shares of an ASCII fold: those of all words that have it."""
    return {
        folded: Shares(*(sum(column) for column in zip(*(words()[w] for w in found), strict=True)))
        for folded, found in words_by_fold().items()
    }


@cache
def phrases(kind: str) -> frozenset[str]:
    """The phrases of one kind, such as titles, in lower case."""
    return frozenset(row["phrase"] for row in read_table("phrases.csv") if row["kind"] == kind)


@cache
def first_words(*kinds: str) -> frozenset[str]:
    """The words, with marks and without, that phrases of some kinds begin with.

    Examples:
        >>> {"bí", "bi"} <= first_words("alias"), "danh" in first_words("alias")
        (True, False)
    """
    return with_folds(phrase.split()[0] for kind in kinds for phrase in phrases(kind))


@cache
def people_words(role: str) -> frozenset[str]:
    """Words or phrases that play one role in the names of minorities, lower case."""
    return frozenset(row["word"] for row in read_table("peoples.csv") if row["role"] == role)


@cache
def minority_words() -> frozenset[str]:
    """Every single word known from the names of minorities, lower case."""
    return frozenset(word for row in read_table("peoples.csv") for word in row["word"].split())


def shares(word: str) -> Shares:
    """The shares of a word in canonical lower case.

    Examples:
        >>> shares("nguyễn").surname > 300_000, shares("nguyển")
        (True, Shares(surname=0.0, middle=0.0, given=0.0))
    """
    return words().get(word, UNKNOWN)


@lru_cache(maxsize=65536)
def attested(word: str, place: Place) -> bool:
    """Whether a canonical lower-case word is known as a name in this place.

    Examples:
        >>> attested("phan", Place.SURNAME), attested("nguyên", Place.SURNAME)
        (True, False)
    """
    return shares(word).at(place) > 0 or word in minority_words()


@lru_cache(maxsize=65536)
def is_known(word: str) -> bool:
    """Whether a word is known as a name, with its marks or without any.

    Examples:
        >>> [is_known(word) for word in ("NGUYỄN", "nguyen", "Nguyển")]
        [True, True, False]
    """
    canonical = canonical_word(word)
    return attested(canonical, Place.LONE) or (canonical.isascii() and canonical in fold_shares())


@lru_cache(maxsize=65536)
def frequency(word: str, place: Place) -> float:
    """The chance that a random person bears the word in this place, never zero."""
    known = shares(word).at(place)
    syllable = parse_syllable(word)
    possible = (syllable is not None and syllable.possible) or word in minority_words()
    floor = POSSIBLE_SHARE if possible else IMPOSSIBLE_SHARE
    return max(known, floor) / 1e6


@lru_cache(maxsize=65536)
def plainness(word: str, place: Place) -> float:
    """How likely a word without marks but đ has all its marks, by words that differ in no more.

    `1.0` for a word without marked siblings; near `0` for *nguyen*, which nobody is called. A lone
    word is no whole name: it has lost its marks only if nobody is called so.

    Examples:
        >>> plainness("nguyen", Place.SURNAME), round(plainness("lan", Place.GIVEN), 1)
        (0.0, 0.9)
    """
    if place is Place.LONE and shares(word) != UNKNOWN:
        return 1.0
    folded = fold(word) or ""
    siblings = sum(
        words()[w].at(place) for w in words_by_fold().get(folded, ()) if "đ" not in word or "đ" in w
    )
    if not siblings:
        syllable = parse_syllable(word)
        lost = (syllable is None or not syllable.possible) and folded in folded_syllables()
        return 0.0 if lost else 1.0
    return shares(word).at(place) / siblings


@lru_cache(maxsize=65536)
def written_shares(word: str) -> Shares:
    """The shares of a word as written: by its fold when it has no marks.

    Examples:
        >>> written_shares("NGUYEN").surname > 300_000, written_shares("Nguyên").surname
        (True, 0.0)
    """
    canonical = canonical_word(word)
    return (fold_shares() if canonical.isascii() else words()).get(canonical, UNKNOWN)


def surname_share(word: str) -> float:
    """Surname share per million of a word as written."""
    return written_shares(word).surname


def given_share(word: str) -> float:
    """Given-name share per million of a word as written."""
    return written_shares(word).given


def name_share(word: str) -> float:
    """Middle and given share per million of a word as written."""
    found = written_shares(word)
    return found.middle + found.given
