"""What must stay true of names whatever they hold."""

import csv
import random
import unicodedata
from pathlib import Path

import name_dirt as dirt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linkage.text import (
    NameDefect,
    NameLevel,
    compare_names,
    fold,
    name_keys,
    names,
    parse_name,
    vote,
)
from linkage.text.lexicon import words
from linkage.text.name_parts import is_marker

LEVELS = Path(__file__).parent.parent / "vectors/names/levels.csv"
SHARES = words()
PLACES = [[word.capitalize() for word in SHARES if SHARES[word][i] > 150] for i in range(3)]
ANY_TEXT = st.text(max_size=40) | st.text(
    alphabet="NguyễnVăAnTầ .,()'-?\u0300\u0323\u200b", max_size=25
)


@st.composite
def clean_names(draw: st.DrawFn) -> str:
    """Names of two to four words, each common in its place."""
    middle = draw(st.lists(st.sampled_from(PLACES[1]), max_size=2))
    return " ".join([draw(st.sampled_from(PLACES[0])), *middle, draw(st.sampled_from(PLACES[2]))])


def made_up(count: int, seed: int = 3) -> list[str]:
    """Names with words as common as they are in the country."""
    rng = random.Random(seed)
    known = [[w.capitalize() for w in SHARES if SHARES[w][i]] for i in range(3)]
    weights = [[SHARES[w.lower()][i] for w in known[i]] for i in range(3)]
    columns = [rng.choices(known[i], weights[i], k=count) for i in (0, 1, 2)]
    seconds = rng.choices(known[1], weights[1], k=count)
    return [
        f"{s} {m} {x} {g}" if rng.random() < 0.4 else f"{s} {m} {g}"
        for s, m, x, g in zip(*columns[:2], seconds, columns[2], strict=True)
    ]


@given(ANY_TEXT)
@settings(max_examples=400, deadline=None)
def test_any_text_gives_a_name_in_standard_form(text: str) -> None:
    name = parse_name(text)
    assert name.raw == text
    if name.text is not None:
        assert name.text == unicodedata.normalize("NFC", name.text)
        assert name.text == " ".join(name.text.split())
        assert name.text
    for value in name_keys(name):
        assert value != ""


@given(clean_names())
@settings(max_examples=300, deadline=None)
def test_standardising_twice_changes_nothing_more(raw: str) -> None:
    once = parse_name(raw).text
    assert parse_name(once).text == once


@given(clean_names())
@settings(max_examples=300, deadline=None)
def test_unicode_form_and_case_do_not_matter(raw: str) -> None:
    text = parse_name(raw).text
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert parse_name(unicodedata.normalize(form, raw)).text == text
    assert parse_name(raw.upper()).text == text
    assert parse_name(dirt.tone_before_hat(raw)).text == text


@given(clean_names(), clean_names())
@settings(max_examples=300, deadline=None)
def test_comparing_is_symmetric_and_exact_means_one_form(a: str, b: str) -> None:
    there, back = compare_names(a, b), compare_names(b, a)
    assert there == back
    assert 0 <= there.similarity <= 1
    assert (there.level is NameLevel.EXACT) == (parse_name(a).text == parse_name(b).text)
    assert there.reason


@given(clean_names())
@settings(max_examples=200, deadline=None)
def test_losing_marks_is_never_a_disagreement(raw: str) -> None:
    bare = fold(raw)
    assert bare is not None
    # Vân and Thi without marks are read as the middle words Văn and Thị: nothing can tell
    assume(not {"Vân", "Vạn", "Thi", "Thì"} & set(raw.split()))
    # nor whether `thi a nguyen` ends in the surname, `dong chi` is a title, `ma` a clan before A,
    # `doan nguyen` the compound Đoàn Nguyễn
    whole, plain = parse_name(raw), parse_name(bare)
    told = {*whole.defects, *plain.defects}
    assume(told.isdisjoint({NameDefect.ORDER, NameDefect.TITLE}))
    assume(not any(map(is_marker, raw.split())))
    assume((whole.surname or "").count(" ") == (plain.surname or "").count(" "))
    result = compare_names(raw, bare)
    if NameDefect.UNMARKED in parse_name(bare).defects and len(bare.split()) > 1:
        assert result.level is not None
        assert result.level >= NameLevel.UNMARKED
        assert result.similarity > 0.9


