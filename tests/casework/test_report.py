"""The report of a review: whole in itself, safe, masked, in two languages."""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from report_tables import CASES, HOSTILE, MANIFEST, PEOPLE, Result, case

from linkage.casework.evidence import FACTS
from linkage.casework.report import write_report
from linkage.casework.report_data import MOST_RECORDS, URGENT_CASES, gather
from linkage.casework.report_plan import make_plan
from linkage.casework.report_site import Review
from linkage.casework.report_warnings import warnings
from linkage.casework.report_words import FIELDS, SHORT_TITLES, Voice
from linkage.casework.units import full_title
from linkage.casework.wording import LANGUAGES, Language
from linkage.comparisons.registry import CREATORS
from linkage.engine import Engine
from linkage.schema import CaseKind, Input

VOID = {"meta", "br", "link", "input"}
NUMBERS = ("001190000123", "036190004123", "012345678", "001165009876", "0912345678")


class Page(HTMLParser):
    """Elements, texts and attributes of a page; refuses what is not well nested."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.marked: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        self.texts.append(data)
        if "mark" in self._open:
            self.marked.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)

    def headings(self) -> list[int]:
        return [int(name[1]) for name, _ in self.elements if re.fullmatch("h[1-6]", name)]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as home:
        yield home


def written(
    result: Result,
    folder: Path,
    manifest: Mapping[str, Any] = MANIFEST,
    *,
    lang: Language = "vi",
    reveal: bool = False,
) -> str:
    path = folder / "report.html"
    shutil.rmtree(folder / "report", ignore_errors=True)
    review = Review(result.records, result.tables, manifest)
    write_report(path, review, lang=lang, reveal=reveal)
    return path.read_text(encoding="utf-8")


def site(folder: Path) -> dict[str, str]:
    """Every page of the site by its place."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.html"))
    }


