"""Decisions: an append-only log of what officers concluded, safe against many writers and crashes.

The log is one SQLite file. A row is never edited: triggers refuse it, and a newer decision about
a case supersedes the older. Each batch is one transaction that is on the disk before `append`
returns; a process killed at any point leaves the whole batch or nothing of it. A row that is
handed in twice is one decision, so a batch may always be handed in again.
"""

import datetime
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from linkage.errors import InputError, OutputError
from linkage.schema import CaseKind, Verdict

WAIT_SECONDS = 120.0
"""How long a writer waits for the others."""

_MAGIC = b"SQLite format 3\x00"

_SCHEMA = """
create table if not exists decisions (
    number integer primary key autoincrement,
    mark text not null unique,
    case_id text not null,
    verdict text not null,
    about text not null,
    author text,
    decided_at text,
    note text,
    kind text,
    record_ids text not null,
    entity_ids text not null,
    record_marks text not null,
    probability real,
    sampled integer not null,
    added_at text not null
) strict;
create trigger if not exists decisions_are_not_edited before update on decisions
begin select raise(abort, 'a decision is superseded, never edited'); end;
create trigger if not exists decisions_are_not_removed before delete on decisions
begin select raise(abort, 'a decision is superseded, never removed'); end;
"""

_COLUMNS = (
    "mark, case_id, verdict, about, author, decided_at, note, kind, record_ids, entity_ids, "
    "record_marks, probability, sampled, added_at"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What an officer concluded about a case, and the case as it was then.

    Attributes:
        case_id: The case.
        verdict: The verdict.
        about: Records the verdict speaks about, when it is not all of the case.
        author: Who decided.
        decided_at: Day or time, ISO 8601.
        note: Remark of the officer.
        kind: Kind of the case.
        record_ids: Records of the case.
        entity_ids: For each of these records the entity it was proposed to belong to.
        record_marks: For each of these records the mark of its content.
        probability: How likely the suspicion seemed.
        sampled: Whether the case was drawn by chance below the threshold.
        number: Place in the log; 0 before it is in one.
    """

    case_id: str
    verdict: Verdict
    about: tuple[str, ...] = ()
    author: str | None = field(default=None, repr=False)
    decided_at: str | None = None
    note: str | None = field(default=None, repr=False)
    kind: CaseKind | None = None
    record_ids: tuple[str, ...] = ()
    entity_ids: tuple[str, ...] = ()
    record_marks: tuple[str, ...] = ()
    probability: float | None = None
    sampled: bool = False
    number: int = 0

    @property
    def binds(self) -> tuple[str, ...]:
        """Records the verdict speaks about, in order."""
        return self.about or self.record_ids

    @property
    def mark(self) -> str:
        """The same for the same decision, however often it is handed in."""
        said = (
            self.case_id,
            self.verdict.value,
            sorted(self.about),
            self.author,
            self.decided_at,
            self.note,
        )
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


class DecisionLog:
    """The log in one file, made when it does not exist.

    Args:
        path: The file.

    Raises:
        InputError: If the file is something else.
        OutputError: If the file cannot be opened.

    Examples:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "decisions.db"
        >>> said = Decision("c1", Verdict.DIFFERENT, ("a", "b"), decided_at="2026-11-26")
        >>> log = DecisionLog(path)
        >>> log.append([said]), log.append([said]), len(log)
        (1, 0, 1)
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if self.path.exists() and self.path.stat().st_size and not is_log(self.path):
            raise InputError(
                f"{self.path.name!r} is not a log of decisions.",
                hint="name the file that `linkage decide` writes, or a new one.",
            )
        with self._connection() as connection:
            if not connection.execute("select 1 from sqlite_master limit 1").fetchone():
                connection.executescript(f"begin immediate; {_SCHEMA} commit;")

    def __repr__(self) -> str:
        return f"<DecisionLog: {len(self):,} decisions>"

    def __len__(self) -> int:
        with self._connection() as connection:
            return int(connection.execute("select count(*) from decisions").fetchone()[0])

    @classmethod
    def existing(cls, path: str | Path) -> Self:
        """Open a log that must exist.

        Raises:
            InputError: If there is none.
        """
        if not Path(path).is_file():
            raise InputError(f"There is no log of decisions named {Path(path).name!r}.")
        return cls(path)

    def append(self, decisions: Iterable[Decision]) -> int:
        """Add decisions in one transaction; those in the log already are passed over.

        Args:
            decisions: What was decided.

        Returns:
            How many were new.

        Raises:
            OutputError: If the log cannot be written; then none was added.
        """
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        rows = [_as_row(decision, now) for decision in decisions]
        places = ", ".join("?" * len(_COLUMNS.split(",")))
        with self._connection() as connection:
            connection.execute("begin immediate")
            before = connection.total_changes
            connection.executemany(
                f"insert or ignore into decisions ({_COLUMNS}) values ({places})",
                rows,
            )
            added = connection.total_changes - before
            connection.execute("commit")
        return added

    def decisions(self, up_to: int | None = None) -> list[Decision]:
        """All decisions in the order in which they were taken.

        Args:
            up_to: Leave out what was added after this place of the log.
        """
        with self._connection() as connection:
            rows = connection.execute(
                f"select number, {_COLUMNS} from decisions "
                "where number <= coalesce(?, number) "
                "order by coalesce(decided_at, added_at), number",
                [up_to],
            ).fetchall()
        return [_as_decision(row) for row in rows]

    def last_number(self) -> int:
        """Place of the newest decision; 0 in an empty log."""
        with self._connection() as connection:
            found = connection.execute("select coalesce(max(number), 0) from decisions")
            return int(found.fetchone()[0])

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(
                sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None)
            ) as connection:
                connection.execute("pragma synchronous = extra")
                yield connection
        except sqlite3.Error as error:
            raise OutputError(
                f"The log of decisions {self.path.name!r} cannot be used ({type(error).__name__}).",
                hint="check that its place exists, may be written and has room.",
            ) from error


