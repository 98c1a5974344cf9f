"""The `explain` command: why two records seem to be one person, or do not."""

import argparse
from pathlib import Path

ABOUT = """\
Explain a pair of records: what speaks for one person, what against, what would settle it,
and what each fact weighs. Works for any two records of the extract, whether or not a review
would compare them.

PEOPLE is a register extract as for `review`. Names are shown, since a pair was
asked for; numbers are masked.
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("people", metavar="PEOPLE", help="the register extract")
    parser.add_argument("one", metavar="ID1", help="id of a record")
    parser.add_argument("other", metavar="ID2", help="id of another record")
    parser.add_argument("--model", metavar="FILE", help="model to score with [the shipped one]")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi", help="language [vi]")
    parser.add_argument("--out", type=Path, metavar="FILE.html", help="page with a chart to write")


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from linkage.casework.explanation import explain_pair
    from linkage.engine import Engine
    from linkage.model import Model, default_model
    from linkage.standardisation import standardise

    model = Model.load(options.model) if options.model else default_model()
    with Engine(options.threads, options.memory_limit) as engine:
        records = standardise(options.people, engine=engine)
        explained = explain_pair(records, options.one, options.other, model, lang=options.lang)
        print(explained.text())
        if options.out:
            print(f"\n{explained.write(options.out)}")
