"""The passage of cohorts: mothers for children, husbands for women, homes and moves."""

import numpy as np

from linkage.synthetic.demography import (
    MATRILINEAL,
    NEVER,
    NOBODY,
    YEAR,
    People,
    born,
    draw_communes,
    pair_twins,
    with_outside_parents,
)
from linkage.synthetic.profile import Profile
from linkage.synthetic.tables import (
    FEMALE,
    MALE,
    PEOPLES,
    Choice,
    Flags,
    Floats,
    Ints,
    provinces,
    wards,
)

COHORT = 3
"""Years of birth handled together when mothers and husbands are found."""

LEAST_SPACING = 340
"""Least days between two births of one mother; shorter ones are too rare to matter."""

MOST_PER_KEY = 10_000_000
"""More than the people of a block, so that key and rank join into one number."""

MOVES_BY_YEAR = ([1940, 1960, 1985], [0.25, 0.6, 1.15])
"""How much more or less often the people born in a year moved to another province."""

KEEPS_BIRTH_HOME = 0.25
"""Share of children of migrants whose birth is still registered in the old home commune."""


def make_people(profile: Profile, rng: np.random.Generator, size: int) -> People:
    """Make the recorded people of a block and their ancestors, sorted by birth."""
    people = born(profile, rng, size)
    pair_twins(profile, rng, people)
    communes = draw_communes(profile, rng, size)
    Life(profile, rng, people, communes).run()
    return with_outside_parents(rng, people)


