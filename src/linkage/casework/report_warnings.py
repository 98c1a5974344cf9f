"""Warnings of the report: what in the data or in the result asks for a second look."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from linkage.casework.report_data import ReportData
from linkage.casework.report_words import FIELDS, RULES, Voice
from linkage.casework.wording import Phrase
from linkage.schema import Input
from linkage.signs import Sign

MANY_LINKED = 0.2
"""Share of records linked to another from which something seems wrong: registers hold a few
duplicates in a hundred, unless two lists were put together."""

FEW_PAIRS = 20
"""Pairs above the first tenth below which the shape of the histogram says nothing."""

UNDECIDED = (0.1, 0.9)

NEEDED = (
    Input.personal_id,
    Input.date_of_birth,
    Input.sex,
    Input.father_name,
    Input.mother_name,
    Input.permanent_address,
    Input.birth_registration_place,
)
"""Columns whose absence weakens matching or switches a check off."""


def warnings(data: ReportData, manifest: Mapping[str, Any], voice: Voice) -> list[str]:
    """Sentences on what asks for a second look, the gravest first."""
    return [
        *_missing_columns(manifest.get("input", {}), voice),
        *_set_aside(data, voice),
        *_signs(manifest.get("signs", ()), voice),
        *_linked(data, voice),
        *_no_valley(manifest.get("score_histogram", ()), voice),
        *_dropped_keys(manifest.get("blocking", ()), voice),
        *_nothing_found(data, voice),
    ]


def _missing_columns(notes: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    found = notes.get("columns")
    lacking = [voice.say(FIELDS[c]) for c in NEEDED if found is not None and c.name not in found]
    if lacking:
        yield voice.say(
            (
                "Dữ liệu thiếu cột mà việc so khớp cần: {columns}. Kết quả yếu hơn bình thường.",
                "The data lack columns that matching needs: {columns}. The result is weaker.",
            ),
            columns=", ".join(lacking),
        )


def _set_aside(data: ReportData, voice: Voice) -> Iterator[str]:
    rows = sum(reason.rows for reason in data.set_aside)
    if rows:
        yield voice.say(
            (
                (
                    "Số dòng không dùng được, không có trong kết quả: {n} (xem phần “Dữ liệu đã "
                    "đọc”)."
                ),
                "Rows that could not be used and are not in the result: {n} (see “What was read”).",
            ),
            n=voice.count(rows),
        )


_SIGNS: Mapping[str, Phrase] = {
    Sign.MANY_PAIRS.value: (
        "Số cặp phải so sánh nhiều bất thường ({detail}): có thể một cột được điền mặc định.",
        "Unusually many pairs had to be compared ({detail}): a column may be filled in by default.",
    ),
    Sign.NEVER_VARIES.value: (
        "Có tiêu chí so sánh không bao giờ thay đổi ({detail}): cột có thể chỉ có một giá trị.",
        "Comparisons that never vary ({detail}): the column may hold one value or another fact.",
    ),
    Sign.MOSTLY_CARELESS.value: (
        "Nhiều cặp nghi trùng có nhiều sai lệch ({detail}): mô hình có thể không hợp với dữ "
        "liệu, hoặc cột bị nhận nhầm. Hãy xem lại trước khi giao việc.",
        "Many pairs of one person differ in many fields ({detail}): the model may not fit the "
        "data, or columns be mistaken. Look again before handing out work.",
    ),
}


def _signs(found: Sequence[Mapping[str, str]], voice: Voice) -> Iterator[str]:
    for sign in found:
        yield voice.say(_SIGNS[sign["sign"]], detail=sign["detail"])


def _linked(data: ReportData, voice: Voice) -> Iterator[str]:
    share = data.linked / data.records if data.records else 0.0
    if share > MANY_LINKED:
        yield voice.say(
            (
                (
                    "{p} số hồ sơ bị nghi trùng với hồ sơ khác, nhiều bất thường: có thể nhiều "
                    "danh sách đã được nhập chung, hoặc một cột được điền mặc định."
                ),
                (
                    "{p} of the records seem to repeat another, unusually many: lists may have "
                    "been put together, or a column is filled in by default."
                ),
            ),
            p=voice.percent(share),
        )


def _no_valley(bins: Sequence[float], voice: Voice) -> Iterator[str]:
    """A clear result has few pairs between 0.1 and 0.9, as few are neither one nor two people."""
    low, high = (round(len(bins) * bound) for bound in UNDECIDED)
    undecided, telling = sum(bins[low:high]), sum(bins[low:])
    if telling >= FEW_PAIRS and undecided > telling / 2:
        yield voice.say(
            (
                (
                    "Biểu đồ xác suất không có chỗ trũng ở giữa: {p} số cặp đáng chú ý nằm giữa "
                    "10% và 90%. Dữ liệu có thể quá ít thông tin để phân biệt người với người."
                ),
                (
                    "The histogram has no valley: {p} of the pairs above 10% lie between 10% and "
                    "90%. The data may hold too little to tell people apart."
                ),
            ),
            p=voice.percent(undecided / telling),
        )


def _dropped_keys(rules: Sequence[Mapping[str, Any]], voice: Voice) -> Iterator[str]:
    dropping = [rule for rule in rules if rule["dropped_keys"]]
    if dropping:
        names = [rule["rule"] for rule in dropping]
        yield voice.say(
            (
                (
                    "Giá trị quá phổ biến bị bỏ khi chọn cặp: {keys} (quy tắc {rules}). Hồ sơ chỉ "
                    "giống nhau ở các giá trị đó không được so sánh."
                ),
                (
                    "Over-common keys dropped by blocking rules: {keys} ({rules}). Records alike "
                    "in nothing else were not compared."
                ),
            ),
            keys=voice.count(sum(rule["dropped_keys"] for rule in dropping)),
            rules="; ".join(voice.say(RULES[n]) if n in RULES else n for n in names),
        )


def _nothing_found(data: ReportData, voice: Voice) -> Iterator[str]:
    if not data.to_verify:
        yield voice.say(
            (
                "Không tìm thấy nghi vấn nào. Hãy kiểm tra xem các cột đã được nhận đúng chưa.",
                "No suspicion was found. Check that the columns were recognised rightly.",
            )
        )
