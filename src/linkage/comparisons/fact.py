"""Comparisons that cover one independent fact each: what they have in common.

A value that is missing on either side gives the null level, which speaks neither for nor against.
All levels are SQL over ready columns of `records` and mean the same on DuckDB and Spark.
"""

from abc import abstractmethod
from collections.abc import Mapping

import splink.comparison_level_library as cll

from linkage.schema import Column
from linkage.splink_seam import ComparisonCreator, ComparisonLevelCreator


class FactComparison(ComparisonCreator):
    """A comparison whose levels are named conditions, the strongest first.

    Attributes:
        fact: Name of the comparison and of its `level_*` and `weight_*` columns.
        column: Column without which nothing is compared.
        otherwise: The level of what meets no condition.
    """

    fact: str
    about: str
    column: Column
    otherwise: str = "different"

    def null_sql(self) -> str:
        """When the fact is missing on either side."""
        return either_missing(self.column.name)

    @abstractmethod
    def conditions(self) -> Mapping[str, str | ComparisonLevelCreator]:
        """Level name to condition."""

    def __init__(self) -> None:
        super().__init__({})

    def create_comparison_levels(self) -> list[ComparisonLevelCreator]:
        """The null level, the named levels, and what meets none."""
        return [
            cll.CustomLevel(self.null_sql(), "missing").configure(is_null_level=True),
            *(
                cll.CustomLevel(condition, label) if isinstance(condition, str) else condition
                for label, condition in self.conditions().items()
            ),
            cll.ElseLevel().configure(label_for_charts=self.otherwise),
        ]

    def create_description(self) -> str:
        """What is compared."""
        return self.about

    def create_output_column_name(self) -> str:
        """Name of the comparison."""
        return self.fact


def either_missing(*columns: str) -> str:
    """SQL: one of some columns is missing on either side."""
    return " or ".join(f"{c}_l is null or {c}_r is null" for c in columns)
