"""Which row of an input names its columns, and which header means which column."""

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from functools import cache

from linkage.errors import InputError, listing
from linkage.schema import Input
from linkage.text.encodings import Encoding, reread
from linkage.text.tables import read_table
from linkage.text.unicode import fold

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_VALUE = re.compile(r"[\d\s./:+-]*\d[\d\s./:+-]{2,}|\S+@\S+")
"""What stands in rows and in no header: numbers, dates, addresses of mail."""
_LONGEST = 60

COLUMNS = tuple(column.name for column in Input.columns())

TELLS_APART = (
    Input.personal_id.name,
    Input.cmnd.name,
    Input.date_of_birth.name,
    Input.father_name.name,
    Input.father_id.name,
    Input.mother_name.name,
    Input.mother_id.name,
    Input.spouse_name.name,
    Input.spouse_id.name,
    Input.permanent_address.name,
    Input.temporary_address.name,
    Input.current_address.name,
    Input.phone.name,
)
"""Of these at least one must be there: a name alone tells nobody apart."""

TITLE_ROWS = 20
"""Rows at the top of a list among which the header row is looked for."""

_REFUSED = frozenset({"religion", "ton giao", "tongiao"})
"""Keys of the headers of columns that are never read."""


def header_key(header: str) -> str:
    """What a header says, without case, marks and punctuation.

    Examples:
        >>> header_key(" Họ và_tên: ")
        'ho va ten'
    """
    return _NOT_WORD.sub(" ", fold(header) or "").strip()


@cache
def _meanings() -> dict[str, str]:
    """Key of every known header, and the input column it means."""
    spellings = {row["header"]: row["column"] for row in read_table("input", "headers.csv")}
    return {header_key(name): name for name in COLUMNS} | spellings


def tidy_header(header: object) -> str:
    r"""A header as it is shown and looked up: composed letters, single spaces.

    Examples:
        >>> tidy_header("Ngày\n sinh ")
        'Ngày sinh'
    """
    return unicodedata.normalize("NFC", " ".join(str(header).replace("\ufeff", "").split()))


def meaning(header: str) -> str | None:
    r"""The input column a header means, also when it was stored in an old font encoding.

    Examples:
        >>> meaning("Số CCCD"), meaning("Hä vµ tªn"), meaning("Ghi chú")
        ('personal_id', 'full_name', None)
    """
    readings = () if header.isascii() else (reread(header, encoding) for encoding in Encoding)
    texts = (header, *(text for text in readings if text is not None))
    known = _meanings()
    return next((known[key] for key in map(header_key, texts) if key in known), None)


def header_row(rows: Sequence[Sequence[str]], mapped: Container[str] = ()) -> int:
    """Index of the row that names the columns; lists often begin with title rows.

    It is the row with the most known or mapped headers, if it has two at least, and otherwise
    the first.

    Examples:
        >>> header_row([["DANH SÁCH CÔNG DÂN"], ["Mã hồ sơ", "Họ tên"], ["1", "Lê An"]])
        1
    """
    known = [known_headers(row, mapped) for row in rows[:TITLE_ROWS]]
    most = max(known, default=0)
    return known.index(most) if most > 1 else 0


def known_headers(row: Sequence[str], mapped: Container[str] = ()) -> int:
    """How many fields of a row are known or mapped headers."""
    return sum(header in mapped or meaning(header) is not None for header in row if header)


def match_headers(
    headers: Sequence[str], columns: Mapping[str, str] | None, where: str
) -> dict[str, str]:
    """Input column to header; a map given by the caller wins.

    Args:
        headers: As `tidy_header` gives them; empty where a column has none.
        columns: Input column to header.
        where: What the headers belong to, for messages.

    Raises:
        InputError: If headers repeat, the map is wrong, two headers mean one column, or the
            columns that matching needs are missing; all of them said at once.
    """
    mapped = {column: tidy_header(header) for column, header in (columns or {}).items()}
    found = dict(mapped)
    problems = _map_problems(headers, mapped)
    for header in headers:
        column = meaning(header)
        if column is None or column in mapped or header in mapped.values():
            continue
        if column not in found:
            found[column] = header
        elif found[column] != header:
            problems.append(f"headers {found[column]!r} and {header!r} both mean {column}")
    lacking = [c.name for c in Input.required() if c.name not in found]
    if lacking:
        problems.append(f"it lacks {listing(lacking)}")
    elif not any(name in found for name in TELLS_APART):
        problems.append(f"it needs at least one of {listing(TELLS_APART)}")
    if problems and any(_VALUE.fullmatch(header) for header in headers):
        raise InputError(
            f"{where} has no header row: its first row holds values.",
            f"The row has {len(headers)} fields.",
            "put column names such as record_id and full_name above the data.",
        )
    if problems:
        raise InputError(
            f"The headers of {where} cannot be used: {'; '.join(problems)}.",
            f"It has: {listing((h[:_LONGEST] for h in headers if h), most=40) or 'no columns'}.",
            'say which header is which with columns={"record_id": "..."} or --columns.',
        )
    return found


def is_refused(header: str) -> bool:
    """Whether a header names a column that is never read.

    Examples:
        >>> is_refused("Tôn giáo")
        True
    """
    return header_key(header) in _REFUSED


def _map_problems(headers: Sequence[str], mapped: Mapping[str, str]) -> list[str]:
    wanted = list(mapped.values())
    problems = {
        "headers stand twice": {h for h in headers if h and headers.count(h) > 1},
        "the column map names unknown columns": set(mapped) - set(COLUMNS),
        "the column map names absent headers": set(wanted) - set(headers),
        "the column map names one header twice": {h for h in wanted if wanted.count(h) > 1},
        "the column map names columns that are never read": set(filter(is_refused, wanted)),
    }
    return [f"{what}: {listing(sorted(names))}" for what, names in problems.items() if names]
