"""The house and the street of an address, for telling two homes of one ward apart."""

import re

from linkage.text.unicode import fold

_STREET_WORDS = re.compile(r"^(?:(?:so|nha|sn|duong|pho|d|ngo|ngach|hem)\.? )+")
_HOUSE = re.compile(r"^\W*(?:(?:so nha|so|nha|sn)\W*)?(\d+[a-z]?(?:[/-]\d+[a-z]?)*)(?=\W|$)")


def bare_street(locality: str | None) -> str | None:
    """Leave the words for street out of a folded locality.

    Examples:
        >>> bare_street("duong thong nhat"), bare_street("thon 7")
        ('thong nhat', 'thon 7')
    """
    return locality and (_STREET_WORDS.sub("", locality) or None)


def dwelling(address: str, locality: str | None) -> str | None:
    """The house number at the start of an address, with its street; None without either.

    Examples:
        >>> dwelling("Số 262, đường Thống Nhất, P. 5", "duong thong nhat")
        '262 thong nhat'
        >>> dwelling("Thôn 7, xã Hoằng Đạo", "thon 7") is None
        True
    """
    street = bare_street(locality)
    house = _HOUSE.match(fold(address) or "")
    return f"{house.group(1)} {street}" if house and street else None
