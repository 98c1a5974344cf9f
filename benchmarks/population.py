"""A generated population against published figures: one table, written by a script.

Figures on people are counted on the people themselves, figures on records on the records, dirt
included. `published.csv` holds what is published, the tolerance and the source of each.
"""

import csv
import datetime
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from benchmarks.datasets import generator_hash
from linkage.schema import CaseKind, Input
from linkage.synthetic.demography import NEVER, NOBODY, YEAR, People
from linkage.synthetic.name_tables import EMPTY, WIDTH, given_place, names
from linkage.synthetic.numbers import NONE
from linkage.synthetic.population import BLOCK_SIZE, CASES, ERRORS, PEOPLE, blocks
from linkage.synthetic.profile import profile_named
from linkage.synthetic.recordings import Block, Source
from linkage.synthetic.render import SOURCES
from linkage.synthetic.tables import FEMALE, MALE, PEOPLES, provinces, wards

PUBLISHED = Path(__file__).with_name("published.csv")
RESULT = Path("benchmarks/results/population.json")

SURNAMES = {
    "surname_nguyen": ("Nguyễn",),
    "surname_tran": ("Trần",),
    "surname_le": ("Lê",),
    "surname_pham": ("Phạm",),
    "surname_hoang": ("Hoàng", "Huỳnh"),
    "surname_vu": ("Vũ", "Võ"),
}
GIVEN = {"anh": "Anh", "trang": "Trang", "linh": "Linh", "thao": "Thảo", "phuong": "Phương"}
OTHER_PEOPLES = ("Tày", "Thái", "Mường", "Mông", "Khmer", "Nùng", "Dao", "Hoa")
KEYS = ("tay", "thai", "muong", "mong", "khmer", "nung", "dao", "hoa")
HANOI, CITY = 1, 79
SECONDARY_SCHOOL = (1990, 2004)
"""Birth years compared with the lists of examinations and students."""

CASE_KINDS = {
    "two_ids": {CaseKind.TWO_IDS.value},
    "no_id_duplicate": {CaseKind.NO_ID_DUPLICATE.value},
    "shared_id": {CaseKind.SHARED_ID.value},
    "mismatch": {
        CaseKind.ID_SEX_MISMATCH.value,
        CaseKind.ID_BIRTH_YEAR_MISMATCH.value,
        CaseKind.ID_PLACE_MISMATCH.value,
    },
    "shared_cmnd": {CaseKind.SHARED_CMND.value},
    "dead_active": {CaseKind.DECEASED_ACTIVE.value},
}
IDENTIFYING = (Input.full_name.name, Input.date_of_birth.name, Input.sex.name)
"""What an agency's record is compared in with the register."""

PER_MATTER = {"shared_cmnd": 2}
"""How many people a matter concerns that is counted in people."""

Figures = dict[str, float]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Tally:
    """Hits and trials of each figure, summed over blocks."""

    def __init__(self) -> None:
        self.hits: dict[str, float] = defaultdict(float)
        self.trials: dict[str, float] = defaultdict(float)
        self.words: dict[str, Ints] = {}
        self.named: list[Ints] = []

    def share(self, figure: str, hit: Flags, among: Flags | None = None) -> None:
        """Count a share of people or records."""
        among = np.ones(len(hit), dtype=bool) if among is None else among
        self.add(figure, float((hit & among).sum()), float(among.sum()))

    def add(self, figure: str, hits: float, trials: float) -> None:
        self.hits[figure] += hits
        self.trials[figure] += trials

    def count_words(self, figure: str, codes: Ints) -> None:
        """Count tokens, for the chance that two people share one."""
        counted = np.bincount(codes[codes >= 0], minlength=len(names().lexicon.tokens))
        self.words[figure] = self.words.get(figure, np.zeros_like(counted)) + counted

    def figures(self) -> Figures:
        """All figures as fractions, or means."""
        found = {name: self.hits[name] / self.trials[name] for name in self.trials}
        found |= {name: _meeting(counts) for name, counts in self.words.items()}
        return found | self._whole_names()

    def _whole_names(self) -> Figures:
        rows = np.concatenate(self.named)
        day, born = rows[:, -2], rows[:, -1]
        _, name = np.unique(rows[:, :-2], axis=0, return_inverse=True)
        cohort = (born >= SECONDARY_SCHOOL[0]) & (born <= SECONDARY_SCHOOL[1])
        days = day - day.min()
        same_day = _pairs(np.unique(days, return_counts=True)[1])
        both = _pairs(np.unique(name * (days.max() + 1) + days, return_counts=True)[1])
        return {
            "name_two": _meeting(np.bincount(name[cohort])),
            "name_day": both / same_day,
        }


def _pairs(counts: Ints) -> float:
    return float((counts * (counts - 1)).sum())


def _meeting(counts: Ints) -> float:
    """The chance that two draws without replacement are equal."""
    return _pairs(counts) / (float(counts.sum()) * (float(counts.sum()) - 1))


