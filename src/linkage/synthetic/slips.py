"""Single errors of the hand, the ear and the keyboard; each takes a text and spoils it.

Every function gets the text and a source of chance and returns the spoilt text, or None when it
finds nothing to spoil. They share nothing with the rules that repair such errors.
"""

import random
import re
from collections.abc import Callable

from linkage.synthetic.writing import (
    BREVE,
    DOT,
    HAT,
    HOOK,
    HORN,
    TELEX_MARK,
    TELEX_TONE,
    TILDE,
    TONES,
    VNI_MARK,
    VNI_TONE,
    composed,
    decomposed,
    typed,
    unmarked,
)

Slip = Callable[[str, random.Random], str | None]
"""What all functions here are."""

NEIGHBOURS = {
    **dict(
        zip(
            "qwertyuiop",
            ("wa", "qes", "wrd", "etf", "ryg", "tuh", "yij", "uok", "ipl", "o"),
            strict=True,
        )
    ),
    **dict(
        zip(
            "asdfghjkl",
            ("qsz", "adwx", "sfec", "dgrv", "fhtb", "gjyn", "hkum", "jli", "ko"),
            strict=True,
        )
    ),
    **dict(zip("zxcvbnm", ("xa", "zcs", "xvd", "cbf", "vng", "bmh", "nj"), strict=True)),
}
"""Keys beside a key."""


def _on_one_word(change: Callable[[str, random.Random], str | None]) -> Slip:
    """Apply a change to the first word, in random order, that it can spoil."""

    def slip(text: str, chance: random.Random) -> str | None:
        words = text.split(" ")
        places = list(range(len(words)))
        chance.shuffle(places)
        for place in places:
            changed = change(words[place], chance)
            if changed is not None and changed != words[place]:
                words[place] = changed
                return " ".join(words)
        return None

    return slip


def _swap_sound(pairs: dict[str, str], where: str) -> Slip:
    """Exchange one sound of a word for the one it is confused with."""
    pattern = re.compile(where.format("|".join(sorted(pairs, key=len, reverse=True))), re.I)

    def change(word: str, _: random.Random) -> str | None:
        found = pattern.search(word)
        if not found:
            return None
        heard = found.group(1)
        said = pairs[heard.lower()]
        said = said.capitalize() if heard[:1].isupper() else said
        return word[: found.start(1)] + said + word[found.end(1) :]

    return _on_one_word(change)


def _both(pairs: dict[str, str]) -> dict[str, str]:
    return pairs | {after: before for before, after in pairs.items()}


ONSET, CODA = "^({})(?=[^h])", "(?<=[^\\W\\d_])({})$"

l_for_n = _swap_sound(_both({"l": "n"}), "^({})(?![hg])")
s_for_x = _swap_sound(_both({"s": "x"}), "^({})")
tr_for_ch = _swap_sound(_both({"tr": "ch"}), "^({})")
d_for_gi = _swap_sound({"d": "gi", "gi": "d", "r": "d"}, "^({})(?=[aăâeêoôơuưáàảãạấầẩẫậắằẳẵặ])")
v_for_d = _swap_sound({"v": "d", "d": "v"}, "^({})")
n_for_ng = _swap_sound({"ng": "n", "n": "ng"}, CODA)
t_for_c = _swap_sound(_both({"t": "c"}), CODA)
nh_for_n = _swap_sound({"nh": "n"}, CODA)
y_for_i = _swap_sound(
    _both({"y": "i", "ý": "í", "ỳ": "ì", "ỹ": "ĩ", "ỷ": "ỉ", "ỵ": "ị"}),
    "^(?!thị$|thi$|chí$|chi$|nhị$|nhi$)(?:[hklmtsv]|qu|th)({})$",
)
vowels_merged = _swap_sound(
    {
        "iê": "i",
        "uô": "u",
        "ươ": "u",
        "ay": "ai",
        "au": "ao",
        "ă": "a",
        "ân": "ơn",
        "ô": "o",
        "ơ": "o",
    },
    "(?<=.)({})(?=[^\\W\\d_])",
)


def _tone_change(table: dict[str, str]) -> Slip:
    def change(word: str, _: random.Random) -> str | None:
        parts = decomposed(word)
        for tone, other in table.items():
            if tone in parts:
                return composed(parts.replace(tone, other, 1))
        return None

    return _on_one_word(change)


tilde_for_hook = _tone_change({TILDE: HOOK, HOOK: TILDE})
dot_for_tilde = _tone_change({TILDE: DOT})


