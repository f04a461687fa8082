"""The event stream as feeds; the one door to feedgen.

Every date comes from the data, ids are `tag:` URIs that never change (RFC 4151), and the same
events give the same bytes on any day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from urllib.parse import quote

from feedgen.feed import FeedGenerator

from generator import addresses
from generator.artifacts import Artifact
from generator.bulletin import Bulletin
from generator.bulletin.events import Event
from generator.messages import sentence
from generator.settings import Settings
from generator.wording import long_day

NEWEST = 100
"""How many entries a feed holds; a mine's own feed holds all."""

_BEIJING = timezone(timedelta(hours=8))
# Readers unescape titles, so a markup character in a name would become markup: full-width forms
# read the same and stay text.
_NO_MARKUP = str.maketrans({"<": "＜", ">": "＞", "&": "＆"})


def render(bulletin: Bulletin, settings: Settings) -> list[Artifact]:
    """`feeds/all.xml` (RSS 2.0): the newest events of every kind."""
    # A correction of an old fact is news: it must not lie beyond the newest.
    news = sorted(bulletin.events, key=lambda e: (_updated(e), e.key), reverse=True)
    events = tuple(news[:NEWEST])
    return [Artifact(addresses.ALL_FEED + ".xml", _rss(events, bulletin, settings))]


def _rss(events: tuple[Event, ...], bulletin: Bulletin, settings: Settings) -> bytes:
    feed = FeedGenerator()
    address = settings.site_url + addresses.ALL_FEED
    feed.id(f"tag:{settings.tag_authority}:feeds/all")
    feed.title(settings.site_name)
    feed.description(sentence("feeds", "all", name=settings.site_name))
    feed.language(settings.language)
    feed.link(href=address + ".xml", rel="self", type="application/rss+xml")
    feed.link(href=settings.site_url, rel="alternate")  # RSS takes the last link as its own
    feed.generator("Mine Bulletin")
    newest = max((_moment(_updated(event)) for event in events), default=_moment(bulletin.as_of))
    feed.updated(newest)
    feed.lastBuildDate(newest)
    for event in events:
        _add(feed, event, bulletin, settings)
    return bytes(feed.rss_str(pretty=True))


def _add(feed: FeedGenerator, event: Event, bulletin: Bulletin, settings: Settings) -> None:
    entry = feed.add_entry(order="append")
    entry.id(f"tag:{settings.tag_authority}:{quote(event.key)}")
    entry.guid(f"tag:{settings.tag_authority}:{quote(event.key)}", permalink=False)
    entry.title(event.title.translate(_NO_MARKUP))
    entry.link(href=settings.site_url + event.address, rel="alternate")
    entry.published(_moment(event.public_on))
    entry.updated(_moment(_updated(event)))
    entry.description(_summary(event).translate(_NO_MARKUP))
    entry.category(term=event.label)
    for code in event.subject.towns:
        if code in bulletin.towns:
            entry.category(term=bulletin.towns[code].name)


def _summary(event: Event) -> str:
    """The entry alone tells what happened: when, what, on whose paper, and what was put right."""
    parts = [f"{event.label}，{long_day(event.day)}。", event.summary]
    if event.document_no:
        parts.append(sentence("feeds", "document", number=event.document_no))
    if event.basis:
        parts.append(sentence("feeds", "basis", basis=event.basis))
    if event.corrected_on:
        parts.append(
            sentence(
                "feeds", "corrected", day=long_day(event.corrected_on), note=event.correction_note
            )
        )
    return "".join(parts)


def _updated(event: Event) -> date:
    return max(event.public_on, event.corrected_on or event.public_on)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), _BEIJING)
