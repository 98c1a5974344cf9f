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


def test_a_past_extent_does_not_bring_its_new_province_along() -> None:
    """Đồng Nai once held Bà Rịa, which is in Hồ Chí Minh City now, as Bình Dương is too."""
    dong_nai = {"birth_registration_place": "Tỉnh Đồng Nai"}
    assert findings(personal_id="077090000123", **dong_nai) == []
    assert findings(personal_id="070090000123", **dong_nai) == []
    (found,) = findings(personal_id="074090000123", **dong_nai)
    assert (found["kind"], found["probability"]) == ("id_place_mismatch", 1.0)
    thuan_hai = {"birth_registration_place": "Tỉnh Thuận Hải"}
    assert findings(personal_id="056090000123", **thuan_hai) == []
    vung_tau = {"birth_registration_place": "Tỉnh Bà Rịa - Vũng Tàu"}
    assert findings(personal_id="074090000123", **vung_tau) == []


def test_a_filler_is_a_weak_finding() -> None:
    (found,) = findings(personal_id="000000000000")
    assert found["probability"] < 0.5
    assert found["alternatives"] == ["not_filled_in"]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"personal_id": "001190000123"}, "id_sex_mismatch"),
        ({"personal_id": "001091000123"}, "id_birth_year_mismatch"),
        ({"personal_id": "001205000123"}, "id_birth_year_mismatch"),
        ({"personal_id": "079090000123"}, "id_place_mismatch"),
        ({"personal_id": "003090000123"}, "impossible_id"),
        ({"personal_id": "001590000123"}, "impossible_id"),
        ({"personal_id": "0010900001234"}, "impossible_id"),
        ({"personal_id": "000000000000"}, "impossible_id"),
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


def test_digits_lost_in_a_spreadsheet_are_no_statement() -> None:
    assert findings(personal_id="1.23E+11") == []


def test_a_country_code_beside_a_place_at_home_is_weak() -> None:
    (found,) = findings(personal_id="127090000123")
    assert (found["kind"], found["fact"]) == ("id_place_mismatch", "registered_abroad")
    assert (found["number_says"], found["record_says"]) == ("127", "01")
    assert found["probability"] < 0.5
    assert found["ground"] is None
    assert findings(personal_id="127090000123", birth_registration_place="Lào, Viêng Chăn") == []


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"personal_id": "1090000123"}, []),
        ({"personal_id": "1190000123"}, ["id_sex_mismatch"]),
        ({"personal_id": "1091000123"}, ["id_birth_year_mismatch"]),
        ({"personal_id": "1185000123"}, ["impossible_id"]),
    ],
    ids=["fits", "sex differs", "year differs", "neither fits"],
)
def test_lost_zeros_are_restored_where_the_rest_fits(
    changes: dict[str, str], kinds: list[str]
) -> None:
    assert [found["kind"] for found in findings(**changes)] == kinds


@pytest.mark.parametrize("place", ["Bình Thuận, Quận", "Bình Thuận -", "Xã Đông, Huyện Đông Hả"])
def test_a_registration_place_that_breaks_off_contradicts_nothing(place: str) -> None:
    assert findings(birth_registration_place=place) == []


@pytest.mark.parametrize(
    ("name", "alternatives"),
    [
        ("Trần Thị Bình", ["sex_field_wrong"]),
        ("TRAN THI LAN ANH", ["sex_field_wrong"]),
        ("Trần Thị Lan Anh", ["sex_field_wrong"]),
        ("Trần Thi Phú", []),
    ],
)
def test_a_doubtful_sex_field_is_said(name: str, alternatives: list[str]) -> None:
    (found,) = findings(full_name=name, personal_id="001190000123")
    assert found["alternatives"] == alternatives
    assert (found["number_says"], found["record_says"]) == ("female", "male")


@pytest.mark.parametrize(
    ("name", "sex", "number"),
    [
        ("Rơ Ông Ka Thoan", "Nam", "001190000123"),
        ("H'Ngọc Êban", "Nam", "001190000123"),
        ("Rơ Ông K'Mạnh", "Nữ", "001090000123"),
        ("Y Xuân Êban", "Nữ", "001090000123"),
        ("Nguyễn Văn Bảo Quốc", "Nữ", "001090000123"),
    ],
)
def test_markers_of_other_peoples_say_the_sex_too(name: str, sex: str, number: str) -> None:
    (found,) = findings(full_name=name, sex=sex, personal_id=number)
    assert found["alternatives"] == ["sex_field_wrong"]
