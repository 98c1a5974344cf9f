"""What else could explain a case, and why it was set aside or not.

The look-alikes are those of the identity review: twins, siblings, parent and child, namesakes,
a slip of the pen, a number lawfully re-established, several CMND after moves between provinces
(NĐ 05/1999). Each is one sentence that says what speaks against it, or that nothing does.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import jellyfish

from linkage.casework.people import Matter, Pair, Person, Register, one_slip
from linkage.casework.reasons import FINDING_ALTERNATIVES
from linkage.casework.wording import Language, Phrase, say
from linkage.schema import CaseKind
from linkage.text.identifiers import parse_cmnd
from linkage.text.provinces import province_name

GENERATION = 14
"""Years between parent and child, at least."""

DOUBLED_BLOCK = range(271450001, 271500001)
"""CMND numbers given out in both Đồng Nai and Bà Rịa - Vũng Tàu (press, 2007)."""

_ASIDE: Phrase = ("{what}: loại, {why}.", "{what}: set aside, {why}.")
_OPEN: Phrase = ("{what}: chưa loại được, {why}.", "{what}: not set aside, {why}.")

_TWINS: Phrase = ("Anh chị em sinh đôi", "Twins")
_SIBLINGS: Phrase = ("Anh chị em ruột", "Siblings")
_PARENT: Phrase = ("Cha mẹ và con", "Parent and child")
_NAMESAKE: Phrase = ("Người trùng họ tên", "A namesake")
_SLIP: Phrase = ("Ghi nhầm số", "A slip of the pen in a number")
_REISSUED: Phrase = ("Số được xác lập lại hợp pháp", "A number lawfully re-established")
_CMND: Phrase = ("Nhiều số CMND do chuyển tỉnh", "Several CMND after a move of province")
_ONE_PERSON: Phrase = ("Một người được ghi nhiều lần", "One person recorded more than once")
_RELATIVE: Phrase = (
    "Số của cha, mẹ hoặc người cùng hộ ghi cho người khác",
    "A number of a parent or of the household given to another",
)
_DOUBLY: Phrase = ("Số CMND cấp trùng", "A CMND given out twice")
_MISTAKEN_DEATH: Phrase = ("Ghi nhầm người chết", "A death recorded for the wrong person")

_DATES_DIFFER: Phrase = ("ngày sinh khác nhau", "the birth dates differ")
_DATE_SAME: Phrase = ("cùng ngày sinh", "the birth date is the same")
_DATE_MISSING: Phrase = ("có hồ sơ thiếu ngày sinh đầy đủ", "a full birth date is missing")
_GIVEN_SAME: Phrase = ("tên gọi giống nhau", "the given name is the same")
_GIVEN_CLOSE: Phrase = (
    "tên gọi chỉ lệch một chữ",
    "the given names are one letter apart",
)
_GIVEN_DIFFERS: Phrase = (
    "cùng ngày sinh, tên gọi khác nhau; hỏi hộ tịch số con trong lần sinh",
    "one birth date, two given names; ask civil status how many children were born",
)
_NO_PARENT: Phrase = ("không chung cha mẹ", "no parent in common")
_COMMON_PARENT: Phrase = (
    "chung cha hoặc mẹ, ngày sinh khác nhau",
    "a parent in common, another birth date",
)
_YEARS: Phrase = ("năm sinh chênh nhau {n} năm", "the birth years are {n} apart")
_ONE_YEAR: Phrase = ("cùng năm sinh", "the birth year is the same")
_YEAR_MISSING: Phrase = ("thiếu năm sinh", "a birth year is missing")
_PARENTS_AGREE: Phrase = ("họ tên cha hoặc mẹ trùng nhau", "a parent's name agrees")
_PARENTS_UNKNOWN: Phrase = (
    "không có họ tên cha, mẹ để so",
    "no parent's name can be compared",
)
_PARENTS_DIFFER: Phrase = ("họ tên cha hoặc mẹ khác nhau", "a parent's name differs")
_ONE_SLIP: Phrase = ("các số chỉ lệch một lần gõ", "the numbers are one slip apart")
_DIGITS: Phrase = ("các số lệch {n} chữ số", "the numbers differ in {n} digits")
_NO_HISTORY: Phrase = (
    "lịch sử số không ghi số nào thay số nào, không số nào ghi là đã hủy",
    "no history links the numbers and none is recorded as cancelled",
)
_LAWFUL_CMND: Phrase = (
    "số CMND khác nhau không nói là hai người (NĐ 05/1999){issued}",
    "different CMND do not make two people (NĐ 05/1999){issued}",
)
_ISSUED: Phrase = ("; nơi cấp theo đầu số: {places}", "; issued, by their prefix, in: {places}")
_UNLIKELY: Phrase = (
    "các hồ sơ khác nhau về {facts}",
    "the records differ in {facts}",
)
_LITTLE_DIFFERS: Phrase = (
    "không đủ dữ kiện để nói là khác người",
    "too little is recorded to tell two people apart",
)
_FAMILY: Phrase = (
    "một hồ sơ là cha, mẹ hoặc cùng hộ với hồ sơ kia",
    "one record is a parent or of the household of the other",
)
_NO_FAMILY: Phrase = ("không cùng gia đình, không cùng hộ", "neither of one family nor household")
_FITS: Phrase = (
    "số khớp giới tính, năm sinh, nơi đăng ký của {n} trong {m} hồ sơ",
    "the number fits sex, year and registration of {n} of {m} records",
)
_IN_BLOCK: Phrase = ("số thuộc khối đã cấp trùng", "it lies in a block that was given out twice")
_NOT_IN_BLOCK: Phrase = ("tra tàng thư mới biết", "only the archive can tell")
_LIVING: Phrase = ("công dân có thể còn sống", "the citizen may be alive")

_FACTS: Mapping[str, Phrase] = {
    "name": ("họ tên", "name"),
    "birth_date": ("ngày sinh", "birth date"),
    "sex": ("giới tính", "sex"),
    "father": ("cha", "father"),
    "mother": ("mẹ", "mother"),
}

Verdicts = Iterator[tuple[Phrase, bool, Phrase, Mapping[str, object]]]
"""What was considered, whether it is set aside, why, and what the reason quotes."""


def alternatives(matter: Matter, register: Register, lang: Language) -> list[str]:
    """Sentences: each explanation that was considered, and why it was set aside or not."""
    found = [*_of_pair(matter, register, lang)]
    said = [
        say(_ASIDE if aside else _OPEN, lang, what=say(what, lang), why=say(why, lang, **details))
        for what, aside, why, details in found
    ]
    considered = {_CONSIDERED_AS.get(what) for what, *_ in found}
    codes = dict.fromkeys(code for finding in matter.findings for code in finding.alternatives)
    return [
        *said,
        *(say(FINDING_ALTERNATIVES[code], lang) for code in codes if code not in considered),
    ]


_CONSIDERED_AS: Mapping[Phrase, str] = {
    _NAMESAKE: "namesake",
    _MISTAKEN_DEATH: "death_recorded_by_mistake",
    _ONE_PERSON: "one_person_several_records",
}
"""What a rule suggests of itself where no two records are argued about."""


def _of_pair(matter: Matter, register: Register, lang: Language) -> Verdicts:
    kinds = {matter.kind, *matter.includes}
    pair = _closest(matter, register)
    if pair is None:
        if matter.kind is CaseKind.SEVERAL_CMND:
            yield from _cards(register, matter.record_ids, lang)
        elif matter.kind not in (CaseKind.DECEASED_ACTIVE, CaseKind.IMPOSSIBLE_ID):
            yield _REISSUED, True, _NO_HISTORY, {}
        return
    a, b = register.of(pair)
    if kinds & {CaseKind.SHARED_ID, CaseKind.SHARED_CMND}:
        yield from _shared(matter, register, lang)
    if matter.kind in _ONE_PERSON_KINDS:
        yield from (_twins(a, b), _siblings(a, b), _parent(a, b), _namesake(a, b))
        yield from _numbers(register, matter.record_ids)
        yield from _cards(register, matter.record_ids, lang)
    if CaseKind.DECEASED_ACTIVE in kinds:
        yield _MISTAKEN_DEATH, False, _LIVING, {}


_ONE_PERSON_KINDS = frozenset(
    {
        CaseKind.TWO_IDS,
        CaseKind.ID_TYPO,
        CaseKind.NO_ID_DUPLICATE,
        CaseKind.REPEATED_RECORD,
        CaseKind.DECEASED_ACTIVE,
        CaseKind.SEVERAL_CMND,
        CaseKind.OTHER_NAME,
        CaseKind.REISSUED_ID,
    }
)


def _closest(matter: Matter, register: Register) -> Pair | None:
    """The pair to argue about: two records of one proposed person where there are such."""
    pairs = list(combinations(matter.record_ids[:8], 2))
    inside = [p for p in pairs if register.entity_of[p[0]] == register.entity_of[p[1]]]
    return next(iter([*inside, *pairs]), None)


def _twins(a: Person, b: Person) -> tuple[Phrase, bool, Phrase, Mapping[str, object]]:
    if not a.birth_date or not b.birth_date:
        return _TWINS, False, _DATE_MISSING, {}
    if a.birth_date != b.birth_date:
        return _TWINS, True, _DATES_DIFFER, {}
    if a.given == b.given:
        return _TWINS, True, _GIVEN_SAME, {}
    if a.given and b.given and one_slip(a.given, b.given):
        return _TWINS, False, _GIVEN_CLOSE, {}
    return _TWINS, False, _GIVEN_DIFFERS, {}


def _siblings(a: Person, b: Person) -> tuple[Phrase, bool, Phrase, Mapping[str, object]]:
    if not a.birth_date or not b.birth_date:
        return _SIBLINGS, False, _DATE_MISSING, {}
    if a.birth_date == b.birth_date:
        return _SIBLINGS, True, _DATE_SAME, {}
    common = _parents(a, b)[0]
    return _SIBLINGS, not common, _COMMON_PARENT if common else _NO_PARENT, {}


def _parent(a: Person, b: Person) -> tuple[Phrase, bool, Phrase, Mapping[str, object]]:
    if a.birth_year is None or b.birth_year is None:
        return _PARENT, False, _YEAR_MISSING, {}
    years = abs(a.birth_year - b.birth_year)
    return _PARENT, years < GENERATION, _YEARS if years else _ONE_YEAR, {"n": years}


def _namesake(a: Person, b: Person) -> tuple[Phrase, bool, Phrase, Mapping[str, object]]:
    agree, differ = _parents(a, b)
    if differ:
        return _NAMESAKE, False, _PARENTS_DIFFER, {}
    return _NAMESAKE, agree, _PARENTS_AGREE if agree else _PARENTS_UNKNOWN, {}


def _parents(a: Person, b: Person) -> tuple[bool, bool]:
    """Whether a parent's name agrees, and whether one differs."""
    known = [
        (one, other) for one, other in ((a.father, b.father), (a.mother, b.mother)) if one and other
    ]
    return any(one == other for one, other in known), any(
        jellyfish.damerau_levenshtein_distance(one, other) > 2 for one, other in known
    )


