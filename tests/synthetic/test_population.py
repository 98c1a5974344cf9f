"""The files of a population: complete, repeatable, and true to what they say."""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linkage.errors import InputError
from linkage.schema import CaseKind, Input
from linkage.synthetic import PROFILES, Population, Profile, generate, synthesise, write
from linkage.synthetic import population as population_module
from linkage.synthetic.name_tables import fold
from linkage.synthetic.render import SOURCES
from linkage.synthetic.tables import read

FILES = ("people", "id_history", "truth", "case_truth", "hard_negatives", "noise")

CLEAN = Profile(
    dirt=0.0, careless=0.0, legacy_text=0.0, unmarked_text=0.0, decomposed_text=0.0, poor_dates=0.0
)
"""No errors of clerks, so that what was planted can be read from the text."""

PLANTED = CLEAN.replace(
    duplicated=0.10,
    third_record=0.2,
    reissued=0.03,
    shared_number=0.01,
    wrong_sex=0.01,
    wrong_year=0.01,
    wrong_place=0.01,
    impossible=0.005,
    shared_cmnd=0.02,
    dead_active=0.01,
    twins_swapped=0.3,
    like_father=0.05,
    like_father_number=0.2,
    has_other_name=0.2,
    namesakes_same_day=0.01,
    earlier_cmnd=0.9,
)
"""Everything planted often."""


class Read:
    """A population as pandas tables with record ids as index."""

    def __init__(self, made: Population) -> None:
        self.people: pd.DataFrame = made.people.to_pandas().set_index("record_id")
        self.entity: pd.Series = made.truth.to_pandas().set_index("record_id").entity_id
        self.history: pd.DataFrame = made.id_history.to_pandas()
        self.negatives: pd.DataFrame = made.hard_negatives.to_pandas()
        rows = made.case_truth.to_pylist()
        self.cases = [(row["kind"], row["record_ids"]) for row in rows]
        self.matters = [({row["kind"], *row["also"]}, row["record_ids"]) for row in rows]
        two_ids = (row for row in rows if row["kind"] == CaseKind.TWO_IDS.value)
        self.differs = {tuple(row["record_ids"]): set(row["differs"]) for row in two_ids}

    def of(self, kind: CaseKind) -> Iterator[pd.DataFrame]:
        return (self.people.loc[ids] for name, ids in self.cases if name == kind.value)

    def people_in(self, rows: pd.DataFrame) -> int:
        return int(self.entity.loc[rows.index].nunique())

    def flagged(self, kind: CaseKind) -> set[str]:
        """Records of the matters in which something of a kind is settled."""
        return {record for kinds, ids in self.matters if kind.value in kinds for record in ids}

    def tells_just(self, kind: CaseKind, wrong: set[str], looked_at: set[str]) -> None:
        """All wrong records are told; each matter told holds one, or holds what is not seen."""
        assert wrong <= self.flagged(kind)
        for kinds, ids in self.matters:
            if kind.value in kinds and looked_at.issuperset(ids):
                assert wrong & set(ids)
        assert len(wrong) > 20


@pytest.fixture(scope="module")
def base() -> Population:
    return generate(12_000, seed=5)


@pytest.fixture(scope="module")
def planted() -> Read:
    return Read(generate(8_000, PLANTED, seed=6))


def year_in(date: str) -> int:
    if re.fullmatch(r"\d{5}", date):
        return (pd.Timestamp("1899-12-30") + pd.Timedelta(int(date), "D")).year
    found = re.search(r"\d{4}$|^\d{4}(?=-)", date)
    assert found, "every other date form ends or begins with the year"
    return int(found.group())


def says(number: str) -> tuple[int, int]:
    """Sex and year in a number."""
    return int(number[3]) % 2, 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


# --- form ----------------------------------------------------------------------------------------


def test_people_have_exactly_the_input_columns_as_text(base: Population) -> None:
    assert base.people.schema.names == [column.name for column in Input.columns()]
    assert set(base.people.schema.types) == {pa.string()}


