"""Build cases: matters with their proposal, ground, unit, priority and reasons."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from linkage.casework.evidence import FieldEvidence, Raw
from linkage.casework.evidence_rows import evidence_rows, side_by_side, wanted_pairs
from linkage.casework.matters import Finding, Matter, Person, Register, find_matters
from linkage.casework.reasons import reasons
from linkage.casework.wording import (
    GROUND_B,
    NO_GROUND,
    NONE_NEEDED,
    PROPOSALS,
    TO_BE_FOUND,
    Language,
    say,
)
from linkage.engine import Engine, Table, TableLike, as_table
from linkage.schema import (
    RAW_PREFIX,
    CaseKind,
    Cases,
    CaseState,
    Entities,
    Evidence,
    Findings,
    IdHistory,
    Input,
    Records,
    Schema,
    Scored,
)

URGENCY: Mapping[CaseKind, float] = {
    CaseKind.TWO_IDS: 1.0,
    CaseKind.SHARED_ID: 1.0,
    CaseKind.DECEASED_ACTIVE: 0.9,
    CaseKind.TWIN_DATA_SWAPPED: 0.8,
    CaseKind.ID_SEX_MISMATCH: 0.7,
    CaseKind.ID_BIRTH_YEAR_MISMATCH: 0.7,
    CaseKind.ID_PLACE_MISMATCH: 0.6,
    CaseKind.NO_ID_DUPLICATE: 0.6,
    CaseKind.IMPOSSIBLE_ID: 0.5,
    CaseKind.REPEATED_RECORD: 0.5,
    CaseKind.SHARED_CMND: 0.4,
    CaseKind.ID_TYPO: 0.4,
}
"""How urgent a true case of a kind is: numbers in use first, then data that only disturb."""


class Casework(NamedTuple):
    """What `build_casework` returns: the cases, and the evidence each of them rests on."""

    cases: Table
    evidence: Table


def build_cases(
    records: TableLike,
    findings: TableLike,
    scored: TableLike,
    entities: TableLike,
    *,
    id_history: TableLike | None = None,
    lang: Language = "vi",
) -> Table:
    """Turn entities, shared numbers and findings into cases, one for each matter.

    Args:
        records: What `standardise` returned.
        findings: What `check` returned.
        scored: What `score` returned.
        entities: What `cluster` returned.
        id_history: Which numbers lawfully succeeded which.
        lang: Language of proposals, grounds and reasons, `vi` or `en`.

    Returns:
        A table `cases`, explained look-alikes included and marked, the most urgent first.

    Raises:
        SchemaError: If a table lacks columns.
    """
    return build_casework(
        records, findings, scored, entities, id_history=id_history, lang=lang
    ).cases


def build_casework(
    records: TableLike,
    findings: TableLike,
    scored: TableLike,
    entities: TableLike,
    *,
    id_history: TableLike | None = None,
    lang: Language = "vi",
) -> Casework:
    """Build the cases and the evidence of each; takes what `build_cases` takes.

    Returns:
        Tables `cases` and `evidence`.

    Raises:
        SchemaError: If a table lacks columns.
    """
    table = as_table(records, Records)
    engine = table.engine
    tables = _Tables(
        engine,
        table,
        as_table(findings, Findings, engine),
        as_table(scored, Scored, engine),
        as_table(entities, Entities, engine),
        None if id_history is None else as_table(id_history, IdHistory, engine),
    )
    register, raw = tables.register()
    matters = find_matters(register, tables.findings())
    pairs = tables.pairs(matters)
    rows = [_case(matter, register, raw, pairs, lang) for matter in matters]
    said = [
        row
        for matter in matters
        for row in evidence_rows(
            case_id(matter.kind, matter.record_ids), matter, register, raw, pairs, lang
        )
    ]
    order = f"{Cases.priority.name} desc, {Cases.kind.name}, {Cases.case_id.name}"
    return Casework(_table(engine, Cases, rows, order), _table(engine, Evidence, said, "all"))


def _table(engine: Engine, schema: type[Schema], rows: list[dict[str, Any]], order: str) -> Table:
    """Rows of Python as a table of a schema."""
    types = pa.schema([(c.name, _ARROW[c.type]) for c in schema.columns()])
    name = engine.store_arrow(schema.title(), pa.Table.from_pylist(rows, schema=types))
    table = engine.create(schema, f"select * from {name} order by {order}")
    engine.drop(name)
    return table


_ARROW = {
    "varchar": pa.string(),
    "boolean": pa.bool_(),
    "double": pa.float64(),
    "varchar[]": pa.list_(pa.string()),
}


def case_id(kind: CaseKind, record_ids: Sequence[str]) -> str:
    """Id of a case: the same for the same kind and records in every run.

    Examples:
        >>> case_id(CaseKind.TWO_IDS, ["a", "b"]) == case_id(CaseKind.TWO_IDS, ["b", "a"])
        True
    """
    matter = "\x1f".join([kind.value, *sorted(record_ids)])
    return f"{kind.value}-{hashlib.sha256(matter.encode()).hexdigest()[:12]}"


def _case(
    matter: Matter,
    register: Register,
    raw: Mapping[str, Raw],
    pairs: Mapping[tuple[str, str], Mapping[str, Any]],
    lang: Language,
) -> dict[str, Any]:
    probability = round(matter.probability, 6)
    explained = matter.kind.explained
    return {
        Cases.case_id.name: case_id(matter.kind, matter.record_ids),
        Cases.kind.name: matter.kind.value,
        Cases.explained.name: explained,
        Cases.record_ids.name: list(matter.record_ids),
        Cases.probability.name: probability,
        Cases.priority.name: 0.0 if explained else round(URGENCY[matter.kind] * probability, 6),
        Cases.unit.name: _unit(matter, register),
        Cases.proposal.name: say(PROPOSALS[matter.kind], lang),
        Cases.ground.name: _ground(matter, lang),
        Cases.reasons.name: reasons(
            matter, register, raw, _evidence(matter, register, raw, pairs), lang
        ),
        Cases.entity_ids.name: sorted({register.entity_of[r] for r in matter.record_ids}),
        Cases.includes.name: sorted({f.kind.value for f in matter.findings} - {matter.kind.value}),
        Cases.differs.name: list(matter.differs),
        Cases.alternatives.name: [],
        Cases.missing.name: [],
        Cases.settles.name: None,
        Cases.state.name: CaseState.NEW.value,
        Cases.opened.name: None,
        Cases.history.name: [],
        Cases.sampled.name: False,
        Cases.source.name: _latest(matter, register).source,
        Cases.record_marks.name: [register.people[r].mark for r in matter.record_ids],
    }


def _latest(matter: Matter, register: Register) -> Person:
    """The record changed last; it knows most."""
    people = [register.people[record] for record in matter.record_ids]
    return max(people, key=lambda p: (p.updated or "", p.record_id))


def _unit(matter: Matter, register: Register) -> str | None:
    """The unit of the record changed last among those that have one."""
    people = [register.people[record] for record in matter.record_ids]
    known = [p for p in people if p.unit]
    return max(known, key=lambda p: (p.updated or "", p.record_id)).unit if known else None


def _ground(matter: Matter, lang: Language) -> str:
    if matter.kind.explained:
        return say(NONE_NEEDED, lang)
    if matter.differs and matter.kind is CaseKind.TWO_IDS:
        return say(GROUND_B, lang)
    if matter.kind in (CaseKind.TWO_IDS, CaseKind.SHARED_ID):
        return say(TO_BE_FOUND, lang)
    return say(GROUND_B if any(f.ground for f in matter.findings) else NO_GROUND, lang)


def _evidence(
    matter: Matter,
    register: Register,
    raw: Mapping[str, Raw],
    pairs: Mapping[tuple[str, str], Mapping[str, Any]],
) -> list[FieldEvidence]:
    """Evidence of the first scored pair of the matter's records, else of the first pair."""
    wanted = wanted_pairs(matter.record_ids)
    chosen = next((pair for pair in wanted if pair in pairs), next(iter(wanted), None))
    return side_by_side(chosen, register, raw, pairs) if chosen else []


