"""The words of a worklist: headings, verdicts, and what each kind asks an officer to check."""

from collections.abc import Mapping

from linkage.schema import CaseKind, Verdict
from linkage.text.unicode import fold

CASE, PLACE, RECORDS, CHECK, WHY = "Mã vụ việc", "TT", "Hồ sơ", "Cần kiểm tra", "Vì sao nghi"
VERDICT, AUTHOR, DAY, NOTE = "Kết luận", "Người xác minh", "Ngày", "Ghi chú"

HEADINGS = (CASE, PLACE, RECORDS, CHECK, WHY, VERDICT, AUTHOR, DAY, NOTE)
"""Columns of a sheet in their order; the last four are for the officer."""

ANSWERS = (VERDICT, AUTHOR, DAY, NOTE)

VERDICTS: Mapping[Verdict, str] = {
    Verdict.SAME: "Cùng một người",
    Verdict.DIFFERENT: "Những người khác nhau",
    Verdict.CORRECTED: "Đã sửa dữ liệu",
    Verdict.EXPLAINED: "Hợp lệ - đã giải thích",
    Verdict.UNSURE: "Chưa kết luận được",
}

MEANINGS: Mapping[Verdict, str] = {
    Verdict.SAME: "các hồ sơ là của một người; báo cấp trên để xử lý số, không tự gộp, tự hủy.",
    Verdict.DIFFERENT: "các hồ sơ là của những người khác nhau; lần sau không nêu lại.",
    Verdict.CORRECTED: "đã tìm ra chỗ ghi sai và đã sửa trong dữ liệu.",
    Verdict.EXPLAINED: "dữ liệu đúng, có lý do hợp pháp; ghi lý do vào cột Ghi chú.",
    Verdict.UNSURE: "đã xác minh nhưng chưa đủ căn cứ; ghi còn thiếu gì vào cột Ghi chú.",
}

_ONE_RECORD = frozenset(
    {
        CaseKind.ID_SEX_MISMATCH,
        CaseKind.ID_BIRTH_YEAR_MISMATCH,
        CaseKind.ID_PLACE_MISMATCH,
        CaseKind.IMPOSSIBLE_ID,
    }
)


def verdicts_for(kind: CaseKind) -> tuple[Verdict, ...]:
    """The verdicts that make sense for a kind: one record is always one person.

    Examples:
        >>> len(verdicts_for(CaseKind.TWO_IDS)), len(verdicts_for(CaseKind.ID_SEX_MISMATCH))
        (5, 3)
    """
    asks_who = kind not in _ONE_RECORD
    return tuple(v for v in VERDICTS if asks_who or v not in (Verdict.SAME, Verdict.DIFFERENT))


SHEETS: Mapping[CaseKind, str] = {
    CaseKind.TWO_IDS: "Một người nhiều số",
    CaseKind.NO_ID_DUPLICATE: "Trùng - chưa có số",
    CaseKind.REPEATED_RECORD: "Một người nhiều hồ sơ",
    CaseKind.SHARED_ID: "Nhiều người chung số",
    CaseKind.ID_TYPO: "Số ghi nhầm",
    CaseKind.ID_SEX_MISMATCH: "Số không khớp giới tính",
    CaseKind.ID_BIRTH_YEAR_MISMATCH: "Số không khớp năm sinh",
    CaseKind.ID_PLACE_MISMATCH: "Số không khớp nơi khai sinh",
    CaseKind.IMPOSSIBLE_ID: "Số không thể tồn tại",
    CaseKind.SHARED_CMND: "Nhiều người chung CMND",
    CaseKind.DECEASED_ACTIVE: "Đã chết - còn hoạt động",
    CaseKind.TWIN_DATA_SWAPPED: "Sinh đôi bị tráo dữ liệu",
    CaseKind.REISSUED_ID: "Số xác lập lại",
    CaseKind.SEVERAL_CMND: "Nhiều CMND",
    CaseKind.TWINS: "Sinh đôi",
    CaseKind.OTHER_NAME: "Tên gọi khác",
}
"""Names of sheets, at most 31 letters and none that Excel refuses."""

HELP = "Hướng dẫn"
"""Name of the sheet that says how to fill in the others; it comes last."""

_ONE_PERSON = (
    "Các hồ sơ {records} có phải của một người không? Hỏi công dân, đối chiếu giấy khai sinh, "
    "hồ sơ gốc{more}."
)

