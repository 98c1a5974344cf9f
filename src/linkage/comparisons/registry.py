"""The comparisons a model can name, by the name of their `level_*` and `weight_*` columns."""

from collections.abc import Mapping

from linkage.comparisons.birth import BirthDate, BirthYear, Sex, TwinNote
from linkage.comparisons.joint_name import JointName
from linkage.comparisons.numbers import Household, OldNumber, OtherStart, PersonalNumber, Phone
from linkage.comparisons.places import Home, Roots
from linkage.comparisons.relatives import Father, Mother, Spouse
from linkage.splink_seam import ComparisonCreator

_ALL: tuple[type[ComparisonCreator], ...] = (
    JointName,
    BirthDate,
    BirthYear,
    Sex,
    TwinNote,
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
