"""The publication clock: what goes up, what comes down, what is late, and when the site changes.

The agenda is the office's own paper: it names records the public may not see yet or any more, and
is never published. Its terms stand in `docs/publication.md` with their articles.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from urllib.parse import quote

import icalendar

from generator import bulletin, records, terms
from generator.bulletin import duties, state, visibility
from generator.bulletin.events import Event
from generator.bulletin.visibility import Span, Spans
from generator.content import Notice
from generator.messages import Catalogue
from generator.packages import Packages
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
from generator.settings import Settings
from generator.source import Source

AHEAD = timedelta(days=30)
"""How far the agenda looks when no last day is given."""

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

STYLES = ("text", "json", "ics")

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


def agenda(
    kept: Ledger, as_of: date, first: date, last: date, news: Iterable[Event] = ()
) -> tuple[Entry, ...]:
    """The office's agenda on a day, by days.

    What goes up and comes down from `first` to `last`, both included; what is late as of the day;
    what ends soon; and each day on which the site must be built anew, at least the next one.
    `news` is the stream of events of the day.
    """
    found: list[Entry] = []
    for item in _items(kept):
        found += _ups_and_downs(item, first, last)
        for duty in _duties(item):
            found += _told(duty, item, as_of, first, last)
        found += _endings(item, kept.rows, as_of)
    found += _stale(news, as_of)
    found += _rebuilds(kept, as_of, first, last)
    return tuple(sorted(found, key=lambda e: (e.day, SEVERITIES.index(e.severity), e.key)))


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


def as_text(entries: tuple[Entry, ...], catalogue: Catalogue) -> str:
    """The agenda for people: first what is late, the days of rebuilding last."""
    words = _Words(catalogue)
    lines: list[str] = []
    for severity in SEVERITIES:
        chosen = [e for e in entries if e.severity == severity and e.what != "rebuild"]
        if chosen:
            lines += ["", words.say(f"heading-{severity}", count=len(chosen))]
            lines += [
                f"  {entry.day}  {words.sentence(entry)}{words.place(entry)}" for entry in chosen
            ]
    if not lines:
        lines.append(words.say("nothing"))
    days = [entry.day.isoformat() for entry in entries if entry.what == "rebuild"]
    lines += [
        "",
        words.say("rebuilds", days=words.say("and").join(days))
        if days
        else words.say("no-rebuild"),
    ]
    return "\n".join(lines).lstrip("\n")


def as_json(entries: tuple[Entry, ...], catalogue: Catalogue) -> str:
    """The agenda for programs: one array of objects, all with the same keys."""
    words = _Words(catalogue)
    listed = [
        {
            "day": entry.day.isoformat(),
            "what": entry.what,
            "severity": entry.severity,
            "table": entry.table or None,
            "record": entry.record or None,
            "file": entry.file or None,
            "row": entry.row,
            "details": dict(sorted(entry.details.items())),
            "message": words.sentence(entry),
        }
        for entry in entries
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2)


def as_ics(entries: tuple[Entry, ...], settings: Settings, catalogue: Catalogue) -> str:
    """The agenda as a calendar (RFC 5545) of whole days, lines ended by CRLF.

    An entry keeps its UID for good and its DTSTAMP is its own day, so that the same agenda gives
    the same bytes whenever it is asked for.
    """
    words = _Words(catalogue)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mine Bulletin//clock//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words.say("calendar", site=settings.site_name))
    for entry in entries:
        event = icalendar.Event()
        event.add("uid", f"tag:{settings.tag_authority}:clock/{quote(entry.key)}")
        event.add("dtstamp", datetime.combine(entry.day, time(), UTC))
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", words.sentence(entry))
        event.add("categories", [words.say(f"severity-{entry.severity}")])
        event.add("transp", "TRANSPARENT")
        if entry.file:
            event.add("description", words.place(entry).strip())
        calendar.add_component(event)
    return bytes(calendar.to_ical()).decode("utf-8")


class _Words:
    """The sentences of the agenda: the table `clock` of the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._entries: Mapping[str, str] = catalogue.entries["clock"]

    def say(self, key: str, **values: object) -> str:
        return self._entries[key].format(**values)

    def sentence(self, entry: Entry) -> str:
        use = f"{entry.what}-{entry.severity}"
        values: dict[str, str] = {"checked": self.say("never"), **entry.details}
        if "law" in values:
            values["law"] = self.say(f"law-{values['law']}")
        if "duty" in values:
            values["duty"] = self.say(f"duty-{values['duty']}")
        return self.say(
            use if use in self._entries else entry.what,
            **{"day": entry.day.isoformat(), "subject": self._subject(entry), **values},
        )

    def place(self, entry: Entry) -> str:
        """Where the record is typed; "" where an entry is about none."""
        if not entry.file:
            return ""
        return self.say("place" if entry.row else "place-file", file=entry.file, row=entry.row)

    def _subject(self, entry: Entry) -> str:
        table = self._entries.get(f"table-{entry.table}", "")
        known = [entry.details[name] for name in ("name", "number") if entry.details.get(name)]
        use = "subject" if known else "subject-bare"
        return self.say(
            use, table=table, record=entry.record, known=self.say("comma").join(known)
        ).strip()


