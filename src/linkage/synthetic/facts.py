"""Noise on facts before they are written: dates, sexes, slips in numbers, what is left out."""

from dataclasses import dataclass

import numpy as np

from linkage.schema import Input
from linkage.synthetic.clerks import Clerks
from linkage.synthetic.demography import NOBODY, year_of
from linkage.synthetic.profile import Profile
from linkage.synthetic.recordings import Recordings, Source
from linkage.synthetic.tables import Flags, Floats, Ints


@dataclass(frozen=True)
class Missing:
    """How often a column is empty, by office; the last two say what makes it worse."""

    column: str
    register: float
    card: float
    civil: float
    residence: float
    outside: float
    """In lists of outside agencies, which hold what their own service asks for."""
    pupils: float
    """In such lists of people under 18, who are there as pupils or to be vaccinated."""
    old: float = 0.0
    """Added for people of 80, in proportion for people over 30."""
    parents: bool = False
    """Whether the profile's `missing_parents` multiplies the rate."""


MISSING: tuple[Missing, ...] = (
    Missing(Input.sex.name, 0.001, 0.0, 0.001, 0.01, 0.03, 0.01),
    Missing(Input.date_of_birth.name, 0.001, 0.0, 0.001, 0.01, 0.01, 0.003),
    Missing(Input.ethnicity.name, 0.03, 0.05, 0.03, 0.40, 0.75, 0.15),
    Missing(Input.nationality.name, 0.03, 0.02, 0.03, 0.30, 0.60, 0.40),
    Missing(Input.birth_place.name, 0.15, 0.60, 0.02, 0.75, 0.88, 0.30, old=0.3),
    Missing(Input.birth_registration_place.name, 0.10, 0.55, 0.005, 0.60, 0.96, 0.80, old=0.3),
    Missing(Input.place_of_origin.name, 0.05, 0.02, 0.08, 0.50, 0.80, 0.50),
    Missing(Input.father_name.name, 0.04, 0.30, 0.03, 0.70, 0.93, 0.30, old=0.25, parents=True),
    Missing(Input.mother_name.name, 0.03, 0.30, 0.01, 0.70, 0.92, 0.25, old=0.22, parents=True),
    Missing(Input.father_id.name, 0.35, 0.80, 0.30, 0.95, 0.97, 0.92, parents=True),
    Missing(Input.mother_id.name, 0.33, 0.80, 0.25, 0.95, 0.97, 0.90, parents=True),
    Missing(Input.spouse_name.name, 0.15, 0.60, 0.90, 0.70, 0.96, 0.96),
    Missing(Input.spouse_id.name, 0.40, 0.85, 0.95, 0.90, 0.97, 0.97),
    Missing(Input.permanent_address.name, 0.01, 0.0, 0.15, 0.05, 0.25, 0.25),
    Missing(Input.temporary_address.name, 0.0, 0.60, 0.40, 0.0, 0.95, 0.95),
    Missing(Input.current_address.name, 0.20, 0.60, 0.40, 0.10, 0.40, 0.35),
    Missing(Input.household_id.name, 0.05, 0.60, 0.60, 0.10, 0.95, 0.95),
    Missing(Input.relation_to_head.name, 0.05, 0.90, 0.80, 0.15, 0.97, 0.97),
    Missing(Input.phone.name, 0.30, 0.40, 0.50, 0.25, 0.08, 0.15),
    Missing(Input.personal_id_status.name, 0.60, 0.40, 0.80, 0.90, 0.97, 0.97),
    Missing(Input.unit.name, 0.01, 0.05, 0.01, 0.01, 0.10, 0.05),
)
"""How often columns are empty beyond what nobody could know."""


@dataclass(frozen=True)
class FactNoise:
    """How often a fact goes wrong; the clerk's errors multiply the rate."""

    what: str
    rate: float
    residence: float = 1.0
    """Factor in residence lists, which are written without papers."""
    outside: float = 1.0
    """Factor in lists of outside agencies, which take what they are told; spreadsheets read
    days as months."""


FACTS: dict[str, FactNoise] = {
    noise.what: noise
    for noise in (
        FactNoise("day and month exchanged", 0.0030, 2.0, 4.0),
        FactNoise("day off", 0.0025, 2.0, 2.0),
        FactNoise("month off", 0.0015, 2.0, 2.0),
        FactNoise("year off by one", 0.0003, 3.0, 4.0),
        FactNoise("digit of the year wrong", 0.0001, 3.0, 3.0),
        FactNoise("1 January filled in", 0.0060, 3.0, 4.0),
        FactNoise("year only", 0.0060, 5.0, 6.0),
        FactNoise("month and year only", 0.0010),
        FactNoise("other sex", 0.0001, 4.0, 4.0),
    )
}
"""Noise on dates and sexes."""

PUPIL = 18
"""Age below which an outside agency knows somebody as a pupil or a child to be vaccinated."""

DEFAULT_DATE_BY_YEAR = ([1920, 1945, 1955, 1965, 1980, 2000], [0.35, 0.25, 0.15, 0.07, 0.02, 0.001])
"""Share of people whose birth date was fixed as 1 January because only the year was known."""

