"""What lists of outside agencies hold: insurers, schools, tax, hospitals, telephone operators.

The register takes such lists in to find people it lacks, so a record that was made from one
holds what the agency asked for, as it was when the person enrolled there.
"""

import numpy as np

from linkage.synthetic.demography import NOBODY, YEAR
from linkage.synthetic.name_tables import EMPTY
from linkage.synthetic.numbers import NONE, draw_phones
from linkage.synthetic.recordings import Block, Recordings, Source

ENROLLED = 5 * int(YEAR)
"""Days before the record, at most, on which the person told the agency an address."""

ONE_NUMBER = 0.75
"""Share of records with a number that hold no CMND: a list has one column for either."""

OTHER_SIM = 0.15
"""Share of records with another phone number than the register's; many people have several."""

OWN_SIM = 0.7
"""Share of records with a phone number of people of whom the register has none."""

SLIPS = 3.0
"""Factor on slips in the number, which no agency could check when the lists were made."""


def hold_what_they_ask(rng: np.random.Generator, block: Block, records: Recordings) -> None:
    """Reduce records from outside agencies to what an agency knows, in place."""
    rows = np.flatnonzero(records.source == Source.OUTSIDE)
    person, day = records.person[rows], records.day[rows]
    records.other_name[rows] = EMPTY
    numbered = (records.number[rows] != NONE) & (rng.random(len(rows)) < ONE_NUMBER)
    records.cmnd[rows[numbered]] = NONE
    other = rng.random(len(rows)) < np.where(records.phone[rows] == NOBODY, OWN_SIM, OTHER_SIM)
    records.phone[rows[other]] = draw_phones(rng, int(other.sum()))
    enrolled = np.maximum(day - rng.integers(0, ENROLLED, len(rows)), block.people.birth[person])
    moved = block.homes.moved_on[person]
    since = rows[(moved <= day) & (moved > enrolled)]
    old = records.person[since]
    records.permanent[since] = records.unit[since] = block.homes.old_ward[old]
    records.permanent_house[since] = block.homes.old_house[old]
    records.temporary[since] = NOBODY
