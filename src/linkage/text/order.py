"""The order of the Vietnamese alphabet, for lists that people read.

Letters come first (a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y), tones decide only
between words of the same letters, in the order of dictionaries (ngang, huyền, hỏi, ngã, sắc,
nặng); f, j, w and z stand where the Latin alphabet has them. Numbers are ordered as numbers.
"""

import re
import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE = {letter: place for place, letter in enumerate(_ALPHABET)}
_TONES = "\N{COMBINING GRAVE ACCENT}\u0309\N{COMBINING TILDE}\N{COMBINING ACUTE ACCENT}\u0323"
_RUNS = re.compile(r"\d+|\D+")

Key = tuple[tuple[tuple[int, ...], ...], tuple[int, ...], str]


def alphabetical(text: str) -> Key:
    """Key that sorts texts as a Vietnamese reader expects.

    Examples:
        >>> sorted(["Đà Nẵng", "Quận 10", "Điện Biên", "Quận 2", "An Giang"], key=alphabetical)
        ['An Giang', 'Đà Nẵng', 'Điện Biên', 'Quận 2', 'Quận 10']
        >>> sorted(["Hòa", "Hoa", "Hoà", "Ăn", "Âu", "An"], key=alphabetical)
        ['An', 'Ăn', 'Âu', 'Hoa', 'Hoà', 'Hòa']
    """
    letters, tones = [], []
    for character in unicodedata.normalize("NFC", text).lower():
        marks = unicodedata.normalize("NFD", character)
        tone = next((place for place, mark in enumerate(_TONES, 1) if mark in marks), 0)
        bare = "".join(mark for mark in marks if mark not in _TONES)
        letters.append(unicodedata.normalize("NFC", bare))
        tones.append(tone)
    return _places("".join(letters)), tuple(tones), text


def _places(letters: str) -> tuple[tuple[int, ...], ...]:
    """Numbers before letters before anything else, a number by its size."""
    return tuple(
        (0, int(run)) if run.isdecimal() else (1, *(_of(letter) for letter in run))
        for run in _RUNS.findall(letters)
    )


def _of(letter: str) -> int:
    """Spaces and signs before letters, letters of other alphabets after."""
    if letter in _PLACE:
        return _PLACE[letter]
    return len(_PLACE) + ord(letter) if letter.isalpha() else ord(letter) - 0x110000
