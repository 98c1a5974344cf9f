"""What each kind of cell becomes: functions from distinct values to rows of columns.

Each takes a list of texts and returns one row for each, so that the engine can hand out
slices of the distinct values of a column, also to other processes.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from math import prod

from linkage.schema import (
    FLAG,
    REAL,
    TEXT,
    TEXTS,
    Column,
    DateFields,
    NameFields,
    PlaceFields,
    Records,
)
from linkage.text.coded_fields import (
    parse_ethnicity,
    parse_id_status,
    parse_nationality,
    parse_relation,
    parse_sex,
    parse_status,
)
from linkage.text.contacts import parse_phone
from linkage.text.dates import parse_date
from linkage.text.dwellings import bare_street, dwelling
from linkage.text.encodings import Encoding, decode
from linkage.text.identifiers import NumberKind, PersonalId, parse_cmnd, parse_personal_id
from linkage.text.lexicon import Place, fold_shares
from linkage.text.name_columns import name_keys
from linkage.text.name_phrases import announced_name, tells_of_twin
from linkage.text.names import parse_name
from linkage.text.places import parse_address
from linkage.text.registration_places import provinces_of
from linkage.text.unicode import fold

Row = tuple[object, ...]

PARTS = (Place.SURNAME, Place.MIDDLE, Place.GIVEN)
USUAL_SHARES = tuple(
    Column(REAL, "Share of the part in the country.", name=f"usual_{place.value}")
    for place in PARTS
)
OTHER_NAME_COLUMNS = (
    Column(TEXTS, "Folds of the other names in the cell.", name="other_folds"),
    Column(FLAG, "Whether a note in the cell tells of a twin.", name="twin"),
)
NAME_COLUMNS = (
    *NameFields("", "A name"),
    *OTHER_NAME_COLUMNS,
    *USUAL_SHARES,
)
DATE_COLUMNS = tuple(DateFields("", "A date"))
PLACE_COLUMNS = tuple(PlaceFields("", "A place"))
ID_COLUMNS = (
    Records.personal_id,
    Records.id_province,
    Records.id_sex,
    Records.id_year,
    Records.id_serial,
    Records.id_defects,
)
CMND_COLUMNS = (Records.cmnd, Records.cmnd_defects)
CODE = (Column(TEXT, "Standard value.", name="code"),)
CODES = (Column(TEXTS, "Standard values.", name="codes"),)

NO_PART_SHARE = 0.02
"""Share of names that lack a part, such as a middle name; two-word names are about so many."""

_SEVERAL_NAMES = re.compile(r"[;,/|]| - ")


def codes(defects: Iterable[StrEnum]) -> list[str]:
    """Codes of defects as plain texts, which travel between processes at no cost."""
    return [defect.value for defect in defects]


def name_rows(values: list[str], encoding: Encoding | None = None) -> list[Row]:
    """Columns of names, all written in one encoding."""
    rows: list[Row] = []
    for value in values:
        keys = name_keys(parse_name(value, encoding=encoding))
        *plain, other_names, defects = keys
        others = [fold(other) for other in other_names if not tells_of_twin(other)]
        twin = len(others) < len(other_names)
        shares = (
            usual_share(keys.surname_fold, Place.SURNAME),
            usual_share(keys.middle_fold, Place.MIDDLE),
            usual_share(keys.given_fold, Place.GIVEN),
        )
        rows.append((*plain, other_names, codes(defects), others, twin, *shares))
    return rows


@lru_cache(maxsize=1 << 16)
def usual_share(part: str | None, place: Place) -> float:
    """Share of people in the country who bear a folded part, never zero.

    Examples:
        >>> usual_share("nguyen", Place.SURNAME) > 0.25 > usual_share("ton nu", Place.SURNAME)
        True
    """
    if part is None:
        return NO_PART_SHARE
    known = (fold_shares().get(word) for word in part.split())
    return prod(max(found.at(place) if found else 0.0, 1.0) / 1e6 for found in known)


def other_name_rows(values: list[str]) -> list[Row]:
    """Folds of the names in cells that may hold several, and whether a note tells of a twin."""
    rows: list[Row] = []
    for value in values:
        parts = _SEVERAL_NAMES.split(value)
        names = [parse_name(announced_name(part)) for part in parts]
        rows.append(([name.fold for name in names if name.fold], any(map(tells_of_twin, parts))))
    return rows


def date_rows(values: list[str], as_of: int) -> list[Row]:
    """Columns of recorded dates."""
    rows: list[Row] = []
    for value in values:
        date = parse_date(value, as_of=as_of)
        full = date.date.isoformat() if date.date else None
        rows.append((date.year, date.month, date.day, full, codes(date.defects)))
    return rows


def id_rows(values: list[str], as_of: int) -> list[Row]:
    """Columns of personal numbers."""
    return [_id_row(parse_personal_id(value, as_of=as_of)) for value in values]


def _id_row(number: PersonalId) -> Row:
    text = number.text
    return (
        text,
        number.province_code,
        number.sex and number.sex.value,
        number.birth_year,
        text[-6:] if text else None,
        codes(number.defects),
    )


def cmnd_rows(values: list[str]) -> list[Row]:
    """Columns of old identity card numbers; a personal number is not one."""
    numbers = [parse_cmnd(value) for value in values]
    return [(n.text if n.kind is NumberKind.CMND else None, codes(n.defects)) for n in numbers]


def relative_id_rows(values: list[str], as_of: int) -> list[Row]:
    """A relative's number: personal number or CMND, whichever is written."""
    return [
        (parse_personal_id(value, as_of=as_of).text or parse_cmnd(value).text,) for value in values
    ]


def place_rows(values: list[str], encoding: Encoding | None = None) -> list[Row]:
    """Columns of places read from free text, all written in one encoding."""
    rows: list[Row] = []
    for value in values:
        text = _decoded(value, encoding)
        place = parse_address(text)
        rows.append(
            (
                place.province_code,
                place.new_province_code,
                place.district_code,
                sorted(place.new_ward_codes) or None,
                bare_street(place.locality),
                dwelling(text, place.locality),
            )
        )
    return rows


def province_rows(values: list[str], encoding: Encoding | None = None) -> list[Row]:
    """Provinces compatible with the text of a birth registration place."""
    return [(sorted(provinces_of(_decoded(value, encoding))) or None,) for value in values]


def _decoded(text: str, encoding: Encoding | None) -> str:
    """Read a place in the encoding of its source, or where that is Unicode in its own."""
    return text if text.isascii() else decode(text, encoding)[0]


def phone_rows(values: list[str]) -> list[Row]:
    """Phone numbers in national form."""
    return [(parse_phone(value).text,) for value in values]


def sex_rows(values: list[str]) -> list[Row]:
    """Sex."""
    return [(parse_sex(value),) for value in values]


def status_rows(values: list[str]) -> list[Row]:
    """Living status."""
    return [(parse_status(value),) for value in values]


def id_status_rows(values: list[str]) -> list[Row]:
    """Status of a personal number."""
    return [(parse_id_status(value),) for value in values]


def relation_rows(values: list[str]) -> list[Row]:
    """Relation to the head of the household."""
    return [(parse_relation(value),) for value in values]


def nationality_rows(values: list[str]) -> list[Row]:
    """Nationality."""
    return [(parse_nationality(value),) for value in values]


def ethnicity_rows(values: list[str]) -> list[Row]:
    """Official name of the ethnic group."""
    return [(parse_ethnicity(value),) for value in values]


def fold_rows(values: list[str]) -> list[Row]:
    """ASCII fold."""
    return [(fold(value),) for value in values]
