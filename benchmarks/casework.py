"""How good the cases are on people no model has seen, and how three weeks of them go.

    python -m benchmarks.casework --people 200000 --out docs

Writes `casework_figures.md`: each kind of case against what was planted in populations of several
profiles, how often a matter is told once, lawful look-alikes among the cases to verify, and the
weeks of `benchmarks.weeks`. With `--misses` the record ids behind the figures are printed.
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import linkage
from benchmarks import machine
from benchmarks.comparing import shown
from benchmarks.findings import AS_OF
from benchmarks.page import table
from benchmarks.weeks import Weeks
from linkage.evaluate import (
    CaseQuality,
    Figure,
    KindQuality,
    case_quality,
    judge_cases,
    lawful_to_verify,
)
from linkage.schema import CaseKind

PROFILES = ("base", "rural", "legacy")
SEED = 981
WEEKS_PEOPLE = 20_000
PAGE = "casework_figures.md"
LAWFUL = frozenset(kind.value for kind in CaseKind if kind.explained)


@dataclass(frozen=True)
class Measured:
    """The cases of one population.

    Attributes:
        name: Profile and seed.
        records: Its records.
        quality: Its cases against what was planted.
        lawful: Share of the cases to verify that are lawful, by kind of look-alike.
    """

    name: str
    records: int
    quality: CaseQuality
    lawful: dict[str, Figure]


def measure(name: str, folder: Path, *, misses: bool) -> Measured:
    """Review a population and judge its cases."""
    result = linkage.review(
        folder / "people.parquet", id_history=folder / "id_history.parquet", as_of=AS_OF
    )
    judged = judge_cases(result.cases, folder / "case_truth.parquet")
    if misses:
        truth = pq.read_table(folder / "case_truth.parquet").to_pylist()
        print(*differences(result.cases.to_arrow().to_pylist(), truth), sep="\n")
    return Measured(name, len(result.records), case_quality(judged), lawful_to_verify(judged))


def differences(cases: list[dict[str, Any]], truth: list[dict[str, Any]]) -> Iterator[str]:
    """Matters without a case of their kind on just their records, and such cases."""
    found, planted = (
        Counter((row["kind"], tuple(sorted(row["record_ids"]))) for row in rows)
        for rows in (cases, truth)
    )
    for what, rows in (("planted", planted - found), ("found", found - planted)):
        for kind, ids in sorted(rows):
            yield f"{what} alone: {kind} {' '.join(ids)}"


def kinds_table(measured: Measured) -> str:
    """Each kind of one population."""
    head = ("kind", "planted", "found", "precision", "recall", "once", "elsewhere", "exact")
    return table(
        head,
        [
            (
                f"`{row.kind}`",
                row.planted,
                row.found,
                share(row.precision),
                share(row.recall),
                row.once,
                row.elsewhere,
                row.exact,
            )
            for row in measured.quality.kinds
        ],
    )


def share(figure: Figure) -> str:
    """A share with its interval."""
    return shown(asdict(figure), digits=3)


def together(measured: Measured) -> tuple[object, ...]:
    """One row for a population: how often matters are told once, and lawful cases to verify."""
    to_verify = [row for row in measured.quality.kinds if row.kind not in LAWFUL]

    def total(name: str, rows: list[KindQuality] = to_verify) -> int:
        return sum(getattr(row, name) for row in rows)

    return (
        measured.name,
        f"{measured.records:,}",
        f"{total('planted'):,}",
        f"{total('recalled') + total('elsewhere'):,}",
        f"{total('once'):,}",
        f"{total('found'):,}",
        *(share(measured.lawful[kind.value]) for kind in (CaseKind.TWINS, CaseKind.REISSUED_ID)),
    )


def three_weeks(scratch: Path) -> Iterator[str]:
    """What happened in three weeks of a small town."""
    town = scratch / "town"
    linkage.synthesise(WEEKS_PEOPLE, "base", SEED, out=town)
    yield from Weeks(scratch, town, random.Random(SEED)).run()  # noqa: S311


def page(found: list[Measured], weeks: list[str]) -> str:
    """The page of figures."""
    head = (
        *("population", "records", "matters to verify", "told", "told once"),
        *("cases to verify", "of these twins", "of these re-issued"),
    )
    parts = [
        "# Figures of casework\n",
        f"Written by `python -m benchmarks.casework`; {machine.line()}.\n",
        "What is counted is explained in [measures.md](measures.md#cases). *Told* are matters of "
        "which at least one correct case tells; *once*, those of which just one does. *Twins* and "
        "*re-issued* are cases to verify behind which there is only such a look-alike. Cases of "
        "all kinds go with the model that ships, on people it has not seen.\n",
        table(head, map(together, found)),
    ]
    for measured in found:
        parts += [f"## {measured.name}\n", kinds_table(measured)]
    if weeks:
        parts += [
            "## Three weeks\n",
            f"`python -m benchmarks.weeks --people {WEEKS_PEOPLE} --seed {SEED}`: each week one "
            "record in a hundred changes, half of the open cases are decided by somebody who knows "
            "the truth, and reviews and files of decisions are killed at random points.\n",
            "```text",
            *weeks,
            "```",
        ]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Make the populations, measure them, live the weeks and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--profiles", nargs="+", default=PROFILES)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--ready", type=Path, nargs="+", default=[], help="populations on disk")
    parser.add_argument("--misses", action="store_true", help="print ids behind the figures")
    parser.add_argument("--out", type=Path, help="folder of the page; printed when not given")
    options = parser.parse_args()
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
    found = [measure(folder.name, folder, misses=options.misses) for folder in options.ready]
    with tempfile.TemporaryDirectory() as scratch:
        for place, profile in enumerate(() if options.ready else options.profiles):
            seed, folder = options.seed + place, Path(scratch) / profile
            linkage.synthesise(options.people, profile, seed, out=folder)
            found.append(measure(f"{profile}, seed {seed}", folder, misses=options.misses))
        text = page(found, [] if options.ready else list(three_weeks(Path(scratch))))
    if options.out:
        (options.out / PAGE).write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