@_on_one_word
def other_tone(word: str, chance: random.Random) -> str | None:
    """Another tone than the right one."""
    parts = decomposed(word)
    tones = [mark for mark in parts if mark in TONES]
    if not tones:
        return None
    return composed(parts.replace(tones[0], chance.choice([t for t in TONES if t != tones[0]]), 1))


@_on_one_word
def lose_tone(word: str, _: random.Random) -> str | None:
    """One syllable without its tone."""
    return composed("".join(c for c in decomposed(word) if c not in TONES))


@_on_one_word
def lose_quality(word: str, _: random.Random) -> str | None:
    """One syllable without circumflex, breve, horn or the bar of đ."""
    plain = "".join(c for c in decomposed(word) if c not in HAT + BREVE + HORN)
    return composed(plain).replace("đ", "d").replace("Đ", "D")


@_on_one_word
def misplace_tone(word: str, _: random.Random) -> str | None:
    """Tone on the wrong vowel: Hòang, Qúy."""
    parts = list(decomposed(word))
    for at, mark in enumerate(parts):
        if mark not in TONES:
            continue
        vowel = max(i for i in range(at) if parts[i].isalpha())
        if vowel > 0 and parts[vowel - 1].lower() in "aeiouy":
            tone = parts.pop(at)
            return composed("".join([*parts[:vowel], tone, *parts[vowel:]]))
    return None


def _leave_keys(marks: dict[str, str], tones: dict[str, str], bar: str, *, whole: bool) -> Slip:
    def change(word: str, _: random.Random) -> str | None:
        return typed(word, marks, tones, bar)

    def change_all(text: str, _: random.Random) -> str | None:
        return " ".join(typed(word, marks, tones, bar) for word in text.split(" "))

    return change_all if whole else _on_one_word(change)


telex_word = _leave_keys(TELEX_MARK, TELEX_TONE, "d", whole=False)
telex_all = _leave_keys(TELEX_MARK, TELEX_TONE, "d", whole=True)
vni_word = _leave_keys(VNI_MARK, VNI_TONE, "9", whole=False)
vni_all = _leave_keys(VNI_MARK, VNI_TONE, "9", whole=True)


@_on_one_word
def drop_letter(word: str, chance: random.Random) -> str | None:
    """A letter left out."""
    if len(word) < 3:
        return None
    place = chance.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


@_on_one_word
def double_letter(word: str, chance: random.Random) -> str | None:
    """A letter typed twice, the second time without its marks."""
    place = chance.randrange(len(word)) if word else 0
    again = unmarked(word[place : place + 1]).lower()
    return word[: place + 1] + again + word[place + 1 :] if word else None


@_on_one_word
def exchange_letters(word: str, chance: random.Random) -> str | None:
    """Two letters in the wrong order."""
    if len(word) < 4:
        return None
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


@_on_one_word
def neighbour_key(word: str, chance: random.Random) -> str | None:
    """The key beside the right one."""
    places = [i for i, letter in enumerate(word) if letter.lower() in NEIGHBOURS]
    if len(word) < 3 or not places:
        return None
    place = chance.choice(places)
    key = chance.choice(NEIGHBOURS[word[place].lower()])
    return word[:place] + (key.upper() if word[place].isupper() else key) + word[place + 1 :]


def join_words(text: str, chance: random.Random) -> str | None:
    """A space left out."""
    words = text.split(" ")
    if len(words) < 2:
        return None
    place = chance.randrange(len(words) - 1)
    return " ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]])


def odd_spaces(text: str, chance: random.Random) -> str | None:
    """Double, leading, trailing or non-breaking spaces, or an invisible character."""
    kind = chance.randrange(6)
    if kind == 0:
        return " " + text
    if kind == 1:
        return text + "  "
    if " " not in text:
        return text + " "
    odd = ("  ", "\u00a0", "\u200b ", "   ")[kind - 2]
    return text.replace(" ", odd, 1)


def eth_for_bar(text: str, _: random.Random) -> str | None:
    """The look-alike of đ from another alphabet."""
    changed = text.replace("Đ", "\u00d0").replace("đ", "\u00f0")
    return changed if changed != text else None


def look_alike(text: str, chance: random.Random) -> str | None:
    """One letter replaced by one that looks the same or nearly so."""
    table = {"ă": "ǎ", "o": "0", "A": "\u0410", "O": "\u041e", "l": "1", "õ": "ö", "H": "\u041d"}
    places = [i for i, letter in enumerate(text) if letter in table]
    if not places:
        return None
    place = chance.choice(places)
    return text[:place] + table[text[place]] + text[place + 1 :]
