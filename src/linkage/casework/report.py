"""The report of a review: one HTML file that a person can read, print and file."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from linkage.casework.wording import TITLES, Language, say
from linkage.engine import Table
from linkage.schema import CaseKind, Cases


def write_report(
    path: Path,
    records: Table,
    tables: Mapping[str, Table],
    manifest: Mapping[str, Any],
    *,
    lang: Language,
    reveal: bool,
) -> None:
    """Write the report of a review as one HTML file that needs nothing else."""
    cases = tables["cases"]
    counts = cases.engine.rows(
        f"select {Cases.kind.name}, count(*) from {cases.name} group by 1 order by 1"
    )
    lines = "".join(
        f"<li>{escape(say(TITLES[CaseKind(kind)], lang))}: {count}</li>" for kind, count in counts
    )
    path.write_text(
        f'<!doctype html>\n<html lang="{lang}"><meta charset="utf-8"><title>linkage</title>'
        f"<ul>{lines}</ul></html>\n",
        encoding="utf-8",
    )
