"""Every setting of the synthetic population, and the named sets of settings."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

from linkage.errors import InputError, listing


@dataclass(frozen=True)
class Profile:
    """How the people live, how often a number goes wrong, and how the clerks write.

    Rates are shares of people unless the text says otherwise. They are assumptions, set near
    the magnitudes published for good registers (0.01 to 1 % duplicates) unless the text names a
    source; `docs/synthetic.md` gives the reasons.

    Examples:
        >>> PROFILES["rare"].duplicated
        0.001
        >>> Profile().replace(duplicated=0.5).duplicated
        0.5
    """

    # --- the country -------------------------------------------------------------------------
    as_of: date = date(2026, 9, 30)
    """The day on which the register is looked at."""
    regions: tuple[str, ...] = ()
    """Regions of `provinces.csv` whose communes are drawn; empty means all."""
    minority_factor: float = 1.0
    """Multiplies the share of every people but the Kinh in a commune."""
    people_per_commune: int = 1500
    """Recorded people per commune drawn, so that neighbours meet in one list."""

    # --- people and families -----------------------------------------------------------------
    twin_births: float = 0.006
    """Twin births per birth; Smits and Monden (2011) give 6 to 9 per thousand for the region."""
    triplet_births: float = 0.0001
    """Triplet births per birth."""
    twins_same_sex: float = 0.75
    """Share of twin pairs of one sex: identical twins, some 4 in 1000 births, and half the rest."""
    twins_same_middle: float = 0.85
    """Share of these, where the given names differ, who share the middle names."""
    twins_alike: float = 0.45
    """Share of these whose given names differ in marks or one letter, as Hùng and Hưng."""
    twins_exchanged: float = 0.05
    """Share of these who bear the same words, as Minh Anh and Anh Minh."""
    twins_one_given: float = 0.05
    """Share of these who bear one given name behind other middle names, as Bảo Anh and Minh Anh."""
    siblings_alike: float = 0.02
    """Share of other siblings whose given names differ in marks only."""
    like_father: float = 0.004
    """Share of sons whose name differs from the father's in marks only or in the middle."""
    like_father_number: float = 0.05
    """Share of these who are recorded under the father's number."""
    namesakes_same_day: float = 0.0004
    """Share of people given an unrelated namesake born on the same day, beyond chance."""
    moved_province: float = 0.21
    """Share of adults who moved to another province for good."""
    moved_commune: float = 0.15
    """Share of adults who moved within a province since the older record was written."""
    three_generations: float = 0.72
    """Share of couples over 60 with grown children who live with one of them."""
    has_other_name: float = 0.03
    """Share of people with another name they are known by."""
    changed_name: float = 0.002
    """Share of people whose lawful name changed, so that two records differ in the name."""
    recent_death: float = 0.02
    """Share of people who died in the last years and are still listed, as dead."""

    # --- numbers -----------------------------------------------------------------------------
    has_number: float = 0.985
    """Share of living people with a personal number."""
    foreign_registered: float = 0.001
    """Share of births registered abroad: a province code of 101 or more."""
    reissued: float = 0.004
    """Share of numbers cancelled and issued anew after a correction, with history."""
    history_known: float = 0.9
    """Share of lawful successions that stand in the id history."""
    twins_consecutive: float = 0.15
    """Share of same-sex twins born since 2016 whose numbers follow one another."""
    cmnd_on_record: float = 0.6
    """Share of CMND holders whose record still shows a CMND."""

    earlier_cmnd: float = 0.5
    """Share of second records of people with two CMND that show the earlier one."""

    # --- matters for an officer ----------------------------------------------------------------
    duplicated: float = 0.02
    """Share of people with a second record, of any kind."""
    third_record: float = 0.05
    """Share of these with a third record."""
    duplicate_no_number: float = 0.35
    """Share of second records without a number."""
    duplicate_second_number: float = 0.25
    """Share of second records under another live number."""
    duplicate_typo: float = 0.10
    """Share of second records with a slip in the number; the rest repeats the number."""
    agency_first: float = 0.02
    """Share of living people whose first record was made from the list of an outside agency."""
    agency_second: float = 0.18
    """Share of second records that were made from the list of an outside agency."""
    agency_copied: float = 0.05
    """Share of children's records from such lists that bear the number of a parent or the head."""
    second_number_fact: float = 0.45
    """Share of second numbers that encode another sex, birth year or province."""
    second_number_birth: float = 0.15
    """Share of second numbers from a second birth registration (under 25 years of age)."""
    second_birth_date: float = 0.05
    """Share of second records with another birthday; a third of them with another year too."""
    second_name: float = 0.03
    """Share of second records with another middle name, not known as another name."""
    second_household: float = 0.2
    """Share of second records under the household of somebody else."""
    second_home: float = 0.05
    """Share of second records from a stay elsewhere of which no other record tells."""
    second_facts: float = 0.06
    """Share of second records with another origin, or without the spouse or the father."""
    shared_number: float = 0.0008
    """Share of people recorded under a number that belongs to another."""
    shared_number_known: float = 0.35
    """Share of these who stand under their own number in another record."""
    wrong_sex: float = 0.0004
    """Share of records whose number contradicts the sex."""
    wrong_year: float = 0.0012
    """Share of records whose number contradicts the birth year."""
    wrong_place: float = 0.0020
    """Share of records whose number contradicts the birth registration."""
    number_slip: float = 0.0005
    """Share of other records with a slip in the number."""
    impossible: float = 0.0006
    """Share of records with a number that cannot exist."""
    shared_cmnd: float = 0.001
    """Share of CMND holders who share the number with somebody else."""
    dead_active: float = 0.002
    """Share of people who are dead in one record and active in another or later in the same."""
    twins_swapped: float = 0.02
    """Share of twin pairs whose numbers were exchanged."""

    # --- clerks --------------------------------------------------------------------------------
    dirt: float = 1.0
    """Multiplies every rate of the noise table."""
    careless: float = 0.10
    """Share of clerks who make several times as many errors as the others."""
    careless_factor: float = 6.0
    """How many times as many."""
    poor_dates: float = 1.0
    """Multiplies the rates of noise on dates."""
    missing_parents: float = 1.0
    """Multiplies the rates at which parents are left out."""
    legacy_text: float = 0.004
    """Share of clerks whose system leaves TCVN3, VNI or misread Unicode in the text."""
    unmarked_text: float = 0.02
    """Share of clerks who write without Vietnamese marks."""
    decomposed_text: float = 0.06
    """Share of clerks whose system writes decomposed Unicode."""
    new_units: float = 0.5
    """Share of addresses converted to the communes of July 2025."""
    northern_speech: float = 1.0
    """Multiplies confusions heard in the north, such as l for n."""
    southern_speech: float = 1.0
    """Multiplies confusions heard in the south, such as n for ng, hỏi for ngã."""

    def __post_init__(self) -> None:
        factors = {"minority_factor", "careless_factor", "dirt", "poor_dates", "missing_parents"}
        factors |= {"northern_speech", "southern_speech"}
        wrong = [
            f.name
            for f in fields(self)
            if isinstance(value := getattr(self, f.name), float)
            and (value < 0 or (f.name not in factors and value > 1))
        ]
        if wrong:
            raise InputError(
                f"Settings outside their range: {listing(wrong)}.",
                hint="rates lie between 0 and 1, factors are not negative.",
            )

    def replace(self, **changes: object) -> Self:
        """A copy with other settings."""
        return replace(self, **changes)  # type: ignore[arg-type]


