"""Delimited text: no row is lost or swallowed, whatever is wrong with the marks around it."""

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkage.engine import delimited
from linkage.engine.charset import encoding_of
from linkage.engine.delimited import SPOILT, UNCLOSED, WRONG_WIDTH, inspect_delimited
from linkage.engine.reading import HEADER, Reading, read
from linkage.errors import InputError

HEAD = "record_id,full_name,phone\n"
GOOD = "".join(f"r{i},Lê An {i},0912\n" for i in range(30))


def written(folder: Path, content: str | bytes, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def reasons(reading: Reading) -> list[tuple[int, str]]:
    table = reading.set_aside.to_arrow().sort_by("row")
    return list(zip(table["row"].to_pylist(), table["reason"].to_pylist(), strict=True))


def values(reading: Reading, column: str) -> dict[str, Any]:
    table = reading.input.to_arrow()
    return dict(zip(table["record_id"].to_pylist(), table[column].to_pylist(), strict=True))


LOST_MARKS = {
    "to the end of the file": 'x,"Lê Bình,0913\n',
    "to the next lost mark": 'x,"Lê Bình,0913\ny,"Lê Chi,0914\n',
    "over many rows": 'x,"Lê Bình,0913\n' + "".join(f"z{i},An,1\n" for i in range(10)) + 'y",A,1\n',
}


@pytest.mark.parametrize("case", LOST_MARKS)
def test_a_lost_quotation_mark_swallows_no_rows(tmp_path: Path, case: str) -> None:
    reading = read(written(tmp_path, HEAD + LOST_MARKS[case] + GOOD))
    assert (1, UNCLOSED) in reasons(reading)
    assert set(values(reading, "phone")) >= {f"r{i}" for i in range(30)}
    assert reading.input.notes["rows_read"] == LOST_MARKS[case].count("\n") + 30


def test_a_mark_lost_beyond_a_block_swallows_no_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linkage.engine.charset._BLOCK", 64)
    many = "".join(f"q{i},Lê An {i},0912\n" for i in range(400))
    reading = read(written(tmp_path, HEAD + 'x,"Lê Bình,0913\n' + many))
    assert reasons(reading) == [(1, UNCLOSED)]
    assert len(reading.input) == 400


def test_lines_within_a_field_stay_within_it(tmp_path: Path) -> None:
    rows = 'a,"Số 5, đường 2\r\nPhường 3, Quận 4",0913\r\nb,"12"" ""x",1\r\n\r\nc,5" x,2\r\n'
    reading = read(written(tmp_path, HEAD + rows))
    assert values(reading, "full_name") == {
        "a": "Số 5, đường 2\r\nPhường 3, Quận 4",
        "b": '12" "x',
        "c": '5" x',
    }
    assert reading.input.notes["rows_read"] == 3


def test_empty_lines_are_no_rows_and_ragged_ones_are_set_aside(tmp_path: Path) -> None:
    rows = "\n   \n" + GOOD + "\nx,y\nx,y,z,w\n,,\n"
    reading = read(written(tmp_path, HEAD + rows))
    assert reasons(reading) == [(31, WRONG_WIDTH), (32, WRONG_WIDTH), (33, "nothing at all")]


def test_blank_rows_at_the_end_do_not_spoil_a_file(tmp_path: Path) -> None:
    notes = read(written(tmp_path, HEAD + GOOD + ",,\n" * 50)).input.notes
    assert (notes["rows_read"], notes["rows_usable"]) == (80, 30)


@pytest.mark.parametrize("name", ["Lê An", '"Lê\nAn"'])
def test_tabs_alone_are_a_row_of_nothing(tmp_path: Path, name: str) -> None:
    rows = f"r1\t{name}\t09\n\t\t\n \n"
    reading = read(written(tmp_path, HEAD.replace(",", "\t") + rows))
    assert reasons(reading) == [(2, "nothing at all")]


def test_a_spoilt_cell_does_not_change_the_encoding(tmp_path: Path) -> None:
    content = (HEAD + GOOD).encode() + b"x,L\xea B\xecnh,0913\n"
    reading = read(written(tmp_path, content))
    assert reading.input.notes["encoding"] == "utf-8"
    assert reasons(reading) == [(31, SPOILT)]
    assert values(reading, "full_name")["r7"] == "Lê An 7"


def test_titles_above_the_header_and_headers_within(tmp_path: Path) -> None:
    titles = "sep=;\nDANH SÁCH CÔNG DÂN;;\n;;\n"
    header = "Mã hồ sơ;Họ và tên;SĐT\n"
    rows = "(1);(2);(3)\n" + GOOD.replace(",", ";") + header
    reading = read(written(tmp_path, titles + header + rows))
    assert reasons(reading) == [(1, HEADER), (32, HEADER)]
    assert len(reading.input) == 30


def test_a_map_helps_to_find_delimiter_and_header(tmp_path: Path) -> None:
    path = written(tmp_path, "danh sach, 2025\nMaHS;TenCD;LienHe\n1;Lê, An;09\n")
    reading = read(path, {"record_id": "MaHS", "full_name": "TenCD", "phone": "LienHe"})
    assert values(reading, "full_name") == {"1": "Lê, An"}


def test_font_encodings_keep_their_bytes(tmp_path: Path) -> None:
    names = ["NguyÔn V¨n §øc", "TrÇn ThÞ Hång", "Lª Minh TuÊn", "Ph¹m ThÞ Hµ", "Vò §×nh ThuËn"]
    rows = "".join(f"r{i},{name},09\n" for i, name in enumerate(names))
    path = written(tmp_path, ("M· hå s¬,Hä vµ tªn,SDT\n" + rows).encode("cp1252"))
    reading = read(path)
    assert reading.input.notes["encoding"] == "windows-1252"
    assert sorted(values(reading, "full_name").values()) == sorted(names)


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, b"\x00\x01\x02" * 900, bytes(range(1, 32)) * 99],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match="not text"):
        encoding_of(written(tmp_path, content))


