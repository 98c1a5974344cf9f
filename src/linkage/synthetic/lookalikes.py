"""Pairs of records of two people who are easily taken for one, and why."""

from collections.abc import Iterable, Iterator

import numpy as np

from linkage.synthetic.demography import NOBODY
from linkage.synthetic.ledger import Ledger
from linkage.synthetic.name_tables import WIDTH, fold, given_place, names
from linkage.synthetic.recordings import Block
from linkage.synthetic.tables import MALE, Ints
from linkage.synthetic.truth import Shown, groups

Pair = tuple[int, int, str]
"""Two rows that are two people, and why they look like one."""

NEAR_YEARS = 2
"""Siblings are listed when born at most so many years apart."""

MOST_IN_GROUP = 12
"""Groups of namesakes larger than this are not listed pair by pair."""


def hard_negatives(block: Block, ledger: Ledger, shown: Shown) -> list[Pair]:
    """Pairs of records of two people that nobody tells apart at a glance.

    Twins of one sex whose names differ in one word and whose records show no two dates, and
    siblings of one sex born within two years whose names differ in marks or a letter: both only
    where the records show a parent or the household in common, for otherwise they are strangers.
    Fathers and sons of like names where a record lacks the date or bears the other's number;
    people of one name born on one day; people of one name in one commune, born in one year, whose
    records show no more than one part of the date that differs.
    """
    return [*_Lookalikes(block, ledger, shown).pairs()]


class _Lookalikes:
    def __init__(self, block: Block, ledger: Ledger, shown: Shown) -> None:
        self.people = block.people
        self.homes = block.homes
        self.names = block.names
        r = ledger.records
        self.row = np.full(len(self.people), NOBODY)
        self.row[r.person[::-1]] = np.arange(len(r))[::-1]
        self.here = np.flatnonzero(self.row != NOBODY)
        _, self.name_key = np.unique(self.names, axis=0, return_inverse=True)
        self.year = self.people.birth_year
        self.number = r.number
        known = shown.year[:, None]
        self.ties = (
            (shown.father, r.father),
            (shown.mother, r.mother),
            (shown.household, r.household),
        )
        self.date = np.where(known, np.stack((r.year, r.month, r.day_of_month), axis=1), 0)

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
        for _, group in groups(keys, who):
            if len(group) <= MOST_IN_GROUP:
                yield from ((a, b) for i, a in enumerate(group) for b in group[i + 1 :])

    def _twins(self) -> Iterable[tuple[int, int]]:
        who = self.here[self.people.twin_set[self.here] != NOBODY]
        keys = self.people.twin_set[who] * 2 + self.people.sex[who]
        return (
            (a, b)
            for a, b in self._within(keys, who)
            if self._other_words(a, b) == 1 and self._tied(a, b) and self._one_date(a, b)
        )

    def _siblings(self) -> Iterable[tuple[int, int]]:
        who = self.here[self.people.mother[self.here] != NOBODY]
        keys = self.people.mother[who] * 2 + self.people.sex[who]
        return (
            (a, b)
            for a, b in self._within(keys, who)
            if abs(int(self.year[a]) - int(self.year[b])) <= NEAR_YEARS
            and self._alike(a, b)
            and self._tied(a, b)
        )

    def _tied(self, a: int, b: int) -> bool:
        """Whether the records show a parent or the household in common."""
        one, other = int(self.row[a]), int(self.row[b])
        return any(
            known[one] and known[other] and value[one] == value[other] for known, value in self.ties
        )

    def _one_date(self, a: int, b: int) -> bool:
        """Whether no part of the date differs that both records show."""
        one, other = self.date[self.row[a]].tolist(), self.date[self.row[b]].tolist()
        return all(x == y for x, y in zip(one, other, strict=True) if x and y)

    def _other_words(self, a: int, b: int) -> int:
        """In how many words two names differ."""
        return int((self.names[a] != self.names[b]).sum())

    def _alike(self, a: int, b: int) -> bool:
        """Whether two names differ in the marks or a letter of one word."""
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
        son = son[self.row[people.father[son]] != NOBODY]
        son = son[given_place(people.people[son]) == WIDTH - 1]
        father = people.father[son]
        number, date = self.number[self.row], self.date[self.row, 0]
        one_number = (number[son] == number[father]) & (number[son] >= 0)
        undated = (date[son] == 0) | (date[father] == 0)
        same = np.all(self.names[son][:, [0, -1]] == self.names[father][:, [0, -1]], axis=1)
        near = np.all(self.names[son][:, :-1] == self.names[father][:, :-1], axis=1)
        maybe = np.flatnonzero((one_number | undated) & (same | near))
        for place in maybe.tolist():
            a, b = int(son[place]), int(father[place])
            if same[place] or self._alike(a, b):
                yield a, b

    def _same_day(self) -> Iterable[tuple[int, int]]:
        days = self.people.birth - self.people.birth.min()
        keys = self.name_key[self.here] * 100_000 + days[self.here]
        return self._within(keys, self.here)

    def _neighbours(self) -> Iterable[tuple[int, int]]:
        """Cousins and others of one name in one commune, whose dates do not part them."""
        keys = self.name_key[self.here] * 20_000 + self.homes.ward[self.here]
        return (
            (a, b)
            for a, b in self._within(keys, self.here)
            if self.people.sex[a] == self.people.sex[b] and self._dates_near(a, b)
        )

    def _dates_near(self, a: int, b: int) -> bool:
        """Whether both were born in one year and the dates shown differ in one part at most."""
        one, other = self.date[self.row[a]].tolist(), self.date[self.row[b]].tolist()
        if self.year[a] != self.year[b]:
            return False
        if one[0] != other[0] and one[0] and other[0]:
            return False
        default = [1, 1] in (one[1:], other[1:])
        parts = zip(one[1:], other[1:], strict=True)
        return default or sum(x != y for x, y in parts if x and y) < 2
