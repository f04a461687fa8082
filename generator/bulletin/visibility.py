"""What the public may see on a day: for every record, the span of days it may be public.

The spans rest on the table of `docs/publication.md` (安全生产法 第七十八条; 行政处罚法 第四十八条;
信用修复管理办法, 国家发展改革委令 2025 年第 36 号). Where no law sets a window, the house does
(本局规定, `windows` in site_config.yml). First and last days are included.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from generator import records, terms
from generator.content import Notice
from generator.records import (
    Accident,
    Case,
    Licence,
    ListedEntity,
    Outcome,
    Published,
    Records,
    SupervisedHazard,
)
from generator.settings import HouseWindows

WITHDRAWAL_WORKING_DAYS = 3
"""An ended penalty must be down within three working days (行政处罚法 第四十八条、第八十五条)."""

LISTING_MONTHS = 36
"""The longest a party stays on the list of seriously dishonest subjects (应急管理部令第11号)."""


@dataclass(frozen=True)
class Span:
    """The days a record may be public, both ends included; `last` is None where no end is known."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the record may be public on the day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def over(self, day: date) -> bool:
        """Whether the record was public once and may be no longer."""
        return self.last is not None and self.first <= self.last < day

    def within(self, owner: Span) -> Span:
        """The span a row has that belongs to another row."""
        if owner.first <= self.first and owner.last is None:
            return self  # nearly every row
        lasts = [last for last in (self.last, owner.last) if last is not None]
        return Span(max(self.first, owner.first), min(lasts, default=None))


@dataclass(frozen=True)
class Windows:
    """How many months each kind of record may be public.

    `penalties` by severity, from the decision (令第36号); `house` for what no law limits.
    """

    penalties: Mapping[str, int]
    house: HouseWindows


Spans = Mapping[str, tuple[Span | None, ...]]
"""For each table the span of each row, in the order of the rows; None is never public."""


def windows(rows: Records, house: HouseWindows) -> Windows:
    """The windows in force: the statutory ones stand in `publication_rules`.

    Fail closed: of several rules for a class the shortest holds, none is longer than the law
    allows, and without any rule a penalty is shown as long as the lightest may be.
    """
    penalties = {}
    for severity, (_, most) in terms.PENALTY_MONTHS.items():
        told = [rule.max_months for rule in rows.publication_rules if rule.severity == severity]
        if told:
            penalties[severity] = min(most, *told)
    return Windows(penalties or {"minor": terms.PENALTY_MONTHS["minor"][1]}, house)


def spans(rows: Records, limits: Windows) -> Spans:
    """The span of every row of every table."""
    own = _Own(rows, limits)
    tables: dict[str, list[Span | None]] = {
        entry.name: [own.span(row) for row in getattr(rows, entry.name)]
        for entry in dataclasses.fields(Records)
    }
    for table, key, owner in _OWNERS:
        owners = {
            getattr(row, key): span
            for row, span in zip(getattr(rows, owner), tables[owner], strict=True)
        }
        tables[table] = [
            _within_owner(span, getattr(row, key), owners)
            for row, span in zip(getattr(rows, table), tables[table], strict=True)
        ]
    return {name: tuple(found) for name, found in tables.items()}


def public(rows: Records, found: Spans, day: date) -> Records:
    """The rows of every table that the public may see on the day, in their order."""
    return Records(
        **{
            name: tuple(row for row, span in _pairs(rows, found, name) if span and span.holds(day))
            for name in found
        }
    )


def over(rows: Records, found: Spans, table: str, day: date) -> Iterator[tuple[Any, date]]:
    """The rows of a table that were public once and are no longer, with their last day."""
    for row, span in _pairs(rows, found, table):
        if span is not None and span.over(day) and span.last is not None:
            yield row, span.last


def ever(rows: Records, found: Spans, table: str, day: date) -> Iterator[Any]:
    """The rows of a table that the public could see on the day or on any day before."""
    for row, span in _pairs(rows, found, table):
        if (
            span is not None
            and span.first <= day
            and (span.last is None or span.first <= span.last)
        ):
            yield row


