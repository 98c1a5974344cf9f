"""A name as flat columns for an engine: standard text, and ASCII keys for comparing.

An engine compares columns, never texts: its string distances count bytes, and a rule
in SQL beside one in Python would drift. Every fuzzy rule therefore has its key here.
"""

from functools import lru_cache, partial
from typing import Final, NamedTuple
from unicodedata import normalize

from linkage.text.defects import NameDefect
from linkage.text.lexicon import UNKNOWN, Place, attested, fold_shares, plainness
from linkage.text.name_parts import MIDDLE_MARKERS
from linkage.text.names import LOST_MARKS, Name
from linkage.text.phonetics import (
    dialect_word,
    iy_word,
    phonetic_word,
    tone_word,
    variant_word,
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
    bare: bool | None = None
    """Whether a word stands without marks that hardly anybody bears so, as *thuy* or *nhan*."""


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
    surname_bare: bool | None = None
    middle_fold: str | None = None
    middle_telex: str | None = None
    middle_phonetic: str | None = None
    middle_tone: str | None = None
    middle_iy: str | None = None
    middle_variant: str | None = None
    middle_dialect: str | None = None
    middle_attested: bool | None = None
    middle_bare: bool | None = None
    given_fold: str | None = None
    given_telex: str | None = None
    given_phonetic: str | None = None
    given_tone: str | None = None
    given_iy: str | None = None
    given_variant: str | None = None
    given_dialect: str | None = None
    given_attested: bool | None = None
    given_bare: bool | None = None
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
    return PartKeys._make(_part(part, True, place)[-1])


class _WordKeys(NamedTuple):
    """The keys of one word, as in `PartKeys`; empty texts where a script has no ASCII form."""

    fold: str
    telex: str
    phonetic: str
    tone: str
    iy: str
    variant: str
    dialect: str
    attested: bool
    bare: bool


@lru_cache(maxsize=262144)
def _word_keys(word: str, marked: bool, place: Place) -> _WordKeys:
    """The keys of one word in lower case."""
    folded = (fold(word) or "").split()
    keyed = telex(word)
    return _WordKeys(
        " ".join(folded),
        keyed,
        " ".join(map(phonetic_word, folded)),
        tone_word(keyed),
        iy_word(word),
        variant_word(word, place),
        dialect_word(word),
        _known(word, marked, place),
        word.isascii() and plainness(word, place) < LOST_MARKS,
    )


_Part = tuple[str, str, tuple[str, ...], tuple[str | bool | None, ...]]
"""What one part of a name gives to its columns: the folds of all its words, each with a space
behind it; their initials; the folds in a middle part without Thị and Văn; its keys."""

_NO_PART: Final[_Part] = ("", "", (), tuple(PartKeys()))


def _part(part: str | None, marked: bool, place: Place) -> _Part:
    words = part.lower().split() if part else []
    if not words:
        return _NO_PART
    every = [_word_keys(word, marked, place) for word in words]
    folds = " ".join([keys.fold for keys in every if keys.fold])
    kept = every
    if place is Place.MIDDLE:
        kept = [keys for word, keys in zip(words, every, strict=True) if word not in MIDDLE_MARKERS]
    *texts, known, bare = zip(*(kept or every), strict=True)
    folded, telexed, phonetic, tone, iy, variant, dialect = map(" ".join, texts)
    keys = PartKeys(attested=False)
    if telexed.strip():
        keys = PartKeys(
            fold=folded.strip() or None,
            telex=telexed,
            phonetic=phonetic.strip() or None,
            tone=tone,
            iy=iy,
            variant=variant,
            dialect=dialect,
            attested=all(known),
            bare=any(bare),
        )
    kept_folds = tuple(folded.split()) if kept else ()
    return folds + " " if folds else "", _initials(folds), kept_folds, tuple(keys)


def _initials(folded: str) -> str:
    return "".join([word[0] for word in folded.split()])


def _known(word: str, marked: bool, place: Place) -> bool:
    """Whether people bear a word: as it stands, behind a marker, as heard, or with its marks."""
    return (
        attested(word, place)
        or attested(word.rpartition("'")[2], place)
        or attested(_other_tone(word), place)
        or (not marked and _read_unmarked(word, place))
    )


_HOOK, _TILDE = "\N{COMBINING HOOK ABOVE}", "\N{COMBINING TILDE}"
_EXCHANGED = str.maketrans({_HOOK: _TILDE, _TILDE: _HOOK})


def _other_tone(word: str) -> str:
    """Hỏi for ngã and ngã for hỏi: who hears no difference writes Vỉnh for Vĩnh."""
    return normalize("NFC", normalize("NFD", word).translate(_EXCHANGED))


def _read_unmarked(word: str, place: Place) -> bool:
    """Whether a word that lost its marks can be read as a known one."""
    return fold_shares().get(fold(word) or "", UNKNOWN).at(place) > 0


MARKERS_MOVED: Final = ("Văn", "Thị")
"""Middle names that stand first or last, beside another word, where words changed places."""

_UNMARKED: Final = NameDefect.UNMARKED  # once, as Python 3.11 is slow to find members

_PARTS: Final = [
    [lru_cache(maxsize=262144)(partial(_part, marked=marked, place=place)) for place in Place]
    for marked in (False, True)
]
"""Parts remembered for names marked or not, and for each place: by a text alone is fastest."""


def name_keys(name: Name) -> NameKeys:
    """Compute the columns of a name; a name without text has none.

    Examples:
        >>> from linkage.text.names import parse_name
        >>> keys = name_keys(parse_name("Nguyễn Thị Minh Anh"))
        >>> keys.fold, keys.sorted_fold, keys.initials, keys.marked
        ('nguyen thi minh anh', 'anh minh nguyen', 'ntma', True)
        >>> [name_keys(parse_name(t)).sorted_fold for t in ("Bùi Văn Hòa", "Bùi Hòa Văn")]
        ['bui hoa', 'bui hoa']
    """
    text, surname, middle, given = name.text, name.surname, name.middle, name.given
    if text is None:
        return NameKeys(other_names=name.other_names, defects=name.defects)
    lone = surname is None and middle is None
    marked = _UNMARKED not in name.defects
    of_surname, of_middle, of_given, of_lone = _PARTS[marked]
    folds_1, initials_1, kept_1, keys_1 = of_surname(surname)
    folds_2, initials_2, kept_2, keys_2 = of_middle(middle)
    folds_3, initials_3, kept_3, keys_3 = (of_lone if lone else of_given)(given)
    kept = kept_2
    if not (kept_2 and surname in MARKERS_MOVED):
        kept = kept_1 + kept
    if not (kept_2 and given in MARKERS_MOVED):
        kept += kept_3
    if given is not None and text.endswith(given):
        folded = (folds_1 + folds_2 + folds_3)[:-1]
        initials = initials_1 + initials_2 + initials_3
    else:
        folded = fold(text) or ""
        initials = _initials(folded)
    return tuple.__new__(
        NameKeys,
        (
            text,
            surname,
            middle,
            given,
            folded or None,
            " ".join(sorted(kept)) or None,
            initials or None,
            marked,
            *keys_1,
            *keys_2,
            *keys_3,
            name.other_names,
            name.defects,
        ),
    )
