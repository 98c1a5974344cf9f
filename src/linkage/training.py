"""Training, with labels or without: expectation maximisation on counts of agreement patterns.

A few thousand patterns stand for however many pairs. The tables of the model one starts
from count as so many pairs seen before, so where the data do not speak clearly they stay
where they were. Bounds that knowledge sets (another given name is hardly ever a slip of
the pen) hold in every round; so do the tables of twins in what they do not share, and how many
records are careless, see `linkage.fitting`.

Labels, where there are any, bar the classes that they contradict. Which pairs people looked at was
chosen by their patterns, which are all that the likelihood is of, so labels need no weights for how
they were drawn (missing at random: Rubin, Biometrika 63, 1976).
"""

from dataclasses import replace

import numpy as np

from linkage.agreement import Counts, Patterns, compare, count_patterns, pooled
from linkage.blocking import block
from linkage.engine import Engine, Table, TableLike, as_table
from linkage.engine.reading import Source
from linkage.errors import ModelError, listing
from linkage.fitting import PER_PAIR, TABLE_PAIRS, Allowed, fit_to
from linkage.model import (
    CLASSES,
    LEAST,
    ONE_PERSON,
    Calibration,
    Model,
    class_shares,
    default_model,
    log2_odds,
    stranger_tables,
)
from linkage.schema import Labels, Pairs, Records
from linkage.standardisation import standardise

ALL_THERE_IS = 0.9999
"""Share of one level among pairs of one person from which a comparison has taught nothing."""

LINE_HELD = (1.0, 0.2)
"""How far, in standard deviations, intercept and slope of the calibration move without labels."""


def fit(
    model: Model,
    patterns: Patterns,
    allowed: Allowed | None = None,
    *,
    table_pairs: float = TABLE_PAIRS,
    per_pair: float = PER_PAIR,
) -> Model:
    """Fit tables and shares to agreement patterns, starting from and held by a model.

    Args:
        model: Where to start; its comparisons must be those of the patterns.
        patterns: Agreement patterns of candidate pairs.
        allowed: The classes each pattern may be of, shape (patterns, classes); all when not given.
        table_pairs: Weight of the start in each class of each comparison, in pairs.
        per_pair: Weight of the start added for each pair found in the class.

    Returns:
        A new model; its provenance says of how many pairs.

    Raises:
        ModelError: If the numbers say that training went wrong.
    """
    fitted = replace(
        fit_to(model, patterns, allowed, table_pairs=table_pairs, per_pair=per_pair),
        provenance={
            **model.provenance,
            "pairs": int(patterns.counts.sum()),
            "patterns": len(patterns.counts),
        },
    )
    require_sound(fitted)
    return fitted


def require_sound(model: Model) -> None:
    """Refuse a model whose numbers say that training went wrong.

    Raises:
        ModelError: If no pair looks like one person, if a level is all there is among pairs of
            one person, or if full agreement is likelier between strangers; it says which.
    """
    problems = []
    if sum(class_shares(model)[:ONE_PERSON]) < LEAST:
        problems.append("no pair looks like one person")
    for table, among_strangers in zip(model.comparisons, stranger_tables(model), strict=True):
        strongest = table.levels[-1]
        if strongest.match < among_strangers[-1]:
            problems.append(f"{table.name}: {strongest.name} is likelier between strangers")
        problems += [
            f"{table.name}: {level.name} is all that pairs of one person show"
            for level in table.levels
            if level.match > ALL_THERE_IS
        ]
    if problems:
        raise ModelError(
            f"Training ended in a degenerate model: {listing(problems)}.",
            hint="give more records, weigh the start more, or leave the comparison out.",
        )


