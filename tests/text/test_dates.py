"""What dates are read as, and what must never happen to them."""

import csv
import datetime as dt
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.text.dates import DateDefect, parse_date

VECTORS = Path(__file__).parents[1] / "vectors" / "dates" / "readings.csv"
AS_OF = 2026
DATES = st.dates(dt.date(1927, 1, 1), dt.date(2025, 12, 31))


def vectors() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", vectors(), ids=lambda row: f"{row['raw']}: {row['why']}")
def test_reading(row: dict[str, str]) -> None:
    found = parse_date(row["raw"], as_of=int(row["as_of"]) if row["as_of"] else None)
    expected = [int(row[part]) if row[part] else None for part in ("year", "month", "day")]
    assert [found.year, found.month, found.day] == expected
    assert [defect.value for defect in found.defects] == row["defects"].split()


WRITTEN = (
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d:02}.{m:02}.{y}", "{d} {m} {y}",
    "{y}-{m:02}-{d:02}", "{y}/{m:02}/{d:02}", "{d:02}{m:02}{y}", "{y}{m:02}{d:02}",
    "ngày {d} tháng {m} năm {y}", "Ngày {d:02} tháng {m:02} năm {y}", "{d:02}/{m:02}/{y} 00:00:00",
    "{y}-{m:02}-{d:02}T00:00:00", "{d}/ {m}/ {y}", "{d} tháng {m} năm {y}", "sinh ngày {d}/{m}/{y}",
)  # fmt: skip


@given(DATES, st.sampled_from(WRITTEN))
def test_every_usual_form_is_read_as_meant(day: dt.date, form: str) -> None:
    written = form.format(d=day.day, m=day.month, y=day.year)
    assert parse_date(written, as_of=AS_OF).date == day


@given(DATES)
def test_serial_numbers_are_read_back(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    if serial >= 10000:
        assert parse_date(str(serial), as_of=AS_OF).date == day


UNSURE = ("{d}/{m}/{y} âm lịch", "khoảng {d}/{m}/{y}", "ÂL {d}-{m}-{y}", "{d}/{m}/{y} nhuận")


@given(DATES, st.sampled_from(UNSURE))
def test_unsure_dates_keep_the_year_only(day: dt.date, form: str) -> None:
    found = parse_date(form.format(d=day.day, m=day.month, y=day.year), as_of=AS_OF)
    assert (found.year, found.month, found.day) == (day.year, None, None)


@given(DATES, DATES, st.sampled_from((" - ", " hoặc ", "; ", " và ", " (", "/ ")))
def test_two_dates_are_never_one(first: dt.date, second: dt.date, between: str) -> None:
    found = parse_date(f"{first:%d/%m/%Y}{between}{second:%d/%m/%Y}", as_of=AS_OF)
    assert first == second or found.date is None


MARKS = st.text(alphabet="0123456789/-. ?_xO:,tháng năm ngày âl", max_size=24)


@given(MARKS)
def test_any_text_gives_a_calendar_day_or_none(text: str) -> None:
    found = parse_date(text, as_of=AS_OF)
    if found.date is not None:
        assert found.text == found.date.isoformat()


@given(MARKS)
def test_the_normal_form_reads_as_itself(text: str) -> None:
    found = parse_date(text, as_of=AS_OF)
    if found.text is not None and (found.month or not found.day):
        again = parse_date(found.text, as_of=AS_OF)
        assert (again.year, again.month, again.day) == (found.year, found.month, found.day)


@given(MARKS)
def test_unicode_form_and_case_do_not_matter(text: str) -> None:
    expected = parse_date(text, as_of=AS_OF)
    assert parse_date(unicodedata.normalize("NFD", text), as_of=AS_OF) == expected
    if "x" not in text.lower():
        assert parse_date(text.upper(), as_of=AS_OF) == expected


@given(st.dates(dt.date(1850, 1, 1), dt.date(2026, 12, 31)), st.sampled_from("/-. "))
def test_two_digit_years_are_flagged_and_not_after_the_extract(day: dt.date, mark: str) -> None:
    written = mark.join((str(day.day), str(day.month), f"{day.year % 100:02}"))
    found = parse_date(written, as_of=AS_OF)
    assert DateDefect.TWO_DIGIT_YEAR in found.defects or found.date is None
    assert found.year is None or AS_OF - 100 < found.year <= AS_OF


def test_repr_keeps_the_date_to_itself() -> None:
    assert "1990" not in repr(parse_date("12/5/1990"))
