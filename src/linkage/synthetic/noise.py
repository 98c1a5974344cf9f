"""The noise table: what goes wrong, in which columns, how often, and where.

Rates hold for a careful clerk's cell that is not empty; a clerk's own measure of errors and the
profile multiply them. The measured ones come from aggregated examination lists of 2013 and 2014
(see `docs/synthetic.md`), the others are assumptions, set rather too high than too low.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.schema import Input
from linkage.synthetic import shortcuts, slips, writing
from linkage.synthetic.clerks import Clerks
from linkage.synthetic.profile import Profile
from linkage.synthetic.recordings import Source
from linkage.synthetic.slips import Slip
from linkage.synthetic.tables import Floats, Ints

Cells = NDArray[np.object_]
"""A text column; missing is None."""

OWN_NAME = (Input.full_name.name,)
FATHER = (Input.father_name.name,)
MOTHER = (Input.mother_name.name,)
SPOUSE = (Input.spouse_name.name,)
PARENTS = (*FATHER, *MOTHER, *SPOUSE)
NAMES = (*OWN_NAME, *PARENTS)
DATES = (Input.date_of_birth.name, Input.date_of_death.name)
IDS = (Input.father_id.name, Input.mother_id.name, Input.spouse_id.name)
NUMBERS = (Input.personal_id.name, *IDS)
PLACES = (
    Input.permanent_address.name,
    Input.temporary_address.name,
    Input.current_address.name,
    Input.birth_registration_place.name,
    Input.birth_place.name,
    Input.place_of_origin.name,
)
WORDS = (*NAMES, *PLACES)


@dataclass(frozen=True)
class Noise:
    """One thing that goes wrong in the text of a cell."""

    what: str
    slip: Slip
    columns: tuple[str, ...]
    rate: float
    south: float = 1.0
    """Factor where southern speech is heard; 0 for what only northern ears confuse."""
    north: float = 1.0
    """Factor elsewhere."""
    outside: float = 1.0
    """Factor in lists of outside agencies."""
    sources: tuple[Source, ...] = tuple(Source)
    spares_province: bool = False
    """Whether the last unit of a place stays right: everybody can spell the provinces."""


OF_FATHERS = ("bố", "cha", "bố đẻ", "bỏ đi")
OF_MOTHERS = ("mẹ", "mẹ đẻ", "bỏ đi")
OF_SPOUSES = ("ly hôn", "ly thân")
"""What clerks remark behind the names of relatives."""

BY_HAND = (Source.REGISTER, Source.CIVIL, Source.RESIDENCE, Source.OUTSIDE)
"""Offices that write by hand or by dictation; cards are checked against papers."""

NOISE: tuple[Noise, ...] = (
    # --- what the ear confuses ---------------------------------------------------------
    Noise("l/n", slips.l_for_n, NAMES, 0.0025, south=0.0, sources=BY_HAND),
    Noise("s/x", slips.s_for_x, WORDS, 0.0020, south=0.4, sources=BY_HAND, spares_province=True),
    Noise(
        "tr/ch", slips.tr_for_ch, WORDS, 0.0020, south=0.3, sources=BY_HAND, spares_province=True
    ),
    Noise("d/gi/r", slips.d_for_gi, NAMES, 0.0020, sources=BY_HAND),
    Noise("v/d", slips.v_for_d, NAMES, 0.0020, north=0.0, sources=BY_HAND),
    Noise("n/ng", slips.n_for_ng, WORDS, 0.0040, north=0.1, sources=BY_HAND, spares_province=True),
    Noise("t/c", slips.t_for_c, WORDS, 0.0030, north=0.1, sources=BY_HAND, spares_province=True),
    Noise("n/nh", slips.nh_for_n, NAMES, 0.0015, north=0.1, sources=BY_HAND),
    Noise("vowels", slips.vowels_merged, NAMES, 0.0020, north=0.3, sources=BY_HAND),
    Noise("hook and tilde", slips.tilde_for_hook, WORDS, 0.0090, north=0.2, spares_province=True),
    Noise("dot for tilde", slips.dot_for_tilde, NAMES, 0.0008),
    Noise("i/y", slips.y_for_i, WORDS, 0.0060, spares_province=True),
    # --- what the hand does with marks -------------------------------------------------
    Noise("another tone", slips.other_tone, NAMES, 0.0020),
    Noise("tone lost", slips.lose_tone, WORDS, 0.0030),
    Noise("letter mark lost", slips.lose_quality, WORDS, 0.0030),
    Noise("tone misplaced", slips.misplace_tone, NAMES, 0.0035),
    Noise("Telex keys left", slips.telex_word, WORDS, 0.0015, outside=3.0),
    Noise("Telex keys left everywhere", slips.telex_all, NAMES, 0.0005, outside=3.0),
    Noise("VNI keys left", slips.vni_word, NAMES, 0.0008, outside=3.0),
    Noise("VNI keys left everywhere", slips.vni_all, NAMES, 0.0004, outside=3.0),
    # --- what the keyboard does --------------------------------------------------------
    Noise("letter left out", slips.drop_letter, WORDS, 0.0025),
    Noise("letter doubled", slips.double_letter, WORDS, 0.0012),
    Noise("letters exchanged", slips.exchange_letters, WORDS, 0.0015),
    Noise("key beside", slips.neighbour_key, WORDS, 0.0020),
    Noise("space left out", slips.join_words, WORDS, 0.0030, outside=2.0),
    Noise("odd spaces", slips.odd_spaces, WORDS, 0.0120, outside=2.0),
    Noise("eth for đ", slips.eth_for_bar, WORDS, 0.0200),
    Noise("look-alike letter", slips.look_alike, NAMES, 0.0010),
    # --- what is shortened, added or turned round --------------------------------------
    Noise("middle name left out", shortcuts.drop_middle, NAMES, 0.0100, outside=1.5),
    Noise("all middle names left out", shortcuts.drop_all_middles, PARENTS, 0.0060),
    Noise("surname abbreviated", shortcuts.abbreviate_surname, NAMES, 0.0040),
    Noise("middle name abbreviated", shortcuts.abbreviate_middle, NAMES, 0.0050),
    Noise("initials", shortcuts.initials_but_given, PARENTS, 0.0040),
    Noise("initials, own name", shortcuts.initials_but_given, OWN_NAME, 0.0006),
    Noise("order turned", shortcuts.given_first, NAMES, 0.0025, outside=4.0),
    Noise("words exchanged", shortcuts.exchange_words, NAMES, 0.0012),
    Noise("title", shortcuts.add_title, OWN_NAME, 0.0030, sources=BY_HAND),
    Noise("title", shortcuts.one_before(("Ông", "Anh")), FATHER, 0.0040, sources=BY_HAND),
    Noise("title", shortcuts.one_before(("Bà", "Chị")), MOTHER, 0.0040, sources=BY_HAND),
    Noise("remark", shortcuts.one_behind(OF_FATHERS), FATHER, 0.0080, sources=BY_HAND),
    Noise("remark", shortcuts.one_behind(OF_MOTHERS), MOTHER, 0.0080, sources=BY_HAND),
    Noise("remark", shortcuts.one_behind(OF_SPOUSES), SPOUSE, 0.0080, sources=BY_HAND),
    Noise("alias in the cell", shortcuts.add_alias, OWN_NAME, 0.0040),
    Noise("given name only", shortcuts.given_only, PARENTS, 0.0060),
    Noise("placeholder", shortcuts.placeholder, PARENTS, 0.0080),
    Noise("smallest unit left out", shortcuts.shorten_address, PLACES, 0.0200),
    Noise("cut off", shortcuts.cut, PLACES, 0.0030, outside=3.0),
    # --- numbers -----------------------------------------------------------------------
    Noise("zeros lost", shortcuts.lose_zeros, NUMBERS, 0.0040, outside=5.0),
    Noise(
        "zeros lost", shortcuts.lose_zeros, (Input.cmnd.name, Input.phone.name), 0.0150, outside=3.0
    ),
    Noise("power of ten", shortcuts.scientific, NUMBERS, 0.0002, outside=5.0),
    Noise("spaces in the number", shortcuts.space_number, (*NUMBERS, Input.cmnd.name), 0.0080),
    Noise("letter in the number", shortcuts.letter_in_number, (*NUMBERS, Input.cmnd.name), 0.0006),
    Noise("digit wrong", shortcuts.digit_slip, (*IDS, Input.cmnd.name, Input.phone.name), 0.0025),
)
"""Noise on text; `facts.FACTS` holds the noise on dates, sexes and what is missing."""


def spoil(
    profile: Profile,
    rng: np.random.Generator,
    clerks: Clerks,
    source: Ints,
    columns: dict[str, Cells],
) -> list[tuple[int, str, str]]:
    """Apply the table to the columns in place; return row, column and noise of each change."""
    chance = random.Random(int(rng.integers(2**62)))  # noqa: S311
    errors = clerks.errors * profile.dirt
    place = {True: profile.southern_speech, False: profile.northern_speech}
    made: list[tuple[int, str, str]] = []
    for noise in NOISE:
        factor = _factor(noise, clerks, place) * errors
        factor = np.where(np.isin(source, noise.sources), factor, 0.0)
        factor = np.where(source == Source.OUTSIDE, factor * noise.outside, factor)
        for name in noise.columns:
            made += _spoil_column(noise, name, columns[name], factor, rng, chance)
    return made


def _factor(noise: Noise, clerks: Clerks, place: dict[bool, float]) -> Floats:
    """How much more or less often this goes wrong at the clerk's place."""
    speech = noise.south != noise.north
    south = noise.south * (place[True] if speech and noise.south > noise.north else 1.0)
    north = noise.north * (place[False] if speech and noise.north > noise.south else 1.0)
    return np.where(clerks.south, south, north)


