"""The provinces that a text of birth registration allows, against which a number is held.

The number carries the province where the birth was registered, under the codes of the 63. A text
rules a province out only where it is sure of another: a wrong suspicion is worse than none.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from linkage.text.place_encodings import FOREIGN, other_readings
from linkage.text.place_index import CEDED, Level, key, marked_key, unit_index
from linkage.text.place_readings import Reading
from linkage.text.place_text import WARD_KINDS, Mention, Token, is_type, tokens
from linkage.text.places import best_readings
from linkage.text.provinces import GROUP_READING


@dataclass(frozen=True, slots=True)
class RegistrationProvinces:
    """The provinces that a birth-registration text is compatible with.

    Attributes:
        codes: Every compatible province of the 63; empty if the text names none.
        named: Those that bear the name as it was before July 2025, or lie on the land of a
            province that is gone.
        era_ambiguous: Whether the name is also that of a wider province since July 2025, and the
            text does not say which is meant.
    """

    codes: frozenset[str]
    named: frozenset[str]
    era_ambiguous: bool


_NO_PROVINCES = RegistrationProvinces(frozenset(), frozenset(), era_ambiguous=False)


@lru_cache(maxsize=1 << 16)
def registration_provinces(text: str | None) -> RegistrationProvinces:
    """Read which provinces a birth-registration text is compatible with, and how surely.

    A district fixes the province; otherwise a name that was kept for a wider province in July 2025
    stands for all its parts, and a province that is gone for all that lie on its land. A text that
    breaks off, as forms with short fields do, or a bare district name without its province says
    nothing: `Bình Thuận, Quận` was to be phường Bình Thuận, quận 7.

    Examples:
        >>> found = registration_provinces("tỉnh Tuyên Quang")
        >>> sorted(found.codes), sorted(found.named), found.era_ambiguous
        (['02', '08'], ['08'], True)
        >>> sorted(registration_provinces("Hà Nam Ninh").codes)
        ['35', '36', '37']
        >>> sorted(registration_provinces("huyện Hàm Yên, tỉnh Tuyên Quang").codes)
        ['08']
    """
    if text is None or not text.strip():
        return _NO_PROVINCES
    as_written = not (_SYMBOL.search(text) or FOREIGN.search(unicodedata.normalize("NFC", text)))
    found = _registration(text, guesses=as_written)
    if found is _NO_PROVINCES:
        tried = (_registration(other, guesses=False) for other in other_readings(text))
        return next((other for other in tried if other is not _NO_PROVINCES), found)
    return found


_SYMBOL = re.compile(r"[^\w\s.,;:/()\[\]'’‘\"“”\-–—&+#|\\?*…̀-ͯ​]")
"""A sign that no address holds, and text decoded wrongly does."""


def _registration(text: str, *, guesses: bool) -> RegistrationProvinces:
    """Read a birth-registration text as it stands; with `guesses`, also one a letter off."""
    words = tokens(text)
    best = best_readings(words)
    if not guesses and any(m and m.guessed for r in best for m in (r.district, r.province)):
        return _NO_PROVINCES
    says = [r for r in best if _says_province(r, words)]
    said = _named(says)
    sure = (r in says or (r.unit is not None and r.unit.provinces <= said) for r in best)
    open_end = _OPEN_END.search(text) and not all(_typed_throughout(r) for r in best)
    if not best or not all(sure) or open_end:
        return _NO_PROVINCES
    written = [r.province.province for r in best if r.province and r.province.province]
    named = _named(best)
    compatible = frozenset(c for name in written for c, far in name.codes.items() if far < CEDED)
    lies_in = frozenset(code for r in best if r.unit for code in r.unit.provinces)
    if all(r.district for r in best):
        lies_in |= compatible & _provinces_with_district(best)
        gone = any(name.gone for name in written)
        codes = lies_in | (compatible if gone else named)
        return RegistrationProvinces(codes, named or codes, era_ambiguous=False)
    if not written:
        return RegistrationProvinces(lies_in, lies_in, era_ambiguous=False)
    if not any(name.gone for name in written):
        compatible = _holding_ward(best, compatible) | named
    ambiguous = any(GROUP_READING in name.codes.values() for name in written)
    return RegistrationProvinces(compatible | lies_in, named, era_ambiguous=ambiguous)


def _named(found: list[Reading]) -> frozenset[str]:
    """The provinces that bear the names which some readings take for a province's."""
    provinces = [r.province.province for r in found if r.province and r.province.province]
    return frozenset(code for name in provinces for code in name.named)


