"""Names by people, sex, cohort and region."""

import numpy as np

from linkage.synthetic.demography import NOBODY, People, root_of
from linkage.synthetic.name_families import name_families
from linkage.synthetic.name_tables import EMPTY, ERAS, WIDTH, names
from linkage.synthetic.profile import Profile
from linkage.synthetic.tables import FEMALE, MALE, PEOPLES, Flags, Ints, provinces, wards

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


def name_people(profile: Profile, rng: np.random.Generator, people: People) -> Ints:
    """Give everybody a name: one row of token codes each."""
    written = _Namer(rng, people).run()
    name_families(profile, rng, people, written)
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
