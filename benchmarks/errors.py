"""Errors of the shipped model by cause: why pairs are missed, who is wrongly taken for one person.

    python -m benchmarks.errors [--profile base] [--people 200000] [--seed 911]

A population of the profile is made, its candidate pairs are scored, and pairs on the wrong side
of the threshold are counted: missed ones by the facts that speak against them, false ones by why
their people look alike.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

import linkage
from benchmarks.machine import line
from linkage.blocking import block
from linkage.engine import Engine
from linkage.model import Model, default_model
from linkage.schema import WEIGHT_PREFIX

AGAINST = -1.0
"""Weight, in bits, from which on a fact is told as one that speaks against."""

SHOWN = 12


def errors(population: Path, model: Model, engine: Engine) -> tuple[Counter[str], Counter[str]]:
    """Missed pairs by what speaks against them, and false pairs by kind of look-alike."""
    records = linkage.standardise(population / "people.parquet", engine=engine)
    scored = linkage.score(records, block(records, model.blocking), model, least_probability=0)
    people = engine.store("people", f"select * from '{population / 'truth.parquet'}'")
    judged = engine.store(
        "judged",
        f"""select s.*, l.entity_id = r.entity_id as same from {scored.name} s
            join {people} l on l.record_id = s.record_id_l
            join {people} r on r.record_id = s.record_id_r""",
    )
    wrong = engine.arrow(
        f"""select j.*, coalesce(h.reason, 'none of these') as alike from {judged} j
            left join '{population / "hard_negatives.parquet"}' h
            on least(h.record_id_l, h.record_id_r) = j.record_id_l
            and greatest(h.record_id_l, h.record_id_r) = j.record_id_r
            where same <> (match_probability >= {model.match_threshold})"""
    ).to_pylist()
    ((missing,),) = engine.rows(_MISSING.format(people=people, judged=judged))
    facts = [table.name for table in model.comparisons]
    missed = Counter({"not among the candidates": missing}) + Counter(
        ", ".join(f for f in facts if row[WEIGHT_PREFIX + f] <= AGAINST) or "nothing"
        for row in wrong
        if row["same"]
    )
    return missed, Counter(row["alike"] for row in wrong if not row["same"])


_MISSING = """
    select (select sum(n * (n - 1) // 2)::bigint
            from (select count(*) as n from {people} group by entity_id))
        - (select count(*) from {judged} where same)
"""


def table(title: str, counts: Counter[str]) -> str:
    """A Markdown table of the commonest causes."""
    total = sum(counts.values())
    rows = [f"| {cause} | {n} | {n / total:.0%} |" for cause, n in counts.most_common(SHOWN)]
    return "\n".join(
        [f"| {title} | pairs | share |", "|---|---|---|", *rows, f"| all | {total} | |"]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", default="base")
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=911)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Engine() as engine:
        population = Path(folder) / "population"
        linkage.synthesise(options.people, options.profile, options.seed, out=population)
        missed, false = errors(population, default_model(), engine)
    print(f"{options.profile}, {options.people:,} people, seed {options.seed}\n")
    print(table("missed: what speaks against", missed) + "\n")
    print(table("false: why they look alike", false) + "\n")
    print(line())


if __name__ == "__main__":
    main()
