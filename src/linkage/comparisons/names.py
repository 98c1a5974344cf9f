"""Splink comparisons of names, level by level the same as `linkage.text.compare_names`.

They read the columns that `linkage.text.NameKeys` lists, each with a prefix: `name_surname`,
`name_surname_fold`, ... Everything fuzzy runs on ASCII columns, so that DuckDB, whose string
distances count bytes, and Spark, whose count characters, agree with Python and with each other.

Each comparison is one CASE expression that ranks a pair by `NameLevel`; every level is the equality
of that expression with its rank. The expression also stands in the null level, where it
is never true, so that an engine computes it once a pair and not once a level.

Use either the three parts or `WholeNameComparison`: they are views of one fact, and counting
both would count it twice.
"""

from typing import Final

from splink import ColumnExpression
from splink.comparison_level_library import ElseLevel, ExactMatchLevel

from linkage.errors import ModelError, listing
from linkage.splink_seam import ComparisonCreator, ComparisonLevelCreator, SplinkDialect
from linkage.text.defects import NameDefect
from linkage.text.lexicon import Place
from linkage.text.name_columns import MARKERS_MOVED
from linkage.text.name_levels import (
    CONTESTED,
    LETTER_LOST,
    LOST_WITH_MARKS,
    PART_LEVELS,
    SHORTEST_EDIT,
    SHORTEST_TYPO,
    NameLevel,
)
from linkage.text.name_parts import MIDDLE_MARKERS

_ENGINES: Final = {
    "duckdb": ('"', "damerau_levenshtein", "levenshtein"),
    "spark": ("`", "damerau_levenshtein", "levenshtein"),
}
"""Each engine's quote and its names of two distances; on Spark the first is in Splink's jar."""

_NEVER: Final = -1


def _engine(dialect: SplinkDialect) -> tuple[str, str, str]:
    engine = dialect.sql_dialect_str
    if engine not in _ENGINES:
        raise ModelError(
            "Names cannot be compared on this engine.",
            there_is=f"It is {engine!r}.",
            hint=f"use one of {listing(sorted(_ENGINES))}.",
        )
    return _ENGINES[engine]


def _sides(column: str, dialect: SplinkDialect) -> tuple[str, str]:
    """A column of the left and of the right record of a pair, quoted."""
    quote = _engine(dialect)[0]
    return f"{quote}{column}_l{quote}", f"{quote}{column}_r{quote}"


