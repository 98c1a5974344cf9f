"""The tables of the library: their columns, types and meaning, and the kinds of cases.

Every column name and case kind has its home here; code elsewhere writes `Pairs.rule.name`, never
`"rule"`. The headers that lists spell the columns with are read by `linkage.engine.headers`.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Self

TEXT = "varchar"
FLAG = "boolean"
NUMBER = "integer"
REAL = "double"
TEXTS = "varchar[]"


class Column:
    """One column: DuckDB type, meaning in one sentence, whether a table must have it.

    Examples:
        >>> Pairs.rule.name, Pairs.rule.type
        ('rule', 'varchar')
    """

    def __init__(self, type: str, about: str, *, required: bool = False, name: str = "") -> None:  # noqa: A002
        self.type = type
        self.about = about
        self.required = required
        self.name = name

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name  # a class that only refers to a column does not rename it

    def __repr__(self) -> str:
        return f"Column({self.name}: {self.type})"

    @property
    def l(self) -> str:  # noqa: E743
        """Name of the column on the side of the smaller record id of a pair."""
        return f"{self.name}_l"

    @property
    def r(self) -> str:
        """Name of the column on the side of the larger record id of a pair."""
        return f"{self.name}_r"

    def prefixed(self, prefix: str, whose: str) -> "Column":
        """Copy the column for one use of a group of columns."""
        return Column(self.type, f"{whose}: {self.about}", name=prefix + self.name)


class Fields:
    """A group of columns used more than once under different prefixes."""

    def __init__(self, prefix: str, whose: str) -> None:
        self.prefix = prefix
        for name, column in columns_of(type(self)):
            setattr(self, name, column.prefixed(prefix and f"{prefix}_", whose))

    def __iter__(self) -> Iterator[Column]:
        return iter(getattr(self, name) for name, _ in columns_of(type(self)))


class Schema:
    """A table: its columns are the `Column` and `Fields` attributes of the class."""

    open: ClassVar[bool] = False
    """Whether a table may hold columns that the class does not name."""

    def __new__(cls) -> Self:
        """Refuse instances: a schema is used as a class."""
        raise TypeError(f"{cls.__name__} is a description of a table and has no instances")

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        """All columns in their order."""
        found: list[Column] = []
        for value in vars(cls).values():
            if isinstance(value, Column):
                found.append(value)
            elif isinstance(value, Fields):
                found.extend(value)
        return tuple(found)

    @classmethod
    def required(cls) -> tuple[Column, ...]:
        """The columns a table must have."""
        return tuple(column for column in cls.columns() if column.required)

    @classmethod
    def title(cls) -> str:
        """The name of the table in messages, such as `id_history`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


def columns_of(group: type) -> list[tuple[str, Column]]:
    """The columns named in the body of a class, in their order."""
    return [(name, value) for name, value in vars(group).items() if isinstance(value, Column)]


class Input(Schema):
    """A record as it was written down, dirt included; every column is text."""

    record_id = Column(TEXT, "Unique id of the record.", required=True)
    source = Column(TEXT, "Which list or office the record comes from.")
    full_name = Column(TEXT, "Họ, chữ đệm và tên.", required=True)
    other_names = Column(TEXT, "Tên gọi khác, several separated by `;`.")
    personal_id = Column(TEXT, "Số định danh cá nhân, 12 digits.")
    personal_id_status = Column(TEXT, "Whether the number is live or cancelled.")
    cmnd = Column(TEXT, "Old identity card number, 9 digits.")
    date_of_birth = Column(TEXT, "Date of birth in any recorded form.")
    sex = Column(TEXT, "Sex as recorded.")
    ethnicity = Column(TEXT, "Ethnic group; sensitive, unused unless switched on.")
    nationality = Column(TEXT, "Nationality.")
    birth_place = Column(TEXT, "Nơi sinh.")
    birth_registration_place = Column(TEXT, "Nơi đăng ký khai sinh.")
    place_of_origin = Column(TEXT, "Quê quán.")
    father_name = Column(TEXT, "Father's full name.")
    father_id = Column(TEXT, "Father's personal number or CMND.")
    mother_name = Column(TEXT, "Mother's full name.")
    mother_id = Column(TEXT, "Mother's personal number or CMND.")
    spouse_name = Column(TEXT, "Spouse's full name.")
    spouse_id = Column(TEXT, "Spouse's personal number or CMND.")
    permanent_address = Column(TEXT, "Nơi thường trú.")
    temporary_address = Column(TEXT, "Nơi tạm trú.")
    current_address = Column(TEXT, "Nơi ở hiện tại.")
    household_id = Column(TEXT, "Number of the household or residence file.")
    relation_to_head = Column(TEXT, "Quan hệ với chủ hộ.")
    phone = Column(TEXT, "Phone number.")
    status = Column(TEXT, "Alive, dead, missing or left.")
    date_of_death = Column(TEXT, "Date of death in any recorded form.")
    unit = Column(TEXT, "Code of the unit that manages the record.")
    updated_at = Column(TEXT, "When the record was last changed.")


