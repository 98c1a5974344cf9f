"""How long the report of many cases takes, how large it is, and how soon its pages stand.

    python -m benchmarks.report_speed POPULATION --cases 50000 --out DIR

POPULATION is a folder that `linkage synthesise` wrote. Its cases are repeated under other ids
until there are as many as asked for. The pages are opened in chromium, where it is installed.
"""

import argparse
import datetime
import resource
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import linkage
from linkage.pipeline import ReviewResult

sys.path.append(str(Path(__file__).parents[1] / "tests" / "casework"))


def repeated(result: ReviewResult, cases: int) -> ReviewResult:
    """The review with its cases repeated."""
    times = -(-cases // len(result.cases))
    tables = {}
    for name in ("cases", "evidence"):
        table = getattr(result, name)
        query = (
            f"select * replace (case_id || '-' || i as case_id) from {table.name}, "
            f"range({times}) r(i)"
        )
        tables[name] = table.engine.create(table.schema, query)
    return replace(result, **tables)


def opened(pages: list[Path]) -> None:
    """Open pages in a browser and print when each was ready."""
    from browser import BROWSER, DRIVER, Browser

    if not (BROWSER and DRIVER):
        print("chromium and chromedriver are not installed: no page was opened")
        return
    script = (
        "const [t] = performance.getEntriesByType('navigation');"
        "return [t.domContentLoadedEventEnd, t.loadEventEnd]"
    )
    with tempfile.TemporaryDirectory() as profile, Browser(Path(profile)) as browser:
        for page in pages:
            browser.open(page)
            ready, loaded = browser.run(script)
            size = page.stat().st_size / 1e3
            print(f"{page.name:<44}{size:>8,.0f} kB  ready {ready:>5.0f} ms  all {loaded:>5.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("population", type=Path)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    result = linkage.review(
        options.population / "people.parquet",
        id_history=options.population / "id_history.parquet",
        as_of=datetime.date(2026, 11, 1),
    )
    result = repeated(result, options.cases)
    shutil.rmtree(options.out, ignore_errors=True)
    before = time.process_time()
    result.write(options.out)
    seconds = time.process_time() - before
    site = options.out / "report"
    files = [path for path in site.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(result.cases):,} cases of {len(result.records):,} records")
    print(f"written in {seconds:.0f} s of CPU, peak memory of the whole run {peak:,} MB")
    print(f"{len(files):,} files, {size / 1e6:,.0f} MB")

    def largest(folder: str) -> Path:
        return max(site.glob(f"{folder}/*.html"), key=lambda path: path.stat().st_size)

    opened([site / "index.html", largest("units"), largest("cases"), site / "find.html"])


if __name__ == "__main__":
    main()
