"""Fields that hold one of a few values: sex, ethnicity, nationality, relation, statuses.

Each function takes the value as recorded and gives an enum member (or an official name), or
`None` when the value is missing or says nothing certain. The results are for comparing.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import TypeVar

from linkage.text.tables import read_table
from linkage.text.unicode import fold

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_Member = TypeVar("_Member")


class Sex(StrEnum):
    """Sex as the register knows it."""

    MALE = "male"
    FEMALE = "female"


class LivingStatus(StrEnum):
    """Whether the register still counts on the person."""

    ACTIVE = "active"
    DEAD = "dead"
    MISSING = "missing"
    LEFT = "left"


class NumberStatus(StrEnum):
    """Whether a personal number is in force."""

    LIVE = "live"
    CANCELLED = "cancelled"


class Relation(StrEnum):
    """Relation of a member to the head of the household, in the kinds that linkage needs."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    CHILD_IN_LAW = "child_in_law"
    SIBLING = "sibling"
    GRANDCHILD = "grandchild"
    GRANDPARENT = "grandparent"
    OTHER_RELATIVE = "other_relative"
    NOT_RELATED = "not_related"


def _words(raw: str | None) -> str | None:
    """Fold a value and keep its words only, one space between them."""
    folded = fold(raw)
    if folded is None:
        return None
    return _NOT_WORD.sub(" ", folded).strip() or None


def _spelt(members: Mapping[_Member, str]) -> dict[str, _Member]:
    return {word: member for member, words in members.items() for word in words.split(";")}


_SEX = _spelt(
    {
        Sex.MALE: "nam;m;male;trai;con trai;nam gioi;gioi tinh nam;be trai;man;1;phai nam;"
        "dan ong;nam 1",
        Sex.FEMALE: "nu;f;female;gai;con gai;nu gioi;gioi tinh nu;be gai;woman;2;phai nu;"
        "phu nu;dan ba;nu 2",
    }
)


@lru_cache(maxsize=4096)
def parse_sex(raw: str | None) -> Sex | None:
    """Read a recorded sex.

    Digits follow ISO/IEC 5218: 1 male, 2 female, 0 not known, 9 not applicable. A list that
    writes 0 for men or for women is not guessed at: 0 stays unknown, whatever stands beside it.
    `x`, `khác` and anything else unreadable is unknown too.

    Examples:
        >>> parse_sex("Nữ"), parse_sex("1"), parse_sex("0")
        (<Sex.FEMALE: 'female'>, <Sex.MALE: 'male'>, None)
    """
    words = _words(raw)
    return _SEX.get(words.removesuffix(" 0") if words else "")


_LIVING = _spelt(
    {
        LivingStatus.DEAD: "chet;da chet;mat;da mat;tu vong;da tu vong;qua doi;da qua doi;dead;"
        "deceased;died;tu tran;hy sinh;da hy sinh;liet si;khai tu;da khai tu;xoa do chet;"
        "tuyen bo chet;da bi tuyen bo chet;bi tuyen bo chet;bao tu;da bao tu;xoa dktt do chet;"
        "xoa dang ky thuong tru do chet;chet xoa khau",
        LivingStatus.MISSING: "mat tich;missing;da mat tich;tuyen bo mat tich;bi tuyen bo mat tich;"
        "that lac",
        LivingStatus.LEFT: "da chuyen di;chuyen di;left;xuat canh;da xuat canh;dinh cu nuoc ngoai;"
        "dinh cu o nuoc ngoai;thoi quoc tich;tuoc quoc tich;mat quoc tich;moved;"
        "xoa dang ky thuong tru;da chuyen;emigrated;da chuyen khau;chuyen khau",
        LivingStatus.ACTIVE: "song;con song;dang song;dang sinh song;active;alive;living;"
        "thuong tru;tam tru;tam vang;dang cu tru;hoat dong;dang hoat dong;binh thuong;"
        "con;hien dang song;dang thuong tru;dang tam tru;co mat",
    }
)


_SINCE = re.compile(r"(?: (?:tu|vao))?(?: (?:ngay|nam))?(?: [0-9]+)+$")


@lru_cache(maxsize=4096)
def parse_status(raw: str | None) -> LivingStatus | None:
    """Read a recorded living status.

    `mất` alone means dead, as on death notices; `mất tích` means missing. A day or year after
    the status is left out.

    Examples:
        >>> [parse_status(raw).value for raw in ("Đã chết", "mất tích", "còn sống")]
        ['dead', 'missing', 'active']
    """
    return _LIVING.get(_SINCE.sub("", _words(raw) or ""))


_NUMBER_STATUS = _spelt(
    {
        NumberStatus.CANCELLED: "huy;da huy;bi huy;da bi huy;huy bo;da huy bo;cancelled;canceled;"
        "thu hoi;da thu hoi;het hieu luc;khong con hieu luc;vo hieu;inactive;revoked;da xoa;xoa;"
        "ngung su dung;khong su dung;khong con su dung;da huy xac lap lai;huy xac lap lai",
        NumberStatus.LIVE: "dang su dung;su dung;con hieu luc;hieu luc;live;active;valid;in use;"
        "dang hieu luc;co hieu luc;da cap;hoat dong;dang hoat dong;hop le;con su dung;xac lap lai;"
        "da xac lap lai",
    }
)


