"""Text that was written in one character set and read in another.

Before Unicode, Vietnam used a dozen font encodings; registers that grew out of them still hold
text in TCVN3, VNI-Windows, VISCII, VPS and windows-1258, and UTF-8 read as if it were cp1252. Such
text can look like Vietnamese (TCVN3 *Vò* is Vũ), so nothing is decided by one cell: `vote` judges
a column of one source, and `decode` then judges each value as a whole, by how likely its words are.

The letters of the four font encodings are in `legacy_letters.csv` (TCVN 5712:1993; RFC 1456).
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from itertools import islice, product
from operator import sub
from typing import Final

from linkage.text.lexicon import minority_words, read_table, words
from linkage.text.syllable import canonical_word, parse_syllable


class Encoding(StrEnum):
    """A way in which Vietnamese text is found wrongly decoded."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    VPS = "vps"
    WINDOWS_1258 = "windows-1258"
    UTF8 = "utf-8"
    """UTF-8 read as cp1252, Latin-1 or MacRoman, once or twice."""


_SAMPLE: Final = 2000
_PRIOR: Final = {
    Encoding.UTF8: 3.0,
    Encoding.VNI: 6.0,
    Encoding.TCVN3: 7.0,
    Encoding.WINDOWS_1258: 7.0,
    Encoding.VISCII: 9.0,
    Encoding.VPS: 9.0,
}
"""Nats that a decoding must gain over the text as it stands, without a vote of its column."""
_READINGS: Final = (None, *_PRIOR)
"""As it stands, and as each encoding reads it: the order of what is known of a piece of a text."""
_PRIORS: Final = (0.0, *_PRIOR.values())
_SOUND_PRIOR: Final = 6.0
"""Nats more, where every word of the text can be one as it stands: *Thò* is no Thị in VNI."""
_VOTED_PRIOR: Final = 3.0
"""Nats that the text as it stands must gain over the decoding its column voted for."""

_LEAST: Final = -12.5
"""Per word: a reading less likely than this is no better than the text as it stands."""
_IMPOSSIBLE: Final = -18.0
_POSSIBLE: Final = -12.0
_FOREIGN: Final = -13.0
_ODD_LETTER: Final = -5.0
_ODD_CAPITAL: Final = -6.0
CAPITAL_INSIDE: Final = re.compile(
    "[a-zàáâãèéêìíòóôõùúýăđĩũơư][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]"
)
"""A marked capital after a small letter: TiẾn for Tiền, the sign of a wrong code page."""


@cache
def _log_shares() -> dict[str, float]:
    known = {word: math.log(max(sum(s), 1) / 1e6) for word, s in words().items()}
    return {**dict.fromkeys(minority_words(), math.log(20e-6)), **known}


@lru_cache(maxsize=65536)
def _word_score(word: str) -> float:
    """The log probability of a word, roughly: known, possible, foreign, broken."""
    bare = word.strip(".,;:()[]\"'/-")
    if not bare:
        return 0.0 if word.isascii() else _ODD_LETTER
    canonical = canonical_word(bare)
    known = _log_shares().get(canonical)
    if known is not None:
        return known + (_ODD_CAPITAL if CAPITAL_INSIDE.search(word) else 0.0)
    if bare.isascii():
        return _FOREIGN if bare.isalpha() else _IMPOSSIBLE
    syllable = parse_syllable(bare)
    if syllable is not None and syllable.possible:
        return _POSSIBLE
    odd = sum(not (c.isalpha() or c in "'’-.") for c in bare)
    return _IMPOSSIBLE + _ODD_LETTER * odd


def plausibility(text: str) -> float:
    r"""How likely a text is as Vietnamese names: the sum of its words' log shares.

    Examples:
        >>> plausibility("Nguyễn Thị Hường") > plausibility("NguyÔn ThÞ H\xad\xeang") + 30
        True
    """
    return sum(map(_word_score, text.split()))


def _single_bytes(column: str) -> dict[str, str]:
    """Map characters, as cp1252 or Latin-1 shows the bytes of a code page, to letters."""
    table: dict[str, str] = {}
    for row in read_table("legacy_letters.csv"):
        if len(row[column]) != 2:
            continue
        byte = int(row[column], 16)
        table[chr(byte)] = row["letter"]
        shown = bytes([byte]).decode("cp1252", errors="ignore")
        if shown:
            table[shown] = row["letter"]
    return table


@cache
def _tables() -> dict[Encoding, dict[str, str]]:
    tcvn3 = _single_bytes("tcvn3") | {"\u2212": "ư", "\u00b5": "à", "\u03bc": "à"}
    return {
        Encoding.TCVN3: tcvn3,
        Encoding.VISCII: _single_bytes("viscii"),
        Encoding.VPS: _single_bytes("vps") | {"ñ": "Đ"},
    }


