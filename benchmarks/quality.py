"""All measures of one run, as plain data for a line of JSON."""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from benchmarks.cleaning import slices
from linkage.evaluate import (
    Bootstrap,
    JudgedPairs,
    blocking_quality,
    by_slice,
    calibration,
    case_quality,
    cluster_quality,
    false_merges,
    judge_blocking,
    judge_cases,
    judge_clusters,
    judge_pairs,
    pair_curve,
    pair_quality,
    recall_at_precision,
)

BOOTSTRAP = Bootstrap(replicates=200, seed=0)
PRECISIONS = (0.99, 0.999)
CURVE_POINTS = 80


def measure(data: Path, out: Path, threshold: float, *, probabilities: bool) -> dict[str, Any]:
    """Measure what a system wrote against the truth of its data.

    Pairs are ranked by their weight where a system gives one, for probabilities of clear
    matches run together at one.
    """
    truth = data / "truth.parquet"
    scored = judge_pairs(out / "scored.parquet", truth)
    weighted = "match_weight" in pq.read_schema(out / "scored.parquet").names
    ranked = (
        judge_pairs(out / "scored.parquet", truth, score="match_weight") if weighted else scored
    )
    curve = pair_curve(ranked)
    found: dict[str, Any] = {
        "pairs": pair_quality(scored, threshold, bootstrap=BOOTSTRAP),
        "best_f1": float(np.max(curve.f1, initial=0.0)),
        "recall_at_precision": {
            str(p): recall_at_precision(ranked, p, bootstrap=BOOTSTRAP) for p in PRECISIONS
        },
        "curve": _points(ranked),
        "clusters": cluster_quality(
            judge_clusters(out / "entities.parquet", truth), bootstrap=BOOTSTRAP
        ),
        "false_merges": false_merges(out / "entities.parquet", data / "hard_negatives.parquet"),
    }
    if probabilities:
        found["calibration"] = {
            by: calibration(scored, by=by, bootstrap=BOOTSTRAP) for by in ("mass", "width")
        }
    if (out / "candidates.parquet").exists():
        judged = judge_blocking(out / "candidates.parquet", truth)
        found["blocking"] = blocking_quality(judged, bootstrap=BOOTSTRAP)
    if (out / "cases.parquet").exists():
        found["cases"] = case_quality(
            judge_cases(out / "cases.parquet", data / "case_truth.parquet")
        )
    found["slices"] = {
        name: by_slice(
            scored, table, lambda part: pair_quality(part, threshold, bootstrap=BOOTSTRAP)
        )
        for name, table in slices(data / "people.parquet").items()
    }
    plain: dict[str, Any] = _plain(found)
    return plain


def _points(pairs: JudgedPairs) -> list[tuple[float, float]]:
    """Some points of the curve of recall and precision, spread over recall."""
    curve = pair_curve(pairs)
    if not len(curve.threshold) or curve.true_pairs == 0:
        return []
    aims = np.linspace(0, float(curve.recall[-1]), CURVE_POINTS)
    places = np.unique(np.searchsorted(curve.recall, aims).clip(max=len(curve.recall) - 1))
    return [(float(curve.recall[i]), float(curve.precision[i])) for i in places]


def _plain(value: Any) -> Any:
    """Dataclasses, tuples and long fractions as what JSON holds."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {
            " > ".join(key) if isinstance(key, tuple) else str(key): _plain(part)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return round(value, 6) if isinstance(value, float) else value
