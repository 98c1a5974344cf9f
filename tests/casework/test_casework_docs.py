"""Every example of docs/casework.md runs and gives what the page says."""

import doctest
from pathlib import Path


def test_the_page_on_cases_tells_the_truth() -> None:
    page = Path(__file__).parents[2] / "docs" / "casework.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried > 30
    assert failed == 0
