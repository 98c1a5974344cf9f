"""Keys under which words that sound alike, or are one word in two spellings, are equal.

No phonetic code for Vietnamese names has been published, so these are defined here. Each key is
ASCII and is made per word; the keys of a part of a name are those of its words, with spaces.

| key | equal for | made from |
|---|---|---|
| phonetic | everything that some dialect, or the loss of marks, makes alike | the ASCII fold |
| dialect | Lương and Nương, Minh and Min, but not Lan and Lân | the word with its marks |
| tone | Nguyển and Nguyễn: hỏi and ngã | the Telex form |
| i/y | Lý and Lí, Quý and Quí | the word with its marks |
| variant | Huỳnh and Hoàng as surnames, Nhơn and Nhân as names | `variants.csv` |
"""

from collections import defaultdict
from functools import cache, lru_cache
from typing import Final

from linkage.text.lexicon import Place, read_table
from linkage.text.syllable import Syllable, parse_syllable, spell, telex

_FOLDED_ONSETS: Final = (
    ("ngh", "ng"), ("ng", "ng"), ("nh", "nh"), ("gh", "g"), ("gi", "d"), ("kh", "kh"),
    ("ph", "ph"), ("th", "th"), ("tr", "c"), ("ch", "c"), ("qu", "kw"), ("b", "b"), ("c", "k"),
    ("d", "d"), ("g", "g"), ("h", "h"), ("k", "k"), ("l", "l"), ("m", "m"), ("n", "l"), ("p", "p"),
    ("q", "k"), ("r", "d"), ("s", "s"), ("t", "t"), ("v", "v"), ("x", "s"),
)  # fmt: skip
_FOLDED_CODAS: Final = (
    ("ngh", "n"), ("ng", "n"), ("nh", "n"), ("ch", "t"), ("n", "n"), ("c", "t"), ("t", "t"),
    ("m", "m"), ("p", "p"), ("k", "t"),
)  # fmt: skip
_FOLDED_NUCLEI: Final = {
    "ia": "i", "ie": "i", "ye": "i", "ieu": "iu", "yeu": "iu",
    "ua": "u", "uo": "u", "uoi": "ui", "uou": "iu", "uu": "iu",
    "oa": "wa", "oe": "we", "oai": "wai", "oay": "wai", "oao": "wao", "oeo": "weo",
    "ue": "we", "uy": "wi", "uye": "wi", "uya": "wi", "uyu": "wiu", "uay": "wai",
    "ay": "ai", "oo": "o",
}  # fmt: skip


@lru_cache(maxsize=65536)
def phonetic_word(folded: str) -> str:
    """The widest key: merges the confusions of all dialects and survives the loss of marks.

    Onsets l=n, s=x, ch=tr, d=đ=gi=r, c=k=q, g=gh, ng=ngh; y=i, iê=yê=ia=i, uô=ươ=ua=u,
    ưu=ươu=iêu=iu; codas n=ng=nh and t=c=ch. Made from the ASCII fold of one word.

    Examples:
        >>> [phonetic_word(word) for word in ("nguyen", "trinh", "chin", "linh", "nin", "quy")]
        ['ngwin', 'cin', 'cin', 'lin', 'lin', 'kwi']
    """
    onset, rest = next(
        ((code, folded[len(o) :]) for o, code in _FOLDED_ONSETS if folded.startswith(o)),
        ("", folded),
    )
    if folded.startswith("gi") and (not rest or rest[0] not in "aeouy"):
        onset, rest = "d", "i" + rest
    coda = ""
    for letters, code in _FOLDED_CODAS:
        if rest.endswith(letters) and len(rest) > len(letters):
            coda, rest = code, rest[: -len(letters)]
            break
    if coda and rest == "ua":  # uân, uât: a glide, not the open rime ua
        rest = "wa"
    nucleus = _FOLDED_NUCLEI.get(rest, rest.replace("y", "i"))
    key = onset + nucleus + coda
    return key.replace("ww", "w")


def tone_word(telex_word: str) -> str:
    """Merge hỏi and ngã, which centre and south do not tell apart.

    Examples:
        >>> tone_word(telex("Nguyễn")) == tone_word(telex("Nguyển"))
        True
    """
    return telex_word[:-1] + "r" if telex_word.endswith("x") else telex_word


