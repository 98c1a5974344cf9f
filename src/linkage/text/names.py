"""A personal name as written, its standard form and its parts."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from linkage.text.encodings import Encoding
from linkage.text.unicode import fold


class NameDefect(StrEnum):
    """What was wrong with a name as written, or is still wrong with its standard form."""

    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name: as written, in standard form, and in parts."""

    raw: str | None
    text: str | None = None
    surname: str | None = None
    middle: str | None = None
    given: str | None = None
    other_names: tuple[str, ...] = ()
    defects: tuple[NameDefect, ...] = ()

    @property
    def fold(self) -> str | None:
        """The whole name in lower-case ASCII."""
        return fold(self.text)


def parse_name(raw: str | None, *, encoding: Encoding | None = None) -> Name:
    """Standardise a name and split it into surname, middle and given name."""
    words = [w.capitalize() for w in unicodedata.normalize("NFC", raw or "").split()]
    if not words:
        return Name(raw)
    return Name(
        raw,
        text=" ".join(words),
        surname=words[0] if len(words) > 1 else None,
        middle=" ".join(words[1:-1]) or None,
        given=words[-1],
    )
