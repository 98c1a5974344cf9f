"""The `block` command: what rules cost, what they find, and which would be cheaper."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from linkage.errors import InputError
from linkage.schema import Entities, Records

if TYPE_CHECKING:
    from linkage.blocking import Block, BlockingRule, RuleCost
    from linkage.engine import Table
    from linkage.model import Model

ABOUT = """\
Find the pairs of records worth comparing.

--explain prints what each rule will cost before any pair is made (keys that are over-common
are split by further columns, and dropped when they still are), then what it finds; with
--truth also how many true pairs it finds and how many of them no other rule does.
--propose looks for the cheapest rules that reach a pair completeness, judged by the model.
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("records", metavar="RECORDS", help="records table (Parquet)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="Parquet file for the pairs")
    parser.add_argument("--model", metavar="FILE", help="model [the shipped one]")
    parser.add_argument("--explain", action="store_true", help="print what each rule costs, finds")
    parser.add_argument("--truth", metavar="FILE", help="record_id and entity_id, for --explain")
    parser.add_argument(
        "--propose", type=float, metavar="SHARE", help="print the cheapest rules that find SHARE"
    )


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from linkage.blocking import block, cost
    from linkage.engine import Engine, as_table
    from linkage.model import Model, default_model

    if not (options.out or options.explain or options.propose):
        raise InputError("There is nothing to do.", hint="give --out, --explain or --propose.")
    if options.truth and not options.explain:
        raise InputError("The truth is used by --explain only.", hint="add --explain.")
    model = Model.load(options.model) if options.model else default_model()
    with Engine(options.threads, options.memory_limit) as engine:
        records = as_table(options.records, Records, engine)
        if options.explain:
            _print(costs_page(cost(records, model.blocking), len(records)))
        if options.explain or options.out:
            pairs = block(records, model.blocking)
        if options.explain:
            truth = options.truth and as_table(options.truth, Entities, engine)
            _print(finds_page(records, model.blocking, pairs, truth))
        if options.propose:
            _print(_proposal_page(records, model, options.propose))
        if options.out:
            pairs.write(options.out)


def _print(lines: Sequence[str]) -> None:
    print("\n".join(lines), end="\n\n")


def costs_page(costs: "Sequence[RuleCost]", records: int) -> list[str]:
    """What the rules cost, before any pair is made."""
    total = sum(counted.pairs for counted in costs)
    lines = [
        f"{records:,} records; at most {total:,} pairs, {total / max(1, records):.1f} per record",
        f"{'rule':<26}{'pairs':>12}{'dropped keys':>14}{'their records':>15}  largest blocks",
    ]
    for counted in costs:
        lines.append(
            f"{counted.rule:<26}{counted.pairs:>12,}{counted.dropped_keys:>14,}"
            f"{counted.dropped_records:>15,}  {_sizes(counted.blocks)}"
        )
        if counted.dropped:
            lines.append(f"{'':<26}dropped: {_sizes(counted.dropped)}")
    return lines


def _sizes(blocks: "Sequence[Block]") -> str:
    by_columns: dict[tuple[str, ...], list[str]] = {}
    for each in blocks:
        by_columns.setdefault(each.columns, []).append(f"{each.records:,}")
    said = [f"{', '.join(sizes)} on {'+'.join(c)}" for c, sizes in by_columns.items()]
    return "; ".join(said) or "-"


def finds_page(
    records: "Table", rules: "Sequence[BlockingRule]", pairs: "Table", truth: "Table | None" = None
) -> list[str]:
    """What the rules find together, and each of them."""
    from linkage.blocking import pairs_by_rule
    from linkage.evaluate import blocking_quality, judge_blocking

    new = {note["rule"]: note["new_pairs"] for note in pairs.notes["rules"]}
    summary = f"{len(pairs):,} pairs, {len(pairs) / max(1, len(records)):.2f} per record"
    if truth is None:
        head = f"{'rule':<26}{'new pairs':>12}"
        return [summary, head, *(f"{rule.name:<26}{new[rule.name]:>12,}" for rule in rules)]
    quality = blocking_quality(judge_blocking(pairs_by_rule(records, rules), truth))
    by_rule = {each.rule: each for each in quality.rules}
    lines = [
        f"{summary}; pair completeness {quality.completeness}, {quality.missed:,} pairs missed",
        f"{'rule':<26}{'pairs':>12}{'new pairs':>12}{'only here':>12}"
        f"{'true pairs':>12}{'true, only here':>17}",
    ]
    for rule in rules:
        each = by_rule.get(rule.name)
        counts = (each.pairs, each.only_pairs, each.correct, each.only_correct) if each else [0] * 4
        found, only, correct, only_correct = counts
        lines.append(
            f"{rule.name:<26}{found:>12,}{new[rule.name]:>12,}{only:>12,}"
            f"{correct:>12,}{only_correct:>17,}"
        )
    return lines


def _proposal_page(records: "Table", model: "Model", wanted: float) -> list[str]:
    from linkage.blocking_search import propose

    found = propose(records, model, wanted=wanted)
    return [
        f"{len(found.rules)} rules are expected to find {found.completeness:.2%} of the pairs of "
        f"one person with {found.pairs_per_record:.2f} candidate pairs per record",
        f"(all rules that were tried together: {found.wide_pairs:,} pairs; pairs that none of "
        f"them finds, by estimate: {found.unseen:,.0f})",
        *(
            f"{rule.name:<26}{'+'.join(rule.columns)}"
            + (f"  split by {', '.join(rule.refine)}" if rule.refine else "")
            for rule in found.rules
        ),
    ]
