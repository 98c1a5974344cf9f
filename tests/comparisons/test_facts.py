"""Levels of facts that are one thing each, on records as they are standardised."""

import pyarrow as pa
import pytest

from linkage.agreement import MISSING, compare, level_names
from linkage.comparisons.facts import BirthDate
from linkage.engine import as_table
from linkage.schema import Pairs
from linkage.standardisation import standardise

NUMBER = "001090000123"


def date_level(left: dict[str, str | None], right: dict[str, str | None]) -> str | None:
    columns = ("record_id", "full_name", "date_of_birth", "personal_id")
    rows = [
        dict.fromkeys(columns) | {"record_id": key, "full_name": "Trần Văn Dũng"} | given
        for key, given in (("a", left), ("b", right))
    ]
    records = standardise(pa.Table.from_pylist(rows))
    pair = pa.table({"record_id_l": ["a"], "record_id_r": ["b"], "rule": ["all"]})
    compared = compare(records, as_table(pair, Pairs, records.engine), [BirthDate()])
    (level,) = records.engine.rows(f"select level_birth_date from {compared}")[0]
    return None if level == MISSING else level_names(BirthDate())[level]


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "12/05/1990"}, "same_day"),
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "1990"}, "same_year_partial"),
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "03/11/1978"}, "years_apart"),
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "03/11/1957"}, "different"),
        ({"date_of_birth": "12/05/1990"}, {"personal_id": NUMBER}, "year_by_number"),
        ({"date_of_birth": "12/05/1985"}, {"personal_id": NUMBER}, "other_year_by_number"),
        ({"personal_id": "001085000123"}, {"personal_id": NUMBER}, "other_year_by_number"),
        ({"personal_id": "001090000999"}, {"personal_id": NUMBER}, "year_by_number"),
        ({"personal_id": NUMBER}, {"personal_id": NUMBER}, None),
        ({"date_of_birth": "12/05/1990", "personal_id": NUMBER}, {"personal_id": NUMBER}, None),
        ({"date_of_birth": "12/05/1990"}, {}, None),
    ],
)
def test_dates_agree_more_or_less_and_a_number_tells_the_year_of_no_date(
    left: dict[str, str | None], right: dict[str, str | None], level: str | None
) -> None:
    assert date_level(left, right) == level
    assert date_level(right, left) == level
