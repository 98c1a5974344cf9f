"""Run benchmarks, compare two runs, and write the page of results.

python -m benchmarks list
python -m benchmarks run --dataset base-200k --system linkage
python -m benchmarks run --dataset all --system all --resume
python -m benchmarks compare base-200k/linkage base-200k/splink
python -m benchmarks page
python -m benchmarks population
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from benchmarks import population, runs
from benchmarks.comparing import find, side_by_side
from benchmarks.datasets import DATASETS, Dataset
from benchmarks.page import write
from benchmarks.systems import SYSTEMS, System

ALL = "all"
"""Stands for every dataset but those too large to run as a matter of course, or every system."""

LARGEST = 200_000
"""Most people of a dataset that is part of `all`."""

Named = TypeVar("Named", Dataset, System)


def _chosen(names: list[str], known: Mapping[str, Named]) -> Iterator[Named]:
    """What was asked for, in the order of the registry."""
    for name, entry in known.items():
        large = isinstance(entry, Dataset) and entry.people > LARGEST
        if name in names or (ALL in names and not large):
            yield entry


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="datasets, systems and kept runs")
    run = commands.add_parser("run", help="run systems on a dataset")
    run.add_argument("--dataset", required=True, choices=[*DATASETS, ALL], nargs="+")
    run.add_argument("--system", required=True, choices=[*SYSTEMS, ALL], nargs="+")
    run.add_argument("--resume", action="store_true", help="skip what this commit has run")
    run.add_argument("--seconds", type=float, default=3600, help="a system may take [3600]")
    run.add_argument("--gigabytes", type=float, default=18, help="of memory it may take [18]")
    compare = commands.add_parser("compare", help="two runs side by side")
    compare.add_argument("a", help="dataset/system or dataset/system@commit")
    compare.add_argument("b")
    page = commands.add_parser("page", help="write docs/benchmarks.md from the kept runs")
    page.add_argument("--out", type=Path, default=Path("docs"))
    shares = commands.add_parser("population", help="a population against published figures")
    shares.add_argument("--people", type=int, default=1_000_000, help="[1000000]")
    shares.add_argument("--seed", type=int, default=DATASETS["base-1m"].seed)
    shares.add_argument("--out", type=Path, default=Path("docs"))
    options = parser.parse_args()
    if options.command == "list":
        _list()
    elif options.command == "run":
        limits = runs.Limits(options.seconds, options.gigabytes)
        for dataset in _chosen(options.dataset, DATASETS):
            for system in _chosen(options.system, SYSTEMS):
                line = runs.done(dataset, system) if options.resume else None
                print(_summary(line or runs.run(dataset, system, limits)), flush=True)
    elif options.command == "compare":
        kept = runs.load()
        print(side_by_side(find(kept, options.a), find(kept, options.b)))
    elif options.command == "population":
        population.run(options.people, "base", options.seed)
        print(population.write(options.out))
    else:
        print(write(runs.load(), options.out))


def _list() -> None:
    for dataset in DATASETS.values():
        print(f"{dataset.name:16}{dataset.people:>10,} people  {dataset.profile}, {dataset.seed}")
    for system in SYSTEMS.values():
        print(f"{system.name:16}{system.about}")
    for line in runs.load():
        print(_summary(line))


def _summary(line: runs.Run) -> str:
    name = f"{line['dataset']['name']}/{line['system']}@{line['commit']}"
    if "failed" in line:
        return f"{name}: {line['failed']}"
    pairs = line["quality"]["pairs"]
    return (
        f"{name}: precision {pairs['precision']['value']}, recall {pairs['recall']['value']}, "
        f"{line['wall_seconds']} s, {line['peak_mb']} MB"
    )


if __name__ == "__main__":
    main()
