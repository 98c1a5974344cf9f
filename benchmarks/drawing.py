"""Small line charts as SVG, without a plotting library."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Points = Sequence[tuple[float, float]]

COLOURS = ("#0b6e4f", "#b5542a", "#3b5b92", "#7a4b8c")
WIDTH, HEIGHT, MARGIN = 460, 320, 48
MOST_DOTS = 12
"""Lines of so many points show where the points are."""


def chart(
    title: str,
    x_label: str,
    y_label: str,
    lines: Mapping[str, Points],
    *,
    low: tuple[float, float] = (0.0, 0.0),
    diagonal: bool = False,
) -> str:
    """A chart of named lines, both axes ending at one.

    Args:
        title: What it shows, read out by screen readers.
        x_label: Name of the x axis.
        y_label: Name of the y axis.
        lines: Points of each line.
        low: Where the axes begin.
        diagonal: Whether to draw where x equals y.
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="11"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
    ]
    for step in range(6):
        share = step / 5
        x, y = (low[i] + share * (1 - low[i]) for i in (0, 1))
        column, row = _place((x, y), low)
        parts.append(
            f'<path d="M{column:.1f} {MARGIN / 2}V{HEIGHT - MARGIN}M{MARGIN} {row:.1f}'
            f'H{WIDTH - MARGIN / 2}" stroke="#ddd"/>'
            f'<text x="{column:.1f}" y="{HEIGHT - MARGIN + 15}" text-anchor="middle">{x:.2f}</text>'
            f'<text x="{MARGIN - 6}" y="{row + 4:.1f}" text-anchor="end">{y:.2f}</text>'
        )
    if diagonal:
        parts.append(_line([low, (1.0, 1.0)], low, "#999", dashed=True))
    for i, (name, points) in enumerate(lines.items()):
        colour = COLOURS[i % len(COLOURS)]
        parts.append(_line([p for p in points if p[0] >= low[0] and p[1] >= low[1]], low, colour))
        if len(lines) > 1:
            parts.append(
                f'<text x="{MARGIN + 8}" y="{HEIGHT - MARGIN - 10 - 14 * i}" fill="{colour}">'
                f"{escape(name)}</text>"
            )
    parts.append(
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(x_label)}</text>'
        f'<text transform="translate(12 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(y_label)}</text></svg>\n"
    )
    return "".join(parts)


def _place(point: tuple[float, float], low: tuple[float, float]) -> tuple[float, float]:
    x, y = ((point[i] - low[i]) / (1 - low[i]) for i in (0, 1))
    return (
        MARGIN + x * (WIDTH - 1.5 * MARGIN),
        HEIGHT - MARGIN - y * (HEIGHT - 1.5 * MARGIN),
    )


def _line(points: Points, low: tuple[float, float], colour: str, *, dashed: bool = False) -> str:
    if not points:
        return ""
    places = " ".join("{:.1f},{:.1f}".format(*_place(point, low)) for point in points)
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    line = f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    if len(points) > MOST_DOTS or dashed:
        return line
    dots = (_place(point, low) for point in points)
    return line + "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in dots
    )
