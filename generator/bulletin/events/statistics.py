"""The figures of a period, public once it is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from generator import addresses, terms
from generator.bulletin.events.telling import Context, Event
from generator.messages import sentence
from generator.wording import number, period

FEW = 5
"""Counts of reports below it are not told: they could give a reporter away (data contract)."""


def statistics(context: Context) -> Iterator[Event]:
    """Reports, hazards and inspections of each period, one event each."""
    rows = context.rows
    for name, (row,) in _by_period(rows.report_statistics):
        figures = {
            column: _few(getattr(row, column))
            for column in ("received", "accepted", "verified", "handled", "rewarded")
        }
        summary = sentence("summaries", "reports", **figures)
        yield _event("reports", name, summary, addresses.REPORT)
    for name, counts in _by_period(rows.hazard_counts):
        summary = "".join(
            sentence(
                "summaries",
                "hazards",
                source=context.word("hazard_counts", "source", count.source),
                found=_known(count.found),
                closed=_known(count.closed),
                open=_known(count.open),
            )
            for count in counts
        )
        yield _event("hazards", name, summary, addresses.HAZARDS)
    for name, counts in _by_period(rows.inspections):
        figures = {
            column: _sum(getattr(count, column) for count in counts)
            for column in ("planned", "inspected", "with_findings", "penalties")
        }
        summary = sentence("summaries", "inspections", **figures)
        yield _event("inspections", name, summary, addresses.GRADING)


def _by_period(rows: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.period].append(row)
    yield from sorted(found.items())


def _event(use: str, name: str, summary: str, address: str) -> Event:
    day: date = terms.period_end(name) + timedelta(days=1)
    return Event(
        key=f"statistics/{use}-{name}/published",
        kind="statistics",
        shape="other",
        label=sentence("labels", "statistics"),
        day=day,
        public_on=day,
        title=sentence("titles", f"statistics-{use}", period=period(name)),
        address=address,
        summary=summary,
    )


def _few(count: int | None) -> str:
    if count is not None and 0 < count < FEW:
        return sentence("phrases", "few")
    return _known(count)


def _known(count: int | None) -> str:
    return sentence("phrases", "no-figure") if count is None else number(count)


def _sum(counts: Iterable[int | None]) -> str:
    known = [count for count in counts if count is not None]
    return number(sum(known)) if known else _known(None)
