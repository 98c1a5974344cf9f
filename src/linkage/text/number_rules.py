"""What the digits of a personal number mean, as a named and versioned value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from linkage.text.tables import read_table

FIRST_FOREIGN_CODE = 100
"""Place codes from here on are countries; domestic codes all begin with 0."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberRules:
    """How the twelve digits `PPP G YY SSSSSS` are to be read.

    The structure is a rule of a circular, not of the law, and has been replaced before; a
    number is therefore always read under a named rule set.

    Args:
        name: Name of the rule set, kept beside every result.
        source: Where the rules are published.
        provinces: Birth-registration code (three digits) to province name.
        centuries: Half of the digit G, rounded down, to the first year of its century.
        countries: Country code (100 and above) to country name, as far as the caller knows it.

    Examples:
        >>> TT59_2021.name, len(TT59_2021.provinces), TT59_2021.provinces["079"]
        ('TT59-2021', 63, 'Hồ Chí Minh')
        >>> TT59_2021.centuries
        {0: 1900, 1: 2000}
    """

    name: str
    source: str
    provinces: Mapping[str, str]
    centuries: Mapping[int, int]
    countries: Mapping[str, str] = field(default_factory=dict)


TT59_2021 = NumberRules(
    name="TT59-2021",
    source="Circular 07/2016/TT-BCA, repeated in Circular 59/2021/TT-BCA, annexes I and II; "
    "Decree 137/2015/ND-CP, article 13",
    provinces={
        row["code"]: row["province"]
        for row in read_table("numbers", "birth_registration_codes.csv")
    },
    centuries={0: 1900, 1: 2000},
)
"""The structure in force when the register was filled.

Century digits 4 to 9 are laid down for 2100 and later: nobody living can carry one.
"""
