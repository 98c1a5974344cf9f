"""How alike two names are: a level with a meaning, a similarity, and a sentence saying why.

Two spellings are compared as a clerk would: could this difference be a slip, a dialect, a lost
mark; or are both spellings names that people bear? *Thắng* and *Thăng* are one stroke apart and
two people; *Nguyễn* and *Nguyen* are two strokes apart and one. The levels are equalities and
distances of the columns of `NameKeys`, so that an engine can give the same level in SQL
(`linkage.comparisons.names`); a test holds the two together.
"""

from enum import IntEnum
from typing import Final, NamedTuple

from jellyfish import damerau_levenshtein_distance, levenshtein_distance

from linkage.text.defects import NameDefect
from linkage.text.lexicon import Place
from linkage.text.name_columns import MARKERS_MOVED, NameKeys, PartKeys, name_keys
from linkage.text.name_parts import MIDDLE_MARKERS
from linkage.text.name_similarity import explained
from linkage.text.names import Name, parse_name


class NameLevel(IntEnum):
    """How two names, or one part of two names, agree; higher is stronger evidence for one person.

    The highest level that applies holds. `meaning` says what it means, in words for a reason.

    Examples:
        >>> NameLevel.EXACT > NameLevel.TYPO > NameLevel.MARK_CONFLICT > NameLevel.DIFFERENT
        True
        >>> NameLevel.UNMARKED.meaning
        'the same letters, and one whole name has lost its marks or marked letters'
    """

    meaning: str

    DIFFERENT = 0, "different names"
    ONE_EDIT = (
        1,
        "one letter apart and no slip of one key: two names people bear, or marks differ too",
    )
    MARK_CONFLICT = 2, "the same letters with other marks, and both are names people bear"
    MARK_DROPPED = 3, "marks missing in an otherwise marked name; both are names people bear"
    ABBREVIATED = 4, "the same initials, one name abbreviated"
    REORDERED = 5, "the same words in another order"
    SHORTENED = 6, "the same words, one name leaves out some of the middle"
    VARIANT = 7, "two regional forms of one name"
    DIALECT = 8, "two spellings that some dialect says alike"
    TYPO = 9, "a slip of one keystroke: one spelling is no name"
    TONE = 10, "hỏi and ngã exchanged"
    SPACING = 11, "the same letters, other spaces, dots or apostrophes"
    UNMARKED = 12, "the same letters, and one whole name has lost its marks or marked letters"
    SPELLING = 13, "i and y exchanged, which are one sound"
    EXACT = 14, "the same name"

    def __new__(cls, value: int, meaning: str) -> "NameLevel":
        """A rank that carries its meaning."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


PART_LEVELS: Final = (
    NameLevel.EXACT,
    NameLevel.SPELLING,
    NameLevel.UNMARKED,
    NameLevel.TONE,
    NameLevel.TYPO,
    NameLevel.DIALECT,
    NameLevel.VARIANT,
    NameLevel.SHORTENED,
    NameLevel.ABBREVIATED,
    NameLevel.MARK_DROPPED,
    NameLevel.MARK_CONFLICT,
    NameLevel.ONE_EDIT,
)
"""The levels one part can have above `DIFFERENT`, strongest first."""

SHORTEST_TYPO: Final = 3
"""The longer fold has this many letters, the shorter one less, to be recognised through a slip."""
LOST_WITH_MARKS: Final = 3
"""Keystrokes that one letter takes along when it is lost: itself, its mark, and the tone."""
LETTER_LOST: Final = "?\ufffd"
"""Signs that stand for any one letter where two standard forms are compared.

