"""Priority: the expected benefit of one officer's check, for each hour it takes.

    benefit = p * M + p * (1 - p) * F        p  probability that the suspicion is true
    priority = benefit * s * w / (benefit * s * w + hours)

M is what a true matter costs while nobody finds it, F what it costs when somebody acts on a
suspicion that is false. Whoever meets an unverified suspicion believes it with probability p,
and is wrong with probability 1 - p: so p * (1 - p) * F is what a check saves by clearing people,
and it is highest where the suspicion is least sure. s is how much more is at stake for people
who depend on the number now (a living service or card) or are children, w grows with waiting.
All costs are in hours of an officer, so that 0.5 means a check is worth just the time it takes.

The figures of `Costs` are judgements, not measurements: they order the harms the press has told
of (two people fused into one, a card refused for months, a pension paid to the dead), and a unit
puts its own in their place.
"""

import datetime
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from linkage.errors import InputError, listing
from linkage.schema import CaseKind


@dataclass(frozen=True)
class Stake:
    """What one kind of case is worth and costs, in hours of an officer.

    Attributes:
        if_true: What a true matter costs while nobody finds it.
        if_false: What it costs when somebody acts on a false suspicion.
        check: What a check takes.
    """

    if_true: float
    if_false: float
    check: float

    def __post_init__(self) -> None:
        """Refuse costs below nothing and checks without time.

        Raises:
            InputError: If a figure is out of range.
        """
        if min(self.if_true, self.if_false) < 0 or self.check <= 0:
            raise InputError(
                "A stake has costs below 0 or a check that takes no time.",
                f"Given were {self}.",
                "costs are hours from 0, a check takes more than 0.",
            )


_STAKES: Mapping[CaseKind, Stake] = {
    CaseKind.SHARED_ID: Stake(40, 40, 2.0),
    CaseKind.TWO_IDS: Stake(40, 80, 3.0),
    CaseKind.DECEASED_ACTIVE: Stake(30, 60, 1.0),
    CaseKind.TWIN_DATA_SWAPPED: Stake(30, 20, 2.0),
    CaseKind.ID_SEX_MISMATCH: Stake(16, 8, 1.0),
    CaseKind.ID_BIRTH_YEAR_MISMATCH: Stake(16, 8, 1.0),
    CaseKind.ID_PLACE_MISMATCH: Stake(12, 8, 1.5),
    CaseKind.IMPOSSIBLE_ID: Stake(8, 1, 0.5),
    CaseKind.NO_ID_DUPLICATE: Stake(12, 40, 2.0),
    CaseKind.REPEATED_RECORD: Stake(8, 40, 1.0),
    CaseKind.SHARED_CMND: Stake(8, 8, 2.0),
    CaseKind.ID_TYPO: Stake(6, 8, 0.5),
}


@dataclass(frozen=True)
class Costs:
    """What is at stake, as the caller sees it.

    Attributes:
        stakes: For each kind what it is worth; explained kinds have none.
        in_use: How much is added, as a share, where a record's number is in use by a service or
            on a card now.
        child: Likewise for a child.
        child_until: Age from which a person is no child any more.
        waiting: How much is added for a case that has waited for `patience` weeks or longer.
        patience: Weeks after which waiting adds no more.

    Examples:
        >>> hasty = replace(Costs(), waiting=0.0)
        >>> hasty == Costs.from_json(hasty.to_json())
        True
    """

    stakes: Mapping[CaseKind, Stake] = field(default_factory=lambda: dict(_STAKES))
    in_use: float = 1.0
    child: float = 0.5
    child_until: int = 16
    waiting: float = 1.0
    patience: int = 12

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            InputError: If a kind has no stake or a share is below 0.
        """
        lacking = [k.value for k in CaseKind if not k.explained and k not in self.stakes]
        if lacking:
            raise InputError(f"Costs have no stake for: {listing(lacking)}.")
        if min(self.in_use, self.child, self.waiting) < 0 or self.patience < 1:
            raise InputError("Costs have a share below 0 or patience below one week.")

    def to_json(self) -> str:
        """The costs as text."""
        plain = asdict(self) | {"stakes": {k.value: asdict(s) for k, s in self.stakes.items()}}
        return json.dumps(plain, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Costs":
        """Costs from text; what is not given is as by default.

        Raises:
            InputError: If the text holds something else.
        """
        try:
            given: dict[str, Any] = json.loads(text)
            stakes = {CaseKind(k): Stake(**s) for k, s in given.pop("stakes", {}).items()}
            return replace(cls(), stakes={**_STAKES, **stakes}, **given)
        except (ValueError, TypeError, AttributeError) as error:
            raise InputError(
                "The costs cannot be read.",
                hint='write an object such as {"waiting": 0.5, "stakes": {"two_ids": '
                '{"if_true": 40, "if_false": 80, "check": 3}}}.',
            ) from error

    @classmethod
    def load(cls, path: str | Path) -> "Costs":
        """Costs from a file.

        Raises:
            InputError: If it cannot be read.
        """
        try:
            return cls.from_json(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"The costs {Path(path).name!r} cannot be read.") from error


def priority(
    kind: CaseKind,
    probability: float,
    costs: Costs,
    *,
    in_use: bool = False,
    child: bool = False,
    weeks: int = 0,
) -> float:
    """Benefit of a check for each hour it takes, between 0 and 1; 0 for explained kinds.

    Args:
        kind: Kind of the case.
        probability: How likely the suspicion is true.
        costs: What is at stake.
        in_use: Whether a number of the case is in use by a service or on a card now.
        child: Whether it is about a child.
        weeks: Weeks the case has waited.

    Examples:
        A check of two numbers that is worth the more the less it is clear, and one that is not:

        >>> surely, perhaps = (priority(CaseKind.TWO_IDS, p, Costs()) for p in (0.99, 0.75))
        >>> perhaps > surely > priority(CaseKind.TWO_IDS, 0.1, Costs())
        True
    """
    if kind.explained:
        return 0.0
    stake = costs.stakes[kind]
    benefit = probability * (stake.if_true + (1 - probability) * stake.if_false)
    at_stake = (1 + costs.in_use * in_use) * (1 + costs.child * child)
    waited = 1 + costs.waiting * min(weeks, costs.patience) / costs.patience
    worth = benefit * at_stake * waited
    return round(worth / (worth + stake.check), 6)


def weeks_between(first: str | None, last: datetime.date | None) -> int:
    """Whole weeks from one day to another.

    Examples:
        >>> weeks_between("2026-11-05", datetime.date(2026, 11, 26))
        3
    """
    if first is None or last is None:
        return 0
    return max((last - datetime.date.fromisoformat(first)).days // 7, 0)


def any_child(years: Iterable[int | None], today: datetime.date | None, costs: Costs) -> bool:
    """Whether one of some birth years is that of a child."""
    return today is not None and any(
        y is not None and today.year - y < costs.child_until for y in years
    )


def any_in_use(record_ids: Sequence[str], in_use: Collection[str]) -> bool:
    """Whether one of the records is among those whose number is in use."""
    return any(record in in_use for record in record_ids)
