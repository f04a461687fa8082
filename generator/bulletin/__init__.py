"""The public bulletin as of a day: what may be seen, joined by mine, and its events."""

from __future__ import annotations

import dataclasses
import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from generator import records, terms
from generator.bulletin import ahead, changes, counts, events, state, visibility, vocabulary
from generator.bulletin.events import Context, Event, Removal
from generator.bulletin.events.removals import pages as pages_down
from generator.bulletin.visibility import Span
from generator.bulletin.vocabulary import Vocabulary
from generator.content import Content, Notice
from generator.packages import Packages
from generator.records import (
    Accident,
    Authority,
    Case,
    Criterion,
    CriterionClause,
    Document,
    Licence,
    Mine,
    MineChange,
    Outcome,
    Records,
    Responsibility,
    RiskGrade,
    Standardisation,
    SupervisedHazard,
    Town,
    Visit,
)
from generator.settings import HouseWindows

HOUSE = HouseWindows()


@dataclass(frozen=True)
class Dossier:
    """Everything public about one mine on the day. Lists run from the newest to the oldest.

    `stops` are the stop-orders in force, `halts` the penalties that order to stop producing and
    that no record says are over; what is closed cannot resume and has none.
    """

    mine: Mine
    town: Town
    regulator: Authority | None
    parent: Mine | None
    children: tuple[Mine, ...]
    changes: tuple[MineChange, ...]
    grades: tuple[RiskGrade, ...]
    standardisation: tuple[Standardisation, ...]
    licences: tuple[Licence, ...]
    responsibilities: tuple[Responsibility, ...]
    outcomes: tuple[Outcome, ...]
    stops: tuple[Outcome, ...]
    halts: tuple[Outcome, ...]
    hazards: tuple[SupervisedHazard, ...]
    visits: tuple[Visit, ...]
    accidents: tuple[Accident, ...]
    cases: tuple[Case, ...]
    events: tuple[Event, ...]

    @property
    def grade(self) -> RiskGrade | None:
        """The grade in force, None where the mine was never graded."""
        return self.grades[0] if self.grades else None

    @property
    def ordered(self) -> Literal["whole", "part", ""]:
        """How much of the mine the stop-orders in force stop."""
        if any(order.scope != "part" for order in self.stops):
            return "whole"
        return "part" if self.stops else ""

    @property
    def stopped(self) -> Literal["whole", "part", ""]:
        """How much of the mine was ordered to stop, by order or penalty, and has not resumed."""
        return "whole" if self.halts else self.ordered

    @property
    def former_names(self) -> tuple[MineChange, ...]:
        """The renamings, newest first; `old_value` is the former name."""
        return tuple(change for change in self.changes if change.field == "name")

    def unvisited(self, day: date) -> bool:
        """Whether the mine, which is not closed, has not been inspected in the year of the day."""
        return not self.mine.closed and not any(
            visit.inspected_on.year == day.year for visit in self.visits
        )

    def operator_changed_since(self, day: date) -> bool:
        """Whether another firm runs the mine now: what was decided then was about the old one."""
        return any(c.field == "operator" and c.changed_on > day for c in self.changes)


