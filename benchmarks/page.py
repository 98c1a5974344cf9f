"""The page of results, written from the kept runs alone."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.comparing import shown
from benchmarks.datasets import DATASETS
from benchmarks.drawing import chart
from benchmarks.runs import Run, latest
from benchmarks.systems import SYSTEMS

INTRODUCTION = """\
# Benchmarks

Written by `python -m benchmarks page` from `benchmarks/results/`; do not edit.

All data is synthetic: people who do not exist, made by `linkage synthesise` with seeds that no
model was trained on. The generator shares no rule with the matcher, but one team wrote both, and
figures on a real register will differ. [measures.md](measures.md) says what the measures mean.
Intervals are 95 %.

Peers get the same records with names folded, dates read and numbers stripped to digits; `linkage`
gets the raw text and the history of numbers. A system counts a pair as found at its own threshold.
*Best F1* grants each the threshold that hindsight would choose, so that none loses by a badly set
one. *Recall at 0.99* is the largest recall at a precision of at least 0.99. A commit with
`+changes` ran with files that differed from it.
"""

AGAIN = """\
## Run it again

```text
python -m benchmarks run --dataset base-20k --system linkage splink
python -m benchmarks run --dataset all --system all --resume
python -m benchmarks compare base-20k/linkage base-20k/splink
python -m benchmarks page
```

`all` is every dataset up to 200,000 people and every system. With `--resume` a run that this
commit has made on the same people is not made again, so an interrupted series goes on.

Populations are made when first needed, and peers get environments of their own, both under
`build/benchmarks`. Times include starting Python, reading and writing; memory is the largest sum
over the processes of a run.
"""


def write(kept: list[Run], docs: Path) -> str:
    """Write the page and its charts; returns what was written."""
    charts = docs / "benchmarks"
    charts.mkdir(parents=True, exist_ok=True)
    last = latest(kept)
    parts = [INTRODUCTION, _systems()]
    for name in DATASETS:
        runs = [last[name, system] for system in SYSTEMS if (name, system) in last]
        if runs:
            parts.append(_dataset(name, runs, charts))
    parts.append(AGAIN)
    page = docs / "benchmarks.md"
    page.write_text("\n".join(parts), encoding="utf-8")
    return f"{page}: {len(last)} runs"


def table(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A Markdown table."""
    head = list(header)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _systems() -> str:
    return table(["system", "what it is"], [[s.name, s.about] for s in SYSTEMS.values()])


def _dataset(name: str, runs: list[Run], charts: Path) -> str:
    dataset, done = DATASETS[name], [line for line in runs if "failed" not in line]
    machine = runs[-1]["machine"]
    parts = [
        f"## {name}\n",
        f"{runs[0]['records']:,} records of {dataset.people:,} people, "
        f"profile `{dataset.profile}`, seed {dataset.seed}. "
        f"{machine['cores']} cores, {machine['memory_gb']} GB, "
        f"{machine['cpu']}.\n",
        table(
            [
                "system",
                "precision",
                "recall",
                "F1",
                "best F1",
                "recall at 0.99",
                "clusters B³ F1",
                "people of several records whole",
                "seconds",
                "peak MB",
                "commit",
            ],
            [_row(line) for line in runs],
        ),
    ]
    if done:
        parts.append(_precision_recall(name, done, charts))
        parts.append("### False merges of look-alikes\n")
        parts.append(_look_alikes(done))
        parts.append("### Seconds and memory by stage\n")
        parts.append(_stages(done))
    parts += [_own(name, line, charts) for line in done if line["system"] == "linkage"]
    return "\n".join(parts)


def _row(line: Run) -> list[str]:
    if "failed" in line:
        return [line["system"], line["failed"], *[""] * 8, line["commit"]]
    quality = line["quality"]
    return [
        line["system"],
        *(shown(quality["pairs"][name], 3) for name in ("precision", "recall", "f1")),
        f"{quality['best_f1']:.3f}",
        shown(quality["recall_at_precision"]["0.99"]["recall"], 3),
        shown(quality["clusters"]["b3_f1"]),
        shown(quality["clusters"]["exact_of_several"], 3),
        f"{line['wall_seconds']:.0f}",
        f"{line['peak_mb']:,}",
        line["commit"],
    ]


