"""What can be wrong with a name as written."""

from enum import StrEnum


class NameDefect(StrEnum):
    """What was wrong with a name as written, or is still wrong with its standard form.

    Examples:
        >>> NameDefect.KEYS.value, NameDefect.KEYS.meaning
        ('keys', 'Held keystrokes of an input method, which were undone.')
    """

    meaning: str

    ESCAPES = "escapes", "Held HTML or JSON escapes, which were undone."
    ENCODING = "encoding", "Was read in another encoding than it was written in; undone."
    LETTERS = "letters", "Held letters that only look Vietnamese; replaced."
    MARKS = "marks", "Had marks in another order or place than the standard form; moved."
    KEYS = "keys", "Held keystrokes of an input method, which were undone."
    MARKER = "marker", "Had Thị or Văn a keystroke off behind the surname; mended."
    SPACES = "spaces", "Had stray, missing or invisible spaces; mended."
    PUNCTUATION = "punctuation", "Held signs or figures that belong to no name; dropped."
    CASE = "case", "Was not written with capital initials; changed."
    TITLE = "title", "Began with a title or form of address, which was dropped."
    OTHER_NAME = "other_name", "Held another name of the person, kept beside."
    ORDER = "order", "Had the surname at another place than the standard form; moved."
    ABBREVIATED = "abbreviated", "Holds initials or an abbreviation."
    PLACEHOLDER = "placeholder", "Is a filler, not the name of a person."
    LOST = "lost", "Lost letters that cannot be recovered from the value."
    UNMARKED = "unmarked", "Has lost the marks of all its letters."

    def __new__(cls, value: str, meaning: str) -> "NameDefect":
        """A code that carries its sentence."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member
