"""Any measure for each part of the register: age band, sex, region, source."""

from collections.abc import Callable, Mapping
from typing import Protocol, Self, TypeAlias, TypeVar

import pyarrow as pa

from linkage.engine import Engine, TableLike, as_table
from linkage.evaluate.inputs import RecordIds, Slices, refuse


class Judged(Protocol):
    """Results joined with the truth, which can be narrowed to some records."""

    def within(self, record_ids: RecordIds) -> Self:
        """What concerns at least one of the records."""


Some = TypeVar("Some", bound=Judged)
Result = TypeVar("Result")
SliceOf: TypeAlias = "Mapping[str, str] | TableLike"


def by_slice(judged: Some, slices: SliceOf, measure: Callable[[Some], Result]) -> dict[str, Result]:
    """Take a measure for each slice of the records.

    A pair, cluster or case belongs to every slice in which it has a record, so the counts of
    slices can add up to more than the whole. Records without a slice are in none.

    Args:
        judged: What `judge_pairs`, `judge_clusters`, `judge_blocking` or `judge_cases` gave.
        slices: Slice of each record: a mapping, or a table of `record_id` and `slice`.
        measure: Any measure of this module, with its settings.

    Returns:
        The measure for each slice, in the order of their names.

    Raises:
        InputError: If a record stands in two slices.

    Examples:
        >>> from linkage.evaluate import judge_pairs, pair_quality
        >>> truth = pa.table({"record_id": list("abcd"), "entity_id": list("1122")})
        >>> scored = pa.table({"record_id_l": ["a"], "record_id_r": ["b"],
        ...                    "match_probability": [0.9]})
        >>> sex = {"a": "female", "b": "female", "c": "male", "d": "male"}
        >>> by_slice(judge_pairs(scored, truth), sex, lambda part: pair_quality(part, 0.5).recall)
        {'female': 1.0000, 'male': 0.0000}
    """
    return {
        name: measure(judged.within(record_ids)) for name, record_ids in _groups(slices).items()
    }


def _groups(slices: SliceOf) -> dict[str, pa.Array]:
    """Record ids of each slice."""
    record_id, part = Slices.record_id.name, Slices.slice.name
    if isinstance(slices, Mapping):
        slices = pa.table(
            {
                record_id: pa.array(slices.keys(), pa.string()),
                part: pa.array(slices.values(), pa.string()),
            }
        )
    with Engine() as engine:
        table = as_table(slices, Slices, engine)
        refuse(
            "The slices cannot be used",
            {
                "records that stand twice": f"select count({record_id}) "
                f"- count(distinct {record_id}) from {table.name}"
            },
            engine,
        )
        rows = engine.arrow(
            f"select {part}, list({record_id}) as ids from {table.name} "
            f"where {part} is not null group by 1 order by 1"
        )
    return {
        name.as_py(): ids.values for name, ids in zip(rows.column(0), rows.column(1), strict=True)
    }
