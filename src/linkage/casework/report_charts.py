"""Charts of the report as inline SVG; whatever a chart shows is said in text beside it."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil, log10

from linkage.casework.report_html import Html, join, tag
from linkage.casework.report_words import Voice

_WIDTH, _HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 12, 26, 44


def share_bar(share: float) -> Html:
    """A bar whose length is a share of its cell."""
    return tag(
        "svg",
        tag("rect", class_="share", width=round(100 * share, 1), height=10),
        class_="share-bar",
        viewBox="0 0 100 10",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def histogram(bins: Sequence[float], threshold: float | None, voice: Voice) -> Html:
    """Pairs by match probability, in equal steps from 0 to 1, counts on a logarithmic scale."""
    decades = max(1, ceil(log10(max([1.0, *bins]))))
    label = voice.say(
        (
            "Biểu đồ số cặp hồ sơ theo xác suất là một người, {n} khoảng bằng nhau",
            "Histogram of pairs by probability of one person, in {n} equal steps",
        ),
        n=len(bins),
    )
    return tag(
        "svg",
        *(_gridline(decade, decades, voice) for decade in range(decades + 1)),
        *(_column(place, n, len(bins), decades, voice) for place, n in enumerate(bins)),
        *(_tick(step / 10, voice) for step in range(0, 11, 2)),
        _axis_title(voice),
        *([] if threshold is None else [_threshold(threshold, voice)]),
        class_="histogram",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_label=label,
    )


def _x(share: float) -> float:
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(decade: float, decades: int) -> float:
    return round(_HEIGHT - _BOTTOM - decade / decades * (_HEIGHT - _TOP - _BOTTOM), 1)


def _gridline(decade: int, decades: int, voice: Voice) -> Html:
    y = _y(decade, decades)
    return join(
        [
            tag("line", class_="grid", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y),
            tag("text", _decade(decade, voice), x=_LEFT - 8, y=y + 4, text_anchor="end"),
        ]
    )


def _decade(decade: int, voice: Voice) -> str:
    """The count of a line: the height of a column is log10(1 + count)."""
    return "0" if decade == 0 else voice.count(10**decade)


def _column(place: int, pairs: float, columns: int, decades: int, voice: Voice) -> Html:
    x, after = _x(place / columns), _x((place + 1) / columns)
    y = _y(min(log10(1 + pairs), decades), decades)
    said = (
        f"{voice.decimal(place / columns, 2)}–{voice.decimal((place + 1) / columns, 2)}: "
        f"{voice.count(pairs)}"
    )
    return tag(
        "rect",
        tag("title", said),
        class_="column",
        x=x + 1,
        y=y,
        width=round(after - x - 2, 1),
        height=round(_HEIGHT - _BOTTOM - y, 1),
    )


def _tick(share: float, voice: Voice) -> Html:
    return tag(
        "text",
        voice.decimal(share),
        x=_x(share),
        y=_HEIGHT - _BOTTOM + 17,
        text_anchor="middle",
    )


def _axis_title(voice: Voice) -> Html:
    title = voice.say(
        ("Xác suất hai hồ sơ là một người", "Probability that two records are one person")
    )
    return tag("text", title, x=_x(0.5), y=_HEIGHT - 6, text_anchor="middle", class_="title")


def _threshold(threshold: float, voice: Voice) -> Html:
    x = _x(threshold)
    said = voice.say(("đề xuất từ {p}", "proposed from {p}"), p=voice.decimal(threshold, 2))
    return join(
        [
            tag("line", class_="threshold", x1=x, x2=x, y1=_TOP - 6, y2=_HEIGHT - _BOTTOM),
            tag("text", said, x=x - 6, y=_TOP - 8, text_anchor="end", class_="threshold"),
        ]
    )


_FALL_WIDTH, _FALL_ROW = 700, 20
_FALL_LEFT, _FALL_RIGHT = 236, 56


def waterfall(steps: Sequence[tuple[str, float]], total: tuple[str, float], voice: Voice) -> Html:
    """Weights added up one below the other, each bar beginning where the last one ended.

    Args:
        steps: What each weight is for, in their order.
        total: What the sum is called, and the sum.
        voice: Language of numbers.
    """
    ends = [0.0]
    for _, weight in steps:
        ends.append(ends[-1] + weight)
    low, high = min(0.0, *ends), max(0.0, *ends)
    scale = (_FALL_WIDTH - _FALL_LEFT - _FALL_RIGHT) / max(high - low, 1.0)

    def x(weight: float) -> int:
        return round(_FALL_LEFT + (weight - low) * scale)

    rows = [
        (name, start, end) for (name, _), (start, end) in zip(steps, pairwise(ends), strict=True)
    ]
    rows.append((total[0], 0.0, total[1]))
    height = _FALL_ROW * len(rows)
    bars = (_fall(place, row, x, voice) for place, row in enumerate(rows))
    label = voice.say(("Các trọng số cộng dồn", "The weights added up"))
    return tag(
        "svg",
        tag("line", x1=x(0), x2=x(0), y1=0, y2=height),
        *bars,
        class_="waterfall",
        viewBox=f"0 0 {_FALL_WIDTH} {height}",
        role="img",
        aria_label=label,
    )


def _fall(
    place: int, row: tuple[str, float, float], x: Callable[[float], int], voice: Voice
) -> Html:
    name, start, end = row
    y = _FALL_ROW * place
    left, right = sorted((x(start), x(end)))
    return join(
        [
            tag("text", name, x=_FALL_LEFT - 8, y=y + 14),
            tag(
                "rect",
                class_="for" if end >= start else "against",
                x=left,
                y=y + 4,
                width=max(1, right - left),
                height=12,
            ),
            tag("text", voice.weight(end - start), x=right + 5, y=y + 14, class_="n"),
        ]
    )


_TREND_WIDTH, _TREND_HEIGHT = 700, 200
_MOST_LABELS = 8
"""Points that are named; the last one always is."""


def trend(points: Sequence[tuple[str, float]], title: str, voice: Voice) -> Html:
    """A line over the weeks, from zero, so that a small change does not look like a large one."""
    left, right, top, bottom = 48, 48, 22, 30
    each = -(-len(points) // _MOST_LABELS)
    most = max(1.0, *(value for _, value in points))
    step = (_TREND_WIDTH - left - right) / max(1, len(points) - 1)
    height = _TREND_HEIGHT - top - bottom

    def at(place: int, value: float) -> tuple[int, int]:
        return round(left + place * step), round(top + height * (1 - value / most))

    spots = [at(place, value) for place, (_, value) in enumerate(points)]
    base = _TREND_HEIGHT - bottom
    marks = (
        join(
            [
                tag("circle", cx=x, cy=y, r=4),
                *(
                    [
                        tag("text", voice.count(value), x=x, y=y - 8, text_anchor="middle"),
                        tag("text", day, x=x, y=base + 18, text_anchor="middle"),
                    ]
                    if (len(points) - 1 - place) % each == 0
                    else []
                ),
            ]
        )
        for place, ((x, y), (day, value)) in enumerate(zip(spots, points, strict=True))
    )
    return tag(
        "svg",
        tag("line", x1=left, x2=_TREND_WIDTH - right, y1=base, y2=base),
        tag("polyline", points=" ".join(f"{x},{y}" for x, y in spots)),
        *marks,
        class_="trend",
        viewBox=f"0 0 {_TREND_WIDTH} {_TREND_HEIGHT}",
        role="img",
        aria_label=title,
    )
