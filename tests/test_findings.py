"""Findings within a record: what contradicts, and what only looks as if it did."""

from typing import Any

import pyarrow as pa
import pytest

from linkage.findings import check
from linkage.standardisation import standardise

CLEAN = {
    "record_id": "r1",
    "full_name": "Trần Văn Bình",
    "sex": "Nam",
    "date_of_birth": "12/05/1990",
    "personal_id": "001090000123",
    "birth_registration_place": "Xã Phú Cường, Huyện Ba Vì, Hà Nội",
    "status": "Đang sống",
}


def findings(**changes: str | None) -> list[dict[str, Any]]:
    row = CLEAN | changes
    table = pa.table({name: pa.array([value], pa.string()) for name, value in row.items()})
    found: list[dict[str, Any]] = check(standardise(table)).to_arrow().to_pylist()
    return found


def test_a_clean_record_has_none() -> None:
    assert findings() == []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"personal_id": "001190000123"}, "id_sex_mismatch"),
        ({"personal_id": "001091000123"}, "id_birth_year_mismatch"),
        ({"personal_id": "001205000123"}, "id_birth_year_mismatch"),
        ({"personal_id": "079090000123"}, "id_place_mismatch"),
        ({"personal_id": "003090000123"}, "impossible_id"),
        ({"personal_id": "001590000123"}, "impossible_id"),
        ({"personal_id": "1.23E+11"}, "impossible_id"),
        ({"date_of_death": "01/02/2020"}, "deceased_active"),
    ],
)
def test_a_contradiction_is_found(changes: dict[str, str], kind: str) -> None:
    assert [found["kind"] for found in findings(**changes)] == [kind]


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_registration_place": "Hà Tây"},
        {"birth_registration_place": "tỉnh Hà Sơn Bình"},
        {"personal_id": "035090000123", "birth_registration_place": "Hà Nam Ninh"},
        {"personal_id": "077090000123", "birth_registration_place": "TP Hồ Chí Minh"},
        {"birth_registration_place": None, "personal_id": "079090000123"},
        {"sex": None, "personal_id": "001190000123"},
        {"date_of_birth": None},
    ],
    ids=str,
)
def test_what_history_or_a_gap_explains_is_not_found(changes: dict[str, str | None]) -> None:
    assert findings(**changes) == []


def test_a_doubtful_sex_field_is_said() -> None:
    (found,) = findings(full_name="Trần Thị Bình", personal_id="001190000123")
    assert found["alternatives"] == ["sex_field_wrong"]
    assert (found["number_says"], found["record_says"]) == ("female", "male")
