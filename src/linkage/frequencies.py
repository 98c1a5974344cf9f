"""What a record owes to the others: shares, counts, days filled in by habit, codes of a source."""

from linkage import values
from linkage.schema import RAW_PREFIX, Column, Input, Records, RelativeFields
from linkage.text.names import LOST_MARKS

_USUAL_PEOPLE = 5_000
"""How many records of the extract the shares of names in the country weigh."""

_ONE_PERSON = 2
"""Records of one name that may be one person's, and so tell nothing of how common it is."""

_BORNE_BY = (5, 1e-4)
"""Records with all their marks, and share of these, from which a given name is one that people
bear: a slip of one key in one name, even a common one, is rarer."""

_COMMON_SERIAL = (5, 2e-5)
"""Records, and share of those with a number, from which six last digits are common: twenty times
the share that each of a million would have."""

_MONTHS_OF_A_HABIT = 4
"""Months in which a day of the month must be frequent to be a default in all of them."""

_SEX_CODE_SEEN = 30
"""Records of a source with a number that show what its code for a sex means."""

_SEX_CODE_AGREES = 0.95
"""Share of those numbers that must say one sex; at most one number in a hundred is wrong."""


def with_frequencies(base: str) -> str:
    """Query that adds what depends on other records: shares, counts, default days.

    The share of a name is the product of the shares of its parts, so that it can be told
    in a small extract too; the shares of the country count like `_USUAL_PEOPLE` records. Where
    parts go together, as among peoples with few surnames and names, the whole name is commoner
    than that product, and its own share counts; of a parent's name, that among people of one
    surname, or of none, for who is called Ka or Giàng has a mother of a name of that people.

    A given name that enough records bear is a name, in a list or not: no list holds those of all
    peoples. Surnames and middle names are few and in lists, and their slips are as many as names.

    Where numbers count up from 1 in each commune, many end in the same digits, which say little.

    Days that a source fills in by habit are found by their frequency. A code of one letter or digit
    that says no sex by itself, as 0, has the meaning that nearly all numbers beside it have.
    """
    name, birth, sex = Records.name, Records.birth, Records.sex.name
    raw_sex = RAW_PREFIX + Input.sex.name
    part_shares = " , ".join(
        f"{part}_shares as (select {column}, (count(*) + {_USUAL_PEOPLE} * "
        f"coalesce(max(usual_{part}), 0)) / (sum(count(*)) over () + {_USUAL_PEOPLE}) as share "
        f"from {base} group by {column})"
        for part, column in _parts()
    )
    part_joins = " ".join(
        f"join {part}_shares on {part}_shares.{column} is not distinct from b.{column}"
        for part, column in _parts()
    )
    share = " * ".join(f"{part}_shares.share" for part, _ in _parts())
    return f"""
        with {part_shares},
        whole_names as (
            select {name.sorted_fold.name},
                   (count(*) - {_ONE_PERSON}) / (select count(*) from {base}) as share
            from {base} where {name.sorted_fold.name} is not null
            group by {name.sorted_fold.name} having count(*) > {_ONE_PERSON}
        ),
        {_borne_given(base)},
        {_couples(base)},
        sex_codes as (
            select {Records.source.name}, {raw_sex}, mode({Records.id_sex.name}) as meaning
            from {base}
            where {sex} is null and length({raw_sex}) = 1 and {Records.id_sex.name} is not null
            group by {Records.source.name}, {raw_sex}
            having count(*) >= {_SEX_CODE_SEEN}
               and avg(({Records.id_sex.name} = 'male')::integer)
                   not between {1 - _SEX_CODE_AGREES} and {_SEX_CODE_AGREES}
        ),
        {_common_serials(base)},
        phones as (
            select {Records.phone.name}, count(*)::integer as n from {base}
            where {Records.phone.name} is not null group by {Records.phone.name}
        ),
        {_default_days(base)}
        select b.* exclude ({", ".join(c.name for c in values.USUAL_SHARES)})
                   replace (
                       coalesce(b.{sex}, sex_codes.meaning) as {sex},
                       b.{name.given_attested.name} or borne_given.word is not null
                           as {name.given_attested.name},
                       {_restored_only_where_it_fits()}
                   ),
               if(b.{name.fold.name} is null, null,
                  greatest({share}, coalesce(whole_names.share, 0))) as {Records.name_share.name},
               {", ".join(_parent_share(parent) for parent in _PARENTS)},
               phones.n as {Records.phone_count.name},
               if(b.{Records.id_serial.name} is null, null, common_serials.serial is not null)
                   as {Records.serial_is_common.name},
               if(b.{birth.date.name} is null, null, coalesce(default_days.is_default, false))
                   as {Records.birth_is_default.name}
        from {base} b
        {part_joins}
        {" ".join(_parent_joins(parent) for parent in _PARENTS)}
        join couples on {_OF_ONE_COUPLE}
        left join whole_names
          on whole_names.{name.sorted_fold.name} = b.{name.sorted_fold.name}
        left join borne_given on borne_given.word = lower(b.{name.given.name})
        left join sex_codes
          on sex_codes.{Records.source.name} is not distinct from b.{Records.source.name}
         and sex_codes.{raw_sex} = b.{raw_sex}
        left join common_serials on common_serials.serial = b.{Records.id_serial.name}
        left join phones on phones.{Records.phone.name} = b.{Records.phone.name}
        left join default_days
          on default_days.{Records.source.name} is not distinct from b.{Records.source.name}
         and default_days.{birth.month.name} = b.{birth.month.name}
         and default_days.{birth.day.name} = b.{birth.day.name}
    """


