"""The words and numbers of the report in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linkage.casework.wording import Language, Phrase, say
from linkage.engine.delimited import WRONG_WIDTH
from linkage.engine.reading import COPY, EMPTY, NO_ID
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
        return "/".join(reversed(iso.split("-"))) if self.lang == "vi" else iso

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

    def weight(self, weight: float) -> str:
        """A weight with its sign.

        Examples:
            >>> Voice("vi").weight(-3.14), Voice("en").weight(2)
            ('−3,1', '+2.0')
        """
        return f"{'−' if weight < 0 else '+'}{self.decimal(abs(weight))}"

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
    CaseKind.ID_SEX_MISMATCH: ("Khác giới tính", "Sex"),
    CaseKind.ID_BIRTH_YEAR_MISMATCH: ("Khác năm sinh", "Birth year"),
    CaseKind.ID_PLACE_MISMATCH: ("Khác nơi ĐKKS", "Place"),
    CaseKind.IMPOSSIBLE_ID: ("Số không thể có", "Impossible number"),
    CaseKind.SHARED_CMND: ("Chung CMND", "Shared CMND"),
    CaseKind.DECEASED_ACTIVE: ("Đã chết, còn hoạt động", "Dead, active"),
    CaseKind.TWIN_DATA_SWAPPED: ("Sinh đôi bị tráo", "Twins exchanged"),
    CaseKind.REISSUED_ID: ("Số xác lập lại", "Re-issued"),
    CaseKind.SEVERAL_CMND: ("Nhiều CMND", "Several CMND"),
    CaseKind.TWINS: ("Sinh đôi", "Twins"),
    CaseKind.OTHER_NAME: ("Tên gọi khác", "Other name"),
}
"""Titles of kinds for the head of a narrow column."""

FIELDS: Mapping[Column, Phrase] = {
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
    Input.birth_registration_place: ("Nơi đăng ký khai sinh", "Birth registered in"),
    Input.place_of_origin: ("Quê quán", "Place of origin"),
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

SEXES: Mapping[str, Phrase] = {"male": ("nam", "male"), "female": ("nữ", "female")}

NAME_RANKS: Mapping[str, Phrase] = {
    "spelling": ("chỉ khác i/y", "i and y exchanged"),
    "unmarked": ("một bên không dấu", "one side without marks"),
    "spacing": ("khác cách tách chữ", "other word boundaries"),
    "tone": ("lẫn hỏi/ngã", "hỏi and ngã exchanged"),
    "typo": ("lệch một lần gõ", "one keystroke apart"),
    "dialect": ("khác theo giọng địa phương", "dialect spelling"),
    "variant": ("hai cách viết của một tên", "two forms of one name"),
    "shortened": ("bớt chữ đệm", "part of the middle left out"),
    "reordered": ("đảo thứ tự họ tên", "words in another order"),
    "abbreviated": ("viết tắt", "abbreviated"),
    "mark_dropped": ("thiếu dấu, có thể là tên khác", "a mark missing, maybe another name"),
    "mark_conflict": ("khác dấu, có thể là tên khác", "other marks, maybe another name"),
    "one_edit": ("lệch một chữ cái, có thể là tên khác", "one letter apart, maybe another name"),
}

LEVELS: Mapping[str, Phrase] = {
    **NAME_RANKS,
    "exact_rare": ("giống hệt, tên hiếm", "the same, a rare name"),
    "exact_uncommon": ("giống hệt, tên ít gặp", "the same, an uncommon name"),
    "exact_usual": ("giống hệt, tên thường gặp", "the same, a usual name"),
    "exact_common": ("giống hệt, tên rất phổ biến", "the same, a very common name"),
    "given_mark_dropped": ("tên thiếu dấu", "a mark missing in the given name"),
    "given_mark_conflict": ("tên khác dấu", "other marks in the given name"),
    "given_one_edit": ("tên lệch một chữ cái", "given name one letter apart"),
    "middle_differs": ("khác chữ đệm", "another middle name"),
    "surname_differs": ("khác họ", "another surname"),
    "given_differs": ("khác tên", "another given name"),
    "different": ("khác nhau", "different"),
    "same": ("giống nhau", "the same"),
    "same_day": ("cùng ngày", "the same day"),
    "same_default_day": ("cùng ngày, nghi điền mặc định", "the same day, maybe a default"),
    "day_month_swapped": ("đảo ngày và tháng", "day and month exchanged"),
    "one_digit": ("lệch một chữ số", "one digit apart"),
    "same_year_default": ("cùng năm, ngày nghi mặc định", "the same year, the day maybe a default"),
    "same_year_partial": ("cùng năm, thiếu ngày hoặc tháng", "the same year, day or month missing"),
    "same_year": ("cùng năm", "the same year"),
    "day_same_year_off": ("cùng ngày tháng, khác năm", "the same day of another year"),
    "one_year_off": ("lệch một năm", "one year apart"),
    "ten_years_off": ("lệch mười năm", "ten years apart"),
    "one_slip": ("lệch một lần gõ", "one slip apart"),
    "same_serial": ("cùng sáu số cuối", "the same last six digits"),
    "same_without_marks": ("giống nhau khi bỏ dấu", "the same without marks"),
    "marks_differ": ("khác dấu", "other marks"),
    "same_given": ("cùng tên", "the same given name"),
    "same_ward": ("cùng xã, phường", "the same ward"),
    "same_district": ("cùng huyện cũ", "the same former district"),
    "same_province": ("cùng tỉnh", "the same province"),
    "same_shared": (
        "cùng số mà nhiều người dùng",
        "the same number, which many give",
    ),
}
"""What a level of a comparison means."""


def level_words(level: str | None, voice: Voice) -> str:
    """A level in words; one that a later model brings is spelt out from its name.

    Examples:
        >>> level_words("one_slip", Voice("en")), level_words("new_level", Voice("en"))
        ('one slip apart', 'new level')
    """
    if level is None:
        return voice.say(("không so được", "not compared"))
    return voice.say(LEVELS[level]) if level in LEVELS else level.replace("_", " ")


INPUT_NOTES: Mapping[str, Phrase] = {
    NO_ID: ("không có mã hồ sơ", "no record id"),
    EMPTY: ("chỉ có mã hồ sơ, không có gì khác", "nothing but the record id"),
    COPY: ("chép lại y nguyên một dòng trước", "identical copy of an earlier row"),
    WRONG_WIDTH: ("số ô khác với dòng tiêu đề", "another number of fields than the header"),
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
