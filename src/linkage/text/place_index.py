"""The units an address can name, found by folded name.

A key is a folded name without spaces, so `Bắc Kạn`, `BẮC  KẠN` and `bac kan` are one. The units and
their history come from `resources/places`.
"""

import gzip
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from linkage.text.provinces import (
    GROUP_READING,
    group_names,
    province_group,
    province_names,
    provinces_in_group,
)
from linkage.text.tables import parse_table, read_table
from linkage.text.unicode import fold


class Level(Enum):
    """Levels of the administration; `NEW_WARD` is the commune level since July 2025."""

    PROVINCE = "P"
    DISTRICT = "D"
    WARD = "W"
    NEW_WARD = "N"


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One district, ward, or ward since July 2025, and where it lies.

    Attributes:
        level: Its level.
        code: Its statistical code.
        name: Its name without the type.
        provinces: Provinces of the 63 on whose land it lies.
        districts: Districts on whose land it lies; itself for a district.
        group: Province of the 34 in which it lies.
        new_wards: Wards since July 2025 that it lies in; itself for one of them.
    """

    level: Level
    code: str
    name: str
    provinces: frozenset[str]
    districts: frozenset[str]
    group: str
    new_wards: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A unit under one of its names: the present one, or an earlier one (`former`)."""

    unit: Unit
    kind: str
    former: bool


@dataclass(frozen=True, slots=True, eq=False)
class ProvinceName:
    """What a province name may mean.

    Attributes:
        kind: `tinh` or `thanhpho`, as the present unit is called.
        named: Codes of the provinces of that name, or on the land of one that is gone.
        codes: Every compatible province of the 63, with how far-fetched it is (0 is plain).
        groups: Every compatible province of the 34, likewise.
        gone: Whether no province of the 63 has this name.
        short: Whether it is an abbreviation that must stand alone.
    """

    kind: str
    named: frozenset[str]
    codes: Mapping[str, float]
    groups: Mapping[str, float]
    gone: bool
    short: bool


_CITIES = frozenset(("01", "31", "46", "48", "79", "92"))
_NOT_KEY = re.compile(r"[^a-z0-9]+")


def key(name: str | None) -> str:
    """Fold a name and drop everything but letters and digits.

    Examples:
        >>> key("Bà Rịa - Vũng Tàu"), key("Ia H'Drai")
        ('bariavungtau', 'iahdrai')
    """
    return _NOT_KEY.sub("", fold(name) or "")


_FORMER_EXTENT = 0.7
_GONE = 0.2
CEDED = 0.9
"""How far-fetched it is that a province's name stands for the little it once gave away."""

_FORMER_LAND = {"extent": _FORMER_EXTENT, "ceded": CEDED}


@cache
def province_index() -> dict[str, ProvinceName]:
    """Every province name, present, former or abbreviated."""
    extents: dict[str, dict[str, float]] = defaultdict(dict)
    rows = read_table("places", "historic_provinces.csv")
    for row in rows:
        if row["kind"] in _FORMER_LAND:
            extents[row["name"]] |= dict.fromkeys(row["codes"].split(), _FORMER_LAND[row["kind"]])
    groups = {name: code for code, name in group_names().items()}
    index = {
        key(name): _present_province(code, extents[name], groups.get(name))
        for code, name in province_names().items()
    }
    official = {code: index[key(name)] for code, name in province_names().items()}
    for row in rows:
        codes = row["codes"].split()
        if row["kind"] == "gone":
            index[key(row["name"])] = _gone_province(codes)
        elif row["kind"] in ("spelling", "short"):
            index[key(row["name"])] = _other_spelling(official[codes[0]], row["kind"] == "short")
    return index