def test_record_ids_are_present_and_unique(base: Population) -> None:
    ids = base.people["record_id"]
    assert ids.null_count == 0
    assert len(ids.unique()) == base.people.num_rows


def test_missing_is_null_never_an_empty_text(base: Population) -> None:
    for name in base.people.schema.names:
        assert "" not in base.people[name].to_pylist()


def test_the_same_seed_gives_the_same_population(base: Population) -> None:
    again = generate(12_000, seed=5)
    for name in FILES:
        assert getattr(again, name).equals(getattr(base, name))


def test_another_seed_gives_other_people(base: Population) -> None:
    assert not generate(12_000, seed=9).people.equals(base.people)


def test_writing_in_pieces_gives_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(population_module, "BLOCK_SIZE", 700)
    write(generate(2_000, seed=3), tmp_path / "whole")
    synthesise(2_000, seed=3, out=tmp_path / "pieces")
    synthesise(2_000, seed=3, out=tmp_path / "again")
    for name in FILES:
        paths = [tmp_path / run / f"{name}.parquet" for run in ("whole", "pieces", "again")]
        assert pq.read_table(paths[0]).equals(pq.read_table(paths[1]))
        assert paths[1].read_bytes() == paths[2].read_bytes()


def test_blocks_never_issue_one_number_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population_module, "BLOCK_SIZE", 800)
    lawful = CLEAN.replace(
        shared_number=0.0,
        like_father_number=0.0,
        impossible=0.0,
        number_slip=0.0,
        agency_copied=0.0,
        duplicated=0.0,
        regions=("south_east",),
    )
    made = Read(generate(6_400, lawful.replace(twins_swapped=0.0, shared_cmnd=0.0), seed=4))
    assert made.people.index.is_unique
    for column in ("personal_id", "cmnd"):
        persons = made.entity.groupby(made.people[column]).nunique()
        assert len(persons) > 2_000
        assert persons.max() == 1


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_makes_people(profile: str) -> None:
    made = generate(1_500, profile, seed=1)
    assert made.people.num_rows >= 1_500


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(InputError, match="no profile 'urban'"):
        generate(10, "urban")


def test_a_rate_above_one_is_refused() -> None:
    with pytest.raises(InputError, match="duplicated"):
        Profile(duplicated=1.5)


@pytest.mark.parametrize("people", [1, 2, 7])
def test_a_handful_of_people_is_a_population(people: int) -> None:
    assert generate(people, seed=people).truth["entity_id"].to_pandas().nunique() == people


def test_nobody_is_not_a_population() -> None:
    with pytest.raises(InputError):
        generate(0)


# --- truth ---------------------------------------------------------------------------------------


def test_truth_speaks_of_records_that_exist(base: Population) -> None:
    ids = set(base.people["record_id"].to_pylist())
    assert set(base.truth["record_id"].to_pylist()) == ids
    assert base.truth.num_rows == len(ids)
    assert {i for case in base.case_truth["record_ids"].to_pylist() for i in case} <= ids
    for column in ("record_id_l", "record_id_r"):
        assert set(base.hard_negatives[column].to_pylist()) <= ids
    assert set(base.noise["record_id"].to_pylist()) <= ids


def test_every_kind_of_case_is_planted(planted: Read) -> None:
    assert {kind for kind, _ in planted.cases} == {kind.value for kind in CaseKind}


def test_hard_negatives_are_two_people_of_each_kind() -> None:
    alike = {"like_father": 0.05, "like_father_number": 0.2, "namesakes_same_day": 0.01}
    made = Read(generate(12_000, PROFILES["rural"].replace(**alike), seed=6))
    pairs = made.negatives
    left, right = made.entity.loc[pairs.record_id_l], made.entity.loc[pairs.record_id_r]
    assert (left.to_numpy() != right.to_numpy()).all()
    assert (pairs.record_id_l < pairs.record_id_r).all()
    assert set(pairs.reason) == {
        "twin",
        "sibling",
        "father and son",
        "namesake born the same day",
        "neighbour of the same name",
    }


