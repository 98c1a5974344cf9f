"""Make the model shipped with the package, `src/linkage/resources/model.json`.

Splink estimates u from random pairs and m by expectation maximisation on one synthetic
population, for every comparison but the name, whose SQL Splink takes minutes to parse; these
and the rough odds below are where the four classes start. They are then
fitted, without labels, on the agreement patterns of several synthetic populations whose
seeds and profiles are used nowhere else. Truth files are never opened.

    python scripts/train_model.py [--people 100000]
"""

import argparse
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

import linkage
from linkage.agreement import Patterns, compare, count_patterns, level_names
from linkage.blocking import block, default_rules
from linkage.comparisons.registry import CREATORS
from linkage.engine import Engine
from linkage.model import ComparisonTable, Level, Model
from linkage.splink_linker import estimate
from linkage.synthetic import synthesise
from linkage.training import fit

POPULATIONS = (("base", 101), ("northern", 102), ("southern", 103), ("heavy", 104), ("rural", 105))

MATCH_THRESHOLD = 0.667
"""A wrong suspicion is taken to cost as much as two misses: 2 / (2 + 1)."""

PRIOR_PAIRS = 5_000.0
"""Weight of the start: without labels, counts alone drift from persons to families."""

Estimates = Mapping[str, Mapping[str, tuple[float, float]]]
"""m and u by comparison and level, as Splink estimated them."""

Odds = tuple[float, float, float, float]

START: Mapping[str, Mapping[str, Odds]] = {
    "name": {
        "different": (0.004, 0.3, 0.1, 0.5),
        "given_differs": (0.001, 0.3, 0.05, 0.02),
        "surname_differs": (0.004, 0.02, 0.05, 0.2),
        "middle_differs": (0.004, 0.02, 0.1, 0.2),
        "one_edit": (0.003, 0.005, 0.005, 0.002),
        "given_one_edit": (0.0008, 0.03, 0.02, 0.01),
        "mark_conflict": (0.001, 0.002, 0.001, 0.001),
        "given_mark_conflict": (0.0003, 0.02, 0.02, 0.01),
        "mark_dropped": (0.003, 0.002, 0.001, 0.001),
        "given_mark_dropped": (0.002, 0.02, 0.04, 0.02),
        "abbreviated": (0.03, 0.001, 0.002, 0.001),
        "reordered": (0.01, 0.001, 0.004, 0.002),
        "shortened": (0.04, 0.005, 0.05, 0.03),
        "variant": (0.002, 0.001, 0.001, 0.001),
        "dialect": (0.01, 0.001, 0.001, 0.001),
        "typo": (0.05, 0.002, 0.005, 0.003),
        "tone": (0.01, 0.001, 0.003, 0.002),
        "spacing": (0.005, 0.0001, 0.0001, 0.0001),
        "unmarked": (0.05, 0.001, 0.02, 0.01),
        "spelling": (0.005, 0.0005, 0.0005, 0.0005),
        "exact_common": (0.1, 0.005, 0.35, 0.1),
        "exact_usual": (0.15, 0.005, 0.1, 0.03),
        "exact_uncommon": (0.23, 0.005, 0.05, 0.01),
        "exact_rare": (0.3, 0.005, 0.03, 0.004),
    },
    "birth_date": {
        "different": (0.001, 0.8, 0.6, 0.6),
        "ten_years_off": (0.001, 0.01, 0.02, 0.02),
        "one_year_off": (0.003, 0.03, 0.02, 0.02),
        "day_same_year_off": (0.004, 0.005, 0.02, 0.02),
        "same_year": (0.005, 0.005, 0.1, 0.1),
        "same_year_partial": (0.02, 0.002, 0.003, 0.003),
        "same_year_default": (0.03, 0.002, 0.01, 0.01),
        "one_digit": (0.03, 0.01, 0.02, 0.02),
        "day_month_swapped": (0.01, 0.0005, 0.0005, 0.0005),
        "same_default_day": (0.04, 0.02, 0.04, 0.04),
        "same_day": (0.85, 0.1, 0.12, 0.12),
    },
    "sex": {"different": (0.01, 0.45, 0.3, 0.3), "same": (0.99, 0.55, 0.7, 0.7)},
    "personal_id": {
        "different": (0.3, 0.997, 0.998, 0.998),
        "same_serial": (0.005, 0.001, 0.001, 0.001),
        "one_slip": (0.1, 0.001, 0.0005, 0.0005),
        "same": (0.6, 0.001, 0.0005, 0.0005),
    },
    "cmnd": {
        "different": (0.05, 0.998, 0.999, 0.999),
        "one_slip": (0.02, 0.001, 0.0005, 0.0005),
        "same": (0.93, 0.001, 0.0005, 0.0005),
    },
    "father": {
        "different": (0.01, 0.2, 0.8, 0.8),
        "same_given": (0.06, 0.05, 0.08, 0.08),
        "one_slip": (0.03, 0.02, 0.005, 0.005),
        "abbreviated": (0.02, 0.01, 0.0005, 0.0005),
        "same_words": (0.02, 0.01, 0.003, 0.003),
        "marks_differ": (0.03, 0.02, 0.02, 0.02),
        "same_without_marks": (0.05, 0.03, 0.01, 0.01),
        "same": (0.82, 0.68, 0.085, 0.085),
    },
    "mother": {
        "different": (0.01, 0.2, 0.8, 0.8),
        "same_given": (0.06, 0.05, 0.08, 0.08),
        "one_slip": (0.03, 0.02, 0.005, 0.005),
        "abbreviated": (0.02, 0.01, 0.0005, 0.0005),
        "same_words": (0.02, 0.01, 0.003, 0.003),
        "marks_differ": (0.03, 0.02, 0.02, 0.02),
        "same_without_marks": (0.05, 0.03, 0.01, 0.01),
        "same": (0.82, 0.68, 0.085, 0.085),
    },
    "home": {
        "different": (0.02, 0.05, 0.02, 0.8),
        "same_province": (0.04, 0.05, 0.1, 0.12),
        "same_district": (0.08, 0.1, 0.2, 0.02),
        "same_ward": (0.86, 0.8, 0.68, 0.06),
    },
    "roots": {
        "different": (0.02, 0.08, 0.3, 0.8),
        "same_province": (0.15, 0.2, 0.2, 0.12),
        "same_district": (0.83, 0.72, 0.5, 0.08),
    },
    "phone": {
        "different": (0.05, 0.6, 0.998, 0.998),
        "same_shared": (0.01, 0.05, 0.001, 0.001),
        "same": (0.94, 0.35, 0.001, 0.001),
    },
    "household": {"different": (0.1, 0.2, 0.999, 0.999), "same": (0.9, 0.8, 0.001, 0.001)},
}
"""Rough odds of each level for one person, one family, one place, unrelated people. Only their
order of magnitude matters: they tell the four classes apart in the first round."""

