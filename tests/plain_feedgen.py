"""A feed as feedgen writes it, entry by entry: the measure of bytes and of time."""

from __future__ import annotations

from collections.abc import Iterable

from feedgen.feed import FeedGenerator

from generator.render.feeds.entries import Entry, Feed
from generator.render.feeds.moulds import written
from generator.settings import Settings


def generated(feed: Feed, told: Iterable[Entry], settings: Settings) -> Linked:
    """RSS and Atom of a feed with at least one entry; `rss_str` and `atom_str` give its bytes."""
    told = list(told)
    plain = FeedGenerator()
    plain.id(f"tag:{settings.tag_authority}:{feed.address}")
    plain.title(feed.title)
    plain.description(feed.description)
    plain.language(settings.language)
    plain.author({"name": settings.publisher})
    plain.generator("Mine Bulletin")
    newest = written(max(entry.updated for entry in told), "atom")
    plain.updated(newest)
    plain.lastBuildDate(newest)
    for entry in told:
        item = plain.add_entry(order="append")
        item.id(entry.id)
        item.title(entry.title)
        item.link(href=entry.link, rel="alternate")
        item.content(entry.text, type="text")
        item.published(written(entry.published, "atom"))
        item.updated(written(entry.updated, "atom"))
        for tag in entry.tags:
            item.category(term=tag)
    return Linked(plain, settings.site_url + feed.address, settings.site_url + feed.page)


class Linked:
    """Each format names itself in its own link."""

    def __init__(self, feed: FeedGenerator, address: str, page: str) -> None:
        self._feed, self._address, self._page = feed, address, page

    def rss_str(self, *, pretty: bool) -> bytes:
        self._link("xml", "application/rss+xml")
        return bytes(self._feed.rss_str(pretty=pretty))

    def atom_str(self, *, pretty: bool) -> bytes:
        self._link("atom", "application/atom+xml")
        return bytes(self._feed.atom_str(pretty=pretty))

    def _link(self, suffix: str, kind: str) -> None:
        itself = {"href": f"{self._address}.{suffix}", "rel": "self", "type": kind}
        self._feed.link([itself, {"href": self._page, "rel": "alternate"}], replace=True)
