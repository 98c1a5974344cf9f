"""Marks at the letter, as properties."""

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.casework.report_beside import UNIT_TYPES
from linkage.casework.report_marks import differing, letters, shown

TEXTS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyAÂĐ ễộửßs<&'12", max_size=16)


def plain(html: str) -> str:
    return unescape(
        html.replace('<mark class="whole">', "").replace("<mark>", "").replace("</mark>", "")
    )


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_marks_change_no_letter(text: str, others: list[str]) -> None:
    assert plain(shown(text, others, mask=False)) == text


@given(TEXTS)
def test_form_and_capitals_are_no_difference(text: str) -> None:
    other = unicodedata.normalize("NFD", text).casefold()
    assert differing(text, [other]) == set()


def test_an_eth_that_looks_like_d_is_no_difference() -> None:
    assert differing("ÐOÀN", ["Đoàn"]) == set()


@given(TEXTS, TEXTS)
def test_a_letter_the_other_lacks_is_marked(text: str, other: str) -> None:
    places = differing(text, [other])
    present = {letter.casefold() for letter in letters(other)}
    lacking = {
        place
        for place, letter in enumerate(letters(text))
        if letter.isalnum() and letter.casefold() not in present
    }
    assert lacking <= places


@given(st.from_regex(r"[0-9]{9,12}", fullmatch=True), st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_a_masked_number_shows_its_end_and_that_it_differs(number: str, other: str) -> None:
    html = shown(number, [other], mask=True)
    assert plain(html) == f"…{number[-3:]}"
    assert ("<mark" in html) == bool(differing(number, [other]))


@given(st.text("0123456789", max_size=3))
def test_a_short_number_is_hidden_whole(number: str) -> None:
    assert plain(shown(number, [], mask=True)) == "…"


@pytest.mark.parametrize(
    ("text", "other", "marked"),
    [
        ("Hà", "Ha", "<mark>à</mark>"),
        ("Lê Thị Anh Thư", "Lê Nhật Thế Trung", "Lê <mark>Thị</mark> <mark>Anh</mark>"),
        ("17-02-2021", "15-09-2018", "1<mark>7</mark>-0<mark>2</mark>-20<mark>21</mark>"),
        ("Xã Phú Vang, Huế", "Phú Vang - Huế", "<mark>Xã</mark> Phú Vang, Huế"),
        ("001190000123", "001190000132", "0011900001<mark>23</mark>"),
        ("Nguyễn Thị Hường", "Nguyễn Hương", "Nguyễn <mark>Thị</mark> Hư<mark>ờ</mark>ng"),
        ("Hoà Bình, Huế", "Hòa Bình, Đà Nẵng", "Hoà Bình, <mark>Huế</mark>"),
        ("Trần Bình", "Lê An", '<mark class="whole">Trần Bình</mark>'),
    ],
)
def test_marks_a_clerk_can_read(text: str, other: str, marked: str) -> None:
    assert marked in shown(text, [other], mask=False)


@pytest.mark.parametrize(
    ("text", "other", "marked"),
    [
        ("Phường Cát Linh, Quận Đống Đa", "P. Cát Linh - Đống Đa", ""),
        ("X. Đại Xuyên, TP. Hà Nội", "Xã Tân Xuyên, Hà Nội", "<mark>Đại</mark>"),
    ],
)
def test_the_types_of_units_are_not_marked(text: str, other: str, marked: str) -> None:
    html = shown(text, [other], mask=False, needless=UNIT_TYPES)
    assert "".join(re.findall("<mark.*?</mark>", html)) == marked
