"""What the head of a page says of it: to readers of government sites, to those it is shared with,
and to machines that read schema.org.

国办发〔2017〕47号 (政府网站发展指引) names three groups of labels: of the site (SiteName …), of a
column (ColumnName …) and of an article (ArticleTitle, PubDate, ContentSource …). A page of a record
is an article of the list it belongs to; any other page is a column.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from generator.artifacts import Page
from generator.messages import site
from generator.render import codes
from generator.settings import Settings

Crumbs = Sequence[tuple[str, str]]
"""The lists a page belongs to as (title, address), home first."""

MARKS = (
    "title",
    "head_title",
    "description",
    "canonical",
    "code",
    "feed",
    "keywords",
    "published",
    "published_at",
    "source",
    "column",
    "column_description",
    "column_keywords",
    "column_type",
    "structured",
)
"""The reserved marks: the same for every page, whatever its shell."""

MOST_CODES = 1000
"""A code takes 4 ms to draw, a page 0.2 ms: a site with more records prints addresses alone."""


class Labels:
    """The reserved marks of every page of one site."""

    def __init__(self, pages: Sequence[Page], settings: Settings) -> None:
        self._pages = {page.address: page for page in pages}
        self._titles = Counter((page.parent, page.title) for page in pages)
        self._settings = settings
        self._coded = sum(page.published_on is not None for page in pages) <= MOST_CODES

    def of(self, page: Page, crumbs: Crumbs) -> Mapping[str, str]:
        """The value of each of `MARKS` for one page."""
        column_title, column = self._column(page, crumbs)
        day = page.published_on.isoformat() if page.published_on else ""
        return {
            "title": page.title,
            "head_title": self._head_title(page, crumbs),
            "description": page.description,
            "canonical": self._url(page.address),
            "code": self._code(page),
            "feed": page.feed,
            "keywords": ",".join(page.keywords or (page.title,)),
            "published": day,
            # Crawlers ask for the minute. The data knows days, and a record is public from the
            # first minute of its day.
            "published_at": f"{day} 00:00",
            "source": page.source or self._settings.publisher,
            "column": column_title,
            "column_description": column.description,
            "column_keywords": ",".join(column.keywords or (column_title,)),
            "column_type": _column_type(column),
            "structured": self._structured(page, crumbs),
        }

    def _column(self, page: Page, crumbs: Crumbs) -> tuple[str, Page]:
        """The column a page is or, for an article, belongs to: its name and its page."""
        if page.published_on is None or not crumbs:
            return page.title, page
        title, address = crumbs[-1]
        return title, self._pages[address]

    def _head_title(self, page: Page, crumbs: Crumbs) -> str:
        """Title and family. Records that bear the same title are told apart by their id."""
        title = page.title
        if self._titles[page.parent, page.title] > 1:
            title += f"（{page.address.rstrip('/').rpartition('/')[2]}）"
        family = [name for name, address in crumbs[-1:] if address]
        return " - ".join([title, *family])

    def _code(self, page: Page) -> Markup:
        """What a telephone reads off the paper of a record: the page's full address."""
        if page.published_on is None or not self._coded:
            return Markup("")
        return Markup(codes.inline(self._url(page.address)))

    def _url(self, address: str) -> str:
        return self._settings.site_url + quote(address)

    def _structured(self, page: Page, crumbs: Crumbs) -> Markup:
        """The things of schema.org as one data block; no script of any policy's concern."""
        things = [*page.structured]
        if crumbs:
            things.append(self._path(page, crumbs))
        if not things:
            return Markup("")
        return data_block({"@context": "https://schema.org", "@graph": things})

    def _path(self, page: Page, crumbs: Crumbs) -> Mapping[str, object]:
        steps = [*crumbs, (page.title, page.address)]
        return {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": n, "name": name, "item": self._url(address)}
                for n, (name, address) in enumerate(steps, 1)
            ],
        }


# What could end the script element, open a comment in it, or break a line of JavaScript.
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def data_block(thing: Mapping[str, Any]) -> Markup:
    """JSON-LD as a script element that holds data: whatever stands in it cannot end it."""
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return Markup(f'<script type="application/ld+json">{text}</script>')


def _column_type(page: Page) -> str:
    kinds: Mapping[str, str] = site()["column_types"]
    return kinds.get(page.shell, kinds["other"])