def measure(people: int, profile: str, seed: int) -> Figures:
    """Make a population block by block and count all figures."""
    as_of = profile_named(profile).as_of
    tally = Tally()
    for block, tables in blocks(people, profile, seed):
        _count_names(tally, block)
        _count_people(tally, block, as_of)
        _count_homes(tally, block)
        _count_numbers(tally, block, as_of)
        _count_matters(tally, tables[CASES], block)
        _count_records(tally, tables[PEOPLE])
        _count_agencies(tally, tables[PEOPLE], tables[ERRORS])
    return tally.figures()


def _count_names(tally: Tally, block: Block) -> None:
    people, here = block.people, ~block.people.ancestor
    written, year, sex = block.names, block.people.birth_year, block.people.sex
    code = names().lexicon.code
    for figure, tokens in SURNAMES.items():
        tally.share(figure, np.isin(written[:, 0], [code(token) for token in tokens]), here)
    cohort = here & (year >= SECONDARY_SCHOOL[0]) & (year <= SECONDARY_SCHOOL[1])
    given = written[np.arange(len(people)), given_place(people.people)]
    for figure, token in GIVEN.items():
        tally.share(f"given_{figure}", given == code(token), cohort)
    tally.count_words("surname_two", written[here, 0])
    tally.count_words("given_two", given[cohort])
    middles = written[:, 1 : WIDTH - 1]
    first = np.take_along_axis(middles, np.argmax(middles != EMPTY, axis=1)[:, None], axis=1)[:, 0]
    tally.count_words("middle_two", first[here & (sex == FEMALE) & (year >= 1998) & (year <= 2006)])
    thi, van = ((middles == code(marker)).any(axis=1) for marker in ("Thị", "Văn"))
    women, men = here & (sex == FEMALE), here & (sex == MALE)
    tally.share("middle_thi_1992", thi, women & (year >= 1991) & (year <= 1993))
    tally.share("middle_thi_2005", thi, women & (year >= 2003) & (year <= 2006))
    tally.share("middle_van_2005", van, men & (year >= 2003) & (year <= 2006))
    later = (year >= 2007) & (year <= 2011)
    city = provinces().code[wards().province[people.birth_ward]] == CITY
    tally.share("middle_thi_city", thi, women & later & city)
    tally.share("middle_van_city", van, men & later & city)
    words = (written != EMPTY).sum(axis=1)
    tally.share("words_women", words == 4, women & later & city)
    tally.share("words_men", words == 4, men & later & city)
    tally.share("words_two", words == 2, here & later & city)
    tally.named.append(np.column_stack((written, people.birth, year))[here])


def _count_people(tally: Tally, block: Block, as_of: datetime.date) -> None:
    people = block.people
    living = ~people.ancestor & (people.death == NEVER)
    age = _age(people, as_of)
    tally.share("age_young", age < 15, living)
    tally.share("age_middle", (age >= 15) & (age < 60), living)
    tally.share("age_old", age >= 60, living)
    tally.share("men", people.sex == MALE, living)
    children = living & (age < 5)
    boys = float((children & (people.sex == MALE)).sum())
    tally.add("sex_ratio_young", boys, float(children.sum()) - boys)
    here = ~people.ancestor
    tally.share("people_kinh", people.people == PEOPLES.index("Kinh"), here)
    for key, name in zip(KEYS, OTHER_PEOPLES, strict=True):
        tally.share(f"people_{key}", people.people == PEOPLES.index(name), here)
    twin = here & (people.twin_set != NOBODY)
    leads = twin & (people.twin_set == np.arange(len(people)))
    born_apart = here & ~(twin & ~leads)
    tally.share("twin_births", leads, born_apart)
    tally.share("twin_people", twin, here)
    others = np.flatnonzero(twin & ~leads)
    one_sex = people.sex[others] == people.sex[people.twin_set[others]]
    tally.add("twin_one_sex", float(one_sex.sum()), len(others))
    moved = people.moved_on != NEVER
    moved &= _today(as_of) - people.moved_on < 5 * YEAR
    far = wards().province[people.old_ward] != wards().province[people.home_ward]
    tally.share("moved_five", moved & far, living & (age >= 5))


def _today(as_of: datetime.date) -> int:
    return int(np.datetime64(as_of).astype(np.int64))


def _age(people: People, as_of: datetime.date) -> NDArray[np.float64]:
    return (_today(as_of) - people.birth) / YEAR


def _count_homes(tally: Tally, block: Block) -> None:
    living = ~block.people.ancestor & (block.people.death == NEVER)
    sizes = np.unique(block.homes.household[living], return_counts=True)[1]
    tally.add("household_mean", float(sizes.sum()), len(sizes))
    tally.share("household_two_to_four", (sizes >= 2) & (sizes <= 4))
    home = provinces().code[wards().province[block.homes.ward]]
    tally.share("home_hanoi", home == HANOI, living)
    tally.share("home_city", home == CITY, living)


