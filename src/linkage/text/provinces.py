"""Provinces: the 63 before July 2025, the 34 since, and those that no longer exist.

A code is always the two-digit statistical code. Seven codes changed their name in July 2025, but
every code of the 63 lies in exactly one group of the 34, and so `province_group` needs no date.
"""

from functools import cache

from linkage.text.tables import read_table

GROUP_READING = 0.5
"""How far-fetched it is that a name of before July 2025 stands for the wider province since."""


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read_table("places", "provinces.csv")}


def province_group(code: str | None) -> str | None:
    """Give the province of the 34 in which a province of the 63 lies; `None` if unknown.

    The codes of the 34 are codes of the 63 as well, and map to themselves.

    Examples:
        >>> province_group("17"), province_group("25"), province_group("03")
        ('25', '25', None)
    """
    row = _rows().get(code or "")
    return row["group"] if row else None


def province_name(code: str | None, *, since_2025: bool = False) -> str | None:
    """Name a province by its code, before or since July 2025; `None` if unknown.

    Examples:
        >>> province_name("24"), province_name("24", since_2025=True)
        ('Bắc Giang', 'Bắc Ninh')
    """
    if since_2025:
        return group_names().get(code or "")
    row = _rows().get(code or "")
    return row["name"] if row else None


@cache
def province_names() -> dict[str, str]:
    """Code to name of the 63 provinces before July 2025."""
    return {code: row["name"] for code, row in _rows().items()}


@cache
def group_names() -> dict[str, str]:
    """Code to name of the 34 provinces since July 2025."""
    return {row["group"]: row["group_name"] for row in _rows().values()}


@cache
def groups_of_codes() -> dict[str, str]:
    """Code before July 2025 to the code of the province since.

    Examples:
        >>> groups_of_codes()["70"] == groups_of_codes()["75"]
        True
    """
    return {code: row["group"] for code, row in _rows().items()}


@cache
def provinces_in_group(group: str) -> frozenset[str]:
    """Give the provinces of the 63 that make up a province of the 34.

    Examples:
        >>> sorted(provinces_in_group("25"))
        ['17', '25', '26']
    """
    return frozenset(code for code, row in _rows().items() if row["group"] == group)
