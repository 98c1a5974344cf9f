"""The page about the generator names every setting, every noise, every missing rate."""

from dataclasses import fields
from pathlib import Path

import pytest

from linkage.synthetic import PROFILES, Profile
from linkage.synthetic.facts import FACTS, MISSING
from linkage.synthetic.noise import NOISE

PAGE = (Path(__file__).parents[2] / "docs" / "synthetic.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [field.name for field in fields(Profile)])
def test_the_page_gives_the_default_of_every_setting(name: str) -> None:
    value = getattr(Profile(), name)
    assert f"| `{name}` | {value if value != () else 'all'} |" in PAGE


def test_the_page_gives_the_rate_of_every_noise() -> None:
    for noise in NOISE:
        lines = [line for line in PAGE.splitlines() if line.startswith(f"| {noise.what} |")]
        assert any(f"| {noise.rate:.4f} |" in line for line in lines), noise.what


def test_the_page_gives_the_rates_of_facts_and_gaps() -> None:
    for fact in FACTS.values():
        assert f"| {fact.what} | {fact.rate:.4f} | {fact.residence:g} |" in PAGE
    for gap in MISSING:
        rates = f"{gap.register:g} | {gap.card:g} | {gap.civil:g} | {gap.residence:g}"
        assert f"| `{gap.column}` | {rates} |" in PAGE


def test_the_page_names_every_profile() -> None:
    assert all(f"`{name}`" in PAGE for name in PROFILES)
