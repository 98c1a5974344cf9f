"""The report of a review: one HTML file that a person can read, print and file.

The file holds its style and its charts and asks nothing of a network. It shows what was read,
what was found, the most urgent cases with their evidence, and what the result cost.
"""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from linkage.casework.report_cases import anchor, case_section, likelihood
from linkage.casework.report_data import ReportData, gather
from linkage.casework.report_html import Html, bullets, grid, join, tag
from linkage.casework.report_sections import (
    blocking_section,
    counts_section,
    explained_section,
    input_section,
    run_section,
    score_section,
)
from linkage.casework.report_warnings import warnings
from linkage.casework.report_words import MISSING_MARK, Voice
from linkage.casework.wording import TITLES, Language, Phrase
from linkage.engine import Table

_TITLE: Phrase = (
    "Rà soát số định danh cá nhân",
    "Review of personal numbers",
)

_PROMISE: Phrase = (
    (
        "Thư viện chỉ đề xuất, không bao giờ quyết định. Mỗi vụ việc dưới đây là một nghi vấn cần "
        "con người xác minh với giấy tờ; không hồ sơ nào bị sửa, gộp hay hủy số."
    ),
    (
        "The library proposes and never decides. Each case below is a suspicion for a person to "
        "verify against the papers; no record was changed or merged and no number cancelled."
    ),
)

_SECTIONS: Mapping[str, Phrase] = {
    "input": ("Dữ liệu đã đọc", "What was read"),
    "found": ("Kết quả theo loại và đơn vị", "What was found"),
    "urgent": ("Các vụ việc cần xác minh trước", "The most urgent cases"),
    "explained": ("Trường hợp đã giải thích được", "Look-alikes explained away"),
    "blocking": ("Chọn cặp để so sánh", "Picking pairs to compare"),
    "scores": ("Phân bố xác suất", "How probabilities spread"),
    "run": ("Mô hình, phiên bản, thời gian", "Model, versions, time"),
}
"""Sections in their order, by their place on the page."""


def write_report(
    path: Path,
    records: Table,
    tables: Mapping[str, Table],
    manifest: Mapping[str, Any],
    *,
    lang: Language,
    reveal: bool,
) -> None:
    """Write the report of a review as one HTML file that needs nothing else.

    Args:
        path: The file to write.
        records: The records of the review.
        tables: `pairs`, `entities`, `findings`, `cases` and `set_aside` of the review.
        manifest: What `linkage.manifest.make` returned.
        lang: Language of the report; that of the cases, whose sentences it quotes.
        reveal: Show personal numbers, CMND and phone numbers in full.

    Raises:
        OSError: If the file cannot be written.
    """
    data = gather(records, tables)
    page = _page(data, manifest, Voice(lang), reveal=reveal)
    path.write_text(page, encoding="utf-8", newline="\n")


def _page(data: ReportData, manifest: Mapping[str, Any], voice: Voice, *, reveal: bool) -> str:
    contents = {
        "input": input_section(data, manifest.get("input", {}), voice),
        "found": counts_section(data, voice),
        "urgent": _urgent(data, voice, reveal=reveal),
        "explained": explained_section(data, voice, reveal=reveal),
        "blocking": blocking_section(manifest.get("blocking", ()), voice),
        "scores": score_section(manifest, voice),
        "run": run_section(manifest, voice),
    }
    style = files("linkage.resources").joinpath("report.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="referrer" content="no-referrer">'),
        tag("title", voice.say(_TITLE)),
        tag("style", Html(style)),
    )
    body = tag(
        "body",
        tag("a", voice.say(("Đến nội dung", "Skip to content")), href="#content", class_="skip"),
        _header(data, manifest, voice),
        tag(
            "main",
            _promise(voice, reveal=reveal),
            _warnings(warnings(data, manifest, voice), voice),
            *(_section(place, name, contents[name], voice) for place, name in _numbered()),
            id="content",
        ),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang=voice.lang)}\n"


def _numbered() -> list[tuple[int, str]]:
    return list(enumerate(_SECTIONS, start=1))


