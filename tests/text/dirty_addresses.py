"""Addresses composed from the table of units, with dirt written apart from the parser.

All addresses are synthetic: real unit names, invented streets and villages.
"""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from linkage.text.place_index import Level, Unit, units
from linkage.text.provinces import group_names, province_names

KIND_WORDS = {
    "phuong": ("Phường", "phường", "P.", "P", "F.", "Ph."),
    "xa": ("Xã", "xã", "X."),
    "thitran": ("Thị trấn", "thị trấn", "TT", "TT."),
    "dackhu": ("Đặc khu", "đặc khu"),
    "quan": ("Quận", "quận", "Q.", "Q"),
    "huyen": ("Huyện", "huyện", "H."),
    "thixa": ("Thị xã", "thị xã", "TX", "TX."),
    "thanhpho": ("Thành phố", "thành phố", "TP", "TP.", "Tp"),
    "tinh": ("Tỉnh", "tỉnh", "T."),
}
CITIES = {"01", "31", "46", "48", "79", "92"}
HEADS = (
    "Số {n} ngõ {n}", "{n} Lê Lợi", "{n}/{n} đường Trần Hưng Đạo", "Thôn {n}", "Thôn Đông",
    "Xóm {n}", "Ấp Bình Hòa",
    "Khóm {n}", "Tổ dân phố {n}", "Tổ {n}, khu phố {n}", "Bản Nà Lốc", "Số nhà {n}",
    "Khu tập thể Nhà máy In", "Buôn Kia", "Hẻm {n} Nguyễn Trãi", "Đội {n}, thôn Thượng", "",
)  # fmt: skip


@dataclass(frozen=True)
class Composed:
    """An address text and the units it was made of."""

    text: str
    province: str
    district: str | None
    ward: str | None
    new_wards: frozenset[str]
    style: str


def with_kind(rng: random.Random, kind: str, name: str, bare: bool) -> str:
    if name.isdigit():
        word = rng.choice(KIND_WORDS[kind])
        return f"{word}{rng.choice(('', ' '))}{name}" if len(word) < 3 else f"{word} {name}"
    if bare:
        return name
    word = rng.choice(KIND_WORDS[kind])
    return f"{word}{name}" if word.endswith(".") and rng.random() < 0.5 else f"{word} {name}"


def province_text(rng: random.Random, code: str, names: dict[str, str], bare: bool) -> str:
    if code == "79" and rng.random() < 0.5:
        return rng.choice(("TP.HCM", "TPHCM", "Tp. Hồ Chí Minh", "TP HCM", "Sài Gòn"))
    if code == "01" and rng.random() < 0.2:
        return rng.choice(("HN", "Hanoi", "TP Hà Nội"))
    return with_kind(rng, "thanhpho" if code in CITIES else "tinh", names[code], bare)


def typo(rng: random.Random, word: str) -> str:
    """One slip inside a name: a letter lost, doubled, swapped with its neighbour, or mistyped."""
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return word[:at] + rng.choice("bcdghklmnpstvx") + word[at + 1 :]


def without_marks(text: str) -> str:
    plain = text.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


DIRT: dict[str, Callable[[str], str]] = {
    "clean": lambda text: text,
    "no_marks": without_marks,
    "upper": str.upper,
    "lower": str.lower,
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "spaces": lambda text: "  ".join(text.split()) + " ",
}


def compose(rng: random.Random, style: str) -> Composed:
    """Make one address of a style: `full`, `new`, `no_district`, `reversed`, ..."""
    level = Level.NEW_WARD if style.startswith("new") else Level.WARD
    table = [(unit, kind) for unit, kind, _ in units().values() if unit.level is level]
    ward, ward_kind = rng.choice(table)
    head = rng.choice(HEADS).format(n=rng.randint(1, 99))
    bare = rng.random() < 0.3
    ward_name = typo(rng, ward.name) if style == "typo" and len(ward.name) > 4 else ward.name
    ward_text = with_kind(rng, ward_kind, ward_name, bare)
    (province,) = ward.provinces if level is Level.WARD else (ward.group,)
    names = group_names() if level is Level.NEW_WARD else province_names()
    place = province_text(rng, province, names, rng.random() < 0.6)
    district: Unit | None = None
    district_text = ""
    if level is Level.WARD:
        (code,) = ward.districts
        district, district_kind, _ = units()[Level.DISTRICT, code]
        district_text = with_kind(rng, district_kind, district.name, bare)
    parts = [head, ward_text, district_text, place]
    if style == "no_district":
        parts = [head, with_kind(rng, ward_kind, ward_name, bare=False), place]
    elif style == "no_province":
        parts = [head, ward_text, district_text]
    elif style == "district_only":
        parts = [district_text, place]
    parts = [part for part in parts if part]
    if style == "reversed":
        parts.reverse()
    separator = SEPARATORS.get(style.split("_")[-1], ", ")
    if separator == ", " and rng.random() < 0.2:
        separator = ","
    dirt = rng.choice(list(DIRT.values()))
    return Composed(
        dirt(separator.join(parts)),
        province,
        district.code if district else None,
        ward.code if level is Level.WARD and style != "district_only" else None,
        ward.new_wards if style != "district_only" else frozenset(),
        style,
    )


SEPARATORS = {"dashes": " - ", "nothing": " ", "semicolons": ";"}
STYLES = (
    "full", "dashes", "nothing", "semicolons", "reversed", "no_district", "no_province",
    "district_only", "typo", "new", "new_nothing",
)  # fmt: skip
