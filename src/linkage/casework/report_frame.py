"""What every page of the site has around its contents: head, ways to the other pages, foot."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import PurePosixPath

from linkage.casework.report_html import Html, tag
from linkage.casework.report_words import Voice
from linkage.casework.wording import Phrase

STYLE = "style.css"
HOME, METHOD, EXPLAINED, FIND = "index.html", "method.html", "explained.html", "find.html"

TITLE: Phrase = ("Rà soát số định danh cá nhân", "Review of personal numbers")

PAGES: Sequence[tuple[str, Phrase]] = (
    (HOME, ("Tổng quan", "Overview")),
    (FIND, ("Tìm vụ việc", "Find a case")),
    (EXPLAINED, ("Đã giải thích", "Explained")),
    (METHOD, ("Dữ liệu và cách làm", "Data and method")),
)
"""Pages that every page leads to."""

Crumb = tuple[str, str]
"""A title and the place of its page within the site."""


@dataclass(frozen=True)
class Frame:
    """The site as its pages need to know it.

    Attributes:
        voice: The language.
        as_of: Day of the extract, `YYYY-MM-DD`.
        reveal: Whether numbers stand in full.
    """

    voice: Voice
    as_of: str
    reveal: bool

    def page(
        self,
        place: str,
        title: str,
        contents: Sequence[Html],
        crumbs: Sequence[Crumb] = (),
        scripts: Sequence[str] = (),
    ) -> str:
        """A page of the site.

        Args:
            place: Its place within the site.
            title: Its title.
            contents: What follows the title.
            crumbs: Pages above it, the widest first.
            scripts: Places of scripts it needs.
        """
        style = tag("link", rel="stylesheet", href=way(place, STYLE))
        loaded = [tag("script", src=way(place, script), defer=True) for script in scripts]
        body = [self._top(place), self._main(place, title, contents, crumbs), self._foot()]
        return self._document(title, [style, *loaded], body)

    def single(self, title: str, contents: Sequence[Html], folder: str) -> str:
        """A page that needs no other file and leads into the site that lies in a folder."""
        style = files("linkage.resources").joinpath("report.css").read_text(encoding="utf-8")
        body = [self._top("", folder), self._main("", title, contents, ()), self._foot()]
        return self._document(title, [tag("style", Html(style))], body)

    def _document(self, title: str, head: Sequence[Html], body: Sequence[Html]) -> str:
        site = self.voice.say(TITLE)
        page = tag(
            "html",
            tag(
                "head",
                tag("meta", charset="utf-8"),
                tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
                tag("meta", name="referrer", content="no-referrer"),
                tag("title", title if title == site else f"{title} – {site}"),
                *head,
            ),
            tag("body", *body),
            lang=self.voice.lang,
        )
        return f"<!doctype html>\n{page}\n"

    def _top(self, place: str, folder: str = "") -> Html:
        links = [
            tag(
                "li",
                tag(
                    "a",
                    self.voice.say(name),
                    href=f"{folder}/{page}" if folder else way(place, page),
                    aria_current="page" if page == place else None,
                ),
            )
            for page, name in PAGES
        ]
        skip = self.voice.say(("Đến nội dung", "Skip to content"))
        pages = self.voice.say(("Các trang", "Pages"))
        return tag(
            "header",
            tag("a", skip, href="#content", class_="skip"),
            tag("p", self.voice.say(TITLE), class_="site"),
            tag("nav", tag("ul", *links), aria_label=pages),
        )

    def _main(
        self, place: str, title: str, contents: Sequence[Html], crumbs: Sequence[Crumb]
    ) -> Html:
        above = [tag("li", tag("a", said, href=way(place, page))) for said, page in crumbs]
        trail = (
            tag("nav", tag("ol", *above), class_="crumbs", aria_label=self.voice.say(_ABOVE))
            if above
            else Html("")
        )
        return tag("main", trail, tag("h1", title), *contents, id="content", tabindex=-1)

    def _foot(self) -> Html:
        numbers = _REVEALED if self.reveal else _MASKED
        day = self.voice.say(_AS_OF, day=self.voice.day(self.as_of))
        return tag(
            "footer",
            tag("p", day, " ", self.voice.say(_PROMISE)),
            tag("p", self.voice.say(numbers)),
        )


_ABOVE: Phrase = ("Đơn vị cấp trên", "Units above")
_AS_OF: Phrase = ("Dữ liệu tính đến ngày {day}.", "Data as of {day}.")
_PROMISE: Phrase = (
    "Phần mềm chỉ đề xuất, không quyết định: mỗi vụ việc là một nghi vấn cần con người xác minh.",
    "The library proposes and does not decide: each case is a suspicion for a person to verify.",
)
_MASKED: Phrase = (
    "Số được che: P1, P2 là số định danh, C1 là CMND, T1 là điện thoại trong cùng một vụ việc, "
    "kèm ba chữ số cuối.",
    "Numbers are masked: P1, P2 are personal numbers, C1 a CMND, T1 a phone within one case, "
    "with their last three digits.",
)
_REVEALED: Phrase = (
    "Số định danh, CMND và điện thoại được ghi đầy đủ: bảo quản như tài liệu mật.",
    "Numbers are shown in full: keep this page as you would the register.",
)


def way(here: str, there: str) -> str:
    """The relative address of a page from another.

    Examples:
        >>> way("units/01.html", "index.html"), way("index.html", "cases/a-1.html#b")
        ('../index.html', 'cases/a-1.html#b')
        >>> way("cases/a.html", "cases/b.html")
        'b.html'
    """
    folder = PurePosixPath(here).parent
    page, mark, anchor = there.partition("#")
    target = PurePosixPath(page)
    if target.parent == folder:
        page = target.name
    elif folder.parts:
        page = "../" * len(folder.parts) + page
    return page + mark + anchor
