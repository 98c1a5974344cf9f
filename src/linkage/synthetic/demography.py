"""People with parents, spouses, twins, births, moves and deaths.

A block of people is made at once: birth dates from the age pyramid, mothers for children,
husbands for women, cohort after cohort, so that brothers share parents and grandparents live in
the same commune. Ancestors who died before the register are made too, without a record.
"""

from dataclasses import dataclass, fields

import numpy as np

from linkage.synthetic.profile import Profile
from linkage.synthetic.tables import (
    FEMALE,
    MALE,
    PEOPLES,
    Flags,
    Floats,
    Ints,
    provinces,
    wards,
)

NOBODY = -1
"""Position that stands for no person, no unit, no number."""

NEVER = np.iinfo(np.int64).max
"""A day that does not come."""

YEAR = 365.25
"""Days in a year."""

PYRAMID = (7.2, 7.9, 7.7, 7.2, 6.5, 7.0, 8.2, 8.1, 7.3, 6.6, 6.2, 5.6, 4.9, 3.9, 2.5, 1.3, 1.9)
"""Per cent of people by five-year age band in 2025; the last band is 80 and over."""

MALES_PER_HUNDRED = (
    *(111, 111, 111, 108, 105, 103, 103, 103),
    *(100, 97, 97, 97, 88, 78, 78, 78, 55),
)
"""Males per 100 females by age band."""

MOVERS_NOW = 1.2
"""People who came from another province, or whose parents did, per adult who ever moves."""

MORTALITY = 0.085
"""By how much the logarithm of the risk to die grows in a year of age."""

ANCESTORS = 0.22
"""Ancestors without a record per recorded person."""


@dataclass
class People:
    """One row per person, ancestors included; days count from 1970-01-01."""

    birth: Ints
    sex: Ints
    ancestor: Flags
    death: Ints
    twin_set: Ints
    mother: Ints
    father: Ints
    spouse: Ints
    married_on: Ints
    people: Ints
    origin_ward: Ints
    birth_ward: Ints
    old_ward: Ints
    home_ward: Ints
    moved_on: Ints

    def __len__(self) -> int:
        return len(self.birth)

    @property
    def birth_year(self) -> Ints:
        """Calendar year of birth."""
        return year_of(self.birth)

    def line(self) -> Ints:
        """The parent whose people, and surname or clan, a person bears; or the person themselves.

        A child of Ê Đê, Gia Rai, Cơ Ho or Chăm parents, or of one such parent, follows the mother;
        all others follow the father, and the mother where no father is known.
        """
        matrilineal = np.isin(self.people, MATRILINEAL)
        by_mother = matrilineal[self.mother] | matrilineal[self.father] | (self.father == NOBODY)
        parent = np.where(by_mother & (self.mother != NOBODY), self.mother, self.father)
        return np.where(parent == NOBODY, np.arange(len(self)), parent)


MATRILINEAL = np.array([PEOPLES.index(p) for p in ("Ê Đê", "Gia Rai", "Cơ Ho", "Chăm")])


