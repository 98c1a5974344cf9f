"""The tables casework reads, and the people in them."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from linkage.casework.evidence import Raw
from linkage.casework.evidence_rows import wanted_pairs
from linkage.casework.people import Finding, Matter, Pair, Person, Register
from linkage.engine import Engine, Table
from linkage.findings import IMPOSSIBLE
from linkage.schema import (
    RAW_PREFIX,
    CaseKind,
    Entities,
    Findings,
    IdHistory,
    Input,
    Records,
    Scored,
)
from linkage.text.identifiers import NumberDefect, listed_cmnds

_IMPOSSIBLE = frozenset(IMPOSSIBLE)


@dataclass(frozen=True)
class Tables:
    """What casework reads.

    Attributes:
        engine: Where the tables are.
        records: What `standardise` returned.
        found: What `check` returned.
        scored: What `score` returned.
        entities: What `cluster` returned.
        history: Which numbers lawfully succeeded which.
    """

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

    def register(self, also: Collection[str] = ()) -> tuple[Register, dict[str, Raw]]:
        """People that may matter, and their raw values.

        These are the records of entities with several records, of findings and with several old
        numbers, with all that belong to the same entities.

        Args:
            also: Further records.
        """
        extra = self.engine.store_arrow("also", _ids(also))
        e = Entities
        wanted = f"""
            with crowded as (
                select {e.entity_id.name} as entity_id from {self.entities.name}
                group by all having count(*) > 1
            ),
            found as (
                select distinct unnest({Findings.record_ids.name}) as record_id
                from {self.found.name} union select record_id from {extra}
                union select {Records.record_id.name} from {self.records.name}
                where {self._several_numbers()}
            )
            select e.{e.record_id.name} as record_id, e.{e.entity_id.name} as entity
            from {self.entities.name} e
            where e.{e.entity_id.name} in (select entity_id from crowded)
               or e.{e.record_id.name} in (select record_id from found)
        """
        rows = self.engine.arrow(
            f"select w.entity, r.* from ({wanted}) w join {self.records.name} r "
            f"on r.{Records.record_id.name} = w.record_id order by w.record_id"
        ).to_pylist()
        self.engine.drop(extra)
        people = {row["record_id"]: _person(row) for row in rows}
        raw: dict[str, Raw] = {
            row["record_id"]: {
                k: v
                for k, v in row.items()
                if k.startswith(RAW_PREFIX) or k == Records.parents_exchanged.name
            }
            for row in rows
        }
        entity_of = {row["record_id"]: row["entity"] for row in rows}
        return Register(people, entity_of, self._probabilities(), self._successions()), raw

    def _several_numbers(self) -> str:
        """SQL that holds where the cells for numbers may list several old ones."""
        defects, id_defects = Records.cmnd_defects.name, Records.id_defects.name
        parts = [
            f"list_contains({name}, '{NumberDefect.SEVERAL}')"
            for name in (defects, id_defects)
            if name in self.records.columns
        ]
        if {id_defects, RAW_PREFIX + Input.cmnd.name} <= set(self.records.columns):
            moved = f"list_contains({id_defects}, '{NumberDefect.WRONG_COLUMN}')"
            parts.append(f"{moved} and {RAW_PREFIX + Input.cmnd.name} is not null")
        return " or ".join(parts) or "false"

    def _probabilities(self) -> dict[Pair, float]:
        rows = self.engine.rows(
            f"select {Scored.record_id_l.name}, {Scored.record_id_r.name}, "
            f"{Scored.match_probability.name} from {self.scored.name}"
        )
        return {(left, right): probability for left, right, probability in rows}

    def _successions(self) -> Iterator[Pair]:
        if self.history is not None:
            yield from self.engine.rows(
                f"select {IdHistory.personal_id.name}, {IdHistory.previous_id.name} "
                f"from {self.history.name}"
            )

    def scores(self, matters: Sequence[Matter]) -> dict[Pair, dict[str, Any]]:
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

    def rarities(self) -> dict[str, dict[str, float]]:
        """For each fact the share of records that bear each value shared by several people here.

        The share of a name is told apart: it stands on the record.
        """
        facts = {
            "father": Records.father.sorted_fold.name,
            "mother": Records.mother.sorted_fold.name,
            "birth_date": Records.birth.date.name,
            "phone": Records.phone.name,
            "household": Records.household_id.name,
        }
        total = max(len(self.records), 1)
        found: dict[str, dict[str, float]] = {}
        for fact, column in facts.items():
            if column in self.records.columns:
                rows = self.engine.rows(
                    f"select {column}, count(*) from {self.records.name} "
                    f"where {column} is not null group by 1 having count(*) > 1"
                )
                found[fact] = {value: count / total for value, count in rows}
        return found


def record_marks(records: Table, record_ids: Iterable[str]) -> dict[str, str]:
    """Mark of the content of each of some records."""
    engine = records.engine
    name = engine.store_arrow("wanted", _ids(record_ids))
    raw = ", ".join(c for c in records.columns if c.startswith(RAW_PREFIX))
    rows = engine.arrow(
        f"select r.{Records.record_id.name}{', ' + raw if raw else ''} from {records.name} r "
        f"join {name} w on w.record_id = r.{Records.record_id.name}"
    ).to_pylist()
    engine.drop(name)
    return {row[Records.record_id.name]: _mark(row) for row in rows}


def _ids(record_ids: Iterable[str]) -> pa.Table:
    return pa.table({"record_id": pa.array(sorted(set(record_ids)), pa.string())})


def _person(row: Mapping[str, Any]) -> Person:
    r = Records
    return Person(
        record_id=row[r.record_id.name],
        number=row.get(r.personal_id.name),
        possible=_IMPOSSIBLE.isdisjoint(row.get(r.id_defects.name) or ()),
        cancelled=row.get(r.personal_id_status.name) == "cancelled",
        cmnds=frozenset(_old_numbers(row)),
        id_sex=row.get(r.id_sex.name),
        id_year=row.get(r.id_year.name),
        id_province=row.get(r.id_province.name),
        sex=row.get(r.sex.name),
        birth_year=row.get(r.birth.year.name),
        birth_date=row.get(r.birth.date.name),
        default_day=bool(row.get(r.birth_is_default.name)),
        surname=row.get(r.name.surname_fold.name),
        given=row.get(r.name.given_fold.name),
        given_marked=row.get(r.name.given.name) if row.get(r.name.marked.name) else None,
        name_fold=row.get(r.name.fold.name),
        sorted_name=row.get(r.name.sorted_fold.name),
        name_share=row.get(r.name_share.name),
        other_folds=frozenset(row.get(r.other_name_folds.name) or ()),
        father=row.get(r.father.sorted_fold.name),
        mother=row.get(r.mother.sorted_fold.name),
        phone=row.get(r.phone.name),
        household=row.get(r.household_id.name),
        homes=frozenset(row.get(r.home_wards.name) or ()),
        registration=frozenset(row.get(r.registration_provinces.name) or ()),
        told={
            "name": row.get(r.name.fold.name),
            "birth_date": row.get(r.birth.date.name),
            "sex": row.get(r.sex.name),
            "father": row.get(r.father.sorted_fold.name),
            "mother": row.get(r.mother.sorted_fold.name),
        },
        status=row.get(r.status.name),
        dead=row.get(r.status.name) == "dead" or row.get(r.death.year.name) is not None,
        updated=row.get(r.updated.date.name),
        unit=row.get(r.unit.name) or row.get(RAW_PREFIX + Input.unit.name),
        source=row.get(r.source.name),
        mark=_mark(row),
    )


def _old_numbers(row: Mapping[str, Any]) -> Iterator[str]:
    """The old number of a record, and all that either of its cells for numbers lists."""
    if number := row.get(Records.cmnd.name):
        yield number
    for column in (Input.cmnd, Input.personal_id):
        yield from listed_cmnds(row.get(RAW_PREFIX + column.name))


def _mark(row: Mapping[str, Any]) -> str:
    """Sixteen bits of the recorded values of a record.

    Enough to see that a record changed (one change in 65,536 goes unseen), too few to find
    a number by trying all of them.
    """
    said = sorted((k, v) for k, v in row.items() if k.startswith(RAW_PREFIX) and v is not None)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:4]