HELD: Mapping[str, Mapping[str, float]] = {
    "name": {
        "different": 0.01,
        "given_differs": 0.0005,
        "given_one_edit": 0.004,
        "given_mark_conflict": 0.002,
        "given_mark_dropped": 0.004,
    },
    "birth_date": {"different": 0.004, "ten_years_off": 0.002, "same_year": 0.01},
    "sex": {"different": 0.01},
}
"""Most that m of a level may be, by knowledge: another given name that people bear is hardly
ever a slip of the pen, and both spellings of a near pair of names are names."""


def start_model(splink: Estimates) -> Model:
    """The tables before the first round; Splink's m and u where it estimated them."""
    tables = []
    for name, creator in CREATORS.items():
        names = level_names(creator())
        odds = np.array([START[name][level] for level in names])
        estimated = splink.get(name, {})
        if set(estimated) >= set(names):
            odds[:, 0] = np.sqrt(odds[:, 0] * [estimated[level][0] for level in names])
        shares = odds / odds.sum(axis=0)
        held = HELD.get(name, {})
        levels = tuple(
            Level(level, *(float(x) for x in shares[i]), most_match=held.get(level))
            for i, level in enumerate(names)
        )
        tables.append(ComparisonTable(name, levels))
    return Model(
        name="shipped",
        version=linkage.__version__,
        shares={"match": 0.02, "kin": 0.03, "neighbour": 0.15, "unrelated": 0.8},
        comparisons=tuple(tables),
        blocking=default_rules(),
        match_threshold=MATCH_THRESHOLD,
    )


def patterns_of(
    profile: str, seed: int, people: int, folder: Path, *, ask_splink: bool
) -> tuple[Patterns, Estimates]:
    """Agreement patterns of one synthetic population, and Splink's estimates if asked."""
    place = folder / f"{profile}-{seed}"
    synthesise(people, profile, seed, out=place)
    creators = [creator() for creator in CREATORS.values()]
    with Engine() as engine:
        records = linkage.standardise(place / "people.parquet", engine=engine)
        pairs = block(records)
        compared = compare(records, pairs, creators)
        facts = [c for c in creators if c.create_output_column_name() != "name"]
        estimated = estimate(records, facts) if ask_splink else {}
        return count_patterns(records, compared, creators), estimated


def pooled(parts: list[Patterns]) -> Patterns:
    """All patterns of several populations as if of one."""
    return Patterns(
        parts[0].comparisons,
        np.concatenate([part.levels for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = [
            patterns_of(profile, seed, options.people, Path(folder), ask_splink=number == 0)
            for number, (profile, seed) in enumerate(POPULATIONS)
        ]
    everything = pooled([patterns for patterns, _ in made])
    model = fit(start_model(made[0][1]), everything, prior_pairs=PRIOR_PAIRS)
    provenance = {
        **model.provenance,
        "script": "scripts/train_model.py",
        "populations": [f"{profile} seed {seed}" for profile, seed in POPULATIONS],
        "people": options.people,
        "labels": "none",
    }
    target = Path(__file__).parents[1] / "src" / "linkage" / "resources" / "model.json"
    replace(model, provenance=provenance).save(target)
    print(f"{model.provenance['pairs']:,} pairs, {model.provenance['rounds']} rounds -> {target}")


if __name__ == "__main__":
    main()
