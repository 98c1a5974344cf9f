"""Splink comparison creators for places: where a person lives, and where the family comes from."""

from linkage.comparisons.fact import FactComparison, either_missing
from linkage.schema import PlaceFields, Records
from linkage.splink_seam import ComparisonLevelCreator, SplinkDialect

_OVERLAP = {"duckdb": "list_has_any", "spark": "arrays_overlap"}


class _Overlap(ComparisonLevelCreator):
    """Each of some list columns shares an element with the other record's."""

    def __init__(self, label: str, *columns: str) -> None:
        self._label = label
        self._columns = columns

    def create_sql(self, sql_dialect: SplinkDialect) -> str:
        function = _OVERLAP[sql_dialect.sql_dialect_str]
        return " and ".join(f"{function}({c}_l, {c}_r)" for c in self._columns)

    def create_label_for_charts(self) -> str:
        return self._label


class Home(FactComparison):
    """Where the person lives, by any recorded residence; people move."""

    fact = "home"
    about = "Residence"
    column = Records.home_groups

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same house, village or street of one ward, ward, district, province, or none."""
        dwellings, localities = Records.home_dwellings.name, Records.home_localities.name
        wards, groups = Records.home_wards.name, Records.home_groups.name
        return {
            "same_dwelling": _Overlap("same_dwelling", dwellings, groups),
            "same_locality": _Overlap("same_locality", localities, wards),
            "same_ward": _Overlap("same_ward", wards),
            "same_district": _Overlap("same_district", Records.home_districts.name),
            "same_province": _Overlap("same_province", groups),
        }


class Roots(FactComparison):
    """Where the birth was registered, else where the family comes from."""

    fact = "roots"
    about = "Birth registration and place of origin"

    def null_sql(self) -> str:
        """Neither pair of places is recorded on both sides."""
        first, second = Records.registration.group, Records.origin.group
        return f"({either_missing(first.name)}) and ({either_missing(second.name)})"

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same district of registration or origin, same province, different."""

        def either(field: str) -> str:
            first, second = getattr(Records.registration, field), getattr(Records.origin, field)
            return f"{first.l} = {first.r} or {second.l} = {second.r}"

        return {
            "same_district": either(PlaceFields.district.name),
            "same_province": either(PlaceFields.group.name),
        }
