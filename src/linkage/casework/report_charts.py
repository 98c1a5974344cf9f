"""Charts of the report as inline SVG; whatever a chart shows is said in text beside it."""

from collections.abc import Sequence
from math import ceil, log10

from linkage.casework.report_html import Html, join, tag
from linkage.casework.report_words import Voice

FULL_WEIGHT = 15
"""Weight at which a bar reaches the edge; what weighs more is drawn as long."""

_BAR_WIDTH, _BAR_HEIGHT = 72, 8
_WIDTH, _HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 12, 26, 44


def weight_bar(weight: float) -> Html:
    """A bar from the middle: to the right for one person, to the left against.

    Examples:
        >>> weight_bar(15).count('class="for"'), weight_bar(-3).count('class="against"')
        (1, 1)
    """
    middle = _BAR_WIDTH / 2
    length = round(min(abs(weight), FULL_WEIGHT) / FULL_WEIGHT * middle, 1)
    return tag(
        "svg",
        tag("rect", class_="track", width=_BAR_WIDTH, height=_BAR_HEIGHT, rx=2),
        tag(
            "rect",
            class_="for" if weight >= 0 else "against",
            x=middle if weight >= 0 else middle - length,
            width=length,
            height=_BAR_HEIGHT,
        ),
        tag("line", x1=middle, x2=middle, y1=0, y2=_BAR_HEIGHT),
        class_="weight",
        viewBox=f"0 0 {_BAR_WIDTH} {_BAR_HEIGHT}",
        aria_hidden="true",
    )


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