class SetAside(Schema):
    """A row of the input that cannot be used, and why."""

    row = Column(NUMBER, "Number of the row in the input, the first data row being 1.")
    record_id = Column(TEXT, "Id of the record, when it has one.")
    reason = Column(TEXT, "Why the row cannot be used.", required=True)


class NameFields(Fields):
    """What standardisation makes of a name; see `linkage.text.names.NameKeys`."""

    text = Column(TEXT, "Standard form of the whole name, for display and equality.")
    surname = Column(TEXT, "Surname, standard form.")
    middle = Column(TEXT, "Tên đệm, standard form.")
    given = Column(TEXT, "Given name, standard form.")
    fold = Column(TEXT, "Whole name, ASCII fold.")
    sorted_fold = Column(TEXT, "Folded tokens in alphabetical order without Thị and Văn.")
    initials = Column(TEXT, "First letters of the folded tokens.")
    marked = Column(FLAG, "Whether the whole name carries any mark.")
    surname_fold = Column(TEXT, "Surname, ASCII fold.")
    surname_telex = Column(TEXT, "Surname in Telex normal form.")
    surname_phonetic = Column(TEXT, "Surname, phonetic key.")
    surname_tone = Column(TEXT, "Surname with hỏi and ngã merged.")
    surname_iy = Column(TEXT, "Surname with i and y merged.")
    surname_variant = Column(TEXT, "Surname, key of true variants.")
    surname_dialect = Column(TEXT, "Surname, key of dialect spellings.")
    surname_attested = Column(FLAG, "Whether the surname is a known one.")
    surname_bare = Column(FLAG, "Whether the surname has lost its marks.")
    middle_fold = Column(TEXT, "Middle name, ASCII fold.")
    middle_telex = Column(TEXT, "Middle name in Telex normal form.")
    middle_phonetic = Column(TEXT, "Middle name, phonetic key.")
    middle_tone = Column(TEXT, "Middle name with hỏi and ngã merged.")
    middle_iy = Column(TEXT, "Middle name with i and y merged.")
    middle_variant = Column(TEXT, "Middle name, key of true variants.")
    middle_dialect = Column(TEXT, "Middle name, key of dialect spellings.")
    middle_attested = Column(FLAG, "Whether the middle name is a known one.")
    middle_bare = Column(FLAG, "Whether the middle name has lost its marks.")
    given_fold = Column(TEXT, "Given name, ASCII fold.")
    given_telex = Column(TEXT, "Given name in Telex normal form.")
    given_phonetic = Column(TEXT, "Given name, phonetic key.")
    given_tone = Column(TEXT, "Given name with hỏi and ngã merged.")
    given_iy = Column(TEXT, "Given name with i and y merged.")
    given_variant = Column(TEXT, "Given name, key of true variants.")
    given_dialect = Column(TEXT, "Given name, key of dialect spellings.")
    given_attested = Column(FLAG, "Whether the given name is a known one.")
    given_bare = Column(FLAG, "Whether the given name has lost its marks.")
    other_names = Column(TEXTS, "Other names found in the cell, standard form.")
    defects = Column(TEXTS, "Codes of what was repaired or is wrong.")


class RelativeFields(Fields):
    """The columns of a relative's name that a comparison needs."""

    text = Column(TEXT, "Standard form of the whole name, for display and equality.")
    fold = Column(TEXT, "Whole name, ASCII fold.")
    sorted_fold = Column(TEXT, "Folded tokens in alphabetical order without Thị and Văn.")
    initials = Column(TEXT, "First letters of the folded tokens.")
    marked = Column(FLAG, "Whether the whole name carries any mark.")
    surname_fold = Column(TEXT, "Surname, ASCII fold.")
    given_fold = Column(TEXT, "Given name, ASCII fold.")
    given_phonetic = Column(TEXT, "Given name, phonetic key.")


