"""The page about the generator names every setting, every noise, every missing rate."""

from dataclasses import fields
from pathlib import Path

import pytest

from linkage.synthetic import PROFILES, Profile
from linkage.synthetic.facts import FACTS, MISSING
from linkage.synthetic.noise import NOISE
from linkage.synthetic.render import SOURCES

PAGE = (Path(__file__).parents[2] / "docs" / "synthetic.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [field.name for field in fields(Profile)])
def test_the_page_gives_the_default_of_every_setting(name: str) -> None:
    value = getattr(Profile(), name)
    assert f"| `{name}` | {value if value != () else 'all'} |" in PAGE


def test_the_page_gives_the_rate_of_every_noise() -> None:
    for noise in NOISE:
        lines = [line for line in PAGE.splitlines() if line.startswith(f"| {noise.what} |")]
        outside = f"; outside {noise.outside:g} |" if noise.outside != 1 else " |"
        told = [line for line in lines if f"| {noise.rate:.4f} |" in line]
        assert any(line.endswith(outside) for line in told), noise.what


def test_the_page_gives_the_rates_of_facts_and_gaps() -> None:
    for fact in FACTS.values():
        factors = f"{fact.residence:g} | {fact.outside:g}"
        assert f"| {fact.what} | {fact.rate:.4f} | {factors} |" in PAGE
    for gap in MISSING:
        rates = (gap.register, gap.card, gap.civil, gap.residence, gap.outside, gap.pupils)
        assert f"| `{gap.column}` | {' | '.join(f'{rate:g}' for rate in rates)} |" in PAGE


def test_the_page_names_every_office() -> None:
    assert all(f"| `{source}` |" in PAGE for source in SOURCES)


def test_the_page_names_every_profile() -> None:
    assert all(f"`{name}`" in PAGE for name in PROFILES)
