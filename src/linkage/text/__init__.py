"""Pure text rules: names, letters, encodings, dates, places, identifiers."""

from linkage.text.defects import NameDefect
from linkage.text.encodings import Encoding, vote
from linkage.text.name_columns import NameKeys, name_keys
from linkage.text.name_levels import NameComparison, NameLevel, compare_names
from linkage.text.names import Name, parse_name
from linkage.text.unicode import fold

__all__ = [
    "Encoding",
    "Name",
    "NameComparison",
    "NameDefect",
    "NameKeys",
    "NameLevel",
    "compare_names",
    "fold",
    "name_keys",
    "parse_name",
    "vote",
]
