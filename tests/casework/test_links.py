"""Links that lawful facts make between records."""

import pyarrow as pa
import pytest

import linkage
from linkage.casework.links import lawful_links
from linkage.engine import Engine, Table, as_table
from linkage.schema import Scored
from linkage.standardisation import standardise_history

NEW, OLD, CMND = "001190000123", "036190000999", "012345678"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(threads=1)


def links(
    engine: Engine, a: dict[str, str], b: dict[str, str], previous: str, kind: str
) -> list[tuple[str, str]]:
    people = pa.Table.from_pylist(
        [
            {"record_id": "a", "full_name": "An", "personal_id": None, "cmnd": None} | a,
            {"record_id": "b", "full_name": "An", "personal_id": None, "cmnd": None} | b,
        ],
        pa.schema([(n, pa.string()) for n in ("record_id", "full_name", "personal_id", "cmnd")]),
    )
    history = pa.table({"personal_id": [NEW], "previous_id": [previous], "id_type": [kind]})
    return lawful_links(
        linkage.standardise(people, engine=engine),
        scored(engine),
        standardise_history(history, engine=engine),
    )


def scored(engine: Engine) -> Table:
    row = {"record_id_l": "a", "record_id_r": "b", "match_weight": 0.0, "match_probability": 0.5}
    return as_table(pa.Table.from_pylist([row]), Scored, engine)


def test_a_successor_links_two_records(engine: Engine) -> None:
    pair = [("a", "b")]
    numbers = {"personal_id": OLD}, {"personal_id": NEW}
    assert links(engine, *numbers, OLD, "personal_id") == pair
    assert links(engine, {"cmnd": CMND}, {"personal_id": NEW}, CMND, "cmnd") == pair
    assert links(engine, {"personal_id": OLD}, {"personal_id": "001190000777"}, OLD, "cmnd") == []


def test_the_history_of_a_number_that_both_bear_links_nobody(engine: Engine) -> None:
    """Of two people under one number, the CMND before it belongs to one of them alone."""
    same = {"personal_id": NEW, "cmnd": CMND}, {"personal_id": NEW, "cmnd": "161234567"}
    assert links(engine, *same, CMND, "cmnd") == []
