"""Evidence rows: one for each fact of each pair of a case, and for each rule that was broken."""

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

from linkage.casework.evidence import (
    FACTS,
    FieldEvidence,
    Raw,
    by_fact,
    pair_evidence,
    pair_weights,
    sentences,
)
from linkage.casework.people import Finding, Matter, Pair, Register
from linkage.casework.reasons import finding_sentences
from linkage.casework.wording import Language
from linkage.findings import RULE_SET
from linkage.schema import LEVEL_PREFIX, WEIGHT_PREFIX, CaseKind, Evidence
from linkage.scoring import PRIOR, TOGETHER

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

_PARTS = tuple(part.removeprefix(WEIGHT_PREFIX) for part in (PRIOR, TOGETHER))
"""Weights of a pair that belong to no fact."""

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
    return pair_evidence(raw[left], raw[right], levels, pair_weights(row))


def evidence_rows(
    matter: Matter,
    register: Register,
    raw: Mapping[str, Raw],
    compared: Mapping[Pair, Sequence[FieldEvidence]],
    scores: Scores,
    rarities: Mapping[str, Mapping[str, float]],
    lang: Language,
) -> list[dict[str, Any]]:
    """Rows of the evidence table for one case, without its id.

    The weights of a pair, its prior and what they say together sum to its match weight.
    """
    rows = [
        _rule_row(finding, " ".join(told))
        for finding in matter.findings
        if (told := finding_sentences(finding, register, raw, lang))
    ]
    for pair, facts in compared.items():
        row = scores.get(pair)
        for item in facts:
            weight = item.weight if row else None
            said = next(iter(sentences([item], lang)), None)
            rarity = _rarity(pair, item, register, rarities)
            if weight is None or item.tells_of_two:
                speaks = _told(item, matter.kind)
            else:
                speaks = _speaks(weight, matter.kind)
            rows.append(_row(pair, item.fact, item.level, weight, speaks, rarity, said))
        weights = pair_weights(row) if row else {}
        for part in _PARTS:
            if (weight := weights.get(part)) is not None:
                speaks = _speaks(weight, matter.kind)
                rows.append(_row(pair, part, None, weight, speaks, None, None))
    return rows


def _rarity(
    pair: Pair,
    item: FieldEvidence,
    register: Register,
    rarities: Mapping[str, Mapping[str, float]],
) -> float | None:
    """Share of the records, of a name share of the people, with the value both agree on."""
    if item.relation != "same":
        return None
    left, right = register.of(pair)
    if item.fact == "name":
        return max(left.name_share or 0.0, right.name_share or 0.0) or None
    values = {
        "father": left.father,
        "mother": left.mother,
        "birth_date": left.birth_date,
        "phone": left.phone,
        "household": left.household,
    }
    return rarities.get(item.fact, {}).get(values.get(item.fact) or "")


def _speaks(weight: float, kind: CaseKind) -> str:
    if abs(weight) < SPEAKS_FROM:
        return "neutral"
    return "for" if (weight > 0) != (kind in APART) else "against"


def _told(item: FieldEvidence, kind: CaseKind) -> str:
    """What a fact says whatever its weight; that many people share a value says little."""
    if item.relation == "different" or item.tells_of_two:
        return "for" if kind in APART else "against"
    return "neutral"


def _rule_row(finding: Finding, said: str) -> dict[str, Any]:
    """What a rule found, under the name of the rule set and the rule."""
    first, *others = finding.record_ids
    return _row(
        (first, others[0] if others else None),
        finding.fact,
        f"{RULE_SET}:{finding.kind.value}",
        None,
        "for",
        None,
        said,
    )


def _row(
    pair: tuple[str, str | None],
    fact: str,
    level: str | None,
    weight: float | None,
    speaks: str,
    rarity: float | None,
    said: str | None,
) -> dict[str, Any]:
    return {
        Evidence.record_id_l.name: pair[0],
        Evidence.record_id_r.name: pair[1],
        Evidence.fact.name: fact,
        Evidence.level.name: level,
        Evidence.weight.name: None if weight is None else round(weight, 4),
        Evidence.speaks.name: speaks,
        Evidence.rarity.name: None if rarity is None else round(rarity, 8),
        Evidence.said.name: said,
    }
