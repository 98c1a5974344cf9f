"""Choosing among the readings of an address: the one whose levels lie in one another."""

from dataclasses import dataclass
from typing import NamedTuple

from linkage.text.place_index import Level, Named, Unit
from linkage.text.place_text import Mention

_LEVEL_SCORE = 3.0
_RIGHT_TYPE = 1.5
_OTHER_TYPE = 0.4
_FORMER = -0.6
_GUESSED = -0.8
_ADJACENT = 0.5
_IN_ORDER = 0.3
_TOKEN = 0.1
_NEW_WARD_IN_OLD_DISTRICT = -0.7
_CONTRADICTED_DISTRICT = -2.0
_CONTRADICTED_PROVINCE = -3.2
_NAMED_LIKE_DISTRICT = -2.5
_WARD_ALONE = -1.0
_GONE_UNTYPED = -0.6
_TIE = 0.05


class Reading(NamedTuple):
    """One way to read an address: the units, the mentions that name them, the support."""

    score: float
    unit: Unit | None
    named: Named | None
    ward: Mention | None
    district: Mention | None
    province: Mention | None

    @property
    def used(self) -> list[Mention]:
        """The mentions the reading explains."""
        return [m for m in (self.ward, self.district, self.province) if m is not None]


def _own_score(mention: Mention, kind: str) -> float:
    """Support from the mention itself: its type word and its length."""
    score = _LEVEL_SCORE + _TOKEN * (mention.end - mention.name_start)
    if mention.kind is not None:
        score += _RIGHT_TYPE if mention.kind == kind else _OTHER_TYPE
    return score + (_GUESSED if mention.guessed else 0.0)


def _follows(small: Mention, large: Mention) -> float:
    """Support from the order of two levels: small before large, next to one another."""
    adjacent = small.end == large.start or large.end == small.start
    return (_ADJACENT if adjacent else 0.0) + (_IN_ORDER if small.end <= large.start else 0.0)


def _stands_free(mention: Mention, parent: Mention | None) -> bool:
    """Whether a bare name can be a unit: alone between commas, or next to its parent.

    A bare name inside a longer segment is more often a street.
    """
    if mention.kind is not None or mention.whole or mention.guessed:
        return True
    if parent is None:
        return False
    return mention.end == parent.start or parent.end == mention.start


@dataclass(frozen=True, slots=True)
class AddressText:
    """The mentions of one address by level, and how long it is."""

    wards: list[Mention]
    districts: list[Mention]
    provinces: list[Mention]
    length: int


def by_level(found: list[Mention], length: int) -> AddressText:
    """Sort mentions by level; a bare province name must begin or end the text or a segment."""
    provinces = [m for m in found if m.level is Level.PROVINCE]
    return AddressText(
        wards=[m for m in found if m.level in (Level.WARD, Level.NEW_WARD)],
        districts=[m for m in found if m.level is Level.DISTRICT],
        provinces=[
            m
            for m in provinces
            if (m.kind or m.whole or m.guessed or m.end == length or m.start == 0)
            and not any(_within(m, other) for other in provinces)
        ],
        length=length,
    )


def _within(short: Mention, long: Mention) -> bool:
    """Whether a name is part of a longer one, as Hà Nam is of Hà Nam Ninh."""
    size = short.end - short.name_start
    return (
        long.name_start <= short.name_start
        and short.end <= long.end
        and (size < long.end - long.name_start)
    )


def _province_score(mention: Mention, unit: Unit) -> float | None:
    """Support a province mention gives to a unit in it; `None` if the unit lies elsewhere."""
    province = mention.province
    if province is None:
        return None
    if unit.level is Level.NEW_WARD:
        far = province.groups.get(unit.group)
        old = [province.codes[code] for code in unit.provinces if code in province.codes]
        if far is None or (far > 0 and not old):
            return None
    else:
        (code,) = unit.provinces
        far = province.codes.get(code)
        if far is None:
            return None
    return _own_score(mention, province.kind) - far


