"""Pure text rules: names, letters, encodings, dates, places, identifiers."""

from linkage.text.encodings import Encoding, vote
from linkage.text.name_columns import NameKeys, name_keys
from linkage.text.defects import NameDefect
from linkage.text.names import Name, parse_name
from linkage.text.unicode import fold

__all__ = [
    "Encoding",
    "Name",
    "NameDefect",
    "NameKeys",
    "fold",
    "name_keys",
    "parse_name",
    "vote",
]
