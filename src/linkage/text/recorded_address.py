"""An address of which each level is known or not, and what may be wrong with it."""

from dataclasses import dataclass, field
from enum import StrEnum

from linkage.text.place_index import Level, units
from linkage.text.provinces import province_name


class AddressDefect(StrEnum):
    """What was repaired in an address, or is missing or unsure about it."""

    NO_PROVINCE = "no_province"
    NO_DISTRICT = "no_district"
    NO_WARD = "no_ward"
    FORMER_NAME = "former_name"
    MISSPELT = "misspelt"
    ERA_AMBIGUOUS = "era_ambiguous"
    MIXED_ERAS = "mixed_eras"
    AMBIGUOUS = "ambiguous"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Address:
    """An address as read; its places never show in `repr`.

    Attributes:
        province_code: Province of the 63 before July 2025.
        district_code: District before July 2025.
        ward_code: Ward before July 2025.
        new_province_code: Province of the 34 since July 2025.
        new_ward_codes: Wards since July 2025 that the text allows; empty if it names no ward.
        confidence: 0 to 1; a rank of how well the text supports the reading, not a probability.
        locality: Folded rest of the text: village, quarter, street; `None` if there is none.
        defects: What was repaired, is missing or is unsure.
    """

    province_code: str | None = field(repr=False)
    district_code: str | None = field(repr=False)
    ward_code: str | None = field(repr=False)
    new_province_code: str | None = field(repr=False)
    new_ward_codes: frozenset[str] = field(repr=False)
    confidence: float
    locality: str | None = field(repr=False)
    defects: tuple[AddressDefect, ...]

    def describe(self, lang: str = "vi") -> str:
        """Name the units found, smallest first, and what is unsure.

        A ward since July 2025 is named where the text allows just one and no ward before.

        Examples:
            >>> from linkage.text.places import parse_address
            >>> parse_address("P.5, Q.3, TP.HCM").describe()
            'phường 5, quận 3, Hồ Chí Minh'
            >>> parse_address("xã Đồng Văn, tỉnh Tuyên Quang").describe("en")
            'xã Đồng Văn, Tuyên Quang; units since July 2025'
        """
        column = 0 if lang == "vi" else 1
        renewed = self.ward_code is None and len(self.new_ward_codes) == 1
        named: list[tuple[Level, str | None]]
        if renewed:
            named = [(Level.NEW_WARD, code) for code in self.new_ward_codes]
            province = province_name(self.new_province_code, since_2025=True)
        else:
            named = [(Level.WARD, self.ward_code), (Level.DISTRICT, self.district_code)]
            province = province_name(self.province_code)
        names = [*(_titled(level, code) for level, code in named if code), province]
        certain = AddressDefect.ERA_AMBIGUOUS not in self.defects
        remarks = [_SINCE_2025[column]] if renewed and certain else []
        remarks += [_WORDS[defect][column] for defect in self.defects]
        return "; ".join(filter(None, (", ".join(filter(None, names)), *remarks)))


_TYPES = {
    "phuong": "phường",
    "xa": "xã",
    "thitran": "thị trấn",
    "dackhu": "đặc khu",
    "quan": "quận",
    "huyen": "huyện",
    "thixa": "thị xã",
    "thanhpho": "thành phố",
}


def _titled(level: Level, code: str) -> str:
    """Name a unit with its type, without which `5` is no name."""
    unit, kind, _ = units()[level, code]
    return f"{_TYPES[kind]} {unit.name}"


_SINCE_2025 = ("đơn vị từ 7/2025", "units since July 2025")
_WORDS = {
    AddressDefect.NO_PROVINCE: ("không ghi tỉnh", "no province written"),
    AddressDefect.NO_DISTRICT: ("không ghi huyện", "no district written"),
    AddressDefect.NO_WARD: ("không ghi xã", "no ward written"),
    AddressDefect.FORMER_NAME: ("tên đơn vị cũ", "former name of a unit"),
    AddressDefect.MISSPELT: ("sai chính tả tên đơn vị", "misspelt name of a unit"),
    AddressDefect.ERA_AMBIGUOUS: (
        "tên dùng cả trước và sau 7/2025",
        "name in use before and since July 2025",
    ),
    AddressDefect.MIXED_ERAS: ("lẫn đơn vị cũ và mới", "units from before and since July 2025"),
    AddressDefect.AMBIGUOUS: ("nhiều nơi trùng tên", "several places of that name"),
    AddressDefect.UNREADABLE: ("không đọc được", "unreadable"),
}

NOTHING = Address(None, None, None, None, frozenset(), 0.0, None, ())
"""What a missing or empty address is read as."""
