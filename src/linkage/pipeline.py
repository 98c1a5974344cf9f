"""The review: all stages in order, and their result."""

import datetime
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from linkage import manifest
from linkage.blocking import block
from linkage.casework import Language, build_cases
from linkage.clustering import Pair, cluster
from linkage.engine import Engine, Table, TableLike, as_table
from linkage.engine.reading import Source, read
from linkage.findings import check
from linkage.model import Model, default_model
from linkage.output import Parts, write_review
from linkage.schema import Decisions, IdHistory, Records, Scored, Verdict
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
        model: The model that scored.
        manifest: Input, versions, settings, counts and seconds, as in `manifest.json`.
        lang: Language of the cases.
    """

    records: Table
    set_aside: Table
    scored: Table
    entities: Table
    findings: Table
    cases: Table
    model: Model
    manifest: dict[str, Any]
    lang: Language

    def __repr__(self) -> str:
        counts = self.manifest["counts"]
        return f"<ReviewResult: {counts['records']:,} records, {counts['cases']:,} cases>"

    def write(self, out: str | Path, *, overwrite: bool = False, reveal: bool = False) -> Path:
        """Write tables, manifest and report into a folder, whole or not at all.

        Args:
            out: The folder; it must not exist, unless `overwrite` is set.
            overwrite: Replace a folder that an earlier review wrote.
            reveal: Show numbers in full in the report.

        Returns:
            The folder.

        Raises:
            OutputError: If the folder exists or cannot be written.
        """
        parts = Parts(
            records=self.records,
            tables={
                "pairs": self.scored,
                "entities": self.entities,
                "findings": self.findings,
                "cases": self.cases,
                "set_aside": self.set_aside,
            },
            manifest=self.manifest,
            lang=self.lang,
        )
        return write_review(parts, Path(out), overwrite=overwrite, reveal=reveal)


def review(
    people: Source,
    *,
    id_history: TableLike | None = None,
    decisions: TableLike | None = None,
    model: Model | str | Path | None = None,
    columns: dict[str, str] | None = None,
    as_of: datetime.date | None = None,
    lang: Language = "vi",
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> ReviewResult:
    """Find duplicate and conflicting personal numbers in a register extract.

    Args:
        people: A file, frame or table with the input columns.
        id_history: Which numbers lawfully succeeded which.
        decisions: What officers decided earlier; `same person` and `different people` bind.
        model: A model or its file; the shipped one when not given.
        columns: Input column to the header that holds it, where headers are not recognised.
        as_of: Day of the extract; today when not given.
        lang: Language of the cases, `vi` or `en`.
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
    chosen = model if isinstance(model, Model) else Model.load(model) if model else default_model()
    clock = _Clock(progress)
    with clock.stage("read", 0):
        reading = read(people, columns, engine=home)
        history = _history(id_history, home)
        decided = None if decisions is None else as_table(decisions, Decisions, home)
    rows = len(reading.input)
    with clock.stage("standardise", rows):
        records = standardise(reading.input, as_of=as_of)
        notes = reading.input.notes
        reading.input.drop()
    with clock.stage("block", rows):
        pairs = block(records, chosen.blocking)
    with clock.stage("score", len(pairs)):
        scored = score(records, pairs, chosen)
    with clock.stage("cluster", len(scored)):
        same, different = _decided_links(decided)
        entities = cluster(
            records,
            scored,
            chosen.match_threshold,
            same=[*same, *_lawful_links(records, scored, history)],
            different=different,
        )
    with clock.stage("check", rows):
        findings = check(records, id_history=history)
    with clock.stage("cases", len(findings)):
        cases = build_cases(records, findings, scored, entities, id_history=history, lang=lang)
    made = manifest.make(
        notes=notes,
        pairs=pairs,
        scored=scored,
        entities=entities,
        findings=findings,
        cases=cases,
        model=chosen,
        seconds=clock.seconds,
        as_of=as_of or datetime.date.today(),  # noqa: DTZ011
        lang=lang,
    )
    return ReviewResult(
        records, reading.set_aside, scored, entities, findings, cases, chosen, made, lang
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


def _lawful_links(records: Table, scored: Table, history: Table | None) -> list[Pair]:
    """Pairs whose numbers the history links and whose other facts do not speak against it."""
    if history is None:
        return []
    numbers = f"select {Records.record_id.name} as id, {Records.personal_id.name} as number"
    h, sc = IdHistory, Scored
    return records.engine.rows(
        f"""
        with numbers as ({numbers} from {records.name}),
        linked as (
            select old.id as old_id, new.id as new_id from {history.name} h
            join numbers old on old.number = h.{h.previous_id.name}
            join numbers new on new.number = h.{h.personal_id.name}
        )
        select distinct {sc.record_id_l.name}, {sc.record_id_r.name} from {scored.name} s
        join linked on {sc.record_id_l.name} = least(old_id, new_id)
                   and {sc.record_id_r.name} = greatest(old_id, new_id)
        order by 1, 2
        """
    )


def _decided_links(decisions: Table | None) -> tuple[list[Pair], list[Pair]]:
    """Pairs decided to be one person, and pairs decided to be different people.

    Of several decisions about a case the latest counts.
    """
    if decisions is None:
        return [], []
    d = Decisions
    rows = decisions.engine.rows(
        f"select {d.verdict.name}, {d.record_ids.name} from {decisions.name} "
        f"qualify row_number() over (partition by {d.case_id.name} "
        f"order by {d.decided_at.name if d.decided_at.name in decisions.columns else 'null'} "
        f"desc nulls last, {d.verdict.name}) = 1"
    )
    links: dict[str, set[Pair]] = {Verdict.SAME: set(), Verdict.DIFFERENT: set()}
    for verdict, record_ids in rows:
        if verdict in links:
            links[verdict].update(combinations(sorted(record_ids), 2))
    return sorted(links[Verdict.SAME]), sorted(links[Verdict.DIFFERENT])
