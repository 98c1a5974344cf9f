"""Write a review into a folder that appears whole or not at all."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from linkage.casework import Language
from linkage.casework.case_records import NAME as CASE_RECORDS
from linkage.casework.case_records import case_records
from linkage.casework.report import write_report
from linkage.casework.report_site import Review
from linkage.casework.report_trend import Week
from linkage.engine import Table
from linkage.engine.folders import whole_folder
from linkage.engine.opening import file_hash
from linkage.errors import OutputError

MANIFEST = "manifest.json"
REPORT = "report.html"


@dataclass(frozen=True)
class Parts:
    """What a review folder is made of."""

    records: Table
    tables: Mapping[str, Table]
    manifest: dict[str, Any]
    lang: Language
    id_history: Table | None = None
    earlier: Sequence[Week] = ()


def require_free(out: Path, *, overwrite: bool) -> None:
    """Check before any work that the folder can be made.

    Raises:
        OutputError: If it exists and is not to be replaced, or is not a review folder.
    """
    if not out.exists():
        return
    if not overwrite:
        raise OutputError(
            f"The output folder {out.name!r} exists already.",
            hint="name another folder, or ask to overwrite it.",
        )
    if not (out / MANIFEST).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(
            f"{out.name!r} was not written by a review and is not overwritten.",
            hint="name another folder.",
        )


def write_review(parts: Parts, out: Path, *, overwrite: bool, reveal: bool) -> Path:
    """Write all files of a review into its folder."""
    require_free(out, overwrite=overwrite)
    with whole_folder(out, "The review", replace=overwrite) as folder:
        told = case_records(parts.records, parts.tables["cases"])
        tables = {**parts.tables, CASE_RECORDS: told}
        files = [folder / f"{name}.parquet" for name in tables]
        for file, table in zip(files, tables.values(), strict=True):
            _write_table(table, file)
        manifest = parts.manifest | {"files": {f.name: file_hash([f]) for f in files}}
        text = json.dumps(manifest, indent=1, ensure_ascii=False, default=str)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
        write_report(
            folder / REPORT,
            Review(parts.records, parts.tables, parts.manifest, parts.id_history, parts.earlier),
            lang=parts.lang,
            reveal=reveal,
        )
    return out


def _write_table(table: Table, path: Path) -> None:
    """Write rows in the order of all sortable columns, so that equal tables are equal files."""
    order = ", ".join(f'"{column}"' for column in table.columns)
    rows = table.engine.arrow(f"select * from {table.name} order by {order}")
    pq.write_table(rows, path, compression="zstd")
