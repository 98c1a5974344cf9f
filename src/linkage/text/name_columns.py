"""A name as flat columns for an engine: standard text, and ASCII keys for comparing."""

from typing import NamedTuple

from linkage.text.names import Name, NameDefect
from linkage.text.unicode import fold


class NameKeys(NamedTuple):
    """One name as columns; missing is `None`."""

    text: str | None = None
    surname: str | None = None
    middle: str | None = None
    given: str | None = None
    fold: str | None = None
    sorted_fold: str | None = None
    initials: str | None = None
    marked: bool | None = None
    surname_fold: str | None = None
    surname_telex: str | None = None
    surname_phonetic: str | None = None
    surname_tone: str | None = None
    surname_iy: str | None = None
    surname_variant: str | None = None
    surname_dialect: str | None = None
    surname_attested: bool | None = None
    middle_fold: str | None = None
    middle_telex: str | None = None
    middle_phonetic: str | None = None
    middle_tone: str | None = None
    middle_iy: str | None = None
    middle_variant: str | None = None
    middle_dialect: str | None = None
    middle_attested: bool | None = None
    given_fold: str | None = None
    given_telex: str | None = None
    given_phonetic: str | None = None
    given_tone: str | None = None
    given_iy: str | None = None
    given_variant: str | None = None
    given_dialect: str | None = None
    given_attested: bool | None = None
    other_names: tuple[str, ...] = ()
    defects: tuple[NameDefect, ...] = ()


def name_keys(name: Name) -> NameKeys:
    """Compute the columns of a name."""
    if name.text is None:
        return NameKeys(other_names=name.other_names, defects=name.defects)
    folded = fold(name.text) or ""

    def keys(part: str | None) -> tuple[str | None, ...]:
        return (fold(part),) * 7

    return NameKeys(
        name.text,
        name.surname,
        name.middle,
        name.given,
        folded or None,
        " ".join(sorted(folded.split())) or None,
        "".join(word[0] for word in folded.split()) or None,
        not name.text.isascii(),
        *keys(name.surname),  # type: ignore[arg-type]
        name.surname and True,  # type: ignore[arg-type]
        *keys(name.middle),  # type: ignore[arg-type]
        name.middle and True,  # type: ignore[arg-type]
        *keys(name.given),  # type: ignore[arg-type]
        name.given and True,  # type: ignore[arg-type]
        name.other_names,
        name.defects,
    )
