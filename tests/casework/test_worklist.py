"""Worklists: whole, safe, masked, and read back after hands and programs have had them."""

import datetime
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook, load_workbook
from report_tables import CASES, HOSTILE, PEOPLE, Result, case

from linkage.casework.case_records import case_records
from linkage.casework.worklist import write_worklists
from linkage.casework.worklist_reading import NOTED, REPEATED, UNANSWERED, read_worklist
from linkage.casework.worklist_words import (
    ANSWERS,
    CHECKS,
    HEADINGS,
    HELP,
    SHEETS,
    VERDICTS,
    verdict_of,
    verdicts_for,
)
from linkage.cli import main
from linkage.engine import Engine
from linkage.errors import InputError, OutputError
from linkage.schema import CaseKind, Verdict

WEEK = "2026-W48"
SOFFICE = shutil.which("soffice")
HEADER = 3
UTF8 = "Text - txt - csv (StarCalc):44,34,76"
"""What LibreOffice must be told to save a sheet as CSV in UTF-8."""


def review(
    folder: Path,
    cases: Sequence[Mapping[str, Any]] = CASES,
    people: Sequence[Mapping[str, Any]] = PEOPLE,
) -> Path:
    """The folder of a finished review, as far as a worklist needs it."""
    folder.mkdir(parents=True)
    with Engine(threads=1) as engine:
        result = Result(engine, people, cases)
        result.tables["cases"].write(folder / "cases.parquet")
        told = case_records(result.records, result.tables["cases"])
        told.write(folder / "case_records.parquet")
    return folder


def filled(path: Path, answers: Mapping[str, Mapping[str, Any]]) -> Path:
    """A workbook in which an officer has answered some cases, given by id."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        for row in range(HEADER + 1, sheet.max_row + 1):
            for heading, said in answers.get(sheet.cell(row, 1).value or "", {}).items():
                sheet.cell(row, HEADINGS.index(heading) + 1).value = said
    book.save(path)
    return path


ANSWER = {
    "Kết luận": VERDICTS[Verdict.SAME],
    "Người xác minh": "Thượng úy Lê A",
    "Ngày": "26/11/2026",
    "Ghi chú": "đã gặp",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The workbook of unit 00167, which has one case."""
    return write_worklists(review(tmp_path / "r"), WEEK) / "00167.xlsx"


def test_one_workbook_for_each_unit(tmp_path: Path) -> None:
    out = write_worklists(review(tmp_path / "r"), WEEK)
    assert out == tmp_path / f"r-worklist-{WEEK}"
    names = {path.name for path in out.iterdir()}
    assert names == {"00167.xlsx", "26740.xlsx", "worklist.csv", "worklist.parquet"}
    book = load_workbook(out / "00167.xlsx")
    assert book.sheetnames == [SHEETS[CaseKind.TWO_IDS], HELP]


def test_lawful_and_decided_cases_are_left_out(tmp_path: Path) -> None:
    decided = case(CaseKind.TWO_IDS, 7, ["r1", "r2"], unit="00167", state="decided")
    out = write_worklists(review(tmp_path / "r", [*CASES, decided]), WEEK)
    ids = pq.read_table(out / "worklist.parquet")["case_id"].to_pylist()
    assert sorted(ids) == ["id_sex_mismatch-0001", "two_ids-0001"]


def test_what_falls_below_the_threshold_looks_like_the_rest(tmp_path: Path) -> None:
    drawn = case(CaseKind.TWO_IDS, 7, ["r1", "r2"], unit="00167", sampled=True)
    out = write_worklists(review(tmp_path / "r", [*CASES, drawn]), WEEK)
    sheet = load_workbook(out / "00167.xlsx")[SHEETS[CaseKind.TWO_IDS]]
    first, second = (
        [cell.value for cell in row[2:4]] for row in sheet.iter_rows(HEADER + 1, HEADER + 2)
    )
    assert first == second
    assert "sampled" not in pq.read_table(out / "worklist.parquet").column_names


def test_an_old_number_in_the_wrong_cell_is_no_personal_number(tmp_path: Path) -> None:
    people = [dict(person) for person in PEOPLE]
    people[1] |= {"raw_personal_id": "161234567", "raw_cmnd": None, "raw_date_of_birth": "33005"}
    asked = case(CaseKind.NO_ID_DUPLICATE, 1, ["r1", "r2"], unit="00167", state="new")
    out = write_worklists(review(tmp_path / "r", [asked], people), WEEK)
    (row,) = pq.read_table(out / "worklist.parquet").to_pylist()
    assert "có phải là người mang số P1 …123." in row["check"]
    assert "ở ô số định danh ghi CMND C1 …567" in row["records"]
    assert "33005 (đọc là 12/05/1990)" in row["records"]