@dataclass(frozen=True)
class _Tables:
    """The tables casework reads, and how it reads them."""

    engine: Engine
    records: Table
    found: Table
    scored: Table
    entities: Table
    history: Table | None

    def findings(self) -> list[Finding]:
        """All findings, in order."""
        rows = self.engine.arrow(
            f"select * from {self.found.name} order by {Findings.kind.name}, "
            f"{Findings.record_ids.name}, {Findings.fact.name}"
        ).to_pylist()
        return [
            Finding(
                CaseKind(row["kind"]),
                tuple(row["record_ids"]),
                row["fact"],
                row["number_says"],
                row["record_says"],
                row["probability"],
                tuple(row["alternatives"] or ()),
                row["ground"],
            )
            for row in rows
        ]

    def register(self) -> tuple[Register, dict[str, Raw]]:
        """People of entities with several records and of findings, and their raw values."""
        wanted = f"""
            with crowded as (
                select {Entities.entity_id.name} as entity_id from {self.entities.name}
                group by all having count(*) > 1
            ),
            found as (
                select distinct unnest({Findings.record_ids.name}) as record_id
                from {self.found.name}
            )
            select e.{Entities.record_id.name} as record_id, e.{Entities.entity_id.name} as entity
            from {self.entities.name} e
            where e.{Entities.entity_id.name} in (select entity_id from crowded)
               or e.{Entities.record_id.name} in (select record_id from found)
        """
        rows = self.engine.arrow(
            f"select w.entity, r.* from ({wanted}) w join {self.records.name} r "
            f"on r.{Records.record_id.name} = w.record_id order by w.record_id"
        ).to_pylist()
        people = {row["record_id"]: _person(row) for row in rows}
        raw: dict[str, Raw] = {
            row["record_id"]: {k: v for k, v in row.items() if k.startswith(RAW_PREFIX)}
            for row in rows
        }
        entity_of = {row["record_id"]: row["entity"] for row in rows}
        register = Register(people, entity_of, self._probabilities(), self._successions())
        return register, raw

    def _probabilities(self) -> dict[tuple[str, str], float]:
        rows = self.engine.rows(
            f"select {Scored.record_id_l.name}, {Scored.record_id_r.name}, "
            f"{Scored.match_probability.name} from {self.scored.name}"
        )
        return {(left, right): probability for left, right, probability in rows}

    def _successions(self) -> Iterator[tuple[str, str]]:
        if self.history is not None:
            yield from self.engine.rows(
                f"select {IdHistory.personal_id.name}, {IdHistory.previous_id.name} "
                f"from {self.history.name}"
            )

    def pairs(self, matters: Sequence[Matter]) -> dict[tuple[str, str], dict[str, Any]]:
        """Scored rows of the pairs of the matters that are set side by side."""
        wanted = sorted({pair for m in matters for pair in wanted_pairs(m.record_ids)})
        name = self.engine.store_arrow(
            "wanted",
            pa.table(
                {
                    "l": pa.array([left for left, _ in wanted], pa.string()),
                    "r": pa.array([right for _, right in wanted], pa.string()),
                }
            ),
        )
        rows = self.engine.arrow(
            f"select s.* from {self.scored.name} s join {name} w "
            f"on w.l = s.{Scored.record_id_l.name} and w.r = s.{Scored.record_id_r.name}"
        ).to_pylist()
        self.engine.drop(name)
        return {(row[Scored.record_id_l.name], row[Scored.record_id_r.name]): row for row in rows}


