"""Who lives with whom, in which relation to the head, at which address, with which phone."""

from dataclasses import dataclass

import numpy as np

from linkage.synthetic.demography import NEVER, NOBODY, YEAR, People, root_of
from linkage.synthetic.numbers import draw_phones
from linkage.synthetic.profile import Profile
from linkage.synthetic.tables import FEMALE, MALE, Flags, Floats, Ints, wards

RELATIONS = (
    "Chủ hộ",
    "Vợ",
    "Chồng",
    "Con",
    "Cha",
    "Mẹ",
    "Con dâu",
    "Con rể",
    "Cháu",
    "Anh, chị, em",
    "Người ở nhờ",
)
"""Relations to the head; positions are the codes used inside."""

HEAD, WIFE, HUSBAND, CHILD, FATHER, MOTHER, SONS_WIFE, DAUGHTERS_HUSBAND = range(8)
GRANDCHILD, SIBLING, OTHER = 8, 9, 10

LEAVES_HOME = 0.10
"""Share of the unmarried over 25 who keep a household of their own."""

LODGING = 4
"""Unrelated lodgers per shared room."""

NO_PHONE = 0.12
"""Share of adults without a phone on record."""

SHARED_PHONES = 0.01
"""Share of people whose phone on record is that of a shop or a village head."""


HOUSES = 2**31
"""Size of the space from which the details of a house are drawn; see `linkage.synthetic.places`."""


@dataclass
class Homes:
    """Household, address and phone of each person, and of their earlier home."""

    household: Ints
    relation: Ints
    head: Ints
    ward: Ints
    house: Ints
    old_ward: Ints
    old_house: Ints
    moved_on: Ints
    temporary: Flags
    phone: Ints
    old_phone: Ints


def house_people(profile: Profile, rng: np.random.Generator, people: People) -> Homes:
    """Put the recorded people of a block into households."""
    recorded = ~people.ancestor
    core = _cores(profile, rng, people)
    core = np.where(recorded, core, NOBODY)
    head = _heads(rng, people, core)
    ward = people.home_ward[np.where(head == NOBODY, np.arange(len(people)), head)]
    house = rng.integers(0, HOUSES, len(people))[np.maximum(core, 0)]
    homes = Homes(
        household=core,
        relation=_relations(people, head),
        head=head,
        ward=ward,
        house=house,
        old_ward=people.old_ward.copy(),
        old_house=rng.integers(0, HOUSES, len(people)),
        moved_on=people.moved_on.copy(),
        temporary=np.zeros(len(people), dtype=bool),
        phone=draw_phones(rng, len(people)),
        old_phone=draw_phones(rng, len(people)),
    )
    _move_nearby(profile, rng, people, homes)
    _mark_lodgers(rng, people, homes, profile)
    _share_phones(rng, people, homes, profile)
    return homes


def _today(profile: Profile) -> int:
    return int(np.datetime64(profile.as_of).astype(np.int64))


def _cores(profile: Profile, rng: np.random.Generator, people: People) -> Ints:
    """The person whose home each person shares."""
    count = len(people)
    me = np.arange(count)
    here = ~people.ancestor
    age = (_today(profile) - people.birth) / YEAR
    married = people.spouse != NOBODY
    spouse_here = married & here[people.spouse]
    core = np.where(spouse_here & (people.sex == FEMALE), people.spouse, me)

    parent = np.where((people.father != NOBODY) & here[people.father], people.father, people.mother)
    with_parent = ~married & (parent != NOBODY) & here[parent] & here
    with_parent &= (age < 18) | (
        (rng.random(count) >= np.where(age < 25, 0.04, LEAVES_HOME)) & (people.moved_on == NEVER)
    )
    core = np.where(with_parent, core[np.maximum(parent, 0)], core)

    host = _hosts_of_parents(profile, rng, people, here & (age > 58))
    core = np.where(host[core] != NOBODY, core[np.maximum(host[core], 0)], core)
    core = root_of(core)
    return _lodge(rng, people, core, here, age)


