"""The people: families, names and numbers of the right shape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.errors import InputError
from linkage.synthetic.demography import NEVER, NOBODY, YEAR, People
from linkage.synthetic.households import HEAD, Homes, house_people
from linkage.synthetic.life import make_people
from linkage.synthetic.name_tables import names
from linkage.synthetic.names import name_people
from linkage.synthetic.numbers import (
    NONE,
    CmndOffice,
    NumberOffice,
    issue_cmnd,
    neighbour,
    permute,
    unpermute,
)
from linkage.synthetic.profile import Profile
from linkage.synthetic.tables import FEMALE, MALE, PEOPLES, Ints, provinces

SIZE = 30_000


@pytest.fixture(scope="module")
def people() -> People:
    return make_people(Profile(people_per_commune=150), np.random.default_rng(7), SIZE)


@pytest.fixture(scope="module")
def namings(people: People) -> list[Ints]:
    return [name_people(Profile(), np.random.default_rng(seed), people) for seed in (8, 9, 10)]


@pytest.fixture(scope="module")
def written(namings: list[Ints]) -> Ints:
    return namings[0]


@pytest.fixture(scope="module")
def homes(people: People) -> Homes:
    return house_people(Profile(), np.random.default_rng(9), people)


def recorded(people: People) -> Ints:
    return np.flatnonzero(~people.ancestor)


def token_share(written: Ints, rows: Ints, place: int, token: str) -> float:
    return float((written[rows, place] == names().lexicon.code(token)).mean())


# --- families ------------------------------------------------------------------------------------


def test_as_many_people_are_recorded_as_asked_for(people: People) -> None:
    assert len(recorded(people)) == SIZE


def test_everybody_has_parents_of_the_right_age_and_sex(people: People) -> None:
    rows = recorded(people)
    mother, father = people.mother[rows], people.father[rows]
    assert (mother != NOBODY).all()
    assert (people.sex[mother] == FEMALE).all()
    known = father != NOBODY
    assert known.mean() > 0.97
    assert (people.sex[father[known]] == MALE).all()
    age = (people.birth[rows] - people.birth[mother]) / YEAR
    assert age.min() > 8
    assert np.percentile(age, 1) > 17
    assert np.percentile(age, 99) < 45


def test_couples_are_mutual_and_never_brother_and_sister(people: People) -> None:
    rows = np.flatnonzero(people.spouse != NOBODY)
    assert (people.spouse[people.spouse[rows]] == rows).all()
    mothers = people.mother[rows]
    assert not ((mothers != NOBODY) & (mothers == people.mother[people.spouse[rows]])).any()


def test_births_of_one_mother_keep_their_distance(people: People) -> None:
    rows = recorded(people)
    single = rows[(people.twin_set[rows] == NOBODY)]
    order = single[np.lexsort((people.birth[single], people.mother[single]))]
    same = np.diff(people.mother[order]) == 0
    assert np.diff(people.birth[order])[same].min() >= 250


def test_ages_follow_the_published_blocks(people: People) -> None:
    """National Statistics Office 2025: 22.8 % under 15, 14.5 % of 60 and over."""
    today = int(np.datetime64(Profile().as_of).astype(int))
    rows = recorded(people)
    age = (today - people.birth[rows[people.death[rows] == NEVER]]) / YEAR
    assert (age < 15).mean() == pytest.approx(0.228, abs=0.012)
    assert (age >= 60).mean() == pytest.approx(0.145, abs=0.012)


def test_sexes_follow_the_published_ratio(people: People) -> None:
    """Males 49.9 % of all; 111 boys per 100 girls among children."""
    rows = recorded(people)
    assert (people.sex[rows] == MALE).mean() == pytest.approx(0.499, abs=0.02)


def test_twins_are_about_one_per_cent_and_two_thirds_of_one_sex(people: People) -> None:
    rows = recorded(people)
    assert 0.008 < (people.twin_set[rows] != NOBODY).mean() < 0.015
    twins = rows[(people.twin_set[rows] != NOBODY) & (people.twin_set[rows] != rows)]
    first = people.twin_set[twins]
    assert (people.birth[twins] == people.birth[first]).all()
    assert (people.mother[twins] == people.mother[first]).all()
    assert (people.sex[twins] == people.sex[first]).mean() == pytest.approx(0.67, abs=0.1)


def test_households_have_about_3_6_people_and_one_head(people: People, homes: Homes) -> None:
    """Census 2024: 3.59 people per household."""
    rows = recorded(people)
    _, sizes = np.unique(homes.household[rows], return_counts=True)
    assert sizes.mean() == pytest.approx(3.59, abs=0.25)
    assert sizes.max() < 30
    heads = rows[homes.relation[rows] == HEAD]
    assert len(np.unique(homes.household[heads])) == len(heads) == len(sizes)


def test_a_household_lives_in_one_place(people: People, homes: Homes) -> None:
    rows = recorded(people)
    _, first, where = np.unique(homes.household[rows], return_index=True, return_inverse=True)
    assert (homes.ward[rows] == homes.ward[rows][first][where]).all()
    assert (homes.house[rows] == homes.house[rows][first][where]).all()


def test_births_are_often_registered_far_from_home(people: People, homes: Homes) -> None:
    rows = recorded(people)
    away = people.birth_ward[rows] != homes.ward[rows]
    assert 0.15 < away.mean() < 0.6


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("surname", "share", "tolerance"),
    [
        ("Nguyễn", 0.318, 0.025),
        ("Trần", 0.096, 0.015),
        ("Lê", 0.087, 0.015),
        ("Phạm", 0.064, 0.012),
    ],
)
def test_kinh_surnames_follow_the_examination_lists(
    people: People, namings: list[Ints], surname: str, share: float, tolerance: float
) -> None:
    """Counted among the first of each line, whose surnames are drawn apart from each other."""
    first = np.flatnonzero((people.line() == np.arange(len(people))) & (people.people == 0))
    assert len(first) > 4_000
    shares = [token_share(written, first, 0, surname) for written in namings]
    assert np.mean(shares) == pytest.approx(share, abs=tolerance)


def test_thi_and_van_fade(people: People, written: Ints) -> None:
    rows = recorded(people)
    rows = rows[people.people[rows] == 0]
    year = people.birth_year[rows]
    women, men = people.sex[rows] == FEMALE, people.sex[rows] == MALE
    old_women = rows[women & (year < 1980)]
    young_women = rows[women & (year > 2012)]
    old_men = rows[men & (year < 1970)]
    young_men = rows[men & (year > 2012)]
    assert token_share(written, old_women, 2, "Thị") > 0.8
    assert token_share(written, young_women, 2, "Thị") < 0.35
    assert token_share(written, old_men, 2, "Văn") > 0.35
    assert token_share(written, young_men, 2, "Văn") < 0.12


def test_children_bear_the_surname_of_the_father(people: People, written: Ints) -> None:
    rows = recorded(people)
    rows = rows[(people.people[rows] == 0) & (people.father[rows] != NOBODY)]
    rows = rows[people.people[people.father[rows]] == 0]
    assert (written[rows, 0] == written[people.father[rows], 0]).all()


def test_ede_take_the_clan_of_the_mother_and_write_it_last() -> None:
    profile = Profile(regions=("highlands",), minority_factor=4.0)
    people = make_people(profile, np.random.default_rng(3), 6_000)
    written = name_people(profile, np.random.default_rng(4), people)
    ede = recorded(people)
    ede = ede[people.people[ede] == PEOPLES.index("Ê Đê")]
    assert len(ede) > 50
    mother = people.mother[ede]
    same = people.people[mother] == PEOPLES.index("Ê Đê")
    assert (written[ede[same], -1] == written[mother[same], -1]).all()
    tokens = np.array([*names().lexicon.tokens, ""], dtype=object)
    men = [
        next(t for t in row if t) for row in tokens[written[ede[people.sex[ede] == MALE]]].tolist()
    ]
    assert set(men) == {"Y"}


def test_nobody_has_the_name_of_a_sibling_or_parent(people: People, written: Ints) -> None:
    rows = recorded(people)
    keyed = np.column_stack((people.mother[rows], written[rows]))
    assert len(np.unique(keyed, axis=0)) == len(rows)
    for parent in (people.mother[rows], people.father[rows]):
        known = parent != NOBODY
        assert not np.all(written[rows[known]] == written[parent[known]], axis=1).any()


def test_names_have_a_long_tail(people: People, written: Ints) -> None:
    rows = recorded(people)
    assert len(np.unique(written[rows], axis=0)) > 0.55 * len(rows)
    assert len(np.unique(written[rows, -1])) > 500


# --- numbers -------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 10**6))
def test_permuting_loses_nothing_and_can_be_undone(left: int, right: int, key: int) -> None:
    index = np.arange(left * right)
    keys = np.full(len(index), key)
    shuffled = permute(index, keys, left, right)
    assert sorted(shuffled.tolist()) == index.tolist()
    assert (unpermute(shuffled, keys, left, right) == index).all()


def test_offices_of_two_blocks_issue_different_numbers() -> None:
    rng = np.random.default_rng(1)
    province, sex, year = np.full(4_000, 1), np.zeros(4_000, dtype=int), np.full(4_000, 1990)
    offices = [NumberOffice(seed=5, block=block, blocks=2) for block in (0, 1)]
    issued = [office.issue(rng, province, sex, year) for office in offices]
    both = np.concatenate(issued)
    assert len(np.unique(both)) == len(both)
    assert not np.isin(neighbour(both), both).any()
    assert (both // 10**6 == 1_090).all()


def test_later_numbers_of_an_office_are_new() -> None:
    rng = np.random.default_rng(1)
    office = NumberOffice(seed=5, block=0, blocks=3)
    facts = np.array([79] * 50 + [1] * 50), np.ones(100, dtype=int), np.full(100, 2015)
    numbers = np.concatenate([office.issue(rng, *facts) for _ in range(4)])
    assert len(np.unique(numbers)) == 400
    assert office.may_be_issued(numbers).all()


@pytest.mark.parametrize(
    ("sex", "year", "head"),
    [
        (MALE, 1999, "001099"),
        (FEMALE, 1999, "001199"),
        (MALE, 2000, "001200"),
        (FEMALE, 2024, "001324"),
    ],
)
def test_digits_say_province_century_sex_and_year(sex: int, year: int, head: str) -> None:
    made = NumberOffice.head(np.array([1]), np.array([sex]), np.array([year]))
    assert f"{int(made[0]):06d}" == head


def test_cmnd_begin_with_the_prefix_of_the_province() -> None:
    country = provinces()
    office = CmndOffice(seed=2, block=0, blocks=1)
    count = len(country.code)
    made = office.issue(np.random.default_rng(3), np.arange(count), np.full(count, 1995))
    for prefixes, number in zip(country.cmnd, made.tolist(), strict=True):
        assert f"{number:09d}".startswith(tuple(prefixes))


def test_a_full_prefix_goes_on_in_the_next_of_its_area_and_blocks_stay_apart() -> None:
    """Bình Dương has one prefix, 280, of which a block of 200 has 5,000 serials."""
    rng = np.random.default_rng(3)
    here = int(np.flatnonzero(provinces().code == 74)[0])
    offices = [CmndOffice(seed=2, block=block, blocks=200) for block in (0, 199)]
    made = np.concatenate(
        [office.issue(rng, np.full(12_000, here), np.full(12_000, 1995)) for office in offices]
    )
    assert len(np.unique(made)) == len(made)
    prefixes, counts = np.unique(made // 10**6, return_counts=True)
    assert dict(zip(prefixes.tolist(), counts.tolist(), strict=True)) == {
        280: 10_000,
        281: 10_000,
        282: 4_000,
    }


def test_an_office_says_when_its_numbers_are_used_up() -> None:
    office = NumberOffice(seed=1, block=0, blocks=500_000)
    facts = np.array([1, 1]), np.array([0, 0]), np.array([1990, 1990])
    with pytest.raises(InputError, match="more numbers"):
        office.issue(np.random.default_rng(1), *facts)


def test_who_moved_province_in_time_had_two_cmnd() -> None:
    people = make_people(Profile(), np.random.default_rng(5), 6_000)
    last, earlier, changed = issue_cmnd(np.random.default_rng(6), CmndOffice(1, 0, 1), people)
    two = earlier != NONE
    assert two.any()
    assert (last[two] != earlier[two]).all()
    assert (changed[two] > people.moved_on[two]).all()
    assert (changed[~two] == NEVER).all()
    assert not (last[people.birth_year > 2007] != NONE).any()