def test_a_row_says_whose_child_and_for_the_dead_which_record_lives(tmp_path: Path) -> None:
    people = [dict(person) for person in PEOPLE]
    people[0] |= {"raw_status": "đã chết", "raw_date_of_death": "09/07/2021"}
    dead = case(CaseKind.DECEASED_ACTIVE, 1, ["r1", "r2"], unit="00167", state="new")
    out = write_worklists(review(tmp_path / "r", [*CASES, dead], people), WEEK)
    rows = {row["kind"]: row for row in pq.read_table(out / "worklist.parquet").to_pylist()}
    assert "cha Nguyễn Văn Tâm; mẹ Trần Thị Lụa" in rows["two_ids"]["records"]
    assert "tình trạng" not in rows["two_ids"]["records"]
    told = rows["deceased_active"]["records"]
    assert "tình trạng đã chết; ngày chết 09/07/2021" in told
    assert "tình trạng đang cư trú" in told


def test_layout_for_screen_and_paper(book: Path) -> None:
    sheet = load_workbook(book)[SHEETS[CaseKind.TWO_IDS]]
    assert [cell.value for cell in sheet[HEADER]] == list(HEADINGS)
    assert sheet.freeze_panes == f"B{HEADER + 1}"
    assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "&P" in sheet.oddFooter.right.text
    (asked,) = sheet.data_validations.dataValidation
    assert asked.formula1 == f'"{",".join(VERDICTS.values())}"'
    assert str(asked.sqref) == "F4"
    assert max(len(asked.formula1), len(asked.error)) < 255


def test_every_cell_is_text(book: Path) -> None:
    for sheet in load_workbook(book).worksheets:
        kinds = {
            cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        assert kinds == {"s"}


def test_a_sentence_says_what_to_check(book: Path) -> None:
    sheet = load_workbook(book)[SHEETS[CaseKind.TWO_IDS]]
    check = sheet.cell(HEADER + 1, HEADINGS.index("Cần kiểm tra") + 1).value
    assert check.startswith("Các hồ sơ A và B có phải của một người không?")
    assert "P1 …123 và P2 …123" in check


def test_numbers_are_masked_unless_revealed(tmp_path: Path) -> None:
    folder = review(tmp_path / "r")
    masked = written_text(write_worklists(folder, WEEK))
    revealed = written_text(write_worklists(folder, WEEK, out=tmp_path / "open", reveal=True))
    assert not re.search(r"\d{7}", masked.replace("0001", ""))
    assert "001190000123" in revealed
    assert "bảo quản như tài liệu mật" in revealed


def written_text(folder: Path) -> str:
    """Everything that stands in the files of a worklist folder."""
    texts = [(folder / "worklist.csv").read_text("utf-8-sig")]
    texts += [str(row) for row in pq.read_table(folder / "worklist.parquet").to_pylist()]
    for path in sorted(folder.glob("*.xlsx")):
        texts += [
            str(cell)
            for sheet in load_workbook(path).worksheets
            for row in sheet.iter_rows(values_only=True)
            for cell in row
        ]
    return "\n".join(texts)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "=cmd|' /C calc'!A0", "\t=1+1"])
