"""The page of an explained pair: sentences, a waterfall as SVG, the two records side by side."""

from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise
from math import ceil, floor, log2

from linkage.casework.evidence import FACTS, level_words
from linkage.casework.explanation import Bar, Explanation
from linkage.casework.report_html import Html, grid, join, tag
from linkage.casework.report_words import MISSING_MARK, Voice
from linkage.casework.wording import Phrase

_WIDTH, _LABELS, _FIGURES = 880, 390, 56
_ROW, _BAR, _TOP, _BOTTOM = 28, 16, 30, 26
_LEAST_SPAN = 8.0

_TITLE: Phrase = ("Hai hồ sơ này có phải một người?", "Are these two records one person?")
_TOTAL: Phrase = ("Tổng", "Total")
_CHART: Phrase = (
    "Từng thông tin cộng vào hay trừ đi bao nhiêu, theo log2; {n} bước, tổng {total}",
    "What each fact adds or takes away, in log2; {n} steps, total {total}",
)
_THRESHOLD: Phrase = ("đề xuất từ đây", "proposed from here")
_FIGURE: Phrase = (
    "Xác suất là một người: {chance}; tổng trọng số {total}.",
    "Probability of one person: {chance}; match weight {total}.",
)
_READING: Phrase = (
    "Mỗi đơn vị trọng số nhân đôi khả năng là một người; trọng số âm làm giảm một nửa.",
    "Each unit of weight doubles the odds that both are one person; a negative one halves them.",
)
_PROMISE: Phrase = (
    "Phần mềm chỉ đề xuất, không quyết định.",
    "The library proposes and never decides.",
)
_TABLE: Phrase = ("Hai hồ sơ cạnh nhau", "The two records side by side")
_HEAD: tuple[Phrase, ...] = (("Thông tin", "Fact"), ("So sánh", "Comparison"))
_WEIGHT: Phrase = ("Trọng số", "Weight")
_MISSING: Phrase = ("thiếu, không tính", "missing, not counted")


def page(pair: Explanation) -> str:
    """The whole page; it asks nothing of a network."""
    voice = Voice(pair.lang)
    style = files("linkage.resources").joinpath("report.css").read_text(encoding="utf-8")
    waterfall = files("linkage.resources").joinpath("explanation.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="referrer" content="no-referrer">'),
        tag("title", voice.say(_TITLE)),
        tag("style", Html(style + waterfall)),
    )
    ids = f"{pair.record_id_l} · {pair.record_id_r}"
    body = tag(
        "body",
        tag("header", tag("h1", voice.say(_TITLE)), tag("p", ids, class_="as-of")),
        tag(
            "main",
            tag("p", join([pair.verdict, pair.found], " "), class_="promise"),
            tag(
                "section",
                *(tag("p", sentence) for sentence in pair.sentences),
                waterfall_chart(pair),
                tag("p", join([_figure(pair, voice), voice.say(_READING)], " ")),
                _beside(pair, voice),
                tag("p", voice.say(_PROMISE)),
            ),
        ),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang=pair.lang)}\n"


def text(pair: Explanation) -> str:
    """The sentences and the steps as plain text."""
    voice = Voice(pair.lang)
    width = max(len(bar.label) for bar in pair.waterfall) + 2
    steps = [f"{bar.label:<{width}}{voice.weight(bar.weight):>8}" for bar in pair.waterfall]
    total = f"{voice.say(_TOTAL):<{width}}{voice.weight(pair.weight):>8}"
    figures = f"{_figure(pair, voice)} {pair.verdict}"
    return "\n".join([*pair.sentences, "", *steps, total, "", figures, pair.found])


def _figure(pair: Explanation, voice: Voice) -> str:
    total = voice.weight(pair.weight)
    return voice.say(_FIGURE, chance=voice.chance(pair.probability), total=total)


