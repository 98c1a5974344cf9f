"""Cells as text: typed values written out, spellings of nothing emptied, spreadsheet marks undone.

Only what is certain is changed. A spreadsheet marks text by a leading apostrophe or as `="..."`,
gives digits a trailing `.0` when it took them for numbers, and shows long numbers in scientific
notation. Notation that still holds every digit is written out; where digits are lost the value
stays as it is, for whoever reads it to see.
"""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from linkage.engine.headers import COLUMNS
from linkage.engine.opening import readable
from linkage.schema import Input

TEXT_MARK = "text_mark_removed"
TRAILING_ZERO = "trailing_zero_removed"
ALL_DIGITS = "scientific_with_all_digits"
DIGITS_LOST = "digits_lost_in_scientific"
ELEVEN_DIGITS = "eleven_digits_kept"
SPELT_NULL = "null_spelling_emptied"

_PERSON_NUMBERS = frozenset(
    {
        Input.personal_id.name,
        Input.father_id.name,
        Input.mother_id.name,
        Input.spouse_id.name,
    }
)
"""Columns of twelve digits; eleven have lost a leading zero, or stand for something else."""

_NUMBERS = _PERSON_NUMBERS | {
    Input.record_id.name,
    Input.cmnd.name,
    Input.household_id.name,
    Input.phone.name,
}
"""Columns in which `.0` after digits is a spreadsheet's doing and nothing else."""

_NAMES = frozenset(
    {
        Input.full_name.name,
        Input.other_names.name,
        Input.father_name.name,
        Input.mother_name.name,
        Input.spouse_name.name,
    }
)
"""Columns in which `NA` is left alone: Na is a name."""

_ANSWERS = frozenset(
    {
        Input.record_id.name,
        Input.source.name,
        Input.unit.name,
        Input.sex.name,
        Input.nationality.name,
        Input.ethnicity.name,
        Input.relation_to_head.name,
        Input.status.name,
        Input.personal_id_status.name,
    }
)
"""Columns in which a word such as `không` may be an answer."""

_NULLS = (
    *("null", "none", "n/a", "#n/a", "<na>", "#null!", "#ref!", "#value!", "#name?", "#div/0!"),
    *("-", "--", "---", "–", "—", "_", ".", "..", "...", "…"),
)
"""What programs and clerks write for an empty cell, in any case of letters."""
_NULLS_AS_WRITTEN = ("nan", "NaN", "NAN", "NaT")
"""Only in this spelling; Nan can be a name."""
_NULLS_OUTSIDE_NAMES = ("NA",)
_WORDS_FOR_NOTHING = (
    *("không", "không có", "không rõ", "không biết", "chưa có", "chưa rõ"),
    *("khong", "khong co", "khong ro", "khong biet", "chua co", "chua ro"),
)

_BLANKS = " \t\r\n\f\v\x00\u00a0\u200b\u2060\u3000\ufeff"
_EXACT = 10**15
"""Below this a floating point number, which keeps fifteen digits, is exact."""

_MARKS = "='‘’"
_MARKED = r"""(?s)^(?:="([^"]*)"|['‘’]([0-9+].*))$"""
_TRAILING_ZERO = r"^([0-9]+)\.0+$"
_SCIENTIFIC = r"^[0-9]([.,][0-9]+)?[eE]\+[0-9]{1,2}$"
_ELEVEN_DIGITS = "^[0-9]{11}$"


def cleaned(rows: pa.Table, places: Mapping[str, str], counts: Counter[str]) -> pa.Table:
    """Rows with every input column as text, null where it is empty or absent.

    Args:
        rows: The number of each row as `row`, and the values.
        places: Input column to the column of the rows that holds it.
        counts: Takes the number of cells per kind of repair.

    Raises:
        InputError: If a column holds what cannot be text.

    Examples:
        >>> rows, counts = pa.table({"row": [1, 2], "c0": ["'079", "079.0"]}), Counter()
        >>> cleaned(rows, {"phone": "c0"}, counts)["phone"].to_pylist()
        ['079', '079']
        >>> counts["text_mark_removed"], counts["trailing_zero_removed"]
        (1, 1)
    """
    absent = pa.nulls(len(rows), pa.string())
    columns = {
        column: _clean(rows.column(places[column]), column, counts) if column in places else absent
        for column in COLUMNS
    }
    return pa.table({"row": rows.column("row"), **columns})


def _clean(values: pa.ChunkedArray, column: str, counts: Counter[str]) -> pa.ChunkedArray:
    with readable(f"The column read as {column}", "write it as text in UTF-8."):
        text = pc.utf8_trim(as_text(values), characters=_BLANKS)
    text = _unmarked(text, counts)
    if column in _NUMBERS:
        text = _number(text, counts)
    if column in _PERSON_NUMBERS:
        counts[ELEVEN_DIGITS] += _true(pc.match_substring_regex(text, _ELEVEN_DIGITS))
    nothing = pc.is_in(text, value_set=_nulls(column))
    counts[SPELT_NULL] += _true(nothing)
    return pc.if_else(pc.or_(nothing, pc.equal(text, "")), pa.scalar(None, pa.string()), text)


