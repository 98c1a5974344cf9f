"""Levels of facts that are one thing each, on records as they are standardised."""

import pyarrow as pa
import pytest

from linkage.agreement import MISSING, compare, level_names
from linkage.comparisons.birth import BirthDate, BirthYear, Sex, TwinNote
from linkage.comparisons.joint_name import JointName
from linkage.comparisons.numbers import OldNumber, OtherStart, PersonalNumber
from linkage.comparisons.relatives import Father, Mother, Spouse
from linkage.engine import as_table
from linkage.schema import Pairs
from linkage.splink_seam import ComparisonCreator
from linkage.standardisation import standardise

NUMBER = "001090000123"


Cells = dict[str, str | None]


def level_of(
    comparison: ComparisonCreator, left: Cells, right: Cells, *others: Cells
) -> str | None:
    columns = (
        *("record_id", "full_name", "date_of_birth", "personal_id", "cmnd"),
        *("spouse_name", "spouse_id", "father_name", "mother_name", "sex", "other_names"),
        "personal_id_status",
    )
    rows = [
        dict.fromkeys(columns) | {"record_id": key, "full_name": "Trần Văn Dũng"} | given
        for key, given in zip("abcdefghij", (left, right, *others), strict=False)
    ]
    records = standardise(pa.Table.from_pylist(rows))
    pair = pa.table({"record_id_l": ["a"], "record_id_r": ["b"], "rule": ["all"]})
    compared = compare(records, as_table(pair, Pairs, records.engine), [comparison])
    column = f"level_{comparison.create_output_column_name()}"
    (level,) = records.engine.rows(f"select {column} from {compared}")[0]
    return None if level == MISSING else level_names(comparison)[level]


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "12/05/1990"}, "same_day"),
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "1990"}, "same_year_partial"),
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "03/11/1978"}, "years_apart"),
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "03/11/1957"}, "different"),
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "03/11/1991"}, "one_year_off"),
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "1991"}, "one_year_off_default"),
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "01/01/1991"}, "one_year_off_default"),
        ({"date_of_birth": "12/05/1990"}, {"personal_id": NUMBER}, None),
        ({"date_of_birth": "12/05/1990"}, {}, None),
    ],
)
def test_dates_agree_more_or_less(left: Cells, right: Cells, level: str | None) -> None:
    assert level_of(BirthDate(), left, right) == level
    assert level_of(BirthDate(), right, left) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ({"date_of_birth": "12/05/1990"}, {"personal_id": NUMBER}, "same"),
        ({"date_of_birth": "12/05/1985"}, {"personal_id": NUMBER}, "different"),
        ({"personal_id": "001080000123"}, {"personal_id": NUMBER}, None),  # a slip apart
        ({"personal_id": "001085000999"}, {"personal_id": NUMBER}, "different"),
        ({"personal_id": "001090000999"}, {"personal_id": NUMBER}, "same"),
        ({"personal_id": NUMBER}, {"personal_id": NUMBER}, None),
        ({"date_of_birth": "12/05/1990", "personal_id": NUMBER}, {"personal_id": NUMBER}, None),
        ({"date_of_birth": "12/05/1990"}, {"date_of_birth": "12/05/1990"}, None),
        ({"date_of_birth": "12/05/1990"}, {}, None),
    ],
)
def test_a_number_tells_the_year_where_there_is_no_date(
    left: Cells, right: Cells, level: str | None
) -> None:
    assert level_of(BirthYear(), left, right) == level
    assert level_of(BirthYear(), right, left) == level


@pytest.mark.parametrize(
    ("other", "level"),
    [
        (NUMBER, "same"),
        ("001090000124", "near_number"),
        ("001090000138", "near_number"),
        ("001090000141", "near_number"),
        ("001090000144", "different"),
        ("001090000132", "one_slip"),  # two digits changed places
        ("001090000131", "near_number"),
        ("001090000114", "near_number"),
        ("001090000133", "one_slip"),
        ("001090000213", "one_slip"),
        ("001090070500", "different"),
        ("001190000124", None),
        (None, None),
    ],
)
def test_numbers_of_one_start_that_are_near_are_not_a_slip(
    other: str | None, level: str | None
) -> None:
    left, right = {"personal_id": NUMBER}, {"personal_id": other}
    assert level_of(PersonalNumber(), left, right) == level
    assert level_of(PersonalNumber(), right, left) == level


