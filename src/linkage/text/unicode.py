"""Letters as such: escapes, composed form, look-alikes, invisible characters, the ASCII fold."""

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from unidecode import unidecode

_VIETNAMESE: Final = "".join(
    chr(point)
    for point in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
    if unicodedata.category(chr(point)).startswith("L")
)
_CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FOLD: Final = {ord(c): unidecode(c).lower() for c in _VIETNAMESE + _CAPITALS}

INVISIBLE: Final = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Characters that take no room; between two words they stand for a lost space."""

_LOOKALIKES: Final = str.maketrans(
    # Cyrillic and Greek letters, đ as other alphabets have it, caron for breve, apostrophes
    "АВЕКМНОРСТУХаеорсухіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧοικυνρÐƉƊɖɗǍǎıʼ’‘′ʹ＇ꞌ",
    "ABEKMHOPCTYXaeopcyxisjABEZHIKMNOPTYXoikuvpĐĐĐđđĂăi'''''''",
)
_COMPATIBLE: Final = re.compile(r"[^\x00-\u1fff\W]")
_NOT_OURS: Final = re.compile(
    "[^\x00-\x7f\xa0\u2000-\u200fÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]"
)
"""Anything but ASCII, spaces and the composed letters of Vietnamese: only then is there work."""
_FIRST_ETH: Final = re.compile(r"(?<![^\W\d_])ð")
"""Vietnamese đ begins a word; an eth inside one is Icelandic."""
_STROKED_D: Final = re.compile("([Dd])[\u0335\u0336\u0337]")
_JSON_ESCAPE: Final = re.compile(r"\\[uU]([0-9a-fA-F]{4})")


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    folded = unicodedata.normalize("NFC", word).translate(_FOLD)
    return folded if folded.isascii() else " ".join(unidecode(folded).lower().split())


def fold(text: str | None) -> str | None:
    """Lower-case a text and drop its Vietnamese marks, so `Đặng` meets `DANG`.

    Composed and decomposed input give the same result. The result is for blocking and
    comparing, never for display. `None` when nothing is left.

    Examples:
        >>> fold("Nguyễn  Thị Đặng")
        'nguyen thi dang'
    """
    if text is None:
        return None
    if text.isascii():
        return " ".join(text.lower().split()) or None
    return " ".join(filter(None, map(_fold_word, text.split()))) or None


def with_folds(words: Iterable[str]) -> frozenset[str]:
    """Words or phrases as they are, and the same without their marks.

    Examples:
        >>> sorted(with_folds(("tức", "hay")))
        ['hay', 'tuc', 'tức']
    """
    written = frozenset(words)
    return written | frozenset(filter(None, map(fold, written)))


def unescape(text: str) -> str:
    r"""Undo HTML and JSON escapes that were stored as text, even where made twice.

    Examples:
        >>> unescape("Nguy&#7877;n"), unescape(r"Tr\u1ea7n"), unescape("L&amp;ecirc;")
        ('Nguyễn', 'Trần', 'Lê')
    """
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "\\" in text:
        text = _JSON_ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)
    return text


def own_letters(text: str) -> str:
    """Replace letters that only look Vietnamese by those that are, and compose the rest.

    Full-width letters, Cyrillic and Greek capitals, eth and its like for đ, caron for breve, every
    shape of apostrophe. To be used after legacy encodings are undone, which need some of these.

    Examples:
        >>> own_letters("Ðặng Vǎn Ｈùng"), own_letters("Н’Hen")
        ('Đặng Văn Hùng', "H'Hen")
    """
    if _NOT_OURS.search(text) is None:
        return text
    text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    text = _FIRST_ETH.sub("đ", text)
    text = _STROKED_D.sub(lambda match: "Đ" if match.group(1) == "D" else "đ", text)
    return unicodedata.normalize("NFC", text.translate(_LOOKALIKES))