@dataclass(frozen=True)
class Bulletin:
    """The bulletin as of a day.

    `records` are the public ones with the changes of later days undone; `restored` names the
    undone cells by mine; `hidden` gives the positions of hidden rows by table, `withheld` the
    counts of reports that are too small to be told (`records` holds None in their place). `ends`
    is the last day of outcomes that have one, `removals` what was public once, newest first, and
    `ever` counts the outcomes that were ever public by year of the decision and kind,
    `ever_by_quarter` by its quarter (`2026-Q3`).
    """

    as_of: date
    records: Records
    restored: Mapping[str, Mapping[str, str]]
    hidden: Mapping[str, frozenset[int]]
    withheld: counts.Withheld
    vocabulary: Vocabulary
    content: Content
    events: tuple[Event, ...]
    dossiers: Mapping[str, Dossier]
    towns: Mapping[str, Town]
    mines: Mapping[str, Mine]
    authorities: Mapping[str, Authority]
    outcomes: Mapping[str, Outcome]
    hazards: Mapping[str, SupervisedHazard]
    cases: Mapping[str, Case]
    ends: Mapping[str, date]
    removals: tuple[Removal, ...]
    ever: Mapping[tuple[int, str], int]
    ever_by_quarter: Mapping[str, int]

    @functools.cached_property
    def active(self) -> tuple[Dossier, ...]:
        """The mines that are not closed: who is counted, on every page."""
        return tuple(d for d in self.dossiers.values() if not d.mine.closed)

    def criteria(self, mine_kind: str) -> tuple[tuple[Document, tuple[Criterion, ...]], ...]:
        """The documents in force on the day with their items for a kind of mine.

        A combined mine (露天转地下 / 联合开采) falls under the lists of both kinds.
        """
        kinds = ("open-pit", "underground") if mine_kind == "combined" else (mine_kind,)
        listed = []
        for document in self.records.documents:
            if not document.in_force(self.as_of):
                continue
            items = tuple(
                criterion
                for kind in kinds
                for criterion in self.records.criteria
                if criterion.document_no == document.document_no and criterion.mine_kind == kind
            )
            if items:
                listed.append((document, items))
        return tuple(listed)

    def hides(self, package: str, resource: str, position: int, cells: Mapping[str, str]) -> bool:
        """Whether the public may not see a row of a table, told by its position and cells.

        Of a table beyond the data contract only the common columns are known: what has a
        publication day waits for it, and what was withdrawn is gone.
        """
        if (package, resource) in records.TABLES:
            return position in self.hidden.get(resource, frozenset())
        today = self.as_of.isoformat()
        published, withdrawn = cells.get("published_on"), cells.get("withdrawn_on")
        return (published is not None and not "" < published <= today) or bool(
            withdrawn and withdrawn <= today
        )

    def documents(self, mine_kind: str) -> tuple[str, ...]:
        """The numbers of the documents in force that judge a kind of mine."""
        return tuple(document.document_no for document, _ in self.criteria(mine_kind))

    def clauses(self, criterion_id: str) -> tuple[CriterionClause, ...]:
        """The numbered clauses of a criterion, in their order."""
        return tuple(c for c in self.records.criterion_clauses if c.criterion_id == criterion_id)


def assemble(
    packages: Packages, content: Content, as_of: date, house: HouseWindows = HOUSE
) -> Bulletin:
    """Put together what the public may see on a day. The packages must have passed the check."""
    typed = records.read(packages)
    spans = visibility.spans(typed, visibility.windows(typed, house))
    restored = changes.undone(typed.mine_changes, as_of)
    withheld = counts.withheld(typed.report_statistics)
    seen = seen_on(typed, spans, as_of)
    mines = seen.mines
    words = vocabulary.of(packages)
    notices = tuple(visibility.notices(typed, spans, content.notices))
    shown = dataclasses.replace(content, notices=_shown(notices, as_of))
    by_id = {mine.mine_id: mine for mine in mines}
    context = Context(seen, by_id, words, as_of, typed, spans)
    removals = pages_down(context)
    stream = events.stream(context, shown.notices, removals, notices)
    towns = {town.town_code: town for town in seen.towns}
    authorities = {authority.authority_id: authority for authority in seen.authorities}
    told = tuple(visibility.ever(typed, spans, "outcomes", as_of))
    return Bulletin(
        as_of=as_of,
        records=seen,
        restored={key: cells for key, cells in restored.items() if key in by_id},
        hidden=_hidden(spans, as_of),
        withheld=withheld,
        vocabulary=words,
        content=shown,
        events=stream,
        dossiers=_dossiers(seen, context, stream, towns, authorities),
        towns=towns,
        mines=by_id,
        authorities=authorities,
        outcomes={outcome.outcome_id: outcome for outcome in seen.outcomes},
        hazards={hazard.hazard_id: hazard for hazard in seen.supervised_hazards},
        cases={case.case_id: case for case in seen.cases},
        ends={
            outcome.outcome_id: span.last
            for outcome, span in zip(typed.outcomes, spans["outcomes"], strict=True)
            if span is not None and span.last is not None and span.holds(as_of)
        },
        removals=removals,
        ever=Counter((outcome.decided_on.year, outcome.kind) for outcome in told),
        ever_by_quarter=Counter(terms.quarter(outcome.decided_on) for outcome in told),
    )