_PARENTS: tuple[tuple[RelativeFields, Column], ...] = (
    (Records.father, Records.father_share),
    (Records.mother, Records.mother_share),
)

_UNKNOWN_SHARE = 1e-6
"""Share of a surname or given name of a parent that nobody in the extract bears."""


_FEW_OF_A_SURNAME = 1_000
"""How many people of other parents are added to those of a surname, so that few prove little."""


def _parent_share(parent: tuple[RelativeFields, Column]) -> str:
    """The share of surname and given name; a parent's middle name is mostly Văn or Thị.

    Among people of the child's surname the name of the parent is counted beside another name
    of the other parent, so that brothers and the records of one person do not make it common;
    one of them may be a misspelling.
    """
    relative, target = parent
    parts = " * ".join(
        f"coalesce({relative.prefix}{part}.share, {_UNKNOWN_SHARE})"
        for part in ("surname", "given")
    )
    among_own = f"greatest({relative.prefix}_elsewhere - 1, 0) / (of_surname + {_FEW_OF_A_SURNAME})"
    return (
        f"if(b.{relative.fold.name} is null, null, greatest({parts}, {among_own})) as {target.name}"
    )


def _parent_joins(parent: tuple[RelativeFields, Column]) -> str:
    relative, _ = parent
    own = {"surname": Records.name.surname_fold, "given": Records.name.given_fold}
    theirs = {"surname": relative.surname_fold, "given": relative.given_fold}
    return " ".join(
        f"left join {part}_shares {relative.prefix}{part} "
        f"on {relative.prefix}{part}.{own[part].name} = b.{theirs[part].name}"
        for part in own
    )


_COUPLE = (Records.name.surname_fold, Records.father.fold, Records.mother.fold)
"""Surname and parents of a person."""


_OF_ONE_COUPLE = " and ".join(
    f"couples.{column.name} is not distinct from b.{column.name}" for column in _COUPLE
)


def _couples(base: str) -> str:
    """Named query: how often each parent's name stands beside another name of the other parent."""
    surname, *parents = (column.name for column in _COUPLE)
    elsewhere = ", ".join(
        f"sum(count(*)) over (partition by {surname}, {column.fold.name}) - count(*) "
        f"as {column.prefix}_elsewhere"
        for column, _ in _PARENTS
    )
    return f"""
        couples as (
            select {surname}, {", ".join(parents)}, {elsewhere},
                   sum(count(*)) over (partition by {surname}) as of_surname
            from {base} group by {surname}, {", ".join(parents)}
        )
    """


