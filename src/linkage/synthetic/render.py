"""Facts as text: each record written down by its clerk, before anything is misspelt."""

import numpy as np

from linkage.schema import Input
from linkage.synthetic import clerks as habits
from linkage.synthetic import places
from linkage.synthetic.clerks import Clerks
from linkage.synthetic.demography import NEVER, NOBODY, day_number
from linkage.synthetic.households import RELATIONS
from linkage.synthetic.ledger import Ledger
from linkage.synthetic.name_tables import names
from linkage.synthetic.noise import Cells
from linkage.synthetic.numbers import FORMER_PREFIX, NONE
from linkage.synthetic.recordings import (
    CANCELLED,
    DEAD,
    LIVE,
    Block,
    Recordings,
    Source,
    date_parts,
)
from linkage.synthetic.tables import PEOPLES, Flags, Ints, wards

SOURCES = ("register", "card_office", "civil_status", "residence", "outside_agency")
"""How the offices are called in the column `source`."""

OLD_BIRTH = 1997
"""Births before this may be registered under a province that no longer exists."""

BORN_AT_HOME = 1975
"""Births before this year are not placed in a health station or hospital."""

REMARKS_DEATH = 0.06
"""Share of records that remark on the death of a relative who is dead."""

DEATH_WORDS = ("đã chết", "chết", "đã mất", "mất")
"""How they say it."""

CMND_IN_NUMBER = dict.fromkeys(Source, 0.10) | {Source.OUTSIDE: 0.60}
"""Share of records without a number, but with a CMND, that show it in the number column: agencies
ask for "số CMND/CCCD" and keep one column for both."""

OTHER_UPDATE_FORM = dict.fromkeys(Source, 0.2) | {Source.OUTSIDE: 0.5}
"""Share of records whose last change is not written as YYYY-MM-DD."""

JUNK_OTHER_NAME = 0.01
"""Share of records with a word for "none" as other name."""


def cells(size: int) -> Cells:
    """An empty column."""
    return np.full(size, None, dtype=object)


def empty(column: Cells) -> Flags:
    """Which cells hold nothing."""
    return np.array([cell is None for cell in column.tolist()], dtype=bool)


def name_texts(rows: Ints) -> Cells:
    """Names as text; a row without a given name gives None."""
    tokens = np.array([*names().lexicon.tokens, ""], dtype=object)
    result = cells(len(rows))
    result[:] = [" ".join(filter(None, row)) or None for row in tokens[rows].tolist()]
    return result


