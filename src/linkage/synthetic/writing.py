"""Ways of writing Vietnamese: marks, tone places, keys of input methods, legacy encodings."""

import re
import unicodedata
from functools import cache, lru_cache

from linkage.synthetic.tables import read

GRAVE, ACUTE, HOOK, TILDE, DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
TONES = GRAVE + ACUTE + HOOK + TILDE + DOT
HAT, BREVE, HORN = "\u0302", "\u0306", "\u031b"
TELEX_TONE = dict(zip(TONES, "fsrxj", strict=True))
VNI_TONE = dict(zip(TONES, "21345", strict=True))
TELEX_MARK = {HAT: "", BREVE: "w", HORN: "w"}
VNI_MARK = {HAT: "6", BREVE: "8", HORN: "7"}


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
