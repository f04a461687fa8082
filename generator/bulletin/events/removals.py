"""What came down: that it did, and nothing of what it said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from generator import addresses
from generator.bulletin import duties
from generator.bulletin.events.telling import Context, Event
from generator.bulletin.visibility import WITHDRAWAL_WORKING_DAYS, Span
from generator.content import Notice
from generator.messages import sentence
from generator.records import Outcome


@dataclass(frozen=True)
class Removal:
    """A record that was public once and is no longer: nothing of what it said.

    `day` is the first day without it. `withdrawn` tells a withdrawal, whose `reason` the law
    makes public (行政处罚法 第四十八条); expired and repaired records are not told apart. Of a
    withdrawal the `authority` that had decided is named, by its id, and `ended` tells that a
    penalty itself had ended, and was not only entered wrongly.
    `in_time` tells whether an ended penalty was withdrawn within its term, None for the others.
    """

    record_id: str
    family: str
    address: str
    day: date
    withdrawn: bool
    reason: str
    in_time: bool | None = None
    authority: str = ""
    ended: bool = False


_WITH_PAGES = (
    ("outcomes", "outcome_id", "enforcement", addresses.outcome, "authority"),
    ("supervised_hazards", "hazard_id", "hazards", addresses.hazard, "supervised_by"),
    ("cases", "case_id", "closures", addresses.case, "decided_by"),
)
"""The tables whose rows have a page of their own that can come down, and who decided."""

_WITHOUT_PAGES = (
    ("listed_entities", "listing_id", "entities"),
    ("licences", "licence_id", "licences"),
)
"""The tables whose rows come down from the pages of others."""

_KINDS = {"entities": "enforcement", "licences": "mines"}
"""The kind of a family, where the family is not a kind itself."""

_HOUSE_RULED = frozenset({"licences", "notices"})
"""Families whose end no law sets (本局规定): what ends by law says so."""


def pages(context: Context) -> tuple[Removal, ...]:
    """The records whose pages came down, newest first: tombstones stand at their addresses."""
    removals = []
    for table, key, family, address, decided_by in _WITH_PAGES:
        for row, last in context.over(table):
            record_id = getattr(row, key)
            withdrawn = row.withdrawn_on is not None and row.withdrawn_on <= context.day
            removals.append(
                Removal(
                    record_id,
                    family,
                    address(record_id),
                    row.withdrawn_on if withdrawn else last + timedelta(days=1),
                    withdrawn,
                    row.withdraw_reason if withdrawn else "",
                    _in_time(row) if withdrawn else None,
                    getattr(row, decided_by) if withdrawn else "",
                    withdrawn and _ended_penalty(row) is not None,
                )
            )
    return tuple(sorted(removals, key=lambda r: (r.day, r.record_id), reverse=True))


def _in_time(row: Any) -> bool | None:
    """Whether an ended penalty came down in three working days; None where that is not known."""
    ended = _ended_penalty(row)
    if ended is None:
        return None
    due, unknown = duties.working_term(ended, WITHDRAWAL_WORKING_DAYS)
    in_time: bool = row.withdrawn_on <= due
    return None if unknown is not None and not in_time else in_time


def _ended_penalty(row: Any) -> date | None:
    """The day a penalty was changed, revoked, held unlawful or void; of praise that ended, a report
    or an interview the law of penalties says nothing."""
    return row.ended_on if isinstance(row, Outcome) and row.penal else None


def removals(
    context: Context, down: Iterable[Removal], notices: Iterable[tuple[Notice, Span | None]]
) -> Iterator[Event]:
    """Everything that came down: without mine, town or a fact of what is gone."""
    for removal in (*down, *_rows(context), *_notices(context, notices)):
        use = "title-withdrawn" if removal.withdrawn else "title-ended"
        if removal.family in _HOUSE_RULED:
            use = "title-over"
        family = sentence("removals", removal.family)
        kind = _KINDS.get(removal.family, removal.family)
        yield Event(
            key=f"{kind}/{removal.record_id}/removed",
            kind=kind,
            shape="other",
            label=sentence("removals", "label"),
            day=removal.day,
            public_on=removal.day,
            title=sentence("removals", use, family=family, id=removal.record_id),
            address=removal.address,
            summary=removal.reason,
        )


def _rows(context: Context) -> Iterator[Removal]:
    pages = {
        "entities": context.page(addresses.ENFORCEMENT, "outcomes", "listed_entities"),
        "licences": context.page(addresses.MINES, "mines"),
    }
    for table, key, family in _WITHOUT_PAGES:
        for row, last in context.over(table):
            day = last + timedelta(days=1)
            yield Removal(getattr(row, key), family, pages[family], day, False, "")


def _notices(context: Context, notices: Iterable[tuple[Notice, Span | None]]) -> Iterator[Removal]:
    """A notice is named by a number of its own: its address is words, and may tell too much."""
    spans = tuple(notices)
    up = any(span is not None and span.holds(context.day) for _, span in spans)
    page = addresses.NOTICES if up else addresses.DATA
    for notice, span in spans:
        if span is not None and span.over(context.day) and span.last is not None:
            number = hashlib.sha256(notice.slug.encode()).hexdigest()[:8]
            day = span.last + timedelta(days=1)
            yield Removal(number, "notices", page, day, False, "")
