"""Blocking: which pairs of records are worth comparing, and what each rule costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from splink import block_on as splink_block_on

from linkage.engine import Table, TableLike, as_table
from linkage.engine.duckdb import quoted
from linkage.errors import LinkageError, SchemaError, listing
from linkage.schema import Pairs, Records
from linkage.splink_seam import BlockingRuleCreator

LARGEST_BLOCK = 120
"""Records that may share a key before the key is over-common and dropped."""

MOST_PAIRS_PER_RECORD = 60
"""Pairs a rule may cost per record, on average, before blocking refuses to run it."""


@dataclass(frozen=True)
class BlockingRule:
    """Two records are worth comparing when they agree on all columns of a rule.

    A record that lacks one of the columns takes no part. A key held by more records than
    `largest_block` is over-common (a default date, an office phone number) and dropped.

    Attributes:
        name: What the rule is called in tables and reports.
        columns: Columns of `records` that must be equal.
        largest_block: Records that may share a key.
    """

    name: str
    columns: tuple[str, ...]
    largest_block: int = LARGEST_BLOCK

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
        """The rule for a Splink `SettingsCreator`; Splink does not drop over-common keys."""
        return splink_block_on(*self.columns)


def block_on(*columns: str, name: str | None = None) -> BlockingRule:
    """Make a rule of columns that must be equal.

    Examples:
        >>> block_on("name_given_phonetic", "birth_date").name
        'name_given_phonetic+birth_date'
    """
    return BlockingRule(name or "+".join(columns), columns)


def default_rules() -> tuple[BlockingRule, ...]:
    """The rules of the shipped model, the most telling first.

    Each rests on facts that the usual errors leave alone: a mistyped number leaves name and
    birth date, a garbled name leaves the parents, a default date leaves name and place. No
    rule rests on a surname or a birth date alone.
    """
    name, father, mother = Records.name, Records.father, Records.mother
    birth = Records.birth

    def rule(title: str, *columns: str) -> BlockingRule:
        return BlockingRule(title, columns)

    return (
        rule("same_number", Records.personal_id.name),
        rule("same_cmnd", Records.cmnd.name),
        rule("given_birth_date", name.given_phonetic.name, birth.date.name),
        rule("name_year", name.sorted_fold.name, birth.year.name),
        rule("name_day_month", name.sorted_fold.name, birth.month.name, birth.day.name),
        rule("name_mother", name.given_phonetic.name, mother.sorted_fold.name),
        rule("name_father", name.given_phonetic.name, father.sorted_fold.name),
        rule("parents_year", father.sorted_fold.name, mother.sorted_fold.name, birth.year.name),
        rule("birth_date_mother", birth.date.name, mother.given_phonetic.name),
        rule("birth_date_father", birth.date.name, father.given_phonetic.name),
        rule("birth_date_district", birth.date.name, Records.permanent.district.name),
        rule("birth_date_phone", birth.year.name, Records.phone.name),
        rule("given_phone", name.given_phonetic.name, Records.phone.name),
        rule("given_household", name.given_phonetic.name, Records.household_id.name),
        rule("serial_year", Records.id_serial.name, birth.year.name),
        rule("serial_given", Records.id_serial.name, name.given_phonetic.name),
        rule("name_district", name.sorted_fold.name, Records.permanent.district.name),
        rule("name_registration", name.sorted_fold.name, Records.registration.district.name),
    )


@dataclass(frozen=True)
class RuleCost:
    """What a rule costs, counted before any pair is made.

    Attributes:
        rule: Name of the rule.
        keys: Keys shared by at least two records and not over-common.
        pairs: Pairs of records that share such a key.
        largest: Records in the largest block that is kept.
        dropped_keys: Over-common keys.
        dropped_records: Records that hold one.
    """

    rule: str
    keys: int
    pairs: int
    largest: int
    dropped_keys: int
    dropped_records: int


def cost(records: TableLike, rules: Sequence[BlockingRule] | None = None) -> list[RuleCost]:
    """Count the pairs of each rule without making them.

    Raises:
        SchemaError: If the records lack a column of a rule.
    """
    table = _records(records, rules := _given(rules))
    return [_cost(table, rule) for rule in rules]


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
    costs = [_cost(table, rule) for rule in rules]
    _refuse_costly(costs, len(table))
    engine = table.engine
    ids = engine.store(
        "ids",
        f"select {Records.record_id.name}, row_number() over (order by {Records.record_id.name})"
        f"::integer as place, rowid as source_row from {table.name}",
    )
    found = engine.store("found", _found_query(table, rules, ids))
    names = engine.store_arrow("rules", _rule_names(rules))
    pairs = engine.create(
        Pairs,
        f"""
        select l.record_id as {Pairs.record_id_l.name}, r.record_id as {Pairs.record_id_r.name},
               names.rule as {Pairs.rule.name}
        from {found} found
        join {ids} l on l.place = found.l
        join {ids} r on r.place = found.r
        join {names} names on names.number = found.rule
        """,
    )
    new: dict[str, int] = dict(
        engine.rows(f"select rule, count(*) from {pairs.name} group by rule")
    )
    engine.drop(ids, found, names)
    pairs.notes["rules"] = [{**vars(c), "new_pairs": new.get(c.rule, 0)} for c in costs]
    return pairs


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
    lacking = sorted({c for rule in rules for c in rule.columns} - set(table.columns))
    if lacking:
        raise SchemaError(
            f"Table 'records' lacks columns of blocking rules: {listing(lacking)}.",
            f"It has: {listing(sorted(table.columns))}.",
            "leave these rules out, or standardise the records.",
        )
    return table


def _sizes(table: Table, rule: BlockingRule) -> str:
    columns = ", ".join(map(quoted, rule.columns))
    present = " and ".join(f"{quoted(c)} is not null" for c in rule.columns)
    return (
        f"select {columns}, count(*) as n from {table.name} where {present} "
        f"group by {columns} having count(*) > 1"
    )


def _cost(table: Table, rule: BlockingRule) -> RuleCost:
    kept = f"n <= {rule.largest_block}"
    ((keys, pairs, largest, dropped_keys, dropped_records),) = table.engine.rows(
        f"""
        with sizes as ({_sizes(table, rule)})
        select count(*) filter ({kept}), coalesce(sum(n * (n - 1) // 2) filter ({kept}), 0),
               coalesce(max(n) filter ({kept}), 0), count(*) filter (not {kept}),
               coalesce(sum(n) filter (not {kept}), 0)
        from sizes
        """
    )
    return RuleCost(rule.name, keys, int(pairs), int(largest), dropped_keys, int(dropped_records))


def _refuse_costly(costs: Sequence[RuleCost], records: int) -> None:
    costly = [c for c in costs if c.pairs > max(1_000_000, MOST_PAIRS_PER_RECORD * records)]
    if costly:
        said = listing(f"{c.rule} ({c.pairs:,} pairs)" for c in costly)
        raise LinkageError(
            f"Blocking rules would make too many pairs: {said}.",
            f"There are {records:,} records.",
            "add a column to the rule or lower its largest_block.",
        )


def _found_query(table: Table, rules: Sequence[BlockingRule], ids: str) -> str:
    """Pairs of places with the number of the first rule that finds them."""
    parts = [_rule_query(table, rule, number, ids) for number, rule in enumerate(rules)]
    return (
        "select l, r, min(rule)::integer as rule from ("
        + " union all ".join(parts)
        + ") as hits group by l, r"
    )


def _rule_query(table: Table, rule: BlockingRule, number: int, ids: str) -> str:
    columns = ", ".join(map(quoted, rule.columns))
    present = " and ".join(f"{quoted(c)} is not null" for c in rule.columns)
    on = " and ".join(f"a.{quoted(c)} = b.{quoted(c)}" for c in rule.columns)
    keyed = (
        f"select place, {columns} from (select i.place, t.* from {table.name} t "
        f"join {ids} i on i.source_row = t.rowid) where {present} "
        f"qualify count(*) over (partition by {columns}) between 2 and {rule.largest_block}"
    )
    return (
        f"(with keyed as materialized ({keyed}) "
        f"select a.place as l, b.place as r, {number} as rule "
        f"from keyed a join keyed b on {on} where a.place < b.place)"
    )


def _rule_names(rules: Sequence[BlockingRule]) -> object:
    import pyarrow as pa

    return pa.table(
        {
            "number": pa.array(range(len(rules)), pa.int32()),
            "rule": pa.array([rule.name for rule in rules], pa.string()),
        }
    )
