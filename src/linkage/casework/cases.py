"""Build cases: matters with their words, their evidence, their past and their priority."""

import datetime
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa

from linkage.casework.alternatives import alternatives
from linkage.casework.continuity import carry_over, dated
from linkage.casework.differences import Known, differences
from linkage.casework.evidence import FieldEvidence, Raw
from linkage.casework.evidence_rows import Scores, evidence_rows, side_by_side, wanted_pairs
from linkage.casework.matters import find_matters
from linkage.casework.people import Matter, Pair, Person, Register
from linkage.casework.priority import Costs, any_child, any_in_use, priority, weeks_between
from linkage.casework.reading import Tables, record_marks
from linkage.casework.reasons import reasons
from linkage.casework.settling import missing, settles
from linkage.casework.standing import Standing, state_of
from linkage.casework.wording import (
    GROUND_A_OR_B,
    GROUND_B,
    GROUND_B_OR_D,
    NO_GROUND,
    NONE_NEEDED,
    PROPOSALS,
    TO_BE_FOUND,
    Language,
    Phrase,
    say,
)
from linkage.engine import Engine, Table, TableLike, as_table
from linkage.schema import (
    CaseKind,
    Cases,
    CaseState,
    Changes,
    Entities,
    Evidence,
    Findings,
    IdHistory,
    Records,
    Schema,
    Scored,
    Verdict,
)


class Casework(NamedTuple):
    """What `build_casework` returns.

    Attributes:
        cases: One for each matter.
        evidence: What each fact of each case says, and how it weighs.
        changes: What became of each case since the last run.
    """

    cases: Table
    evidence: Table
    changes: Table


@dataclass(frozen=True)
class Past:
    """What a weekly run knows besides the records.

    Attributes:
        day: Day of the run; without it cases have no first day and do not wait.
        last: Cases of the last run, which this one continues.
        standing: Decisions that hold.
        sampled: Pairs drawn by chance below the threshold.
        costs: What is at stake.
        in_use: Records whose number is in use by a service or on a card now.
    """

    day: datetime.date | None = None
    last: Sequence[Mapping[str, Any]] = ()
    standing: Standing = field(default_factory=lambda: Standing((), (), (), frozenset()))
    sampled: Sequence[Pair] = ()
    costs: Costs = field(default_factory=Costs)
    in_use: Collection[str] = ()


def build_cases(
    records: TableLike,
    findings: TableLike,
    scored: TableLike,
    entities: TableLike,
    *,
    id_history: TableLike | None = None,
    past: Past | None = None,
    lang: Language = "vi",
) -> Table:
    """Turn entities, shared numbers and findings into cases, one for each matter.

    Args:
        records: What `standardise` returned.
        findings: What `check` returned.
        scored: What `score` returned.
        entities: What `cluster` returned.
        id_history: Which numbers lawfully succeeded which.
        past: The last run, decisions and stakes.
        lang: Language of proposals, grounds and reasons, `vi` or `en`.

    Returns:
        A table `cases`, explained look-alikes included and marked, the most urgent first.

    Raises:
        SchemaError: If a table lacks columns.
    """
    return build_casework(
        records, findings, scored, entities, id_history=id_history, past=past, lang=lang
    ).cases


