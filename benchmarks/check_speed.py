"""How long `check` takes on a register: the records of a population, standardised once.

    python -m benchmarks.check_speed [--people 1000000] [--ready FOLDER]

The time is that of all findings, within records and between them, with the id history; the time of
`standardise`, which comes before every stage, is printed beside it. A ready population is a folder
with id_history.parquet and people.parquet, or records.parquet as `standardise` writes it.
"""

import argparse
import tempfile
import time
from pathlib import Path

import linkage
from benchmarks import machine
from benchmarks.findings import AS_OF
from linkage.engine import Engine, as_table
from linkage.schema import Records

SEED = 944


def measure(folder: Path) -> str:
    """One row of the table: records, findings and seconds of both stages."""
    with Engine() as engine:
        start = time.perf_counter()
        kept = folder / "records.parquet"
        if kept.exists():
            records, before = as_table(kept, Records, engine), "–"
        else:
            records = linkage.standardise(folder / "people.parquet", engine=engine, as_of=AS_OF)
            before = f"{time.perf_counter() - start:.1f}"
        ready, used = time.perf_counter(), time.process_time()
        findings = linkage.check(records, id_history=folder / "id_history.parquet")
        done, used = time.perf_counter(), time.process_time() - used
        return (
            f"| {len(records):,} | {len(findings):,} | {before} | {done - ready:.1f} | {used:.1f} |"
        )


def main() -> None:
    """Make the population unless there is one, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--ready", type=Path)
    options = parser.parse_args()
    print(machine.line())
    print("\n| records | findings | standardise, s | check, s | CPU seconds of check |")
    print("|---|---|---|---|---|")
    if options.ready:
        print(measure(options.ready))
        return
    with tempfile.TemporaryDirectory() as scratch:
        linkage.synthesise(options.people, "base", SEED, out=scratch)
        print(measure(Path(scratch)))


if __name__ == "__main__":
    main()
