"""Reasons: why a case exists, in sentences that can be checked against paper."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from linkage.casework.evidence import FieldEvidence, Raw, masked, sentences, value
from linkage.casework.people import Finding, Matter, Register, all_slips
from linkage.casework.wording import Language, Phrase, said_day, say
from linkage.schema import CaseKind, Input
from linkage.text.provinces import province_name

_OPENINGS: Mapping[CaseKind, Phrase] = {
    CaseKind.TWO_IDS: (
        "{n} hồ sơ nghi là của một người nhưng mang {k} số định danh: {numbers}.",
        "{n} records seem to be one person but carry {k} personal numbers: {numbers}.",
    ),
    CaseKind.NO_ID_DUPLICATE: (
        "{n} hồ sơ nghi là của một người; có hồ sơ chưa ghi số định danh, hồ sơ khác ghi "
        "{numbers}.",
        "{n} records seem to be one person; one has no personal number, another has {numbers}.",
    ),
    CaseKind.REPEATED_RECORD: (
        "{n} hồ sơ nghi là của một người, không có số định danh nào khác nhau.",
        "{n} records seem to be one person, with no personal numbers that differ.",
    ),
    CaseKind.SHARED_ID: (
        "{n} hồ sơ ghi cùng số định danh {shared} nhưng có vẻ là những người khác nhau.",
        "{n} records give the same personal number {shared} but seem to be different people.",
    ),
    CaseKind.ID_TYPO: (
        "{n} hồ sơ nghi là của một người; các số định danh {numbers} chỉ lệch một lần gõ, ở chữ số "
        "thứ {digit}.",
        "{n} records seem to be one person; the numbers {numbers} are one slip apart, at digit "
        "{digit}.",
    ),
    CaseKind.SHARED_CMND: (
        "{n} hồ sơ ghi cùng số CMND {shared} nhưng có vẻ là những người khác nhau.",
        "{n} records give the same old CMND {shared} but seem to be different people.",
    ),
    CaseKind.TWIN_DATA_SWAPPED: (
        "Hai người có vẻ là anh chị em sinh đôi; số định danh của người này đứng ở hồ sơ của "
        "người kia.",
        "Two people who seem to be twins; the number of one stands on a record of the other.",
    ),
    CaseKind.REISSUED_ID: (
        "Các số {numbers} của một người nối tiếp nhau hợp pháp hoặc số cũ đã hủy.",
        "The numbers {numbers} of one person lawfully succeed each other, or the old is cancelled.",
    ),
    CaseKind.SEVERAL_CMND: (
        "Một người có nhiều số CMND: {cards}; khi chuyển tỉnh được cấp số CMND mới (NĐ 05/1999).",
        "One person with several old CMND: {cards}; moving to another province gave a new one "
        "(NĐ 05/1999).",
    ),
    CaseKind.TWINS: (
        "Sinh cùng ngày, chung cha, mẹ hoặc hộ, tên khác nhau: anh chị em sinh đôi, không phải "
        "trùng.",
        "Born on one day with a parent or the household in common and names of their own: twins, "
        "not a duplicate.",
    ),
    CaseKind.OTHER_NAME: (
        "Tên khác nhau, nhưng tên này được ghi là tên gọi khác của hồ sơ kia.",
        "The names differ, but each is recorded as another name of the other.",
    ),
}

_SEXES_SWAPPED: Phrase = (
    "Hai người có vẻ là anh chị em sinh đôi; số định danh của mỗi người nói giới tính của người "
    "kia.",
    "Two people who seem to be twins; the number of each says the sex of the other.",
)

_SEX: Mapping[str, Phrase] = {"male": ("nam", "male"), "female": ("nữ", "female")}
_FINDINGS: Mapping[str, Phrase] = {
    "sex": (
        "Số định danh {number} ghi giới tính {said}, hồ sơ ghi {record}.",
        "The number {number} says {said}, the record says {record}.",
    ),
    "birth_year": (
        "Số định danh {number} ghi năm sinh {said}, hồ sơ ghi {record}.",
        "The number {number} says birth year {said}, the record says {record}.",
    ),
    "registration_province": (
        "Số định danh {number} ghi nơi đăng ký khai sinh là {said}, hồ sơ ghi {record}.",
        "The number {number} says the birth was registered in {said}, the record says {record}.",
    ),
    "registered_abroad": (
        "Số định danh {number} có mã {said}, là mã nước ngoài chưa kiểm chứng được; hồ sơ ghi nơi "
        "đăng ký khai sinh trong nước.",
        "The number {number} has code {said}, that of a country, which cannot be verified; the "
        "record gives a place of birth registration at home.",
    ),
    "earlier_number_of_other": (
        "Số {said} là số cũ của một người khác theo lịch sử số định danh.",
        "The number {said} was an earlier number of somebody else, by the id history.",
    ),
    "death_in_other_record": (
        "Một hồ sơ ghi đã chết; hồ sơ khác của người này vẫn còn hoạt động sau đó.",
        "One record gives a death; another of the person is active after it.",
    ),
    "impossible": (
        "Số định danh ghi trong hồ sơ không thể tồn tại: {said}.",
        "The number in the record cannot exist: {said}.",
    ),
    "death_in_active_record": (
        "Hồ sơ ghi ngày chết {said} nhưng trạng thái vẫn là đang hoạt động.",
        "The record gives the date of death {said}, yet its status is active.",
    ),
}
_IMPOSSIBLE: Mapping[str, Phrase] = {
    "unknown_province": ("mã tỉnh không tồn tại", "no such province code"),
    "unknown_century": ("mã thế kỷ chưa đến", "a century still to come"),
    "future_year": ("năm sinh ở tương lai", "a birth year in the future"),
    "rounded": ("bảng tính đã làm mất chữ số", "a spreadsheet lost digits"),
    "letters": ("có chữ cái", "it holds letters"),
    "wrong_length": ("không đúng 12 chữ số", "it does not have twelve digits"),
    "placeholder": ("số điền cho có", "a filler, not a number"),
}
FINDING_ALTERNATIVES: Mapping[str, Phrase] = {
    "sex_field_wrong": (
        "Tên đệm cho thấy có thể ô giới tính ghi sai, không phải số sai.",
        "The middle name suggests that the sex field is wrong, not the number.",
    ),
    "default_date": (
        "Ngày sinh có vẻ điền theo mặc định; năm sinh cũng có thể không chắc.",
        "The birth date looks filled in by default; the year may be unsure too.",
    ),
    "counted_age": (
        "Lệch một năm: có thể do tính tuổi mụ hoặc đăng ký muộn.",
        "One year apart: age counted the traditional way, or late registration.",
    ),
    "year_guessed": (
        "Năm sinh ghi hai chữ số, thế kỷ là suy đoán.",
        "The year was written with two digits; the century is a guess.",
    ),
    "year_approximate": (
        "Năm sinh ghi áng chừng hoặc theo âm lịch.",
        "The year is approximate or by the lunar calendar.",
    ),
    "other_place_recorded": (
        "Có thể ô nơi đăng ký khai sinh ghi nhầm nơi sinh hoặc quê quán.",
        "The field may hold the birth place or place of origin instead.",
    ),
    "registered_abroad_entered_here": (
        "Có thể khai sinh ở nước ngoài rồi ghi vào sổ hộ tịch trong nước.",
        "The birth may have been registered abroad and then entered in the book at home.",
    ),
    "one_person_several_records": (
        "Các hồ sơ ghi giống nhau; có thể là một người có nhiều hồ sơ.",
        "The records state the same person, who may simply have several records.",
    ),
    "history_incomplete": (
        "Lịch sử số định danh có thể thiếu hoặc ghi nhầm.",
        "The id history may be incomplete or wrong.",
    ),
    "namesake": (
        "Có thể là hai người trùng tên.",
        "They may be two people of one name.",
    ),
    "not_filled_in": (
        "Có thể ô số định danh chưa được điền.",
        "The field may simply not have been filled in.",
    ),
    "typing_error": ("Có thể chỉ là lỗi gõ.", "It may only be a typing error."),
    "death_recorded_by_mistake": (
        "Cũng có thể ghi nhầm người chết; công dân có thể còn sống.",
        "The death may have been recorded by mistake; the citizen may be alive.",
    ),
}
_DIFFERS: Mapping[str, Phrase] = {
    "sex": ("Các số khác nhau ở mã giới tính.", "The numbers differ in the sex digit."),
    "birth_year": ("Các số khác nhau ở năm sinh.", "The numbers differ in the birth year."),
    "registration_province": (
        "Các số khác nhau ở mã tỉnh đăng ký khai sinh.",
        "The numbers differ in the province of birth registration.",
    ),
}


def reasons(
    matter: Matter,
    register: Register,
    raw: Mapping[str, Raw],
    evidence: Sequence[FieldEvidence],
    lang: Language,
) -> list[str]:
    """Sentences of a case: what it is, what the numbers say, what the fields say."""
    return [
        *dict.fromkeys(_openings(matter, register, lang)),
        *(say(_DIFFERS[fact], lang) for fact in matter.differs),
        *(s for f in matter.findings for s in finding_sentences(f, register, raw, lang)),
        *sentences(evidence, lang),
    ]


_SAME = ("same_number", "same_cmnd")
_OF_SHARED = (CaseKind.SHARED_ID, CaseKind.SHARED_CMND)
_OF_NUMBERS = (CaseKind.TWO_IDS, CaseKind.ID_TYPO)


def _openings(matter: Matter, register: Register, lang: Language) -> Iterator[str]:
    """What the case is: one sentence for each thing that is the matter in it."""
    kinds = (matter.kind, *matter.includes)
    for finding in matter.findings:
        if finding.fact in _SAME and finding.kind in kinds:
            number = finding.number_says
            yield _opening(finding.kind, finding.record_ids, register, lang, number)
    by_person: dict[str, list[str]] = defaultdict(list)
    for record in matter.record_ids:
        by_person[register.entity_of[record]].append(record)
    for records in by_person.values():
        live = register.live_numbers(records)
        if len(live) > 1 and not {*kinds}.isdisjoint(_OF_NUMBERS):
            kind = CaseKind.ID_TYPO if all_slips(live) else CaseKind.TWO_IDS
            yield _opening(kind, records, register, lang)
    for kind in kinds:
        told = kind is CaseKind.REPEATED_RECORD and kind is not matter.kind
        if kind in _OPENINGS and kind not in (*_OF_SHARED, *_OF_NUMBERS) and not told:
            yield _opening(kind, matter.record_ids, register, lang)
    if matter.sampled and len(by_person) > 1 and matter.kind in _OF_NUMBERS:
        yield _opening(matter.kind, matter.record_ids, register, lang)


def _opening(
    kind: CaseKind,
    record_ids: Sequence[str],
    register: Register,
    lang: Language,
    shared: str | None = None,
) -> str:
    people = register.of(record_ids)
    numbers = sorted({p.number for p in people if p.number})
    swapped = kind is CaseKind.TWIN_DATA_SWAPPED and len(numbers) == len(people)
    return say(
        _SEXES_SWAPPED if swapped else _OPENINGS[kind],
        lang,
        n=len(people),
        k=len(numbers),
        numbers=_masked(numbers),
        cards=_masked(register.old_numbers(record_ids)),
        digit=_first_difference(numbers),
        shared=masked(shared) or "",
    )


def _masked(numbers: Sequence[str]) -> str:
    return ", ".join(masked(number) or "" for number in numbers)


def _first_difference(numbers: list[str]) -> int:
    """Place of the first digit, from 1, in which numbers differ."""
    columns = zip(*numbers, strict=False)
    return next((place for place, seen in enumerate(columns, 1) if len(set(seen)) > 1), 0)


def finding_sentences(
    finding: Finding, register: Register, raw: Mapping[str, Raw], lang: Language
) -> list[str]:
    """What a rule found in a record."""
    if finding.fact not in _FINDINGS:
        return []
    number = masked(register.people[finding.record_ids[0]].number)
    said, record = finding.number_says, finding.record_says
    if finding.fact == "sex":
        said, record = (say(_SEX[sex], lang) for sex in (said or "", record or ""))
    elif finding.fact == "registration_province":
        said = province_name(said)
        record = value(raw[finding.record_ids[0]], Input.birth_registration_place.name)
    elif finding.fact == "earlier_number_of_other":
        said = masked(said)
    elif finding.fact == "impossible":
        said = say(_IMPOSSIBLE[said or ""], lang)
    elif finding.fact == "death_in_active_record":
        said = said_day(said or "", lang)
    return [say(_FINDINGS[finding.fact], lang, number=number, said=said, record=record)]
