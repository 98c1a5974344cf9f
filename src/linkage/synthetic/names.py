"""Names by people, sex, cohort, region and family."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np

from linkage.synthetic.demography import NOBODY, People, root_of
from linkage.synthetic.profile import Profile
from linkage.synthetic.tables import (
    FEMALE,
    MALE,
    PEOPLES,
    Choice,
    Flags,
    Ints,
    Lexicon,
    Pairs,
    provinces,
    read,
    wards,
    weighted,
)

EMPTY = -1
"""No token at this position of a name."""

WIDTH = 5
"""Most tokens of a name."""

ERAS = np.array([1955, 1975, 1990, 2005])
"""Birth years at which the fashion of given names changes."""

THI_BY_YEAR = ([1930, 1975, 1992, 2002, 2009, 2020], [0.93, 0.90, 0.86, 0.58, 0.32, 0.15])
"""Share of women named Thị by birth year; hoten.org lists for Đắk Lắk and Hồ Chí Minh City."""

VAN_BY_YEAR = ([1930, 1960, 1985, 1995, 2005, 2020], [0.62, 0.52, 0.30, 0.16, 0.08, 0.03])
"""Share of men named Văn by birth year; the old end is an assumption."""

FOUR_WORDS_WOMEN = ([1940, 1975, 1992, 2009], [0.12, 0.35, 0.57, 0.72])
FOUR_WORDS_MEN = ([1960, 1992, 2009, 2020], [0.03, 0.10, 0.26, 0.32])
"""Share of names meant to have four words by birth year (hoten.org for 1992 and 2009)."""

TWO_WORDS = {FEMALE: 0.002, MALE: 0.008}
"""Share of names without a middle name (hoten.org)."""

CITY = 79
"""Code of Hồ Chí Minh City, where Thị and Văn went out of fashion first."""

CITY_MARKERS = ([1985, 2000], [1.0, 0.5])
"""Share of the names with Thị or Văn elsewhere that have it there, by birth year (hoten.org)."""

MOTHERS_SURNAME = 0.04
"""Share of children born since 1990 whose first middle name is the mother's surname."""

SAME_MIDDLE = 0.4
"""Share of brothers, and of sisters, who share their middle names."""

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

    Parents choose names that people bear, not one that is in a list because a record lost marks.
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
        near = sorted(set().union(*(by_key[key] for key in keys[token])) - {token})
        if near:
            result[lexicon.code(token)] = np.array([lexicon.code(t) for t in near])
    return result


def _prefix_all(lexicon: Lexicon, sign: str) -> Ints:
    """Codes of every token so far with a sign written before it, such as H'Hen."""
    return np.array([lexicon.code(sign + token) for token in list(lexicon.tokens)])


def name_people(profile: Profile, rng: np.random.Generator, people: People) -> Ints:
    """Give everybody a name: one row of token codes each."""
    maker = _Namer(rng, people)
    written = maker.run()
    families = _Families(profile, rng, people, written)
    families.run()
    return written


