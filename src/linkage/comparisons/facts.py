"""Splink comparison creators for dates, numbers, parents, places and other facts.

Each covers one independent fact. The number encodes sex, birth year and province, so what
counts there is the serial; the places where a person lives are one fact, the places where
the birth was registered and the family comes from another. A value that is missing on
either side gives the null level, which speaks neither for nor against.

All levels are SQL over ready columns of `records` and mean the same on DuckDB and Spark.
"""

from abc import abstractmethod
from collections.abc import Mapping

import splink.comparison_level_library as cll

from linkage.comparisons.names import readable_alike
from linkage.schema import Column, PlaceFields, Records, RelativeFields
from linkage.splink_seam import ComparisonCreator, ComparisonLevelCreator, SplinkDialect

PARENT_SHARES = {"rare": 1e-4, "usual": 1e-3}
"""Upper bounds of the share of a parent's surname and given name, by what it is called here."""

PRIVATE_PHONE = 6
"""Most records that may give one phone number for it to count as a family's own."""

_OVERLAP = {"duckdb": "list_has_any", "spark": "arrays_overlap"}


class _Overlap(ComparisonLevelCreator):
    """Each of some list columns shares an element with the other record's."""

    def __init__(self, label: str, *columns: str) -> None:
        self._label = label
        self._columns = columns

    def create_sql(self, sql_dialect: SplinkDialect) -> str:
        function = _OVERLAP[sql_dialect.sql_dialect_str]
        return " and ".join(f"{function}({c}_l, {c}_r)" for c in self._columns)

    def create_label_for_charts(self) -> str:
        return self._label


class FactComparison(ComparisonCreator):
    """A comparison whose levels are named conditions, the strongest first.

    Attributes:
        fact: Name of the comparison and of its `level_*` and `weight_*` columns.
    """

    fact: str
    about: str

    @abstractmethod
    def null_sql(self) -> str:
        """When the fact is missing on either side."""

    @abstractmethod
    def conditions(self) -> Mapping[str, str | ComparisonLevelCreator]:
        """Level name to condition; what meets none is `different`."""

    def __init__(self) -> None:
        super().__init__({})

    def create_comparison_levels(self) -> list[ComparisonLevelCreator]:
        """The null level, the named levels, and `different`."""
        return [
            cll.CustomLevel(self.null_sql(), "missing").configure(is_null_level=True),
            *(
                cll.CustomLevel(condition, label) if isinstance(condition, str) else condition
                for label, condition in self.conditions().items()
            ),
            cll.ElseLevel().configure(label_for_charts="different"),
        ]

    def create_description(self) -> str:
        """What is compared."""
        return self.about

    def create_output_column_name(self) -> str:
        """Name of the comparison."""
        return self.fact


_YEARS_BORNE_OUT = (
    f"({Records.birth.year.l} <> {Records.birth.year.r} "
    f"and {Records.id_year.l} = {Records.birth.year.l} "
    f"and {Records.id_year.r} = {Records.birth.year.r})"
)
"""Years of birth differ, and each stands in the record's own number: that digit is no slip."""


def _either_missing(*columns: str) -> str:
    return " or ".join(f"{c}_l is null or {c}_r is null" for c in columns)


GENERATION = 15
"""Years that lie at least between parent and child, and hardly ever between two dates of one."""