KEEPS_DEFAULT = 0.85
"""Share of records of such people that show the date fixed; the others show the true one."""


def missing_cells(
    profile: Profile, rng: np.random.Generator, records: Recordings
) -> dict[str, Flags]:
    """Draw which cells stay empty."""
    age = profile.as_of.year - records.year
    older = np.clip((age - 30) / 50, 0, 1)
    pupil = (records.source == Source.OUTSIDE) & (year_of(records.day) - records.year < PUPIL)
    result = {}
    for m in MISSING:
        base = np.array([m.register, m.card, m.civil, m.residence, m.outside])[records.source]
        base = np.where(pupil, m.pupils, base)
        rate = base + m.old * older
        if m.parents:
            rate = rate * profile.missing_parents
        result[m.column] = rng.random(len(records)) < np.minimum(rate, 0.97)
    return result


def has_default_date(profile: Profile, rng: np.random.Generator, birth_year: Ints) -> Flags:
    """Whether a person's birth date was fixed as 1 January."""
    share = np.interp(birth_year, *DEFAULT_DATE_BY_YEAR) * profile.poor_dates
    return rng.random(len(birth_year)) < np.minimum(share, 0.8)


def spoil_facts(
    profile: Profile, rng: np.random.Generator, clerks: Clerks, records: Recordings, default: Flags
) -> list[tuple[int, str, str]]:
    """Let dates and sexes go wrong in place; return row, column and noise of each change."""
    spoiler = _Spoiler(profile, rng, clerks, records)
    spoiler.fix_dates(default)
    spoiler.run()
    return spoiler.without_future()


class _Spoiler:
    def __init__(
        self, profile: Profile, rng: np.random.Generator, clerks: Clerks, records: Recordings
    ) -> None:
        self.profile = profile
        self.rng = rng
        self.records = records
        self.errors: Floats = clerks.errors * profile.dirt
        self.made: list[tuple[int, str, str]] = []
        self.before = records.year.copy(), records.month.copy(), records.day_of_month.copy()

    def fix_dates(self, default: Flags) -> None:
        """Write 1 January for people whose date was fixed so."""
        records = self.records
        rows = np.flatnonzero(
            default[records.person] & (self.rng.random(len(records)) < KEEPS_DEFAULT)
        )
        records.month[rows] = records.day_of_month[rows] = 1

    def run(self) -> None:
        """Go through the table of facts."""
        r, rng = self.records, self.rng
        rows = self._hit("day and month exchanged", r.day_of_month <= 12)
        r.day_of_month[rows], r.month[rows] = r.month[rows].copy(), r.day_of_month[rows].copy()
        rows = self._hit("day off", (r.day_of_month > 1) & (r.day_of_month < 28))
        r.day_of_month[rows] += rng.choice([-1, 1], len(rows))
        rows = self._hit("month off", (r.month > 1) & (r.month < 12) & (r.day_of_month < 29))
        r.month[rows] += rng.choice([-1, 1], len(rows))
        rows = self._hit("year off by one", r.year < self.profile.as_of.year)
        r.year[rows] += rng.choice([-1, 1], len(rows))
        rows = self._hit("digit of the year wrong", (r.year > 1915) & (r.year < 2010))
        r.year[rows] += rng.choice([-10, 10], len(rows))
        older = np.clip((2010 - r.year) / 60, 0.05, 1)
        rows = self._hit("1 January filled in", (r.day_of_month > 0) & (rng.random(len(r)) < older))
        r.month[rows] = r.day_of_month[rows] = 1
        rows = self._hit("month and year only", r.month > 0)
        r.day_of_month[rows] = 0
        rows = self._hit("year only", rng.random(len(r)) < older)
        r.month[rows] = r.day_of_month[rows] = 0
        rows = self._hit("other sex", r.person != NOBODY, column=Input.sex.name)
        r.sex[rows] = 1 - r.sex[rows]

    def without_future(self) -> list[tuple[int, str, str]]:
        """What was made, after taking back birth dates later than their record."""
        r, column = self.records, Input.date_of_birth.name
        whole = np.flatnonzero((r.month > 0) & (r.day_of_month > 0))
        months = (r.year[whole] - 1970) * 12 + r.month[whole] - 1
        days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        future = whole[days + r.day_of_month[whole] - 1 > r.day[whole]]
        for part, value in zip((r.year, r.month, r.day_of_month), self.before, strict=True):
            part[future] = value[future]
        back = set(future.tolist())
        return [made for made in self.made if not (made[1] == column and made[0] in back)]

    def _hit(self, what: str, possible: Flags, column: str = Input.date_of_birth.name) -> Ints:
        """Draw the rows on which something happens."""
        noise = FACTS[what]
        rate = noise.rate * self.errors
        source = self.records.source
        rate = rate * np.where(source == Source.RESIDENCE, noise.residence, 1.0)
        rate = rate * np.where(source == Source.OUTSIDE, noise.outside, 1.0)
        if column == Input.date_of_birth.name:
            rate = rate * self.profile.poor_dates
        rows = np.flatnonzero(possible & (self.rng.random(len(rate)) < rate))
        self.made += [(row, column, what) for row in rows.tolist()]
        return rows
