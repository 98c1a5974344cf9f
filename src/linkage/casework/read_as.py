"""What the cells of a record were read as, said where the cell itself does not say it plainly."""

from collections.abc import Mapping

from linkage.casework.wording import Language, Phrase, said_day, say
from linkage.schema import Column, Input
from linkage.text.coded_fields import LivingStatus, NumberStatus, Sex
from linkage.text.encodings import decode
from linkage.text.unicode import fold

SEXES: Mapping[str, Phrase] = {Sex.MALE: ("nam", "male"), Sex.FEMALE: ("nữ", "female")}

CODES: Mapping[Column, Mapping[str, Phrase]] = {
    Input.sex: SEXES,
    Input.status: {
        LivingStatus.ACTIVE: ("còn sống, đang cư trú", "living here"),
        LivingStatus.DEAD: ("đã chết", "dead"),
        LivingStatus.MISSING: ("mất tích", "missing"),
        LivingStatus.LEFT: ("đã chuyển đi", "left"),
    },
    Input.personal_id_status: {
        NumberStatus.LIVE: ("đang sử dụng", "in use"),
        NumberStatus.CANCELLED: ("đã hủy", "cancelled"),
    },
}
"""Fields that hold one of a few values, and how each value is said."""

_READ_AS: Phrase = ("(đọc là {meant})", "(read as {meant})")


def day_read_as(said: str, iso: str | None, lang: Language) -> str | None:
    """What a date was read as, where it does not write its year in full.

    Examples:
        >>> day_read_as("31848", "1987-03-12", "vi"), day_read_as("12/3/1987", "1987-03-12", "vi")
        ('(đọc là 12/03/1987)', None)
    """
    if iso is None or iso[:4] in said:
        return None
    return say(_READ_AS, lang, meant=said_day(iso, lang))


def name_read_as(said: str, standard: str | None, lang: Language) -> str | None:
    """What a name was read as, where its letters are others: typing residue, an old font.

    Examples:
        >>> name_read_as("Nguyeenx Thij Hoa", "Nguyễn Thị Hoa", "vi")
        '(đọc là Nguyễn Thị Hoa)'
        >>> name_read_as("NGUYỄN THỊ HOÀ", "Nguyễn Thị Hòa", "vi") is None
        True
    """
    if standard is None or _letters(said) == _letters(standard):
        return None
    return say(_READ_AS, lang, meant=standard)


def text_read_as(said: str, lang: Language) -> str | None:
    """What a text was read as that stands in an old font or in another encoding.

    Examples:
        >>> text_read_as("§« L\N{SOFT HYPHEN}¬ng, NghÖ An", "vi"), text_read_as("Đô Lương", "vi")
        ('(đọc là Đô Lương, Nghệ An)', None)
    """
    meant, encoding = decode(said)
    return None if encoding is None else say(_READ_AS, lang, meant=meant)


def code_read_as(column: Column, said: str, code: str | None, lang: Language) -> str | None:
    """What a code was read as, where it shares no word with how it is said here.

    What is written in Vietnamese needs no translation into it.

    Examples:
        >>> code_read_as(Input.status, "alive", "active", "vi")
        '(đọc là còn sống, đang cư trú)'
        >>> code_read_as(Input.personal_id_status, "Hoạt động", "live", "en")
        '(read as in use)'
        >>> code_read_as(Input.personal_id_status, "Hoạt động", "live", "vi") is None
        True
    """
    if code is None or (lang == "vi" and not said.isascii()):
        return None
    meant = say(CODES[column][code], lang)
    return None if _words(said) & _words(meant) else say(_READ_AS, lang, meant=meant)


def _words(text: str) -> set[str]:
    return set((fold(text) or "").replace(",", " ").split())


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name) or ""))
