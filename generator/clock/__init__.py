"""The publication clock: what goes up, what comes down, what is late, and when the site changes.

The agenda is the office's own paper: it names records the public may not see yet or any more, and
is never published. Its terms stand in `docs/publication.md` with their articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from generator import bulletin
from generator.bulletin.events import Event
from generator.clock import tasks
from generator.clock.book import SEVERITIES, Entry, Ledger, items, ledger
from generator.clock.telling import as_ics, as_json, as_text
from generator.clock.turns import change_days, next_change
from generator.messages import Catalogue
from generator.source import Source

__all__ = [
    "AHEAD",
    "Entry",
    "Ledger",
    "agenda",
    "as_ics",
    "as_json",
    "as_text",
    "change_days",
    "ledger",
    "next_change",
    "run",
]

AHEAD = timedelta(days=30)
"""How far the agenda looks when no last day is given."""


def run(
    source: Source, as_of: date, first: date, last: date, style: str, catalogue: Catalogue
) -> str:
    """The agenda of a checked project as `text`, `json` or `ics`.

    Only for a source with settings and without a blocking problem.
    """
    chosen = source.settings
    assert chosen is not None
    seen = bulletin.assemble(source.packages, source.content, as_of, chosen.windows)
    entries = agenda(ledger(source), as_of, first, last, seen.events)
    if style == "ics":
        return as_ics(entries, chosen, catalogue)
    return as_json(entries, catalogue) if style == "json" else as_text(entries, catalogue)


def agenda(
    kept: Ledger, as_of: date, first: date, last: date, news: Iterable[Event] = ()
) -> tuple[Entry, ...]:
    """The office's agenda on a day, by days.

    What goes up and comes down from `first` to `last`, both included; what is late as of the day;
    what ends soon; and each day on which the site must be built anew, at least the next one.
    `news` is the stream of events of the day.
    """
    found: list[Entry] = []
    for item in items(kept):
        found += tasks.of(item, kept.rows, as_of, first, last)
    found += tasks.stale(news, as_of)
    found += _rebuilds(kept, as_of, first, last)
    return tuple(sorted(found, key=lambda e: (e.day, SEVERITIES.index(e.severity), e.key)))


def _rebuilds(kept: Ledger, as_of: date, first: date, last: date) -> Iterator[Entry]:
    days = set(change_days(kept, first, last))
    following = next_change(kept, as_of)
    if following is not None:
        days.add(following)
    for day in sorted(days):
        yield Entry(day, "rebuild", "note", record=day.isoformat())