def _precision_recall(name: str, runs: list[Run], charts: Path) -> str:
    path = charts / f"{name}-precision-recall.svg"
    lines = {line["system"]: line["quality"]["curve"] for line in runs}
    path.write_text(
        chart(f"Precision and recall, {name}", "recall", "precision", lines, low=(0.0, 0.5)),
        encoding="utf-8",
    )
    return f"![Precision against recall of each system on {name}](benchmarks/{path.name})\n"


def _look_alikes(runs: list[Run]) -> str:
    reasons = sorted({row["reason"] for line in runs for row in line["quality"]["false_merges"]})
    found = [{row["reason"]: row for row in line["quality"]["false_merges"]} for line in runs]
    return table(
        ["look-alike", "pairs", *(line["system"] for line in runs)],
        [
            [
                reason,
                f"{found[0][reason]['pairs']:,}",
                *(
                    f"{rows[reason]['merged']:,}: {shown(rows[reason]['share'], 3)}"
                    for rows in found
                ),
            ]
            for reason in reasons
        ],
    )


def _share(count: int | None, of: int) -> str:
    """A share where both are known; runs before the figure existed do not have it."""
    return f"{count / of:.3f}" if count is not None and of else "–"


def _stages(runs: list[Run]) -> str:
    """Seconds of each stage as the system counts them, and the most memory watched in it."""
    rows = []
    for line in runs:
        seconds, peaks = line["seconds"], line.get("peak_mb_by_stage", {})
        for stage in [*seconds, *(stage for stage in peaks if stage not in seconds)]:
            peak = f"{peaks[stage]:,}" if stage in peaks else "–"
            rows.append([line["system"], stage, seconds.get(stage, "–"), peak])
    return table(["system", "stage", "seconds", "peak MB"], rows)


def _own(name: str, line: Run, charts: Path) -> str:
    """What is measured of `linkage` alone."""
    quality = line["quality"]
    bins = quality["calibration"]["width"]["bins"]
    path = charts / f"{name}-calibration.svg"
    path.write_text(
        chart(
            f"Calibration of linkage, {name}",
            "predicted probability",
            "share of true pairs",
            {"linkage": [(row["predicted"], row["observed"]) for row in bins]},
            diagonal=True,
        ),
        encoding="utf-8",
    )
    blocking = quality["blocking"]
    parts = [
        "### Cases of linkage\n",
        "*Once* is the share of the planted matters that one correct case tells of, and no more; "
        "*elsewhere* counts missed matters whose records stand in a correct case of another "
        "kind.\n",
        table(
            ["kind", "planted", "found", "precision", "recall", "once", "elsewhere", "exact"],
            [
                [
                    f"`{row['kind']}`",
                    row["planted"],
                    row["found"],
                    shown(row["precision"], 3),
                    shown(row["recall"], 3),
                    _share(row.get("once"), row["planted"]),
                    row["elsewhere"],
                    row["exact"],
                ]
                for row in quality["cases"]["kinds"]
            ],
        ),
        "### Probabilities of linkage\n",
        f"Expected calibration error {shown(quality['calibration']['width']['expected_error'])}, "
        f"Brier score {shown(quality['calibration']['width']['brier'])}, on scored pairs.\n",
        f"![Predicted against observed share of true pairs](benchmarks/{path.name})\n",
        "### Blocking of linkage\n",
        f"{blocking['pairs']:,} candidate pairs; pair completeness "
        f"{shown(blocking['completeness'])}, pairs quality {shown(blocking['quality'])}.\n",
        table(
            ["rule", "pairs", "true pairs", "completeness", "true pairs only it finds"],
            [
                [
                    f"`{row['rule']}`",
                    f"{row['pairs']:,}",
                    f"{row['correct']:,}",
                    shown(row["completeness"], 3),
                    f"{row['only_correct']:,}",
                ]
                for row in blocking["rules"]
            ],
        ),
        "### Slices of linkage\n",
        table(
            ["slice", "value", "true pairs", "precision", "recall"],
            [
                [
                    part,
                    value,
                    f"{row['correct'] + row['missed']:,}",
                    shown(row["precision"], 3),
                    shown(row["recall"], 3),
                ]
                for part, values in quality["slices"].items()
                for value, row in values.items()
            ],
        ),
    ]
    return "\n".join(parts)