def is_log(path: Path) -> bool:
    """Whether a file is an SQLite database, as logs are."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def current(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions that hold: of those about the same records of a case the last one.

    Examples:
        >>> first = Decision("c", Verdict.SAME, ("a", "b"))
        >>> second = Decision("c", Verdict.UNSURE, ("a", "b"))
        >>> [decision.verdict.value for decision in current([first, second])]
        ['unsure']
    """
    last: dict[tuple[str, tuple[str, ...]], Decision] = {}
    for decision in decisions:
        key = (decision.case_id, tuple(sorted(decision.about)))
        if not decision.about:
            for older in [k for k in last if k[0] == decision.case_id]:
                del last[older]
        last.pop(key, None)
        last[key] = decision
    return list(last.values())


def _as_row(decision: Decision, now: str) -> tuple[str | float | None, ...]:
    return (
        decision.mark,
        decision.case_id,
        decision.verdict.value,
        json.dumps(sorted(decision.about)),
        decision.author,
        decision.decided_at,
        decision.note,
        decision.kind.value if decision.kind else None,
        json.dumps(decision.record_ids),
        json.dumps(decision.entity_ids),
        json.dumps(decision.record_marks),
        decision.probability,
        int(decision.sampled),
        now,
    )


def _as_decision(row: tuple[object, ...]) -> Decision:
    number, _, case_id, verdict, about, author, decided_at, note, kind, *rest = row
    record_ids, entity_ids, record_marks, probability, sampled, _ = rest
    return Decision(
        case_id=str(case_id),
        verdict=Verdict(str(verdict)),
        about=_texts(about),
        author=_text(author),
        decided_at=_text(decided_at),
        note=_text(note),
        kind=CaseKind(str(kind)) if kind else None,
        record_ids=_texts(record_ids),
        entity_ids=_texts(entity_ids),
        record_marks=_texts(record_marks),
        probability=None if probability is None else float(str(probability)),
        sampled=bool(sampled),
        number=int(str(number)),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(json.loads(str(value)))