def as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Typed values as text: whole numbers without `.0`, days and times in ISO form.

    A time with a zone is written in UTC, so that the zone of the machine does not matter.

    Examples:
        >>> as_text(pa.chunked_array([[79201001234.0, None, 1.5]])).to_pylist()
        ['79201001234', None, '1.5']
    """
    kind = values.type
    if pa.types.is_dictionary(kind):
        return as_text(values.cast(kind.value_type))
    if pa.types.is_floating(kind):
        return _whole_numbers(values.cast(pa.float64()))
    if pa.types.is_decimal(kind):
        return pc.replace_substring_regex(values.cast(pa.string()), r"\.0+$", "")
    if pa.types.is_timestamp(kind):
        return _times(values)
    if pa.types.is_date64(kind):
        return values.cast(pa.date32()).cast(pa.string())
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _joined(values)
    return values.cast(pa.string())


def _whole_numbers(values: pa.ChunkedArray) -> pa.ChunkedArray:
    values = pc.if_else(pc.is_nan(values), pa.scalar(None, pa.float64()), values)
    exact = pc.and_(pc.equal(values, pc.trunc(values)), pc.less(pc.abs(values), _EXACT))
    whole = pc.if_else(exact, values, pa.scalar(None, pa.float64())).cast(pa.int64())
    return pc.coalesce(whole.cast(pa.string()), values.cast(pa.string()))


def _times(values: pa.ChunkedArray) -> pa.ChunkedArray:
    seconds = values.cast(pa.timestamp("s", values.type.tz), safe=False).cast(pa.timestamp("s"))
    if values.type.tz is not None:
        return pc.strftime(seconds, format="%Y-%m-%dT%H:%M:%SZ")
    midnight = pc.equal(seconds, pc.floor_temporal(seconds, unit="day"))
    return pc.if_else(
        midnight, seconds.cast(pa.date32()).cast(pa.string()), seconds.cast(pa.string())
    )


def _joined(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lists as the input has several values in one cell, parted by `;`."""
    lists = values.to_pylist()
    texts = [None if x is None else "; ".join(str(v) for v in x if v is not None) for x in lists]
    return pa.chunked_array([texts], pa.string())


def _unmarked(text: pa.ChunkedArray, counts: Counter[str]) -> pa.ChunkedArray:
    """Without the mark of a spreadsheet that says: this is text."""
    starts = [pc.starts_with(text, mark) for mark in _MARKS]
    if not any(_true(start) for start in starts):
        return text
    marked = pc.match_substring_regex(text, _MARKED)
    counts[TEXT_MARK] += _true(marked)
    return pc.utf8_trim(pc.replace_substring_regex(text, _MARKED, r"\1\2"), characters=_BLANKS)


def _number(text: pa.ChunkedArray, counts: Counter[str]) -> pa.ChunkedArray:
    """Digits as they were before a spreadsheet took them for a number."""
    odd = pc.and_(pc.invert(pc.ascii_is_decimal(text)), pc.not_equal(text, ""))
    if not _true(odd):
        return text
    zeros = pc.match_substring_regex(text, _TRAILING_ZERO)
    counts[TRAILING_ZERO] += _true(zeros)
    text = pc.replace_substring_regex(text, _TRAILING_ZERO, r"\1")
    scientific = pc.match_substring_regex(text, _SCIENTIFIC)
    if not _true(scientific):
        return text
    written = text.to_pylist()
    for place in pc.indices_nonzero(scientific).to_pylist():
        digits = _written_out(written[place])
        counts[DIGITS_LOST if digits is None else ALL_DIGITS] += 1
        written[place] = written[place] if digits is None else digits
    return pa.chunked_array([written], pa.string())


def _written_out(number: str) -> str | None:
    """Scientific notation in digits, if none is lost: as many decimals as the power of ten.

    Examples:
        >>> _written_out("1.23456789012E+11"), _written_out("1.23E+11")
        ('123456789012', None)
    """
    mantissa, _, power = number.upper().replace(",", ".").partition("E+")
    whole, _, decimals = mantissa.partition(".")
    return whole + decimals if decimals and len(decimals) == int(power) else None


@cache
def _nulls(column: str) -> pa.Array:
    """Spellings of nothing in a column: usual cases of letters, composed and decomposed."""
    words = (*_NULLS, *(() if column in _ANSWERS else _WORDS_FOR_NOTHING))
    cases = {form for w in words for form in (w, w.upper(), w.capitalize(), w.title())}
    exact = {*_NULLS_AS_WRITTEN, *(() if column in _NAMES else _NULLS_OUTSIDE_NAMES)}
    forms = {unicodedata.normalize(form, w) for w in cases | exact for form in ("NFC", "NFD")}
    return pa.array(sorted(forms), pa.string())


def _true(flags: Any) -> int:
    return int(pc.sum(flags).as_py() or 0)