class _Namer:
    """Makes names one by one, before families look at each other."""

    def __init__(self, rng: np.random.Generator, people: People) -> None:
        self.rng = rng
        self.people = people
        self.table = names()
        self.year = people.birth_year
        self.root = root_of(people.line())
        self.result = np.full((len(people), WIDTH), EMPTY, dtype=np.int64)

    def run(self) -> Ints:
        """Name everybody by the pattern of their people."""
        surname = self._surnames()
        given = self._given()
        own = {"Mông": self._mong, "Dao": self._dao, "Ê Đê": self._ede, "Gia Rai": self._giarai}
        own |= {"Ba Na": self._bana, "Cơ Ho": self._coho}
        plain = np.ones(len(self.people), dtype=bool)
        for name, write in own.items():
            rows = np.flatnonzero(self.people.people == PEOPLES.index(name))
            plain[rows] = False
            write(rows, surname[rows], given[rows])
        rows = np.flatnonzero(plain)
        for sex in (MALE, FEMALE):
            self._viet(rows[self.people.sex[rows] == sex], sex, surname, given)
        return self.result

    def _surnames(self) -> Ints:
        """A surname or clan for each line; peoples without one have none."""
        surname = np.full(len(self.people), EMPTY)
        for people, choice in self.table.surname.items():
            rows = np.flatnonzero(self.people.people == people)
            surname[rows] = choice.draw(self.rng, len(rows))
        return surname[self.root]

    def _given(self) -> Ints:
        """A given name by sex and era, or from the list of the own people."""
        given = np.full(len(self.people), EMPTY)
        era = np.searchsorted(ERAS, self.year, side="right")
        for (sex, step), choice in self.table.given.items():
            rows = np.flatnonzero((self.people.sex == sex) & (era == step))
            given[rows] = choice.draw(self.rng, len(rows))
        keeps_own = np.interp(self.year, [1950, 2015], [0.95, 0.55])
        own = self.rng.random(len(self.people)) < keeps_own
        for (people, sex), choice in self.table.own_given.items():
            rows = np.flatnonzero(own & (self.people.people == people) & (self.people.sex == sex))
            given[rows] = choice.draw(self.rng, len(rows))
        return given

    def _chance(self, rows: Ints, curve: tuple[list[int], list[float]]) -> Flags:
        """Whether something whose share depends on the birth year happens."""
        return self.rng.random(len(rows)) < np.interp(self.year[rows], *curve)

    def _viet(self, rows: Ints, sex: int, surname: Ints, given: Ints) -> None:
        """Surname, Thị or Văn or none, middle names, given name."""
        table, rng = self.table, self.rng
        size = len(rows)
        marker = table.marker["Thị" if sex == FEMALE else "Văn"]
        marked = self._chance(rows, THI_BY_YEAR if sex == FEMALE else VAN_BY_YEAR)
        born = provinces().code[wards().province[self.people.birth_ward[rows]]]
        marked &= (born != CITY) | self._chance(rows, CITY_MARKERS)
        long = self._chance(rows, FOUR_WORDS_WOMEN if sex == FEMALE else FOUR_WORDS_MEN)
        first = table.middle[sex].draw(rng, size)
        near = np.where(rng.random(size) < 0.75, table.middle[sex].draw(rng, size), first)
        near = table.pairs[sex].draw(rng, given[rows], near)
        for other in (first, marker):
            near = np.where((near == given[rows]) | (near == surname[rows]), other, near)
        short = rng.random(size) < TWO_WORDS[sex]
        outer = np.where(marked & ~short, marker, EMPTY)
        with_outer = ~marked & long & (first != near)
        outer = np.where(with_outer & ~short, first, outer)
        inner = np.where((marked & ~long) | short, EMPTY, near)
        for taken in (inner, surname[rows], given[rows]):
            outer = np.where(outer == taken, EMPTY, outer)
        extra = self._mothers_surname(rows, surname)
        extra = np.where((extra == outer) | (extra == inner) | (extra == given[rows]), EMPTY, extra)
        self.result[rows] = np.stack((surname[rows], extra, outer, inner, given[rows]), axis=1)

    def _mothers_surname(self, rows: Ints, surname: Ints) -> Ints:
        """The mother's surname as a middle name, where parents chose so."""
        mother = self.people.mother[rows]
        chosen = (self.rng.random(len(rows)) < MOTHERS_SURNAME) & (self.year[rows] >= 1990)
        hers = np.where(mother == NOBODY, EMPTY, surname[mother])
        return np.where(chosen & (hers != surname[rows]), hers, EMPTY)

    def _write(self, rows: Ints, *parts: Ints) -> None:
        """Write parts into the first positions of names, the last part into the last."""
        for place, part in enumerate(parts[:-1]):
            self.result[rows, place] = part
        self.result[rows, WIDTH - 1] = parts[-1]

    def _mong(self, rows: Ints, surname: Ints, given: Ints) -> None:
        """Giàng A Páo, Vừ Thị Mỷ."""
        male = self.people.sex[rows] == MALE
        marker = np.where(male, self.table.marker["A"], self.table.marker["Thị"])
        self._write(rows, surname, marker, given)

    def _dao(self, rows: Ints, surname: Ints, given: Ints) -> None:
        """Triệu Tài Hưng, Bàn Mùi Lan."""
        middle = np.where(
            self.people.sex[rows] == MALE,
            self.table.dao_middle[MALE].draw(self.rng, len(rows)),
            self.table.dao_middle[FEMALE].draw(self.rng, len(rows)),
        )
        self._write(rows, surname, middle, given)

    def _ede(self, rows: Ints, clan: Ints, given: Ints) -> None:
        """Y Bliă Niê, H'Hen Niê: the clan, which is the mother's, comes last."""
        male = self.people.sex[rows] == MALE
        marker = np.where(male, self.table.marker["Y"], EMPTY)
        self._write(rows, marker, np.where(male, given, self._sign("H'", given)), clan)

    def _giarai(self, rows: Ints, clan: Ints, given: Ints) -> None:
        """Ksor Krông, Siu H'Lan: the mother's clan first."""
        signed = (self.people.sex[rows] == FEMALE) & (self.rng.random(len(rows)) < 0.6)
        self._write(rows, clan, np.where(signed, self._sign("H'", given), given))

    def _bana(self, rows: Ints, _: Ints, given: Ints) -> None:
        """A Hyun, Y Blơm: no surname, the first token says the sex."""
        male = self.people.sex[rows] == MALE
        self._write(rows, np.where(male, self.table.marker["A"], self.table.marker["Y"]), given)

    def _coho(self, rows: Ints, clan: Ints, given: Ints) -> None:
        """K'Brèm, Ka Duyên, Cil K'Brèm: many without a clan name."""
        male = self.people.sex[rows] == MALE
        clan = np.where(self.rng.random(len(rows)) < 0.35, clan, EMPTY)
        ka = np.where(male, EMPTY, self.table.marker["Ka"])
        self._write(rows, clan, ka, np.where(male, self._sign("K'", given), given))

    def _sign(self, sign: str, token: Ints) -> Ints:
        """The token written with a sign before it."""
        table = self.table.prefixed[sign]
        return table[np.clip(token, 0, len(table) - 1)]


