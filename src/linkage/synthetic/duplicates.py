"""One person with several records: re-issued numbers, second records, deaths."""

import numpy as np

from linkage.synthetic import agencies
from linkage.synthetic.demography import NEVER, NOBODY, day_number, year_of
from linkage.synthetic.households import GRANDCHILD, OTHER
from linkage.synthetic.ledger import Planter, any_ward_in, drop_numbers
from linkage.synthetic.name_tables import EMPTY
from linkage.synthetic.numbers import NONE, draw_phones
from linkage.synthetic.recordings import (
    ACTIVE,
    CANCELLED,
    DEAD,
    LIVE,
    Held,
    Recordings,
    Source,
    date_parts,
    province_of,
    second_records,
)
from linkage.synthetic.tables import FEMALE, KINH, MALE, Ints

BELIEVED = 0.7
"""Share of records that agree with the wrong facts in their number; the others contradict it."""

BY_THE_MOON = 0.5
"""Share of other birthdays that are the lunar date, which falls some weeks earlier."""

ADULT = 18
"""Age from which one who lives with others is a lodger and no longer a niece or nephew."""

LAST_OTHER_YEAR = 2015
"""Births after this are too fresh in memory for another year to be given."""


class Duplicates(Planter):
    """Plants further records of people."""

    def run(self) -> None:
        """Re-issue numbers, record people again, let the dead go on."""
        self._reissue()
        self._duplicate()
        self._die_twice()

    def _reissue(self) -> None:
        """Cancel wrong numbers lawfully; some older record still shows the cancelled one."""
        rng, records = self.rng, self.ledger.records
        rows = np.flatnonzero(
            (records.held == Held.OWN) & (rng.random(len(records)) < self.profile.reissued)
        )
        person = records.person[rows]
        wrong = self.wrong_facts(person)
        old = self.issue(*wrong)
        changed = rng.integers(day_number(2021, 7), day_number(2026, 6), len(rows))
        known = rng.random(len(rows)) < self.profile.history_known
        new = records.number[rows]
        self.ledger.history += [
            (int(n), int(o), "personal_id", int(d))
            for n, o, d in zip(new[known], old[known], changed[known], strict=True)
        ]
        shows_old = rng.random(len(rows)) < 0.4
        late = second_records(
            self.profile, rng, self.block, person[shows_old], records.day[rows[shows_old]]
        )
        late.number = old[shows_old]
        late.held[:] = Held.OLD
        told = ~known[shows_old] | (rng.random(len(late)) < 0.6)
        late.source[told & (late.source == Source.OUTSIDE)] = Source.REGISTER
        late.number_state = np.where(told, CANCELLED, LIVE)
        self._believe(late, np.arange(len(late)), *(f[shows_old] for f in wrong))
        self.append(late)

    def _duplicate(self) -> None:
        """Record some people again: without a number, with another, with a slip, or the same."""
        rng, records, profile = self.rng, self.ledger.records, self.profile
        firsts = np.flatnonzero(np.isin(records.held, (Held.OWN, Held.NOTHING)))
        firsts = firsts[self.people.death[records.person[firsts]] == NEVER]
        mobile = np.where(self.people.moved_on[records.person[firsts]] != NEVER, 3.0, 1.0)
        size = rng.binomial(len(firsts), profile.duplicated)
        rows = rng.choice(firsts, size, replace=False, p=mobile / mobile.sum())
        self._record_again(rows)
        third = rows[rng.random(len(rows)) < profile.third_record]
        self._record_again(third)

    def _record_again(self, rows: Ints) -> None:
        rng, records, profile = self.rng, self.ledger.records, self.profile
        again = second_records(profile, rng, self.block, records.person[rows], records.day[rows])
        self._use_other_names(again)
        earlier = self.block.earlier_cmnd[again.person]
        shows = (earlier != NONE) & (rng.random(len(again)) < profile.earlier_cmnd)
        again.cmnd[shows] = earlier[shows]
        mode = rng.random(len(again))
        bounds = np.cumsum(
            (
                profile.duplicate_no_number,
                profile.duplicate_second_number,
                profile.duplicate_typo,
            )
        )
        numbered = again.held == Held.OWN
        drop_numbers(again, np.flatnonzero(mode < bounds[0]))
        self._give_second(
            again, np.flatnonzero((mode >= bounds[0]) & (mode < bounds[1]) & numbered)
        )
        outside = again.source == Source.OUTSIDE
        most = np.where(outside, bounds[1] + (bounds[2] - bounds[1]) * agencies.SLIPS, bounds[2])
        self.slip(again, np.flatnonzero((mode >= bounds[1]) & (mode < most) & numbered))
        self.copy_numbers(again, np.arange(len(again)))
        self._take_down_otherwise(again)
        self.append(again)

    def _take_down_otherwise(self, again: Recordings) -> None:
        """Let facts differ that nobody misspelt: asked of another relative, from other papers."""
        rng, profile, people = self.rng, self.profile, self.people
        settled = again.year < profile.as_of.year - 1
        dates = np.flatnonzero(settled & (rng.random(len(again)) < profile.second_birth_date))
        moon = rng.random(len(dates)) < BY_THE_MOON
        shifted = people.birth[again.person[dates]] - rng.integers(18, 53, len(dates))
        _, month, day = date_parts(shifted)
        again.month[dates] = np.where(moon, month, rng.integers(1, 13, len(dates)))
        again.day_of_month[dates] = np.where(moon, day, rng.integers(1, 29, len(dates)))
        years = dates[(rng.random(len(dates)) < 1 / 3) & (again.year[dates] < LAST_OTHER_YEAR)]
        again.year[years] += rng.choice([-2, -1, 1, 2], len(years))
        middles = np.flatnonzero(rng.random(len(again)) < profile.second_name)
        self._borrow_middle(again, middles)
        others = np.flatnonzero(rng.random(len(again)) < profile.second_facts)
        kind = rng.integers(0, 3, len(others))
        again.origin[others[kind == 0]] = people.birth_ward[again.person[others[kind == 0]]]
        again.spouse[others[kind == 1]] = NOBODY
        again.father[others[kind == 2]] = NOBODY
        self._lodge(again, np.flatnonzero(rng.random(len(again)) < profile.second_household))
        self._stay(again, np.flatnonzero(rng.random(len(again)) < profile.second_home))

    def _lodge(self, again: Recordings, rows: Ints) -> Ints:
        """Write people under the household of somebody else; return the record of that one."""
        hosts = self.rng.integers(0, len(self.ledger.records), len(rows))
        again.household[rows] = self.ledger.records.household[hosts]
        child = self.profile.as_of.year - self.people.birth_year[again.person[rows]] < ADULT
        again.relation[rows] = np.where(child, GRANDCHILD, OTHER)
        return hosts

    def _stay(self, again: Recordings, rows: Ints) -> None:
        """Write people where they lived for a time of which no other record tells."""
        records, hosts = self.ledger.records, self._lodge(again, rows)
        again.unit[rows] = again.permanent[rows] = records.permanent[hosts]
        again.permanent_house[rows] = records.permanent_house[hosts]
        again.temporary[rows] = NOBODY
        phoned = rows[again.phone[rows] != NOBODY]
        again.phone[phoned] = draw_phones(self.rng, len(phoned))

    def _borrow_middle(self, again: Recordings, rows: Ints) -> None:
        """Give records the middle name of somebody else of the sex."""
        people, middle = self.people, self.block.names[:, -2]
        for sex in (MALE, FEMALE):
            those = rows[people.sex[again.person[rows]] == sex]
            lenders = np.flatnonzero(
                (middle != EMPTY) & (people.sex == sex) & (people.people == KINH)
            )
            if len(lenders):
                again.name[those, -2] = middle[self.rng.choice(lenders, len(those))]

    def _use_other_names(self, again: Recordings) -> None:
        """Write some second records under the other name of the person."""
        other = self.block.other_names[again.person]
        rows = np.flatnonzero((other[:, -1] != EMPTY) & (self.rng.random(len(again)) < 0.5))
        again.other_name[rows] = np.where(
            self.rng.random((len(rows), 1)) < 0.5, again.name[rows], EMPTY
        )
        again.name[rows] = other[rows]

    def _give_second(self, again: Recordings, rows: Ints) -> None:
        """A second live number: on the same facts, on another encoded fact, on another birth."""
        rng, profile, people = self.rng, self.profile, self.people
        drawn = rng.random(len(rows))
        young = people.birth_year[again.person[rows]] > profile.as_of.year - 25
        reborn = young & (drawn < profile.second_number_birth)
        other = ~reborn & (drawn >= 1 - profile.second_number_fact)
        self._register_again(again, rows[reborn])
        person = again.person[rows]
        province, sex, year = (
            province_of(again.registered[rows]),
            people.sex[person].copy(),
            people.birth_year[person].copy(),
        )
        wrong = self.wrong_facts(person)
        province = np.where(other, wrong[0], province)
        sex = np.where(other, wrong[1], sex)
        year = np.where(other, wrong[2], year)
        again.number[rows] = self.issue(province, sex, year)
        again.held[rows] = Held.SECOND
        self._believe(again, rows[other], province[other], sex[other], year[other])

    def _believe(
        self, again: Recordings, rows: Ints, province: Ints, sex: Ints, year: Ints
    ) -> None:
        """Let most records show the wrong facts from which their number was issued."""
        rng = self.rng
        person = again.person[rows]
        believed = rng.random(len(rows)) < BELIEVED
        again.sex[rows] = np.where(believed, sex, again.sex[rows])
        past = believed & (year < year_of(again.day[rows]))
        again.year[rows] = np.where(past, year, again.year[rows])
        elsewhere = believed & (province != province_of(again.registered[rows]))
        home = self.block.homes.ward[person]
        fits = province_of(home) == province
        place = np.where(fits, home, any_ward_in(rng, province))
        again.registered[rows] = np.where(elsewhere, place, again.registered[rows])

    def _register_again(self, again: Recordings, rows: Ints) -> None:
        """A birth registered a second time, in another place and at times under another name."""
        rng, people = self.rng, self.people
        person = again.person[rows]
        mother = people.mother[person]
        away = np.where(
            rng.random(len(rows)) < 0.5, people.birth_ward[mother], people.home_ward[person]
        )
        again.registered[rows] = away
        again.source[rows] = Source.CIVIL
        renamed = rows[rng.random(len(rows)) < 0.25]
        self._borrow_middle(again, renamed)
        fatherless = rows[rng.random(len(rows)) < 0.2]
        again.father[fatherless] = NOBODY

    def _die_twice(self) -> None:
        """Leave some of the dead active, in the same or in another record."""
        rng, records, people = self.rng, self.ledger.records, self.people
        dead = np.flatnonzero((records.state == DEAD) & (records.held != Held.OLD))
        wanted = rng.binomial((~people.ancestor).sum(), self.profile.dead_active)
        rows = rng.permutation(dead)[:wanted]
        alone = rows[: len(rows) // 3]
        records.state[alone] = ACTIVE
        paired = rows[len(rows) // 3 :]
        today = int(np.datetime64(self.profile.as_of).astype(np.int64))
        death = second_records(
            self.profile, rng, self.block, records.person[paired], records.day[paired]
        )
        died = people.death[death.person]
        death.source[:] = Source.CIVIL
        death.state[:] = DEAD
        death.death = died
        death.day = np.minimum(died + rng.integers(2, 90, len(death)), today)
        without = rng.random(len(death)) < 0.4
        drop_numbers(death, np.flatnonzero(without))
        records.state[paired] = ACTIVE
        records.death[paired] = NEVER
        stale = rng.random(len(paired)) < 0.4
        before = died - rng.integers(30, 900, len(paired))
        after = np.minimum(died + rng.integers(30, 900, len(paired)), today)
        records.day[paired] = np.maximum(
            np.where(stale, before, after), people.birth[death.person] + 1
        )
        self.append(death)
