"""Splink comparison creators for numbers: personal number, old CMND, phone and household.

The personal number encodes sex, birth year and province, which other facts tell; what counts here
is the rest of it.
"""

from linkage.comparisons.fact import FactComparison, either_missing
from linkage.schema import Column, Records
from linkage.splink_seam import ComparisonLevelCreator

PRIVATE_PHONE = 6
"""Most records that may give one phone number for it to count as a family's own."""


def _borne_out(said: Column, encoded: Column) -> str:
    """SQL: a fact differs, and each number tells that of its own record: that digit is no slip."""
    own = " and ".join(f"{encoded.name}_{side} = {said.name}_{side}" for side in ("l", "r"))
    return f"coalesce({said.l} <> {said.r} and {own}, false)"


_SAME_START = f"substr({Records.personal_id.l}, 1, 6) = substr({Records.personal_id.r}, 1, 6)"
"""Two numbers tell one province, sex and year of birth."""


def _cancelled() -> str:
    """SQL: of two different numbers one is cancelled, or both are."""
    number, status = Records.personal_id, Records.personal_id_status
    cancelled = f"coalesce({status.l} = 'cancelled' or {status.r} = 'cancelled', false)"
    return f"{number.l} <> {number.r} and {cancelled}"


class PersonalNumber(FactComparison):
    """The last six digits of two numbers that begin alike.

    How numbers begin is told by sex, date and place of birth already, so it is not counted again;
    but among numbers that begin alike many more are near each other than among all.
    """

    fact = "personal_id"
    about = "Personal number, beyond what it encodes"

    def null_sql(self) -> str:
        """Missing, or numbers that begin otherwise."""
        return f"{either_missing(Records.personal_id.name)} or not {_SAME_START}"

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same, one of two cancelled, near each other, a slip apart, different.

        A number is cancelled when its owner gets another (NĐ 70/2024/NĐ-CP Art. 11), so that it
        speaks for one person. Numbers near each other are handed out to twins registered together.
        A slip of the pen in the last digit looks like that too; in any other place it is told by
        itself.
        """
        number = Records.personal_id
        return {
            "same": f"{number.l} = {number.r}",
            "cancelled": _cancelled(),
            "near_number": _near(Records.id_serial),
            "one_slip": f"damerau_levenshtein({number.l}, {number.r}) = 1",
        }


class OtherStart(FactComparison):
    """Two numbers that tell another province, sex or year of birth."""

    fact = "id_start"
    about = "Personal numbers that begin otherwise"

    def null_sql(self) -> str:
        """Missing, or numbers that begin alike."""
        return f"{either_missing(Records.personal_id.name)} or {_SAME_START}"

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """A parent's, one cancelled, a common ending, a slip apart, the same ending, different.

        Who names the owner of the other number as a parent is not that person. Numbers that are a
        slip apart because they encode two years of birth or two sexes, each that of its own record,
        are no slip. Where the last six digits count up from 1, they are common and say little.
        """
        number, serial = Records.personal_id, Records.id_serial
        return {
            "parent": _names_other("l", "r") + " or " + _names_other("r", "l"),
            "cancelled": _cancelled(),
            "common_serial": f"{serial.l} = {serial.r} and {Records.serial_is_common.l}",
            "encoded_slip": f"damerau_levenshtein({number.l}, {number.r}) = 1 "
            f"and not ({_borne_out(Records.birth.year, Records.id_year)} "
            f"or {_borne_out(Records.sex, Records.id_sex)})",
            "same_serial": f"{serial.l} = {serial.r}",
        }


NEAR = 20
"""Numbers less far apart may have been given out together."""


def _near(number: Column) -> str:
    """SQL: two numbers less than `NEAR` apart, and not by a slip in another digit than the last."""
    sides = f"({number.l}, {number.r})"
    apart = f"abs(cast({number.l} as bigint) - cast({number.r} as bigint))"
    last_digit = f"({apart} < 10 and levenshtein{sides} = 1)"
    return f"{apart} < {NEAR} and (damerau_levenshtein{sides} > 1 or {last_digit})"


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
    column = Records.cmnd

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same, near each other as given to a family together, a slip apart, different."""
        cmnd = Records.cmnd
        return {
            "same": f"{cmnd.l} = {cmnd.r}",
            "near_number": f"length({cmnd.l}) = length({cmnd.r}) and {_near(cmnd)}",
            "one_slip": f"damerau_levenshtein({cmnd.l}, {cmnd.r}) = 1",
        }


class Phone(FactComparison):
    """Phone number; one that many records give says little."""

    fact = "phone"
    about = "Phone number"
    column = Records.phone

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
    column = Records.household_id

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same or not."""
        return {"same": f"{Records.household_id.l} = {Records.household_id.r}"}
