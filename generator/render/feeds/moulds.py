"""RSS 2.0 and Atom: the one door to feedgen.

feedgen builds a tree for every entry of every feed, and each entry stands in up to five feeds. So
it writes one mould of each shape, with marks in the place of texts; entries and feeds are stamped
from them. The bytes are those feedgen would have written (a test compares them).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from email.utils import format_datetime
from functools import cache
from typing import Literal
from xml.sax.saxutils import escape

from feedgen.feed import FeedGenerator

from generator.render.feeds.entries import Entry, Feed
from generator.settings import Settings

Style = Literal["xml", "atom"]
"""The two formats of feedgen by the suffix of their address."""

GENERATOR = "Mine Bulletin"
_BEIJING = timezone(timedelta(hours=8))
_PUBLISHED, _UPDATED, _BUILT = date(1901, 1, 1), date(1902, 2, 2), date(1903, 3, 3)
_MARK = re.compile(r"⟦([a-z]+[0-9]*)⟧")


@dataclass(frozen=True)
class Mould:
    """A text cut at its marks: pieces and, between them, (name, whether in an attribute)."""

    pieces: tuple[str, ...]
    marks: tuple[tuple[str, bool], ...]

    def stamp(self, values: Mapping[str, str]) -> str:
        """The text with its marks filled, escaped as their places ask for."""
        text = [self.pieces[0]]
        for (name, quoted), piece in zip(self.marks, self.pieces[1:], strict=True):
            value = escape(values[name])
            text += [value.replace('"', "&quot;") if quoted else value, piece]
        return "".join(text)


@cache
def written(day: date, style: str) -> str:
    """A day as the first moment of it in Beijing: RSS by RFC 2822, the others by RFC 3339."""
    moment = datetime.combine(day, time(), _BEIJING)
    return format_datetime(moment) if style == "xml" else moment.isoformat()


def entry(told: Entry, style: Style) -> str:
    """An entry as the lines of a feed."""
    values = {f"tag{n}": tag for n, tag in enumerate(told.tags)}
    values |= {"id": told.id, "title": told.title, "link": told.link, "text": told.text}
    values["published"] = written(told.published, style)
    values["updated"] = written(told.updated, style)
    return _cast(style, len(told.tags))[1].stamp(values)


def feed(told: Feed, settings: Settings, updated: date, entries: str, style: Style) -> bytes:
    """A whole feed around its written entries."""
    head, _, foot = _cast(style, 0)
    values = {
        "id": f"tag:{settings.tag_authority}:{told.address}",
        "title": told.title,
        "description": told.description,
        "language": settings.language,
        "publisher": settings.publisher,
        "self": f"{settings.site_url}{told.address}.{style}",
        "page": settings.site_url + told.page,
        "built": written(updated, style),
    }
    return (head.stamp(values) + entries + foot.stamp(values)).encode()


@cache
def _cast(style: Style, tags: int) -> tuple[Mould, Mould, Mould]:
    """What stands before the entries, an entry with so many tags, and what stands after."""
    generator = _feed(style)
    _entry(generator, tags)
    whole = generator.rss_str(pretty=True) if style == "xml" else generator.atom_str(pretty=True)
    text = whole.decode()
    for day, name in ((_PUBLISHED, "published"), (_UPDATED, "updated"), (_BUILT, "built")):
        text = text.replace(written(day, style), f"⟦{name}⟧")
    tag = "item" if style == "xml" else "entry"
    begin = text.rindex("\n", 0, text.index(f"<{tag}>")) + 1
    end = text.index(f"</{tag}>\n") + len(f"</{tag}>\n")
    return _cut(text[:begin]), _cut(text[begin:end]), _cut(text[end:])


def _feed(style: Style) -> FeedGenerator:
    kind = "application/rss+xml" if style == "xml" else "application/atom+xml"
    feed = FeedGenerator()
    feed.id("⟦id⟧")
    feed.title("⟦title⟧")
    feed.description("⟦description⟧")
    feed.language("⟦language⟧")
    feed.author({"name": "⟦publisher⟧"})
    feed.link(href="⟦self⟧", rel="self", type=kind)
    feed.link(href="⟦page⟧", rel="alternate")  # RSS takes the last link as its own
    feed.generator(GENERATOR)
    feed.updated(written(_BUILT, "atom"))
    feed.lastBuildDate(written(_BUILT, "atom"))
    return feed


def _entry(feed: FeedGenerator, tags: int) -> None:
    entry = feed.add_entry(order="append")
    entry.id("⟦id⟧")
    entry.title("⟦title⟧")
    entry.link(href="⟦link⟧", rel="alternate")
    entry.content("⟦text⟧", type="text")
    entry.published(written(_PUBLISHED, "atom"))
    entry.updated(written(_UPDATED, "atom"))
    for n in range(tags):
        entry.category(term=f"⟦tag{n}⟧")


def _cut(text: str) -> Mould:
    pieces = _MARK.split(text)
    texts, names = pieces[::2], pieces[1::2]
    places = [piece.endswith('="') for piece in texts[:-1]]
    return Mould(tuple(texts), tuple(zip(names, places, strict=True)))