def notices(
    rows: Records, found: Spans, written: Iterable[Notice]
) -> Iterator[tuple[Notice, Span | None]]:
    """The span of each notice: it is public while every record it quotes is (data contract)."""
    quoted: dict[str, Span | None] = {}
    for table, key in (("outcomes", "outcome_id"), ("supervised_hazards", "hazard_id")):
        for row, span in _pairs(rows, found, table):
            quoted[getattr(row, key)] = span
    for notice in written:
        shown: Span | None = Span(notice.day, notice.until)
        for record in notice.records:
            owner = quoted.get(record)
            shown = shown.within(owner) if shown is not None and owner is not None else None
        yield notice, shown


def _pairs(rows: Records, found: Spans, table: str) -> Iterator[tuple[Any, Span | None]]:
    return zip(getattr(rows, table), found[table], strict=True)


_EARLIEST = date.min

# What a row belongs to: without its owner it says something about a record nobody may see.
_OWNERS: tuple[tuple[str, str, str], ...] = (
    ("mine_changes", "mine_id", "mines"),
    ("licences", "mine_id", "mines"),
    ("responsibilities", "mine_id", "mines"),
    ("risk_grades", "mine_id", "mines"),
    ("standardisation", "mine_id", "mines"),
    ("visits", "mine_id", "mines"),
    ("boards", "mine_id", "mines"),
    ("supervised_hazards", "mine_id", "mines"),
    ("outcomes", "mine_id", "mines"),
    ("accidents", "mine_id", "mines"),
    ("listed_entities", "mine_id", "mines"),
    ("hazard_checks", "hazard_id", "supervised_hazards"),
    ("case_mines", "case_id", "cases"),
    ("case_mines", "mine_id", "mines"),
    ("checklist", "case_id", "cases"),
    ("criteria", "document_no", "documents"),
    ("criterion_clauses", "criterion_id", "criteria"),
)


def _within_owner(span: Span | None, key: str, owners: Mapping[str, Span | None]) -> Span | None:
    if span is None or not key:
        return span
    owner = owners.get(key)
    return None if owner is None else span.within(owner)


class _Own:
    """The span of a row by its own dates and those of the records it depends on."""

    def __init__(self, rows: Records, limits: Windows) -> None:
        self._limits = limits
        self._deaths: dict[str, list[Accident]] = {}
        for accident in rows.accidents:
            if accident.deaths and accident.published_on:
                self._deaths.setdefault(accident.mine_id, []).append(accident)
        self._penalty_ends: dict[str, list[date]] = {}
        for outcome in rows.outcomes:
            grouped = outcome.penal and outcome.group_id
            end = _earliest(self._outcome(outcome)) if grouped else None
            if end is not None:
                self._penalty_ends.setdefault(outcome.group_id, []).append(end)

    def span(self, row: Any) -> Span | None:
        """None where the row is never public."""
        first = _first(row)
        if first is None or (isinstance(row, Outcome) and private(row)):
            return None
        return Span(first, _earliest(self._lasts(row)))

    def _lasts(self, row: Any) -> Iterator[date | None]:
        teller = _LASTS.get(type(row))
        if isinstance(row, Outcome):
            yield from self._outcome(row)
        elif isinstance(row, SupervisedHazard):
            yield _before(row.withdrawn_on)
            if row.closed_on is not None:
                yield terms.add_months(row.closed_on, self._limits.house.hazard)
        elif isinstance(row, Licence):
            for end in (row.ended_on, row.valid_until):
                if end is not None:
                    yield terms.add_months(end, self._limits.house.licence)
        elif teller is not None:
            yield from teller(row)

    def _outcome(self, outcome: Outcome) -> Iterator[date | None]:
        """The last day by each rule that limits an outcome (docs/publication.md)."""
        house = self._limits.house
        yield outcome.publish_until
        yield _before(outcome.withdrawn_on)
        if outcome.kind == "penalty":
            yield from self._penalty_ends_of(outcome)
        elif outcome.kind == "stop-order":
            yield from self._stop_order(outcome)
        else:
            yield terms.add_months(outcome.decided_on, getattr(house, outcome.kind))
            yield _before(outcome.repaired_on)
        if outcome.kind in ("circular", "exposure"):
            # Never longer than the penalty it reports.
            yield from self._penalty_ends.get(outcome.group_id, ())
        if outcome.kind == "commendation":
            # A praised mine of which a death is told since is praised no longer.
            for accident in self._deaths.get(outcome.mine_id, ()):
                if accident.published_on and accident.published_on >= outcome.decided_on:
                    yield _before(accident.published_on)
        if outcome.ended_on is not None:
            yield _withdrawal_due(outcome.ended_on)

    def _penalty_ends_of(self, outcome: Outcome) -> Iterator[date | None]:
        limit = self._months(outcome.severity)
        yield _before(outcome.repaired_on)
        if limit is not None:
            yield terms.add_months(outcome.decided_on, limit)

    def _months(self, severity: str) -> int | None:
        """The longest window of a class; one that is not known counts as the lightest."""
        months = self._limits.penalties
        return months.get(severity, min(months.values(), default=None))

    def _stop_order(self, outcome: Outcome) -> Iterator[date | None]:
        """An on-site measure is shown while in force and then as resumed; a penalty of this kind
        (责令停产停业) is a serious penalty."""
        yield _before(outcome.repaired_on)
        if outcome.penal:
            months = self._months("serious")
            if months is not None:
                yield terms.add_months(outcome.decided_on, months)
        elif outcome.lifted_on is not None:
            yield terms.add_months(outcome.lifted_on, self._limits.house.stop_order)


