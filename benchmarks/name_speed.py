"""How long names take, by kind of dirt and by their number: microseconds of one core.

    python -m benchmarks.name_speed [--most 1000000] [--dirty 1.0] [--each 100000]

A name is parsed and all its keys are made; the first table says how the time grows with the number
of names, and what it takes until pandas has them as a table. The names are distinct, made by chance
from words of the library's own tables, and belong to nobody. A share of them is dirty, each in one
of the ways of `DIRT`, all equally common; the second table says what each way costs. Seconds are
those of the processor. Prints both as Markdown.
"""

import argparse
import json
import random
import resource
import time
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice
from multiprocessing import get_context
from string import ascii_letters

import pandas as pd

from benchmarks.machine import facts, line
from linkage import standardise_names
from linkage.engine.workers import collection_paused
from linkage.text import NameKeys, name_keys, parse_name
from linkage.text.lexicon import read_table, words
from linkage.text.syllable import TONES, telex

Dirt = Callable[[str], str]
Entry = Callable[[list[str]], object]
SIZES = (10_000, 100_000, 300_000, 1_000_000)
ANY = "any"
CLEAN = "clean"


@cache
def _font(column: str) -> dict[str, str]:
    """The letters of a font encoding as Latin-1 shows them; capitals it lacks come out small."""
    table = {
        row["letter"]: bytes.fromhex(row[column]).decode("latin-1")
        for row in read_table("legacy_letters.csv")
        if row[column]
    }
    return {c.upper(): shown.upper() for c, shown in table.items() if column == "vni"} | table


def _in_font(column: str) -> Dirt:
    def encode(name: str) -> str:
        table = _font(column)
        return "".join(table.get(c, table.get(c.lower(), c)) for c in name)

    return encode


def _windows_1258(name: str) -> str:
    shown = []
    for char in name:
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(c for c in parts if c in TONES)
        letter = unicodedata.normalize("NFC", parts.replace(tone, ""))
        shown.append((letter + tone).encode("cp1258").decode("cp1252", errors="replace"))
    return "".join(shown)


def _utf8_as(code_page: str, times: int = 1) -> Dirt:
    def misread(name: str) -> str:
        for _ in range(times):
            shown = (bytes([b]).decode(code_page, errors="ignore") or chr(b) for b in name.encode())
            name = "".join(shown)
        return name

    return misread


