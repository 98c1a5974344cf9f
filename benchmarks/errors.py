"""Errors of the model by cause: why pairs are missed, who is wrongly taken for one person.

    python -m benchmarks.errors [--profile base] [--people 200000] [--seed 911]

A population of the profile is made, its candidate pairs are scored, and pairs on the wrong side
of the threshold are counted: missed ones by the facts that speak against them, false ones by why
their people look alike; with the model as shipped, and fitted to the same records without labels.
"""

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import linkage
from benchmarks.machine import line
from linkage.blocking import block
from linkage.engine import Engine, Table
from linkage.evaluate import (
    OperatingPoint,
    PairQuality,
    judge_pairs,
    pair_quality,
    recall_at_precision,
)
from linkage.model import Model, default_model
from linkage.schema import WEIGHT_PREFIX

AGAINST = -1.0
"""Weight, in bits, from which on a fact is told as one that speaks against."""

SHOWN = 12

PRECISIONS = (0.99, 0.999)


@dataclass(frozen=True)
class Errors:
    """How good the pairs are, and the errors: missed by cause, false by kind of look-alike."""

    quality: PairQuality
    strict: tuple[OperatingPoint, ...]
    missed: Counter[str]
    false: Counter[str]


def errors(records: Table, population: Path, model: Model) -> Errors:
    """Judge the candidate pairs of standardised records against the truth of a population."""
    engine, truth = records.engine, population / "truth.parquet"
    scored = linkage.score(records, block(records, model.blocking), model, least_probability=0)
    judged = judge_pairs(scored, truth)
    quality = pair_quality(judged, model.match_threshold)
    strict = tuple(recall_at_precision(judged, least) for least in PRECISIONS)
    wrong = engine.arrow(
        f"""select s.*, l.entity_id = r.entity_id as same,
            coalesce(h.reason, 'none of these') as alike from {scored.name} s
            join '{truth}' l on l.record_id = s.record_id_l
            join '{truth}' r on r.record_id = s.record_id_r
            left join '{population / "hard_negatives.parquet"}' h
            on least(h.record_id_l, h.record_id_r) = s.record_id_l
            and greatest(h.record_id_l, h.record_id_r) = s.record_id_r
            where same <> (match_probability >= {model.match_threshold})"""
    ).to_pylist()
    facts = [table.name for table in model.comparisons]
    missed = Counter(
        ", ".join(f for f in facts if row[WEIGHT_PREFIX + f] <= AGAINST) or "nothing"
        for row in wrong
        if row["same"]
    )
    missed["not among the candidates"] = quality.missed - missed.total()
    false = Counter(row["alike"] for row in wrong if not row["same"])
    return Errors(quality, strict, missed, false)


def table(title: str, counts: Counter[str]) -> str:
    """A Markdown table of the commonest causes."""
    total = sum(counts.values())
    rows = [f"| {cause} | {n} | {n / total:.0%} |" for cause, n in counts.most_common(SHOWN)]
    return "\n".join(
        [f"| {title} | pairs | share |", "|---|---|---|", *rows, f"| all | {total} | |"]
    )


def told(title: str, found: Errors) -> str:
    """The figures and the tables of one model."""
    quality = found.quality
    return "\n".join(
        [
            f"{title}: precision {quality.precision}, recall {quality.recall}, F1 {quality.f1}",
            *(f"recall at a precision of {p.least_precision}: {p.recall}" for p in found.strict),
            "",
            table("missed: what speaks against", found.missed) + "\n",
            table("false: why they look alike", found.false) + "\n",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", default="base")
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=911)
    options = parser.parse_args()
    print(f"{options.profile}, {options.people:,} people, seed {options.seed}, {line()}\n")
    with tempfile.TemporaryDirectory() as folder, Engine() as engine:
        population = Path(folder) / "population"
        linkage.synthesise(options.people, options.profile, options.seed, out=population)
        records = linkage.standardise(population / "people.parquet", engine=engine)
        print(told("shipped", errors(records, population, default_model())))
        print(told("retrained", errors(records, population, linkage.train(records))))


if __name__ == "__main__":
    main()
