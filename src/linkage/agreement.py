"""Agreement patterns: the level of every comparison for every pair, and their counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linkage.engine import Table
from linkage.engine.duckdb import quoted
from linkage.errors import SchemaError, listing
from linkage.schema import LEVEL_PREFIX, Pairs, Records
from linkage.splink_seam import ComparisonCreator, SplinkDialect

MISSING = -1
"""Level of a comparison when the fact is missing on either side."""

_SIDE = re.compile(r"\b([a-z_][a-z0-9_]*)_[lr]\b")

Levels = npt.NDArray[np.int8]
Counts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _LevelSql:
    """The levels of a comparison as Splink would number them, without parsing their SQL."""

    null: str
    conditions: tuple[str, ...]
    names: tuple[str, ...]

    def case(self) -> str:
        """SQL that gives the level of a pair, from columns ending in `_l` and `_r`."""
        strongest = len(self.conditions)
        whens = " ".join(
            f"when {condition} then {strongest - place}"
            for place, condition in enumerate(self.conditions)
        )
        return f"(case when {self.null} then {MISSING} {whens} else 0 end)::tinyint"


def _levels(creator: ComparisonCreator) -> _LevelSql:
    null, *graded, other = (
        level.create_level_dict("duckdb") for level in creator.create_comparison_levels()
    )
    return _LevelSql(
        null["sql_condition"],
        tuple(level["sql_condition"] for level in graded),
        tuple(level["label_for_charts"] for level in reversed([*graded, other])),
    )


def level_names(creator: ComparisonCreator) -> tuple[str, ...]:
    """Labels of the levels of a comparison, the weakest (level 0) first.

    Examples:
        >>> from linkage.comparisons.birth import Sex
        >>> level_names(Sex())
        ('different', 'doubtful', 'same')
    """
    return _levels(creator).names


@dataclass(frozen=True)
class Patterns:
    """Distinct agreement patterns and how many pairs show each.

    Attributes:
        comparisons: Names of the comparisons, one per column of `levels`.
        levels: One row per pattern; `MISSING` where the fact is missing.
        counts: Pairs with the pattern.
    """

    comparisons: tuple[str, ...]
    levels: Levels
    counts: Counts

    def __repr__(self) -> str:
        return f"Patterns({len(self.counts):,} patterns of {self.counts.sum():,.0f} pairs)"


def pooled(parts: Sequence[Patterns]) -> Patterns:
    """All patterns of several sets of pairs as if of one."""
    return Patterns(
        parts[0].comparisons,
        np.concatenate([part.levels for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )


def compare(records: Table, pairs: Table, creators: Sequence[ComparisonCreator]) -> str:
    """Compute the level of each comparison for each pair.

    Returns:
        The quoted name of a table: record ids, rule, and one `level_*` column each.

    Raises:
        SchemaError: If the records lack a column that a comparison reads.
    """
    shared = _shared(creators)
    cases = [_with_names(_levels(creator).case(), shared) for creator in creators]
    columns = _used_columns([*cases, *shared.values()], shared)
    lacking = sorted(set(columns) - set(records.columns))
    if lacking:
        raise SchemaError(
            f"Table 'records' lacks columns of comparisons: {listing(lacking)}.",
            f"It has: {listing(sorted(records.columns))}.",
            "leave these comparisons out of the model, or standardise the records.",
        )
    sides = ", ".join(
        f"{side}.{quoted(c)} as {quoted(f'{c}_{side}')}" for c in columns for side in ("l", "r")
    )
    once = "".join(f", {sql} as {quoted(name)}" for name, sql in shared.items())
    levels = ", ".join(
        f"{case} as {quoted(LEVEL_PREFIX + creator.create_output_column_name())}"
        for creator, case in zip(creators, cases, strict=True)
    )
    ids = f"{Pairs.record_id_l.name}, {Pairs.record_id_r.name}"
    return records.engine.store(
        "compared",
        f"""
        with sides as (
            select {ids}, {Pairs.rule.name}, {sides} from {pairs.name} p
            join {records.name} l on l.{Records.record_id.name} = p.{Pairs.record_id_l.name}
            join {records.name} r on r.{Records.record_id.name} = p.{Pairs.record_id_r.name}
        ),
        ranked as materialized (select *{once} from sides)
        select {ids}, {Pairs.rule.name}, {levels} from ranked
        """,
    )


def _used_columns(texts: Sequence[str], shared: Mapping[str, str]) -> list[str]:
    """Columns of `records` that pieces of SQL read, by the endings of the two sides."""
    found = {name for text in texts for name in _SIDE.findall(text)}
    return sorted(found - set(shared))


def _shared(creators: Sequence[ComparisonCreator]) -> dict[str, str]:
    """Column name to expression, for what the levels of a comparison repeat."""
    dialect = SplinkDialect.from_string("duckdb")
    return {
        f"shared_{creator.create_output_column_name()}_{name}": sql
        for creator in creators
        for name, sql in getattr(creator, "shared_sql", lambda _: {})(dialect).items()
    }


def _with_names(sql: str, shared: Mapping[str, str]) -> str:
    for name, expression in shared.items():
        sql = sql.replace(expression, quoted(name))
    return sql


def count_patterns(
    records: Table, compared: str, creators: Sequence[ComparisonCreator]
) -> Patterns:
    """Count the distinct agreement patterns of compared pairs, in a fixed order."""
    names = tuple(c.create_output_column_name() for c in creators)
    columns = ", ".join(quoted(LEVEL_PREFIX + name) for name in names)
    found = records.engine.arrow(
        f"select {columns}, count(*)::double as pairs from {compared} "
        f"group by {columns} order by {columns}"
    )
    values = [found.column(i).to_numpy() for i in range(len(names))]
    levels = np.stack(values, axis=1).astype(np.int8) if names else np.empty((0, 0), np.int8)
    return Patterns(names, levels, found.column(len(names)).to_numpy())
