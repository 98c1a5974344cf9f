"""Second records and numbers that went wrong, planted at the rates of the profile."""

from dataclasses import dataclass, field

import numpy as np

from linkage.synthetic.demography import NEVER, NOBODY, day_number
from linkage.synthetic.names import EMPTY
from linkage.synthetic.numbers import NONE, NumberOffice
from linkage.synthetic.profile import Profile
from linkage.synthetic.recordings import (
    ACTIVE,
    CANCELLED,
    DEAD,
    LIVE,
    UNKNOWN,
    Held,
    Population,
    Recordings,
    Source,
    first_records,
    province_of,
    second_records,
)
from linkage.synthetic.tables import Flags, Ints, provinces, wards


@dataclass
class Ledger:
    """The records of a block with what is known only to the generator."""

    records: Recordings
    number_text: dict[int, str] = field(default_factory=dict)
    history: list[tuple[int, int, str, int]] = field(default_factory=list)
    swapped: list[tuple[int, int]] = field(default_factory=list)

    def shuffle(self, rng: np.random.Generator) -> None:
        """Put the records in an order that says nothing about what was planted."""
        order = rng.permutation(len(self.records))
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        self.records = self.records.take(order)
        self.number_text = {int(place[row]): text for row, text in self.number_text.items()}
        self.swapped = [(int(place[a]), int(place[b])) for a, b in self.swapped]


def plant(
    profile: Profile, rng: np.random.Generator, office: NumberOffice, block: Population
) -> Ledger:
    """Make all records of a block and let things go wrong with them."""
    planter = _Planter(profile, rng, office, block)
    return planter.run()