def _present_province(code: str, extent: Mapping[str, float], group: str | None) -> ProvinceName:
    codes = dict(extent)
    if group is not None:
        codes = dict.fromkeys(provinces_in_group(group), GROUP_READING) | codes
        codes |= dict.fromkeys(provinces_in_group(group), GROUP_READING)
    codes[code] = 0.0
    own = province_group(code) or code
    groups = {own: 0.0 if group is not None else GROUP_READING}
    kind = "thanhpho" if code in _CITIES else "tinh"
    return ProvinceName(kind, frozenset((code,)), codes, groups, gone=False, short=False)


def _gone_province(codes: Iterable[str]) -> ProvinceName:
    named = frozenset(codes)
    groups = {province_group(code) or code: _FORMER_EXTENT for code in named}
    return ProvinceName("tinh", named, dict.fromkeys(named, _GONE), groups, gone=True, short=False)


def _other_spelling(province: ProvinceName, short: bool) -> ProvinceName:
    return ProvinceName(
        province.kind, province.named, province.codes, province.groups, gone=False, short=short
    )


@cache
def units() -> dict[tuple[Level, str], tuple[Unit, str, str]]:
    """Every unit below the province by level and code, with its type and its former names."""
    packed = files("linkage") / "resources" / "places" / "units.csv.gz"
    rows = parse_table(gzip.decompress(packed.read_bytes()).decode("utf-8"))
    district_province = {r["code"]: r["parent"] for r in rows if r["level"] == "D"}
    lands: dict[str, set[str]] = defaultdict(set)
    districts_named = {
        (r["name"], province_group(r["parent"])): r["code"] for r in rows if r["level"] == "D"
    }
    for row in rows:
        for code in row["successors"].split():
            lands[code].add(row["parent"])
    for row in rows:
        same_name = districts_named.get((row["name"], row["parent"]))
        if row["level"] == "N" and row["code"] not in lands and same_name:
            lands[row["code"]].add(same_name)  # island districts had no wards
    found = {}
    for row in rows:
        level, code = Level(row["level"]), row["code"]
        if level is Level.DISTRICT:
            districts = frozenset((code,))
        elif level is Level.WARD:
            districts = frozenset((row["parent"],))
        else:
            districts = frozenset(lands[code])
        provinces = frozenset(district_province[district] for district in districts)
        group = row["parent"] if level is Level.NEW_WARD else _group_of(provinces)
        new_wards = (code,) if level is Level.NEW_WARD else row["successors"].split()
        unit = Unit(level, code, row["name"], provinces, districts, group, frozenset(new_wards))
        found[level, code] = unit, key(row["type"]), row["aliases"]
    return found


def _group_of(provinces: frozenset[str]) -> str:
    (province,) = provinces
    return province_group(province) or province


@cache
def unit_index(level: Level) -> dict[str, tuple[Named, ...]]:
    """Every unit of a level under each of its names."""
    index: dict[str, list[Named]] = defaultdict(list)
    for unit, kind, former_names in units().values():
        if unit.level is not level:
            continue
        index[key(unit.name)].append(Named(unit, kind, former=False))
        for former in former_names.split():
            former_kind, _, name = former.partition(":")
            index[name].append(Named(unit, former_kind, former=True))
    if level is Level.DISTRICT:
        for row in read_table("places", "former_districts.csv"):
            for code in row["successors"].split():
                unit = units()[level, code][0]
                index[key(row["name"])].append(Named(unit, key(row["type"]), former=True))
    return {name: tuple(named) for name, named in index.items()}


@cache
def hyphenated_names() -> frozenset[str]:
    """Keys of the names that hold a dash, however it is spaced.

    Examples:
        >>> sorted(hyphenated_names())[:2]
        ['barialongkhanh', 'bariavungtau']
    """
    names = [unit.name for unit, _, _ in units().values()]
    names += [row["name"] for row in read_table("places", "historic_provinces.csv")]
    names += province_names().values()
    return frozenset(key(name) for name in names if "-" in name)


class Meaning(NamedTuple):
    """What a name means at one level: units, or a province."""

    level: Level
    kinds: frozenset[str]
    names: tuple[Named, ...]
    province: ProvinceName | None