def test_hard_negatives_are_not_told_apart_at_a_glance() -> None:
    """One sex, one surname, and one birthday, one family or one number."""
    read = Read(generate(12_000, CLEAN, seed=5))
    pairs = read.negatives
    people = read.people.assign(
        sex=read.people.sex.str.lower().isin(["nữ", "f", "2", "0"]),
        surname=read.people.full_name.str.lower().str.split().str[0].map(fold),
        year=read.people.personal_id.str[4:6],
    )
    left = people.loc[pairs.record_id_l].reset_index()
    right = people.loc[pairs.record_id_r].reset_index()
    known = read.people.sex.loc[pairs.record_id_l].notna().to_numpy()
    assert (left.sex == right.sex)[known].mean() > 0.97
    assert (left.surname == right.surname).mean() > 0.97
    twins = (pairs.reason == "twin").to_numpy() & (left.year.notna() & right.year.notna())
    assert twins.sum() > 20
    assert (left.year == right.year)[twins].mean() > 0.9


def test_two_ids_are_one_person_with_different_numbers(planted: Read) -> None:
    for rows in planted.of(CaseKind.TWO_IDS):
        assert planted.people_in(rows) == 1
        assert rows.personal_id.nunique() > 1


def test_a_slip_is_one_person_with_numbers_two_digits_apart_at_most(planted: Read) -> None:
    for rows in planted.of(CaseKind.ID_TYPO):
        assert planted.people_in(rows) == 1
        numbers = rows.personal_id[rows.personal_id.str.len() == 12].unique()
        assert len(numbers) > 1
        nearest = min(
            sum(a != b for a, b in zip(first, second, strict=True))
            for i, first in enumerate(numbers)
            for second in numbers[i + 1 :]
        )
        assert nearest <= 2


def test_a_record_without_a_number_repeats_one_with(planted: Read) -> None:
    for rows in planted.of(CaseKind.NO_ID_DUPLICATE):
        assert planted.people_in(rows) == 1
        usable = rows.personal_id.str.fullmatch(r"0\d{11}|\d{12}").fillna(value=False)
        assert usable.any()


def test_repeated_records_show_one_number(planted: Read) -> None:
    for rows in planted.of(CaseKind.REPEATED_RECORD):
        assert planted.people_in(rows) == 1
        assert len(rows) > 1
        lawful = rows.personal_id[rows.personal_id.str.len() == 12]
        assert lawful.duplicated().any() or lawful.empty


def test_every_person_with_several_records_is_a_case(planted: Read) -> None:
    several = planted.entity[planted.entity.duplicated(keep=False)]
    covered = {record for _, ids in planted.cases for record in ids if len(ids) > 1}
    alone = several.index.difference(pd.Index(sorted(covered)))
    assert set(several.loc[several.index.isin(covered)]) == set(several)
    assert len(alone) < len(several) / 10


def test_a_number_on_several_people_is_a_case_and_nothing_else_is() -> None:
    """Unless the people are just the twins of one exchange; a third bearer makes it a case."""
    often = PLANTED.replace(shared_number=0.2, twins_swapped=1.0, twin_births=0.03)
    made = Read(generate(6_000, often, seed=12))
    numbers = made.people.personal_id
    numbers = numbers[numbers.str.fullmatch(r"\d{12}", na=False) & (numbers != "0" * 12)]
    bearers = made.entity.loc[numbers.index].groupby(numbers).agg(set)
    exchanges = [set(made.entity.loc[rows.index]) for rows in made.of(CaseKind.TWIN_DATA_SWAPPED)]
    shared = {
        number: persons
        for number, persons in bearers.items()
        if len(persons) > 1 and not any(persons <= pair for pair in exchanges)
    }
    assert any({"shared_id", "twin_data_swapped"} <= kinds for kinds, _ in made.matters)
    tangles = [set(rows.index) for rows in made.of(CaseKind.SHARED_ID)]
    assert sum(len(tangle) for tangle in tangles) == len(set().union(*tangles))
    holders = {number: set(rows) for number, rows in numbers.index.groupby(numbers).items()}
    for number in shared:
        assert sum(holders[number] <= tangle for tangle in tangles) == 1
    for tangle in tangles:
        assert set(numbers.loc[numbers.index.intersection(sorted(tangle))]) & set(shared)


