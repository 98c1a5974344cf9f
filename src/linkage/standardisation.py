"""Standardise: a register extract as written down becomes records in standard columns.

Names, numbers, dates and places repeat, so each rule runs once per distinct value of a
column and the result is joined back; the values as recorded stay beside it.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from linkage import values
from linkage.engine import Engine, Table, TableLike, as_table
from linkage.engine.duckdb import Row, quoted
from linkage.engine.reading import Source, read
from linkage.engine.workers import collection_paused
from linkage.frequencies import with_frequencies
from linkage.schema import (
    RAW_PREFIX,
    SENSITIVE,
    Column,
    DateFields,
    Fields,
    IdHistory,
    Input,
    NameFields,
    PlaceFields,
    Records,
    RelativeFields,
)
from linkage.text.encodings import Encoding, vote
from linkage.text.name_columns import NameKeys, name_keys
from linkage.text.names import parse_name

if TYPE_CHECKING:
    import pandas as pd

_VOTERS = 2_000
"""Distinct names of a source that decide how the source is encoded."""

_HOUSEHOLD_WORDS = r"^\s*(?:(?:SỐ|SỔ|SO|MÃ|MA|HỘ|HO|KHẨU|KHAU|SHK|HK)[\s.:-]*)*0*"
"""What offices write before the number of a household: words for it, and zeros to fill it."""

Rule = Callable[[list[str]], list[Row]]


def standardise(
    people: "Source | Table",
    *,
    engine: Engine | None = None,
    as_of: datetime.date | None = None,
    use_ethnicity: bool = False,
) -> Table:
    """Bring the input into standard columns, one record for each input row.

    Args:
        people: A table that `read` returned, or anything that `read` takes.
        engine: Where to keep the tables; the input's own engine, or a new one.
        as_of: The day on which the extract was taken; today when not given. It decides
            which years lie in the future and which century a two-digit year means.
        use_ethnicity: Keep the ethnic group, which is sensitive personal data
            (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15); dropped otherwise.

    Returns:
        A table `records`.

    Raises:
        LinkageError: If the input cannot be read or lacks what matching needs.

    Examples:
        >>> import pyarrow as pa
        >>> people = pa.table({
        ...     "record_id": ["r1"], "full_name": ["NGUYỄN  VĂN AN"], "date_of_birth": ["1990"]})
        >>> row = standardise(people).to_arrow().to_pylist()[0]
        >>> row["name_text"], row["name_given_fold"], row["birth_year"], row["birth_month"]
        ('Nguyễn Văn An', 'an', 1990, None)
    """
    given = people if isinstance(people, Table) else read(people, engine=engine).input
    year = (as_of or datetime.date.today()).year  # noqa: DTZ011
    base = _base(given, year, use_ethnicity)
    records = given.engine.create(Records, with_frequencies(base))
    given.engine.drop(base)
    return records


def _base(given: Table, year: int, use_ethnicity: bool) -> str:
    """Quoted name of a table with every column that depends on its own row alone."""
    engine = given.engine
    joins = _Joins(engine, given.name)
    encodings = _encodings(given)
    select = [
        _as(f"i.{Input.record_id.name}", Records.record_id),
        _as(f"i.{Input.source.name}", Records.source),
        *_names(joins, encodings),
        *_numbers(joins, year),
        *_dates(joins, year),
        *_places(joins, encodings),
        *_codes(joins, use_ethnicity),
        *_raw(use_ethnicity),
    ]
    engine.rest()
    name = engine.store("base", f"select {', '.join(select)} from {joins.sql}")
    engine.drop(*joins.tables, encodings)
    return name


class _Joins:
    """The input and the tables of mapped values joined to it."""

    def __init__(self, engine: Engine, source: str) -> None:
        self.engine = engine
        self.source = source
        self.tables: list[str] = []
        self.sql = f"{source} i"

    def map(
        self, columns: Sequence[Column], rule: Rule, fields: Sequence[Column], where: str = "true"
    ) -> str:
        """Map the distinct values of columns and return the table's name."""
        query = " union all ".join(
            f"select {c.name} from {self.source} i where {where}" for c in columns
        )
        name = self.engine.map_distinct(query, rule, fields)
        self.tables.append(name)
        return name

    def join(self, table: str, column: Column, key: str = "value = i.{column}") -> str:
        """Join a mapped table on a column, or on another key, and return its alias."""
        alias = f"j{self.sql.count(' left join ')}"
        self.sql += f" left join {table} {alias} on {alias}.{key.format(column=column.name)}"
        return alias

    def mapped(self, column: Column, rule: Rule, fields: Sequence[Column]) -> str:
        """Map one column and join it."""
        return self.join(self.map([column], rule, fields), column)