def _header(data: ReportData, manifest: Mapping[str, Any], voice: Voice) -> Html:
    figures = (
        (data.records, ("hồ sơ đã rà soát", "records reviewed")),
        (data.to_verify, ("vụ việc đề nghị xác minh", "cases to verify")),
        (data.lawful, ("trường hợp đã giải thích", "look-alikes explained")),
        (sum(reason.rows for reason in data.set_aside), ("dòng để riêng", "rows set aside")),
    )
    links = (
        tag("a", f"{place}. {voice.say(_SECTIONS[name])}", href=f"#{name}")
        for place, name in _numbered()
    )
    as_of = voice.say(
        ("Dữ liệu tính đến ngày {day}", "Data as of {day}"), day=voice.day(manifest["as_of"])
    )
    return tag(
        "header",
        tag("h1", voice.say(_TITLE)),
        tag("p", as_of, class_="as-of"),
        tag(
            "ul",
            *(
                tag("li", tag("strong", voice.count(n)), " ", tag("span", voice.say(said)))
                for n, said in figures
            ),
            class_="figures",
        ),
        tag(
            "nav",
            tag("ol", *(tag("li", link) for link in links)),
            aria_label=voice.say(("Mục lục", "Contents")),
        ),
    )


def _promise(voice: Voice, *, reveal: bool) -> Html:
    numbers = (
        (
            "Số định danh, CMND và điện thoại được ghi đầy đủ: bảo quản như tài liệu mật.",
            "Numbers are shown in full: keep this page as you would the register.",
        )
        if reveal
        else (
            "Số định danh, CMND và điện thoại chỉ hiện ba chữ số cuối.",
            "Of personal numbers, CMND and phone numbers only the last three digits are shown.",
        )
    )
    return tag("p", tag("strong", voice.say(_PROMISE)), " ", voice.say(numbers), class_="promise")


def _warnings(found: Sequence[str], voice: Voice) -> Html:
    if not found:
        return Html("")
    return tag(
        "aside",
        tag("h2", voice.say(("Cần lưu ý", "Please note"))),
        bullets(found),
        class_="warnings",
    )


def _section(place: int, name: str, contents: Sequence[Html], voice: Voice) -> Html:
    title = tag("h2", f"{place}. {voice.say(_SECTIONS[name])}")
    return tag("section", title, join(contents), id=name)


def _urgent(data: ReportData, voice: Voice, *, reveal: bool) -> list[Html]:
    if not data.urgent:
        return [tag("p", voice.say(("Không có vụ việc nào.", "There are no cases.")))]
    rows = [
        (
            tag("a", f"{place}. {voice.say(TITLES[case.kind])}", href=f"#{anchor(place)}"),
            ", ".join(record.record_id for record in case.records)
            + ("…" if len(case.record_ids) > len(case.records) else ""),
            case.unit or MISSING_MARK,
            likelihood(case.probability, voice),
        )
        for place, case in enumerate(data.urgent, start=1)
    ]
    head = [
        voice.say(phrase)
        for phrase in (
            ("Vụ việc", "Case"),
            ("Hồ sơ", "Records"),
            ("Đơn vị", "Unit"),
            ("Khả năng", "Likelihood"),
        )
    ]
    caption = voice.say(
        ("Các vụ việc khẩn nhất: {n} trên {all}", "Most urgent cases: {n} of {all}"),
        n=voice.count(len(data.urgent)),
        all=voice.count(data.to_verify),
    )
    cases = (
        case_section(place, case, voice, reveal=reveal)
        for place, case in enumerate(data.urgent, start=1)
    )
    return [grid(caption, head, rows, numeric=False), _legend(voice), *cases]


def _legend(voice: Voice) -> Html:
    said = voice.say(
        (
            (
                "là chữ khác với hồ sơ bên cạnh; dấu … được tô nghĩa là khác ở phần số bị che; "
                "trong dòng “Số cho biết” là chỗ số mâu thuẫn với chính hồ sơ. Thanh ngang và "
                "trọng số (log2): sang phải ủng hộ là một người, sang trái là chống lại; thêm 1 "
                "nghĩa là tỷ lệ cược gấp đôi."
            ),
            (
                "is a letter that differs from the record beside it; a marked … means that the "
                "hidden digits differ; in the row “The number says”, what contradicts the record "
                "itself. Bars and weights (log2): to the right they speak for one person, to the "
                "left against; one more doubles the odds."
            ),
        )
    )
    sample = voice.say(("Chữ được tô", "Marked text"))
    return tag("p", tag("mark", sample), " ", said, class_="note legend")