@lru_cache(maxsize=4096)
def parse_id_status(raw: str | None) -> NumberStatus | None:
    """Read the recorded status of a personal number.

    Examples:
        >>> parse_id_status("đang sử dụng"), parse_id_status("Đã hủy")
        (<NumberStatus.LIVE: 'live'>, <NumberStatus.CANCELLED: 'cancelled'>)
    """
    return _NUMBER_STATUS.get(_words(raw) or "")


_RELATION = _spelt(
    {
        Relation.HEAD: "chu ho;la chu ho;ch;head;householder;ban than;chinh chu",
        Relation.SPOUSE: "vo;chong;vo chong;spouse;wife;husband;vo chu ho;chong chu ho",
        Relation.CHILD: "con;con de;con trai;con gai;con ruot;con nuoi;con chung;con rieng;child;"
        "son;daughter;con trai de;con gai de;con trai ruot;con gai ruot;con dau long;con ca;"
        "con ut;con thu;con chu ho;con nuoi hop phap;con rieng cua vo;con rieng cua chong",
        Relation.CHILD_IN_LAW: "con dau;con re;dau;re;son in law;daughter in law",
        Relation.PARENT: "bo;me;cha;bo de;me de;cha de;ma;bo me;cha me;bo ruot;me ruot;parent;"
        "father;mother;bo nuoi;me nuoi;cha nuoi;tia;u;thay;cha ruot;bo chong;me chong;bo vo;me vo;"
        "cha chong;cha vo;bo duong;me ke;cha duong",
        Relation.SIBLING: "anh;chi;em;anh ruot;chi ruot;em ruot;anh trai;chi gai;em trai;em gai;"
        "sibling;brother;sister;anh chi em;anh chi em ruot;anh em",
        Relation.GRANDCHILD: "chau noi;chau ngoai;chau noi ngoai;grandchild;chat;chat noi;"
        "chat ngoai;chau ruot",
        Relation.GRANDPARENT: "ong;ong noi;ba noi;ong ngoai;ba ngoai;ong ba;grandparent;"
        "grandfather;grandmother;cu;cu noi;cu ngoai;ong ba noi;ong ba ngoai",
        Relation.OTHER_RELATIVE: "chau;co;di;bac;cau;mo;thim;duong;chau ho;anh re;chi dau;"
        "em re;em dau;anh ho;chi ho;em ho;anh vo;chi vo;em vo;anh chong;chi chong;em chong;"
        "nguoi than;ho hang;relative;co ruot;di ruot;chu ruot;bac ruot;cau ruot;chau re;chau dau;"
        "co di chu bac;nguoi giam ho",
        Relation.NOT_RELATED: "o nho;o tro;tro;nguoi o nho;ban;ban be;khong quan he;other;"
        "o thue;nguoi giup viec;giup viec;cung o nho;nguoi lam thue;cung o thue;cung o muon;"
        "o muon;nguoi ngoai;khong co quan he;lodger;tenant",
    }
)


@lru_cache(maxsize=4096)
def parse_relation(raw: str | None) -> Relation | None:
    """Read the recorded relation to the head of the household.

    `cháu` alone is a grandchild or a nephew: it is only said to be a relative. Words that differ in
    their marks only (`ba` father, `bà` grandmother; `chú` uncle, `chủ` head) are left unread.

    Examples:
        >>> [parse_relation(raw).value for raw in ("con đẻ", "Con dâu", "vợ")]
        ['child', 'child_in_law', 'spouse']
    """
    return _RELATION.get(_words(raw) or "")


@cache
def _ethnic_names() -> dict[str, str]:
    names: dict[str, str] = {}
    rows = read_table("coded_fields", "ethnic_groups.csv")
    for row in rows:
        for spelling in row["other_spellings"].split(";"):
            names.setdefault(spelling, row["name"])
    return names | {_words(row["name"]) or "": row["name"] for row in rows}


@lru_cache(maxsize=4096)
def parse_ethnicity(raw: str | None) -> str | None:
    """Give the official name of a recorded ethnic group, one of 54.

    Ethnicity is sensitive personal data: the pipeline reads it only when told to.

    Examples:
        >>> parse_ethnicity("H'Mông"), parse_ethnicity("khmer"), parse_ethnicity("KINH")
        ('Mông', 'Khơ-me', 'Kinh')
    """
    words = (_words(raw) or "").removeprefix("dan toc ").removeprefix("dt ")
    words = words.removeprefix("nguoi ")
    return _ethnic_names().get(words)


_VIETNAM = frozenset(
    (
        "viet nam",
        "vietnam",
        "vn",
        "vnm",
        "viet",
        "quoc tich viet nam",
        "chxhcn viet nam",
        "vietnamese",
    )
)


@lru_cache(maxsize=4096)
def parse_nationality(raw: str | None) -> str | None:
    """Give one spelling to a recorded nationality: `Việt Nam`, or the folded text of another.

    Examples:
        >>> parse_nationality("VIETNAM"), parse_nationality("Hoa Kỳ")
        ('Việt Nam', 'hoa ky')
    """
    words = _words(raw)
    return "Việt Nam" if words in _VIETNAM else words
