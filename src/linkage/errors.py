"""The errors a caller can meet; every message says what, what there is and what to try."""

from collections.abc import Iterable


class LinkageError(Exception):
    """Something is wrong that the caller can understand and mend.

    Messages carry column names, counts and rule names. They never carry a name of a
    person, a birth date or a number of the register.

    Args:
        what: What is wrong, as one sentence.
        there_is: What was found instead, as one sentence.
        hint: What to try, without the word "Hint".

    Examples:
        >>> print(LinkageError("Table 'pairs' is empty.", hint="run block first."))
        Table 'pairs' is empty.
        Hint: run block first.
    """

    def __init__(self, what: str, there_is: str | None = None, hint: str | None = None) -> None:
        lines = [what, there_is, f"Hint: {hint}" if hint else None]
        super().__init__("\n".join(line for line in lines if line))


class InputError(LinkageError):
    """A file or table given by the caller cannot be used."""


class SchemaError(LinkageError):
    """A table lacks columns, or holds them in another type than it should."""


class ModelError(LinkageError):
    """A model, or a part of it, cannot be used."""


class OutputError(LinkageError):
    """A result cannot be written where the caller wants it."""


def listing(names: Iterable[str], most: int = 12) -> str:
    """Join column or rule names for a message, the first few and how many more.

    Examples:
        >>> listing(["b", "a"])
        'b, a'
        >>> listing("abcd", most=2)
        'a, b and 2 more'
    """
    all_names = list(names)
    shown = ", ".join(all_names[:most])
    rest = len(all_names) - most
    return f"{shown} and {rest} more" if rest > 0 else shown
