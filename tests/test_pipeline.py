"""The review as a whole: history and decisions bind, stages run alone and agree with it."""

import datetime

import pyarrow as pa
import pytest

import linkage
from linkage.casework import Past
from linkage.schema import CaseKind
from linkage.standardisation import standardise_history

COMMON = {
    "full_name": "Nguyễn Thị Hường",
    "date_of_birth": "12/05/1990",
    "sex": "Nữ",
    "mother_name": "Trần Thị Lụa",
    "father_name": "Nguyễn Văn Ba",
    "permanent_address": "Phường Láng Hạ, Quận Đống Đa, Hà Nội",
    "birth_registration_place": "Hà Nội",
    "phone": "0912345678",
}


def people(*rows: dict[str, str | None]) -> pa.Table:
    full = [{"record_id": f"r{n}", **COMMON, **row} for n, row in enumerate(rows, 1)]
    names = sorted({name for row in full for name in row})
    return pa.table({n: pa.array([row.get(n) for row in full], pa.string()) for n in names})


TWO = people({"personal_id": "001190000123"}, {"personal_id": "001190004567"})


def kinds(result: linkage.ReviewResult) -> list[str]:
    return sorted(result.cases.to_arrow()["kind"].to_pylist())


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([{"personal_id": "001190000123"}, {"personal_id": "001190004567"}], "two_ids"),
        ([{"personal_id": "001190000123"}, {"personal_id": None}], "no_id_duplicate"),
        ([{"personal_id": "001190000123"}, {"personal_id": "001190000123"}], "repeated_record"),
        ([{"personal_id": "001190000123"}, {"personal_id": "001190000132"}], "id_typo"),
        (
            [
                {"personal_id": "001190000123"},
                {
                    "personal_id": "001190000123",
                    "full_name": "Lê Thị Mận",
                    "date_of_birth": "03/09/1961",
                    "mother_name": "Đỗ Thị Na",
                    "father_name": "Lê Văn Tư",
                    "phone": None,
                },
            ],
            "shared_id",
        ),
        (
            [
                {"personal_id": "001190000123"},
                {"personal_id": "001190777888", "full_name": "Nguyễn Thị Hương Giang"},
            ],
            "twins",
        ),
    ],
)
def test_a_matter_gets_its_kind(rows: list[dict[str, str | None]], kind: str) -> None:
    found = kinds(linkage.review(people(*rows)))
    assert kind in found
    assert len([k for k in found if not CaseKind(k).explained]) == (kind != "twins")


def test_a_lawful_successor_is_explained() -> None:
    history = pa.table(
        {
            "personal_id": ["001190004567"],
            "previous_id": ["001190000123"],
            "id_type": ["personal_id"],
        }
    )
    assert kinds(linkage.review(TWO, id_history=history)) == ["reissued_id"]


@pytest.mark.parametrize(
    ("verdict", "found"), [("different people", []), ("same person", ["two_ids"])]
)
def test_decisions_bind(verdict: str, found: list[str]) -> None:
    decisions = pa.table({"case_id": ["c"], "verdict": [verdict], "record_ids": [["r1", "r2"]]})
    assert kinds(linkage.review(TWO, decisions=decisions)) == found


def test_people_told_apart_who_share_a_number_are_a_decided_case_of_that() -> None:
    rows = people({"personal_id": "001190000123"}, {"personal_id": "001190000123"})
    said = {"case_id": ["c"], "verdict": ["different people"], "record_ids": [["r1", "r2"]]}
    (case,) = linkage.review(rows, decisions=pa.table(said)).cases.to_arrow().to_pylist()
    assert (case["kind"], case["state"]) == ("shared_id", "decided")


def test_a_later_decision_supersedes() -> None:
    decisions = pa.table(
        {
            "case_id": ["c", "c"],
            "verdict": ["different people", "unsure"],
            "record_ids": [["r1", "r2"], ["r1", "r2"]],
            "decided_at": ["2026-01-01", "2026-02-01"],
        }
    )
    assert kinds(linkage.review(TWO, decisions=decisions)) == ["two_ids"]


def test_the_stages_alone_give_what_the_review_gives() -> None:
    day = datetime.date(2026, 11, 1)
    records = linkage.standardise(TWO, as_of=day)
    pairs = linkage.block(records)
    scored = linkage.score(records, pairs)
    entities = linkage.cluster(records, scored, linkage.default_model().match_threshold)
    findings = linkage.check(records)
    cases = linkage.build_cases(records, findings, scored, entities, past=Past(day))
    assert cases.to_arrow() == linkage.review(TWO, as_of=day).cases.to_arrow()


def test_case_ids_stay() -> None:
    ids = [linkage.review(TWO).cases.to_arrow()["case_id"].to_pylist() for _ in range(2)]
    assert ids[0] == ids[1]


def test_reasons_mask_numbers_and_say_what_differs() -> None:
    (case,) = linkage.review(TWO, lang="en").cases.to_arrow().to_pylist()
    text = " ".join(case["reasons"])
    assert "…123" in text
    assert "001190000123" not in text
    assert "Full name the same" in text


def test_a_history_is_read_as_digits() -> None:
    rows = {"personal_id": ["001.190.000.123"], "previous_id": ["0"], "id_type": ["cmnd"]}
    table = standardise_history(pa.table(rows)).to_arrow()
    assert table["personal_id"].to_pylist() == ["001190000123"]


def test_a_training_round_on_the_data_at_hand() -> None:
    trained = linkage.train(TWO)
    assert trained.provenance["pairs"] == 1
    assert trained.blocking == linkage.default_model().blocking
