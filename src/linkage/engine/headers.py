"""Which header of an input means which column."""

import re
from collections.abc import Mapping, Sequence

from linkage.errors import InputError, listing
from linkage.schema import HEADER_ALIASES, REFUSED, Input
from linkage.text.unicode import fold

_NOT_WORD = re.compile(r"[^a-z0-9]+")

COLUMNS = tuple(column.name for column in Input.columns())

TELLS_APART = (
    Input.personal_id.name,
    Input.cmnd.name,
    Input.date_of_birth.name,
    Input.father_name.name,
    Input.mother_name.name,
    Input.permanent_address.name,
    Input.current_address.name,
    Input.phone.name,
)
"""Of these at least one must be there: a name alone tells nobody apart."""


def header_key(header: str) -> str:
    """What a header says, without case, marks and punctuation.

    Examples:
        >>> header_key(" Họ và_tên: ")
        'ho va ten'
    """
    return _NOT_WORD.sub(" ", fold(header) or "").strip()


_MEANINGS = {header_key(name): name for name in COLUMNS} | {
    header_key(alias): name for name, aliases in HEADER_ALIASES.items() for alias in aliases
}


def is_known(header: str) -> bool:
    """Whether a header means an input column."""
    return header_key(header) in _MEANINGS


def match_headers(
    headers: Sequence[str], columns: Mapping[str, str] | None, where: str
) -> dict[str, str]:
    """Input column to header; a map given by the caller wins.

    Raises:
        InputError: If headers repeat, the map is wrong, two headers mean one column, or the
            columns that matching needs are missing; all of them said at once.
    """
    problems = _map_problems(headers, columns or {})
    found: dict[str, str] = dict(columns or {})
    taken = set(found.values())
    for header in headers:
        meaning = _MEANINGS.get(header_key(header))
        if header in taken or meaning is None or header_key(header) in REFUSED:
            continue
        if meaning not in found:
            found[meaning] = header
        elif meaning not in (columns or {}):
            problems.append(f"headers {found[meaning]!r} and {header!r} both mean {meaning}")
    lacking = [c.name for c in Input.required() if c.name not in found]
    if lacking:
        problems.append(f"it lacks {listing(lacking)}")
    elif not any(name in found for name in TELLS_APART):
        problems.append(f"it needs at least one of {listing(TELLS_APART)}")
    if problems:
        raise InputError(
            f"The headers of {where} cannot be used: {'; '.join(problems)}.",
            f"It has: {listing(headers, most=40)}.",
            'say which header is which with columns={"record_id": "..."} or --columns.',
        )
    return found


def _map_problems(headers: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    repeated = sorted({h for h in headers if headers.count(h) > 1})
    unknown = sorted(set(columns) - set(COLUMNS))
    absent = sorted(set(columns.values()) - set(headers))
    return [
        *([f"headers stand twice: {listing(repeated)}"] if repeated else []),
        *([f"the column map names unknown columns: {listing(unknown)}"] if unknown else []),
        *([f"the column map names absent headers: {listing(absent)}"] if absent else []),
    ]