@cache
def _vni() -> tuple[re.Pattern[str], dict[str, str]]:
    """VNI-Windows writes a vowel and then its marks as a second letter."""
    table: dict[str, str] = {}
    for row in read_table("legacy_letters.csv"):
        shown = bytes.fromhex(row["vni"]).decode("latin-1")
        table[shown] = row["letter"]
        if len(shown) == 2:  # a small vowel keeps its marks small even when set in capitals
            table.setdefault(shown[0] + shown[1].swapcase(), row["letter"])
    sequences = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, sequences))), table


def _from_table(text: str, encoding: Encoding) -> str | None:
    table = _tables()[encoding]
    decoded = []
    for char in text:
        letter = table.get(char)
        if letter is None and (char > "\x7f" and char not in "\xa0"):
            return None
        decoded.append(char if letter is None else letter)
    return "".join(decoded)


def _from_vni(text: str) -> str | None:
    if any(char > "\xff" for char in text):
        return None
    pattern, table = _vni()
    return pattern.sub(lambda match: table[match.group()], text)


def _bytes(text: str, code_page: str) -> bytes | None:
    """The bytes that show as this text; what the code page lacks shows as control characters."""
    try:
        return text.encode(code_page)
    except UnicodeEncodeError:
        if code_page == "mac_roman" or not _WITH_CONTROLS.fullmatch(text):
            return None
    out = bytearray()
    for char in text:
        try:
            out += char.encode(code_page)
        except UnicodeEncodeError:
            out.append(ord(char))
    return bytes(out)


def _from_1258(text: str) -> str | None:
    raw = _bytes(text, "cp1252")
    if raw is None:
        return None
    return unicodedata.normalize("NFC", raw.decode("cp1258", errors="replace"))


_WITH_CONTROLS: Final = re.compile(
    "[\x00-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]*"
)
_LOST_SPACE: Final = re.compile("([\xc3\xc6\u0102]|\xe1[\xba\xbb]) ")
"""A lead byte whose next byte, a no-break space, was taken for a space."""


_UNSHOWN: Final = "\x81\x8d\x8f\x90\x9d"
"""Bytes for which cp1252 has no sign: programs show U+FFFD instead, or nothing."""
_SHOWN: Final = bytes(range(0x80, 0xC0)).decode("cp1252", errors="ignore") + _UNSHOWN
_GAP: Final = re.compile(f"([\xc3\xc4\xc6]|\xe1[\xba\xbb])(\ufffd|(?![{_SHOWN}]))")
"""A lead byte whose next byte is lost."""
_MOST_GAPS: Final = 3
_SURE: Final = 3.0
"""Nats by which the likeliest letters must lead the next, to be put into gaps."""


def _from_utf8_once(text: str) -> str | None:
    for code_page in ("cp1252", "mac_roman"):
        for attempt in dict.fromkeys((text, _LOST_SPACE.sub("\\1\xa0", text))):
            raw = _bytes(attempt, code_page)
            if raw is None or raw.isascii():
                continue
            try:
                return raw.decode("utf-8")
            except UnicodeDecodeError:
                continue
    return None


@cache
def _letters_of_gap(lead: str, sign: str) -> tuple[str, ...]:
    """The Vietnamese letters of a lead byte whose next has no sign.

    Where not even U+FFFD stands for it, it may be a no-break space that was dropped.
    """
    possible = _UNSHOWN if sign else _UNSHOWN + "\xa0"
    ours = {row["letter"] for row in read_table("legacy_letters.csv")}
    read = (_from_utf8_once(lead + byte) for byte in possible)
    return tuple(letter for letter in read if letter in ours)


def _with_gaps_filled(text: str) -> str | None:
    """Read a word of which bytes are lost as the one likely word it can be.

    A lost byte is one of five, so *Ngá»\ufffdc* is Ngọc or a word that nobody is called. Where
    two words are likely the gap stays, as U+FFFD, and the rest is read.
    """
    pieces = _GAP.split(text)
    read = [_from_utf8_once(piece) or piece for piece in pieces[::3]]
    gaps = [_letters_of_gap(*gap) for gap in zip(pieces[1::3], pieces[2::3], strict=True)]
    if not 0 < len(gaps) <= _MOST_GAPS or not all(gaps):
        return None
    ranked = sorted(((_word_score(word), word) for word in _joined(read, gaps)), reverse=True)
    if len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _SURE:
        return ranked[0][1]
    unsure = [letters if len(letters) == 1 else ("\ufffd",) for letters in gaps]
    return next(_joined(read, unsure))


def _joined(between: Sequence[str], gaps: Sequence[Sequence[str]]) -> Iterator[str]:
    """Every text that has one of the letters of each gap between the pieces."""
    for letters in product(*gaps):
        yield between[0] + "".join(map("".join, zip(letters, between[1:], strict=True)))


def _from_utf8(text: str) -> str | None:
    once = _from_utf8_once(text)
    if once is None:
        return _with_gaps_filled(text)
    return _from_utf8_once(once) or once


