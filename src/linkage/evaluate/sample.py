"""Precision and recall of real data, where the truth is known for a labelled sample alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa

from linkage.engine import Engine, TableLike, as_table
from linkage.errors import InputError
from linkage.evaluate.figures import Codes, Figure, Flags, Reals, share
from linkage.evaluate.inputs import PairIds, numbers, refuse
from linkage.schema import Labels, Scored

STRATA = (0.1, 0.5, 0.9, 0.99, 0.999)
"""Probabilities at which the strata of a sample are cut."""

DRAWS = 10_000
"""Draws from which intervals are read; the ends then vary by about 0.001."""


def sample_to_label(
    scored: TableLike, per_stratum: int, *, edges: Sequence[float] = STRATA, seed: int = 0
) -> pa.Table:
    """Draw pairs to be labelled, as many from each stratum of the probability.

    Almost all pairs of a register are clear. Drawn alike from all strata, the labels go where
    they teach most, and the estimate gives each its weight back.

    Args:
        scored: Pairs with `match_probability`.
        per_stratum: Pairs to draw from each stratum; all of them where there are fewer.
        edges: Probabilities at which strata are cut; include the threshold to be judged.
        seed: The same seed draws the same pairs.

    Returns:
        `record_id_l`, `record_id_r` and `stratum`, in an order that tells nothing.

    Raises:
        InputError: If the edges do not rise, or pairs stand twice or lack a probability.
    """
    with Engine() as engine:
        pairs = _load(scored, engine)
        rows = engine.arrow(f"select * from {pairs} order by a, b")
    stratum = _strata(_probability(rows), edges)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(stratum))
    rank = np.empty(len(stratum), dtype=np.int64)
    for value in range(len(edges) + 1):
        inside = order[stratum[order] == value]
        rank[inside] = np.arange(len(inside))
    drawn = order[rank[order] < per_stratum]
    return pa.table(
        {
            PairIds.record_id_l.name: rows.column("a").take(pa.array(drawn)),
            PairIds.record_id_r.name: rows.column("b").take(pa.array(drawn)),
            "stratum": pa.array(stratum[drawn]),
        }
    )


@dataclass(frozen=True)
class Stratum:
    """Pairs of like probability and what the labels say of them.

    Attributes:
        low: Pairs of the stratum have at least this probability.
        high: And less than this; the last stratum includes 1.
        pairs: Scored pairs.
        labelled: Those labelled.
        matches: Those labelled as one person.
    """

    low: float
    high: float
    pairs: int
    labelled: int
    matches: int

    @property
    def weight(self) -> float | None:
        """Pairs for which each label stands; `None` without labels."""
        return share(self.pairs, self.labelled)


@dataclass(frozen=True)
class SampleEstimate:
    """Quality at a threshold as the labels suggest it.

    Attributes:
        threshold: Pairs with at least this probability count as found.
        precision: Share of the found pairs that are true; undefined when nothing was found,
            or when a stratum above the threshold holds pairs and no label.
        recall: Share of the true pairs among those scored that were found. What blocking
            missed is not seen. Undefined when a stratum holds pairs and no label.
        strata: What the estimate rests on; a stratum without labels makes figures undefined.
    """

    threshold: float
    precision: Figure
    recall: Figure
    strata: tuple[Stratum, ...]


def estimate_from_labels(
    scored: TableLike,
    labels: TableLike,
    threshold: float,
    *,
    edges: Sequence[float] = STRATA,
    level: float = 0.95,
    seed: int = 0,
) -> SampleEstimate:
    """Estimate precision, and recall within the scored pairs, from a labelled sample.

    In each stratum the share of matches among the labels speaks for the pairs without label:
    each label weighs pairs / labels (Cochran 1977, chapter 5). The threshold always cuts a
    stratum. Labels must be drawn by chance within strata, as `sample_to_label` does; labels
    chosen because they looked odd bias every figure.

    Intervals come from draws of the unlabelled rest: a share from the Jeffreys posterior
    Beta(matches + 1/2, others + 1/2) and a binomial count of it (Brown, Cai and DasGupta
    2001, doi:10.1214/ss/1009213286). So a stratum labelled in full adds no doubt, and one in
    which every label agrees still adds some.

    Args:
        scored: Pairs with `match_probability`.
        labels: Labelled pairs with `is_match`, each among the scored ones.
        threshold: Pairs with at least this probability count as found.
        edges: Probabilities at which the sample was stratified.
        level: Probability of the interval.
        seed: Seed of the draws.

    Raises:
        InputError: If labels contradict each other or are of pairs that were not scored.

    Examples:
        Above 0.5 lie four pairs of which two are labelled, one a match: precision 1/2. Below
        lie two pairs, both labelled, one a match: 2 of the 3 estimated matches are found.

        >>> scored = pa.table({"record_id_l": list("abcdef"), "record_id_r": list("ghijkl"),
        ...                    "match_probability": [0.9, 0.9, 0.8, 0.8, 0.2, 0.1]})
        >>> labels = pa.table({"record_id_l": list("acef"), "record_id_r": list("gikl"),
        ...                    "is_match": [True, False, True, False]})
        >>> estimate = estimate_from_labels(scored, labels, 0.5, edges=[])
        >>> estimate.precision.value, round(estimate.recall.value, 3)
        (0.5, 0.667)
    """
    with Engine() as engine:
        pairs = _load(scored, engine)
        rows = _labelled(labels, pairs, engine)
    cuts = sorted({*edges, threshold})
    stratum = _strata(_probability(rows), cuts)
    label = numbers(rows, "label")
    count = len(cuts) + 1
    total = np.bincount(stratum, minlength=count)
    labelled = np.bincount(stratum[label >= 0], minlength=count)
    matches = np.bincount(stratum[label == 1], minlength=count)
    found: Flags = np.arange(count) > cuts.index(threshold)
    low, high = [-np.inf, *cuts], [*cuts, np.inf]
    strata = tuple(
        Stratum(
            max(low[i], 0.0), min(high[i], 1.0), int(total[i]), int(labelled[i]), int(matches[i])
        )
        for i in range(count)
    )
    precision, recall = _estimates(total, labelled, matches, found, level, seed)
    return SampleEstimate(threshold, precision, recall, strata)


def _load(scored: TableLike, engine: Engine) -> str:
    """Keep pairs as ids a < b with their probability; returns the table's quoted name."""
    table = as_table(scored, PairIds, engine)
    l, r = PairIds.record_id_l.name, PairIds.record_id_r.name  # noqa: E741
    probability = Scored.match_probability.name
    if probability not in table.columns:
        raise InputError(f"Table 'scored' lacks: {probability}.")
    name = engine.store(
        "pairs",
        f"select least({l}, {r}) as a, greatest({l}, {r}) as b, "
        f"{probability}::double as probability from {table.name}",
    )
    refuse(
        "The scored pairs cannot be sampled",
        {
            "pairs that stand twice": f"select count(*) - count(distinct (a, b)) from {name}",
            "pairs without a probability between 0 and 1": f"select count(*) from {name} "
            "where not coalesce(probability between 0 and 1, false)",
        },
        engine,
    )
    return name


