"""The output folder appears whole or not at all; the command says what is wrong."""

import datetime
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import linkage
from linkage.cli import main
from linkage.errors import InputError, OutputError
from linkage.pipeline import ReviewResult

PEOPLE = pa.table(
    {
        "record_id": ["r1", "r2", "r3"],
        "full_name": ["Nguyễn Thị Hường", "NGUYỄN THỊ HƯỜNG", "Trần Văn <b>Bình</b>"],
        "date_of_birth": ["12/05/1990", "1990-05-12", "03/04/1985"],
        "mother_name": ["Trần Thị Lụa", "Trần Thị Lụa", "Lê Thị Mơ"],
        "sex": ["Nữ", "Nữ", "Nam"],
        "personal_id": ["001190000123", "001190004567", "001185000999"],
        "birth_registration_place": ["Hà Nội"] * 3,
        "permanent_address": ["Phường Láng Hạ, Quận Đống Đa, Hà Nội"] * 3,
    }
)


@pytest.fixture(scope="module")
def result() -> ReviewResult:
    return linkage.review(PEOPLE, lang="en")


def test_everything_is_written(result: ReviewResult, tmp_path: Path) -> None:
    out = result.write(tmp_path / "out")
    assert {path.name for path in out.iterdir()} == {
        "pairs.parquet",
        "entities.parquet",
        "findings.parquet",
        "cases.parquet",
        "case_records.parquet",
        "evidence.parquet",
        "changes.parquet",
        "set_aside.parquet",
        "manifest.json",
        "report.html",
        "report",
    }
    manifest = json.loads((out / "manifest.json").read_text())
    assert 0 < manifest["match_threshold"] < 1
    assert manifest["counts"]["records"] == manifest["input"]["rows_usable"] == 3
    assert pq.read_table(out / "cases.parquet").num_rows == manifest["counts"]["cases"]


def test_earlier_weeks_are_set_beside(result: ReviewResult, tmp_path: Path) -> None:
    first = result.write(tmp_path / "first")
    assert "Week by week" not in (first / "report" / "index.html").read_text()
    next_week = linkage.review(PEOPLE, lang="en", as_of=datetime.date(2050, 1, 1), last=first)
    second = next_week.write(tmp_path / "second", earlier=[first])
    assert "Week by week" in (second / "report" / "index.html").read_text()
    with pytest.raises(InputError, match="not the folder of an earlier review"):
        result.write(tmp_path / "third", earlier=[tmp_path])
    assert not (tmp_path / "third").exists()


def test_nothing_personal_is_shown(result: ReviewResult, tmp_path: Path) -> None:
    out = result.write(tmp_path / "out")
    shown = repr(result) + repr(result.records) + (out / "manifest.json").read_text()
    report = (out / "report.html").read_text()
    assert "Hường" not in shown
    assert "001190000123" not in shown + report
    assert "<b>Bình" not in report


def test_a_folder_is_not_overwritten_unless_asked(result: ReviewResult, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result.write(out)
    with pytest.raises(OutputError, match="exists already"):
        result.write(out)
    result.write(out, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_something_else_is_never_replaced(result: ReviewResult, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("x")
    with pytest.raises(OutputError, match="not written by a review"):
        result.write(tmp_path, overwrite=True)
    assert (tmp_path / "precious.txt").exists()


def test_a_failed_write_leaves_nothing(
    result: ReviewResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("linkage.output.pq.write_table", full)
    with pytest.raises(OutputError, match="could not be written"):
        result.write(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_the_same_input_gives_the_same_cases(tmp_path: Path) -> None:
    first, second = (
        linkage.review(PEOPLE, engine=linkage.Engine(threads=threads)).write(
            tmp_path / str(threads)
        )
        for threads in (1, 2)
    )
    for name in ("cases", "entities", "pairs", "findings"):
        files = [(out / f"{name}.parquet").read_bytes() for out in (first, second)]
        assert files[0] == files[1], name


def test_the_command_reviews(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pq.write_table(PEOPLE, tmp_path / "people.parquet")
    arguments = ["review", str(tmp_path / "people.parquet"), "--out", str(tmp_path / "out")]
    assert main([*arguments, "--threads", "1", "--as-of", "2026-11-01"]) == 0
    shown = capsys.readouterr()
    assert "Report:" in shown.out
    assert "standardise" in shown.err
    assert main([*arguments, "--overwrite", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "extra",
    [
        ["--model", "absent.json"],
        ["--columns", "absent.json"],
        ["--id-history", "absent.parquet"],
        ["--memory-limit", "much"],
        ["--out", "/dev/null/out"],
    ],
)
def test_a_clear_error_and_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], extra: list[str]
) -> None:
    pq.write_table(PEOPLE, tmp_path / "people.parquet")
    out = tmp_path / "out"
    code = main(["review", str(tmp_path / "people.parquet"), "--out", str(out), "--quiet", *extra])
    error = capsys.readouterr().err
    assert code == 1
    assert error.startswith("linkage: ")
    assert "Traceback" not in error
    assert [path.name for path in tmp_path.iterdir()] == ["people.parquet"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["review"],
        ["nothing"],
        ["review", "x", "--out", "y", "--lang", "fr"],
        ["review", "x", "--out", "y", "--as-of", "today"],
        ["synthesise", "--people", "0"],
    ],
)
def test_wrong_usage_is_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_interruption_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("linkage.pipeline.review", interrupt)
    assert main(["review", "x.csv", "--out", str(tmp_path / "out")]) == 1
    assert "interrupted" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        *("review", "standardise", "block", "score", "cluster", "check", "cases"),
        *("worklist", "train", "synthesise"),
    ],
)
def test_help_reads(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "usage: linkage" in capsys.readouterr().out
