"""Cases against the matters that were planted, by kind."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pyarrow as pa

from linkage.engine import Engine, Table, TableLike, as_table
from linkage.evaluate.figures import Codes, Figure, Flags, proportion
from linkage.evaluate.inputs import Matters, RecordIds, members, numbers, refuse
from linkage.schema import CaseKind

NOTHING = "nothing"
"""Stands for no case, or no matter, in the confusion of kinds."""


@dataclass(frozen=True, repr=False, eq=False)
class MatterList:
    """Kind and records of cases, or of planted matters.

    Attributes:
        kind: Kind of each.
        also: Kinds of what else is settled in each; empty where the table does not say.
        differs: Encoded facts in which the numbers of each differ; likewise.
        record_ids: Record ids of all, one after the other.
        owner: Which case each of these belongs to.
        counted: Whether each is in the slice.
    """

    kind: tuple[str, ...]
    also: tuple[frozenset[str], ...]
    differs: tuple[frozenset[str], ...]
    record_ids: pa.Array
    owner: Codes
    counted: Flags

    @property
    def size(self) -> Codes:
        """How many records each has."""
        return np.bincount(self.owner, minlength=len(self.kind)).astype(np.int64)

    def flagged(self, places: Codes) -> Flags:
        """Which are among some codes."""
        flags = np.zeros(len(self.kind), dtype=np.bool_)
        flags[places] = True
        return flags

    def count(self, chosen: Flags | None = None) -> Counter[str]:
        """How many of the slice, or of those chosen in it, there are of each kind."""
        counted = self.counted if chosen is None else self.counted & chosen
        return Counter(self.kind[i] for i in np.flatnonzero(counted))

    def within(self, record_ids: RecordIds) -> "MatterList":
        """Count only those with at least one of the records."""
        counted = self.flagged(self.owner[members(self.record_ids, record_ids)])
        return replace(self, counted=counted)


@dataclass(frozen=True, repr=False, eq=False)
class JudgedCases:
    """Cases with the planted matters they share records with; made by `judge_cases`.

    Attributes:
        cases: The cases found.
        matters: The matters planted.
        case: One side of the meetings of a case and a matter: code of the case.
        matter: The other side: code of the matter.
        shared: How many records they share.
    """

    cases: MatterList
    matters: MatterList
    case: Codes
    matter: Codes
    shared: Codes

    def __repr__(self) -> str:
        return f"<JudgedCases: {len(self.cases.kind):,} cases, {len(self.matters.kind):,} matters>"

    def within(self, record_ids: RecordIds) -> Self:
        """Count only cases and matters with at least one of the records."""
        return replace(
            self, cases=self.cases.within(record_ids), matters=self.matters.within(record_ids)
        )


def judge_cases(cases: TableLike, case_truth: TableLike) -> JudgedCases:
    """Compare cases with planted matters, once, for all case measures.

    Args:
        cases: Cases with `kind`, `record_ids` and, where they say it, `differs`.
        case_truth: Planted matters with `kind`, `record_ids` and, where they say it, `also`
            (kinds of what else is settled in the same case) and `differs`.

    Raises:
        InputError: If a row lacks its kind or its records.
    """
    with Engine() as engine:
        found, cases_table = _load(as_table(cases, Matters, engine), "cases")
        planted, matters_table = _load(as_table(case_truth, Matters, engine), "planted matters")
        rows = engine.arrow(
            f"""
            select c.owner as "case", m.owner as matter, count(*) as shared
            from {cases_table} c join {matters_table} m using (record_id)
            group by 1, 2 order by 2, 1
            """
        )
    return JudgedCases(
        found, planted, numbers(rows, "case"), numbers(rows, "matter"), numbers(rows, "shared")
    )


def _load(table: Table, what: str) -> tuple[MatterList, str]:
    """Number the rows and unfold their records."""
    engine, kind, ids = table.engine, Matters.kind.name, Matters.record_ids.name
    refuse(
        f"The {what} cannot be judged",
        {
            "rows without kind or records": f"select count(*) from {table.name} "
            f"where {kind} is null or coalesce(len({ids}), 0) = 0"
        },
        engine,
    )
    listed = ", ".join(
        f"{column.name if column.name in table.columns else '[]::varchar[]'} as {column.name}"
        for column in (Matters.also, Matters.differs)
    )
    coded = engine.store(
        "matters",
        f"select row_number() over (order by {kind}, {ids}) - 1 as owner, {kind} as kind, "
        f"{ids} as ids, {listed} from {table.name}",
    )
    unfolded = engine.store(
        "unfolded", f"select owner, unnest(list_distinct(ids)) as record_id from {coded}"
    )
    told = engine.arrow(f"select kind, also, differs from {coded} order by owner").to_pydict()
    rows = engine.arrow(f"select owner, record_id from {unfolded} order by 1, 2")
    return (
        MatterList(
            tuple(told["kind"]),
            tuple(frozenset(kinds or ()) for kinds in told["also"]),
            tuple(frozenset(facts or ()) for facts in told["differs"]),
            rows.column("record_id").combine_chunks(),
            numbers(rows, "owner"),
            np.ones(len(told["kind"]), dtype=np.bool_),
        ),
        unfolded,
    )


@dataclass(frozen=True)
class KindQuality:
    """Cases of one kind against the matters of this kind.

    Attributes:
        kind: The kind.
        planted: Matters planted.
        recalled: Matters that at least one case of the kind tells of.
        once: Matters that one correct case tells of, under whatever kind, and no more.
        elsewhere: Matters not recalled that a correct case of another kind tells of: the
            officer gets the records, under another heading.
        same_facts: Recalled matters of which a case of the kind names the same facts as
            differing; counted where cases and matters name facts.
        found: Cases found.
        correct: Cases that tell of at least one matter of the kind, or of a matter in which
            something of the kind is settled too.
        exact: Cases whose records are exactly those of a matter of the kind.
        precision: correct / found with a Wilson interval; undefined without cases.
        recall: recalled / planted with a Wilson interval; undefined without matters.
    """

    kind: str
    planted: int
    recalled: int
    once: int
    elsewhere: int
    same_facts: int
    found: int
    correct: int
    exact: int
    precision: Figure
    recall: Figure


@dataclass(frozen=True)
class CaseQuality:
    """All kinds, and what was taken for what.

    Attributes:
        kinds: One row for each kind, planted or found, in the order of their names.
        confusion: Matters by (planted kind, found kind); `nothing` where there is none.
    """

    kinds: tuple[KindQuality, ...]
    confusion: Mapping[tuple[str, str], int]

    def of(self, kind: str) -> KindQuality:
        """The row of one kind; all zero when it was neither planted nor found."""
        empty = KindQuality(kind, 0, 0, 0, 0, 0, 0, 0, 0, Figure(None), Figure(None))
        return next((row for row in self.kinds if row.kind == kind), empty)


def case_quality(judged: JudgedCases) -> CaseQuality:
    """Precision and recall for each kind of case, and the confusion of kinds.

    A case tells of a matter when they share at least two records, or one where either has no
    more. Of the same kind, the matter is recalled and the case correct; a case of a kind that
    is settled in the matter too is correct as well. Several cases may tell of one matter, as
    when an officer gets three records of one person as two pairs; each counts as correct, the
    matter once, and `once` says how often this did not happen. How often a case names just
    the right records says `exact`.

    The confusion counts each matter once. A recalled matter stands on the diagonal. One that
    is missed stands under the kind of an incorrect case that tells of it, the one with most
    records in common, else under `nothing`. Incorrect cases that no missed matter claims
    stand in the row `nothing`.

    Examples:
        >>> import pyarrow as pa
        >>> truth = pa.table({"kind": ["two_ids", "shared_id"],
        ...                   "record_ids": [["a", "b"], ["c", "d"]]})
        >>> cases = pa.table({"kind": ["two_ids", "id_typo"],
        ...                   "record_ids": [["a", "b", "e"], ["c", "d"]]})
        >>> quality = case_quality(judge_cases(cases, truth))
        >>> [(row.kind, row.precision, row.recall) for row in quality.kinds]
        [('id_typo', 0.0000 [0.0000, 0.7935], undefined), \
('shared_id', undefined, 0.0000 [0.0000, 0.7935]), \
('two_ids', 1.0000 [0.2065, 1.0000], 1.0000 [0.2065, 1.0000])]
        >>> dict(quality.confusion)
        {('shared_id', 'id_typo'): 1, ('two_ids', 'two_ids'): 1}
    """
    tells = _tells(judged)
    matches = tells & _same_kind(judged)
    fits = matches | (tells & _settled_too(judged))
    recalled = judged.matters.flagged(judged.matter[matches])
    correct = judged.cases.flagged(judged.case[fits])
    by_correct = judged.matters.flagged(judged.matter[tells & correct[judged.case]])
    once = np.bincount(judged.matter[fits], minlength=len(judged.matters.kind)) == 1
    same_facts = judged.matters.flagged(judged.matter[matches & _same_facts(judged)])
    larger = np.maximum(judged.matters.size[judged.matter], judged.cases.size[judged.case])
    exact = judged.cases.flagged(judged.case[matches & (judged.shared == larger)])
    matters, cases = judged.matters.count, judged.cases.count
    planted, found = matters(), cases()
    recalled_of, elsewhere_of = matters(recalled), matters(by_correct & ~recalled)
    once_of, same_facts_of = matters(once), matters(same_facts)
    correct_of, exact_of = cases(correct), cases(exact)
    kinds = tuple(
        KindQuality(
            kind,
            planted=planted[kind],
            recalled=recalled_of[kind],
            once=once_of[kind],
            elsewhere=elsewhere_of[kind],
            same_facts=same_facts_of[kind],
            found=found[kind],
            correct=correct_of[kind],
            exact=exact_of[kind],
            precision=proportion(correct_of[kind], found[kind]),
            recall=proportion(recalled_of[kind], planted[kind]),
        )
        for kind in sorted(planted | found)
    )
    return CaseQuality(kinds, _confusion(judged, recalled, correct))


def lawful_to_verify(judged: JudgedCases) -> dict[str, Figure]:
    """Share of the cases to verify that are lawful look-alikes, by the kind of look-alike.

    Such a case tells of a lawful matter and of none that is to be verified: it sends an officer
    to a family with which nothing is wrong.

    Examples:
        >>> import pyarrow as pa
        >>> truth = pa.table({"kind": ["twins", "shared_id"],
        ...                   "record_ids": [["a", "b"], ["c", "d"]]})
        >>> cases = pa.table({"kind": ["two_ids", "shared_id"],
        ...                   "record_ids": [["a", "b"], ["c", "d"]]})
        >>> lawful_to_verify(judge_cases(cases, truth))["twins"]
        0.5000 [0.0945, 0.9055]
    """
    lawful = {kind.value for kind in CaseKind if kind.explained}
    to_verify = np.array([kind not in lawful for kind in judged.cases.kind], dtype=np.bool_)
    to_verify &= judged.cases.counted
    of_kind = np.array([judged.matters.kind[m] for m in judged.matter.tolist()], dtype=object)
    tells = _tells(judged)
    real = judged.cases.flagged(judged.case[tells & ~np.isin(of_kind, list(lawful))])

    def share(kind: str) -> Figure:
        told = judged.cases.flagged(judged.case[tells & (of_kind == kind)])
        return proportion(int(np.sum(to_verify & ~real & told)), int(np.sum(to_verify)))

    return {kind: share(kind) for kind in sorted(lawful)}


def _tells(judged: JudgedCases) -> Flags:
    """Which meetings share enough records for the case to tell of the matter."""
    smaller = np.minimum(judged.matters.size[judged.matter], judged.cases.size[judged.case])
    enough: Flags = judged.shared >= np.minimum(smaller, 2)
    return enough


def _meetings(judged: JudgedCases) -> Iterator[tuple[int, int]]:
    """Case and matter of each meeting."""
    yield from zip(judged.case.tolist(), judged.matter.tolist(), strict=True)


def _same_kind(judged: JudgedCases) -> Flags:
    """Which meetings are of a case and a matter of one kind."""
    found, planted = judged.cases.kind, judged.matters.kind
    return np.array([found[c] == planted[m] for c, m in _meetings(judged)], dtype=np.bool_)


def _settled_too(judged: JudgedCases) -> Flags:
    """Which meetings are of a case whose kind is settled in the matter besides its own."""
    found, also = judged.cases.kind, judged.matters.also
    return np.array([found[c] in also[m] for c, m in _meetings(judged)], dtype=np.bool_)


def _same_facts(judged: JudgedCases) -> Flags:
    """Which meetings are of a case and a matter whose numbers differ in the same facts."""
    found, planted = judged.cases.differs, judged.matters.differs
    return np.array([found[c] == planted[m] for c, m in _meetings(judged)], dtype=np.bool_)


def _confusion(judged: JudgedCases, recalled: Flags, correct: Flags) -> dict[tuple[str, str], int]:
    """What was taken for what, each matter and each unclaimed case once."""
    planted, found = judged.matters.kind, judged.cases.kind
    open_meetings = np.flatnonzero(
        _tells(judged) & ~recalled[judged.matter] & ~correct[judged.case]
    )
    best = open_meetings[np.argsort(-judged.shared[open_meetings], kind="stable")]
    taken: dict[int, int] = {}
    for matter, case in zip(judged.matter[best].tolist(), judged.case[best].tolist(), strict=True):
        taken.setdefault(matter, case)
    counts: Counter[tuple[str, str]] = Counter()
    for matter in np.flatnonzero(judged.matters.counted).tolist():
        kind = planted[matter]
        if recalled[matter]:
            counts[kind, kind] += 1
        else:
            counts[kind, found[taken[matter]] if matter in taken else NOTHING] += 1
    claimed = judged.cases.flagged(np.array(list(taken.values()), dtype=np.int64))
    for case in np.flatnonzero(judged.cases.counted & ~correct & ~claimed).tolist():
        counts[NOTHING, found[case]] += 1
    return dict(sorted(counts.items()))
