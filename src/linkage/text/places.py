"""Free-text Vietnamese addresses: the units they name, before and since July 2025."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from linkage.text.provinces import province_group, provinces_in_group
from linkage.text.tables import read_table
from linkage.text.unicode import fold


class AddressDefect(StrEnum):
    """What is wrong or unsure about an address."""

    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Address:
    """An address as read; nothing of it shows in `repr` but the confidence and the defects."""

    province_code: str | None = field(repr=False)
    district_code: str | None = field(repr=False)
    ward_code: str | None = field(repr=False)
    new_province_code: str | None = field(repr=False)
    new_ward_codes: frozenset[str] = field(repr=False)
    confidence: float
    locality: str | None = field(repr=False)
    defects: tuple[AddressDefect, ...]


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {fold(r["name"]) or "": r["code"] for r in read_table("places", "provinces.csv")}


@lru_cache(maxsize=1 << 16)
def parse_address(raw: str | None) -> Address:
    """Read the province at the end of an address."""
    folded = fold(raw) or ""
    for name, code in _names().items():
        if folded.endswith(name):
            return Address(code, None, None, province_group(code), frozenset(), 0.5, None, ())
    return Address(None, None, None, None, frozenset(), 0.0, None, (AddressDefect.UNREADABLE,))


@lru_cache(maxsize=1 << 16)
def provinces_of(text: str | None) -> frozenset[str]:
    """Give every province code of the 63 compatible with a birth-registration text."""
    code = parse_address(text).province_code
    return provinces_in_group(province_group(code) or "") if code else frozenset()
