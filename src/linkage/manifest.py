"""The manifest: what a review read, with which versions and settings, and what came out."""

import datetime
import hashlib
import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeGuard

from linkage.casework import Costs
from linkage.casework.decisions import DecisionLog, is_log
from linkage.casework.past import CASES
from linkage.engine import Table
from linkage.engine.opening import file_hash
from linkage.findings import RULE_SET
from linkage.model import Model
from linkage.schema import Cases
from linkage.signs import signs

SEED = 0
"""No stage of a review draws random numbers; the manifest says so with a constant seed."""


def make(
    *,
    notes: dict[str, Any],
    pairs: Table,
    scored: Table,
    entities: Table,
    findings: Table,
    cases: Table,
    model: Model,
    seconds: dict[str, float],
    as_of: datetime.date,
    lang: str,
    request: dict[str, Any],
) -> dict[str, Any]:
    """Gather everything needed to repeat a review and to read its result."""
    by_kind = cases.engine.rows(
        f"select {Cases.kind.name}, count(*) from {cases.name} group by 1 order by 1"
    )
    return {
        "request": request,
        "input": notes,
        "versions": {
            "linkage": version("linkage"),
            "splink": version("splink"),
            "duckdb": version("duckdb"),
            "python": platform.python_version(),
        },
        "model": {
            "name": model.name,
            "version": model.version,
            "sha256": fingerprint(model),
            "class_shares": scored.notes["class_shares"],
        },
        "rule_set": RULE_SET,
        "seed": SEED,
        "as_of": as_of.isoformat(),
        "lang": lang,
        "match_threshold": model.match_threshold,
        "counts": {
            "records": len(entities),
            "candidate_pairs": len(pairs),
            "scored_pairs": len(scored),
            "entities": _distinct_entities(entities),
            "pairs_left_apart": entities.notes["pairs_left_apart"],
            "findings": len(findings),
            "cases": len(cases),
            "cases_by_kind": dict(by_kind),
        },
        "blocking": pairs.notes["rules"],
        "signs": list(signs(pairs, scored, len(entities))),
        "score_histogram": scored.notes["histogram"],
        "seconds": seconds,
    }


def request(
    *,
    people: object,
    id_history: object,
    decisions: object,
    decisions_up_to: int | None,
    last: object,
    in_use: object,
    costs: Costs | None,
    sample: int,
    model: object,
    columns: dict[str, str] | None,
    by: str | None,
    purpose: str | None,
) -> dict[str, Any]:
    """What a review was asked for: who, for what, and files with the hash of their content.

    Data given otherwise than as a file are named by their type alone: such a review can be
    audited, but not repeated from its manifest.
    """
    log = DecisionLog.existing(decisions) if _is_log(decisions) else None
    return {
        "by": by,
        "purpose": purpose,
        "people": _given(people),
        "id_history": _given(id_history),
        "decisions": {"file": str(log.path.resolve())} if log else _given(decisions),
        "decisions_up_to": decisions_up_to if not log or decisions_up_to else log.last_number(),
        "last": _given(last),
        "in_use": _given(in_use),
        "costs": json.loads(costs.to_json()) if costs else None,
        "sample": sample,
        "model": _given(model),
        "columns": columns,
    }


def _is_log(source: object) -> TypeGuard[str | Path]:
    return isinstance(source, str | Path) and Path(source).is_file() and is_log(Path(source))


def _given(source: object) -> dict[str, str] | None:
    """File and hash of something given as a file; of a review folder, of its cases."""
    if source is None:
        return None
    if not isinstance(source, str | Path):
        return {"type": type(source).__name__}
    path = Path(source).resolve()
    file = path / CASES if path.is_dir() and (path / CASES).is_file() else path
    return {"file": str(path)} | ({"sha256": file_hash([file])} if file.is_file() else {})


def fingerprint(model: Model) -> str:
    """Hash of everything in a model that changes its scores."""
    text = json.dumps(asdict(model), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _distinct_entities(entities: Table) -> int:
    query = f"select count(distinct entity_id) from {entities.name}"
    return int(entities.engine.rows(query)[0][0])
