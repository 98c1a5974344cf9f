"""What evaluation reads besides the tables of the library, and how truth gets codes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linkage.engine import Engine, TableLike, as_table
from linkage.errors import InputError, listing
from linkage.evaluate.figures import Codes, Flags
from linkage.schema import TEXT, TEXTS, Column, Entities, Schema

RecordIds: TypeAlias = "Collection[str] | pa.Array | pa.ChunkedArray"


class PairIds(Schema):
    """Pairs of records, whatever else the table holds."""

    open = True
    record_id_l = Column(TEXT, "One record of the pair.", required=True)
    record_id_r = Column(TEXT, "The other record of the pair.", required=True)


class HardNegatives(Schema):
    """Pairs of two people that look like one."""

    record_id_l = Column(TEXT, "One record of the pair.", required=True)
    record_id_r = Column(TEXT, "The other record of the pair.", required=True)
    reason = Column(TEXT, "Why they look alike.", required=True)


class Matters(Schema):
    """Cases, found or planted, whatever else the table holds."""

    open = True
    kind = Column(TEXT, "Kind of the case.", required=True)
    record_ids = Column(TEXTS, "Records of the case.", required=True)
    also = Column(TEXTS, "Kinds of what else is settled in the same case.")
    differs = Column(TEXTS, "Encoded facts in which the numbers of the case differ.")


class Slices(Schema):
    """To which part of the register a record belongs."""

    record_id = Column(TEXT, "Id of the record.", required=True)
    slice = Column(TEXT, "The part: an age band, a sex, a region, a source.", required=True)


@dataclass(frozen=True)
class Truth:
    """Which record is whom, with a code for each record and entity.

    Attributes:
        name: Table of the engine with `record_id`, `record` and `entity`.
        record_ids: Record ids; the place in this array is the code.
        entity: Code of the entity of each record.
    """

    name: str
    record_ids: pa.Array
    entity: Codes

    def __repr__(self) -> str:
        return f"<Truth: {len(self.entity):,} records>"


def load_truth(truth: TableLike, engine: Engine) -> Truth:
    """Bring the truth into an engine and number its records and entities.

    Raises:
        InputError: If a record is listed twice or has no entity.
    """
    table = as_table(truth, Entities, engine)
    record_id, entity_id = Entities.record_id.name, Entities.entity_id.name
    refuse(
        "The truth cannot be used",
        {
            "records listed twice": f"select count({record_id}) - count(distinct {record_id}) "
            f"from {table.name}",
            "rows without record or entity": f"select count(*) from {table.name} "
            f"where {record_id} is null or {entity_id} is null",
        },
        engine,
    )
    name = engine.store(
        "truth",
        f"""
        select {record_id} as record_id,
               row_number() over (order by {record_id}) - 1 as record,
               dense_rank() over (order by {entity_id}) - 1 as entity
        from {table.name}
        """,
    )
    rows = engine.arrow(f"select record_id, entity from {name} order by record")
    return Truth(name, rows.column("record_id").combine_chunks(), numbers(rows, "entity"))


def refuse(what: str, problems: Mapping[str, str], engine: Engine) -> None:
    """Raise one error that names every problem found.

    Args:
        what: Start of the message.
        problems: What each problem is called, and the query that counts it.
        engine: Where to count.

    Raises:
        InputError: If a count is not zero.
    """
    counts = {problem: int(engine.rows(query)[0][0]) for problem, query in problems.items()}
    found = [f"{problem}: {count:,}" for problem, count in counts.items() if count]
    if found:
        raise InputError(f"{what}. It has {listing(found)}.")


def numbers(rows: pa.Table, column: str) -> Codes:
    """A column of whole numbers."""
    return np.asarray(rows.column(column).to_numpy(), dtype=np.int64)


def members(record_ids: pa.Array, wanted: RecordIds) -> Flags:
    """Which of the records are among those wanted."""
    values: Any = wanted
    if not isinstance(wanted, pa.Array | pa.ChunkedArray):
        values = pa.array(list(wanted), record_ids.type)
    found = pc.is_in(record_ids, value_set=values.cast(record_ids.type))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)
