"""A personal name as written, its standard form and its parts.

`parse_name` applies, in this order: escapes, legacy encoding, look-alike letters, fillers, other
names, keystrokes of input methods, invisible characters and signs, joined and broken words, titles,
order, case. What each step may and may not do stands with the step, in the modules named `name_*`.
The standard form keeps what a clerk would call the spelling: i or y, regional forms and plain slips
stay as written, for those are facts about the record and the comparison has levels for them.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from sys import intern
from typing import Final, NamedTuple

from linkage.text.defects import NameDefect
from linkage.text.encodings import CAPITAL_INSIDE, Encoding, decode
from linkage.text.keyboard import undo_keys
from linkage.text.lexicon import Place, first_words, is_known, phrases, plainness, surname_share
from linkage.text.name_letters import has_lost_letters
from linkage.text.name_parts import (
    is_marker,
    is_middle_marker,
    marker_meant,
    mostly_surname,
    reorder,
    split_parts,
    starts_plainly,
)
from linkage.text.name_phrases import drop_titles, is_placeholder, separate
from linkage.text.name_spaces import unspaced, visible
from linkage.text.name_words import all_sound, clean_words, title_words
from linkage.text.syllable import canonical_word, is_syllable
from linkage.text.unicode import fold, own_letters, unescape

_BEFORE: Final = re.compile(r"(?:\d+[.)]?\s+|[\s,;:*+|_-]+)*")
"""Numbers and signs before a name that say nothing about it."""
_BEHIND: Final = " \t\xa0,;:|_-"
"""Signs that say nothing behind a name."""
_SPACES: Final = NameDefect.SPACES
_MARKS: Final = NameDefect.MARKS
_ORDER: Final = NameDefect.ORDER
_UNMARKED: Final = NameDefect.UNMARKED
"""What many names have: to take a member from its class takes Python 3.11 longer than a step."""
LOST_MARKS = 0.05
"""Below this chance that its words have all their marks, an unmarked name has lost them."""


class Name(NamedTuple):
    """A personal name: as written, in standard form, and in parts.

    Attributes:
        raw: The name as written, untouched.
        text: The standard form: composed letters, capital initials, tone in its canonical place,
            surname first. `None` when the value names nobody.
        surname: Family name or clan; `None` for people who have none, or where it is missing.
        middle: Everything between surname and given name.
        given: The given name, with the marker of sex where a people writes one (`Y Bliă`).
        other_names: Aliases, baptismal and dharma names found in the same field.
        defects: What was wrong, and was mended or not; see `NameDefect`.
    """

    raw: str | None
    text: str | None = None
    surname: str | None = None
    middle: str | None = None
    given: str | None = None
    other_names: tuple[str, ...] = ()
    defects: tuple[NameDefect, ...] = ()

    @property
    def fold(self) -> str | None:
        """The standard form in lower-case ASCII."""
        return fold(self.text)

    @property
    def marked(self) -> bool | None:
        """Whether the marks can be trusted; `False` when the whole name has lost them.

        A name of words that carry no marks, as `Lan Anh` may be, is not one that lost them.

        Examples:
            >>> [parse_name(t).marked for t in ("Le Thi Hoa", "Đo Thi Hoa", "Lan", "Đinh Lan")]
            [False, False, True, True]
        """
        if self.text is None:
            return None
        return has_its_marks(self.text, self.surname, self.middle, self.given)


def has_its_marks(text: str, surname: str | None, middle: str | None, given: str | None) -> bool:
    """Whether a name in standard form shows the marks its bearer's name has.

    The bar of đ is no sign of it: Unicode does not take it apart, so that what drops all marks
    that can be taken apart leaves *Đo Thi Hoa*.
    """
    if not (text.isascii() or text.replace("đ", "").replace("Đ", "").isascii()):
        return True
    lone = surname is None and middle is None
    chance = _plain_chance(surname, Place.SURNAME) * _plain_chance(middle, Place.MIDDLE)
    return chance * _plain_chance(given, Place.LONE if lone else Place.GIVEN) >= LOST_MARKS


@lru_cache(maxsize=65536)
def _plain_chance(part: str | None, place: Place) -> float:
    if part is None:
        return 1.0
    chance = 1.0
    for word in part.split():
        chance *= plainness(word.lower(), place)
    return chance


_NO_LETTER: Final = re.compile("[^\\w\u0300-\u036f]|[\\d_]")
_AT_THE_START = ("title", "address", "baptismal", "placeholder", "placeholder_start")
_INSIDE = ("alias", "religious")


@lru_cache(maxsize=131072)
def _clean_word(word: str) -> str | None:
    """The standard form of a word that needs no repair beyond letters, marks and case."""
    letters = own_letters(word)
    if _NO_LETTER.search(letters) or CAPITAL_INSIDE.search(letters):
        return None
    low = canonical_word(letters)
    if not low.isalpha() or low in first_words(*_INSIDE) or not is_syllable(low):
        return None
    if not is_known(low) or (len(low) == 1 and low not in "yu"):
        return None
    return intern(low.capitalize())


@lru_cache(maxsize=65536)
def _may_start_a_phrase(word: str) -> bool:
    low = canonical_word(own_letters(word))
    return low in first_words(*_AT_THE_START) or low in phrases("abbreviation")


def _fast(written: list[str]) -> list[str] | None:
    """The standard words of a name whose every word is known, else `None`."""
    words: list[str] = []
    for word in written:
        clean = _clean_word(word)
        if clean is None:
            return None
        words.append(clean)
    if not words or _may_start_a_phrase(words[0]):
        return None
    if words != written:
        capitals = [word for word in written if word.isupper()]
        if 0 < len(capitals) < len(written) and max(map(len, capitals)) > 1:
            return None
    return words


def _surname_in_capitals(words: list[str]) -> list[str] | None:
    """Move the surname first where it alone is written in capitals, behind other words.

    Where the first word is a surname, capitals stress the given name: `Lê Thị MAI`.
    """
    if not any(map(str.isupper, words)):
        return None
    capitals = [i for i, word in enumerate(words) if word.isupper() and len(word.rstrip("'.")) > 1]
    if len(capitals) != 1 or capitals[0] == 0 or len(words) < 2:
        return None
    at = capitals[0]
    others = words[:at] + words[at + 1 :]
    if any(word[1:] != word[1:].lower() for word in others):
        return None  # capitals all over, but for letters whose font shows them small
    initials = all(len(word.rstrip(".")) == 1 for word in others)  # which are capitals anyhow
    if initials and not mostly_surname(words[at]):
        return None
    if mostly_surname(words[0]) or is_middle_marker(words[1]):
        return None
    if surname_share(words[at]) == 0 or is_marker(words[0]) or any(w.islower() for w in others):
        return None
    return [words[at], *words[at + 1 :], *words[:at]]


def _readable(raw: str, encoding: Encoding | None) -> tuple[str, set[NameDefect]]:
    """The text of a name in letters of ours that can be seen, and what was done to it."""
    found: set[NameDefect] = set()
    unescaped = unescape(raw)
    if unescaped != raw:
        found.add(NameDefect.ESCAPES)
    spaced = unescaped.replace("_", " ")
    decoded, undone = decode(spaced, encoding)
    if undone is not None:
        found.add(NameDefect.ENCODING)
    lettered = own_letters(decoded)
    if lettered != decoded and lettered != unicodedata.normalize("NFC", decoded):
        found.add(NameDefect.LETTERS)
    text = visible(lettered)
    if text != lettered or spaced != unescaped:
        found.add(NameDefect.SPACES)
    return text, found


@lru_cache(maxsize=65536)
def _other_name(text: str) -> str:
    return " ".join(title_words(clean_words(text)[0]))


_Found = tuple[list[str], list[str], set[NameDefect]]
"""The words of a name in standard form, other names beside it, and what was wrong."""


def _repair(text: str, written: list[str]) -> _Found:
    """The long way, for a readable text that is more or less than the words of a name."""
    bare = (text if text[:1].isalpha() else _BEFORE.sub("", text, 1)).rstrip(_BEHIND)
    words = written if bare == text else bare.split()
    sound = all_sound(words)
    plain = sound and all(map(is_known, words)) and not _may_start_a_phrase(words[0])
    if not plain and is_placeholder(text):
        return [], [], {NameDefect.PLACEHOLDER}
    found: set[NameDefect] = set()
    if bare != text.strip():
        found.add(NameDefect.PUNCTUATION)
    elif text != " ".join(written):
        found.add(NameDefect.SPACES)
    if sound:
        return _undressed(words, _fast(words) if found else None, (), found)
    if has_lost_letters(text):
        return written, [], {NameDefect.LOST}
    text = unspaced(bare)
    keyed = undo_keys(text.split())
    if keyed is not None:
        text = " ".join(keyed)
        found.add(NameDefect.KEYS)
    text, others, defects = separate(text)
    found |= defects
    words = text.split()
    standard = _fast(words)
    if standard is None:
        words, mended = clean_words(text)
        found |= mended
        standard = _fast(words)
    return _undressed(words, standard, others, found)


def _undressed(
    words: list[str],
    standard: list[str] | None,
    others: tuple[str, ...],
    found: set[NameDefect],
) -> _Found:
    """Clean words without titles, in standard order and case, which some have already."""
    if standard is None:
        words, names, titled = drop_titles(words)
        if titled:
            found.add(NameDefect.TITLE)
        if (titled or any(map(_may_start_a_phrase, words[:1]))) and is_placeholder(" ".join(words)):
            return [], [], found | {NameDefect.PLACEHOLDER}
        if names:
            found.add(NameDefect.OTHER_NAME)
            others = (*names, *others)
        moved = _surname_in_capitals(words)
        if moved is not None:
            words = moved
            found.add(NameDefect.ORDER)
        standard = title_words(words)
    if standard != words:
        found |= _small_changes(words, standard)
    mended = _with_marker(standard)
    if mended is not None:
        standard = mended
        found.add(NameDefect.MARKER)
    return standard, [name for name in map(_other_name, others) if name], found


def _with_marker(words: list[str]) -> list[str] | None:
    """The words with Thị or Văn, which is a keystroke off, behind the surname."""
    meant = marker_meant(*words[:2]) if len(words) > 2 else None
    if meant is None:
        return None
    if all(map(str.isascii, words)):
        meant = (fold(meant) or meant).capitalize()
    return [words[0], meant, *words[2:]]


def _small_changes(words: list[str], titled: list[str]) -> set[NameDefect]:
    """What was amiss with single words: case, the place of marks, letters of other alphabets."""
    found: set[NameDefect] = set()
    for before, after in zip(words, titled, strict=True):
        if before != after:
            found |= _small_change(before, after)
    return found


@lru_cache(maxsize=65536)
def _small_change(before: str, after: str) -> frozenset[NameDefect]:
    letters = own_letters(before)
    return frozenset(
        defect
        for defect, changed in (
            (NameDefect.LETTERS, letters != unicodedata.normalize("NFC", before)),
            (NameDefect.MARKS, letters.lower() != after.lower()),
            (NameDefect.CASE, letters[0] != after[0] or letters[1:] != letters[1:].lower()),
        )
        if changed
    )


def _join(words: Sequence[str]) -> str | None:
    return " ".join(words) or None


def parse_name(raw: str | None, *, encoding: Encoding | None = None) -> Name:
    """Standardise a name and split it into surname, middle and given name.

    Args:
        raw: The name as written; `None` and blanks give a name without parts.
        encoding: What `vote` found for the column the name comes from.

    Returns:
        The name; its `defects` say what was mended and what could not be.

    Examples:
        >>> name = parse_name("  NGUYỄN thị  HOÀ ")
        >>> name.text, name.surname, name.middle, name.given
        ('Nguyễn Thị Hòa', 'Nguyễn', 'Thị', 'Hòa')
        >>> parse_name("Ông Trần Văn Đức (tức Tư Đức)").other_names
        ('Tư Đức',)
        >>> parse_name("bé gái sơ sinh").text is None
        True
    """
    if raw is None:
        return Name(None)
    text = composed = unicodedata.normalize("NFC", raw)
    written = composed.split()
    words = None if encoding is not None and not raw.isascii() else _fast(written)
    others: list[str] = []
    found: set[NameDefect] = set()
    if words is None:
        if not written:
            return Name(raw)
        readable, found = _readable(raw, encoding)
        if readable != text or encoding is not None:
            text = readable
            words = _fast(written := text.split())
    if words is None:
        words, others, more = _repair(readable, written)
        found |= more
        if not words:
            return Name(raw, other_names=tuple(others), defects=_in_order(frozenset(found)))
        standard = " ".join(words)
    elif (standard := " ".join(words)) != text:
        found |= _small_changes(written, words)
        if " ".join(written) != text:
            found.add(_SPACES)
    if composed != raw:
        found.add(_MARKS)
    surname: str | None
    given: str | None
    if len(words) > 1 and starts_plainly(words[0], words[1]):
        surname, middle, given = words[0], _join(words[1:-1]), words[-1]
    else:
        ordered = reorder(words)
        if ordered is not words:
            found.add(_ORDER)
            standard = " ".join(ordered)
        parts = split_parts(ordered)
        surname, middle, given = _join(parts.surname), _join(parts.middle), _join(parts.given)
    if not has_its_marks(standard, surname, middle, given):
        found.add(_UNMARKED)
    defects = _in_order(frozenset(found)) if found else ()
    return tuple.__new__(  # in half the time of a call of `Name`
        Name, (raw, standard, surname, middle, given, tuple(others), defects)
    )


@lru_cache(maxsize=4096)
def _in_order(found: frozenset[NameDefect]) -> tuple[NameDefect, ...]:
    return tuple(defect for defect in NameDefect if defect in found)
