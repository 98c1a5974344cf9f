"""Read the small tables that the package ships."""

import csv
from importlib.resources import files


def read_table(folder: str, name: str) -> list[dict[str, str]]:
    """Read a CSV table of the package; lines that begin with `#` name its source.

    Args:
        folder: Folder below `linkage/resources`.
        name: File name.

    Returns:
        One dictionary per row, in the order of the file.

    Examples:
        >>> read_table("numbers", "birth_registration_codes.csv")[0]
        {'code': '001', 'province': 'Hà Nội'}
    """
    path = files("linkage") / "resources" / folder / name
    return parse_table(path.read_text(encoding="utf-8"))


def parse_table(text: str) -> list[dict[str, str]]:
    r"""Parse a CSV text whose lines that begin with `#` are remarks.

    Examples:
        >>> parse_table("# units\ncode,name\n01,Hà Nội")
        [{'code': '01', 'name': 'Hà Nội'}]
    """
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
