"""What standardise learns from the whole extract: default days, codes, shared phones, encodings."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest

from linkage.standardisation import standardise

Row = dict[str, Any]


def records(rows: Sequence[Mapping[str, str | None]]) -> list[Row]:
    filled = [
        {"record_id": f"r{i:05}", "full_name": "Trần Văn Bình", **row} for i, row in enumerate(rows)
    ]
    schema = pa.schema([(name, pa.string()) for name in filled[0]])
    found: list[Row] = (
        standardise(pa.Table.from_pylist(filled, schema=schema)).to_arrow().to_pylist()
    )
    return sorted(found, key=lambda row: row["record_id"])


def births(count: int, share: float, day: int, month: int | None) -> list[dict[str, str | None]]:
    """Days by chance, a share of them filled in by habit."""
    rng = random.Random(f"{count} {share} {day} {month}")
    made: list[dict[str, str | None]] = []
    for _ in range(count):
        born = dt.date(1940, 1, 1) + dt.timedelta(days=rng.randrange(29_000))
        if rng.random() < share:
            born = born.replace(day=day, month=month or born.month)
        made.append({"date_of_birth": f"{born:%d/%m/%Y}", "source": "A"})
    return made


def defaults(rows: list[dict[str, str | None]]) -> set[tuple[int, int]]:
    return {
        (row["birth_day"], row["birth_month"]) for row in records(rows) if row["birth_is_default"]
    }


@pytest.mark.parametrize("count", [300, 2_000, 12_000])
@pytest.mark.parametrize(("day", "month"), [(1, 7), (30, 6), (1, 1)])
def test_a_day_filled_in_by_habit_is_found(count: int, day: int, month: int) -> None:
    found = defaults(births(count, 0.06, day, month))
    assert (day, month) in found
    assert found <= {(day, month), (1, 1)}


@pytest.mark.parametrize("count", [300, 2_000, 12_000])
def test_a_day_of_the_month_filled_in_by_habit_is_found_in_every_month(count: int) -> None:
    found = defaults(births(count, 0.12, 15, None))
    assert len({month for day, month in found if day == 15}) >= 11
    assert {day for day, _ in found} <= {15, 1}


@pytest.mark.parametrize("count", [60, 300, 2_000, 12_000])
def test_births_by_chance_have_no_default_but_the_first_of_january(count: int) -> None:
    assert defaults(births(count, 0.0, 1, 1)) <= {(1, 1)}


def test_a_default_of_one_source_is_none_of_another() -> None:
    plain = [row | {"source": "B"} for row in births(2_000, 0.0, 1, 1)]
    rows = records([*births(2_000, 0.06, 1, 7), *plain])
    found = {row["source"] for row in rows if row["birth_is_default"]}
    assert found == {"A"}


def test_a_default_is_found_without_a_source() -> None:
    rows = [row | {"source": None} for row in births(2_000, 0.06, 1, 7)]
    assert (1, 7) in defaults(rows)


def coded(code: str, female: int, male: int) -> list[dict[str, str | None]]:
    numbers = ["001190000123"] * female + ["001090000123"] * male
    return [{"sex": code, "personal_id": n[:6] + f"{i:06}"} for i, n in enumerate(numbers)]


def test_a_code_means_the_sex_that_the_numbers_beside_it_say() -> None:
    assert {row["sex"] for row in records(coded("0", 60, 1))} == {"female"}
    assert {row["sex"] for row in records(coded("0", 1, 60))} == {"male"}


def test_a_code_that_is_rare_or_means_both_stays_unknown() -> None:
    assert {row["sex"] for row in records(coded("0", 20, 0))} == {None}
    assert {row["sex"] for row in records(coded("9", 40, 30))} == {None}


def test_a_phone_of_many_is_known_as_such() -> None:
    rows = records([{"phone": p} for p in ("0912345678", "+84 912 345 678", "0987654321", None)])
    assert [row["phone_count"] for row in rows] == [2, 2, 1, None]


def test_places_are_read_in_the_encoding_of_their_source() -> None:
    named = [
        {"full_name": n} for n in ("NguyÔn ThÞ Lan", "Vò V\xa8n Hïng", "TrÇn V\xa8n \xa7\xf8c")
    ]
    place = {"source": "A", "birth_registration_place": "TØnh Hßa B×nh", "date_of_birth": "1990"}
    rows = [name | place for name in named]
    assert {tuple(row["registration_provinces"]) for row in records(rows)} == {("17",)}


def test_a_restored_zero_is_taken_back_where_year_and_sex_deny_it() -> None:
    row = {"personal_id": "1090000123", "sex": "Nữ", "date_of_birth": "1980"}
    fits = row | {"date_of_birth": "1990"}
    certain = row | {"personal_id": "79090000123"}
    denied, restored, still_restored = records([row, fits, certain])
    assert (denied["personal_id"], denied["id_year"], denied["id_defects"]) == (
        None,
        None,
        ["wrong_length"],
    )
    assert (restored["personal_id"], restored["id_defects"]) == (
        "001090000123",
        ["lost_leading_zero"],
    )
    assert still_restored["personal_id"] == "079090000123"


def test_a_given_name_that_enough_records_bear_is_a_name() -> None:
    names = ["Sùng A Xầy"] * 5 + ["Sùng A Sầy"] * 4 + ["SUNG A XAY"] * 9 + ["Trần Văn Bình"] * 82
    known = {
        row["name_text"]: row["name_given_attested"]
        for row in records([{"full_name": name, "cmnd": None} for name in names])
    }
    assert known["Sùng A Xầy"]
    assert not known["Sùng A Sầy"]
    assert known["Trần Văn Bình"]


def test_a_given_name_is_no_name_where_its_records_may_be_slips() -> None:
    names = ["Sùng A Xầy"] * 6 + ["Trần Văn Bình"] * 80_000
    found = records([{"full_name": name, "cmnd": None} for name in names])
    assert not any(row["name_given_attested"] for row in found[:6])


@pytest.mark.parametrize(
    ("father", "mother", "exchanged"),
    [
        ("Trần Văn Bảy", "Lê Thị Lan", False),
        ("Lê Thị Lan", "Trần Văn Bảy", True),
        ("LE THI LAN", "TRAN VAN BAY", True),
        ("Lê Thị Lan", None, True),
        (None, "Trần Văn Bảy", True),
        ("Lê Thị Lan", "Trần Bảy", True),
        ("Trần Minh Bảy", "Lê Ngọc Lan", False),
        ("Lê Thị Lan", "Trần Thị Hoa", False),
        ("Lê Văn Lan", "Trần Văn Hoa", False),
        ("Thị Hoa", "Lê Ngọc Lan", False),
        (None, None, False),
    ],
)
def test_parents_in_each_others_cell_are_put_back(
    father: str | None, mother: str | None, exchanged: bool
) -> None:
    cells = {
        "father_name": father,
        "mother_name": mother,
        "father_id": "001060000256",
        "mother_id": None,
    }
    (row,) = records([cells])
    assert row["parents_exchanged"] is exchanged
    assert (row["mother_id" if exchanged else "father_id"]) == "001060000256"
    (straight,) = records([{**cells, "father_name": mother, "mother_name": father}])
    if exchanged:
        assert row["father_text"] == straight["father_text"]
        assert row["mother_text"] == straight["mother_text"]


GIVEN = "An Bình Chi Dũng Đức Giang Hà Hùng Khánh Lan Long Mai Minh Nam Nga Phong Quân Sơn Tâm Vinh"


def test_a_parent_is_as_common_as_among_people_of_the_surname() -> None:
    words = GIVEN.split()
    women = [
        {"full_name": "Siu H'Lan", "father_name": f"Rơ Châm {word}", "mother_name": "Siu H'Nga"}
        for word in words
    ]
    family = [
        {"full_name": f"Lê Văn {word}", "father_name": "Lê Tám", "mother_name": "Cao Thị Nụ"}
        for word in words
    ]
    shares = {row["mother_text"]: row["mother_share"] for row in records([*women, *family])}
    assert shares["Siu H'Nga"] > 0.01  # as many husbands, so as many women of one name
    assert shares["Cao Thị Nụ"] < 0.001  # one woman, however many children


def test_an_address_in_an_old_font_is_read_in_a_source_that_writes_unicode() -> None:
    place = "xã Văn Võ, huyện Chương Mỹ, thành phố Hà Nội"
    rows = [{"permanent_address": place, "source": "A"}] * 40
    rows.append({"permanent_address": tcvn3(place), "source": "A"})
    plain, *_, read = records(rows)
    assert read["home_wards"] == plain["home_wards"] != []
    assert read["raw_permanent_address"] == tcvn3(place)


def tcvn3(text: str) -> str:
    """A text as a font of TCVN3 writes it, shown in windows-1252."""
    shown = {"ã": "·", "ă": "\xa8", "õ": "â", "ệ": "Ö", "ư": "\xad", "ơ": "¬", "ỹ": "ü"}
    shown |= {"à": "µ", "ố": "è", "ộ": "é"}
    return "".join(shown.get(letter, letter) for letter in text)