class _Sql:
    """The SQL of one part of two names, over the columns `{stem}`, `{stem}_fold`, ..."""

    def __init__(self, prefix: str, place: Place, dialect: SplinkDialect) -> None:
        self.place = place
        self.dialect = dialect
        self.stem = f"{prefix}_{place.value}"
        self.both_marked = f"({' and '.join(_sides(f'{prefix}_marked', dialect))})"
        self.whole_fold = _sides(f"{prefix}_fold", dialect)
        self.surname_fold = _sides(f"{prefix}_surname_fold", dialect)
        _, self.damerau, self.levenshtein = _engine(dialect)

    def both(self, key: str = "") -> tuple[str, str]:
        """A key of the part on the left and on the right."""
        return _sides(f"{self.stem}_{key}" if key else self.stem, self.dialect)

    def same(self, key: str = "") -> str:
        """Whether a key is equal."""
        left, right = self.both(key)
        return f"{left} = {right}"

    def edits(self, key: str, function: str) -> str:
        """The distance of a key."""
        left, right = self.both(key)
        return f"{function}({left}, {right})"

    def lengths(self, key: str, pick: str) -> str:
        """The smaller or greater length of a key."""
        left, right = self.both(key)
        return f"{pick}(length({left}), length({right}))"

    def typo(self) -> str:
        """One keystroke apart, and not both words attested."""
        left, right = self.both("telex")
        return (
            f"(not ({' and '.join(self.both('attested'))})"
            f" or ({self.same('fold')} and ({' or '.join(self.both('bare'))})))"
            f" and {self.lengths('fold', 'greatest')} >= {SHORTEST_TYPO}"
            f" and {self.lengths('fold', 'least')} >= {SHORTEST_TYPO - 1}"
            f" and ({self.same('fold')} or {self.edits('telex', self.damerau)} <= 1"
            f" or ({self.edits('fold', self.damerau)} <= 1 and case"
            f" when not {self.both_marked} then true"
            f" when {self.lengths('fold', 'least')} < {self.lengths('fold', 'greatest')}"
            f" then {self.edits('telex', self.damerau)} <= {LOST_WITH_MARKS}"
            f" else {self.edits('telex', self.damerau)} <= 2"
            f" and right({left}, 1) = right({right}, 1) end))"
        )

    def shortened(self) -> str:
        """The words of one stand in the other; the middle part only."""
        if self.place is not Place.MIDDLE:
            return "false"
        marked = self.both_marked
        keys = f"case when {marked} then {self.held('telex')} else {self.held('fold')} end"
        fewer = " <> ".join(f"(length({s}) - length(replace({s}, ' ', '')))" for s in self.both())
        marker = f"(not {marked} and ({self.begins_with_marker()}))"
        return f"{self.held()} or {marker} or ({fewer} and {keys})"

    def two_given_names(self) -> str:
        """Whether both sides are given names that people bear."""
        if self.place is not Place.GIVEN:
            return "false"
        return " and ".join(self.both("attested"))

    def begins_with_marker(self) -> str:
        """Whether one side is nothing but Thị or Văn, and the other begins with it."""
        markers = ", ".join(f"'{marker}'" for marker in sorted(filter(str.isascii, MIDDLE_MARKERS)))
        folds = self.both("fold")
        sides = zip(self.whole_fold, self.surname_fold, reversed(folds), strict=True)
        return " or ".join(
            f"coalesce({marker} in ({markers})"
            f" and instr({whole}, {surname} || ' ' || {marker} || ' ') = 1, false)"
            for whole, surname, marker in sides
        )

    def held(self, key: str = "") -> str:
        """Whether the words of one side stand in the other."""
        left, right = (f"(' ' || {column} || ' ')" for column in self.both(key))
        return f"(instr({left}, {right}) > 0 or instr({right}, {left}) > 0)"

    def abbreviated(self) -> str:
        """One is the other cut off at a dot."""
        left, right = self.both("fold")
        return " or ".join(
            f"({short} <> {long} and right({short}, 1) = '.' and "
            f"substr({long}, 1, length({short}) - 1) = substr({short}, 1, length({short}) - 1))"
            for short, long in ((left, right), (right, left))
        )

    def dropped(self) -> str:
        """One has part of the marks of the other: a subsequence of its keystrokes."""
        left, right = (f"length({column})" for column in self.both("telex"))
        distance = self.edits("telex", self.levenshtein)
        return f"{self.same('fold')} and {left} <> {right} and {distance} = abs({left} - {right})"

    def conditions(self) -> dict[NameLevel, str]:
        """What each level asks, given that no higher level holds."""
        unmarked = f"not {self.both_marked}"
        return {
            NameLevel.EXACT: self.same(),
            NameLevel.SPELLING: self.same("iy"),
            NameLevel.UNMARKED: f"{self.same('fold')} and {unmarked}",
            NameLevel.TONE: self.same("tone"),
            NameLevel.TYPO: self.typo(),
            NameLevel.DIALECT: f"{self.same('dialect')}"
            f" or ({self.same('phonetic')} and {unmarked} and not ({self.two_given_names()}))",
            NameLevel.VARIANT: self.same("variant"),
            NameLevel.SHORTENED: self.shortened(),
            NameLevel.ABBREVIATED: self.abbreviated(),
            NameLevel.MARK_DROPPED: self.dropped(),
            NameLevel.MARK_CONFLICT: self.same("fold"),
            NameLevel.ONE_EDIT: f"{self.lengths('fold', 'greatest')} >= {SHORTEST_EDIT}"
            f" and {self.edits('fold', self.damerau)} <= 1",
        }

    def rank(self) -> str:
        """The level of the part, as its number; `NULL` where either name has no such part."""
        left, right = self.both()
        whens = [f"when {left} is null or {right} is null then null"]
        conditions = self.conditions()
        whens.append(f"when {conditions[NameLevel.EXACT]} then {NameLevel.EXACT:d}")
        if self.place is Place.MIDDLE:
            lost = f"{' = '.join(self.whole_fold)} and not {self.both_marked}"
            whens.append(f"when {self.same('telex')} and {lost} then {NameLevel.UNMARKED:d}")
            whens.append(f"when {self.same('telex')} then {NameLevel.SHORTENED:d}")
        whens += [f"when {conditions[level]} then {level:d}" for level in PART_LEVELS[1:]]
        return f"case {' '.join(whens)} else {NameLevel.DIFFERENT:d} end"


