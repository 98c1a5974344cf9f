"""The plan of the site: which units there are, one below the other, and which page holds what.

Every case to verify stands on one page of its unit and kind, twenty to a page, so that a page
opens at once however many cases there are.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar
from urllib.parse import quote

from linkage.casework.units import Place, Way, full_title, ways
from linkage.engine import Table
from linkage.schema import CaseKind, Cases, CaseState
from linkage.text.order import alphabetical

CASES_A_PAGE = 20

Thing = TypeVar("Thing")

_PLAIN = re.compile(r"[A-Za-z0-9]{1,24}")
_SAFE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


@dataclass(frozen=True)
class CaseLine:
    """What the lists of the site say of a case."""

    case_id: str
    kind: CaseKind
    unit: str | None
    probability: float | None
    priority: float
    state: str | None
    source: str | None
    record_ids: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether it still waits for an officer."""
        return self.state != CaseState.DECIDED


@dataclass(frozen=True)
class Shard:
    """A page of cases of one unit and kind."""

    way: Way
    kind: CaseKind
    number: int
    of: int
    cases: tuple[CaseLine, ...] = field(repr=False)

    @property
    def path(self) -> str:
        """Where the page lies within the site."""
        return f"cases/{slug(self.way)}-{self.kind.value}-{self.number}.html"


@dataclass(frozen=True)
class Node:
    """A unit with those below it.

    Attributes:
        way: The steps that lead to it; empty for the whole register.
        below: Units one step below, by title.
        kinds: Cases to verify, here and below, by kind.
        states: The same by state.
        shards: Pages of the cases that this very unit verifies.
        codes: Values of `unit` that stand for it or for a unit below.
        first: Its most urgent cases, here and below.
    """

    way: Way
    below: tuple["Node", ...]
    kinds: Counter[CaseKind]
    states: Counter[str]
    shards: tuple[Shard, ...]
    codes: tuple[str | None, ...]
    first: tuple[CaseLine, ...] = field(repr=False)

    @property
    def path(self) -> str:
        """Where the page of the unit lies within the site."""
        return f"units/{slug(self.way)}.html"

    @property
    def total(self) -> int:
        """Cases to verify, here and below."""
        return sum(self.kinds.values())

    def walk(self) -> Iterator["Node"]:
        """The unit and all below it."""
        yield self
        for node in self.below:
            yield from node.walk()


FIRST_CASES = 20
"""Most urgent cases named on the page of a unit."""

UNKNOWN: Way = (Place("", "?"),)
"""The way of records without a unit."""


@dataclass(frozen=True)
class Plan:
    """The units of a review and the page of every case."""

    top: Node
    ways: Mapping[str | None, Way]
    pages: Mapping[str, str] = field(repr=False)
    """Page and anchor of every case, within the site."""
    sources: Mapping[str | None, Counter[CaseKind]] = field(repr=False)

    @property
    def nodes(self) -> list[Node]:
        """Every unit, the wider before those below it; without the whole register."""
        return [node for node in self.top.walk() if node.way]

    @cached_property
    def _by_way(self) -> dict[Way, Node]:
        return {node.way: node for node in self.nodes}

    def above(self, node: Node) -> list[Node]:
        """The units above a unit, the widest first."""
        return [self._by_way[node.way[:depth]] for depth in range(1, len(node.way))]

    @cached_property
    def titles(self) -> dict[str, str]:
        """What to call each unit, by its code."""
        return {code: full_title(way) for code, way in self.ways.items() if code is not None}

    @property
    def shards(self) -> list[Shard]:
        """Every page of cases."""
        return [shard for node in self.top.walk() for shard in node.shards]


def slug(way: Way) -> str:
    """A short name for files, the same in every run.

    Examples:
        >>> slug((Place("01", "Hà Nội"), Place("00166", "Phường Yên Hòa")))
        '01-00166'
        >>> slug(UNKNOWN)
        'none'
    """
    if way == UNKNOWN:
        return "none"
    keys = [place.key for place in way]
    if all(_PLAIN.fullmatch(key) for key in keys):
        return "-".join(keys)
    return "u" + hashlib.sha256("\x00".join(keys).encode()).hexdigest()[:12]