class Writer:
    """Writes the records of a block; columns are numpy arrays of text."""

    def __init__(
        self,
        rng: np.random.Generator,
        block: Block,
        block_number: int,
        ledger: Ledger,
        clerks: Clerks,
        absent: dict[str, Flags],
    ) -> None:
        self.rng = rng
        self.block = block
        self.block_number = block_number
        self.ledger = ledger
        self.records: Recordings = ledger.records
        self.clerks = clerks
        self.absent = absent
        self.historic = self._historic()

    def _historic(self) -> Flags:
        """Whether the birth registration names a province that no longer exists."""
        year = self.records.year
        old = (year < OLD_BIRTH) & (year > 1955) & (self.rng.random(len(year)) < 0.06)
        for row in np.flatnonzero(old).tolist():
            old[row] = year[row] <= places.historic_until(int(self.records.registered[row]))
        return old

    def new_registration(self) -> Flags:
        """Whether the birth registration is written in the units of July 2025."""
        return self.clerks.new_units & (self.rng.random(len(self.records)) < 0.15)

    def write(self, record_ids: Cells, new_registration: Flags) -> dict[str, Cells]:
        """All input columns."""
        r = self.records
        columns = {column.name: cells(len(r)) for column in Input.columns()}
        columns[Input.record_id.name] = record_ids
        columns[Input.source.name][:] = [SOURCES[s] for s in r.source.tolist()]
        columns[Input.full_name.name] = name_texts(r.name)
        self._numbers(columns)
        self._facts(columns)
        self._family(columns)
        self._places(columns, new_registration)
        self._use_other_words(columns)
        for name, absent in self.absent.items():
            columns[name][absent] = None
        return columns

    def _happens(self, share: dict[Source, float]) -> Flags:
        """Draw for each record by the share of its office."""
        shares = np.array([share[source] for source in Source])
        drawn: Flags = self.rng.random(len(self.records)) < shares[self.records.source]
        return drawn

    def _use_other_words(self, columns: dict[str, Cells]) -> None:
        """Vary the words of columns with few values, and the form of the last change."""
        for name, words in habits.OTHER_WORDS.items():
            column = columns[name]
            changing = np.flatnonzero(self.rng.random(len(column)) < habits.USES_OTHER_WORDS)
            drawn = self.rng.random(len(changing))
            for row, chance in zip(changing.tolist(), drawn.tolist(), strict=True):
                others = words.get(column[row], ())
                if others:
                    column[row] = others[int(chance * len(others))]
        other_form = np.flatnonzero(self._happens(OTHER_UPDATE_FORM))
        year, month, day = date_parts(self.records.day[other_form])
        written = self._dates(year, month, day, self.clerks.dates[other_form])
        columns[Input.updated_at.name][other_form] = written

    def _numbers(self, columns: dict[str, Cells]) -> None:
        r = self.records
        numbers = columns[Input.personal_id.name]
        numbers[:] = [f"{n:012d}" if n != NONE else None for n in r.number.tolist()]
        for row, text in self.ledger.number_text.items():
            numbers[row] = text
        cmnd = columns[Input.cmnd.name]
        cmnd[:] = [f"{n:09d}" if n != NONE else None for n in r.cmnd.tolist()]
        state = {LIVE: "hoạt động", CANCELLED: "đã hủy"}
        columns[Input.personal_id_status.name][:] = [state.get(s) for s in r.number_state.tolist()]
        self.absent[Input.personal_id_status.name] &= r.number_state != CANCELLED
        bare = empty(numbers) & ~empty(cmnd)
        moved = np.flatnonzero(bare & self._happens(CMND_IN_NUMBER))
        numbers[moved] = cmnd[moved]
        cmnd[moved] = None

    def _facts(self, columns: dict[str, Cells]) -> None:
        r, people = self.records, self.block.people
        others = name_texts(r.other_name)
        junk = empty(others) & (r.source != Source.OUTSIDE)
        junk &= self.rng.random(len(r)) < JUNK_OTHER_NAME
        others[junk] = "không"
        columns[Input.other_names.name] = others
        columns[Input.date_of_birth.name] = self._dates(
            r.year, r.month, r.day_of_month, self.clerks.dates
        )
        columns[Input.sex.name][:] = [
            habits.SEX_FORMS[form][sex]
            for form, sex in zip(self.clerks.sexes.tolist(), r.sex.tolist(), strict=True)
        ]
        columns[Input.ethnicity.name][:] = [PEOPLES[p] for p in people.people[r.person].tolist()]
        columns[Input.nationality.name][:] = ["Việt Nam"] * len(r)
        columns[Input.phone.name] = self._phones(r.phone, r.day)
        columns[Input.status.name][:] = [
            "đã chết" if s == DEAD else "đang sống" for s in r.state.tolist()
        ]
        died = np.flatnonzero(r.death != NEVER)
        year, month, day = (np.zeros(len(r), dtype=np.int64) for _ in range(3))
        year[died], month[died], day[died] = date_parts(r.death[died])
        columns[Input.date_of_death.name] = self._dates(year, month, day, self.clerks.dates)
        made = r.day.astype("datetime64[D]").astype(str)
        columns[Input.updated_at.name][:] = made.tolist()

    def _dates(self, year: Ints, month: Ints, day: Ints, form: Ints) -> Cells:
        """Dates in the forms given; parts that are 0 are not known."""
        result = cells(len(year))
        rows = zip(year.tolist(), month.tolist(), day.tolist(), form.tolist(), strict=True)
        result[:] = [date_text(y, m, d, form) for y, m, d, form in rows]
        return result

    def _phones(self, phone: Ints, day: Ints) -> Cells:
        result = cells(len(phone))
        renumbered = day_number(2018, 9, 15)
        rows = zip(
            phone.tolist(), self.clerks.phones.tolist(), (day < renumbered).tolist(), strict=True
        )
        result[:] = [phone_text(p, form, old) if p != NOBODY else None for p, form, old in rows]
        return result

    def _family(self, columns: dict[str, Cells]) -> None:
        r, block = self.records, self.block
        texts = name_texts(block.names)
        for name, number, who in (
            (Input.father_name, Input.father_id, r.father),
            (Input.mother_name, Input.mother_id, r.mother),
            (Input.spouse_name, Input.spouse_id, r.spouse),
        ):
            known = who != NOBODY
            columns[name.name][known] = texts[who[known]]
            self._remark_deaths(columns[name.name], who)
            ids = np.where(known, block.number[who], NONE)
            cmnd = np.where(known, block.cmnd[who], NONE)
            columns[number.name][:] = [
                f"{n:012d}" if n != NONE else f"{c:09d}" if c != NONE else None
                for n, c in zip(ids.tolist(), cmnd.tolist(), strict=True)
            ]
        columns[Input.relation_to_head.name][:] = [RELATIONS[x] for x in r.relation.tolist()]
        columns[Input.household_id.name][:] = [
            household_text(self.block_number, h) for h in r.household.tolist()
        ]

    def _remark_deaths(self, cells: Cells, who: Ints) -> None:
        """Say of some of the dead that they are, behind the name or in its place."""
        r, rng = self.records, self.rng
        dead = (who != NOBODY) & (self.block.people.death[who] <= r.day) & (r.source != Source.CARD)
        rows = np.flatnonzero(dead & (rng.random(len(r)) < REMARKS_DEATH))
        words, place = rng.choice(DEATH_WORDS, len(rows)), rng.random(len(rows))
        for row, word, drawn in zip(rows.tolist(), words.tolist(), place.tolist(), strict=True):
            cells[row] = word if drawn < 0.2 else f"{cells[row]} ({word})"

    def _places(self, columns: dict[str, Cells], new_registration: Flags) -> None:
        r, clerks = self.records, self.clerks
        codes = wards()
        new = clerks.new_units.tolist()
        columns[Input.unit.name][:] = [
            codes.new_code[w] if n else codes.code[w]
            for w, n in zip(r.unit.tolist(), new, strict=True)
        ]
        columns[Input.permanent_address.name] = self._addresses(r.permanent, r.permanent_house)
        lives = np.where(r.temporary == NOBODY, r.permanent, r.temporary)
        house = np.where(r.temporary == NOBODY, r.permanent_house, r.temporary_house)
        current = self._addresses(lives, house)
        columns[Input.current_address.name] = current
        lodging = r.temporary != NOBODY
        columns[Input.temporary_address.name][lodging] = current[lodging]
        columns[Input.place_of_origin.name] = self._units(r.origin, clerks.new_units)
        columns[Input.birth_place.name] = self._birth_places()
        columns[Input.birth_registration_place.name] = self._registrations(new_registration)

    def _addresses(self, ward: Ints, house: Ints) -> Cells:
        result = cells(len(ward))
        c = self.clerks
        rows = zip(
            ward.tolist(), house.tolist(), c.addresses.tolist(), c.new_units.tolist(), strict=True
        )
        result[:] = [places.address_text(*row) for row in rows]
        return result

    def _units(self, ward: Ints, new: Flags) -> Cells:
        result = cells(len(ward))
        rows = zip(ward.tolist(), self.clerks.addresses.tolist(), new.tolist(), strict=True)
        result[:] = [places.unit_text(*row) for row in rows]
        return result

    def _birth_places(self) -> Cells:
        """Health station, hospital, commune or province; the older ones were born at home."""
        r = self.records
        result = self._units(r.registered, self.clerks.new_units)
        kind = self.rng.random(len(r))
        kind = np.where(r.year < BORN_AT_HOME, kind + 0.4, kind)
        for row in np.flatnonzero(kind < 0.6).tolist():
            ward, form = int(r.registered[row]), int(self.clerks.addresses[row])
            if kind[row] < 0.2:
                result[row] = "Trạm y tế " + result[row]
            elif kind[row] < 0.4:
                result[row] = "Bệnh viện đa khoa " + wards().district[ward]
            else:
                result[row] = places.province_text(ward, form, new=False)
        return result

    def _registrations(self, new: Flags) -> Cells:
        """Commune and province, the province alone, a historic province, a country."""
        r = self.records
        result = self._units(r.registered, new)
        forms = self.clerks.addresses
        short = self.rng.random(len(r)) < np.where(r.year < OLD_BIRTH, 0.2, 0.05)
        for row in np.flatnonzero(short).tolist():
            result[row] = places.province_text(
                int(r.registered[row]), int(forms[row]), bool(new[row])
            )
        for row in np.flatnonzero(self.historic).tolist():
            result[row] = places.historic_text(int(r.registered[row])) or result[row]
        abroad = r.number // 1_000_000_000
        for row in np.flatnonzero(abroad >= 101).tolist():
            result[row] = places.COUNTRIES[int(abroad[row]) % len(places.COUNTRIES)]
        return result


