"""A name as flat columns for an engine: standard text, and ASCII keys for comparing.

An engine compares columns, never texts: its string distances count bytes, and a rule
in SQL beside one in Python would drift. Every fuzzy rule therefore has its key here.
"""

from functools import lru_cache, partial
from typing import Final, NamedTuple

from linkage.text.defects import NameDefect
from linkage.text.lexicon import UNKNOWN, Place, attested, fold_shares
from linkage.text.name_parts import MIDDLE_MARKERS
from linkage.text.names import Name
from linkage.text.phonetics import (
    dialect_word,
    iy_word,
    phonetic_word,
    tone_word,
    variant_phrase,
)
from linkage.text.syllable import telex
from linkage.text.unicode import fold


class PartKeys(NamedTuple):
    """The keys of one part of a name; all `None` when the name has no such part.

    The words *Thị* and *Văn* are left out of the keys of a middle part that has other words: they
    repeat the sex, and are what clerks leave out most.
    """

    fold: str | None = None
    """Lower-case ASCII."""
    telex: str | None = None
    """As the keys struck in Telex, tone last: one edit is one keystroke."""
    phonetic: str | None = None
    """Equal for what any dialect or the loss of marks makes alike; for blocking."""
    tone: str | None = None
    """Telex with hỏi and ngã merged."""
    iy: str | None = None
    """Telex with a final y written i."""
    variant: str | None = None
    """Equal for regional and taboo forms of one word."""
    dialect: str | None = None
    """Equal for what one dialect says alike, marks kept."""
    attested: bool | None = None
    """Whether every word is known as a name in this place."""


class NameKeys(NamedTuple):
    """One name as columns; missing is `None`."""

    text: str | None = None
    surname: str | None = None
    middle: str | None = None
    given: str | None = None
    fold: str | None = None
    sorted_fold: str | None = None
    initials: str | None = None
    marked: bool | None = None
    surname_fold: str | None = None
    surname_telex: str | None = None
    surname_phonetic: str | None = None
    surname_tone: str | None = None
    surname_iy: str | None = None
    surname_variant: str | None = None
    surname_dialect: str | None = None
    surname_attested: bool | None = None
    middle_fold: str | None = None
    middle_telex: str | None = None
    middle_phonetic: str | None = None
    middle_tone: str | None = None
    middle_iy: str | None = None
    middle_variant: str | None = None
    middle_dialect: str | None = None
    middle_attested: bool | None = None
    given_fold: str | None = None
    given_telex: str | None = None
    given_phonetic: str | None = None
    given_tone: str | None = None
    given_iy: str | None = None
    given_variant: str | None = None
    given_dialect: str | None = None
    given_attested: bool | None = None
    other_names: tuple[str, ...] = ()
    defects: tuple[NameDefect, ...] = ()

    def part(self, place: str) -> PartKeys:
        """The keys of `surname`, `middle` or `given`.

        Examples:
            >>> from linkage.text.names import parse_name
            >>> name_keys(parse_name("Trần Thị Lý")).part("given").iy
            'lis'
        """
        start = self._fields.index(f"{place}_fold")
        return PartKeys._make(self[start : start + len(PartKeys._fields)])


def part_keys(part: str | None, place: Place) -> PartKeys:
    """Compute the keys of one part in standard form.

    Examples:
        >>> part_keys("Huỳnh", Place.SURNAME)[:3], part_keys("Huỳnh", Place.SURNAME).variant
        (('huynh', 'huynhf', 'hwin'), 'hoangf')
        >>> part_keys("Thị Ngọc", Place.MIDDLE).fold, part_keys("Thị", Place.MIDDLE).fold
        ('ngoc', 'thi')
    """
    return _part(part, True, place).keys


class _WordKeys(NamedTuple):
    fold: str
    telex: str
    phonetic: str
    tone: str
    iy: str
    dialect: str


@lru_cache(maxsize=262144)
def _word_keys(word: str) -> _WordKeys:
    """The keys of one word in lower case, whatever its place."""
    folded = (fold(word) or "").split()
    keyed = telex(word)
    return _WordKeys(
        " ".join(folded),
        keyed,
        " ".join(map(phonetic_word, folded)),
        tone_word(keyed),
        iy_word(word),
        dialect_word(word),
    )


class _Part(NamedTuple):
    """What one part of a name gives to its columns."""

    fold: str = ""
    """Every word of it, folded."""
    initials: str = ""
    kept: tuple[str, ...] = ()
    """Its folded words, in a middle part without Thị and Văn."""
    keys: PartKeys = PartKeys()


def _part(part: str | None, marked: bool, place: Place) -> _Part:
    if part is None:
        return _NO_PART
    words = part.lower().split()
    folds = " ".join(filter(None, [_word_keys(word).fold for word in words]))
    initials = _initials(folds)
    kept: list[str] = words
    if place is Place.MIDDLE:
        kept = [word for word in words if word not in MIDDLE_MARKERS]
        words = kept or words
    keyed = [_word_keys(word) for word in words]
    if not any(keys.telex for keys in keyed):  # letters of a script that has no ASCII form
        return _Part(folds, initials, (), PartKeys(attested=False))
    folded, telexed, phonetic, tone, iy, dialect = map(" ".join, zip(*keyed, strict=True))
    keys = PartKeys(
        folded.strip() or None,
        telexed,
        phonetic.strip() or None,
        tone,
        iy,
        variant_phrase(tuple(words), place),
        dialect,
        all(
            attested(word, place) or (not marked and _read_unmarked(word, place)) for word in words
        ),
    )
    return _Part(folds, initials, tuple(folded.split()) if kept else (), keys)


def _initials(folded: str) -> str:
    return "".join([word[0] for word in folded.split()])


def _read_unmarked(word: str, place: Place) -> bool:
    """Whether a word that lost its marks can be read as a known one."""
    return fold_shares().get(word, UNKNOWN).at(place) > 0


_NO_PART: Final = _Part()
_SURNAME, _MIDDLE, _GIVEN, _LONE = (
    lru_cache(maxsize=262144)(partial(_part, place=place))
    for place in (Place.SURNAME, Place.MIDDLE, Place.GIVEN, Place.LONE)
)
"""Parts remembered for each place: an enum in the key would cost more than the rest."""


def name_keys(name: Name) -> NameKeys:
    """Compute the columns of a name; a name without text has none.

    Examples:
        >>> from linkage.text.names import parse_name
        >>> keys = name_keys(parse_name("Nguyễn Thị Minh Anh"))
        >>> keys.fold, keys.sorted_fold, keys.initials, keys.marked
        ('nguyen thi minh anh', 'anh minh nguyen', 'ntma', True)
    """
    text, surname, middle, given = name.text, name.surname, name.middle, name.given
    if text is None:
        return NameKeys(other_names=name.other_names, defects=name.defects)
    lone = surname is None and middle is None
    marked = NameDefect.UNMARKED not in name.defects
    first, between, last = (
        _SURNAME(surname, marked),
        _MIDDLE(middle, marked),
        (_LONE if lone else _GIVEN)(given, marked),
    )
    if given is not None and text.endswith(given):
        folded = " ".join([part.fold for part in (first, between, last) if part.fold])
        initials = first.initials + between.initials + last.initials
    else:
        folded = fold(text) or ""
        initials = _initials(folded)
    columns = (
        text,
        surname,
        middle,
        given,
        folded or None,
        " ".join(sorted(first.kept + between.kept + last.kept)) or None,
        initials or None,
        marked,
        *first.keys,
        *between.keys,
        *last.keys,
        name.other_names,
        name.defects,
    )
    return NameKeys._make(columns)
