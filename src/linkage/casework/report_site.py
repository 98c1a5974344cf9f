"""The site of a review: a folder of pages that open from a disk, without a network or a server."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from linkage.casework.report_cases import Around, case_section
from linkage.casework.report_data import CaseView, ReportData, Views
from linkage.casework.report_family import relatives
from linkage.casework.report_frame import EXPLAINED, FIND, METHOD, STYLE, Crumb, Frame
from linkage.casework.report_html import Html, tag
from linkage.casework.report_plan import Node, Plan, Shard, anchor, make_plan
from linkage.casework.report_scores import Standing, standings
from linkage.casework.report_sections import (
    blocking_section,
    explained_section,
    input_section,
    lookalike,
    run_section,
    score_section,
)
from linkage.casework.report_timeline import successions
from linkage.casework.report_trend import Week, made_with
from linkage.casework.report_units import (
    crumbs,
    section,
    shard_contents,
    shard_links,
    title_of,
    unit_page,
)
from linkage.casework.report_words import Voice
from linkage.casework.wording import TITLES
from linkage.engine import Table
from linkage.schema import CaseKind, Cases, Records

FOLDER = "report"
"""Name of the folder that holds the site, beside the report."""

PAGES_AT_ONCE = 40
"""Pages of cases whose records are read together."""

EXPLAINED_A_PAGE = 50

Found = tuple[str, str]
"""Where a case stands on its page, and its records."""

CaseList = tuple[str, CaseKind | None, Sequence[Found]]
"""A page, of which kind its cases are, and the cases; a page of no cases is of no kind."""


@dataclass(frozen=True)
class Review:
    """A finished review as the report reads it.

    Attributes:
        records: The records.
        tables: `pairs`, `entities`, `findings`, `cases`, `set_aside`, and `evidence` if made.
        manifest: What `linkage.manifest.make` returned.
        history: Which numbers lawfully succeeded which.
        earlier: The weeks before.
    """

    records: Table
    tables: Mapping[str, Table]
    manifest: Mapping[str, Any]
    history: Table | None = None
    earlier: Sequence[Week] = ()

    @cached_property
    def cases(self) -> Table:
        """The cases."""
        return self.tables["cases"]

    @cached_property
    def standings(self) -> dict[str | None, Standing]:
        """How the records of each unit stand."""
        return standings(self.records, self.cases, Records.unit)

    @cached_property
    def sources(self) -> dict[str | None, Standing]:
        """How the records of each source stand."""
        return standings(self.records, self.cases, Records.source)

    @cached_property
    def plan(self) -> Plan:
        """Units and pages."""
        return make_plan(self.cases, list(self.standings))

    @cached_property
    def weeks(self) -> list[Week]:
        """The earlier weeks and this one."""
        counts: dict[tuple[str | None, str | None], Counter[CaseKind]] = {}
        for shard in self.plan.shards:
            for line in shard.cases:
                counts.setdefault((line.unit, line.source), Counter())[line.kind] += line.open
        day = str(self.manifest["as_of"])
        before = [week for week in self.earlier if week.as_of < day]
        return [*before, Week(day, made_with(self.manifest), len(self.records), counts)]


def write_site(folder: Path, review: Review, data: ReportData, frame: Frame) -> None:
    """Write every page of the site but its home page.

    Args:
        folder: The folder; it is made.
        review: The review.
        data: What `gather` read from it.
        frame: Language, day and masking.

    Raises:
        OSError: If a file cannot be written.
    """
    for name in ("units", "cases"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    resources = files("linkage.resources")
    for name, source in ((STYLE, "report.css"), ("find.js", "find.js")):
        _write(folder / name, resources.joinpath(source).read_text(encoding="utf-8"))
    _write(folder / METHOD, _method_page(review, data, frame))
    _write(folder / FIND, _find_page(frame))
    lists = [*_case_lists(review.plan)]
    for page, listed in _explained_pages(review, data, frame):
        _write(folder / listed[0], page)
        lists.append(listed)
    _write(folder / "find-index.js", _find_index(lists, frame.voice))
    voice, plan = frame.voice, review.plan
    for node in plan.nodes:
        contents = unit_page(node, plan, review.standings, review.weeks, voice)
        trail = crumbs(plan.above(node), voice)
        _write(folder / node.path, frame.page(node.path, title_of(node, voice), contents, trail))
    for shard, node, cases, beside in _shards(review):
        trail = crumbs([*plan.above(node), node], voice)
        _write(folder / shard.path, _case_page(shard, cases, beside, trail, frame))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def around(review: Review, cases: Sequence[CaseView]) -> Around:
    """Families and lawful successions of some cases."""
    records = [record for case in cases for record in case.records]
    ids = sorted({record.record_id for record in records})
    numbers = {
        number
        for record in records
        for column in (Records.personal_id.name, Records.cmnd.name)
        if (number := record.values.get(column))
    }
    return Around(
        relatives(review.records, ids),
        successions(review.history, sorted(numbers)),
        review.plan.titles,
    )


def _shards(review: Review) -> Iterator[tuple[Shard, Node, tuple[CaseView, ...], Around]]:
    """Every page of cases with what it shows, many read together."""
    views = Views(review.records, review.tables)
    pages = iter((shard, node) for node in review.plan.top.walk() for shard in node.shards)
    while some := list(islice(pages, PAGES_AT_ONCE)):
        ids = [line.case_id for shard, _ in some for line in shard.cases]
        name = Cases.case_id.name
        rows = review.cases.engine.arrow(
            f"select * from {review.cases.name} where {name} in (select unnest(?::varchar[]))",
            [ids],
        ).to_pylist()
        found = {case.case_id: case for case in views.of(rows)}
        beside = around(review, list(found.values()))
        for shard, node in some:
            yield shard, node, tuple(found[line.case_id] for line in shard.cases), beside


def _case_page(
    shard: Shard, cases: Sequence[CaseView], beside: Around, trail: Sequence[Crumb], frame: Frame
) -> str:
    voice = frame.voice
    contents = [
        shard_links(shard, voice),
        shard_contents(shard, voice),
        legend(voice),
        *(
            case_section(number, case, beside, voice, reveal=frame.reveal)
            for number, case in enumerate(cases, start=1)
        ),
        shard_links(shard, voice),
    ]
    return frame.page(shard.path, voice.say(TITLES[shard.kind]), contents, trail)


def legend(voice: Voice) -> Html:
    """What the marks of a case mean."""
    said = voice.say(
        (
            "là chỗ khác với hồ sơ bên cạnh; dấu … được tô nghĩa là khác ở phần số bị che; trong "
            "dòng “Số định danh cho biết” là chỗ số mâu thuẫn với chính hồ sơ. Trong cột So sánh, "
            "số dương ủng hộ là một người, số âm thì ngược lại; càng xa 0 càng nặng.",
            "differs from the record beside it; a marked … means that the hidden digits differ; "
            "in the row “The number says”, it contradicts the record itself. In the column "
            "Comparison, above zero speaks for one person, below against; the farther, the more.",
        )
    )
    sample = voice.say(("Chữ được tô", "Marked text"))
    return tag("p", tag("mark", sample), " ", said, class_="note legend")


def method_sections(review: Review, data: ReportData, voice: Voice) -> list[Html]:
    """What was read, and how the result was made."""
    manifest = review.manifest
    parts = (
        (
            ("Dữ liệu đã đọc", "What was read"),
            input_section(data, manifest.get("input", {}), voice),
        ),
        (
            ("Chọn cặp để so sánh", "Picking pairs to compare"),
            blocking_section(manifest.get("blocking", ()), voice),
        ),
        (("Phân bố xác suất", "How probabilities spread"), score_section(manifest, voice)),
        (("Mô hình, phiên bản, thời gian", "Model, versions, time"), run_section(manifest, voice)),
    )
    return [section(voice.say(title), contents) for title, contents in parts]


def _method_page(review: Review, data: ReportData, frame: Frame) -> str:
    title = frame.voice.say(("Dữ liệu và cách làm", "Data and method"))
    return frame.page(METHOD, title, method_sections(review, data, frame.voice))


def _explained_pages(
    review: Review, data: ReportData, frame: Frame
) -> Iterator[tuple[str, CaseList]]:
    """Look-alikes: examples and kinds on the first page, all of a kind on pages of its own."""
    voice, views = frame.voice, Views(review.records, review.tables)
    title = voice.say(("Đã giải thích được", "Look-alikes explained away"))
    lists: list[Html] = []
    home: Crumb = (title, EXPLAINED)
    for kind in (kind for kind in data.kinds if kind.explained):
        rows = _explained_rows(review.cases, kind)
        starts = range(0, len(rows), EXPLAINED_A_PAGE)
        for number, start in enumerate(starts, start=1):
            place = f"explained-{kind.value}-{number}.html"
            said = voice.say(TITLES[kind])
            if len(starts) > 1:
                said += f" ({voice.count(number)}/{voice.count(len(starts))})"
            lists.append(tag("li", tag("a", said, href=place)))
            cases = views.of(rows[start : start + EXPLAINED_A_PAGE])
            shown = [
                tag(
                    "div",
                    lookalike(case, review.plan.titles, voice, reveal=frame.reveal),
                    id=anchor(case.case_id),
                )
                for case in cases
            ]
            page = frame.page(place, said, [tag("section", *shown)], [home])
            found = [(anchor(case.case_id), ", ".join(case.record_ids)) for case in cases]
            yield page, (place, kind, found)
    contents = [
        section(
            voice.say(("Ví dụ từng loại", "Examples of each kind")),
            explained_section(data, review.plan.titles, voice, reveal=frame.reveal),
        ),
        section(
            voice.say(("Toàn bộ danh sách", "All of them")),
            [tag("ul", *lists, class_="chips")] if lists else [],
        ),
    ]
    yield frame.page(EXPLAINED, title, contents), (EXPLAINED, None, ())


def _explained_rows(cases: Table, kind: CaseKind) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = cases.engine.arrow(
        f"select * from {cases.name} where {Cases.kind.name} = ? "
        f"and coalesce({Cases.explained.name}, false) "
        f"order by {Cases.record_ids.name}, {Cases.case_id.name}",
        [kind.value],
    ).to_pylist()
    return rows


def _find_page(frame: Frame) -> str:
    voice = frame.voice
    asked = voice.say(
        ("Mã vụ việc hoặc mã hồ sơ (ít nhất 3 ký tự)", "Case or record id (three characters)")
    )
    contents = [
        tag(
            "section",
            tag("label", asked, for_="find"),
            tag("input", id="find", type="search", autocomplete="off"),
            tag(
                "p",
                id="said",
                role="status",
                data_found=voice.say(("{{n}} vụ việc", "{{n}} cases")),
                data_none=voice.say(("Không có vụ việc nào", "No such case")),
            ),
            tag("ul", id="found"),
            tag(
                "noscript",
                voice.say(
                    (
                        "Trình duyệt đang tắt JavaScript; hãy tìm qua trang của đơn vị.",
                        "JavaScript is off; go by the pages of the units.",
                    )
                ),
            ),
        )
    ]
    title = voice.say(("Tìm vụ việc", "Find a case"))
    return frame.page(FIND, title, contents, scripts=("find-index.js", "find.js"))


def _case_lists(plan: Plan) -> Iterator[CaseList]:
    """The pages of the cases to verify."""
    for shard in plan.shards:
        cases = [(anchor(line.case_id), ", ".join(line.record_ids)) for line in shard.cases]
        yield shard.path, shard.kind, cases


def _find_index(lists: Sequence[CaseList], voice: Voice) -> str:
    """Every case with its records and its page, as a script, for a file may not be fetched."""
    titles = [(quote(place), voice.say(TITLES[kind]) if kind else "") for place, kind, _ in lists]
    cases = [(*case, number) for number, (_, _, found) in enumerate(lists) for case in found]
    index = json.dumps({"pages": titles, "cases": cases}, ensure_ascii=True, separators=(",", ":"))
    return f"const FIND = {index};\n"
