"""Make a synthetic population in blocks, and write it as Parquet files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.errors import InputError, OutputError
from linkage.schema import Entities, IdHistory, Input, Pairs
from linkage.synthetic import clerks as habits
from linkage.synthetic import facts, noise
from linkage.synthetic.demography import NOBODY, People
from linkage.synthetic.events import plant
from linkage.synthetic.households import house_people
from linkage.synthetic.ledger import Ledger
from linkage.synthetic.life import make_people
from linkage.synthetic.lookalikes import hard_negatives
from linkage.synthetic.name_tables import EMPTY
from linkage.synthetic.names import name_people
from linkage.synthetic.noise import Cells
from linkage.synthetic.numbers import (
    NONE,
    CmndOffice,
    NumberOffice,
    issue_cmnd,
    issue_personal_numbers,
)
from linkage.synthetic.profile import Profile, profile_named
from linkage.synthetic.recordings import Block, Held, Recordings, other_names_of
from linkage.synthetic.render import Writer
from linkage.synthetic.tables import Flags, Ints
from linkage.synthetic.truth import Shown, digits_in, matters, shows_impossible

BLOCK_SIZE = 50_000
"""People made together; each block has its own stream of chance."""

PEOPLE, HISTORY, TRUTH, CASES, HARD, ERRORS = (
    "people",
    "id_history",
    "truth",
    "case_truth",
    "hard_negatives",
    "noise",
)
"""The files of a population."""

SCHEMAS: dict[str, pa.Schema] = {
    PEOPLE: pa.schema([(column.name, pa.string()) for column in Input.columns()]),
    HISTORY: pa.schema([(column.name, pa.string()) for column in IdHistory.columns()]),
    TRUTH: pa.schema([(column.name, pa.string()) for column in Entities.columns()]),
    CASES: pa.schema(
        [
            ("kind", pa.string()),
            ("record_ids", pa.list_(pa.string())),
            ("also", pa.list_(pa.string())),
            ("differs", pa.list_(pa.string())),
        ]
    ),
    HARD: pa.schema(
        [
            (Pairs.record_id_l.name, pa.string()),
            (Pairs.record_id_r.name, pa.string()),
            ("reason", pa.string()),
        ]
    ),
    ERRORS: pa.schema(
        [("record_id", pa.string()), ("column", pa.string()), ("noise", pa.string())]
    ),
}
"""Columns of each file."""


@dataclass(frozen=True)
class Population:
    """Records of invented people with the truth about them.

    Attributes:
        people: The records in the input columns of the library, all text.
        id_history: Which numbers lawfully succeeded which.
        truth: Which record belongs to which person.
        case_truth: What a perfect officer would find: kind and records.
        hard_negatives: Pairs of records of two people that look like one, with the reason.
        noise: Which cell was spoilt by what, for studying misses.
    """

    people: pa.Table
    id_history: pa.Table
    truth: pa.Table
    case_truth: pa.Table
    hard_negatives: pa.Table
    noise: pa.Table

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}: {getattr(self, name).num_rows}" for name in SCHEMAS)
        return f"Population({counts})"


def generate(people: int, profile: str | Profile = "base", seed: int = 0) -> Population:
    """Make a population in memory.

    Args:
        people: How many people get a first record.
        profile: A named profile, or own settings.
        seed: The same seed, settings and version give the same records.

    Examples:
        >>> population = generate(500, seed=1)
        >>> population.people.num_rows >= 500
        True
        >>> generate(500, seed=1).people.equals(population.people)
        True
    """
    pieces: dict[str, list[pa.Table]] = {name: [] for name in SCHEMAS}
    for _, written in blocks(people, profile, seed):
        for name, table in written.items():
            pieces[name].append(table)
    return Population(**{name: pa.concat_tables(tables) for name, tables in pieces.items()})


def write(population: Population, out: str | Path) -> list[Path]:
    """Write a population as Parquet files into a folder.

    Returns:
        The files written.
    """
    folder = _folder(out)
    paths = []
    for name in SCHEMAS:
        path = folder / f"{name}.parquet"
        pq.write_table(getattr(population, name), path, compression="zstd")
        paths.append(path)
    return paths


def synthesise(
    people: int, profile: str | Profile = "base", seed: int = 0, *, out: str | Path
) -> list[Path]:
    """Make a population block by block and write it, however large, within one block's memory.

    Returns:
        The files written.
    """
    folder = _folder(out)
    paths = {name: folder / f"{name}.parquet" for name in SCHEMAS}
    writers = {
        name: pq.ParquetWriter(paths[name], schema, compression="zstd")
        for name, schema in SCHEMAS.items()
    }
    try:
        for _, written in blocks(people, profile, seed):
            for name, table in written.items():
                writers[name].write_table(table)
    finally:
        for writer in writers.values():
            writer.close()
    return list(paths.values())


def _folder(out: str | Path) -> Path:
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError("The folder for the population cannot be made.") from error
    return folder


def blocks(
    people: int, profile: str | Profile = "base", seed: int = 0
) -> Iterator[tuple[Block, dict[str, pa.Table]]]:
    """Make a population in blocks: the people as they are, and the tables written of them."""
    if people < 1:
        raise InputError("A population needs at least one person.")
    settings, count = profile_named(profile), -(-people // BLOCK_SIZE)
    for block in range(count):
        size = people // count + (block < people % count)
        yield _Maker(settings, seed, block, count).make(size)


class _Maker:
    """Makes one block from its own stream of chance."""

    def __init__(self, profile: Profile, seed: int, block: int, blocks: int) -> None:
        self.profile = profile
        self.rng = np.random.default_rng([seed, block])
        self.block = block
        self.office = NumberOffice(seed, block, blocks)
        self.cmnd_office = CmndOffice(seed, block, blocks)

    def make(self, size: int) -> tuple[Block, dict[str, pa.Table]]:
        """The people of the block and all its tables."""
        block = self._people(size)
        ledger = plant(self.profile, self.rng, self.office, block)
        r = ledger.records
        clerks = habits.assign(self.profile, self.rng, r.source, r.unit, r.day)
        default = facts.has_default_date(self.profile, self.rng, block.people.birth_year)
        made = facts.spoil_facts(self.profile, self.rng, clerks, r, default)
        absent = facts.missing_cells(self.profile, self.rng, r)
        writer = Writer(self.rng, block, self.block, ledger, clerks, absent)
        new_registration = writer.new_registration()
        ids = np.array([f"R{self.block:04d}{row:06d}" for row in range(len(r))], dtype=object)
        columns = writer.write(ids, new_registration)
        made += noise.spoil(self.profile, self.rng, clerks, r.source, columns)
        noise.restyle(clerks, columns)
        lost = _lost_numbers(self.profile, ledger, columns[Input.personal_id.name], made)
        shown = _shown(r, absent, writer, new_registration, lost)
        return block, {
            PEOPLE: _table(PEOPLE, [list(columns[c.name]) for c in Input.columns()]),
            HISTORY: self._history(ledger),
            TRUTH: _table(TRUTH, [ids, [f"P{self.block:04d}{p:06d}" for p in r.person.tolist()]]),
            CASES: _rows(
                CASES,
                [
                    (m.kind.value, ids[sorted(m.rows)].tolist(), [*m.also], [*m.differs])
                    for m in matters(self.profile, block, ledger, shown)
                ],
            ),
            HARD: _rows(
                HARD,
                [(ids[a], ids[b], why) for a, b, why in hard_negatives(block, ledger, shown)],
            ),
            ERRORS: _rows(ERRORS, [(ids[row], column, what) for row, column, what in made]),
        }

    def _people(self, size: int) -> Block:
        """People with names, homes and numbers."""
        people = make_people(self.profile, self.rng, size)
        names = name_people(self.profile, self.rng, people)
        _plant_namesakes(self.profile, self.rng, people, names)
        homes = house_people(self.profile, self.rng, people)
        numbers = issue_personal_numbers(self.profile, self.rng, self.office, people)
        cmnd, earlier, changed = issue_cmnd(self.rng, self.cmnd_office, people)
        others = other_names_of(self.profile, self.rng, people, names, names[:, -1])
        return Block(people, homes, names, others, numbers, cmnd, earlier, changed)

    def _history(self, ledger: Ledger) -> pa.Table:
        """The id history, without numbers that nobody holds any more."""
        width = {"personal_id": 12, "cmnd": 9}
        rows = []
        for new, old, kind, day in ledger.history:
            if new == NONE or old == NONE:
                continue
            changed = np.datetime64(day, "D")
            rows.append(
                (f"{new:012d}", f"{old:0{width[kind]}d}", kind, str(changed), str(changed - 1))
            )
        return _rows(HISTORY, rows)


def _lost_numbers(
    profile: Profile, ledger: Ledger, numbers: Cells, made: Sequence[tuple[int, str, str]]
) -> Flags:
    """Where the personal number, or what is wrong with it, can no longer be read."""
    lost = np.zeros(len(numbers), dtype=bool)
    for row in {row for row, column, _ in made if column == Input.personal_id.name}:
        planted = ledger.records.held[row] == Held.IMPOSSIBLE
        kept = shows_impossible(numbers[row], profile.as_of.year) if planted else True
        lost[row] = not kept or digits_in(numbers[row]) is None
    return lost


def _shown(
    r: Recordings,
    absent: dict[str, Flags],
    writer: Writer,
    new_registration: Flags,
    lost: Flags,
) -> Shown:
    """What the finished records show of what the truth is judged by."""
    return Shown(
        sex=~absent[Input.sex.name],
        year=~absent[Input.date_of_birth.name],
        birth_date=~absent[Input.date_of_birth.name] & (r.month > 0) & (r.day_of_month > 0),
        registration=~absent[Input.birth_registration_place.name],
        father=~absent[Input.father_name.name] & (r.father != NOBODY),
        mother=~absent[Input.mother_name.name] & (r.mother != NOBODY),
        household=~absent[Input.household_id.name] & (r.household >= 0),
        historic=writer.historic,
        new_registration=new_registration,
        number_lost=lost,
    )


def _plant_namesakes(
    profile: Profile, rng: np.random.Generator, people: People, names: Ints
) -> None:
    """Give some people the given names and birthday of an unrelated person of like age."""
    alone = (people.twin_set == NOBODY) & ~people.ancestor
    chosen = np.flatnonzero(alone & (rng.random(len(people)) < profile.namesakes_same_day / 2))
    for person in chosen.tolist():
        near = np.arange(max(person - 1500, 0), min(person + 1500, len(people)))
        fit = alone[near] & (people.sex[near] == people.sex[person]) & (near != person)
        fit &= (names[near, 0] == names[person, 0]) & (people.mother[near] != people.mother[person])
        fit &= names[near, 0] != EMPTY
        fit &= np.abs(people.birth[near] - people.birth[person]) < 400
        if fit.any():
            other = int(rng.choice(near[fit]))
            names[other] = names[person]
            people.birth[other] = people.birth[person]


def _table(name: str, columns: list[object]) -> pa.Table:
    schema = SCHEMAS[name]
    arrays = [pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _rows(name: str, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    """A table from rows."""
    columns: list[object] = [list(column) for column in zip(*rows, strict=True)]
    return _table(name, columns or [[] for _ in SCHEMAS[name]])
