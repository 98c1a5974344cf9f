"""Evidence: what two records say of each field, side by side, and how it weighs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from linkage.casework.wording import Language, Phrase, say
from linkage.schema import LEVEL_PREFIX, RAW_PREFIX, WEIGHT_PREFIX, Input, Records
from linkage.text.dwellings import bare_street, dwelling
from linkage.text.name_phrases import tells_of_twin
from linkage.text.places import parse_address
from linkage.text.unicode import fold

Raw = Mapping[str, str | None]
"""One record as recorded: input column to value; and whether its parents stood exchanged."""

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
        if self.level.startswith("exact") or self.level in _SAME | _SAME_BY_RARITY:
            return "same"
        return "different" if self.level in _DIFFERENT else "close"

    @property
    def tells_of_two(self) -> bool:
        """Whether the level, rare between strangers, is rarer still for one person."""
        return self.level in _OF_TWO


_NAMES_OTHER = "names_other"
"""Level of a parent who bears the name of the other record."""

_TWIN_NOTE, _NOTED, _NOTHING_NOTED = "twin_note", "noted", "not_noted"
"""The comparison of notes that tell of twins, and its levels; the last is not worth telling."""

_OF_TWO = frozenset({"near_number", "parent", _NOTED, _NAMES_OTHER})
_SAME = frozenset({"same", "same_day", "same_number"})
_DIFFERENT = frozenset(
    {
        "different",
        "years_apart",
        "given_differs",
        "surname_differs",
        "middle_differs",
        "surname_agrees",
    }
)

FACTS: Mapping[str, tuple[tuple[str, ...], Phrase]] = {
    "name": ((Input.full_name.name,), ("họ và tên", "full name")),
    "birth_date": ((Input.date_of_birth.name,), ("ngày sinh", "date of birth")),
    "birth_year": (
        (Input.date_of_birth.name,),
        ("năm sinh theo số định danh", "year of birth by the number"),
    ),
    "sex": ((Input.sex.name,), ("giới tính", "sex")),
    _TWIN_NOTE: ((Input.other_names.name,), ("ghi chú", "note")),
    "personal_id": ((Input.personal_id.name,), ("số định danh", "personal number")),
    "id_start": ((Input.personal_id.name,), ("số định danh", "personal number")),
    "cmnd": ((Input.cmnd.name,), ("số CMND", "old CMND")),
    "father": ((Input.father_name.name,), ("họ tên cha", "father's name")),
    "mother": ((Input.mother_name.name,), ("họ tên mẹ", "mother's name")),
    "spouse": ((Input.spouse_name.name,), ("họ tên vợ, chồng", "spouse's name")),
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

_SECOND_LOOKS = frozenset({"birth_year", "id_start"})
"""Comparisons that see what the first of their fact cannot; where they see nothing they are not
told. A year by the number leaves the date missing; numbers that begin otherwise lack nothing."""

_BY_NUMBER = "same_number"
"""Level of two relatives who are one by their number, however the names are written."""

_NUMBERS: Mapping[str, tuple[tuple[str, ...], Phrase]] = {
    "father": ((Input.father_id.name,), ("số của cha", "father's number")),
    "mother": ((Input.mother_id.name,), ("số của mẹ", "mother's number")),
    "spouse": ((Input.spouse_id.name,), ("số của vợ, chồng", "spouse's number")),
}
"""What a comparison of relatives by number reads, and what it is called."""

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

_LEVELS: Mapping[str, Phrase] = {
    "same": ("giống nhau", "the same"),
    "same_day": ("giống nhau", "the same"),
    "same_shared": ("giống nhau, nhưng nhiều người dùng", "the same, but many give it"),
    "same_default_day": (
        "giống nhau, nhưng là ngày hay điền mặc định",
        "the same, but a day often filled in by default",
    ),
    "day_month_swapped": ("đảo ngày và tháng", "day and month exchanged"),
    "one_digit": ("lệch một chữ số", "one digit apart"),
    "same_year_default": ("cùng năm, có ngày mặc định", "same year, one a default day"),
    "same_year_partial": ("cùng năm, thiếu ngày tháng", "same year, day or month missing"),
    "same_month": ("cùng tháng và năm, khác ngày", "same month and year, another day"),
    "same_year": ("cùng năm, khác ngày", "same year, another day"),
    "day_same_year_off": ("cùng ngày tháng, khác năm", "same day and month, another year"),
    "one_year_off_default": (
        "lệch một năm, có ngày mặc định hoặc thiếu ngày tháng",
        "one year apart, one a default day or none",
    ),
    "one_year_off": ("lệch một năm", "one year apart"),
    "ten_years_off": ("lệch mười năm", "ten years apart"),
    "years_apart": ("lệch nhiều năm", "years apart"),
    "crossed": ("cha và mẹ ghi đảo chỗ cho nhau", "father and mother in each other's place"),
    _NOTED: ("nói là sinh đôi", "tells of twins"),
    "parent": (
        "hồ sơ này ghi chủ của số kia là cha hoặc mẹ",
        "one record names the owner of the other number as a parent",
    ),
    _NAMES_OTHER: (
        "trùng với họ tên người của hồ sơ kia",
        "is the name of the person of the other record",
    ),
    "same_serial": ("cùng sáu số cuối", "the same last six digits"),
    "common_serial": (
        "cùng sáu số cuối, nhưng nhiều người có",
        "the same last six digits, but many have them",
    ),
    "homophone": (
        "hai tên khác nhau, đọc giống nhau theo giọng địa phương",
        "two names, alike in some dialect",
    ),
    "cancelled": ("hai số, một số đã hủy", "two numbers, one of them cancelled"),
    "near_number": (
        "hai số gần nhau, như khi cấp cùng lúc cho trẻ sinh đôi hoặc người nhà",
        "numbers near each other, as given to twins or a family together",
    ),
    "encoded_slip": (
        "lệch một chữ số chỉ tỉnh, giới tính hoặc năm sinh",
        "a digit apart in what tells province, sex or year of birth",
    ),
    "one_slip": ("lệch một lần gõ", "one slip of the pen apart"),
    "same_without_marks": ("giống nhau khi bỏ dấu", "the same without marks"),
    "same_words": (
        "cùng các chữ, khác thứ tự hoặc thiếu Thị, Văn",
        "the same words, in another order or without Thị or Văn",
    ),
    "marks_differ": ("cùng chữ, khác dấu", "the same letters, other marks"),
    "same_number": ("cùng số giấy tờ", "the same number"),
    "namesake": ("cùng tên nhưng khác số giấy tờ", "the same name, but another number"),
    "other_name": (
        "tên của một bên là tên gọi khác của bên kia",
        "the name of one is another name of the other",
    ),
    "surname_agrees": ("cùng họ, khác tên và đệm", "the same surname only"),
    "same_dwelling": ("cùng số nhà, cùng đường", "in the same house"),
    "same_locality": ("cùng đường, thôn, ấp", "in the same street or village"),
    "same_given": ("cùng tên, khác họ hoặc đệm", "the same given name only"),
    "same_ward": ("cùng xã, phường", "in the same commune or ward"),
    "same_district": ("cùng huyện, quận", "in the same district"),
    "same_province": ("chỉ cùng tỉnh, thành phố", "only in the same province"),
    "unmarked": ("giống nhau khi bỏ dấu", "the same without marks"),
    "spelling": ("chỉ khác i và y", "i and y exchanged"),
    "spacing": ("chỉ khác cách viết liền", "joined or split otherwise"),
    "tone": ("lẫn hỏi và ngã", "hỏi and ngã exchanged"),
    "typo": ("lệch một lần gõ", "one slip of the pen apart"),
    "dialect": ("đọc giống nhau theo giọng địa phương", "alike in some dialect"),
    "variant": ("hai cách gọi của một tên", "regional forms of one name"),
    "shortened": ("một bên viết thiếu đệm", "some of the middle left out"),
    "reordered": ("cùng chữ, khác thứ tự", "the same words in another order"),
    "abbreviated": ("một bên viết tắt", "one is abbreviated"),
    "doubtful": (
        "khác nhau, nhưng một hồ sơ trái với số hoặc tên của chính nó",
        "different, but one record contradicts its own number or name",
    ),
    "given_garbled": (
        "chỉ lệch vài chữ cái ở tên, trong đó một bên là tên không ai đặt",
        "a letter or two apart in the given name, of which one is nobody's name",
    ),
    "given_differs": ("cùng họ và đệm, khác tên", "another given name"),
    "surname_differs": ("cùng tên, khác họ", "another surname"),
    "middle_differs": ("cùng họ và tên, khác đệm", "another middle name"),
    "different": ("khác nhau", "different"),
}
_SAME_BY_RARITY = frozenset({"same_rare", "same_usual", "same_common"})
_NEAR: Phrase = ("gần giống nhưng có thể là hai tên", "close, but may be two names")


def level_words(level: str, lang: Language) -> str:
    """What a level of any comparison says.

    Examples:
        >>> level_words("same_ward", "en")
        'in the same commune or ward'
    """
    plain = level.removesuffix("_rare")
    if level.startswith("exact") or level in _SAME_BY_RARITY:
        return say(_LEVELS["same"], lang)
    known = _LEVELS.get(plain) or _LEVELS.get(plain.removeprefix("given_"), _NEAR)
    return say(known, lang)


_SENTENCE: Phrase = (
    "{fact} {relation}: “{left}” và “{right}”.",
    "{fact} {relation}: “{left}” and “{right}”.",
)
_SENTENCE_ONE: Phrase = ("{fact} {relation}: “{left}”.", "{fact} {relation}: “{left}”.")


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


def by_fact(row: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The `level_*` or `weight_*` columns of a scored pair, by the name of the comparison.

    Examples:
        >>> by_fact({"level_sex": "same", "rule": "x"}, "level_")
        {'sex': 'same'}
    """
    return {name.removeprefix(prefix): v for name, v in row.items() if name.startswith(prefix)}


