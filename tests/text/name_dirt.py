"""Dirt for names, made without the library: encoders and clerks' slips written from the standards.

Nothing here imports `linkage`, so that no table is shared between the noise and the repair.
The code pages are typed from TCVN 5712:1993, RFC 1456 (VISCII), the VPS chart and the VNI-Windows
keyboard chart.
"""

import random
import unicodedata

PLAIN = {
    "a": "aàảãáạ", "ă": "ăằẳẵắặ", "â": "âầẩẫấậ", "e": "eèẻẽéẹ", "ê": "êềểễếệ", "i": "iìỉĩíị",
    "o": "oòỏõóọ", "ô": "ôồổỗốộ", "ơ": "ơờởỡớợ", "u": "uùủũúụ", "ư": "ưừửữứự", "y": "yỳỷỹýỵ",
}  # fmt: skip
"""Each vowel with level tone, huyền, hỏi, ngã, sắc, nặng."""

TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§",
        strict=True,
    )
)
VISCII = dict(
    zip(
        "ắằặấầẩậẽẹếềểễệốồổỗộợớờởịỏọỉủũụỳừứỷỹưạửữảăẵẫđơõỡựỵĩĐĂƠƯẤ",
        "¡¢£¤¥¦§¨©ª«¬\xad®¯°±²µþ¾¶·¸ö÷ïüûøÏ×ÑÖÛßÕØæäåÇçð½õÞñÜîÐÅ´¿\x84",
        strict=True,
    )
)
VPS = dict(
    zip(
        "àáảãạâầấẩẫậăằắẳẵặđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
        bytes.fromhex(
            "e0e1e4e3e5e2c0c3c4c5c6e6a2a1a3a4a5c7e8e9c8ebcbea8a898bcd8cecedccefcef2f3d5f586"
            "f4d2d3b087b6d6a9a7aaabaef9fafbdbf8dcd8d9babbbfff9a9bcf9c"
        ).decode("cp1252"),
        strict=True,
    )
) | {"Đ": "ñ"}


def _tone_index(char: str) -> tuple[str, int]:
    for vowel, forms in PLAIN.items():
        if char in forms:
            return vowel, forms.index(char)
    return char, 0


def to_tcvn3(name: str) -> str:
    """TCVN3 has no capital vowels with tones: they come out small, as in real files."""
    return "".join(TCVN3.get(c, TCVN3.get(c.lower(), c) if ord(c) > 127 else c) for c in name)


def to_viscii(name: str) -> str:
    """VISCII keeps the Latin-1 letters and moves the rest."""
    return "".join(VISCII.get(char, char) for char in name)


def to_vps(name: str) -> str:
    """VPS, small letters but for Đ; other marked capitals come out small."""
    return "".join(VPS.get(c, VPS.get(c.lower(), c)) for c in name)


def to_vni(name: str) -> str:
    """VNI-Windows: the base letter, then one letter for hat and tone together."""
    tones = {
        "plain": ["", "ø", "û", "õ", "ù", "ï"],
        "hat": ["â", "à", "å", "ã", "á", "ä"],
        "bowl": ["ê", "è", "ú", "ü", "é", "ë"],
    }
    i_forms = ["i", "ì", "æ", "ó", "í", "ò"]
    out = []
    for char in name:
        vowel, tone = _tone_index(char.lower())
        if vowel in "aeouy":
            piece = vowel + tones["plain"][tone]
            if char.lower() == "ỵ":
                piece = "î"
        elif vowel in "âêô":
            piece = {"â": "a", "ê": "e", "ô": "o"}[vowel] + tones["hat"][tone]
        elif vowel == "ă":
            piece = "a" + tones["bowl"][tone]
        elif vowel == "ơ":
            piece = "ô" + tones["plain"][tone]
        elif vowel == "ư":
            piece = "ö" + tones["plain"][tone]
        elif vowel == "i":
            piece = i_forms[tone]
        elif vowel == "đ":
            piece = "ñ"
        else:
            piece = vowel
        out.append(piece.upper() if char.isupper() else piece)
    return "".join(out)


def to_1258(name: str) -> str:
    """windows-1258 shown as cp1252: hat in the letter, tone as a letter of its own."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", name):
        try:
            out += char.encode("cp1258")
            continue
        except UnicodeEncodeError:
            pass
        parts = unicodedata.normalize("NFD", char)
        tone = [c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"]
        rest = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tone))
        out += rest.encode("cp1258") + tone[0].encode("cp1258")
    return out.decode("cp1252", errors="replace")


def to_utf8_as(name: str, code_page: str) -> str:
    """UTF-8 bytes shown in another code page; bytes it lacks show as control characters."""
    shown = []
    for byte in name.encode("utf-8"):
        try:
            shown.append(bytes([byte]).decode(code_page))
        except UnicodeDecodeError:
            shown.append(chr(byte))
    return "".join(shown)


def to_telex(name: str, rng: random.Random | None = None) -> str:
    """Keystrokes of Telex; the tone at the end of the word, or right after the vowel."""
    return " ".join(
        _telex_word(word, inline=bool(rng and rng.random() < 0.5)) for word in name.split()
    )


def _telex_word(word: str, inline: bool) -> str:
    keys = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
    out, tone = "", ""
    for char in word:
        vowel, index = _tone_index(char.lower())
        typed = keys.get(vowel, vowel)
        out += typed.capitalize() if char.isupper() else typed
        if index:
            tone = "  frxsj"[index + 1]
            if inline:
                out, tone = out + tone, ""
    return out + tone


def to_vni_keys(name: str) -> str:
    """Digits of the VNI keyboard: 6 hat, 7 horn, 8 bowl, 9 đ, then the tone."""
    marks = {"â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "ă": "a8", "đ": "d9"}
    out = []
    for char in name:
        vowel, index = _tone_index(char.lower())
        typed = marks.get(vowel, vowel) + " 23415"[index].strip()
        out.append(typed.capitalize() if char.isupper() else typed)
    return "".join(out)


def to_viqr(name: str) -> str:
    """VIQR, RFC 1456: ^ ( + and the tones ` ? ~ ' . after the vowel."""
    marks = {"â": "a^", "ê": "e^", "ô": "o^", "ơ": "o+", "ư": "u+", "ă": "a(", "đ": "dd"}
    out = []
    for char in name:
        vowel, index = _tone_index(char.lower())
        typed = marks.get(vowel, vowel) + " `?~'."[index].strip()
        out.append(typed.capitalize() if char.isupper() else typed)
    return "".join(out)


def misplaced(name: str) -> str:
    """The tone on the first vowel of the syllable, as input methods of the nineties put it."""
    return " ".join(_tone_first(word) for word in name.split())


def _tone_first(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    tones = [c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"]
    if not tones:
        return word
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
    for i, char in enumerate(bare):
        if char.lower() in "aăâeêioôơuưy":
            return unicodedata.normalize("NFC", bare[: i + 1] + tones[0] + bare[i + 1 :])
    return word


def tone_before_hat(name: str) -> str:
    """Decomposed with the tone typed before the hat, which Unicode does not compose."""
    out = []
    for char in name:
        parts = unicodedata.normalize("NFD", char)
        out.append(parts[0] + "".join(reversed(parts[1:])) if len(parts) == 3 else parts)
    return "".join(out)
