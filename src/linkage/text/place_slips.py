"""Slips of the pen in the names of units: one edit away from a single name in the level above."""

from collections.abc import Mapping
from functools import lru_cache

from linkage.text.place_index import (
    KINDS,
    SHORTEST_MISSPELT,
    Level,
    Named,
    ProvinceName,
    near_names,
    province_index,
    within_one_edit,
)
from linkage.text.place_readings import Reading
from linkage.text.place_text import Mention, Token, is_type, prefixes_at


def guesses_for(words: tuple[Token, ...], best: list[Reading]) -> list[Mention]:
    """Add mentions one edit away for the largest level that the text still lacks."""
    used = [m for reading in best for m in reading.used]
    if not any(reading.province for reading in best):
        guesses = _guess(words, used, Level.PROVINCE, frozenset())
        if guesses:
            return guesses
    provinces = frozenset(
        code
        for r in best
        if r.province and r.province.province
        for code in r.province.province.codes
    ) or frozenset(code for r in best if r.unit for code in r.unit.provinces)
    if not any(reading.district for reading in best) and provinces:
        guesses = _guess(words, used, Level.DISTRICT, provinces)
        if guesses:
            return guesses
    if not any(reading.ward for reading in best):
        districts = frozenset(
            code for r in best if r.district and r.unit for code in r.unit.districts
        )
        parents = districts or provinces
        if parents:
            return [
                *_guess(words, used, Level.WARD, parents),
                *_guess(words, used, Level.NEW_WARD, parents),
            ]
    return []


def _guess(
    words: tuple[Token, ...], used: list[Mention], level: Level, parents: frozenset[str]
) -> list[Mention]:
    """Mentions of a level whose only near name inside the parents is one edit away."""
    guesses = []
    for start, name_start, end, kind in _candidate_spans(words, used, level):
        name = "".join(word.folded for word in words[name_start:end])
        if len(name) < SHORTEST_MISSPELT or name.isdigit():
            continue
        if level is Level.PROVINCE:
            if province := _near_province(name):
                guesses.append(
                    Mention(level, start, name_start, end, kind, True, (), province, guessed=True)
                )
            continue
        hits = _near_names(level, parents, name)
        if len(hits) == 1:
            (named,) = hits.values()
            guesses.append(
                Mention(level, start, name_start, end, kind, True, named, None, guessed=True)
            )
    return guesses


@lru_cache(maxsize=1 << 16)
def _near_names(
    level: Level, parents: frozenset[str], name: str
) -> Mapping[str, tuple[Named, ...]]:
    """Names one edit away, each with every unit of the parents that bears it."""
    hits: dict[str, dict[Named, None]] = {}
    for parent in sorted(parents):
        for known, named in near_names(level, parent).near(name).items():
            hits.setdefault(known, {}).update(dict.fromkeys(named))
    return {known: tuple(named) for known, named in hits.items()}


@lru_cache(maxsize=1 << 16)
def _near_province(written: str) -> ProvinceName | None:
    """The only province whose name is one edit away from what is written."""
    near = [
        province
        for name, province in province_index().items()
        if not province.short
        and len(name) >= SHORTEST_MISSPELT
        and name != written
        and within_one_edit(name, written)
    ]
    return near[0] if len({province.named for province in near}) == 1 else None


def _candidate_spans(
    words: tuple[Token, ...], used: list[Mention], level: Level
) -> list[tuple[int, int, int, str | None]]:
    """Stretches not yet explained that may hold a misspelt name of a level.

    A province's name fills its stretch: nothing is written behind it.
    """
    taken = {i for m in used for i in range(m.start, m.end)}
    spans: list[tuple[int, int, int, str | None]] = []
    for start in range(len(words)):
        if start in taken:
            continue
        end = start
        while end < len(words) and words[end].segment == words[start].segment:
            if end in taken:
                break
            end += 1
        typed = list(prefixes_at(words, start))
        for kind, name_start in typed:
            if kind in KINDS[level]:
                longest = min(end, name_start + 5)
                shortest = longest if level is Level.PROVINCE else name_start + 1
                spans += [(start, name_start, e, kind) for e in range(longest, shortest - 1, -1)]
        opens = start == 0 or words[start - 1].segment != words[start].segment or start - 1 in taken
        near_used = start - 1 in taken or end in taken
        last = end == len(words)
        free = opens and (near_used or last) and not typed
        if free and end - start <= 5 and not is_type(words[start:end]):
            spans.append((start, start, end, None))
    return spans