class BirthDate(FactComparison):
    """Date of birth; a day filled in by habit counts less than a real one."""

    fact = "birth_date"
    about = "Date of birth"

    def null_sql(self) -> str:
        """Without a year on both sides nothing is compared."""
        return _either_missing(Records.birth.year.name)

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """From the same real day down to years apart; `different` is a generation apart.

        A digit apart is a slip between two days of which one is real: by two default days, years
        that differ are two years.
        """
        date, year = Records.birth.date, Records.birth.year
        month, day = Records.birth.month, Records.birth.day
        default = Records.birth_is_default
        same_year = f"{year.l} = {year.r}"
        same_day = f"{month.l} = {month.r} and {day.l} = {day.r}"
        apart = f"abs({year.l} - {year.r})"
        return {
            "same_day": f"{date.l} = {date.r} and not {default.l} and not {default.r}",
            "same_default_day": f"{date.l} = {date.r}",
            "day_month_swapped": f"{same_year} and {month.l} = {day.r} and {day.l} = {month.r}",
            "one_digit": f"levenshtein({date.l}, {date.r}) = 1 "
            f"and not ({default.l} and {default.r})",
            "same_year_default": f"{same_year} and ({default.l} or {default.r})",
            "same_year_partial": f"{same_year} and ({date.l} is null or {date.r} is null) "
            f"and ({month.l} = {month.r} or {month.l} is null or {month.r} is null)",
            "same_month": f"{same_year} and {month.l} = {month.r}",
            "same_year": same_year,
            "day_same_year_off": f"{same_day} and not {default.l}",
            "one_year_off_default": f"{apart} = 1 and ({default.l} or {default.r} "
            f"or {date.l} is null or {date.r} is null)",
            "one_year_off": f"{apart} = 1",
            "ten_years_off": f"{apart} = 10",
            "years_apart": f"{apart} < {GENERATION}",
        }


class BirthYear(FactComparison):
    """Year of birth where a record has no date: its personal number still tells the year.

    A comparison of its own, so that to have no date speaks neither for nor against.
    """

    fact = "birth_year"
    about = "Year of birth by the personal number"

    def null_sql(self) -> str:
        """Where dates are compared, or no year is told; nor do numbers a slip apart tell two."""
        number = Records.personal_id
        year_l, year_r = _year("l"), _year("r")
        return (
            f"not ({_either_missing(Records.birth.year.name)}) "
            f"or {year_l} is null or {year_r} is null "
            f"or coalesce(damerau_levenshtein({number.l}, {number.r}) <= 1, false)"
        )

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same or not."""
        return {"same": f"{_year('l')} = {_year('r')}"}


def _year(side: str) -> str:
    """SQL: the year of birth; where none is recorded, that of the personal number."""
    return f"coalesce({Records.birth.year.name}_{side}, {Records.id_year.name}_{side})"


class Sex(FactComparison):
    """Sex as recorded."""

    fact = "sex"
    about = "Sex"

    def null_sql(self) -> str:
        """Missing on either side."""
        return _either_missing(Records.sex.name)

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same or not."""
        return {"same": f"{Records.sex.l} = {Records.sex.r}"}


_SAME_START = f"substr({Records.personal_id.l}, 1, 6) = substr({Records.personal_id.r}, 1, 6)"
"""Two numbers tell one province, sex and year of birth."""


def _no_two_numbers() -> str:
    """SQL: a number is missing, or one of two different numbers is cancelled."""
    number, status = Records.personal_id, Records.personal_id_status
    cancelled = f"coalesce({status.l} = 'cancelled' or {status.r} = 'cancelled', false)"
    return f"{_either_missing(number.name)} or ({number.l} <> {number.r} and {cancelled})"


