"""Measures of pairs, clusters, blocking, probabilities and cases against the truth.

Results and truth are joined once by a `judge_*` function; measures read what it returns, so
that many measures and many slices cost one join. `by_slice` takes any measure for each part
of the register, and `Bootstrap` gives intervals that keep the records of a person together.
An undefined figure is `None`.
"""

from linkage.evaluate.blocking import (
    BlockingQuality,
    JudgedBlocking,
    RuleQuality,
    blocking_quality,
    judge_blocking,
)
from linkage.evaluate.calibration import Bin, Calibration, calibration
from linkage.evaluate.cases import (
    NOTHING,
    CaseQuality,
    JudgedCases,
    KindQuality,
    case_quality,
    judge_cases,
    lawful_to_verify,
)
from linkage.evaluate.clusters import (
    ClusterQuality,
    JudgedClusters,
    cluster_quality,
    judge_clusters,
)
from linkage.evaluate.figures import Bootstrap, Figure
from linkage.evaluate.lookalikes import FalseMerges, false_links, false_merges
from linkage.evaluate.pairs import (
    JudgedPairs,
    OperatingPoint,
    PairCurve,
    PairQuality,
    judge_pairs,
    pair_curve,
    pair_quality,
    recall_at_precision,
)
from linkage.evaluate.sample import (
    SampleEstimate,
    Stratum,
    estimate_from_labels,
    sample_to_label,
)
from linkage.evaluate.slices import by_slice

__all__ = [
    "NOTHING",
    "Bin",
    "BlockingQuality",
    "Bootstrap",
    "Calibration",
    "CaseQuality",
    "ClusterQuality",
    "FalseMerges",
    "Figure",
    "JudgedBlocking",
    "JudgedCases",
    "JudgedClusters",
    "JudgedPairs",
    "KindQuality",
    "OperatingPoint",
    "PairCurve",
    "PairQuality",
    "RuleQuality",
    "SampleEstimate",
    "Stratum",
    "blocking_quality",
    "by_slice",
    "calibration",
    "case_quality",
    "cluster_quality",
    "estimate_from_labels",
    "false_links",
    "false_merges",
    "judge_blocking",
    "judge_cases",
    "judge_clusters",
    "judge_pairs",
    "lawful_to_verify",
    "pair_curve",
    "pair_quality",
    "recall_at_precision",
    "sample_to_label",
]