class DateFields(Fields):
    """A recorded date: each part known or unknown."""

    year = Column(NUMBER, "Year.")
    month = Column(NUMBER, "Month, 1 to 12.")
    day = Column(NUMBER, "Day of the month.")
    date = Column(TEXT, "The full date as `YYYY-MM-DD`, when all parts are known.")
    defects = Column(TEXTS, "Codes of what was repaired or is wrong.")


class PlaceFields(Fields):
    """A place read from free text."""

    province = Column(TEXT, "Province code before July 2025.")
    group = Column(TEXT, "Code of the province since July 2025.")
    district = Column(TEXT, "District code before July 2025.")
    wards = Column(TEXTS, "Ward codes since July 2025 that the text allows.")
    locality = Column(TEXT, "Folded village, quarter or street.")
    dwelling = Column(TEXT, "House number and folded street, when both are written.")


class Records(Schema):
    """The record in standard columns; the values as recorded stay beside as `raw_*`."""

    record_id = Column(TEXT, "Unique id of the record.", required=True)
    source = Column(TEXT, "Which list or office the record comes from.")
    name = NameFields("name", "The person's name")
    other_name_folds = Column(TEXTS, "Folds of all other names of the person.")
    twin_noted = Column(FLAG, "Whether a note beside the names tells of a birth of twins.")
    name_share = Column(REAL, "Share of records with the same sorted fold.")
    personal_id = Column(TEXT, "Personal number, 12 digits.")
    personal_id_status = Column(TEXT, "`live`, `cancelled` or null.")
    id_province = Column(TEXT, "Province code in the number; null when foreign or unknown.")
    id_sex = Column(TEXT, "Sex the number says: `male` or `female`.")
    id_year = Column(NUMBER, "Birth year the number says.")
    id_serial = Column(TEXT, "Last six digits of the number.")
    serial_is_common = Column(
        FLAG, "Whether far more numbers end in these digits than if they were drawn by chance."
    )
    id_defects = Column(TEXTS, "Codes of what was repaired or is wrong with the number.")
    cmnd = Column(TEXT, "Old identity card number, 9 digits.")
    cmnd_defects = Column(TEXTS, "Codes of what was repaired or is wrong with the CMND.")
    birth = DateFields("birth", "Date of birth")
    birth_is_default = Column(FLAG, "Whether day and month look filled in by habit.")
    sex = Column(TEXT, "`male` or `female`.")
    ethnicity = Column(TEXT, "Official name of the ethnic group, when switched on.")
    nationality = Column(TEXT, "Nationality.")
    registration_provinces = Column(TEXTS, "Province codes compatible with the registration place.")
    registration = PlaceFields("registration", "Birth registration")
    origin = PlaceFields("origin", "Place of origin")
    permanent = PlaceFields("permanent", "Permanent address")
    home_wards = Column(TEXTS, "Ward codes since July 2025 of all residences.")
    home_districts = Column(TEXTS, "District codes before July 2025 of all residences.")
    home_groups = Column(TEXTS, "Province codes since July 2025 of all residences.")
    home_localities = Column(TEXTS, "Folded villages, quarters or streets of all residences.")
    home_dwellings = Column(TEXTS, "House numbers with their streets of all residences.")
    father = RelativeFields("father", "The father's name")
    father_id = Column(TEXT, "Father's number.")
    father_share = Column(REAL, "Share of the father's name, also among people of the surname.")
    mother = RelativeFields("mother", "The mother's name")
    mother_id = Column(TEXT, "Mother's number.")
    mother_share = Column(REAL, "Share of the mother's name, also among people of the surname.")
    parents_exchanged = Column(
        FLAG, "Whether Thị or Văn told that each parent stood in the other's cell."
    )
    spouse = RelativeFields("spouse", "The spouse's name")
    spouse_id = Column(TEXT, "Spouse's number.")
    household_id = Column(TEXT, "Number of the household or residence file.")
    relation_to_head = Column(TEXT, "Relation to the head of the household.")
    phone = Column(TEXT, "Phone number in national form.")
    phone_count = Column(NUMBER, "How many records give this phone number.")
    status = Column(TEXT, "`active`, `dead`, `missing` or `left`.")
    death = DateFields("death", "Date of death")
    unit = Column(TEXT, "Code of the unit that manages the record.")
    updated = DateFields("updated", "Last change")


RAW_PREFIX = "raw_"
"""Columns of `records` that hold the values as recorded start with this."""