@dataclass(frozen=True)
class _Item:
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
_RECORDS: Mapping[str, tuple[str, ...]] = {
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


def _items(kept: Ledger) -> Iterator[_Item]:
    mines = {mine.mine_id: mine for mine in kept.rows.mines}
    for table, keys in _RECORDS.items():
        places = kept.places.get(table, ())
        pairs = zip(getattr(kept.rows, table), kept.spans[table], strict=True)
        for position, (row, span) in enumerate(pairs):
            mine = mines.get(getattr(row, "mine_id", ""))
            file, number = places[position] if places else ("", None)
            yield _Item(
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
        yield _Item("notices", notice.slug, notice, span, None, named, notice.file)


def _name(row: Any) -> str:
    """What a record without a mine is called; a person is not called at all."""
    if getattr(row, "party_type", "") == "natural-person":
        return ""
    names = ("party_name", "name", "title", "mineral", "matter")
    return next((text for name in names if (text := getattr(row, name, ""))), "")


def _number(row: Any) -> str:
    names = ("decision_no", "document_no", "certificate_no", "number")
    return next((text for name in names if (text := getattr(row, name, ""))), "")


def _ups_and_downs(item: _Item, first: date, last: date) -> Iterator[Entry]:
    span = item.span
    if span is None or _empty(span):
        return
    if first <= span.first <= last:
        yield item.entry(span.first, "goes-up", "note")
    if span.last is not None and first <= _after(span.last) <= last:
        yield item.entry(_after(span.last), "comes-down", "note", until=span.last.isoformat())


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


def _told(duty: _Duty, item: _Item, as_of: date, first: date, last: date) -> Iterator[Entry]:
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


def _duties(item: _Item) -> Iterator[_Duty]:
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


def _outcome_duties(item: _Item, outcome: Outcome) -> Iterator[_Duty]:
    owed = duties.outcome(outcome)
    if owed is not None and not visibility._private(outcome):
        yield _publication(outcome.decided_on, owed[0], outcome.published_on, owed[1])
    ended = outcome.ended_on
    if ended is None or item.span is None or _empty(item.span) or item.span.over(ended):
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


def _endings(item: _Item, rows: Records, as_of: date) -> Iterator[Entry]:
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


def _unchecked(item: _Item, channel: Channel, as_of: date) -> Iterator[Entry]:
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


def _stale(news: Iterable[Event], as_of: date) -> Iterator[Entry]:
    """A home page without news for two weeks, and families without news for long.

    A family without any record has no page (design, public addresses): it is no blank column.
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


def _rebuilds(kept: Ledger, as_of: date, first: date, last: date) -> Iterator[Entry]:
    days = set(change_days(kept, first, last))
    following = next_change(kept, as_of)
    if following is not None:
        days.add(following)
    for day in sorted(days):
        yield Entry(day, "rebuild", "note", record=day.isoformat())


def _moments(kept: Ledger) -> Iterator[date]:
    """Every day on which something of a record, a notice or a table beyond the contract turns."""
    for entry in dataclasses.fields(Records):
        pairs = zip(getattr(kept.rows, entry.name), kept.spans[entry.name], strict=True)
        for row, span in pairs:
            yield from _turns_of(row, span)
    cases = dict(zip((c.case_id for c in kept.rows.cases), kept.spans["cases"], strict=True))
    for item in kept.rows.checklist:
        yield from _inside(cases.get(item.case_id), item.done_on)
    for _, span in visibility.notices(kept.rows, kept.spans, kept.notices):
        yield from _turns_of(None, span)
    yield from kept.others


_TURNS: Mapping[type, tuple[str, ...]] = {
    Outcome: ("decided_on", "lifted_on", "ended_on"),
    SupervisedHazard: ("accepted_on", "closed_on"),
    Case: ("decided_on", "licence_cancelled_on", "accepted_on"),
    Licence: ("issued_on", "ended_on"),
    Standardisation: ("granted_on", "revoked_on"),
    Accident: ("occurred_on", "approved_on", "evaluated_on", "closed_on"),
    records.RiskGrade: ("graded_on",),
    records.Visit: ("inspected_on",),
    records.Document: ("effective_on", "repealed_on"),
}
"""The days on which the state shown of a visible record turns; the days of its span apart."""


def _turns_of(row: Any, span: Span | None) -> Iterator[date]:
    if span is None or _empty(span):
        return
    yield span.first
    if span.last is not None:
        yield _after(span.last)
        withdrawn: date | None = getattr(row, "withdrawn_on", None)
        if withdrawn is not None and withdrawn > span.last:
            yield withdrawn  # what ended by itself is told as withdrawn from then on
    for name in (*_TURNS.get(type(row), ()), "corrected_on"):
        yield from _inside(span, getattr(row, name, None))
    deadline = _deadline(row)
    if deadline is not None:
        yield from _inside(span, _after(deadline))
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


def _beyond_the_contract(packages: Packages) -> Iterator[date]:
    """The days of the common columns of tables the data contract does not know."""
    for package in packages.values():
        for resource in package.resources.values():
            if (package.name, resource.name) not in records.TABLES:
                for row in resource.rows:
                    for name in ("published_on", "withdrawn_on"):
                        with suppress(ValueError):  # empty, or no day: such a row never turns
                            yield date.fromisoformat(row.cells.get(name, ""))


def _empty(span: Span) -> bool:
    return span.last is not None and span.last < span.first


def _after(day: date) -> date:
    return day + timedelta(days=1)
