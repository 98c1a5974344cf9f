"""Splink 5 as a competent analyst without knowledge of Vietnamese would use it."""

import json
import sys
import time
from pathlib import Path

import duckdb
import splink
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1
THRESHOLD = 0.9
PRIOR_RECALL = 0.7
"""Share of the true pairs that the deterministic rules of the prior are thought to find."""

NUMBERS = {"personal_id": (1, 2), "cmnd": (1,), "phone": (1,)}
"""Columns of numbers, and how many slips apart still say something."""

SAMPLE = 10_000
"""Records whose pairs are counted for the chance of numbers a slip apart."""

Chances = dict[str, list[float]]
"""For each number, the chance that two records have it equal, and each count of slips apart."""


def number(column: str, chance: Chances) -> cl.CustomComparison:
    """Equal or slips apart. Splink's sample of pairs holds hardly any, so u is counted."""
    equal, *near = chance[column]
    levels = [cll.ExactMatchLevel(column).configure(u_probability=equal, fix_u_probability=True)]
    for slips, share in zip(NUMBERS[column], near, strict=True):
        level = cll.LevenshteinLevel(column, slips)
        levels.append(level.configure(u_probability=share, fix_u_probability=True))
    return cl.CustomComparison(
        [cll.NullLevel(column), *levels, cll.ElseLevel()], output_column_name=column
    )


def settings(chance: Chances) -> SettingsCreator:
    """Names with frequencies, dates, numbers a slip apart, parents, words of the address."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            number("personal_id", chance),
            number("cmnd", chance),
            cl.JaroWinklerAtThresholds("father", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.JaroWinklerAtThresholds("mother", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.ExactMatch("sex"),
            cl.ArrayIntersectAtSizes("address_words", [6, 4, 2]),
            number("phone", chance),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("personal_id"),
            block_on("cmnd"),
            block_on("name", "dob"),
            block_on("dob", "mother"),
            block_on("dob", "father"),
            block_on("name", "birth_year"),
            block_on("name", "mother"),
            block_on("name", "father"),
            block_on("given", "dob"),
            block_on("given", "phone"),
            block_on("name", "province"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def main(data: Path, out: Path) -> None:
    seconds: dict[str, float] = {}
    clock = time.perf_counter()

    def lap(stage: str, following: str) -> None:
        nonlocal clock
        seconds[stage] = round(time.perf_counter() - clock, 3)
        clock = time.perf_counter()
        (out / "stage.txt").write_text(following)

    connection = duckdb.connect(str(out / "splink.duckdb"))
    connection.execute(
        "create table people as select *, list_distinct(string_split(address, ' ')) "
        "as address_words from read_parquet(?)",
        [str(data / "clean.parquet")],
    )
    chance = {
        column: [equal_by_chance(connection, column), *near_by_chance(connection, column, slips)]
        for column, slips in NUMBERS.items()
    }
    database = DuckDBAPI(connection)
    linker = Linker(database.register("people"), settings(chance), log_level=None)
    lap("read", "train")
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("personal_id", "name"), block_on("name", "dob", "mother")], recall=PRIOR_RECALL
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED, min_count_per_level=None)
    for columns in (("dob",), ("name",), ("mother", "father")):
        training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns), estimate_without_term_frequencies=True
        )
    lap("train", "score")
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    lap("score", "cluster")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=THRESHOLD
    )
    lap("cluster", "write")
    connection.execute(
        "copy (select record_id_l, record_id_r, match_weight, match_probability "
        f"from {predicted.physical_name}) to '{out / 'scored.parquet'}' (format parquet)"
    )
    connection.execute(
        f"copy (select record_id, cluster_id as entity_id from {clusters.physical_name}) "
        f"to '{out / 'entities.parquet'}' (format parquet)"
    )
    connection.close()
    (out / "splink.duckdb").unlink()
    (out / "timed.json").write_text(
        json.dumps(
            {
                "versions": {"splink": splink.__version__, "duckdb": duckdb.__version__},
                "settings": {"threshold": THRESHOLD, "prior_recall": PRIOR_RECALL, "seed": SEED},
                "seconds": seconds,
            }
        )
    )


def equal_by_chance(connection: duckdb.DuckDBPyConnection, column: str) -> float:
    """Share of all pairs of filled cells that hold the same value."""
    rows = connection.execute(
        f"with counted as (select count(*) as n from people where {column} is not null "
        f"group by {column}) select sum(n * (n - 1)) / (sum(n) * (sum(n) - 1)) from counted"
    ).fetchall()
    return float(rows[0][0])


def near_by_chance(
    connection: duckdb.DuckDBPyConnection, column: str, slips: tuple[int, ...]
) -> list[float]:
    """Share of the pairs of a sample that are each count of slips apart, at least half a pair."""
    counts = "".join(
        f", count(*) filter (levenshtein(a.v, b.v) between {least} and {most})"
        for least, most in zip((1, *(s + 1 for s in slips)), slips, strict=False)
    )
    rows = connection.execute(
        f"with drawn as (select {column} as v, row_number() over (order by hash(record_id)) as i "
        f"from people where {column} is not null qualify i <= {SAMPLE}) "
        f"select count(*){counts} from drawn a join drawn b on a.i < b.i"
    ).fetchall()
    pairs, *found = rows[0]
    return [max(count, 0.5) / pairs for count in found]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