class Pairs(Schema):
    """Two records worth comparing, each pair once."""

    record_id_l = Column(TEXT, "Smaller record id of the pair.", required=True)
    record_id_r = Column(TEXT, "Larger record id of the pair.", required=True)
    rule = Column(TEXT, "First blocking rule that found the pair.", required=True)


class Scored(Schema):
    """A pair with level and weight of each comparison, as `level_*` and `weight_*`."""

    open = True
    record_id_l = Column(TEXT, "Smaller record id of the pair.", required=True)
    record_id_r = Column(TEXT, "Larger record id of the pair.", required=True)
    rule = Column(TEXT, "First blocking rule that found the pair.")
    match_weight = Column(REAL, "Sum of the weights and the prior, log2.", required=True)
    match_probability = Column(REAL, "Probability that both are one person.", required=True)


LEVEL_PREFIX = "level_"
WEIGHT_PREFIX = "weight_"


class Entities(Schema):
    """Which records are proposed to be one person."""

    record_id = Column(TEXT, "Id of the record.", required=True)
    entity_id = Column(TEXT, "Id of the entity: the smallest record id in it.", required=True)


class Findings(Schema):
    """Something wrong with, or said by, the numbers of one or several records."""

    kind = Column(TEXT, "The case kind the finding speaks for.", required=True)
    record_ids = Column(TEXTS, "The records concerned, in order.", required=True)
    fact = Column(TEXT, "Code of what was found.")
    number_says = Column(TEXT, "What the number says, for findings within a record.")
    record_says = Column(TEXT, "What the record says.")
    probability = Column(REAL, "How likely the finding is a real contradiction.")
    alternatives = Column(TEXTS, "Codes of what else could explain it.")
    ground = Column(TEXT, "Letter of NĐ 70/2024 Art. 11(7), or null.")


class Cases(Schema):
    """One matter for an officer."""

    case_id = Column(TEXT, "Id, the same for the same matter in every run.", required=True)
    kind = Column(TEXT, "Kind of the case.", required=True)
    explained = Column(FLAG, "Looks like a conflict but is lawful; not for the worklist.")
    record_ids = Column(TEXTS, "Records of the case, in order.", required=True)
    probability = Column(REAL, "How likely the suspicion is true.")
    priority = Column(REAL, "Urgency between 0 and 1.")
    unit = Column(TEXT, "Unit that should verify.")
    proposal = Column(TEXT, "What is proposed; never more than to verify.")
    ground = Column(TEXT, "Possible ground of NĐ 70/2024 Art. 11(7).")
    reasons = Column(TEXTS, "Why the case exists, as sentences that can be checked.")
    entity_ids = Column(TEXTS, "The entities its records belong to, in order.")
    includes = Column(TEXTS, "Other kinds of matter that this case tells of, in order.")
    differs = Column(
        TEXTS, "Encoded facts in which its numbers differ: sex, birth_year, registration_province."
    )
    alternatives = Column(TEXTS, "What else was considered and why it was set aside or not.")
    missing = Column(TEXTS, "What is missing and where it can be had.")
    settles = Column(TEXT, "What would settle the case.")
    state = Column(TEXT, "One of `CaseState`.")
    opened = Column(TEXT, "Day the case was first seen, `YYYY-MM-DD`.")
    history = Column(TEXTS, "What happened to the case, the oldest first: a day and what changed.")
    sampled = Column(
        FLAG, "Drawn by chance below the threshold to estimate misses; officers do not see it."
    )
    source = Column(TEXT, "Source of the record that changed last.")
    record_marks = Column(
        TEXTS, "For each record a mark of its content; tells that it changed, not what it holds."
    )


class CaseState(StrEnum):
    """Where a case stands between two weekly runs."""

    NEW = "new"
    OPEN = "open"
    REOPENED = "reopened"
    DECIDED = "decided"


class Changes(Schema):
    """What became of a case between two runs."""

    case_id = Column(TEXT, "Case.", required=True)
    kind = Column(TEXT, "Kind of the case, of a closed one its last.", required=True)
    change = Column(TEXT, "`new`, `open`, `changed` or `closed`.", required=True)
    why = Column(TEXT, "What changed, or why the case is closed.")