class PersonalNumber(FactComparison):
    """The last six digits of two numbers that begin alike; a cancelled number says nothing.

    How numbers begin is told by sex, date and place of birth already, so it is not counted again;
    but among numbers that begin alike many more are near each other than among all.
    """

    fact = "personal_id"
    about = "Personal number, beyond what it encodes"

    def null_sql(self) -> str:
        """Missing, cancelled, or numbers that begin otherwise."""
        return f"{_no_two_numbers()} or not {_SAME_START}"

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same, near each other, a slip apart, different.

        Numbers near each other are handed out to twins registered together; of slips of the pen
        only those in the last digit are as near, for two digits that changed places are a slip
        wherever they stand.
        """
        number = Records.personal_id
        return {
            "same": f"{number.l} = {number.r}",
            "near_number": _near(Records.id_serial),
            "one_slip": f"damerau_levenshtein({number.l}, {number.r}) = 1",
        }


class OtherStart(FactComparison):
    """Two numbers that tell another province, sex or year of birth."""

    fact = "id_start"
    about = "Personal numbers that begin otherwise"

    def null_sql(self) -> str:
        """Missing, cancelled, or numbers that begin alike."""
        return f"{_no_two_numbers()} or {_SAME_START}"

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """A parent's, a slip apart, the same last six digits, different.

        Who names the owner of the other number as a parent is not that person. Numbers that are a
        slip apart because they encode two years of birth, each that of its own record, are no slip.
        """
        number, serial = Records.personal_id, Records.id_serial
        return {
            "parent": _names_other("l", "r") + " or " + _names_other("r", "l"),
            "encoded_slip": f"damerau_levenshtein({number.l}, {number.r}) = 1 "
            f"and not coalesce({_YEARS_BORNE_OUT}, false)",
            "same_serial": f"{serial.l} = {serial.r}",
        }


NEAR = 9
"""Numbers no farther apart may have been given out together."""


def _near(number: Column) -> str:
    """SQL: two numbers, at most `NEAR` apart, and not by two digits that changed places."""
    sides = f"({number.l}, {number.r})"
    return (
        f"abs(cast({number.l} as bigint) - cast({number.r} as bigint)) <= {NEAR} "
        f"and not (damerau_levenshtein{sides} = 1 and levenshtein{sides} = 2)"
    )


def _names_other(side: str, other: str) -> str:
    """SQL: the record on one side names the owner of the other's number as a parent.

    A number that does not tell its record's year of birth may be a parent's, copied by mistake.
    """
    number, father, mother = Records.personal_id, Records.father_id, Records.mother_id
    named = " or ".join(f"{number.name}_{other} = {p.name}_{side}" for p in (father, mother))
    own = f"{Records.id_year.name}_{other} = {Records.birth.year.name}_{other}"
    return f"coalesce(({named}) and {own}, false)"


class OldNumber(FactComparison):
    """The old CMND; a person may lawfully have had several."""

    fact = "cmnd"
    about = "Old identity card number"

    def null_sql(self) -> str:
        """Missing on either side."""
        return _either_missing(Records.cmnd.name)

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same, near each other as given to a family together, a slip apart, different."""
        cmnd = Records.cmnd
        return {
            "same": f"{cmnd.l} = {cmnd.r}",
            "near_number": f"length({cmnd.l}) = length({cmnd.r}) and {_near(cmnd)}",
            "one_slip": f"damerau_levenshtein({cmnd.l}, {cmnd.r}) = 1",
        }


def _words_stand_in(few: str, many: str) -> str:
    """SQL: all words of one text stand in another, both in alphabetical order."""
    subject = f"' ' || replace({many}, ' ', '  ') || ' '"
    pattern = f"'% ' || replace({few}, ' ', ' % ') || ' %'"
    return f"({subject}) like ({pattern})"


class _Relative(FactComparison):
    """A relative by name and number."""

    relative: RelativeFields
    number: Column

    def null_sql(self) -> str:
        """Neither two names nor two numbers of one kind to compare."""
        number = self.number
        no_numbers = f"{_either_missing(number.name)} or length({number.l}) <> length({number.r})"
        return f"({_either_missing(self.relative.fold.name)}) and ({no_numbers})"

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same number, and then by the name."""
        return {"same_number": f"{self.number.l} = {self.number.r}", **self.names()}

    def names(self) -> dict[str, str | ComparisonLevelCreator]:
        """From the same name over forms of it and slips down to the same given name."""
        p = self.relative
        same_ends = (
            f"{p.surname_fold.l} = {p.surname_fold.r} and {p.given_fold.l} = {p.given_fold.r}"
        )
        left, right = p.sorted_fold.l, p.sorted_fold.r
        both_marked = f"({p.marked.l} and {p.marked.r})"
        given_alone = f"({p.surname_fold.l} is null or {p.surname_fold.r} is null)"
        return {
            "same": f"{p.text.l} = {p.text.r}",
            "same_without_marks": f"({p.fold.l} = {p.fold.r} and not {both_marked})"
            f" or {readable_alike(p.text.l, p.text.r)}",
            "marks_differ": f"{p.fold.l} = {p.fold.r}",
            "same_words": f"{p.sorted_fold.l} = {p.sorted_fold.r}",
            "abbreviated": f"{p.given_fold.l} = {p.given_fold.r} and ({given_alone} or "
            f"({p.initials.l} = {p.initials.r} and "
            f"({p.fold.l} like '%.%' or {p.fold.r} like '%.%')))",
            "shortened": f"{same_ends} and ({_words_stand_in(left, right)}"
            f" or {_words_stand_in(right, left)})",
            "one_slip": f"damerau_levenshtein({p.fold.l}, {p.fold.r}) = 1",
            "same_given": f"{p.given_phonetic.l} = {p.given_phonetic.r}",
        }


class Spouse(_Relative):
    """The spouse; people marry again, and most records of the young have none."""

    fact = "spouse"
    about = "Spouse"
    relative = Records.spouse
    number = Records.spouse_id


class _Parent(_Relative):
    """A parent; the rarer the name, the more its agreement says."""

    share: Column
    """The share of the parent's name."""

    def names(self) -> dict[str, str | ComparisonLevelCreator]:
        """A namesake by the numbers, same name by rarity, and as for any relative."""
        text, number = self.relative.text, self.number
        share = f"greatest({self.share.l}, {self.share.r})"
        same, *others = super().names().items()
        by_rarity: dict[str, str | ComparisonLevelCreator] = {
            f"same_{name}": f"{same[1]} and {share} < {bound}"
            for name, bound in PARENT_SHARES.items()
        }
        return {
            "namesake": f"{text.l} = {text.r} and length({number.l}) = length({number.r}) "
            f"and levenshtein({number.l}, {number.r}) > 2",
            **by_rarity,
            "same_common": same[1],
            **dict(others),
        }