_TWO_NAMES: Final = frozenset(("vi", "vy", "thi", "thy"))
"""Open i/y words whose two spellings are two names (Thi 6,219 and Thy 1,895 of the exam lists)."""


@lru_cache(maxsize=65536)
def iy_word(word: str) -> str:
    """Write a final open *y* as *i*: both are in use; decision 240/QĐ (1984) prefers *i*.

    Examples:
        >>> iy_word("lý") == iy_word("lí"), iy_word("quý") == iy_word("quí")
        (True, True)
        >>> iy_word("vy") == iy_word("vi"), iy_word("thúy") == iy_word("thúi")
        (False, False)
    """
    syllable = parse_syllable(word)
    if syllable is None or not syllable.onset or syllable.rime != "y" or word in _TWO_NAMES:
        return telex(word)
    return telex(spell(syllable.onset, "i", syllable.tone))


_DIALECT_ONSETS: Final = {
    "n": "l", "x": "s", "tr": "ch", "gi": "d", "r": "d", "v": "d",
    "ngh": "ng", "gh": "g", "k": "c",
}  # fmt: skip
_DIALECT_RIMES: Final = {
    "iêm": "im", "iêp": "ip", "iêu": "iu", "yêu": "iu", "ươu": "iu", "ưu": "iu",
    "uôi": "ui", "ươi": "ưi", "ay": "ai", "au": "ao",
}  # fmt: skip


def _dialect_coda(syllable: Syllable) -> str:
    front = syllable.nucleus in ("i", "ê", "y")
    merged = {"nh": "n", "ch": "t"} if front else {"ng": "n", "c": "t"}
    return merged.get(syllable.coda, syllable.coda)


@lru_cache(maxsize=65536)
def dialect_word(word: str) -> str:
    """Merge the onsets, codas and rimes that one dialect or another says alike, marks kept.

    North: l/n, s/x, tr/ch, d/gi/r. South: d/gi/v, n/ng and t/c, after i and ê n/nh and t/ch,
    iê/i before m and p, hỏi/ngã.

    Examples:
        >>> dialect_word("lương") == dialect_word("nương"), dialect_word("minh")
        (True, 'min')
        >>> dialect_word("lan") == dialect_word("lân")
        False
    """
    syllable = parse_syllable(word)
    if syllable is None:
        return tone_word(telex(word))
    onset = _DIALECT_ONSETS.get(syllable.onset, syllable.onset)
    rime = syllable.glide + syllable.nucleus + _dialect_coda(syllable)
    rime = _DIALECT_RIMES.get(rime, rime)
    if syllable.onset == "qu":
        onset, rime = "c", "u" + rime
    return tone_word(telex(onset + rime) + syllable.tone)


@cache
def _variants(place: Place) -> dict[str, str]:
    """Map each phrase with variants to one of its family, for one place in the name."""
    allowed = {
        Place.SURNAME: ("any", "surname"),
        Place.MIDDLE: ("any", "name"),
        Place.GIVEN: ("any", "name"),
        Place.LONE: ("any", "name", "surname"),
    }[place]
    family: dict[str, set[str]] = defaultdict(set)
    for row in read_table("variants.csv"):
        if row["where"] in allowed:
            joined = family[row["a"]] | family[row["b"]] | {row["a"], row["b"]}
            for member in joined:
                family[member] = joined
    return {member: telex_phrase(min(joined)) for member, joined in family.items()}


@cache
def weak_variants() -> frozenset[frozenset[str]]:
    """Pairs of variants that are mostly two names today, such as Vinh and Vang."""
    return frozenset(
        frozenset((row["a"], row["b"]))
        for row in read_table("variants.csv")
        if row["strength"] == "weak"
    )


def telex_phrase(phrase: str) -> str:
    """The Telex form of several words."""
    return " ".join(map(telex, phrase.split()))


@lru_cache(maxsize=65536)
def variant_word(word: str, place: Place) -> str:
    """The key of a word's regional and taboo variants, or its i/y key when it has none.

    Examples:
        >>> variant_word("huỳnh", Place.SURNAME) == variant_word("hoàng", Place.SURNAME)
        True
        >>> variant_word("huỳnh", Place.GIVEN) == variant_word("hoàng", Place.GIVEN)
        False
        >>> variant_word("phúc", Place.SURNAME) == variant_word("phước", Place.SURNAME)
        True
    """
    return _variants(place).get(word) or iy_word(word)
