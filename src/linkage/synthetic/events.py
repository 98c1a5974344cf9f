"""What happens to the records of a block, in order."""

import numpy as np

from linkage.synthetic import agencies
from linkage.synthetic.duplicates import Duplicates
from linkage.synthetic.ledger import Ledger
from linkage.synthetic.numbers import NumberOffice
from linkage.synthetic.profile import Profile
from linkage.synthetic.recordings import Block, first_records
from linkage.synthetic.wrong_numbers import WrongNumbers


def plant(profile: Profile, rng: np.random.Generator, office: NumberOffice, block: Block) -> Ledger:
    """Make all records of a block, let things go wrong with them, and shuffle them."""
    ledger = Ledger(first_records(profile, rng, block))
    Duplicates(profile, rng, office, block, ledger).run()
    WrongNumbers(profile, rng, office, block, ledger).run()
    agencies.hold_what_they_ask(rng, block, ledger.records)
    ledger.shuffle(rng)
    return ledger
