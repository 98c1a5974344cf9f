"""The search for rules: it reaches what is wanted, and keeps nothing it does not need."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from linkage import synthesise
from linkage.blocking import block
from linkage.blocking_search import _bits, _cover, _Found, _unseen, propose, wide_rules
from linkage.cli import main
from linkage.engine import Engine, Table
from linkage.errors import LinkageError
from linkage.evaluate import blocking_quality, judge_blocking
from linkage.standardisation import standardise


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("population") / "heavy"
    synthesise(3_000, "heavy", 11, out=made)
    return made


@pytest.fixture(scope="module")
def records(folder: Path) -> Iterator[Table]:
    with Engine() as engine:
        yield standardise(folder / "people.parquet", engine=engine)


def found(rows: list[tuple[set[int], float, float]]) -> _Found:
    by, pairs, worth = zip(*((_bits(sorted(rules)), p, w) for rules, p, w in rows), strict=True)
    return _Found(np.array(by), np.array(pairs), np.array(worth))


def slow_cheapest(given: _Found, needed: float, rules: int) -> float:
    """The fewest pairs of any set of rules that finds enough."""
    costs = []
    for size in range(1, rules + 1):
        for chosen in combinations(range(rules), size):
            covered = (given.by & _bits(chosen)) != 0
            if given.worth[covered].sum() >= needed:
                costs.append(float(given.pairs[covered].sum()))
    return min(costs)


@pytest.mark.parametrize("seed", range(8))
def test_greedy_is_close_to_the_best_of_all_sets(seed: int) -> None:
    draw = np.random.default_rng(seed)
    masks = draw.choice(np.arange(1, 64), 25, replace=False)
    pairs = draw.integers(5, 500, 25).astype(float)
    given = _Found(masks, pairs, pairs * draw.random(25))
    needed = 0.95 * given.worth.sum()
    rules = wide_rules()[:6]
    chosen = _cover(given, needed, rules)
    covered = (given.by & _bits(chosen)) != 0
    assert given.worth[covered].sum() >= needed
    assert given.pairs[covered].sum() <= 1.3 * slow_cheapest(given, needed, 6)
    for number in chosen:
        without = (given.by & _bits([n for n in chosen if n != number])) != 0
        assert given.worth[without].sum() < needed


def test_what_is_unseen_follows_from_what_was_seen_once_and_twice() -> None:
    given = found([({0}, 50, 6.0), ({1}, 50, 4.0), ({0, 1}, 20, 10.0), ({0, 1, 2}, 9, 9.0)])
    assert _unseen(given) == pytest.approx(10.0**2 / (2 * 10.0))


def test_the_proposal_is_cheaper_and_finds_what_it_says(records: Table, folder: Path) -> None:
    proposal = propose(records, wanted=0.97)
    assert 0 < len(proposal.rules) < len(wide_rules())
    assert proposal.completeness >= 0.97
    pairs = block(records, proposal.rules)
    assert len(pairs) == proposal.pairs < proposal.wide_pairs
    quality = blocking_quality(judge_blocking(pairs, folder / "truth.parquet"))
    assert quality.completeness.value is not None
    assert quality.completeness.value > 0.9


def test_what_cannot_be_reached_is_said(records: Table) -> None:
    few = [rule for rule in wide_rules() if rule.name in ("number", "cmnd", "phone")]
    with pytest.raises(LinkageError, match="do not reach"):
        propose(records, wanted=0.999, wide=few)
    with pytest.raises(LinkageError, match="cannot be looked for"):
        propose(records, wanted=99.5)


def test_command_explains_and_proposes(
    records: Table, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = str(tmp_path / "records.parquet")
    records.write(written)
    truth = str(folder / "truth.parquet")
    out = tmp_path / "pairs.parquet"
    assert main(["block", written, "--explain", "--truth", truth, "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "pair completeness" in shown
    assert "largest blocks" in shown
    assert "true, only here" in shown
    assert out.exists()
    assert main(["block", written, "--propose", "0.95"]) == 0
    assert "candidate pairs per record" in capsys.readouterr().out
    assert main(["block", written]) == 1
    assert "nothing to do" in capsys.readouterr().err
