"""The mines, each on its page, and the towns they lie in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from generator import addresses
from generator.artifacts import Page
from generator.bulletin import Bulletin, Dossier, state
from generator.messages import sentence
from generator.records import Case, Mine, MineChange, SupervisedHazard, Visit
from generator.render import charts, lists
from generator.render.pages.writer import Writer, by_town, grouped, unvisited


def mines(writer: Writer) -> Iterator[Page]:
    dossiers = writer.bulletin.dossiers
    if not dossiers:
        return
    states = states_of_mines(writer.bulletin)
    yield writer.page(
        "mines",
        addresses.MINES,
        listing=lists.mines(writer.bulletin),
        states=states,
        chart=charts.bars(
            "states", sentence("charts", "states"), states, sentence("charts", "mines-unit")
        ),
    )
    rows = writer.bulletin.records
    checks = grouped(rows.hazard_checks, lambda check: check.hazard_id)
    recorded_from = min((visit.inspected_on.year for visit in rows.visits), default=None)
    for dossier in dossiers.values():
        mine = dossier.mine
        hazards = [(hazard, state.of_hazard(hazard, writer.day)) for hazard in dossier.hazards]
        yield writer.page(
            "mine",
            addresses.mine(mine.mine_id),
            title=mine.name,
            parent=addresses.MINES,
            published_on=mine.listed_on,
            source=_source(dossier),
            keywords=[mine.name, dossier.town.name],
            d=dossier,
            mine=mine,
            status=_last_change(dossier, "status"),
            hazards=hazards,
            alarms=_alarms(dossier, hazards),
            checks=checks,
            closures=[_closure(writer, dossier, case) for case in dossier.cases],
            years=_years(dossier, recorded_from, writer.day),
            recorded_from=recorded_from,
            spans=_grade_spans(dossier, writer.day),
            watch=_watch(writer, dossier, hazards),
            unheld=_unheld(dossier, writer.day),
        )


def _alarms(
    dossier: Dossier, hazards: Sequence[tuple[SupervisedHazard, state.HazardState]]
) -> set[str]:
    """The addresses of what is in force or late today: stop-orders and overdue hazards."""
    late = {addresses.hazard(h.hazard_id) for h, standing in hazards if standing.stage == "overdue"}
    return late | {addresses.outcome(stop.outcome_id) for stop in dossier.stops}


def _source(dossier: Dossier) -> str:
    """Where a mine's page comes from: its regulator's register, and the documents it names."""
    if dossier.regulator is None:
        return sentence("sources", "mines")
    return sentence("sources", "mine", by=dossier.regulator.name)


def _unheld(dossier: Dossier, day: date) -> tuple[str, ...]:
    """The kinds of permit that no record says is in force beside another kind that is.

    A pond has no mining licence of its own; other mines (五小矿山) may need none.
    """
    mine = dossier.mine
    needed = {"tailings-pond": ("safety-permit",), "other": ()}
    kinds = needed.get(mine.mine_kind, ("safety-permit", "mining-licence"))
    held = {licence.kind for licence in dossier.licences if state.valid(licence, day)}
    return tuple(kind for kind in kinds if held and kind not in held)


def _watch(
    writer: Writer,
    dossier: Dossier,
    hazards: Sequence[tuple[SupervisedHazard, state.HazardState]],
) -> str:
    """What to report at this mine: that it works though it should stand still, or any hazard."""
    mine = dossier.mine
    if dossier.stopped == "whole":
        return sentence("watch", "stopped")
    if mine.status in _STILL:
        use = "still-pond" if mine.mine_kind == "tailings-pond" else "still"
        return sentence("watch", use, status=writer.registered_as(mine))
    if dossier.stopped == "part":
        return sentence("watch", "part")
    work = {hazard.work for hazard, standing in hazards if standing.stage != "closed"}
    for halted in ("stopped", "part-stopped"):
        if halted in work:
            return sentence("watch", f"work-{halted}")
    return sentence("watch", "any")


_STILL = ("suspended", "construction-halted", "closing", "closed")
"""Registered states in which nothing is mined."""


def _last_change(dossier: Dossier, field: str) -> MineChange | None:
    """The change that brought the field to what it is, None where it was never another."""
    return next((change for change in dossier.changes if change.field == field), None)


def states_of_mines(bulletin: Bulletin) -> list[tuple[str, int]]:
    """Every registered state that a mine is in, in the order of the schema, and how many are."""
    counts = Counter(dossier.mine.status for dossier in bulletin.dossiers.values())
    words = bulletin.vocabulary.words("mines", "status")
    return [(label, counts[status]) for status, label in words.items() if counts[status]]


@dataclass(frozen=True)
class Closure:
    """A case of the 三个一批 as one of its mines sees it.

    `late` counts the days since the deadline, `left` those until it; `others` are the other mines
    of the case with their roles.
    """

    case: Case
    role: str
    stage: state.CaseStage
    late: int
    left: int
    others: tuple[tuple[Mine, str], ...]


def _closure(writer: Writer, dossier: Dossier, case: Case) -> Closure:
    bulletin, day = writer.bulletin, writer.day
    members = [m for m in bulletin.records.case_mines if m.case_id == case.case_id]
    own = dossier.mine.mine_id
    days = (case.deadline - day).days if case.deadline else 0
    return Closure(
        case=case,
        role=next((m.role for m in members if m.mine_id == own), ""),
        stage=state.of_case(case, day),
        late=max(-days, 0),
        left=max(days, 0),
        others=tuple(
            (bulletin.mines[m.mine_id], m.role)
            for m in members
            if m.mine_id != own and m.mine_id in bulletin.mines
        ),
    )


@dataclass(frozen=True)
class Year:
    """The visits to a mine in one year; `known` is false where the site recorded none at all."""

    year: int
    visits: tuple[Visit, ...]
    known: bool


def _years(dossier: Dossier, recorded_from: int | None, day: date) -> list[Year]:
    """The years in which the mine was listed, newest first, each with its visits.

    A year without visits is told: not inspected, or before the site records inspections. What was
    closed is not expected to be inspected, so its years after the closure are told only if it was.
    """
    if recorded_from is None:
        return []
    listed = dossier.mine.listed_on
    change = _last_change(dossier, "status")
    closed_on = change.changed_on if change and dossier.mine.closed else None
    years = []
    for year in range(day.year, recorded_from - 2, -1):
        visits = tuple(v for v in dossier.visits if v.inspected_on.year == year)
        before = listed is not None and year < listed.year
        after = closed_on is not None and year >= closed_on.year
        if visits or not (before or after):
            years.append(Year(year, visits, known=year >= recorded_from))
    return years


@dataclass(frozen=True)
class Span:
    """A stretch of time in which a mine bore a grade, as percentages of the whole history."""

    grade: str
    start: float
    width: float
    since: date


def _grade_spans(dossier: Dossier, day: date) -> list[Span]:
    """The grade history in proportion of time, oldest first; a grade confirmed stays one span.

    What is closed bears no grade any more: its history ends with the closure.
    """
    change = _last_change(dossier, "status")
    if dossier.mine.closed and change:
        day = min(day, change.changed_on)
    told = [grade for grade in reversed(dossier.grades) if grade.graded_on <= day]
    grades = [
        grade
        for grade, before in zip(told, (None, *told), strict=False)
        if before is None or before.grade != grade.grade
    ]
    if not grades:
        return []
    begin = grades[0].graded_on
    total = max((day - begin).days, 1)
    spans = []
    for grade, following in zip(grades, (*grades[1:], None), strict=True):
        end = following.graded_on if following else day
        start = (grade.graded_on - begin).days * 100 / total
        width = (end - grade.graded_on).days * 100 / total
        spans.append(Span(grade.grade, round(start, 2), round(width, 2), grade.graded_on))
    return spans


def towns(writer: Writer) -> Iterator[Page]:
    listed = by_town(writer.bulletin)
    if not listed:
        return
    missed = unvisited(writer.bulletin)
    yield writer.page("towns", addresses.TOWNS, by_town=listed, missed=missed)
    listing = lists.mines(writer.bulletin)
    lying = grouped(listing.rows, lambda row: row.picks["town"][0])
    for town, dossiers in listed:
        yield writer.page(
            "town",
            addresses.town(town.town_code),
            title=town.name,
            parent=addresses.TOWNS,
            town=town,
            dossiers=dossiers,
            listing=listing,
            mines=lying.get(town.town_code, []),
            events=[e for e in writer.bulletin.events if town.town_code in e.subject.towns][:20],
        )