def test_shared_cmnd_is_one_value_on_several_people(planted: Read) -> None:
    for rows in planted.of(CaseKind.SHARED_CMND):
        assert planted.people_in(rows) > 1
        assert rows.cmnd.nunique() <= 1


def readable(people: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Records with a number of a known form that is neither shown as cancelled nor replaced."""
    replaced = history.previous_id[history.id_type.eq("personal_id")]
    cancelled = people.personal_id_status.str.lower().str.contains("h[ủu]|huỷ", na=False)
    cancelled &= ~people.personal_id_status.str.lower().eq("còn hiệu lực")
    formed = people.personal_id.str.fullmatch(r"0\d{2}[0-3]\d{8}").fillna(value=False)
    ended = cancelled | people.personal_id.isin(replaced)
    return people[formed & ~ended & (people.personal_id != "0" * 12)]


def test_numbers_that_contradict_the_sex_are_all_told(planted: Read) -> None:
    rows = readable(planted.people, planted.history).dropna(subset=["sex"])
    woman = rows.sex.str.lower().isin(["nữ", "f", "2", "0"])
    wrong = {i for i in rows.index if says(rows.personal_id[i])[0] != int(woman[i])}
    impossible = planted.flagged(CaseKind.IMPOSSIBLE_ID)
    planted.tells_just(CaseKind.ID_SEX_MISMATCH, wrong - impossible, set(rows.index))


def test_numbers_that_contradict_the_birth_year_are_all_told(planted: Read) -> None:
    rows = readable(planted.people, planted.history).dropna(subset=["date_of_birth"])
    written = rows.date_of_birth.str.removesuffix(" 00:00:00")
    wrong = {i for i in rows.index if says(rows.personal_id[i])[1] != year_in(written[i])}
    impossible = planted.flagged(CaseKind.IMPOSSIBLE_ID)
    planted.tells_just(CaseKind.ID_BIRTH_YEAR_MISMATCH, wrong - impossible, set(rows.index))


def test_numbers_that_contradict_a_registration_in_old_units_are_all_told(planted: Read) -> None:
    """Three parts, the last a province: it must be one of the same province since July 2025."""
    provinces = read("province_names")
    group_of_code = {row["code"]: row["group"] for row in provinces}
    group_of_name = {bare(row["name"]): row["group"] for row in provinces}
    rows = readable(planted.people, planted.history).dropna(subset=["birth_registration_place"])
    parts = rows.birth_registration_place.str.split(", ")
    rows = rows[parts.str.len() == 3]
    assert len(rows) > 1_000
    written = rows.birth_registration_place.str.split(", ").str[-1].map(bare)
    wrong = {
        i
        for i in rows.index
        if group_of_code.get(rows.personal_id[i][:3]) != group_of_name.get(written[i])
    }
    impossible = planted.flagged(CaseKind.IMPOSSIBLE_ID)
    planted.tells_just(CaseKind.ID_PLACE_MISMATCH, wrong - impossible, set(rows.index))


def bare(province: str) -> str:
    """The name of a province without its type, whole or abbreviated, and without marks."""
    return fold(re.sub(r"^(Tỉnh|Thành phố|T\.|TP\.) ", "", province))


def test_a_person_with_two_numbers_is_one_matter_that_names_what_differs(planted: Read) -> None:
    """A second number that encodes another sex is no case of its own beside the two numbers."""
    told = 0
    for rows in planted.of(CaseKind.TWO_IDS):
        live = readable(rows, planted.history).personal_id
        differs = planted.differs[tuple(rows.index)]
        unlike = planted.flagged(CaseKind.ID_TYPO) | planted.flagged(CaseKind.REISSUED_ID)
        if len(live) == len(rows) and not unlike.intersection(rows.index):
            said = {"sex": {says(n)[0] for n in live}, "birth_year": {says(n)[1] for n in live}}
            said["registration_province"] = {n[:3] for n in live}
            assert {fact for fact, values in said.items() if len(values) > 1} == differs
            told += bool(differs)
    assert told > 10


NUMBERS_IN_QUESTION = {"shared_id", "twin_data_swapped", "two_ids", "id_typo"}
EXPLAINED = {kind.value for kind in CaseKind if kind.explained}


def test_a_record_whose_number_is_in_question_is_in_one_worklist_matter(planted: Read) -> None:
    matters = [(k, set(ids)) for k, ids in planted.cases if k not in EXPLAINED | {"shared_cmnd"}]
    tangles = [ids for kind, ids in matters if kind in NUMBERS_IN_QUESTION]
    assert len(tangles) > 100
    for tangle in tangles:
        assert sum(bool(tangle & ids) for _, ids in matters) == 1


def test_entries_of_a_person_and_a_number_of_a_person_are_one_matter_each(planted: Read) -> None:
    for kinds in ({"deceased_active", "no_id_duplicate", "repeated_record", "reissued_id"},):
        persons = [planted.entity[ids[0]] for kind, ids in planted.cases if kind in kinds]
        assert len(persons) == len(set(persons))
    wrong = {"impossible_id", "id_sex_mismatch", "id_birth_year_mismatch", "id_place_mismatch"}
    records = [record for kind, ids in planted.cases if kind in wrong for record in ids]
    assert len(records) == len(set(records))


def test_a_number_that_became_a_power_of_ten_is_none() -> None:
    often = generate(6_000, Profile(dirt=40.0, impossible=0.5), seed=3)
    noise = often.noise.to_pandas()
    lost = noise[(noise["column"] == "personal_id") & (noise.noise == "power of ten")].record_id
    assert len(lost) > 30
    assert not set(lost) & Read(often).flagged(CaseKind.IMPOSSIBLE_ID)


def test_a_spoilt_number_is_impossible_only_if_the_cell_still_shows_it() -> None:
    """After letters, marks and leading zeros are put right, as a reader does it."""
    codes = {row["code"] for row in read("provinces")}
    made = generate(6_000, Profile(dirt=40.0, impossible=0.5), seed=3)
    noise = made.noise.to_pandas()
    spoilt = set(noise[noise["column"] == "personal_id"].record_id)
    kept = made.case_truth.to_pandas()
    kept = kept[kept.kind == CaseKind.IMPOSSIBLE_ID.value].record_ids
    alone = [ids[0] for ids in kept if len(ids) == 1 and ids[0] in spoilt]
    assert len(alone) > 50
    numbers = Read(made).people.personal_id
    for record in alone:
        digits = re.sub(r"[ .'-]", "", numbers[record]).replace("O", "0").replace("l", "1")
        assert re.fullmatch(r"\d{10,13}", digits), "neither a power of ten nor a CMND"
        whole = digits.zfill(12) if digits[0] != "0" else digits
        lawful = len(whole) == 12 and (whole[:3] in codes or whole >= "1") and whole[3] in "0123"
        assert not (lawful and says(whole)[1] <= Profile().as_of.year)


def test_a_filler_is_no_number_and_no_case() -> None:
    made = Read(generate(4_000, CLEAN.replace(impossible=0.2, duplicated=0.0), seed=3))
    filled = made.people[made.people.personal_id == "0" * 12]
    assert len(filled) > 20
    assert not made.flagged(CaseKind.IMPOSSIBLE_ID) & set(filled.index)
    assert not made.flagged(CaseKind.SHARED_ID) & set(filled.index)


def test_impossible_numbers_cannot_exist(planted: Read) -> None:
    codes = {row["code"] for row in read("provinces")}
    told = list(planted.of(CaseKind.IMPOSSIBLE_ID))
    assert len(told) > 10
    for rows in told:
        number = rows.personal_id.dropna().iloc[0]
        lawful = (
            len(number) == 12
            and (number[:3] in codes or number >= "1")
            and number[3] in "0123"
            and says(number)[1] <= Profile().as_of.year
        )
        assert not lawful


def test_the_dead_who_are_active_show_both(planted: Read) -> None:
    dead_words = {"đã chết", "chết", "đã mất", "tử vong"}
    for rows in planted.of(CaseKind.DECEASED_ACTIVE):
        states = rows.status.str.lower().isin(dead_words)
        assert planted.people_in(rows) == 1
        within = rows.date_of_death.notna() & ~states
        assert within.any() or (states.any() and not states.all())


def test_reissued_numbers_stand_in_the_history_or_are_shown_as_cancelled(planted: Read) -> None:
    earlier = set(planted.history[planted.history.id_type == "personal_id"].previous_id)
    for rows in planted.of(CaseKind.REISSUED_ID):
        assert planted.people_in(rows) == 1
        shown = rows.personal_id_status.str.lower().isin(["đã hủy", "hủy", "đã huỷ"])
        assert shown.any() or rows.personal_id.isin(earlier).any()


def test_several_cmnd_are_one_person(planted: Read) -> None:
    told = list(planted.of(CaseKind.SEVERAL_CMND))
    assert told
    for rows in told:
        assert planted.people_in(rows) == 1


def test_no_child_has_a_card_and_no_birth_lies_ahead_of_its_record(base: Population) -> None:
    people = base.people.to_pandas().dropna(subset=["date_of_birth", "updated_at"])
    born = pd.to_datetime(people.date_of_birth, format="%d/%m/%Y", errors="coerce")
    made = pd.to_datetime(people.updated_at, format="%Y-%m-%d", errors="coerce")
    both = born.notna() & made.notna()
    assert both.sum() > 5_000
    assert (born[both] <= made[both]).all()
    cards = both & (people.source == "card_office")
    assert ((made - born)[cards].dt.days > 11.9 * 365).all()


# --- outside agencies ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def listed() -> Read:
    often = Profile(agency_first=0.3, agency_second=0.5, agency_copied=0.3, duplicated=0.1)
    return Read(generate(8_000, often, seed=11))


def of_agencies(read: Read) -> pd.DataFrame:
    return read.people[read.people.source == "outside_agency"]


def test_five_sources_write_records(base: Population) -> None:
    people = Read(base)
    shares = people.people.source.value_counts(normalize=True)
    assert set(shares.index) == set(SOURCES)
    single = people.entity.map(people.entity.value_counts()) == 1
    agency = people.people.source == "outside_agency"
    assert agency[single].mean() == pytest.approx(Profile().agency_first, abs=0.005)
    assert agency[~single].mean() > 2 * Profile().agency_first


def test_agencies_hold_what_they_ask(listed: Read) -> None:
    """One number, no other names, no household; parents of pupils, phones of nearly all."""
    agency = of_agencies(listed)
    own = listed.people.drop(agency.index)
    assert len(agency) > 2_000
    assert not agency.other_names.notna().any()
    both = agency.personal_id.notna() & agency.cmnd.notna()
    assert both.mean() < 0.5 * (own.personal_id.notna() & own.cmnd.notna()).mean()
    assert agency.household_id.isna().mean() > 0.9 > own.household_id.isna().mean()
    assert agency.phone.isna().mean() < 0.6 * own.phone.isna().mean()
    born = agency.date_of_birth.dropna().str.removesuffix(" 00:00:00").map(year_in)
    pupils = agency.loc[born.index[born > 2012]]
    grown = agency.loc[born.index[born < 2000]]
    assert pupils.mother_name.notna().mean() > 0.5 > 0.15 > grown.mother_name.notna().mean()


def test_lists_of_agencies_are_dirtier_than_the_register(listed: Read) -> None:
    agency = of_agencies(listed).copy()
    own = listed.people[listed.people.source == "register"].copy()
    for unlike in (
        lambda rows: rows.full_name.map(str.isascii).mean(),
        lambda rows: rows.date_of_birth.str.fullmatch(r"\d{4}|\d{5}").mean(),
        lambda rows: rows.personal_id.str.fullmatch(r"[1-9]\d{9,10}").mean(),
        lambda rows: rows.personal_id.str.fullmatch(r"\d{9}").mean(),
    ):
        assert unlike(agency) > 1.5 * unlike(own)
    for rows in (agency, own):
        address = rows.permanent_address.str.normalize("NFC")
        rows["old"] = address[address.str.contains(", Tỉnh ", na=False)].str.contains("Huyện")
    assert agency.old.mean() > 1.3 * own.old.mean()


def test_numbers_copied_to_children_are_of_their_family(listed: Read) -> None:
    """The number of a parent or the head: told as shared, with somebody 15 years older."""
    numbers = listed.people.personal_id
    full = numbers[numbers.str.fullmatch(r"0\d{2}[0-3]\d{8}", na=False)]
    agency = of_agencies(listed)
    born = agency.date_of_birth.dropna().str.removesuffix(" 00:00:00").map(year_in)
    children = born.index[born > 2013].intersection(full.index)
    older = [i for i in children if born[i] - says(full[i])[1] > 14]
    assert len(older) > 30
    shared = listed.flagged(CaseKind.SHARED_ID) | listed.flagged(CaseKind.ID_BIRTH_YEAR_MISMATCH)
    shared |= listed.flagged(CaseKind.TWO_IDS)
    slips = listed.flagged(CaseKind.IMPOSSIBLE_ID)  # in the digit of the century
    assert set(older) <= shared | slips


def test_no_newborn_is_in_the_list_of_an_agency(listed: Read) -> None:
    agency = of_agencies(listed).dropna(subset=["date_of_birth", "updated_at"])
    born = pd.to_datetime(agency.date_of_birth, format="%d/%m/%Y", errors="coerce")
    made = pd.to_datetime(agency.updated_at, format="%Y-%m-%d", errors="coerce")
    both = born.notna() & made.notna()
    assert both.sum() > 200
    first = (made - born)[both].dt.days.sort_values()
    assert (first > 20).all(), "sixty days, but for a slip in the month"


# --- relatives -----------------------------------------------------------------------------------


def test_twins_share_the_birthday_and_the_mother(planted: Read) -> None:
    told = list(planted.of(CaseKind.TWINS))
    assert len(told) > 20
    same = 0
    for rows in told:
        assert planted.people_in(rows) > 1
        same += rows.mother_name.dropna().str.lower().map(fold).nunique() <= 1
    assert same > 0.9 * len(told)


def test_the_other_name_differs_from_the_usual_one(planted: Read) -> None:
    for rows in planted.of(CaseKind.OTHER_NAME):
        assert planted.people_in(rows) == 1
        assert rows.full_name.str.lower().nunique() > 1


# --- noise ---------------------------------------------------------------------------------------


def test_without_dirt_no_cell_is_spoilt() -> None:
    assert generate(1_000, CLEAN, seed=2).noise.num_rows == 0


def test_twice_the_dirt_spoils_about_twice_as_many_cells(base: Population) -> None:
    twice = generate(12_000, Profile(dirt=2.0), seed=5)
    assert 1.6 < twice.noise.num_rows / base.noise.num_rows < 2.2


def test_spoilt_cells_differ_between_clerks(base: Population) -> None:
    """Errors hang together: the worst tenth of the offices makes far more than a tenth."""
    people = base.people.to_pandas()[["record_id", "source", "unit"]]
    spoilt = base.noise.to_pandas().groupby("record_id").size().rename("spoilt")
    joined = people.join(spoilt, on="record_id").fillna({"spoilt": 0})
    offices = joined.groupby(["source", "unit"]).agg(n=("spoilt", "size"), mean=("spoilt", "mean"))
    large = offices[offices.n >= 15].sort_values("mean", ascending=False)
    assert large["mean"].head(max(len(large) // 10, 1)).mean() > 1.5 * large["mean"].mean()


def test_scripts_of_clerks_show_in_the_names() -> None:
    names = generate(4_000, "legacy", seed=8).people["full_name"].to_pylist()
    text = " ".join(names)
    assert "\u0303" in text, "decomposed Unicode"
    assert any("Nguyen" in name for name in names), "no marks"
    assert any("NguyÔn" in name for name in names), "TCVN3"
    assert any("Nguyeãn" in name for name in names), "VNI"
    assert any("Nguyá»" in name for name in names), "UTF-8 read as Windows-1252"