class _Planter:
    def __init__(
        self, profile: Profile, rng: np.random.Generator, office: NumberOffice, block: Population
    ) -> None:
        self.profile = profile
        self.rng = rng
        self.office = office
        self.block = block
        self.people = block.people
        self.ledger = Ledger(first_records(profile, rng, block))

    def run(self) -> Ledger:
        """Plant everything; what is planted later sees what was planted before."""
        self._reissue()
        self._duplicate()
        self._die_twice()
        self._swap_twins()
        self._contradict()
        self._share_numbers()
        self._break_numbers()
        self._share_cmnd()
        self._tell_cmnd_history()
        return self.ledger

    # --- numbers issued ----------------------------------------------------------------

    def _issue(self, province: Ints, sex: Ints, year: Ints) -> Ints:
        """Issue further numbers for persons from facts that may be wrong."""
        code = provinces().code[province]
        return self.office.issue(self.rng, code, sex, year)

    def _wrong_facts(self, person: Ints) -> tuple[Ints, Ints, Ints]:
        """Province, sex and year of persons, one of the three wrong: 1 to 3 to 6."""
        rng, people = self.rng, self.people
        ward = people.birth_ward[person]
        province, sex, year = province_of(ward), people.sex[person], people.birth_year[person]
        which = rng.random(len(person))
        sex = np.where(which < 0.1, 1 - sex, sex)
        step = rng.choice([-1, 1, -2, 2, -10, 10, -3, 5], len(person), p=_YEAR_STEPS)
        moved = np.clip(year + step, 1900, self.profile.as_of.year)
        year = np.where(
            (which >= 0.1) & (which < 0.4), np.where(moved == year, year - 1, moved), year
        )
        elsewhere = province_of(self.block.homes.ward[person])
        drawn = rng.integers(0, len(provinces().code), len(person))
        elsewhere = np.where(
            elsewhere == province, province_of(people.origin_ward[person]), elsewhere
        )
        elsewhere = np.where(elsewhere == province, drawn, elsewhere)
        elsewhere = np.where(elsewhere == province, (province + 1) % 63, elsewhere)
        return np.where(which >= 0.4, elsewhere, province), sex, year

    def _reissue(self) -> None:
        """Cancel wrong numbers lawfully; some older record still shows the cancelled one."""
        rng, records = self.rng, self.ledger.records
        rows = np.flatnonzero(
            (records.held == Held.OWN) & (rng.random(len(records)) < self.profile.reissued)
        )
        person = records.person[rows]
        old = self._issue(*self._wrong_facts(person))
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
        late.number_state = np.where(told, CANCELLED, LIVE)
        self._append(late)

    def _append(self, more: Recordings) -> None:
        self.ledger.records = self.ledger.records.extended(more)

    # --- one person, several records ---------------------------------------------------

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
        mode = rng.random(len(again))
        bounds = np.cumsum(
            (
                profile.duplicate_no_number,
                profile.duplicate_second_number,
                profile.duplicate_typo,
            )
        )
        numbered = again.held == Held.OWN
        self._drop_numbers(again, np.flatnonzero(mode < bounds[0]))
        self._give_second(
            again, np.flatnonzero((mode >= bounds[0]) & (mode < bounds[1]) & numbered)
        )
        self._slip(again, np.flatnonzero((mode >= bounds[1]) & (mode < bounds[2]) & numbered))
        self._append(again)

    def _use_other_names(self, again: Recordings) -> None:
        """Write some second records under the other name of the person."""
        other = self.block.other_names[again.person]
        rows = np.flatnonzero((other[:, -1] != EMPTY) & (self.rng.random(len(again)) < 0.5))
        again.other_name[rows] = np.where(
            self.rng.random((len(rows), 1)) < 0.5, again.name[rows], EMPTY
        )
        again.name[rows] = other[rows]
        again.renamed[rows] = True

    def _drop_numbers(self, again: Recordings, rows: Ints) -> None:
        again.number[rows] = NONE
        again.held[rows] = Held.NOTHING
        again.number_state[rows] = UNKNOWN

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
        wrong = self._wrong_facts(person)
        province = np.where(other, wrong[0], province)
        sex = np.where(other, wrong[1], sex)
        year = np.where(other, wrong[2], year)
        again.number[rows] = self._issue(province, sex, year)
        again.held[rows] = Held.SECOND
        believed = other & (rng.random(len(rows)) < 0.7)
        again.sex[rows] = np.where(believed, sex, again.sex[rows])
        again.year[rows] = np.where(believed, year, again.year[rows])
        elsewhere = believed & (province != province_of(again.registered[rows]))
        home = self.block.homes.ward[person]
        fits = province_of(home) == province
        place = np.where(fits, home, _any_ward_in(rng, province))
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
        lender = rng.integers(0, len(people), len(renamed))
        again.name[renamed, -2] = self.block.names[lender, -2]
        fatherless = rows[rng.random(len(rows)) < 0.2]
        again.father[fatherless] = NOBODY

    def _slip(self, again: Recordings, rows: Ints) -> None:
        """One wrong or two exchanged digits in the number, never hitting a number issued."""
        for row in rows.tolist():
            slipped = self._slipped(int(again.number[row]))
            if slipped is not None:
                again.number[row] = slipped
                again.held[row] = Held.SLIP

    def _slipped(self, number: int) -> int | None:
        for _ in range(20):
            digits = list(f"{number:012d}")
            place = int(self.rng.choice(12, p=_SLIP_PLACES))
            if self.rng.random() < 0.4 and place < 11:
                digits[place], digits[place + 1] = digits[place + 1], digits[place]
            else:
                digits[place] = str(self.rng.integers(10))
            slipped = int("".join(digits))
            if slipped != number and not self.office.may_be_issued(np.array([slipped]))[0]:
                return slipped
        return None

    # --- deaths ------------------------------------------------------------------------

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
        self._drop_numbers(death, np.flatnonzero(without))
        records.state[paired] = ACTIVE
        records.death[paired] = NEVER
        stale = rng.random(len(paired)) < 0.4
        before = died - rng.integers(30, 900, len(paired))
        after = np.minimum(died + rng.integers(30, 900, len(paired)), today)
        records.day[paired] = np.maximum(
            np.where(stale, before, after), people.birth[death.person] + 1
        )
        self._append(death)

    # --- twins -------------------------------------------------------------------------

    def _swap_twins(self) -> None:
        """Exchange the numbers of twins; for one sex a further record shows the right ones."""
        rng, records, people = self.rng, self.ledger.records, self.people
        row_of = {int(p): row for row, p in reversed(list(enumerate(records.person.tolist())))}
        twins = np.flatnonzero((people.twin_set >= 0) & (people.twin_set != np.arange(len(people))))
        for twin in twins[rng.random(len(twins)) < self.profile.twins_swapped].tolist():
            rows = row_of.get(twin), row_of.get(int(people.twin_set[twin]))
            if rows[0] is None or rows[1] is None:
                continue
            pair = np.array(rows, dtype=np.int64)
            if not np.all(records.held[pair] == Held.OWN):
                continue
            persons = records.person[pair]
            if people.sex[persons[0]] == people.sex[persons[1]]:
                right = second_records(self.profile, rng, self.block, persons, records.day[pair])
                self._append(right)
                records = self.ledger.records
            records.number[pair] = records.number[pair[::-1]]
            records.held[pair] = Held.SWAPPED
            self.ledger.swapped.append((int(pair[0]), int(pair[1])))

    # --- numbers that contradict their record ------------------------------------------

    def _usual(self) -> Flags:
        """Records under their own number that nothing was planted on yet."""
        return self.ledger.records.held == Held.OWN

    def _contradict(self) -> None:
        """Numbers that say another sex, year or province: the number or the record is wrong."""
        rng, records, people, profile = self.rng, self.ledger.records, self.people, self.profile
        drawn = rng.random(len(records))
        usual = self._usual() & (people.twin_set[records.person] == NOBODY)
        bounds = np.cumsum((profile.wrong_sex, profile.wrong_year, profile.wrong_place))
        sexes = np.flatnonzero(usual & (drawn < bounds[0]))
        years = np.flatnonzero(usual & (drawn >= bounds[0]) & (drawn < bounds[1]))
        places = np.flatnonzero(usual & (drawn >= bounds[1]) & (drawn < bounds[2]))
        self._contradict_sex(sexes)
        self._contradict_year(years)
        self._contradict_place(places)

    def _replace_number(self, rows: Ints, province: Ints, sex: Ints, year: Ints) -> None:
        """Let persons bear a number issued on the given facts in all their records under it."""
        records = self.ledger.records
        new = self._issue(province, sex, year)
        changed = dict(zip(records.number[rows].tolist(), new.tolist(), strict=True))
        same = np.flatnonzero(np.isin(records.number, records.number[rows]))
        for row in same.tolist():
            records.number[row] = changed[int(records.number[row])]
        self.ledger.history = [
            (changed.get(new, new), old, kind, day) for new, old, kind, day in self.ledger.history
        ]
        holders = records.person[rows]
        self.block.number[holders] = new

    def _true_facts(self, rows: Ints) -> tuple[Ints, Ints, Ints]:
        person = self.ledger.records.person[rows]
        ward = self.people.birth_ward[person]
        return province_of(ward), self.people.sex[person], self.people.birth_year[person]

    def _contradict_sex(self, rows: Ints) -> None:
        number_wrong = self.rng.random(len(rows)) < 0.5
        records = self.ledger.records
        records.sex[rows[~number_wrong]] = 1 - records.sex[rows[~number_wrong]]
        province, sex, year = self._true_facts(rows[number_wrong])
        self._replace_number(rows[number_wrong], province, 1 - sex, year)

    def _contradict_year(self, rows: Ints) -> None:
        number_wrong = self.rng.random(len(rows)) < 0.5
        records = self.ledger.records
        step = self.rng.choice([-1, 1, -2, 2, -10, 10, -3, 5], len(rows), p=_YEAR_STEPS)
        last = self.profile.as_of.year
        wrong = np.clip(records.year[rows] + step, 1901, last)
        wrong = np.where(wrong == records.year[rows], wrong - 1, wrong)
        records.year[rows[~number_wrong]] = wrong[~number_wrong]
        province, sex, _ = self._true_facts(rows[number_wrong])
        self._replace_number(rows[number_wrong], province, sex, wrong[number_wrong])

    def _contradict_place(self, rows: Ints) -> None:
        number_wrong = self.rng.random(len(rows)) < 0.6
        records = self.ledger.records
        true, sex, year = self._true_facts(rows)
        person = records.person[rows]
        home = province_of(self.block.homes.ward[person])
        other = np.where(home != true, home, self.rng.integers(0, 63, len(rows)))
        other = np.where(other == true, (true + 7) % 63, other)
        records.registered[rows[~number_wrong]] = _any_ward_in(self.rng, other[~number_wrong])
        keep = number_wrong
        self._replace_number(rows[keep], other[keep], sex[keep], year[keep])

    # --- numbers of others and impossible numbers --------------------------------------

    def _share_numbers(self) -> None:
        """Record some people under the number of a parent, head, sibling, spouse or stranger."""
        rng, records, people = self.rng, self.ledger.records, self.people
        usual = np.flatnonzero(self._usual())
        rows = usual[rng.random(len(usual)) < self.profile.shared_number]
        drawn = rng.random(len(rows))
        held = np.where(self._usual(), records.person, NOBODY)
        strangers = held[held != NOBODY]
        for row, chance in zip(rows.tolist(), drawn.tolist(), strict=True):
            person = int(records.person[row])
            lender = self._lender(person, chance)
            if lender == NOBODY or self.block.number[lender] == NONE or people.ancestor[lender]:
                lender = int(rng.choice(strangers))
            if lender != person:
                records.number[row] = self.block.number[lender]
                records.held[row] = Held.OTHERS

    def _lender(self, person: int, chance: float) -> int:
        people, homes = self.people, self.block.homes
        if chance < 0.25:
            return int(people.father[person])
        if chance < 0.40:
            return int(people.mother[person])
        if chance < 0.55:
            return int(homes.head[person])
        if chance < 0.65:
            return int(people.spouse[person])
        if chance < 0.75 and people.mother[person] != NOBODY:
            family = np.flatnonzero(people.mother == people.mother[person])
            family = family[family != person]
            return int(self.rng.choice(family)) if len(family) else NOBODY
        return NOBODY

    def _break_numbers(self) -> None:
        """Slips in the only record, and numbers that cannot exist."""
        rng, records = self.rng, self.ledger.records
        usual = np.flatnonzero(self._usual())
        self._slip(records, usual[rng.random(len(usual)) < self.profile.number_slip])
        usual = np.flatnonzero(self._usual())
        rows = usual[rng.random(len(usual)) < self.profile.impossible]
        for row in rows.tolist():
            digits = f"{int(records.number[row]):012d}"
            self.ledger.number_text[row] = _impossible(rng, digits)
            records.number[row] = NONE
            records.held[row] = Held.IMPOSSIBLE

    # --- CMND --------------------------------------------------------------------------

    def _share_cmnd(self) -> None:
        """One CMND on two people: issued twice, or a parent's entered for a child."""
        rng, records, people = self.rng, self.ledger.records, self.people
        rows = np.flatnonzero(records.cmnd != NONE)
        taker = rows[rng.random(len(rows)) < self.profile.shared_cmnd / 2]
        near = rows[np.argsort(records.cmnd[rows], kind="stable")]
        place = np.searchsorted(records.cmnd[near], records.cmnd[taker])
        other = near[np.clip(place + rng.integers(1, 60, len(taker)), 0, len(near) - 1)]
        differ = records.person[other] != records.person[taker]
        differ &= people.ancestor[records.person[taker]] == 0
        records.cmnd[taker[differ]] = records.cmnd[other[differ]]

    def _tell_cmnd_history(self) -> None:
        """Which CMND came before a personal number: all of those who had two, some others."""
        rng, block = self.rng, self.block
        here = ~self.people.ancestor & (block.number != NONE)
        two = here & (block.earlier_cmnd != NONE)
        known = rng.random(len(self.people)) < self.profile.history_known
        few = here & ~two & (block.cmnd != NONE) & (rng.random(len(self.people)) < 0.1)
        day = day_number(2021, 6)
        for chosen, column in (
            (two & known, block.earlier_cmnd),
            (two & known, block.cmnd),
            (few, block.cmnd),
        ):
            rows = np.flatnonzero(chosen)
            self.ledger.history += [
                (int(n), int(c), "cmnd", day)
                for n, c in zip(block.number[rows], column[rows], strict=True)
            ]


