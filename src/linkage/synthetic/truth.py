"""What a perfect officer would find in the records of a block, and what only looks like it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from linkage.schema import CaseKind
from linkage.synthetic.demography import NEVER, NOBODY
from linkage.synthetic.ledger import Ledger
from linkage.synthetic.names import fold, names
from linkage.synthetic.numbers import FIRST_FOREIGN, NONE
from linkage.synthetic.places import historic_name, split_province
from linkage.synthetic.profile import Profile
from linkage.synthetic.recordings import ACTIVE, CANCELLED, DEAD, Block, Held, province_of
from linkage.synthetic.tables import MALE, Flags, Ints, provinces

Case = tuple[CaseKind, tuple[int, ...]]
"""A kind and the rows concerned."""

Pair = tuple[int, int, str]
"""Two rows that are two people, and why they look like one."""

LIKELY_OWN = (Held.OWN, Held.SECOND)
NEAR_YEARS = 5
"""Neighbours of one name are listed when born at most so many years apart."""

MOST_IN_GROUP = 12
"""Groups of namesakes larger than this are not listed pair by pair."""


@dataclass(frozen=True)
class Shown:
    """What a reader of a record can see of the facts that its number encodes."""

    sex: Flags
    year: Flags
    registration: Flags
    historic: Flags
    new_registration: Flags


def cases(profile: Profile, block: Block, ledger: Ledger, shown: Shown) -> list[Case]:
    """All cases of a block, lawful ones included."""
    found: list[Case] = []
    found += _within_records(profile, ledger, shown)
    found += _of_persons(block, ledger)
    found += _shared(ledger)
    found += _twins(block, ledger)
    return [(kind, tuple(sorted(rows))) for kind, rows in found]


# --- one record ------------------------------------------------------------------------


def _within_records(profile: Profile, ledger: Ledger, shown: Shown) -> Iterator[Case]:
    """Numbers against the facts on the same record."""
    r = ledger.records
    number = r.number
    has = (number != NONE) & (r.number_state != CANCELLED)
    code, mark, two = number // 10**9, number // 10**8 % 10, number // 10**6 % 100
    year, sex = 1900 + 100 * (mark // 2) + two, mark % 2
    known = np.isin(code, provinces().code)
    possible = (known | (code >= FIRST_FOREIGN)) & (mark <= 3) & (year <= profile.as_of.year)
    impossible = (has & ~possible) | (r.held == Held.IMPOSSIBLE)
    readable = has & possible
    place = readable & known & shown.registration & ~_compatible(code, r.registered, shown)
    for kind, rows in (
        (CaseKind.IMPOSSIBLE_ID, impossible),
        (CaseKind.ID_SEX_MISMATCH, readable & shown.sex & (sex != r.sex)),
        (CaseKind.ID_BIRTH_YEAR_MISMATCH, readable & shown.year & (year != r.year)),
        (CaseKind.ID_PLACE_MISMATCH, place),
        (CaseKind.DECEASED_ACTIVE, (r.state == ACTIVE) & (r.death != NEVER)),
    ):
        for row in np.flatnonzero(rows).tolist():
            yield kind, (row,)


def _compatible(code: Ints, registered: Ints, shown: Shown) -> Flags:
    """Whether the province in the number can be the one named at the birth registration."""
    country = provinces()
    written = province_of(registered)
    place = np.minimum(np.searchsorted(country.code, code), len(country.code) - 1)
    same = country.code[written] == code
    group = country.group[written] == country.group[place]
    fits: Flags = np.where(shown.new_registration, group, same)
    for row in np.flatnonzero(shown.historic).tolist():
        former = historic_name(int(registered[row]))
        if former:
            successor = int(place[row])
            _, bare = split_province(country.name[successor])
            fits[row] = same[row] or former == bare or former in country.historic[successor]
    return fits


# --- one person ------------------------------------------------------------------------


def _groups(keys: Ints, rows: Ints) -> Iterator[tuple[int, list[int]]]:
    """Keys that occur more than once, with their rows."""
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    values, start, count = np.unique(keys, return_index=True, return_counts=True)
    for value, first, size in zip(values, start, count, strict=True):
        if size > 1:
            yield int(value), rows[first : first + size].tolist()


def _of_persons(block: Block, ledger: Ledger) -> Iterator[Case]:
    """Several records of one person."""
    r = ledger.records
    held, number = r.held.tolist(), r.number.tolist()
    for person, rows in _groups(r.person, np.arange(len(r))):
        yield from _number_cases(rows, held, number)
        states = {int(r.state[row]) for row in rows}
        if states == {ACTIVE, DEAD}:
            yield CaseKind.DECEASED_ACTIVE, tuple(rows)
        cmnd = {int(c) for c in r.cmnd[rows]} - {NONE}
        if len(cmnd) > 1 and cmnd <= {int(block.cmnd[person]), int(block.earlier_cmnd[person])}:
            yield CaseKind.SEVERAL_CMND, tuple(rows)
        if len({bool(r.renamed[row]) for row in rows}) == 2:
            yield CaseKind.OTHER_NAME, tuple(rows)


def _number_cases(rows: list[int], held: list[int], number: list[int]) -> Iterator[Case]:
    """What the numbers on the records of one person make of them."""
    good = [row for row in rows if held[row] in LIKELY_OWN]
    without = [row for row in rows if held[row] in (Held.NOTHING, Held.IMPOSSIBLE)]
    slips = [row for row in rows if held[row] == Held.SLIP]
    old = [row for row in rows if held[row] == Held.OLD]
    numbered = [row for row in rows if number[row] != NONE]
    if len({number[row] for row in good}) > 1:
        yield CaseKind.TWO_IDS, tuple(good)
    if slips and len({number[row] for row in (*slips, *good)}) > 1:
        yield CaseKind.ID_TYPO, (*slips, *good)
    if old and good:
        yield CaseKind.REISSUED_ID, (*old, *good)
    if without and numbered:
        yield CaseKind.NO_ID_DUPLICATE, (*without, *numbered)
    if len(without) > 1 and not numbered:
        yield CaseKind.REPEATED_RECORD, tuple(without)
    for value in sorted({number[row] for row in numbered}):
        same = [row for row in numbered if number[row] == value]
        if len(same) > 1:
            yield CaseKind.REPEATED_RECORD, tuple(same)


# --- several people --------------------------------------------------------------------


def _shared(ledger: Ledger) -> Iterator[Case]:
    """One number on several people; an exchange between twins is a matter of its own."""
    r = ledger.records
    pairs = [{int(r.person[row]) for row in pair} for pair in ledger.swapped]
    for kind, column in ((CaseKind.SHARED_ID, r.number), (CaseKind.SHARED_CMND, r.cmnd)):
        rows = np.flatnonzero(column != NONE)
        for _, group in _groups(column[rows], rows):
            persons = {int(r.person[row]) for row in group}
            exchanged = kind is CaseKind.SHARED_ID and any(persons <= pair for pair in pairs)
            if len(persons) > 1 and not exchanged:
                yield kind, tuple(group)
    for pair in pairs:
        together = np.flatnonzero(np.isin(r.person, list(pair)))
        yield CaseKind.TWIN_DATA_SWAPPED, tuple(together.tolist())


def _twins(block: Block, ledger: Ledger) -> Iterator[Case]:
    """All records of people born together."""
    r = ledger.records
    of = block.people.twin_set[r.person]
    rows = np.flatnonzero(of != NOBODY)
    for _, group in _groups(of[rows], rows):
        if len({int(r.person[row]) for row in group}) > 1:
            yield CaseKind.TWINS, tuple(group)


# --- what looks like one person --------------------------------------------------------


def hard_negatives(block: Block, ledger: Ledger) -> list[Pair]:
    """Pairs of records of two people who are easily taken for one."""
    return [*_Lookalikes(block, ledger).pairs()]


class _Lookalikes:
    def __init__(self, block: Block, ledger: Ledger) -> None:
        self.people = block.people
        self.homes = block.homes
        self.names = block.names
        r = ledger.records
        self.row = np.full(len(self.people), NOBODY)
        self.row[r.person[::-1]] = np.arange(len(r))[::-1]
        self.here = np.flatnonzero(self.row != NOBODY)
        _, self.name_key = np.unique(self.names, axis=0, return_inverse=True)

    def pairs(self) -> Iterator[Pair]:
        """All pairs, by the closest reason."""
        seen: set[tuple[int, int]] = set()
        for reason, found in (
            ("twin", self._twins()),
            ("sibling", self._siblings()),
            ("father and son", self._sons()),
            ("namesake born the same day", self._same_day()),
            ("neighbour of the same name", self._neighbours()),
        ):
            for a, b in found:
                rows = sorted((int(self.row[a]), int(self.row[b])))
                pair = (rows[0], rows[1])
                if NOBODY not in pair and pair not in seen:
                    seen.add(pair)
                    yield *pair, reason

    def _within(self, keys: Ints, who: Ints) -> Iterator[tuple[int, int]]:
        for _, group in _groups(keys, who):
            if len(group) <= MOST_IN_GROUP:
                yield from ((a, b) for i, a in enumerate(group) for b in group[i + 1 :])

    def _twins(self) -> Iterable[tuple[int, int]]:
        who = self.here[self.people.twin_set[self.here] != NOBODY]
        return self._within(self.people.twin_set[who], who)

    def _siblings(self) -> Iterable[tuple[int, int]]:
        """Siblings of one sex whose names differ in the marks or a letter of one word."""
        who = self.here[self.people.mother[self.here] != NOBODY]
        keys = self.people.mother[who] * 2 + self.people.sex[who]
        return ((a, b) for a, b in self._within(keys, who) if self._alike(a, b))

    def _alike(self, a: int, b: int) -> bool:
        differ = np.flatnonzero(self.names[a] != self.names[b])
        if len(differ) != 1:
            return False
        tokens = names().lexicon.tokens
        first, second = int(self.names[a, differ[0]]), int(self.names[b, differ[0]])
        near = names().alike.get(first)
        if near is not None and second in near:
            return True
        return first >= 0 and second >= 0 and fold(tokens[first]) == fold(tokens[second])

    def _sons(self) -> Iterable[tuple[int, int]]:
        """Fathers and sons who share the given name, or all but the marks of it."""
        people = self.people
        son = self.here[(people.father[self.here] != NOBODY) & (people.sex[self.here] == MALE)]
        father = people.father[son]
        same = np.all(self.names[son][:, [0, -1]] == self.names[father][:, [0, -1]], axis=1)
        near = np.all(self.names[son][:, :-1] == self.names[father][:, :-1], axis=1)
        maybe = np.flatnonzero((same | near) & (self.row[father] != NOBODY))
        for place in maybe.tolist():
            a, b = int(son[place]), int(father[place])
            if same[place] or self._alike(a, b):
                yield a, b

    def _same_day(self) -> Iterable[tuple[int, int]]:
        days = self.people.birth - self.people.birth.min()
        keys = self.name_key[self.here] * 100_000 + days[self.here]
        return self._within(keys, self.here)

    def _neighbours(self) -> Iterable[tuple[int, int]]:
        """Cousins and others of one name in one commune, born within a few years."""
        keys = self.name_key[self.here] * 20_000 + self.homes.ward[self.here]
        year = self.people.birth_year
        near = ((a, b) for a, b in self._within(keys, self.here) if self._apart(a, b))
        return ((a, b) for a, b in near if abs(int(year[a]) - int(year[b])) <= NEAR_YEARS)

    def _apart(self, a: int, b: int) -> bool:
        return a != b and int(self.people.sex[a]) == int(self.people.sex[b])