class Evidence(Schema):
    """What one fact of a case says: of two records compared, or of a number and its record."""

    case_id = Column(TEXT, "Case the evidence belongs to.", required=True)
    record_id_l = Column(TEXT, "Smaller record id of the pair, or the one record.", required=True)
    record_id_r = Column(TEXT, "Larger record id of the pair; null for a rule about one record.")
    fact = Column(TEXT, "Comparison of the model, or the fact a rule is about.", required=True)
    level = Column(TEXT, "Level the pair reached, or the rule that was broken.")
    weight = Column(REAL, "log2(m / u) of the level; null where a rule speaks.")
    speaks = Column(TEXT, "`for`, `against` or `neutral`: what it says of the suspicion.")
    rarity = Column(REAL, "Share of the records that bear the agreeing value; null if none does.")
    said = Column(TEXT, "The evidence as a sentence.")


class IdHistory(Schema):
    """Which numbers lawfully succeeded which."""

    personal_id = Column(TEXT, "The number in force.", required=True)
    previous_id = Column(TEXT, "The number it replaced.", required=True)
    id_type = Column(TEXT, "`personal_id` or `cmnd`: what the earlier number is.")
    valid_from = Column(TEXT, "First day of the number in force.")
    valid_to = Column(TEXT, "Last day of the earlier number.")


class Labels(Schema):
    """What people said about pairs."""

    record_id_l = Column(TEXT, "One record of the pair.", required=True)
    record_id_r = Column(TEXT, "The other record of the pair.", required=True)
    is_match = Column(FLAG, "Whether both are one person.", required=True)
    sampled = Column(FLAG, "Whether the pair was drawn by chance below the threshold.")


class Decisions(Schema):
    """What an officer decided about a case; added, superseded, never edited."""

    case_id = Column(TEXT, "Case decided about.", required=True)
    verdict = Column(TEXT, "One of `Verdict`.", required=True)
    record_ids = Column(TEXTS, "Records the verdict speaks about; all of the case when empty.")
    author = Column(TEXT, "Who decided.")
    decided_at = Column(TEXT, "When, ISO 8601.")
    note = Column(TEXT, "Remark of the officer.")


class InUse(Schema):
    """Records whose number is in use by a service or on a card now."""

    record_id = Column(TEXT, "Id of the record.", required=True)


class Verdict(StrEnum):
    """What an officer may say about a case."""

    SAME = "same person"
    DIFFERENT = "different people"
    CORRECTED = "data corrected"
    EXPLAINED = "explained"
    UNSURE = "unsure"


class CaseKind(StrEnum):
    """The kinds of cases, with the code of the case taxonomy and whether one is lawful.

    Examples:
        >>> CaseKind.TWO_IDS.value, CaseKind.TWINS.explained
        ('two_ids', True)
    """

    explained: bool
    about: str

    def __new__(cls, value: str, explained: bool = False, about: str = "") -> Self:
        """Make a member that carries its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.explained = explained
        member.about = about
        return member

    TWO_IDS = "two_ids", False, "One person with two or more live numbers."
    NO_ID_DUPLICATE = "no_id_duplicate", False, "A record without a number repeats one with."
    REPEATED_RECORD = "repeated_record", False, "One person, one number, several records."
    SHARED_ID = "shared_id", False, "One number on different people."
    ID_TYPO = "id_typo", False, "One person, numbers a slip of the pen apart."
    ID_SEX_MISMATCH = "id_sex_mismatch", False, "The number says another sex than the record."
    ID_BIRTH_YEAR_MISMATCH = (
        "id_birth_year_mismatch",
        False,
        "The number says another birth year than the record.",
    )
    ID_PLACE_MISMATCH = (
        "id_place_mismatch",
        False,
        "The number says another province than the birth registration.",
    )
    IMPOSSIBLE_ID = "impossible_id", False, "The number cannot exist."
    SHARED_CMND = "shared_cmnd", False, "One old CMND number on different people."
    DECEASED_ACTIVE = "deceased_active", False, "Dead in one record, alive and active in another."
    TWIN_DATA_SWAPPED = "twin_data_swapped", False, "Twins whose numbers or sexes were exchanged."
    REISSUED_ID = "reissued_id", True, "An earlier number and its lawful successor."
    SEVERAL_CMND = "several_cmnd", True, "One person with several old CMND numbers."
    TWINS = "twins", True, "Two people born together who share most of their data."
    OTHER_NAME = "other_name", True, "One person recorded under another lawful name."


SENSITIVE = frozenset({Input.ethnicity.name})
"""Input columns that are dropped unless the caller asks for them (Luật BVDLCN 91/2025/QH15)."""
