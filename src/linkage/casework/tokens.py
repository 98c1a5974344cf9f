"""Masked numbers that can still be told apart: a token of the case and the last digits.

`P1 …123` is the first personal number of a case, `C1 …456` its first CMND, `T1 …789` its first
phone. Tokens mean nothing outside their case, so no number can be followed from case to case.
"""

from collections.abc import Iterable
from functools import lru_cache

from linkage.casework.evidence import MASKED, Raw, masked
from linkage.schema import RAW_PREFIX, Input
from linkage.text.contacts import parse_phone
from linkage.text.identifiers import listed_cmnds, parse_cmnd, parse_personal_id

_IDENTITY = (Input.personal_id.name, Input.cmnd.name)

_OWN = (Input.personal_id.name, Input.cmnd.name, Input.phone.name)
"""The person's own numbers get their tokens before those of relatives."""


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

    def of(self, said: str, column: str) -> str:
        """The token of a number, or of each that a cell lists; a new one when not met before."""
        return ", ".join(self._of(number, column) for number in listed(said, column))

    def _of(self, number: str, column: str) -> str:
        key = _key(number, column)
        if key not in self._tokens:
            self._counts[key[0]] = self._counts.get(key[0], 0) + 1
            self._tokens[key] = f"{key[0]}{self._counts[key[0]]}"
        return self._tokens[key]

    def personal(self, said: str, column: str) -> bool:
        """Whether a cell holds a personal number, not an old CMND written in its place."""
        return all(_key(number, column)[0] == "P" for number in listed(said, column))

    def show(self, said: str, column: str) -> str:
        """A number, or each that a cell lists, as it may be shown."""
        if self._reveal or column not in MASKED:
            return said
        return "; ".join(f"{self._of(n, column)} {masked(n)}" for n in listed(said, column))


def listed(said: str, column: str) -> tuple[str, ...]:
    """The numbers of a cell: one as written, or the several old ones that it lists.

    Examples:
        >>> listed("012345678; 161234567", "cmnd"), listed("012.345.678", "cmnd")
        (('012345678', '161234567'), ('012.345.678',))
    """
    several = listed_cmnds(said) if column in _IDENTITY else ()
    return several if len(several) > 1 else (said,)


@lru_cache(maxsize=100_000)
def _key(number: str, column: str) -> tuple[str, str]:
    """What a number is and its digits, however it was written down."""
    if column == Input.phone.name:
        return "T", parse_phone(number).text or number.strip()
    if column == Input.cmnd.name:
        return "C", parse_cmnd(number).text or number.strip()
    read = parse_personal_id(number)
    if read.text is None and (cmnd := parse_cmnd(number).text):
        return "C", cmnd
    return "P", read.text or number.strip()
