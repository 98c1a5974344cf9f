"""Explained pairs: the steps sum, the words fit the weights, nothing shows that should not."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pyarrow as pa
import pytest

from linkage.blocking import block
from linkage.casework.explanation import Explanation, explain_pair
from linkage.casework.explanation_page import page, waterfall_chart
from linkage.cli import main
from linkage.engine import Table
from linkage.errors import InputError
from linkage.model import default_model
from linkage.pipeline import ReviewResult, review
from linkage.scoring import score
from linkage.standardisation import standardise

PEOPLE = {
    "record_id": ["a", "b", "c", "d", "e"],
    "full_name": [
        "Nguyễn Thị Hường",
        "NGUYỄN THỊ HƯỜNG",
        "Nguyễn Thị Hà",
        "Trần Văn Bình",
        "Phạm <b>Minh</b> Tuấn",
    ],
    "date_of_birth": ["12/05/1990", "1990-05-12", "12/05/1990", "03/07/1955", "1960"],
    "sex": ["Nữ", "F", "nữ", "Nam", "Nam"],
    "mother_name": ["Lê Thị Lụa", "Lê Thị Lụa", "Lê Thị Lụa", None, "Phạm Thị Mơ"],
    "father_name": ["Nguyễn Văn Ba", None, "Nguyễn Văn Ba", "Trần Văn An", None],
    "personal_id": ["001190000123", None, "001190777888", "079055000111", "031060123456"],
    "phone": ["0912345678", "0912 345 678", None, None, None],
    "permanent_address": ["P. Láng Hạ, Q. Đống Đa, Hà Nội"] * 3 + ["Long An", None],
}


@pytest.fixture(scope="module")
def records() -> Table:
    return standardise(pa.table(PEOPLE))


@pytest.fixture(scope="module")
def reviewed() -> ReviewResult:
    return review(pa.table(PEOPLE))


def explained(records: Table, one: str, other: str, lang: str = "vi") -> Explanation:
    return explain_pair(records, one, other, default_model(), lang=lang)  # type: ignore[arg-type]


@pytest.mark.parametrize("pair", ["ab", "ac", "ad", "de"])
def test_steps_end_at_the_match_weight(records: Table, pair: str) -> None:
    one = explained(records, *pair)
    assert one.waterfall[-1].end == pytest.approx(one.weight)
    assert one.probability == pytest.approx(1 / (1 + 2**-one.weight))
    for before, after in zip(one.waterfall, one.waterfall[1:], strict=False):
        assert after.start == before.end


def test_order_of_the_ids_does_not_matter(records: Table) -> None:
    assert explained(records, "b", "a") == explained(records, "a", "b")


def test_a_pair_that_blocking_never_found_is_explained_and_said_so(records: Table) -> None:
    pair = explained(records, "e", "a", "en")
    assert pair.rule is None
    assert pair.found.startswith("No blocking rule")
    assert explained(records, "a", "b").rule is not None


def test_sentences_name_what_weighs(records: Table) -> None:
    speaks_for, _, settles = explained(records, "a", "b", "en").sentences
    assert speaks_for.startswith("For one person speak")
    assert "personal number" in settles
    _, against, _ = explained(records, "a", "d", "en").sentences
    assert "full name: different" in against


def test_numbers_near_each_other_and_what_a_family_shares_speak_of_two_people() -> None:
    twins = {
        "record_id": ["a", "b"],
        "full_name": ["Nguyễn Hoài Bích", "Nguyễn Hoài Bình"],
        "date_of_birth": ["12/03/2013"] * 2,
        "sex": ["Nữ"] * 2,
        "personal_id": ["087313160174", "087313160177"],
        "father_name": ["Nguyễn Minh Hùng"] * 2,
        "mother_name": ["Trần Thị Yến"] * 2,
    }
    pair = explained(standardise(pa.table(twins)), "a", "b")
    speaks_for, against, _ = pair.sentences
    assert "số định danh" not in speaks_for
    assert "số định danh hai số gần nhau" in against
    assert "giữa người thân" in against
    assert pair.waterfall[-1].label == "Khi xét chung các thông tin"
    assert pair.terms["together"] == pair.waterfall[-1].weight


def test_sisters_of_one_day_are_taken_for_possible_twins(records: Table) -> None:
    *_, settles = explained(records, "a", "c", "en").sentences
    assert "twins" in settles or explained(records, "a", "c").probability < 0.01


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_is_whole_and_masks_numbers(records: Table, lang: str) -> None:
    pair = explained(records, "a", "e", lang)
    written = page(pair)
    assert "<b>Minh" not in written
    assert not re.search(r"\d{9,}", written)
    assert not re.search(r"(src|href)=", written)
    chart = ET.fromstring(str(waterfall_chart(pair)))  # noqa: S314
    assert len(chart.findall(".//g")) == len(pair.waterfall) + 1
    assert "Nguyễn" not in repr(pair)


def test_a_review_explains_its_pairs_with_its_own_weights(reviewed: ReviewResult) -> None:
    rows = reviewed.scored.to_arrow().to_pylist()
    assert rows
    for row in rows:
        pair = reviewed.explain(row["record_id_r"], row["record_id_l"])
        assert pair.weight == row["match_weight"]
        assert pair.rule == row["rule"]
    assert reviewed.explain("a", "e", lang="en").lang == "en"


def test_a_pair_left_out_is_scored_by_the_model_as_it_was_fitted(records: Table) -> None:
    model = default_model()
    pairs = block(records, model.blocking)
    every, none = (score(records, pairs, model, least_probability=p) for p in (0.0, 1.0))
    rows = every.to_arrow().to_pylist()
    assert rows
    assert len(none) == 0
    for row in rows:
        ids = row["record_id_l"], row["record_id_r"]
        pair = explain_pair(records, *ids, model, scored=none)
        assert pair.weight == pytest.approx(row["match_weight"])
        assert pair.rule == row["rule"]


def test_wrong_ids_are_refused(records: Table) -> None:
    with pytest.raises(InputError, match="no record with the id nobody"):
        explained(records, "a", "nobody")
    with pytest.raises(InputError, match="with itself"):
        explained(records, "a", "a")


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import pyarrow.parquet as pq

    pq.write_table(pa.table(PEOPLE), tmp_path / "people.parquet")
    out = tmp_path / "pair.html"
    arguments = [str(tmp_path / "people.parquet"), "a", "b", "--lang", "en", "--out", str(out)]
    assert main(["explain", *arguments]) == 0
    shown = capsys.readouterr().out
    assert "Probability of one person" in shown
    assert "0912" not in shown
    assert out.read_text("utf-8").startswith("<!doctype html>")
    assert main(["explain", str(tmp_path / "people.parquet"), "a", "zz"]) == 1
