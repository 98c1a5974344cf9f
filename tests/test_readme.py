"""The examples of the README run and say what they claim."""

import re
from pathlib import Path

import pytest

import linkage

ROOT = Path(__file__).parents[1]


def test_python_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 4
    assert re.fullmatch(r"\d+ people seem to have two numbers", shown[-1])


def test_every_case_kind_is_listed() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [kind for kind in linkage.CaseKind if f"`{kind.value}`" not in readme] == []


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
