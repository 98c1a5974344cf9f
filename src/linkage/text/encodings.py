"""Text that was written in one character set and read in another."""

from collections.abc import Iterable
from enum import StrEnum


class Encoding(StrEnum):
    """A way in which Vietnamese text is found wrongly decoded."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    VPS = "vps"
    WINDOWS_1258 = "windows-1258"
    UTF8 = "utf-8"


def vote(values: Iterable[str]) -> Encoding | None:
    """Say what one column of one source is mostly written in; `None` is plain Unicode."""
    for _ in values:
        break
    return None