def _hosts_of_parents(
    profile: Profile, rng: np.random.Generator, people: People, old: Flags
) -> Ints:
    """For old people who live with a married child, that child; a son rather than a daughter."""
    child = np.flatnonzero((people.spouse != NOBODY) & ~people.ancestor)
    preference = rng.random(len(child)) + (people.sex[child] == FEMALE) * 0.8
    host = np.full(len(people), NOBODY)
    order = child[np.argsort(-preference, kind="stable")]
    for parent in (people.mother, people.father):
        known = order[(parent[order] != NOBODY)]
        known = known[people.home_ward[known] == people.home_ward[parent[known]]]
        host[parent[known]] = known
    lives_so = rng.random(len(people)) < profile.three_generations
    couple = np.where(people.spouse == NOBODY, np.arange(len(people)), people.spouse)
    lives_so = lives_so[np.maximum(np.arange(len(people)), couple)]  # one choice per couple
    return np.where(old & lives_so, host, NOBODY)


def _lodge(rng: np.random.Generator, people: People, core: Ints, here: Flags, age: Floats) -> Ints:
    """Children without parents on record join a home nearby; young migrants share rooms."""
    size = np.bincount(core[here], minlength=len(core))
    alone = here & (size[core] == 1) & (core == np.arange(len(core)))
    children = np.flatnonzero(alone & (age < 18))
    adults = np.flatnonzero(here & (core == np.arange(len(core))) & (age >= 25))
    adults = adults[np.argsort(people.home_ward[adults], kind="stable")]
    first = np.searchsorted(people.home_ward[adults], people.home_ward[children], side="left")
    last = np.searchsorted(people.home_ward[adults], people.home_ward[children], side="right")
    found = last > first
    pick = first + (rng.random(len(children)) * np.maximum(last - first, 1)).astype(np.int64)
    core[children[found]] = adults[pick[found]]
    movers = np.flatnonzero(alone & (age >= 18) & (age < 35) & (people.moved_on != NEVER))
    movers = movers[np.argsort(people.home_ward[movers], kind="stable")]
    room = np.arange(len(movers)) // LODGING * LODGING
    same = people.home_ward[movers] == people.home_ward[movers[room]]
    core[movers[same]] = movers[room[same]]
    return root_of(core)


def _heads(rng: np.random.Generator, people: People, core: Ints) -> Ints:
    """The head of each household: the core person, or an old father or mother in it."""
    count = len(people)
    head = core.copy()
    members = np.flatnonzero(core != NOBODY)
    of_core = (members == people.father[core[members]]) | (members == people.mother[core[members]])
    elders = members[of_core]
    elders = elders[rng.random(len(elders)) < 0.45]
    new_head = np.full(count, NOBODY)
    new_head[core[elders]] = elders
    changed = (core != NOBODY) & (new_head[np.maximum(core, 0)] != NOBODY)
    head[changed] = new_head[core[changed]]
    return head


def _relations(people: People, head: Ints) -> Ints:
    """The relation of everybody to the head of their household."""
    me = np.arange(len(people))
    h = np.maximum(head, 0)
    spouse = people.spouse[h]
    mine = np.where(people.spouse == NOBODY, -2, people.spouse)
    child = (people.father == h) | (people.mother == h)
    child |= (spouse != NOBODY) & ((people.father == spouse) | (people.mother == spouse))
    child_in_law = (mine >= 0) & child[np.maximum(mine, 0)] & (head[np.maximum(mine, 0)] == head)
    parent = child | child_in_law
    father, mother = people.father, people.mother
    of_child = ((father != NOBODY) & parent[father] & (head[father] == head)) | (
        (mother != NOBODY) & parent[mother] & (head[mother] == head)
    )
    parents = [people.father[h], people.mother[h]]
    parents += [np.where(spouse == NOBODY, -2, p[np.maximum(spouse, 0)]) for p in (father, mother)]
    sibling = (mother != NOBODY) & (mother == people.mother[h])
    sibling |= (father != NOBODY) & (father == people.father[h])
    male = people.sex == MALE
    return np.select(
        [
            head == NOBODY,
            me == h,
            (mine == h) & ~male,
            mine == h,
            child,
            _any_equal(me, parents) & male,
            _any_equal(me, parents),
            child_in_law & ~male,
            child_in_law,
            of_child,
            sibling,
        ],
        [
            *(OTHER, HEAD, WIFE, HUSBAND, CHILD, FATHER, MOTHER, SONS_WIFE, DAUGHTERS_HUSBAND),
            *(GRANDCHILD, SIBLING),
        ],
        default=OTHER,
    )


