"""Reading: every format and encoding gives the same rows, and every row is accounted for."""

import doctest
import gzip
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkage.engine import Engine
from linkage.engine.reading import Reading, read
from linkage.errors import InputError

HEADERS = ["Mã hồ sơ", "Họ và tên", "Số định danh", "Ngày sinh"]
ROWS = [
    ["r1", "Nguyễn Thị Hường", "001190000123", "12/05/1990"],
    ["r2", "Trần Văn Đức", "079085000456", "1985"],
    ["r3", "Lê Hòa", "", "01/01/1970"],
]
WANTED = [
    ("r1", "Nguyễn Thị Hường", "001190000123", "12/05/1990"),
    ("r2", "Trần Văn Đức", "079085000456", "1985"),
    ("r3", "Lê Hòa", None, "01/01/1970"),
]


def rows(reading: Reading) -> list[tuple[Any, ...]]:
    found = reading.input.engine.rows(
        f"select record_id, full_name, personal_id, date_of_birth from {reading.input.name} "
        "order by record_id"
    )
    return [tuple(row) for row in found]


def csv_text(delimiter: str = ",", end: str = "\n") -> str:
    return "".join(delimiter.join(row) + end for row in [HEADERS, *ROWS])


def windows_1258(text: str) -> bytes:
    import unicodedata

    parts = []
    for letter in text:
        try:
            parts.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", letter)
            tone = [m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323"]
            quality = unicodedata.normalize("NFC", base + "".join(set(marks) - set(tone)))
            parts.append((quality + "".join(tone)).encode("cp1258"))
    return b"".join(parts)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimited_text(tmp_path: Path, delimiter: str, encoding: str, end: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(csv_text(delimiter, end).encode(encoding))
    assert rows(read(path)) == WANTED


def test_windows_1258(tmp_path: Path) -> None:
    import unicodedata

    path = tmp_path / "people.csv"
    path.write_bytes(windows_1258(csv_text()))
    found = [tuple(c and unicodedata.normalize("NFC", c) for c in row) for row in rows(read(path))]
    assert found == WANTED


def test_compressed_text(tmp_path: Path) -> None:
    path = tmp_path / "people.csv.gz"
    path.write_bytes(gzip.compress(csv_text().encode()))
    assert rows(read(path)) == WANTED


def test_quoted_newlines_and_delimiters(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text('record_id,full_name,phone\nr1,"Lê, ""An""\nBình",0912\n', encoding="utf-8")
    (row,) = read(path).input.to_arrow().to_pylist()
    assert row["full_name"] == 'Lê, "An"\nBình'


def frame() -> pd.DataFrame:
    return pd.DataFrame(ROWS, columns=HEADERS)


def test_parquet_frames_and_relations(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    frame().to_parquet(path)
    engine = Engine()
    relation = engine.connection.from_arrow(pa.Table.from_pandas(frame()))
    for source in (path, tmp_path, frame(), pa.Table.from_pandas(frame()), relation):
        assert rows(read(source)) == WANTED


def test_excel_with_title_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["DANH SÁCH CÔNG DÂN"], [], HEADERS, *ROWS]:
        sheet.append(row)
    sheet.cell(5, 3).value = 79085000456
    path = tmp_path / "people.xlsx"
    book.save(path)
    assert rows(read(path)) == [WANTED[0], ("r2", "Trần Văn Đức", "79085000456", "1985"), WANTED[2]]


@pytest.mark.parametrize(
    ("written", "wanted", "repair"),
    [
        ("079085000456.0", "079085000456", "trailing_zero_removed"),
        ("'079085000456", "079085000456", "text_mark_removed"),
        ('"=""079085000456"""', "079085000456", "text_mark_removed"),
        ("1.23E+11", "1.23E+11", "digits_lost_in_scientific"),
        ("1.23456789012E+11", "123456789012", "scientific_with_all_digits"),
    ],
)
def test_what_a_spreadsheet_did_to_numbers(
    tmp_path: Path, written: str, wanted: str, repair: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"record_id,full_name,cccd\nr1,Lê An,{written}\n", encoding="utf-8")
    reading = read(path)
    assert reading.input.to_arrow()["personal_id"].to_pylist() == [wanted]
    assert reading.input.notes["repairs"] == {repair: 1}


def test_rows_are_reconciled(tmp_path: Path) -> None:
    good = [f"r{i},Lê An {i},0912" for i in range(40)]
    bad = ["r1,too,many,fields", ",Không Số,0912", "r41,,", good[0]]
    path = tmp_path / "people.csv"
    path.write_text("record_id,full_name,phone\n" + "\n".join(good + bad), encoding="utf-8")
    reading = read(path)
    notes = reading.input.notes
    assert notes["rows_read"] == 44
    assert notes["rows_usable"] == len(reading.input) == 40
    assert sum(notes["set_aside"].values()) == len(reading.set_aside) == 4
    assert len(notes["set_aside"]) == 4
    assert sorted(reading.set_aside.to_arrow()["row"].to_pylist()) == [41, 42, 43, 44]


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\t"), max_size=8
)
"""Text; a file of which many characters are control characters is taken for no text."""


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(table=st.lists(st.tuples(cells, cells), min_size=1, max_size=12))
def test_no_row_disappears(tmp_path: Path, table: list[tuple[str, str]]) -> None:
    written = pd.DataFrame(table, columns=["full_name", "mother_name"])
    written.insert(0, "record_id", [f"id{i}" for i in range(len(table))])
    path = tmp_path / "people.csv"
    written.to_csv(path, index=False)
    try:
        notes = read(path).input.notes
    except InputError:
        empty = sum(not (a.strip() and b.strip()) for a, b in table)
        assert empty > len(table) / 20
        return
    assert notes["rows_read"] == len(table)
    assert notes["rows_usable"] + sum(notes["set_aside"].values()) == len(table)


def test_a_column_map_wins() -> None:
    table = pa.table({"a": ["1"], "b": ["Lê An"], "full_name": ["x"], "dob": ["1990"]})
    reading = read(table, {"record_id": "a", "full_name": "b"})
    (row,) = reading.input.to_arrow().to_pylist()
    assert (row["record_id"], row["full_name"], row["date_of_birth"]) == ("1", "Lê An", "1990")


def test_religion_is_never_read() -> None:
    table = pa.table({"record_id": ["1"], "full_name": ["Lê An"], "sdt": ["09"], "Tôn giáo": ["x"]})
    reading = read(table)
    assert reading.input.notes["ignored_headers"] == ["Tôn giáo"]


HEAD = "record_id,full_name,phone\n"
MALFORMED: dict[str, tuple[str, bytes]] = {
    "empty": ("a.csv", b""),
    "blank": ("a.csv", b"\n \n"),
    "header only": ("a.csv", HEAD.encode()),
    "no header": ("a.csv", b"1,An,0912\n2,Binh,0913\n"),
    "no record id": ("a.csv", b"full_name,phone\nAn,0912\n"),
    "name alone": ("a.csv", b"record_id,full_name\n1,An\n"),
    "header twice": ("a.csv", b"record_id,full_name,phone,phone\n1,An,1,2\n"),
    "two headers one meaning": ("a.csv", b"record_id,full_name,ho ten,sdt\n1,A,B,2\n"),
    "null ids": ("a.csv", (HEAD + ",An,1\n,Binh,2\n,Chi,3\n").encode()),
    "one id on rows that differ": ("a.csv", (HEAD + "1,An,1\n1,Binh,2\n").encode()),
    "ragged": ("a.csv", (HEAD + "1,An\n2,Binh\n3,Chi,1\n").encode()),
    "binary": ("a.csv", bytes(range(256)) * 40),
    "null bytes": ("a.csv", b"\0" * 400),
    "truncated parquet": ("a.parquet", b"PAR1" + b"x" * 50),
    "no parquet": ("a.parquet", b"hello"),
    "truncated gzip": ("a.csv.gz", gzip.compress(HEAD.encode() * 5000)[:60]),
    "truncated workbook": ("a.xlsx", b"PK\x03\x04" + b"x" * 40),
    "corrupt gzip": ("a.csv.gz", gzip.compress(HEAD.encode() * 50)[:40] + b"\xff" * 40),
    "another zip": ("a.csv", b"PK\x05\x06" + b"\0" * 18),
    "json": ("a.csv", b'[{"record_id": 1, "full_name": "An"}]'),
    "web page": ("a.xls.csv", b"<html><table><tr><td>record_id</td><td>An, B</td></tr></table>"),
    "old office": ("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 400),
    "half utf-16": ("a.csv", (HEAD + "1,An,2\n").encode("utf-16")[:-1]),
    "broken utf-8": ("a.csv", HEAD.encode() + b"1,\xff\xfe\x81\x81,2\n\x00"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_input_gets_a_clear_answer(tmp_path: Path, name: str) -> None:
    file, content = MALFORMED[name]
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(path)
    message = str(caught.value)
    assert "Hint:" in message
    assert "An" not in message


def test_wrong_sources(tmp_path: Path) -> None:
    for source in (tmp_path / "absent.csv", tmp_path, 7):
        with pytest.raises(InputError):
            read(source)


def test_a_wrong_map_says_everything_at_once() -> None:
    table = pa.table({"record_id": ["1"], "x": ["Lê An"], "sdt": ["09"]})
    with pytest.raises(
        InputError, match=r"unknown columns: nome.*absent headers: y.*lacks full_name"
    ):
        read(table, {"nome": "x", "phone": "y"})


def test_leading_zeros_and_types_survive_parquet(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    pq.write_table(
        pa.table(
            {
                "record_id": pa.array([1, 2]),
                "full_name": ["Lê An", "Lê Bình"],
                "personal_id": pa.array([79085000456.0, None]),
                "date_of_birth": pa.array([0, None], pa.date32()),
            }
        ),
        path,
    )
    found = rows(read(path))
    assert found == [("1", "Lê An", "79085000456", "1970-01-01"), ("2", "Lê Bình", None, None)]


def test_the_page_on_input_tells_the_truth() -> None:
    page = Path(__file__).parent.parent.parent / "docs/input.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried > 10
    assert failed == 0