VNI_KEYS = {"â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "ă": "a8", "đ": "d9"}
VIQR_KEYS = {"â": "a^", "ê": "e^", "ô": "o^", "ơ": "o+", "ư": "u+", "ă": "a(", "đ": "dd"}


def _keys(letters: dict[str, str], tones: str) -> Dirt:
    """Struck keys: each letter, then its tone, of which `tones` has one for each of `TONES`."""

    def strike(name: str) -> str:
        struck = []
        for char in name.lower():
            parts = unicodedata.normalize("NFD", char)
            tone = "".join(c for c in parts if c in TONES)
            letter = unicodedata.normalize("NFC", parts.replace(tone, ""))
            struck.append(letters.get(letter, letter))
            struck += [tones[list(TONES).index(mark)] for mark in tone]
        return " ".join(map(str.capitalize, "".join(struck).split()))

    return strike


def _telex(name: str) -> str:
    return " ".join(telex(word).capitalize() for word in name.split())


def _tone_first(name: str) -> str:
    """The tone on the first vowel of each word, wherever it belongs."""
    placed = []
    for word in unicodedata.normalize("NFD", name).split():
        tone = "".join(c for c in word if c in TONES)
        bare = unicodedata.normalize("NFC", "".join(c for c in word if c not in TONES))
        first = next((i for i, c in enumerate(bare) if c.lower() in "aăâeêioôơuưy"), 0)
        placed.append(bare[: first + 1] + tone + bare[first + 1 :])
    return unicodedata.normalize("NFC", " ".join(placed))


def _no_marks(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def _initials(name: str) -> str:
    *others, given = name.split()
    return ".".join(word[0] for word in others) + ". " + given


def _reversed(name: str) -> str:
    surname, *others = name.split()
    return " ".join(others) + " " + surname.upper()


DIRT: dict[str, Dirt] = {
    "capitals": str.upper,
    "small letters": str.lower,
    "marks lost": _no_marks,
    "letters lost (?)": lambda name: name.encode("latin-1", errors="replace").decode("latin-1"),
    "HTML escapes": lambda name: name.encode("ascii", "xmlcharrefreplace").decode(),
    "JSON escapes": lambda name: json.dumps(name)[1:-1],
    "TCVN3": _in_font("tcvn3"),
    "VNI-Windows": _in_font("vni"),
    "VISCII": _in_font("viscii"),
    "VPS": _in_font("vps"),
    "windows-1258": _windows_1258,
    "UTF-8 as cp1252": _utf8_as("cp1252"),
    "UTF-8 as Latin-1": _utf8_as("latin-1"),
    "UTF-8 misread twice": _utf8_as("cp1252", times=2),
    "look-alike letters": lambda name: name.replace("Đ", "Ð").replace("ă", "ǎ").replace("o", "о"),
    "full width": lambda name: name.translate({ord(c): ord(c) + 0xFEE0 for c in ascii_letters}),
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "tone misplaced": _tone_first,
    "Telex keys": _telex,
    "VNI keys": _keys(VNI_KEYS, "21435"),
    "VIQR keys": _keys(VIQR_KEYS, "`'~?."),
    "two spaces": lambda name: name.replace(" ", "  "),
    "no-break spaces": lambda name: name.replace(" ", "\xa0"),
    "invisible characters": lambda name: name.replace(" ", "\u200b", 1) + "\ufeff",
    "signs around": lambda name: f"7. {name},",
    "underscores": lambda name: name.replace(" ", "_"),
    "two words joined": lambda name: name.replace(" ", "", 1),
    "all words joined": lambda name: name.replace(" ", ""),
    "title": lambda name: "Ông " + name,
    "baptismal name": lambda name: "Maria " + name,
    "dharma name": lambda name: f"Thích Minh Tâm ({name})",
    "brackets": lambda name: name + " (Tèo)",
    "tức": lambda name: name + " tức Tư Tèo",
    "placeholder": lambda name: "con bà " + name,
    "surname last": _reversed,
    "comma": lambda name: name.replace(" ", ", ", 1),
    "initials": _initials,
}
"""Ways in which names are dirty; each turns a clean name into one dirty in this way."""


def clean_names(count: int, seed: int = 1) -> Iterator[str]:
    """Distinct names of three or four words, each as common as in the country."""
    rng = random.Random(seed)  # noqa: S311
    table = words()
    by_place = [[w.capitalize() for w in table if table[w][i]] for i in range(3)]
    weights = [[table[w.lower()][i] for w in by_place[i]] for i in range(3)]
    seen: set[str] = set()
    while True:
        columns = [rng.choices(by_place[i], weights[i], k=count) for i in (0, 1, 1, 2)]
        for surname, middle, second, given in zip(*columns, strict=True):
            two = rng.random() < 0.5
            name = f"{surname} {middle} {second} {given}" if two else f"{surname} {middle} {given}"
            if name not in seen:
                seen.add(name)
                yield name


def names(count: int, dirty: float, seed: int = 1) -> Iterator[str]:
    """Distinct names as a register holds them, a share of them dirty."""
    rng = random.Random(seed)  # noqa: S311
    kinds = list(DIRT.values())
    seen: set[str] = set()
    for name in clean_names(count, seed):
        written = rng.choice(kinds)(name) if rng.random() < dirty else name
        if written not in seen:
            seen.add(written)
            yield written
        if len(seen) == count:
            return


def rows(made: list[str]) -> list[NameKeys]:
    """Names in standard form with all their keys, made in order and without the collector.

    So does the library wherever it is given a column: neighbours in order share their words.
    """
    with collection_paused():
        return [name_keys(parse_name(name)) for name in sorted(made)]


def table(made: list[str]) -> pd.DataFrame:
    """The same as users of pandas get it."""
    return standardise_names(pd.Series(made))


def timed(entry: Entry, kind: str, count: int, dirty: float) -> tuple[float, float]:
    """Seconds of processor time that names take, and the most memory held, in MB."""
    if kind == ANY:
        made = list(names(count, dirty))
    else:
        made = [DIRT.get(kind, str)(name) for name in islice(clean_names(count), count)]
    start = time.process_time()
    entry(made)
    seconds = time.process_time() - start
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def afresh(entry: Entry, kind: str, count: int, dirty: float) -> tuple[float, float]:
    """`timed` in a process of its own, where nothing is remembered yet."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(timed, entry, kind, count, dirty).result()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--dirty", type=float, default=1.0)
    parser.add_argument("--each", type=int, default=100_000)
    given = parser.parse_args()
    print(f"{line()}; load {facts()['load']}.\n")
    print("| names | seconds | microseconds each | seconds as a table | peak MB |")
    print("|---|---|---|---|---|")
    for count in (size for size in SIZES if size <= given.most):
        seconds, _ = afresh(rows, ANY, count, given.dirty)
        whole, peak = afresh(table, ANY, count, given.dirty)
        each = 1e6 * seconds / count
        print(f"| {count:,} | {seconds:.2f} | {each:.1f} | {whole:.2f} | {peak:.0f} |", flush=True)
    print("\n| kind of dirt | microseconds each |\n|---|---|")
    for kind in (CLEAN, *DIRT):
        seconds, _ = afresh(rows, kind, given.each, given.dirty)
        print(f"| {kind} | {1e6 * seconds / given.each:.1f} |", flush=True)


if __name__ == "__main__":
    main()
