"""Make the model shipped with the package, `src/linkage/resources/model.json`.

The classes of pairs start from the rough odds in `start_odds.csv`, which say by knowledge of
people and clerks which levels are seen in which class: twins share a day and not a given name,
brothers share parents and not a day, namesakes share neither. They are then fitted,
without labels, to the agreement patterns of several synthetic populations whose seeds and
profiles are used for no evaluation. Only the calibration, one straight line, is then fitted to the
truth of populations of other seeds.

    python scripts/train_model.py [--people 100000]
"""

import argparse
import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

import linkage
from linkage.agreement import Counts, Patterns, level_names, pooled
from linkage.blocking import block, default_rules
from linkage.comparisons.registry import CREATORS
from linkage.engine import Engine
from linkage.model import CLASSES, ComparisonTable, ErrorCosts, Level, Model
from linkage.synthetic import synthesise
from linkage.training import calibrated, fit, patterns_of

PROFILES = ("northern", "southern", "heavy", "minority", "postmerger")
"""Profiles on which no figure of the benchmarks rests."""

TRAINING_SEED, CALIBRATION_SEED = 101, 201
"""Seeds of the first profile; the others follow."""

START = Path(__file__).with_name("start_odds.csv")

COSTS = ErrorCosts(wrong_merge=1.0, miss=1.0)
"""A visit to an innocent family is taken to weigh as much as a person left with two identities; the
worst of wrong merges, that of twins, is held back by the caution."""

TABLE_PAIRS = 8_000.0
"""Weight of the start: without labels, counts alone drift from persons to families."""

TWIN_CAUTION = 3.0
"""How many times as likely as they are twins count in the decision."""

CARELESS = 0.6
"""Power that flattens the odds of careful records to those of careless ones."""

ANOTHER_LIFE = {"father": 0.15, "mother": 0.15} | dict.fromkeys(
    ("spouse", "home", "phone", "household"), 0.4
)
"""How many careless records tell of a time or a place so far off that nothing of it agrees; parents
stay the same, but a relative may tell of others."""

SHARES = {
    "match": 0.03,
    "careless": 0.005,
    "twin": 0.007,
    "twin_apart": 0.003,
    "sibling": 0.015,
    "kin": 0.015,
    "neighbour": 0.2,
    "namesake": 0.2,
    "unrelated": 0.525,
}
"""Rough shares of the classes among candidate pairs; every run fits its own."""


def start_odds() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """The rows of the table of rough odds, by comparison and level."""
    with START.open(encoding="utf-8", newline="") as file:
        return {(row["comparison"], row["level"]): row for row in csv.DictReader(file)}


def start_model() -> Model:
    """The tables before the first round."""
    rows = start_odds()
    return Model(
        name="shipped",
        version=linkage.__version__,
        shares=SHARES,
        comparisons=tuple(
            start_table(name, [rows[name, level] for level in level_names(creator())])
            for name, creator in CREATORS.items()
        ),
        blocking=default_rules(),
        match_threshold=COSTS.match_threshold,
        twin_caution=TWIN_CAUTION,
    )


def start_table(name: str, rows: Sequence[Mapping[str, str]]) -> ComparisonTable:
    """The rough shares of the levels of one comparison, the weakest level first."""
    shares = {cls: _shares(rows, cls, 1.0) for cls in CLASSES if cls != "careless"}
    another = ANOTHER_LIFE.get(name, 0.0)
    careless = _shares(rows, "match", CARELESS)
    shares["careless"] = (1 - another) * careless + another * shares["unrelated"]
    return ComparisonTable(
        name,
        tuple(
            Level(
                row["level"],
                **{cls: float(found[place]) for cls, found in shares.items()},
                most_match=float(row["most_match"]) if row["most_match"] else None,
            )
            for place, row in enumerate(rows)
        ),
    )


def _shares(rows: Sequence[Mapping[str, str]], cls: str, power: float) -> Counts:
    odds = np.array([float(row[cls]) for row in rows]) ** power
    result: Counts = odds / odds.sum()
    return result


def synthesised(number: int, seed: int, people: int, folder: Path) -> Path:
    """A synthetic population of one of the profiles."""
    place = folder / f"{PROFILES[number]}-{seed + number}"
    synthesise(people, PROFILES[number], seed + number, out=place)
    return place


def population_patterns(model: Model, population: Path) -> Patterns:
    """Agreement patterns of the candidate pairs of one population."""
    with Engine() as engine:
        records = linkage.standardise(population / "people.parquet", engine=engine)
        return patterns_of(records, block(records, model.blocking), model)


def labelled_odds(model: Model, population: Path) -> tuple[Counts, Counts]:
    """Log2 odds of the scored pairs of a population, and whether each is one person."""
    with Engine() as engine:
        records = linkage.standardise(population / "people.parquet", engine=engine)
        scored = linkage.score(records, block(records), model, least_probability=LEAST_SCORED)
        truth = engine.store(
            "truth", f"select * from read_parquet('{population / 'truth.parquet'}')"
        )
        found = engine.arrow(
            f"select s.match_weight, (l.entity_id = r.entity_id)::double as same "
            f"from {scored.name} s join {truth} l on l.record_id = s.record_id_l "
            f"join {truth} r on r.record_id = s.record_id_r"
        )
    return found["match_weight"].to_numpy(), found["same"].to_numpy()


LEAST_SCORED = 0.001
"""Probability below which pairs say nothing about the calibration."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=30_000)
    options = parser.parse_args()
    numbers = range(len(PROFILES))
    start = start_model()
    with tempfile.TemporaryDirectory() as folder:
        made = [
            population_patterns(
                start, synthesised(number, TRAINING_SEED, options.people, Path(folder))
            )
            for number in numbers
        ]
        model = fit(start, pooled(made), table_pairs=TABLE_PAIRS, per_pair=0)
        plain = replace(model, twin_caution=1.0)
        judged = [
            labelled_odds(
                plain, synthesised(number, CALIBRATION_SEED, options.people, Path(folder))
            )
            for number in numbers
        ]
    odds, same = (np.concatenate(part) for part in zip(*judged, strict=True))
    provenance = {
        **model.provenance,
        "script": "scripts/train_model.py",
        "populations": [
            f"{profile} seed {TRAINING_SEED + n}" for n, profile in enumerate(PROFILES)
        ],
        "calibrated_on": [f"{PROFILES[n]} seed {CALIBRATION_SEED + n}" for n in numbers],
        "people": options.people,
        "labels": "none but for the calibration",
    }
    target = Path(__file__).parents[1] / "src" / "linkage" / "resources" / "model.json"
    replace(
        model, calibration=calibrated(odds, same, np.ones_like(odds)), provenance=provenance
    ).save(target)
    print(f"{model.provenance['pairs']:,} pairs -> {target}")


if __name__ == "__main__":
    main()