@pytest.mark.parametrize("other", ["001090000124", "001190000124"])
@pytest.mark.parametrize(("state", "told"), [("Đã hủy", True), ("Hoạt động", False)])
def test_a_number_cancelled_beside_another_is_told(other: str, state: str, told: bool) -> None:
    left = {"personal_id": NUMBER, "personal_id_status": "Hoạt động"}
    right = {"personal_id": other, "personal_id_status": state}
    found = {level_of(c, left, right) for c in (PersonalNumber(), OtherStart())}
    assert ("cancelled" in found) == told
    same = {**right, "personal_id": NUMBER}
    assert level_of(PersonalNumber(), left, same) == "same"


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ("001190000123", "encoded_slip"),
        ("002090000123", "encoded_slip"),
        ("079091000123", "same_serial"),
        ("001190000124", "different"),
        ("001090000124", None),
        (NUMBER, None),
        (None, None),
    ],
)
def test_numbers_that_begin_otherwise_are_another_question(
    other: str | None, level: str | None
) -> None:
    left, right = {"personal_id": NUMBER}, {"personal_id": other}
    assert level_of(OtherStart(), left, right) == level
    assert level_of(OtherStart(), right, left) == level


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ("012345678", "same"),
        ("012345687", "one_slip"),  # two digits changed places
        ("012345686", "near_number"),
        ("012345688", "one_slip"),
        ("012345978", "one_slip"),
        ("112345679", "different"),
        (None, None),
    ],
)
def test_old_numbers_near_each_other_may_be_a_familys(other: str | None, level: str | None) -> None:
    left: Cells = {"cmnd": "012345678"}
    assert level_of(OldNumber(), left, {"cmnd": other}) == level
    assert level_of(OldNumber(), {"cmnd": other}, left) == level


@pytest.mark.parametrize(
    ("name", "number", "level"),
    [
        (None, NUMBER, "same_number"),
        ("Trần Thị Lụa", NUMBER, "same_number"),
        ("Ngô Thị Hoa", None, "same"),
        ("Ngô Thị Hoa", "079190009999", "same"),
        (None, None, None),
    ],
)
def test_a_spouse_is_known_by_the_number(
    name: str | None, number: str | None, level: str | None
) -> None:
    left: Cells = {"spouse_name": "Ngô Thị Hoa", "spouse_id": NUMBER}
    right: Cells = {"spouse_name": name, "spouse_id": number}
    assert level_of(Spouse(), left, right) == level


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ("Trần Cường", "shortened"),
        ("Trần Văn Minh Tuấn Cường", "shortened"),
        ("Trần Tuấn Cường", "same_given"),
        ("Lê Minh Cường", "same_given"),
        ("Trần Minh Dũng", "different"),
    ],
)
def test_a_relative_may_be_written_without_a_middle_name(other: str, level: str) -> None:
    left: Cells = {"spouse_name": "Trần Minh Cường"}
    assert level_of(Spouse(), left, {"spouse_name": other}) == level
    assert level_of(Spouse(), {"spouse_name": other}, left) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ({"father_name": "Trần Văn Dũng"}, {}, "names_other"),
        ({"father_name": "TRAN VAN DUNG"}, {"father_name": "Trần Văn Ba"}, "names_other"),
        ({"father_name": "Trần Văn Dũng"}, {"father_name": "Trần Văn Dũng"}, "same"),
        ({"father_name": "Trần Văn Ba"}, {}, None),
        ({"father_name": "Trần Văn Ba"}, {"father_name": "Lê Văn Tư"}, "different"),
    ],
)
def test_a_father_may_bear_the_name_of_the_other_record(
    left: Cells, right: Cells, level: str | None
) -> None:
    for one, other in ((left, right), (right, left)):
        found = level_of(Father(), one, other)
        assert (found and found.removesuffix("_rare").removesuffix("_common")) == level


WOMAN = {"sex": "Nữ", "full_name": "Trần Thu An"}


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ({"sex": "Nam"}, {"sex": "M"}, "same"),
        ({"sex": "Nam"}, {**WOMAN}, "different"),
        ({"sex": "Nam"}, {**WOMAN, "personal_id": NUMBER}, "doubtful"),
        ({"sex": "Nam"}, {**WOMAN, "full_name": "Trần Văn An"}, "doubtful"),
        ({"sex": "Nam", "full_name": "Trần Thị Lan"}, WOMAN, "doubtful"),
        ({"sex": "Nam", "full_name": "Trần Văn Thi"}, WOMAN, "different"),
        ({"sex": "Nam"}, {}, None),
    ],
)
def test_a_sex_that_its_own_record_contradicts_is_doubtful(
    left: Cells, right: Cells, level: str | None
) -> None:
    assert level_of(Sex(), left, right) == level
    assert level_of(Sex(), right, left) == level


