"""Explain a pair: what speaks for one person, what against, and what would settle it.

Works for any two records, whether or not blocking found them. What is shown are the weights
that decided, in the order of their size, and three sentences over them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from linkage.blocking import block
from linkage.casework.evidence import (
    FACTS,
    FieldEvidence,
    Raw,
    by_fact,
    level_words,
    pair_evidence,
    pair_weights,
)
from linkage.casework.wording import Language, Phrase, say
from linkage.engine import Table, TableLike, as_table
from linkage.errors import InputError, listing
from linkage.model import Model
from linkage.schema import LEVEL_PREFIX, Pairs, Records, Scored
from linkage.scoring import score

ASKED = "asked"
"""Stands for a rule in a pair that blocking did not find and a person asked for."""

TELLING = 1.0
"""Weight from which a fact is named in a sentence: it doubles or halves the odds."""

UNLIKELY = 0.01
"""Probability below which nobody is sent to look for papers."""

_NAMED = 4
"""Facts that a sentence names at most."""

_TERMS: Mapping[str, Phrase] = {
    "prior": ("Trước khi so sánh", "Before comparing"),
    "together": ("Khi xét chung các thông tin", "What they say together"),
}
"""Weights that belong to no field."""


@dataclass(frozen=True)
class Bar:
    """One step of a waterfall.

    Attributes:
        label: What the step is.
        weight: What it adds, log2.
        start: Sum of the steps before it.
    """

    label: str
    weight: float
    start: float

    @property
    def end(self) -> float:
        """Sum of the steps up to this one."""
        return self.start + self.weight


@dataclass(frozen=True)
class Explanation:
    """Why two records seem to be one person, or do not.

    Its `repr` shows ids and figures; names and dates are in `evidence` and in what is written.

    Attributes:
        record_id_l: The smaller record id.
        record_id_r: The larger record id.
        rule: Blocking rule that found the pair, or None where none did.
        weight: Match weight, log2.
        probability: Probability that both are one person.
        threshold: Probability from which a pair is proposed.
        evidence: Comparisons, the heaviest first.
        terms: Weights that belong to no field, by name.
        lang: Language of the words.
    """

    record_id_l: str
    record_id_r: str
    rule: str | None
    weight: float
    probability: float
    threshold: float
    evidence: tuple[FieldEvidence, ...] = field(repr=False)
    terms: Mapping[str, float] = field(repr=False)
    lang: Language

    @cached_property
    def waterfall(self) -> tuple[Bar, ...]:
        """The steps from the prior to the match weight; facts that are missing add nothing."""
        steps = [(_term(name, self.lang), weight) for name, weight in self._first.items()]
        steps += [(_said(item, self.lang), item.weight) for item in self.evidence if item.level]
        steps += [(_term(name, self.lang), weight) for name, weight in self._last.items()]
        bars, total = [], 0.0
        for label, weight in steps:
            bars.append(Bar(_capital(label), weight, total))
            total += weight
        return tuple(bars)

    @property
    def _first(self) -> Mapping[str, float]:
        return {name: weight for name, weight in self.terms.items() if name == "prior"}

    @property
    def _last(self) -> Mapping[str, float]:
        return {name: weight for name, weight in self.terms.items() if name != "prior"}

    @cached_property
    def sentences(self) -> tuple[str, str, str]:
        """What speaks for one person, what against, and what would settle it."""
        return _for(self), _against(self), _settles(self)

    @property
    def found(self) -> str:
        """How the pair came up."""
        if self.rule is None:
            return say(_NOT_FOUND, self.lang)
        return say(_FOUND, self.lang, rule=self.rule)

    @property
    def verdict(self) -> str:
        """The probability in words that never decide."""
        phrase = _PROPOSED if self.probability >= self.threshold else _NOT_PROPOSED
        return say(phrase, self.lang)

    def write(self, path: str | Path) -> Path:
        """Write one HTML file with the sentences, the chart and the two records side by side.

        Raises:
            OSError: If the file cannot be written.
        """
        from linkage.casework.explanation_page import page

        place = Path(path)
        place.write_text(page(self), encoding="utf-8", newline="\n")
        return place

    def text(self) -> str:
        """The same as plain text, for a terminal."""
        from linkage.casework.explanation_page import text

        return text(self)


_NOT_FOUND: Phrase = (
    "Không quy tắc chọn cặp nào tìm ra cặp này; kết quả rà soát không có nó.",
    "No blocking rule finds this pair; a review does not show it.",
)
_FOUND: Phrase = ("Quy tắc chọn cặp tìm ra: {rule}.", "Found by the blocking rule {rule}.")
_PROPOSED: Phrase = (
    "Nghi là một người: đề nghị xác minh.",
    "Suspected to be one person: please verify.",
)
_NOT_PROPOSED: Phrase = (
    "Chưa đủ căn cứ để đề xuất là một người.",
    "Not enough to propose that they are one person.",
)
_SPEAKS_FOR: Phrase = (
    "Nói lên là một người: {facts}.",
    "For one person speak: {facts}.",
)
_NOTHING_FOR: Phrase = (
    "Không có thông tin nào nói rõ đây là một người.",
    "Nothing speaks clearly for one person.",
)
_SPEAKS_AGAINST: Phrase = (
    "Nói ngược lại: {facts}.",
    "Against it speak: {facts}.",
)
_NOTHING_AGAINST: Phrase = (
    "Không có thông tin nào nói ngược lại.",
    "Nothing that was recorded speaks against it.",
)
_FAMILY_AGAINST: Phrase = (
    "những gì giống nhau cũng thường giống nhau giữa người thân hoặc người cùng nơi ở",
    "what agrees also agrees between relatives or people of one place",
)
_NOTHING_TO_SETTLE: Phrase = (
    "Không cần làm rõ, trừ khi có tin khác ngoài hai hồ sơ này.",
    "Nothing needs to be settled, unless more is known than these two records say.",
)
_SETTLE: Phrase = ("Để làm rõ: {steps}.", "To settle it: {steps}.")
_SETTLE_MISSING: Phrase = (
    "tìm {facts} còn thiếu trong hồ sơ gốc",
    "find what is missing in the original files: {facts}",
)
_SETTLE_TWINS: Phrase = (
    "xem sổ hộ tịch có một hay hai lần đăng ký khai sinh, vì có thể là anh chị em sinh đôi",
    "see whether the civil register holds one birth or two, since they may be twins",
)
_SETTLE_NUMBERS: Phrase = (
    "tra tàng thư và đối chiếu sinh trắc học của người mang hai số",
    "search the archive and compare the biometrics behind the two numbers",
)
_SETTLE_BIRTH: Phrase = (
    "đối chiếu giấy khai sinh của cả hai hồ sơ và hỏi công dân",
    "compare the birth certificates behind both records and ask the citizen",
)


def explain_pair(
    records: TableLike,
    one: str,
    other: str,
    model: Model,
    *,
    scored: Table | None = None,
    lang: Language = "vi",
) -> Explanation:
    """Explain a pair of records.

    Args:
        records: What `standardise` returned.
        one: Id of a record.
        other: Id of another record.
        model: The model to score with.
        scored: What `score` returned for these records: the pair is looked up there, or scored by
            the model as it was fitted. Without it all candidates are scored first.
        lang: Language of the words, `vi` or `en`.

    Raises:
        InputError: If an id is unknown or the ids are the same.
    """
    table = as_table(records, Records)
    left, right = sorted((one, other))
    raw = _raw(table, left, right)
    known = None if scored is None else _scored_row(scored, left, right)
    fitted = None if scored is None else scored.notes.get("fitted")
    row = known or _scored_anew(table, left, right, model, fitted)
    levels, weights = by_fact(row, LEVEL_PREFIX), pair_weights(row)
    rule = row[Scored.rule.name]
    return Explanation(
        left,
        right,
        None if rule == ASKED else rule,
        row[Scored.match_weight.name],
        row[Scored.match_probability.name],
        model.match_threshold,
        tuple(pair_evidence(raw[left], raw[right], levels, weights)),
        {name: weight for name, weight in weights.items() if name not in levels},
        lang,
    )


def _raw(records: Table, left: str, right: str) -> Mapping[str, Raw]:
    if left == right:
        raise InputError("A record cannot be compared with itself.", hint="give two record ids.")
    record_id = Records.record_id.name
    rows = records.engine.arrow(
        f"select * from {records.name} where {record_id} in (?, ?)", [left, right]
    ).to_pylist()
    found = {row[record_id]: row for row in rows}
    unknown = [wanted for wanted in (left, right) if wanted not in found]
    if unknown:
        raise InputError(
            f"There is no record with the id {listing(unknown)}.",
            f"There are {len(records):,} records.",
            "give ids as they stand in the column record_id.",
        )
    return found


def _scored_row(scored: Table, left: str, right: str) -> dict[str, Any] | None:
    rows: list[dict[str, Any]] = scored.engine.arrow(
        f"select * from {scored.name} where {Scored.record_id_l.name} = ? "
        f"and {Scored.record_id_r.name} = ?",
        [left, right],
    ).to_pylist()
    return rows[0] if rows else None


def _scored_anew(
    records: Table, left: str, right: str, model: Model, fitted: Model | None
) -> dict[str, Any]:
    """Score a pair by the model as fitted to all candidates; they are scored if it was not yet."""
    one, other, rule = (c.name for c in (Pairs.record_id_l, Pairs.record_id_r, Pairs.rule))
    candidates = block(records, model.blocking)
    if fitted is None:
        scored = score(records, candidates, model)
        fitted = scored.notes["fitted"]
        scored.drop()
    asked = f"select {rule} from {candidates.name} where {one} = ? and {other} = ?"
    found = records.engine.rows(asked, [left, right]) or [(ASKED,)]
    candidates.drop()
    alone = pa.table({one: [left], other: [right], rule: [found[0][0]]})
    pair = score(records, alone, fitted, fit=False, least_probability=0.0)
    row = _scored_row(pair, left, right)
    pair.drop()
    if row is None:
        raise InputError("The pair cannot be scored.", hint="is its record id unique?")
    return row


def _term(name: str, lang: Language) -> str:
    return say(_TERMS[name], lang) if name in _TERMS else name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fact(name: str, lang: Language) -> str:
    return say(FACTS[name][1], lang)


def _said(item: FieldEvidence, lang: Language) -> str:
    words = level_words(item.level or "", lang)
    return f"{_fact(item.fact, lang)}{' ' if lang == 'vi' else ': '}{words}"


def _for(pair: Explanation) -> str:
    facts = [
        _said(item, pair.lang)
        for item in pair.evidence
        if item.weight >= TELLING and not item.tells_of_two
    ]
    if not facts:
        return say(_NOTHING_FOR, pair.lang)
    return say(_SPEAKS_FOR, pair.lang, facts="; ".join(facts[:_NAMED]))


def _against(pair: Explanation) -> str:
    facts = [
        _said(item, pair.lang)
        for item in pair.evidence
        if item.weight <= -TELLING or item.tells_of_two
    ]
    if pair.terms.get("together", 0.0) <= -TELLING:
        facts = [*facts[: _NAMED - 1], say(_FAMILY_AGAINST, pair.lang)]
    if not facts:
        return say(_NOTHING_AGAINST, pair.lang)
    return say(_SPEAKS_AGAINST, pair.lang, facts="; ".join(facts[:_NAMED]))


def _settles(pair: Explanation) -> str:
    """The papers that would tell, the most telling first."""
    if pair.probability < UNLIKELY:
        return say(_NOTHING_TO_SETTLE, pair.lang)
    levels = {item.fact: item for item in pair.evidence}
    steps = []
    if _twin_like(levels):
        steps.append(say(_SETTLE_TWINS, pair.lang))
    number = levels.get("personal_id") or levels.get("id_start")
    if number is not None and number.relation in ("different", "close"):
        steps.append(say(_SETTLE_NUMBERS, pair.lang))
    missing = [name for name in _PAPERS if name in levels and levels[name].level is None]
    if missing:
        facts = ", ".join(_fact(name, pair.lang) for name in missing[:3])
        steps.append(say(_SETTLE_MISSING, pair.lang, facts=facts))
    if not steps:
        steps.append(say(_SETTLE_BIRTH, pair.lang))
    return say(_SETTLE, pair.lang, steps="; ".join(steps))


_PAPERS = ("personal_id", "birth_date", "mother", "father", "cmnd", "roots")
"""Facts that an archive or the civil register can supply, the most telling first."""


def _twin_like(levels: Mapping[str, FieldEvidence]) -> bool:
    """Born on one day, a parent or a household shared, and not the same name."""

    def same(names: Sequence[str]) -> bool:
        return any(name in levels and levels[name].relation == "same" for name in names)

    return (
        same(["birth_date"])
        and same(["mother", "father", "household"])
        and "name" in levels
        and not same(["name"])
    )
