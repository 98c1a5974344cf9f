"""Build the table of administrative units that the package ships.

Reads the exported tables of vietnamadminunits (MIT licence): the units before July 2025, the units
since, and the crosswalk between them. Writes one gzip-compressed CSV, the same bytes for the same
input.

    python scripts/build_place_table.py FOLDER_WITH_THE_EXPORTS
"""

import argparse
import csv
import gzip
import io
import json
import re
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/linkage/resources/places/units.csv.gz"
NOTICE = """\
# Administrative units of Viet Nam, before and since 1 July 2025, codes of the General Statistics
# Office. Merged from the tables of vietnamadminunits 1.0.4, MIT licence, copyright 2025 Tran Ngoc
# Minh Hieu (licence text beside this file). Levels: D district, W ward before July 2025, N ward
# since. Aliases are folded names, without spaces, of units that were merged or renamed earlier.
"""
FIELDS = ("level", "code", "parent", "type", "name", "aliases", "successors")
TYPED_ALIAS = re.compile(r"(phuong|xa|thitran|quan|huyen|thixa|thanhpho)0*([a-z0-9]+)")

TYPES = (
    *("Thành phố", "Thị xã", "Quận", "Huyện"),
    *("Phường", "Thị trấn", "Xã", "Đặc khu"),
)

Row = dict[str, str]


def read(folder: Path, name: str) -> list[Row]:
    """Read one exported table."""
    with (folder / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def aliases(exported: str) -> str:
    """Keep the earlier names that say their type, as `type:name`."""
    found = (TYPED_ALIAS.fullmatch(alias) for alias in json.loads(exported or "[]"))
    return " ".join(sorted({f"{alias[1]}:{alias[2]}" for alias in found if alias}))


def parted(name: str, kind: str) -> tuple[str, str]:
    """Part a unit's type from its name, without a remark in brackets after it.

    The type in the name is the right one where the column of types says another.
    """
    written = next((t for t in TYPES if name.lower().startswith(f"{t.lower()} ")), "")
    bare = name[len(written) :].partition("(")[0].strip().replace("’", "'")
    return written or kind, bare


def build(folder: Path) -> list[tuple[str, ...]]:
    """Give all units, one row each, sorted by level and code."""
    successors: dict[str, list[str]] = defaultdict(list)
    for row in read(folder, "crosswalk_2025.csv"):
        successors[row["old_ward_code"]].append(row["new_ward_code"])
    units: set[tuple[str, ...]] = set()
    for row in read(folder, "legacy_units_63.csv"):
        kind, name = parted(row["district"], row["district_type"])
        earlier = aliases(row["district_alias"])
        units.add(("D", row["district_code"], row["province_code"], kind, name, earlier, ""))
        if row["ward_code"]:
            kind, name = parted(row["ward"], row["ward_type"])
            earlier = aliases(row["ward_alias"])
            later = " ".join(sorted(successors[row["ward_code"]]))
            head = ("W", row["ward_code"], row["district_code"], kind)
            units.add((*head, name, earlier, later))
    for row in read(folder, "new_units_34.csv"):
        kind, name = parted(row["ward"], row["ward_type"])
        units.add(("N", row["ward_code"], row["province_code"], kind, name, "", ""))
    return sorted(units)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with the exported CSV tables")
    text = io.StringIO()
    text.write(NOTICE)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows(build(parser.parse_args().folder))
    TARGET.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