def part_rank(prefix: str, place: Place, dialect: SplinkDialect) -> str:
    """The level of one part of two names, as its number; `NULL` where either has none."""
    return _Sql(prefix, place, dialect).rank()


def readable_alike(left: str, right: str) -> str:
    """SQL: one text has signs for letters that were lost, and the rest is the other text.

    Few texts have such signs, and only theirs are looked at letter by letter.
    """
    signs = " or ".join(
        f"instr({side}, '{sign}') > 0" for side in (left, right) for sign in LETTER_LOST
    )

    def fits(lost: str, other: str) -> str:
        pattern = f"translate(lower({lost}), '{LETTER_LOST}', '{'_' * len(LETTER_LOST)}')"
        return f"({pattern} <> lower({lost}) and lower({other}) like {pattern})"

    fitting = f"{fits(left, right)} or {fits(right, left)}"
    return f"(case when {signs} then {fitting} else false end)"


def whole_rank(prefix: str, dialect: SplinkDialect) -> str:
    """The level of two names as wholes, as its number."""
    ranks = {}
    for place in (Place.SURNAME, Place.MIDDLE, Place.GIVEN):
        part = _Sql(prefix, place, dialect)
        left, right = part.both()
        ranks[place] = (
            f"coalesce({part.rank()}, case when {left} is null and {right} is null"
            f" then {NameLevel.EXACT:d} else {NameLevel.SHORTENED:d} end)"
        )
    text, fold, sorted_fold, initials, surname_fold, middle_fold, given_fold = (
        _sides(f"{prefix}_{key}", dialect)
        for key in (
            *("text", "fold", "sorted_fold", "initials"),
            *("surname_fold", "middle_fold", "given_fold"),
        )
    )
    several = " and ".join(f"instr(coalesce({side}, ''), ' ') > 0" for side in middle_fold)
    given = _sides(f"{prefix}_given", dialect)
    markers = ", ".join(f"'{marker}'" for marker in MARKERS_MOVED)
    marker_last = "(" + " or ".join(f"{side} in ({markers})" for side in given) + ")"
    defects = _sides(f"{prefix}_defects", dialect)
    reversed_order = " or ".join(
        f"coalesce(array_contains({side}, '{NameDefect.ORDER}'), false)" for side in defects
    )
    exchanged = f"({several} and {' <> '.join(middle_fold)})"
    letters = " = ".join(
        f"replace(replace(replace({side}, ' ', ''), '.', ''), '''', '')" for side in fold
    )
    surname_moved = " <> ".join(f"coalesce({side}, '')" for side in surname_fold)
    dotted = " or ".join(f"instr({side}, '.') > 0" for side in fold)
    forms = (
        f"case when {' <> '.join(fold)} and {letters} then {NameLevel.SPACING:d}"
        f" when ({surname_moved} or ({exchanged} and {' = '.join(given_fold)})"
        f" or (({marker_last} or {reversed_order}) and {' <> '.join(given_fold)}))"
        f" and {' = '.join(sorted_fold)} then {NameLevel.REORDERED:d}"
        f" when {' = '.join(initials)} and ({dotted})"
        f" and {ranks[Place.GIVEN]} >= {NameLevel.ABBREVIATED:d} then {NameLevel.ABBREVIATED:d}"
        f" else {NameLevel.DIFFERENT:d} end"
    )
    parts = f"least({', '.join(ranks.values())})"
    open_parts = " + ".join(
        f"case when {rank} < {NameLevel.UNMARKED:d} and {rank} <> {NameLevel.ABBREVIATED:d}"
        " then 1 else 0 end"
        for rank in ranks.values()
    )
    parts = (
        f"case when {parts} = {NameLevel.EXACT:d} then {NameLevel.REORDERED:d}"
        f" when {parts} <= {CONTESTED:d} and {open_parts} > 1 and {' <> '.join(fold)}"
        f" then {NameLevel.DIFFERENT:d} else {parts} end"
    )
    same = " = ".join(text)
    return (
        f"case when {readable_alike(*text)} then {NameLevel.UNMARKED:d}"
        f" when {same} then {NameLevel.EXACT:d} else greatest({parts}, {forms}) end"
    )


