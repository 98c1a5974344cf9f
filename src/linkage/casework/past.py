"""The past of a weekly run: the cases of the last one, and decisions held against the data."""

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from linkage.casework.continuity import carry_over
from linkage.casework.decisions import Decision
from linkage.casework.differences import Known, differences
from linkage.casework.people import Pair
from linkage.casework.reading import record_marks
from linkage.casework.standing import Standing, stand
from linkage.engine import Table
from linkage.engine.opening import file_hash
from linkage.errors import InputError
from linkage.schema import Cases, Entities, Scored

CASES, CHANGES, ENTITIES = "cases.parquet", "changes.parquet", "entities.parquet"

_NEEDED = (
    Cases.case_id,
    Cases.kind,
    Cases.explained,
    Cases.record_ids,
    Cases.state,
    Cases.opened,
    Cases.history,
    Cases.sampled,
    Cases.record_marks,
)


def last_cases(last: str | Path) -> list[dict[str, Any]]:
    """Cases of an earlier run, as far as the next one needs them.

    Args:
        last: The folder of the run, or its table of cases.

    Raises:
        InputError: If it cannot be read or holds no cases.
    """
    path = Path(last)
    file = path / CASES if path.is_dir() else path
    try:
        names = set(pq.read_schema(file).names)
        wanted = [column.name for column in _NEEDED if column.name in names]
        rows: list[dict[str, Any]] = pq.read_table(file, columns=wanted).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise InputError(
            f"{path.name!r} is not the folder of a review.",
            hint="name the folder that `linkage review --out` wrote last time.",
        ) from error
    lacking = {c.name for c in _NEEDED if c.required} - names
    if lacking:
        raise InputError(f"The cases in {path.name!r} lack: {', '.join(sorted(lacking))}.")
    return rows


def last_entities(last: str | Path) -> Path | None:
    """The entities of an earlier run, where its folder is given and not its cases alone."""
    path = Path(last)
    return path / ENTITIES if path.is_dir() else None


def changes_between(last: Path, this: Path) -> list[dict[str, Any]]:
    """What became of the cases of one review in a later one.

    A review that continued the earlier one tells the reasons itself; else they are told as far
    as the two folders show.

    Raises:
        InputError: If a folder is not that of a review.
    """
    before, after = last_cases(last), last_cases(this)
    try:
        told = json.loads((this / "manifest.json").read_text(encoding="utf-8"))
        if (told["request"]["last"] or {}).get("sha256") == file_hash([last / CASES]):
            rows: list[dict[str, Any]] = pq.read_table(this / CHANGES).to_pylist()
            return rows
        ids = pq.read_table(this / ENTITIES, columns=[Entities.record_id.name]).column(0)
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        raise InputError(
            f"{this.name!r} is not the folder of a review.",
            hint="name the folders that `linkage review --out` wrote.",
        ) from error
    carry_over(after, before, None, told["lang"])
    present = frozenset(ids.to_pylist())
    return differences(before, after, Known(present.__contains__, {}, {}), told["lang"])


def hold(decisions: Sequence[Decision], records: Table, scored: Table) -> Standing:
    """Hold decisions against the records and scores of this run."""
    ids = {record for decision in decisions for record in decision.binds}
    pairs = {p for d in decisions for p in combinations(sorted(d.binds), 2)}
    known = _probabilities(scored, pairs)
    return stand(
        decisions,
        record_marks(records, ids),
        lambda one, other: known.get((min(one, other), max(one, other)), 0.0),
    )


def _probabilities(scored: Table, pairs: Iterable[Pair]) -> Mapping[Pair, float]:
    wanted = sorted(pairs)
    engine = scored.engine
    name = engine.store_arrow(
        "decided",
        pa.table(
            {
                "l": pa.array([left for left, _ in wanted], pa.string()),
                "r": pa.array([right for _, right in wanted], pa.string()),
            }
        ),
    )
    l, r = Scored.record_id_l.name, Scored.record_id_r.name  # noqa: E741
    rows = engine.rows(
        f"select s.{l}, s.{r}, s.{Scored.match_probability.name} from {scored.name} s "
        f"join {name} w on w.l = s.{l} and w.r = s.{r}"
    )
    engine.drop(name)
    return {(left, right): probability for left, right, probability in rows}


def decided_pairs(standing: Standing) -> set[Pair]:
    """Pairs somebody decided about, whatever the verdict."""
    return {p for d in standing.decisions for p in combinations(sorted(d.binds), 2)}


def week_of(day: datetime.date) -> str:
    """ISO week of a day.

    Examples:
        >>> week_of(datetime.date(2026, 11, 26))
        '2026-W48'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
