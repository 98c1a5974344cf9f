"""Blocking: which pairs of records are worth comparing, and what each rule costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from splink import block_on as splink_block_on

from linkage.engine import Table, TableLike, as_table
from linkage.engine.duckdb import quoted
from linkage.errors import LinkageError, SchemaError, listing
from linkage.schema import TEXTS, Pairs, Records
from linkage.splink_seam import BlockingRuleCreator

LARGEST_BLOCK = 8
"""Records that may share a key before the key is over-common and split or dropped."""

MOST_PAIRS_PER_RECORD = 60
"""Pairs a rule may cost per record, on average, before blocking refuses to run it."""

_SHOWN_BLOCKS = 3


@dataclass(frozen=True)
class BlockingRule:
    """Two records are worth comparing when they agree on all columns of a rule.

    A record that lacks one of the columns takes no part. A key held by more records than
    `largest_block` is over-common (a default date, an office phone number, a frequent name).
    It is split by the first column of `refine`, what is still over-common by the next, and
    what is over-common at the end is dropped. So a rule stays as wide as the size of the data
    allows, and the pairs per record hardly grow with the number of records.

    A column that holds lists gives one key per element: two records agree when they share one.

    Attributes:
        name: What the rule is called in tables and reports.
        columns: Columns of `records` that must be equal.
        largest_block: Records that may share a key.
        refine: Columns that split over-common keys, in this order.
    """

    name: str
    columns: tuple[str, ...]
    largest_block: int = LARGEST_BLOCK
    refine: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.columns:
            raise LinkageError(
                f"Blocking rule '{self.name}' has no columns.",
                hint="a rule needs at least one column on which both records agree.",
            )
        if self.largest_block < 2:
            raise LinkageError(
                f"Blocking rule '{self.name}' allows blocks of {self.largest_block} records.",
                hint="a pair needs a block of at least 2.",
            )

    def splink(self) -> BlockingRuleCreator:
        """The plain rule for a Splink `SettingsCreator`, without care for over-common keys.

        Splink cannot count a key before it blocks on it; `keyed` writes the counted keys as
        columns, which Splink can.
        """
        return splink_block_on(*self.columns)


def block_on(*columns: str, name: str | None = None, refine: Sequence[str] = ()) -> BlockingRule:
    """Make a rule of columns that must be equal.

    Examples:
        >>> block_on("name_given_phonetic", "birth_date").name
        'name_given_phonetic+birth_date'
    """
    return BlockingRule(name or "+".join(columns), columns, refine=tuple(refine))


def default_rules() -> tuple[BlockingRule, ...]:
    """The rules of the shipped model, the most telling first.

    Each leaves out what some usual error spoils: the number, the date, the year, the name, a
    relative, the place before or after a merger of communes. Bases are wide, so that no small
    register misses a pair for economy; a large one splits them by what is seldom wrong.
    """
    name, birth = Records.name, Records.birth
    given, surname = name.given_phonetic.name, name.surname_phonetic.name
    whole = name.sorted_fold.name
    father, mother = Records.father.sorted_fold.name, Records.mother.sorted_fold.name
    spouse = Records.spouse.sorted_fold.name
    date, year, month, day = (c.name for c in (birth.date, birth.year, birth.month, birth.day))
    ward, province = Records.home_wards.name, Records.home_groups.name
    origin, sex, initials = Records.origin.group.name, Records.sex.name, name.initials.name

    def rule(title: str, *columns: str, by: tuple[str, ...] = ()) -> BlockingRule:
        return BlockingRule(title, columns, refine=by)

    return (
        rule("number", Records.personal_id.name),
        rule("cmnd", Records.cmnd.name),
        rule("name", whole, by=(year, province, month, day)),
        rule("date", date, by=(province, ward, surname, given)),
        rule("given_year", given, year, by=(province, surname, ward)),
        rule("given_day", given, month, day, by=(province, surname)),
        rule("initials_year", initials, year, by=(province, sex, month)),
        rule("initials_day", initials, month, day, by=(province, sex)),
        rule("name_home", whole, province, by=(ward, year)),
        rule("given_ward", given, ward, by=(surname, year)),
        rule("given_year_origin", given, year, origin, by=(surname, month)),
        rule("given_mother", given, mother, by=(surname, province)),
        rule("given_father", given, father, by=(province,)),
        rule("year_mother", year, mother, by=(province, surname)),
        rule("year_father", year, father, by=(province,)),
        rule("given_spouse", given, spouse, by=(province, year)),
        rule("year_spouse", year, spouse, by=(province, given)),
        rule("parents", father, mother, by=(year, month)),
        rule("phone", Records.phone.name, by=(given, year)),
        rule("household", Records.household_id.name, by=(year, given)),
        rule("serial", Records.id_serial.name, by=(year, given)),
        rule("surname_year_ward", surname, year, ward, by=(sex, month)),
    )


@dataclass(frozen=True)
class Block:
    """Size of a block and the columns on which its records agree; never their values."""

    records: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class RuleCost:
    """What a rule costs, counted before any pair is made.

    Attributes:
        rule: Name of the rule.
        keys: Keys shared by at least two records and not over-common.
        pairs: Pairs of records that share such a key; a pair that shares several is counted
            for each, which only rules on columns of lists can do.
        largest: Records in the largest block that is kept.
        dropped_keys: Keys that are over-common to the end.
        dropped_records: Records that hold one.
        blocks: The few largest blocks that are kept, the largest first.
        dropped: The few largest that are dropped.
    """

    rule: str
    keys: int
    pairs: int
    largest: int
    dropped_keys: int
    dropped_records: int
    blocks: tuple[Block, ...] = ()
    dropped: tuple[Block, ...] = ()

    def note(self, new_pairs: int) -> dict[str, str | int]:
        """The counts as a manifest keeps them."""
        counts = ("rule", "keys", "pairs", "largest", "dropped_keys", "dropped_records")
        return {**{name: getattr(self, name) for name in counts}, "new_pairs": new_pairs}


def cost(records: TableLike, rules: Sequence[BlockingRule] | None = None) -> list[RuleCost]:
    """Count the pairs of each rule without making them.

    Raises:
        SchemaError: If the records lack a column of a rule.

    Examples:
        >>> import pyarrow as pa
        >>> people = pa.table({"record_id": ["a", "b", "c"], "phone": ["1", "1", "1"]})
        >>> [(c.pairs, c.blocks) for c in cost(people, [block_on("phone")])]
        [(3, (Block(records=3, columns=('phone',)),))]
    """
    table = _records(records, rules := _given(rules))
    costs = []
    for rule in rules:
        held, counted = _blocks(table, rule)
        table.engine.drop(held)
        costs.append(counted)
    return costs


def block(records: TableLike, rules: Sequence[BlockingRule] | None = None) -> Table:
    """Find the pairs worth comparing, each once, under the first rule that finds it.

    The notes of the table say per rule the pairs, the new pairs, the largest block and the
    over-common keys that were dropped.

    Args:
        records: What `standardise` returned, or any table with the columns of the rules.
        rules: Rules in order; those of the shipped model when not given.

    Raises:
        SchemaError: If the records lack a column of a rule.
        LinkageError: If a rule would make too many pairs; it says which and how many.

    Examples:
        >>> import pyarrow as pa
        >>> people = pa.table({"record_id": ["a", "b", "c"], "phone": ["1", "1", "2"]})
        >>> pairs = block(people, [block_on("phone")])
        >>> pairs.to_arrow().to_pylist()
        [{'record_id_l': 'a', 'record_id_r': 'b', 'rule': 'phone'}]
    """
    table = _records(records, rules := _given(rules))
    hits, costs = _hits(table, rules)
    first = f"(select l, r, min(rule) as rule from {hits} group by l, r)"
    pairs = _named(table, rules, first)
    table.engine.drop(hits)
    new: dict[str, int] = dict(
        table.engine.rows(f"select rule, count(*) from {pairs.name} group by rule")
    )
    pairs.notes["rules"] = [c.note(new.get(c.rule, 0)) for c in costs]
    return pairs


def pairs_by_rule(records: TableLike, rules: Sequence[BlockingRule] | None = None) -> Table:
    """Find the pairs as `block` does, each once for every rule that finds it.

    For `linkage.evaluate.judge_blocking`, which then knows what only one rule finds.

    Examples:
        >>> import pyarrow as pa
        >>> people = pa.table({"record_id": ["a", "b"], "phone": ["1"] * 2, "sex": ["male"] * 2})
        >>> len(pairs_by_rule(people, [block_on("phone"), block_on("sex")]))
        2
    """
    table = _records(records, rules := _given(rules))
    hits, _ = _hits(table, rules)
    pairs = _named(table, rules, f"(select distinct l, r, rule from {hits})")
    table.engine.drop(hits)
    return pairs


def keyed(
    records: TableLike, rules: Sequence[BlockingRule] | None = None
) -> tuple[Table, list[BlockingRuleCreator]]:
    """Write the counted keys of the rules as columns, and the Splink rules that use them.

    With these Splink finds the pairs that `block` finds, on any engine the table is taken to.

    Returns:
        The records with one more column per rule, and a Splink rule for each.
    """
    table = _records(records, rules := _given(rules))
    engine = table.engine
    columns, joins, creators = [], [], []
    for number, rule in enumerate(rules):
        held, _ = _blocks(table, rule)
        column, several = f"block_{rule.name}", _lists(table, rule.columns + rule.refine)
        gathered = (
            "list(distinct key::varchar order by key::varchar)" if several else "min(key)::varchar"
        )
        columns.append(f"k{number}.key as {quoted(column)}")
        joins.append(
            f"left join (select place, {gathered} as key from {held} group by place) k{number} "
            f"on k{number}.place = t.rowid"
        )
        creators.append(splink_block_on(column, arrays_to_explode=[column] if several else None))
    query = f"select t.*, {', '.join(columns)} from {table.name} t {' '.join(joins)}"
    return engine.create(Records, query), creators


def _given(rules: Sequence[BlockingRule] | None) -> Sequence[BlockingRule]:
    chosen = default_rules() if rules is None else rules
    names = [rule.name for rule in chosen]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise LinkageError(
            f"Blocking rules share a name: {listing(repeated)}.", hint="give each its own name."
        )
    return chosen


def _records(records: TableLike, rules: Sequence[BlockingRule]) -> Table:
    table = as_table(records, Records)
    needed = {c for rule in rules for c in rule.columns + rule.refine}
    lacking = sorted(needed - set(table.columns))
    if lacking:
        raise SchemaError(
            f"Table 'records' lacks columns of blocking rules: {listing(lacking)}.",
            f"It has: {listing(sorted(table.columns))}.",
            "leave these rules out, or standardise the records.",
        )
    return table


def _lists(table: Table, columns: Sequence[str]) -> list[str]:
    return [column for column in columns if table.types[column] == TEXTS]


def _values(table: Table, columns: Sequence[str]) -> str:
    """Query of the row of each record and its values, one row for each element of a list."""
    present = " and ".join(f"{quoted(c)} is not null" for c in columns)
    query = (
        f"select rowid as place, {', '.join(map(quoted, columns))} "
        f"from {table.name} where {present}"
    )
    for column in map(quoted, _lists(table, columns)):
        query = f"select * replace (unnest(list_distinct({column})) as {column}) from ({query})"
    return query


@dataclass(frozen=True)
class _Count:
    keys: int
    pairs: int
    records: int
    largest: int
    blocks: tuple[Block, ...]


def _blocks(table: Table, rule: BlockingRule) -> tuple[str, RuleCost]:
    """Keep the blocks of a rule as a table `place, key`, and count what they cost.

    Keys are hashes: equal values have equal keys, and what an accident of one in 10^19
    brings together is merely compared.
    """
    engine = table.engine
    held = engine.store("blocks", "select 0::bigint as place, 0::ubigint as key where false")
    fits, common = f"n between 2 and {rule.largest_block}", f"n > {rule.largest_block}"
    agreed = rule.columns
    sized = _sized(table, f"select place, hash({_names(agreed)}) as key from {{values}}", agreed)
    kept = []
    for column in (*rule.refine, None):
        engine.run(f"insert into {held} select place, key from {sized} where {fits}")
        kept.append(_count(table, sized, fits, agreed))
        if column is not None:
            over = f"(select place, key from {sized} where {common})"
            finer = f"select place, hash(key, {quoted(column)}) as key from {over} join {{values}}"
            coarse, sized = sized, _sized(table, f"{finer} using (place)", [column])
            engine.drop(coarse)
            agreed = (*agreed, column)
    dropped = _count(table, sized, common, agreed)
    engine.drop(sized)
    return held, RuleCost(
        rule.name,
        keys=sum(count.keys for count in kept),
        pairs=sum(count.pairs for count in kept),
        largest=max(count.largest for count in kept),
        dropped_keys=dropped.keys,
        dropped_records=dropped.records,
        blocks=_largest([block for count in kept for block in count.blocks]),
        dropped=dropped.blocks,
    )


def _sized(table: Table, keys: str, columns: Sequence[str]) -> str:
    """Keep the keys of a query over the values of columns, with the records that hold each."""
    query = keys.format(values=f"({_values(table, columns)}) given")
    return table.engine.store(
        "sized", f"select *, count(*) over (partition by key) as n from ({query})"
    )


def _count(table: Table, sized: str, chosen: str, agreed: tuple[str, ...]) -> _Count:
    """Count the blocks of chosen sizes by their size."""
    sizes = table.engine.rows(
        f"select n, count(*) // n from {sized} where {chosen} group by n order by n desc"
    )
    blocks = [Block(n, agreed) for n, times in sizes for _ in range(min(times, _SHOWN_BLOCKS))]
    return _Count(
        keys=sum(times for _, times in sizes),
        pairs=sum(times * n * (n - 1) // 2 for n, times in sizes),
        records=sum(times * n for n, times in sizes),
        largest=max([n for n, _ in sizes], default=0),
        blocks=_largest(blocks),
    )


def _largest(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(sorted(blocks, key=lambda block: -block.records)[:_SHOWN_BLOCKS])


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(quoted, columns))


def _refuse_costly(costs: Sequence[RuleCost], records: int) -> None:
    costly = [c for c in costs if c.pairs > max(1_000_000, MOST_PAIRS_PER_RECORD * records)]
    if costly:
        said = listing(f"{c.rule} ({c.pairs:,} pairs)" for c in costly)
        raise LinkageError(
            f"Blocking rules would make too many pairs: {said}.",
            f"There are {records:,} records.",
            "add a column to the rule or lower its largest_block.",
        )


def _hits(table: Table, rules: Sequence[BlockingRule]) -> tuple[str, list[RuleCost]]:
    """Keep the places of pairs with the number of each rule that finds them."""
    engine = table.engine
    found = [_blocks(table, rule) for rule in rules]
    costs = [counted for _, counted in found]
    _refuse_costly(costs, len(table))
    hits = engine.store("hits", "select 0::bigint as l, 0::bigint as r, 0 as rule where false")
    for number, (held, _) in enumerate(found):
        engine.run(
            f"insert into {hits} select a.place, b.place, {number} "
            f"from {held} a join {held} b using (key) where a.place < b.place"
        )
        engine.drop(held)
    return hits, costs


def _named(table: Table, rules: Sequence[BlockingRule], found: str) -> Table:
    """A table of pairs from places `l` and `r` and the number of a rule."""
    one, other = (f"{side}.{Records.record_id.name}" for side in ("one", "other"))
    names = ", ".join(["?"] * len(rules))
    return table.engine.create(
        Pairs,
        f"""
        select least({one}, {other}) as {Pairs.record_id_l.name},
               greatest({one}, {other}) as {Pairs.record_id_r.name},
               [{names}][rule + 1] as {Pairs.rule.name}
        from {found} found
        join {table.name} one on one.rowid = found.l
        join {table.name} other on other.rowid = found.r
        """,
        [rule.name for rule in rules],
    )