def _readings_of_unit(
    text: AddressText, named: Named, ward: Mention | None, district: Mention | None
) -> list[Reading]:
    """Read a ward (or district) with every province mention that can hold it, or with none."""
    smallest = ward or district
    if smallest is None:
        return []
    score = _own_score(smallest, named.kind) + (_FORMER if named.former else 0.0)
    if ward is not None and district is not None:
        score += _district_score(district, named.unit) + _follows(ward, district)
        if named.unit.level is Level.NEW_WARD:
            score += _NEW_WARD_IN_OLD_DISTRICT
    elif ward is not None:
        score += _CONTRADICTED_DISTRICT if _other_district(text, ward) else 0.0
        score += _NAMED_LIKE_DISTRICT if _like_district(text, ward) else 0.0
    used = [m for m in (ward, district) if m is not None]
    held: list[Reading] = []
    for province in text.provinces:
        if any(province.overlaps(m) for m in used):
            continue
        support = _province_score(province, named.unit)
        if support is None or not _stands_free(used[-1], province):
            continue
        if ward is not None and district is not None and not _stands_free(ward, district):
            continue
        support += _follows(used[-1], province)
        held.append(Reading(score + support, named.unit, named, ward, district, province))
    free = (ward is None or _stands_free(ward, district)) and _stands_free(used[-1], None)
    if not held and free:
        score += _CONTRADICTED_PROVINCE if _other_province(text, used) else 0.0
        score += _WARD_ALONE if district is None else 0.0
        held.append(Reading(score, named.unit, named, ward, district, None))
    return held


def _district_score(mention: Mention, unit: Unit) -> float:
    return max(
        _own_score(mention, named.kind) + (_FORMER if named.former else 0.0)
        for named in mention.names
        if named.unit.code in unit.districts
    )


def _other_district(text: AddressText, ward: Mention) -> bool:
    return any(m.kind not in (None, "thanhpho") and not m.overlaps(ward) for m in text.districts)


def _like_district(text: AddressText, ward: Mention) -> bool:
    """Whether a bare ward name is also a district's in the province written: that one is meant."""
    if ward.kind is not None:
        return False
    codes = {
        c for m in text.provinces if m.province for c, far in m.province.codes.items() if not far
    }
    return any(
        (m.start, m.end) == (ward.start, ward.end)
        and any(not codes or codes & named.unit.provinces for named in m.names)
        for m in text.districts
    )


def _other_province(text: AddressText, used: list[Mention]) -> bool:
    return any(not any(m.overlaps(other) for other in used) for m in text.provinces)


def readings(text: AddressText) -> list[Reading]:
    """Every reading of the mentions, each with its support."""
    found: list[Reading] = []
    for ward in text.wards:
        districts = [d for d in text.districts if not d.overlaps(ward)]
        for named in _held_first(text, ward):
            inside = [
                d for d in districts if any(n.unit.code in named.unit.districts for n in d.names)
            ]
            for district in (*inside, None):
                found += _readings_of_unit(text, named, ward, district)
    for district in text.districts:
        for named in district.names:
            found += _readings_of_unit(text, named, None, district)
    for mention in text.provinces:
        if mention.province is not None:
            score = _own_score(mention, mention.province.kind)
            score += _GONE_UNTYPED if mention.province.gone and mention.kind != "tinh" else 0.0
            score += _IN_ORDER if mention.end == text.length else 0.0
            found.append(Reading(score, None, None, None, None, mention))
    return found


def _held_first(text: AddressText, ward: Mention) -> list[Named]:
    """The units of a ward name that some district or province of the text holds, else all."""
    districts = {named.unit.code for m in text.districts for named in m.names}
    provinces = {code for m in text.provinces if m.province for code in m.province.codes}
    held = [
        named
        for named in ward.names
        if not districts.isdisjoint(named.unit.districts)
        or not provinces.isdisjoint(named.unit.provinces)
    ]
    return held or list(ward.names)


def best_of(found: list[Reading]) -> list[Reading]:
    """The readings that no other beats."""
    top = max((reading.score for reading in found), default=0.0)
    return [reading for reading in found if reading.score >= top - _TIE]