def everything(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_needs_nothing_else(engine: Engine, tmp_path: Path, lang: Language) -> None:
    html = written(Result(engine), tmp_path, lang=lang)
    assert not re.search(r"https?:|//|@import|url\(|<script|<link|<img|<iframe", html, re.I)
    for place, page in site(tmp_path).items():
        assert not re.search(r"https?:|//|@import|<img|<iframe|fetch\(", page, re.I), place


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_leads_somewhere(engine: Engine, tmp_path: Path, lang: Language) -> None:
    cases = [*CASES, *(case(CaseKind.TWO_IDS, n, ["r1", "r2"], unit="A/B") for n in range(45))]
    written(Result(engine, cases=cases), tmp_path, lang=lang)
    pages = {place: Page(html) for place, html in site(tmp_path).items()}
    ids = {place: {a.get("id") for _, a in page.elements} for place, page in pages.items()}
    assert len(pages) > 12
    reached = {"report.html"}
    for place, page in pages.items():
        for name, attributes in page.elements:
            target = attributes.get("href") or attributes.get("src")
            if name not in ("a", "link", "script") or target is None:
                continue
            file, _, anchor = target.partition("#")
            found = os.path.normpath(Path(place).parent / unquote(file)) if file else place
            assert (tmp_path / found).is_file(), (place, target)
            reached.add(found)
            assert not anchor or unquote(anchor) in ids[found], (place, target)
    assert set(pages) <= reached


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_and_tables_can_be_navigated(
    engine: Engine, tmp_path: Path, lang: Language
) -> None:
    written(Result(engine), tmp_path, lang=lang)
    for place, html in site(tmp_path).items():
        page = Page(html)
        levels = page.headings()
        assert levels.count(1) == 1, place
        assert levels[0] == 1, place
        assert all(after - before <= 1 for before, after in pairwise(levels)), place
        assert page.count("table") == page.count("caption"), place
        assert all(a.get("scope") in ("col", "row") for name, a in page.elements if name == "th")
        scrolling = [a for _, a in page.elements if a.get("class") == "scroll"]
        assert all(a["tabindex"] == "0" and a["aria-label"] for a in scrolling)
        assert ("html", {"lang": lang}) in page.elements
        ids = [a["id"] for _, a in page.elements if a.get("id")]
        assert len(ids) == len(set(ids)), place


def test_no_value_becomes_markup(engine: Engine, tmp_path: Path) -> None:
    people = [dict(person) for person in PEOPLE]
    people[0] |= {f"raw_{c.name}": HOSTILE for c in FIELDS} | {"raw_full_name": "O'Neil & <b>"}
    hostile = {"case_id": HOSTILE, "unit": HOSTILE, "proposal": HOSTILE, "ground": HOSTILE}
    cases = [{**CASES[0], **hostile, "reasons": [HOSTILE]}, *CASES[1:]]
    manifest = {**MANIFEST, "input": {**MANIFEST["input"], "encoding": HOSTILE}}
    aside = [{"row": 1, "reason": HOSTILE}]
    html = written(Result(engine, people, cases, aside), tmp_path, manifest, reveal=True)
    assert "O'Neil & <b>" in Page(html).text
    assert Page(html).text.count(HOSTILE) > 10
    for place, found in site(tmp_path).items():
        page = Page(found)
        assert page.count("b") == 0, place
        assert page.count("script") == (2 if place.endswith("find.html") else 0), place
    names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")]
    assert all(re.fullmatch(r"[A-Za-z0-9_./-]+", name) for name in names)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_masked_unless_revealed(engine: Engine, tmp_path: Path, lang: Language) -> None:
    written(Result(engine), tmp_path, lang=lang)
    assert [n for n in NUMBERS if n in everything(tmp_path)] == []
    texts = [text for html in site(tmp_path).values() for text in Page(html).texts]
    assert [text for text in texts if re.search(r"\d{6}", text)] == []
    written(Result(engine), tmp_path, lang=lang, reveal=True)
    for place, html in site(tmp_path).items():
        if place != "report.html" and "two_ids" not in place:
            continue
        shown = Page(html).text
        assert [n for n in NUMBERS if n not in shown] == [], place


def test_numbers_of_a_case_are_told_apart(engine: Engine, tmp_path: Path) -> None:
    html = written(Result(engine), tmp_path)
    assert "P1 <mark>…</mark>123" in html
    assert "P2 <mark>…</mark>123" in html


def test_letters_that_differ_are_marked(engine: Engine, tmp_path: Path) -> None:
    marked = Page(written(Result(engine), tmp_path, reveal=True)).marked
    assert {"ờ", "Ơ", "5", "6"} <= set(marked)
    assert not {"NGUYỄN THỊ HƯƠNG", "Nguyễn Văn Tâm", "Nữ", "dân cư", "căn cước"} & set(marked)


def test_hidden_digits_that_differ_are_marked(engine: Engine, tmp_path: Path) -> None:
    html = written(Result(engine), tmp_path)
    assert html.count("<mark>…</mark>123") == 2


def test_digits_that_contradict_the_record_are_marked(engine: Engine, tmp_path: Path) -> None:
    html = written(Result(engine), tmp_path)
    assert "<mark>nữ</mark>, 1985, Hồ Chí Minh" in html
    assert "<td>nữ, 1990, Hà Nội</td>" in html


def test_differently_written_equal_dates_are_not_marked(engine: Engine, tmp_path: Path) -> None:
    people = [dict(person) for person in PEOPLE]
    people[1] |= {"raw_date_of_birth": "1990-05-12", "birth_date": "1990-05-12"}
    same = written(Result(engine, people), tmp_path)
    assert "<td>12/05/1990</td><td>1990-05-12</td>" in same
    people[1] |= {"raw_date_of_birth": "1990-05-13", "birth_date": "1990-05-13"}
    other = written(Result(engine, people), tmp_path)
    assert '<mark class="whole">1990-05-13</mark>' in other


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ("không bao giờ quyết định", "Số định danh cho biết", "cao (97%)", "+6,2", "Đúng")),
        ("en", ("never decides", "The number says", "high (97%)", "+6.2", "Complete")),
    ],
)
def test_speaks_one_language(
    engine: Engine, tmp_path: Path, lang: Language, words: Sequence[str]
) -> None:
    text = Page(written(Result(engine), tmp_path, lang=lang)).text
    assert [word for word in words if word not in text] == []
    others = ("Cases", "verify", "Unit", "Record") if lang == "vi" else ("Vụ", "Đơn vị", "Hồ sơ")
    for place, html in site(tmp_path).items():
        said = Page(html).text
        assert [word for word in others if word in said] == [], place


def test_same_result_gives_same_bytes(tmp_path: Path) -> None:
    found = set()
    for threads in (1, 2):
        with Engine(threads=threads) as home:
            written(Result(home), tmp_path)
            found.add(everything(tmp_path))
    assert len(found) == 1


