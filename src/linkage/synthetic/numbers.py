"""Personal numbers, CMND and phone numbers, each issued once in the whole population.

A number office hands out serials in the order of a keyed permutation of the serial space. Blocks
of people take turns in that order, so blocks made apart never issue the same number, and a slip
of the pen can be kept from hitting a number of another block by accident.
"""

import numpy as np

from linkage.errors import InputError
from linkage.synthetic.demography import NEVER, YEAR, People, day_number, year_of
from linkage.synthetic.profile import Profile
from linkage.synthetic.tables import Flags, Ints, provinces, wards

NONE = -1
"""No number."""

HALF_SPACE = 500_000
"""Serials of six digits, two neighbours taken as one: the second is kept for a twin."""

MOST_PER_BLOCK = 600
"""More people than one block has of one sex, year and province; slips keep off that many turns."""

FEISTEL_ROUNDS = 4

DIGITS = 10
"""Third digits of the prefixes of one two-digit area."""

CMND_AGE = 14
"""Age at which a CMND could be issued (NĐ 05/1999)."""

CHANGES_CMND = 0.6
"""Share of holders who moved to another province and had their CMND changed, as they should."""

FIRST_FOREIGN, LAST_FOREIGN = 101, 299
"""Country codes drawn for births registered abroad; the official list is not public."""


def _mix(value: Ints, key: Ints) -> Ints:
    """Scramble bits; the round function of the permutation."""
    mixed = (value + 1) * np.int64(2654435761) + key * np.int64(40503)
    mixed ^= mixed >> 15
    mixed *= np.int64(73244475)
    scrambled: Ints = (mixed ^ (mixed >> 16)) & np.int64(0x7FFFFFFF)
    return scrambled


def permute(index: Ints, key: Ints, left: int, right: int) -> Ints:
    """Permute `0 .. left*right-1` by a keyed Feistel network.

    Examples:
        >>> sorted(permute(np.arange(6), np.zeros(6, dtype=np.int64), 2, 3).tolist())
        [0, 1, 2, 3, 4, 5]
    """
    high, low = index // right, index % right
    for turn in range(FEISTEL_ROUNDS):
        high = (high + _mix(low, key + 7919 * turn)) % left
        low = (low + _mix(high, key + 104729 * turn + 1)) % right
    return high * right + low


def unpermute(value: Ints, key: Ints, left: int, right: int) -> Ints:
    """Undo `permute`."""
    high, low = value // right, value % right
    for turn in reversed(range(FEISTEL_ROUNDS)):
        low = (low - _mix(high, key + 104729 * turn + 1)) % right
        high = (high - _mix(low, key + 7919 * turn)) % left
    return high * right + low


