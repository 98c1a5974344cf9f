"""What is about to be written down: facts as an office believes them, not yet as text."""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from linkage.synthetic.demography import NEVER, NOBODY, YEAR, People, day_number, year_of
from linkage.synthetic.households import OTHER, Homes
from linkage.synthetic.name_tables import EMPTY, WIDTH, given_place
from linkage.synthetic.numbers import NONE
from linkage.synthetic.profile import Profile
from linkage.synthetic.tables import FEMALE, KINH, MALE, Ints, wards


class Source(IntEnum):
    """The office that made a record."""

    REGISTER = 0
    CARD = 1
    CIVIL = 2
    RESIDENCE = 3
    OUTSIDE = 4


class Held(IntEnum):
    """What the number on a record is, seen from the person; the ground of the truth."""

    OWN = 0
    SECOND = 1
    OLD = 2
    SLIP = 3
    OTHERS = 4
    SWAPPED = 5
    IMPOSSIBLE = 6
    NOTHING = 7


LIVE, CANCELLED, UNKNOWN = 0, 1, 2
"""States of a number on a record."""

ACTIVE, DEAD = 0, 1
"""States of a person on a record."""

FIRST_DAY = day_number(2017)
"""Day of the oldest record."""

CAMPAIGN = (day_number(2021, 1, 15), day_number(2021, 12, 20))
"""The months in which most records were made."""

BOOKS_END = day_number(2021, 7)
"""From this day residence files have new numbers in place of household books (Luật Cư trú 2020)."""

REGISTERED_WITHIN = (3, 120)
"""Days after a birth from which other offices can know of it."""

LISTED_AFTER = 60
"""Days after a birth from which a child stands in the list of an outside agency with a name."""

CARD_AGE = 14
"""Age at which a card is issued; younger children may have one since July 2024, few do."""

IN_CAMPAIGN = 0.45
"""Share of records made in the campaign of 2021."""

SECOND_FROM = (0.30, 0.15, 0.20, 0.35)
"""Shares of the register's own offices, in the order of `Source`, among other second records."""