def anchor(case_id: str) -> str:
    """Where on its page a case stands."""
    if _SAFE_ID.fullmatch(case_id):
        return case_id
    return "c" + hashlib.sha256(case_id.encode()).hexdigest()[:12]


def make_plan(cases: Table, units: Sequence[str | None]) -> Plan:
    """Order the cases to verify by unit, kind and priority.

    Args:
        cases: The cases of the review.
        units: Values of `unit` in the records.
    """
    lines_of = _lines(cases)
    all_units = {*units, *(line.unit for line in lines_of)}
    by_unit: dict[str | None, Way] = {None: UNKNOWN}
    by_unit.update(ways(unit for unit in all_units if unit is not None))
    lines: dict[Way, list[CaseLine]] = {}
    sources: dict[str | None, Counter[CaseKind]] = {}
    for line in lines_of:
        lines.setdefault(by_unit[line.unit], []).append(line)
        sources.setdefault(line.source, Counter())[line.kind] += line.open
    codes: dict[Way, list[str | None]] = {}
    for unit in sorted(all_units, key=str):
        codes.setdefault(by_unit[unit], []).append(unit)
    top = _node((), codes, lines)
    pages = {
        line.case_id: f"{shard.path}#{quote(anchor(line.case_id))}"
        for node in top.walk()
        for shard in node.shards
        for line in shard.cases
    }
    return Plan(top, by_unit, pages, sources)


def _node(
    way: Way, codes: Mapping[Way, Sequence[str | None]], lines: Mapping[Way, Sequence[CaseLine]]
) -> Node:
    depth = len(way)
    steps = {other[: depth + 1] for other in codes if len(other) > depth}
    below = tuple(
        _node(step, _under(step, codes), _under(step, lines))
        for step in sorted(
            steps, key=lambda s: (s == UNKNOWN, alphabetical(s[-1].title), s[-1].key)
        )
    )
    own = lines.get(way, ())
    kinds: Counter[CaseKind] = Counter(line.kind for line in own if line.open)
    states: Counter[str] = Counter(line.state for line in own if line.state)
    for node in below:
        kinds.update(node.kinds)
        states.update(node.states)
    waiting = (line for line in own if line.open)
    most_urgent = sorted([*waiting, *(line for node in below for line in node.first)], key=_urgency)
    return Node(
        way,
        below,
        kinds,
        states,
        tuple(_shards(way, own)),
        tuple(code for these in codes.values() for code in these),
        tuple(most_urgent[:FIRST_CASES]),
    )


def _under(way: Way, things: Mapping[Way, Thing]) -> dict[Way, Thing]:
    return {other: found for other, found in things.items() if other[: len(way)] == way}


def _urgency(line: CaseLine) -> tuple[float, str, str]:
    return -line.priority, line.kind.value, line.case_id


def _shards(way: Way, lines: Sequence[CaseLine]) -> Iterator[Shard]:
    for kind in CaseKind:
        of_kind = sorted(
            (line for line in lines if line.kind is kind),
            key=lambda line: (not line.open, _urgency(line)),
        )
        starts = range(0, len(of_kind), CASES_A_PAGE)
        for number, start in enumerate(starts, start=1):
            page = tuple(of_kind[start : start + CASES_A_PAGE])
            yield Shard(way, kind, number, len(starts), page)


def _lines(cases: Table) -> list[CaseLine]:
    c = Cases
    unit, state, source = (
        column.name if column.name in cases.columns else "null"
        for column in (c.unit, c.state, c.source)
    )
    rows = cases.engine.rows(
        f"select {c.case_id.name}, {c.kind.name}, {unit}, {c.probability.name}, "
        f"coalesce({c.priority.name}, 0), {state}, {source}, {c.record_ids.name} "
        f"from {cases.name} where not coalesce({c.explained.name}, false) order by all"
    )
    return [
        CaseLine(case_id, CaseKind(kind), where, probability, priority, said, of, tuple(ids))
        for case_id, kind, where, probability, priority, said, of, ids in rows
    ]