class Life:
    """The passage of the cohorts of one block; fills the columns of `people` in place."""

    def __init__(
        self, profile: Profile, rng: np.random.Generator, people: People, communes: Ints
    ) -> None:
        self.profile = profile
        self.rng = rng
        self.people = people
        self.communes = communes
        pull = (provinces().pull / provinces().weight)[wards().province[communes]]
        self.destination = Choice.of(communes, pull)
        self.will_marry = self._will_marry()
        self.most_children = self._most_children()
        self.children = np.zeros(len(people), dtype=np.int64)

    def run(self) -> None:
        """Go through the cohorts from the oldest to the youngest."""
        bins = self.people.birth_year // COHORT
        for cohort in np.unique(bins):
            self._give_mothers(np.flatnonzero(bins == cohort))
            self._settle(np.flatnonzero(bins == cohort))
            self._marry(
                np.flatnonzero((bins >= cohort - 2) & (bins <= cohort)),
                np.flatnonzero((bins >= cohort - 1) & (bins <= cohort)),
            )
        self._follow_families()

    def _will_marry(self) -> Flags:
        """Who is married by the day of the register: nearly all from middle age on."""
        people = self.people
        today = int(np.datetime64(self.profile.as_of).astype(np.int64))
        age = (today - people.birth) / YEAR
        steps = np.array([18, 21, 24, 27, 30, 35, 40, 55])
        women = np.array([0, 0.12, 0.35, 0.60, 0.78, 0.90, 0.93, 0.93, 0.93])
        men = np.array([0, 0.03, 0.15, 0.40, 0.65, 0.84, 0.92, 0.95, 0.97])
        place = np.searchsorted(steps, age, side="right")
        chance = np.where(people.sex == FEMALE, women[place], men[place])
        return self.rng.random(len(people)) < chance

    def _most_children(self) -> Ints:
        """How many children a woman has at most: families shrank between 1960 and 1990."""
        year = self.people.birth_year
        mean = np.interp(year, [1900, 1935, 1955, 1965, 1980, 2000], [6, 6, 4, 2.6, 2.1, 1.9])
        return np.clip(self.rng.poisson(mean), 1, 11)

    def _give_mothers(self, born: Ints) -> None:
        """Find a mother for each birth among the women who are married by then."""
        people, rng = self.people, self.rng
        first = born[(people.twin_set[born] == NOBODY) | (people.twin_set[born] == born)]
        women = np.flatnonzero(
            (people.sex == FEMALE)
            & (people.spouse != NOBODY)
            & (people.birth < people.birth[born[0]])
        )
        for attempt in range(7):
            open_births = first[people.mother[first] == NOBODY]
            spare = 0 if attempt < 4 else 2
            ready = women[self.children[women] < self.most_children[women] + spare]
            if not len(open_births) or not len(ready):
                break
            self._offer(open_births, ready, rng.normal(26.5, 5.0, len(open_births)))
        twins = born[(people.twin_set[born] != NOBODY) & (people.twin_set[born] != born)]
        leader = people.twin_set[twins]
        people.mother[twins] = people.mother[leader]
        people.father[twins] = people.father[leader]

    def _offer(self, births: Ints, women: Ints, age: Floats) -> None:
        """Offer each birth a woman of the wanted age; keep what nature allows."""
        people, rng = self.people, self.rng
        aim = people.birth[births] - (np.clip(age, 18, 43) * YEAR).astype(np.int64)
        place = np.searchsorted(people.birth[women], aim) + rng.integers(-25, 26, len(births))
        mother = women[np.clip(place, 0, len(women) - 1)]
        at_birth = (people.birth[births] - people.birth[mother]) / YEAR
        father = people.spouse[mother]
        possible = (at_birth > 17) & (at_birth < 45)
        possible &= people.married_on[mother] + 200 < people.birth[births]
        possible &= np.minimum(people.death[mother], people.death[father]) > people.birth[births]
        possible &= self._spaced(births, mother)
        births, mother = births[possible], mother[possible]
        people.mother[births] = mother
        unknown = rng.random(len(births)) < 0.015
        people.father[births] = np.where(unknown, NOBODY, people.spouse[mother])
        np.add.at(self.children, mother, 1)

    def _spaced(self, births: Ints, mother: Ints) -> Flags:
        """Whether a birth keeps its distance from the other births of the mother."""
        people = self.people
        all_births = np.concatenate((np.flatnonzero(people.mother != NOBODY), births))
        all_mothers = np.concatenate((people.mother[people.mother != NOBODY], mother))
        order = np.lexsort((people.birth[all_births], all_mothers))
        days, whose = people.birth[all_births][order], all_mothers[order]
        near = (np.diff(days) < LEAST_SPACING) & (np.diff(whose) == 0)
        close = np.zeros(len(order), dtype=bool)
        close[1:] |= near
        close[:-1] |= near
        result = np.zeros(len(order), dtype=bool)
        result[order] = ~close
        return result[len(order) - len(births) :]

    def _settle(self, born: Ints) -> None:
        """Where a birth is registered, to which people the child belongs, who moves later."""
        people, rng = self.people, self.rng
        mother = people.mother[born]
        known = mother != NOBODY
        roots, children = born[~known], born[known]
        people.birth_ward[roots] = rng.choice(self.communes, len(roots))
        leader = np.where(people.twin_set[roots] == NOBODY, roots, people.twin_set[roots])
        people.birth_ward[roots] = people.birth_ward[leader]
        people.people[roots] = self._peoples_of(people.birth_ward[roots])
        people.people[roots] = people.people[leader]
        people.origin_ward[roots] = people.birth_ward[roots]

        mother = people.mother[children]
        line = people.line()[children]
        before = people.birth[children] < people.moved_on[mother]
        at_old_home = before | (rng.random(len(children)) < KEEPS_BIRTH_HOME)
        there = np.where(at_old_home, people.old_ward[mother], people.home_ward[mother])
        people.birth_ward[children] = there
        people.people[children] = people.people[line]
        people.origin_ward[children] = people.origin_ward[line]
        leader = np.where(people.twin_set[children] == NOBODY, children, people.twin_set[children])
        people.birth_ward[children] = people.birth_ward[leader]
        people.old_ward[born] = people.birth_ward[born]
        people.home_ward[born] = people.birth_ward[born]
        self._move(born)

    def _peoples_of(self, ward: Ints) -> Ints:
        """Draw the people of a root from the shares in the province."""
        country = provinces()
        province = wards().province[ward]
        drawn = self.rng.random(len(ward))
        result = np.zeros(len(ward), dtype=np.int64)
        for p in np.unique(province):
            here = province == p
            shares = country.peoples[p]
            factor = min(self.profile.minority_factor, 97 / max(sum(shares.values()), 1))
            bounds = np.cumsum([share * factor / 100 for share in shares.values()])
            codes = np.array([*(PEOPLES.index(name) for name in shares), 0])
            result[here] = codes[np.searchsorted(bounds, drawn[here], side="right")]
        return result

    def _move(self, born: Ints) -> None:
        """Some move to another province between 18 and 35, by what draws migrants."""
        people, rng = self.people, self.rng
        today = int(np.datetime64(self.profile.as_of).astype(np.int64))
        day = people.birth[born] + (rng.uniform(18, 35, len(born)) * YEAR).astype(np.int64)
        share = self.profile.moved_province * np.interp(people.birth_year[born], *MOVES_BY_YEAR)
        moving = (rng.random(len(born)) < share) & (day < today)
        moving &= people.death[born] > day
        movers = born[moving]
        people.moved_on[movers] = day[moving]
        people.home_ward[movers] = self.destination.draw(rng, len(movers))

    def _marry(self, men: Ints, women: Ints) -> None:
        """Pair men and women of like age, first within the commune, then the province, then all."""
        people, rng = self.people, self.rng
        units = wards().province
        for level in range(3):
            him = men[self._free(men, MALE)]
            her = women[self._free(women, FEMALE)]
            if level == 0:
                keys = people.home_ward[him], people.home_ward[her]
                him_keep = rng.random(len(him)) < 0.6
                her_keep = rng.random(len(her)) < 0.6
                him, her = him[him_keep], her[her_keep]
                keys = keys[0][him_keep], keys[1][her_keep]
            elif level == 1:
                keys = units[people.home_ward[him]], units[people.home_ward[her]]
            else:
                keys = np.zeros(len(him), np.int64), np.zeros(len(her), np.int64)
            mixed = 0 if level == 2 else len(PEOPLES)
            keys = keys[0] * (mixed + 1), keys[1] * (mixed + 1)
            if mixed:
                keys = keys[0] + people.people[him], keys[1] + people.people[her]
            self._join(him, her, *keys)

    def _free(self, who: Ints, sex: int) -> Flags:
        """Who of these may still marry."""
        people = self.people
        free: Flags = self.will_marry[who] & (people.spouse[who] == NOBODY)
        free &= people.sex[who] == sex
        return free

    def _join(self, him: Ints, her: Ints, his_key: Ints, her_key: Ints) -> None:
        """Marry the n-th man to the n-th woman of each key, unless they are brother and sister."""
        people, rng = self.people, self.rng
        his_slot, her_slot = _slots(his_key), _slots(her_key)
        _, left, right = np.intersect1d(his_slot, her_slot, return_indices=True)
        him, her = him[left], her[right]
        kin = (people.mother[him] == people.mother[her]) & (people.mother[him] != NOBODY)
        kin |= (people.twin_set[him] == people.twin_set[her]) & (people.twin_set[him] != NOBODY)
        him, her = him[~kin], her[~kin]
        people.spouse[him], people.spouse[her] = her, him
        adult = np.maximum(people.birth[him] + int(20 * YEAR), people.birth[her] + int(18 * YEAR))
        day = adult + (rng.gamma(2.0, 1.6, len(him)) * YEAR).astype(np.int64)
        people.married_on[him] = people.married_on[her] = day
        self._share_home(him, her)

    def _share_home(self, him: Ints, her: Ints) -> None:
        """A couple lives at his home, sometimes at hers; the other one's old home stays known."""
        people = self.people
        at_hers = (self.rng.random(len(him)) < 0.2) | np.isin(people.people[him], MATRILINEAL)
        host, guest = np.where(at_hers, her, him), np.where(at_hers, him, her)
        people.home_ward[guest] = people.home_ward[host]
        far = wards().province[people.old_ward[guest]] != wards().province[people.home_ward[host]]
        people.moved_on[guest] = np.where(
            far & (people.moved_on[host] == NEVER), people.married_on[guest], people.moved_on[host]
        )

    def _follow_families(self) -> None:
        """Unmarried children live where their parents live, unless they moved themselves."""
        people = self.people
        single = (people.spouse == NOBODY) & (people.mother != NOBODY)
        stays = np.flatnonzero(single & (people.moved_on == NEVER))
        mother = people.mother[stays]
        people.home_ward[stays] = people.home_ward[mother]
        moved = people.moved_on[mother]
        people.moved_on[stays] = np.where(moved > people.birth[stays], moved, NEVER)


def _slots(key: Ints) -> Ints:
    """Number the members of each key in their order and join number and key."""
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    start = np.searchsorted(ranked, ranked, side="left")
    rank = np.empty(len(key), dtype=np.int64)
    rank[order] = np.arange(len(key)) - start
    return key * MOST_PER_KEY + rank
