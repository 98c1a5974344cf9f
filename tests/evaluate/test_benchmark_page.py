"""The page of benchmarks is what the committed runs give, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def benchmarks(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("docs")
    benchmarks("page", "--out", str(out))
    return out


def test_page_is_up_to_date(written: Path) -> None:
    page = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert (written / "benchmarks.md").read_text(encoding="utf-8") == page


def test_charts_are_up_to_date(written: Path) -> None:
    charts = {file.name: file.read_bytes() for file in (written / "benchmarks").iterdir()}
    assert charts
    for name, drawing in charts.items():
        assert (ROOT / "docs/benchmarks" / name).read_bytes() == drawing


def test_a_run_compared_with_itself_shows_no_difference() -> None:
    shown = benchmarks("compare", "base-20k/linkage", "base-20k/linkage")
    rows = [line for line in shown.splitlines() if "[" in line]
    assert len(rows) > 20
    assert not [row for row in rows if "<" in row or ">" in row]
    assert not [row for row in rows if len(set(row[34:].split("  ")) - {""}) > 2]
