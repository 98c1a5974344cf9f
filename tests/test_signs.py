"""Signs that a run should not be trusted: each is raised by its cause and not without it."""

import pyarrow as pa
import pytest

from linkage.engine import Table, as_table
from linkage.schema import Pairs, Scored
from linkage.signs import Sign, signs

SOUND = {
    "class_shares": {"match": 0.3, "careless": 0.01},
    "comparisons": {"sex": {"compared": 5_000, "levels": 2}},
}


def pairs_of(number: int) -> Table:
    ids = [f"r{place}" for place in range(number)]
    rows = {"record_id_l": ids, "record_id_r": ids, "rule": ["x"] * number}
    return as_table(pa.table(rows), Pairs)


def scored(notes: dict[str, object]) -> Table:
    rows = {
        "record_id_l": ["a"],
        "record_id_r": ["b"],
        "match_weight": [1.0],
        "match_probability": [0.5],
    }
    table = as_table(pa.table(rows), Scored)
    table.notes |= notes
    return table


@pytest.mark.parametrize(
    ("changed", "records", "expected"),
    [
        ({}, 100, []),
        ({}, 10, [Sign.MANY_PAIRS]),
        ({"class_shares": {"match": 0.1, "careless": 0.2}}, 100, [Sign.MOSTLY_CARELESS]),
        ({"comparisons": {"sex": {"compared": 5_000, "levels": 1}}}, 100, [Sign.NEVER_VARIES]),
        ({"comparisons": {"twin_note": {"compared": 5_000, "levels": 1}}}, 100, []),
        ({"comparisons": {"sex": {"compared": 10, "levels": 1}}}, 100, []),
    ],
)
def test_a_sign_is_raised_by_its_cause(
    changed: dict[str, object], records: int, expected: list[Sign]
) -> None:
    found = list(signs(pairs_of(200), scored({**SOUND, **changed}), records))
    assert [sign["sign"] for sign in found] == expected
    assert all(sign["about"] and sign["detail"] for sign in found)
