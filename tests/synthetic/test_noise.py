"""The noise table: every entry can happen, and the generator stands alone."""

import ast
import random
from pathlib import Path

import pytest

import linkage.synthetic
from linkage.schema import Input
from linkage.synthetic.clerks import OTHER_WORDS
from linkage.synthetic.facts import MISSING
from linkage.synthetic.noise import NOISE, Noise

NAMES = (
    "Nguyễn Thị Hường",
    "Lê Văn Đức",
    "Trịnh Xuân Quỳnh",
    "Võ Tấn Dũng",
    "Lý Sỹ Giang",
    "Đỗ Kiên",
)
TEXTS = (
    *NAMES,
    "Nguyễn Hoàng Lan Anh",
    "Số 12, đường Trần Phú, Phường Kim Mã, Quận Ba Đình, Thành phố Hà Nội",
    "001099123456",
    "012345678",
)


@pytest.mark.parametrize("noise", NOISE, ids=lambda noise: f"{noise.what} in {noise.columns[0]}")
def test_every_noise_can_happen(noise: Noise) -> None:
    chance = random.Random(3)
    spoilt = [(text, noise.slip(text, chance)) for text in TEXTS for _ in range(12)]
    changed = [(before, after) for before, after in spoilt if after is not None and after != before]
    assert changed


@pytest.mark.parametrize("noise", NOISE, ids=lambda noise: f"{noise.what} in {noise.columns[0]}")
@pytest.mark.parametrize("text", ["", " ", "A", "Y", "H'Hen Niê", "  Lê  ", "0"])
def test_no_noise_fails_on_odd_text(noise: Noise, text: str) -> None:
    for seed in range(8):
        spoilt = noise.slip(text, random.Random(seed))
        assert spoilt is None or isinstance(spoilt, str)


def test_the_tables_name_input_columns() -> None:
    columns = {column.name for column in Input.columns()}
    assert {name for noise in NOISE for name in noise.columns} <= columns
    assert {missing.column for missing in MISSING} <= columns
    assert set(OTHER_WORDS) <= columns


def test_the_generator_shares_nothing_with_the_matcher() -> None:
    folder = Path(linkage.synthetic.__file__).parent
    allowed = {"linkage.errors", "linkage.schema"}
    for file in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.ImportFrom)
                and node.module
                and node.module.startswith("linkage")
            ):
                own = node.module.startswith("linkage.synthetic")
                assert own or node.module in allowed, f"{file.name} imports {node.module}"
            if isinstance(node, ast.Import):
                assert not any(alias.name.startswith("linkage") for alias in node.names)
