"""goldenmatch with the Fellegi-Sunter configuration that it chooses by itself."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import goldenmatch
import pyarrow as pa
import pyarrow.parquet as pq


def main(data: Path, out: Path) -> None:
    start = time.perf_counter()
    table = pq.read_table(data / "clean.parquet")
    ids = table.column("record_id").to_pylist()
    columns = table.drop_columns(["record_id"])
    read = time.perf_counter()
    (out / "stage.txt").write_text("configure")
    configuration = goldenmatch.auto_configure_probabilistic_df(columns)
    configured = time.perf_counter()
    (out / "stage.txt").write_text("dedupe")
    result = goldenmatch.dedupe_df(columns, config=configuration)
    done = time.perf_counter()
    scores: dict[tuple[str, str], float] = {}
    for a, b, score in result.scored_pairs:
        pair = (min(ids[a], ids[b]), max(ids[a], ids[b]))
        scores[pair] = max(score, scores.get(pair, 0.0))
    pq.write_table(
        pa.table(
            {
                "record_id_l": pa.array([pair[0] for pair in scores], pa.string()),
                "record_id_r": pa.array([pair[1] for pair in scores], pa.string()),
                "match_probability": pa.array(list(scores.values()), pa.float64()),
            }
        ),
        out / "scored.parquet",
    )
    members = [
        (ids[row], str(name)) for name, group in result.clusters.items() for row in group["members"]
    ]
    pq.write_table(
        pa.table(
            {
                "record_id": pa.array([record for record, _ in members], pa.string()),
                "entity_id": pa.array([name for _, name in members], pa.string()),
            }
        ),
        out / "entities.parquet",
    )
    lowest = min(scores.values(), default=0.0)
    (out / "timed.json").write_text(
        json.dumps(
            {
                "versions": {"goldenmatch": version("goldenmatch")},
                "settings": {
                    "threshold": lowest,
                    "configuration": "automatic Fellegi-Sunter; every pair it returns counts",
                },
                "seconds": {
                    "read": round(read - start, 3),
                    "configure": round(configured - read, 3),
                    "dedupe": round(done - configured, 3),
                },
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
