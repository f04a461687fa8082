"""What feeds tell, before any format: entries, and the feeds that hold them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from generator import addresses
from generator.bulletin import Bulletin
from generator.bulletin.events import KINDS, Event
from generator.messages import sentence
from generator.settings import Settings
from generator.wording import long_day

NEWEST = 100
"""How many entries a feed holds; a mine's own feed holds all."""


@dataclass(frozen=True)
class Entry:
    """An event as its readers get it. Every text is free of markup, even after unescaping."""

    id: str
    title: str
    link: str
    text: str
    published: date
    updated: date
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Feed:
    """One feed in no format yet, its events from the newest to the oldest.

    `address` is its public address without the suffix, `page` that of the page it belongs to.
    """

    group: str
    address: str
    title: str
    description: str
    page: str
    events: tuple[Event, ...]


def feeds(bulletin: Bulletin, settings: Settings) -> Iterator[Feed]:
    """All feeds: everything, each kind, each town, each mine.

    A kind or town without events has its feed too: who subscribes is told of the first.
    """
    site = _plain(settings.site_name)
    news = _newest_first(bulletin.events)
    title = sentence("feeds", "all", name=site)
    yield Feed("all", addresses.ALL_FEED, site, title, addresses.HOME, news[:NEWEST])
    for kind in KINDS:
        title = sentence("feeds", "part", name=site, part=sentence("kinds", kind))
        told = tuple(event for event in news if event.kind == kind)[:NEWEST]
        page = addresses.PAGES_OF_KINDS[kind]
        yield Feed("kinds", addresses.kind_feed(kind), title, title, page, told)
    by_town: dict[str, list[Event]] = defaultdict(list)
    for event in news:
        for code in event.subject.towns:
            by_town[code].append(event)
    for code, town in bulletin.towns.items():
        title = sentence("feeds", "part", name=site, part=_plain(town.name))
        told = tuple(by_town[code][:NEWEST])
        yield Feed("towns", addresses.town_feed(code), title, title, addresses.town(code), told)
    for mine_id, dossier in bulletin.dossiers.items():
        name = _plain(dossier.mine.name)
        title = sentence("feeds", "mine", name=site, mine=name)
        told = _newest_first(dossier.events)
        page = addresses.mine(mine_id)
        yield Feed("mines", addresses.mine_feed(mine_id), title, title, page, told)


def _newest_first(events: Sequence[Event]) -> tuple[Event, ...]:
    """By the last news of each: a correction of an old fact must not lie beyond the newest."""
    return tuple(sorted(events, key=lambda e: (e.moved_on, e.key), reverse=True))


def entry(event: Event, bulletin: Bulletin, settings: Settings) -> Entry:
    """An event as an entry that alone tells what happened. Its id never changes (RFC 4151)."""
    link = settings.site_url + event.address
    return Entry(
        id=f"tag:{settings.tag_authority}:{quote(event.key)}",
        title=_plain(event.title),
        link=link,
        text=_plain(_text(event, bulletin, link)),
        published=event.public_on,
        updated=event.moved_on,
        tags=tuple(map(_plain, _tags(event, bulletin))),
    )


def _text(event: Event, bulletin: Bulletin, link: str) -> str:
    """When, what, about whom, on whose paper, what was put right, and where it stands."""
    parts = [f"{event.label}，{long_day(event.day)}。", _ended(event.summary)]
    if event.subject.names:
        mines = sentence("phrases", "and").join(event.subject.names)
        towns = sentence("phrases", "and").join(_towns(event, bulletin))
        use = "about" if towns else "about-mine"
        parts.append(sentence("feeds", use, mines=mines, towns=towns))
    if event.document_no:
        parts.append(sentence("feeds", "document", number=event.document_no))
    if event.basis:
        parts.append(sentence("feeds", "basis", basis=event.basis))
    if event.corrected_on:
        day, note = long_day(event.corrected_on), _ended(event.correction_note)
        parts.append(sentence("feeds", "corrected", day=day, note=note))
    parts.append(sentence("feeds", "address", address=link))
    return "".join(parts)


def _ended(text: str) -> str:
    return text if not text or text[-1] in "。！？；" else text + "。"


def _towns(event: Event, bulletin: Bulletin) -> list[str]:
    return [bulletin.towns[code].name for code in event.subject.towns if code in bulletin.towns]


def _tags(event: Event, bulletin: Bulletin) -> Iterator[str]:
    kind = sentence("kinds", event.kind) if event.kind else ""
    yield from dict.fromkeys(tag for tag in (kind, event.label, *_towns(event, bulletin)) if tag)


# Readers unescape texts, so a markup character in a name would become markup: full-width forms
# read the same and stay text. Control characters have no place in XML at all.
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160), 0xFFFE, 0xFFFF), " ")
_NO_MARKUP = _CONTROLS | str.maketrans({"<": "＜", ">": "＞", "&": "＆"})


_ODD = re.compile(r"[<>&\x00-\x1f\x7f-\x9f\ufffe\uffff]")


def _plain(text: str) -> str:
    return text.translate(_NO_MARKUP) if _ODD.search(text) else text
