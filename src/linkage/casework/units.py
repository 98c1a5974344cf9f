"""Units of the administration: from the code in a record to province, district and ward.

A unit is whatever the register wrote: a statistical code, a path such as `Hà Nội/Cầu Giấy`, an
address such as `Phường Yên Hòa, Hà Nội`, or a name of its own. Nothing is guessed: what cannot be
placed stands alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linkage.text.place_index import Level, units
from linkage.text.provinces import group_names, province_names

_PROVINCE, _DISTRICT, _WARD = 2, 3, 5
"""Digits of a statistical code, by level."""

_ENOUGH_KNOWN = 0.9
"""Share of codes that must be statistical ones before the tables are believed."""

_TYPES: Mapping[str, str] = {
    "phuong": "Phường",
    "xa": "Xã",
    "thitran": "Thị trấn",
    "dackhu": "Đặc khu",
    "quan": "Quận",
    "huyen": "Huyện",
    "thixa": "Thị xã",
    "thanhpho": "Thành phố",
}


@dataclass(frozen=True, order=True)
class Place:
    """One step of the way from the widest unit down.

    Attributes:
        key: What tells it from its neighbours: its code, or its name where it has none.
        title: What to call it.
    """

    key: str
    title: str


Way = tuple[Place, ...]
"""A unit as the steps that lead to it, from the widest down; never empty."""


def ways(codes: Iterable[str]) -> dict[str, Way]:
    """Lead to each unit of a register.

    Whether the codes are those of before July 2025 (three levels) or since (two levels) is told
    by all of them together, since many a code served in both.

    Examples:
        >>> [place.title for place in ways(["00178", "00181"])["00178"]]
        ['Hà Nội', 'Quận Đống Đa', 'Phường Cát Linh']
        >>> [place.title for place in ways(["Hà Nội / Cầu Giấy"])["Hà Nội / Cầu Giấy"]]
        ['Hà Nội', 'Cầu Giấy']
    """
    found = sorted(set(codes))
    numeric = [code for code in found if code.isdigit()]
    old = any(_is(Level.WARD, c) and not _is(Level.NEW_WARD, c) for c in numeric)
    known = {code: way for code in numeric if (way := _statistical(code, old=old))}
    if len(known) < _ENOUGH_KNOWN * len(numeric):
        known = {}
    return {code: known.get(code) or _written(code) for code in found}


def _is(level: Level, code: str) -> bool:
    return (level, code) in units()


def _statistical(code: str, *, old: bool) -> Way | None:
    provinces = province_names() if old or len(code) != _WARD else group_names()
    if len(code) == _PROVINCE:
        return (Place(code, provinces[code]),) if code in provinces else None
    if len(code) == _DISTRICT and _is(Level.DISTRICT, code):
        (province,) = units()[Level.DISTRICT, code][0].provinces
        return Place(province, provinces[province]), _place(Level.DISTRICT, code)
    if len(code) == _WARD and old and _is(Level.WARD, code):
        (district,) = units()[Level.WARD, code][0].districts
        return *(_statistical(district, old=True) or ()), _place(Level.WARD, code)
    if len(code) == _WARD and not old and _is(Level.NEW_WARD, code):
        group = units()[Level.NEW_WARD, code][0].group
        return Place(group, provinces[group]), _place(Level.NEW_WARD, code)
    return None


def _place(level: Level, code: str) -> Place:
    unit, kind, _ = units()[level, code]
    return Place(code, f"{_TYPES.get(kind, '')} {unit.name}".strip())


def _written(unit: str) -> Way:
    """A path from the widest down, or an address from the narrowest up."""
    steps = [step.strip() for step in re.split(r"[/>]", unit) if step.strip()]
    if len(steps) < 2:
        steps = [step.strip() for step in reversed(unit.split(",")) if step.strip()]
    return tuple(Place(step, step) for step in steps) or (Place(unit, unit),)


def full_title(way: Way) -> str:
    """A unit as an address, the narrowest first.

    Examples:
        >>> full_title((Place("01", "Hà Nội"), Place("00166", "Phường Yên Hòa")))
        'Phường Yên Hòa, Hà Nội'
    """
    return ", ".join(place.title for place in reversed(way))
