"""Matters: what entities, shared numbers and findings amount to, each matter once.

A matter is a kind, the records it is about, and how sure it is. The words follow later.

Whose number it is and which number is right, for people who share a number or whose twin's
number they bear, is one tangle with all their records and with everything else that is wrong
with these: one officer has to lay all of it side by side anyway. What is left of the records of
one person is one matter, and what is left of the contradictions of one number of one person is
one. Lawful look-alikes stand beside these.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from linkage.casework.lookalikes import another_name, born_together, other_names, several_cmnd
from linkage.casework.people import Finding, Matter, Pair, Person, Register, all_slips, one_slip
from linkage.casework.siblings import (
    exchanged_in_disguise,
    exchanged_numbers,
    exchanged_sexes,
    in_disguise,
)
from linkage.schema import CaseKind

NUMBERS = (
    CaseKind.SHARED_ID,
    CaseKind.TWIN_DATA_SWAPPED,
    CaseKind.TWO_IDS,
    CaseKind.ID_TYPO,
)
"""Kinds about whose number it is or which number is right; the first names the tangle."""

ENTRIES = (CaseKind.DECEASED_ACTIVE, CaseKind.NO_ID_DUPLICATE, CaseKind.REPEATED_RECORD)
"""Kinds about several records of one person whose number is not in question."""

CONTRADICTIONS = (
    CaseKind.IMPOSSIBLE_ID,
    CaseKind.ID_SEX_MISMATCH,
    CaseKind.ID_BIRTH_YEAR_MISMATCH,
    CaseKind.ID_PLACE_MISMATCH,
)
"""Kinds about a number by itself, the one that outweighs the others first."""

WITHIN_RECORD = frozenset({*CONTRADICTIONS, CaseKind.DECEASED_ACTIVE})

LEAST_RAISED = 0.5
"""A contradiction less likely than this is told where a case exists, but raises none."""

POSSIBLE = 0.1
"""Two records left apart that state one person are a matter from this match probability on."""

EXCHANGED = 0.95
"""How likely an exchange between twins is true: of those found in synthetic registers some 19 in
20 were (`benchmarks/casework.py`)."""


@dataclass(frozen=True, slots=True)
class _Knot:
    """Something that ties entities together: their numbers are in question together."""

    kind: CaseKind
    entities: frozenset[str]
    probability: float
    finding: Finding | None = None


def find_matters(
    register: Register, findings: Sequence[Finding], sampled: Sequence[Pair] = ()
) -> list[Matter]:
    """All matters, ordered by kind and records.

    Args:
        register: The records, their entities and what is known of pairs.
        findings: What `check` found.
        sampled: Pairs drawn by chance below the threshold.
    """
    within = _within(register, findings)
    twins = _twin_groups(register, findings)
    shared = [*_shared(register, findings)]
    knots = [*_person_knots(register), *_swap_knots(register, within, twins, shared)]
    knots += _shared_knots(register, shared, knots)
    knots += _slip_knots(register, findings, twins)
    tangles = _tie(knots)
    matters = [_tangle(register, group, within) for group in tangles]
    tangled = {entity for group in tangles for knot in group for entity in knot.entities}
    matters += _entries(register, tangled, within)
    matters += _contradictions(register, tangled, within)
    matters += _deaths_of_others(register, findings, tangled)
    matters += _shared_cmnd(register, shared, tangles)
    matters += [
        *several_cmnd(register, shared),
        *other_names(register, findings),
        *born_together(register, twins),
    ]
    known = {pair for m in matters for pair in combinations(m.record_ids, 2)}
    matters += [_drawn(register, pair) for pair in sampled if pair not in known]
    return sorted(matters, key=lambda matter: (matter.kind, matter.record_ids))


# --- what is known -----------------------------------------------------------------------


def _within(register: Register, findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Findings about one person each; a number that is cancelled contradicts nothing."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        entities = {register.entity_of[record] for record in finding.record_ids}
        if finding.kind in WITHIN_RECORD and len(entities) == 1:
            person = register.people[finding.record_ids[0]]
            ended = person.cancelled or (person.number and register.replaced(person.number))
            if finding.kind is CaseKind.DECEASED_ACTIVE or not ended:
                found[person.record_id].append(finding)
    return found


def _shared(register: Register, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Numbers that stand on records of several entities."""
    for finding in findings:
        entities = {register.entity_of[r] for r in finding.record_ids}
        if finding.kind in (CaseKind.SHARED_ID, CaseKind.SHARED_CMND) and len(entities) > 1:
            yield finding


