"""Read a worklist that came back: what officers concluded, and every row that is unclear.

A worklist passes through hands and programs: columns may move, rows may be sorted, a CSV may be
made of a sheet. The heading row is found by its names. Nothing is guessed: one unclear row and
nothing is taken over, and the error names every such row at once.
"""

import csv
import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from linkage.casework.worklist_words import AUTHOR, CASE, DAY, HELP, NOTE, VERDICT, verdict_of
from linkage.engine.charset import encoding_of, opened_text
from linkage.engine.opening import readable
from linkage.errors import InputError
from linkage.schema import Verdict
from linkage.text.unicode import fold

UNANSWERED = "no verdict yet"
NOTED = "a note or a name, but no verdict yet"
REPEATED = "the same answer twice"

MOST_PROBLEMS = 20
"""Problems named in one error; how many more there are is said."""

_TITLE_ROWS = 20
_COLUMNS = (CASE, VERDICT, AUTHOR, DAY, NOTE)
_NEEDED = (CASE, VERDICT)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d.*)?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_HINT = "give the workbook, or a sheet of it saved as CSV in UTF-8."


@dataclass(frozen=True)
class Answer:
    """What an officer concluded about a case.

    Attributes:
        case_id: The case.
        verdict: The verdict.
        author: Who verified, if written.
        decided_at: The day as `YYYY-MM-DD`, if written.
        note: Remark, if written.
    """

    case_id: str
    verdict: Verdict
    author: str | None = field(repr=False)
    decided_at: str | None
    note: str | None = field(repr=False)


@dataclass(frozen=True)
class Returned(Sequence[Answer]):
    """The answers of a worklist, and how many rows hold none, by reason.

    Attributes:
        answers: One for each case with a verdict, in the order of the file.
        skipped: Rows without an answer to take over, by reason.
    """

    answers: tuple[Answer, ...]
    skipped: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.answers)

    def __getitem__(self, place: Any) -> Any:
        return self.answers[place]


@dataclass(frozen=True)
class _Line:
    """A row below the headings: where it stands and its cells by heading."""

    where: str
    cells: Mapping[str, Any]


def read_worklist(path: str | Path) -> Returned:
    """Read the answers of a worklist, from the workbook or from a sheet saved as CSV.

    Args:
        path: `.xlsx`, or a delimited text.

    Returns:
        The answers, and the rows passed over with the reason.

    Raises:
        InputError: If the file cannot be read, a sheet has lost the column of case ids or of
            verdicts, cells are merged, or a row holds an unknown verdict, a day that is none,
            or a verdict without a case. All problems are named at once, by sheet and row.
    """
    file = Path(path)
    problems: list[str] = []
    is_book = file.suffix.lower() in (".xlsx", ".xlsm")
    lines = list(_book_lines(file, problems) if is_book else _text_lines(file, problems))
    answers: dict[str, tuple[Answer, str]] = {}
    skipped: Counter[str] = Counter()
    for line in lines:
        answer = _answer(line, problems, skipped)
        if answer is None:
            continue
        earlier = answers.get(answer.case_id)
        if earlier is None:
            answers[answer.case_id] = answer, line.where
        elif earlier[0] == answer:
            skipped[REPEATED] += 1
        else:
            problems.append(f"{line.where}: another answer for the case of {earlier[1]}")
    if problems:
        raise _refusal(file, problems)
    return Returned(tuple(answer for answer, _ in answers.values()), dict(skipped))


def _refusal(file: Path, problems: Sequence[str]) -> InputError:
    named = problems[:MOST_PROBLEMS]
    rest = len(problems) - len(named)
    more = [f"and {rest} more"] if rest else []
    return InputError(
        f"The worklist {file.name!r} has {len(problems)} unclear "
        f"place{'s' if len(problems) > 1 else ''}; nothing was taken over.",
        "\n".join(f"  {problem}" for problem in [*named, *more]),
        "mend these places in the file and read it again.",
    )


