"""What the report shows, read from the tables of a review: counts, and few cases in full.

Only the cases that are shown bring their records and pairs with them, so that the report of
fifty thousand cases costs little more than that of twenty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from linkage.casework.evidence import FACTS, FieldEvidence, by_fact, pair_evidence, pair_weights
from linkage.engine import Table
from linkage.schema import (
    LEVEL_PREFIX,
    RAW_PREFIX,
    CaseKind,
    Cases,
    CaseState,
    Column,
    Entities,
    Evidence,
    Input,
    Records,
    Scored,
    SetAside,
)

URGENT_CASES = 20
EXAMPLES = 2
"""Explained look-alikes shown of each kind."""

MOST_RECORDS = 5
"""Records of a case that stand side by side; a page is not wider."""

ROWS_NAMED = 8
"""Rows of the input named for each reason of setting aside."""

_ID = Records.record_id.name
_LAWFUL = f"coalesce({Cases.explained.name}, false)"


@dataclass(frozen=True)
class RecordView:
    """A record: the values as recorded and in standard columns, by column name."""

    record_id: str
    values: Mapping[str, Any] = field(repr=False)

    def raw(self, column: str) -> str | None:
        """What the record says, or None where it says nothing."""
        said = self.values.get(RAW_PREFIX + column)
        return said if said and said.strip() else None

    def unit(self, titles: Mapping[str, str]) -> str | None:
        """The unit that manages the record, by its title where its code has one."""
        return titles.get(self.values.get(Records.unit.name) or "") or self.raw(Input.unit.name)


@dataclass(frozen=True)
class PairView:
    """A scored pair of records of a case.

    Attributes:
        places: Places of the two records in the case.
        weight: Match weight, log2.
        probability: Probability that both are one person.
        prior: Part of the weight that stands before any field is compared.
        together: What the comparisons say together beyond the sum of their weights.
        evidence: Comparisons by name.
    """

    places: tuple[int, int]
    weight: float
    probability: float
    prior: float | None
    together: float | None
    evidence: Mapping[str, FieldEvidence] = field(repr=False)


@dataclass(frozen=True)
class Spoken:
    """A sentence of evidence: for or against the suspicion, how heavy, how rare what agrees.

    Attributes:
        record_ids: The records it is about.
        said: The sentence.
        speaks: `for`, `against` or `neutral`.
        weight: Its weight, where it was weighed.
        rarity: Share of the records that bear the value that agrees.
    """

    record_ids: tuple[str, ...]
    said: str = field(repr=False)
    speaks: str
    weight: float | None
    rarity: float | None


@dataclass(frozen=True)
class CaseView:
    """A case with the records and pairs that are shown of it."""

    case_id: str
    kind: CaseKind
    row: Mapping[str, Any] = field(repr=False)
    record_ids: tuple[str, ...]
    records: tuple[RecordView, ...]
    pairs: tuple[PairView, ...]
    spoken: tuple[Spoken, ...] = ()

    @property
    def probability(self) -> float | None:
        """How likely the suspicion is true."""
        found: float | None = self.row.get(Cases.probability.name)
        return found

    def text(self, column: Column) -> str | None:
        """A column of the case."""
        found: str | None = self.row.get(column.name)
        return found

    def texts(self, column: Column) -> tuple[str, ...]:
        """A column of the case that holds several texts."""
        return tuple(self.row.get(column.name) or ())


@dataclass(frozen=True)
class SetAsideCount:
    """Rows set aside for one reason, and the first of them."""

    reason: str
    rows: int
    first: tuple[int, ...]


@dataclass(frozen=True)
class ReportData:
    """Everything the report says that the manifest does not.

    Attributes:
        records: Records of the review.
        linked: Records proposed to be one person with another.
        kinds: Cases by kind.
        urgent: The most urgent cases to verify, in full.
        explained: Examples of each kind of explained look-alike.
        set_aside: Rows that could not be used, by reason.
    """

    records: int
    linked: int
    kinds: Mapping[CaseKind, int]
    urgent: tuple[CaseView, ...]
    explained: tuple[CaseView, ...]
    set_aside: tuple[SetAsideCount, ...]

    @property
    def to_verify(self) -> int:
        """Cases for officers."""
        return sum(n for kind, n in self.kinds.items() if not kind.explained)

    @property
    def lawful(self) -> int:
        """Look-alikes explained away."""
        return sum(n for kind, n in self.kinds.items() if kind.explained)


def gather(records: Table, tables: Mapping[str, Table]) -> ReportData:
    """Read from the tables of a review what its report shows."""
    cases = tables["cases"]
    views = Views(records, tables)
    order = f"{Cases.priority.name} desc nulls last, {Cases.kind.name}, {Cases.case_id.name}"
    urgent = _rows(
        cases,
        f"select * from {cases.name} where not {_LAWFUL} and {_undecided(cases)} "
        f"order by {order} limit {URGENT_CASES}",
    )
    explained = _rows(
        cases,
        f"select * from {cases.name} where {_LAWFUL} qualify row_number() over (partition by "
        f"{Cases.kind.name} order by {Cases.probability.name} desc nulls last, "
        f"{Cases.case_id.name}) <= {EXAMPLES} order by {Cases.kind.name}, "
        f"{Cases.probability.name} desc nulls last, {Cases.case_id.name}",
    )
    return ReportData(
        len(records),
        _linked(tables["entities"]),
        _kinds(cases),
        views.of(urgent),
        views.of(explained),
        _set_aside(tables["set_aside"]),
    )


def _rows(table: Table, query: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.engine.arrow(query, parameters).to_pylist()
    return found


def _kinds(cases: Table) -> dict[CaseKind, int]:
    rows = cases.engine.rows(
        f"select {Cases.kind.name}, count(*) from {cases.name} "
        f"where {_undecided(cases)} group by all"
    )
    found = {CaseKind(name): number for name, number in rows}
    return {kind: found[kind] for kind in CaseKind if kind in found}


def _undecided(cases: Table) -> str:
    """SQL that holds where a case still waits for an officer."""
    state = Cases.state.name
    return f"coalesce({state}, '') <> '{CaseState.DECIDED}'" if state in cases.columns else "true"


def _linked(entities: Table) -> int:
    ((linked,),) = entities.engine.rows(
        "select coalesce(sum(n), 0) from (select count(*) as n "
        f"from {entities.name} group by {Entities.entity_id.name} having n > 1)"
    )
    return int(linked)


def _set_aside(table: Table) -> tuple[SetAsideCount, ...]:
    row = SetAside.row.name if SetAside.row.name in table.columns else "null::integer"
    return tuple(
        SetAsideCount(reason, rows, tuple(first))
        for reason, rows, first in table.engine.rows(
            f"""
            select {SetAside.reason.name}, count(*) as rows,
                   coalesce(list({row} order by {row}) filter ({row} is not null), [])
                       [:{ROWS_NAMED}]
            from {table.name} group by 1 order by rows desc, 1
            """
        )
    )


class Views:
    """Fills cases with their records and pairs, a few queries for all of them."""

    def __init__(self, records: Table, tables: Mapping[str, Table]) -> None:
        self._records = records
        self._pairs = tables["pairs"]
        self._evidence = tables.get("evidence")

    def of(self, cases: Sequence[Mapping[str, Any]]) -> tuple[CaseView, ...]:
        """The cases with the first records of each and the pairs among these."""
        wanted = sorted({r for case in cases for r in case["record_ids"][:MOST_RECORDS]})
        records, pairs = self._read_records(wanted), self._read_pairs(wanted)
        spoken = self._read_spoken([case[Cases.case_id.name] for case in cases])
        return tuple(_view(case, records, pairs, spoken) for case in cases)

    def _read_spoken(self, cases: Sequence[str]) -> dict[str, list[Spoken]]:
        found: dict[str, list[Spoken]] = {}
        if self._evidence is None:
            return found
        e = Evidence
        rows = self._evidence.engine.rows(
            f"select {e.case_id.name}, {e.record_id_l.name}, {e.record_id_r.name}, "
            f"{e.said.name}, {e.speaks.name}, {e.weight.name}, {e.rarity.name} "
            f"from {self._evidence.name} where {e.said.name} is not null and "
            f"{e.case_id.name} in (select unnest(?::varchar[])) order by {e.case_id.name}, "
            f"abs({e.weight.name}) desc nulls first, {e.record_id_l.name}, {e.record_id_r.name}, "
            f"{e.fact.name}",
            [cases],
        )
        for case_id, left, right, *spoken in rows:
            about = tuple(record for record in (left, right) if record)
            found.setdefault(case_id, []).append(Spoken(about, *spoken))
        return found

    def _read_records(self, wanted: Sequence[str]) -> dict[str, RecordView]:
        rows = _rows(
            self._records,
            f"select * from {self._records.name} where {_ID} in (select unnest(?::varchar[]))",
            [wanted],
        )
        return {row[_ID]: RecordView(row[_ID], row) for row in rows}

    def _read_pairs(self, wanted: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
        left, right = Scored.record_id_l.name, Scored.record_id_r.name
        rows = _rows(
            self._pairs,
            f"with wanted as (select unnest(?::varchar[]) as id) select * from {self._pairs.name} "
            f"where {left} in (from wanted) and {right} in (from wanted)",
            [wanted],
        )
        return {(row[left], row[right]): row for row in rows}


def _view(
    case: Mapping[str, Any],
    records: Mapping[str, RecordView],
    pairs: Mapping[tuple[str, str], Mapping[str, Any]],
    spoken: Mapping[str, Sequence[Spoken]],
) -> CaseView:
    ids = tuple(case[Cases.record_ids.name])
    present = tuple(records[record] for record in ids[:MOST_RECORDS] if record in records)
    return CaseView(
        case[Cases.case_id.name],
        CaseKind(case[Cases.kind.name]),
        case,
        ids,
        present,
        tuple(_pairs(present, pairs)),
        tuple(spoken.get(case[Cases.case_id.name], ())),
    )


def _pairs(
    records: Sequence[RecordView], pairs: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Iterable[PairView]:
    for (i, one), (j, other) in combinations(enumerate(records), 2):
        left, right = sorted((one, other), key=lambda record: record.record_id)
        row = pairs.get((left.record_id, right.record_id))
        if row is None:
            continue
        weights = pair_weights(row)
        levels = {f: lv for f, lv in by_fact(row, LEVEL_PREFIX).items() if f in FACTS}
        evidence = pair_evidence(left.values, right.values, levels, weights)
        yield PairView(
            (i, j),
            row[Scored.match_weight.name],
            row[Scored.match_probability.name],
            weights.get("prior"),
            weights.get("together"),
            {item.fact: item for item in evidence},
        )
