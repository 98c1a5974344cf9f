"""The example of docs/blocking.md runs and gives what the page says; it names every command."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "blocking.md"


def test_the_page_on_blocking_tells_the_truth() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried >= 5
    assert failed == 0
