"""How the cases move from week to week, told from the folders of earlier reviews."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from linkage.casework.report_charts import trend
from linkage.casework.report_html import Html, grid, scrolling, tag
from linkage.casework.report_words import NOT_KNOWN, SHORT_TITLES, Voice
from linkage.casework.wording import Phrase
from linkage.engine import Engine, as_table
from linkage.errors import InputError
from linkage.schema import CaseKind, Cases, CaseState

Codes = Sequence[str | None]
"""Values of `unit`."""

LAST_WEEKS = 8
"""Runs that stand side by side, the last ones; a page is not wider."""


@dataclass(frozen=True)
class Week:
    """The open cases of one review.

    Attributes:
        as_of: Day of its extract, `YYYY-MM-DD`.
        made_with: Model, threshold and rules; counts compare only where these are equal.
        records: Records reviewed.
        counts: Open cases by unit and source, and by kind.
    """

    as_of: str
    made_with: str
    records: int
    counts: Mapping[tuple[str | None, str | None], Counter[CaseKind]] = field(repr=False)

    def kinds(self, codes: Codes | None) -> Counter[CaseKind]:
        """Cases of some units, or of all."""
        total: Counter[CaseKind] = Counter()
        for _, counts in self._of(codes):
            total.update(counts)
        return total

    def sources(self, codes: Codes | None) -> Counter[str | None]:
        """The same by source."""
        total: Counter[str | None] = Counter()
        for source, counts in self._of(codes):
            total[source] += counts.total()
        return total

    def _of(self, codes: Codes | None) -> list[tuple[str | None, Counter[CaseKind]]]:
        wanted = None if codes is None else {*codes}
        return [
            (source, counts)
            for (unit, source), counts in self.counts.items()
            if wanted is None or unit in wanted
        ]


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
    unit, source, state = (
        column.name if column.name in cases.columns else "null"
        for column in (Cases.unit, Cases.source, Cases.state)
    )
    counts: dict[tuple[str | None, str | None], Counter[CaseKind]] = {}
    for where, of, kind, number in engine.rows(
        f"select {unit}, {source}, {Cases.kind.name}, count(*) from {cases.name} "
        f"where not coalesce({Cases.explained.name}, false) "
        f"and coalesce({state}, '') <> '{CaseState.DECIDED}' group by all"
    ):
        counts.setdefault((where, of), Counter())[CaseKind(kind)] = number
    cases.drop()
    return Week(day, made_with(manifest), records, counts)


def trend_section(
    weeks: Sequence[Week],
    codes: Codes | None,
    voice: Voice,
    below: Sequence[tuple[str, Codes]] = (),
) -> list[Html]:
    """Open cases over the weeks by kind, source and unit; nothing where there is but one.

    Args:
        weeks: The reviews.
        codes: The units that are counted; all when None.
        voice: The language.
        below: Titles of the units below, and the codes that stand for each.
    """
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
        *_over_weeks(_BY_SOURCE, _sources(ordered, codes, voice), ordered, voice),
        *_over_weeks(_BY_UNIT, _units(ordered, below), ordered, voice),
    ]
    if len({week.made_with for week in weeks}) > 1:
        parts.insert(0, tag("p", voice.say(_OTHERWISE_MADE), class_="note"))
    return parts


_BY_SOURCE = (
    ("Vụ việc chưa xác minh theo kỳ và nguồn", "Open cases by run and source"),
    ("Nguồn", "Source"),
)
_BY_UNIT = (
    ("Vụ việc chưa xác minh theo kỳ và đơn vị", "Open cases by run and unit"),
    ("Đơn vị", "Unit"),
)
Line = tuple[str, Sequence[int]]
"""A title, and the open cases of each week."""


def _sources(weeks: Sequence[Week], codes: Codes | None, voice: Voice) -> list[Line]:
    """Nothing where no source is told."""
    of_weeks = [week.sources(codes) for week in weeks]
    sources = {source for counts in of_weeks for source in counts}
    if not sources - {None}:
        return []
    return [
        (source or voice.say(NOT_KNOWN), [counts[source] for counts in of_weeks])
        for source in sorted(sources, key=lambda source: (source is None, source))
    ]


def _units(weeks: Sequence[Week], below: Sequence[tuple[str, Codes]]) -> list[Line]:
    return [(title, [week.kinds(codes).total() for week in weeks]) for title, codes in below]


def _over_weeks(
    titles: tuple[Phrase, Phrase], lines: Sequence[Line], weeks: Sequence[Week], voice: Voice
) -> list[Html]:
    """One line for each source or unit that had a case, the last weeks side by side."""
    rows = [
        (title, *map(voice.count, counts[-LAST_WEEKS:])) for title, counts in lines if any(counts)
    ]
    if not rows:
        return []
    caption, first = map(voice.say, titles)
    head = [first, *(voice.day(week.as_of) for week in weeks[-LAST_WEEKS:])]
    return [grid(caption, head, rows, class_="by-unit")]


_OTHERWISE_MADE = (
    "Các kỳ dùng mô hình, ngưỡng hoặc quy tắc khác nhau: số vụ tăng giảm có thể do đó, không do "
    "dữ liệu.",
    "The runs used other models, thresholds or rules: counts may have moved for that reason "
    "rather than with the data.",
)
