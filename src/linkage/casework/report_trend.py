"""How the cases move from week to week, told from the folders of earlier reviews."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from linkage.casework.report_charts import trend
from linkage.casework.report_html import Html, grid, scrolling, tag
from linkage.casework.report_words import SHORT_TITLES, Voice
from linkage.engine import Engine, as_table
from linkage.errors import InputError
from linkage.schema import CaseKind, Cases, CaseState


@dataclass(frozen=True)
class Week:
    """The open cases of one review.

    Attributes:
        as_of: Day of its extract, `YYYY-MM-DD`.
        made_with: Model, threshold and rules; counts compare only where these are equal.
        records: Records reviewed.
        counts: Open cases by unit and kind.
    """

    as_of: str
    made_with: str
    records: int
    counts: Mapping[str | None, Counter[CaseKind]] = field(repr=False)

    def kinds(self, codes: Sequence[str | None] | None) -> Counter[CaseKind]:
        """Cases of some units, or of all."""
        wanted = self.counts if codes is None else codes
        total: Counter[CaseKind] = Counter()
        for code in wanted:
            total.update(self.counts.get(code, Counter()))
        return total


def made_with(manifest: Mapping[str, Any]) -> str:
    """What decides about scores: model, threshold and rules."""
    model = manifest.get("model") or {}
    parts = (model.get("sha256"), manifest.get("match_threshold"), manifest.get("rule_set"))
    return json.dumps(parts)


def earlier_weeks(folders: Sequence[Path], engine: Engine) -> list[Week]:
    """Read the folders of earlier reviews.

    Raises:
        InputError: If a folder was not written by a review.
    """
    return [_week(folder, engine) for folder in folders]


def _week(folder: Path, engine: Engine) -> Week:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        day, records = str(manifest["as_of"]), int(manifest["counts"]["records"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{folder.name!r} is not the folder of an earlier review.",
            hint="give the folders that `linkage review --out` wrote.",
        ) from error
    cases = as_table(folder / "cases.parquet", Cases, engine)
    unit, state = (
        column.name if column.name in cases.columns else "null"
        for column in (Cases.unit, Cases.state)
    )
    counts: dict[str | None, Counter[CaseKind]] = {}
    for where, kind, number in engine.rows(
        f"select {unit}, {Cases.kind.name}, count(*) from {cases.name} "
        f"where not coalesce({Cases.explained.name}, false) "
        f"and coalesce({state}, '') <> '{CaseState.DECIDED}' group by all"
    ):
        counts.setdefault(where, Counter())[CaseKind(kind)] = number
    cases.drop()
    return Week(day, made_with(manifest), records, counts)


def trend_section(
    weeks: Sequence[Week], codes: Sequence[str | None] | None, voice: Voice
) -> list[Html]:
    """Open cases over the weeks; nothing where there is but one."""
    if len({week.as_of for week in weeks}) < 2:
        return []
    ordered = sorted(weeks, key=lambda week: week.as_of)
    of_kinds = [week.kinds(codes) for week in ordered]
    kinds = [kind for kind in CaseKind if any(counts[kind] for counts in of_kinds)]
    days = [voice.day(week.as_of) for week in ordered]
    totals = [counts.total() for counts in of_kinds]
    title = voice.say(("Vụ việc chưa xác minh theo kỳ", "Open cases by run"))
    head = [
        voice.say(("Tính đến ngày", "As of")),
        voice.say(("Hồ sơ đã rà soát", "Records reviewed")),
        voice.say(("Cộng", "Total")),
        *(voice.say(SHORT_TITLES[kind]) for kind in kinds),
    ]
    rows = [
        (
            day,
            voice.count(week.records) if codes is None else "·",
            voice.count(counts.total()),
            *(voice.count(counts[kind]) for kind in kinds),
        )
        for day, week, counts in zip(days, ordered, of_kinds, strict=True)
    ]
    if codes is not None:
        head.pop(1)
        rows = [(first, *rest) for first, _, *rest in rows]
    parts = [
        scrolling(title, trend(list(zip(days, totals, strict=True)), title, voice)),
        grid(title, head, rows, class_="by-unit"),
    ]
    if len({week.made_with for week in weeks}) > 1:
        parts.insert(0, tag("p", voice.say(_OTHERWISE_MADE), class_="note"))
    return parts


_OTHERWISE_MADE = (
    "Các kỳ dùng mô hình, ngưỡng hoặc quy tắc khác nhau: số vụ tăng giảm có thể do đó, không do "
    "dữ liệu.",
    "The runs used other models, thresholds or rules: counts may have moved for that reason "
    "rather than with the data.",
)
