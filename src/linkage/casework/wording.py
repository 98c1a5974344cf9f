"""The words of cases: what is proposed, on what ground, and the sentences of evidence.

Words are careful by rule: a suspicion is "nghi", a proposal never exceeds "đề nghị xác minh"
(Luật Căn cước 26/2023/QH15; only the head of the identity agency decides).
"""

from collections.abc import Mapping
from typing import Literal

from linkage.schema import CaseKind

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

Phrase = tuple[str, str]
"""A phrase in Vietnamese and in English."""


def say(phrase: Phrase, lang: Language, **details: object) -> str:
    """Fill a phrase in one language.

    Examples:
        >>> say(("có {n} hồ sơ", "{n} records"), "en", n=2)
        '2 records'
    """
    return phrase[LANGUAGES.index(lang)].format(**details)


def said_day(iso: str, lang: Language) -> str:
    """A date as the language writes it.

    Examples:
        >>> said_day("2026-11-01", "vi"), said_day("2026-11-01", "en")
        ('01/11/2026', '2026-11-01')
    """
    return "/".join(reversed(iso.split("-"))) if lang == "vi" else iso


TITLES: Mapping[CaseKind, Phrase] = {
    CaseKind.TWO_IDS: ("Một người, nhiều số định danh", "One person, several numbers"),
    CaseKind.NO_ID_DUPLICATE: (
        "Hồ sơ chưa có số trùng với hồ sơ đã có số",
        "A record without a number repeats one with",
    ),
    CaseKind.REPEATED_RECORD: ("Một người, nhiều hồ sơ", "One person, several records"),
    CaseKind.SHARED_ID: ("Một số định danh, nhiều người", "One number, different people"),
    CaseKind.ID_TYPO: ("Số định danh ghi nhầm", "A slip of the pen in a number"),
    CaseKind.ID_SEX_MISMATCH: ("Số định danh không khớp giới tính", "Number and sex disagree"),
    CaseKind.ID_BIRTH_YEAR_MISMATCH: (
        "Số định danh không khớp năm sinh",
        "Number and birth year disagree",
    ),
    CaseKind.ID_PLACE_MISMATCH: (
        "Số định danh không khớp nơi đăng ký khai sinh",
        "Number and place of birth registration disagree",
    ),
    CaseKind.IMPOSSIBLE_ID: ("Số định danh không thể tồn tại", "Impossible number"),
    CaseKind.SHARED_CMND: ("Một số CMND, nhiều người", "One old CMND, different people"),
    CaseKind.DECEASED_ACTIVE: ("Người đã chết, hồ sơ còn hoạt động", "Dead and still active"),
    CaseKind.TWIN_DATA_SWAPPED: ("Anh chị em sinh đôi bị tráo dữ liệu", "Twins' data exchanged"),
    CaseKind.REISSUED_ID: ("Số được xác lập lại hợp pháp", "Number lawfully re-issued"),
    CaseKind.SEVERAL_CMND: ("Một người, nhiều số CMND", "One person, several old CMND"),
    CaseKind.TWINS: ("Anh chị em sinh đôi", "Twins"),
    CaseKind.OTHER_NAME: ("Tên gọi khác", "Other name"),
}

_VERIFY_MERGE: Phrase = (
    "Nghi trùng. Đề nghị xác minh tại công an cấp xã, tra cứu tàng thư và đối chiếu sinh trắc "
    "học; không tự gộp, không tự hủy số.",
    "Suspected duplicate. Please verify at the commune, search the archive and compare "
    "biometrics; nothing is merged or cancelled by itself.",
)
_VERIFY_NUMBER: Phrase = (
    "Đề nghị xác minh giấy khai sinh và hồ sơ gốc; nếu số sai, việc hủy, xác lập lại chỉ thực "
    "hiện theo nguyện vọng của công dân.",
    "Please verify the birth certificate and the original file; if the number is wrong, it is "
    "re-established only at the citizen's wish.",
)
_LAWFUL: Phrase = ("Không cần xác minh.", "Nothing to verify.")