def _as(expression: str, column: Column) -> str:
    return f"{expression} as {quoted(column.name)}"


def _group(alias: str, group: Fields, kind: type[Fields]) -> list[str]:
    """Select the columns of a group from the mapped table with that alias."""
    plain = kind("", "")
    return [
        _as(f"{alias}.{quoted(source.name)}", target)
        for source, target in zip(plain, group, strict=True)
    ]


def _encodings(given: Table) -> str:
    """Quoted name of a table of what each source writes its names in ('' is Unicode)."""
    import pyarrow as pa

    names = " union all ".join(
        f"select {Input.source.name} as source, {c.name} as value from {given.name} "
        f"where {c.name} is not null"
        for c in (Input.full_name, Input.father_name, Input.mother_name)
    )
    voters = given.engine.rows(
        f"""
        with names as ({names}),
        distinct_names as (select distinct source, value from names),
        voters as (
            select * from distinct_names
            qualify row_number() over (partition by source order by md5(value), value) <= {_VOTERS}
        )
        select source, list(value order by value) from voters group by source order by source
        """
    )
    return given.engine.store_arrow(
        "encodings",
        pa.table(
            {
                "source": pa.array([source for source, _ in voters], pa.string()),
                "encoding": pa.array([vote(found) or "" for _, found in voters], pa.string()),
            }
        ),
    )


def _names(joins: _Joins, encodings: str) -> list[str]:
    columns = (Input.full_name, Input.father_name, Input.mother_name, Input.spouse_name)
    joins.sql += f" left join {encodings} e on e.source is not distinct from i.source"
    own, father, mother, spouse = _encoded(
        joins, encodings, columns, values.name_rows, values.NAME_COLUMNS
    )
    other = joins.mapped(Input.other_names, values.other_name_rows, values.OTHER_NAME_COLUMNS)
    return [
        *_group(own, Records.name, NameFields),
        *(f"{own}.{column.name}" for column in values.USUAL_SHARES),
        _as(_exchanged(father, mother), Records.parents_exchanged),
        *_one_or_other(father, mother, Records.father),
        *_one_or_other(mother, father, Records.mother),
        *_group(spouse, Records.spouse, RelativeFields),
        _as(
            f"list_distinct(list_concat({other}.other_folds, {own}.other_folds))",
            Records.other_name_folds,
        ),
        _as(
            f"coalesce({other}.twin, false) or coalesce({own}.twin, false)",
            Records.twin_noted,
        ),
    ]


def _exchanged(father: str, mother: str) -> str:
    """SQL: a woman stands as the father, or a man as the mother, and the other is not of that sex.

    Only Thị and Văn before a given name say so; other names are borne by both.
    """

    def bears(alias: str, marker: str, bare: str) -> str:
        lost = f"not {alias}.marked and contains({alias}.text, ' {bare} ')"
        return f"coalesce(contains({alias}.text, ' {marker} ') or ({lost}), false)"

    man = {parent: bears(parent, "Văn", "Van") for parent in (father, mother)}
    woman = {parent: bears(parent, "Thị", "Thi") for parent in (father, mother)}
    return (
        f"({woman[father]} and not {woman[mother]}) "
        f"or ({man[mother]} and not {woman[mother]} and not {man[father]})"
    )


def _unless_exchanged(own: str, other: str) -> str:
    return f"if({Records.parents_exchanged.name}, {other}, {own})"


def _one_or_other(parent: str, other: str, group: RelativeFields) -> list[str]:
    return [
        _as(_unless_exchanged(f"{parent}.{plain.name}", f"{other}.{plain.name}"), column)
        for plain, column in zip(RelativeFields("", ""), group, strict=True)
    ]


