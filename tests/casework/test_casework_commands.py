"""The commands of the weekly life, from the outside."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linkage.cli import main

FACTS = {
    "full_name": "Nguyễn Thị Hường",
    "date_of_birth": "12/05/1990",
    "sex": "Nữ",
    "mother_name": "Trần Thị Lụa",
    "father_name": "Nguyễn Văn Ba",
    "birth_registration_place": "Hà Nội",
    "permanent_address": "Phường Láng Hạ, Quận Đống Đa, Hà Nội",
}
NUMBERS = ("001190000123", "001190004567")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("week")
    rows = [FACTS | {"record_id": f"r{n}", "personal_id": id_} for n, id_ in enumerate(NUMBERS)]
    pq.write_table(pa.Table.from_pylist(rows), home / "people.parquet")
    assert review(home, "week1", "2026-11-12") == 0
    (case,) = pq.read_table(home / "week1" / "cases.parquet").to_pylist()
    (home / "answers.csv").write_text(
        f"case_id,verdict,author,decided_at\n{case['case_id']},same person,An,2026-11-13\n",
        encoding="utf-8",
    )
    return home


def review(home: Path, out: str, day: str, *more: str) -> int:
    return main(
        [
            *("review", str(home / "people.parquet"), "--out", str(home / out)),
            *("--as-of", day, "--lang", "en", "--quiet", "--by", "An", "--purpose", "test"),
            *more,
        ]
    )


def test_a_week_by_commands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = str(folder / "log.db")
    decide = ["decide", log, str(folder / "answers.csv"), "--review", str(folder / "week1")]
    assert main(decide) == 0
    assert main(decide) == 0
    assert "1 decisions, 0 new, 1 taken over before" in capsys.readouterr().out
    assert (
        review(folder, "week2", "2026-11-19", "--last", str(folder / "week1"), "--decisions", log)
        == 0
    )
    (case,) = pq.read_table(folder / "week2" / "cases.parquet").to_pylist()
    assert case["state"] == "decided"
    assert case["history"] == ["2026-11-13: decided: same person"]
    changes = folder / "changes.csv"
    assert main(["diff", str(folder / "week1"), str(folder / "week2"), "--out", str(changes)]) == 0
    assert changes.read_text(encoding="utf-8").splitlines()[1].endswith("two_ids,changed,decided")
    assert main(["evaluate", str(folder / "week2"), "--decisions", log]) == 0
    assert "precision  1.0000" in capsys.readouterr().out
    told = json.loads((folder / "week2" / "manifest.json").read_text(encoding="utf-8"))
    assert told["request"]["by"] == "An"
    assert told["request"]["decisions_up_to"] == 1
    again = ["repeat", str(folder / "week2"), "--out", str(folder / "again")]
    assert main(again) == 0
    assert "byte for byte" in capsys.readouterr().out


def test_reviews_that_do_not_follow_on_each_other_are_compared_too(folder: Path) -> None:
    assert review(folder, "alone", "2026-11-19") == 0
    out = folder / "alone.csv"
    assert main(["diff", str(folder / "week1"), str(folder / "alone"), "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").splitlines()[1].endswith("two_ids,open,")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["diff", "nowhere", "nowhere"], "is not the folder of a review"),
        (["repeat", "nowhere", "--out", "out"], "is not the manifest of a review"),
        (["evaluate", "nowhere", "--decisions", "log.db"], "is not the folder of a review"),
    ],
)
def test_what_is_not_there_is_said(
    command: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 1
    assert said in capsys.readouterr().err
