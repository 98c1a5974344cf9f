"""The report of a review: a page that stands alone, and the site it leads into.

`report.html` can be sent, printed and filed by itself: what was found, how the data of each unit
stand, the most urgent cases in full, and how the result was made. The folder `report` beside it
holds a page for every unit and every case. Nothing asks for a network.
"""

from collections.abc import Sequence
from pathlib import Path

from linkage.casework.report_cases import case_section
from linkage.casework.report_data import ReportData, gather
from linkage.casework.report_frame import HOME, TITLE, Frame
from linkage.casework.report_html import Html, bullets, tag
from linkage.casework.report_plan import Node
from linkage.casework.report_scores import scoreboard, together
from linkage.casework.report_sections import explained_section
from linkage.casework.report_site import (
    FOLDER,
    Review,
    around,
    legend,
    method_sections,
    write_site,
)
from linkage.casework.report_trend import trend_section
from linkage.casework.report_units import (
    by_kind,
    by_source,
    by_state,
    by_unit,
    codes_of,
    section,
    urgent_list,
)
from linkage.casework.report_warnings import warnings
from linkage.casework.report_words import Voice
from linkage.casework.wording import Language, Phrase

_PROMISE: Phrase = (
    (
        "Phần mềm chỉ đề xuất, không bao giờ quyết định. Mỗi vụ việc dưới đây là một nghi vấn cần "
        "con người xác minh với giấy tờ; không hồ sơ nào bị sửa, gộp hay hủy số."
    ),
    (
        "The library proposes and never decides. Each case below is a suspicion for a person to "
        "verify against the papers; no record was changed or merged and no number cancelled."
    ),
)


def write_report(path: Path, review: Review, *, lang: Language, reveal: bool) -> None:
    """Write the report of a review, and its site into the folder `report` beside it.

    Args:
        path: The page to write.
        review: The finished review.
        lang: Language of the report; that of the cases, whose sentences it quotes.
        reveal: Show personal numbers, CMND and phone numbers in full.

    Raises:
        OSError: If a file cannot be written.
    """
    frame = Frame(Voice(lang), str(review.manifest["as_of"]), reveal)
    data = gather(review.records, review.tables)
    site = path.parent / FOLDER
    site.mkdir()
    title = frame.voice.say(TITLE)
    home = frame.page(HOME, title, _home(review, data, frame, ""))
    (site / HOME).write_text(home, encoding="utf-8", newline="\n")
    write_site(site, review, data, frame)
    alone = [
        *_home(review, data, frame, f"{FOLDER}/"),
        _urgent(review, data, frame),
        section(
            frame.voice.say(("Đã giải thích được", "Look-alikes explained away")),
            explained_section(data, review.plan.titles, frame.voice, reveal=reveal),
        ),
        *method_sections(review, data, frame.voice),
    ]
    path.write_text(frame.single(title, alone, FOLDER), encoding="utf-8", newline="\n")


def _home(review: Review, data: ReportData, frame: Frame, folder: str) -> list[Html]:
    """What the whole register shows; `folder` leads from the page to the site."""
    voice, plan, standings = frame.voice, review.plan, review.standings
    top = plan.top
    units = _where_it_branches(top).below
    parts = (
        (
            ("Đúng, đủ, sạch, sống", "Right, complete, clean, alive"),
            [scoreboard(together(standings.values()), voice)] if data.records else [],
        ),
        (
            ("Cần xác minh", "To verify"),
            [*by_state(top.states, voice), by_kind(top.kinds, {}, voice)],
        ),
        (("Theo đơn vị", "By unit"), by_unit(units, standings, HOME, folder, voice)),
        (
            ("Xác minh trước", "To verify first"),
            urgent_list(top.first, plan, HOME, folder, voice),
        ),
        (("Theo nguồn", "By source"), by_source(plan, review.sources, voice)),
        (
            ("Qua các kỳ", "Week by week"),
            trend_section(review.weeks, None, voice, codes_of(units, voice)),
        ),
    )
    return [
        *_opening(data, review, frame),
        *(section(voice.say(name), contents) for name, contents in parts),
    ]


def _where_it_branches(node: Node) -> Node:
    """The first unit below which there is more than one; that of one city is its districts."""
    while len(node.below) == 1 and node.below[0].below:
        node = node.below[0]
    return node


def _opening(data: ReportData, review: Review, frame: Frame) -> list[Html]:
    voice = frame.voice
    figures = (
        (data.records, ("hồ sơ đã rà soát", "records reviewed")),
        (review.plan.top.total, ("vụ việc đề nghị xác minh", "cases to verify")),
        (data.lawful, ("trường hợp đã giải thích", "look-alikes explained")),
        (
            sum(reason.rows for reason in data.set_aside),
            ("dòng không đưa vào rà soát", "rows set aside"),
        ),
    )
    as_of = voice.say(
        ("Dữ liệu tính đến ngày {day}", "Data as of {day}"), day=voice.day(frame.as_of)
    )
    return [
        tag("p", as_of, class_="as-of"),
        tag(
            "ul",
            *(
                tag("li", tag("strong", voice.count(n)), " ", tag("span", voice.say(said)))
                for n, said in figures
            ),
            class_="figures",
        ),
        tag("p", tag("strong", voice.say(_PROMISE)), class_="promise"),
        _warnings(warnings(data, review.manifest, voice), voice),
    ]


def _warnings(found: Sequence[str], voice: Voice) -> Html:
    if not found:
        return Html("")
    return tag(
        "aside",
        tag("h2", voice.say(("Cần lưu ý", "Please note"))),
        bullets(found),
        class_="warnings",
    )


def _urgent(review: Review, data: ReportData, frame: Frame) -> Html:
    """The most urgent cases in full, for a page that goes out without the site."""
    voice = frame.voice
    beside = around(review, data.urgent)
    title = voice.say(
        ("{n} vụ việc xác minh trước, đầy đủ", "The {n} cases to verify first, in full"),
        n=voice.count(len(data.urgent)),
    )
    cases = [
        case_section(number, case, beside, voice, reveal=frame.reveal, level=3)
        for number, case in enumerate(data.urgent, start=1)
    ]
    return section(title, [legend(voice), *cases] if cases else [], "urgent")