fields = st.text(st.sampled_from('aễ ,;"\t0'), max_size=5) | st.text(
    st.sampled_from('aễ "\n\r0'), max_size=5
)
tables = st.lists(st.lists(fields, min_size=3, max_size=3), min_size=1, max_size=9)
quiet = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def parsed(path: Path) -> tuple[list[list[str]], int]:
    """Rows of a file with three columns, and how many were unfit."""
    parts = list(inspect_delimited(path).parts([0, 1, 2]))
    table = pa.concat_tables([part.rows for part in parts]).drop_columns("row")
    rows = [list(row) for row in zip(*(column.to_pylist() for column in table), strict=True)]
    return rows, sum(len(part.unfit) for part in parts)


@quiet
@given(table=tables, quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_every_written_field_is_read_as_it_was(
    tmp_path: Path, table: list[list[str]], quoting: Any
) -> None:
    table = [[f"r{i}", *row[1:]] for i, row in enumerate(table)]
    sink = io.StringIO(newline="")
    csv.writer(sink, quoting=quoting).writerows([HEAD.strip().split(","), *table])
    rows, unfit = parsed(written(tmp_path, sink.getvalue()))
    assert (rows, unfit) == (table, 0)


@quiet
@given(lines=st.lists(st.text(st.sampled_from('aễ,"0 '), max_size=9), min_size=1, max_size=12))
def test_the_fast_way_and_the_careful_way_agree(tmp_path: Path, lines: list[str]) -> None:
    path = written(tmp_path, HEAD + "\n".join(lines) + "\n")
    fast = parsed(path) if any(map(str.strip, lines)) else ([], 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited._Rows, "_fast", lambda self, text: None)
        careful = parsed(path) if any(map(str.strip, lines)) else ([], 0)
    assert fast == careful


CLEAN = "".join(f"g{i},Lê An,0912\n" for i in range(300))


@quiet
@given(
    dirt=st.lists(
        st.sampled_from(
            [
                *("d{},Lê An\n", "d{},An,1,2\n", ",An,{}\n", "d{},,\n", ",,\n", "\n"),
                *("g1,Lê An,0912\n", "d{},Lê An,0913\n", "d{},\ufdd0,1\n"),
                *('d{},"A\nB",1\n', 'd{},"A,1\n', 'd{},A"b,1\n'),
            ]
        ),
        max_size=12,
    )
)
def test_dirty_files_reconcile(tmp_path: Path, dirt: list[str]) -> None:
    dirty = "".join(line.format(n) for n, line in enumerate(dirt))
    reading = read(written(tmp_path, HEAD + CLEAN + dirty))
    notes = reading.input.notes
    assert notes["rows_read"] == notes["rows_usable"] + sum(notes["set_aside"].values())
    assert notes["rows_usable"] == len(reading.input)
    assert len(reading.set_aside) == sum(notes["set_aside"].values())
    assert notes["rows_read"] >= 300 + sum(line != "\n" for line in dirt)
    assert set(values(reading, "phone")) >= {f"g{i}" for i in range(300)}
    numbers = reading.set_aside.to_arrow()["row"].to_pylist()
    assert len(set(numbers)) == len(numbers)
