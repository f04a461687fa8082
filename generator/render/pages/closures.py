"""Closures, mergers and upgrades (三个一批): the exit lists and each case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from generator import addresses
from generator.artifacts import Page
from generator.bulletin import disclosure, state
from generator.messages import sentence
from generator.records import Case, ChecklistItem, Mine
from generator.render import charts, lists
from generator.render.pages.writer import Writer, grouped

UNITIES = ("one-title", "one-plan", "one-entity", "one-system", "one-management")
"""五统一: what a merger must bring together (行动方案 第28项)."""


def closures(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if not rows.cases:
        return
    mines = writer.bulletin.mines
    members: dict[str, list[tuple[Mine, str]]] = {case.case_id: [] for case in rows.cases}
    for member in rows.case_mines:
        members[member.case_id].append((mines[member.mine_id], member.role))
    checklists = grouped(rows.checklist, lambda item: item.case_id)
    told = grouped(writer.bulletin.events, lambda event: event.address)
    pending = _pending(rows.cases, writer.day)
    yield writer.page(
        "closures",
        addresses.CLOSURES,
        members=members,
        listing=lists.closures(writer.bulletin),
        pending=pending,
        axis=charts.axis(days for _, days in pending),
        chart=_chart(rows.cases, writer.day),
        by_year=by_year(rows.cases, writer.day),
        grounds=_grounds(c for c in rows.cases if state.of_case(c, writer.day) != "consultation"),
    )
    for case in rows.cases:
        names = "、".join(mine.name for mine, _ in members[case.case_id])
        batch = writer.bulletin.vocabulary.word("cases", "batch", case.batch)
        stage = state.of_case(case, writer.day)
        use = "case-proposed" if stage == "consultation" else "case"
        yield writer.page(
            "case",
            addresses.case(case.case_id),
            title=sentence("titles", use, names=names, batch=batch, year=case.list_year),
            parent=addresses.CLOSURES,
            published_on=case.published_on,
            source=writer.authority(case.decided_by),
            keywords=[mine.name for mine, _ in members[case.case_id]],
            disclosure=disclosure.of_case(case, writer.day),
            case=case,
            stage=stage,
            batch=writer.bulletin.vocabulary.batch(case.batch, stage),
            days=days_of(case, writer.day),
            members=members[case.case_id],
            lists=_lists(writer, checklists.get(case.case_id, [])),
            events=told.get(addresses.case(case.case_id), []),
        )


def days_of(case: Case, day: date) -> charts.Ageing | None:
    """From the decision to today or to the acceptance, against the deadline.

    None before the decision, and where it sets no deadline.
    """
    if case.decided_on is None or case.decided_on > day or case.deadline is None:
        return None
    end = case.accepted_on if case.accepted_on and case.accepted_on <= day else day
    return charts.ageing(case.decided_on, end, case.deadline)


def _pending(cases: Sequence[Case], day: date) -> list[tuple[Case, charts.Ageing]]:
    """Decided and not accepted, with a deadline: overdue first, then least time left."""
    found = [
        (case, days)
        for case in cases
        if state.of_case(case, day) in ("decided", "overdue")
        and (days := days_of(case, day)) is not None
    ]
    return sorted(found, key=lambda p: (-p[1].overdue, p[1].left, p[0].case_id))


STANDINGS = ("in-time", "late", "overdue", "running", "consultation")
"""How cases stand against their deadline: accepted in time, accepted late, overdue, under way
(also without a deadline), in public consultation."""


def standing(case: Case, day: date) -> str:
    """One of STANDINGS."""
    stage = state.of_case(case, day)
    if stage == "accepted":
        days = days_of(case, day)
        return "late" if days and days.overdue else "in-time"
    return {"overdue": "overdue", "decided": "running"}.get(stage, "consultation")


def _chart(cases: Sequence[Case], day: date) -> charts.Chart | None:
    counts = Counter(standing(case, day) for case in cases)
    labelled = [(sentence("standings", name), counts[name]) for name in STANDINGS]
    return charts.bars(
        "standings",
        sentence("charts", "standings"),
        [(label, count) for label, count in labelled if count],
        sentence("charts", "cases-unit"),
    )


def by_year(cases: Sequence[Case], day: date) -> list[tuple[int, Counter[str]]]:
    """For each list year, the newest first, how many cases stand how."""
    years = sorted({case.list_year for case in cases}, reverse=True)
    return [
        (year, Counter(standing(case, day) for case in cases if case.list_year == year))
        for year in years
    ]


def _grounds(cases: Iterable[Case]) -> list[tuple[str, str, int]]:
    """Batch, ground and number of cases, in the order of the batches, the most frequent first."""
    counts = Counter((case.batch, case.ground) for case in cases)
    batches = ("close", "consolidate", "upgrade")
    ordered = sorted(counts.items(), key=lambda p: (batches.index(p[0][0]), -p[1], p[0][1]))
    return [(batch, ground, count) for (batch, ground), count in ordered]


@dataclass(frozen=True)
class Checklist:
    """What has to be done in a case: the tasks of a closure, or the five unities of a merger."""

    unities: bool
    items: tuple[ChecklistItem, ...]
    done: int


def _lists(writer: Writer, items: Sequence[ChecklistItem]) -> list[Checklist]:
    order = list(writer.bulletin.vocabulary.words("checklist", "item"))
    ordered = sorted(items, key=lambda item: order.index(item.item) if item.item in order else 99)
    lists = []
    for unities in (False, True):
        own = tuple(item for item in ordered if (item.item in UNITIES) == unities)
        done = sum(state.reached(item.done_on, writer.day) for item in own)
        if own:
            lists.append(Checklist(unities, own, done))
    return lists
