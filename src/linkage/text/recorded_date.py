"""A date of which each part is known or not, and what may be wrong with it."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class DateDefect(StrEnum):
    """What was repaired in a date, or is wrong or unsure about it."""

    TWO_DIGIT_YEAR = "two_digit_year"
    MONTH_FIRST = "month_first"
    EXCEL_SERIAL = "excel_serial"
    COMPACT = "compact"
    LETTER_FOR_DIGIT = "letter_for_digit"
    TIME_ZONE = "time_zone"
    APPROXIMATE = "approximate"
    LUNAR = "lunar"
    AMBIGUOUS = "ambiguous"
    SEVERAL = "several"
    IMPOSSIBLE = "impossible"
    FUTURE = "future"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RecordedDate:
    """A date as recorded; its parts never show in `repr`.

    Attributes:
        year: Four-digit year, or `None`.
        month: 1 to 12, or `None`.
        day: 1 to 31, or `None`.
        defects: What was repaired, is wrong or is unsure, in the order found.
    """

    year: int | None = field(repr=False)
    month: int | None = field(repr=False)
    day: int | None = field(repr=False)
    defects: tuple[DateDefect, ...]

    @property
    def date(self) -> dt.date | None:
        """The date when all three parts are known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return dt.date(self.year, self.month, self.day)

    @property
    def text(self) -> str | None:
        """ISO 8601 text, as long as the parts are known: `1990-05-12`, `1990-05`, `1990`."""
        if self.year is None:
            return None
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def describe(self, lang: str = "vi") -> str:
        """Say what is known of the date and what is unsure about it.

        Examples:
            >>> RecordedDate(1990, None, None, ()).describe()
            'chỉ có năm'
            >>> RecordedDate(1990, None, None, (DateDefect.IMPOSSIBLE,)).describe("en")
            'year only; no such day'
        """
        known = (self.year is not None, self.month is not None, self.day is not None)
        column = 0 if lang == "vi" else 1
        precision = [_PRECISION[known][column]] if known in _PRECISION else []
        return "; ".join([*precision, *(_WORDS[defect][column] for defect in self.defects)])


_PRECISION = {
    (True, True, True): ("đủ ngày, tháng, năm", "full date"),
    (True, True, False): ("chỉ có tháng và năm", "month and year only"),
    (True, False, False): ("chỉ có năm", "year only"),
    (True, False, True): ("thiếu tháng", "month missing"),
    (False, True, True): ("thiếu năm", "year missing"),
}

_WORDS = {
    DateDefect.TWO_DIGIT_YEAR: ("năm viết hai chữ số", "two-digit year"),
    DateDefect.MONTH_FIRST: ("tháng viết trước ngày", "month before day"),
    DateDefect.EXCEL_SERIAL: ("số thứ tự ngày của bảng tính", "spreadsheet serial number"),
    DateDefect.COMPACT: ("viết liền không dấu cách", "written without separators"),
    DateDefect.LETTER_FOR_DIGIT: ("gõ chữ O, l thay cho 0, 1", "letter O or l typed for a digit"),
    DateDefect.TIME_ZONE: ("nửa đêm giờ Việt Nam ghi theo giờ quốc tế", "local midnight in UTC"),
    DateDefect.APPROXIMATE: ("ghi khoảng chừng", "approximate"),
    DateDefect.LUNAR: ("có thể là âm lịch", "possibly lunar"),
    DateDefect.AMBIGUOUS: ("có nhiều cách đọc", "several readings"),
    DateDefect.SEVERAL: ("ô ghi nhiều ngày", "several dates in the cell"),
    DateDefect.IMPOSSIBLE: ("không có ngày này", "no such day"),
    DateDefect.FUTURE: ("ở tương lai", "in the future"),
    DateDefect.UNREADABLE: ("không đọc được", "unreadable"),
}
