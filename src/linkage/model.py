"""A match model as data: what each level of each comparison says about four kinds of pairs.

A candidate pair is one person (*match*), two people of one family (*kin*), two people of one
place who are no kin (*neighbour*: namesakes of a village), or two *unrelated* people. Plain
Fellegi-Sunter knows only the first and the last; then families, who share parents, home and
most of a name, swallow the match class. The classes between are fitted like the others.

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

from linkage.agreement import Counts, Patterns, level_names
from linkage.blocking import BlockingRule
from linkage.comparisons.registry import CREATORS
from linkage.errors import ModelError, listing
from linkage.splink_seam import ComparisonCreator

CLASSES = ("match", "kin", "neighbour", "unrelated")
FORMAT = 1
LEAST = 1e-7
"""Smallest probability a level may have, so that no single field decides alone."""


@dataclass(frozen=True)
class Level:
    """How often a level is seen in each class of pairs.

    Attributes:
        name: Name of the level.
        match: Share among pairs of one person (m).
        kin: Share among pairs of two people of one family.
        neighbour: Share among pairs of two people of one place who are no kin.
        unrelated: Share among pairs of unrelated people (u).
        most_match: Upper bound of `match` held by knowledge, or None.
    """

    name: str
    match: float
    kin: float
    neighbour: float
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
class Model:
    """A match model.

    Attributes:
        name: Name of the model.
        version: Version of the model.
        shares: Expected share of each class among candidate pairs; `score` fits the shares
            to the data at hand and starts here.
        comparisons: The tables, in the order in which evidence is shown.
        blocking: Rules that find candidate pairs.
        match_threshold: Probability from which a pair is proposed as one person.
        provenance: Where the numbers come from.
    """

    name: str
    version: str
    shares: Mapping[str, float]
    comparisons: tuple[ComparisonTable, ...]
    blocking: tuple[BlockingRule, ...]
    match_threshold: float = 0.9
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = []
        if set(self.shares) != set(CLASSES) or abs(sum(self.shares.values()) - 1) > 1e-6:
            problems.append(f"shares must name {listing(CLASSES)} and sum to 1")
        if not 0 < self.match_threshold < 1:
            problems.append("match_threshold must lie between 0 and 1")
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


def log_likelihoods(tables: Sequence[Counts], patterns: Patterns) -> Counts:
    """Log likelihood of each pattern in each class, shape (patterns, classes)."""
    total = np.zeros((len(patterns.counts), len(CLASSES)))
    for column, table in enumerate(tables):
        levels = patterns.levels[:, column]
        weights = np.vstack([np.log(np.maximum(table.T, LEAST)), np.zeros(len(CLASSES))])
        total += weights[levels]
    return total


def log_joint(likelihoods: Counts, shares: Counts) -> Counts:
    """Log of likelihood times class share, shape (patterns, classes)."""
    joint: Counts = likelihoods + np.log(np.maximum(shares, LEAST))
    return joint


def posterior(likelihoods: Counts, shares: Counts) -> Counts:
    """Probability of each class for each pattern, shape (patterns, classes)."""
    joint = log_joint(likelihoods, shares)
    odds = np.exp(joint - joint.max(axis=1, keepdims=True))
    result: Counts = odds / odds.sum(axis=1, keepdims=True)
    return result


def fit_shares(
    model: Model, patterns: Patterns, *, prior_pairs: float = 50.0, rounds: int = 500
) -> Counts:
    """Fit the class shares to the patterns at hand, holding the tables.

    Args:
        model: The tables, and the shares to start from.
        patterns: Agreement patterns of the candidate pairs.
        prior_pairs: Weight of the model's own shares, in pairs.
        rounds: Most rounds of expectation and maximisation.

    Returns:
        The shares in the order of the classes.
    """
    likelihoods = log_likelihoods(class_tables(model), patterns)
    start = shares = class_shares(model)
    for _ in range(rounds):
        counts = patterns.counts @ posterior(likelihoods, shares) + prior_pairs * start
        new: Counts = counts / counts.sum()
        if np.abs(new - shares).max() < 1e-9:
            break
        shares = new
    return shares