def _labelled(labels: TableLike, pairs: str, engine: Engine) -> pa.Table:
    """Probability and label of each pair; -1 where there is no label."""
    table = as_table(labels, Labels, engine)
    l, r = Labels.record_id_l.name, Labels.record_id_r.name  # noqa: E741
    name = engine.store(
        "labels",
        f"select least({l}, {r}) as a, greatest({l}, {r}) as b, bool_and({Labels.is_match.name}) "
        f"as all_yes, bool_or({Labels.is_match.name}) as one_yes from {table.name} group by 1, 2",
    )
    refuse(
        "The labels cannot be used",
        {
            "pairs that were not scored": f"select count(*) from {name} "
            f"anti join {pairs} using (a, b)",
            "pairs with contradicting or empty labels": f"select count(*) from {name} "
            "where all_yes is distinct from one_yes or all_yes is null",
        },
        engine,
    )
    return engine.arrow(
        f"select probability, coalesce(all_yes::integer, -1) as label from {pairs} "
        f"left join {name} using (a, b)"
    )


def _probability(rows: pa.Table) -> Reals:
    return np.asarray(rows.column("probability").to_numpy(), dtype=np.float64)


def _strata(probability: Reals, edges: Sequence[float]) -> Codes:
    """Stratum of each pair: how many edges it has reached."""
    if any(low >= high for low, high in pairwise(edges)):
        raise InputError("The edges of the strata must rise.", hint="such as 0.1, 0.5, 0.9.")
    return np.searchsorted(np.asarray(edges, dtype=np.float64), probability, side="right")


def _estimates(
    total: Codes, labelled: Codes, matches: Codes, found: Flags, level: float, seed: int
) -> tuple[Figure, Figure]:
    """Precision and recall with their intervals."""
    rate = matches / np.maximum(labelled, 1)
    expected = matches + (total - labelled) * rate
    rng = np.random.default_rng(seed)
    rates = rng.beta(matches + 0.5, labelled - matches + 0.5, (DRAWS, len(total)))
    drawn = matches + rng.binomial(total - labelled, rates)
    blind = (total > 0) & (labelled == 0)
    precision = _figure(
        share(expected[found].sum(), total[found].sum()),
        drawn[:, found].sum(axis=1) / max(int(total[found].sum()), 1),
        level,
    )
    true = drawn.sum(axis=1)
    recall = _figure(
        share(expected[found].sum(), expected.sum()),
        drawn[:, found].sum(axis=1)[true > 0] / true[true > 0],
        level,
    )
    return (
        Figure(None) if blind[found].any() else precision,
        Figure(None) if blind.any() else recall,
    )


def _figure(value: float | None, draws: Reals, level: float) -> Figure:
    """A value with the middle part of its draws."""
    if value is None or len(draws) == 0:
        return Figure(value)
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Figure(value, float(low), float(high))