PROPOSALS: Mapping[CaseKind, Phrase] = {
    CaseKind.TWO_IDS: _VERIFY_MERGE,
    CaseKind.NO_ID_DUPLICATE: _VERIFY_MERGE,
    CaseKind.REPEATED_RECORD: _VERIFY_MERGE,
    CaseKind.SHARED_ID: (
        "Đề nghị xác minh số thuộc về ai theo hồ sơ gốc; sửa hồ sơ ghi nhầm.",
        "Please verify whose number it is by the original file; correct the other record.",
    ),
    CaseKind.ID_TYPO: (
        "Đề nghị đối chiếu giấy tờ và sửa số ghi nhầm; không hủy số nào.",
        "Please compare with the papers and correct the slip; no number is cancelled.",
    ),
    CaseKind.ID_SEX_MISMATCH: _VERIFY_NUMBER,
    CaseKind.ID_BIRTH_YEAR_MISMATCH: _VERIFY_NUMBER,
    CaseKind.ID_PLACE_MISMATCH: _VERIFY_NUMBER,
    CaseKind.IMPOSSIBLE_ID: (
        "Đề nghị đối chiếu giấy tờ và ghi lại số cho đúng.",
        "Please compare with the papers and record the number again.",
    ),
    CaseKind.SHARED_CMND: (
        "Đề nghị tra cứu tàng thư xem số CMND thuộc về ai; sửa lịch sử số của người kia.",
        "Please search the archive for the owner of the CMND; correct the history.",
    ),
    CaseKind.DECEASED_ACTIVE: (
        "Đề nghị kiểm tra trích lục khai tử; nếu công dân còn sống, sửa gấp.",
        "Please check the death extract; if the citizen is alive, correct at once.",
    ),
    CaseKind.TWIN_DATA_SWAPPED: (
        "Đề nghị xác minh đồng thời cả hai người.",
        "Please verify both people together.",
    ),
    CaseKind.REISSUED_ID: _LAWFUL,
    CaseKind.SEVERAL_CMND: _LAWFUL,
    CaseKind.TWINS: _LAWFUL,
    CaseKind.OTHER_NAME: _LAWFUL,
}

GROUND_B: Phrase = (
    "Có thể thuộc điểm b khoản 7 Điều 11 NĐ 70/2024 (sai sót khi thu thập), theo nguyện vọng "
    "của công dân (khoản 8)",
    "Possibly NĐ 70/2024 Art. 11(7)(b) (error when collected), at the citizen's wish (8)",
)
GROUND_A_OR_B: Phrase = (
    "Có thể thuộc điểm a (xác định lại giới tính, cải chính năm sinh) hoặc điểm b (sai sót khi thu "
    "thập) khoản 7 Điều 11 NĐ 70/2024, theo nguyện vọng của công dân (khoản 8)",
    "Possibly NĐ 70/2024 Art. 11(7)(a) (sex re-determined, birth year corrected) or (b) (error "
    "when collected), at the citizen's wish (8)",
)
GROUND_B_OR_D: Phrase = (
    "Có thể thuộc điểm b khoản 7 Điều 11 NĐ 70/2024 (sai sót khi thu thập, theo nguyện vọng của "
    "công dân, khoản 8), hoặc điểm d nếu hộ tịch thu hồi một trong hai đăng ký khai sinh",
    "Possibly NĐ 70/2024 Art. 11(7)(b) (error when collected, at the citizen's wish (8)), or (d) "
    "if civil status revokes one of two birth registrations",
)
NO_GROUND: Phrase = (
    "Không có căn cứ hủy số; chỉ chỉnh sửa dữ liệu",
    "No ground: data correction",
)
TO_BE_FOUND: Phrase = (
    "Chưa xác định được căn cứ; cần xác minh trước",
    "No ground identified yet; verify first",
)
NONE_NEEDED: Phrase = ("Không cần căn cứ", "None needed")
