"""A generated population against published figures, and the page that shows it."""

import json
from pathlib import Path

import pytest
from benchmarks import population

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def kept() -> dict[str, object]:
    found: dict[str, object] = json.loads((ROOT / population.RESULT).read_text(encoding="utf-8"))
    return found


def test_the_kept_table_is_of_a_million_and_within_its_tolerances(kept: dict[str, object]) -> None:
    assert kept["people"] == 1_000_000
    figures = kept["figures"]
    assert isinstance(figures, list)
    assert len(figures) > 50
    assert not [row["about"] for row in figures if row["within"] != "yes"]


def test_the_page_is_what_the_kept_table_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    population.write(tmp_path)
    page = (ROOT / "docs" / "population.md").read_text(encoding="utf-8")
    assert (tmp_path / "population.md").read_text(encoding="utf-8") == page


def test_every_published_figure_is_measured_and_has_a_source() -> None:
    rows = population.compare(population.measure(4_000, "base", 1))
    assert len({row["figure"] for row in rows}) == len(rows)
    assert all(row["source"] for row in rows)
    assert all(float(row["low"]) <= float(row["published"]) <= float(row["high"]) for row in rows)