def private(outcome: Outcome) -> bool:
    """Whether a row names a person who may not be named.

    A natural person's penalty is told on the firm's record only, unless a reason to publish it is
    given; a sole trader under a personal name counts as a person.
    """
    person = outcome.party_type == "natural-person" or (
        outcome.party_type == "sole-trader" and not outcome.party_name.endswith(_FIRMS)
    )
    return person and not outcome.publish_reason


_FIRMS = tuple(
    "公司 厂 矿 矿场 场 店 商店 商行 行 部 社 合作社 中心 队 站 坊 铺 加工点 个体工商户".split()
)
"""How the name of a business ends; any other name of a sole trader may be a person's, however long
(阿卜杜拉·买买提)."""


def _first(row: Any) -> date | None:
    """The first day a row may be public, None where it may never."""
    if isinstance(row, Published):
        if row.published_on is None:
            return None
        begins = None
        if isinstance(row, ListedEntity):
            begins = row.listed_on
        elif isinstance(row, records.MineChange):
            begins = row.changed_on  # announced ahead it waits, as in `changes.undone`
        return max(row.published_on, begins or _EARLIEST)
    if hasattr(row, "period"):
        return terms.period_end(row.period) + timedelta(days=1)  # only once it is over
    field = _FIRSTS.get(type(row))
    return (getattr(row, field) if field else None) or _EARLIEST


_FIRSTS: Mapping[type, str] = {
    records.Mine: "listed_on",
    records.Responsibility: "from_on",
    records.MineralThreshold: "effective_on",
    records.HazardCheck: "checked_on",
    records.Channel: "since",
    records.RewardRule: "effective_on",
    records.Board: "installed_on",
    records.Document: "issued_on",
    records.Progress: "as_of",
}


def _case(case: Case) -> Iterator[date | None]:
    yield _before(case.withdrawn_on)


def _listed(entity: ListedEntity) -> Iterator[date | None]:
    yield entity.until
    yield _before(entity.removed_on)
    yield terms.add_months(entity.listed_on, LISTING_MONTHS)


def _repealed(rule: Any) -> Iterator[date | None]:
    yield _before(rule.repealed_on)


_LASTS: Mapping[type, Callable[[Any], Iterator[date | None]]] = {
    Case: _case,
    ListedEntity: _listed,
    records.Responsibility: lambda row: iter((row.until_on,)),
    records.Channel: lambda row: iter((row.until,)),
    records.RewardRule: _repealed,
    records.MineralThreshold: _repealed,
}


def _withdrawal_due(ended_on: date) -> date:
    """The last day an ended decision may stand.

    Where the year's holidays are not announced, calendar days are counted: never later than the
    law's term, and no guess.
    """
    due = terms.add_working_days(ended_on, WITHDRAWAL_WORKING_DAYS)
    if terms.announced(ended_on.year) and terms.announced(due.year):
        return due
    return ended_on + timedelta(days=WITHDRAWAL_WORKING_DAYS)


def _before(day: date | None) -> date | None:
    """The last day before a record comes down on `day`."""
    return None if day is None else day - timedelta(days=1)


def _earliest(days: Iterator[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