def _count_numbers(tally: Tally, block: Block, as_of: datetime.date) -> None:
    people = block.people
    living = ~people.ancestor & (people.death == NEVER)
    tally.share("number_none", block.number == NONE, living)
    tally.share("two_cmnd", block.earlier_cmnd != NONE, living & (_age(people, as_of) > 35))


def _count_matters(tally: Tally, cases: pa.Table, block: Block) -> None:
    here = ~block.people.ancestor
    holders = float((here & (block.cmnd != NONE)).sum())
    told = [{row["kind"], *row["also"]} for row in cases.select(["kind", "also"]).to_pylist()]
    for figure, kinds in CASE_KINDS.items():
        of = holders if figure == "shared_cmnd" else float(here.sum())
        tally.add(figure, PER_MATTER.get(figure, 1) * sum(bool(kinds & t) for t in told), of)


def _count_records(tally: Tally, records: pa.Table) -> None:
    """Figures on what is written, marks and all."""
    usable = pc.match_substring_regex(records["personal_id"], r"^'?[0-9. -]{10,}$")
    usable = pc.fill_null(pc.and_(usable, pc.not_equal(records["personal_id"], "0" * 12)), False)
    tally.share("record_no_number", ~usable.to_numpy())
    words = pc.list_flatten(pc.split_pattern(pc.utf8_title(records["full_name"].drop_null()), " "))
    counted = {row["values"]: row["counts"] for row in pc.value_counts(words).to_pylist()}
    for figure, wrong, right in (
        ("hook_do", ("Đổ",), ("Đỗ",)),
        ("hook_vo", ("Vỏ",), ("Võ",)),
        ("tone_hoang", ("Hòang",), ("Hoàng",)),
        ("tone_huynh", ("Hùynh",), ("Huỳnh",)),
        ("tone_place", ("Hoà", "Thuý", "Thuỳ", "Thuỷ"), ("Hòa", "Thúy", "Thùy", "Thủy")),
    ):
        hits = sum(counted.get(word, 0) for word in wrong)
        tally.add(figure, hits, hits + sum(counted.get(word, 0) for word in right))


def _count_agencies(tally: Tally, records: pa.Table, errors: pa.Table) -> None:
    """Records from outside agencies that another register would not find by name, date and sex."""
    spoilt = errors.filter(pc.is_in(errors["column"], pa.array(IDENTIFYING)))["record_id"]
    wrong = pc.is_in(records["record_id"], spoilt.combine_chunks())
    agency = pc.equal(records["source"], SOURCES[Source.OUTSIDE])
    tally.share("agency_wrong", wrong.to_numpy(), agency.to_numpy())


SCALE = {"%": 100.0, "per million": 1e6, "per 1000 births": 1000.0, "": 1.0}


def compare(figures: Figures) -> list[dict[str, str | float]]:
    """Every published figure beside the one found, and whether it is within its tolerance."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    result: list[dict[str, str | float]] = []
    for row in rows:
        scale = 100.0 if row["figure"] == "sex_ratio_young" else SCALE[row["unit"]]
        found = figures[row["figure"]] * scale
        within = float(row["low"]) <= found <= float(row["high"])
        result.append({**row, "found": round(found, 3), "within": "yes" if within else "**no**"})
    return result


def run(people: int, profile: str, seed: int) -> None:
    """Measure a population and keep the result."""
    result = {
        "people": people,
        "profile": profile,
        "seed": seed,
        "generator": generator_hash(),
        "block": BLOCK_SIZE,
        "figures": compare(measure(people, profile, seed)),
    }
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


PAGE = """\
# The synthetic population against published figures

Written by `python -m benchmarks population` from `benchmarks/published.csv`; do not edit.

{people:,} people, profile `{profile}`, seed {seed}. Figures on people are counted on the people as
they are, before a clerk spoils anything; the last ones, and records without a number, on the
records. {outside} of {count} figures lie outside their tolerance. Communes are drawn, so shares of
provinces and peoples vary with the seed. *Assumption* means that nothing is published:
[synthetic.md](synthetic.md) gives the setting.

| figure | published | tolerance | found | within | source |
|---|---|---|---|---|---|
{rows}
"""


def write(docs: Path) -> str:
    """Write the page from the kept result."""
    kept = json.loads(RESULT.read_text(encoding="utf-8"))
    figures = kept["figures"]
    rows = [
        f"| {row['about']} | {row['published']} {row['unit']} | {row['low']} to {row['high']} "
        f"| {row['found']:.3g} | {row['within']} | {row['source']} |"
        for row in figures
    ]
    outside = sum(row["within"] != "yes" for row in figures)
    page = docs / "population.md"
    text = PAGE.format(**kept, outside=outside or "None", count=len(figures), rows="\n".join(rows))
    page.write_text(text, encoding="utf-8")
    return f"{page}: {len(figures)} figures, {outside} outside"