def _twin_groups(register: Register, findings: Sequence[Finding]) -> list[tuple[str, ...]]:
    """Sets of entities born together, of at least two; another name of one child is no twin."""
    pairs = [
        {register.entity_of[r] for r in finding.record_ids}
        for finding in findings
        if finding.kind is CaseKind.TWINS and not another_name(register, finding.record_ids)
    ]
    return [tuple(sorted(group)) for group in _joined(pairs) if len(group) > 1]


def _joined(sets: Iterable[set[str]]) -> list[set[str]]:
    """Sets that overlap, made one."""
    root: dict[str, str] = {}

    def top(item: str) -> str:
        while root.setdefault(item, item) != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    for items in sets:
        first, *others = sorted(items)
        for other in (first, *others):
            one, two = sorted((top(first), top(other)))
            root[two] = one
    groups: dict[str, set[str]] = defaultdict(set)
    for item in root:
        groups[top(item)].add(item)
    return [groups[item] for item in sorted(groups)]


# --- tangles -----------------------------------------------------------------------------


def _person_knots(register: Register) -> Iterator[_Knot]:
    """People with several live numbers."""
    for entity, records in register.entities.items():
        if len(records) < 2 or in_disguise(register, records):
            continue
        live = register.live_numbers(records)
        if len(live) > 1:
            kind = CaseKind.ID_TYPO if all_slips(live) else CaseKind.TWO_IDS
            if exchanged_in_disguise(register, records):
                kind = CaseKind.TWIN_DATA_SWAPPED
            yield _Knot(kind, frozenset({entity}), register.cohesion(records))


def _swap_knots(
    register: Register,
    within: Mapping[str, list[Finding]],
    twins: Sequence[Sequence[str]],
    shared: Sequence[Finding],
) -> Iterator[_Knot]:
    """Twins whose numbers or sexes were exchanged."""
    found = {
        *exchanged_sexes(register, within, twins, shared),
        *exchanged_numbers(register, twins, shared),
    }
    for pair in sorted(found):
        yield _Knot(CaseKind.TWIN_DATA_SWAPPED, frozenset(pair), EXCHANGED)


def _shared_knots(
    register: Register, shared: Sequence[Finding], knots: Sequence[_Knot]
) -> Iterator[_Knot]:
    """People who share a number; of exchanged twins that is part of the exchange."""
    swapped = [k.entities for k in knots if k.kind is CaseKind.TWIN_DATA_SWAPPED]
    for finding in shared:
        entities = frozenset(register.entity_of[r] for r in finding.record_ids)
        exchanged = any(entities <= pair for pair in swapped)
        if finding.kind is CaseKind.SHARED_ID and not (
            exchanged or another_name(register, finding.record_ids)
        ):
            apart = register.apart(finding.record_ids)
            yield _Knot(CaseKind.SHARED_ID, entities, apart, finding)


def _slip_knots(
    register: Register, findings: Sequence[Finding], twins: Sequence[Sequence[str]]
) -> Iterator[_Knot]:
    """Records left apart that state one person under numbers a slip apart; twins are two.

    Where serials count up, namesakes of one village bear such numbers: the model has to find it
    possible that they are one person.
    """
    born_together = {entity: number for number, group in enumerate(twins) for entity in group}
    for finding in findings:
        if finding.kind is CaseKind.ID_TYPO:
            entities = frozenset(register.entity_of[r] for r in finding.record_ids)
            groups = {born_together.get(entity, entity) for entity in entities}
            if len(groups) > 1 and not in_disguise(register, finding.record_ids):
                known = register.probability(*finding.record_ids[:2]) or 0.0
                if known >= POSSIBLE:
                    yield _Knot(CaseKind.ID_TYPO, entities, known, finding)


