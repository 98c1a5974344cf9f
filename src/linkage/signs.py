"""Signs that a run should not be trusted as it stands; they go into manifest, report and shell.

A matcher that meets data unlike those it knows does not fail, it answers wrongly without a word.
These checks look at what a run knows of itself.
"""

from collections.abc import Iterator
from enum import StrEnum

from linkage.engine import Table

PLANNED_PAIRS = 15
"""Candidate pairs per record that blocking is planned for."""

ENOUGH_COMPARED = 1_000
"""Pairs that a comparison must have seen before its never varying says anything."""

MOST_CARELESS = 0.5
"""Pairs that look careless for each that looks careful, from which the model may not fit."""

ENOUGH_FOUND = 20
"""Pairs of one person, expected, below which their kind says nothing."""


MAY_NEVER_VARY = frozenset({"twin_note"})
"""Comparisons of notes, which most registers lack."""


class Sign(StrEnum):
    """What looks wrong.

    Examples:
        >>> Sign.NEVER_VARIES.about
        'comparisons that never vary: the column may hold one value or another fact'
    """

    about: str

    def __new__(cls, value: str, about: str) -> "Sign":
        """Make a member that carries its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.about = about
        return member

    MANY_PAIRS = (
        "many_pairs",
        "more candidate pairs than blocking is planned for: keys may be filled in by default",
    )
    NEVER_VARIES = (
        "never_varies",
        "comparisons that never vary: the column may hold one value or another fact",
    )
    MOSTLY_CARELESS = (
        "mostly_careless",
        "many pairs of one person look careless: the model may not fit, or columns be mistaken",
    )


def signs(pairs: Table, scored: Table, records: int) -> Iterator[dict[str, str]]:
    """Say what looks wrong: the sign, and counts or names of comparisons.

    Args:
        pairs: What `block` returned.
        scored: What `score` returned, with its notes.
        records: How many records there are.
    """
    if len(pairs) > PLANNED_PAIRS * records:
        yield _said(Sign.MANY_PAIRS, f"{len(pairs):,} pairs of {records:,} records")
    constant = sorted(
        name
        for name, seen in scored.notes["comparisons"].items()
        if seen["compared"] >= ENOUGH_COMPARED
        and seen["levels"] == 1
        and name not in MAY_NEVER_VARY
    )
    if constant:
        yield _said(Sign.NEVER_VARIES, ", ".join(constant))
    shares = scored.notes["class_shares"]
    found = (shares["match"] + shares["careless"]) * len(pairs)
    if found >= ENOUGH_FOUND and shares["careless"] > MOST_CARELESS * shares["match"]:
        share = shares["careless"] / (shares["match"] + shares["careless"])
        yield _said(Sign.MOSTLY_CARELESS, f"{share:.0%} of the pairs of one person")


def _said(sign: Sign, detail: str) -> dict[str, str]:
    return {"sign": sign.value, "about": sign.about, "detail": detail}
