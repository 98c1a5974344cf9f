"""What decisions mean for the next run: links that bind, cases that are settled or open again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from linkage.casework.decisions import Decision, current
from linkage.casework.people import Pair
from linkage.casework.wording import Language, Phrase, say
from linkage.schema import CaseState, Verdict

SWING = 8.0
"""How many times the odds must have moved, after a record changed, to speak against a verdict."""

LEAST_ODDS = 1e-6
"""Odds beyond which no difference is seen."""

Probability = Callable[[str, str], float]
"""Match probability of two records now."""

Marks = Mapping[str, str]
"""Mark of the content of records now."""


@dataclass(frozen=True)
class Standing:
    """Decisions that hold, and what binds because of them.

    Attributes:
        decisions: The decisions that hold, the oldest first.
        same: Pairs of records of one person.
        different: Pairs of records of different people.
        doubted: Places in the log of decisions that the data now speak against.
    """

    decisions: tuple[Decision, ...]
    same: tuple[Pair, ...]
    different: tuple[Pair, ...]
    doubted: frozenset[int]


def stand(decisions: Sequence[Decision], marks: Marks, probability: Probability) -> Standing:
    """Find what binds.

    A pair decided several times follows the last verdict. A verdict of different people does
    not bind while the data speak against it: then the case is raised again and says so.

    Args:
        decisions: All decisions, the oldest first.
        marks: Mark of the content of each record they are about.
        probability: Match probability of two records now.
    """
    holding = current(decisions)
    doubted = frozenset(
        number for number, d in enumerate(holding) if _contradicted(d, marks, probability)
    )
    verdicts: dict[Pair, bool | None] = {}
    for number, decision in enumerate(holding):
        present = [record for record in decision.binds if record in marks]
        if decision.verdict is Verdict.SAME:
            verdicts.update(dict.fromkeys(pairwise(sorted(present)), True))
        elif decision.verdict is Verdict.DIFFERENT:
            bound = None if number in doubted else False
            verdicts.update(dict.fromkeys(pairs_apart(decision, present), bound))
    return Standing(
        tuple(holding),
        tuple(sorted(pair for pair, same in verdicts.items() if same)),
        tuple(sorted(pair for pair, same in verdicts.items() if same is False)),
        doubted,
    )


def pairs_apart(decision: Decision, present: Sequence[str]) -> Iterable[Pair]:
    """Pairs a verdict of different people bars.

    Of a case about several proposed people these are the ones that are different, not the
    records of each.
    """
    entity = dict(zip(decision.record_ids, decision.entity_ids, strict=False))
    people = {entity.get(record, record) for record in present}
    for one, other in combinations(sorted(present), 2):
        if len(people) == 1 or entity.get(one, one) != entity.get(other, other):
            yield one, other


def changed(decision: Decision, marks: Marks) -> list[str]:
    """Records of a decision that are no longer what they were when it was taken."""
    then = dict(zip(decision.record_ids, decision.record_marks, strict=False))
    return [r for r in decision.binds if r in marks and r in then and marks[r] != then[r]]


def _contradicted(decision: Decision, marks: Marks, probability: Probability) -> bool:
    """Whether a changed record moved the odds far, and to the other side of the verdict."""
    if decision.verdict not in (Verdict.SAME, Verdict.DIFFERENT) or decision.probability is None:
        return False
    if not changed(decision, marks) or len(set(decision.entity_ids)) != 1:
        return False
    present = sorted(record for record in decision.binds if record in marks)
    now = [probability(*pair) for pair in pairwise(present)]
    odds = _odds(min(now, default=0.0))
    moved = odds / _odds(decision.probability)
    if decision.verdict is Verdict.DIFFERENT:
        return odds > 1 and moved >= SWING
    return odds < 1 and moved <= 1 / SWING


def _odds(probability: float) -> float:
    held = min(max(probability, LEAST_ODDS), 1 - LEAST_ODDS)
    return held / (1 - held)


_SAID: Mapping[Verdict, Phrase] = {
    Verdict.SAME: ("kết luận: cùng một người", "decided: same person"),
    Verdict.DIFFERENT: ("kết luận: những người khác nhau", "decided: different people"),
    Verdict.CORRECTED: ("kết luận: đã sửa dữ liệu", "decided: data corrected"),
    Verdict.EXPLAINED: ("kết luận: có lý do hợp pháp", "decided: explained"),
    Verdict.UNSURE: ("chưa kết luận được", "no conclusion yet"),
}
_JOINED: Phrase = (
    "mở lại: có thêm hồ sơ sau khi kết luận",
    "reopened: records joined after the decision",
)
_CHANGED: Phrase = (
    "mở lại: hồ sơ thay đổi sau khi kết luận mà mâu thuẫn vẫn còn",
    "reopened: records changed after the decision and the contradiction remains",
)
_AGAINST: Phrase = (
    "mở lại: hồ sơ thay đổi sau khi kết luận, nay không còn khớp với kết luận",
    "reopened: records changed after the decision and now speak against it",
)


def state_of(
    record_ids: Sequence[str],
    decision: Decision,
    marks: Marks,
    lang: Language,
    *,
    doubted: bool,
) -> tuple[CaseState, tuple[str, ...]]:
    """Where a case stands after a decision about it, and the events to note.

    Args:
        record_ids: Records of the case now.
        decision: The decision that holds for the case.
        marks: Mark of the content of each of these records.
        lang: Language of the events.
        doubted: Whether the data now speak against the decision.
    """
    said = say(_SAID[decision.verdict], lang)
    if decision.verdict is Verdict.UNSURE:
        return CaseState.OPEN, (said,)
    if doubted:
        return CaseState.REOPENED, (said, say(_AGAINST, lang))
    if not set(record_ids) <= set(decision.record_ids or decision.binds):
        return CaseState.REOPENED, (said, say(_JOINED, lang))
    settled = decision.verdict in (Verdict.CORRECTED, Verdict.EXPLAINED)
    if settled and changed(decision, marks):
        return CaseState.REOPENED, (said, say(_CHANGED, lang))
    return CaseState.DECIDED, (said,)
