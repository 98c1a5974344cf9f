"""Evidence: what two records say of each field, side by side, and how it weighs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from linkage.casework.wording import Language, Phrase, say
from linkage.schema import RAW_PREFIX, Input

Raw = Mapping[str, str | None]
"""One record as recorded: input column to value."""

SHOWN_DIGITS = 3
"""Digits of a number that stay visible when it is masked."""


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """One comparison of a pair.

    Attributes:
        fact: Name of the comparison.
        level: Level the pair reached, or None where a value is missing.
        weight: log2(m / u) of the level.
        left: What the first record says.
        right: What the second record says.
    """

    fact: str
    level: str | None
    weight: float
    left: str | None = field(repr=False)
    right: str | None = field(repr=False)

    @property
    def relation(self) -> str:
        """`same`, `close`, `different` or `missing`."""
        if self.level is None:
            return "missing"
        if self.level in _SAME:
            return "same"
        return "different" if self.level == "different" else "close"


_SAME = frozenset({"same", "same_day", "exact", "exact_rare", "exact_common", "same_ward"})

FACTS: Mapping[str, tuple[tuple[str, ...], Phrase]] = {
    "surname": ((Input.full_name.name,), ("họ", "surname")),
    "middle": ((Input.full_name.name,), ("tên đệm", "middle name")),
    "given": ((Input.full_name.name,), ("tên", "given name")),
    "name": ((Input.full_name.name,), ("họ và tên", "full name")),
    "birth_date": ((Input.date_of_birth.name,), ("ngày sinh", "date of birth")),
    "sex": ((Input.sex.name,), ("giới tính", "sex")),
    "personal_id": ((Input.personal_id.name,), ("số định danh", "personal number")),
    "cmnd": ((Input.cmnd.name,), ("số CMND", "old CMND")),
    "father": ((Input.father_name.name,), ("họ tên cha", "father's name")),
    "mother": ((Input.mother_name.name,), ("họ tên mẹ", "mother's name")),
    "home": (
        (Input.permanent_address.name, Input.current_address.name, Input.temporary_address.name),
        ("nơi cư trú", "residence"),
    ),
    "roots": (
        (Input.birth_registration_place.name, Input.place_of_origin.name),
        ("nơi đăng ký khai sinh hoặc quê quán", "birth registration or origin"),
    ),
    "phone": ((Input.phone.name,), ("điện thoại", "phone number")),
    "household": ((Input.household_id.name,), ("hộ", "household")),
}
"""Input columns that a comparison reads, and what it is called."""

MASKED = frozenset(
    {
        Input.personal_id.name,
        Input.cmnd.name,
        Input.father_id.name,
        Input.mother_id.name,
        Input.spouse_id.name,
        Input.phone.name,
    }
)
"""Input columns whose values are masked unless the caller asks to reveal them."""

_RELATIONS: Mapping[str, Phrase] = {
    "same": ("giống nhau", "the same"),
    "close": ("gần giống", "nearly the same"),
    "different": ("khác nhau", "different"),
}
_SENTENCE: Phrase = (
    "{fact} {relation}: «{left}» và «{right}».",
    "{fact} {relation}: “{left}” and “{right}”.",
)
_SENTENCE_ONE: Phrase = ("{fact} {relation}: «{left}».", "{fact} {relation}: “{left}”.")


def masked(number: str | None) -> str | None:
    """Hide all of a number but its last digits.

    Examples:
        >>> masked("001190000123")
        '…123'
    """
    if number is None:
        return None
    text = number.strip()
    return f"…{text[-SHOWN_DIGITS:]}" if len(text) > SHOWN_DIGITS else "…"


def value(raw: Raw, column: str, reveal: bool = False) -> str | None:
    """A recorded value as it may be shown."""
    found = raw.get(RAW_PREFIX + column)
    return found if reveal or column not in MASKED else masked(found)


def pair_evidence(
    left: Raw, right: Raw, levels: Mapping[str, str | None], weights: Mapping[str, float]
) -> list[FieldEvidence]:
    """Evidence of a scored pair, the heaviest first."""
    found = [
        FieldEvidence(fact, level, weights[fact], _shown(left, fact), _shown(right, fact))
        for fact, level in levels.items()
    ]
    return sorted(found, key=lambda e: (-abs(e.weight), e.fact))


def _shown(raw: Raw, fact: str) -> str | None:
    columns, _ = FACTS[fact]
    return next((shown for c in columns if (shown := value(raw, c))), None)


def sentences(evidence: Sequence[FieldEvidence], lang: Language) -> list[str]:
    """One sentence for each field that was compared; name parts that agree are said once."""
    return [
        _sentence(item, lang)
        for item in _whole_names(evidence)
        if item.relation != "missing" and item.left and item.right
    ]


def _whole_names(evidence: Sequence[FieldEvidence]) -> list[FieldEvidence]:
    """Replace surname, middle and given name by the full name, as strong as the weakest."""
    parts = [e for e in evidence if e.fact in ("surname", "middle", "given")]
    compared = [e for e in parts if e.level is not None]
    if not compared:
        return [e for e in evidence if e not in parts]
    order = ("different", "close", "same")
    weakest = min(compared, key=lambda e: order.index(e.relation))
    heaviest = max(compared, key=lambda e: abs(e.weight))
    whole = FieldEvidence("name", weakest.level, heaviest.weight, weakest.left, weakest.right)
    return [whole, *(e for e in evidence if e not in parts)]


def _sentence(item: FieldEvidence, lang: Language) -> str:
    fact = say(FACTS[item.fact][1], lang)
    details = {
        "fact": fact[0].upper() + fact[1:],
        "relation": say(_RELATIONS[item.relation], lang),
        "left": item.left,
        "right": item.right,
    }
    return say(_SENTENCE_ONE if item.left == item.right else _SENTENCE, lang, **details)
