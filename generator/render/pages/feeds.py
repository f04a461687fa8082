"""The page of feeds: what a feed is, and the address of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator import addresses
from generator.artifacts import Page
from generator.bulletin.events import KINDS, Event
from generator.messages import sentence
from generator.render.pages.writer import Writer


@dataclass(frozen=True)
class Subscription:
    """A feed as it is offered: its name, what it tells, its address without suffix."""

    name: str
    about: str
    address: str
    newest: date | None


def feeds(writer: Writer) -> Iterator[Page]:
    bulletin = writer.bulletin
    kinds, towns = _newest(bulletin.events)
    yield writer.page(
        "feeds",
        addresses.FEEDS,
        everything=Subscription(
            sentence("feeds", "group-all"),
            sentence("feeds", "about-all"),
            addresses.ALL_FEED,
            max(kinds.values(), default=None),
        ),
        kinds=[
            Subscription(
                sentence("kinds", kind),
                sentence("feeds", f"about-{kind}"),
                addresses.kind_feed(kind),
                kinds.get(kind),
            )
            for kind in KINDS
        ],
        towns=[
            Subscription(town.name, "", addresses.town_feed(code), towns.get(code))
            for code, town in bulletin.towns.items()
        ],
        has_mines=bool(bulletin.mines),
    )


def _newest(events: Iterable[Event]) -> tuple[dict[str, date], dict[str, date]]:
    """The day of the last news of each kind and of each town."""
    kinds: dict[str, date] = {}
    towns: dict[str, date] = {}
    for event in events:
        kinds[event.kind] = max(kinds.get(event.kind, date.min), event.moved_on)
        for code in event.subject.towns:
            towns[code] = max(towns.get(code, date.min), event.moved_on)
    return kinds, towns