def _tie(knots: Sequence[_Knot]) -> list[list[_Knot]]:
    """Knots that have an entity in common, together."""
    tied = _joined([set(knot.entities) for knot in knots])
    place = {entity: number for number, group in enumerate(tied) for entity in group}
    groups: list[list[_Knot]] = [[] for _ in tied]
    for knot in knots:
        groups[place[min(knot.entities)]].append(knot)
    return groups


def _tangle(
    register: Register, knots: Sequence[_Knot], within: Mapping[str, list[Finding]]
) -> Matter:
    kind = min((knot.kind for knot in knots), key=NUMBERS.index)
    entities = sorted({entity for knot in knots for entity in knot.entities})
    records = tuple(sorted(r for entity in entities for r in register.entities[entity]))
    findings = [knot.finding for knot in knots if knot.finding]
    findings += [f for record in records for f in within.get(record, ())]
    kinds = {knot.kind for knot in knots} | {f.kind for f in findings}
    for entity in entities:
        kinds |= _entry_kinds(register, register.entities[entity])
    differs: set[str] = set()
    if kind is CaseKind.TWO_IDS:
        differs = {
            f for entity in entities for f in _differing(register, register.entities[entity])
        }
    return Matter(
        kind,
        records,
        max(knot.probability for knot in knots if knot.kind is kind),
        tuple(findings),
        tuple(fact for fact in _ENCODED if fact in differs),
        tuple(k for k in CaseKind if k in kinds - {kind}),
    )


_ENCODED = ("sex", "birth_year", "registration_province")


def _differing(register: Register, records: Sequence[str]) -> set[str]:
    """Encoded facts in which the live numbers of one person differ."""
    live = set(register.live_numbers(records))
    numbered = [p for p in register.of(records) if p.number in live]
    said: Sequence[set[object]] = (
        {p.id_sex for p in numbered},
        {p.id_year for p in numbered},
        {p.id_province for p in numbered},
    )
    return {fact for fact, values in zip(_ENCODED, said, strict=True) if len(values) > 1}


# --- several records of one person -------------------------------------------------------


def _entries(
    register: Register, tangled: set[str], within: Mapping[str, list[Finding]]
) -> Iterator[Matter]:
    for entity, records in register.entities.items():
        if entity in tangled or in_disguise(register, records):
            continue
        deaths = tuple(
            f for r in records for f in within.get(r, ()) if f.kind is CaseKind.DECEASED_ACTIVE
        )
        if len(records) == 1:
            yield from (Matter(f.kind, records, f.probability, (f,)) for f in deaths)
            continue
        kinds = _entry_kinds(register, records) | {f.kind for f in deaths}
        title = next((k for k in ENTRIES if k in kinds), CaseKind.REISSUED_ID)
        includes = tuple(k for k in CaseKind if k in kinds - {title})
        yield Matter(title, records, register.cohesion(records), deaths, (), includes)


def _entry_kinds(register: Register, records: Sequence[str]) -> set[CaseKind]:
    """What the records of one person amount to besides the question of the numbers."""
    if len(records) == 1:
        return set()
    people = register.of(records)
    written = [p.number for p in people if p.number and (p.possible or p.cancelled)]
    kinds = set()
    if any(p.dead for p in people) and any(p.status == "active" and not p.dead for p in people):
        kinds.add(CaseKind.DECEASED_ACTIVE)
    if written and len(written) < len(people) and not _only_slips(people):
        kinds.add(CaseKind.NO_ID_DUPLICATE)
    if len(written) > len(set(written)) or not written:
        kinds.add(CaseKind.REPEATED_RECORD)
    return kinds


