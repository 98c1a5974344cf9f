"""Every block of the tutorial runs, in order, in a folder of its own."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"
CHARTS = ("weights.html", "m_u.html", "waterfall.html", "pair.html")


def test_the_tutorial_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    space: dict[str, object] = {}
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"tutorial.md, block {number}", "exec"), space)  # noqa: S102
    shown = capsys.readouterr().out
    assert "pairs above weight 0" in shown
    assert "recall at 0.99" in shown
    assert "Probability of one person" in shown
    for chart in CHARTS:
        assert "<svg" in (page := (tmp_path / chart).read_text("utf-8")) or "<script" in page, chart
    assert (tmp_path / "model.json").exists()