@pytest.mark.parametrize(
    ("other", "rare", "common"),
    [
        ("001093000123", "encoded_slip", "common_serial"),
        ("079091000123", "same_serial", "common_serial"),
        ("001093000124", "different", "different"),
    ],
)
def test_an_ending_that_many_numbers_have_says_little(other: str, rare: str, common: str) -> None:
    pair: tuple[Cells, Cells] = {"personal_id": NUMBER}, {"personal_id": other}
    counted: list[Cells] = [{"personal_id": f"{place:03}085000123"} for place in (2, 4, 6, 8)]
    assert level_of(OtherStart(), *pair) == rare
    assert level_of(OtherStart(), *pair, *counted) == common


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ((("Nam", "Trần An"), ("Nữ", "Trần Thu")), "same_serial"),
        ((("Nam", "Trần An"), ("Nam", "Trần An")), "encoded_slip"),
    ],
)
def test_a_digit_that_each_record_bears_out_is_no_slip(
    said: tuple[tuple[str, str], tuple[str, str]], level: str
) -> None:
    numbers = (NUMBER, "001190000123")
    left, right = (
        Cells({"sex": sex, "full_name": name, "personal_id": number})
        for (sex, name), number in zip(said, numbers, strict=True)
    )
    assert level_of(OtherStart(), left, right) == level


@pytest.mark.parametrize(
    ("name", "other", "level"),
    [
        ("Lê Thị May", "Lê Thị Mai", "given_homophone"),
        ("Lê Văn Hoàn", "Lê Văn Hoàng", "given_homophone"),
        ("Lê Văn Giương", "Lê Văn Dương", "given_dialect"),
        ("LE VAN HOAN", "Lê Văn Hoàng", "given_one_edit"),
    ],
)
def test_two_names_that_sound_alike_are_not_one_misheard(name: str, other: str, level: str) -> None:
    found = level_of(JointName(), {"full_name": name}, {"full_name": other})
    assert (found or "").removesuffix("_rare") == level


@pytest.mark.parametrize(
    ("name", "other", "level"),
    [
        ("Lê Minh Tarn", "Lê Minh Tam", "given_garbled"),
        ("Lê Minh Tyếc", "Lê Minh Tuyết", "given_garbled"),
        ("Lê Minh Hà", "Lê Minh Hòa", "given_differs"),
        ("Lê Minh Tarn", "Lê Minh Phương", "given_differs"),
    ],
)
def test_a_given_name_nobody_bears_may_be_the_other_garbled(
    name: str, other: str, level: str
) -> None:
    assert level_of(JointName(), {"full_name": name}, {"full_name": other}) == level
    assert level_of(JointName(), {"full_name": other}, {"full_name": name}) == level


@pytest.mark.parametrize(
    ("name", "other", "level"),
    [
        ("Trần Ngọc Vượng", "Chần Ngọc Vượng", "dialect"),
        ("Trần Ngọc Vượng", "Trần Ngọc Vượngg", "given_typo"),
        ("Trần Ngọc Vượng", "Trrần Ngọc Vượng", "typo"),
    ],
)
def test_a_slip_in_the_given_name_is_told_from_one_elsewhere(
    name: str, other: str, level: str
) -> None:
    found = level_of(JointName(), {"full_name": name}, {"full_name": other})
    assert (found or "").removesuffix("_rare") == level


@pytest.mark.parametrize(
    ("note", "level"),
    [
        ({"other_names": "sinh đôi với Dung"}, "noted"),
        ({"other_names": "Út; SONG SINH"}, "noted"),
        ({"full_name": "Trần Văn Dũng (con sinh đôi thứ 2)"}, "noted"),
        ({"other_names": "Trần Sinh"}, "not_noted"),
        ({"full_name": "Trần Song Sinh"}, "not_noted"),
    ],
)
def test_a_note_of_twins_is_read_and_is_no_name(note: Cells, level: str) -> None:
    assert level_of(TwinNote(), note, {}) == level
    assert level_of(TwinNote(), {}, note) == level


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("tên cũ: Lê Mạnh Anh", "other_name"),
        ("Út; tên khai sinh: LÊ MẠNH ANH", "other_name"),
        ("còn gọi là Lê Mạnh Anh", "other_name"),
        ("Lê Mạnh Anh", "other_name"),
        ("Tên thánh: Gioan", "middle_differs"),
    ],
)
def test_what_announces_another_name_is_no_part_of_it(said: str, level: str) -> None:
    left: Cells = {"full_name": "Lê Đức Anh", "other_names": said}
    assert level_of(JointName(), left, {"full_name": "Lê Mạnh Anh"}) == level


def test_parents_in_the_place_of_each_other_are_told() -> None:
    left: Cells = {"father_name": "Vũ Cao Tú", "mother_name": "Phạm Thùy Linh"}
    right: Cells = {"father_name": "Phạm Thùy Linh", "mother_name": "Vũ Cao Tú"}
    for parent in (Father(), Mother()):
        assert level_of(parent, left, right) == "crossed"
        assert level_of(parent, left, {**right, "mother_name": "Vũ Cao Tài"}) != "crossed"
