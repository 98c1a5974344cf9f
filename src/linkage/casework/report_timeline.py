"""The numbers of a case through time: when each was given, replaced, and last seen in a record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import ascii_uppercase

from linkage.casework.report_data import CaseView, RecordView
from linkage.casework.report_html import Html, bullets, join, scrolling, tag
from linkage.casework.report_words import Voice
from linkage.casework.tokens import Tokens
from linkage.engine import Table
from linkage.schema import IdHistory, Input, Records
from linkage.text.dates import parse_date

_WIDTH, _ROW, _TOP = 700, 26, 22
_LEFT, _RIGHT = 104, 20
_MOST_TICKS = 8


@dataclass(frozen=True)
class Succession:
    """A number that followed another."""

    number: str = field(repr=False)
    previous: str = field(repr=False)
    previous_column: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class _Moment:
    """Something that happened to a number on a day."""

    day: date
    token: str
    mark: str
    said: str


def successions(history: Table | None, numbers: Sequence[str]) -> dict[str, list[Succession]]:
    """What the id history says of some numbers, by each number it speaks of."""
    found: dict[str, list[Succession]] = {}
    if history is None or not numbers:
        return found
    h = IdHistory
    optional = [
        c.name if c.name in history.columns else "null"
        for c in (h.id_type, h.valid_from, h.valid_to)
    ]
    rows = history.engine.rows(
        f"with wanted as (select unnest(?::varchar[]) as number) "
        f"select {h.personal_id.name}, {h.previous_id.name}, {', '.join(optional)} "
        f"from {history.name} where {h.personal_id.name} in (from wanted) "
        f"or {h.previous_id.name} in (from wanted) order by all",
        [numbers],
    )
    for number, previous, kind, since, until in rows:
        column = Input.cmnd.name if kind == "cmnd" else Input.personal_id.name
        step = Succession(number, previous, column, _day(since), _day(until))
        for either in dict.fromkeys((number, previous)):
            found.setdefault(either, []).append(step)
    return found


def _day(text: str | None) -> date | None:
    return parse_date(text).date


def timeline(
    case: CaseView, known: Mapping[str, Sequence[Succession]], tokens: Tokens, voice: Voice
) -> Iterator[Html]:
    """The strip of a case and the same in words; nothing where no day is known."""
    moments = sorted(_moments(case, known, tokens, voice), key=lambda m: (m.day, m.token))
    if not moments:
        return
    title = voice.say(("Các số qua thời gian", "The numbers through time"))
    if len({moment.day for moment in moments}) > 1:
        yield scrolling(title, _strip(moments, title))
    items = (f"{voice.day(m.day.isoformat())}: {m.said}" for m in moments)
    yield bullets(dict.fromkeys(items), "moments")


def _moments(
    case: CaseView, known: Mapping[str, Sequence[Succession]], tokens: Tokens, voice: Voice
) -> Iterator[_Moment]:
    told: set[Succession] = set()
    for letter, record in zip(ascii_uppercase, case.records, strict=False):
        yield from _of_record(letter, record, tokens, voice)
        for column in (Input.personal_id.name, Input.cmnd.name):
            number = record.values.get(column)
            for step in known.get(number or "", ()):
                if step not in told:
                    told.add(step)
                    yield from _of_step(step, tokens, voice)


def _of_record(letter: str, record: RecordView, tokens: Tokens, voice: Voice) -> Iterator[_Moment]:
    updated = _day(record.values.get(Records.updated.date.name))
    if updated is None:
        return
    for column in (Input.personal_id.name, Input.cmnd.name):
        if number := record.raw(column):
            said = voice.say(
                ("hồ sơ {letter} ghi số {number}", "record {letter} bears {number}"),
                letter=letter,
                number=tokens.show(number, column),
            )
            yield _Moment(updated, tokens.of(number, column), letter, said)


def _of_step(step: Succession, tokens: Tokens, voice: Voice) -> Iterator[_Moment]:
    new, old = Input.personal_id.name, step.previous_column
    details = {
        "new": tokens.show(step.number, new),
        "old": tokens.show(step.previous, old),
    }
    if step.until:
        said = ("số {old} hết hiệu lực", "{old} ceases to be in force")
        yield _Moment(step.until, tokens.of(step.previous, old), "×", voice.say(said, **details))
    if step.since:
        said = ("số {new} có hiệu lực, thay số {old}", "{new} comes into force, after {old}")
        yield _Moment(step.since, tokens.of(step.number, new), "●", voice.say(said, **details))


def _strip(moments: Sequence[_Moment], title: str) -> Html:
    """A line for each number, a letter where a record shows it, a dot or cross for its life."""
    names = list(dict.fromkeys(moment.token for moment in moments))
    first, last = moments[0].day, moments[-1].day
    span = max(1, (last - first).days)
    height = _TOP + _ROW * len(names) + 22

    def x(day: date) -> int:
        return round(_LEFT + (day - first).days / span * (_WIDTH - _LEFT - _RIGHT))

    def y(token: str) -> int:
        return _TOP + _ROW * names.index(token)

    lines = [
        join(
            [
                tag("text", name, x=8, y=y(name) + 4),
                tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y(name), y2=y(name)),
            ]
        )
        for name in names
    ]
    marks = [
        tag("text", m.mark, x=x(m.day), y=y(m.token) - 5, class_="mark", text_anchor="middle")
        for m in moments
    ]
    years = _years(first, last)
    ticks = [
        tag("text", str(year), x=x(date(year, 1, 1)), y=height - 6, text_anchor="middle")
        for year in years
    ]
    return tag(
        "svg",
        *lines,
        *marks,
        *ticks,
        class_="strip",
        viewBox=f"0 0 {_WIDTH} {height}",
        role="img",
        aria_label=title,
    )


def _years(first: date, last: date) -> list[int]:
    """Years whose first day lies in a span, few enough to be read."""
    inside = [y for y in range(first.year, last.year + 1) if first <= date(y, 1, 1) <= last]
    step = max(1, -(-len(inside) // _MOST_TICKS))
    return inside[::step]
