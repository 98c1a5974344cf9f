"""Counts by kind, unit and source, and the pages of the units, one level below the other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from linkage.casework.report_cases import STATES, likelihood
from linkage.casework.report_charts import share_bar
from linkage.casework.report_frame import HOME, Crumb, way
from linkage.casework.report_html import Html, bullets, grid, join, tag
from linkage.casework.report_plan import UNKNOWN, CaseLine, Node, Plan, Shard, anchor, slug
from linkage.casework.report_scores import (
    NAMES,
    Criterion,
    Standing,
    lacking,
    scoreboard,
    share_cell,
    together,
)
from linkage.casework.report_trend import Codes, Week, trend_section
from linkage.casework.report_words import MISSING_MARK, NOT_KNOWN, SHORT_TITLES, Voice
from linkage.casework.wording import TITLES, Phrase
from linkage.schema import CaseKind

Standings = Mapping[str | None, Standing]


def title_of(node: Node, voice: Voice) -> str:
    """What to call a unit."""
    if node.way == UNKNOWN:
        return voice.say(("Chưa rõ đơn vị", "Unit not known"))
    return node.way[-1].title


def section(title: str, contents: Sequence[Html], name: str | None = None) -> Html:
    """A part of a page under its heading; nothing where it is empty."""
    if not contents:
        return Html("")
    return tag("section", tag("h2", title), *contents, id=name)


def standing_of(node: Node, standings: Standings) -> Standing:
    """How the records of a unit and of those below stand."""
    return together(standings[code] for code in node.codes if code in standings)


def codes_of(nodes: Sequence[Node], voice: Voice) -> list[tuple[str, Codes]]:
    """Titles of units, and the codes that stand for each."""
    return [(title_of(node, voice), node.codes) for node in nodes]


def by_kind(kinds: Mapping[CaseKind, int], links: Mapping[CaseKind, str], voice: Voice) -> Html:
    """Cases to verify by kind, each leading to its cases where there is a page."""
    most = max(kinds.values(), default=1)
    rows = [
        (
            tag("a", voice.say(TITLES[kind]), href=links[kind])
            if kind in links
            else voice.say(TITLES[kind]),
            voice.count(n),
            share_bar(n / most),
        )
        for kind, n in sorted(kinds.items(), key=lambda item: (-item[1], item[0].value))
        if n
    ]
    if not rows:
        return tag("p", voice.say(("Không có nghi vấn nào.", "There are no suspicions.")))
    head = [voice.say(("Loại nghi vấn", "Kind")), voice.say(("Số vụ", "Cases")), ""]
    foot = (voice.say(("Cộng", "Total")), voice.count(sum(kinds.values())), "")
    caption = voice.say(("Vụ việc đề nghị xác minh, theo loại", "Cases to verify, by kind"))
    return grid(caption, head, rows, foot=foot, class_="by-kind")


def by_unit(
    nodes: Sequence[Node], standings: Standings, here: str, folder: str, voice: Voice
) -> list[Html]:
    """Units side by side: how their data stand, and their cases by kind."""
    if not nodes:
        return []
    ordered = sorted(nodes, key=lambda n: (n.way == UNKNOWN, -n.total))
    links = [
        tag("a", title_of(node, voice), href=folder + way(here, node.path)) for node in ordered
    ]
    first = voice.say(_UNIT)
    return [
        _stands(
            first,
            [
                (link, standing_of(node, standings), node.total)
                for link, node in zip(links, ordered, strict=True)
            ],
            voice,
        ),
        *_counts_by_kind(
            voice.say(("Vụ việc theo đơn vị và loại", "Cases by unit and kind")),
            first,
            [(link, node.kinds) for link, node in zip(links, ordered, strict=True)],
            voice,
        ),
    ]


def _stands(first: str, lines: Sequence[tuple[str, Standing, int]], voice: Voice) -> Html:
    """Records, the four criteria and the number of cases, a row for each unit or source."""
    rows = [
        [
            title,
            voice.count(standing.records),
            *(share_cell(standing.share(criterion), voice) for criterion in Criterion),
            voice.count(cases),
        ]
        for title, standing, cases in lines
    ]
    head = [
        first,
        voice.say(("Hồ sơ", "Records")),
        *(voice.say(NAMES[criterion]) for criterion in Criterion),
        voice.say(("Vụ việc", "Cases")),
    ]
    caption = voice.say(
        (
            "Hồ sơ, bốn tiêu chí (dòng nhỏ: đạt/tính trên; khoảng tin cậy 95%) và số vụ việc",
            "Records, four criteria (small: so many of so many; 95% interval), cases",
        )
    )
    return grid(caption, head, rows, class_="by-unit")


def _counts_by_kind(
    caption: str, first: str, counted: Sequence[tuple[str, Counter[CaseKind]]], voice: Voice
) -> list[Html]:
    """Counts in a row of their own, a column for each kind that occurs."""
    kinds = [kind for kind in CaseKind if any(counts[kind] for _, counts in counted)]
    rows = [
        [name, *(voice.count(counts[kind]) if counts[kind] else "·" for kind in kinds)]
        for name, counts in counted
        if counts.total()
    ]
    head = [first, *(voice.say(SHORT_TITLES[kind]) for kind in kinds)]
    return [grid(caption, head, rows, class_="by-unit")] if rows else []


def by_source(plan: Plan, standings: Standings, voice: Voice) -> list[Html]:
    """Sources side by side, where they are told apart: their records, and their cases by kind.

    A case is of the source of the record that changed last.
    """
    if not set(standings) - {None}:
        return []
    cases = {source: plan.sources.get(source, Counter()) for source in standings}
    ordered = sorted(standings, key=lambda source: (-cases[source].total(), source or "~"))
    titles = {source: source or voice.say(NOT_KNOWN) for source in ordered}
    first = voice.say(("Nguồn", "Source"))
    caption = voice.say(
        ("Theo nguồn của hồ sơ thay đổi gần nhất", "By source of the record that changed last")
    )
    return [
        _stands(
            first,
            [(titles[source], standings[source], cases[source].total()) for source in ordered],
            voice,
        ),
        *_counts_by_kind(caption, first, [(titles[s], cases[s]) for s in ordered], voice),
    ]


def by_state(states: Counter[str], voice: Voice) -> list[Html]:
    """How many cases are new, open, reopened, decided; nothing in a first run."""
    if not set(states) - {"new"}:
        return []
    said = [
        join([tag("strong", voice.count(states[state])), " ", voice.say(name)])
        for state, name in STATES.items()
        if states[state]
    ]
    return [bullets(said, "chips")]


def urgent_list(
    lines: Sequence[CaseLine], plan: Plan, here: str, folder: str, voice: Voice
) -> list[Html]:
    """The most urgent cases, each leading to its page; the unit only where they differ in it."""
    several = len({line.unit for line in lines}) > 1
    rows = [
        [
            tag(
                "a",
                voice.say(TITLES[line.kind]),
                href=folder + way(here, plan.pages[line.case_id]),
            ),
            _records(line.record_ids),
            *([plan.titles.get(line.unit or "", MISSING_MARK)] if several else []),
            likelihood(line.probability, voice),
        ]
        for line in lines
    ]
    if not rows:
        return []
    head = [voice.say(name) for name in _URGENT_HEAD if several or name is not _UNIT]
    caption = voice.say(
        ("{n} vụ việc khẩn nhất", "The {n} most urgent cases"), n=voice.count(len(rows))
    )
    return [grid(caption, head, rows, numeric=False, class_="urgent")]


_UNIT: Phrase = ("Đơn vị", "Unit")
_URGENT_HEAD: Sequence[Phrase] = (
    ("Vụ việc", "Case"),
    ("Hồ sơ", "Records"),
    _UNIT,
    ("Khả năng", "Likelihood"),
)
_RECORDS_NAMED = 4


def _records(ids: Sequence[str]) -> str:
    more = "…" if len(ids) > _RECORDS_NAMED else ""
    return ", ".join(ids[:_RECORDS_NAMED]) + more


def crumbs(where: Sequence[Node], voice: Voice) -> list[Crumb]:
    """The pages above a unit, the widest first."""
    home: Crumb = (voice.say(("Tổng quan", "Overview")), HOME)
    return [home, *((title_of(node, voice), node.path) for node in where)]


def unit_page(
    node: Node, plan: Plan, standings: Standings, weeks: Sequence[Week], voice: Voice
) -> list[Html]:
    """The page of a unit: how it stands, what it has to verify, the units below."""
    standing = standing_of(node, standings)
    links = {shard.kind: way(node.path, shard.path) for shard in node.shards if shard.number == 1}
    own = Counter[CaseKind]()
    for shard in node.shards:
        own[shard.kind] += sum(line.open for line in shard.cases)
    figures = voice.say(
        ("{records} hồ sơ, {cases} vụ việc đề nghị xác minh.", "{records} records, {cases} cases."),
        records=voice.count(standing.records),
        cases=voice.count(node.total),
    )
    contents = [
        section(
            voice.say(("Cần xác minh", "To verify")),
            [
                *by_state(node.states, voice),
                by_kind(node.kinds if node.below else own, {} if node.below else links, voice),
            ],
        ),
        section(
            voice.say(("Các đơn vị trực thuộc", "Units below")),
            by_unit(node.below, standings, node.path, "", voice),
        ),
        section(
            voice.say(("Xác minh trước", "To verify first")),
            urgent_list(node.first, plan, node.path, "", voice),
        ),
    ]
    if node.below and own.total():
        contents.append(
            section(
                voice.say(("Giao cho chính đơn vị này", "For this very unit")),
                [by_kind(own, links, voice)],
            )
        )
    return [
        tag("p", figures, class_="as-of"),
        *contents,
        section(
            voice.say(("Đúng, đủ, sạch, sống", "Right, complete, clean, alive")),
            [scoreboard(standing, voice), *lacking(standing, voice)] if standing.records else [],
        ),
        section(
            voice.say(("Qua các kỳ", "Week by week")),
            trend_section(weeks, node.codes, voice, codes_of(node.below, voice)),
        ),
    ]


def shard_links(shard: Shard, voice: Voice) -> Html:
    """Ways to the other pages of the same unit and kind."""
    if shard.of == 1:
        return Html("")
    stem = f"{slug(shard.way)}-{shard.kind.value}"
    wanted = {1, shard.number - 1, shard.number, shard.number + 1, shard.of}
    links = [
        tag(
            "li",
            tag(
                "a",
                voice.count(number),
                href=f"{stem}-{number}.html",
                aria_current="page" if number == shard.number else None,
            ),
        )
        for number in range(1, shard.of + 1)
        if number in wanted
    ]
    label = voice.say(
        ("Trang {n} trên {of}", "Page {n} of {of}"),
        n=voice.count(shard.number),
        of=voice.count(shard.of),
    )
    return tag("nav", tag("p", label), tag("ol", *links), class_="pages", aria_label=label)


def shard_contents(shard: Shard, voice: Voice) -> Html:
    """The cases of a page, so that one is found at once."""
    items = [
        tag("a", _records(line.record_ids), href="#" + quote(anchor(line.case_id)))
        for line in shard.cases
    ]
    return tag(
        "nav",
        bullets(items, "chips"),
        aria_label=voice.say(("Vụ việc trên trang này", "Cases on this page")),
    )
