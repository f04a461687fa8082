"""The days on which the site must be built anew because what it says turns."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from generator import records
from generator.bulletin import ahead, state, visibility
from generator.bulletin.visibility import Span
from generator.clock.book import Ledger, after, empty
from generator.records import (
    Accident,
    Case,
    Licence,
    Outcome,
    Records,
    Standardisation,
    SupervisedHazard,
)


def change_days(kept: Ledger, first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last` on which a rebuild changes what the site says.

    Complete: between two of them no record comes or goes and no state turns (in force, overdue,
    resumed, closed, valid, undone changes of mines, notices, criteria in force, corrections). What
    moves every day is not counted as a change: the printed day (截至…), counters of days
    (已 40 天, 还剩 23 天) and the proportions of charts over time.
    """
    days = {day for day in _moments(kept) if first <= day <= last}
    years = range(first.year, last.year + 1)
    days |= {day for day in map(_new_year, years) if first <= day <= last and _counts(kept, day)}
    return tuple(sorted(days))


def next_change(kept: Ledger, day: date) -> date | None:
    """The first day after `day` on which a rebuild changes what the site says (`change_days`)."""
    days = {moment for moment in _moments(kept) if moment > day}
    if day.year < date.max.year and _counts(kept, _new_year(day.year + 1)):
        days.add(_new_year(day.year + 1))
    return min(days, default=None)


def _moments(kept: Ledger) -> Iterator[date]:
    """Every day on which something of a record, a notice or a table beyond the contract turns."""
    for entry in dataclasses.fields(Records):
        pairs = zip(getattr(kept.rows, entry.name), kept.spans[entry.name], strict=True)
        for row, span in pairs:
            yield from _turns_of(row, span, entry.name)
    cases = dict(zip((c.case_id for c in kept.rows.cases), kept.spans["cases"], strict=True))
    for item in kept.rows.checklist:
        yield from _inside(cases.get(item.case_id), item.done_on)
    for _, span in visibility.notices(kept.rows, kept.spans, kept.notices):
        yield from _turns_of(None, span)
    yield from kept.others


_TURNS: Mapping[type, tuple[str, ...]] = {
    Outcome: ("decided_on",),
    Licence: ("issued_on",),
    Standardisation: ("granted_on",),
    Accident: ("occurred_on",),
    records.RiskGrade: ("graded_on",),
    records.Visit: ("inspected_on",),
    records.Document: ("effective_on", "repealed_on"),
}
"""The days on which the state shown of a visible record turns; those of its span apart, and those
of the facts that wait for their day (`ahead`)."""


def _turns_of(row: Any, span: Span | None, table: str = "") -> Iterator[date]:
    if span is None or empty(span):
        return
    yield span.first
    if span.last is not None:
        yield after(span.last)
        withdrawn: date | None = getattr(row, "withdrawn_on", None)
        if withdrawn is not None and withdrawn > span.last:
            yield withdrawn  # what ended by itself is told as withdrawn from then on
    facts = (fact for fact, _ in ahead.facts(table))
    for name in (*_TURNS.get(type(row), ()), *facts):
        yield from _inside(span, getattr(row, name, None))
    deadline = _deadline(row)
    if deadline is not None:
        yield from _inside(span, after(deadline))
    if isinstance(row, SupervisedHazard) and row.extended_to is not None:
        open_still = not state.reached(row.closed_on, row.deadline)
        # An extension is told by the old deadline.
        yield from _inside(span, row.deadline if open_still else None)


def _deadline(row: Any) -> date | None:
    """The last day of a state that ends by itself, if nothing ended it by then."""
    last: date | None
    ended: date | None
    if isinstance(row, SupervisedHazard):
        last, ended = row.extended_to or row.deadline, row.closed_on
    elif isinstance(row, Case):
        last, ended = row.deadline, row.accepted_on
    elif isinstance(row, records.Target | records.Deadline):
        last, ended = row.due_on, None  # missed from the day after
    elif isinstance(row, Licence | Standardisation):
        last = row.valid_until
        ended = row.ended_on if isinstance(row, Licence) else row.revoked_on
        if isinstance(row, Licence) and row.end_kind == "expired" and ended == last:
            ended = None  # the day it expired is its last: it is told on the day after
    else:
        return None
    return None if last is not None and state.reached(ended, last) else last


def _inside(span: Span | None, day: date | None) -> Iterator[date]:
    if span is not None and day is not None and span.holds(day):
        yield day


def _new_year(year: int) -> date:
    return date(year, 1, 1)


def _counts(kept: Ledger, day: date) -> bool:
    """Whether the figures of a year begin anew: visits, re-checks, what targets count by year."""
    return any(row.figure for row in kept.rows.targets) or any(
        span is not None and span.holds(day)
        for table in ("visits", "hazard_checks")
        for span in kept.spans[table]
    )
