"""The tables that names are drawn from, and how a name is written in tokens."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np

from linkage.synthetic.tables import (
    FEMALE,
    MALE,
    PEOPLES,
    Choice,
    Ints,
    Lexicon,
    Pairs,
    provinces,
    read,
    weighted,
)

EMPTY = -1
"""No token at this position of a name."""

WIDTH = 5
"""Most tokens of a name."""

ERAS = np.array([1955, 1975, 1990, 2005])
"""Birth years at which the fashion of given names changes."""

REALLY_UNMARKED = 0.1
"""Least share of the people with the letters of a name who bear it without marks, if any do."""

OF_THE_COUNTRY = 0.972
"""Share of the people in the examination lists who bear one of the surnames kept."""

OLD_FASHION_FLOOR = 40.0
"""Share per million of a given name that only the table of eras knows."""


def given_place(people: Ints) -> Ints:
    """Where the given name stands in the names of each people: last, but before an Ê Đê clan."""
    return np.where(people == PEOPLES.index("Ê Đê"), 1, WIDTH - 1)


def fold(token: str) -> str:
    """Drop the marks of a token, for finding names that look alike.

    Examples:
        >>> fold("Đức")
        'duc'
    """
    plain = unicodedata.normalize("NFD", token.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def sound(token: str) -> str:
    """A token with its marks and one letter for i and y, which are one sound.

    Examples:
        >>> sound("Lý") == sound("Lí"), sound("Lý") == sound("Ly")
        (True, False)
    """
    parts = unicodedata.normalize("NFD", token.lower()).replace("y", "i")
    return unicodedata.normalize("NFC", parts)


@dataclass(frozen=True)
class Names:
    """The tables of names with their tokens coded by one lexicon."""

    lexicon: Lexicon
    surname: dict[int, Choice]
    given: dict[tuple[int, int], Choice]
    own_given: dict[tuple[int, int], Choice]
    middle: dict[int, Choice]
    pairs: dict[int, Pairs]
    dao_middle: dict[int, Choice]
    alike: dict[int, Ints]
    marker: dict[str, int]
    prefixed: dict[str, Ints]


SEXES = {"m": MALE, "f": FEMALE}


@cache
def names() -> Names:
    """Read and code the tables of names."""
    lexicon = Lexicon()
    marker = {token: lexicon.code(token) for token in ("Thị", "Văn", "A", "Y", "Ka")}
    surname = {0: _choice(lexicon, _kinh_surnames())}
    own: dict[tuple[int, int], Choice] = {}
    dao: dict[int, Choice] = {}
    for row in read("peoples"):
        people, choice = PEOPLES.index(row["people"]), _choice(lexicon, weighted(row["tokens"]))
        if row["part"] in ("surname", "clan"):
            surname[people] = choice
        elif row["part"] == "given":
            own[people, SEXES[row["sex"]]] = choice
        else:
            dao[SEXES[row["sex"]]] = choice
    given = _given_by_era(lexicon)
    middle, pairs = {}, {}
    for letter, sex in SEXES.items():
        table = {
            r["token"]: float(r["per_million"]) for r in read("middle_names") if r["sex"] == letter
        }
        middle[sex] = _choice(lexicon, table)
        pairs[sex] = _pairs(lexicon, letter)
    return Names(
        lexicon=lexicon,
        surname=surname,
        given=given,
        own_given=own,
        middle=middle,
        pairs=pairs,
        dao_middle=dao,
        alike=_alike(lexicon),
        marker=marker,
        prefixed={sign: _prefix_all(lexicon, sign) for sign in ("H'", "K'")},
    )


def _kinh_surnames() -> dict[str, float]:
    """Surnames of the Kinh: those of the country less those that the other peoples bear."""
    country = {row["token"]: float(row["per_million"]) for row in read("surnames")}
    people = provinces()
    weight = dict.fromkeys(PEOPLES[1:], 0.0)
    for thousands, shares in zip(people.weight, people.peoples, strict=True):
        for name, share in shares.items():
            weight[name] += share / 100 * thousands / people.weight.sum()
    others: dict[str, float] = {}
    for row in read("peoples"):
        if row["part"] == "surname":
            table = weighted(row["tokens"])
            for token, value in table.items():
                share = value / sum(table.values()) * weight[row["people"]]
                others[token] = others.get(token, 0.0) + share
    listed = sum(country.values()) / OF_THE_COUNTRY
    return {
        token: max(value / listed - others.get(token, 0.0), value / listed / 10)
        for token, value in country.items()
    }


def _choice(lexicon: Lexicon, table: dict[str, float]) -> Choice:
    codes = np.array([lexicon.code(token) for token in table], dtype=np.int64)
    return Choice.of(codes, np.array(list(table.values()), dtype=np.float64))


def _pairs(lexicon: Lexicon, letter: str) -> Pairs:
    rows = [row for row in read("name_pairs") if row["sex"] == letter]
    tokens = np.array([[lexicon.code(t) for t in row["token"].split()] for row in rows])
    weights = np.array([float(row["per_million"]) for row in rows])
    return Pairs.of(tokens[:, 1], tokens[:, 0], weights)


def _given_by_era(lexicon: Lexicon) -> dict[tuple[int, int], Choice]:
    """Given names of each sex with the fashions of the era applied to the table of 1994."""
    result: dict[tuple[int, int], Choice] = {}
    for letter, sex in SEXES.items():
        base = {
            r["token"]: float(r["per_million"]) for r in read("given_names") if r["sex"] == letter
        }
        for era in range(len(ERAS) + 1):
            table = dict(base)
            for row in read("eras"):
                if row["sex"] == letter and int(row["era"]) == era:
                    for token in row["tokens"].split():
                        floor = max(base.get(token, 0.0), OLD_FASHION_FLOOR)
                        table[token] = floor * float(row["factor"])
            result[sex, era] = _choice(lexicon, table)
    return result


def _alike(lexicon: Lexicon) -> dict[int, Ints]:
    """For each given name the others that differ in marks, or in one letter.

    Parents choose names that people bear, not one that is in a list because a record lost marks,
    and none that sounds the same, as Mi and My do.
    """
    borne: Counter[str] = Counter()
    for row in read("given_names"):
        borne[row["token"]] += int(row["per_million"])
    letters: Counter[str] = Counter()
    for token, share in borne.items():
        letters[fold(token)] += share
    tokens = sorted(
        token
        for token, share in borne.items()
        if not token.isascii() or share >= REALLY_UNMARKED * letters[fold(token)]
    )
    by_key: dict[str, set[str]] = {}
    keys: dict[str, list[str]] = {}
    for token in tokens:
        plain = fold(token)
        keys[token] = [plain, *(plain[:i] + "_" + plain[i + 1 :] for i in range(len(plain)))]
        for key in keys[token]:
            by_key.setdefault(key, set()).add(token)
    result = {}
    for token in tokens:
        near = sorted(
            other
            for other in set().union(*(by_key[key] for key in keys[token]))
            if sound(other) != sound(token)
        )
        if near:
            result[lexicon.code(token)] = np.array([lexicon.code(t) for t in near])
    return result


def _prefix_all(lexicon: Lexicon, sign: str) -> Ints:
    """Codes of every token so far with a sign written before it, such as H'Hen."""
    return np.array([lexicon.code(sign + token) for token in list(lexicon.tokens)])