def household_text(block: int, book: int) -> str:
    """The number of a household book, which is odd inside, or of a residence file.

    Examples:
        >>> household_text(3, 41), household_text(3, 42)
        ('003000041', '000300000042')
    """
    return f"{block:03d}{book:06d}" if book % 2 else f"{block:04d}{book:08d}"


def date_text(year: int, month: int, day: int, form: int) -> str | None:
    """A date in one of `clerks.DATE_FORMS`; parts that are 0 are left out.

    Examples:
        >>> date_text(1980, 3, 5, 0), date_text(1980, 3, 5, 7), date_text(1980, 0, 0, 0)
        ('05/03/1980', 'ngày 05 tháng 03 năm 1980', '1980')
        >>> date_text(1980, 3, 5, 9)
        '29285'
    """
    if year == 0:
        return None
    if month == 0:
        return f"{year}"
    if day == 0:
        return f"{month:02d}/{year}"
    if form == SERIAL:
        return str(day_number(year, month) + day - 1 + SERIAL_OF_1970)
    return _DATE_TEXTS[form].format(y=year, m=month, d=day)


SERIAL = habits.DATE_FORMS.index("serial")
SERIAL_OF_1970 = 25_569
"""What a spreadsheet counts for 1 January 1970."""

_DATE_TEXTS = (
    "{d:02d}/{m:02d}/{y}",
    "{d}/{m}/{y}",
    "{d:02d}-{m:02d}-{y}",
    "{d}-{m}-{y}",
    "{y}-{m:02d}-{d:02d}",
    "{d:02d}.{m:02d}.{y}",
    "{d:02d}{m:02d}{y}",
    "ngày {d:02d} tháng {m:02d} năm {y}",
    "{y}-{m:02d}-{d:02d} 00:00:00",
)


def phone_text(phone: int, form: int, old: bool) -> str:
    """A phone number in one of `clerks.PHONE_FORMS`, before 2018 under its former prefix.

    Examples:
        >>> phone_text(901234567, 3, False), phone_text(701234567, 0, True)
        ('090.123.4567', '01201234567')
    """
    digits = f"{phone:09d}"
    if old and int(digits[:2]) in FORMER_PREFIX:
        digits = f"{FORMER_PREFIX[int(digits[:2])]}{digits[2:]}"
    national = "0" + digits
    if form == 1:
        return "+84" + digits
    if form == 2:
        return "84" + digits
    if form == 3:
        return f"{national[:-7]}.{national[-7:-4]}.{national[-4:]}"
    if form == 4:
        return f"{national[:-6]} {national[-6:-3]} {national[-3:]}"
    return national