def _answer(line: _Line, problems: list[str], skipped: Counter[str]) -> Answer | None:
    case_id, said = _text(line.cells.get(CASE)), _text(line.cells.get(VERDICT))
    author, note = _text(line.cells.get(AUTHOR)), _text(line.cells.get(NOTE))
    if said is None:
        noted = author or note or _text(line.cells.get(DAY))
        skipped[NOTED if noted else UNANSWERED] += 1
        return None
    verdict = verdict_of(said)
    found: list[str] = []
    if case_id is None:
        found.append(f"a verdict without '{CASE}'")
    if verdict is None:
        found.append(f"'{VERDICT}' is none of the list")
    day, wrong = _day(line.cells.get(DAY))
    if wrong:
        found.append(wrong)
    problems.extend(f"{line.where}: {problem}" for problem in found)
    if found or case_id is None or verdict is None:
        return None
    return Answer(case_id, verdict, author, day, note)


def _day(cell: Any) -> tuple[str | None, str | None]:
    """A day in ISO form, or what is wrong with it."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat(), None
    if isinstance(cell, datetime.date):
        return cell.isoformat(), None
    text = _text(cell)
    if text is None:
        return None, None
    if isinstance(cell, int | float) or _NUMBER.fullmatch(text):
        return None, f"'{DAY}' is a bare number; write day/month/year as text"
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
    else:
        return None, f"'{DAY}' is no full date; write day/month/year"
    try:
        return datetime.date(year, month, day).isoformat(), None
    except ValueError:
        return None, f"'{DAY}' is no day of the calendar"


def _text(cell: Any) -> str | None:
    """A cell as text, or None where nothing stands."""
    if cell is None:
        return None
    text = str(cell).replace("\xa0", " ").strip()
    return text.removeprefix("'") or None


def _heading(cell: Any) -> str | None:
    """Which of our columns a heading names."""
    plain = fold(_text(cell))
    return _HEADINGS.get(" ".join(plain.split())) if plain else None


_SPOILT = {said.encode("cp1252", "replace").decode("cp1252") for said in _COLUMNS} - set(_COLUMNS)
"""Headings as a program leaves them that saves as Western text."""

_HEADINGS = {fold(said): said for said in _COLUMNS}


def _below(
    rows: Iterator[tuple[int, Sequence[Any]]], where: str, problems: list[str]
) -> Iterator[_Line]:
    """The rows below the headings, which are looked for in the first rows."""
    header: dict[int, str] = {}
    seen = 0
    for number, row in rows:
        filled = any(_text(cell) for cell in row)
        if header:
            if filled:
                cells = {name: row[i] for i, name in header.items() if i < len(row)}
                yield _Line(f"{where}row {number}", cells)
            continue
        named = {i: name for i, cell in enumerate(row) if (name := _heading(cell))}
        if _SPOILT & {_text(cell) for cell in row}:
            problems.append(f"{where}row {number}: Vietnamese letters were lost in saving; {_HINT}")
            return
        if len(named) > 1:
            header = named
            problems.extend(
                f"{where}column '{name}' is missing"
                for name in _NEEDED
                if name not in named.values()
            )
            problems.extend(
                f"{where}column '{name}' stands twice"
                for name, times in Counter(named.values()).items()
                if times > 1
            )
        seen += filled
        if seen > _TITLE_ROWS:
            break
    if not header and seen:
        problems.append(f"{where}no row of headings with '{CASE}' and '{VERDICT}'")


def _book_lines(path: Path, problems: list[str]) -> Iterator[_Line]:
    with readable(repr(path.name), _HINT), path.open("rb") as stream:
        book = load_workbook(stream, data_only=True)
    for sheet in book.worksheets:
        if sheet.title == HELP:
            continue
        where = f"sheet '{sheet.title}', "
        problems.extend(
            f"{where}cells {merged.coord} are merged" for merged in sheet.merged_cells.ranges
        )
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
        yield from _below(rows, where, problems)


def _text_lines(path: Path, problems: list[str]) -> Iterator[_Line]:
    with readable(repr(path.name), _HINT):
        encoding = encoding_of(path)
        with opened_text(path, encoding) as stream:
            text = stream.read()
    delimiter = max(";,\t", key=lambda mark: _headings_split_by(text, mark))
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    with readable(repr(path.name), _HINT):
        numbered = list(enumerate(rows, start=1))
    yield from _below(iter(numbered), "", problems)


def _headings_split_by(text: str, delimiter: str) -> int:
    top = islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), _TITLE_ROWS)
    return max((sum(_heading(cell) is not None for cell in row) for row in top), default=0)
