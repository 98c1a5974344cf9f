"""What a perfect officer would find in the records of a block, and how it falls into matters."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from linkage.schema import CaseKind
from linkage.synthetic.demography import NEVER, NOBODY
from linkage.synthetic.ledger import Ledger
from linkage.synthetic.name_tables import EMPTY
from linkage.synthetic.numbers import FIRST_FOREIGN, NONE
from linkage.synthetic.places import historic_name, split_province
from linkage.synthetic.profile import Profile
from linkage.synthetic.recordings import (
    ACTIVE,
    CANCELLED,
    DEAD,
    Block,
    Held,
    Recordings,
    province_of,
)
from linkage.synthetic.tables import Flags, Ints, provinces

LIKELY_OWN = (Held.OWN, Held.SECOND)

NUMBERS = (
    CaseKind.SHARED_ID,
    CaseKind.TWIN_DATA_SWAPPED,
    CaseKind.TWO_IDS,
    CaseKind.ID_TYPO,
)
"""Whose number, which number: all of this about the same people is one tangle."""

ENTRIES = (CaseKind.DECEASED_ACTIVE, CaseKind.NO_ID_DUPLICATE, CaseKind.REPEATED_RECORD)
"""What is the matter with the entries of one person whose number is not in question."""

CONTRADICTIONS = (
    CaseKind.IMPOSSIBLE_ID,
    CaseKind.ID_SEX_MISMATCH,
    CaseKind.ID_BIRTH_YEAR_MISMATCH,
    CaseKind.ID_PLACE_MISMATCH,
)
"""What can be wrong with a number by itself."""

REPAIRED = str.maketrans({"O": "0", "l": "1"} | dict.fromkeys(" .-'"))
"""How a reader takes letters and marks in a number."""

LEAST_DIGITS = 10
"""A shorter text is a CMND, or one that lost a digit, rather than a personal number."""

FACTS = ("sex", "birth_year", "registration_province")
"""Facts that a number encodes, as `differs` names them."""


@dataclass(frozen=True)
class Shown:
    """What a reader of a record can see, whatever is true."""

    sex: Flags
    year: Flags
    birth_date: Flags
    registration: Flags
    father: Flags
    mother: Flags
    household: Flags
    historic: Flags
    new_registration: Flags
    number_lost: Flags
    """The number was spoilt beyond reading, or the spoilt text no longer tells what is wrong."""


@dataclass(frozen=True)
class Matter:
    """One matter for an officer, or one lawful look-alike.

    Attributes:
        kind: What its file is called.
        rows: Rows of the records to lay side by side.
        also: Kinds of what else is wrong with these records and settled in the same file.
        differs: Facts in which the live numbers of one person differ.
    """

    kind: CaseKind
    rows: tuple[int, ...]
    also: tuple[CaseKind, ...] = ()
    differs: tuple[str, ...] = ()


def matters(profile: Profile, block: Block, ledger: Ledger, shown: Shown) -> list[Matter]:
    """All matters of a block, lawful look-alikes included."""
    records = _as_shown(ledger.records, shown)
    replaced = [old for _, old, kind, _ in ledger.history if kind == "personal_id"]
    found = [
        *_within_records(profile, records, shown, np.isin(records.number, replaced)),
        *_of_persons(records),
        *_shared(ledger, records),
    ]
    explained = [*_renamed(records), *_several_cmnd(block, records), *_twins(block, records, shown)]
    return [*_Folding(records, found).run(), *explained]


def _as_shown(records: Recordings, shown: Shown) -> Recordings:
    """The records as far as they show it.

    A number that nobody can read any more is none, and the number of somebody whose own records
    show another one, or none, is a second number of whoever bears it.
    """
    result = records.take(np.arange(len(records)))
    lost = shown.number_lost & ((result.number != NONE) | (result.held == Held.IMPOSSIBLE))
    result.number[lost] = NONE
    result.held[lost] = Held.NOTHING
    lent = np.flatnonzero(result.held == Held.OTHERS)
    bearers = np.flatnonzero(np.isin(result.number, result.number[lent]))
    for row in lent.tolist():
        same = bearers[result.number[bearers] == result.number[row]]
        if (result.person[same] == result.person[row]).all():
            result.held[row] = Held.SECOND
    return result


# --- one record ------------------------------------------------------------------------


def _within_records(
    profile: Profile, r: Recordings, shown: Shown, replaced: Flags
) -> Iterator[Matter]:
    """Numbers against the facts on the same record; one that is known to be over says nothing."""
    number = r.number
    has = (number != NONE) & (r.number_state != CANCELLED) & ~replaced
    code, sex, year = encoded(number)
    known = np.isin(code, provinces().code)
    possible = can_exist(number, profile.as_of.year)
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
            yield Matter(kind, (row,))


def encoded(number: Ints) -> tuple[Ints, Ints, Ints]:
    """Province code, sex and birth year that numbers encode."""
    mark = number // 10**8 % 10
    return number // 10**9, mark % 2, 1900 + 100 * (mark // 2) + number // 10**6 % 100


def can_exist(number: Ints, year: int) -> Flags:
    """Whether numbers of twelve digits can have been issued by a year.

    Examples:
        >>> can_exist(np.array([1_090_000_001, 3_090_000_001, 1_490_000_001]), 2026).tolist()
        [True, False, False]
    """
    code, _, born = encoded(number)
    mark: Ints = number // 10**8 % 10
    known = np.isin(code, provinces().code) | (code >= FIRST_FOREIGN)
    fits: Flags = known & (mark <= 3) & (born <= year)
    return fits


def digits_in(text: str) -> str | None:
    """The number that a spoilt cell still holds; none in a power of ten or in what looks like CMND.

    Examples:
        >>> digits_in("l.099.012.345"), digits_in("001-099-O12-345")
        ('001099012345', '001099012345')
        >>> digits_in("1.09901E+09"), digits_in("109901234")
        (None, None)
    """
    digits = text.translate(REPAIRED)
    if not digits.isdigit() or len(digits) < LEAST_DIGITS:
        return None
    return digits if digits.startswith("0") else digits.zfill(12)


def shows_impossible(text: str, year: int) -> bool:
    """Whether a spoilt cell still holds a number that cannot exist.

    Examples:
        >>> shows_impossible("003 099 012 345", 2026), shows_impossible("3.09901E+09", 2026)
        (True, False)
    """
    digits = digits_in(text)
    if digits is None:
        return False
    return len(digits) != 12 or not can_exist(np.array([int(digits)]), year)[0]


def _compatible(code: Ints, registered: Ints, shown: Shown) -> Flags:
    """Whether the province in the number can be the one named at the birth registration."""
    country = provinces()
    written = province_of(registered)
    place = np.minimum(np.searchsorted(country.code, code), len(country.code) - 1)
    fits: Flags = country.group[written] == country.group[place]
    for row in np.flatnonzero(shown.historic).tolist():
        former = historic_name(int(registered[row]))
        if former:
            successor = int(place[row])
            _, bare = split_province(country.name[successor])
            fits[row] |= former == bare or former in country.historic[successor]
    return fits


# --- one person ------------------------------------------------------------------------


def groups(keys: Ints, rows: Ints) -> Iterator[tuple[int, list[int]]]:
    """Keys that occur more than once, with their rows."""
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    values, start, count = np.unique(keys, return_index=True, return_counts=True)
    for value, first, size in zip(values, start, count, strict=True):
        if size > 1:
            yield int(value), rows[first : first + size].tolist()


def _of_persons(r: Recordings) -> Iterator[Matter]:
    """Several records of one person."""
    held, number = r.held.tolist(), r.number.tolist()
    for _, rows in groups(r.person, np.arange(len(r))):
        yield from _number_matters(rows, held, number)
        if {int(r.state[row]) for row in rows} == {ACTIVE, DEAD}:
            yield Matter(CaseKind.DECEASED_ACTIVE, tuple(rows))


def _number_matters(rows: list[int], held: list[int], number: list[int]) -> Iterator[Matter]:
    """What the numbers on the records of one person make of them."""
    good = [row for row in rows if held[row] in LIKELY_OWN]
    without = [row for row in rows if held[row] in (Held.NOTHING, Held.IMPOSSIBLE)]
    slips = [row for row in rows if held[row] == Held.SLIP]
    old = [row for row in rows if held[row] == Held.OLD]
    numbered = [row for row in rows if number[row] != NONE]
    if len({number[row] for row in good}) > 1:
        yield Matter(CaseKind.TWO_IDS, tuple(good))
    if slips and len({number[row] for row in (*slips, *good)}) > 1:
        yield Matter(CaseKind.ID_TYPO, (*slips, *good))
    if old and good:
        yield Matter(CaseKind.REISSUED_ID, (*old, *good))
    if without and numbered:
        yield Matter(CaseKind.NO_ID_DUPLICATE, (*without, *numbered))
    if len(without) > 1 and not numbered:
        yield Matter(CaseKind.REPEATED_RECORD, tuple(without))
    for value in sorted({number[row] for row in numbered}):
        same = [row for row in numbered if number[row] == value]
        if len(same) > 1:
            yield Matter(CaseKind.REPEATED_RECORD, tuple(same))


def _several_cmnd(block: Block, r: Recordings) -> Iterator[Matter]:
    """Records of one person with the CMND before and after a move of province."""
    for person, rows in groups(r.person, np.arange(len(r))):
        cmnd = {int(c) for c in r.cmnd[rows]} - {NONE}
        if len(cmnd) > 1 and cmnd <= {int(block.cmnd[person]), int(block.earlier_cmnd[person])}:
            yield Matter(CaseKind.SEVERAL_CMND, tuple(rows))


def _renamed(r: Recordings) -> Iterator[Matter]:
    """Records of one person under two names, one of which tells the other."""
    known = r.other_name[:, -1] != EMPTY
    for _, rows in groups(r.person, np.arange(len(r))):
        if any(
            known[a] and np.array_equal(r.other_name[a], r.name[b])
            for a in rows
            for b in rows
            if not np.array_equal(r.name[a], r.name[b])
        ):
            yield Matter(CaseKind.OTHER_NAME, tuple(rows))


# --- several people --------------------------------------------------------------------


def _shared(ledger: Ledger, r: Recordings) -> Iterator[Matter]:
    """One number on several people; an exchange between twins is a matter of its own."""
    pairs = [{int(r.person[row]) for row in pair} for pair in ledger.swapped]
    for kind, column in ((CaseKind.SHARED_ID, r.number), (CaseKind.SHARED_CMND, r.cmnd)):
        rows = np.flatnonzero(column != NONE)
        for _, group in groups(column[rows], rows):
            persons = {int(r.person[row]) for row in group}
            exchanged = kind is CaseKind.SHARED_ID and any(persons <= pair for pair in pairs)
            if len(persons) > 1 and not exchanged:
                yield Matter(kind, tuple(group))
    for pair in pairs:
        together = np.flatnonzero(np.isin(r.person, list(pair)))
        yield Matter(CaseKind.TWIN_DATA_SWAPPED, tuple(together.tolist()))


def _twins(block: Block, r: Recordings, shown: Shown) -> Iterator[Matter]:
    """All records of people born together, where two show the same day and a common tie."""
    of = block.people.twin_set[r.person]
    rows = np.flatnonzero(of != NOBODY)
    date = np.stack((r.year, r.month, r.day_of_month), axis=1)
    ties = ((shown.father, r.father), (shown.mother, r.mother), (shown.household, r.household))

    def tied(a: int, b: int) -> bool:
        return any(known[a] and known[b] and value[a] == value[b] for known, value in ties)

    for _, group in groups(of[rows], rows):
        if any(
            r.person[a] != r.person[b]
            and shown.birth_date[a]
            and np.array_equal(date[a], date[b])
            and tied(a, b)
            for i, a in enumerate(group)
            for b in group[i + 1 :]
        ):
            yield Matter(CaseKind.TWINS, tuple(group))


# --- one matter, one file --------------------------------------------------------------


class _Folding:
    """Puts what hangs together into one matter.

    Whose number it is and which number is right, for people who share a number or a record of
    one another, is one tangle with all their records. What is left of a person's entries is
    one matter, and what is left of one number of one person is one matter.
    """

    def __init__(self, records: Recordings, found: list[Matter]) -> None:
        self.records = records
        self.person: list[int] = records.person.tolist()
        self.found = found
        self.rows_of: dict[int, list[int]] = defaultdict(list)
        concerned = {self.person[row] for matter in found for row in matter.rows}
        for row in np.flatnonzero(np.isin(records.person, sorted(concerned))).tolist():
            self.rows_of[self.person[row]].append(row)

    def run(self) -> Iterator[Matter]:
        """The folded matters."""
        tangle = self._tangles()
        of_tangle: dict[int, list[Matter]] = defaultdict(list)
        entries: dict[int, list[Matter]] = defaultdict(list)
        contradictions: dict[tuple[int, int], list[Matter]] = defaultdict(list)
        for matter in self.found:
            person, row = self.person[matter.rows[0]], matter.rows[0]
            if matter.kind is CaseKind.SHARED_CMND:
                yield matter
            elif person in tangle:
                of_tangle[tangle[person]].append(matter)
            elif matter.kind in CONTRADICTIONS:
                number = int(self.records.number[row])
                contradictions[person, number if number != NONE else -2 - row].append(matter)
            else:
                entries[person].append(matter)
        people: dict[int, list[int]] = defaultdict(list)
        for person, root in tangle.items():
            people[root].append(person)
        for root, parts in of_tangle.items():
            yield self._titled(NUMBERS, parts, self._all_rows(people[root]))
        for person, parts in entries.items():
            alone = all(len(part.rows) == 1 for part in parts)
            rows = parts[0].rows if alone else self._all_rows([person])
            yield self._titled((*ENTRIES, CaseKind.REISSUED_ID), parts, rows)
        for parts in contradictions.values():
            rows = sorted({row for part in parts for row in part.rows})
            yield self._titled(CONTRADICTIONS, parts, rows)

    def _tangles(self) -> dict[int, int]:
        """For each person whose number is in question, one person who stands for the tangle."""
        root: dict[int, int] = {}

        def top(person: int) -> int:
            while root.setdefault(person, person) != person:
                person = root[person]
            return person

        for matter in self.found:
            if matter.kind in NUMBERS:
                first, *others = {self.person[row] for row in matter.rows}
                for other in (first, *others):
                    root[top(other)] = top(first)
        return {person: top(person) for person in root}

    def _all_rows(self, people: Iterable[int]) -> list[int]:
        return sorted(row for person in people for row in self.rows_of[person])

    def _titled(
        self, order: tuple[CaseKind, ...], parts: list[Matter], rows: Iterable[int]
    ) -> Matter:
        kinds = {part.kind for part in parts}
        title = next(kind for kind in order if kind in kinds)
        also = tuple(kind for kind in CaseKind if kind in kinds - {title})
        differs = self._differing(parts) if title is CaseKind.TWO_IDS else ()
        return Matter(title, tuple(rows), also, differs)

    def _differing(self, parts: list[Matter]) -> tuple[str, ...]:
        """The facts in which the live numbers differ."""
        rows = [row for part in parts if part.kind is CaseKind.TWO_IDS for row in part.rows]
        code, sex, year = encoded(self.records.number[rows])
        values = dict(zip(FACTS, (sex, year, code), strict=True))
        return tuple(fact for fact in FACTS if len(np.unique(values[fact])) > 1)