def _person(row: Mapping[str, Any]) -> Person:
    r = Records
    return Person(
        record_id=row[r.record_id.name],
        number=row.get(r.personal_id.name),
        cancelled=row.get(r.personal_id_status.name) == "cancelled",
        cmnd=row.get(r.cmnd.name),
        id_sex=row.get(r.id_sex.name),
        id_year=row.get(r.id_year.name),
        id_province=row.get(r.id_province.name),
        sex=row.get(r.sex.name),
        told={
            "name": row.get(r.name.text.name),
            "birth_date": row.get(r.birth.date.name),
            "sex": row.get(r.sex.name),
            "father": row.get(r.father.text.name),
            "mother": row.get(r.mother.text.name),
        },
        name_fold=row.get(r.name.fold.name),
        other_folds=frozenset(row.get(r.other_name_folds.name) or ()),
        status=row.get(r.status.name),
        dead=row.get(r.status.name) == "dead" or row.get(r.death.year.name) is not None,
        updated=row.get(r.updated.date.name),
        unit=row.get(r.unit.name) or row.get(RAW_PREFIX + Input.unit.name),
        source=row.get(r.source.name),
        mark=_mark(row),
    )


def _mark(row: Mapping[str, Any]) -> str:
    """Sixteen bits of the recorded values of a record.

    Enough to see that a record changed (one change in 65,536 goes unseen), too few to find
    a number by trying all of them.
    """
    said = sorted((k, v) for k, v in row.items() if k.startswith(RAW_PREFIX) and v is not None)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:4]