@dataclass
class Recordings:
    """One row per record; days count from 1970-01-01, parts of a date are 0 when unknown."""

    person: Ints
    source: Ints
    day: Ints
    unit: Ints
    name: Ints
    other_name: Ints
    number: Ints
    held: Ints
    number_state: Ints
    cmnd: Ints
    year: Ints
    month: Ints
    day_of_month: Ints
    sex: Ints
    registered: Ints
    origin: Ints
    father: Ints
    mother: Ints
    spouse: Ints
    permanent: Ints
    permanent_house: Ints
    temporary: Ints
    temporary_house: Ints
    household: Ints
    relation: Ints
    phone: Ints
    state: Ints
    death: Ints

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Ints) -> "Recordings":
        """Copy some rows."""
        return Recordings(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def extended(self, *others: "Recordings") -> "Recordings":
        """Put more rows below."""
        tables = (self, *others)
        return Recordings(
            **{f.name: np.concatenate([getattr(t, f.name) for t in tables]) for f in fields(self)}
        )


@dataclass(frozen=True)
class Block:
    """People, homes, names and true numbers of one block."""

    people: People
    homes: Homes
    names: Ints
    other_names: Ints
    number: Ints
    cmnd: Ints
    earlier_cmnd: Ints
    cmnd_changed: Ints


def date_parts(days: Ints) -> tuple[Ints, Ints, Ints]:
    """Year, month and day of the month of days since 1970."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    year = year_of(days)
    month = months.astype(np.int64) % 12 + 1
    day = days - months.astype("datetime64[D]").astype(np.int64) + 1
    return year, month, day


def record(
    profile: Profile,
    rng: np.random.Generator,
    block: Block,
    person: Ints,
    source: Ints,
    day: Ints,
) -> Recordings:
    """The facts that an office would record about persons on certain days."""
    people, homes = block.people, block.homes
    year, month, day_of_month = date_parts(people.birth[person])
    before = homes.moved_on[person] > day
    ward = np.where(before, homes.old_ward[person], homes.ward[person])
    house = np.where(before, homes.old_house[person], homes.house[person])
    lodging = homes.temporary[person] & ~before
    permanent = np.where(lodging, homes.old_ward[person], ward)
    book = (homes.household[person] * 2 + before) * 2 + (day < BOOKS_END)
    old_cmnd = (block.earlier_cmnd[person] != NONE) & (block.cmnd_changed[person] > day)
    cmnd = np.where(old_cmnd, block.earlier_cmnd[person], block.cmnd[person])
    shown = rng.random(len(person)) < profile.cmnd_on_record
    married = people.married_on[person] <= day
    dead = people.death[person] <= day
    number = block.number[person]
    other = block.other_names[person].copy()
    other[rng.random(len(person)) < 0.4] = EMPTY
    return Recordings(
        person=person,
        source=source,
        day=day,
        unit=ward,
        name=block.names[person].copy(),
        other_name=other,
        number=number.copy(),
        held=np.where(number == NONE, Held.NOTHING, Held.OWN).astype(np.int64),
        number_state=np.where(number == NONE, UNKNOWN, LIVE),
        cmnd=np.where(shown, cmnd, NONE),
        year=year,
        month=month,
        day_of_month=day_of_month,
        sex=people.sex[person].copy(),
        registered=people.birth_ward[person].copy(),
        origin=people.origin_ward[person].copy(),
        father=people.father[person].copy(),
        mother=people.mother[person].copy(),
        spouse=np.where(married, people.spouse[person], NOBODY),
        permanent=permanent,
        permanent_house=np.where(lodging, homes.old_house[person], house),
        temporary=np.where(lodging, ward, NOBODY),
        temporary_house=house,
        household=book,
        relation=np.where(lodging, OTHER, homes.relation[person]),
        phone=np.where(before, homes.old_phone[person], homes.phone[person]),
        state=np.where(dead, DEAD, ACTIVE),
        death=np.where(dead, people.death[person], NEVER),
    )


def first_records(profile: Profile, rng: np.random.Generator, block: Block) -> Recordings:
    """One record for each person of the block."""
    people = block.people
    person = np.flatnonzero(~people.ancestor)
    today = int(np.datetime64(profile.as_of).astype(np.int64))
    birth, death = people.birth[person], people.death[person]
    drawn = rng.random(len(person))
    age = (today - birth) / YEAR
    civil = (age < 10) & (drawn < 0.6)
    card = (age >= 14) & (drawn < 0.2)
    source = np.where(civil, Source.CIVIL, np.where(card, Source.CARD, Source.REGISTER))
    source = np.where((drawn > 0.93) & ~civil, Source.RESIDENCE, source).astype(np.int64)
    known_dead = death <= today
    listed = ~known_dead & (rng.random(len(person)) < profile.agency_first)
    source[listed] = Source.OUTSIDE
    campaign = listed | (rng.random(len(person)) < IN_CAMPAIGN)
    day = np.where(
        campaign,
        rng.integers(*CAMPAIGN, len(person)),
        rng.integers(FIRST_DAY, today, len(person)),
    )
    earliest = birth + rng.integers(1, 200, len(person))
    late = np.minimum(earliest + (rng.random(len(person)) * (today - earliest)).astype(int), today)
    day = np.where(day < earliest, np.maximum(late, birth + 1), day)
    day = np.where(known_dead & (day < death), death + rng.integers(3, 60, len(person)), day)
    day = np.minimum(day, today)
    return record(profile, rng, block, person, _old_enough(source, birth, day), day)


def _old_enough(source: Ints, birth: Ints, day: Ints) -> Ints:
    """The office of each record; the register where a child has no card or is in no list yet."""
    early = (source == Source.CARD) & (day - birth < CARD_AGE * YEAR)
    early |= (source == Source.OUTSIDE) & (day - birth < LISTED_AFTER)
    return np.where(early, Source.REGISTER, source).astype(np.int64)


def second_records(
    profile: Profile, rng: np.random.Generator, block: Block, person: Ints, first_day: Ints
) -> Recordings:
    """Another record of persons, by another office at another time."""
    today = int(np.datetime64(profile.as_of).astype(np.int64))
    source = rng.choice(len(SECOND_FROM), size=len(person), p=SECOND_FROM)
    source[rng.random(len(person)) < profile.agency_second] = Source.OUTSIDE
    birth = block.people.birth[person]
    registered = birth + rng.integers(*REGISTERED_WITHIN, len(person))
    earliest = np.minimum(np.maximum(registered, FIRST_DAY), today)
    apart = rng.integers(20, 1800, len(person)) * rng.choice([-1, 1], len(person))
    day = first_day + apart
    outside = (day < earliest) | (day > today)
    day = np.where(outside, first_day - apart, day)
    day = np.clip(day, earliest, today)
    return record(profile, rng, block, person, _old_enough(source, birth, day), day)


def other_names_of(
    profile: Profile, rng: np.random.Generator, people: People, names: Ints, given: Ints
) -> Ints:
    """Another name for some people: another given name, or the mother's surname."""
    count = len(people)
    result = np.full((count, WIDTH), EMPTY, dtype=np.int64)
    share = profile.has_other_name + profile.changed_name
    rows = np.flatnonzero(rng.random(count) < share)
    kind = rng.random(len(rows))
    result[rows] = names[rows]
    for sex in (MALE, FEMALE):
        those = rows[people.sex[rows] == sex]
        lenders = np.flatnonzero((people.sex == sex) & (people.people == KINH))
        if len(lenders):
            lent = given[rng.choice(lenders, len(those))]
            result[those, given_place(people.people[those])] = lent
    by_mother = rows[(kind < 0.15) & (people.mother[rows] != NOBODY)]
    result[by_mother] = names[by_mother]
    result[by_mother, 0] = names[people.mother[by_mother], 0]
    same = np.all(result[rows] == names[rows], axis=1)
    result[rows[same]] = EMPTY
    return result


def province_of(ward: Ints) -> Ints:
    """Position of the province of a commune."""
    return wards().province[ward]
