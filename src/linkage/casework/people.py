"""What casework knows: records as people, findings, and who is proposed to be whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import jellyfish

from linkage.schema import CaseKind
from linkage.scoring import LEAST_PROBABILITY

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """What casework needs to know of a record; `repr` shows its id alone.

    Attributes:
        record_id: Id of the record.
        number: Personal number, twelve digits.
        possible: Whether the number can have been issued.
        cancelled: Whether the record says that the number is cancelled.
        cmnds: Old identity card numbers; a record may list those of several provinces.
        id_sex: Sex the number says.
        id_year: Birth year the number says.
        id_province: Province of birth registration the number says.
        sex: Sex as recorded.
        birth_year: Birth year as recorded.
        birth_date: Full birth date as recorded.
        default_day: Whether day and month look filled in by habit.
        surname: Folded surname.
        given: Folded given name.
        given_marked: Given name in standard form, of a name that has its marks.
        name_fold: Folded whole name.
        sorted_name: Its words in alphabetical order, as of parents.
        name_share: Share of people with the same name.
        other_folds: Folds of all other names.
        father: Father's name, folded, words in alphabetical order.
        mother: Mother's name, likewise.
        phone: Phone number.
        household: Number of the household.
        homes: Wards of all residences.
        registration: Provinces that the place of birth registration allows.
        told: Facts that any two records can be compared by, names folded.
        status: Recorded status of the person.
        dead: Whether a death is recorded.
        updated: Day of the last change.
        unit: Unit that manages the record.
        source: Where the record comes from.
        mark: Mark of its content.
    """

    record_id: str
    number: str | None = field(repr=False)
    possible: bool = field(repr=False)
    cancelled: bool = field(repr=False)
    cmnds: frozenset[str] = field(repr=False)
    id_sex: str | None = field(repr=False)
    id_year: int | None = field(repr=False)
    id_province: str | None = field(repr=False)
    sex: str | None = field(repr=False)
    birth_year: int | None = field(repr=False)
    birth_date: str | None = field(repr=False)
    default_day: bool = field(repr=False)
    surname: str | None = field(repr=False)
    given: str | None = field(repr=False)
    given_marked: str | None = field(repr=False)
    name_fold: str | None = field(repr=False)
    sorted_name: str | None = field(repr=False)
    name_share: float | None = field(repr=False)
    other_folds: frozenset[str] = field(repr=False)
    father: str | None = field(repr=False)
    mother: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    household: str | None = field(repr=False)
    homes: frozenset[str] = field(repr=False)
    registration: frozenset[str] = field(repr=False)
    told: Mapping[str, str | None] = field(repr=False)
    status: str | None = field(repr=False)
    dead: bool = field(repr=False)
    updated: str | None = field(repr=False)
    unit: str | None = field(repr=False)
    source: str | None = field(repr=False)
    mark: str = field(repr=False)

    def plain_levels(self, other: "Person") -> dict[str, str | None]:
        """Whether two records tell the same of name, birth, sex and parents."""
        both = {fact: (said, other.told[fact]) for fact, said in self.told.items()}
        return {
            fact: None if None in pair else "same" if pair[0] == pair[1] else "different"
            for fact, pair in both.items()
        }

    def calls(self, other: "Person") -> bool:
        """Whether this record gives the name of the other, which is not its own, as another."""
        return self.name_fold != other.name_fold and other.name_fold in self.other_folds


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of `findings`."""

    kind: CaseKind
    record_ids: tuple[str, ...]
    fact: str
    number_says: str | None = field(repr=False)
    record_says: str | None = field(repr=False)
    probability: float
    alternatives: tuple[str, ...]
    ground: str | None


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter: a kind, its records, how sure, and what belongs to it.

    Attributes:
        kind: Kind of the case it becomes.
        record_ids: Records in order.
        probability: How likely the suspicion is true.
        findings: Findings that are part of the matter.
        differs: Codes of the encoded facts in which its live numbers differ.
        includes: Other kinds that are settled with it.
        sampled: Whether it was drawn by chance below the threshold.
    """

    kind: CaseKind
    record_ids: tuple[str, ...]
    probability: float
    findings: tuple[Finding, ...] = ()
    differs: tuple[str, ...] = ()
    includes: tuple[CaseKind, ...] = ()
    sampled: bool = False


class Register:
    """The records casework looks at, their entities, and what is known of pairs.

    Args:
        people: The records by their ids.
        entity_of: Entity of each of these records.
        probability_of: Match probability of pairs that were compared and not dismissed.
        successions: Pairs of a number and the number it lawfully replaced.
    """

    def __init__(
        self,
        people: Mapping[str, Person],
        entity_of: Mapping[str, str],
        probability_of: Mapping[Pair, float],
        successions: Iterable[Pair],
    ) -> None:
        self.people = people
        self.entity_of = entity_of
        self.probability_of = probability_of
        self._replaced: dict[str, set[str]] = defaultdict(set)
        for number, previous in successions:
            self._replaced[previous].add(number)
        self.entities: dict[str, tuple[str, ...]] = _members(entity_of)

    def of(self, record_ids: Iterable[str]) -> list[Person]:
        """People of some records."""
        return [self.people[record] for record in record_ids]

    def probability(self, left: str, right: str) -> float | None:
        """Match probability of two records, where they were compared and not dismissed."""
        return self.probability_of.get((min(left, right), max(left, right)))

    def replaced(self, number: str) -> bool:
        """Whether the id history says that a later number took the place of this one."""
        return number in self._replaced

    def succeeded(self, numbers: Sequence[str]) -> bool:
        """Whether the id history links all of the numbers."""
        reached, left = {numbers[0]}, set(numbers[1:])
        while found := {n for n in left if any(self._linked(n, k) for k in reached)}:
            reached |= found
            left -= found
        return not left

    def _linked(self, one: str, other: str) -> bool:
        nothing: set[str] = set()
        return one in self._replaced.get(other, nothing) or other in self._replaced.get(
            one, nothing
        )

    def live_numbers(self, record_ids: Iterable[str]) -> list[str]:
        """Numbers of one person that nothing says to be cancelled, replaced or impossible.

        An impossible number is kept when it is a slip away from another one: then it is
        that number, badly written.
        """
        people = self.of(record_ids)
        given = {p.number for p in people if p.number}
        ended = {p.number for p in people if p.number and p.cancelled}
        ended |= {n for n in given if self._replaced.get(n, set()) & given}
        possible = {p.number for p in people if p.number and p.possible} - ended
        written = {
            n for n in given - possible - ended if any(one_slip(n, good) for good in possible)
        }
        return sorted(possible | written)

    def old_numbers(self, record_ids: Iterable[str]) -> list[str]:
        """Old identity card numbers on some records."""
        return sorted({number for person in self.of(record_ids) for number in person.cmnds})

    def apart(self, records: Sequence[str]) -> float:
        """How likely it is that not all of the records are one person.

        Of records that were dismissed it is known only that they are below what `score` keeps.
        """
        links = [self.probability(*pair) or LEAST_PROBABILITY for pair in combinations(records, 2)]
        return 1 - min(links)

    def cohesion(self, records: Sequence[str]) -> float:
        """The weakest of the best links by which each record hangs on the others."""
        if len(records) == 1:
            return 1.0
        return min(
            max((self.probability(one, other) or 0.0) for other in records if other != one)
            for one in records
        )


def _members(entity_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for record in sorted(entity_of):
        groups[entity_of[record]].append(record)
    return {entity: tuple(records) for entity, records in groups.items()}


def one_slip(one: str, other: str) -> bool:
    """Whether two texts are one keystroke apart: a letter more, less, other, or two exchanged.

    Examples:
        >>> one_slip("001190000123", "001190000132"), one_slip("0123", "0456")
        (True, False)
    """
    return jellyfish.damerau_levenshtein_distance(one, other) == 1


def all_slips(numbers: Sequence[str]) -> bool:
    """Whether one of the numbers is a slip away from each of the others.

    Examples:
        >>> all_slips(["1234", "1235", "2234"]), all_slips(["1234", "9876"])
        (True, False)
    """
    return any(all(n == centre or one_slip(n, centre) for n in numbers) for centre in numbers)