def build_casework(
    records: TableLike,
    findings: TableLike,
    scored: TableLike,
    entities: TableLike,
    *,
    id_history: TableLike | None = None,
    past: Past | None = None,
    lang: Language = "vi",
) -> Casework:
    """Build the cases, the evidence of each, and what became of those of the last run.

    Args:
        records: What `standardise` returned.
        findings: What `check` returned.
        scored: What `score` returned.
        entities: What `cluster` returned.
        id_history: Which numbers lawfully succeeded which.
        past: The last run, decisions and stakes.
        lang: Language of all words.

    Returns:
        Tables `cases`, `evidence` and `changes`.

    Raises:
        SchemaError: If a table lacks columns.
    """
    known = past or Past()
    table = as_table(records, Records)
    engine = table.engine
    tables = Tables(
        engine,
        table,
        as_table(findings, Findings, engine),
        as_table(scored, Scored, engine),
        as_table(entities, Entities, engine),
        None if id_history is None else as_table(id_history, IdHistory, engine),
    )
    register, raw = tables.register({record for pair in known.sampled for record in pair})
    matters = find_matters(register, tables.findings(), known.sampled)
    scores, rarities = tables.scores(matters), tables.rarities()
    rows, said = [], []
    for matter in matters:
        compared = {
            pair: side_by_side(pair, register, raw, scores)
            for pair in wanted_pairs(matter.record_ids)
        }
        rows.append(_case(matter, register, raw, _foremost(compared, scores), lang))
        said.append(evidence_rows(matter, register, raw, compared, scores, rarities, lang))
    _with_past(rows, register, known, lang)
    evidence = [
        {Evidence.case_id.name: row[Cases.case_id.name], **item}
        for row, items in zip(rows, said, strict=True)
        for item in items
    ]
    changes = differences(known.last, rows, _known(tables, known), lang)
    order = f"{Cases.priority.name} desc, {Cases.kind.name}, {Cases.case_id.name}"
    return Casework(
        _table(engine, Cases, rows, order),
        _table(engine, Evidence, evidence, "all"),
        _table(engine, Changes, changes, "all"),
    )


def _known(tables: Tables, past: Past) -> Known:
    """What is known now of the records of earlier cases."""
    earlier = {record for case in past.last for record in case[Cases.record_ids.name]}
    marks = record_marks(tables.records, earlier) if earlier else {}
    settled = [d for d in past.standing.decisions if d.verdict is not Verdict.UNSURE]
    verdicts = {d.case_id: d.verdict.value for d in settled}
    return Known(marks.__contains__, marks, verdicts, frozenset(past.standing.different))


def case_id(kind: CaseKind, record_ids: Sequence[str]) -> str:
    """Id of a new case: the same for the same kind and records in every run.

    Examples:
        >>> case_id(CaseKind.TWO_IDS, ["a", "b"]) == case_id(CaseKind.TWO_IDS, ["b", "a"])
        True
    """
    matter = "\x1f".join([kind.value, *sorted(record_ids)])
    return f"C{hashlib.sha256(matter.encode()).hexdigest()[:12]}"


def _case(
    matter: Matter,
    register: Register,
    raw: Mapping[str, Raw],
    evidence: Sequence[FieldEvidence],
    lang: Language,
) -> dict[str, Any]:
    return {
        Cases.case_id.name: case_id(matter.kind, matter.record_ids),
        Cases.kind.name: matter.kind.value,
        Cases.explained.name: matter.kind.explained,
        Cases.record_ids.name: list(matter.record_ids),
        Cases.probability.name: round(matter.probability, 6),
        Cases.priority.name: 0.0,
        Cases.unit.name: _unit(matter, register),
        Cases.proposal.name: say(PROPOSALS[matter.kind], lang),
        Cases.ground.name: say(_ground(matter), lang),
        Cases.reasons.name: reasons(matter, register, raw, evidence, lang),
        Cases.entity_ids.name: sorted({register.entity_of[r] for r in matter.record_ids}),
        Cases.includes.name: [kind.value for kind in matter.includes],
        Cases.differs.name: list(matter.differs),
        Cases.alternatives.name: alternatives(matter, register, lang),
        Cases.missing.name: missing(matter, register, lang),
        Cases.settles.name: settles(matter.kind, lang),
        Cases.state.name: CaseState.NEW.value,
        Cases.opened.name: None,
        Cases.history.name: [],
        Cases.sampled.name: matter.sampled,
        Cases.source.name: _latest(register.of(matter.record_ids)).source,
        Cases.record_marks.name: [p.mark for p in register.of(matter.record_ids)],
    }