class _Families:
    """Makes twins, siblings, fathers and sons alike where families do so, and none the same."""

    def __init__(
        self, profile: Profile, rng: np.random.Generator, people: People, written: Ints
    ) -> None:
        self.profile = profile
        self.rng = rng
        self.people = people
        self.names = written
        self.one_given = np.zeros(len(people), dtype=bool)
        self.usual = ~np.isin(people.people, [PEOPLES.index(p) for p in ("Ê Đê", "Gia Rai")])

    def run(self) -> None:
        """Sisters and brothers, twins, fathers and sons; then nobody shares a whole name."""
        self._siblings()
        self._twins()
        self._sons()
        for _ in range(4):
            self._tell_apart()

    def _siblings(self) -> None:
        """Brothers, and sisters, may share the middle names of the oldest."""
        people = self.people
        rows = np.flatnonzero((people.mother != NOBODY) & self.usual)
        order = rows[np.lexsort((people.birth[rows], people.sex[rows], people.mother[rows]))]
        family = people.mother[order] * 2 + people.sex[order]
        start = np.searchsorted(family, family, side="left")
        leader = order[start]
        younger = leader != order
        share = younger & (self.rng.random(len(order)) < SAME_MIDDLE)
        self._copy_middle(order[share], leader[share])
        alike = younger & (self.rng.random(len(order)) < self.profile.siblings_alike)
        self._make_alike(order[alike], leader[alike])

    def _twins(self) -> None:
        """Twins of one sex share the middle names, and many have names that sound alike."""
        people = self.people
        rows = np.flatnonzero((people.twin_set != NOBODY) & self.usual)
        rows = rows[people.twin_set[rows] != rows]
        first = people.twin_set[rows]
        same = people.sex[rows] == people.sex[first]
        drawn = self.rng.random(len(rows))
        middle = same & (drawn < self.profile.twins_same_middle)
        self._copy_middle(rows[middle], first[middle])
        alike = self.rng.random(len(rows)) < np.where(same, self.profile.twins_alike, 0.1)
        self._make_alike(rows[alike], first[alike])
        drawn = self.rng.random(len(rows))
        exchanged = same & (drawn < self.profile.twins_exchanged)
        self._exchange_words(rows[exchanged], first[exchanged])
        one_given = same & (drawn > 1 - self.profile.twins_one_given)
        self.names[rows[one_given], -1] = self.names[first[one_given], -1]
        self.one_given[rows[one_given]] = self.one_given[first[one_given]] = True

    def _exchange_words(self, rows: Ints, model: Ints) -> None:
        """Take over the model's name with the last middle name and the given name exchanged."""
        last = WIDTH - 2
        markers = list(names().marker.values())
        fit = ~np.isin(self.names[model, last], [EMPTY, *markers])
        rows, model = rows[fit], model[fit]
        self.names[rows] = self.names[model]
        self.names[rows, last], self.names[rows, -1] = (
            self.names[model, -1],
            self.names[model, last],
        )

    def _sons(self) -> None:
        """Some sons bear the father's name but for the marks or the middle."""
        people = self.people
        both = self.usual & self.usual[people.father] & (people.father != NOBODY)
        son = np.flatnonzero((people.sex == MALE) & both)
        son = son[self.rng.random(len(son)) < self.profile.like_father]
        father = people.father[son]
        same_given = self.rng.random(len(son)) < 0.5
        self.names[son[same_given], -1] = self.names[father[same_given], -1]
        self._copy_middle(son[~same_given], father[~same_given])
        self._make_alike(son[~same_given], father[~same_given])

    def _copy_middle(self, rows: Ints, model: Ints) -> None:
        """Take over the middle names."""
        self.names[rows, 1:-1] = self.names[model, 1:-1]

    def _make_alike(self, rows: Ints, model: Ints) -> None:
        """Take a given name that differs from the model's by marks or one letter."""
        alike = names().alike
        for row, other in zip(rows.tolist(), model.tolist(), strict=True):
            near = alike.get(int(self.names[other, -1]))
            if near is not None:
                self.names[row, -1] = near[self.rng.integers(len(near))]

    def _tell_apart(self) -> None:
        """Give another given name where a sibling has it, a parent all of it, or a middle is it."""
        people = self.people
        middles, given = self.names[:, 2:-1], self.names[:, -1:]
        same = self.usual & np.any((middles == given) & (middles != EMPTY), axis=1)
        for parent in (people.father, people.mother):
            same |= (parent != NOBODY) & np.all(self.names == self.names[parent], axis=1)
        rows = np.flatnonzero(people.mother != NOBODY)
        keyed = np.column_stack((people.mother[rows], self.names[rows]))
        order = np.lexsort(keyed.T[::-1])
        repeats = np.zeros(len(rows), dtype=bool)
        repeats[1:] = np.all(keyed[order][1:] == keyed[order][:-1], axis=1)
        same[rows[order[repeats]]] = True
        usual = rows[self.usual[rows]]
        given = np.lexsort((usual, self.names[usual, -1], people.mother[usual]))
        order = usual[given]
        repeats = people.mother[order][1:] == people.mother[order][:-1]
        repeats &= self.names[order, -1][1:] == self.names[order, -1][:-1]
        same[order[1:]] |= repeats & ~(self.one_given[order][1:] & self.one_given[order][:-1])
        again = np.flatnonzero(same)
        era = np.searchsorted(ERAS, people.birth_year[again], side="right")
        place = given_place(people.people[again])
        for (sex, step), choice in names().given.items():
            these = (people.sex[again] == sex) & (era == step)
            drawn = choice.draw(self.rng, int(these.sum()))
            signed = (place[these] != WIDTH - 1) & (sex == FEMALE)
            drawn = np.where(signed, names().prefixed["H'"][drawn], drawn)
            self.names[again[these], place[these]] = drawn