def seen_on(typed: Records, spans: visibility.Spans, day: date) -> Records:
    """The rows public on a day, as they were on it: later changes of mines undone, without what
    tells of a later day, and without the counts of reports that nobody may read."""
    rows = ahead.without(visibility.public(typed, spans, day), day)
    restored = changes.undone(typed.mine_changes, day)
    return dataclasses.replace(
        rows,
        mines=tuple(changes.restore(m, restored.get(m.mine_id, {})) for m in rows.mines),
        report_statistics=counts.told(
            rows.report_statistics, counts.withheld(typed.report_statistics)
        ),
    )


def _hidden(spans: visibility.Spans, day: date) -> Mapping[str, frozenset[int]]:
    return {
        name: frozenset(
            position for position, span in enumerate(found) if span is None or not span.holds(day)
        )
        for name, found in spans.items()
    }


def _shown(notices: Iterable[tuple[Notice, Span | None]], day: date) -> tuple[Notice, ...]:
    """The notices public on the day, newest first."""
    shown = [notice for notice, span in notices if span is not None and span.holds(day)]
    return tuple(sorted(shown, key=lambda n: (n.day, n.slug), reverse=True))


def _by_mine(rows: Iterable[Any], moment: str) -> Mapping[str, tuple[Any, ...]]:
    """Rows by mine, newest first by the date field `moment`."""
    grouped: dict[str, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.mine_id, []).append(row)
    return {
        mine_id: tuple(sorted(found, key=lambda r: _moment(r, moment), reverse=True))
        for mine_id, found in grouped.items()
    }


def _timelines(told: Iterable[Event]) -> Mapping[str, tuple[Event, ...]]:
    grouped: dict[str, list[Event]] = {}
    for event in told:
        for mine_id in event.subject.mines:
            grouped.setdefault(mine_id, []).append(event)
    return {
        mine_id: tuple(sorted(found, key=lambda e: (e.day, e.key), reverse=True))
        for mine_id, found in grouped.items()
    }


def _moment(row: Any, name: str) -> date:
    found: date | None = getattr(row, name)
    return found or date.min


def _dossiers(
    seen: Records,
    context: Context,
    stream: tuple[Event, ...],
    towns: Mapping[str, Town],
    authorities: Mapping[str, Authority],
) -> Mapping[str, Dossier]:
    day = context.day
    cases = {case.case_id: case for case in seen.cases}
    grouped = {
        "changes": _by_mine(seen.mine_changes, "changed_on"),
        "grades": _by_mine(seen.risk_grades, "graded_on"),
        "standardisation": _by_mine(seen.standardisation, "granted_on"),
        "licences": _by_mine(seen.licences, "issued_on"),
        "responsibilities": _by_mine(seen.responsibilities, "from_on"),
        "outcomes": _by_mine(seen.outcomes, "decided_on"),
        "hazards": _by_mine(seen.supervised_hazards, "found_on"),
        "visits": _by_mine(seen.visits, "inspected_on"),
        "accidents": _by_mine(seen.accidents, "occurred_on"),
    }
    timelines = _timelines([*stream, *events.visits(context)])
    children: dict[str, list[Mine]] = {}
    for mine in seen.mines:
        children.setdefault(mine.parent_mine_id, []).append(mine)
    listed: dict[str, list[Case]] = {}
    for member in seen.case_mines:
        listed.setdefault(member.mine_id, []).append(cases[member.case_id])
    dossiers = {}
    for mine in seen.mines:
        key = mine.mine_id
        own: dict[str, Any] = {name: table.get(key, ()) for name, table in grouped.items()}
        dossiers[key] = Dossier(
            mine=mine,
            town=towns[mine.town_code],
            regulator=authorities.get(mine.regulator),
            parent=context.mines.get(mine.parent_mine_id),
            children=tuple(children.get(key, ())),
            stops=tuple(o for o in own["outcomes"] if state.stops(o, day)),
            halts=tuple(_halts(mine, own["outcomes"], own["changes"], day)),
            cases=tuple(listed.get(key, ())),
            events=timelines.get(key, ()),
            **own,
        )
    return dossiers


def _halts(
    mine: Mine, outcomes: tuple[Outcome, ...], changed: tuple[MineChange, ...], day: date
) -> Iterator[Outcome]:
    if not mine.closed:
        for outcome in outcomes:
            if state.halts(outcome, day) and not state.resumption(outcome, outcomes, changed, day):
                yield outcome
