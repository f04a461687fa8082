"""What the office keeps, public or not, and the lines its agenda is made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from generator import records
from generator.bulletin import visibility
from generator.bulletin.visibility import Span, Spans
from generator.content import Notice
from generator.packages import Packages
from generator.records import Records
from generator.source import Source

Severity = Literal["late", "missed", "warning", "note"]
"""late: past due and open · missed: done, too late · warning: a term ends soon · note: happens
by itself."""

SEVERITIES: tuple[Severity, ...] = ("late", "missed", "warning", "note")


@dataclass(frozen=True)
class Entry:
    """One line of the agenda.

    `day` is the day it happens or the last day of the term. `what` is its kind: goes-up,
    comes-down, rebuild; licence-ends, certificate-ends; late-… and due-… for a duty past its term
    and before it; overdue-rectification, overdue-closure; stale-news, stale-column,
    channel-unchecked; unannounced-year where working days cannot be counted. `details` fills the
    gaps of its sentence.
    """

    day: date
    what: str
    severity: Severity
    table: str = ""
    record: str = ""
    details: Mapping[str, str] = dataclasses.field(default_factory=dict, hash=False)
    file: str = ""
    row: int | None = None

    @property
    def key(self) -> str:
        """Unique on one agenda, and the same on every day that tells the same thing."""
        parts = [self.what, self.table, self.record, self.details.get("duty", "")]
        return "/".join(part for part in parts if part)


@dataclass(frozen=True)
class Ledger:
    """Everything the office keeps, public or not; nothing of it depends on the day.

    `places` gives file and row of the rows of a table. `others` are the days on which tables
    beyond the data contract change.
    """

    rows: Records
    spans: Spans
    notices: tuple[Notice, ...] = ()
    others: tuple[date, ...] = ()
    places: Mapping[str, tuple[tuple[str, int], ...]] = dataclasses.field(
        default_factory=dict, hash=False
    )


@dataclass(frozen=True)
class Item:
    """A record or notice the agenda tells of by itself."""

    table: str
    record: str
    row: Any
    span: Span | None
    listed_on: date | None
    details: Mapping[str, str]
    file: str = ""
    number: int | None = None

    def entry(self, day: date, what: str, severity: Severity, **details: str) -> Entry:
        told = {**self.details, **details}
        return Entry(day, what, severity, self.table, self.record, told, self.file, self.number)


# The tables whose rows the agenda tells one by one, with their keys. The rows of the others follow
# the record they belong to or are counts of a period; the days of rebuilding name them.
RECORDS: Mapping[str, tuple[str, ...]] = {
    "mines": ("mine_id",),
    "mine_changes": ("change_id",),
    "licences": ("licence_id",),
    "responsibilities": ("mine_id", "tier", "from_on"),
    "mineral_thresholds": ("threshold_id",),
    "risk_grades": ("grade_id",),
    "standardisation": ("cert_id",),
    "cases": ("case_id",),
    "outcomes": ("outcome_id",),
    "supervised_hazards": ("hazard_id",),
    "accidents": ("accident_id",),
    "visits": ("visit_id",),
    "listed_entities": ("listing_id",),
    "channels": ("channel_id",),
    "reward_rules": ("rule_id",),
    "documents": ("document_no",),
}


def items(kept: Ledger) -> Iterator[Item]:
    mines = {mine.mine_id: mine for mine in kept.rows.mines}
    for table, keys in RECORDS.items():
        places = kept.places.get(table, ())
        pairs = zip(getattr(kept.rows, table), kept.spans[table], strict=True)
        for position, (row, span) in enumerate(pairs):
            mine = mines.get(getattr(row, "mine_id", ""))
            file, number = places[position] if places else ("", None)
            yield Item(
                table,
                "/".join(str(getattr(row, key)) for key in keys),
                row,
                span,
                mine.listed_on if mine else None,
                {"name": mine.name if mine else _name(row), "number": _number(row)},
                file,
                number,
            )
    for notice, span in visibility.notices(kept.rows, kept.spans, kept.notices):
        named = {"name": notice.title, "number": notice.document_no}
        yield Item("notices", notice.slug, notice, span, None, named, notice.file)


def _name(row: Any) -> str:
    """What a record without a mine is called; a person is not called at all."""
    if getattr(row, "party_type", "") == "natural-person":
        return ""
    names = ("party_name", "name", "title", "mineral", "matter")
    return next((text for name in names if (text := getattr(row, name, ""))), "")


def _number(row: Any) -> str:
    names = ("decision_no", "document_no", "certificate_no", "number")
    return next((text for name in names if (text := getattr(row, name, ""))), "")


def ledger(source: Source) -> Ledger:
    """The ledger of a checked project with settings and without a blocking problem."""
    assert source.settings is not None
    rows = records.read(source.packages)
    return Ledger(
        rows,
        visibility.spans(rows, visibility.windows(rows, source.settings.windows)),
        source.content.notices,
        tuple(_beyond_the_contract(source.packages)),
        {
            name: tuple((resource.file, row.number) for row in resource.rows)
            for package, name in sorted(records.TABLES)
            for resource in (source.packages[package].resources[name],)
        },
    )


def _beyond_the_contract(packages: Packages) -> Iterator[date]:
    """The days of the common columns of tables the data contract does not know."""
    for package in packages.values():
        for resource in package.resources.values():
            if (package.name, resource.name) not in records.TABLES:
                for row in resource.rows:
                    for name in ("published_on", "withdrawn_on"):
                        with suppress(ValueError):  # empty, or no day: such a row never turns
                            yield date.fromisoformat(row.cells.get(name, ""))


def empty(span: Span) -> bool:
    return span.last is not None and span.last < span.first


def after(day: date) -> date:
    return day + timedelta(days=1)