_OPEN_END = re.compile(r"[,;(/\-–—]\s*$")


def _holding_ward(best: list[Reading], provinces: frozenset[str]) -> frozenset[str]:
    """Those of some provinces that have a ward of the name written with its type, if one is."""
    wards = [r.ward for r in best if r.ward and r.ward.kind and not r.ward.guessed]
    if len(wards) < len(best):
        return provinces
    return provinces & frozenset(
        code
        for ward in wards
        for name in {key(named.unit.name) for named in ward.names if not named.former}
        for level in (Level.WARD, Level.NEW_WARD)
        for named in unit_index(level).get(name, ())
        for code in named.unit.provinces
    )


_TOWNS = frozenset(("thixa", "thanhpho", "quan"))


def _says_province(reading: Reading, words: Sequence[Token]) -> bool:
    """Whether a reading is sure enough of the province to hold a number against it.

    What stands unread at the end may have been part of the province's name, or the text broke
    off after a ward that bears a province's name. Without the province a district must be marked
    as its name is and bear its own type, for towns one of those they had on the way up, or hold
    the ward written with its type; with both types written, what stands behind does not matter.
    """
    if reading.province is None:
        district, ward, named = reading.district, reading.ward, reading.named
        if district is None or named is None or district.guessed:
            return False
        typed_ward = ward is not None and not ward.guessed and ward.kind == named.kind
        ends = district.end == len(words)
        if district.kind is None:
            return typed_ward and ends
        kinds = {other.kind for other in district.names}
        towns = district.kind in _TOWNS and not kinds.isdisjoint(_TOWNS)
        alone = ward is not None or not _has_ward_type(words[: district.start])
        return (district.kind in kinds or towns) and (
            typed_ward or (ends and alone and _is_marked(district, words))
        )
    last = max(reading.used, key=lambda mention: mention.end)
    if last.end == len(words):
        return True
    return last is not reading.province and bool(reading.province.kind or reading.district)


def _has_ward_type(words: Sequence[Token]) -> bool:
    """Whether words hold the type of a ward, of which the district then knows no such name."""
    return any(is_type(words[i : i + n], WARD_KINDS) for i in range(len(words)) for n in (1, 2))


def _typed_throughout(reading: Reading) -> bool:
    """Whether ward and district are written as their names are, each behind its type."""
    levels = (reading.ward, reading.district)
    return all(m is not None and m.kind is not None and not m.guessed for m in levels)


def _is_marked(mention: Mention, words: Sequence[Token]) -> bool:
    """Whether a name bears the marks of a unit it may name, or none at all."""
    text = " ".join(word.written for word in words[mention.name_start : mention.end])
    names = {marked_key(named.unit.name) for named in mention.names}
    return text.isascii() or marked_key(text) in names


def _provinces_with_district(best: list[Reading]) -> frozenset[str]:
    """Every province that has a district of the name written, as Châu Thành in ten of them."""
    return frozenset(
        code
        for reading in best
        for named in (reading.district.names if reading.district else ())
        for code in named.unit.provinces
    )


def provinces_of(text: str | None) -> frozenset[str]:
    """Give every province of the 63 that a birth-registration text is compatible with.

    Empty when the text names no province: then it contradicts nothing.

    Examples:
        >>> sorted(provinces_of("Mê Linh, Vĩnh Phúc")), provinces_of("Hoa Kỳ")
        (['01', '26'], frozenset())
    """
    return registration_provinces(text).codes