def test_nothing_becomes_a_formula(tmp_path: Path, start: str) -> None:
    name = f'{start}HYPERLINK("x")\x0b\r\n<b>'
    people = [{**person, "raw_full_name": name} for person in PEOPLE]
    hostile = {**CASES[0], "reasons": [name], "unit": start + "unit"}
    out = write_worklists(review(tmp_path / "r", [hostile], people), WEEK)
    (path,) = out.glob("*.xlsx")
    cells = [c for s in load_workbook(path).worksheets for row in s.iter_rows() for c in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert any(str(cell.value).startswith(start.strip()[:1]) for cell in cells)
    rows = pyarrow.csv.read_csv(
        out / "worklist.csv",
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
    )
    assert rows["why"][0].as_py().startswith("'" + start)
    assert rows["unit"][0].as_py().startswith("'" + start)
    assert pq.read_table(out / "worklist.parquet")["why"][0].as_py() == name


def test_a_limit_leaves_no_kind_waiting(tmp_path: Path) -> None:
    cases = [
        case(CaseKind.TWO_IDS, n, ["r1", "r2"], unit="U", priority=0.9 - n / 100) for n in range(9)
    ]
    cases += [case(CaseKind.ID_TYPO, n, ["r1", "r2"], unit="U", priority=0.1) for n in range(2)]
    folder = review(tmp_path / "r", cases)
    kept = pq.read_table(write_worklists(folder, WEEK, per_unit=4) / "worklist.parquet")
    ids = kept["case_id"].to_pylist()
    assert ids == [f"two_ids-{n:05}" for n in range(3)] + ["id_typo-00000"]
    assert kept["place"].to_pylist() == [1, 2, 3, 1]


def test_units_of_like_names_do_not_share_a_file(tmp_path: Path) -> None:
    names = ["Phường A", "phuong a", "PHƯỜNG-A"]
    cases = [case(CaseKind.TWO_IDS, n, ["r1", "r2"], unit=u) for n, u in enumerate(names)]
    cases.append(case(CaseKind.TWO_IDS, 9, ["r1", "r2"]))
    out = write_worklists(review(tmp_path / "r", cases), WEEK)
    books = sorted(out.glob("*.xlsx"))
    assert len(books) == 4
    read = [load_workbook(path).worksheets[0].cell(HEADER + 1, 1).value for path in books]
    assert sorted(read) == sorted(c["case_id"] for c in cases)


def test_only_the_wanted_unit(tmp_path: Path) -> None:
    out = write_worklists(review(tmp_path / "r"), WEEK, unit="26740")
    assert [path.name for path in out.glob("*.xlsx")] == ["26740.xlsx"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit": "99999"}, "no open case of unit '99999'.\nUnits of cases: 00167, 26740"),
        ({"week": "2026-48"}, "is not a week"),
        ({"review": "elsewhere"}, "is not the folder of a review"),
    ],
)
def test_wrong_wishes(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    wishes = {"review": review(tmp_path / "r"), "week": WEEK, **change}
    with pytest.raises(InputError, match=said):
        write_worklists(wishes.pop("review"), wishes.pop("week"), **wishes)
    assert {path.name for path in (tmp_path / "r").iterdir()} == {
        "cases.parquet",
        "case_records.parquet",
    }


def test_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = review(tmp_path / "r")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("linkage.casework.worklist.pq.write_table", full)
        with pytest.raises(OutputError, match="could not be written"):
            write_worklists(folder, WEEK)
    assert list(tmp_path.iterdir()) == [folder]
    write_worklists(folder, WEEK)
    with pytest.raises(OutputError, match="not replaced"):
        write_worklists(folder, WEEK)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = review(tmp_path / "r")
    assert main(["worklist", str(folder), "--week", WEEK, "--unit", "00167"]) == 0
    assert capsys.readouterr().out.startswith("1 workbooks: ")
    assert main(["worklist", str(folder), "--week", "x"]) == 1
    assert capsys.readouterr().err.startswith("linkage: 'x' is not a week")


# Reading back.


def test_answers_are_read_back(book: Path) -> None:
    (answer,) = read_worklist(filled(book, {"two_ids-0001": ANSWER}))
    assert (answer.case_id, answer.verdict) == ("two_ids-0001", Verdict.SAME)
    assert (answer.author, answer.decided_at, answer.note) == (
        "Thượng úy Lê A",
        "2026-11-26",
        "đã gặp",
    )
    assert "Lê" not in repr(answer)


def test_unanswered_rows_are_counted(book: Path) -> None:
    assert read_worklist(book).skipped == {UNANSWERED: 1}
    noted = read_worklist(filled(book, {"two_ids-0001": {"Ghi chú": "chưa gặp"}}))
    assert (len(noted), noted.skipped) == (0, {NOTED: 1})


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", f"csv:{UTF8}"])
def test_libreoffice_keeps_everything(book: Path, tmp_path: Path, kind: str) -> None:
    filled(book, {"two_ids-0001": ANSWER})
    saved = converted(book, tmp_path / "saved", kind)
    assert list(read_worklist(saved)) == list(read_worklist(book))
    if kind == "xlsx":
        (asked,) = load_workbook(saved).worksheets[0].data_validations.dataValidation
        assert VERDICTS[Verdict.UNSURE] in asked.formula1


def converted(path: Path, folder: Path, kind: str) -> Path:
    profile = folder / "profile"
    subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--convert-to", kind, "--outdir", str(folder), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{path.stem}.{kind.partition(':')[0]}"


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_lost_letters_are_said(book: Path, tmp_path: Path) -> None:
    filled(book, {"two_ids-0001": ANSWER})
    saved = converted(book, tmp_path / "saved", "csv:Text - txt - csv (StarCalc):44,34,1")
    with pytest.raises(InputError, match="Vietnamese letters were lost in saving"):
        read_worklist(saved)


@pytest.mark.parametrize("day", ["26/11/2026", "26-11-2026", " 26.11.2026", "2026-11-26"])
def test_days_as_officers_write_them(book: Path, day: str) -> None:
    (answer,) = read_worklist(filled(book, {"two_ids-0001": {**ANSWER, "Ngày": day}}))
    assert answer.decided_at == "2026-11-26"


def test_a_true_date_is_a_day(book: Path) -> None:
    day = datetime.datetime(2026, 11, 26, 9, 30)  # noqa: DTZ001
    (answer,) = read_worklist(filled(book, {"two_ids-0001": {**ANSWER, "Ngày": day}}))
    assert answer.decided_at == "2026-11-26"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Kết luận": "đúng rồi"}, "row 4: 'Kết luận' is none of the list"),
        ({"Ngày": 46352}, "row 4: 'Ngày' is a bare number"),
        ({"Ngày": "46352"}, "row 4: 'Ngày' is a bare number"),
        ({"Ngày": "thứ Năm"}, "row 4: 'Ngày' is no full date"),
        ({"Ngày": "30/02/2026"}, "row 4: 'Ngày' is no day"),
        ({"Mã vụ việc": None}, "row 4: a verdict without 'Mã vụ việc'"),
    ],
)
def test_unclear_rows_are_refused_by_name(book: Path, change: dict[str, Any], said: str) -> None:
    filled(book, {"two_ids-0001": {**ANSWER, **change}})
    with pytest.raises(InputError, match=said) as raised:
        read_worklist(book)
    assert "Lê" not in str(raised.value)
    assert "đúng rồi" not in str(raised.value)


