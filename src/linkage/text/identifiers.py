"""Personal numbers and old identity-card numbers (CMND): read, repair what is certain, check.

A number says where and when a birth was registered and of which sex. What it says is read under
a named rule set (`linkage.text.number_rules`), and never corrected: a contradiction is reported,
the officer decides.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from linkage.text.coded_fields import Sex
from linkage.text.number_rules import FIRST_FOREIGN_CODE, TT59_2021, NumberRules
from linkage.text.number_text import NumberDefect, NumberKind, is_other_document, read_digits
from linkage.text.tables import read_table

__all__ = [
    "Cmnd",
    "NumberDefect",
    "NumberKind",
    "NumberStructure",
    "PersonalId",
    "contradicts_birth_year",
    "contradicts_provinces",
    "contradicts_sex",
    "listed_cmnds",
    "parse_cmnd",
    "parse_personal_id",
]

_TWELVE = re.compile(r"[0-9]{12}")
_ONE_DIGIT = re.compile(r"([0-9])\1{11}")
OLDEST_AGE = 120
"""Ages above this are flagged; nobody in the register is known to have reached it."""


IMPOSSIBLE = frozenset(
    {NumberDefect.UNKNOWN_PROVINCE, NumberDefect.UNKNOWN_CENTURY, NumberDefect.FUTURE_YEAR}
)
"""Defects of twelve digits that no authority can have issued under the rule set."""

_WORDS = {
    NumberDefect.SEPARATORS: ("có dấu cách, chấm hoặc gạch", "written with separators"),
    NumberDefect.LABEL: ("có chữ chỉ loại giấy tờ", "written with a label"),
    NumberDefect.DECIMAL_POINT: ("có phần thập phân .0", "written as a decimal number"),
    NumberDefect.LETTER_FOR_DIGIT: ("gõ chữ O, l thay cho 0, 1", "letter O or l typed for a digit"),
    NumberDefect.LOST_LEADING_ZERO: ("mất số 0 ở đầu", "leading zero lost"),
    NumberDefect.SEVERAL: ("ô ghi nhiều số", "several numbers in the cell"),
    NumberDefect.PLACEHOLDER: ("số điền cho có", "a filler, not a number"),
    NumberDefect.ROUNDED: ("bảng tính đã làm tròn, mất chữ số", "rounded by a spreadsheet"),
    NumberDefect.LETTERS: ("có chữ cái", "holds letters"),
    NumberDefect.WRONG_LENGTH: ("sai số lượng chữ số", "wrong count of digits"),
    NumberDefect.WRONG_COLUMN: ("số của loại giấy tờ khác", "number of another document"),
    NumberDefect.UNKNOWN_PROVINCE: ("mã tỉnh không tồn tại", "province code does not exist"),
    NumberDefect.UNKNOWN_CENTURY: ("mã thế kỷ chưa đến", "century digit of the future"),
    NumberDefect.FUTURE_YEAR: ("năm sinh ở tương lai", "birth year in the future"),
    NumberDefect.TOO_OLD: ("tuổi cao bất thường", "implausibly old"),
}


@dataclass(frozen=True, slots=True)
class NumberStructure:
    """What the first six digits of a personal number say.

    Attributes:
        place_code: Three digits: province, or country, of birth registration.
        place_name: Its name, as far as the rule set knows it.
        province_code: Statistical province code (two digits); `None` if foreign or unknown.
        is_foreign: Whether the birth was registered abroad (place code of 100 and above).
        century: Number of the century, 20 for 1900-1999; `None` if the digit is of the future.
        sex: Sex the century digit says.
        birth_year: Four-digit birth year; `None` if the century digit is of the future.
        rules: Name of the rule set.
    """

    place_code: str
    place_name: str | None
    province_code: str | None
    is_foreign: bool
    century: int | None
    sex: Sex
    birth_year: int | None = field(repr=False)
    rules: str


@dataclass(frozen=True, slots=True)
class PersonalId:
    """A personal number as read; the digits never show in `repr`.

    Attributes:
        text: The twelve digits, or `None` when the text holds no such number for certain.
        kind: What the number is, `None` if it is nothing known.
        structure: What the digits say; `None` without twelve digits or without a rule set.
        defects: What was repaired or is wrong, in the order found.
    """

    text: str | None = field(repr=False)
    kind: NumberKind | None
    structure: NumberStructure | None = field(repr=False)
    defects: tuple[NumberDefect, ...]

    @property
    def possible(self) -> bool:
        """Whether the digits can have been issued; also true when there are none."""
        return IMPOSSIBLE.isdisjoint(self.defects)

    @property
    def place_code(self) -> str | None:
        """Three-digit code of the province or country of birth registration."""
        return self.structure.place_code if self.structure else None

    @property
    def province_code(self) -> str | None:
        """Two-digit province code of birth registration; `None` if foreign or unknown."""
        return self.structure.province_code if self.structure else None

    @property
    def is_foreign(self) -> bool:
        """Whether the number says the birth was registered abroad."""
        return self.structure is not None and self.structure.is_foreign

    @property
    def century(self) -> int | None:
        """Century of birth, 20 for 1900-1999."""
        return self.structure.century if self.structure else None

    @property
    def sex(self) -> Sex | None:
        """Sex the number says."""
        return self.structure.sex if self.structure else None

    @property
    def birth_year(self) -> int | None:
        """Birth year the number says."""
        return self.structure.birth_year if self.structure else None

    @property
    def serial(self) -> str | None:
        """The last six digits, drawn at random."""
        return self.text[6:] if self.text else None

    def describe(self, lang: str = "vi") -> str:
        """Say in one sentence what the number says and what is wrong with it.

        Examples:
            >>> parse_personal_id("001190000123").describe()
            'đăng ký khai sinh tại Hà Nội; nữ; sinh năm 1990'
            >>> parse_personal_id("990").describe("en")
            'wrong count of digits'
        """
        return "; ".join([*_structure_words(self.structure, lang), *_defect_words(self, lang)])


@dataclass(frozen=True, slots=True)
class Cmnd:
    """An old identity-card number as read; the digits never show in `repr`.

    Attributes:
        text: Nine digits, or twelve for the cards of the 2012-2015 pilot; `None` if unreadable.
        kind: What the number is, `None` if it is nothing known.
        provinces: Provinces (two-digit codes) that issued numbers with this prefix: a hint, never
            a rule, since the prefix list was never published whole.
        defects: What was repaired or is wrong, in the order found.
    """

    text: str | None = field(repr=False)
    kind: NumberKind | None
    provinces: frozenset[str] = field(repr=False)
    defects: tuple[NumberDefect, ...]

    def describe(self, lang: str = "vi") -> str:
        """Say in one sentence what is wrong with the number.

        Examples:
            >>> parse_cmnd("12345678").describe("en")
            'leading zero lost'
        """
        return "; ".join(_defect_words(self, lang))


def _structure_words(structure: NumberStructure | None, lang: str) -> list[str]:
    if structure is None:
        return []
    place = structure.place_name
    if lang == "vi":
        where = f"tại {place or ('nước ngoài' if structure.is_foreign else 'nơi không rõ')}"
        words = [f"đăng ký khai sinh {where}", "nam" if structure.sex is Sex.MALE else "nữ"]
        return [*words, *([f"sinh năm {structure.birth_year}"] if structure.birth_year else [])]
    unnamed = "abroad" if structure.is_foreign else "at an unknown place"
    where = f"in {place}" if place else unnamed
    words = [f"birth registered {where}", structure.sex.value]
    return [*words, *([f"born in {structure.birth_year}"] if structure.birth_year else [])]


def _defect_words(number: PersonalId | Cmnd, lang: str) -> list[str]:
    return [_WORDS[defect][0 if lang == "vi" else 1] for defect in number.defects]


def parse_personal_id(
    raw: str | None, *, as_of: int | None = None, rules: NumberRules | None = TT59_2021
) -> PersonalId:
    """Read a personal number as recorded.

    Only what is certain is repaired, and each repair is noted as a defect: separators, a label, a
    decimal `.0`, letters O and l for 0 and 1, and leading zeros lost to a spreadsheet when the
    rest fits. A number of nine digits is a CMND in the wrong column. Twelve times one digit is a
    filler: it is no number to compare, but may be an impossible one.

    Args:
        raw: The value as recorded.
        as_of: Year of the register extract; later birth years are impossible. `None` does not
            check.
        rules: Rule set to read the digits under; `None` does not read them.

    Examples:
        >>> number = parse_personal_id("079 203 000456")
        >>> number.text, number.province_code, number.sex.value, number.birth_year
        ('079203000456', '79', 'male', 2003)
        >>> parse_personal_id("79203000456").defects
        (<NumberDefect.LOST_LEADING_ZERO: 'lost_leading_zero'>,)
        >>> parse_personal_id("003190000123").possible
        False
        >>> parse_personal_id("1.23E+11").text is None
        True
    """
    if raw is not None and _TWELVE.fullmatch(raw) and len(set(raw)) > 1:
        return _personal_id(raw, (), as_of, rules)
    digits, defects = read_digits(raw)
    if digits is None:
        kind = NumberKind.OTHER_DOCUMENT if is_other_document(raw) else None
        if raw is not None and _ONE_DIGIT.fullmatch(raw.strip()) and rules is not None:
            _, found = _read_structure(raw.strip()[:6], as_of, rules)
            defects = (*defects, *(defect for defect in found if defect in IMPOSSIBLE))
        return PersonalId(None, kind, None, defects)
    if len(digits) == 12:
        return _personal_id(digits, defects, as_of, rules)
    restored = _restore_zeros(digits, as_of, rules)
    if restored is not None:
        lost = (*defects, NumberDefect.LOST_LEADING_ZERO)
        return _personal_id(restored, lost, as_of, rules)
    if len(digits) in (8, 9):
        return PersonalId(None, NumberKind.CMND, None, (*defects, NumberDefect.WRONG_COLUMN))
    return PersonalId(None, None, None, (*defects, NumberDefect.WRONG_LENGTH))


def _personal_id(
    digits: str,
    defects: tuple[NumberDefect, ...],
    as_of: int | None,
    rules: NumberRules | None,
) -> PersonalId:
    if rules is None:
        return PersonalId(digits, NumberKind.PERSONAL_ID, None, defects)
    structure, found = _read_structure(digits[:6], as_of, rules)
    return PersonalId(digits, NumberKind.PERSONAL_ID, structure, (*defects, *found))


@lru_cache(maxsize=1 << 16)
def _read_structure(
    head: str, as_of: int | None, rules: NumberRules
) -> tuple[NumberStructure, tuple[NumberDefect, ...]]:
    """Read `PPP G YY` and say what in it cannot be."""
    place, digit, short_year = head[:3], int(head[3]), int(head[4:])
    is_foreign = int(place) >= FIRST_FOREIGN_CODE
    known = place in rules.provinces
    start = rules.centuries.get(digit // 2)
    year = None if start is None else start + short_year
    structure = NumberStructure(
        place_code=place,
        place_name=rules.provinces.get(place) or rules.countries.get(place),
        province_code=place[1:] if known else None,
        is_foreign=is_foreign,
        century=None if start is None else start // 100 + 1,
        sex=Sex.FEMALE if digit % 2 else Sex.MALE,
        birth_year=year,
        rules=rules.name,
    )
    checks = (
        (not known and not is_foreign, NumberDefect.UNKNOWN_PROVINCE),
        (start is None, NumberDefect.UNKNOWN_CENTURY),
        (year is not None and as_of is not None and year > as_of, NumberDefect.FUTURE_YEAR),
        (
            year is not None and as_of is not None and as_of - year > OLDEST_AGE,
            NumberDefect.TOO_OLD,
        ),
    )
    return structure, tuple(defect for wrong, defect in checks if wrong)


def _restore_zeros(digits: str, as_of: int | None, rules: NumberRules | None) -> str | None:
    """Give back the zeros that a spreadsheet drops, when the twelve digits then fit.

    A spreadsheet drops every leading zero, so what it leaves never begins with one.
    """
    if rules is None or len(digits) not in (10, 11) or digits[0] == "0":
        return None
    restored = digits.zfill(12)
    _, defects = _read_structure(restored[:6], as_of, rules)
    return None if defects else restored


def parse_cmnd(raw: str | None) -> Cmnd:
    """Read an old identity-card number (CMND) as recorded.

    Nine digits; eight are nine that lost a leading zero. The twelve digits of the pilot cards of
    2012-2015 are accepted: their holders kept them as personal numbers.

    Args:
        raw: The value as recorded.

    Examples:
        >>> parse_cmnd("012.345.678").text
        '012345678'
        >>> sorted(parse_cmnd("285345678").provinces)
        ['70']
        >>> parse_cmnd("001090000123").kind
        <NumberKind.PERSONAL_ID: 'personal_id'>
    """
    digits, defects = read_digits(raw)
    if digits is None:
        kind = NumberKind.OTHER_DOCUMENT if is_other_document(raw) else None
        return Cmnd(None, kind, frozenset(), defects)
    if len(digits) == 8:
        digits, defects = digits.zfill(9), (*defects, NumberDefect.LOST_LEADING_ZERO)
    if len(digits) == 9:
        return Cmnd(digits, NumberKind.CMND, _issuing_provinces(digits[:3]), defects)
    number = parse_personal_id(raw)
    if number.text is not None:
        return Cmnd(number.text, NumberKind.PERSONAL_ID, frozenset(), number.defects)
    return Cmnd(None, None, frozenset(), (*defects, NumberDefect.WRONG_LENGTH))


_BETWEEN_NUMBERS = re.compile(r"[;,/|&+\n]")
_NINE = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")


def listed_cmnds(raw: str | None) -> tuple[str, ...]:
    """Every old number that one cell lists, in order.

    Moving to another province gave a new number (NĐ 05/1999), and some lists keep both. Of
    several only those of nine digits count, for eight may be a date.

    Examples:
        >>> listed_cmnds("012.345.678; 161.234.567")
        ('012345678', '161234567')
        >>> listed_cmnds("12345678"), listed_cmnds("161234567 cấp 12/05/1990")
        (('012345678',), ('161234567',))
    """
    alone = parse_cmnd(raw)
    if raw is None or alone.text is not None:
        return (alone.text,) if alone.text and alone.kind is NumberKind.CMND else ()
    parts = _BETWEEN_NUMBERS.split(raw)
    found = [digits for part in parts for digits in (read_digits(part)[0], *_NINE.findall(part))]
    return tuple(dict.fromkeys(d for d in found if d and _NINE.fullmatch(d) and len(set(d)) > 1))


@lru_cache(maxsize=1)
def _prefixes() -> dict[str, frozenset[str]]:
    return {
        row["prefix"]: frozenset(row["provinces"].split())
        for row in read_table("numbers", "cmnd_prefixes.csv")
    }


@lru_cache(maxsize=1000)
def _issuing_provinces(head: str) -> frozenset[str]:
    """Provinces of a three-digit prefix, else of its first two digits."""
    prefixes = _prefixes()
    return prefixes.get(head) or prefixes.get(head[:2]) or frozenset()


def contradicts_sex(number: PersonalId, sex: Sex | None) -> bool:
    """Say whether the number's century digit denies the recorded sex.

    A missing sex, or a number whose digits cannot be read, denies nothing.

    Examples:
        >>> contradicts_sex(parse_personal_id("001190000123"), Sex.MALE)
        True
    """
    return sex is not None and number.sex is not None and number.sex is not sex


def contradicts_birth_year(number: PersonalId, year: int | None) -> bool:
    """Say whether the number denies the recorded birth year.

    Day and month are not in the number, so a wrong day never invalidates it.

    Examples:
        >>> contradicts_birth_year(parse_personal_id("001190000123"), 1991)
        True
    """
    return year is not None and number.birth_year is not None and number.birth_year != year


def contradicts_provinces(number: PersonalId, provinces: frozenset[str]) -> bool:
    """Say whether the number's place lies outside the provinces the registration text allows.

    To be given the place of birth *registration* only: the number does not know birth place,
    place of origin or residence. An empty set, or an unknown code, denies nothing.

    Args:
        number: The number as read.
        provinces: Two-digit codes, as `linkage.text.registration_places.provinces_of` gives them.

    Examples:
        >>> number = parse_personal_id("001190000123")
        >>> contradicts_provinces(number, frozenset({"01", "17"}))
        False
        >>> contradicts_provinces(number, frozenset({"38"}))
        True
    """
    if not provinces or number.structure is None:
        return False
    if number.is_foreign:
        return True
    return number.province_code is not None and number.province_code not in provinces
