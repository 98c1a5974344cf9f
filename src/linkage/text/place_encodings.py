"""What an address may have been before it was decoded wrongly.

The words of an address are no names of people, so `encodings.decode` cannot judge them; the table
of units can. Here are only the readings to try, when an address as it stands names no place.
"""

import re
import unicodedata

from linkage.text.encodings import Encoding, reread
from linkage.text.syllable import parse_syllable
from linkage.text.unicode import own_letters

_UNICODE_ONLY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u0300-\u036f\u1ea0-\u1ef9]")
"""Letters that no text decoded from another character set shows."""

_LOST_BYTES = (("Ä\ufffd", "Ä\x90"), ("á»\ufffd", "á»\x9d"))
"""UTF-8 shown in windows-1252, which lacks the last byte of Đ (C4 90) and of ờ (E1 BB 9D); ờ stands
for all letters that share its first bytes, for phường and Mường are the most frequent by far."""


FOREIGN = re.compile(
    "[^\x00-\x7f\xa0áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ]",
    re.IGNORECASE,
)
"""A letter or mark that Vietnamese lacks."""


def other_readings(text: str) -> list[str]:
    r"""Give the text as each character set reads it that can have been meant, the likeliest first.

    A reading is the likelier, the fewer of its words Vietnamese cannot pronounce: `Haø Giang` was
    `Hà Giang`, for nobody says `Haứ`.

    Nothing is given for a text in ASCII or with a letter that only Unicode has.

    Examples:
        >>> "Tỉnh Hà Tĩnh" in other_readings("T\xd8nh H\xb5 T\xdcnh")
        True
        >>> other_readings("Haø Giang")[0]
        'Hà Giang'
        >>> other_readings("Tỉnh Hà Tĩnh")
        []
    """
    whole = unicodedata.normalize("NFC", text)
    if whole.isascii() or _UNICODE_ONLY.search(whole):
        return []
    for lost, found in _LOST_BYTES:
        whole = whole.replace(lost, found)
    decoded = [own_letters(reread(whole, encoding) or "") for encoding in Encoding]
    readings = {d: None for d in decoded if d and d != text and not FOREIGN.search(d)}
    return sorted(readings, key=_unsayable)


def _unsayable(text: str) -> int:
    """How many words of a text are no syllables of Vietnamese."""
    words = _WORD.findall(text.lower())
    return sum(
        (syllable := parse_syllable(word)) is None or not syllable.possible for word in words
    )


_WORD = re.compile(r"[^\W\d_]+")
