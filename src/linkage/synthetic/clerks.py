"""Clerks: each has a way of writing and a measure of care, so that errors hang together."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from linkage.schema import Input
from linkage.synthetic.profile import Profile
from linkage.synthetic.recordings import Source
from linkage.synthetic.tables import Flags, Floats, Ints, provinces, wards

PER_OFFICE = 3
"""Clerks of one office in one commune."""

CAPITALS = ("as it should be", "all capitals", "no capitals")
CAPITALS_SHARES = {
    Source.REGISTER: (0.80, 0.19, 0.01),
    Source.CARD: (0.15, 0.85, 0.00),
    Source.CIVIL: (0.76, 0.23, 0.01),
    Source.RESIDENCE: (0.72, 0.22, 0.06),
    Source.OUTSIDE: (0.42, 0.52, 0.06),
}
"""How offices write names: the card is printed in capitals, and so are insurers' and tax lists."""

DATE_FORMS = (
    "dd/mm/yyyy",
    "d/m/yyyy",
    "dd-mm-yyyy",
    "d-m-yyyy",
    "yyyy-mm-dd",
    "dd.mm.yyyy",
    "ddmmyyyy",
    "words",
    "timestamp",
    "serial",
)
DATE_SHARES = {
    Source.REGISTER: (0.70, 0.07, 0.08, 0.03, 0.07, 0.02, 0.01, 0.00, 0.02, 0.00),
    Source.CARD: (0.80, 0.02, 0.02, 0.00, 0.10, 0.00, 0.06, 0.00, 0.00, 0.00),
    Source.CIVIL: (0.66, 0.08, 0.08, 0.04, 0.04, 0.02, 0.00, 0.08, 0.00, 0.00),
    Source.RESIDENCE: (0.55, 0.18, 0.08, 0.06, 0.04, 0.05, 0.02, 0.00, 0.02, 0.00),
    Source.OUTSIDE: (0.38, 0.17, 0.06, 0.03, 0.14, 0.02, 0.05, 0.00, 0.12, 0.03),
}
"""How offices write dates; a serial is the day count of a spreadsheet."""

SEX_FORMS = (("Nam", "Nữ"), ("NAM", "NỮ"), ("nam", "nữ"), ("M", "F"), ("1", "2"), ("1", "0"))
SEX_SHARES = dict.fromkeys(Source, (0.72, 0.14, 0.06, 0.03, 0.03, 0.02))
SEX_SHARES[Source.OUTSIDE] = (0.46, 0.12, 0.06, 0.08, 0.16, 0.12)
"""How clerks write the sex, as a code in many systems outside; a 1 is always a man."""

PHONE_FORMS = ("0901234567", "+84901234567", "84901234567", "090.123.4567", "0901 234 567")
PHONE_SHARES = dict.fromkeys(Source, (0.74, 0.06, 0.04, 0.08, 0.08))
PHONE_SHARES[Source.OUTSIDE] = (0.66, 0.10, 0.14, 0.04, 0.06)
"""How clerks write a phone number; operators put the country first."""

ADDRESS_FORMS = ("full", "abbreviated", "plain", "dashes", "partial")
ADDRESS_SHARES = dict.fromkeys(Source, (0.50, 0.22, 0.14, 0.09, 0.05))
ADDRESS_SHARES[Source.OUTSIDE] = (0.26, 0.28, 0.24, 0.08, 0.14)
"""How clerks write an address; who posts no letters needs no house and no commune."""

LEGACY = ("none", "tcvn3", "vni", "misread")
LEGACY_SHARES = (0.45, 0.25, 0.30)
"""What a legacy system leaves: TCVN3 bytes, VNI bytes, Unicode read as Windows-1252."""

OTHER_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    Input.status.name: {
        "đang sống": ("Còn sống", "Đang sống", "Sống"),
        "đã chết": ("Đã chết", "Chết", "Đã mất", "Tử vong"),
    },
    Input.personal_id_status.name: {
        "hoạt động": ("Hoạt động", "Đang sử dụng", "Còn hiệu lực"),
        "đã hủy": ("Đã hủy", "Hủy", "Đã huỷ"),
    },
    Input.nationality.name: {"Việt Nam": ("VN", "VIỆT NAM", "Viet Nam", "việt nam")},
    Input.ethnicity.name: {
        "Kinh": ("kinh", "KINH"),
        "Mông": ("H'Mông", "Hmông", "H,Mông", "H.Mông"),
        "Khmer": ("Khơ-me", "Khơ me", "Khmer"),
        "Gia Rai": ("Gia-rai", "Jrai"),
        "Ê Đê": ("Ê-đê", "Ê đê", "Ede"),
        "Ba Na": ("Ba-na", "Bana"),
        "Cơ Ho": ("Cơ-ho", "K'Ho", "Kơ Ho"),
        "Chăm": ("Chàm", "Chăm"),
    },
    Input.relation_to_head.name: {
        "Chủ hộ": ("chủ hộ", "CH", "Chủ Hộ"),
        "Vợ": ("vợ",),
        "Chồng": ("chồng",),
        "Con": ("con", "Con đẻ", "Con ruột"),
        "Cha": ("Bố", "Bố đẻ", "Cha đẻ"),
        "Mẹ": ("Mẹ đẻ", "mẹ", "Má"),
        "Cháu": ("cháu", "Cháu nội", "Cháu ruột"),
        "Anh, chị, em": ("Em", "Anh", "Chị", "em ruột"),
        "Người ở nhờ": ("Ở nhờ", "Khác", "Bạn", "ở trọ"),
    },
}
"""Other words that clerks use in columns with few values; one people under several spellings."""

