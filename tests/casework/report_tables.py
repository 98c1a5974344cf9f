"""Small tables of a finished review, all people invented."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from linkage.engine import Engine, Table, as_table
from linkage.schema import (
    RAW_PREFIX,
    CaseKind,
    Cases,
    Column,
    Entities,
    Findings,
    Records,
    Schema,
    Scored,
    SetAside,
)

ARROW = {
    "varchar": pa.string(),
    "boolean": pa.bool_(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "varchar[]": pa.list_(pa.string()),
}

HOSTILE = '<script>alert("x")</script> & Co'

PEOPLE: Sequence[Mapping[str, Any]] = (
    {
        "record_id": "r1",
        "raw_full_name": "Nguyễn Thị Hường",
        "raw_date_of_birth": "12/05/1990",
        "raw_sex": "Nữ",
        "raw_personal_id": "001190000123",
        "raw_cmnd": "012345678",
        "raw_father_name": "Nguyễn Văn Tâm",
        "raw_mother_name": "Trần Thị Lụa",
        "raw_mother_id": "001165009876",
        "raw_permanent_address": "Số 5, ngõ 12, phường Yên Hòa, quận Cầu Giấy, Hà Nội",
        "raw_birth_registration_place": "Phường Yên Hòa, Cầu Giấy, Hà Nội",
        "raw_phone": "0912345678",
        "raw_household_id": "H-17",
        "raw_status": "đang cư trú",
        "raw_source": "dân cư",
        "raw_unit": "00167",
        "name_text": "Nguyễn Thị Hường",
        "birth_date": "1990-05-12",
        "birth_year": 1990,
        "sex": "female",
        "personal_id": "001190000123",
        "id_sex": "female",
        "id_year": 1990,
        "id_province": "01",
        "registration_provinces": ["01"],
    },
    {
        "record_id": "r2",
        "raw_full_name": "NGUYỄN THỊ HƯƠNG",
        "raw_date_of_birth": "12/06/1990",
        "raw_sex": "Nữ",
        "raw_personal_id": "036190004123",
        "raw_cmnd": "012345687",
        "raw_father_name": "Nguyễn Văn Tâm",
        "raw_mother_name": "Trần Thị Lụa",
        "raw_permanent_address": "Xóm 3, xã Giao Hòa, Nam Định",
        "raw_birth_registration_place": "Xã Giao Hòa, huyện Giao Thủy, Nam Định",
        "raw_phone": "0912345679",
        "raw_status": "đang cư trú",
        "raw_source": "căn cước",
        "raw_unit": "13966",
        "name_text": "Nguyễn Thị Hương",
        "birth_date": "1990-06-12",
        "birth_year": 1990,
        "sex": "female",
        "personal_id": "036190004123",
        "id_sex": "female",
        "id_year": 1990,
        "id_province": "36",
        "registration_provinces": ["36"],
    },
    {
        "record_id": "r3",
        "raw_full_name": f"Lê Văn {HOSTILE}",
        "raw_date_of_birth": "1985",
        "raw_sex": "Nam",
        "raw_personal_id": "079185001111",
        "raw_birth_registration_place": HOSTILE,
        "raw_unit": "26740",
        "name_text": "Lê Văn Bền",
        "birth_year": 1985,
        "sex": "male",
        "personal_id": "079185001111",
        "id_sex": "female",
        "id_year": 1985,
        "id_province": "79",
    },
    {
        "record_id": "r4",
        "raw_full_name": "Phạm Minh Anh",
        "raw_date_of_birth": "01/02/2010",
        "raw_personal_id": "001210000444",
        "name_text": "Phạm Minh Anh",
    },
    {
        "record_id": "r5",
        "raw_full_name": "Phạm Minh Ánh",
        "raw_date_of_birth": "01/02/2010",
        "raw_personal_id": "001310000445",
        "name_text": "Phạm Minh Ánh",
    },
)

EVIDENCE: Mapping[str, tuple[str | None, float]] = {
    "name": ("given_mark_conflict", 3.5),
    "birth_date": ("one_digit", 6.25),
    "sex": ("same", 0.9),
    "personal_id": ("different", -4.5),
    "cmnd": ("one_slip", 9.0),
    "father": ("same", 6.0),
    "mother": ("same", 6.0),
    "home": ("different", -1.5),
    "phone": (None, 0.0),
}

CASES: Sequence[Mapping[str, Any]] = (
    {
        "case_id": "two_ids-0001",
        "kind": "two_ids",
        "explained": False,
        "record_ids": ["r1", "r2"],
        "probability": 0.97,
        "priority": 0.97,
        "unit": "00167",
        "proposal": "Đề nghị xác minh.",
        "ground": "Chưa xác định căn cứ",
        "reasons": ["2 hồ sơ nghi là của một người.", "Các số khác nhau ở mã tỉnh."],
    },
    {
        "case_id": "id_sex_mismatch-0001",
        "kind": "id_sex_mismatch",
        "explained": False,
        "record_ids": ["r3"],
        "probability": 0.8,
        "priority": 0.56,
        "unit": "26740",
        "proposal": "Đề nghị xác minh.",
        "ground": "Không có căn cứ hủy",
        "reasons": [f"Số ghi nữ, hồ sơ ghi {HOSTILE}."],
    },
    {
        "case_id": "twins-0001",
        "kind": "twins",
        "explained": True,
        "record_ids": ["r4", "r5"],
        "probability": 0.9,
        "priority": 0.0,
        "reasons": ["Sinh cùng ngày, cùng cha mẹ."],
    },
)

MANIFEST: Mapping[str, Any] = {
    "input": {
        "format": "delimited",
        "encoding": "utf-8",
        "delimiter": ";",
        "sha256": "ab" * 32,
        "rows_read": 7,
        "rows_usable": 5,
        "set_aside": {"no record id": 2},
        "columns": {"record_id": "Mã", "full_name": "Họ và tên", "date_of_birth": "Ngày sinh"},
        "ignored_headers": ["Ghi chú <b>"],
        "repairs": {"trailing_zero_removed": 3},
    },
    "versions": {"linkage": "0.1.0", "duckdb": "2.0.0"},
    "model": {
        "name": "shipped",
        "version": "1",
        "sha256": "cd" * 32,
        "class_shares": {"match": 0.002, "kin": 0.05, "unrelated": 0.948},
    },
    "rule_set": "TT59-2021",
    "seed": 0,
    "as_of": "2026-11-01",
    "lang": "vi",
    "match_threshold": 0.9,
    "counts": {"records": 5, "candidate_pairs": 1234, "scored_pairs": 31, "entities": 4},
    "blocking": [
        {
            "rule": "same_number",
            "keys": 1,
            "pairs": 1,
            "largest": 2,
            "dropped_keys": 0,
            "dropped_records": 0,
            "new_pairs": 1,
        },
        {
            "rule": "given_phone",
            "keys": 9,
            "pairs": 40,
            "largest": 6,
            "dropped_keys": 2,
            "dropped_records": 300,
            "new_pairs": 25,
        },
    ],
    "score_histogram": [100_000.0, 900.0, 40.0, 9.0, *[3.0] * 14, 20.0, 410.0],
    "seconds": {"read": 0.2, "score": 1.5},
}


class Result:
    """Tables as a review leaves them, and its manifest."""

    def __init__(
        self,
        engine: Engine,
        people: Sequence[Mapping[str, Any]] = PEOPLE,
        cases: Sequence[Mapping[str, Any]] = CASES,
        set_aside: Sequence[Mapping[str, Any]] = (
            {"row": 3, "reason": "no record id"},
            {"row": 6, "reason": "no record id"},
        ),
    ) -> None:
        self.records = _records(engine, people)
        entities = [
            {
                "record_id": p["record_id"],
                "entity_id": "r1" if p["record_id"] == "r2" else p["record_id"],
            }
            for p in people
        ]
        self.tables = {
            "pairs": _pairs(engine),
            "entities": made(engine, Entities, entities),
            "findings": made(engine, Findings, []),
            "cases": made(engine, Cases, cases),
            "set_aside": made(engine, SetAside, set_aside),
        }


def made(engine: Engine, schema: type[Schema], rows: Sequence[Mapping[str, Any]]) -> Table:
    """A table of a schema from rows that may leave columns out."""
    return as_table(_arrow(schema.columns(), rows), schema, engine)


def case(kind: CaseKind, number: int, records: Sequence[str], **more: Any) -> dict[str, Any]:
    """A case with what is not given left out."""
    return {
        "case_id": f"{kind.value}-{number:05}",
        "kind": kind.value,
        "explained": kind.explained,
        "record_ids": list(records),
        **more,
    }


def _arrow(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    schema = pa.schema([(c.name, ARROW[c.type]) for c in columns])
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)


def _records(engine: Engine, people: Sequence[Mapping[str, Any]]) -> Table:
    raw = sorted({name for person in people for name in person if name.startswith(RAW_PREFIX)})
    columns = [*Records.columns(), *(Column("varchar", "As recorded.", name=name) for name in raw)]
    return as_table(_arrow(columns, people), Records, engine)


def _pairs(engine: Engine) -> Table:
    row: dict[str, Any] = {
        "record_id_l": "r1",
        "record_id_r": "r2",
        "rule": "name_mother",
        "match_weight": 5.0,
        "match_probability": 0.97,
        "kin_probability": 0.02,
        "weight_prior": -12.0,
        "weight_together": -8.65,
    }
    for fact, (level, weight) in EVIDENCE.items():
        row |= {f"level_{fact}": level, f"weight_{fact}": weight}
    arrow = pa.Table.from_pylist([row])
    missing = arrow.schema.get_field_index("level_phone")
    arrow = arrow.set_column(missing, "level_phone", pa.array([None], pa.string()))
    return as_table(arrow, Scored, engine)
