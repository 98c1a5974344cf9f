"""Two runs side by side, with their noise."""

from benchmarks.runs import Run

Interval = dict[str, float | None]


def find(runs: list[Run], wanted: str) -> Run:
    """The last run that `dataset/system` or `dataset/system@commit` names.

    Raises:
        SystemExit: If there is none; says which there are.
    """
    name, _, commit = wanted.partition("@")
    fitting = [
        line
        for line in runs
        if name == f"{line['dataset']['name']}/{line['system']}"
        and line["commit"].startswith(commit)
    ]
    if not fitting:
        there = sorted({f"{r['dataset']['name']}/{r['system']}@{r['commit']}" for r in runs})
        raise SystemExit(f"No run {wanted!r}. There are:\n  " + "\n  ".join(there))
    return fitting[-1]


def figures(line: Run) -> dict[str, Interval]:
    """The figures of a run that are compared, each with its interval."""
    if "failed" in line:
        return {}
    quality = line["quality"]
    rows: dict[str, Interval] = {
        f"pair {name}": quality["pairs"][name] for name in ("precision", "recall", "f1")
    }
    for precision, point in quality["recall_at_precision"].items():
        rows[f"recall at precision {precision}"] = point["recall"]
    for name in ("b3_f1", "pair_f1", "exact_of_several"):
        rows[f"cluster {name.replace('_', ' ')}"] = quality["clusters"][name]
    if "calibration" in quality:
        rows["calibration error"] = quality["calibration"]["width"]["expected_error"]
    if "blocking" in quality:
        rows["pair completeness"] = quality["blocking"]["completeness"]
    for kind in quality.get("cases", {"kinds": []})["kinds"]:
        for name in ("precision", "recall"):
            rows[f"{kind['kind']} {name}"] = kind[name]
    return rows


def side_by_side(one: Run, other: Run) -> str:
    """A table of both runs; `<` and `>` mark intervals that do not meet.

    The last lines say which differences are inside the noise. Intervals that meet do not show
    that the runs are equal: on the same data, errors of two systems are alike and a smaller
    difference can be real.
    """
    lines = [f"{'':34}{'A':>26}  {'B':>26}"]
    for label, key in (
        ("system", "system"),
        ("commit", "commit"),
        ("seconds", "wall_seconds"),
        ("peak MB", "peak_mb"),
    ):
        lines.append(f"{label:34}{one.get(key, '')!s:>26}  {other.get(key, '')!s:>26}")
    left, right = figures(one), figures(other)
    verdicts: dict[str, list[str]] = {"beyond": [], "inside": []}
    for name in [*left, *(name for name in right if name not in left)]:
        a, b = left.get(name), right.get(name)
        mark = _mark(a, b)
        lines.append(f"{name:34}{shown(a):>26}{mark or ' '} {shown(b):>26}")
        if mark is not None and a != b:
            verdicts["beyond" if mark.strip() else "inside"].append(name)
    for verdict, names in verdicts.items():
        lines.append(f"Differences {verdict} the noise: {', '.join(names) or 'none'}.")
    if one["dataset"] != other["dataset"] or one["generator"] != other["generator"]:
        lines.append("The runs are on different data.")
    return "\n".join(lines)


def shown(figure: Interval | None, digits: int = 4) -> str:
    if figure is None or figure["value"] is None:
        return "–"
    if figure["low"] is None:
        return f"{figure['value']:.{digits}f}"
    return f"{figure['value']:.{digits}f} [{figure['low']:.{digits}f}, {figure['high']:.{digits}f}]"


def _mark(a: Interval | None, b: Interval | None) -> str | None:
    """Which is surely less or more; blank where the intervals meet, None without intervals."""
    if a is None or b is None:
        return None
    low_a, high_a, low_b, high_b = a["low"], a["high"], b["low"], b["high"]
    if low_a is None or high_a is None or low_b is None or high_b is None:
        return None
    return "<" if high_a < low_b else ">" if high_b < low_a else " "