def _only_slips(people: Sequence[Person]) -> bool:
    """Whether each record without a possible number has one that is a slip from a possible one."""
    good = [p.number for p in people if p.number and p.possible]
    return all(
        p.possible or any(one_slip(p.number, n) for n in good) if p.number else False
        for p in people
    )


# --- one number against its record -------------------------------------------------------


def _contradictions(
    register: Register, tangled: set[str], within: Mapping[str, list[Finding]]
) -> Iterator[Matter]:
    """What is wrong with one number of one person, on however many records."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for record, findings in within.items():
        entity = register.entity_of[record]
        if entity not in tangled:
            number = register.people[record].number or record
            groups[entity, number] += [f for f in findings if f.kind in CONTRADICTIONS]
    for found in groups.values():
        if any(f.probability >= LEAST_RAISED for f in found):
            kinds = {f.kind for f in found}
            title = min(kinds, key=CONTRADICTIONS.index)
            yield Matter(
                title,
                tuple(sorted({f.record_ids[0] for f in found})),
                max(f.probability for f in found if f.kind is title),
                tuple(found),
                (),
                tuple(k for k in CaseKind if k in kinds - {title}),
            )


def _deaths_of_others(
    register: Register, findings: Sequence[Finding], tangled: set[str]
) -> Iterator[Matter]:
    """Dead in one record and active in another that was left apart but states the same person."""
    for finding in findings:
        entities = {register.entity_of[record] for record in finding.record_ids}
        if finding.kind is CaseKind.DECEASED_ACTIVE and len(entities) > 1:
            known = register.probability(*finding.record_ids[:2]) or 0.0
            probability = max(known, finding.probability * LEAST_RAISED)
            if probability >= LEAST_RAISED and not entities <= tangled:
                yield Matter(finding.kind, finding.record_ids, probability, (finding,))


# --- old cards ---------------------------------------------------------------------------


def _shared_cmnd(
    register: Register, shared: Sequence[Finding], tangles: Sequence[Sequence[_Knot]]
) -> Iterator[Matter]:
    """Old numbers on people who are not all in one tangle already; the same people once."""
    tangled = [{e for knot in group for e in knot.entities} for group in tangles]
    disputed: list[tuple[set[str], Finding]] = []
    for finding in shared:
        entities = {register.entity_of[r] for r in finding.record_ids}
        inside = any(entities <= group for group in tangled)
        if finding.kind is CaseKind.SHARED_CMND and not inside:
            disputed.append((entities, finding))
    for group in _joined(entities for entities, _ in disputed):
        found = [finding for entities, finding in disputed if entities <= group]
        records = tuple(sorted({record for finding in found for record in finding.record_ids}))
        if another_name(register, records):
            continue
        numbers = sorted({p.number for p in register.of(records) if p.number})
        lawful = len(numbers) > 1 and register.succeeded(numbers)
        kind = CaseKind.REISSUED_ID if lawful else CaseKind.SHARED_CMND
        yield Matter(kind, records, register.apart(records), tuple(found))


# --- drawn by chance ---------------------------------------------------------------------


def _drawn(register: Register, pair: Pair) -> Matter:
    """Two records below the threshold, told as if they were one person."""
    live = register.live_numbers(pair)
    numbered = [p.number for p in register.of(pair) if p.number]
    kind = CaseKind.REPEATED_RECORD
    if len(live) > 1:
        kind = CaseKind.ID_TYPO if all_slips(live) else CaseKind.TWO_IDS
    elif len(numbered) == 1:
        kind = CaseKind.NO_ID_DUPLICATE
    facts = _differing(register, pair) if kind is CaseKind.TWO_IDS else set()
    differs = tuple(fact for fact in _ENCODED if fact in facts)
    probability = register.probability(*pair) or 0.0
    return Matter(kind, pair, probability, (), differs, sampled=True)