def year_of(days: Ints) -> Ints:
    """Calendar year of days since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def day_number(year: int, month: int = 1, day: int = 1) -> int:
    """Days from 1970-01-01 to a date.

    Examples:
        >>> day_number(1970, 1, 2)
        1
    """
    return int(np.datetime64(f"{year:04d}-{month:02d}-{day:02d}").astype(np.int64))


def root_of(parent: Ints) -> Ints:
    """Follow parents up to the first of each line.

    Examples:
        >>> root_of(np.array([0, 0, 1, 3])).tolist()
        [0, 0, 0, 3]
    """
    while True:
        above = parent[parent]
        if np.array_equal(above, parent):
            return parent
        parent = above


def with_outside_parents(rng: np.random.Generator, people: People) -> People:
    """Add parents, themselves without a record, to the recorded people who still have none."""
    leader = np.where(people.twin_set == NOBODY, np.arange(len(people)), people.twin_set)
    lacking = (people.mother == NOBODY) & ~people.ancestor
    children = np.flatnonzero(lacking & (leader == np.arange(len(people))))
    count, first = len(children), len(people)
    births = people.birth[children]
    today = int(people.birth.max())
    parents = People(
        birth=births[np.r_[:count, :count]]
        - (rng.normal(27, 4, 2 * count) * YEAR).astype(np.int64),
        sex=np.repeat([MALE, FEMALE], count),
        ancestor=np.ones(2 * count, dtype=bool),
        death=np.full(2 * count, NEVER),
        twin_set=np.full(2 * count, NOBODY),
        mother=np.full(2 * count, NOBODY),
        father=np.full(2 * count, NOBODY),
        spouse=np.r_[first + count : first + 2 * count, first : first + count],
        married_on=np.tile(births - 400, 2),
        people=np.tile(people.people[children], 2),
        origin_ward=np.tile(people.origin_ward[children], 2),
        birth_ward=np.tile(people.birth_ward[children], 2),
        old_ward=np.tile(people.birth_ward[children], 2),
        home_ward=np.tile(people.birth_ward[children], 2),
        moved_on=np.full(2 * count, NEVER),
    )
    parents.death = np.where(
        today - parents.birth > 78 * YEAR, parents.birth + int(78 * YEAR), NEVER
    )
    place = np.full(len(people), NOBODY)
    place[children] = np.arange(count)
    given = np.flatnonzero(lacking)
    people.father[given] = first + place[leader[given]]
    people.mother[given] = first + count + place[leader[given]]
    return People(
        **{
            field.name: np.concatenate((getattr(people, field.name), getattr(parents, field.name)))
            for field in fields(People)
        }
    )


def _with_the_dead(recent_death: float) -> Floats:
    """Shares of age bands of the listed, so that those still living follow the pyramid."""
    living = np.array(PYRAMID) / sum(PYRAMID)
    dead = living * np.exp(MORTALITY * 5 * np.arange(len(living)))
    listed: Floats = (1 - recent_death) * living + recent_death * dead / dead.sum()
    return listed


def born(profile: Profile, rng: np.random.Generator, size: int) -> People:
    """Birth dates, sexes and deaths, before anybody has parents."""
    today = int(np.datetime64(profile.as_of).astype(np.int64))
    band = rng.choice(len(PYRAMID), size=size, p=_with_the_dead(profile.recent_death))
    within = rng.random(size) * 5
    old = band == len(PYRAMID) - 1
    within[old] = np.minimum(rng.exponential(4.5, int(old.sum())), 26)
    birth = today - ((band * 5 + within) * YEAR).astype(np.int64) - 1
    males = np.array(MALES_PER_HUNDRED, dtype=np.float64)[band]
    sex = np.where(rng.random(size) * (males + 100) < males, MALE, FEMALE)
    death = np.full(size, NEVER)
    risk = np.exp(MORTALITY * (band * 5 + within))
    dying = rng.random(size) < profile.recent_death * size * risk / risk.sum()
    span = np.minimum((today - birth)[dying], int(6 * YEAR))
    death[dying] = today - (rng.random(int(dying.sum())) * span).astype(np.int64)

    early = int(ANCESTORS * size)
    first, last = day_number(1885), day_number(1957)
    early_birth = rng.triangular(first, day_number(1915), last, early).astype(np.int64)
    early_death = np.minimum(early_birth + (rng.normal(66, 12, early) * YEAR).astype(np.int64), 0)
    early_death = np.maximum(early_death, early_birth + int(45 * YEAR))
    early_death = np.minimum(early_death, day_number(2014))
    all_birth = np.concatenate((birth, early_birth))
    order = np.argsort(all_birth, kind="stable")
    count = len(order)
    empty = np.full(count, NOBODY)
    early_sex = np.arange(early) % 2
    return People(
        birth=all_birth[order],
        sex=np.concatenate((sex, early_sex))[order],
        ancestor=(np.arange(count) >= size)[order],
        death=np.concatenate((death, early_death))[order],
        twin_set=empty.copy(),
        mother=empty.copy(),
        father=empty.copy(),
        spouse=empty.copy(),
        married_on=np.full(count, NEVER),
        people=np.zeros(count, dtype=np.int64),
        origin_ward=empty.copy(),
        birth_ward=empty.copy(),
        old_ward=empty.copy(),
        home_ward=empty.copy(),
        moved_on=np.full(count, NEVER),
    )


def pair_twins(profile: Profile, rng: np.random.Generator, people: People) -> None:
    """Give some people the birth date of the next older one and put both into one set."""
    count = len(people)
    drawn = np.flatnonzero(rng.random(count) < profile.twin_births + profile.triplet_births)
    drawn = drawn[(drawn >= 3) & (np.diff(drawn, prepend=-9) > 3)]
    three = rng.random(len(drawn)) < profile.triplet_births / max(
        profile.twin_births + profile.triplet_births, 1e-12
    )
    for offset, those in ((1, drawn), (2, drawn[three])):
        twin = those - offset
        fit = ~people.ancestor[twin] & ~people.ancestor[those]
        twin, first = twin[fit], those[fit]
        people.birth[twin] = people.birth[first]
        people.twin_set[twin] = first
        people.twin_set[first] = first
        same = rng.random(len(twin)) < profile.twins_same_sex
        people.sex[twin] = np.where(same, people.sex[first], 1 - people.sex[first])
        people.death[twin] = np.maximum(people.death[twin], people.birth[twin])


def draw_communes(profile: Profile, rng: np.random.Generator, size: int) -> Ints:
    """The communes of a block, provinces by the people who were born there.

    They are taken at even steps from a list in the order of the provinces, so that every block
    has its part of each. People who move are drawn to some provinces more than to others, and
    these get fewer births.
    """
    country, units = provinces(), wards()
    allowed = np.array(
        [not profile.regions or region in profile.regions for region in country.region]
    )
    now = country.weight / country.weight.sum()
    came = MOVERS_NOW * profile.moved_province * country.pull / country.pull.sum()
    births = np.maximum(now - came, now / 2)
    per_province = np.bincount(units.province, minlength=len(country.code))
    order = np.lexsort((rng.random(len(units.province)), units.province))
    reach = np.cumsum((births * allowed / per_province)[units.province[order]])
    count = max(24, size // profile.people_per_commune)
    steps = (np.arange(count) + rng.random()) / count * reach[-1]
    return np.unique(order[np.searchsorted(reach, steps)])