def _scaled(duplicated: float) -> Profile:
    """The base settings with matters for an officer as rare as the duplicates."""
    base = Profile()
    factor = duplicated / base.duplicated
    scaled = (
        "shared_number",
        "wrong_sex",
        "wrong_year",
        "wrong_place",
        "impossible",
        "dead_active",
    )
    changes: dict[str, object] = {name: getattr(base, name) * factor for name in scaled}
    return base.replace(duplicated=duplicated, **changes)


PROFILES: dict[str, Profile] = {
    "base": Profile(),
    "rare": _scaled(0.001),
    "very_rare": _scaled(0.0002),
    "heavy": Profile(
        duplicated=0.08,
        dirt=2.5,
        careless=0.2,
        unmarked_text=0.06,
        legacy_text=0.02,
        shared_number=0.003,
        wrong_sex=0.001,
        wrong_year=0.004,
        wrong_place=0.006,
        impossible=0.002,
    ),
    "rural": Profile(
        poor_dates=4.0, missing_parents=3.0, moved_province=0.06, has_number=0.95, dirt=1.3
    ),
    "legacy": Profile(legacy_text=0.25, decomposed_text=0.15, unmarked_text=0.12),
    "southern": Profile(
        regions=("south_east", "mekong"), southern_speech=4.0, northern_speech=0.0, poor_dates=1.5
    ),
    "northern": Profile(
        regions=("red_river", "north_hills", "north_central"),
        northern_speech=4.0,
        southern_speech=0.2,
    ),
    "minority": Profile(
        regions=("north_hills", "highlands", "mekong"),
        minority_factor=3.0,
        poor_dates=3.0,
        missing_parents=2.0,
    ),
    "postmerger": Profile(new_units=0.95),
}
"""The named profiles."""


def profile_named(profile: str | Profile) -> Profile:
    """Look a profile up by name; a profile passes through.

    Examples:
        >>> profile_named("very_rare").duplicated
        0.0002
    """
    if isinstance(profile, Profile):
        return profile
    if profile not in PROFILES:
        raise InputError(
            f"There is no profile '{profile}'.", f"There are: {listing(PROFILES, most=20)}."
        )
    return PROFILES[profile]
