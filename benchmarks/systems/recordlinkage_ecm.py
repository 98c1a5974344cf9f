"""recordlinkage with its unsupervised classifier, expectation and conditional maximisation."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import recordlinkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

THRESHOLD = 0.9
BLOCKS = (
    ["personal_id"],
    ["cmnd"],
    ["name", "dob"],
    ["dob", "mother"],
    ["dob", "father"],
    ["name", "birth_year"],
    ["name", "mother"],
    ["name", "father"],
    ["given", "dob"],
    ["given", "phone"],
    ["name", "province"],
)
NAME_LIKE = 0.88
NUMBER_LIKE = 0.9


def main(data: Path, out: Path) -> None:
    start = time.perf_counter()
    frame = pd.read_parquet(data / "clean.parquet").set_index("record_id")
    read = time.perf_counter()
    (out / "stage.txt").write_text("block")
    pairs = candidates(frame)
    blocked = time.perf_counter()
    (out / "stage.txt").write_text("compare")
    levels = compare(frame, pairs)
    compared = time.perf_counter()
    (out / "stage.txt").write_text("score")
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(levels)
    probability = classifier.prob(levels)
    scored = time.perf_counter()
    left, right = pairs.get_level_values(0), pairs.get_level_values(1)
    pd.DataFrame(
        {
            "record_id_l": left.to_numpy(),
            "record_id_r": right.to_numpy(),
            "match_probability": probability.to_numpy().clip(0, 1),
        }
    ).to_parquet(out / "scored.parquet", index=False)
    linked = (probability >= THRESHOLD).to_numpy()
    places = pd.Series(np.arange(len(frame)), index=frame.index)
    one, other = places[left[linked]].to_numpy(), places[right[linked]].to_numpy()
    graph = coo_matrix((np.ones(len(one)), (one, other)), shape=(len(frame), len(frame)))
    _, group = connected_components(graph, directed=False)
    pd.DataFrame({"record_id": frame.index, "entity_id": group.astype(str)}).to_parquet(
        out / "entities.parquet", index=False
    )
    (out / "timed.json").write_text(
        json.dumps(
            {
                "versions": {p: version(p) for p in ("recordlinkage", "pandas")},
                "settings": {"threshold": THRESHOLD},
                "seconds": {
                    "read": round(read - start, 3),
                    "block": round(blocked - read, 3),
                    "compare": round(compared - blocked, 3),
                    "score": round(scored - compared, 3),
                },
                "candidates": len(pairs),
            }
        )
    )


def candidates(frame: pd.DataFrame) -> pd.MultiIndex:
    """Pairs that agree on all columns of a block; a missing value agrees with nothing."""
    found = None
    for columns in BLOCKS:
        part = frame.dropna(subset=columns)
        block = recordlinkage.Index().block(columns).index(part)
        found = block if found is None else found.union(block)
    return found


def compare(frame: pd.DataFrame, pairs: pd.MultiIndex) -> pd.DataFrame:
    """Agreement of each column as 0 or 1, as the classifier wants it; missing is 0."""
    rules = recordlinkage.Compare()
    for column in ("name", "father", "mother"):
        rules.string(column, column, method="jarowinkler", threshold=NAME_LIKE, label=column)
    for column in ("personal_id", "cmnd", "phone"):
        rules.string(column, column, method="levenshtein", threshold=NUMBER_LIKE, label=column)
    for column in ("dob", "sex"):
        rules.exact(column, column, label=column)
    rules.string("address", "address", method="cosine", threshold=0.7, label="address")
    return rules.compute(pairs, frame)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
