"""What `check` finds within records against what was planted, and what it finds where nothing was.

    python -m benchmarks.findings [--people 100000] [--seed 931]
    python -m benchmarks.findings --ready FOLDER ...

Each profile gets a population of its own seed. A planted contradiction is found when a finding of
its kind lies on one of its records. A record is clean when it belongs to no planted matter but a
lawful one (twins, a second CMND, another name); a finding on a clean record is false. Findings on
records where something else was planted are counted apart: most tell of that matter. So are weak
ones, of a probability below a half (a filler, a number registered abroad); they find too. Ready
populations are folders with people.parquet, id_history.parquet and case_truth.parquet.
"""

import argparse
import datetime
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import linkage
from benchmarks import machine
from linkage.engine import Engine
from linkage.schema import CaseKind

PROFILES = ("base", "rural", "legacy", "minority", "postmerger")
AS_OF = datetime.date(2026, 9, 30)
WEAK = 0.5
"""Findings below this probability are weak."""

PER = 20_000
"""Clean records for which false findings are counted."""

FACTS = {
    "sex": CaseKind.ID_SEX_MISMATCH,
    "birth_year": CaseKind.ID_BIRTH_YEAR_MISMATCH,
    "registration_province": CaseKind.ID_PLACE_MISMATCH,
    "impossible": CaseKind.IMPOSSIBLE_ID,
}
"""Facts of findings about one record, and the kind of each."""

ABOUT = {**{fact: fact for fact in FACTS}, "registered_abroad": "registration_province"}
"""Fact of a finding, and the fact under which it is counted."""

LAWFUL = frozenset((CaseKind.TWINS, CaseKind.SEVERAL_CMND, CaseKind.OTHER_NAME))


@dataclass(frozen=True)
class Matter:
    """Kinds of what was planted on some records."""

    kinds: frozenset[str]
    records: frozenset[str]


@dataclass(frozen=True)
class Judged:
    """Findings of one fact in one population.

    Attributes:
        planted: Matters that hold a contradiction of this kind.
        missed: Records of those without a finding.
        false: Clean records with a finding.
        beside: Records with a finding where something else was planted.
        weak: Clean records with a weak finding.
        clean: How many records are clean.
    """

    planted: int
    missed: tuple[str, ...]
    false: tuple[str, ...]
    beside: tuple[str, ...]
    weak: tuple[str, ...]
    clean: int


def matters(folder: Path) -> list[Matter]:
    """What was planted, folded kinds included."""
    return [
        Matter(
            frozenset((row["kind"], *(row.get("also") or ()))), frozenset(row["record_ids"] or ())
        )
        for row in pq.read_table(folder / "case_truth.parquet").to_pylist()
    ]


def findings(folder: Path) -> pa.Table:
    """Findings of `check` on the records of a population."""
    with Engine() as engine:
        records = linkage.standardise(folder / "people.parquet", engine=engine, as_of=AS_OF)
        return linkage.check(records, id_history=folder / "id_history.parquet").to_arrow()


def judge(folder: Path) -> dict[str, Judged]:
    """Findings of every fact about one record, against what was planted."""
    planted = matters(folder)
    unclean = {r for matter in planted if matter.kinds - LAWFUL for r in matter.records}
    clean = pq.read_metadata(folder / "people.parquet").num_rows - len(unclean)
    found: dict[str, set[str]] = {fact: set() for fact in FACTS}
    weak: dict[str, set[str]] = {fact: set() for fact in FACTS}
    for row in findings(folder).select(["fact", "record_ids", "probability"]).to_pylist():
        fact = ABOUT.get(row["fact"])
        if fact:
            kept = weak if row["probability"] < WEAK else found
            kept[fact].update(row["record_ids"])
    judged = {}
    for fact, kind in FACTS.items():
        own = [matter for matter in planted if kind in matter.kinds]
        of_kind = {record for matter in own for record in matter.records}
        told = found[fact] | weak[fact]
        missed = [m for m in own if m.records.isdisjoint(told)]
        judged[fact] = Judged(
            planted=len(own),
            missed=tuple(sorted(min(matter.records) for matter in missed)),
            false=tuple(sorted(found[fact] - unclean)),
            beside=tuple(sorted((found[fact] & unclean) - of_kind)),
            weak=tuple(sorted(weak[fact] - unclean)),
            clean=clean,
        )
    return judged


def rows(name: str, judged: dict[str, Judged], *, ids: bool) -> Iterator[str]:
    """Rows of the table for one population, with the record ids behind the counts if asked."""
    for fact, j in judged.items():
        found = j.planted - len(j.missed)
        rate = len(j.false) / j.clean * PER
        yield (
            f"| {name} | `{fact}` | {j.planted} | {found} | {j.clean:,} | {len(j.false)} "
            f"| {rate:.2f} | {len(j.beside)} | {len(j.weak)} |"
        )
        if ids:
            yield f"missed {j.missed}\nfalse {j.false}\nbeside {j.beside}"


def main() -> None:
    """Make the populations and print the table, row by row."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=931)
    parser.add_argument("--ready", type=Path, nargs="+", default=[])
    parser.add_argument("--ids", action="store_true", help="record ids behind the counts")
    options = parser.parse_args()
    print(machine.line())
    print(
        "\n| population | fact | planted | found | clean records | false | per 20,000 "
        "| beside | weak |"
    )
    print("|" + "---|" * 9)
    with tempfile.TemporaryDirectory() as scratch:
        for place, profile in enumerate(() if options.ready else PROFILES):
            seed, folder = options.seed + place, Path(scratch) / profile
            linkage.synthesise(options.people, profile, seed, out=folder)
            print(*rows(f"{profile}, {seed}", judge(folder), ids=options.ids), sep="\n", flush=True)
    for folder in options.ready:
        print(*rows(folder.name, judge(folder), ids=options.ids), sep="\n", flush=True)


if __name__ == "__main__":
    main()
