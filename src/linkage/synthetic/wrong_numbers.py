"""Numbers that went wrong: exchanged, contradicting, of others, impossible, CMND."""

import numpy as np

from linkage.synthetic import agencies
from linkage.synthetic.demography import NOBODY, day_number, year_of
from linkage.synthetic.ledger import Planter, any_ward_in
from linkage.synthetic.name_tables import WIDTH, given_place
from linkage.synthetic.numbers import NONE
from linkage.synthetic.recordings import (
    UNKNOWN,
    Held,
    Source,
    province_of,
    second_records,
)
from linkage.synthetic.tables import MALE, Flags, Ints

FILLER = "0" * 12
"""What stands where a system wants twelve digits and nobody knows them; no number at all."""


class WrongNumbers(Planter):
    """Plants errors in the numbers of records."""

    def run(self) -> None:
        """Plant everything; what is planted later spares what was planted before."""
        self._swap_twins()
        self._contradict()
        self._share_numbers()
        self._break_numbers()
        self._share_cmnd()
        self._tell_cmnd_history()

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
                self.append(right)
                records = self.ledger.records
            records.number[pair] = records.number[pair[::-1]]
            records.held[pair] = Held.SWAPPED
            self.ledger.swapped.append((int(pair[0]), int(pair[1])))

    def _contradict(self) -> None:
        """Numbers that say another sex, year or province: the number or the record is wrong."""
        rng, records, people, profile = self.rng, self.ledger.records, self.people, self.profile
        drawn = rng.random(len(records))
        slipped = records.person[records.held == Held.SLIP]
        usual = self.usual() & (people.twin_set[records.person] == NOBODY)
        usual &= ~np.isin(records.person, slipped)
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
        new = self.issue(province, sex, year)
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
        wrong = self.wrong_years(records.year[rows], year_of(records.day[rows]))
        records.year[rows[~number_wrong]] = wrong[~number_wrong]
        province, sex, _ = self._true_facts(rows[number_wrong])
        self._replace_number(rows[number_wrong], province, sex, wrong[number_wrong])

    def _contradict_place(self, rows: Ints) -> None:
        number_wrong = self.rng.random(len(rows)) < 0.6
        records = self.ledger.records
        true, sex, year = self._true_facts(rows)
        person = records.person[rows]
        home = province_of(self.block.homes.ward[person])
        beside = np.where(true > 0, true - 1, true + 1)
        other = np.where(home != true, home, beside)
        records.registered[rows[~number_wrong]] = any_ward_in(self.rng, other[~number_wrong])
        keep = number_wrong
        self._replace_number(rows[keep], other[keep], sex[keep], year[keep])

    def _share_numbers(self) -> None:
        """Record some people under the number of a parent, head, sibling, spouse or stranger."""
        rng, records, people = self.rng, self.ledger.records, self.people
        self.copy_numbers(records, np.flatnonzero(self.usual_alone()))
        usual = np.flatnonzero(self.usual_alone())
        drawn = rng.random(len(usual))
        alike = self._like_father(records.person[usual])
        copied = alike & (drawn < self.profile.like_father_number)
        rows = usual[copied | (drawn < self.profile.shared_number)]
        drawn = np.where(copied, 0.0, rng.random(len(usual)))[np.isin(usual, rows)]
        held = np.where(self.usual(), records.person, NOBODY)
        strangers = held[held != NOBODY]
        takers = []
        for row, chance in zip(rows.tolist(), drawn.tolist(), strict=True):
            person = int(records.person[row])
            lender = self._lender(person, chance)
            if lender == NOBODY or self.block.number[lender] == NONE or people.ancestor[lender]:
                lender = int(rng.choice(strangers))
            if lender != person:
                records.number[row] = self.block.number[lender]
                records.held[row] = Held.OTHERS
                takers.append(row)
        known = np.array(takers, dtype=np.int64)
        known = known[rng.random(len(known)) < self.profile.shared_number_known]
        self.append(
            second_records(self.profile, rng, self.block, records.person[known], records.day[known])
        )

    def _like_father(self, person: Ints) -> Flags:
        """Who is a man with the surname and given name of his father."""
        people, names = self.people, self.block.names
        father = people.father[person]
        like: Flags = (father != NOBODY) & (people.sex[person] == MALE)
        like &= given_place(people.people[person]) == WIDTH - 1
        for place in (0, -1):
            like &= names[person, place] == names[father, place]
        return like

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
        usual = np.flatnonzero(self.usual_alone())
        outside = records.source[usual] == Source.OUTSIDE
        rate = self.profile.number_slip * np.where(outside, agencies.SLIPS, 1.0)
        self.slip(records, usual[rng.random(len(usual)) < rate])
        usual = np.flatnonzero(self.usual_alone())
        rows = usual[rng.random(len(usual)) < self.profile.impossible]
        for row in rows.tolist():
            digits = f"{int(records.number[row]):012d}"
            text = _impossible(rng, digits)
            self.ledger.number_text[row] = text
            records.number[row] = NONE
            records.held[row] = Held.NOTHING if text == FILLER else Held.IMPOSSIBLE
            records.number_state[row] = UNKNOWN if text == FILLER else records.number_state[row]

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


def _impossible(rng: np.random.Generator, digits: str) -> str:
    """Spoil a number so that no repair of a slip can make it a lawful one, or fill the cell."""
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
    return FILLER