def _spoil_column(
    noise: Noise,
    name: str,
    cells: Cells,
    factor: Floats,
    rng: np.random.Generator,
    chance: random.Random,
) -> list[tuple[int, str, str]]:
    made = []
    hit = np.flatnonzero(rng.random(len(cells)) < np.minimum(noise.rate * factor, 0.9))
    spared = noise.spares_province and name in PLACES
    for row in hit.tolist():
        text = cells[row]
        if text is None:
            continue
        spoilt = _before_province(text, noise.slip, chance) if spared else noise.slip(text, chance)
        if spoilt is not None and spoilt != text:
            cells[row] = spoilt
            made.append((row, name, noise.what))
    return made


def _before_province(text: str, slip: Slip, chance: random.Random) -> str | None:
    """Spoil a place but for its last unit."""
    mark = " - " if " - " in text else ", "
    *units, province = text.split(mark)
    spoilt = slip(mark.join(units), chance)
    return None if spoilt is None else mark.join((spoilt, province))


def restyle(clerks: Clerks, columns: dict[str, Cells]) -> None:
    """Write every word column in the way of the record's clerk, in place."""
    for name in (*WORDS, Input.other_names.name):
        cells = columns[name]
        _change(cells, clerks.new_tones, writing.new_tone_place)
        if name in (*NAMES, Input.other_names.name):
            _change(cells, clerks.capitals == 1, str.upper)
            _change(cells, clerks.capitals == 2, str.lower)
        _change(cells, clerks.unmarked & (clerks.legacy == 0), writing.unmarked)
        _change(cells, clerks.decomposed & (clerks.legacy == 0), writing.decomposed)
        for code, change in enumerate((writing.as_tcvn3, writing.as_vni, writing.as_misread), 1):
            _change(cells, clerks.legacy == code, change)


def _change(cells: Cells, rows: NDArray[np.bool_], change: Callable[[str], str]) -> None:
    """Apply a function to the cells of some rows."""
    for row in np.flatnonzero(rows).tolist():
        if cells[row] is not None:
            cells[row] = change(cells[row])
