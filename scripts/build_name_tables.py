"""Build the tables of name words and legacy letters in `src/linkage/resources/names`.

    python scripts/build_name_tables.py FOLDER_WITH_LISTS

The folder holds the counted word lists that `src/linkage/resources/names/README.md` names. The
tables that come out are merged shares, rounded to two digits; no list is copied and no list
of whole names is read. Run it again when a list or a rule below changes.
"""

import argparse
import csv
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from linkage.text.syllable import canonical_word, parse_syllable
from linkage.text.unicode import fold

OUT = Path(__file__).parent.parent / "src/linkage/resources/names"
POSITIONS = ("surname", "middle", "given")
SOURCES = {
    "surname": {"surname_exam2013": 1.0},
    "middle": {
        "middle1_by_sex_tfjs": 1.0,
        "middle1_by_sex_locle": 1.0,
        "middle2_by_sex_tfjs": 1.0,
        "middle2_by_sex_locle": 1.0,
        "middle1_by_sex_duyet": 1.0,
        "middle2_by_sex_duyet": 1.0,
    },
    "given": {
        "given_exam2013": 1.0,
        "given_by_sex_tfjs": 1.0,
        "given_by_sex_locle": 1.0,
        "given_by_sex_duyet": 1.0,
    },
}
RARE_SURNAMES = ("surname_by_sex_tfjs", "surname_by_sex_locle")
TWIN_SHARE = 0.06
"""A word this much rarer than its hỏi/ngã twin is that twin misspelt (Diểm for Diễm: 0.05)."""
SIBLING_SHARE = 0.001
"""A surname this much rarer than one that differs in marks only has lost one (Nguyên)."""


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a list."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts(path: Path) -> Counter[str]:
    """How often each word stands in a list, spellings of one word added up."""
    counted: Counter[str] = Counter()
    for row in rows(path):
        for word in row["token"].split():
            counted[canonical_word(word)] += int(row["count"])
    return counted


def is_word(word: str, count: int) -> bool:
    """Keep syllables; keep what is none only if many people bear it and it is no mojibake."""
    syllable = parse_syllable(word)
    if syllable is not None:
        return syllable.possible or count >= 30
    return count >= 30 and len(word) > 1


def without_slips(shares: dict[str, float], *, siblings: bool) -> dict[str, float]:
    """Drop words that are another word misspelt."""
    by_fold: dict[str, list[str]] = defaultdict(list)
    for word in shares:
        by_fold[fold(word) or ""].append(word)
    kept = {}
    for word, share in shares.items():
        twin = unicodedata.normalize("NFD", word).translate({0x303: 0x309, 0x309: 0x303})
        twin_share = shares.get(unicodedata.normalize("NFC", twin), 0.0) if twin != word else 0.0
        if unicodedata.normalize("NFC", twin) == word:
            twin_share = 0.0
        best = max(shares[other] for other in by_fold[fold(word) or ""])
        if share < TWIN_SHARE * twin_share or (siblings and share < SIBLING_SHARE * best):
            continue
        kept[word] = share
    return kept


def position_shares(folder: Path, position: str) -> dict[str, float]:
    """Share per million of each word in one position, every list weighing by its size."""
    total: Counter[str] = Counter()
    for name in SOURCES[position]:
        total.update(counts(folder / f"{name}.csv"))
    size = sum(total.values())
    shares = {w: 1e6 * c / size for w, c in total.items() if is_word(w, c)}
    return without_slips(shares, siblings=position == "surname")


def add_rare_surnames(folder: Path, words: dict[str, dict[str, float]]) -> None:
    """Surnames too rare for the national list, unless the word is known as a given name."""
    total: Counter[str] = Counter()
    for name in RARE_SURNAMES:
        total.update(counts(folder / f"{name}.csv"))
    size = sum(total.values())
    for word, count in total.items():
        share = 1e6 * count / size / 3  # local lists over-represent what is rare nationally
        known = words["middle"].get(word, 0) + words["given"].get(word, 0)
        twins = without_slips({**words["surname"], word: share}, siblings=True)
        new = word not in words["surname"] and is_word(word, count) and share > known / 3
        if new and word in twins:
            words["surname"][word] = share


def rounded(share: float) -> str:
    """A share with two digits; nothing for nought."""
    return f"{float(f'{share:.2g}'):g}" if share else ""


def build_words(folder: Path) -> None:
    """One row per word with its share in each place."""
    words = {position: position_shares(folder, position) for position in POSITIONS}
    add_rare_surnames(folder, words)
    every = sorted(set().union(*words.values()), key=lambda w: (fold(w) or "", w))
    with (OUT / "words.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("word", *POSITIONS))
        for word in every:
            out.writerow((word, *(rounded(words[p].get(word, 0.0)) for p in POSITIONS)))


def build_legacy_letters(folder: Path) -> None:
    """One row per letter: its bytes in each legacy code page, as hexadecimal."""
    columns = {
        "tcvn3": "tcvn3_hex",
        "vni": "vni_windows_hex",
        "viscii": "viscii_hex",
        "vps": "vps_lower_hex",
    }
    with (OUT / "legacy_letters.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("letter", *columns))
        for row in rows(folder / "legacy_charmaps.csv"):
            out.writerow((row["unicode"], *(row[column] for column in columns.values())))


ROLES = {
    "surname": "surname",
    "surname (first)": "clan_first",
    "surname (adopted)": "surname",
    "clan (last position)": "clan_last",
    "male marker (first)": "marker",
    "female marker (first)": "marker",
    "sex marker (A male, Y female)": "marker",
    "marker": "middle_marker",
    "name element": "word",
    "male Điểu, female Thị in first position": "surname",
}
MORE_CLANS = {
    "Cơ Ho / Mạ / Chu Ru": ("kră jăn", "kơ să", "liêng hot", "da cát", "đa cát", "bon đing"),
    "Gia Rai": ("rơ ô", "rơ lan", "rah lan", "rơ com", "nay"),
    "Raglai": ("tà yên", "tà thía", "tà ngáo", "bo bo", "pi năng", "chamaléa"),
}
"""Clans that the lists lack, from the onomastics of these peoples."""
COMMON_MARKERS = {"k'", "ka", "kơ"}
KHMER_MARKERS = {"chau", "neáng", "néang", "neàng"}


def build_peoples(folder: Path) -> None:
    """Words of the names of minorities, with the part they play in the name."""
    seen = set()
    for row in rows(folder / "ethnic_tokens.csv"):
        role = ROLES.get(row["role"], "clan_first")
        word = unicodedata.normalize("NFC", row["token"].lower())
        if row["role"] == "marker or surname":
            role = "marker" if word in COMMON_MARKERS else "clan_first"
        if word in KHMER_MARKERS:
            role = "surname"
        seen.add((word, row["group"].split(" (")[0], role))
    for people, clans in MORE_CLANS.items():
        seen |= {(clan, people, "clan_first") for clan in clans}
    with (OUT / "peoples.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("word", "people", "role"))
        out.writerows(sorted(seen))


def main() -> None:
    """Build every table from the folder given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with the counted lists")
    folder = parser.parse_args().folder
    build_words(folder)
    build_legacy_letters(folder)
    build_peoples(folder)


if __name__ == "__main__":
    main()
