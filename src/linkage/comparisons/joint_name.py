"""One comparison of the whole name: its parts are one fact, and dependent ones.

Two records found because their names agree agree in surname, middle and given name at once;
counting the three as independent would count one coincidence three times. So the name is
compared as a whole, and where the wholes differ it is said which part does: brothers and
twins share all but the given name.

Agreement is split by how rare the whole name is, because two records of a rare name are far
likelier one person than two of a common one, whatever else is known.
"""

from splink import ColumnExpression
from splink.comparison_level_library import ElseLevel

from linkage.comparisons.names import part_rank, whole_rank
from linkage.schema import Records
from linkage.splink_seam import ComparisonCreator, ComparisonLevelCreator, SplinkDialect
from linkage.text.lexicon import Place
from linkage.text.name_levels import NameLevel

SHARES = {"singular": 1e-7, "rare": 2e-6, "uncommon": 2e-5, "usual": 1e-4}
"""Upper bounds of the share of a whole name, by what such a name is called here."""

RARE_FORM = 2e-5
"""Share of a whole name below which another form of it counts as one of a rare name."""

BY_RARITY = frozenset(
    {
        NameLevel.SPELLING,
        NameLevel.UNMARKED,
        NameLevel.SPACING,
        NameLevel.TONE,
        NameLevel.TYPO,
        NameLevel.DIALECT,
        NameLevel.SHORTENED,
        NameLevel.REORDERED,
    }
)
"""Levels at which both spellings are forms of one name, whose rarity is told by either."""

SLIPS = (NameLevel.TONE, NameLevel.TYPO, NameLevel.DIALECT)
"""Levels told apart by where the slip is: twins are not called by another surname."""

TWO_NAMES = (NameLevel.MARK_DROPPED, NameLevel.MARK_CONFLICT, NameLevel.ONE_EDIT)
"""Levels at which both spellings are names people bear."""

_GIVEN = Records.name.given_fold
_GARBLED = (
    f"{Records.name.given_attested.l} <> {Records.name.given_attested.r} "
    f"and damerau_levenshtein({_GIVEN.l}, {_GIVEN.r}) <= 2 "
    f"and greatest(length({_GIVEN.l}), length({_GIVEN.r})) > 2"
)
"""One given name is no name people bear, and two slips make it of the other: Tarn and Tam."""

_BOTH_BORNE = f"({Records.name.given_attested.l} and {Records.name.given_attested.r})"
"""Where some dialect says two given names alike that people bear, as Mai and May, twins are called
so as often as clerks mishear; where one is nobody's name, a clerk misheard."""

PARTS = (Place.SURNAME, Place.MIDDLE, Place.GIVEN)
_GIVEN_AGREES = NameLevel.DIALECT

_SAME_WORDS = (
    f"{Records.name.sorted_fold.l} = {Records.name.sorted_fold.r} "
    f"and {Records.name.given_fold.l} <> {Records.name.given_fold.r}"
)
"""Middle and given name have changed places."""

_OTHER_NAME = " or ".join(
    f"array_contains({others}, {fold})"
    for others, fold in (
        (Records.other_name_folds.l, Records.name.fold.r),
        (Records.other_name_folds.r, Records.name.fold.l),
    )
)
"""The name of one record is recorded as another name in the other."""


def _ranks(dialect: SplinkDialect) -> dict[str, str]:
    """SQL of the ranks of the whole name and of its parts."""
    parts = {place.value: f"({part_rank('name', place, dialect)})" for place in PARTS}
    return {"whole": f"({whole_rank('name', dialect)})", **parts}


class _NameLevelCreator(ComparisonLevelCreator):
    """A condition over the ranks of the whole name and of its parts."""

    def __init__(self, label: str, condition: str) -> None:
        self._label = label
        self._condition = condition

    def create_sql(self, sql_dialect: SplinkDialect) -> str:
        return self._condition.format(**_ranks(sql_dialect))

    def create_label_for_charts(self) -> str:
        return self._label


class JointName(ComparisonCreator):
    """The whole name by `NameLevel` and rarity, and which part differs.

    Examples:
        >>> JointName().create_output_column_name()
        'name'
    """

    def __init__(self) -> None:
        super().__init__({"name": ColumnExpression(Records.name.text.name)})

    def create_comparison_levels(self) -> list[ComparisonLevelCreator]:
        """The null level, then from the same rare name down to different names."""
        text = Records.name.text
        missing = _NameLevelCreator("missing", f"{text.l} is null or {text.r} is null")
        levels: list[ComparisonLevelCreator] = [missing.configure(is_null_level=True)]
        for rank in sorted(NameLevel, reverse=True):
            if rank is max(TWO_NAMES):
                levels.append(_NameLevelCreator("other_name", _OTHER_NAME))
                levels.append(_NameLevelCreator("same_words", _SAME_WORDS))
            if rank is not NameLevel.DIFFERENT:
                levels += _split(rank)
        given_agrees = f"{{given}} >= {_GIVEN_AGREES:d}"
        surname_agrees = f"{{surname}} >= {_GIVEN_AGREES:d}"
        middle_agrees = f"coalesce({{middle}}, {NameLevel.EXACT:d}) >= {_GIVEN_AGREES:d}"
        return [
            *levels,
            _NameLevelCreator("middle_differs", f"{given_agrees} and {surname_agrees}"),
            _NameLevelCreator("surname_differs", given_agrees),
            _NameLevelCreator(
                "given_garbled", f"{surname_agrees} and {middle_agrees} and {_GARBLED}"
            ),
            _NameLevelCreator("given_differs", f"{surname_agrees} and {middle_agrees}"),
            _NameLevelCreator("surname_agrees", surname_agrees),
            ElseLevel().configure(label_for_charts="different"),
        ]

    def shared_sql(self, dialect: SplinkDialect) -> dict[str, str]:
        """Expressions that many levels repeat, so that they can be computed once a pair."""
        return _ranks(dialect)

    def create_description(self) -> str:
        """What is compared."""
        return "Whole name, by rarity, and which part differs"

    def create_output_column_name(self) -> str:
        """Name of the comparison."""
        return "name"


def _split(rank: NameLevel) -> list[ComparisonLevelCreator]:
    """The levels of one rank of the whole name."""
    label, condition = rank.name.lower(), f"{{whole}} = {rank:d}"
    share = f"greatest({Records.name_share.l}, {Records.name_share.r})"
    if rank is NameLevel.EXACT:
        found: list[ComparisonLevelCreator] = [
            _NameLevelCreator(f"{label}_{name}", f"{condition} and {share} < {bound}")
            for name, bound in SHARES.items()
        ]
        return [*found, _NameLevelCreator(f"{label}_common", condition)]
    forms = {label: condition}
    in_given = f"{condition} and {{given}} = {rank:d}"
    if rank is NameLevel.DIALECT:
        misheard = f"{in_given} and not {_BOTH_BORNE}"
        forms = {f"given_{label}": misheard, "given_homophone": in_given, **forms}
    elif rank in SLIPS or rank in TWO_NAMES:
        forms = {f"given_{label}": in_given, **forms}
    if rank in BY_RARITY:
        forms = {
            name: sql
            for form, asked in forms.items()
            for name, sql in ((f"{form}_rare", f"{asked} and {share} < {RARE_FORM}"), (form, asked))
        }
    return [_NameLevelCreator(name, sql) for name, sql in forms.items()]
