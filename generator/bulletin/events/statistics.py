"""The figures of a period, public once it is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from generator import addresses, terms
from generator.bulletin import counts
from generator.bulletin.events.telling import Context, Event
from generator.messages import sentence
from generator.wording import number, period


def statistics(context: Context) -> Iterator[Event]:
    """Reports, hazards and inspections of each period, one event each."""
    rows = context.rows
    withheld = counts.withheld(context.typed.report_statistics)
    for name, (row,) in _by_period(rows.report_statistics):
        figures = {
            column: _told(getattr(row, column), withheld[name].get(column))
            for column in ("received", "accepted", "verified", "handled", "rewarded")
        }
        summary = sentence("summaries", "reports", **figures)
        yield _event("reports", name, summary, addresses.REPORT)
    for name, totals in _by_period(rows.hazard_counts):
        summary = "".join(
            sentence(
                "summaries",
                "hazards",
                source=context.word("hazard_counts", "source", count.source),
                found=_known(count.found),
                closed=_known(count.closed),
                open=_known(count.open),
            )
            for count in totals
        )
        yield _event("hazards", name, summary, addresses.HAZARDS)
    for name, totals in _by_period(rows.inspections):
        figures = {
            column: _sum(getattr(count, column) for count in totals)
            for column in ("planned", "inspected", "with_findings", "penalties")
        }
        summary = sentence("summaries", "inspections", **figures)
        page = context.page(addresses.GRADING, "risk_grades")
        yield _event("inspections", name, summary, page)


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


def _told(count: int | None, instead: str | None) -> str:
    return sentence("phrases", instead) if instead else _known(count)


def _known(count: int | None) -> str:
    return sentence("phrases", "no-figure") if count is None else number(count)


def _sum(counts: Iterable[int | None]) -> str:
    known = [count for count in counts if count is not None]
    return number(sum(known)) if known else _known(None)
