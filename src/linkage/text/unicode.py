"""Letters as such: composed form, look-alikes, invisible characters, the ASCII fold."""

import unicodedata

from unidecode import unidecode

_VIETNAMESE = "".join(
    chr(point)
    for point in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
    if unicodedata.category(chr(point)).startswith("L")
)
_FOLD = {ord(letter): unidecode(letter).lower() for letter in _VIETNAMESE}
_FOLD |= {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


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
    folded = unicodedata.normalize("NFC", text).translate(_FOLD)
    if not folded.isascii():
        folded = unidecode(folded).lower()
    return " ".join(folded.split()) or None