def calibrated(
    odds: Counts, same: Counts, pairs: Counts, held_by: Calibration | None = None
) -> Calibration:
    """Fit the line from log2 odds to what is true by maximum likelihood (Newton's method).

    Args:
        odds: Log2 odds before calibration.
        same: 1 where a pair of these odds is one person, else 0.
        pairs: How many such pairs there are.
        held_by: A line to stay near where labels are few; see `LINE_HELD`.

    Raises:
        ModelError: If the pairs do not determine a line.
    """
    design = np.column_stack([np.ones_like(odds), odds]) * np.log(2)
    start = held_by or Calibration()
    line = centre = np.array([start.intercept, start.slope])
    hold = np.diag(1 / np.square(LINE_HELD)) if held_by else np.zeros((2, 2))

    def loss(at: Counts) -> float:
        odds_at = design @ at
        missed = np.logaddexp(0, odds_at) - same * odds_at
        return float(pairs @ missed + (at - centre) @ hold @ (at - centre) / 2)

    for _ in range(50):
        expected = 1 / (1 + np.exp(-np.clip(design @ line, -50, 50)))
        information = (design * (pairs * expected * (1 - expected))[:, None]).T @ design + hold
        if np.linalg.cond(information) > 1e12:
            break
        step = np.linalg.solve(
            information, design.T @ (pairs * (same - expected)) - hold @ (line - centre)
        )
        while loss(line + step) > loss(line) and np.abs(step).max() > 1e-10:
            step = step / 2
        line = line + step
        if np.abs(step).max() <= 1e-10:
            return Calibration(float(line[0]), float(line[1]))
    raise ModelError(
        "The labels do not determine a calibration.",
        hint="give labels of pairs of one person and of two.",
    )


def train(
    people: Source,
    model: Model | None = None,
    *,
    labels: TableLike | None = None,
    engine: Engine | None = None,
) -> Model:
    """Fit a model to a register extract.

    Args:
        people: The extract, or records that `standardise` returned.
        model: Where to start; the shipped model when not given.
        labels: Pairs of which it is known whether they are one person, as of `Labels`; they
            improve the tables and the calibration.
        engine: Threads and memory to use.

    Raises:
        LinkageError: If the extract or the labels cannot be read.
        ModelError: If the data leave too little to learn from.
    """
    start = default_model() if model is None else model
    if isinstance(people, Table) and people.schema is Records:
        records = people
    else:
        records = standardise(people, engine=engine)
    candidates = block(records, start.blocking)
    if labels is None:
        return fit(start, patterns_of(records, candidates, start))
    known = as_table(labels, Labels, records.engine)
    parts = [patterns_of(records, part, start) for part in _by_label(records, candidates, known)]
    return _fit_labelled(start, *parts)


def _fit_labelled(start: Model, unlabelled: Patterns, same: Patterns, other: Patterns) -> Model:
    """Fit tables to patterns of which some are known, then the calibration to those."""
    one_person = np.arange(len(CLASSES)) < ONE_PERSON
    either = np.ones(len(CLASSES), dtype=bool)
    parts = ((unlabelled, either), (same, one_person), (other, ~one_person))
    allowed = np.concatenate([np.tile(may, (len(part.counts), 1)) for part, may in parts])
    fitted = fit(start, pooled([unlabelled, same, other]), allowed)
    labelled = pooled([same, other])
    plain = replace(fitted, calibration=Calibration(), twin_caution=1.0)
    odds = log2_odds(plain, labelled, class_shares(fitted))
    is_same = np.repeat([1.0, 0.0], [len(same.counts), len(other.counts)])
    line = calibrated(odds, is_same, labelled.counts, held_by=start.calibration)
    pairs = int(labelled.counts.sum())
    return replace(
        fitted, calibration=line, provenance={**fitted.provenance, "labelled_pairs": pairs}
    )


def patterns_of(records: Table, pairs: Table, model: Model) -> Patterns:
    """Agreement patterns of pairs of records under the comparisons of a model."""
    compared = compare(records, pairs, model.creators)
    patterns = count_patterns(records, compared, model.creators)
    records.engine.drop(compared)
    return patterns


def _by_label(records: Table, candidates: Table, labels: Table) -> list[Table]:
    """Candidate pairs without a label, pairs of one person, and pairs of two."""
    left, right, rule = (c.name for c in (Pairs.record_id_l, Pairs.record_id_r, Pairs.rule))
    pair = f"least({left}, {right}) as {left}, greatest({left}, {right}) as {right}"
    said = Labels.is_match.name
    known = f"select distinct {pair}, {said} from {labels.name}"
    queries = [
        f"select * from {candidates.name} anti join ({known}) using ({left}, {right})",
        f"select {left}, {right}, 'label' as {rule} from ({known}) where {said}",
        f"select {left}, {right}, 'label' as {rule} from ({known}) where not {said}",
    ]
    return [records.engine.create(Pairs, query) for query in queries]
