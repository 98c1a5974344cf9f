"""The review: all stages in order, and their result."""

import datetime
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linkage import manifest
from linkage.blocking import block
from linkage.casework import Costs, Language, Past, build_casework
from linkage.casework.decision_files import read_decisions
from linkage.casework.explanation import Explanation, explain_pair
from linkage.casework.links import lawful_links
from linkage.casework.past import decided_pairs, hold, last_cases, last_entities, week_of
from linkage.casework.report_trend import earlier_weeks
from linkage.casework.sampling import draw_below
from linkage.clustering import cluster
from linkage.engine import Engine, Table, TableLike, as_table
from linkage.engine.reading import Source, read
from linkage.findings import check
from linkage.model import Model, default_model
from linkage.output import Parts, write_review
from linkage.schema import InUse
from linkage.scoring import score
from linkage.standardisation import standardise, standardise_history

Progress = Callable[[str, int], None]
"""Told at the start of each stage: its name, and how many rows it will read."""

STAGES = ("read", "standardise", "block", "score", "cluster", "check", "cases")


@dataclass(frozen=True)
class ReviewResult:
    """What a review found, as tables, and how it was made.

    Attributes:
        records: The input in standard columns.
        set_aside: Rows of the input that could not be used, and why.
        scored: Pairs with match probability of at least 0.01.
        entities: Which records are proposed to be one person.
        findings: What the numbers say against the records.
        cases: Matters for an officer, explained look-alikes included.
        evidence: What each fact of each case says, and how it weighs.
        changes: What became of each case since the last run.
        model: The model that scored.
        manifest: Input, versions, settings, counts and seconds, as in `manifest.json`.
        lang: Language of the cases.
        id_history: Which numbers lawfully succeeded which, if given.
        last: Folder of the last review, if given.
    """

    records: Table
    set_aside: Table
    scored: Table
    entities: Table
    findings: Table
    cases: Table
    evidence: Table
    changes: Table
    model: Model
    manifest: dict[str, Any]
    lang: Language
    id_history: Table | None = None
    last: Path | None = None

    def __repr__(self) -> str:
        counts = self.manifest["counts"]
        return f"<ReviewResult: {counts['records']:,} records, {counts['cases']:,} cases>"

    def explain(self, one: str, other: str, *, lang: Language | None = None) -> Explanation:
        """Explain a pair of records, whether or not blocking found it.

        Args:
            one: Id of a record.
            other: Id of another record.
            lang: Language of the words; that of the review when not given.

        Raises:
            InputError: If an id is unknown or the ids are the same.
        """
        lang = lang or self.lang
        return explain_pair(self.records, one, other, self.model, scored=self.scored, lang=lang)

    def write(
        self,
        out: str | Path,
        *,
        overwrite: bool = False,
        reveal: bool = False,
        earlier: Sequence[str | Path] = (),
    ) -> Path:
        """Write tables, manifest and report into a folder, whole or not at all.

        Args:
            out: The folder; it must not exist, unless `overwrite` is set.
            overwrite: Replace a folder that an earlier review wrote.
            reveal: Show numbers in full in the report.
            earlier: Folders of earlier reviews, whose counts the report sets beside these.

        Returns:
            The folder.

        Raises:
            InputError: If an earlier folder is not that of a review.
            OutputError: If the folder exists or cannot be written.
        """
        before = dict.fromkeys(Path(folder) for folder in (*earlier, *filter(None, (self.last,))))
        parts = Parts(
            records=self.records,
            tables={
                "pairs": self.scored,
                "entities": self.entities,
                "findings": self.findings,
                "cases": self.cases,
                "evidence": self.evidence,
                "changes": self.changes,
                "set_aside": self.set_aside,
            },
            manifest=self.manifest,
            lang=self.lang,
            id_history=self.id_history,
            earlier=earlier_weeks(list(before), self.cases.engine),
        )
        return write_review(parts, Path(out), overwrite=overwrite, reveal=reveal)


