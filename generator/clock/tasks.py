"""What the agenda tells of each record: up, down, due, late, ending; and columns without news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from generator import terms
from generator.bulletin import duties, state, visibility
from generator.bulletin.events import Event
from generator.clock.book import Entry, Item, Severity, after, empty
from generator.records import (
    Accident,
    Case,
    Channel,
    Licence,
    Outcome,
    Records,
    Standardisation,
    SupervisedHazard,
)

EVALUATION_MONTHS = 12
"""Measures after an accident are evaluated within a year of the report's approval
(安全生产法 第八十六条)."""

ENDING_DAYS = 90
"""How long before its end a licence or certificate is on the agenda (本局规定)."""

CHANNEL_DAYS = 180
"""How long a channel may go without being compared with its source (本局规定)."""

NEWS_DAYS = 14
"""A home page without news for two weeks fails the inspection of government websites."""

COLUMN_MONTHS = 12
"""How long a family may go without news before the agenda names it (本局规定)."""


def of(item: Item, rows: Records, as_of: date, first: date, last: date) -> Iterator[Entry]:
    """What the agenda says of a record on a day, with what is to come from `first` to `last`."""
    yield from _ups_and_downs(item, first, last)
    for duty in _duties(item):
        yield from _told(duty, item, as_of, first, last)
    yield from _endings(item, rows, as_of)


def _ups_and_downs(item: Item, first: date, last: date) -> Iterator[Entry]:
    span = item.span
    if span is None or empty(span):
        return
    if first <= span.first <= last:
        yield item.entry(span.first, "goes-up", "note")
    if span.last is not None and first <= after(span.last) <= last:
        yield item.entry(after(span.last), "comes-down", "note", until=span.last.isoformat())


@dataclass(frozen=True)
class _Duty:
    """Something to be done by a day; `met` is when it was or will be done.

    `unknown` is a year whose working days are not announced; `due` is then the first day on which
    the term could end. `kept` duties are the office's own: done too late, they stay on record.
    """

    name: str
    what: str
    due: date
    met: date | None
    law: str
    begun: date
    unknown: int | None = None
    kept: bool = True


def _told(duty: _Duty, item: Item, as_of: date, first: date, last: date) -> Iterator[Entry]:
    """What the agenda says of a duty on the day: nothing, due, late, done late, not countable."""
    if duty.begun > as_of:
        return
    done = duty.met if state.reached(duty.met, as_of) else None
    details = {"due": duty.due.isoformat(), "law": duty.law}
    if duty.met is not None:
        details["met"] = duty.met.isoformat()
    if done is not None and done <= duty.due:
        return
    if duty.unknown is not None:
        details |= {"duty": duty.name, "year": str(duty.unknown)}
        yield item.entry(duty.due, "unannounced-year", "warning", **details)
    elif done is not None:
        if duty.kept:
            yield item.entry(duty.due, duty.what, "missed", **details, days=_days(duty.due, done))
    elif as_of > duty.due:
        yield item.entry(duty.due, duty.what, "late", **details, days=_days(duty.due, as_of))
    elif duty.met is not None and duty.met > duty.due:
        days = _days(duty.due, duty.met)
        yield item.entry(duty.due, duty.what, "warning", **details, days=days)
    elif duty.met is None and first <= duty.due <= last:
        yield item.entry(duty.due, f"due-{duty.name}", "warning", **details)


def _days(due: date, done: date) -> str:
    return str((done - due).days)


def _duties(item: Item) -> Iterator[_Duty]:
    row = item.row
    if isinstance(row, Outcome):
        yield from _outcome_duties(item, row)
    elif isinstance(row, SupervisedHazard):
        if row.withdrawn_on is None:
            yield _Duty(
                "rectification",
                "overdue-rectification",
                row.extended_to or row.deadline,
                row.closed_on,
                "order",
                row.found_on,
                kept=False,
            )
    elif isinstance(row, Case):
        yield from _case_duties(row)
    elif isinstance(row, Accident) and row.approved_on is not None:
        due = terms.add_months(row.approved_on, EVALUATION_MONTHS)
        yield _Duty(
            "evaluation", "late-evaluation", due, row.evaluated_on, "safety-86", row.approved_on
        )
    begun = duties.other_matter(row)
    if begun is not None:
        # What is older than the mine's listing could not be published here before it.
        begun = max(begun, item.listed_on or begun)
        yield _publication(begun, duties.OTHER_WORKING_DAYS, row.published_on, "disclosure-26")


def _case_duties(case: Case) -> Iterator[_Duty]:
    if case.decided_on is not None and case.deadline is not None and case.withdrawn_on is None:
        yield _Duty(
            "closure",
            "overdue-closure",
            case.deadline,
            case.accepted_on,
            "order",
            case.decided_on,
            kept=False,
        )


def _outcome_duties(item: Item, outcome: Outcome) -> Iterator[_Duty]:
    owed = duties.outcome(outcome)
    if owed is not None and not visibility.private(outcome):
        yield _publication(outcome.decided_on, owed[0], outcome.published_on, owed[1])
    ended = outcome.ended_on
    if ended is None or item.span is None or empty(item.span) or item.span.over(ended):
        return  # nothing was public any more when the decision ended
    due, unknown = duties.working_term(ended, visibility.WITHDRAWAL_WORKING_DAYS)
    yield _Duty(
        "withdrawal",
        "late-withdrawal",
        due,
        outcome.withdrawn_on,
        "penalty-48",
        ended,
        unknown,
    )


def _publication(begun: date, number: int, met: date | None, law: str) -> _Duty:
    due, unknown = duties.working_term(begun, number)
    return _Duty("publication", "late-publication", due, met, law, begun, unknown)


def _endings(item: Item, rows: Records, as_of: date) -> Iterator[Entry]:
    """Licences and certificates that end soon, and channels nobody looked at for long."""
    row = item.row
    soon = as_of + timedelta(days=ENDING_DAYS)
    if isinstance(row, Channel):
        yield from _unchecked(item, row, as_of)
    elif isinstance(row, Licence | Standardisation):
        if row.valid_until is None or not as_of <= row.valid_until <= soon:
            return
        if state.valid(row, as_of) and not _followed(row, rows):
            what = "licence-ends" if isinstance(row, Licence) else "certificate-ends"
            yield item.entry(row.valid_until, what, "warning", days=_days(as_of, row.valid_until))


def _followed(row: Licence | Standardisation, rows: Records) -> bool:
    """Whether another document of the mine for the same thing runs longer."""
    table: Iterable[Any] = rows.licences if isinstance(row, Licence) else rows.standardisation
    same = ("mine_id", "kind", "covers") if isinstance(row, Licence) else ("mine_id",)
    return any(
        all(getattr(other, name) == getattr(row, name) for name in same)
        and (_end(other) or date.max) > (_end(row) or date.max)
        for other in table
    )


def _end(row: Any) -> date | None:
    stopped = row.ended_on if isinstance(row, Licence) else row.revoked_on
    return min(filter(None, (stopped, row.valid_until)), default=None)


def _unchecked(item: Item, channel: Channel, as_of: date) -> Iterator[Entry]:
    if item.span is None or not item.span.holds(as_of):
        return
    if channel.checked_on is None:
        yield item.entry(channel.since or as_of, "channel-unchecked", "late")
        return
    due = channel.checked_on + timedelta(days=CHANNEL_DAYS)
    if due < as_of:
        checked = channel.checked_on.isoformat()
        yield item.entry(due, "channel-unchecked", "late", checked=checked)


_KEPT_KINDS = frozenset({"criteria"})
"""Kinds that stand still for years because what they tell does: not columns to be kept fresh."""


def stale(news: Iterable[Event], as_of: date) -> Iterator[Entry]:
    """A home page without news for two weeks, and families without news for long.

    A family without any record has no page (docs/contract.md): it is no blank column.
    """
    newest: dict[str, date] = {}
    for event in news:
        for column in ("", event.kind):
            newest[column] = max(newest.get(column, date.min), event.public_on)
    for column, day in sorted(newest.items()):
        if column == "":
            what, due = "stale-news", day + timedelta(days=NEWS_DAYS)
        else:
            what, due = "stale-column", terms.add_months(day, COLUMN_MONTHS)
        if due < as_of and column not in _KEPT_KINDS:
            severity: Severity = "warning" if column else "late"
            yield Entry(
                due,
                what,
                severity,
                "columns" if column else "",
                column,
                {"newest": day.isoformat()},
            )