class Father(_Parent):
    """The father by name and number."""

    fact = "father"
    about = "Father"
    relative = Records.father
    number = Records.father_id
    share = Records.father_share


class Mother(_Parent):
    """The mother by name and number."""

    fact = "mother"
    about = "Mother"
    relative = Records.mother
    number = Records.mother_id
    share = Records.mother_share


class Home(FactComparison):
    """Where the person lives, by any recorded residence; people move."""

    fact = "home"
    about = "Residence"

    def null_sql(self) -> str:
        """No residence read on either side."""
        return _either_missing(Records.home_groups.name)

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same house, village or street of one ward, ward, district, province, or none."""
        dwellings, localities = Records.home_dwellings.name, Records.home_localities.name
        wards, groups = Records.home_wards.name, Records.home_groups.name
        return {
            "same_dwelling": _Overlap("same_dwelling", dwellings, groups),
            "same_locality": _Overlap("same_locality", localities, wards),
            "same_ward": _Overlap("same_ward", wards),
            "same_district": _Overlap("same_district", Records.home_districts.name),
            "same_province": _Overlap("same_province", groups),
        }


class Roots(FactComparison):
    """Where the birth was registered, else where the family comes from."""

    fact = "roots"
    about = "Birth registration and place of origin"

    def null_sql(self) -> str:
        """Neither pair of places is recorded on both sides."""
        first, second = Records.registration.group, Records.origin.group
        return f"({_either_missing(first.name)}) and ({_either_missing(second.name)})"

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same district of registration or origin, same province, different."""

        def either(field: str) -> str:
            first, second = getattr(Records.registration, field), getattr(Records.origin, field)
            return f"{first.l} = {first.r} or {second.l} = {second.r}"

        return {
            "same_district": either(PlaceFields.district.name),
            "same_province": either(PlaceFields.group.name),
        }


class Phone(FactComparison):
    """Phone number; one that many records give says little."""

    fact = "phone"
    about = "Phone number"

    def null_sql(self) -> str:
        """Missing on either side."""
        return _either_missing(Records.phone.name)

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same private number, same shared number, different."""
        phone, count = Records.phone, Records.phone_count
        return {
            "same": f"{phone.l} = {phone.r} and {count.l} <= {PRIVATE_PHONE}",
            "same_shared": f"{phone.l} = {phone.r}",
            "one_slip": f"damerau_levenshtein({phone.l}, {phone.r}) = 1",
        }


class Household(FactComparison):
    """Number of the household or residence file."""

    fact = "household"
    about = "Household"

    def null_sql(self) -> str:
        """Missing on either side."""
        return _either_missing(Records.household_id.name)

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same or not."""
        return {"same": f"{Records.household_id.l} = {Records.household_id.r}"}
