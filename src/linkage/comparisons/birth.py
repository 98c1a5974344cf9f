"""Splink comparison creators for date and year of birth, and sex."""

from linkage.comparisons.fact import FactComparison, either_missing
from linkage.schema import Records
from linkage.splink_seam import ComparisonLevelCreator

GENERATION = 15
"""Years that lie at least between parent and child, and hardly ever between two dates of one."""


class BirthDate(FactComparison):
    """Date of birth; a day filled in by habit counts less than a real one."""

    fact = "birth_date"
    about = "Date of birth"
    column = Records.birth.year

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
            f"not ({either_missing(Records.birth.year.name)}) "
            f"or {year_l} is null or {year_r} is null "
            f"or coalesce(damerau_levenshtein({number.l}, {number.r}) <= 1, false)"
        )

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same or not."""
        return {"same": f"{_year('l')} = {_year('r')}"}


class TwinNote(FactComparison):
    """A note beside the names that the person was born a twin, as birth registers write it.

    Such a note is as rare with records of one person as with any, and common with twins.
    """

    fact = "twin_note"
    about = "Note that the person is a twin"
    column = Records.record_id
    otherwise = "not_noted"

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Noted in either record or in none."""
        return {"noted": f"{Records.twin_noted.l} or {Records.twin_noted.r}"}


def _year(side: str) -> str:
    """SQL: the year of birth; where none is recorded, that of the personal number."""
    return f"coalesce({Records.birth.year.name}_{side}, {Records.id_year.name}_{side})"


class Sex(FactComparison):
    """Sex as recorded."""

    fact = "sex"
    about = "Sex"
    column = Records.sex

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same; different, where a record contradicts its own number or name; different."""
        return {
            "same": f"{Records.sex.l} = {Records.sex.r}",
            "doubtful": f"{_doubted('l')} or {_doubted('r')}",
        }


def _doubted(side: str) -> str:
    """SQL: the number of a record, or its name, tells another sex than it says."""
    sex, number = (f"{column.name}_{side}" for column in (Records.sex, Records.id_sex))
    return f"coalesce({number} <> {sex}, false) or {named_of_other_sex(f'_{side}')}"


def named_of_other_sex(suffix: str = "") -> str:
    """SQL: a word of the name tells another sex than the record says.

    Thị and Văn before the given name; among Cơ Ho Ka and K', among Ê Đê and Gia Rai H' and Y.
    Clerks write K' for Ka, and the sex goes wrong with it.

    Args:
        suffix: End of the names of the columns, as in a table of pairs.

    Examples:
        >>> "sex_l = 'male'" in named_of_other_sex("_l")
        True
    """
    name = Records.name
    sex, middle, marked, given = (
        column.name + suffix for column in (Records.sex, name.middle, name.marked, name.given_fold)
    )

    def named(marker: str, bare: str, *beginnings: str) -> str:
        words = f"concat(' ', {middle}, ' ')"
        before = f"{words} like '% {marker} %' or (not {marked} and {words} like '% {bare} %')"
        return " or ".join((before, *(f"{given} like concat({b}, '%')" for b in beginnings)))

    apostrophe = "chr(39)"  # as a quoted sign it is written otherwise in DuckDB than on Spark
    woman = named("Thị", "Thi", "'ka '", f"'h', {apostrophe}")
    man = named("Văn", "Van", "'y '", f"'k', {apostrophe}")
    return f"coalesce(({sex} = 'male' and ({woman})) or ({sex} = 'female' and ({man})), false)"
