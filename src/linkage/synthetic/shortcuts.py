"""What clerks leave out, shorten, add or turn round in names, places and numbers.

Every function takes a text and a source of chance and returns the spoilt text, or None when it
finds nothing to spoil, like those of `linkage.synthetic.slips`.
"""

import random
from collections.abc import Callable


def drop_middle(text: str, chance: random.Random) -> str | None:
    """One middle name left out, Thị and Văn rather than others."""
    words = text.split()
    if len(words) < 3:
        return None
    markers = [i for i in range(1, len(words) - 1) if words[i] in ("Thị", "Văn")]
    place = markers[0] if markers and chance.random() < 0.7 else chance.randrange(1, len(words) - 1)
    return " ".join(words[:place] + words[place + 1 :])


def drop_all_middles(text: str, _: random.Random) -> str | None:
    """Only surname and given name."""
    words = text.split()
    return f"{words[0]} {words[-1]}" if len(words) > 2 else None


def abbreviate_surname(text: str, _: random.Random) -> str | None:
    """Ng. for Nguyễn, the first letter for others."""
    words = text.split()
    if len(words) < 2:
        return None
    short = "Ng." if words[0] == "Nguyễn" else words[0][0] + "."
    return " ".join([short, *words[1:]])


def abbreviate_middle(text: str, chance: random.Random) -> str | None:
    """T. or Th. for Thị, V. for Văn, the first letter for others."""
    words = text.split()
    if len(words) < 3:
        return None
    place = chance.randrange(1, len(words) - 1)
    words[place] = words[place][0] + "."
    return " ".join(words)


def initials_but_given(text: str, chance: random.Random) -> str | None:
    """N.V. Hùng."""
    words = text.split()
    if len(words) < 2:
        return None
    gap = chance.choice(["", " "])
    return gap.join(word[0] + "." for word in words[:-1]) + " " + words[-1]


def given_first(text: str, chance: random.Random) -> str | None:
    """Given name before the surname, or the surname after a comma."""
    words = text.split()
    if len(words) < 2:
        return None
    if chance.random() < 0.3:
        return f"{words[-1]}, {' '.join(words[:-1])}"
    if chance.random() < 0.5:
        return " ".join([words[-1], *words[:-1]])
    return " ".join([*words[1:], words[0]])


def exchange_words(text: str, chance: random.Random) -> str | None:
    """Two neighbouring words in the wrong order."""
    words = text.split()
    if len(words) < 3:
        return None
    place = chance.randrange(1, len(words) - 1)
    words[place], words[place + 1] = words[place + 1], words[place]
    return " ".join(words)


def add_title(text: str, chance: random.Random) -> str | None:
    """A form of address before a name whose middle tells the sex."""
    words = text.split()
    if "Thị" in words[1:-1]:
        return chance.choice(["Bà ", "Chị ", "Cô "]) + text
    return chance.choice(["Ông ", "Anh "]) + text if "Văn" in words[1:-1] else None


def one_before(words: tuple[str, ...]) -> Callable[[str, random.Random], str | None]:
    """One of the words before a name."""
    return lambda text, chance: f"{chance.choice(words)} {text}"


def one_behind(words: tuple[str, ...]) -> Callable[[str, random.Random], str | None]:
    """One of the words in brackets behind a name."""
    return lambda text, chance: f"{text} ({chance.choice(words)})"


def add_alias(text: str, chance: random.Random) -> str | None:
    """An alias after the name in the same cell."""
    alias = chance.choice(["Út", "Bé", "Tư", "Năm", "Hai", "Tèo", "Ti", "Bi", "Na", "Cu", "Bống"])
    return text + chance.choice([f" (tức {alias})", f" ({alias})", f", tức {alias}"])


def placeholder(_: str, chance: random.Random) -> str | None:
    """Words that stand where nothing is known."""
    return chance.choice(
        ["Không rõ", "KXĐ", "không có", "Chưa rõ", "-", "0", "Không", "x", "N/A", "."]
    )


def given_only(text: str, _: random.Random) -> str | None:
    """Only the last word of a parent's name."""
    words = text.split()
    return words[-1] if len(words) > 1 else None


def lose_zeros(number: str, _: random.Random) -> str | None:
    """A spreadsheet drops the leading zeros."""
    return number.lstrip("0") if number.startswith("0") else None


def scientific(number: str, _: random.Random) -> str | None:
    """A spreadsheet writes the number as a power of ten, which loses digits."""
    return f"{int(number):.5E}" if number.isdigit() else None


def space_number(number: str, chance: random.Random) -> str | None:
    """Spaces, dots or dashes inside a number, or an apostrophe before it."""
    if not number.isdigit():
        return None
    kind = chance.randrange(4)
    if kind == 3:
        return "'" + number
    mark = (" ", ".", "-")[kind]
    return mark.join(number[i : i + 3] for i in range(0, len(number), 3))


def letter_in_number(number: str, _: random.Random) -> str | None:
    """O for 0, l for 1."""
    changed = number.replace("0", "O", 1) if "0" in number else number.replace("1", "l", 1)
    return changed if changed != number else None


def digit_slip(number: str, chance: random.Random) -> str | None:
    """One digit wrong, in numbers that are not anybody's identity."""
    places = [i for i, digit in enumerate(number) if digit.isdigit()]
    if not places:
        return None
    place = chance.choice(places)
    return (
        number[:place]
        + str((int(number[place]) + chance.randrange(1, 10)) % 10)
        + number[place + 1 :]
    )


def shorten_address(text: str, _: random.Random) -> str | None:
    """The smallest unit left out."""
    parts = text.split(", ")
    return ", ".join(parts[1:]) if len(parts) > 2 else None


def cut(text: str, chance: random.Random) -> str | None:
    """Text cut off by a field that is too short."""
    return text[: chance.randrange(12, 30)].rstrip() if len(text) > 30 else None