def _borne_given(base: str) -> str:
    """Named query of the given names, as marked, that enough records of the extract bear.

    One that is rare beside others of its letters may be one of those that lost a mark.
    """
    given, fold = Records.name.given.name, Records.name.given_fold.name
    records, share = _BORNE_BY
    return f"""
        marked_given as (
            select lower({given}) as word, count(*) as n,
                   sum(count(*)) over (partition by {fold}) as alike
            from {base}
            where {Records.name.marked.name} and {given} is not null group by word, {fold}
        ),
        borne_given as (
            select word from marked_given
            where n >= greatest({records}, {share} * (select sum(n) from marked_given))
              and n >= {LOST_MARKS} * alike
        )
    """


def _common_serials(base: str) -> str:
    """Named query of the last six digits of numbers that are common."""
    serial = Records.id_serial.name
    records, share = _COMMON_SERIAL
    return f"""
        common_serials as (
            select {serial} as serial from {base} where {serial} is not null group by {serial}
            having count(*) >= greatest({records}, {share} * (select count({serial}) from {base}))
        )
    """


def _default_days(base: str) -> str:
    """Named queries of the days that each source fills in far more often than births happen.

    A day of one month is a default by itself; a day of the month, as the 15th, where it is too
    frequent in several months together. The bounds lie beyond four standard deviations of a
    count by chance, so that of 366 days hardly one is taken for a default. 1 January is one
    where too few dates could tell.
    """
    source, birth = Records.source.name, Records.birth
    month, day = birth.month.name, birth.day.name
    return f"""
        counted as (
            select {source}, {month}, {day}, count(*) as n,
                   sum(count(*)) over (partition by {source}) / 365.25 as expected
            from {base} where {birth.date.name} is not null group by {source}, {month}, {day}
        ),
        days as (
            select *, n > expected + if(expected < 5, 3, 0.6 * expected) + 4 * sqrt(expected)
                      or (expected < 5 and {month} = 1 and {day} = 1) as spikes
            from counted
        ),
        month_days as (
            select {source}, {day} from (
                select {source}, {day}, sum(n) filter (not spikes) as n,
                       (12 - count(*) filter (spikes)) * any_value(expected) as expected,
                       count(*) filter (spikes or n > expected) as frequent
                from days group by {source}, {day}
            )
            where frequent >= {_MONTHS_OF_A_HABIT} and n > 1.6 * expected + 4 * sqrt(expected)
        ),
        default_days as (
            select d.{source}, d.{month}, d.{day}, true as is_default
            from days d left join month_days m
              on m.{source} is not distinct from d.{source} and m.{day} = d.{day}
            where d.spikes or m.{day} is not null
        )
    """


def _restored_only_where_it_fits() -> str:
    """Replacements that take back a restored leading zero where the record denies the number.

    Eleven digits that do not begin with 0 can have lost nothing but that zero, since the code of
    every province begins with one. Ten may be a number of Hà Nội or of provinces near it, or have
    lost another digit too: then two of the three facts that a number holds deny it.
    """
    r = Records
    year = f"coalesce({r.id_year.name} <> {r.birth.year.name}, false)"
    sex = f"coalesce({r.id_sex.name} <> {r.sex.name}, false)"
    allowed = r.registration_provinces.name
    place = f"not coalesce(list_contains({allowed}, {r.id_province.name}), true)"
    misfit = (
        f"list_contains({r.id_defects.name}, 'lost_leading_zero') "
        f"and starts_with({r.personal_id.name}, '00') "
        f"and ({year}::int + {sex}::int + ({place})::int >= 2 "
        f"or ({year} and {r.sex.name} is null))"
    )
    columns = [
        f"if({misfit}, null, {column.name}) as {column.name}"
        for column in values.ID_COLUMNS
        if column is not r.id_defects
    ]
    reported = (
        f"if({misfit}, list_transform({r.id_defects.name}, "
        f"lambda x: if(x = 'lost_leading_zero', 'wrong_length', x)), {r.id_defects.name})"
    )
    return ", ".join([*columns, f"{reported} as {r.id_defects.name}"])


def _parts() -> tuple[tuple[str, str], ...]:
    name = Records.name
    return (
        ("surname", name.surname_fold.name),
        ("middle", name.middle_fold.name),
        ("given", name.given_fold.name),
    )
