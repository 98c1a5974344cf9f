"""How well a difference between two name words is explained by something but two people.

For two spellings *a* and *b* of a part of a name the likelihood ratio of one person against two
is, for a rare slip, about `c (1/p(a) + 1/p(b))`: `c` is how often *a* is written as *b*, `p` how
common each is as a name. *Nguyển* is hardly anybody's name, so it is a slip; *Thăng* is, so it
is another person. The rates `c` were measured on the word counts of the entrance exam of 2013
(1.39 million names, see `resources/names/README.md`) where these show them, and are orders of
magnitude elsewhere.
"""

from functools import lru_cache
from typing import Final

from jellyfish import jaro_winkler_similarity

from linkage.text.lexicon import Place, frequency
from linkage.text.phonetics import dialect_word, weak_variants
from linkage.text.syllable import telex
from linkage.text.unicode import fold

_RATE: Final = {
    "TONE": 1e-2,  # Đổ for Đỗ 81, Diểm for Diễm 521 in 10,000
    "VARIANT": 1e-1,  # of people with such a name, as a clerk of the region knows them
    "DIALECT": 1e-3,
    "TYPO": 2e-4,  # Ngyễn 0.4 in 10,000 and other single keys, spread over the slips there are
    "MARK_DROPPED": 1e-4,  # Nguyên for Nguyễn 1.4, Duơng for Dương 9.8 in 10,000
    "MARK_CONFLICT": 3e-5,
    "ONE_EDIT": 1e-5,
}
_WEAK_VARIANT_RATE: Final = 5e-3
_PRIOR: Final = 0.15
"""Odds of one person against two look-alikes, before the spelling is weighed."""
_SHAPE: Final = 0.6
"""Flattens the odds, as the rates are known to an order of magnitude only."""
_CEILING: Final = 0.94
_DIFFERENT: Final = 0.05


@lru_cache(maxsize=65536)
def explained(level: str, a: str, b: str, place: Place) -> float:
    """How sure a clerk may be, from 0 to 1, that two spellings are one person's.

    Args:
        level: The name of the level the two have, one of those that depend on the words.
        a: One spelling, in standard form.
        b: The other.
        place: The part of the name.

    Examples:
        >>> slip = explained("TONE", "Nguyễn", "Nguyển", Place.SURNAME)
        >>> other = explained("MARK_DROPPED", "Thắng", "Thăng", Place.GIVEN)
        >>> slip > 0.8 > 0.3 > other
        True
    """
    if level == "DIFFERENT":
        return _DIFFERENT * float(jaro_winkler_similarity(fold(a) or "", fold(b) or ""))
    left, right = a.lower().split(), b.lower().split()
    changed = [(x, y) for x, y in zip(left, right, strict=False) if x != y]
    if len(left) != len(right) or not changed:
        changed = [(min(left, key=len), min(right, key=len))]
    odds = min(_odds(level, x, y, place) for x, y in changed) ** _SHAPE
    return float(_CEILING * odds / (1 + odds))


def _odds(level: str, x: str, y: str, place: Place) -> float:
    rate = _RATE[_kind_of_slip(x, y)] if level == "TYPO" else _RATE[level]
    if level == "VARIANT" and frozenset((x, y)) in weak_variants():
        rate = _WEAK_VARIANT_RATE
    return _PRIOR * rate * (1 / frequency(x, place) + 1 / frequency(y, place))


def _kind_of_slip(x: str, y: str) -> str:
    """What made one of the two, given that it is no name."""
    if dialect_word(x) == dialect_word(y):
        return "DIALECT"
    if fold(x) != fold(y):
        return "TYPO"
    return "MARK_CONFLICT" if len(telex(x)) == len(telex(y)) else "MARK_DROPPED"
