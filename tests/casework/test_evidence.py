"""Evidence quotes the values that it is about."""

import pytest

from linkage.casework.evidence import pair_evidence, sentences

TENT = "Khu phố 13, Thị trấn Tân Phú, Huyện Đồng Phú, Tỉnh Bình Phước"
HOUSE = "Số 62, đường Điện Biên Phủ, Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"
SAME_HOUSE = "62 Điện Biên Phủ, Phúc Xá, Ba Đình, Hà Nội"
NEXT_HOUSE = "64 Điện Biên Phủ, Phúc Xá, Ba Đình, Hà Nội"


@pytest.mark.parametrize(
    ("level", "at_present", "quoted"),
    [
        ("same_dwelling", SAME_HOUSE, (HOUSE, SAME_HOUSE)),
        ("same_locality", NEXT_HOUSE, (HOUSE, NEXT_HOUSE)),
        ("same_ward", "Phúc Xá, Ba Đình, Hà Nội", (HOUSE, "Phúc Xá, Ba Đình, Hà Nội")),
        ("same_province", "Hà Nội", (HOUSE, "Hà Nội")),
        ("different", "Huế", (TENT, "Xã Bảo Thuận, Huyện Ba Tri, Tỉnh Bến Tre")),
    ],
)
def test_of_several_homes_those_are_quoted_that_agree(
    level: str, at_present: str, quoted: tuple[str, str]
) -> None:
    one = {"raw_permanent_address": TENT, "raw_temporary_address": HOUSE}
    other = {
        "raw_permanent_address": "Xã Bảo Thuận, Huyện Ba Tri, Tỉnh Bến Tre",
        "raw_current_address": at_present,
    }
    (told,) = pair_evidence(one, other, {"home": level}, {"home": 1.0})
    assert (told.left, told.right) == quoted


def test_a_parent_of_one_number_is_evidence_though_a_name_is_missing() -> None:
    one = {"raw_father_id": "001060000256"}
    other = {"raw_father_name": "Hoàng Minh Đại", "raw_father_id": "001060000256"}
    told = pair_evidence(one, other, {"father": "same_number"}, {"father": 13.5})
    assert sentences(told, "vi") == ["Số của cha giống nhau: “…256”."]
    assert sentences(told, "en") == ["Father's number the same: “…256”."]


def test_a_father_of_the_name_of_the_other_record_is_quoted_with_it() -> None:
    son = {"raw_full_name": "HUỲNH THÀNH", "raw_father_name": "HUỲNH THÀNH"}
    father = {"raw_full_name": "Huỳnh Thành", "raw_father_name": "Huỳnh Ba"}
    for one, other in ((son, father), (father, son)):
        told = pair_evidence(one, other, {"father": "names_other"}, {"father": 1.0})
        assert {told[0].left, told[0].right} == {"HUỲNH THÀNH", "Huỳnh Thành"}
        assert told[0].tells_of_two
        (said,) = sentences(told, "vi")
        assert said.startswith("Họ tên cha trùng với họ tên người của hồ sơ kia")


def test_the_cell_is_quoted_in_which_a_parent_stood() -> None:
    one = {"raw_father_name": "Trần Văn Bảy", "raw_mother_name": "Lê Thị Lan"}
    other = {
        "raw_father_name": "LÊ THỊ LAN",
        "raw_mother_name": "TRẦN VĂN BẢY",
        "parents_exchanged": True,
    }
    (told,) = pair_evidence(one, other, {"father": "same_usual"}, {"father": 5.0})
    assert (told.left, told.right) == ("Trần Văn Bảy", "TRẦN VĂN BẢY")


@pytest.mark.parametrize(
    ("within", "otherwise", "told"),
    [
        ("same", None, ["personal_id"]),
        (None, "encoded_slip", ["id_start"]),
        (None, None, ["personal_id"]),
    ],
)
def test_a_fact_seen_by_two_comparisons_stands_once(
    within: str | None, otherwise: str | None, told: list[str]
) -> None:
    levels = {"personal_id": within, "id_start": otherwise}
    found = pair_evidence({}, {}, levels, dict.fromkeys(levels, 0.0))
    assert [item.fact for item in found] == told


def test_that_no_twin_is_noted_is_not_told() -> None:
    raw = {"raw_other_names": "song sinh"}
    assert pair_evidence({}, {}, {"twin_note": "not_noted"}, {"twin_note": 0.0}) == []
    (told,) = pair_evidence(raw, {}, {"twin_note": "noted"}, {"twin_note": 0.1})
    assert told.tells_of_two
    assert sentences([told], "vi") == ["Ghi chú nói là sinh đôi: “song sinh”."]
    (bracketed,) = pair_evidence(
        raw, {"raw_full_name": "Lê An (con sinh đôi)"}, {"twin_note": "noted"}, {"twin_note": 0.1}
    )
    assert (bracketed.left, bracketed.right) == ("song sinh", "Lê An (con sinh đôi)")


def test_a_year_by_the_number_leaves_the_date_missing() -> None:
    levels = {"birth_date": None, "birth_year": "same"}
    found = pair_evidence({}, {}, levels, dict.fromkeys(levels, 0.0))
    assert {item.fact: item.relation for item in found} == {
        "birth_date": "missing",
        "birth_year": "same",
    }
    levels = {"birth_date": "same_day", "birth_year": None}
    (dated,) = pair_evidence({}, {}, levels, dict.fromkeys(levels, 0.0))
    assert dated.fact == "birth_date"
