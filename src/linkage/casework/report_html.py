"""HTML from Python: elements that escape their text, so that no value becomes markup."""

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape

Attribute = str | int | float | bool | None


VOID = frozenset({"input", "link", "meta"})
"""Elements that hold nothing and have no end."""


class Html(str):
    """Text that is markup already; any other text is escaped when it enters an element."""

    __slots__ = ()


def markup(child: str) -> Html:
    """Escape a text, unless it is markup already.

    Examples:
        >>> markup("<b> & co")
        '&lt;b&gt; &amp; co'
        >>> markup(Html("<b>"))
        '<b>'
    """
    return child if isinstance(child, Html) else Html(escape(child))


def join(children: Iterable[str], separator: str = "") -> Html:
    """Put texts and elements one after the other.

    Examples:
        >>> join(["<", Html("<br>")], separator=" ")
        '&lt; <br>'
    """
    texts = [child if isinstance(child, Html) else escape(child) for child in children]
    return Html(separator.join(texts))


def tag(element: str, *children: str, **attributes: Attribute) -> Html:
    """Make an element.

    An underscore in the name of an attribute is a hyphen, one at its end is dropped; an
    attribute that is None or False is left out, one that is True has no value.

    Examples:
        >>> tag("td", "a < b", class_="note", aria_hidden=True, title=None)
        '<td class="note" aria-hidden>a &lt; b</td>'
    """
    written = "".join(
        [
            f" {_attribute(name)}" + ("" if value is True else f'="{_quoted(value)}"')
            for name, value in attributes.items()
            if value is not None and value is not False
        ]
    )
    if element in VOID:
        return Html(f"<{element}{written}>")
    return Html(f"<{element}{written}>{join(children)}</{element}>")


@cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _quoted(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else str(value)


def bullets(items: Iterable[str], class_: str | None = None) -> Html:
    """An unordered list."""
    return tag("ul", *(tag("li", item) for item in items), class_=class_)


def grid(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: bool = True,
    foot: Sequence[str] = (),
    class_: str = "",
) -> Html:
    """A table with a caption whose first column names its rows.

    Args:
        caption: What the table says.
        head: Headings of the columns.
        rows: Cells, as many as headings.
        numeric: Whether the columns after the first hold counts, set flush right.
        foot: Cells of a closing row.
        class_: Further classes of the table.

    Examples:
        >>> grid("Fruit", ["kind", "n"], [["pears", "3"]]).count("<th")
        4
    """
    body = [tag("tr", _row_head(first), *(tag("td", c) for c in rest)) for first, *rest in rows]
    parts = [
        tag("caption", caption),
        tag("thead", tag("tr", *(tag("th", h, scope="col") for h in head))),
        tag("tbody", *body),
    ]
    if foot:
        first, *rest = foot
        parts.append(tag("tfoot", tag("tr", _row_head(first), *(tag("td", c) for c in rest))))
    classes = " ".join(filter(None, ("numbers" if numeric else "", class_)))
    return scrolling(caption, tag("table", *parts, class_=classes or None))


def _row_head(cell: str) -> Html:
    return tag("th", cell, scope="row")


def scrolling(label: str, table: Html) -> Html:
    """Let a wide table scroll by itself, by keyboard too."""
    return tag("div", table, class_="scroll", role="region", aria_label=label, tabindex=0)