CHECKS: Mapping[CaseKind, str] = {
    CaseKind.TWO_IDS: _ONE_PERSON.replace(
        "{more}", " và tàng thư: mỗi số {numbers} được cấp khi nào, theo giấy tờ nào"
    ),
    CaseKind.NO_ID_DUPLICATE: _ONE_PERSON.replace(
        "{more}", ": người trong hồ sơ chưa có số có phải là người mang số {numbers}"
    ),
    CaseKind.REPEATED_RECORD: _ONE_PERSON.replace("{more}", " và nơi cư trú hiện nay"),
    CaseKind.SHARED_ID: (
        "Số {numbers} thuộc về ai trong các hồ sơ {records}? Đối chiếu thẻ đang dùng, giấy khai "
        "sinh và hồ sơ gốc của từng người; tìm hồ sơ ghi nhầm số."
    ),
    CaseKind.ID_TYPO: (
        "Số nào đúng: {either}? Xem thẻ hoặc thông báo số định danh của công dân rồi sửa hồ sơ "
        "ghi nhầm."
    ),
    CaseKind.ID_SEX_MISMATCH: (
        "Giới tính trên giấy khai sinh là gì? Nếu ô giới tính ghi sai thì sửa ô đó; nếu số "
        "{numbers} sai thì báo công dân về quyền xác lập lại."
    ),
    CaseKind.ID_BIRTH_YEAR_MISMATCH: (
        "Năm sinh trên giấy khai sinh là năm nào? Nếu ô ngày sinh ghi sai thì sửa ô đó; nếu số "
        "{numbers} sai thì báo công dân về quyền xác lập lại."
    ),
    CaseKind.ID_PLACE_MISMATCH: (
        "Khai sinh đăng ký ở tỉnh, thành phố nào (xem trích lục khai sinh)? Ô này hay bị ghi nhầm "
        "nơi sinh hoặc quê quán; chỉ khi số {numbers} sai mới báo công dân về quyền xác lập lại."
    ),
    CaseKind.IMPOSSIBLE_ID: (
        "Số định danh trên thẻ hoặc thông báo của công dân là số nào? Ghi lại cho đúng vào hồ sơ "
        "{records}."
    ),
    CaseKind.SHARED_CMND: (
        "Số CMND {numbers} được cấp cho ai trong các hồ sơ {records}? Tra tàng thư CMND; sửa lịch "
        "sử số của người kia."
    ),
    CaseKind.DECEASED_ACTIVE: (
        "Công dân trong hồ sơ {records} còn sống hay đã chết? Xem trích lục khai tử, hỏi gia đình; "
        "nếu còn sống thì sửa ngay."
    ),
    CaseKind.TWIN_DATA_SWAPPED: (
        "Hai người trong hồ sơ {records} có phải là anh chị em sinh đôi bị ghi tráo số hoặc giới "
        "tính không? Gặp cả hai, đối chiếu hai giấy khai sinh."
    ),
}
"""What to check, by kind; a lawful look-alike has nothing to check."""

SETTLED_BY = "Cách kết luận:"

HOW_TO = (
    "Mỗi dòng là một nghi vấn cần con người xác minh. Danh sách chỉ đề nghị, không kết luận thay.",
    "Sau khi xác minh, chọn một mục trong cột Kết luận, ghi người xác minh, ngày và ghi chú.",
    "Ngày viết dạng ngày/tháng/năm, ví dụ 26/11/2026.",
    "Dòng chưa xác minh thì để trống cột Kết luận; tuần sau vụ việc còn được nêu.",
    "Không xóa, không đổi cột Mã vụ việc; không gộp ô. Có thể lọc, sắp xếp, đổi độ rộng cột.",
)

MASKING = (
    "Số được che: P1, P2 là số định danh, C1, C2 là CMND trong cùng một vụ việc, kèm ba chữ số "
    "cuối. Cùng một ký hiệu trong một vụ việc là cùng một số."
)
REVEALED = "Số được ghi đầy đủ: bảo quản như tài liệu mật."


def verdict_of(said: str) -> Verdict | None:
    """The verdict that a cell names, by its Vietnamese or its English name.

    Capitals, marks and dashes do not matter.

    Examples:
        >>> verdict_of("cung mot nguoi"), verdict_of("data corrected"), verdict_of("có lẽ")
        (<Verdict.SAME: 'same person'>, <Verdict.CORRECTED: 'data corrected'>, None)
    """
    return _BY_FOLD.get(_plain(said))


def _plain(text: str) -> str:
    return " ".join((fold(text) or "").replace("-", " ").split())


_BY_FOLD = {
    **{_plain(verdict.value): verdict for verdict in Verdict},
    **{_plain(said): verdict for verdict, said in VERDICTS.items()},
}
