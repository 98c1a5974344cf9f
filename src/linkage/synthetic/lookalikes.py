"""Pairs of records of two people who are easily taken for one, and why."""

from collections.abc import Iterable, Iterator

import numpy as np

from linkage.synthetic.demography import NOBODY
from linkage.synthetic.ledger import Ledger
from linkage.synthetic.names import fold, names
from linkage.synthetic.recordings import Block
from linkage.synthetic.tables import MALE, Ints
from linkage.synthetic.truth import groups

Pair = tuple[int, int, str]
"""Two rows that are two people, and why they look like one."""

NEAR_YEARS = 5
"""Neighbours of one name are listed when born at most so many years apart."""

MOST_IN_GROUP = 12
"""Groups of namesakes larger than this are not listed pair by pair."""


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
        for _, group in groups(keys, who):
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