def waterfall_chart(pair: Explanation) -> Html:
    """The steps from the prior to the match weight, each where the one before ended."""
    voice = Voice(pair.lang)
    total = Bar(voice.say(_TOTAL), pair.weight, 0.0)
    bars = [*pair.waterfall, total]
    threshold = log2(pair.threshold / (1 - pair.threshold))
    scale = _Scale([0.0, threshold, *(bar.end for bar in bars)])
    height = _TOP + len(bars) * _ROW + _BOTTOM
    said = voice.say(_CHART, n=len(pair.waterfall), total=voice.weight(pair.weight))
    rows = [_row(bar, place, scale, voice) for place, bar in enumerate(bars[:-1])]
    rows.append(_row(total, len(bars) - 1, scale, voice, kind="total"))
    return tag(
        "svg",
        *(_grid_line(value, height, scale, voice) for value in scale.ticks),
        _threshold(scale.x(threshold), height, voice),
        *(_step(bar, place, scale) for place, (bar, _) in enumerate(pairwise(bars[:-1]))),
        *rows,
        class_="waterfall",
        viewBox=f"0 0 {_WIDTH} {height}",
        role="img",
        aria_label=said,
    )


class _Scale:
    """Weights to places across the chart, and round numbers to mark."""

    def __init__(self, values: Sequence[float]) -> None:
        low, high = min(values), max(values)
        room = max(0.0, _LEAST_SPAN - (high - low)) / 2
        unit = next(u for u in (1, 2, 5, 10, 20, 50, 100) if (high - low) / u <= 8)
        self.low = floor((low - room) / unit) * unit
        self.high = ceil((high + room) / unit) * unit
        self.ticks = range(self.low, self.high + 1, unit)

    def x(self, weight: float) -> float:
        share = (weight - self.low) / (self.high - self.low)
        return round(_LABELS + share * (_WIDTH - _LABELS - _FIGURES), 1)


def _y(place: int) -> int:
    return _TOP + place * _ROW


def _row(bar: Bar, place: int, scale: _Scale, voice: Voice, kind: str | None = None) -> Html:
    left, right = sorted((scale.x(bar.start), scale.x(bar.end)))
    y = _y(place)
    return tag(
        "g",
        tag("text", _short(bar.label), x=_LABELS - 12, y=y + 17, text_anchor="end"),
        tag(
            "rect",
            tag("title", f"{bar.label}: {voice.weight(bar.weight)}"),
            class_="for" if bar.weight >= 0 else "against",
            x=left,
            y=y + (_ROW - _BAR) // 2,
            width=max(1.0, round(right - left, 1)),
            height=_BAR,
        ),
        tag("text", voice.weight(bar.weight), x=right + 5, y=y + 18, class_="figure"),
        class_=kind,
    )


def _short(label: str, most: int = 52) -> str:
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def _step(bar: Bar, place: int, scale: _Scale) -> Html:
    x = scale.x(bar.end)
    middle = _y(place) + _ROW // 2
    return tag("line", class_="step", x1=x, x2=x, y1=middle, y2=middle + _ROW)


def _grid_line(value: int, height: int, scale: _Scale, voice: Voice) -> Html:
    x = scale.x(value)
    label = "0" if value == 0 else voice.weight(value).removesuffix(",0").removesuffix(".0")
    return join(
        [
            tag("line", class_="zero" if value == 0 else "grid", x1=x, x2=x, y1=_TOP - 4,
                y2=height - _BOTTOM),
            tag("text", label, x=x, y=height - 8, text_anchor="middle", class_="tick"),
        ]
    )  # fmt: skip


def _threshold(x: float, height: int, voice: Voice) -> Html:
    return join(
        [
            tag("line", class_="threshold", x1=x, x2=x, y1=_TOP - 8, y2=height - _BOTTOM),
            tag("text", voice.say(_THRESHOLD), x=x, y=16, text_anchor="middle", class_="threshold"),
        ]
    )


def _beside(pair: Explanation, voice: Voice) -> Html:
    heads = [voice.say(phrase) for phrase in _HEAD]
    rows = [
        (
            voice.say(FACTS[item.fact][1]),
            level_words(item.level, pair.lang) if item.level else voice.say(_MISSING),
            item.left or MISSING_MARK,
            item.right or MISSING_MARK,
            voice.weight(item.weight) if item.level else MISSING_MARK,
        )
        for item in pair.evidence
    ]
    head = [*heads, pair.record_id_l, pair.record_id_r, voice.say(_WEIGHT)]
    return grid(voice.say(_TABLE), head, rows, numeric=False)
