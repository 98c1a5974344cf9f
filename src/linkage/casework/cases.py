"""Build cases: matters with their proposal, ground, unit, priority and reasons."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyarrow as pa

from linkage.casework.evidence import FieldEvidence, Raw, by_fact, pair_evidence
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
    LEVEL_PREFIX,
    RAW_PREFIX,
    WEIGHT_PREFIX,
    CaseKind,
    Cases,
    Entities,
    Findings,
    IdHistory,
    Input,
    Records,
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
    rows.sort(key=lambda row: (-row["priority"], row["kind"], row["case_id"]))
    kinds = {
        "varchar": pa.string(),
        "boolean": pa.bool_(),
        "double": pa.float64(),
        "varchar[]": pa.list_(pa.string()),
    }
    schema = pa.schema([(c.name, kinds[c.type]) for c in Cases.columns()])
    name = engine.store_arrow("cases", pa.Table.from_pylist(rows, schema=schema))
    order = f"{Cases.priority.name} desc, {Cases.kind.name}, {Cases.case_id.name}"
    cases = engine.create(Cases, f"select * from {name} order by {order}")
    engine.drop(name)
    return cases


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
    }


def _unit(matter: Matter, register: Register) -> str | None:
    """The unit of the record changed last; it knows most."""
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
    """Evidence of the first scored pair of the matter's records.

    Records that were not compared, or dismissed, are at least set side by side.
    """
    neighbours = list(pairwise(matter.record_ids))
    for pair in neighbours:
        if pair in pairs:
            levels, weights = (
                by_fact(pairs[pair], LEVEL_PREFIX),
                by_fact(pairs[pair], WEIGHT_PREFIX),
            )
            return pair_evidence(raw[pair[0]], raw[pair[1]], levels, weights)
    for left, right in neighbours:
        levels = register.people[left].plain_levels(register.people[right])
        return pair_evidence(raw[left], raw[right], levels, dict.fromkeys(levels, 0.0))
    return []


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
        """Scored rows of neighbouring records of the matters."""
        wanted = sorted({pair for m in matters for pair in pairwise(m.record_ids)})
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
        hidden = (f"{WEIGHT_PREFIX}prior", f"{WEIGHT_PREFIX}together")
        return {
            (row[Scored.record_id_l.name], row[Scored.record_id_r.name]): {
                k: v for k, v in row.items() if k not in hidden
            }
            for row in rows
        }


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
    )