def test_weights_of_a_case_add_up(engine: Engine) -> None:
    result = Result(engine)
    (pair,) = gather(result.records, result.tables).urgent[0].pairs
    assert pair.prior is not None
    assert pair.together is not None
    weights = sum(item.weight for item in pair.evidence.values())
    assert weights + pair.prior + pair.together == pytest.approx(pair.weight)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_found(engine: Engine, tmp_path: Path, lang: Language) -> None:
    manifest = {**MANIFEST, "score_histogram": [0.0] * 20, "blocking": []}
    html = written(Result(engine, cases=[], set_aside=[]), tmp_path, manifest, lang=lang)
    page = Page(html)
    assert page.count("article") == page.count("figure") == 0
    assert ("No suspicion was found" if lang == "en" else "Không tìm thấy nghi vấn") in page.text


def test_no_units(engine: Engine, tmp_path: Path) -> None:
    cases = [{**row, "unit": None} for row in CASES]
    people = [{k: v for k, v in p.items() if k != "unit"} for p in PEOPLE]
    text = Page(written(Result(engine, people, cases), tmp_path)).text
    assert "Chưa rõ đơn vị" in text
    assert (tmp_path / "report" / "cases" / "none-two_ids-1.html").is_file()


def test_units_lie_within_units(engine: Engine) -> None:
    cases = [
        *(case(CaseKind.TWO_IDS, n, ["r1", "r2"], unit="T/H/A", priority=0.5) for n in range(3)),
        *(case(CaseKind.ID_TYPO, n, ["r1", "r2"], unit="T/H/B", priority=0.9) for n in range(2)),
        case(CaseKind.ID_TYPO, 9, ["r1", "r2"], unit="T"),
        case(CaseKind.ID_TYPO, 8, ["r1", "r2"], unit="T", state="decided"),
        *(case(CaseKind.TWINS, n, ["r4", "r5"], unit="T/H/A") for n in range(5)),
    ]
    result = Result(engine, cases=cases)
    plan = make_plan(result.tables["cases"], ["T/H/A", "T/X", None])
    kinds = {full_title(node.way): dict(node.kinds) for node in plan.nodes}
    assert kinds == {
        "T": {CaseKind.TWO_IDS: 3, CaseKind.ID_TYPO: 3},
        "H, T": {CaseKind.TWO_IDS: 3, CaseKind.ID_TYPO: 2},
        "A, H, T": {CaseKind.TWO_IDS: 3},
        "B, H, T": {CaseKind.ID_TYPO: 2},
        "X, T": {},
        "?": {},
    }
    assert plan.top.total == 6
    assert len(plan.pages) == 7
    assert [line.kind for line in plan.top.first[:2]] == [CaseKind.ID_TYPO] * 2
    assert len({node.path for node in plan.nodes}) == len(plan.nodes)


def test_counts_by_kind(engine: Engine) -> None:
    result = Result(engine)
    data = gather(result.records, result.tables)
    kinds = {CaseKind.TWO_IDS: 1, CaseKind.ID_SEX_MISMATCH: 1, CaseKind.TWINS: 1}
    assert data.kinds == kinds
    assert (data.to_verify, data.lawful, data.linked) == (2, 1, 2)
    assert len(data.explained) == 1


def test_cases_fill_pages_of_twenty(engine: Engine, tmp_path: Path) -> None:
    cases = [case(CaseKind.TWO_IDS, n, ["r1", "r2"], unit="U", priority=0.5) for n in range(45)]
    written(Result(engine, cases=cases), tmp_path)
    pages = [p for place, p in site(tmp_path).items() if "/cases/" in place]
    assert [Page(page).count("article") for page in pages] == [20, 20, 5]


def test_most_urgent_first_and_no_more_than_can_be_read(engine: Engine, tmp_path: Path) -> None:
    cases = [
        case(CaseKind.TWO_IDS, n, ["r1", "r2"], probability=0.9, priority=n / 100)
        for n in range(60)
    ]
    result = Result(engine, cases=cases)
    shown = [view.case_id for view in gather(result.records, result.tables).urgent]
    assert shown == [f"two_ids-{n:05}" for n in range(59, 59 - URGENT_CASES, -1)]
    assert Page(written(result, tmp_path)).count("article") == URGENT_CASES


def test_a_case_of_many_records_stays_on_the_page(engine: Engine, tmp_path: Path) -> None:
    people = [{"record_id": f"p{n:03}", "raw_full_name": f"Lê An {n}"} for n in range(40)]
    ids = [person["record_id"] for person in people]
    shared = case(CaseKind.SHARED_ID, 1, ids, probability=1.0, priority=1.0)
    text = Page(written(Result(engine, people, [shared]), tmp_path)).text
    assert [n for n in range(40) if f"Lê An {n}" in text and n >= MOST_RECORDS] == []
    assert f"Hồ sơ khác ({40 - MOST_RECORDS}): p005, p006" in text