def review(
    people: Source,
    *,
    id_history: TableLike | None = None,
    decisions: TableLike | None = None,
    last: str | Path | None = None,
    in_use: TableLike | None = None,
    costs: Costs | None = None,
    sample: int = 0,
    model: Model | str | Path | None = None,
    columns: dict[str, str] | None = None,
    as_of: datetime.date | None = None,
    lang: Language = "vi",
    by: str | None = None,
    purpose: str | None = None,
    decisions_up_to: int | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> ReviewResult:
    """Find duplicate and conflicting personal numbers in a register extract.

    Args:
        people: A file, frame or table with the input columns.
        id_history: Which numbers lawfully succeeded which.
        decisions: What officers decided earlier: the log, a file or a table. `same person` and
            `different people` bind.
        last: Folder of the last review; its cases go on under their ids.
        in_use: Records whose number is in use by a service or on a card now.
        costs: What is at stake in each kind of case.
        sample: Pairs below the threshold to draw by chance, to estimate what it misses.
        model: A model or its file; the shipped one when not given.
        columns: Input column to the header that holds it, where headers are not recognised.
        as_of: Day of the extract; today when not given.
        lang: Language of the cases, `vi` or `en`.
        by: Who runs the review, for the manifest.
        purpose: What it is run for, for the manifest.
        decisions_up_to: Of a log, leave out what was added after this place.
        engine: Threads and memory to use.
        progress: Told at the start of each stage.

    Raises:
        LinkageError: If an input cannot be read or lacks what the review needs.

    Examples:
        >>> import pyarrow as pa
        >>> people = pa.table({
        ...     "record_id": ["r1", "r2"],
        ...     "full_name": ["Nguyễn Thị Hường", "NGUYỄN THỊ HƯỜNG"],
        ...     "date_of_birth": ["12/05/1990", "1990-05-12"],
        ...     "mother_name": ["Trần Thị Lụa", "Trần Thị Lụa"],
        ...     "permanent_address": ["Xã Phú Cường, Huyện Ba Vì, Hà Nội"] * 2,
        ...     "personal_id": ["001190000123", "001190004567"]})
        >>> review(people).cases.to_pandas()["kind"].tolist()
        ['two_ids']
    """
    home = engine or Engine()
    day = as_of or datetime.date.today()  # noqa: DTZ011
    request = manifest.request(
        people=people,
        id_history=id_history,
        decisions=decisions,
        decisions_up_to=decisions_up_to,
        last=last,
        in_use=in_use,
        costs=costs,
        sample=sample,
        model=model,
        columns=columns,
        by=by,
        purpose=purpose,
    )
    chosen = model if isinstance(model, Model) else Model.load(model) if model else default_model()
    clock = _Clock(progress)
    with clock.stage("read", 0):
        reading = read(people, columns, engine=home)
        history = _history(id_history, home)
        decided = [] if decisions is None else read_decisions(decisions, decisions_up_to)
        before = [] if last is None else last_cases(last)
        used = _in_use(in_use, home)
    rows = len(reading.input)
    with clock.stage("standardise", rows):
        records = standardise(reading.input, as_of=day)
        notes = reading.input.notes
        reading.input.drop()
    with clock.stage("block", rows):
        pairs = block(records, chosen.blocking)
    with clock.stage("score", len(pairs)):
        scored = score(records, pairs, chosen)
    with clock.stage("cluster", len(scored)):
        standing = hold(decided, records, scored)
        barred = set(standing.different)
        lawful = [p for p in lawful_links(records, scored, history) if p not in barred]
        entities = cluster(
            records,
            scored,
            chosen.match_threshold,
            same=[*standing.same, *lawful],
            different=standing.different,
            model=scored.notes["fitted"],
            last=None if last is None else last_entities(last),
        )
    with clock.stage("check", rows):
        findings = check(records, id_history=history)
    with clock.stage("cases", len(findings)):
        drawn = draw_below(
            scored,
            entities,
            chosen.match_threshold,
            sample,
            week_of(day),
            decided_pairs(standing),
        )
        past = Past(day, before, standing, drawn, costs or Costs(), used)
        cases, evidence, changes = build_casework(
            records, findings, scored, entities, id_history=history, past=past, lang=lang
        )
    made = manifest.make(
        notes=notes,
        pairs=pairs,
        scored=scored,
        entities=entities,
        findings=findings,
        cases=cases,
        model=chosen,
        seconds=clock.seconds,
        as_of=day,
        lang=lang,
        request=request,
    )
    return ReviewResult(
        records=records,
        set_aside=reading.set_aside,
        scored=scored,
        entities=entities,
        findings=findings,
        cases=cases,
        evidence=evidence,
        changes=changes,
        model=chosen,
        manifest=made,
        lang=lang,
        id_history=history,
        last=None if last is None else Path(last),
    )


class _Clock:
    """Seconds spent in each stage, told to whoever watches."""

    def __init__(self, progress: Progress | None) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def stage(self, name: str, rows: int) -> Iterator[None]:
        if self._progress is not None:
            self._progress(name, rows)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)


def _history(id_history: TableLike | None, engine: Engine) -> Table | None:
    return None if id_history is None else standardise_history(id_history, engine=engine)


def _in_use(in_use: TableLike | None, engine: Engine) -> frozenset[str]:
    if in_use is None:
        return frozenset()
    rows = as_table(in_use, InUse, engine)
    return frozenset(
        record for (record,) in engine.rows(f"select {InUse.record_id.name} from {rows.name}")
    )