def pair_weights(row: Mapping[str, Any]) -> dict[str, float]:
    """Weights of a scored pair by fact; that of a note nobody wrote is told with what is adjusted.

    Examples:
        >>> pair_weights({"level_twin_note": "noted", "weight_twin_note": -4.0})
        {'twin_note': -4.0}
        >>> row = {"level_twin_note": "not_noted", "weight_twin_note": 0.5, "weight_together": 1.0}
        >>> pair_weights(row)
        {'together': 1.5}
    """
    weights = by_fact(row, WEIGHT_PREFIX)
    if row.get(LEVEL_PREFIX + _TWIN_NOTE) == _NOTHING_NOTED:
        weights["together"] += weights.pop(_TWIN_NOTE)
    return weights


def pair_evidence(
    left: Raw, right: Raw, levels: Mapping[str, str | None], weights: Mapping[str, float]
) -> list[FieldEvidence]:
    """Evidence of a scored pair, the heaviest first; two numbers stand once."""
    untold = _SECOND_LOOKS | ({"personal_id"} if levels.get("id_start") else set())
    found = [
        FieldEvidence(fact, level, weights[fact], *_shown(left, right, fact, level))
        for fact, level in levels.items()
        if level != _NOTHING_NOTED and (level is not None or fact not in untold)
    ]
    return sorted(found, key=lambda e: (-abs(e.weight), e.fact))