They are not those by which `has_lost_letters` tells that a raw text has lost letters. That rule
asks where a `?` stands, for it may just ask; from a standard form such signs are gone, and each
`?` left counts. That rule knows boxes (`□`) too; here a box fits no letter but itself.
"""
SHORTEST_EDIT: Final = 4
"""One edit, unless the longer fold has this many letters, leaves too little to be called alike."""


_Levels = tuple[NameLevel | None, NameLevel | None, NameLevel | None]
"""The levels of surname, middle and given name."""


class NameComparison(NamedTuple):
    """What `compare_names` found; a level is `None` where a name has no such part.

    `surname`, `middle` and `given` compare the parts, `level` the whole names. `similarity`
    orders pairs from 0 (nothing in common) to 1 (the same), within and across levels.
    """

    surname: NameLevel | None
    middle: NameLevel | None
    given: NameLevel | None
    level: NameLevel | None
    similarity: float
    reason: str


class _Part(NamedTuple):
    """One part of one name, with what of the whole name its level depends on."""

    text: str
    keys: PartKeys
    marked: bool
    behind_surname: str
    """The fold of the whole name from the middle part on."""


def _part(keys: NameKeys, place: str) -> _Part | None:
    text = getattr(keys, place)
    if text is None:
        return None
    behind_surname = (keys.fold or "").removeprefix(f"{keys.surname_fold} ")
    return _Part(text, keys.part(place), bool(keys.marked), behind_surname)


def _typo(a: PartKeys, b: PartKeys, both_marked: bool) -> bool:
    lost_marks = a.fold == b.fold and (a.bare or b.bare)
    if a.attested and b.attested and not lost_marks:
        return False
    shorter, longer = sorted((len(a.fold or ""), len(b.fold or "")))
    if longer < SHORTEST_TYPO or shorter < SHORTEST_TYPO - 1:
        return False
    a_telex, b_telex = a.telex or "", b.telex or ""
    keys = damerau_levenshtein_distance(a_telex, b_telex)
    if keys <= 1 or a.fold == b.fold:
        return True
    if not _one_edit(a.fold or "", b.fold or ""):
        return False
    if not both_marked:
        return True
    if shorter < longer:
        return keys <= LOST_WITH_MARKS
    return keys <= 2 and a_telex[-1:] == b_telex[-1:]


def _shortened(a: _Part, b: _Part) -> bool:
    """Whether the words of one stand in the other; with their marks, where both have them.

    Another word for Thị or Văn leaves nothing out: Thị Anh is not Ngô Anh. The keys leave these two
    out of a part that has other words, so that a part that is nothing else is looked for in the
    text of the other, or where marks are lost in its fold.
    """
    if f" {a.text} " in f" {b.text} " or f" {b.text} " in f" {a.text} ":
        return True
    if not (a.marked and b.marked) and (_begins_with(a, b) or _begins_with(b, a)):
        return True
    if a.text.count(" ") == b.text.count(" "):
        return False
    x, y = a.keys.telex, b.keys.telex
    if not (a.marked and b.marked):
        x, y = a.keys.fold, b.keys.fold
    return f" {y} " in f" {x} " or f" {x} " in f" {y} "


def _begins_with(longer: _Part, marker: _Part) -> bool:
    """Whether one part is nothing but Thị or Văn, and the other begins with it."""
    fold = marker.keys.fold
    return fold in MIDDLE_MARKERS and longer.behind_surname.startswith(f"{fold} ")


def _abbreviated(a: str, b: str) -> bool:
    """Whether one is the other cut off: `h.` of `huynh`; one-word parts only."""
    return any(
        short.endswith(".") and long.startswith(short[:-1]) and short != long
        for short, long in ((a, b), (b, a))
    )


def _dropped(a: PartKeys, b: PartKeys) -> bool:
    """Whether one has some of the marks of the other, and none besides: a Telex subsequence."""
    long, short = sorted((a.telex or "", b.telex or ""), key=len, reverse=True)
    return len(long) > len(short) and levenshtein_distance(long, short) == len(long) - len(short)


def _part_level(a: _Part, b: _Part, place: Place, *, same_fold: bool) -> NameLevel:
    """The highest level that applies to one part of two names, whose wholes may fold alike."""
    if a.text == b.text:
        return NameLevel.EXACT
    x, y = a.keys, b.keys
    if x.telex is None or y.telex is None:
        return NameLevel.DIFFERENT
    x_fold, y_fold = x.fold or "", y.fold or ""
    if place is Place.MIDDLE and x.telex == y.telex:  # they differ in Thị or Văn
        lost = same_fold and not (a.marked and b.marked)
        return NameLevel.UNMARKED if lost else NameLevel.SHORTENED
    if x.iy == y.iy:
        return NameLevel.SPELLING
    if x_fold == y_fold and not (a.marked and b.marked):
        return NameLevel.UNMARKED
    if x.tone == y.tone:
        return NameLevel.TONE
    both_marked = a.marked and b.marked
    if _typo(x, y, both_marked):
        return NameLevel.TYPO
    two_names = place is Place.GIVEN and x.attested and y.attested
    if x.dialect == y.dialect or (x.phonetic == y.phonetic and not (both_marked or two_names)):
        return NameLevel.DIALECT
    if x.variant == y.variant:
        return NameLevel.VARIANT
    if place is Place.MIDDLE and _shortened(a, b):
        return NameLevel.SHORTENED
    if _abbreviated(x_fold, y_fold):
        return NameLevel.ABBREVIATED
    if x_fold == y_fold:
        return NameLevel.MARK_DROPPED if _dropped(x, y) else NameLevel.MARK_CONFLICT
    if max(len(x_fold), len(y_fold)) >= SHORTEST_EDIT and _one_edit(x_fold, y_fold):
        return NameLevel.ONE_EDIT
    return NameLevel.DIFFERENT


def _one_edit(a: str, b: str) -> bool:
    return bool(damerau_levenshtein_distance(a, b) <= 1)


def _compare_part(a: NameKeys, b: NameKeys, place: Place) -> NameLevel | None:
    left, right = _part(a, place.value), _part(b, place.value)
    if left is None or right is None:
        return None
    return _part_level(left, right, place, same_fold=a.fold == b.fold)


def _whole_forms(a: NameKeys, b: NameKeys, given: NameLevel | None) -> NameLevel:
    """The level of two names as wholes: boundaries, order, initials."""
    a_fold, b_fold = a.fold or "", b.fold or ""
    if _readable_alike(a.text or "", b.text or ""):
        return NameLevel.UNMARKED
    if a_fold != b_fold and _letters(a_fold) == _letters(b_fold):
        return NameLevel.SPACING
    moved = (a.surname_fold or "") != (b.surname_fold or "")
    middles = a.middle_fold or "", b.middle_fold or ""
    exchanged = middles[0] != middles[1] and all(" " in middle for middle in middles)
    one_given = a.given_fold == b.given_fold
    marker_last = a.given in MARKERS_MOVED or b.given in MARKERS_MOVED
    reversed_order = NameDefect.ORDER in (*a.defects, *b.defects)
    other_given = (marker_last or reversed_order) and not one_given
    in_disorder = moved or (exchanged and one_given) or other_given
    if in_disorder and a.sorted_fold == b.sorted_fold:
        return NameLevel.REORDERED
    if (
        a.initials == b.initials
        and ("." in a_fold or "." in b_fold)
        and given is not None
        and given >= NameLevel.ABBREVIATED
    ):
        return NameLevel.ABBREVIATED
    return NameLevel.DIFFERENT


def _letters(fold: str) -> str:
    """A fold without its spaces, the dots of initials and the apostrophe of a marker of sex."""
    return fold.replace(" ", "").replace(".", "").replace("'", "")


def _whole_level(a: NameKeys, b: NameKeys, parts: _Levels, forms: NameLevel) -> NameLevel:
    if forms is NameLevel.UNMARKED:
        return forms
    if a.text == b.text:
        return NameLevel.EXACT
    found = [
        _missing_level(getattr(a, place.value), getattr(b, place.value)) if level is None else level
        for place, level in zip(_PLACES, parts, strict=True)
    ]
    in_parts = min(found)
    if in_parts is NameLevel.EXACT:  # H'Hen Niê and Niê H'Hen: the same parts, another order
        return NameLevel.REORDERED
    open_parts = sum(
        level < NameLevel.UNMARKED and level is not NameLevel.ABBREVIATED for level in found
    )
    if in_parts <= CONTESTED and open_parts > 1 and a.fold != b.fold:
        in_parts = NameLevel.DIFFERENT
    return max(in_parts, forms)


def _readable_alike(a: str, b: str) -> bool:
    """Whether one text has signs for letters that were lost, and the rest is the other text."""
    return any(
        not {*LETTER_LOST}.isdisjoint(lost)
        and len(lost) == len(other)
        and all(x in LETTER_LOST or x == y for x, y in zip(lost, other, strict=True))
        for lost, other in ((a.lower(), b.lower()), (b.lower(), a.lower()))
    )


CONTESTED: Final = NameLevel.MARK_DROPPED
"""Up to this level two names are two people unless everything else is the same, or all letters
are: chance does not bring two whole names together that differ in nothing but marks."""


def _missing_level(left: str | None, right: str | None) -> NameLevel:
    """What a part that at least one name lacks lets the whole name have."""
    return NameLevel.EXACT if left == right else NameLevel.SHORTENED


def _keys(name: str | Name | NameKeys) -> NameKeys:
    if isinstance(name, NameKeys):
        return name
    return name_keys(name if isinstance(name, Name) else parse_name(name))


def compare_names(a: str | Name | NameKeys, b: str | Name | NameKeys) -> NameComparison:
    """Say how alike two names are, part by part and as wholes, and why.

    Args:
        a: A name as written, parsed, or as columns.
        b: The other name. The order of the two makes no difference.

    Examples:
        >>> compare_names("Nguyễn Văn An", "NGUYEN VAN AN").level.name
        'UNMARKED'
        >>> result = compare_names("Nguyễn Văn Thắng", "Nguyễn Văn Thăng")
        >>> result.given.name, result.similarity < 0.3
        ('MARK_DROPPED', True)
        >>> compare_names("Huỳnh Thị Lan", "Hoàng Thị Lan").reason
        'surname: two regional forms of one name'
    """
    left, right = _keys(a), _keys(b)
    if left.text is None or right.text is None:
        return NameComparison(None, None, None, None, 0.0, "one of the two names is missing")
    if right.text < left.text:
        left, right = right, left
    surname = _compare_part(left, right, Place.SURNAME)
    middle = _compare_part(left, right, Place.MIDDLE)
    given = _compare_part(left, right, Place.GIVEN)
    parts = (surname, middle, given)
    forms = _whole_forms(left, right, given)
    level = _whole_level(left, right, parts, forms)
    similarity = _similarity(left, right, parts, level, forms)
    return NameComparison(*parts, level, similarity, _reason(left, right, parts, level, forms))


def _similarity(
    a: NameKeys, b: NameKeys, parts: _Levels, level: NameLevel, forms: NameLevel
) -> float:
    if level is NameLevel.EXACT:
        return 1.0
    if forms is NameLevel.UNMARKED:
        return FORMS[level]
    lone = all(k.surname is None and k.middle is None for k in (a, b))
    form, slips = 1.0, 1.0
    for place, found in zip(_PLACES, parts, strict=True):
        left, right = getattr(a, place.value), getattr(b, place.value)
        if found is None:
            form = min(form, _missing(place, left, right))
        elif found in FORMS:
            form = min(form, FORMS[found])
        else:
            slips *= explained(found.name, left, right, Place.LONE if lone else place)
    if form * slips == 1.0:  # the same parts in another order
        return FORMS[level]
    return round(max(form * slips, FORMS.get(forms, 0.0)), 6)


def _missing(place: Place, left: str | None, right: str | None) -> float:
    """How far a part that only one name has leaves the two explained."""
    if (left is None) == (right is None):
        return 1.0
    if place is Place.MIDDLE and (left or right or "").lower() in MIDDLE_MARKERS:
        return FORMS[NameLevel.SHORTENED]
    return {Place.SURNAME: 0.6, Place.MIDDLE: 0.65, Place.GIVEN: 0.1}[place]


_PLACES: Final = (Place.SURNAME, Place.MIDDLE, Place.GIVEN)
FORMS: Final = {
    NameLevel.EXACT: 1.0,
    NameLevel.SPELLING: 0.97,
    NameLevel.UNMARKED: 0.95,
    NameLevel.SPACING: 0.93,
    NameLevel.SHORTENED: 0.8,
    NameLevel.REORDERED: 0.8,
    NameLevel.ABBREVIATED: 0.75,
}
"""The similarity of levels that are forms of writing, whatever the words; counted once a name."""


def _reason(a: NameKeys, b: NameKeys, parts: _Levels, level: NameLevel, forms: NameLevel) -> str:
    """One sentence for a clerk: what differs, and what that may come from."""
    whole = (NameLevel.EXACT, NameLevel.SPACING, NameLevel.REORDERED)
    if level in whole or forms is NameLevel.UNMARKED:
        return level.meaning
    told = []
    for place, found in zip(_PLACES, parts, strict=True):
        if found is None and (getattr(a, place.value) is None) != (getattr(b, place.value) is None):
            told.append(f"{_WORDS[place]}: only one name has it")
        elif found is not None and found is not NameLevel.EXACT:
            told.append(f"{_WORDS[place]}: {found.meaning}")
    return "; ".join(told) or level.meaning


_WORDS: Final = {Place.SURNAME: "surname", Place.MIDDLE: "middle", Place.GIVEN: "given name"}
