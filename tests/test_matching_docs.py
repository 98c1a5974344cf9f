"""The page on matching: its examples give what it says, and it names every class and comparison."""

import doctest
from pathlib import Path

from linkage.comparisons.registry import CREATORS
from linkage.model import CLASSES

PAGE = Path(__file__).parents[1] / "docs" / "matching.md"


def test_the_page_on_matching_tells_the_truth() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried >= 12
    assert failed == 0


def test_every_class_and_comparison_is_named() -> None:
    page = PAGE.read_text("utf-8")
    assert [name for name in (*CLASSES, *CREATORS) if f"`{name}`" not in page] == []
