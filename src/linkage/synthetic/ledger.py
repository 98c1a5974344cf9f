"""The records of a block with what only the generator knows, and the tools to spoil them."""

from dataclasses import dataclass, field

import numpy as np

from linkage.synthetic.demography import NOBODY, YEAR
from linkage.synthetic.numbers import NONE, NumberOffice
from linkage.synthetic.profile import Profile
from linkage.synthetic.recordings import (
    LIVE,
    UNKNOWN,
    Block,
    Held,
    Recordings,
    Source,
    province_of,
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


class Planter:
    """What all who plant errors need: the ledger, the number office, wrong facts, slips."""

    def __init__(
        self,
        profile: Profile,
        rng: np.random.Generator,
        office: NumberOffice,
        block: Block,
        ledger: Ledger,
    ) -> None:
        self.profile = profile
        self.rng = rng
        self.office = office
        self.block = block
        self.people = block.people
        self.ledger = ledger

    def append(self, more: Recordings) -> None:
        """Add records to the block."""
        self.ledger.records = self.ledger.records.extended(more)

    def usual(self) -> Flags:
        """Records under their own number that nothing was planted on yet."""
        own: Flags = self.ledger.records.held == Held.OWN
        return own

    def usual_alone(self) -> Flags:
        """Such records of people who have no other record."""
        persons = self.ledger.records.person
        alone: Flags = np.bincount(persons)[persons] == 1
        return alone & self.usual()

    def issue(self, province: Ints, sex: Ints, year: Ints) -> Ints:
        """Issue further numbers for persons from facts that may be wrong."""
        code = provinces().code[province]
        return self.office.issue(self.rng, code, sex, year)

    def wrong_facts(self, person: Ints) -> tuple[Ints, Ints, Ints]:
        """Province, sex and year of persons, one of the three wrong: 1 to 3 to 6.

        A wrong province is that of the home or the origin, else one beside it in the list.
        """
        rng, people = self.rng, self.people
        ward = people.birth_ward[person]
        province, sex, year = province_of(ward), people.sex[person], people.birth_year[person]
        which = rng.random(len(person))
        sex = np.where(which < 0.1, 1 - sex, sex)
        year = np.where(
            (which >= 0.1) & (which < 0.4),
            self.wrong_years(year, self.profile.as_of.year - 1),
            year,
        )
        elsewhere = province_of(self.block.homes.ward[person])
        beside = province + rng.choice([-2, -1, 1, 2], len(person))
        beside = np.where((beside < 0) | (beside >= len(provinces().code)), province - 3, beside)
        elsewhere = np.where(
            elsewhere == province, province_of(people.origin_ward[person]), elsewhere
        )
        elsewhere = np.where(elsewhere == province, np.abs(beside), elsewhere)
        return np.where(which >= 0.4, elsewhere, province), sex, year

    def wrong_years(self, year: Ints, end: Ints | int) -> Ints:
        """Another year for each, before the end; an earlier one where a later one is not."""
        step = self.rng.choice(YEAR_STEPS, len(year), p=YEAR_CHANCES)
        late = year + step >= end
        return np.maximum(year + np.where(late, -np.abs(step), step), 1901)

    def _parent_or_head(self, person: int) -> int:
        """The parent or head of the household whose number stands for a child's."""
        people, homes = self.people, self.block.homes
        known = (people.father[person], people.mother[person], homes.head[person])
        near = [int(p) for p in known if p not in (NOBODY, person) and not people.ancestor[p]]
        return int(self.rng.choice(near)) if near else NOBODY

    def copy_numbers(self, records: Recordings, rows: Ints) -> None:
        """Let records from outside agencies of some children bear a parent's or the head's."""
        person = records.person[rows]
        child = records.day[rows] - self.people.birth[person] < COPIED_UNTIL * YEAR
        child &= records.source[rows] == Source.OUTSIDE
        chosen = rows[child & (self.rng.random(len(rows)) < self.profile.agency_copied)]
        for row in chosen.tolist():
            lender = self._parent_or_head(int(records.person[row]))
            if lender != NOBODY and self.block.number[lender] != NONE:
                records.number[row] = self.block.number[lender]
                records.held[row] = Held.OTHERS
                records.number_state[row] = LIVE

    def slip(self, again: Recordings, rows: Ints) -> None:
        """One wrong or two exchanged digits in the number, never hitting a number issued."""
        for row in rows.tolist():
            slipped = self._slipped(int(again.number[row]))
            if slipped is not None:
                again.number[row] = slipped
                again.held[row] = Held.SLIP

    def _slipped(self, number: int) -> int | None:
        for _ in range(20):
            digits = list(f"{number:012d}")
            place = int(self.rng.choice(12, p=SLIP_PLACES))
            if self.rng.random() < 0.4 and place < 11:
                digits[place], digits[place + 1] = digits[place + 1], digits[place]
            else:
                digits[place] = str(self.rng.integers(10))
            slipped = int("".join(digits))
            if slipped != number and not self.office.may_be_issued(np.array([slipped]))[0]:
                return slipped
        return None


def drop_numbers(again: Recordings, rows: Ints) -> None:
    """Leave the personal number out of some records."""
    again.number[rows] = NONE
    again.held[rows] = Held.NOTHING
    again.number_state[rows] = UNKNOWN


COPIED_UNTIL = 14
"""Age until which a child has no card of its own to copy the number from."""

YEAR_STEPS = (-1, 1, -2, 2, -10, 10, -3, 5)
YEAR_CHANCES = (0.3, 0.3, 0.1, 0.1, 0.07, 0.07, 0.03, 0.03)
"""Steps between a right and a wrong birth year, and their chances."""

SLIP_PLACES = (0.04, 0.04, 0.04, 0.04, 0.06, 0.06, 0.10, 0.12, 0.12, 0.13, 0.13, 0.12)
"""Where in the number a slip happens: rather in the serial, which means nothing to the clerk."""


def any_ward_in(rng: np.random.Generator, province: Ints) -> Ints:
    """Some commune of each province."""
    by_province = wards().province
    order = np.argsort(by_province, kind="stable")
    first = np.searchsorted(by_province[order], province, side="left")
    last = np.searchsorted(by_province[order], province, side="right")
    return order[first + (rng.random(len(province)) * (last - first)).astype(np.int64)]