class Turns:
    """Hands out the places of one block in the common order of each key."""

    def __init__(self, block: int, blocks: int, space: int) -> None:
        self.block = block
        self.blocks = blocks
        self.room = max((space - block - 1) // blocks + 1, 0)
        self.used: dict[int, int] = {}

    def take(self, key: Ints) -> Ints:
        """The next free place for each key, in the order given; `NONE` where none is left."""
        order = np.argsort(key, kind="stable")
        kinds, start, counts = np.unique(key[order], return_index=True, return_counts=True)
        taken = np.array([self.used.get(int(kind), 0) for kind in kinds], dtype=np.int64)
        rank = np.empty(len(key), dtype=np.int64)
        rank[order] = np.arange(len(key)) - np.repeat(start - taken, counts)
        for kind, before, more in zip(kinds, taken, counts, strict=True):
            self.used[int(kind)] = min(int(before + more), self.room)
        return np.where(rank < self.room, rank * self.blocks + self.block, NONE)


class NumberOffice:
    """Issues personal numbers: province, century and sex, year, serial (TT 59/2021)."""

    def __init__(self, seed: int, block: int, blocks: int) -> None:
        self.seed = seed
        self.turns = Turns(block, blocks, HALF_SPACE)
        self.near = min(MOST_PER_BLOCK * blocks, HALF_SPACE // 2)

    def issue(self, rng: np.random.Generator, province: Ints, sex: Ints, year: Ints) -> Ints:
        """Issue a number for each person from the code of the province."""
        head = self.head(province, sex, year)
        place = self.turns.take(head)
        if (place == NONE).any():
            raise InputError(
                "The population needs more numbers than a province and birth year have.",
                hint="make fewer people, or draw communes of more regions.",
            )
        serial = permute(place, head + self.seed, 500, 1000)
        return head * 1_000_000 + serial * 2 + rng.integers(0, 2, len(head))

    @staticmethod
    def head(province: Ints, sex: Ints, year: Ints) -> Ints:
        """The six digits that say province, century with sex, and year."""
        century = np.clip((year - 1900) // 100, 0, 4) * 2 + sex
        return province * 1000 + century * 100 + year % 100

    def may_be_issued(self, number: Ints) -> Flags:
        """Whether some block may have issued a number; slips keep off these."""
        head, serial = number // 1_000_000, number % 1_000_000
        return unpermute(serial // 2, head + self.seed, 500, 1000) < self.near


def neighbour(number: Ints) -> Ints:
    """The number beside one, which the office keeps for a twin."""
    return number ^ 1


def issue_personal_numbers(
    profile: Profile, rng: np.random.Generator, office: NumberOffice, people: People
) -> Ints:
    """A number for everybody alive after 2016, with few exceptions; `NONE` for the others."""
    code = provinces().code[wards().province[people.birth_ward]]
    foreign = (rng.random(len(people)) < profile.foreign_registered) & (people.twin_set < 0)
    abroad = rng.integers(FIRST_FOREIGN, LAST_FOREIGN + 1, len(people))
    code = np.where(foreign, abroad, code)
    number = office.issue(rng, code, people.sex, people.birth_year)
    twins = np.flatnonzero((people.twin_set >= 0) & (people.twin_set != np.arange(len(people))))
    first = people.twin_set[twins]
    taken_twice = np.zeros(len(twins), dtype=bool)
    taken_twice[1:] = first[1:] == first[:-1]
    row = (people.sex[twins] == people.sex[first]) & (people.birth_year[twins] >= 2016)
    row &= (rng.random(len(twins)) < profile.twins_consecutive) & ~taken_twice
    number[twins[row]] = neighbour(number[first[row]])
    without = rng.random(len(people)) >= profile.has_number
    return np.where(without | (people.death < day_number(2016)), NONE, number)


class CmndOffice:
    """Issues nine-digit CMND under the prefixes of a province."""

    def __init__(self, seed: int, block: int, blocks: int) -> None:
        self.seed = seed
        self.turns = Turns(block, blocks, 1_000_000)
        self.prefixes = [[int(p.ljust(3, "0")) for p in ps] for ps in provinces().cmnd]
        self.widths = [[len(p) for p in ps] for ps in provinces().cmnd]

    def issue(self, rng: np.random.Generator, province: Ints, year: Ints) -> Ints:
        """Issue numbers at provinces (by position) in years.

        The third digit is the province's own or grows with time; when its serials are used
        up, the next digit of the same two-digit area is begun.
        """
        choices = np.array([len(p) for p in self.prefixes])[province]
        which = (rng.random(len(province)) * choices).astype(np.int64)
        table = np.array([p + [0] * (3 - len(p)) for p in self.prefixes])
        width = np.array([w + [0] * (3 - len(w)) for w in self.widths])
        prefix = table[province, which]
        third = np.clip((year - 1976) // 4, 0, 9)
        prefix = np.where(width[province, which] == 2, prefix + third, prefix)
        return self._from(prefix)

    def _from(self, prefix: Ints) -> Ints:
        """The next numbers under prefixes, or under the next prefix of the area."""
        number = np.full(len(prefix), NONE)
        for _ in range(DIGITS):
            rows = np.flatnonzero(number == NONE)
            place = self.turns.take(prefix[rows])
            got = rows[place != NONE]
            serial = permute(place[place != NONE], prefix[got] + self.seed, 1000, 1000)
            number[got] = prefix[got] * 1_000_000 + serial
            prefix = np.where(number == NONE, prefix // 10 * 10 + (prefix + 1) % 10, prefix)
        if (number == NONE).any():
            raise InputError(
                "The population needs more CMND than the prefixes of a province have.",
                hint="make fewer people, or draw communes of more regions.",
            )
        return number


def issue_cmnd(
    rng: np.random.Generator, office: CmndOffice, people: People
) -> tuple[Ints, Ints, Ints]:
    """The last CMND of each person, the one before a move of province, and the day of change.

    CMND went to people of 14 and over until the end of 2020, in most provinces to 2016; who
    moved to another province before then got a new number (NĐ 05/1999).
    """
    province = wards().province
    at_14 = people.birth + int(CMND_AGE * YEAR)
    first_day = np.maximum(at_14 + rng.integers(0, 1500, len(people)), day_number(1977))
    holds = (first_day < day_number(2020, 6)) & (people.death > first_day)
    holds &= rng.random(len(people)) < np.where(first_day > day_number(2016), 0.6, 0.96)
    old, new = province[people.old_ward], province[people.home_ward]
    moved = holds & (people.moved_on != NEVER) & (people.moved_on > first_day) & (old != new)
    moved &= (people.moved_on < day_number(2018)) & (rng.random(len(people)) < CHANGES_CMND)
    first = np.full(len(people), NONE)
    rows = np.flatnonzero(holds)
    first[rows] = office.issue(rng, old[rows], year_of(first_day[rows]))
    last, changed = first.copy(), np.full(len(people), NEVER)
    rows = np.flatnonzero(moved)
    changed[rows] = people.moved_on[rows] + rng.integers(30, 400, len(rows))
    last[rows] = office.issue(rng, new[rows], year_of(changed[rows]))
    return last, np.where(moved, first, NONE), changed


MOBILE_PREFIXES = np.array(
    [
        *(32, 33, 34, 35, 36, 37, 38, 39, 56, 58, 70, 76, 77, 78, 79, 81, 82, 83, 84, 85, 86, 88),
        *(89, 90, 91, 92, 93, 94, 96, 97, 98, 99),
    ]
)
"""First digits after the zero of mobile numbers since 2018."""

FORMER_PREFIX = {
    70: 120,
    79: 121,
    77: 122,
    76: 126,
    78: 128,
    83: 123,
    84: 124,
    85: 125,
    81: 127,
    82: 129,
    32: 162,
    33: 163,
    34: 164,
    35: 165,
    36: 166,
    37: 167,
    38: 168,
    39: 169,
    56: 186,
    58: 188,
}
"""The eleven-digit prefixes used before September 2018."""


def draw_phones(rng: np.random.Generator, size: int) -> Ints:
    """Mobile numbers as the nine digits after the zero."""
    return rng.choice(MOBILE_PREFIXES, size) * 10_000_000 + rng.integers(0, 10_000_000, size)
