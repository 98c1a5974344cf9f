"""What is missing to decide a case, where it can be had, and what would settle it."""

from collections.abc import Callable, Mapping

from linkage.casework.people import Matter, Person, Register
from linkage.casework.wording import Language, Phrase, say
from linkage.schema import CaseKind

_ARCHIVE: Phrase = (
    "Tàng thư: tờ khai và hồ sơ gốc của từng số.",
    "Archive (tàng thư): the application and the original file of each number.",
)
_CIVIL_STATUS: Phrase = (
    "Hộ tịch: trích lục khai sinh tại nơi đăng ký khai sinh.",
    "Civil status (hộ tịch): the birth extract where the birth was registered.",
)
_DEATH: Phrase = (
    "Hộ tịch: trích lục khai tử; xác minh công dân còn sống hay không tại nơi cư trú.",
    "Civil status (hộ tịch): the death extract; at the residence, whether the citizen is alive.",
)
_BIOMETRIC: Phrase = (
    "Sinh trắc học: đối chiếu vân tay, ảnh của các hồ sơ trên hệ thống có thẩm quyền.",
    "Biometrics: fingerprints and photographs compared in the authorised system.",
)
_BIRTHS: Phrase = (
    "Hộ tịch: số con trong lần sinh và giấy khai sinh của từng người.",
    "Civil status (hộ tịch): how many children were born, and the certificate of each.",
)

_SOURCES: Mapping[CaseKind, tuple[Phrase, ...]] = {
    CaseKind.TWO_IDS: (_CIVIL_STATUS, _ARCHIVE, _BIOMETRIC),
    CaseKind.NO_ID_DUPLICATE: (_CIVIL_STATUS, _BIOMETRIC),
    CaseKind.REPEATED_RECORD: (_CIVIL_STATUS,),
    CaseKind.SHARED_ID: (_ARCHIVE, _BIOMETRIC),
    CaseKind.ID_TYPO: (_ARCHIVE,),
    CaseKind.ID_SEX_MISMATCH: (_CIVIL_STATUS, _ARCHIVE),
    CaseKind.ID_BIRTH_YEAR_MISMATCH: (_CIVIL_STATUS, _ARCHIVE),
    CaseKind.ID_PLACE_MISMATCH: (_CIVIL_STATUS, _ARCHIVE),
    CaseKind.IMPOSSIBLE_ID: (_ARCHIVE,),
    CaseKind.SHARED_CMND: (_ARCHIVE,),
    CaseKind.DECEASED_ACTIVE: (_DEATH,),
    CaseKind.TWIN_DATA_SWAPPED: (_BIRTHS, _BIOMETRIC),
}

_LACKS: Phrase = ("{n} trong {m} hồ sơ thiếu {what}.", "{n} of {m} records lack {what}.")
_FACTS: tuple[tuple[Phrase, Callable[[Person], object]], ...] = (
    (("ngày sinh đầy đủ (hộ tịch)", "a full birth date (civil status)"), lambda p: p.birth_date),
    (("họ tên cha (hộ tịch)", "the father's name (civil status)"), lambda p: p.father),
    (("họ tên mẹ (hộ tịch)", "the mother's name (civil status)"), lambda p: p.mother),
    (
        ("nơi đăng ký khai sinh (hộ tịch)", "the place of birth registration (civil status)"),
        lambda p: p.registration,
    ),
    (("số định danh (tàng thư)", "the personal number (archive)"), lambda p: p.number),
)

_SETTLES: Mapping[CaseKind, Phrase] = {
    CaseKind.TWO_IDS: (
        "Sinh trắc học trùng thì là một người; giấy khai sinh cho biết số nào đúng.",
        "If biometrics agree it is one person; the birth certificate tells which number fits.",
    ),
    CaseKind.NO_ID_DUPLICATE: (
        "Giấy khai sinh hoặc sinh trắc học cho thấy hồ sơ chưa có số là của người đã có số.",
        "The birth certificate or biometrics show whose record the one without a number is.",
    ),
    CaseKind.REPEATED_RECORD: (
        "Giấy tờ gốc cho thấy các hồ sơ là của một người hay của nhiều người.",
        "The original papers show whether the records belong to one person.",
    ),
    CaseKind.SHARED_ID: (
        "Hồ sơ gốc của số cho biết số thuộc về ai; hồ sơ còn lại ghi nhầm.",
        "The original file of the number tells whose it is; the other record is wrong.",
    ),
    CaseKind.ID_TYPO: (
        "Số trên thẻ hoặc giấy khai sinh.",
        "The number on the card or the birth certificate.",
    ),
    CaseKind.ID_SEX_MISMATCH: (
        "Giới tính trên giấy khai sinh: nếu ô giới tính sai thì sửa dữ liệu, số giữ nguyên.",
        "The sex on the birth certificate: if the field is wrong, it is corrected and the number "
        "stays.",
    ),
    CaseKind.ID_BIRTH_YEAR_MISMATCH: (
        "Năm sinh trên giấy khai sinh: nếu ô ngày sinh sai thì sửa dữ liệu, số giữ nguyên.",
        "The year on the birth certificate: if the date is wrong, it is corrected and the number "
        "stays.",
    ),
    CaseKind.ID_PLACE_MISMATCH: (
        "Nơi đăng ký trên giấy khai sinh: nếu ô nơi đăng ký sai thì sửa dữ liệu, số giữ nguyên.",
        "The place on the birth certificate: if the field is wrong, it is corrected and the "
        "number stays.",
    ),
    CaseKind.IMPOSSIBLE_ID: (
        "Số trên thẻ hoặc giấy khai sinh.",
        "The number on the card or the birth certificate.",
    ),
    CaseKind.SHARED_CMND: (
        "Hồ sơ gốc trong tàng thư khớp với ai thì số CMND của người đó.",
        "Whoever fits the original file in the archive holds the CMND.",
    ),
    CaseKind.DECEASED_ACTIVE: (
        "Trích lục khai tử, hoặc gặp được công dân.",
        "The death extract, or the citizen met alive.",
    ),
    CaseKind.TWIN_DATA_SWAPPED: (
        "Giấy khai sinh của từng người và sinh trắc học.",
        "The birth certificate of each and biometrics.",
    ),
}


def missing(matter: Matter, register: Register, lang: Language) -> list[str]:
    """Sentences: where evidence can be had, and which facts several records lack.

    There are none of an explained look-alike; what a record by itself lacks settles nothing.
    """
    sources = _SOURCES.get(matter.kind, ())
    people = register.of(matter.record_ids)
    compared = sources and len(people) > 1
    lacking = [(what, sum(not known(person) for person in people)) for what, known in _FACTS]
    return [
        *(say(source, lang) for source in sources),
        *(
            say(_LACKS, lang, n=n, m=len(people), what=say(what, lang))
            for what, n in lacking
            if n and compared
        ),
    ]


def settles(kind: CaseKind, lang: Language) -> str | None:
    """What would settle a case of a kind; `None` for explained kinds."""
    return say(_SETTLES[kind], lang) if kind in _SETTLES else None
