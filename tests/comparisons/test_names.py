"""The comparisons of names in SQL give the levels that `compare_names` gives."""

import random
from collections import Counter
from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from linkage.comparisons.names import (
    GivenComparison,
    MiddleComparison,
    SurnameComparison,
    WholeNameComparison,
)
from linkage.errors import ModelError
from linkage.splink_seam import ComparisonCreator
from linkage.text import NameKeys, NameLevel, compare_names, name_keys, parse_name
from linkage.text.lexicon import words

PARTS = {
    "surname": SurnameComparison,
    "middle": MiddleComparison,
    "given": GivenComparison,
    "level": WholeNameComparison,
}
KEYS = [field for field in NameKeys._fields if field != "other_names"]


def slip(name: str, rng: random.Random) -> str:
    """A name as another clerk may have written it, or another name much like it."""
    letters = list(name)
    at = rng.randrange(len(letters))
    kind = rng.randrange(13)
    parts = name.split()
    if kind == 0:
        del letters[at]
    elif kind == 1:
        letters[at] = rng.choice("aeiounghtảãáạưôêđ")
    elif kind == 2 and at:
        letters[at - 1], letters[at] = letters[at], letters[at - 1]
    elif kind == 3:
        return name.upper()
    elif kind == 4:
        return "".join(parse_name(name).fold or "")
    elif kind == 5:
        return " ".join([*parts[1:], parts[0]])
    elif kind == 6:
        return " ".join([parts[0], *parts[2:]])
    elif kind == 7:
        return " ".join([p[0] + "." for p in parts[:-1]] + parts[-1:])
    elif kind == 8:
        return name.replace("Thị ", "").replace("Văn ", "")
    elif kind == 9:
        table = str.maketrans("ảẻỉỏủỷẩểổửởẳãẽĩõũỹẫễỗữỡẵ", "ãẽĩõũỹẫễỗữỡẵảẻỉỏủỷẩểổửởẳ")
        return name.translate(table)
    elif kind == 10:
        swaps = [("n", "l"), ("s", "x"), ("tr", "ch"), ("ng", "n"), ("Vũ", "Võ"), ("y", "i")]
        old, new = rng.choice(swaps)
        return name.replace(old, new)
    elif kind == 11:
        return name.replace(" ", "", 1)
    elif kind == 12:
        return "".join(c if c.isascii() else "?" for c in name)
    return "".join(letters)


def pairs(count: int) -> Iterator[tuple[NameKeys, NameKeys]]:
    rng = random.Random(20)
    table = words()
    by_place = [[w.capitalize() for w in table if table[w][i] > 300] for i in range(3)]
    for _ in range(count):
        middle = rng.choice(["Thị ", "Văn ", "", rng.choice(by_place[1]) + " "])
        name = (
            f"{rng.choice(by_place[0])} {middle}{rng.choice(by_place[1])} {rng.choice(by_place[2])}"
        )
        if rng.random() < 0.2:
            name = rng.choice(by_place[rng.randrange(3)])
        other = slip(name, rng)
        if rng.random() < 0.2:
            other = slip(other or name, rng)
        if rng.random() < 0.05:
            other = " ".join(rng.choice(side) for side in by_place)
        yield name_keys(parse_name(name)), name_keys(parse_name(other))


def gamma_sql(creator: ComparisonCreator, dialect: str = "duckdb") -> str:
    levels = creator.get_comparison(dialect).comparison_levels
    return " ".join(
        ["case", *(level._when_then_comparison_vector_value_sql for level in levels), "end"]
    )


@pytest.fixture(scope="module")
def compared() -> list[tuple[NameKeys, NameKeys]]:
    clans = [("H'Hen Niê", "Niê H'Hen"), ("Y Moan Êñuôl", "Êñuôl Y Moan"), ("K' Bas", "K'Bas")]
    return [*pairs(6000), *((name_keys(parse_name(a)), name_keys(parse_name(b))) for a, b in clans)]


@pytest.mark.parametrize("part", PARTS)
def test_sql_gives_the_levels_of_python(
    part: str, compared: list[tuple[NameKeys, NameKeys]]
) -> None:
    columns = {}
    for key in KEYS:
        at = NameKeys._fields.index(key)
        columns[f"name_{key}_l"] = pa.array([left[at] for left, _ in compared])
        columns[f"name_{key}_r"] = pa.array([right[at] for _, right in compared])
    connection = duckdb.connect()
    connection.register("pairs", pa.table(columns))
    found = connection.execute(f"select {gamma_sql(PARTS[part]())} from pairs").fetchall()
    ranks = PARTS[part].ranks()
    seen: Counter[str] = Counter()
    for (left, right), (gamma,) in zip(compared, found, strict=True):
        expected = getattr(compare_names(left, right), part)
        level = None if gamma == -1 else ranks[gamma]
        assert level == expected, (left.text, right.text)
        seen[str(expected)] += 1
    assert len(seen) >= 8, seen


def test_missing_is_no_evidence() -> None:
    null_level = SurnameComparison().create_comparison_levels()[0]
    assert null_level.is_null_level


@pytest.mark.parametrize("creator", PARTS.values())
def test_spark_sql_uses_the_same_columns(creator: type) -> None:
    duck, spark = gamma_sql(creator()), gamma_sql(creator(), "spark")
    assert '"' not in spark
    assert duck.replace('"', "") == spark.replace("`", "")


def test_an_engine_without_distances_is_refused() -> None:
    with pytest.raises(ModelError, match="cannot be compared on this engine"):
        SurnameComparison().get_comparison("sqlite")


def test_another_prefix_reads_other_columns() -> None:
    assert '"mother_name_given_telex_l"' in gamma_sql(GivenComparison("mother_name"))


def test_gammas_are_levels_in_order() -> None:
    for creator in PARTS.values():
        assert list(creator.ranks()) == sorted(creator.ranks())
        assert creator.ranks()[-1] is NameLevel.EXACT


def test_splink_scores_names_with_term_frequencies() -> None:
    names = [parse_name(name) for name in ("Trần Thị Lan", "Tran Thi Lan", "Phạm Thị Lan")]
    rows = [
        {"unique_id": i, **{f"name_{k}": getattr(name_keys(name), k) for k in KEYS}}
        for i, name in enumerate(names)
    ]
    connection = duckdb.connect()
    connection.register("raw", pa.Table.from_pylist(rows))
    connection.execute("create table people as from raw")
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            SurnameComparison().configure(term_frequency_adjustments=True),
            MiddleComparison(),
            GivenComparison().configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[block_on("name_given")],
    )
    people = DuckDBAPI(connection).register("people")
    linker = Linker(people, settings, log_level=None)
    scored = linker.inference.predict(warning_mode="never").as_record_list()
    ranks = SurnameComparison.ranks()
    levels = {(r["unique_id_l"], r["unique_id_r"]): ranks[r["gamma_name_surname"]] for r in scored}
    assert levels[0, 1] is NameLevel.UNMARKED
    assert levels[0, 2] is NameLevel.DIFFERENT
