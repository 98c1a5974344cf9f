"""Evidence rows: one for each fact of each pair of a case, and for each rule that was broken."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

from linkage.casework.evidence import FACTS, FieldEvidence, Raw, by_fact, pair_evidence, sentences
from linkage.casework.matters import Finding, Matter, Pair, Register
from linkage.casework.reasons import finding_sentences
from linkage.casework.wording import Language
from linkage.schema import LEVEL_PREFIX, WEIGHT_PREFIX, CaseKind, Evidence
from linkage.scoring import FAMILY, PRIOR

MOST_PAIRS = 15
"""Pairs of a case that are set side by side; a case of six records has no more."""

SPEAKS_FROM = 0.5
"""Weight, in powers of two, from which a fact speaks for or against."""

APART = frozenset(
    {
        CaseKind.SHARED_ID,
        CaseKind.SHARED_CMND,
        CaseKind.TWINS,
        CaseKind.TWIN_DATA_SWAPPED,
    }
)
"""Kinds that suspect different people, so that what differs speaks for them."""

_PARTS = (PRIOR, FAMILY)

Scores = Mapping[Pair, Mapping[str, Any]]
"""Scored rows of pairs."""


def wanted_pairs(record_ids: Sequence[str]) -> list[Pair]:
    """Pairs of a case to set side by side: all of them where they are few, else neighbours."""
    pairs = list(combinations(record_ids, 2))
    return pairs if len(pairs) <= MOST_PAIRS else list(pairwise(record_ids))[:MOST_PAIRS]


def side_by_side(
    pair: Pair, register: Register, raw: Mapping[str, Raw], scores: Scores
) -> list[FieldEvidence]:
    """What each fact of a pair says; unweighed where the pair was not compared or dismissed."""
    left, right = pair
    row = scores.get(pair)
    if row is None:
        levels = register.people[left].plain_levels(register.people[right])
        return pair_evidence(raw[left], raw[right], levels, dict.fromkeys(levels, 0.0))
    levels = {f: level for f, level in by_fact(row, LEVEL_PREFIX).items() if f in FACTS}
    return pair_evidence(raw[left], raw[right], levels, by_fact(row, WEIGHT_PREFIX))


def evidence_rows(
    case_id: str,
    matter: Matter,
    register: Register,
    raw: Mapping[str, Raw],
    scores: Scores,
    lang: Language,
) -> Iterator[dict[str, Any]]:
    """Rows of the evidence table for one case."""
    for finding in matter.findings:
        if told := " ".join(finding_sentences(finding, register, raw, lang)):
            yield _rule_row(case_id, finding, told)
    for pair in wanted_pairs(matter.record_ids):
        for item in side_by_side(pair, register, raw, scores):
            speaks = _speaks(item.weight, matter.kind) if pair in scores else "neutral"
            said = next(iter(sentences([item], lang)), None)
            weight = item.weight if pair in scores else None
            yield _row(case_id, pair, item.fact, item.level, weight, speaks, said)
        for part in _PARTS:
            weight = scores.get(pair, {}).get(part)
            if weight is not None:
                speaks = _speaks(weight, matter.kind)
                yield _row(
                    case_id, pair, part.removeprefix(WEIGHT_PREFIX), None, weight, speaks, None
                )


def _speaks(weight: float, kind: CaseKind) -> str:
    if abs(weight) < SPEAKS_FROM:
        return "neutral"
    return "for" if (weight > 0) != (kind in APART) else "against"


def _rule_row(case_id: str, finding: Finding, said: str) -> dict[str, Any]:
    first, *others = finding.record_ids
    pair = (first, others[0] if others else None)
    return _row(case_id, pair, finding.fact, finding.kind.value, None, "for", said)


def _row(
    case_id: str,
    pair: tuple[str, str | None],
    fact: str,
    level: str | None,
    weight: float | None,
    speaks: str,
    said: str | None,
) -> dict[str, Any]:
    return {
        Evidence.case_id.name: case_id,
        Evidence.record_id_l.name: pair[0],
        Evidence.record_id_r.name: pair[1],
        Evidence.fact.name: fact,
        Evidence.level.name: level,
        Evidence.weight.name: None if weight is None else round(weight, 4),
        Evidence.speaks.name: speaks,
        Evidence.rarity.name: None,
        Evidence.said.name: said,
    }
