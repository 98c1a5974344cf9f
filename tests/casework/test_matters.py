"""One matter, one case: what records, given who is whom, amount to."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pyarrow as pa
import pytest

import linkage
from linkage.casework.cases import Casework, build_casework
from linkage.casework.wording import Language
from linkage.engine import Engine, Table, as_table
from linkage.schema import CaseKind, Entities, Findings, Pairs
from linkage.standardisation import standardise_history

WOMAN = {
    "full_name": "Nguyễn Thị Hường",
    "date_of_birth": "12/05/1990",
    "sex": "Nữ",
    "mother_name": "Trần Thị Lụa",
    "father_name": "Nguyễn Văn Ba",
    "permanent_address": "Phường Láng Hạ, Quận Đống Đa, Hà Nội",
    "birth_registration_place": "Hà Nội",
}
MAN = {
    "full_name": "Lê Văn Tám",
    "date_of_birth": "03/09/1961",
    "sex": "Nam",
    "mother_name": "Đỗ Thị Na",
    "father_name": "Lê Văn Tư",
    "permanent_address": "Phường Vĩnh Hưng, Quận Hoàng Mai, Hà Nội",
    "birth_registration_place": "Hà Nội",
}
BROTHER = {**WOMAN, "full_name": "Nguyễn Văn Khôi", "sex": "Nam"}
ORPHANED = {"father_name": None, "mother_name": None}
NAMESAKE = {
    **WOMAN,
    "date_of_birth": "03/11/1990",
    "mother_name": "Lê Thị Cúc",
    "father_name": "Nguyễn Đức Tư",
}
SISTER = {**WOMAN, "full_name": "Nguyễn Thị Bích Loan"}
HERS, HERS_TOO, SLIP = "001190000123", "001190555123", "001190000132"
HIS, HIS_TOO = "001061000777", "001061444111"
OF_A_MAN, OF_ANOTHER_YEAR, OF_NAM_DINH = "001090000123", "001185000123", "036190000123"
IMPOSSIBLE = "003190777123"

Row = dict[str, str | None]
Case = dict[str, Any]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(threads=1)


def built(
    engine: Engine,
    rows: Sequence[Row],
    people: str,
    history: Sequence[tuple[str, str]] = (),
    findings: Sequence[dict[str, Any]] | None = None,
    lang: Language = "en",
) -> Casework:
    """Casework of records r1, r2 and so on; `people` names whose each is, as in `aab`."""
    full = [{"record_id": f"r{n}", **row} for n, row in enumerate(rows, 1)]
    names = sorted({name for row in full for name in row})
    table = pa.table({n: pa.array([row.get(n) for row in full], pa.string()) for n in names})
    records = linkage.standardise(table, engine=engine)
    ids = [f"r{n}" for n in range(1, len(rows) + 1)]
    entities = pa.table(
        {"record_id": ids, "entity_id": [ids[people.index(person)] for person in people]}
    )
    pairs = list(combinations(ids, 2))
    compared = pa.table(
        {
            "record_id_l": pa.array([a for a, _ in pairs], pa.string()),
            "record_id_r": pa.array([b for _, b in pairs], pa.string()),
            "rule": pa.array(["given"] * len(pairs), pa.string()),
        }
    )
    scored = linkage.score(records, as_table(compared, Pairs, engine))
    lawful = None
    if history:
        lawful = standardise_history(
            pa.table(
                {
                    "personal_id": [number for number, _ in history],
                    "previous_id": [previous for _, previous in history],
                    "id_type": ["personal_id"] * len(history),
                }
            ),
            engine=engine,
        )
    return build_casework(
        records,
        linkage.check(records) if findings is None else found_by_hand(engine, findings),
        scored,
        as_table(entities, Entities, engine),
        id_history=lawful,
        lang=lang,
    )


def cases(engine: Engine, rows: Sequence[Row], people: str, *args: Any, **more: Any) -> list[Case]:
    """Cases of the records, by kind."""
    found: list[Case] = built(engine, rows, people, *args, **more).cases.to_arrow().to_pylist()
    return sorted(found, key=lambda case: str(case["kind"]))


def found_by_hand(engine: Engine, findings: Sequence[dict[str, Any]]) -> Table:
    types = {"varchar": pa.string(), "double": pa.float64(), "varchar[]": pa.list_(pa.string())}
    schema = pa.schema([(c.name, types[c.type]) for c in Findings.columns()])
    rows = [{"probability": 1.0, "alternatives": [], **finding} for finding in findings]
    return as_table(pa.Table.from_pylist(rows, schema=schema), Findings, engine)


def told(found: Sequence[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    return [(case["kind"], " ".join(case["record_ids"]), case["includes"]) for case in found]


def with_number(person: Row, number: str | None, **more: str | None) -> Row:
    return {**person, "personal_id": number, **more}


@pytest.mark.parametrize(
    ("rows", "people", "expected"),
    [
        pytest.param(
            [
                with_number(WOMAN, HERS),
                with_number(WOMAN, HERS_TOO),
                with_number(MAN, HERS_TOO),
                with_number(MAN, HIS),
            ],
            "aabb",
            [
                (
                    "shared_id",
                    "r1 r2 r3 r4",
                    ["two_ids", "id_sex_mismatch", "id_birth_year_mismatch"],
                )
            ],
            id="people who share a number and have a second one are one tangle",
        ),
        pytest.param(
            [with_number(WOMAN, HERS), with_number(WOMAN, OF_A_MAN)],
            "aa",
            [("id_typo", "r1 r2", ["id_sex_mismatch"])],
            id="a slip in a digit that encodes the sex is told with the slip",
        ),
        pytest.param(
            [with_number(WOMAN, HERS), with_number(WOMAN, "001090555999")],
            "aa",
            [("two_ids", "r1 r2", ["id_sex_mismatch"])],
            id="a contradiction of one of two numbers is told with them",
        ),
        pytest.param(
            [with_number(WOMAN, HERS), with_number(WOMAN, HERS), with_number(WOMAN, None)],
            "aaa",
            [("no_id_duplicate", "r1 r2 r3", ["repeated_record"])],
            id="three records of one person are one case",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS, status="đã chết"),
                with_number(WOMAN, HERS, status="đang sống"),
            ],
            "aa",
            [("deceased_active", "r1 r2", ["repeated_record"])],
            id="dead in one record and active in another",
        ),
        pytest.param(
            [with_number(WOMAN, OF_ANOTHER_YEAR), with_number(WOMAN, OF_ANOTHER_YEAR)],
            "aa",
            [
                ("id_birth_year_mismatch", "r1 r2", []),
                ("repeated_record", "r1 r2", []),
            ],
            id="one number that contradicts two records is one matter",
        ),
        pytest.param(
            [with_number(WOMAN, HERS), with_number(WOMAN, IMPOSSIBLE)],
            "aa",
            [("impossible_id", "r2", []), ("no_id_duplicate", "r1 r2", [])],
            id="a number nobody has is no second number",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS),
                with_number(WOMAN, OF_NAM_DINH, personal_id_status="đã hủy"),
            ],
            "aa",
            [("reissued_id", "r1 r2", [])],
            id="a cancelled number contradicts nothing",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS, cmnd="012345678"),
                with_number(WOMAN, HERS, cmnd="161234567"),
            ],
            "aa",
            [("repeated_record", "r1 r2", []), ("several_cmnd", "r1 r2", [])],
            id="two CMND after a move are listed apart",
        ),
        pytest.param(
            [with_number(WOMAN, HERS, cmnd="012345678 (cũ); 161234567")],
            "a",
            [("several_cmnd", "r1", [])],
            id="a record that lists two CMND is one person's",
        ),
        pytest.param(
            [{**WOMAN, "personal_id": "012345678", "cmnd": "161234567"}],
            "a",
            [("several_cmnd", "r1", [])],
            id="an old number in the other cell is a second CMND",
        ),
        pytest.param(
            [with_number(WOMAN, HERS, cmnd="012345678; 012345687")],
            "a",
            [],
            id="a CMND and its slip in one cell are no two",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS, cmnd="012345678"),
                with_number(WOMAN, HERS, cmnd="013777222"),
            ],
            "aa",
            [("repeated_record", "r1 r2", [])],
            id="within one province a CMND is kept, so that two are not explained by a move",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS, cmnd="012345678; 161234567"),
                with_number(WOMAN, HERS, cmnd="161234567"),
            ],
            "aa",
            [("repeated_record", "r1 r2", []), ("several_cmnd", "r1 r2", [])],
            id="a CMND listed on one record stands alone on the other",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS, cmnd="012345678"),
                with_number(WOMAN, HERS, cmnd="012345687"),
            ],
            "aa",
            [("repeated_record", "r1 r2", [])],
            id="a slip in a CMND is no second CMND",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS, other_names="Nguyễn Thị Thu"),
                with_number({**WOMAN, "full_name": "Nguyễn Thị Thu"}, HERS),
            ],
            "aa",
            [("other_name", "r1 r2", []), ("repeated_record", "r1 r2", [])],
            id="another recorded name of one person is listed apart",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS, other_names="Nguyễn Thị Thu"),
                with_number({**WOMAN, "full_name": "Nguyễn Thị Thu"}, HERS),
            ],
            "ab",
            [("other_name", "r1 r2", [])],
            id="a number under two recorded names is not shared",
        ),
        pytest.param(
            [with_number(WOMAN, HERS), with_number(SISTER, HERS_TOO)],
            "ab",
            [("twins", "r1 r2", [])],
            id="twins are explained",
        ),
        pytest.param(
            [with_number(WOMAN, HERS), with_number(SISTER, "001190000124")],
            "aa",
            [("twins", "r1 r2", [])],
            id="twins with neighbouring numbers are no slip even when taken for one",
        ),
        pytest.param(
            [with_number(WOMAN, OF_A_MAN), with_number(BROTHER, HERS_TOO)],
            "ab",
            [
                ("twin_data_swapped", "r1 r2", ["id_sex_mismatch"]),
                ("twins", "r1 r2", []),
            ],
            id="a brother and a sister with the number of the other",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS),
                with_number(WOMAN, HERS_TOO),
                with_number(SISTER, HERS_TOO),
                with_number(SISTER, HERS),
            ],
            "aabb",
            [
                ("twin_data_swapped", "r1 r2 r3 r4", ["two_ids"]),
                ("twins", "r1 r2 r3 r4", []),
            ],
            id="twins each recorded under both numbers are one exchange",
        ),
        pytest.param(
            [
                with_number({**WOMAN, **ORPHANED}, HERS),
                with_number({**WOMAN, **ORPHANED}, HERS_TOO),
                with_number({**SISTER, **ORPHANED}, HERS_TOO),
                with_number({**SISTER, **ORPHANED}, HERS),
            ],
            "aabb",
            [("twin_data_swapped", "r1 r2 r3 r4", ["two_ids"])],
            id="two people born on one day under both numbers are an exchange without parents",
        ),
        pytest.param(
            [
                with_number({**WOMAN, "full_name": "Nguyễn Thị Quyến"}, HERS),
                with_number({**WOMAN, "full_name": "Nguyễn Thị Quyến"}, HERS_TOO),
                with_number({**WOMAN, "full_name": "Nguyễn Thị Quyên"}, HERS_TOO),
                with_number({**WOMAN, "full_name": "Nguyễn Thị Quyên"}, HERS),
            ],
            "aaaa",
            [("twin_data_swapped", "r1 r2 r3 r4", ["repeated_record"])],
            id="two names that differ in one mark under both numbers are an exchange",
        ),
        pytest.param(
            [
                with_number({**WOMAN, "date_of_birth": "01/01/1990"}, OF_A_MAN),
                with_number({**BROTHER, "father_name": "Nguyễn Ba"}, HERS_TOO),
            ],
            "ab",
            [("twin_data_swapped", "r1 r2", ["id_sex_mismatch"])],
            id="a day filled in by habit and a father without a middle name hide no exchange",
        ),
        pytest.param(
            [
                with_number({**WOMAN, "date_of_birth": "03/02/1990"}, OF_A_MAN),
                with_number(BROTHER, HERS_TOO),
            ],
            "ab",
            [("id_sex_mismatch", "r2", []), ("id_sex_mismatch", "r1", [])],
            id="siblings born on two days exchange nothing",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS, cmnd="012345678"),
                with_number(WOMAN, HERS, cmnd="161234567"),
                with_number(MAN, HIS, cmnd="161234567"),
            ],
            "aab",
            [("repeated_record", "r1 r2", []), ("shared_cmnd", "r2 r3", [])],
            id="a CMND of somebody else is no second CMND",
        ),
        pytest.param(
            [
                with_number(WOMAN, None, cmnd="012345678"),
                with_number(MAN, None, cmnd="012345678"),
            ],
            "ab",
            [("shared_cmnd", "r1 r2", [])],
            id="one CMND on two people",
        ),
        pytest.param(
            [
                with_number(WOMAN, HERS, cmnd="012345678"),
                with_number(MAN, HERS, cmnd="012345678"),
            ],
            "ab",
            [
                (
                    "shared_id",
                    "r1 r2",
                    ["id_sex_mismatch", "id_birth_year_mismatch"],
                )
            ],
            id="people who share a number and a CMND are one matter",
        ),
    ],
)
def test_what_records_amount_to(
    engine: Engine,
    rows: list[Row],
    people: str,
    expected: list[tuple[str, str, list[str]]],
) -> None:
    assert told(cases(engine, rows, people)) == expected


def test_a_replaced_number_is_lawful_and_contradicts_nothing(engine: Engine) -> None:
    rows = [with_number(WOMAN, HERS), with_number(WOMAN, OF_NAM_DINH)]
    assert told(cases(engine, rows, "aa", [(HERS, OF_NAM_DINH)])) == [("reissued_id", "r1 r2", [])]


SLIP_FOUND = {"kind": "id_typo", "record_ids": ["r1", "r2"], "fact": "digits_exchanged"}
DEATH_FOUND = {"kind": "deceased_active", "record_ids": ["r1", "r2"], "fact": "elsewhere"}
ABROAD = {"kind": "id_place_mismatch", "record_ids": ["r1"], "fact": "x", "probability": 0.2}


@pytest.mark.parametrize(
    ("second", "finding", "expected"),
    [
        (WOMAN, SLIP_FOUND, [("id_typo", "r1 r2", [])]),
        (NAMESAKE, SLIP_FOUND, []),
        (WOMAN, DEATH_FOUND, [("deceased_active", "r1 r2", [])]),
        (WOMAN, ABROAD, []),
    ],
)
def test_findings_about_records_left_apart(
    engine: Engine, second: Row, finding: dict[str, Any], expected: list[tuple[str, str, list[str]]]
) -> None:
    """What the records state is raised though they were not joined; what is unlikely is not."""
    rows = [with_number(WOMAN, HERS), with_number(second, SLIP)]
    assert told(cases(engine, rows, "ab", findings=[finding])) == expected


def test_a_slip_between_twins_is_none(engine: Engine) -> None:
    twins = {"kind": "twins", "record_ids": ["r1", "r2"], "fact": "same_birth_other_name"}
    rows = [with_number(WOMAN, HERS), with_number(SISTER, "001190000133")]
    found = cases(engine, rows, "ab", findings=[SLIP_FOUND, twins])
    assert told(found) == [("twins", "r1 r2", [])]


def test_two_ids_say_which_encoded_fact_differs(engine: Engine) -> None:
    rows = [with_number(WOMAN, HERS), with_number(WOMAN, "036190555999")]
    (case,) = cases(engine, rows, "aa")
    assert case["differs"] == ["registration_province"]
    assert "(b)" in case["ground"]
    assert "(d)" in case["ground"]


def test_alternatives_are_set_aside_only_with_a_reason(engine: Engine) -> None:
    rows = [with_number(WOMAN, HERS), with_number(WOMAN, HERS_TOO)]
    (case,) = cases(engine, rows, "aa")
    assert "Twins: set aside, the given name is the same." in case["alternatives"]
    assert "Siblings: set aside, the birth date is the same." in case["alternatives"]
    assert "A namesake: set aside, a parent's name agrees." in case["alternatives"]
    lacking = [{**row, "mother_name": None, "father_name": None} for row in rows]
    (case,) = cases(engine, lacking, "aa")
    assert "A namesake: not set aside, no parent's name can be compared." in case["alternatives"]
    assert "2 of 2 records lack the mother's name (civil status)." in case["missing"]


def test_a_number_of_a_parent_on_a_child_is_considered(engine: Engine) -> None:
    child = {**MAN, "full_name": "Lê Thị Út", "date_of_birth": "01/06/2012", "sex": "Nữ"}
    rows = [with_number(MAN, HIS), with_number({**child, "father_name": "Lê Văn Tám"}, HIS)]
    (case,) = cases(engine, rows, "ab")
    assert case["kind"] == "shared_id"
    assert any("not set aside, one record is a parent" in said for said in case["alternatives"])
    assert any("fits sex, year and registration of 1 of 2" in s for s in case["alternatives"])


def test_nothing_is_said_twice_of_the_dead_nor_of_twins(engine: Engine) -> None:
    dead = with_number(WOMAN, HERS, status="đã chết", date_of_death="09/07/2021")
    alive = with_number(WOMAN, HERS, status="đang cư trú", updated_at="2026-01-05")
    (case,) = cases(engine, [dead, alive], "aa")
    assert case["kind"] == "deceased_active"
    assert len([said for said in case["reasons"] if "active" in said]) == 1
    mistaken = [said for said in case["alternatives"] if "death" in said]
    assert mistaken == [
        "A death recorded for the wrong person: not set aside, the citizen may be alive."
    ]
    assert [
        said for said in case["alternatives"] if "namesake" in said or "two people" in said
    ] == ["A namesake: set aside, a parent's name agrees."]
    assert "Parent and child: set aside, the birth year is the same." in case["alternatives"]
    twin = {**BROTHER, "sex": "Nữ", "full_name": "Nguyễn Thị Khôi"}
    both = [with_number(person, number) for person in (WOMAN, twin) for number in (HERS, HERS_TOO)]
    for found in cases(engine, both, "aabb"):
        assert len(found["reasons"]) == len(set(found["reasons"])), found["kind"]


def test_explained_cases_ask_nobody_for_anything(engine: Engine) -> None:
    rows = [with_number(WOMAN, HERS), with_number(SISTER, HERS_TOO)]
    (case,) = cases(engine, rows, "ab")
    assert CaseKind(case["kind"]).explained
    assert case["explained"]
    assert case["priority"] == 0
    assert case["missing"] == []
    assert case["settles"] is None


def test_a_record_by_itself_lacks_nothing_and_its_days_are_said_as_the_language_does(
    engine: Engine,
) -> None:
    rows = [{**MAN, "status": "đang sống", "date_of_death": "09/07/2021", "father_name": None}]
    (case,) = cases(engine, rows, "a", lang="vi")
    assert case["kind"] == "deceased_active"
    assert any("09/07/2021" in said for said in case["reasons"])
    assert not any("thiếu" in said for said in case["missing"])


def test_old_numbers_that_a_record_lists_are_named_by_their_last_digits(engine: Engine) -> None:
    (case,) = cases(engine, [with_number(WOMAN, HERS, cmnd="012345678; 161234567")], "a")
    assert "…678, …567" in case["reasons"][0]
    (said,) = case["alternatives"]
    assert said.startswith("Several CMND after a move of province: not set aside")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([with_number(WOMAN, OF_A_MAN), with_number(BROTHER, HERS_TOO)], "says the sex"),
        (
            [
                with_number(WOMAN, HERS),
                with_number(WOMAN, HERS_TOO),
                with_number(SISTER, HERS_TOO),
                with_number(SISTER, HERS),
            ],
            "stands on a record of the other",
        ),
    ],
)
def test_an_exchange_is_told_as_it_is(engine: Engine, rows: list[Row], words: str) -> None:
    people = "ab" if len(rows) == 2 else "aabb"
    case = next(c for c in cases(engine, rows, people) if c["kind"] == "twin_data_swapped")
    assert any(words in said for said in case["reasons"])


def test_what_differs_speaks_for_two_people_though_nobody_weighed_it(engine: Engine) -> None:
    rows = [with_number(WOMAN, HERS), with_number(MAN, HERS)]
    evidence = built(engine, rows, "ab").evidence.to_arrow().to_pylist()
    speaks = {row["fact"]: row["speaks"] for row in evidence if row["weight"] is None}
    assert {speaks[fact] for fact in ("name", "birth_date", "sex", "mother")} == {"for"}


def test_words_stay_careful(engine: Engine) -> None:
    rows = [with_number(WOMAN, HERS), with_number(WOMAN, HERS_TOO), with_number(MAN, HIS_TOO)]
    for case in cases(engine, rows, "aab"):
        text = " ".join([case["proposal"], *case["reasons"], *case["alternatives"]]).lower()
        assert "fraud" not in text
        assert "please verify" in case["proposal"].lower()
        assert not any(number in text for number in (HERS, HERS_TOO, HIS_TOO))
