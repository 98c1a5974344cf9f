"""Parts of the report: the four criteria, the weeks, the family, the numbers through time."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_tables import CASES, PEOPLE, Result, case, made

from linkage.casework.report_charts import trend, waterfall
from linkage.casework.report_data import Views
from linkage.casework.report_family import LARGEST_HOUSEHOLD, family_table, relatives
from linkage.casework.report_plan import make_plan
from linkage.casework.report_scores import (
    COUNTED_AGAINST,
    Criterion,
    Share,
    percent,
    standings,
    together,
)
from linkage.casework.report_timeline import successions, timeline
from linkage.casework.report_trend import Week, earlier_weeks, made_with, trend_section
from linkage.casework.report_words import Voice
from linkage.casework.tokens import Tokens
from linkage.casework.units import full_title, ways
from linkage.engine import Engine
from linkage.errors import InputError
from linkage.schema import CaseKind, IdHistory, Records

VI, EN = Voice("vi"), Voice("en")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as home:
        yield home


def test_units_stand_in_the_order_of_the_alphabet(engine: Engine) -> None:
    names = ["Vinh", "Đống Đa", "Quận 10", "Dĩ An", "Ea Kar", "Quận 9", "Ân Thi", "An Phú"]
    plan = make_plan(Result(engine, [], []).tables["cases"], names)
    assert [node.way[-1].title for node in plan.top.below] == [
        *("An Phú", "Ân Thi", "Dĩ An", "Đống Đa", "Ea Kar", "Quận 9", "Quận 10", "Vinh")
    ]


# Đúng, đủ, sạch, sống.


def test_what_counts_against_each_criterion(engine: Engine) -> None:
    whole = {
        "raw_full_name": "Lê An",
        "birth_date": "1990-01-02",
        "sex": "male",
        "raw_personal_id": "1",
        "raw_mother_name": "Vũ Bé",
        "raw_current_address": "Huế",
        "unit": "U",
    }
    people = [{**whole, "record_id": f"p{n}"} for n in range(6)]
    people[4] |= {"raw_personal_id": " ", "raw_cmnd": "2"}
    people[5] |= {"birth_date": None, "raw_mother_name": None}
    cases = [
        case(CaseKind.ID_SEX_MISMATCH, 1, ["p0"]),
        case(CaseKind.TWO_IDS, 2, ["p1", "p2"], includes=["id_place_mismatch"]),
        case(CaseKind.DECEASED_ACTIVE, 3, ["p3"]),
        case(CaseKind.SHARED_ID, 4, ["p4"], state="decided"),
        case(CaseKind.TWINS, 5, ["p4", "p5"]),
        case(CaseKind.TWO_IDS, 6, ["p4", "p5"], sampled=True),
    ]
    result = Result(engine, people, cases)
    found = standings(result.records, result.tables["cases"], Records.unit)["U"]
    shares = {c: (found.share(c).part, found.share(c).whole) for c in Criterion}
    assert shares == {
        Criterion.RIGHT: (2, 5),
        Criterion.WHOLE: (5, 6),
        Criterion.CLEAN: (4, 6),
        Criterion.ALIVE: (5, 6),
    }
    assert {lack for lack, n in found.lacks.items() if n} == {"birth", "parent"}


def test_sources_stand_by_themselves(engine: Engine) -> None:
    people = [{**p, "source": s} for p, s in zip(PEOPLE, ("x", "x", "y", None, "x"), strict=True)]
    result = Result(engine, people)
    found = standings(result.records, result.tables["cases"], Records.source)
    assert {source: standing.records for source, standing in found.items()} == {
        "x": 3,
        "y": 1,
        None: 1,
    }
    assert found["x"].share(Criterion.CLEAN) == Share(1, 3)
    assert found["y"].share(Criterion.RIGHT) == Share(0, 1)


def test_every_kind_to_verify_counts_against_one_criterion() -> None:
    counted = [kind for kinds in COUNTED_AGAINST.values() for kind in kinds]
    assert sorted(counted) == sorted(kind for kind in CaseKind if not kind.explained)


def test_units_add_up(engine: Engine) -> None:
    people = [{**p, "unit": u} for p, u in zip(PEOPLE, "AABB", strict=False)]
    result = Result(engine, people)
    found = standings(result.records, result.tables["cases"], Records.unit)
    assert together(found.values()).records == len(people)
    assert together([]).share(Criterion.CLEAN) == Share(0, 0)


@given(st.integers(1, 10**7), st.data())
def test_intervals_hold_the_share_and_stay_shares(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    share = Share(part, whole)
    assert 0 <= share.low <= part / whole + 1e-12
    assert part / whole - 1e-12 <= share.high <= 1


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(99_999, 100_000, "99.9%"), (3, 3, "100.0%"), (0, 9, "0.0%"), (0, 0, "—")],
)
def test_not_all_never_reads_as_all(part: int, whole: int, said: str) -> None:
    assert percent(Share(part, whole), EN) == said


# Weeks.


def week(day: str, number: int, made: str = "m", source: str | None = None) -> Week:
    return Week(day, made, 100, {("U", source): Counter({CaseKind.TWO_IDS: number})})


def test_one_week_is_no_trend() -> None:
    assert trend_section([week("2026-11-01", 3)], None, VI) == []
    assert trend_section([week("2026-11-01", 3), week("2026-11-01", 4)], None, VI) == []


def test_weeks_stand_in_their_order() -> None:
    weeks = [week("2026-11-15", 5), week("2026-11-01", 9), week("2026-11-08", 7)]
    html = "".join(trend_section(weeks, None, VI))
    days = re.findall(r'<th scope="row">([^<]+)', html)
    assert days == ["01/11/2026", "08/11/2026", "15/11/2026"]
    assert "mô hình" not in html
    assert "khác nhau" in "".join(trend_section([*weeks, week("2026-12-01", 1, "n")], None, VI))


def test_a_unit_has_its_own_trend() -> None:
    weeks = [week("2026-11-01", 3), week("2026-11-08", 2)]
    assert "<td>3</td>" in "".join(trend_section(weeks, ["U"], VI))
    assert "<td>3</td>" not in "".join(trend_section(weeks, ["other"], VI))


def test_sources_and_units_below_have_a_line_each() -> None:
    weeks = [
        week("2026-11-01", 31, source="bhxh"),
        week("2026-11-08", 41),
        week("2026-11-15", 52, source="bhxh"),
    ]
    html = "".join(trend_section(weeks, None, VI, [("Phường U", ["U"]), ("Phường V", ["V"])]))
    cells = re.findall(r'scope="row">([^<]+)</th>((?:<td>\d+</td>)+)</tr>', html)
    lines = {title: re.findall(r"\d+", said) for title, said in cells}
    assert lines["bhxh"] == ["31", "0", "52"]
    assert lines["chưa rõ"] == ["0", "41", "0"]
    assert lines["Phường U"] == ["31", "41", "52"]
    assert "Phường V" not in lines


def test_no_source_is_no_line() -> None:
    html = "".join(trend_section([week("2026-11-01", 3), week("2026-11-08", 2)], None, VI))
    assert "nguồn" not in html


@pytest.mark.parametrize("points", [2, 9, 60])
def test_labels_of_many_weeks_do_not_crowd(points: int) -> None:
    first = date(2026, 1, 1)
    days = [(str(first + timedelta(weeks=n)), float(n)) for n in range(points)]
    svg = trend(days, "x", EN)
    named = re.findall(r">(20\d\d-\d\d-\d\d)<", svg)
    assert len(named) <= 8
    assert named[-1] == days[-1][0]
    assert svg.count("<circle") == points


def test_earlier_reviews_are_read(engine: Engine, tmp_path: Path) -> None:
    manifest = {"as_of": "2026-10-01", "counts": {"records": 7}, "match_threshold": 0.9}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    decided = case(CaseKind.TWO_IDS, 9, ["r1"], unit="00167", state="decided")
    made(engine, Result(engine).tables["cases"].schema, [*CASES, decided]).write(
        tmp_path / "cases.parquet"
    )
    (found,) = earlier_weeks([tmp_path], engine)
    assert (found.as_of, found.records, found.made_with) == ("2026-10-01", 7, made_with(manifest))
    assert found.kinds(None) == {CaseKind.TWO_IDS: 1, CaseKind.ID_SEX_MISMATCH: 1}
    with pytest.raises(InputError, match="not the folder of an earlier review"):
        earlier_weeks([tmp_path / "absent"], engine)


# Household and family.

FAMILY = (
    {"record_id": "a", "personal_id": "1", "father_id": "2", "household_id": "H"},
    {"record_id": "b", "personal_id": "2", "household_id": "H", "raw_full_name": "Cha <b>"},
    {"record_id": "c", "personal_id": "3", "father_id": "1", "raw_personal_id": "001210000333"},
    {"record_id": "d", "personal_id": "4", "household_id": "H", "sex": "female"},
    {"record_id": "e", "personal_id": "5", "household_id": "other"},
)


def test_family_before_household_and_each_once(engine: Engine) -> None:
    found = relatives(Result(engine, FAMILY).records, ["a"])
    assert [(r.record_id, r.tie) for r in found["a"]] == [
        ("b", "father"),
        ("c", "child"),
        ("d", "household"),
    ]
    assert "Cha" not in repr(found)


def test_a_hostel_is_no_household(engine: Engine) -> None:
    people = [{"record_id": f"p{n:03}", "household_id": "H"} for n in range(LARGEST_HOUSEHOLD + 1)]
    assert relatives(Result(engine, people).records, ["p000"]) == {}


def test_people_of_the_case_are_no_relatives_of_it(engine: Engine) -> None:
    result = Result(engine, FAMILY, [case(CaseKind.TWO_IDS, 1, ["a", "d"])])
    rows = result.tables["cases"].to_arrow().to_pylist()
    (view,) = Views(result.records, result.tables).of(rows)
    around = relatives(result.records, ["a", "d"])
    html = "".join(family_table(view, around, Tokens([]), VI))
    assert "cha của A, theo số; cùng hộ với B" in html
    assert "Cha &lt;b&gt;" in html
    assert "P1 …333" in html
    assert html.count("<tr>") == 3


# The numbers through time.


def test_a_succession_is_told_once_and_in_order(engine: Engine) -> None:
    people = [
        {
            "record_id": r,
            "personal_id": n,
            "raw_personal_id": n,
            "updated_date": day,
        }
        for r, n, day in (("a", "001190000111", "2021-05-06"), ("b", "001190000222", "2025-01-01"))
    ]
    rows = [
        {
            "personal_id": "001190000222",
            "previous_id": "001190000111",
            "id_type": "personal_id",
            "valid_from": "02/03/2024",
            "valid_to": "2024-03-01",
        }
    ]
    history = made(engine, IdHistory, rows)
    result = Result(engine, people, [case(CaseKind.TWO_IDS, 1, ["a", "b"])])
    (view,) = Views(result.records, result.tables).of(result.tables["cases"].to_arrow().to_pylist())
    known = successions(history, ["001190000111", "001190000222"])
    tokens = Tokens(record.values for record in view.records)
    html = "".join(timeline(view, known, tokens, VI))
    said = re.findall(r"<li>([^<]+)", html)
    assert said == [
        "06/05/2021: hồ sơ A ghi số P1 …111",
        "01/03/2024: số P1 …111 hết hiệu lực",
        "02/03/2024: số P2 …222 có hiệu lực, thay số P1 …111",
        "01/01/2025: hồ sơ B ghi số P2 …222",
    ]
    assert "00119" not in html


def test_no_day_no_timeline(engine: Engine) -> None:
    result = Result(engine, cases=[CASES[0]])
    (view,) = Views(result.records, result.tables).of(result.tables["cases"].to_arrow().to_pylist())
    assert list(timeline(view, {}, Tokens([]), VI)) == []


# Charts, tokens, units.


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=14))
def test_each_bar_begins_where_the_last_ended(weights: list[float]) -> None:
    steps = [(f"s{n}", weight) for n, weight in enumerate(weights)]
    svg = waterfall(steps, ("sum", sum(weights)), EN)
    bars = [
        (int(x), int(x) + int(width))
        for x, width in re.findall(r'<rect class="\w+" x="(\d+)" y="\d+" width="(\d+)"', svg)
    ]
    assert len(bars) == len(weights) + 1
    for before, after in pairwise(bars[:-1]):
        assert min(abs(a - b) for a in before for b in after) <= 1
    assert all(0 <= left <= right <= 700 for left, right in bars)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("001190000123", " 001 190 000123", True),
        ("001190000123", "'1190000123", True),
        ("001190000123", "001190000124", False),
    ],
)
def test_a_token_follows_the_number_not_its_spelling(one: str, other: str, alike: bool) -> None:
    tokens = Tokens([{"raw_personal_id": one}, {"raw_personal_id": other}])
    assert (tokens.of(one, "personal_id") == tokens.of(other, "personal_id")) is alike


def test_a_fathers_number_on_a_child_has_one_token() -> None:
    tokens = Tokens([{"raw_personal_id": "001190000123", "raw_father_id": "001190000123"}])
    assert tokens.show("001190000123", "father_id") == "P1 …123"


@pytest.mark.parametrize(
    ("codes", "title"),
    [
        (["00178", "00181"], "Phường Cát Linh, Quận Đống Đa, Hà Nội"),
        (["Hà Nội > Ba Vì > Phú Cường"], "Phú Cường, Ba Vì, Hà Nội"),
        (["Phường A, Quận B"], "Phường A, Quận B"),
        (["12345", "54321", "99999"], "12345"),
        (["tổ 7"], "tổ 7"),
    ],
)
def test_units_as_registers_write_them(codes: list[str], title: str) -> None:
    assert full_title(ways(codes)[codes[0]]) == title
