"""The given name crossed with how rare the whole name is.

Two records of a rare name are far likelier one person than two records of `Nguyễn Văn Hùng`,
whatever else is known; so the levels at which given names agree are split by the share of
the whole name, the larger of the two sides, and each split gets weights of its own.
"""


from linkage.comparisons.names import GivenName
from linkage.schema import Records
from linkage.splink_seam import ComparisonCreator, ComparisonLevelCreator, SplinkDialect

SHARES = {"rare": 2e-6, "uncommon": 2e-5, "usual": 1e-4}
"""Upper bounds of the share of a whole name, by what such a name is called here."""

AGREEING = frozenset({"exact", "ortho", "unmarked"})
"""Name levels at which two given names are one name."""


class _Both(ComparisonLevelCreator):
    """A level that also meets a condition on other columns."""

    def __init__(self, level: ComparisonLevelCreator, condition: str, label: str) -> None:
        self._level = level
        self._condition = condition
        self._label = label

    def create_sql(self, sql_dialect: SplinkDialect) -> str:
        return f"({self._level.create_sql(sql_dialect)}) and {self._condition}"

    def create_label_for_charts(self) -> str:
        return self._label


class GivenNameByRarity(ComparisonCreator):
    """Given name, its agreement split by the rarity of the whole name."""

    def __init__(self) -> None:
        super().__init__({})

    def create_comparison_levels(self) -> list[ComparisonLevelCreator]:
        """The levels of the given name, the agreeing ones split."""
        levels: list[ComparisonLevelCreator] = []
        for level in GivenName().create_comparison_levels():
            label = level.create_label_for_charts()
            if label not in AGREEING:
                levels.append(level)
                continue
            levels += [_Both(level, _share_below(b), f"{label}_{n}") for n, b in SHARES.items()]
            levels.append(_Both(level, "true", f"{label}_common"))
        return levels

    def create_description(self) -> str:
        """What is compared."""
        return "Given name, by rarity of the whole name"

    def create_output_column_name(self) -> str:
        """Name of the comparison."""
        return "given"


def _share_below(bound: float) -> str:
    share = Records.name_share
    return f"greatest({share.l}, {share.r}) < {bound}"
