"""The records of the cases as they were recorded, so that a worklist can be made of a result."""

from linkage.engine import Table
from linkage.engine.duckdb import quoted
from linkage.schema import RAW_PREFIX, Cases, Input, Records

NAME = "case_records"


def case_records(records: Table, cases: Table) -> Table:
    """Records that stand in any case, in the input's columns and words.

    Numbers stand in full, as in the register: keep the table as you would keep the register.

    Args:
        records: The records of the review.
        cases: Its cases.
    """
    record_id = Records.record_id.name
    recorded = [
        f"{quoted(RAW_PREFIX + column.name)} as {quoted(column.name)}"
        for column in Input.columns()
        if RAW_PREFIX + column.name in records.columns and column.name != record_id
    ]
    return records.engine.create(
        Input,
        f"select {', '.join([record_id, *recorded])} from {records.name} where {record_id} in "
        f"(select unnest({Cases.record_ids.name}) from {cases.name})",
    )
