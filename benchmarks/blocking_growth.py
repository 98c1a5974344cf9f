"""How blocking grows: pair completeness and candidate pairs per record by number of people.

    python -m benchmarks.blocking_growth [--profile base] [--most 1000000] [--seed 941]
    python -m benchmarks.blocking_growth --ready SMALL LARGE ...

Populations are synthesised, standardised and blocked one after the other; each line is
printed as it is known. Ready populations are folders with records.parquet, as `standardise`
writes it, and truth.parquet. The exponent is the slope of log(pairs) over log(records), between
neighbouring sizes and over all; 1 is a fixed number of pairs per record.
"""

import argparse
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path
from time import process_time

import numpy as np

from linkage import synthesise
from linkage.blocking import block, default_rules, pairs_by_rule
from linkage.engine import Engine, as_table
from linkage.evaluate import blocking_quality, judge_blocking
from linkage.schema import Records
from linkage.standardisation import standardise

SIZES = (20_000, 60_000, 200_000, 1_000_000)


@dataclass(frozen=True)
class Size:
    """What blocking found at one size."""

    records: int
    pairs: int
    missed: int
    completeness: float
    seconds: float

    @property
    def per_record(self) -> float:
        return self.pairs / self.records

    def row(self) -> str:
        return (
            f"| {self.records:,} | {self.pairs:,} | {self.per_record:.2f} "
            f"| {self.completeness:.4f} | {self.missed:,} | {self.seconds:.1f} |"
        )


def measure(folder: Path) -> Size:
    with Engine() as engine:
        records = as_table(folder / "records.parquet", Records, engine)
        start = process_time()
        block(records, default_rules()).drop()
        seconds = process_time() - start
        found = judge_blocking(pairs_by_rule(records, default_rules()), folder / "truth.parquet")
        quality = blocking_quality(found)
        completeness = quality.completeness.value or 0.0
        return Size(len(records), quality.pairs, quality.missed, completeness, seconds)


def make(people: int, profile: str, seed: int, folder: Path) -> Path:
    synthesise(people, profile, seed, out=folder)
    with Engine() as engine:
        records = standardise(folder / "people.parquet", engine=engine)
        records.write(folder / "records.parquet")
    return folder


def exponent(sizes: list[Size]) -> float:
    logs = [(log(size.records), log(size.pairs)) for size in sizes]
    return float(np.polyfit(*zip(*logs, strict=True), 1)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", default="base")
    parser.add_argument("--seed", type=int, default=941)
    parser.add_argument("--most", type=int, default=200_000)
    parser.add_argument("--ready", type=Path, nargs="+", default=[])
    options = parser.parse_args()
    print(f"{len(default_rules())} rules\n")
    print("| records | pairs | per record | pair completeness | missed | CPU seconds |")
    print("|---|---|---|---|---|---|")
    sizes = []
    with tempfile.TemporaryDirectory() as scratch:
        made = (
            make(people, options.profile, options.seed, Path(scratch) / str(people))
            for people in SIZES
            if people <= options.most
        )
        for folder in options.ready or made:
            sizes.append(measure(folder))
            print(sizes[-1].row(), flush=True)
    if len(sizes) > 1:
        steps = ", ".join(f"{exponent([a, b]):.2f}" for a, b in pairwise(sizes))
        print(f"\npairs grow as n^{exponent(sizes):.2f}; from size to size {steps}")


if __name__ == "__main__":
    main()
