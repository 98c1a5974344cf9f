"""Lawful look-alikes: several CMND, other names, twins. They are listed apart with the reason."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from linkage.casework.people import Finding, Matter, Register, one_slip
from linkage.casework.siblings import in_disguise
from linkage.schema import CaseKind
from linkage.text.identifiers import parse_cmnd


def several_cmnd(register: Register, shared: Sequence[Finding]) -> Iterator[Matter]:
    """People with old numbers of several provinces, or whose record itself lists several.

    A number that stands on somebody else too is no explanation: whose it is, is asked.
    """
    disputed = {f.number_says for f in shared if f.kind is CaseKind.SHARED_CMND}
    for records in register.entities.values():
        numbers = [n for n in register.old_numbers(records) if n not in disputed]
        told = [p.cmnds for p in register.of(records) if len(p.cmnds) > 1]
        if any(
            not one_slip(a, b) and (_of_two_provinces(a, b) or any({a, b} <= t for t in told))
            for a, b in combinations(numbers, 2)
        ):
            yield Matter(CaseKind.SEVERAL_CMND, records, register.cohesion(records))


def _of_two_provinces(one: str, other: str) -> bool:
    """Whether two old numbers may be of two provinces; within one a person kept the number."""
    places, others = parse_cmnd(one).provinces, parse_cmnd(other).provinces
    return not places or places != others


def other_names(register: Register, findings: Sequence[Finding]) -> Iterator[Matter]:
    """People with a record that gives the name on another one as another name."""
    for records in register.entities.values():
        people = register.of(records)
        if any(a.calls(b) for a in people for b in people):
            yield Matter(CaseKind.OTHER_NAME, records, register.cohesion(records))
    told = {f.record_ids: f for f in findings if f.kind in _SEVERAL_PEOPLE}
    for records, finding in told.items():
        entities = {register.entity_of[record] for record in records}
        if len(entities) > 1 and another_name(register, records):
            yield Matter(CaseKind.OTHER_NAME, records, 1 - register.apart(records), (finding,))


_SEVERAL_PEOPLE = frozenset({CaseKind.SHARED_ID, CaseKind.SHARED_CMND, CaseKind.TWINS})


def another_name(register: Register, records: Sequence[str]) -> bool:
    """Whether records of several people are of one person under several recorded names."""
    people = register.of(records)
    return any(a.calls(b) for a in people for b in people) and all(
        (a.name_fold == b.name_fold or a.calls(b) or b.calls(a))
        and a.plain_levels(b)["birth_date"] != "different"
        for a, b in combinations(people, 2)
    )


def born_together(register: Register, groups: Sequence[Sequence[str]]) -> Iterator[Matter]:
    """Entities born together, and twins who were taken for one person."""
    for entities in groups:
        records = tuple(sorted(r for entity in entities for r in register.entities[entity]))
        yield Matter(CaseKind.TWINS, records, 1.0)
    for records in register.entities.values():
        if len(records) > 1 and in_disguise(register, records):
            yield Matter(CaseKind.TWINS, records, 1.0)
