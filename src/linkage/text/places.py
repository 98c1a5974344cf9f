"""Free-text Vietnamese addresses: the units they name, before and since July 2025.

An address is read in four steps: cut into tokens, list what each stretch of tokens may name, choose
the reading whose ward, district and province lie in one another and are best supported by the text,
and, for a level still missing, look for a name one slip of the pen away inside the level above.
Whatever the text does not determine stays `None`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from linkage.text.place_encodings import other_readings
from linkage.text.place_index import Level, marked_key
from linkage.text.place_readings import Reading, best_of, by_level, readings
from linkage.text.place_slips import guesses_for
from linkage.text.place_text import (
    Token,
    is_locality_word,
    joins_name,
    mentions,
    tokens,
)
from linkage.text.provinces import GROUP_READING, province_group
from linkage.text.recorded_address import NOTHING, Address, AddressDefect

__all__ = ["Address", "AddressDefect", "best_readings", "parse_address"]


def parse_address(raw: str | None) -> Address:
    """Read the province, district and ward that a free-text address names.

    Marks, case, Unicode form, abbreviations, separators and the order of the levels do not matter;
    levels may be missing, misspelt by one letter, or of either side of July 2025. A text that names
    no place as it stands is tried in the older character sets (TCVN3, VNI and others).

    Args:
        raw: The address as recorded.

    Examples:
        >>> address = parse_address("Số 5 ngõ 2, phường Trúc Bạch, quận Ba Đình, Hà Nội")
        >>> address.province_code, address.district_code, address.ward_code
        ('01', '001', '00004')
        >>> sorted(address.new_ward_codes), address.locality
        (['00004'], 'ngo 2')
        >>> parse_address("xa Dong Van, tinh Tuyen Quang").province_code
        '02'
    """
    if raw is None or not raw.strip():
        return NOTHING
    found = _read(raw)
    if found.confidence < _SURE:
        others = (_read(text) for text in other_readings(raw))
        sure = [other for other in others if AddressDefect.MISSPELT not in other.defects]
        return max((found, *sure), key=_levels)
    return found


_SURE = 0.9
"""Confidence below which an address may be one that was decoded wrongly."""


def _levels(address: Address) -> int:
    """How many levels an address names."""
    return sum(
        map(bool, (address.new_province_code, address.district_code, address.new_ward_codes))
    )


def _read(raw: str) -> Address:
    """Read an address as it stands; what lies before the last pieces only as far as it matters."""
    pieces = _pieces(_HOUSE_NUMBER.sub("số ", unicodedata.normalize("NFC", raw)).lower())
    for length in (2, 3):
        if len(pieces) <= length:
            break
        before = pieces[-length - 1]
        found, settled = _parse_words(", ".join(pieces[-length:]))
        enough = settled or (_is_whole(found) and (length == 3 or _is_locality(before)))
        if enough and not _names_unit(before):
            rest = [word for piece in pieces[:-length] for word in _folded(piece)]
            return _with_locality(found, _without_house(rest))
    return _parse_words(", ".join(pieces))[0]


def _with_locality(found: Address, words: Sequence[str]) -> Address:
    """Put words before the locality of an address; `replace` would take longer than the rest."""
    locality = [*words, found.locality] if found.locality else words
    return Address(
        found.province_code,
        found.district_code,
        found.ward_code,
        found.new_province_code,
        found.new_ward_codes,
        found.confidence,
        " ".join(locality) or None,
        found.defects,
    )


_HOUSE_NUMBER = re.compile(
    r"^\s*(?:(?:[Ss]ố(?: nhà)?|SN|sn)\s+)?[0-9]+[A-Za-z]?(?:[/-][0-9]+[A-Za-z]?)*(?=[\s,;])"
)
_COMMA = re.compile(r"[,;|\n]")
_DASH = re.compile(r"(?<=\s)[-–—](?=\s)")
_COUNTRIES = frozenset(("việt nam", "viet nam", "vietnam", "việtnam", "vn"))


def _pieces(text: str) -> list[str]:
    """Cut a lower-case address where a comma or a dash between spaces parts it.

    Neighbours share the last pieces, which are therefore read once. Brackets are left alone: what
    they hold may have commas of its own.
    """
    if "(" in text or "[" in text:
        return [text]
    pieces = [piece for part in _COMMA.split(text) if (piece := part.strip())]
    if _DASH.search(text):
        pieces = [piece for part in pieces for piece in _dashed(part)]
    if len(pieces) > 1 and pieces[-1] in _COUNTRIES:
        pieces.pop()
    return pieces


def _dashed(part: str) -> list[str]:
    """Cut at dashes between spaces, unless a dash belongs to a name."""
    first, *others = _DASH.split(part)
    pieces = [first.strip()]
    for piece in others:
        if joins_name(pieces[-1], piece):
            pieces[-1] += f" - {piece.strip()}"
        else:
            pieces.append(piece.strip())
    return [piece for piece in pieces if piece]


def _is_whole(found: Address) -> bool:
    """Whether the last pieces name a ward and its province, so that nothing before them matters."""
    return bool(found.new_ward_codes) and AddressDefect.NO_PROVINCE not in found.defects


@lru_cache(maxsize=1 << 16)
def _names_unit(piece: str) -> bool:
    """Whether a piece names a unit by type, or is as a whole the name of one."""
    return any(m.kind or m.whole for m in mentions(tokens(piece)))


def _is_locality(piece: str) -> bool:
    """Whether a piece begins as a hamlet, quarter or street does, and so is no ward."""
    return is_locality_word(_folded(piece), 0)


@lru_cache(maxsize=1 << 16)
def _folded(piece: str) -> tuple[str, ...]:
    return tuple(word.folded for word in tokens(piece))


@lru_cache(maxsize=1 << 17)
def _parse_words(text: str) -> tuple[Address, bool]:
    """Read one text as a whole, and say whether it names a typed ward and a province.

    Memoised, since neighbours share ward, district and province.
    """
    words = tokens(text)
    best = best_readings(words)
    if not best:
        locality = _locality(words, set())
        return replace(NOTHING, locality=locality, defects=(AddressDefect.UNREADABLE,)), False
    found = _address(best, words)
    settled = _is_whole(found) and all(r.ward and r.ward.kind and r.province for r in best)
    return found, settled


def best_readings(words: tuple[Token, ...]) -> list[Reading]:
    """The best readings of an address as marked."""
    return _as_marked(_best_of_folded(tuple(word._replace(written="") for word in words)), words)


@lru_cache(maxsize=1 << 16)
def _best_of_folded(words: tuple[Token, ...]) -> list[Reading]:
    """The best readings, after up to one guess per level where names are misspelt."""
    found = mentions(words)
    best = best_of(readings(by_level(found, len(words))))
    for _ in range(3):
        guesses = guesses_for(words, best)
        if not guesses:
            break
        better = best_of(readings(by_level([*found, *guesses], len(words))))
        if not better or (best and better[0].score <= best[0].score):
            break
        found, best = [*found, *guesses], better
    return best


def _as_marked(best: list[Reading], words: tuple[Token, ...]) -> list[Reading]:
    """Among names that differ in their marks only, keep those marked as written.

    A text without marks cannot tell them apart, and keeps them all.
    """

    def written(reading: Reading) -> bool:
        mention = reading.ward or reading.district
        if mention is None or reading.unit is None:
            return True
        text = " ".join(word.written for word in words[mention.name_start : mention.end])
        return text.isascii() or marked_key(text) == marked_key(reading.unit.name)

    exact = [reading for reading in best if written(reading)]
    return exact or best


# --- from readings to an address ----------------------------------------------------------


def _one(codes: set[str]) -> str | None:
    """The only member of a set, if it has exactly one."""
    return next(iter(codes)) if len(codes) == 1 else None


def _address(best: list[Reading], words: tuple[Token, ...]) -> Address:
    """State what all equally good readings agree on."""
    old = {r.unit.code for r in best if r.unit and r.unit.level is Level.WARD}
    new = {r.unit.code for r in best if r.unit and r.unit.level is Level.NEW_WARD}
    plain = {r for r in best if r.unit is None}
    provinces = {code for r in best for code in _provinces(r)}
    groups = {code for r in best for code in _groups(r)}
    districts = {code for r in best for code in (r.unit.districts if r.unit else [""])}
    new_wards = frozenset(code for r in best if r.ward and r.unit for code in r.unit.new_wards)
    single = not plain and len(groups) == 1
    supported = single and (any(r.province or r.district for r in best) or len(best) == 1)
    defects = _defects(best, old, new)
    used = {i for m in best[0].used for i in range(m.start, m.end)}
    return Address(
        province_code=_one(provinces),
        district_code=_one(districts - {""}) if "" not in districts else None,
        ward_code=_one(old) if not new else None,
        new_province_code=_one(groups),
        new_ward_codes=new_wards if supported else frozenset(),
        confidence=_confidence(best[0], defects),
        locality=_locality(words, used),
        defects=defects,
    )


def _provinces(reading: Reading) -> frozenset[str]:
    if reading.unit is not None:
        return reading.unit.provinces
    mention = reading.province
    return mention.province.named if mention and mention.province else frozenset()


def _groups(reading: Reading) -> frozenset[str]:
    if reading.unit is not None:
        return frozenset((reading.unit.group,))
    return frozenset(province_group(code) or code for code in _provinces(reading))


def _defects(best: list[Reading], old: set[str], new: set[str]) -> tuple[AddressDefect, ...]:
    first = best[0]
    units_found = {r.unit.code for r in best if r.unit}
    far = any(
        r.province
        and r.province.province
        and r.unit
        and r.unit.level is not Level.NEW_WARD
        and all(r.province.province.codes.get(c, 0) == GROUP_READING for c in r.unit.provinces)
        for r in best
    )
    gone = any(r.province and r.province.province and r.province.province.gone for r in best)
    checks = (
        (first.province is None, AddressDefect.NO_PROVINCE),
        (first.district is None and not new, AddressDefect.NO_DISTRICT),
        (first.ward is None, AddressDefect.NO_WARD),
        (gone or any(r.named and r.named.former for r in best), AddressDefect.FORMER_NAME),
        (any(m.guessed for r in best for m in r.used), AddressDefect.MISSPELT),
        (bool(old and new), AddressDefect.ERA_AMBIGUOUS),
        (far or bool(new and first.district), AddressDefect.MIXED_ERAS),
        (len(units_found) > 1 and (len(old) > 1 or len(new) > 1), AddressDefect.AMBIGUOUS),
    )
    return tuple(defect for found, defect in checks if found)


_CONFIDENCE = {
    (True, True, True): 0.98,
    (True, True, False): 0.85,
    (True, False, True): 0.9,
    (True, False, False): 0.3,
    (False, True, True): 0.9,
    (False, True, False): 0.6,
    (False, False, True): 0.8,
}
_CAUTION = {
    AddressDefect.FORMER_NAME: 0.95,
    AddressDefect.MISSPELT: 0.9,
    AddressDefect.ERA_AMBIGUOUS: 0.9,
    AddressDefect.MIXED_ERAS: 0.9,
    AddressDefect.AMBIGUOUS: 0.6,
}


def _confidence(reading: Reading, defects: tuple[AddressDefect, ...]) -> float:
    """Rank a reading by the levels the text names, less a caution for each doubt."""
    named = (bool(reading.ward), bool(reading.district), bool(reading.province))
    confidence = _CONFIDENCE[named]
    for defect in defects:
        confidence *= _CAUTION.get(defect, 1.0)
    return round(confidence, 2)


_HOUSE_WORDS = frozenset(("so", "nha", "sn"))


def _locality(words: tuple[Token, ...], used: set[int]) -> str | None:
    """Fold what no unit explains, without the house number it begins with."""
    rest = [word.folded for i, word in enumerate(words) if i not in used]
    return " ".join(_without_house(rest)) or None


def _without_house(rest: Sequence[str]) -> Sequence[str]:
    start = 0
    while start < len(rest) and (rest[start] in _HOUSE_WORDS or rest[start][0].isdigit()):
        start += 1
    return rest[start:]
