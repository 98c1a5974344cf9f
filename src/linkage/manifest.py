"""The manifest: what a review read, with which versions and settings, and what came out."""

import datetime
import hashlib
import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from linkage.engine import Table
from linkage.findings import RULE_SET
from linkage.model import Model
from linkage.schema import Cases

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
) -> dict[str, Any]:
    """Gather everything needed to repeat a review and to read its result."""
    by_kind = cases.engine.rows(
        f"select {Cases.kind.name}, count(*) from {cases.name} group by 1 order by 1"
    )
    return {
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
        "score_histogram": scored.notes["histogram"],
        "seconds": seconds,
    }


def fingerprint(model: Model) -> str:
    """Hash of everything in a model that changes its scores."""
    text = json.dumps(asdict(model), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _distinct_entities(entities: Table) -> int:
    query = f"select count(distinct entity_id) from {entities.name}"
    return int(entities.engine.rows(query)[0][0])
