"""The tables of names, peoples, units and letters, as arrays ready to draw from."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MALE, FEMALE = 0, 1


def read(name: str) -> list[dict[str, str]]:
    """Read one resource table."""
    path = files("linkage.synthetic") / "resources" / f"{name}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def weighted(text: str) -> dict[str, float]:
    """Read `token:weight` items; spaces inside a token are kept.

    Examples:
        >>> weighted("Ba Na:1.5 Chăm:0.4")
        {'Ba Na': 1.5, 'Chăm': 0.4}
    """
    found: dict[str, float] = {}
    words: list[str] = []
    for piece in text.split():
        word, colon, weight = piece.partition(":")
        words.append(word)
        if colon:
            found[" ".join(words)] = float(weight)
            words = []
    return found


class Lexicon:
    """All syllables and multi-word tokens that names are made of, each with a code."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self._codes: dict[str, int] = {}

    def code(self, token: str) -> int:
        """The code of a token, new if need be."""
        if token not in self._codes:
            self._codes[token] = len(self.tokens)
            self.tokens.append(token)
        return self._codes[token]


@dataclass(frozen=True)
class Choice:
    """Values with the cumulated chance of each."""

    values: Ints
    cumulated: Floats

    @staticmethod
    def of(values: Ints, weights: Floats) -> "Choice":
        """Make a choice from weights that need not add up to one."""
        cumulated = np.cumsum(weights, dtype=np.float64)
        return Choice(np.asarray(values, dtype=np.int64), cumulated / cumulated[-1])

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """Draw values."""
        places = np.searchsorted(self.cumulated, rng.random(size), side="right")
        return self.values[np.minimum(places, len(self.values) - 1)]


@dataclass(frozen=True)
class Pairs:
    """Middle names given with a certain given name: one slice of `middles` for each."""

    given: Ints
    middles: Ints
    cumulated: Floats

    @staticmethod
    def of(given: Ints, middles: Ints, weights: Floats) -> "Pairs":
        """Sort the pairs by given name and cumulate their weights."""
        order = np.lexsort((middles, given))
        return Pairs(given[order], middles[order], np.cumsum(weights[order]))

    def draw(self, rng: np.random.Generator, given: Ints, fallback: Ints) -> Ints:
        """Draw a middle for each given name; without one in the table, take the fallback."""
        first = np.searchsorted(self.given, given, side="left")
        last = np.searchsorted(self.given, given, side="right")
        known = last > first
        padded = np.concatenate(([0.0], self.cumulated))
        aim = padded[first] + rng.random(len(given)) * (padded[last] - padded[first])
        place = np.searchsorted(self.cumulated, aim, side="right")
        place = np.clip(place, first, np.maximum(last - 1, first))
        return np.where(known, self.middles[np.minimum(place, len(self.middles) - 1)], fallback)


@dataclass(frozen=True)
class Provinces:
    """The 63 provinces before July 2025 and what became of them."""

    code: Ints
    name: list[str]
    weight: Floats
    pull: Floats
    region: list[str]
    historic: list[tuple[str, ...]]
    group: Ints
    group_name: list[str]
    cmnd: list[list[str]]
    peoples: list[dict[str, float]]


@cache
def provinces() -> Provinces:
    """Read the provinces; positions in these arrays are the province numbers used inside."""
    facts = read("provinces")
    names = read("province_names")
    return Provinces(
        code=np.array([int(row["code"]) for row in facts]),
        name=[row["name"] for row in names],
        weight=np.array([float(row["thousands"]) for row in facts]),
        pull=np.array([float(row["pull"]) * float(row["thousands"]) for row in facts]),
        region=[row["region"] for row in facts],
        historic=[tuple(filter(None, row["historic"].split("|"))) for row in facts],
        group=np.array([int(row["group"]) for row in names]),
        group_name=[row["group_name"] for row in names],
        cmnd=[row["cmnd"].split("|") for row in facts],
        peoples=[weighted(row["peoples"]) for row in facts],
    )


@dataclass(frozen=True)
class Wards:
    """The communes before July 2025; positions are the ward numbers used inside."""

    code: list[str]
    kind: list[str]
    name: list[str]
    district_kind: list[str]
    district: list[str]
    province: Ints
    new_code: list[str]
    new_kind: list[str]
    new_name: list[str]
    urban: Flags


@cache
def wards() -> Wards:
    """Read the communes with their district, province and successor."""
    rows = read("wards")
    district = {row["code"]: row for row in read("districts")}
    successor = {row["code"]: row for row in read("new_wards")}
    position = {code: i for i, code in enumerate(provinces().code.tolist())}
    return Wards(
        code=[row["code"] for row in rows],
        kind=[row["kind"] for row in rows],
        name=[row["name"] for row in rows],
        district_kind=[district[row["district"]]["kind"] for row in rows],
        district=[district[row["district"]]["name"] for row in rows],
        province=np.array([position[int(district[row["district"]]["province"])] for row in rows]),
        new_code=[row["successor"] for row in rows],
        new_kind=[successor[row["successor"]]["kind"] for row in rows],
        new_name=[successor[row["successor"]]["name"] for row in rows],
        urban=np.array([row["kind"] != "Xã" for row in rows]),
    )


PEOPLES = (
    "Kinh",
    "Tày",
    "Thái",
    "Mường",
    "Mông",
    "Khmer",
    "Nùng",
    "Dao",
    "Hoa",
    "Gia Rai",
    "Ê Đê",
    "Ba Na",
    "Cơ Ho",
    "Chăm",
)
"""The Kinh and the other peoples of the census of 2019 that have own naming here."""

KINH = PEOPLES.index("Kinh")
