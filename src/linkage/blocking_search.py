"""Search for the cheapest blocking rules that find nearly all pairs of one person.

No truth is needed. A generous set of rules makes candidates, a model says how likely each is
one person, and a rule is worth what it finds: the sum of those probabilities over its new
pairs. Rules are taken greedily by worth per new pair until enough is found (weighted set
cover: Chvátal, A greedy heuristic for the set-covering problem, 1979), then each that is no
longer needed is taken out again, the costliest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linkage.agreement import Counts
from linkage.blocking import BlockingRule, block_on, default_rules, pairs_by_rule
from linkage.engine import Table, TableLike, as_table
from linkage.errors import LinkageError
from linkage.model import Model, default_model
from linkage.schema import Pairs, Records, Scored
from linkage.scoring import score

WANTED = 0.995
"""Pair completeness that is looked for when none is given."""


def wide_rules() -> tuple[BlockingRule, ...]:
    """Candidates of the search: the default rules, and others that do similar work."""
    name, birth = Records.name, Records.birth
    given, surname = name.given_phonetic.name, name.surname_phonetic.name
    whole, initials = name.sorted_fold.name, name.initials.name
    date, year, month, day = (c.name for c in (birth.date, birth.year, birth.month, birth.day))
    ward, province = Records.home_wards.name, Records.home_groups.name
    registered, origin = Records.registration.group.name, Records.origin.group.name
    return (
        *default_rules(),
        block_on(date, registered, name="date_registration", refine=(surname, given)),
        block_on(date, origin, name="date_origin", refine=(surname, given)),
        block_on(date, given, name="given_date", refine=(surname, province)),
        block_on(whole, registered, name="name_registration", refine=(year, month)),
        block_on(whole, origin, name="name_origin", refine=(year, month)),
        block_on(whole, month, day, name="name_day", refine=(province,)),
        block_on(given, year, province, name="given_year_home", refine=(surname, ward)),
        block_on(given, year, registered, name="given_year_registration", refine=(surname, month)),
        block_on(given, month, day, origin, name="given_day_origin", refine=(surname,)),
        block_on(initials, ward, name="initials_ward", refine=(Records.sex.name, year)),
        block_on(initials, origin, name="initials_origin", refine=(Records.sex.name, month, year)),
        block_on(surname, month, day, province, name="surname_day_home", refine=(ward,)),
    )


@dataclass(frozen=True)
class Proposal:
    """The cheapest rules that were found, and what they are expected to do.

    Attributes:
        rules: The rules, the most worth per pair first.
        completeness: Expected share of the pairs of one person that the rules find.
        unseen: Pairs of one person that no rule of the wide set is expected to find; they
            count as missed in `completeness`.
        pairs: Candidate pairs of the rules together.
        pairs_per_record: The same per record.
        wide_pairs: Candidate pairs of the wide set, for comparison.
    """

    rules: tuple[BlockingRule, ...]
    completeness: float
    unseen: float
    pairs: int
    pairs_per_record: float
    wide_pairs: int


def propose(
    records: TableLike,
    model: Model | None = None,
    *,
    wanted: float = WANTED,
    wide: Sequence[BlockingRule] | None = None,
) -> Proposal:
    """Find the cheapest rules for a wanted pair completeness, without labels.

    Args:
        records: What `standardise` returned; all of them, since what a rule costs depends
            on how many there are.
        model: The model that says how likely a pair is one person; the shipped one when not
            given.
        wanted: Pair completeness to reach, between 0 and 1.
        wide: Rules to choose from; `wide_rules` when not given.

    Raises:
        LinkageError: If `wanted` is no share, or all rules together do not reach it.
    """
    if not 0 < wanted < 1:
        raise LinkageError(
            f"A pair completeness of {wanted} cannot be looked for.",
            hint="give a share such as 0.995.",
        )
    rules = wide_rules() if wide is None else tuple(wide)
    table = as_table(records, Records)
    found = _found_by(table, rules, default_model() if model is None else model)
    unseen = _unseen(found)
    chosen = _cover(found, wanted * (found.worth.sum() + unseen), rules)
    covered = (found.by & _bits(chosen)) != 0
    pairs = int(found.pairs[covered].sum())
    return Proposal(
        rules=tuple(rules[number] for number in chosen),
        completeness=float(found.worth[covered].sum() / (found.worth.sum() + unseen)),
        unseen=unseen,
        pairs=pairs,
        pairs_per_record=pairs / max(1, len(table)),
        wide_pairs=int(found.pairs.sum()),
    )


@dataclass(frozen=True)
class _Found:
    """Candidate pairs by the set of rules that find them.

    Attributes:
        by: Each set of rules, as bits.
        pairs: Pairs found by just these rules.
        worth: Expected pairs of one person among them.
    """

    by: npt.NDArray[np.int64]
    pairs: Counts
    worth: Counts


def _found_by(table: Table, rules: Sequence[BlockingRule], model: Model) -> _Found:
    engine = table.engine
    hits = pairs_by_rule(table, rules)
    left, right, rule = Pairs.record_id_l.name, Pairs.record_id_r.name, Pairs.rule.name
    bit = "(1::bigint << (list_position(?::varchar[], rule) - 1))"
    masked = engine.create(
        Pairs,
        f"select {left}, {right}, '' as {rule}, bit_or({bit}) as found_by "
        f"from {hits.name} group by all",
        [[rule.name for rule in rules]],
    )
    scored = score(table, masked, model)
    rows = engine.arrow(
        f"""
        select found_by, count(*)::double as pairs,
               coalesce(sum({Scored.match_probability.name}), 0) as worth
        from {masked.name} left join {scored.name} using ({left}, {right})
        group by found_by order by found_by
        """
    )
    for made in (hits, masked, scored):
        made.drop()
    by, pairs, worth = (column.to_numpy() for column in rows.columns)
    return _Found(by, pairs, worth)


def _bits(chosen: Sequence[int]) -> int:
    return sum(1 << number for number in chosen)


def _unseen(found: _Found) -> float:
    """Pairs that no rule finds, from those that one and that two rules find.

    Source: Chao, Estimating the population size for capture-recapture data with unequal
    catchability, Biometrics 43 (1987); a lower bound.
    """
    times = np.array([int(mask).bit_count() for mask in found.by])
    once, twice = (float(found.worth[times == n].sum()) for n in (1, 2))
    return once * once / (2 * twice) if twice else 0.0


def _cover(found: _Found, needed: float, rules: Sequence[BlockingRule]) -> list[int]:
    """Greedy choice by worth per new pair, then without what the others make needless."""
    if found.worth.sum() < needed:
        raise LinkageError(
            "The rules together do not reach the wanted pair completeness.",
            f"They find {found.worth.sum():,.0f} of {needed:,.0f} expected pairs.",
            "add rules to choose from, raise their largest_block, or want less.",
        )
    finds = [(found.by >> number & 1).astype(bool) for number in range(len(rules))]
    chosen: list[int] = []
    left = np.ones(len(found.by), dtype=bool)
    while found.worth[~left].sum() < needed:
        rate = [
            found.worth[left & each].sum() / max(1.0, found.pairs[left & each].sum())
            if number not in chosen
            else -1.0
            for number, each in enumerate(finds)
        ]
        chosen.append(int(np.argmax(rate)))
        left &= ~finds[chosen[-1]]
    for number in sorted(chosen, key=lambda n: -float(found.pairs[finds[n]].sum())):
        others = [n for n in chosen if n != number]
        if found.worth[(found.by & _bits(others)) != 0].sum() >= needed:
            chosen = others
    return chosen
