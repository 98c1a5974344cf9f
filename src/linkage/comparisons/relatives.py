"""Splink comparison creators for relatives, by name and number."""

from linkage.comparisons.fact import FactComparison, either_missing
from linkage.comparisons.names import readable_alike
from linkage.schema import Column, Records, RelativeFields
from linkage.splink_seam import ComparisonLevelCreator

PARENT_SHARES = {"rare": 1e-4, "usual": 1e-3}
"""Upper bounds of the share of a parent's surname and given name, by what it is called here."""


def _words_stand_in(few: str, many: str) -> str:
    """SQL: all words of one text stand in another, both in alphabetical order."""
    subject = f"' ' || replace({many}, ' ', '  ') || ' '"
    pattern = f"'% ' || replace({few}, ' ', ' % ') || ' %'"
    return f"({subject}) like ({pattern})"


class _Relative(FactComparison):
    """A relative by name and number."""

    relative: RelativeFields
    number: Column

    def null_sql(self) -> str:
        """Neither two names nor two numbers of one kind to compare."""
        number = self.number
        no_numbers = f"{either_missing(number.name)} or length({number.l}) <> length({number.r})"
        return f"({either_missing(self.relative.fold.name)}) and ({no_numbers})"

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """Same number, and then by the name."""
        return {"same_number": f"{self.number.l} = {self.number.r}", **self.names()}

    def names(self) -> dict[str, str | ComparisonLevelCreator]:
        """From the same name over forms of it and slips down to the same given name."""
        p = self.relative
        same_ends = (
            f"{p.surname_fold.l} = {p.surname_fold.r} and {p.given_fold.l} = {p.given_fold.r}"
        )
        left, right = p.sorted_fold.l, p.sorted_fold.r
        both_marked = f"({p.marked.l} and {p.marked.r})"
        given_alone = f"({p.surname_fold.l} is null or {p.surname_fold.r} is null)"
        return {
            "same": f"{p.text.l} = {p.text.r}",
            "same_without_marks": f"({p.fold.l} = {p.fold.r} and not {both_marked})"
            f" or {readable_alike(p.text.l, p.text.r)}",
            "marks_differ": f"{p.fold.l} = {p.fold.r}",
            "same_words": f"{p.sorted_fold.l} = {p.sorted_fold.r}",
            "abbreviated": f"{p.given_fold.l} = {p.given_fold.r} and ({given_alone} or "
            f"({p.initials.l} = {p.initials.r} and "
            f"({p.fold.l} like '%.%' or {p.fold.r} like '%.%')))",
            "shortened": f"{same_ends} and ({_words_stand_in(left, right)}"
            f" or {_words_stand_in(right, left)})",
            "one_slip": f"damerau_levenshtein({p.fold.l}, {p.fold.r}) = 1",
            "same_given": f"{p.given_phonetic.l} = {p.given_phonetic.r}",
        }


class Spouse(_Relative):
    """The spouse; people marry again, and most records of the young have none."""

    fact = "spouse"
    about = "Spouse"
    relative = Records.spouse
    number = Records.spouse_id


class _Parent(_Relative):
    """A parent; the rarer the name, the more its agreement says."""

    share: Column
    """The share of the parent's name."""

    def null_sql(self) -> str:
        """Nothing to compare, and neither record names the other as the parent."""
        return f"({super().null_sql()}) and not ({self.names_other()})"

    def conditions(self) -> dict[str, str | ComparisonLevelCreator]:
        """As for any relative; then parents crossed, and a parent who bears the other's name.

        Father and son of one name are told apart by nothing else where the son alone has a father.
        """
        father, mother = Records.father.text, Records.mother.text
        return {
            **super().conditions(),
            "crossed": f"{father.l} = {mother.r} and {mother.l} = {father.r}",
            "names_other": self.names_other(),
        }

    def names_other(self) -> str:
        """SQL: the parent of one record bears the name of the other."""
        parent, own = self.relative.fold, Records.name.fold
        sides = ((parent.l, own.r), (parent.r, own.l))
        return " or ".join(f"coalesce({one} = {other}, false)" for one, other in sides)

    def names(self) -> dict[str, str | ComparisonLevelCreator]:
        """A namesake by the numbers, same name by rarity, and as for any relative."""
        text, number = self.relative.text, self.number
        share = f"greatest({self.share.l}, {self.share.r})"
        same, *others = super().names().items()
        by_rarity: dict[str, str | ComparisonLevelCreator] = {
            f"same_{name}": f"{same[1]} and {share} < {bound}"
            for name, bound in PARENT_SHARES.items()
        }
        return {
            "namesake": f"{text.l} = {text.r} and length({number.l}) = length({number.r}) "
            f"and levenshtein({number.l}, {number.r}) > 2",
            **by_rarity,
            "same_common": same[1],
            **dict(others),
        }


class Father(_Parent):
    """The father by name and number."""

    fact = "father"
    about = "Father"
    relative = Records.father
    number = Records.father_id
    share = Records.father_share


class Mother(_Parent):
    """The mother by name and number."""

    fact = "mother"
    about = "Mother"
    relative = Records.mother
    number = Records.mother_id
    share = Records.mother_share
