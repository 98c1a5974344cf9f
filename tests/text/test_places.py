"""What addresses are read as: single facts, and shares over composed dirty addresses."""

import csv
import random
import unicodedata
from pathlib import Path

import pytest
from dirty_addresses import STYLES, Composed, compose

from linkage.text.place_index import Level, units
from linkage.text.places import Address, parse_address
from linkage.text.provinces import province_group, province_names, provinces_in_group
from linkage.text.registration_places import provinces_of, registration_provinces

VECTORS = Path(__file__).parents[1] / "vectors" / "places"
EACH = 250


def vectors(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", vectors("addresses.csv"), ids=lambda r: f"{r['raw']}: {r['why']}")
def test_address(row: dict[str, str]) -> None:
    found = parse_address(row["raw"])
    assert (found.province_code or "") == row["province"]
    assert (found.district_code or "") == row["district"]
    assert (found.ward_code or "") == row["ward"]
    assert (found.new_province_code or "") == row["new_province"]
    assert sorted(found.new_ward_codes) == row["new_wards"].split()
    assert (found.locality or "") == row["locality"]


@pytest.mark.parametrize(
    "row", vectors("registration_provinces.csv"), ids=lambda r: f"{r['raw']}: {r['why']}"
)
def test_registration_provinces(row: dict[str, str]) -> None:
    assert sorted(provinces_of(row["raw"])) == row["codes"].split()
    assert sorted(provinces_of(unicodedata.normalize("NFD", row["raw"].upper()))) == (
        row["codes"].split()
    )


@pytest.mark.parametrize("row", vectors("misread.csv"), ids=lambda r: r["why"])
def test_text_decoded_wrongly(row: dict[str, str]) -> None:
    for form in ("NFC", "NFD"):
        assert sorted(provinces_of(unicodedata.normalize(form, row["raw"]))) == row["codes"].split()


def composed(style: str) -> list[tuple[Composed, Address]]:
    rng = random.Random(f"addresses {style}")
    made = [compose(rng, style) for _ in range(EACH)]
    return [(address, parse_address(address.text)) for address in made]


def right_province(made: Composed, found: Address) -> bool:
    code = found.new_province_code if made.style.startswith("new") else found.province_code
    return code == made.province


@pytest.mark.parametrize("style", STYLES)
def test_the_province_of_dirty_addresses_is_read(style: str) -> None:
    pairs = composed(style)
    assert sum(right_province(made, found) for made, found in pairs) / EACH >= 0.95


@pytest.mark.parametrize("style", [style for style in STYLES if style != "district_only"])
def test_the_wards_since_2025_of_dirty_addresses_are_read(style: str) -> None:
    pairs = composed(style)
    held = sum(made.new_wards <= found.new_ward_codes for made, found in pairs)
    assert held / EACH >= 0.9


@pytest.mark.parametrize("style", ["full", "dashes", "nothing", "reversed", "typo"])
def test_the_old_ward_of_dirty_addresses_is_read(style: str) -> None:
    pairs = composed(style)
    assert sum(found.ward_code == made.ward for made, found in pairs) / EACH >= 0.9


@pytest.mark.parametrize("style", STYLES)
def test_hardly_any_dirty_address_is_put_in_another_ward(style: str) -> None:
    wrong = [
        made
        for made, found in composed(style)
        if found.new_ward_codes and found.new_ward_codes.isdisjoint(made.new_wards)
    ]
    assert len(wrong) <= 0.02 * EACH


def test_every_old_and_every_new_ward_reads_as_itself_in_full() -> None:
    names = province_names()
    wrong = []
    for unit, kind, _ in random.Random(3).sample(list(units().values()), 1500):
        if unit.level is not Level.WARD:
            continue
        (district,), (province,) = unit.districts, unit.provinces
        above, above_kind, _ = units()[Level.DISTRICT, district]
        text = f"{kind} {unit.name}, {above_kind} {above.name}, tỉnh {names[province]}"
        text = text.replace("thitran", "thị trấn").replace("thanhpho", "thành phố")
        found = parse_address(text.replace("thixa", "thị xã"))
        if found.ward_code != unit.code or found.new_ward_codes != unit.new_wards:
            wrong.append(unit.code)
    assert len(wrong) <= 3


def test_unicode_form_and_case_do_not_matter() -> None:
    for made, found in composed("full")[:100]:
        for form in ("NFC", "NFD"):
            assert parse_address(unicodedata.normalize(form, made.text.upper())) == found


def test_a_registration_text_never_contradicts_the_province_it_names() -> None:
    """Historic, present and widened names all hold every province that bore them."""
    for code, name in province_names().items():
        for text in (name, name.upper(), f"tỉnh {name}", f"UBND tỉnh {name}"):
            assert code in provinces_of(text), text
    for code in province_names():
        group = province_group(code)
        assert group is not None
        assert code in provinces_in_group(group)


def test_no_composed_registration_contradicts_its_province() -> None:
    for style in ("full", "no_district", "district_only", "nothing", "reversed"):
        for made, _ in composed(style):
            codes = provinces_of(made.text)
            assert not codes or made.province in codes, made.text


def test_the_era_is_said_to_be_ambiguous_only_where_it_is() -> None:
    assert registration_provinces("Tuyên Quang").era_ambiguous
    assert not registration_provinces("huyện Hàm Yên, Tuyên Quang").era_ambiguous
    assert not registration_provinces("Hà Giang").era_ambiguous


def test_repr_keeps_the_place_to_itself() -> None:
    shown = repr(parse_address("thôn Đông, xã Bình Chánh, huyện Bình Chánh, TP.HCM"))
    assert "dong" not in shown
    assert "27637" not in shown
