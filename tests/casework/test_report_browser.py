"""The report in a real browser: no complaint, by keyboard, on a phone, on paper, after a click."""

import base64
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from browser import BROWSER, DRIVER, Browser
from report_tables import CASES, HOSTILE, MANIFEST, PEOPLE, Result, case

from linkage.casework.report import write_report
from linkage.casework.report_site import Review
from linkage.casework.report_trend import Week, made_with
from linkage.engine import Engine
from linkage.schema import CaseKind

pytestmark = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="chromium and chromedriver are not installed"
)

TAB, ENTER = "\ue004", "\ue007"
PHONE, DESK = 360, 1280

WIDER = """
return [...document.querySelectorAll('body *')]
  .filter(e => !e.closest('.scroll') && !e.closest('.skip')
               && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.tagName + '.' + e.className)
"""
"""Elements that reach beyond the window."""

FOCUSED = """
const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
return {said: e.innerText || e.getAttribute('aria-label') || e.id, tag: e.tagName,
        outline: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
        place: [Math.round(r.top + scrollY), Math.round(r.left)], href: e.getAttribute('href')}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of hostile people, many cases and two weeks."""
    home = tmp_path_factory.mktemp("review")
    people = [dict(person) for person in PEOPLE]
    people[1] |= {"raw_full_name": HOSTILE, "raw_current_address": "x" * 90}
    cases = [
        *CASES,
        *(case(CaseKind.TWO_IDS, n, ["r1", "r2"], unit="Hà Nội/Ba Vì/A") for n in range(30)),
        *(case(CaseKind.ID_TYPO, n, ["r1", "r2"], unit="Hà Nội/Ba Vì/B<i>") for n in range(3)),
        case(CaseKind.SHARED_ID, 77, ["r1", "r2", "r3", "r4", "r5"], unit="Huế"),
    ]
    with Engine(threads=1) as engine:
        result = Result(engine, people, cases)
        counts = {("Huế", "dân cư"): Counter({CaseKind.TWO_IDS: 3})}
        before = Week("2026-10-25", made_with(MANIFEST), 5, counts)
        review = Review(result.records, result.tables, MANIFEST, earlier=[before])
        write_report(home / "report.html", review, lang="vi", reveal=False)
    return home


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as session:
        yield session


def pages(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*.html"))
    assert len(found) > 15
    return found


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_complaint_and_no_sideways_scrolling(browser: Browser, folder: Path, width: int) -> None:
    for page in pages(folder):
        browser.open(page, width=width)
        room, needed = browser.run(
            "const e = document.documentElement; return [e.clientWidth, e.scrollWidth]"
        )
        assert needed <= room, page.name
        assert browser.run(WIDER) == [], page.name
        assert browser.complaints() == [], page.name


def test_nothing_is_asked_of_a_network(browser: Browser, folder: Path) -> None:
    for page in pages(folder):
        browser.open(page)
        asked = browser.run("return performance.getEntriesByType('resource').map(r => r.name)")
        assert [name for name in asked if not name.startswith("file:")] == [], page.name
        assert browser.run("return document.styleSheets.length") == 1, page.name


def test_keyboard_goes_through_a_page_in_reading_order(browser: Browser, folder: Path) -> None:
    for page in (folder / "report" / "index.html", folder / "report" / "find.html"):
        browser.open(page, height=3000)
        reachable = browser.run(
            "return document.querySelectorAll('a[href], input, [tabindex=\"0\"]').length"
        )
        stops = []
        for _ in range(reachable):
            browser.press(TAB)
            stops.append(browser.run(FOCUSED))
        assert stops[0]["href"] == "#content"
        assert all(stop["outline"] for stop in stops)
        assert len({str(stop) for stop in stops}) == reachable
        places = [stop["place"][0] for stop in stops[1:] if stop["tag"] != "DIV"]
        assert all(after >= before - 40 for before, after in pairwise(places))


def test_skip_link_leads_to_the_content(browser: Browser, folder: Path) -> None:
    browser.open(folder / "report" / "index.html")
    browser.press(TAB, ENTER)
    assert browser.run("return document.activeElement.id") == "content"


def test_an_officer_finds_the_way_to_a_case(browser: Browser, folder: Path) -> None:
    """From the overview through city and ward to a case, by links alone."""
    browser.open(folder / "report.html")
    for said in ("Hà Nội", "Ba Vì", "A"):
        clicked = browser.run(
            "const a = [...document.querySelectorAll('.by-unit a')]"
            ".find(a => a.textContent === arguments[0]); a.click(); return a.href",
            said,
        )
        browser.open(Path(clicked.removeprefix("file://")))
        assert browser.run("return document.querySelector('h1').textContent") == said
    link = browser.run("return document.querySelector('.by-kind a').href")
    browser.open(Path(link.removeprefix("file://")))
    assert browser.run("return document.querySelectorAll('article').length") == 20
    assert browser.run("return document.querySelector('.crumbs').innerText.includes('Ba Vì')")


def test_a_case_is_found_by_its_code(browser: Browser, folder: Path) -> None:
    browser.open(folder / "report" / "find.html")
    browser.run("document.getElementById('find').focus()")
    browser.press(*"id_sex_mismatch")
    assert browser.run("return document.getElementById('said').textContent") == "1 vụ việc"
    target = browser.run("return document.querySelector('#found a').getAttribute('href')")
    page, _, anchor = target.partition("#")
    browser.open(folder / "report" / page)
    assert browser.run("return document.getElementById(arguments[0]) !== null", anchor)


def test_colours_can_be_told_apart(browser: Browser, folder: Path) -> None:
    """Text has the contrast of WCAG 2 level AA: 4.5 to 1."""
    contrast = """
    const lum = c => {
      const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
        .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = e => {
      for (; e; e = e.parentElement) {
        const c = getComputedStyle(e).backgroundColor;
        if (!/, 0\\)$/.test(c)) return c;
      }
      return 'rgb(255, 255, 255)';
    };
    return [...document.querySelectorAll('main *, header *, footer *')]
      .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
      .filter(e => !e.closest('svg'))
      .map(e => {
        const [a, b] = [lum(getComputedStyle(e).color), lum(ground(e))];
        return [e.tagName + '.' + e.className, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
      })
      .filter(([_, ratio]) => ratio < 4.5);
    """
    for page in pages(folder):
        browser.open(page)
        assert browser.run(contrast) == [], page.name


def test_paper_holds_whole_pages(browser: Browser, folder: Path) -> None:
    browser.open(folder / "report.html")
    made = browser.devtools("Page.printToPDF", {"preferCSSPageSize": True})
    pdf = base64.b64decode(made["data"])
    assert pdf.startswith(b"%PDF")
    browser.devtools("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = browser.run("return getComputedStyle(document.querySelector('header')).display")
    browser.devtools("Emulation.setEmulatedMedia", {"media": ""})
    assert hidden == "none"
