"""`linkage` as shipped: one review of the raw extract, then each blocking rule alone."""

import datetime
import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import linkage


def main(data: Path, out: Path) -> None:
    def began(stage: str, _: int) -> None:
        (out / "stage.txt").write_text(stage)

    result = linkage.review(
        data / "people.parquet",
        id_history=data / "id_history.parquet",
        as_of=datetime.date(2026, 9, 30),
        lang="en",
        progress=began,
    )
    result.scored.write(out / "scored.parquet")
    result.entities.write(out / "entities.parquet")
    result.cases.write(out / "cases.parquet")
    counts = result.manifest["counts"]
    (out / "timed.json").write_text(
        json.dumps(
            {
                "versions": result.manifest["versions"],
                "settings": {
                    "threshold": result.model.match_threshold,
                    "model": result.manifest["model"]["sha256"][:12],
                },
                "seconds": result.manifest["seconds"],
                "candidates": counts["candidate_pairs"],
            }
        )
    )
    found = [linkage.block(result.records, [rule]).to_arrow() for rule in result.model.blocking]
    pq.write_table(pa.concat_tables(found), out / "candidates.parquet", compression="zstd")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
