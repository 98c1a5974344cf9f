"""Masked numbers that can still be told apart: a token of the case and the last digits.

`P1 …123` is the first personal number of a case, `C1 …456` its first CMND, `T1 …789` its first
phone. Tokens mean nothing outside their case, so no number can be followed from case to case.
"""

from collections.abc import Iterable, Mapping

from linkage.casework.evidence import MASKED, Raw, masked
from linkage.schema import RAW_PREFIX, Input

_OWN = (Input.personal_id.name, Input.cmnd.name, Input.phone.name)
"""The person's own numbers get their tokens before those of relatives."""

_CMND_DIGITS = 9
_LOST_A_ZERO = (8, 11)
"""Digits of a CMND and of a personal number whose leading zero a spreadsheet dropped."""


class Tokens:
    """The numbers of one case under their tokens.

    Examples:
        >>> records = [{"raw_personal_id": "001190000123"}, {"raw_personal_id": "001190000999"}]
        >>> tokens = Tokens(records)
        >>> tokens.show("001190000999", "personal_id"), tokens.show("001190000123", "mother_id")
        ('P2 …999', 'P1 …123')
        >>> Tokens(records, reveal=True).show("001190000999", "personal_id")
        '001190000999'
    """

    def __init__(self, records: Iterable[Raw], *, reveal: bool = False) -> None:
        self._reveal = reveal
        self._tokens: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        rows = list(records)
        for column in (*_OWN, *sorted(MASKED - set(_OWN))):
            for row in rows:
                if number := row.get(RAW_PREFIX + column):
                    self.of(number, column)

    def of(self, number: str, column: str) -> str:
        """The token of a number, a new one when it was not met before."""
        key = _letter(number, column), _digits(number)
        if key not in self._tokens:
            self._counts[key[0]] = self._counts.get(key[0], 0) + 1
            self._tokens[key] = f"{key[0]}{self._counts[key[0]]}"
        return self._tokens[key]

    def show(self, number: str, column: str) -> str:
        """A number as it may be shown."""
        if self._reveal or column not in MASKED:
            return number
        return f"{self.of(number, column)} {masked(number)}"


def _letter(number: str, column: str) -> str:
    if column == Input.phone.name:
        return "T"
    cmnd = column == Input.cmnd.name or len(_digits(number)) == _CMND_DIGITS
    return "C" if cmnd else "P"


def _digits(number: str) -> str:
    """A number without what is written between its digits, a lost leading zero put back."""
    digits = "".join(char for char in number if char.isalnum())
    return digits.zfill(len(digits) + 1) if len(digits) in _LOST_A_ZERO else digits


LEGEND: Mapping[str, tuple[str, str]] = {
    "P": ("số định danh", "personal number"),
    "C": ("CMND", "old CMND"),
    "T": ("điện thoại", "phone"),
}
"""What the letter of a token stands for."""