def test_all_problems_at_once(book: Path) -> None:
    filled(book, {"two_ids-0001": {**ANSWER, "Kết luận": "?", "Ngày": "?"}})
    with pytest.raises(InputError, match="has 2 unclear places"):
        read_worklist(book)


def edited(path: Path, edit: Any) -> Path:
    book = load_workbook(path)
    edit(book.worksheets[0])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda sheet: sheet.delete_cols(1), "column 'Mã vụ việc' is missing"),
        (lambda sheet: sheet.delete_cols(6), "column 'Kết luận' is missing"),
        (lambda sheet: sheet.merge_cells("F4:G4"), "cells F4:G4 are merged"),
        (lambda sheet: sheet.delete_rows(HEADER), "no row of headings"),
        (lambda sheet: sheet.cell(HEADER, 2, "Mã vụ việc"), "'Mã vụ việc' stands twice"),
    ],
)
def test_damaged_sheets_are_refused(book: Path, edit: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_worklist(edited(filled(book, {"two_ids-0001": ANSWER}), edit))


def test_moved_columns_and_sorted_rows_are_read(book: Path) -> None:
    def move(sheet: Any) -> None:
        sheet.insert_cols(1)
        sheet.cell(HEADER, 1, "Đội")
        sheet.insert_rows(1, 2)

    filled(book, {"two_ids-0001": ANSWER})
    before = list(read_worklist(book))
    assert list(read_worklist(edited(book, move))) == before


def test_copied_rows_count_once_and_contradictions_are_refused(book: Path) -> None:
    def copy(sheet: Any) -> None:
        for column in range(1, len(HEADINGS) + 1):
            sheet.cell(HEADER + 2, column, sheet.cell(HEADER + 1, column).value)

    edited(filled(book, {"two_ids-0001": ANSWER}), copy)
    assert read_worklist(book).skipped == {REPEATED: 1}
    edited(book, lambda s: s.cell(HEADER + 2, 6, VERDICTS[Verdict.UNSURE]))
    with pytest.raises(InputError, match=r"row 5: another answer for the case of .*row 4"):
        read_worklist(book)


def test_the_table_for_machines_holds_no_answers(tmp_path: Path) -> None:
    out = write_worklists(review(tmp_path / "r"), WEEK)
    table = pq.read_table(out / "worklist.parquet")
    assert not {"verdict", "author", "note"} & set(table.column_names)
    assert table["record_ids"].to_pylist() == ["r1;r2", "r3"]


def test_what_is_no_worklist_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputError, match="cannot be read"):
        read_worklist(tmp_path / "x.xlsx")
    other = Workbook()
    other.active.append(["a", "b"])
    other.save(tmp_path / "other.xlsx")
    with pytest.raises(InputError, match="no row of headings"):
        read_worklist(tmp_path / "other.xlsx")


def test_words_cover_every_kind_and_verdict() -> None:
    assert set(VERDICTS) == set(Verdict)
    assert set(CHECKS) == {kind for kind in CaseKind if not kind.explained}
    assert set(SHEETS) == set(CaseKind)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in SHEETS.values())
    assert len(set(SHEETS.values())) == len(CaseKind)
    assert all(verdict_of(said) is verdict for verdict, said in VERDICTS.items())
    assert not any("," in said or '"' in said for said in VERDICTS.values())
    assert all(set(verdicts_for(kind)) <= set(Verdict) for kind in CaseKind)
    assert set(ANSWERS) <= set(HEADINGS)


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    out = write_worklists(review(tmp_path / "r"), WEEK)
    assert HOSTILE in written_text(out)