KINDS = {
    Level.PROVINCE: frozenset(("tinh", "thanhpho")),
    Level.DISTRICT: frozenset(("quan", "huyen", "thixa", "thanhpho")),
    Level.WARD: frozenset(("phuong", "xa", "thitran")),
    Level.NEW_WARD: frozenset(("phuong", "xa", "dackhu", "thitran")),
}
"""Types that may be written before a name of each level; people go on saying thị trấn."""


SHORTEST_MISSPELT = 4
"""A name of fewer letters is not looked for under a wrong spelling."""


@cache
def name_index() -> dict[str, tuple[Meaning, ...]]:
    """Every meaning of every name, over all levels."""
    index: dict[str, list[Meaning]] = defaultdict(list)
    for name, province in province_index().items():
        index[name].append(Meaning(Level.PROVINCE, KINDS[Level.PROVINCE], (), province))
    for level in (Level.DISTRICT, Level.WARD, Level.NEW_WARD):
        for name, named in unit_index(level).items():
            index[name].append(Meaning(level, KINDS[level], named, None))
    return {name: tuple(meanings) for name, meanings in index.items()}


class NearNames:
    """Names of a level inside one parent, found by a spelling one edit away.

    Two spellings at most one edit apart have a spelling in common when both lose at most one
    letter, so few names need comparing.
    """

    def __init__(self, names: Mapping[str, tuple[Named, ...]]) -> None:
        self._names = names
        self._by_loss: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for less in one_letter_less(name):
                self._by_loss[less].append(name)

    def near(self, written: str) -> dict[str, tuple[Named, ...]]:
        """Give the names one edit away from what is written, not those equal to it."""
        found = {name for less in one_letter_less(written) for name in self._by_loss.get(less, ())}
        return {
            name: self._names[name]
            for name in sorted(found)
            if name != written and within_one_edit(name, written)
        }


def one_letter_less(name: str) -> set[str]:
    """Give a spelling and all that lack one of its letters.

    Examples:
        >>> sorted(one_letter_less("abb"))
        ['ab', 'abb', 'bb']
    """
    return {name, *(name[:i] + name[i + 1 :] for i in range(len(name)))}


@cache
def near_names(level: Level, parent: str) -> NearNames:
    """The names of a level's units that lie in one district or province.

    Args:
        level: Level of the units.
        parent: District code (three digits) or province code (two digits).
    """
    return NearNames(_names_by_parent(level).get(parent, {}))


@cache
def _names_by_parent(level: Level) -> dict[str, dict[str, tuple[Named, ...]]]:
    inside: dict[str, dict[str, tuple[Named, ...]]] = defaultdict(dict)
    for name, all_named in unit_index(level).items():
        if len(name) < SHORTEST_MISSPELT:
            continue
        for named in all_named:
            for parent in named.unit.districts | named.unit.provinces:
                inside[parent][name] = (*inside[parent].get(name, ()), named)
    return inside


def within_one_edit(left: str, right: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours separates two keys.

    Examples:
        >>> within_one_edit("badinh", "badih"), within_one_edit("badinh", "badnih")
        (True, True)
        >>> within_one_edit("badinh", "badan")
        False
    """
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    a, b = left[start:], right[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


def marked_key(name: str) -> str:
    """Key that keeps the marks but not the letter a tone sits on, so `hòa` meets `hoà`.

    Examples:
        >>> marked_key("Hòa Bình") == marked_key("hoà bình"), marked_key("Hoá") == marked_key("Hoà")
        (True, False)
    """
    words = unicodedata.normalize("NFD", name.lower()).split()
    return "".join(
        "".join(c for c in word.translate(_TONES) if c.isalnum() or unicodedata.combining(c))
        + "".join(c for c in word if c in "\u0300\u0301\u0303\u0309\u0323")
        for word in words
    )
