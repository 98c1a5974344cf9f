"""Names alike in a family: of twins, of sisters and brothers, of fathers and sons."""

import numpy as np

from linkage.synthetic.demography import NOBODY, People
from linkage.synthetic.name_tables import EMPTY, ERAS, WIDTH, given_place, names
from linkage.synthetic.profile import Profile
from linkage.synthetic.tables import FEMALE, MALE, PEOPLES, Ints

SAME_MIDDLE = 0.4
"""Share of brothers, and of sisters, who share their middle names."""


def name_families(
    profile: Profile, rng: np.random.Generator, people: People, written: Ints
) -> None:
    """Rename, in place, those whom families call alike, and tell apart who bears one name."""
    _Families(profile, rng, people, written).run()


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
        exchanged = same & (drawn < self.profile.twins_exchanged)
        one_given = same & (drawn > 1 - self.profile.twins_one_given)
        drawn = self.rng.random(len(rows))
        middle = same & ~one_given & (drawn < self.profile.twins_same_middle)
        self._copy_middle(rows[middle], first[middle])
        alike = self.rng.random(len(rows)) < np.where(same, self.profile.twins_alike, 0.1)
        self._make_alike(rows[alike], first[alike])
        self._exchange_words(rows[exchanged], first[exchanged])
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