@lru_cache(maxsize=4096)
def reread(text: str, encoding: Encoding) -> str | None:
    r"""Read a text as written in `encoding`, or `None` where that cannot be.

    Says nothing about whether it should be: that is for `decode`.

    Examples:
        >>> reread("TrÇn V\xa8n \xa7\xf8c", Encoding.TCVN3)
        'Trần Văn Đức'
        >>> reread("Nguyeãn Thò Höôøng", Encoding.VNI)
        'Nguyễn Thị Hường'
    """
    if encoding is Encoding.UTF8:
        return _from_utf8(text)
    if encoding is Encoding.VNI:
        return _from_vni(text)
    if encoding is Encoding.WINDOWS_1258:
        return _from_1258(text)
    return _from_table(text, encoding)


_NOT_LATIN: Final = re.compile("[\u0530-\u1dff\u2e80-\ufffc\ufffe-\U0010ffff]")


_Piece = tuple[tuple[float, ...], tuple[str, ...]]
"""A piece of a text in each of `_READINGS`: how plausible it is, and what it then says; minus
infinity and nothing where it cannot be read so."""


@lru_cache(maxsize=131072)
def _piece(piece: str) -> _Piece:
    texts: list[str] = []
    scores: list[float] = []
    for encoding in _READINGS:
        read = piece if encoding is None or piece.isascii() else reread(piece, encoding)
        if read is None or (encoding is not None and _NOT_LATIN.search(read)):
            texts.append("")
            scores.append(-math.inf)
        else:
            texts.append(read)
            scores.append(plausibility(read))
    return tuple(scores), tuple(texts)


_UNICODE_ONLY: Final = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u0300-\u036f\u1ea0-\u1ef9]")


def _suspicious(text: str) -> bool:
    """Whether a text may be wrongly decoded: beyond ASCII, and no letter no code page shows."""
    return not text.isascii() and _UNICODE_ONLY.search(text) is None


def decode(text: str, encoding: Encoding | None = None) -> tuple[str, Encoding | None]:
    """Undo a wrong decoding of one value, if that makes it clearly more likely.

    Args:
        text: The value as found.
        encoding: What `vote` said about its column; it is then believed unless the value is
            clearly more likely as it stands. Without it, every encoding is tried, and must gain
            much over the text as it stands.

    Returns:
        The text, and the encoding that was undone, `None` when the text stands as it is.

    Examples:
        >>> decode("Nguyá»…n Thá»‹ HÆ°Æ¡ng")
        ('Nguyễn Thị Hương', <Encoding.UTF8: 'utf-8'>)
        >>> decode("Hòa"), decode("Vò", Encoding.TCVN3)
        (('Hòa', None), ('Vũ', <Encoding.TCVN3: 'tcvn3'>))
    """
    if not _suspicious(text):
        return text, None
    scores, texts = zip(*map(_piece, text.split(" ")), strict=True)
    likely = list(map(sum, zip(*scores, strict=True)))
    standing = likely[0]
    at = _READINGS.index(encoding)
    if at == 0 or likely[at] + _VOTED_PRIOR <= standing:
        gained = list(map(sub, likely, _PRIORS))
        best = max(gained)
        at = gained.index(best)
        if at == 0 or likely[at] <= _LEAST * len(scores):
            return text, None
        if best <= standing + _SOUND_PRIOR and _may_stand(text, scores):
            return text, None
    return " ".join([readings[at] for readings in texts]), _READINGS[at]


def _may_stand(text: str, scores: Sequence[tuple[float, ...]]) -> bool:
    """Whether every word of a text, each scored in every reading, can be one as it stands."""
    return min(scores)[0] > _IMPOSSIBLE and CAPITAL_INSIDE.search(text) is None


def vote(values: Iterable[str]) -> Encoding | None:
    r"""Say what a batch, one column of one source, is mostly written in; `None` is plain Unicode.

    Looks at the first two thousand values that hold anything beyond ASCII. An encoding wins if
    reading with it makes most of them more likely, and the whole batch far more likely.

    Examples:
        >>> vote(["NguyÔn ThÞ Lan", "Vò V\xa8n Hïng", "Lª Minh"])
        <Encoding.TCVN3: 'tcvn3'>
        >>> vote(["Nguyễn Thị Lan", "Võ Văn Hùng", "Hòa"]) is None
        True
    """
    sample = list(islice((v for v in values if not v.isascii()), _SAMPLE))
    if not sample:
        return None
    standing = [plausibility(value) for value in sample]
    best, winner = 0.0, None
    for encoding, prior in _PRIOR.items():
        gain, better = -prior, 0
        for value, as_is in zip(sample, standing, strict=True):
            decoded = reread(value, encoding)
            difference = _IMPOSSIBLE if decoded is None else plausibility(decoded) - as_is
            gain += difference
            better += difference > 0
        if gain > best and 2 * better > len(sample):
            best, winner = gain, encoding
    return winner
