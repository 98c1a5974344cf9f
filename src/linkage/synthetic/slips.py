"""Single errors of the hand, the ear and the keyboard; each takes a text and spoils it.

Every function gets the text and a source of chance and returns the spoilt text, or None when it
finds nothing to spoil. They share nothing with the rules that repair such errors.
"""

import random
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from linkage.synthetic.tables import read

Slip = Callable[[str, random.Random], str | None]
"""What all functions here are."""

GRAVE, ACUTE, HOOK, TILDE, DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
TONES = GRAVE + ACUTE + HOOK + TILDE + DOT
HAT, BREVE, HORN = "\u0302", "\u0306", "\u031b"
TELEX_TONE = dict(zip(TONES, "fsrxj", strict=True))
VNI_TONE = dict(zip(TONES, "21345", strict=True))
TELEX_MARK = {HAT: "", BREVE: "w", HORN: "w"}
VNI_MARK = {HAT: "6", BREVE: "8", HORN: "7"}

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


def decomposed(text: str) -> str:
    """The text with every mark as a character of its own."""
    return unicodedata.normalize("NFD", text)


def composed(text: str) -> str:
    """The text with marks and letters in one character."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=50_000)
def unmarked(text: str) -> str:
    """The text without Vietnamese marks.

    Examples:
        >>> unmarked("Đặng Thị Hường")
        'Dang Thi Huong'
    """
    plain = "".join(c for c in decomposed(text) if c not in TONES + HAT + BREVE + HORN)
    return composed(plain.replace("đ", "d").replace("Đ", "D"))


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
y_for_i = _swap_sound(_both({"y": "i", "ý": "í", "ỳ": "ì", "ỹ": "ĩ", "ỷ": "ỉ", "ỵ": "ị"}), "({})$")
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


def typed(word: str, marks: dict[str, str], tones: dict[str, str], bar: str) -> str:
    """The keys pressed for a word, the tone key last.

    Examples:
        >>> typed("Nguyễn", TELEX_MARK, TELEX_TONE, "d")
        'Nguyeenx'
        >>> typed("Đức", VNI_MARK, VNI_TONE, "9")
        'D9u7c1'
    """
    keys, tone, letter = "", "", ""
    for part in decomposed(word):
        if part in tones:
            tone = tones[part]
        elif part in marks:
            keys += marks[part] or letter.lower()
        elif part in "đĐ":
            keys += ("d" if part == "đ" else "D") + bar
        else:
            keys, letter = keys + part, part
    return keys + tone


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
    """A letter typed twice."""
    place = chance.randrange(len(word)) if word else 0
    return word[: place + 1] + word[place : place + 1].lower() + word[place + 1 :] if word else None


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
    """A form of address before the name."""
    return chance.choice(["Ông ", "Bà ", "Anh ", "Chị ", "Cháu ", "Em "]) + text


def add_remark(text: str, chance: random.Random) -> str | None:
    """A remark after a parent's name."""
    remarks = (" (đã chết)", " (chết)", " (đã mất)", " - sn 19", " (bố)", " (bỏ đi)", " (cha)")
    remark = chance.choice(remarks)
    return text + (remark + str(chance.randrange(30, 90)) if remark.endswith("19") else remark)


def add_alias(text: str, chance: random.Random) -> str | None:
    """An alias after the name in the same cell."""
    alias = chance.choice(["Út", "Bé", "Tư", "Năm", "Hai", "Tèo", "Ti", "Bi", "Na", "Cu", "Bống"])
    return text + chance.choice([f" (tức {alias})", f" ({alias})", f", tức {alias}"])


def placeholder(_: str, chance: random.Random) -> str | None:
    """Words that stand where nothing is known."""
    return chance.choice(
        ["Không rõ", "KXĐ", "không có", "Chưa rõ", "-", "0", "Không", "x", "N/A", "đã chết", "."]
    )


def given_only(text: str, _: random.Random) -> str | None:
    """Only the last word of a parent's name."""
    words = text.split()
    return words[-1] if len(words) > 1 else None


@cache
def _letters() -> dict[str, dict[int, str]]:
    rows = read("letters")
    return {
        scheme: {ord(row["letter"]): row[scheme] or row["letter"] for row in rows}
        for scheme in ("tcvn3", "vni")
    }


def as_tcvn3(text: str) -> str:
    r"""TCVN3 bytes read as Latin-1; the scheme has no capital letters with tones.

    Examples:
        >>> as_tcvn3("Nguyễn Thị Hường")
        'NguyÔn ThÞ H\xadêng'
    """
    table = _letters()["tcvn3"]
    lowered = "".join(c if ord(c) < 128 or c in "ĐĂÂÊÔƠƯ" else c.lower() for c in text)
    return lowered.translate(table)


def as_vni(text: str) -> str:
    """VNI-Windows bytes read as Windows-1252.

    Examples:
        >>> as_vni("Trần")
        'Traàn'
    """
    return text.translate(_letters()["vni"])


def as_misread(text: str) -> str:
    """UTF-8 bytes read as Windows-1252; bytes without a meaning there are lost.

    Examples:
        >>> as_misread("Lê")
        'LÃª'
    """
    return text.encode("utf-8").decode("cp1252", errors="replace")


_NEW_PLACE = {
    **dict(zip(["òa", "óa", "ỏa", "õa", "ọa"], ["oà", "oá", "oả", "oã", "oạ"], strict=True)),
    **dict(zip(["òe", "óe", "ỏe", "õe", "ọe"], ["oè", "oé", "oẻ", "oẽ", "oẹ"], strict=True)),
    **dict(zip(["ùy", "úy", "ủy", "ũy", "ụy"], ["uỳ", "uý", "uỷ", "uỹ", "uỵ"], strict=True)),
}
_OPEN = re.compile("(?<![qQ])(" + "|".join(_NEW_PLACE) + ")(?![^\\W\\d_])")


def new_tone_place(text: str) -> str:
    """Tone on the second vowel of open oa, oe, uy.

    Examples:
        >>> new_tone_place("Thúy Hòa Quý Hoàng")
        'Thuý Hoà Quý Hoàng'
    """
    return _OPEN.sub(lambda found: _NEW_PLACE[found.group(1)], text)


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
    _, comma, rest = text.partition(", ")
    return rest if comma and ", " in rest else None


def cut(text: str, chance: random.Random) -> str | None:
    """Text cut off by a field that is too short."""
    return text[: chance.randrange(12, 30)].rstrip() if len(text) > 30 else None