USES_OTHER_WORDS = 0.25
"""Share of cells that show another word."""

NEW_TONE_PLACES = 0.3
"""Share of clerks who write hoà and thuý for hòa and thúy (30 % in the examination lists)."""

ERRORS = dict.fromkeys(Source, 1.0) | {Source.OUTSIDE: 1.4}
"""How many errors an office makes: outside, facts are told and not read from papers."""

UNMARKED = dict.fromkeys(Source, 1.0) | {Source.OUTSIDE: 4.0}
"""Factors on `unmarked_text`: systems of banks, operators and insurers hold names without marks."""

LEGACY_FACTOR = dict.fromkeys(Source, 1.0) | {Source.CARD: 0.0, Source.OUTSIDE: 2.0}
"""Factors on `legacy_text`: cards come from one system, old lists of schools from any."""

CONVERTED = dict.fromkeys(Source, 0.6) | {Source.REGISTER: 1.0, Source.OUTSIDE: 0.25}
"""Factors on `new_units`: the register was converted by machine, other lists when they are used."""

WRITES_NEW_UNITS = dict.fromkeys(Source, 0.9) | {Source.OUTSIDE: 0.5}
"""Share of records written in the new units after the merger of July 2025."""

CARE_SPREAD = 0.6
"""Standard deviation of the logarithm of the errors a clerk makes."""


@dataclass(frozen=True)
class Clerks:
    """The way of writing of each record's clerk, one value per record."""

    errors: Floats
    capitals: Ints
    dates: Ints
    sexes: Ints
    phones: Ints
    addresses: Ints
    legacy: Ints
    new_tones: Flags
    decomposed: Flags
    unmarked: Flags
    new_units: Flags
    south: Flags


def assign(
    profile: Profile, rng: np.random.Generator, source: Ints, unit: Ints, day: Ints
) -> Clerks:
    """Give each record a clerk of its office and commune, and look up how that clerk writes."""
    desk = (unit * len(Source) + source) * PER_OFFICE + rng.integers(0, PER_OFFICE, len(unit))
    desks, who = np.unique(desk, return_inverse=True)
    office = desks // PER_OFFICE % len(Source)
    count = len(desks)
    errors = np.exp(rng.normal(-(CARE_SPREAD**2) / 2, CARE_SPREAD, count))
    errors *= np.where(rng.random(count) < profile.careless, profile.careless_factor, 1.0)
    errors *= _by_office(ERRORS)[office]
    legacy = np.where(
        rng.random(count) < profile.legacy_text * _by_office(LEGACY_FACTOR)[office],
        1 + _pick(rng, count, LEGACY_SHARES),
        0,
    )
    region = np.array([name in SOUTH for name in provinces().region])
    after_merger = day >= int(np.datetime64("2025-07-01").astype(np.int64))
    converted = rng.random(count) < _by_office(CONVERTED)[office] * profile.new_units
    unmarked = rng.random(count) < profile.unmarked_text * _by_office(UNMARKED)[office]
    habit = rng.random(len(unit))
    return Clerks(
        errors=errors[who],
        capitals=_pick_by_office(rng, office, CAPITALS_SHARES)[who],
        dates=_pick_by_office(rng, office, DATE_SHARES)[who],
        sexes=_pick_by_office(rng, office, SEX_SHARES)[who],
        phones=_pick_by_office(rng, office, PHONE_SHARES)[who],
        addresses=np.where(
            habit < 0.85,
            _pick_by_office(rng, office, ADDRESS_SHARES)[who],
            _pick_by_office(rng, source, ADDRESS_SHARES),
        ),
        legacy=legacy[who],
        new_tones=(rng.random(count) < NEW_TONE_PLACES)[who],
        decomposed=(rng.random(count) < profile.decomposed_text)[who],
        unmarked=unmarked[who],
        new_units=converted[who] | (after_merger & (habit < _by_office(WRITES_NEW_UNITS)[source])),
        south=region[wards().province[unit]],
    )


SOUTH = ("south_central", "highlands", "south_east", "mekong")
"""Regions where southern speech is heard."""


def _pick(rng: np.random.Generator, size: int, shares: tuple[float, ...]) -> Ints:
    """Draw positions by shares."""
    return rng.choice(len(shares), size=size, p=np.array(shares) / sum(shares)).astype(np.int64)


def _pick_by_office(
    rng: np.random.Generator, office: Ints, shares: Mapping[Source, tuple[float, ...]]
) -> Ints:
    """Draw a position for each clerk by the shares of the clerk's office."""
    drawn = np.zeros(len(office), dtype=np.int64)
    for source, of_source in shares.items():
        here = np.flatnonzero(office == source)
        drawn[here] = _pick(rng, len(here), of_source)
    return drawn


def _by_office(factors: Mapping[Source, float]) -> Floats:
    """Factors in the order of `Source`."""
    return np.array([factors[source] for source in Source])
