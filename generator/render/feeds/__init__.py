"""The event stream as feeds: RSS 2.0, Atom and JSON Feed, and a list of all of them.

Every date comes from the data, ids never change, and the same events give the same bytes on any
day: a feed without news is the same file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date

from generator import addresses
from generator.artifacts import Artifact
from generator.bulletin import Bulletin
from generator.render.feeds import json_feed, moulds, subscriptions
from generator.render.feeds.entries import NEWEST, Entry, Feed, entry, feeds
from generator.settings import Settings

__all__ = ["NEWEST", "Entry", "Feed", "render"]


def render(
    bulletin: Bulletin, settings: Settings, existing: Container[str] | None = None
) -> list[Artifact]:
    """Every feed in every format, and the OPML list.

    `existing` are the addresses of pages: a feed whose page does not exist (a family without any
    record has none) leads to the page of feeds instead.
    """
    listed = list(feeds(bulletin, settings))
    if existing is not None:
        listed = [
            feed if feed.page in existing else dataclasses.replace(feed, page=addresses.FEEDS)
            for feed in listed
        ]
    told = {event.key: entry(event, bulletin, settings) for feed in listed for event in feed.events}
    return [
        *_xml(listed, told, settings, "xml"),
        *_xml(listed, told, settings, "atom"),
        *_json(listed, told, settings),
        Artifact(addresses.SUBSCRIPTIONS, subscriptions.opml(listed, settings)),
    ]


def _xml(
    listed: Sequence[Feed], told: Mapping[str, Entry], settings: Settings, style: moulds.Style
) -> Iterator[Artifact]:
    written = {key: moulds.entry(one, style) for key, one in told.items()}
    for feed in listed:
        entries = "".join(written[event.key] for event in feed.events)
        updated = max((event.moved_on for event in feed.events), default=_founded(settings))
        content = moulds.feed(feed, settings, updated, entries, style)
        yield Artifact(f"{feed.address}.{style}", content)


def _json(
    listed: Sequence[Feed], told: Mapping[str, Entry], settings: Settings
) -> Iterator[Artifact]:
    written = {key: json_feed.entry(one) for key, one in told.items()}
    for feed in listed:
        content = json_feed.feed(feed, settings, [written[event.key] for event in feed.events])
        yield Artifact(f"{feed.address}.json", content)


def _founded(settings: Settings) -> date:
    """The day the ids are of (RFC 4151): the date of a feed that has told nothing yet."""
    year, month, day = (*settings.tag_authority.partition(",")[2].split("-"), "1", "1")[:3]
    return date(int(year), int(month), int(day))
