"""Commands of the weekly life: take decisions over, compare weeks, repeat, estimate."""

import argparse
import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from linkage.errors import InputError, LinkageError

DECIDE = """\
Take decisions over into a log that only grows. FILE is the worklist that came back (Excel or
CSV), or a CSV or Parquet file with case_id, verdict, author, decided_at and note. --review names
the folder of the review that raised the cases; it tells which records each case is about. The
same decision handed in twice is taken once; one unclear row and nothing is taken over.
"""

DIFF = """\
Say which cases are new, still open, changed or closed between two reviews, and why. THIS should
have been made with `--last LAST`; then reasons of closing are told from the records.
"""

REPEAT = """\
Run the review of a manifest again on the same inputs and compare the tables byte by byte.
Stops when an input has changed since.
"""

EVALUATE = """\
Estimate how good the proposals of a review are from what officers decided. Pairs are weighed by
the strata of their probability; recall counts the pairs that were compared, and is known when
some were drawn below the threshold (`linkage review --sample N`).
"""


def add_week(parser: argparse.ArgumentParser) -> None:
    """Options of `review` that belong to the weekly life."""
    group = parser.add_argument_group("week")
    group.add_argument("--last", metavar="DIR", help="last review; its cases go on under their ids")
    group.add_argument(
        "--in-use", metavar="FILE", help="record ids whose number is in use now (Parquet)"
    )
    group.add_argument("--costs", type=Path, metavar="FILE.json", help="what is at stake")
    group.add_argument(
        "--sample",
        type=int,
        default=0,
        metavar="N",
        help="pairs below the threshold to draw by chance, to estimate what it misses [0]",
    )
    group.add_argument("--by", metavar="WHO", help="who runs the review, for the manifest")
    group.add_argument("--purpose", metavar="WHY", help="what it is run for, for the manifest")


def week_options(options: argparse.Namespace) -> dict[str, Any]:
    """Arguments of `review` from these options."""
    from linkage.casework import Costs

    return {
        "last": options.last,
        "in_use": options.in_use,
        "costs": Costs.load(options.costs) if options.costs else None,
        "sample": options.sample,
        "by": options.by,
        "purpose": options.purpose,
    }


def decide(options: argparse.Namespace) -> None:
    """Run `linkage decide`."""
    from linkage.casework import DecisionLog
    from linkage.casework.decision_files import import_decisions

    given, added = import_decisions(DecisionLog(options.log), options.file, options.review)
    print(f"{given:,} decisions, {added:,} new, {given - added:,} taken over before")


def add_decide(parser: argparse.ArgumentParser) -> None:
    """Arguments of `linkage decide`."""
    parser.add_argument("log", type=Path, metavar="LOG", help="log of decisions; made when new")
    parser.add_argument("file", type=Path, metavar="FILE", help="decisions to take over")
    parser.add_argument("--review", type=Path, metavar="DIR", help="review that raised the cases")


def diff(options: argparse.Namespace) -> None:
    """Run `linkage diff`."""
    from linkage.casework.past import changes_between
    from linkage.schema import Changes

    rows = changes_between(options.last, options.this)
    counts = Counter((row[Changes.kind.name], row[Changes.change.name]) for row in rows)
    changes = ("new", "open", "changed", "closed")
    print(f"{'':<24}" + "".join(f"{change:>9}" for change in changes))
    for kind in sorted({kind for kind, _ in counts}):
        print(f"{kind:<24}" + "".join(f"{counts[kind, change]:>9,}" for change in changes))
    if options.out:
        with options.out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column.name for column in Changes.columns()])
            writer.writeheader()
            writer.writerows(rows)
        print(f"Cases one by one: {options.out}")


def add_diff(parser: argparse.ArgumentParser) -> None:
    """Arguments of `linkage diff`."""
    parser.add_argument("last", type=Path, metavar="LAST", help="folder of the earlier review")
    parser.add_argument("this", type=Path, metavar="THIS", help="folder of the later review")
    parser.add_argument("--out", type=Path, metavar="FILE", help="every case with the reason (CSV)")


def repeat(options: argparse.Namespace) -> None:
    """Run `linkage repeat`."""
    from linkage.engine import Engine
    from linkage.repeating import repeat as run_again

    with Engine(options.threads, options.memory_limit) as engine:
        other = run_again(options.manifest, options.out, engine=engine)
    if other:
        raise LinkageError(
            f"The repetition differs in: {', '.join(other)}.",
            hint="compare the versions in the two manifests.",
        )
    print("The same tables, byte for byte.")


def add_repeat(parser: argparse.ArgumentParser) -> None:
    """Arguments of `linkage repeat`."""
    parser.add_argument("manifest", type=Path, metavar="MANIFEST", help="manifest.json or folder")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write")


def evaluate(options: argparse.Namespace) -> None:
    """Run `linkage evaluate`."""
    import pyarrow.parquet as pq

    from linkage.casework.decision_files import read_decisions
    from linkage.casework.labels import decision_labels
    from linkage.evaluate import estimate_from_labels
    from linkage.output import MANIFEST
    from linkage.schema import Scored

    pairs = options.review / "pairs.parquet"
    try:
        threshold = json.loads((options.review / MANIFEST).read_text())["match_threshold"]
        ids = pq.read_table(pairs, columns=[Scored.record_id_l.name, Scored.record_id_r.name])
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{options.review.name!r} is not the folder of a review.",
            hint="name the folder that `linkage review --out` wrote.",
        ) from error
    known = zip(*(column.to_pylist() for column in ids.columns), strict=True)
    labels = decision_labels(read_decisions(options.decisions), known)
    if not labels.num_rows:
        raise InputError("No decision says of a compared pair whether it is one person.")
    found = estimate_from_labels(pairs, labels, threshold)
    print(f"{labels.num_rows:,} labelled pairs; threshold {threshold:.3f}")
    print(f"precision  {found.precision}\nrecall among compared pairs  {found.recall}")
    for part in found.strata:
        print(
            f"  {part.low:.3f} to {part.high:.3f}{part.pairs:>10,} pairs{part.labelled:>8,} "
            f"labelled{part.matches:>8,} one person"
        )
    if any(part.pairs and not part.labelled for part in found.strata):
        print("A stratum without labels leaves figures undefined.", file=sys.stderr)


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    """Arguments of `linkage evaluate`."""
    parser.add_argument("review", type=Path, metavar="DIR", help="folder of a review")
    parser.add_argument(
        "--decisions", required=True, metavar="LOG", help="log of decisions, or a file"
    )