def _numbers(register: Register, record_ids: Sequence[str]) -> Verdicts:
    numbers = sorted({p.number for p in register.of(record_ids) if p.number})
    if len(numbers) < 2:
        return
    one, other = numbers[:2]
    apart = sum(x != y for x, y in zip(one, other, strict=False))
    slip = one_slip(one, other)
    yield _SLIP, not slip, _ONE_SLIP if slip else _DIGITS, {"n": apart}
    if len(register.live_numbers(record_ids)) > 1:
        yield _REISSUED, True, _NO_HISTORY, {}


def _cards(register: Register, record_ids: Sequence[str], lang: Language) -> Verdicts:
    numbers = register.old_numbers(record_ids)
    if len(numbers) > 1:
        issued = [sorted(parse_cmnd(number).provinces) for number in numbers]
        places = [" / ".join(filter(None, map(province_name, codes[:2]))) for codes in issued]
        quoted = say(_ISSUED, lang, places=", ".join(places)) if all(places) else ""
        yield _CMND, False, _LAWFUL_CMND, {"issued": quoted}


def _shared(matter: Matter, register: Register, lang: Language) -> Verdicts:
    for finding in matter.findings:
        if finding.kind not in (CaseKind.SHARED_ID, CaseKind.SHARED_CMND):
            continue
        people = register.of(finding.record_ids)
        apart = [(a, b) for a, b in combinations(people[:8], 2) if _apart(register, a, b)]
        levels = [a.plain_levels(b) for a, b in apart]
        facts = [f for f in _FACTS if any(level[f] == "different" for level in levels)]
        named = ", ".join(say(_FACTS[fact], lang) for fact in facts)
        yield _ONE_PERSON, bool(facts), _UNLIKELY if facts else _LITTLE_DIFFERS, {"facts": named}
        family = any(_related(a, b) for a, b in apart)
        yield _RELATIVE, not family, _FAMILY if family else _NO_FAMILY, {}
        if finding.kind is CaseKind.SHARED_CMND:
            doubled = int(finding.number_says or 0) in DOUBLED_BLOCK
            yield _DOUBLY, False, _IN_BLOCK if doubled else _NOT_IN_BLOCK, {}
        else:
            fitting = sum(fits(person) for person in people)
            yield _SLIP, False, _FITS, {"n": fitting, "m": len(people)}


def _apart(register: Register, a: Person, b: Person) -> bool:
    return register.entity_of[a.record_id] != register.entity_of[b.record_id]


def _related(a: Person, b: Person) -> bool:
    """Whether one seems to be a parent of the other, or both are of one household."""
    parents = {a.father, a.mother, b.father, b.mother} - {None}
    names = {p.sorted_name for p in (a, b)}
    return not parents.isdisjoint(names) or (a.household is not None and a.household == b.household)


def fits(person: Person) -> bool:
    """Whether nothing on the record contradicts its number."""
    return (
        person.possible
        and (person.sex is None or person.id_sex is None or person.sex == person.id_sex)
        and (person.birth_year is None or person.id_year in (None, person.birth_year))
        and (not person.registration or person.id_province in (None, *person.registration))
    )