def _foremost(
    compared: Mapping[Pair, Sequence[FieldEvidence]], scores: Scores
) -> Sequence[FieldEvidence]:
    """Evidence of the first scored pair, else of the first pair."""
    chosen = next((pair for pair in compared if pair in scores), next(iter(compared), None))
    return compared[chosen] if chosen else ()


def _latest(people: Sequence[Person]) -> Person:
    """The record changed last; it knows most."""
    return max(people, key=lambda p: (p.updated or "", p.record_id))


def _unit(matter: Matter, register: Register) -> str | None:
    """The unit of the record changed last among those that have one."""
    known = [person for person in register.of(matter.record_ids) if person.unit]
    return _latest(known).unit if known else None


_GROUNDS: Mapping[CaseKind, Phrase] = {
    CaseKind.ID_SEX_MISMATCH: GROUND_A_OR_B,
    CaseKind.ID_BIRTH_YEAR_MISMATCH: GROUND_A_OR_B,
    CaseKind.ID_PLACE_MISMATCH: GROUND_B,
    CaseKind.TWO_IDS: TO_BE_FOUND,
    CaseKind.SHARED_ID: TO_BE_FOUND,
    CaseKind.TWIN_DATA_SWAPPED: TO_BE_FOUND,
}


def _ground(matter: Matter) -> Phrase:
    """The possible ground of NĐ 70/2024 Art. 11(7); several numbers or people name none."""
    if matter.kind.explained:
        return NONE_NEEDED
    if matter.kind is CaseKind.TWO_IDS:
        if "registration_province" in matter.differs:
            return GROUND_B_OR_D
        return GROUND_B if matter.differs else TO_BE_FOUND
    return _GROUNDS.get(matter.kind, NO_GROUND)


def _with_past(rows: list[dict[str, Any]], register: Register, past: Past, lang: Language) -> None:
    """Give cases their past: id, first day, history, state, and with these their priority."""
    day = past.day.isoformat() if past.day else None
    carry_over(rows, [dict(case) for case in past.last], day, lang)
    marks = {record: person.mark for record, person in register.people.items()}
    holding = past.standing.decisions
    by_case = {d.case_id: number for number, d in enumerate(holding)}
    by_records = {tuple(sorted(d.binds)): number for number, d in enumerate(holding)}
    for row in rows:
        records = row[Cases.record_ids.name]
        number = by_case.get(row[Cases.case_id.name], by_records.get(tuple(records)))
        if number is not None:
            decision, doubted = holding[number], number in past.standing.doubted
            state, events = state_of(records, decision, marks, lang, doubted=doubted)
            row[Cases.state.name] = state.value
            on = decision.decided_at
            for at, event in zip((on, day), events, strict=False):
                said = dated(event, at, lang)
                if said not in row[Cases.history.name]:
                    row[Cases.history.name] = [*row[Cases.history.name], said]
        people = register.of(records)
        row[Cases.priority.name] = priority(
            CaseKind(row[Cases.kind.name]),
            row[Cases.probability.name],
            past.costs,
            in_use=any_in_use(records, past.in_use),
            child=any_child((p.birth_year for p in people), past.day, past.costs),
            weeks=weeks_between(row[Cases.opened.name], past.day),
        )


_ARROW = {
    "varchar": pa.string(),
    "boolean": pa.bool_(),
    "double": pa.float64(),
    "varchar[]": pa.list_(pa.string()),
}


def _table(engine: Engine, schema: type[Schema], rows: list[dict[str, Any]], order: str) -> Table:
    """Rows of Python as a table of a schema."""
    types = pa.schema([(c.name, _ARROW[c.type]) for c in schema.columns()])
    name = engine.store_arrow(schema.title(), pa.Table.from_pylist(rows, schema=types))
    table = engine.create(schema, f"select * from {name} order by {order}")
    engine.drop(name)
    return table
