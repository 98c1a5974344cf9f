"""Repeat a review from its manifest, and say whether the same came out."""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from linkage.casework import Costs
from linkage.casework.past import CASES
from linkage.engine import Engine
from linkage.engine.opening import file_hash
from linkage.errors import InputError, listing
from linkage.output import MANIFEST
from linkage.pipeline import Progress, review

_FILES = ("people", "id_history", "decisions", "last", "in_use", "model")


def repeat(
    manifest: str | Path,
    out: str | Path,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> list[str]:
    """Run the review of a manifest again.

    Args:
        manifest: The manifest, or the folder it is in.
        out: Folder to write.
        engine: Threads and memory to use.
        progress: Told at the start of each stage.

    Returns:
        Names of the tables that came out otherwise; none when the repetition is exact.

    Raises:
        InputError: If the manifest cannot be read, an input was not a file, is gone or has
            changed.
    """
    told = _read(Path(manifest))
    asked = told["request"]
    _require_same(asked)
    result = review(
        asked["people"]["file"],
        **{name: asked[name]["file"] for name in _FILES[1:] if asked[name]},
        decisions_up_to=asked["decisions_up_to"],
        costs=Costs.from_json(json.dumps(asked["costs"])) if asked["costs"] else None,
        sample=asked["sample"],
        columns=asked["columns"],
        as_of=datetime.date.fromisoformat(told["as_of"]),
        lang=told["lang"],
        by=asked["by"],
        purpose=asked["purpose"],
        engine=engine,
        progress=progress,
    )
    written = json.loads((result.write(out) / MANIFEST).read_text(encoding="utf-8"))
    before, after = told["files"], written["files"]
    return sorted(name for name in before | after if before.get(name) != after.get(name))


def _read(path: Path) -> dict[str, Any]:
    file = path / MANIFEST if path.is_dir() else path
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return told | {"request": told["request"], "files": told["files"]}
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{file.name!r} is not the manifest of a review that can be repeated.",
            hint="give manifest.json of a folder that `linkage review --out` wrote.",
        ) from error


def _require_same(asked: Mapping[str, Any]) -> None:
    """Check that all inputs are files and hold what they held."""
    given = {name: asked[name] for name in _FILES if asked[name]}
    problems = [f"{name} was not a file" for name, told in given.items() if "file" not in told]
    for name, told in given.items():
        if "file" not in told:
            continue
        path = Path(told["file"])
        file = path / CASES if path.is_dir() else path
        if not file.is_file():
            problems.append(f"{name} is gone")
        elif told.get("sha256", digest := file_hash([file])) != digest:
            problems.append(f"{name} has changed")
    if problems:
        raise InputError(f"The review cannot be repeated: {listing(problems)}.")