class _RankLevel(ComparisonLevelCreator):
    """A pair whose rank is that of one `NameLevel`."""

    def __init__(self, prefix: str, place: Place | None, level: NameLevel) -> None:
        self.prefix = prefix
        self.place = place
        self.level = level

    def create_sql(self, sql_dialect: SplinkDialect) -> str:
        """The condition of the level."""
        return f"({self.rank(sql_dialect)}) = {self.level:d}"

    def create_label_for_charts(self) -> str:
        """What the level means, as charts show it."""
        return self.level.meaning

    def rank(self, dialect: SplinkDialect) -> str:
        """The expression that ranks a pair."""
        if self.place is None:
            return whole_rank(self.prefix, dialect)
        return part_rank(self.prefix, self.place, dialect)


class _MissingLevel(_RankLevel):
    """A pair where either name has no such part: no evidence, for or against."""

    def __init__(self, prefix: str, place: Place | None) -> None:
        super().__init__(prefix, place, NameLevel.DIFFERENT)
        self.configure(is_null_level=True)

    def create_sql(self, sql_dialect: SplinkDialect) -> str:
        """Missing on either side; the second half is never true, see the module."""
        column = f"{self.prefix}_{self.place.value if self.place else 'text'}"
        missing = " or ".join(f"{side} is null" for side in _sides(column, sql_dialect))
        return f"{missing} or ({self.rank(sql_dialect)}) = {_NEVER}"

    def create_label_for_charts(self) -> str:
        """As charts show it."""
        return "missing"


class _NameComparison(ComparisonCreator):
    """Ranks pairs by `NameLevel`; the exact level takes term frequency adjustments."""

    place: Place | None = None
    levels: tuple[NameLevel, ...] = PART_LEVELS

    def __init__(self, prefix: str = "name") -> None:
        self.prefix = prefix
        super().__init__(self.column)

    @property
    def column(self) -> str:
        """The column of standard text that the comparison is about."""
        return f"{self.prefix}_{self.place.value if self.place else 'text'}"

    def create_comparison_levels(self) -> list[ComparisonLevelCreator]:
        """The null level, the levels from strongest to weakest, and everything else."""
        graded = [level for level in self.levels if level is not NameLevel.EXACT]
        exact = ExactMatchLevel(ColumnExpression(self.column))
        return [
            _MissingLevel(self.prefix, self.place),
            exact.configure(label_for_charts=NameLevel.EXACT.meaning),
            *(_RankLevel(self.prefix, self.place, level) for level in graded),
            ElseLevel().configure(label_for_charts=NameLevel.DIFFERENT.meaning),
        ]

    def create_output_column_name(self) -> str:
        """The name of the comparison in results."""
        return self.column

    @classmethod
    def ranks(cls) -> tuple[NameLevel, ...]:
        """The level that each gamma of Splink stands for, from 0 up.

        Examples:
            >>> SurnameComparison.ranks()[0].name, SurnameComparison.ranks()[-1].name
            ('DIFFERENT', 'EXACT')
        """
        return (NameLevel.DIFFERENT, *reversed(cls.levels))


_WITHOUT_SHORTENED: Final = tuple(n for n in PART_LEVELS if n is not NameLevel.SHORTENED)


class SurnameComparison(_NameComparison):
    """Compares surnames; a surname missing on either side says nothing.

    Examples:
        >>> SurnameComparison("father_name").create_output_column_name()
        'father_name_surname'
    """

    place = Place.SURNAME
    levels = _WITHOUT_SHORTENED


class MiddleComparison(_NameComparison):
    """Compares middle parts; a Thị or Văn that only one name has is no disagreement.

    Examples:
        >>> MiddleComparison().create_output_column_name()
        'name_middle'
    """

    place = Place.MIDDLE


class GivenComparison(_NameComparison):
    """Compares given names.

    Examples:
        >>> GivenComparison().configure(term_frequency_adjustments=True).num_non_null_levels
        12
    """

    place = Place.GIVEN
    levels = _WITHOUT_SHORTENED


class WholeNameComparison(_NameComparison):
    """Compares whole names: as weak as the weakest part, or a form of the same words.

    Forms are other word boundaries, other orders of the words, and initials. To be used instead
    of the comparisons of parts, never beside them.

    Examples:
        >>> WholeNameComparison().create_output_column_name()
        'name_text'
    """

    levels = tuple(level for level in reversed(NameLevel) if level is not NameLevel.DIFFERENT)
