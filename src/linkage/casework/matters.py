"""Matters: what entities, shared numbers and findings amount to, each matter once.

A matter is a kind, the records it is about, and how sure it is. The words follow later.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import jellyfish

from linkage.schema import CaseKind
from linkage.scoring import LEAST_PROBABILITY

WITHIN_RECORD = frozenset(
    {
        CaseKind.ID_SEX_MISMATCH,
        CaseKind.ID_BIRTH_YEAR_MISMATCH,
        CaseKind.ID_PLACE_MISMATCH,
        CaseKind.IMPOSSIBLE_ID,
        CaseKind.DECEASED_ACTIVE,
    }
)
CONTRADICTIONS = WITHIN_RECORD - {CaseKind.IMPOSSIBLE_ID, CaseKind.DECEASED_ACTIVE}

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """What casework needs to know of a record; `repr` shows its id alone."""

    record_id: str
    number: str | None = field(repr=False)
    cancelled: bool = field(repr=False)
    cmnd: str | None = field(repr=False)
    id_sex: str | None = field(repr=False)
    id_year: int | None = field(repr=False)
    id_province: str | None = field(repr=False)
    sex: str | None = field(repr=False)
    told: Mapping[str, str | None] = field(repr=False)
    name_fold: str | None = field(repr=False)
    other_folds: frozenset[str] = field(repr=False)
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
    """One matter: a kind, its records, how sure, and the findings that belong to it.

    Attributes:
        kind: Kind of the case it becomes.
        record_ids: Records in order.
        probability: How likely the suspicion is true.
        findings: Findings that are part of the matter.
        differs: Codes of the encoded facts in which its numbers differ.
    """

    kind: CaseKind
    record_ids: tuple[str, ...]
    probability: float
    findings: tuple[Finding, ...] = ()
    differs: tuple[str, ...] = ()


class Register:
    """The records casework looks at, their entities, and what is known of pairs."""

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
        self.successions = frozenset(successions)
        self.entities: dict[str, tuple[str, ...]] = _members(entity_of)

    def probability(self, left: str, right: str) -> float | None:
        """Match probability of two records, where they were compared and not dismissed."""
        return self.probability_of.get((min(left, right), max(left, right)))

    def succeeded(self, numbers: Sequence[str]) -> bool:
        """Whether the id history links all of the numbers."""
        reached, left = {numbers[0]}, set(numbers[1:])
        while found := {
            n for n in left if any({(n, k), (k, n)} & self.successions for k in reached)
        }:
            reached |= found
            left -= found
        return not left


def _members(entity_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for record in sorted(entity_of):
        groups[entity_of[record]].append(record)
    return {entity: tuple(records) for entity, records in groups.items() if len(records) > 1}


def find_matters(register: Register, findings: Sequence[Finding]) -> list[Matter]:
    """All matters, ordered by kind and records.

    A contradiction inside a record that is part of a shared number or of two numbers of one
    person belongs to that matter: it says whose number it is, and is not counted twice.
    """
    by_record: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.kind in CONTRADICTIONS:
            by_record[finding.record_ids[0]].append(finding)
    matters = [
        *_duplicates(register, by_record),
        *_shared(register, findings, by_record),
        *_deaths(register, findings),
        *_several_cmnd(register),
        *_twins(register, findings, by_record),
    ]
    absorbed = {id(finding) for matter in matters for finding in matter.findings}
    matters += [
        Matter(f.kind, f.record_ids, f.probability, (f,))
        for f in findings
        if f.kind in WITHIN_RECORD - {CaseKind.DECEASED_ACTIVE} and id(f) not in absorbed
    ]
    return sorted(matters, key=lambda matter: (matter.kind, matter.record_ids))


def _duplicates(register: Register, by_record: Mapping[str, list[Finding]]) -> Iterator[Matter]:
    for records in register.entities.values():
        people = [register.people[record] for record in records]
        kind = _duplicate_kind(register, people)
        taken = [f for r in records for f in by_record[r]] if kind is CaseKind.TWO_IDS else []
        yield Matter(
            kind, records, _cohesion(register, records), tuple(taken), _encoded_differences(people)
        )


def _duplicate_kind(register: Register, people: Sequence[Person]) -> CaseKind:
    numbers = sorted({p.number for p in people if p.number})
    if len(numbers) > 1:
        if register.succeeded(numbers):
            return CaseKind.REISSUED_ID
        if all(_one_slip(a, b) for a, b in combinations(numbers, 2)):
            return CaseKind.ID_TYPO
        live = {p.number for p in people if p.number and not p.cancelled}
        return CaseKind.TWO_IDS if len(live) > 1 else CaseKind.REISSUED_ID
    if numbers and any(p.number is None for p in people):
        return CaseKind.NO_ID_DUPLICATE
    return CaseKind.REPEATED_RECORD


def _one_slip(one: str, other: str) -> bool:
    return jellyfish.damerau_levenshtein_distance(one, other) == 1


def _encoded_differences(people: Sequence[Person]) -> tuple[str, ...]:
    numbered = [p for p in people if p.number]
    facts: dict[str, set[object]] = {
        "sex": {p.id_sex for p in numbered},
        "birth_year": {p.id_year for p in numbered},
        "registration_province": {p.id_province for p in numbered},
    }
    return tuple(fact for fact, said in facts.items() if len(said) > 1)


def _cohesion(register: Register, records: Sequence[str]) -> float:
    """The weakest of the best links by which each record hangs on the others."""
    return min(
        max((register.probability(one, other) or 0.0) for other in records if other != one)
        for one in records
    )


def _shared(
    register: Register, findings: Sequence[Finding], by_record: Mapping[str, list[Finding]]
) -> Iterator[Matter]:
    for finding in findings:
        if finding.kind not in (CaseKind.SHARED_ID, CaseKind.SHARED_CMND):
            continue
        records = finding.record_ids
        if len({register.entity_of[r] for r in records}) < 2:
            continue
        kind: CaseKind = finding.kind
        if _other_name(register, records):
            kind = CaseKind.OTHER_NAME
        numbers = sorted({n for r in records if (n := register.people[r].number)})
        if kind is CaseKind.SHARED_CMND and len(numbers) > 1 and register.succeeded(numbers):
            kind = CaseKind.REISSUED_ID
        taken = [f for r in records for f in by_record[r]] if kind is CaseKind.SHARED_ID else []
        yield Matter(kind, records, _apart(register, records), (finding, *taken))


def _apart(register: Register, records: Sequence[str]) -> float:
    """How likely it is that not all of the records are one person.

    Of records that were dismissed it is known only that they are below what `score` keeps.
    """
    links = [register.probability(*pair) or LEAST_PROBABILITY for pair in combinations(records, 2)]
    return 1 - min(links)


def _other_name(register: Register, records: Sequence[str]) -> bool:
    """Whether each differing name is recorded as another name of the other record."""
    people = [register.people[record] for record in records]
    return all(
        a.name_fold == b.name_fold or a.name_fold in b.other_folds or b.name_fold in a.other_folds
        for a, b in combinations(people, 2)
    )


def _deaths(register: Register, findings: Sequence[Finding]) -> Iterator[Matter]:
    within = {f.record_ids[0]: f for f in findings if f.kind is CaseKind.DECEASED_ACTIVE}
    for records in register.entities.values():
        people = [register.people[record] for record in records]
        dead = [p for p in people if p.dead]
        if dead and any(p.status == "active" and not p.dead for p in people):
            taken = tuple(within.pop(r) for r in records if r in within)
            cohesion = _cohesion(register, records)
            yield Matter(CaseKind.DECEASED_ACTIVE, records, cohesion, taken)
    for record, finding in within.items():
        yield Matter(CaseKind.DECEASED_ACTIVE, (record,), finding.probability, (finding,))


def _several_cmnd(register: Register) -> Iterator[Matter]:
    for records in register.entities.values():
        if len({n for r in records if (n := register.people[r].cmnd)}) > 1:
            yield Matter(CaseKind.SEVERAL_CMND, records, _cohesion(register, records))


def _twins(
    register: Register, findings: Sequence[Finding], by_record: Mapping[str, list[Finding]]
) -> Iterator[Matter]:
    for finding in findings:
        if finding.kind is not CaseKind.TWINS:
            continue
        entities = {register.entity_of[record]: record for record in reversed(finding.record_ids)}
        if len(entities) < 2:
            continue
        wrong_sex = [f for r in finding.record_ids for f in by_record[r] if f.fact == "sex"]
        swapped = len({f.number_says for f in wrong_sex}) > 1
        kind = CaseKind.TWIN_DATA_SWAPPED if swapped else CaseKind.TWINS
        taken = (finding, *wrong_sex) if swapped else (finding,)
        yield Matter(kind, finding.record_ids, finding.probability, taken)
