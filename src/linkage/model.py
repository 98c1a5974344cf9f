"""A match model as data: what each level of each comparison says about nine kinds of pairs.

A candidate pair is one person written down with care (*match*), one person written down with
many errors at once (*careless*), two people born together who share a household (*twin*) or live
apart (*twin_apart*), other children of the same parents (*sibling*), two other people of one family
(*kin*), two people of one place who are no kin (*neighbour*), two people met for their name alone
(*namesake*), or two *unrelated* people met for anything else. Plain Fellegi-Sunter knows only the
first and the last. Then families, who share parents, home and most of a name, swallow the match
class; a bad clerk, who makes one error after another, makes two people of one; and pairs picked for
their name or for their day make name and day together look like chance.

The model is a value: training returns a new one, and it travels as JSON with a version.
Source of the method: Fellegi and Sunter, A Theory for Record Linkage, JASA 64 (1969).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from linkage.agreement import Counts, Levels, Patterns, level_names
from linkage.blocking import BlockingRule
from linkage.comparisons.registry import CREATORS
from linkage.errors import ModelError, listing
from linkage.splink_seam import ComparisonCreator

CLASSES = (
    *("match", "careless"),
    *("twin", "twin_apart", "sibling", "kin", "neighbour", "namesake", "unrelated"),
)
ONE_PERSON = 2
"""The first so many classes are pairs of one person."""

TWINS = frozenset({"twin", "twin_apart"})
"""The classes of two people born together."""

STRANGERS = -2
"""From here on the classes are pairs of strangers, those against whom weights are shown."""

FORMAT = 5

LEAST = 1e-7
"""Smallest probability a level may have, so that no single field decides alone."""


@dataclass(frozen=True)
class Level:
    """How often a level is seen in each class of pairs.

    Attributes:
        name: Name of the level.
        match: Share among pairs of one person, written with ordinary care (m).
        careless: Share among pairs of one person, one of them full of errors.
        twin: Share among pairs of two people born together, of one household.
        twin_apart: Share among those who were grown up when they were recorded, and live apart.
        sibling: Share among brothers and sisters who were not born together.
        kin: Share among other pairs of two people of one family.
        neighbour: Share among pairs of two people of one place who are no kin.
        namesake: Share among pairs of strangers of one name.
        unrelated: Share among pairs of unrelated people (u).
        most_match: Upper bound of `match` held by knowledge, or None; `careless` may be
            twice as much.
    """

    name: str
    match: float
    careless: float
    twin: float
    twin_apart: float
    sibling: float
    kin: float
    neighbour: float
    namesake: float
    unrelated: float
    most_match: float | None = None

    def of(self, name: str) -> float:
        """The share of the level in a class."""
        return float(getattr(self, name))


@dataclass(frozen=True)
class ComparisonTable:
    """The levels of one comparison, the weakest first; missing values are neutral."""

    name: str
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        problems = [
            f"{self.name}: {cls} sums to {total:.4f}"
            for cls in CLASSES
            if not abs((total := sum(lv.of(cls) for lv in self.levels)) - 1) < 1e-6
        ]
        problems += [
            f"{self.name}: level {lv.name} has no share in a class"
            for lv in self.levels
            if any(not 0 < lv.of(cls) <= 1 for cls in CLASSES)
        ]
        if problems:
            raise ModelError(
                f"A comparison is not a set of probabilities: {listing(problems)}.",
                hint="shares of a class are above 0 and sum to 1.",
            )


@dataclass(frozen=True)
class ErrorCosts:
    """What a wrong or a needless act costs, in any one unit; thresholds follow from it.

    Proposing two people as one is worth it while `(1 - p) * wrong_merge < p * miss`, and asking
    a clerk while either error costs more than the look (Fellegi and Sunter's third region).

    Attributes:
        wrong_merge: Cost of proposing two people as one.
        miss: Cost of leaving one person apart.
        check: Cost of one clerical review of a pair.

    Examples:
        >>> round(ErrorCosts(wrong_merge=2, miss=1).match_threshold, 3)
        0.667
        >>> ErrorCosts(check=0.1).review_band
        (0.1, 0.9)
    """

    wrong_merge: float = 1.0
    miss: float = 1.0
    check: float = 0.1

    def __post_init__(self) -> None:
        if min(self.wrong_merge, self.miss, self.check) <= 0:
            raise ModelError(
                f"Costs must be above 0: {self}.", hint="only their proportions matter."
            )

    @property
    def match_threshold(self) -> float:
        """Probability from which proposing one person costs less than leaving two apart."""
        return self.wrong_merge / (self.wrong_merge + self.miss)

    @property
    def review_band(self) -> tuple[float, float]:
        """Probabilities between which a look costs less than the error it may prevent.

        Below the band a pair counts as different people, above it as one person. Where a look
        is never worth it, both ends are the match threshold.
        """
        low, high = self.check / self.miss, 1 - self.check / self.wrong_merge
        return (low, high) if low < high else (self.match_threshold, self.match_threshold)


@dataclass(frozen=True)
class Calibration:
    """A straight line from the log odds of the classes to those of what is observed.

    Comparisons depend on each other in ways the classes do not catch; fitted where the truth is
    known, the line takes the rest of that back (Cox, Biometrika 45, 1958).

    Attributes:
        intercept: Log2 odds added.
        slope: Factor of the log2 odds, above 0.
    """

    intercept: float = 0.0
    slope: float = 1.0

    def __post_init__(self) -> None:
        if self.slope <= 0:
            raise ModelError(
                "The calibration turns the order of pairs round.", hint="its slope is above 0."
            )

    def __call__(self, log2_odds: Counts) -> Counts:
        """Calibrated log2 odds."""
        return self.intercept + self.slope * log2_odds


@dataclass(frozen=True)
class Model:
    """A match model.

    Attributes:
        name: Name of the model.
        version: Version of the model.
        shares: Expected share of each class among candidate pairs; `score` fits the shares
            to the data at hand and starts here, see `linkage.fitting.fit_to`.
        comparisons: The tables, in the order in which evidence is shown.
        blocking: Rules that find candidate pairs.
        match_threshold: Probability from which a pair is proposed as one person; see `ErrorCosts`.
        twin_caution: How many times as likely as they are twins count in the decision, because
            to merge them is the worst of all wrong merges.
        calibration: What remains to be done to the log odds of the classes.
        provenance: Where the numbers come from.
    """

    name: str
    version: str
    shares: Mapping[str, float]
    comparisons: tuple[ComparisonTable, ...]
    blocking: tuple[BlockingRule, ...]
    match_threshold: float = ErrorCosts().match_threshold
    twin_caution: float = 1.0
    calibration: Calibration = Calibration()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = []
        if set(self.shares) != set(CLASSES) or abs(sum(self.shares.values()) - 1) > 1e-6:
            problems.append(f"shares must name {listing(CLASSES)} and sum to 1")
        if not 0 < self.match_threshold < 1:
            problems.append("match_threshold must lie between 0 and 1")
        if self.twin_caution <= 0:
            problems.append("twin_caution must be above 0")
        problems += _unknown_parts(self.comparisons)
        if problems:
            raise ModelError(
                f"Model '{self.name}' cannot be used: {'; '.join(problems)}.",
                hint="train it again with this version of the library.",
            )

    def __repr__(self) -> str:
        return f"Model({self.name} {self.version}: {len(self.comparisons)} comparisons)"

    @property
    def creators(self) -> list[ComparisonCreator]:
        """The Splink comparison creators of the model, in order."""
        return [CREATORS[table.name]() for table in self.comparisons]

    def save(self, path: str | Path) -> None:
        """Write the model as JSON."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False)
        Path(path).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> "Model":
        """Read a model from JSON.

        Raises:
            ModelError: If the file is not a model this version can use.
        """
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(
                f"Model file {Path(path).name!r} cannot be read.",
                hint="give a JSON file written by `linkage train`.",
            ) from error
        return _from_json(text, Path(path).name)


def _unknown_parts(tables: Iterable[ComparisonTable]) -> list[str]:
    problems = []
    for table in tables:
        if table.name not in CREATORS:
            problems.append(f"comparison {table.name} is unknown")
            continue
        wanted = level_names(CREATORS[table.name]())
        if tuple(level.name for level in table.levels) != wanted:
            problems.append(f"levels of {table.name} are not {listing(wanted, most=30)}")
    return problems


def _from_json(text: str, where: str) -> Model:
    try:
        data = json.loads(text)
        if data.pop("format") != FORMAT:
            raise ValueError("another format")
        data["comparisons"] = tuple(
            ComparisonTable(t["name"], tuple(Level(**level) for level in t["levels"]))
            for t in data["comparisons"]
        )
        data["blocking"] = tuple(
            BlockingRule(
                r["name"], tuple(r["columns"]), r["largest_block"], tuple(r.get("refine", ()))
            )
            for r in data["blocking"]
        )
        data["calibration"] = Calibration(**data["calibration"])
        return Model(**data)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(
            f"{where!r} is not a model of this library (format {FORMAT}).",
            hint="give a JSON file written by `linkage train` of this version.",
        ) from error


def default_model() -> Model:
    """The model shipped with the package.

    Examples:
        >>> default_model().name
        'shipped'
    """
    resource = files("linkage.resources").joinpath("model.json")
    return _from_json(resource.read_text(encoding="utf-8"), "model.json")


def class_tables(model: Model) -> list[Counts]:
    """The shares of the levels: one array (classes, levels) per comparison."""
    return [
        np.array([[level.of(cls) for level in table.levels] for cls in CLASSES])
        for table in model.comparisons
    ]


def class_shares(model: Model) -> Counts:
    """The shares of the classes, in their order."""
    return np.array([model.shares[cls] for cls in CLASSES])


def stranger_share(shares: Counts) -> float:
    """The share of pairs of strangers."""
    return float(shares[STRANGERS:].sum())


def stranger_tables(model: Model) -> list[Counts]:
    """The shares of the levels among strangers (u): one array per comparison."""
    shares = np.maximum(class_shares(model)[STRANGERS:], LEAST)
    return [shares @ table[STRANGERS:] / shares.sum() for table in class_tables(model)]


def log_likelihoods(tables: Sequence[Counts], levels: Levels) -> Counts:
    """Log likelihood of each row of levels in each class, shape (rows, classes)."""
    total = np.zeros((len(levels), len(CLASSES)))
    for column, table in enumerate(tables):
        weights = np.vstack([np.log(np.maximum(table.T, LEAST)), np.zeros(len(CLASSES))])
        total += weights[levels[:, column]]
    return total


def log_joint(likelihoods: Counts, shares: Counts) -> Counts:
    """Log of likelihood times class share, shape (patterns, classes)."""
    joint: Counts = likelihoods + np.log(np.maximum(shares, LEAST))
    return joint


def log_odds(joint: Counts) -> Counts:
    """Log odds of one person against two, from `log_joint`, shape (patterns,)."""
    one, two = joint[:, :ONE_PERSON], joint[:, ONE_PERSON:]
    odds: Counts = np.logaddexp.reduce(one, axis=1) - np.logaddexp.reduce(two, axis=1)
    return odds


def posterior(likelihoods: Counts, shares: Counts) -> Counts:
    """Probability of each class for each pattern, shape (patterns, classes)."""
    joint = log_joint(likelihoods, shares)
    odds = np.exp(joint - joint.max(axis=1, keepdims=True))
    result: Counts = odds / odds.sum(axis=1, keepdims=True)
    return result


def log2_odds(model: Model, patterns: Patterns, shares: Counts) -> Counts:
    """Calibrated log2 odds of one person for each pattern, given the shares of the classes.

    Caution comes after the calibration, which would take it back for all pairs alike.
    """
    likelihoods = log_likelihoods(class_tables(model), patterns.levels)
    weighed = shares * [model.twin_caution if cls in TWINS else 1.0 for cls in CLASSES]
    odds, cautious = (
        log_odds(log_joint(likelihoods, given)) / np.log(2) for given in (shares, weighed)
    )
    result: Counts = model.calibration(odds) + cautious - odds
    return result
