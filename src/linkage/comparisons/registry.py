"""The comparisons a model can name, by the name of their `level_*` and `weight_*` columns."""

from collections.abc import Mapping

from linkage.comparisons.facts import (
    BirthDate,
    BirthYear,
    Father,
    Home,
    Household,
    Mother,
    OldNumber,
    OtherStart,
    PersonalNumber,
    Phone,
    Roots,
    Sex,
    Spouse,
)
from linkage.comparisons.joint_name import JointName
from linkage.splink_seam import ComparisonCreator

_ALL: tuple[type[ComparisonCreator], ...] = (
    JointName,
    BirthDate,
    BirthYear,
    Sex,
    PersonalNumber,
    OtherStart,
    OldNumber,
    Father,
    Mother,
    Spouse,
    Home,
    Roots,
    Phone,
    Household,
)

CREATORS: Mapping[str, type[ComparisonCreator]] = {
    kind().create_output_column_name(): kind for kind in _ALL
}