_YEAR_STEPS = (0.3, 0.3, 0.1, 0.1, 0.07, 0.07, 0.03, 0.03)
"""Chances of the steps between a right and a wrong birth year."""

_SLIP_PLACES = (0.04, 0.04, 0.04, 0.04, 0.06, 0.06, 0.10, 0.12, 0.12, 0.13, 0.13, 0.12)
"""Where in the number a slip happens: rather in the serial, which means nothing to the clerk."""


def _any_ward_in(rng: np.random.Generator, province: Ints) -> Ints:
    """Some commune of each province."""
    by_province = wards().province
    order = np.argsort(by_province, kind="stable")
    first = np.searchsorted(by_province[order], province, side="left")
    last = np.searchsorted(by_province[order], province, side="right")
    return order[first + (rng.random(len(province)) * (last - first)).astype(np.int64)]


def _impossible(rng: np.random.Generator, digits: str) -> str:
    """Spoil a number so that no repair of a slip can make it a lawful one."""
    kind = int(rng.integers(6))
    if kind == 0:
        return (
            str(rng.choice(["003", "005", "007", "009", "099", "000", "018", "097"])) + digits[3:]
        )
    if kind == 1:
        return digits[:3] + str(rng.integers(4, 10)) + digits[4:]
    if kind == 2:
        return digits[:3] + str(rng.integers(2, 4)) + str(rng.integers(40, 99)) + digits[6:]
    if kind == 3:
        return digits + str(rng.integers(10))
    if kind == 4 and digits[0] == "0":
        place = int(rng.integers(3, 12))
        return digits[:place] + digits[place + 1 :]
    return "0" * 12