@pytest.mark.parametrize(
    "soil",
    [
        str.upper,
        str.lower,
        dirt.misplaced,
        dirt.tone_before_hat,
        lambda name: "  " + name.replace(" ", "  ", 1) + " ",
        lambda name: name.replace("Đ", "Ð").replace("ă", "ǎ"),
        lambda name: "Ông " + name,
        lambda name: "3. " + name + ",",
        lambda name: dirt.to_tcvn3(name),
        lambda name: name.replace("n", "nn", 1),
    ],
)
def test_the_short_way_agrees_with_the_long_way(soil, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    raws = [soil(name) for name in made_up(300, seed=33)]
    short = [parse_name(raw) for raw in raws]
    monkeypatch.setattr(names, "_fast", lambda written: None)
    monkeypatch.setattr(names, "all_sound", lambda words: False)
    for name in short:
        slow = parse_name(name.raw)
        assert (slow.text, slow.surname, slow.middle, slow.given, slow.other_names) == (
            name.text, name.surname, name.middle, name.given, name.other_names
        )  # fmt: skip


def test_missing_is_none() -> None:
    for raw in (None, "", "   "):
        name = parse_name(raw)
        assert name.text is None
        assert name.raw == raw
        assert name_keys(name).fold is None
        assert compare_names(name, "Lan").level is None


def test_every_level_and_no_other_is_reached() -> None:
    with LEVELS.open(encoding="utf-8", newline="") as file:
        reached = {row["expected"] for row in csv.DictReader(file)}
    assert reached == {level.name for level in NameLevel}


@pytest.mark.parametrize("better", ["Nguyễn|Nguyen", "Nguyễn|Nguyển", "Trần Thị Lan|Trần Lan",
    "Phạm Minh Tuấn|Tuấn Phạm Minh", "Phạm Minh Tuấn|P.M. Tuấn", "Quý|Quí", "Hoàng|Huỳnh",
    "NGUYEN VAN AN|Nguyễn Văn An", "Võ Thị Sáu|Vỏ Thị Sáu", "Dương|Duơng"])  # fmt: skip
@pytest.mark.parametrize("worse", ["Thắng|Thăng", "Lan|Loan", "Phạm|Phan", "Thúy|Thùy",
    "Nguyễn Văn Hùng|Nguyễn Văn Hưng", "Nguyễn Ngọc Anh|Nguyễn Anh Ngọc", "Bảy|Tám"])  # fmt: skip
def test_two_people_rank_below_one(better: str, worse: str) -> None:
    assert (
        compare_names(*better.split("|")).similarity > compare_names(*worse.split("|")).similarity
    )


@pytest.mark.parametrize(
    "encode",
    [
        dirt.to_tcvn3,
        dirt.to_vni,
        dirt.to_vps,
        dirt.to_1258,
        lambda name: dirt.to_utf8_as(name, "cp1252"),
        lambda name: dirt.to_utf8_as(name, "latin-1"),
        lambda name: dirt.to_utf8_as(dirt.to_utf8_as(name, "cp1252"), "cp1252"),
        lambda name: dirt.to_utf8_as(name, "mac_roman"),
    ],
    ids=["tcvn3", "vni", "vps", "1258", "utf8-cp1252", "utf8-latin1", "utf8-twice", "utf8-mac"],
)
def test_a_batch_in_a_legacy_encoding_comes_back(encode) -> None:  # type: ignore[no-untyped-def]
    clean = [n for n in made_up(1500) if not n.isascii()]
    batch = [encode(name) for name in clean]
    encoding = vote(batch)
    assert encoding is not None
    back = [parse_name(raw, encoding=encoding).text for raw in batch]
    right = sum(a == parse_name(b).text for a, b in zip(back, clean, strict=True))
    assert right >= 0.99 * len(clean)


def test_viscii_comes_back_where_it_has_the_letters() -> None:
    clean = [n for n in made_up(1500) if not n.isascii()]
    clean = [n for n in clean if all(c in dirt.VISCII or ord(c) < 0x100 for c in n)]
    batch = [dirt.to_viscii(name) for name in clean]
    encoding = vote(batch)
    right = sum(
        parse_name(raw, encoding=encoding).text == parse_name(name).text
        for raw, name in zip(batch, clean, strict=True)
    )
    assert right >= 0.99 * len(clean)


@pytest.mark.parametrize("errors", ["replace", "ignore"])
def test_lost_bytes_of_a_batch_are_filled_where_one_word_is_likely(errors: str) -> None:
    clean = [n for n in made_up(1500) if not n.isascii()]
    batch = [name.encode().decode("cp1252", errors=errors) for name in clean]
    encoding = vote(batch)
    back = [parse_name(raw, encoding=encoding) for raw in batch]
    sure = [NameDefect.LOST not in name.defects for name in back]
    assert sum(sure) >= 0.99 * len(clean)
    assert all(
        a.text == parse_name(b).text for a, b, kept in zip(back, clean, sure, strict=True) if kept
    )


def test_a_lost_byte_that_could_be_two_names_stays_lost() -> None:
    name = parse_name("Ngô Thị Cờ".encode().decode("cp1252", errors="replace"))
    assert name.text == "Ngô Thị C\ufffd"
    assert NameDefect.LOST in name.defects


def test_bars_left_by_what_took_all_other_marks_are_no_sign_of_marks() -> None:
    clean = [n for n in made_up(3000) if parse_name(n).marked and not n.isascii()]
    bare = [
        "".join(c for c in unicodedata.normalize("NFD", n) if c < "\u0300" or c > "\u036f")
        for n in clean
    ]
    left = [(n, b) for n, b in zip(clean, bare, strict=True) if {"đ", "Đ"} & set(b)]
    lost = [b for _, b in left if not parse_name(b).marked]
    assert len(lost) >= 0.9 * len(left)
    kept = [n for n, b in left if n == b]
    assert sum(bool(parse_name(n).marked) for n in kept) >= 0.9 * len(kept)


def test_clean_lists_are_left_alone() -> None:
    clean = made_up(20_000, seed=8)
    assert vote(clean) is None
    kept = {"title", "order", "other_name", "placeholder", "encoding", "keys", "letters", "spaces"}
    harmed = [raw for raw in clean if kept & {d.value for d in parse_name(raw).defects}]
    assert len(harmed) <= len(clean) / 5000, harmed


def test_errors_and_defects_never_carry_the_name() -> None:
    for defect in NameDefect:
        assert defect.meaning.endswith(".")
    assert all(isinstance(d, NameDefect) for d in parse_name("Nguyeenx Vawn An").defects)


@pytest.mark.parametrize(
    "soil",
    [
        dirt.to_tcvn3,
        dirt.to_vni,
        dirt.to_1258,
        lambda name: dirt.to_utf8_as(name, "cp1252"),
        dirt.to_telex,
        lambda name: dirt.to_telex(name, random.Random(name)),
        dirt.to_vni_keys,
        dirt.to_viqr,
        dirt.misplaced,
        dirt.tone_before_hat,
        lambda name: unicodedata.normalize("NFD", name),
        str.upper,
        str.lower,
        lambda name: name.replace(" ", "\u00a0"),
        lambda name: name.replace(" ", "\u200b"),
        lambda name: name.replace(" ", ""),
        lambda name: f"Ông {name}",
        lambda name: f"{name} (Tèo)",
        lambda name: f"7. {name};",
        lambda name: name.split()[0] + ", " + " ".join(name.split()[1:]),
        lambda name: " ".join(name.split()[1:]) + " " + name.split()[0].upper(),
    ],
)
def test_one_dirty_name_alone_is_mostly_mended(soil) -> None:  # type: ignore[no-untyped-def]
    clean = [n for n in made_up(1000, seed=21) if len(n.split()) > 2]
    right = sum(parse_name(soil(name)).text == parse_name(name).text for name in clean)
    assert right >= 0.92 * len(clean)
