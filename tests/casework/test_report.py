"""The report of a review: whole in itself, safe, masked, in two languages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from report_tables import CASES, HOSTILE, MANIFEST, PEOPLE, Result, case

from linkage.casework.evidence import FACTS
from linkage.casework.report import write_report
from linkage.casework.report_data import EXAMPLES, MOST_RECORDS, URGENT_CASES, gather
from linkage.casework.report_warnings import warnings
from linkage.casework.report_words import FIELDS, SHORT_TITLES, Voice
from linkage.casework.wording import LANGUAGES, Language
from linkage.comparisons.registry import CREATORS
from linkage.engine import Engine
from linkage.schema import CaseKind, Input

VOID = {"meta", "br"}
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
    write_report(path, result.records, result.tables, manifest, lang=lang, reveal=reveal)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_needs_nothing_else(engine: Engine, tmp_path: Path, lang: Language) -> None:
    html = written(Result(engine), tmp_path, lang=lang)
    assert not re.search(r"https?:|//|@import|url\(|<script|<link|<img|<iframe", html, re.I)
    page = Page(html)
    assert {a["href"][:1] for name, a in page.elements if name == "a" and a["href"]} == {"#"}
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert {a["href"][1:] for name, a in page.elements if name == "a" and a["href"]} <= ids


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_and_tables_can_be_navigated(
    engine: Engine, tmp_path: Path, lang: Language
) -> None:
    page = Page(written(Result(engine), tmp_path, lang=lang))
    levels = page.headings()
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.count("table") == page.count("caption") > 5
    assert all(a.get("scope") in ("col", "row") for name, a in page.elements if name == "th")
    scrolling = [a for _, a in page.elements if a.get("class") == "scroll"]
    assert all(a["tabindex"] == "0" and a["aria-label"] for a in scrolling)
    assert ("html", {"lang": lang}) in page.elements


def test_no_value_becomes_markup(engine: Engine, tmp_path: Path) -> None:
    people = [dict(person) for person in PEOPLE]
    people[0] |= {f"raw_{c.name}": HOSTILE for c in FIELDS} | {"raw_full_name": "O'Neil & <b>"}
    hostile = {"case_id": HOSTILE, "unit": HOSTILE, "proposal": HOSTILE, "ground": HOSTILE}
    cases = [{**CASES[0], **hostile, "reasons": [HOSTILE]}, *CASES[1:]]
    manifest = {**MANIFEST, "input": {**MANIFEST["input"], "encoding": HOSTILE}}
    aside = [{"row": 1, "reason": HOSTILE}]
    html = written(Result(engine, people, cases, aside), tmp_path, manifest, reveal=True)
    page = Page(html)
    assert page.count("script") == page.count("b") == 0
    assert "O'Neil & <b>" in page.text
    assert page.text.count(HOSTILE) > 10


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_masked_unless_revealed(engine: Engine, tmp_path: Path, lang: Language) -> None:
    masked = written(Result(engine), tmp_path, lang=lang)
    revealed = Page(written(Result(engine), tmp_path, lang=lang, reveal=True)).text
    assert [n for n in NUMBERS if n in masked] == []
    assert [n for n in NUMBERS if n not in revealed] == []
    assert [text for text in Page(masked).texts if re.search(r"\d{6}", text)] == []


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
        ("vi", ("không bao giờ quyết định", "Số cho biết", "cao (97%)", "+6,2", "100.900")),
        ("en", ("never decides", "The number says", "high (97%)", "+6.2", "100,900")),
    ],
)
def test_speaks_one_language(
    engine: Engine, tmp_path: Path, lang: Language, words: Sequence[str]
) -> None:
    text = Page(written(Result(engine), tmp_path, lang=lang)).text
    assert [word for word in words if word not in text] == []
    other = "Cases to verify" if lang == "vi" else "đề nghị xác minh, theo"
    assert other not in text


def test_same_result_gives_same_bytes(tmp_path: Path) -> None:
    pages = set()
    for threads in (1, 2):
        with Engine(threads=threads) as home:
            pages.add(written(Result(home), tmp_path))
    assert len(pages) == 1


def test_weights_of_a_case_add_up(engine: Engine) -> None:
    result = Result(engine)
    (pair,) = gather(result.records, result.tables).urgent[0].pairs
    assert pair.prior is not None
    assert pair.family is not None
    weights = sum(item.weight for item in pair.evidence.values())
    assert weights + pair.prior + pair.family == pytest.approx(pair.weight)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_found(engine: Engine, tmp_path: Path, lang: Language) -> None:
    manifest = {**MANIFEST, "score_histogram": [0.0] * 20, "blocking": []}
    html = written(Result(engine, cases=[], set_aside=[]), tmp_path, manifest, lang=lang)
    page = Page(html)
    assert page.count("article") == page.count("figure") == 0
    assert ("No suspicion was found" if lang == "en" else "Không tìm thấy nghi vấn") in page.text


def test_no_units(engine: Engine, tmp_path: Path) -> None:
    cases = [{**row, "unit": None} for row in CASES]
    text = Page(written(Result(engine, cases=cases), tmp_path)).text
    assert "không ghi đơn vị quản lý" in text
    assert "theo đơn vị" not in text.replace("theo loại và đơn vị", "")


def test_counts_by_kind_and_unit(engine: Engine) -> None:
    cases = [
        *(case(CaseKind.TWO_IDS, n, ["r1", "r2"], unit="A") for n in range(3)),
        *(case(CaseKind.ID_TYPO, n, ["r1", "r2"], unit="B") for n in range(2)),
        case(CaseKind.ID_TYPO, 9, ["r1", "r2"]),
        *(case(CaseKind.TWINS, n, ["r4", "r5"], unit="A") for n in range(5)),
    ]
    result = Result(engine, cases=cases)
    data = gather(result.records, result.tables)
    assert data.kinds == {CaseKind.TWO_IDS: 3, CaseKind.ID_TYPO: 3, CaseKind.TWINS: 5}
    assert data.units == {
        "A": {CaseKind.TWO_IDS: 3},
        "B": {CaseKind.ID_TYPO: 2},
        None: {CaseKind.ID_TYPO: 1},
    }
    assert (data.to_verify, data.lawful, data.linked) == (6, 5, 2)
    assert len(data.explained) == EXAMPLES


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


def test_a_comparison_stands_by_the_field_that_was_compared(engine: Engine, tmp_path: Path) -> None:
    people = [dict(person) for person in PEOPLE]
    people[0] |= {"raw_permanent_address": None, "raw_current_address": "Huế"}
    people[1] |= {"raw_current_address": "Huế"}
    html = written(Result(engine, people), tmp_path)
    row = next(row for row in html.split("<tr>") if "Nơi ở hiện tại" in row)
    assert "−1,5" in row
