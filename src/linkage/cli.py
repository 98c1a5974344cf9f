"""The command line: one subcommand per stage, thin."""

import argparse
import datetime
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from linkage import cli_casework
from linkage.errors import InputError, LinkageError

if TYPE_CHECKING:
    import pyarrow as pa

DONE, FAILED = 0, 1

DESCRIPTION = """\
Find duplicate and conflicting personal numbers in a register of residents.

The library proposes and never decides: the strongest verdict is "đề nghị xác minh"
(please verify). Each subcommand runs one stage; `review` runs them all.
"""

REVIEW = """\
Read a register extract, find who seems to have two numbers, which numbers stand on two
people and which contradict their records, and write cases an officer can verify.

PEOPLE is a CSV (UTF-8, UTF-16, windows-1258; comma, semicolon or tab), Parquet or Excel
file. `record_id` and `full_name` are required, and at least one column that can tell people
apart. Vietnamese headers such as `Họ và tên` or `Số định danh` are recognised; --columns
names the others.

DIR receives pairs.parquet, entities.parquet, findings.parquet, cases.parquet,
evidence.parquet, changes.parquet, case_records.parquet, set_aside.parquet, manifest.json,
report.html and the folder report with a page for every unit and case. It appears whole or not
at all.
"""

EXAMPLES = """\
examples:
  linkage review people.parquet --out result
  linkage review extract.csv --out result --columns map.json --as-of 2026-11-01 --lang en

exit codes:
  0  done
  1  something is wrong with the input, the model or the output place; the message says what
  2  wrong usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except LinkageError as error:
        print(f"linkage: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("linkage: interrupted; nothing was written.", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        return FAILED
    except OSError as error:
        print(f"linkage: {error.strerror or type(error).__name__}.", file=sys.stderr)
        return FAILED
    return DONE


def run() -> NoReturn:
    """Entry point of the `linkage` command."""
    sys.exit(main())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="linkage",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    from linkage import __version__

    parser.add_argument("--version", action="version", version=f"linkage {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_review(commands)
    _add_stages(commands)
    _add_block(commands)
    _add_explain(commands)
    _add_worklist(commands)
    _add_train(commands)
    _add_casework(commands)
    _add_synthesise(commands)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run_command: Callable[[argparse.Namespace], None],
    summary: str,
    description: str | None = None,
    epilog: str | None = None,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=description or f"{summary}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run_command)
    return parser


def _add_engine(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("engine")
    group.add_argument("--threads", type=_positive, metavar="N", help="threads to use [all cores]")
    group.add_argument(
        "--memory-limit", metavar="SIZE", help="memory before data spill to disk, such as 4GB"
    )


def _add_review(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(
        commands, "review", _review, "Run all stages and write cases", REVIEW, EXAMPLES
    )
    parser.add_argument("people", metavar="PEOPLE", help="the register extract")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write")
    parser.add_argument("--overwrite", action="store_true", help="replace an earlier result")
    parser.add_argument("--id-history", metavar="FILE", help="which numbers succeeded which")
    parser.add_argument("--decisions", metavar="FILE", help="decisions: the log, or a file")
    parser.add_argument("--model", metavar="FILE", help="model to score with [the shipped one]")
    parser.add_argument(
        "--columns", type=Path, metavar="MAP.json", help="input column to header, as a JSON object"
    )
    parser.add_argument(
        "--as-of", type=_date, metavar="DATE", help="day of the extract, YYYY-MM-DD [today]"
    )
    parser.add_argument("--lang", choices=("vi", "en"), default="vi", help="language [vi]")
    parser.add_argument("--reveal", action="store_true", help="show numbers in full in the report")
    parser.add_argument(
        "--earlier",
        action="append",
        default=[],
        type=Path,
        metavar="DIR",
        help="an earlier review to set the counts beside; may be given several times",
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    cli_casework.add_week(parser)
    _add_engine(parser)


def _review(options: argparse.Namespace) -> None:
    from linkage.console import Watcher
    from linkage.engine import Engine
    from linkage.output import REPORT, require_free
    from linkage.pipeline import review

    require_free(options.out, overwrite=options.overwrite)
    columns = _column_map(options.columns)
    with (
        Engine(options.threads, options.memory_limit) as engine,
        Watcher(quiet=options.quiet) as watcher,
    ):
        result = review(
            options.people,
            id_history=options.id_history,
            decisions=options.decisions,
            model=options.model,
            columns=columns,
            as_of=options.as_of,
            lang=options.lang,
            engine=engine,
            progress=watcher.stage,
            **cli_casework.week_options(options),
        )
        watcher.stage("write", len(result.cases))
        out = result.write(
            options.out,
            overwrite=options.overwrite,
            reveal=options.reveal,
            earlier=options.earlier,
        )
    if not options.quiet:
        counts = result.manifest["counts"]
        print(f"{counts['records']:,} records, {counts['cases']:,} cases")
        for kind, number in counts["cases_by_kind"].items():
            print(f"  {kind:<24}{number:>8,}")
        for sign in result.manifest["signs"]:
            print(f"Warning: {sign['about']} ({sign['detail']})", file=sys.stderr)
        print(f"Report: {out / REPORT}")


def _column_map(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"The column map {path.name!r} cannot be read as JSON.",
            hint='write an object such as {"date_of_birth": "dob"}.',
        ) from error
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise InputError(
            f"The column map {path.name!r} is not an object of texts.",
            hint='write an object such as {"date_of_birth": "dob"}.',
        )
    return found


def _add_stages(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    stages: tuple[tuple[str, Callable[[argparse.Namespace], None], str, tuple[str, ...]], ...] = (
        ("standardise", _standardise, "Bring an extract into standard columns", ("people",)),
        ("score", _score, "Score pairs of records", ("records", "pairs")),
        ("cluster", _cluster, "Group records into entities", ("records", "scored")),
        ("check", _check, "Find what the numbers say against the records", ("records",)),
        (
            "cases",
            _cases,
            "Turn findings and entities into cases",
            ("records", "findings", "scored", "entities"),
        ),
    )
    for name, run_stage, summary, inputs in stages:
        parser = _command(commands, name, run_stage, summary)
        for given in inputs:
            parser.add_argument(given, metavar=given.upper(), help=f"{given} table (Parquet)")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="Parquet file")
        if name in ("score", "cluster"):
            parser.add_argument("--model", metavar="FILE", help="model [the shipped one]")
        if name in ("check", "cases"):
            parser.add_argument("--id-history", metavar="FILE", help="number successions")
        if name == "cases":
            parser.add_argument("--lang", choices=("vi", "en"), default="vi", help="language [vi]")
        _add_engine(parser)


def _standardise(options: argparse.Namespace) -> None:
    from linkage.engine import Engine
    from linkage.standardisation import standardise

    with Engine(options.threads, options.memory_limit) as engine:
        standardise(options.people, engine=engine).write(options.out)


def _add_block(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from linkage import cli_block

    summary = "Find the pairs of records worth comparing"
    parser = _command(commands, "block", cli_block.run, summary, cli_block.ABOUT)
    cli_block.add_options(parser)
    _add_engine(parser)


def _add_explain(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from linkage import cli_explain

    summary = "Explain a pair of records"
    parser = _command(commands, "explain", cli_explain.run, summary, cli_explain.ABOUT)
    cli_explain.add_options(parser)
    _add_engine(parser)


def _score(options: argparse.Namespace) -> None:
    from linkage.engine import Engine, as_table
    from linkage.schema import Records
    from linkage.scoring import score

    with Engine(options.threads, options.memory_limit) as engine:
        records = as_table(options.records, Records, engine)
        score(records, options.pairs, _model(options)).write(options.out)


def _cluster(options: argparse.Namespace) -> None:
    from linkage.clustering import cluster
    from linkage.engine import Engine, as_table
    from linkage.schema import Records

    with Engine(options.threads, options.memory_limit) as engine:
        records = as_table(options.records, Records, engine)
        cluster(records, options.scored, _model(options).match_threshold).write(options.out)


def _check(options: argparse.Namespace) -> None:
    from linkage.engine import Engine, as_table
    from linkage.findings import check
    from linkage.schema import Records

    with Engine(options.threads, options.memory_limit) as engine:
        records = as_table(options.records, Records, engine)
        check(records, id_history=options.id_history).write(options.out)


def _cases(options: argparse.Namespace) -> None:
    from linkage.casework import build_cases
    from linkage.engine import Engine, as_table
    from linkage.schema import Records
    from linkage.standardisation import standardise_history

    with Engine(options.threads, options.memory_limit) as engine:
        history = options.id_history and standardise_history(options.id_history, engine=engine)
        build_cases(
            as_table(options.records, Records, engine),
            options.findings,
            options.scored,
            options.entities,
            id_history=history,
            lang=options.lang,
        ).write(options.out)


def _model(options: argparse.Namespace) -> "Model":  # type: ignore[name-defined]  # noqa: F821
    from linkage.model import Model, default_model

    return Model.load(options.model) if options.model else default_model()


def _add_worklist(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(
        commands,
        "worklist",
        _worklist,
        "Write what each unit is asked to verify this week",
        "From the folder of a review write one Excel workbook for each unit, to fill in and hand\n"
        "back, and all rows as CSV and Parquet. The folder appears whole or not at all.",
    )
    parser.add_argument("review", type=Path, metavar="DIR", help="folder that a review wrote")
    parser.add_argument("--week", required=True, metavar="WEEK", help="ISO week, as 2026-W48")
    parser.add_argument("--unit", metavar="CODE", help="only this unit [every unit]")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to write [DIR-worklist-WEEK]"
    )
    parser.add_argument(
        "--per-unit", type=_positive, metavar="N", help="most cases for each unit [all]"
    )
    parser.add_argument("--reveal", action="store_true", help="show numbers in full")


def _worklist(options: argparse.Namespace) -> None:
    from linkage.casework.worklist import write_worklists

    out = write_worklists(
        options.review,
        options.week,
        unit=options.unit,
        out=options.out,
        per_unit=options.per_unit,
        reveal=options.reveal,
    )
    print(f"{sum(1 for _ in out.glob('*.xlsx')):,} workbooks: {out}")


def _add_train(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(
        commands,
        "train",
        _train,
        "Fit the model to a register extract",
        "Fit the shipped model, or another, to an extract. The data speak where they are clear;\n"
        "elsewhere the model one starts from holds. Decisions of officers serve as labels.",
    )
    parser.add_argument("people", metavar="PEOPLE", help="the register extract")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="model to write")
    parser.add_argument("--model", metavar="FILE", help="model to start from [the shipped one]")
    parser.add_argument("--decisions", metavar="LOG", help="log of decisions, or a file")
    _add_engine(parser)


def _train(options: argparse.Namespace) -> None:
    from linkage.engine import Engine
    from linkage.training import train

    with Engine(options.threads, options.memory_limit) as engine:
        model = train(options.people, _model(options), labels=_labels(options), engine=engine)
    model.save(options.out)


def _labels(options: argparse.Namespace) -> "pa.Table | None":
    """The labels that decisions give, if any were named."""
    if options.decisions is None:
        return None
    from linkage.casework.decision_files import read_decisions
    from linkage.casework.labels import decision_labels

    return decision_labels(read_decisions(options.decisions))


def _add_casework(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    w = cli_casework
    w.add_decide(_command(commands, "decide", w.decide, "Take decisions over", w.DECIDE))
    w.add_diff(_command(commands, "diff", w.diff, "Compare two reviews", w.DIFF))
    w.add_evaluate(
        _command(commands, "evaluate", w.evaluate, "Estimate quality from decisions", w.EVALUATE)
    )
    again = _command(commands, "repeat", w.repeat, "Repeat a review from its manifest", w.REPEAT)
    w.add_repeat(again)
    _add_engine(again)


def _add_synthesise(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(
        commands,
        "synthesise",
        _synthesise,
        "Make a synthetic population with known truth",
        "Write people.parquet, id_history.parquet, truth.parquet and case_truth.parquet of\n"
        "people who do not exist, with the errors clerks make and the truth about them.",
    )
    parser.add_argument("--people", required=True, type=_positive, metavar="N", help="people")
    parser.add_argument("--profile", default="base", metavar="NAME", help="error profile [base]")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="random seed [0]")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write")


def _synthesise(options: argparse.Namespace) -> None:
    from linkage.synthetic import synthesise

    synthesise(options.people, options.profile, options.seed, out=options.out)


def _positive(text: str) -> int:
    number = int(text.replace("_", ""))
    if number < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 is needed")
    return number


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("a date such as 2026-11-01 is needed") from error