def _encoded(
    joins: _Joins,
    encodings: str,
    columns: Sequence[Column],
    rule: Callable[..., list[Row]],
    fields: Sequence[Column],
) -> list[str]:
    """Map columns by what their source is written in, and return the alias of each."""
    engine = joins.engine
    found = [row[0] for row in engine.rows(f"select distinct encoding from {encodings} order by 1")]
    parts = []
    for encoding in found:
        sources = (
            f"exists (select 1 from {encodings} e where e.source is not distinct from i.source "
            f"and e.encoding = '{encoding}')"
        )
        written = partial(rule, encoding=Encoding(encoding) if encoding else None)
        parts.append(
            f"select *, '{encoding}|' || value as key from "
            + joins.map(columns, written, fields, sources)
        )
    mapped = engine.store("encoded", " union all ".join(parts))
    joins.tables.append(mapped)
    return [joins.join(mapped, c, "key = e.encoding || '|' || i.{column}") for c in columns]


def _numbers(joins: _Joins, year: int) -> list[str]:
    """The number, or one found in the CMND column, and the reverse."""
    digits = "length(regexp_replace({}, '[^0-9]', '', 'g'))"
    id_rule, cmnd_rule = partial(values.id_rows, as_of=year), values.cmnd_rows
    own = joins.mapped(Input.personal_id, id_rule, values.ID_COLUMNS)
    long_cmnd = f"{digits.format(Input.cmnd.name)} = 12"
    moved = joins.join(joins.map([Input.cmnd], id_rule, values.ID_COLUMNS, long_cmnd), Input.cmnd)
    old = joins.mapped(Input.cmnd, cmnd_rule, values.CMND_COLUMNS)
    short_id = f"{digits.format(Input.personal_id.name)} between 8 and 9"
    moved_old = joins.join(
        joins.map([Input.personal_id], cmnd_rule, values.CMND_COLUMNS, short_id), Input.personal_id
    )
    number = Records.personal_id.name
    parts = [
        _as(f"if({own}.{number} is null, {moved}.{c.name}, {own}.{c.name})", c)
        for c in values.ID_COLUMNS
        if c is not Records.id_defects
    ]
    father, mother, spouse = (
        joins.mapped(c, partial(values.relative_id_rows, as_of=year), values.CODE)
        for c in (Input.father_id, Input.mother_id, Input.spouse_id)
    )
    return [
        *parts,
        _as(f"{own}.{Records.id_defects.name}", Records.id_defects),
        _as(f"coalesce({old}.cmnd, {moved_old}.cmnd)", Records.cmnd),
        _as(f"{old}.{Records.cmnd_defects.name}", Records.cmnd_defects),
        _as(_unless_exchanged(f"{father}.code", f"{mother}.code"), Records.father_id),
        _as(_unless_exchanged(f"{mother}.code", f"{father}.code"), Records.mother_id),
        _as(f"{spouse}.code", Records.spouse_id),
    ]


def _dates(joins: _Joins, year: int) -> list[str]:
    rule = partial(values.date_rows, as_of=year)
    groups = (
        (Input.date_of_birth, Records.birth),
        (Input.date_of_death, Records.death),
        (Input.updated_at, Records.updated),
    )
    return [
        part
        for column, group in groups
        for part in _group(joins.mapped(column, rule, values.DATE_COLUMNS), group, DateFields)
    ]


def _places(joins: _Joins, encodings: str) -> list[str]:
    columns = (
        Input.birth_registration_place,
        Input.place_of_origin,
        Input.permanent_address,
        Input.temporary_address,
        Input.current_address,
    )
    registration, origin, permanent, temporary, current = _encoded(
        joins, encodings, columns, values.place_rows, values.PLACE_COLUMNS
    )
    (provinces,) = _encoded(joins, encodings, columns[:1], values.province_rows, values.CODES)
    homes = (permanent, temporary, current)
    return [
        *_group(registration, Records.registration, PlaceFields),
        *_group(origin, Records.origin, PlaceFields),
        *_group(permanent, Records.permanent, PlaceFields),
        _as(f"{provinces}.codes", Records.registration_provinces),
        _as(_union([f"{home}.wards" for home in homes]), Records.home_wards),
        _as(_union([f"[{home}.district]" for home in homes]), Records.home_districts),
        _as(_union([f'[{home}."group"]' for home in homes]), Records.home_groups),
        _as(_union([f"[{home}.locality]" for home in homes]), Records.home_localities),
        _as(_union([f"[{home}.dwelling]" for home in homes]), Records.home_dwellings),
    ]