def _shown(left: Raw, right: Raw, fact: str, level: str | None) -> tuple[str | None, str | None]:
    """The two values that reached the level, of all that the comparison reads."""
    if level == _NOTED:
        return _notes(left, right)
    columns, _ = _NUMBERS[fact] if level == _BY_NUMBER else FACTS[fact]
    own = Input.full_name.name
    across: Iterable[tuple[str, str]] = zip(columns, columns, strict=True)
    if fact == "home":
        across = product(columns, columns)
    elif level == _NAMES_OTHER:
        across = ((columns[0], own), (own, columns[0]))
    pairs = [(value(left, _cell(left, a)), value(right, _cell(right, b))) for a, b in across]
    known = [(a, b) for a, b in pairs if a and b]
    agreeing = [(a, b) for a, b in known if _agree(a, b, level)] if len(known) > 1 else []
    return next(iter([*agreeing, *known, *pairs]))


def _notes(left: Raw, right: Raw) -> tuple[str | None, str | None]:
    """The cells that tell of twins; one that stands alone is quoted alone."""
    cells = (
        value(raw, column) or ""
        for raw in (left, right)
        for column in (Input.other_names.name, Input.full_name.name)
    )
    notes: list[str | None] = [*filter(tells_of_twin, cells)] or [None]
    return notes[0], notes[-1]


def _cell(raw: Raw, column: str) -> str:
    """The column in which a record has what it should have in another."""
    return _OTHER_PARENT.get(column, column) if raw.get(Records.parents_exchanged.name) else column


_OTHER_PARENT: Mapping[str, str] = {
    one.name: other.name
    for pair in ((Input.father_name, Input.mother_name), (Input.father_id, Input.mother_id))
    for one, other in (pair, pair[::-1])
}


def _agree(left: str, right: str, level: str | None) -> bool:
    """Whether two names or addresses agree as a level says that some do."""
    if level == _NAMES_OTHER:
        return fold(left) == fold(right)
    if level not in _PLACE_LEVELS:
        return False
    one, other = parse_address(left), parse_address(right)
    if level == "same_dwelling":
        house = dwelling(left, one.locality)
        return house is not None and house == dwelling(right, other.locality)
    if level == "same_locality":
        street = bare_street(one.locality)
        return street is not None and street == bare_street(other.locality)
    if level == "same_ward":
        return not one.new_ward_codes.isdisjoint(other.new_ward_codes)
    if level == "same_district":
        return one.district_code is not None and one.district_code == other.district_code
    return level == "same_province" and one.new_province_code == other.new_province_code


_PLACE_LEVELS = frozenset(
    {"same_dwelling", "same_locality", "same_ward", "same_district", "same_province"}
)


def sentences(evidence: Sequence[FieldEvidence], lang: Language) -> list[str]:
    """One sentence for each field that was compared."""
    return [_sentence(item, lang) for item in evidence if item.level and item.left and item.right]


def _sentence(item: FieldEvidence, lang: Language) -> str:
    by_number = item.level == _BY_NUMBER
    fact = say((_NUMBERS if by_number else FACTS)[item.fact][1], lang)
    details = {
        "fact": fact[0].upper() + fact[1:],
        "relation": level_words("same" if by_number else item.level or "", lang),
        "left": item.left,
        "right": item.right,
    }
    alone = item.left == item.right and (item.relation == "same" or not _hidden(item.fact))
    return say(_SENTENCE_ONE if alone else _SENTENCE, lang, **details)


def _hidden(fact: str) -> bool:
    """Whether values of a fact may differ in digits that are not shown."""
    return not MASKED.isdisjoint(FACTS[fact][0])
