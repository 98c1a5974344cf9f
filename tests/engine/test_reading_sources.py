"""Typed columns, workbooks and headers: what was recorded is read, and nothing is made up."""

import datetime
import decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linkage.engine import Engine, as_table
from linkage.engine.reading import BLANK, read
from linkage.errors import InputError
from linkage.schema import Input

ZONE = datetime.timezone(datetime.timedelta(hours=7))
NOON = datetime.datetime(2024, 1, 2, 12, 30)  # noqa: DTZ001 - a time as a register writes it

TYPED: dict[str, tuple[pa.Array, list[str | None]]] = {
    "float": (pa.array([79201001234.0, float("nan"), 1.5]), ["79201001234", None, "1.5"]),
    "float32": (pa.array([1990.0, None, 7], pa.float32()), ["1990", None, "7"]),
    "whole": (pa.array([79201001234, None, 0], pa.int64()), ["79201001234", None, "0"]),
    "decimal": (
        pa.array([decimal.Decimal("90.00"), None, decimal.Decimal("1.50")]),
        ["90", None, "1.50"],
    ),
    "day": (pa.array([datetime.date(1990, 5, 12), None, None]), ["1990-05-12", None, None]),
    "time": (
        pa.array([datetime.datetime(1990, 5, 12), None, NOON]),  # noqa: DTZ001
        ["1990-05-12", None, "2024-01-02 12:30:00"],
    ),
    "time with a zone": (
        pa.array([datetime.datetime(1990, 5, 12, tzinfo=ZONE)] * 3),
        ["1990-05-11T17:00:00Z"] * 3,
    ),
    "category": (pa.array(["Nam", None, "Nữ"]).dictionary_encode(), ["Nam", None, "Nữ"]),
    "bytes": (pa.array(["Nữ".encode(), None, b""]), ["Nữ", None, None]),
    "list": (pa.array([["Bé", None, "Tý"], None, []]), ["Bé; Tý", None, None]),
    "large text": (pa.array(["0912", "", "  "], pa.large_string()), ["0912", None, None]),
    "nothing": (pa.nulls(3), [None, None, None]),
}


@pytest.mark.parametrize("kind", TYPED)
def test_typed_columns_become_text(tmp_path: Path, kind: str) -> None:
    values, wanted = TYPED[kind]
    rows = pa.table({"record_id": ["1", "2", "3"], "full_name": ["A", "B", "C"], "phone": values})
    pq.write_table(rows, tmp_path / "people.parquet")
    for source in (rows, tmp_path / "people.parquet"):
        assert texts(source, "phone") == wanted


def texts(source: Any, column: str, **more: Any) -> list[str | None]:
    table = read(source, **more).input.to_arrow().sort_by("record_id")
    found: list[str | None] = table[column].to_pylist()
    return found


def test_what_cannot_be_text_is_said_without_its_content() -> None:
    rows = pa.table({"record_id": ["1"], "full_name": ["Lê An"], "phone": [b"\xff0912"]})
    with pytest.raises(InputError, match="column 'phone'") as caught:
        read(rows)
    assert "0912" not in str(caught.value)


def test_a_frame_that_mixes_types_is_read_cell_by_cell() -> None:
    mixed = [79201001234.0, "079201001234", None]
    frame = pd.DataFrame({"record_id": [1, 2, 3], "full_name": list("ABC"), "cccd": mixed})
    assert texts(frame, "personal_id") == ["79201001234", "079201001234", None]
    assert texts(frame.astype({"full_name": "category"}), "full_name") == ["A", "B", "C"]


def test_absent_columns_are_null_and_the_table_has_all() -> None:
    table = read(pa.table({"id": ["1"], "name": ["A"], "sdt": ["1"]})).input
    assert set(table.columns) == {column.name for column in Input.columns()}
    assert set(table.types.values()) == {"varchar"}


def test_a_table_of_ours_stays_in_its_engine() -> None:
    with Engine(threads=1) as engine:
        rows = pa.table({"record_id": ["1"], "full_name": ["A"], "phone": ["1"]})
        given = as_table(rows, Input, engine)
        assert read(given).input.engine is engine


def test_the_same_rows_have_the_same_hash_whatever_holds_them() -> None:
    rows = pa.table({"record_id": ["1", "2"], "full_name": ["A", "B"], "phone": [None, "2"]})
    chunked = pa.concat_tables([rows.slice(0, 1), rows.slice(1)])
    hashes = {read(r).input.notes["sha256"] for r in (rows, chunked, rows.to_pandas())}
    assert len(hashes) == 1
    other = rows.set_column(2, "phone", pa.array(["2", None]))
    assert read(other).input.notes["sha256"] not in hashes


def test_files_of_a_folder_may_differ(tmp_path: Path) -> None:
    rows = {"record_id": [1.0], "full_name": ["A"], "phone": ["0912"]}
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    rows = {"full_name": ["B"], "record_id": ["2"], "cmnd": ["1"]}
    pq.write_table(pa.table(rows), tmp_path / "b.parquet")
    (tmp_path / "_SUCCESS").touch()
    assert texts(tmp_path, "phone") == ["0912", None]
    assert texts(tmp_path, "cmnd") == [None, "1"]


def test_a_failed_reading_leaves_no_tables() -> None:
    with Engine(threads=1) as engine:
        with pytest.raises(InputError):
            read(pa.table({"id": ["1", "1"], "name": ["A", "B"], "sdt": ["1", "1"]}), engine=engine)
        assert engine.rows("select * from duckdb_tables()") == []


