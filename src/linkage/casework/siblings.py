"""Twins: whose numbers or sexes were exchanged, and who were taken for one person."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from linkage.casework.people import Finding, Pair, Person, Register, one_slip
from linkage.schema import CaseKind

NEIGHBOURS = 3
"""Numbers handed out together lie at most so far apart: those of children registered at once."""


def in_disguise(register: Register, records: Sequence[str]) -> bool:
    """Whether records taken for one person look like twins who were registered together.

    Their numbers lie side by side, each with a given name of its own, on one day of birth.
    Serials are drawn at random, so that a neighbour is the sign of one visit to the registry.
    Twins are far more frequent than a slip of the pen that hits the neighbour and meets a slip in
    the given name as well, so the two names may be alike.
    """
    people = register.of(records)
    bearers: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        if person.number:
            bearers[person.number].append(person)
    if len(bearers) != 2 or len({p.birth_date for p in people} - {None}) != 1:
        return False
    one, other = sorted(bearers)
    return abs(int(one) - int(other)) <= NEIGHBOURS and _named_apart(bearers[one], bearers[other])


def _named_apart(these: Sequence[Person], those: Sequence[Person]) -> bool:
    """Whether no given name of the one stands on the other, marks counting where both have them."""
    folds = [{p.given for p in people if p.given} for people in (these, those)]
    if all(folds) and folds[0].isdisjoint(folds[1]):
        return True
    marked = [{p.given_marked for p in people if p.given_marked} for people in (these, those)]
    return all(marked) and marked[0].isdisjoint(marked[1])


def exchanged_in_disguise(register: Register, records: Sequence[str]) -> bool:
    """Whether records taken for one person show two given names under each of two numbers.

    Two children born on one day, each recorded under the other's number too. A slip of the
    pen in a name would hardly come back under the other number, were it but of one mark.
    """
    people = [p for p in register.of(records) if p.number and p.given]
    marked = all(p.given_marked for p in people)
    names = {p.record_id: (p.given_marked if marked else p.given) or "" for p in people}
    return (
        _one_day(people)
        and len(set(names.values())) == 2
        and _crossed([(names[p.record_id], p.number or "") for p in people])
    )


def _one_day(people: Sequence[Person]) -> bool:
    """Whether people are born in one year, and none on another day than a filled-in one."""
    days = {p.birth_date for p in people if p.birth_date and not p.default_day}
    return len(days) < 2 and len({p.birth_year for p in people} - {None}) == 1


def _crossed(borne: Sequence[Pair]) -> bool:
    """Whether of two numbers each stands on both of two people."""
    holders: dict[str, set[str]] = defaultdict(set)
    for person, number in borne:
        holders[number].add(person)
    return len(holders) == 2 and all(len(people) == 2 for people in holders.values())


def exchanged_numbers(
    register: Register, twins: Sequence[Sequence[str]], shared: Sequence[Finding]
) -> Iterator[Pair]:
    """Entities of twins of whose two numbers at least one stands on both.

    Two people born on one day of whose numbers each stands on both are twins whatever else their
    records say.
    """
    born_together = {entity: number for number, group in enumerate(twins) for entity in group}
    for finding in shared:
        if finding.kind is not CaseKind.SHARED_ID:
            continue
        entities = sorted({register.entity_of[r] for r in finding.record_ids})
        if len(entities) == 2:
            groups = {born_together.get(entity) for entity in entities}
            people = register.of(r for entity in entities for r in register.entities[entity])
            numbers = register.live_numbers(p.record_id for p in people)
            borne = [(register.entity_of[p.record_id], p.number) for p in people if p.number]
            together = len(groups) == 1 and None not in groups
            if len(numbers) == 2 and (together or (_one_day(people) and _crossed(borne))):
                yield entities[0], entities[1]


def exchanged_sexes(
    register: Register,
    within: Mapping[str, list[Finding]],
    twins: Sequence[Sequence[str]],
    shared: Sequence[Finding],
) -> Iterator[Pair]:
    """Entities of a brother and a sister born together, each with a number of the other's sex.

    That the history of the number of one leads to the other tells it as well as their parents.
    """
    tied = {frozenset(register.entity_of[r] for r in finding.record_ids) for finding in shared}
    born_together = {entity: number for number, group in enumerate(twins) for entity in group}
    by_year: dict[int, list[Person]] = defaultdict(list)
    for record in sorted(within):
        person = register.people[record]
        if person.birth_year and any(f.fact == "sex" for f in within[record]):
            by_year[person.birth_year].append(person)
    for people in by_year.values():
        for a, b in combinations(people, 2):
            one, other = sorted((register.entity_of[a.record_id], register.entity_of[b.record_id]))
            together = born_together.get(one, one) == born_together.get(other, other)
            crossed = one != other and a.sex == b.id_sex and b.sex == a.id_sex
            known = together or frozenset((one, other)) in tied
            if crossed and (known or _of_one_family(a, b)):
                yield one, other


def _of_one_family(a: Person, b: Person) -> bool:
    """Whether two people born in one year seem to have the same parents and day of birth.

    A day that is missing or filled in by habit tells nothing: then both parents must be known.
    """
    parents = [(a.father, b.father), (a.mother, b.mother)]
    known = [(one, other) for one, other in parents if one and other]
    if not all(_may_be_one(one, other) for one, other in known):
        return False
    if not _one_day((a, b)):
        return False
    if a.birth_date is None or a.birth_date != b.birth_date:
        return len(known) == len(parents)
    tied = bool(known) or (a.household is not None and a.household == b.household)
    near = a.id_province == b.id_province or not a.homes.isdisjoint(b.homes)
    return tied or (a.surname == b.surname and near)


def _may_be_one(one: str, other: str) -> bool:
    """Whether two names may be one: a slip apart, or one without some words of the other."""
    words, others = set(one.split()), set(other.split())
    return one_slip(one, other) or words <= others or others <= words