@pytest.fixture(scope="module")
def quiet(engine: Engine) -> tuple[Any, dict[str, Any]]:
    """A result that gives no reason to warn."""
    result = Result(engine, set_aside=[])
    data = replace(gather(result.records, result.tables), linked=0)
    manifest = {
        **MANIFEST,
        "input": {"columns": {c.name: c.name for c in Input.columns()}},
        "blocking": MANIFEST["blocking"][:1],
    }
    return data, manifest


def test_no_warning_without_reason(quiet: tuple[Any, dict[str, Any]]) -> None:
    assert warnings(*quiet, Voice("en")) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"input": {"columns": {"full_name": "x", "sex": "y"}}}, "Mother, Permanent"),
        ({"score_histogram": [9.0] * 20}, "no valley"),
        ({"blocking": MANIFEST["blocking"]}, "dropped by blocking rules: 2 (given_phone)"),
    ],
)
def test_warnings_of_the_run(
    quiet: tuple[Any, dict[str, Any]], change: dict[str, Any], said: str
) -> None:
    data, manifest = quiet
    (warning,) = warnings(data, {**manifest, **change}, Voice("en"))
    assert said in warning


def test_warnings_of_the_result(quiet: tuple[Any, dict[str, Any]]) -> None:
    data, manifest = quiet
    (linked,) = warnings(replace(data, linked=3), manifest, Voice("en"))
    assert "60% of the records" in linked
    (none,) = warnings(replace(data, kinds={}), manifest, Voice("en"))
    assert "No suspicion" in none


def test_every_kind_and_comparison_has_a_place() -> None:
    assert set(SHORT_TITLES) == set(CaseKind)
    assert set(CREATORS) <= set(FACTS)


def test_every_field_of_the_input_is_shown() -> None:
    hidden = {Input.record_id, Input.ethnicity}
    assert {*FIELDS, *hidden} == set(Input.columns())


def test_look_alikes_are_found_and_show_what_the_reason_rests_on(
    engine: Engine, tmp_path: Path
) -> None:
    people = [dict(person) for person in PEOPLE]
    people[3] |= {"raw_mother_name": "Đỗ Thị Na"}
    written(Result(engine, people), tmp_path)
    index = (tmp_path / "report" / "find-index.js").read_text(encoding="utf-8")
    found = json.loads(index.removeprefix("const FIND = ").rstrip(";\n"))
    ((where, records, page),) = [entry for entry in found["cases"] if "r4" in entry[1]]
    assert (where, records) == ("twins-0001", "r4, r5")
    path, kind = found["pages"][page]
    assert kind == "Anh chị em sinh đôi"
    html = (tmp_path / "report" / path).read_text(encoding="utf-8")
    assert f'id="{where}"' in html
    assert "Đỗ Thị Na" in Page(html).text
    assert "Số CMND" not in Page(html).text


def test_a_comparison_stands_by_the_fields_that_it_reads(engine: Engine, tmp_path: Path) -> None:
    people = [dict(person) for person in PEOPLE]
    people[0] |= {"raw_permanent_address": None, "raw_current_address": "Huế"}
    html = written(Result(engine, people), tmp_path)
    rows = html.split("<tr>")
    first = next(row for row in rows if ">Nơi thường trú</th>" in row)
    second = next(row for row in rows if ">Nơi ở hiện tại</th>" in row)
    assert 'rowspan="2"' in first
    assert "−1,5" in first
    assert second.count("<td>") == 2
    assert "compared" not in second


def test_units_are_called_by_name_and_dates_and_names_say_how_they_were_read(
    engine: Engine, tmp_path: Path
) -> None:
    people = [dict(person) for person in PEOPLE]
    people[0] |= {"raw_date_of_birth": "33005", "unit": "00167"}
    people[0] |= {"raw_full_name": "Nguyeenx Thij Hoa", "name_text": "Nguyễn Thị Hoa"}
    people[1] |= {"unit": "13966"}
    text = Page(written(Result(engine, people), tmp_path)).text
    assert "33005 (đọc là 12/05/1990)" in text
    assert "đọc là 12/06/1990" not in text
    assert "(đọc là Nguyễn Thị Hoa)" in text
    assert "(đọc là Nguyễn Thị Hương)" not in text
    assert "Đơn vị quản lýPhường Dịch Vọng Hậu, Quận Cầu Giấy, Hà NộiThị trấn" in text