def test_rows_of_nothing_are_set_aside_and_weigh_nothing() -> None:
    ids = ["1", None, None, None]
    rows = pa.table({"id": ids, "name": ["A", "", " ", "-"], "sdt": ["1", None, None, "N/A"]})
    assert read(rows).input.notes["set_aside"] == {BLANK: 3}


NOTHING = {
    "phone": (
        ["NULL", "null", "None", "nan", "N/A", "#N/A", "—", "Không có", "khong ro", "NA"],
        [],
    ),
    "other_names": (["null", "KHÔNG CÓ", "-"], ["Na", "NA", "Nan", "Không Lo"]),
    "status": (["NULL", "-"], ["không", "không rõ"]),
}


@pytest.mark.parametrize("column", NOTHING)
def test_spellings_of_nothing(column: str) -> None:
    empty, kept = NOTHING[column]
    values = [*empty, *kept]
    ids = [f"{i:02}" for i in range(len(values))]
    names = ["A"] * len(ids)
    rows = pa.table({"record_id": ids, "full_name": names, "cmnd": ids, column: values})
    reading = read(rows)
    assert texts(rows, column) == [None] * len(empty) + kept
    assert reading.input.notes["repairs"]["null_spelling_emptied"] == len(empty)


def book(path: Path, *sheets: list[list[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for number, rows in enumerate(sheets):
        sheet = made.create_sheet(f"Trang {number + 1}")
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_cells_of_a_workbook_read_as_they_are_shown(tmp_path: Path) -> None:
    day = datetime.datetime(1990, 5, 12)  # noqa: DTZ001
    path = book(
        tmp_path / "people.xlsx",
        [["id là mã", "hướng dẫn"]],
        [
            ["Mã hồ sơ", "Họ tên", "CCCD", "Ngày sinh", "SĐT"],
            [1, "A", 79085000456, day, 84912.0],
            [],
            [2, "B", 79085000457, "1985", None],
        ],
    )
    made = openpyxl.load_workbook(path)
    made["Trang 2"]["C2"].number_format = "000000000000"
    made.save(path)
    reading = read(path)
    assert texts(path, "personal_id") == ["079085000456", "79085000457"]
    assert texts(path, "date_of_birth") == ["1990-05-12", "1985"]
    assert texts(path, "phone") == ["84912", None]
    notes = reading.input.notes
    assert (notes["sheet"], notes["other_sheets"]) == ("Trang 2", ["Trang 1"])
    assert (notes["rows_read"], notes["repairs"]) == (2, {"eleven_digits_kept": 1})


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        ("Mã hồ sơ|Họ, chữ đệm và tên|Số ĐDCN|Giới tính", "record_id full_name personal_id sex"),
        ("MA_HO_SO|HO_TEN|NGAY_SINH|DAN_TOC", "record_id full_name date_of_birth ethnicity"),
        ("Record ID|Full name|Date of birth|Phone", "record_id full_name date_of_birth phone"),
        ("\ufeffid| Họ\nvà  tên: |(CMND)|HKTT", "record_id full_name cmnd permanent_address"),
        (
            "ma ho so|Hoï vaø teân|Ngaøy sinh|Giôùi tính",
            "record_id full_name date_of_birth sex",
        ),
    ],
)
def test_headers_in_many_spellings(headers: str, columns: str) -> None:
    rows = pa.table({header: [f"x{n}"] for n, header in enumerate(headers.split("|"))})
    assert list(read(rows).input.notes["columns"]) == columns.split()


def test_messages_hold_headers_but_no_values(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("r1,Nguyễn Văn Kín,079085000456\nr2,Trần Thị Kín,079085000457\n", "utf-8")
    with pytest.raises(InputError, match="no header row") as caught:
        read(path)
    assert "Kín" not in str(caught.value)
    assert "079085" not in str(caught.value)
    with pytest.raises(InputError, match="It has: MaHS, TenCD"):
        read(pa.table({"MaHS": ["1"], "TenCD": ["A"]}))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"phone": "Tôn giáo"}, "never read: Tôn giáo"),
        ({"phone": "id"}, "absent headers: id"),
        ({"phone": "SĐT", "cmnd": "SĐT"}, "one header twice: SĐT"),
    ],
)
def test_wrong_maps(columns: dict[str, str], said: str) -> None:
    rows = pa.table({"record_id": ["1"], "Họ tên": ["A"], "SĐT": ["1"], "Tôn giáo": ["x"]})
    with pytest.raises(InputError, match=said):
        read(rows, columns)


def test_a_map_may_be_written_with_decomposed_letters() -> None:
    import unicodedata

    rows = pa.table({"record_id": ["1"], "Tên gọi": ["A"], "SĐT": ["1"]})
    name = unicodedata.normalize("NFD", "Tên gọi")
    assert texts(rows, "full_name", columns={"full_name": name}) == ["A"]


def test_religion_is_noted_as_refused() -> None:
    rows = pa.table({"id": ["1"], "name": ["A"], "sdt": ["1"], "Tôn giáo": ["zz"]})
    reading = read(rows)
    assert reading.input.notes["refused_headers"] == ["Tôn giáo"]
    assert "zz" not in str(reading.input.to_arrow().to_pylist())
