"""Properties on the same examples, untimed, in every automatic run; the longest files first."""

import os

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

LONGEST = ("test_splink_linker.py", "test_weeks.py", "test_tutorial.py")
"""Files that would keep one worker busy alone if they came last."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that run beside each other are handed out in this order, a file at a time."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
