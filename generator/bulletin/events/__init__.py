"""The one stream of events: every dated public fact, told once.

Timelines, latest news, feeds and counts are views of this stream; nobody builds a second one. An
event is a pure function of the data and its own day: what was told on a day is told the same on
every later one, until it is put right (`corrected_on`) or comes down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from generator.bulletin.events import (
    accidents,
    channels,
    closures,
    criteria,
    enforcement,
    grading,
    hazards,
    mines,
    notices,
    removals,
    statistics,
)
from generator.bulletin.events.enforcement import penalty_result, visit_result, visits
from generator.bulletin.events.removals import Removal
from generator.bulletin.events.telling import Context, Event, Subject
from generator.bulletin.visibility import Span
from generator.content import Notice

__all__ = [
    "KINDS",
    "Context",
    "Event",
    "Removal",
    "Subject",
    "penalty_result",
    "stream",
    "visit_result",
    "visits",
]

KINDS = (
    "mines",
    "grading",
    "standardisation",
    "closures",
    "enforcement",
    "hazards",
    "accidents",
    "criteria",
    "channels",
    "notices",
    "statistics",
)
"""The kinds people subscribe to (docs/contract.md)."""


def stream(
    context: Context,
    shown: Iterable[Notice],
    down: Iterable[Removal],
    spans: Iterable[tuple[Notice, Span | None]],
) -> tuple[Event, ...]:
    """All events public on the day, the newest publication first.

    `shown` are the notices up on the day, `spans` the days of every notice, `down` the records
    whose pages came down.
    """
    told = [event for teller in _TELLERS for event in teller(context)]
    told += notices.notices(shown)
    told += removals.removals(context, down, spans)
    public = [e for e in told if e.day <= context.day and e.public_on <= context.day]
    return tuple(sorted(public, key=lambda e: (e.public_on, e.day, e.key), reverse=True))


_TELLERS: tuple[Callable[[Context], Iterator[Event]], ...] = (
    enforcement.outcomes,
    enforcement.entities,
    grading.grades,
    grading.certificates,
    closures.cases,
    hazards.hazards,
    accidents.accidents,
    mines.listed,
    mines.changes,
    mines.licences,
    mines.thresholds,
    channels.channels,
    channels.rewards,
    criteria.documents,
    statistics.statistics,
)
