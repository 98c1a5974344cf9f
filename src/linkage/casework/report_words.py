"""The words and numbers of the report in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linkage.casework.evidence import level_words
from linkage.casework.wording import Language, Phrase, said_day, say
from linkage.engine.cells import ELEVEN_DIGITS, SPELT_NULL
from linkage.engine.delimited import SPOILT, UNCLOSED, WRONG_WIDTH
from linkage.engine.reading import BLANK, COPY, EMPTY, HEADER, NO_ID
from linkage.schema import CaseKind, Column, Input

MISSING_MARK = "—"
"""Stands where nothing was recorded."""


@dataclass(frozen=True)
class Voice:
    """Says phrases and writes numbers as its language does.

    Examples:
        >>> Voice("vi").count(12345), Voice("en").count(12345)
        ('12.345', '12,345')
    """

    lang: Language

    def say(self, phrase: Phrase, **details: object) -> str:
        """Fill a phrase."""
        return say(phrase, self.lang, **details)

    def count(self, number: float) -> str:
        """A whole number with its thousands apart."""
        return self._local(f"{number:,.0f}")

    def decimal(self, number: float, places: int = 1) -> str:
        """A number with some decimal places."""
        return self._local(f"{number:,.{places}f}")

    def day(self, iso: str) -> str:
        """A date as the language writes it.

        Examples:
            >>> Voice("vi").day("2026-11-01"), Voice("en").day("2026-11-01")
            ('01/11/2026', '2026-11-01')
        """
        return said_day(iso, self.lang)

    def percent(self, share: float) -> str:
        """A share in per cent; what is neither all nor nothing never reads as all or nothing.

        Examples:
            >>> Voice("vi").percent(0.25), Voice("en").percent(0.99999), Voice("en").percent(0)
            ('25%', '>99.9%', '0%')
        """
        if 0 < share < 0.001:
            return f"<{self.decimal(0.1)}%"
        if 0.999 < share < 1:
            return f">{self.decimal(99.9)}%"
        exact = 0.01 <= share <= 0.99 or share in (0, 1)
        return f"{self.decimal(100 * share, 0 if exact else 1)}%"

    def chance(self, probability: float) -> str:
        """A probability in per cent; an estimate is never said to be certain.

        Examples:
            >>> Voice("en").chance(1), Voice("vi").chance(0.97)
            ('>99.9%', '97%')
        """
        return self.percent(min(max(probability, _NEARLY), 1 - _NEARLY))

    def weight(self, weight: float) -> str:
        """A weight with its sign.

        Examples:
            >>> Voice("vi").weight(-3.14), Voice("en").weight(2)
            ('−3,1', '+2.0')
            >>> Voice("vi").weight(-0.04)
            '0,0'
        """
        said = self.decimal(abs(weight))
        if not said.strip("0,."):
            return said
        return f"{'−' if weight < 0 else '+'}{said}"

    def likelihood(self, probability: float) -> str:
        """A probability in words; the scale stops short of certainty.

        Examples:
            >>> Voice("en").likelihood(0.95), Voice("vi").likelihood(0.3)
            ('high', 'thấp')
        """
        return self.say(next(said for least, said in LIKELIHOODS if probability >= least))

    def _local(self, written: str) -> str:
        return written.translate(_SWAPPED) if self.lang == "vi" else written


_SWAPPED = str.maketrans(",.", ".,")
_NEARLY = 1e-9

NOT_KNOWN: Phrase = ("chưa rõ", "not known")

LIKELIHOODS: Sequence[tuple[float, Phrase]] = (
    (0.99, ("rất cao", "very high")),
    (0.9, ("cao", "high")),
    (0.7, ("khá cao", "fairly high")),
    (0.5, ("trung bình", "even")),
    (0.0, ("thấp", "low")),
)
"""Least probability and what it is called."""

SHORT_TITLES: Mapping[CaseKind, Phrase] = {
    CaseKind.TWO_IDS: ("Nhiều số", "Several numbers"),
    CaseKind.NO_ID_DUPLICATE: ("Trùng, chưa có số", "Repeat without number"),
    CaseKind.REPEATED_RECORD: ("Nhiều hồ sơ", "Several records"),
    CaseKind.SHARED_ID: ("Chung số", "Shared number"),
    CaseKind.ID_TYPO: ("Ghi nhầm số", "Slip in number"),
    CaseKind.ID_SEX_MISMATCH: ("Không khớp giới tính", "Sex"),
    CaseKind.ID_BIRTH_YEAR_MISMATCH: ("Không khớp năm sinh", "Birth year"),
    CaseKind.ID_PLACE_MISMATCH: ("Không khớp nơi khai sinh", "Place"),
    CaseKind.IMPOSSIBLE_ID: ("Số không thể tồn tại", "Impossible number"),
    CaseKind.SHARED_CMND: ("Chung CMND", "Shared CMND"),
    CaseKind.DECEASED_ACTIVE: ("Đã chết, còn hoạt động", "Dead, active"),
    CaseKind.TWIN_DATA_SWAPPED: ("Sinh đôi bị tráo", "Twins exchanged"),
    CaseKind.REISSUED_ID: ("Số xác lập lại", "Re-issued"),
    CaseKind.SEVERAL_CMND: ("Nhiều CMND", "Several CMND"),
    CaseKind.TWINS: ("Sinh đôi", "Twins"),
    CaseKind.OTHER_NAME: ("Tên gọi khác", "Other name"),
}
"""Titles of kinds for the head of a narrow column."""

FIELDS: dict[Column, Phrase] = {
    Input.full_name: ("Họ, chữ đệm và tên", "Full name"),
    Input.other_names: ("Tên gọi khác", "Other names"),
    Input.date_of_birth: ("Ngày sinh", "Date of birth"),
    Input.sex: ("Giới tính", "Sex"),
    Input.personal_id: ("Số định danh", "Personal number"),
    Input.personal_id_status: ("Tình trạng số", "State of the number"),
    Input.cmnd: ("Số CMND", "Old CMND"),
    Input.father_name: ("Cha", "Father"),
    Input.father_id: ("Số của cha", "Father's number"),
    Input.mother_name: ("Mẹ", "Mother"),
    Input.mother_id: ("Số của mẹ", "Mother's number"),
    Input.spouse_name: ("Vợ, chồng", "Spouse"),
    Input.spouse_id: ("Số của vợ, chồng", "Spouse's number"),
    Input.permanent_address: ("Nơi thường trú", "Permanent residence"),
    Input.temporary_address: ("Nơi tạm trú", "Temporary residence"),
    Input.current_address: ("Nơi ở hiện tại", "Current residence"),
    Input.birth_place: ("Nơi sinh", "Birth place"),
    Input.birth_registration_place: ("Nơi đăng ký khai sinh", "Birth registered in"),
    Input.place_of_origin: ("Quê quán", "Place of origin"),
    Input.nationality: ("Quốc tịch", "Nationality"),
    Input.phone: ("Điện thoại", "Phone"),
    Input.household_id: ("Số hộ", "Household"),
    Input.relation_to_head: ("Quan hệ với chủ hộ", "Relation to head"),
    Input.status: ("Tình trạng", "Status"),
    Input.date_of_death: ("Ngày chết", "Date of death"),
    Input.source: ("Nguồn", "Source"),
    Input.unit: ("Đơn vị quản lý", "Managing unit"),
    Input.updated_at: ("Cập nhật", "Last changed"),
}
"""Rows of a case in their order, and what they are called."""

_RARITY: Mapping[str, Phrase] = {
    "exact_singular": ("tên hầu như không ai khác có", "a name hardly anybody else bears"),
    "same_rare": ("tên hiếm", "a rare name"),
    "same_usual": ("tên thường gặp", "a usual name"),
    "same_common": ("tên rất phổ biến", "a very common name"),
    "exact_rare": ("tên hiếm", "a rare name"),
    "exact_uncommon": ("tên ít gặp", "an uncommon name"),
    "exact_usual": ("tên thường gặp", "a usual name"),
    "exact_common": ("tên rất phổ biến", "a very common name"),
}
"""Why agreeing names weigh differently."""


def level_said(level: str, voice: Voice) -> str:
    """A level in words, for agreeing names with how rare the name is.

    Examples:
        >>> level_said("exact_rare", Voice("en")), level_said("one_digit", Voice("en"))
        ('the same, a rare name', 'one digit apart')
    """
    words = level_words(level, voice.lang)
    return f"{words}, {voice.say(_RARITY[level])}" if level in _RARITY else words


INPUT_NOTES: Mapping[str, Phrase] = {
    NO_ID: ("không có mã hồ sơ", "no record id"),
    EMPTY: ("chỉ có mã hồ sơ, không có gì khác", "nothing but the record id"),
    COPY: ("chép lại y nguyên một dòng trước", "identical copy of an earlier row"),
    BLANK: ("dòng trống", "nothing at all"),
    HEADER: ("một phần của tiêu đề, không phải hồ sơ", "part of the header, no record"),
    UNCLOSED: ("dấu nháy không đóng", "quotation mark that is never closed"),
    SPOILT: ("ký tự hỏng", "bytes that are no text"),
    WRONG_WIDTH: ("số ô khác với dòng tiêu đề", "another number of fields than the header"),
    SPELT_NULL: ("ô ghi “null”, “-”...: coi là trống", "spellings of nothing emptied"),
    ELEVEN_DIGITS: (
        "số có 11 chữ số: có thể mất số 0 ở đầu",
        "numbers of eleven digits: a leading zero may be lost",
    ),
    "text_mark_removed": ("bỏ dấu nháy của bảng tính", "a spreadsheet's text mark removed"),
    "trailing_zero_removed": ("bỏ “.0” thừa cuối số", "a trailing “.0” removed"),
    "scientific_with_all_digits": (
        "số dạng khoa học còn đủ chữ số: viết lại",
        "scientific notation with all digits: written out",
    ),
    "digits_lost_in_scientific": (
        "số dạng khoa học đã mất chữ số: để nguyên",
        "scientific notation that lost digits: kept as it is",
    ),
}
"""Why a row was set aside and what was repaired while reading."""


def input_words(note: str, voice: Voice) -> str:
    """A note on the input in words; one without a translation stands as it is.

    Examples:
        >>> input_words("no record id", Voice("vi"))
        'không có mã hồ sơ'
    """
    return voice.say(INPUT_NOTES[note]) if note in INPUT_NOTES else note.replace("_", " ")


RULES: Mapping[str, Phrase] = {
    "number": ("cùng số định danh", "the personal number"),
    "cmnd": ("cùng số CMND", "the old CMND"),
    "name": ("cùng họ tên", "the full name"),
    "date": ("cùng ngày sinh", "the date of birth"),
    "given_year": ("cùng tên, năm sinh", "given name, birth year"),
    "given_day": ("cùng tên, ngày và tháng sinh", "given name, day and month of birth"),
    "initials_year": ("cùng chữ cái đầu, năm sinh", "initials, birth year"),
    "initials_day": ("cùng chữ cái đầu, ngày và tháng sinh", "initials, day and month of birth"),
    "name_home": ("cùng họ tên, tỉnh cư trú", "full name, province of residence"),
    "given_ward": ("cùng tên, xã cư trú", "given name, ward of residence"),
    "given_year_origin": ("cùng tên, năm sinh, quê quán", "given name, birth year, origin"),
    "given_mother": ("cùng tên, họ tên mẹ", "given name, mother"),
    "given_father": ("cùng tên, họ tên cha", "given name, father"),
    "year_mother": ("cùng năm sinh, họ tên mẹ", "birth year, mother"),
    "year_father": ("cùng năm sinh, họ tên cha", "birth year, father"),
    "given_spouse": ("cùng tên, vợ hoặc chồng", "given name, spouse"),
    "year_spouse": ("cùng năm sinh, vợ hoặc chồng", "birth year, spouse"),
    "parents": ("cùng họ tên cha và mẹ", "both parents"),
    "phone": ("cùng điện thoại", "the phone number"),
    "household": ("cùng hộ", "the household"),
    "serial": ("cùng sáu số cuối của số định danh", "the last six digits of the number"),
    "surname_year_ward": ("cùng họ, năm sinh, xã cư trú", "surname, birth year, ward"),
}
"""The rules of the shipped model by the fields that agree."""