def _union(lists: Sequence[str]) -> str:
    """SQL of the sorted union of list columns; null when nothing is in them."""
    joined = f"list_distinct(flatten([coalesce(x, []) for x in [{', '.join(lists)}]]))"
    return f"nullif(list_sort(list_filter({joined}, lambda x: x is not null)), [])"


def _codes(joins: _Joins, use_ethnicity: bool) -> Iterator[str]:
    rules: dict[Column, tuple[Rule, Column]] = {
        Input.personal_id_status: (values.id_status_rows, Records.personal_id_status),
        Input.sex: (values.sex_rows, Records.sex),
        Input.nationality: (values.nationality_rows, Records.nationality),
        Input.relation_to_head: (values.relation_rows, Records.relation_to_head),
        Input.phone: (values.phone_rows, Records.phone),
        Input.status: (values.status_rows, Records.status),
    }
    for column, (rule, target) in rules.items():
        yield _as(f"{joins.mapped(column, rule, values.CODE)}.code", target)
    household = f"regexp_replace(upper(i.{Input.household_id.name}), '{_HOUSEHOLD_WORDS}', '')"
    yield _as(f"nullif(trim({household}), '')", Records.household_id)
    yield _as(f"nullif(trim(i.{Input.unit.name}), '')", Records.unit)
    if use_ethnicity:
        alias = joins.mapped(Input.ethnicity, values.ethnicity_rows, values.CODE)
        yield _as(f"{alias}.code", Records.ethnicity)


def _raw(use_ethnicity: bool) -> list[str]:
    return [
        f"i.{c.name} as {quoted(RAW_PREFIX + c.name)}"
        for c in Input.columns()
        if c is not Input.record_id and (use_ethnicity or c.name not in SENSITIVE)
    ]


def standardise_history(history: TableLike, *, engine: Engine | None = None) -> Table:
    """Bring an id history into the form in which records hold numbers: digits alone.

    Raises:
        SchemaError: If a column is missing.

    Examples:
        >>> import pyarrow as pa
        >>> rows = {"personal_id": ["001 190 000123"], "previous_id": ["011123456"],
        ...     "id_type": ["cmnd"]}
        >>> standardise_history(pa.table(rows)).to_arrow().column("personal_id").to_pylist()
        ['001190000123']
    """
    table = as_table(history, IdHistory, engine)
    digits = ", ".join(
        f"regexp_replace({c.name}, '[^0-9]', '', 'g') as {c.name}"
        for c in (IdHistory.personal_id, IdHistory.previous_id)
    )
    return table.engine.create(IdHistory, f"select * replace ({digits}) from {table.name}")


def standardise_names(names: "pd.Series[str]") -> "pd.DataFrame":
    """Standardise a column of names, for users of pandas.

    The column is taken to come from one source: what it is encoded in is decided by all its
    distinct values together.

    Args:
        names: Names as recorded; missing values stay missing.

    Returns:
        One row for each name, under the same index, with the columns of
        `linkage.text.NameKeys`.

    Examples:
        >>> import pandas as pd
        >>> names = standardise_names(pd.Series(["NGUYỄN VĂN AN", None], index=["x", "y"]))
        >>> names.loc["x", ["surname", "middle", "given"]].tolist()
        ['Nguyễn', 'Văn', 'An']
    """
    import pandas as pd

    codes, distinct = pd.factorize(names, sort=True)
    encoding = vote(distinct)
    with collection_paused():
        rows = [name_keys(parse_name(raw, encoding=encoding)) for raw in distinct]
    if names.hasnans:
        rows.append(NameKeys())  # whose place, the last, is that of the code of a missing name
    table = pd.DataFrame(rows, columns=list(NameKeys._fields))
    return table.iloc[codes].set_axis(names.index)
