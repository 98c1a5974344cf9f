"""Who may import what, and that `import linkage` stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import linkage

SOURCE = Path(linkage.__file__).parent

LAYERS = (
    {"errors"},
    {"schema"},
    {"text"},
    {"engine"},
    {"values"},
    {"frequencies"},
    {"standardisation"},
    {"splink_seam"},
    {"comparisons", "blocking"},
    {"agreement"},
    {"model"},
    {"fitting"},
    {"training", "scoring", "splink_linker"},
    {"signs"},
    {"clustering", "blocking_search"},
    {"findings_rows"},
    {"findings_between"},
    {"findings"},
    {"casework"},
    {"manifest", "output"},
    {"pipeline"},
    {"repeating"},
    {"console"},
    {"cli"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
ALONE = {"synthetic": {"errors", "schema"}, "evaluate": {"errors", "schema", "engine"}}
"""Rooms beside the layers, and all they may use: the generator shares no rule with matching."""

ONLY_IN_ENGINE = {"duckdb", "pyspark"}
HEAVY = ("pyspark", "altair", "matplotlib", "pandas", "splink", "duckdb", "pyarrow", "numpy")


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms_used(path: Path) -> set[str]:
    names = {name.split(".")[1] for name in imported(path) if name.startswith("linkage.")}
    return {name for name in names if name in RANK or name in ALONE}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path) -> None:
    own = room(path)
    if own in {"__init__", "__main__", "resources"} or own.startswith("cli"):
        return
    if own in ALONE:
        assert rooms_used(path) <= ALONE[own] | {own}
        return
    assert own in RANK, f"{own} has no place in the layers"
    too_high = {used for used in rooms_used(path) - {own} if RANK.get(used, 99) >= RANK[own]}
    assert not too_high


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_engines_are_imported_in_one_place(path: Path) -> None:
    outside = {name.split(".")[0] for name in imported(path)} & ONLY_IN_ENGINE
    assert room(path) == "engine" or not outside


@pytest.mark.parametrize("path", sorted((SOURCE / "text").rglob("*.py")), ids=lambda p: p.name)
def test_text_rules_are_pure(path: Path) -> None:
    heavy = {name.split(".")[0] for name in imported(path)} & set(HEAVY)
    assert not heavy


def test_splink_internals_have_one_door() -> None:
    users = [p for p in modules() if any(n.startswith("splink.internals") for n in imported(p))]
    assert [p.name for p in users] == ["splink_seam.py"]


def test_import_is_light() -> None:
    code = f"import sys, linkage; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_exists() -> None:
    for name in linkage.__all__:
        assert getattr(linkage, name) is not None
