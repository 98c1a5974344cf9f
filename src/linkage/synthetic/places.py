"""Places as text: addresses before and after July 2025, birth places, historic provinces."""

from functools import cache, lru_cache

from linkage.synthetic.tables import provinces, read, wards

FULL, ABBREVIATED, PLAIN, DASHES, PARTIAL = range(5)
"""Positions in `clerks.ADDRESS_FORMS`."""

SHORT = {
    "Phường": "P. ",
    "Xã": "X. ",
    "Thị trấn": "TT. ",
    "Quận": "Q. ",
    "Huyện": "H. ",
    "Thị xã": "TX. ",
    "Thành phố": "TP. ",
    "Tỉnh": "T. ",
    "Đặc khu": "ĐK. ",
}
"""Abbreviations of unit types."""

HAMLET_WORD = {
    "north_hills": ("Bản ", "Thôn ", "Xóm "),
    "red_river": ("Thôn ", "Xóm ", "Đội "),
    "north_central": ("Thôn ", "Xóm "),
    "south_central": ("Thôn ",),
    "highlands": ("Buôn ", "Thôn ", "Làng "),
    "south_east": ("Ấp ",),
    "mekong": ("Ấp ",),
}
"""What the smallest settlement of a commune is called in a region."""

QUARTER_WORD = {"north_central": "Khối ", "south_east": "Khu phố ", "mekong": "Khóm "}
"""The same in wards and towns, where it is not a `Tổ dân phố`."""

OWN_HAMLETS = {
    "north_hills": "hamlet_hills",
    "red_river": "hamlet_north",
    "north_central": "hamlet_north",
    "south_east": "hamlet_south",
    "mekong": "hamlet_south",
}
"""Where settlements have names that are not heard elsewhere, and which list holds these."""

MOST_DIVIDED = 1991
"""Last year of most of the provinces that were joined in 1976."""

LAST_YEARS = {
    "Cao Lạng": 1978,
    **dict.fromkeys(("Bình Trị Thiên", "Nghĩa Bình", "Phú Khánh"), 1989),
    **dict.fromkeys(("Bắc Thái", "Hà Bắc", "Hải Hưng", "Vĩnh Phú", "Sông Bé", "Minh Hải"), 1996),
    "Quảng Nam - Đà Nẵng": 1996,
    **dict.fromkeys(("Cần Thơ", "Lai Châu", "Đắk Lắk"), 2003),
    "Hà Tây": 2007,
}
"""Last whole year of the others."""

COUNTRIES = (
    *("Cộng hòa Séc", "Liên bang Nga", "Cộng hòa Liên bang Đức", "Hàn Quốc", "Nhật Bản"),
    *("Hoa Kỳ", "Đài Loan", "Ba Lan", "Úc", "Campuchia", "Lào", "Pháp", "Ukraina"),
)
"""Where births of citizens abroad are registered."""


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    return {row["kind"]: tuple(row["names"].split("|")) for row in read("streets")}


@lru_cache(maxsize=200_000)
def unit_text(ward: int, form: int, new: bool) -> str:
    """The commune and the units above it.

    Examples:
        >>> unit_text(0, FULL, False)
        'Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội'
        >>> unit_text(0, ABBREVIATED, True)
        'P. Hồng Hà, TP. Hà Nội'
    """
    units, country = wards(), provinces()
    p = int(units.province[ward])
    province = (country.group_name if new else country.name)[p]
    kind, name = split_province(province)
    parts = [(kind, name)]
    if new:
        parts.insert(0, (units.new_kind[ward], units.new_name[ward]))
    else:
        parts.insert(0, (units.district_kind[ward], units.district[ward]))
        if form != PARTIAL:
            parts.insert(0, (units.kind[ward], units.name[ward]))
    separator = " - " if form == DASHES else ", "
    return separator.join(_unit(kind, name, form) for kind, name in parts)


def split_province(province: str) -> tuple[str, str]:
    """The type and the bare name of a province.

    Examples:
        >>> split_province("Thành phố Cần Thơ")
        ('Thành phố', 'Cần Thơ')
    """
    for kind in ("Thành phố", "Tỉnh"):
        if province.startswith(kind + " "):
            return kind, province.removeprefix(kind + " ")
    return "Tỉnh", province


def _unit(kind: str, name: str, form: int) -> str:
    """One unit in a form of writing; numbered wards always keep their type.

    Examples:
        >>> _unit("Phường", "Phường 8", FULL), _unit("Phường", "Phường 8", ABBREVIATED)
        ('Phường 8', 'P8')
    """
    name = name.removeprefix(f"{kind} ")
    if form == ABBREVIATED:
        short = SHORT[kind]
        return short.replace(" ", "").replace(".", "") + name if name.isdigit() else short + name
    if form == FULL or name.isdigit():
        return f"{kind} {name}"
    return name


def detail_text(ward: int, house: int, form: int) -> str:
    """House and street in town, the hamlet in the country.

    Examples:
        >>> detail_text(0, 11, FULL)
        'Số 12, đường Trần Hưng Đạo'
    """
    lists = _lists()
    number, rest = house % 300 + 1, house // 300
    alley = f"/{rest % 40 + 1}" if rest % 4 == 3 else ""
    rest //= 160
    region = provinces().region[int(wards().province[ward])]
    if wards().urban[ward] and rest % 8 < 6:
        street = lists["street"][rest // 8 % len(lists["street"])]
        if form == FULL:
            return f"Số {number}{alley}, đường {street}"
        return (
            f"{number}{alley} {street}" if form != ABBREVIATED else f"SN {number}{alley} {street}"
        )
    word = HAMLET_WORD[region][rest % len(HAMLET_WORD[region])]
    if wards().urban[ward]:
        word = QUARTER_WORD.get(region, "Tổ dân phố ")
    named = lists["hamlet"] + lists.get(OWN_HAMLETS.get(region, ""), ())
    name = named[rest // 8 % len(named)]
    if rest % 5 < 2:
        name = str(rest // 8 % 14 + 1)
    return word + name


def address_text(ward: int, house: int, form: int, new: bool) -> str:
    """A whole address."""
    if form == PARTIAL:
        return unit_text(ward, form, new)
    separator = " - " if form == DASHES else ", "
    return detail_text(ward, house, form) + separator + unit_text(ward, form, new)


def province_text(ward: int, form: int, new: bool) -> str:
    """The province alone."""
    country = provinces()
    p = int(wards().province[ward])
    kind, name = split_province((country.group_name if new else country.name)[p])
    return _unit(kind, name, form)


def historic_name(ward: int) -> str | None:
    """A former province that held the commune; where there were two, by chance of the commune."""
    former = provinces().historic[int(wards().province[ward])]
    return former[ward % len(former)] if former else None


def historic_until(ward: int) -> int:
    """The last year in which a birth was registered in the former province of a commune.

    Examples:
        >>> historic_until(0)
        2007
    """
    return LAST_YEARS.get(historic_name(ward) or "", MOST_DIVIDED)


def historic_text(ward: int) -> str | None:
    """The province of 1976 to 1991 or later that held the commune, if it was another.

    Examples:
        >>> historic_text(0)
        'Tỉnh Hà Tây'
    """
    name = historic_name(ward)
    return f"Tỉnh {name}" if name else None