def _any_equal(me: Ints, others: list[Ints]) -> Flags:
    """Whether a person is one of several others."""
    equal: Flags = np.any(np.stack([me == other for other in others]), axis=0)
    return equal


def _move_nearby(profile: Profile, rng: np.random.Generator, people: People, homes: Homes) -> None:
    """Some households moved within their province during the last years."""
    count = len(people)
    moved = (rng.random(count) < profile.moved_commune)[np.maximum(homes.household, 0)]
    moved &= (homes.household != NOBODY) & (homes.moved_on == NEVER)
    by_province = wards().province
    pool = np.unique(homes.ward[homes.household != NOBODY])
    near = pool[np.argsort(by_province[pool], kind="stable")]
    first = np.searchsorted(by_province[near], by_province[homes.ward], side="left")
    last = np.searchsorted(by_province[near], by_province[homes.ward], side="right")
    pick = first + (rng.random(count)[np.maximum(homes.household, 0)] * (last - first)).astype(int)
    near_ward = near[np.clip(pick, 0, len(near) - 1)]
    day = _today(profile) - (rng.random(count)[np.maximum(homes.household, 0)] * 3500).astype(int)
    homes.old_ward = np.where(moved, near_ward, homes.old_ward)
    homes.moved_on = np.where(moved, np.maximum(day, people.birth), homes.moved_on)
    shared = homes.old_house[np.maximum(homes.household, 0)]
    homes.old_house = np.where(moved, shared, homes.old_house)
    stayed = ~moved & (homes.moved_on == NEVER)
    homes.old_ward = np.where(stayed, homes.ward, homes.old_ward)
    homes.old_house = np.where(stayed, homes.house, homes.old_house)


def _mark_lodgers(rng: np.random.Generator, people: People, homes: Homes, profile: Profile) -> None:
    """Recent migrants are still registered at the old home and live here on a temporary basis."""
    province = wards().province
    far = province[homes.old_ward] != province[homes.ward]
    recent = homes.moved_on > _today(profile) - int(15 * YEAR)
    homes.temporary = far & recent & (homes.moved_on != NEVER) & (rng.random(len(people)) < 0.7)


def _share_phones(rng: np.random.Generator, people: People, homes: Homes, profile: Profile) -> None:
    """Children use a parent's phone, a shop's number serves many, some have none."""
    count = len(people)
    age = (_today(profile) - people.birth) / YEAR
    parent = np.where(rng.random(count) < 0.5, people.father, people.mother)
    parent = np.where((parent == NOBODY) | people.ancestor[parent], people.mother, parent)
    young = (age < 16) & (parent != NOBODY)
    for phone in (homes.phone, homes.old_phone):
        phone[young] = phone[parent[young]]
        shop = rng.random(count) < SHARED_PHONES
        counters = draw_phones(rng, len(wards().code))
        phone[shop] = counters[homes.ward[shop]]
        phone[rng.random(count) < np.where(young, 0.4, NO_PHONE)] = NOBODY
    same = rng.random(count) < 0.7
    homes.old_phone = np.where(same, homes.phone, homes.old_phone)
