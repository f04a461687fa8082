"""The scorecard (监管情况): how the office keeps its own terms, counted from public rows only.

Every figure names the page with its rows. What came down is counted from its tombstones, so that
nothing of it is told again. There is no league of towns, and fines are not counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator import addresses, terms
from generator.bulletin import duties, state
from generator.bulletin.events.removals import Removal
from generator.records import Case, Inspection, Records, SupervisedHazard

RISKY = ("C", "D")
"""The grades whose mines are inspected first (行动方案 第51项)."""


@dataclass(frozen=True)
class Late:
    """A row that was published late: where it stands, by how many working days."""

    address: str
    record_id: str
    mine_id: str
    days: int


@dataclass(frozen=True)
class Latency:
    """How one kind of matter kept its term of publication, over the rows public today.

    `slowest` is in working days from the decision; `uncounted` rows fall into a year whose
    holidays are not announced.
    """

    matter: str
    term: int
    law: str
    address: str
    in_time: int
    slowest: int
    late: tuple[Late, ...]
    uncounted: int

    @property
    def counted(self) -> int:
        return self.in_time + len(self.late)


_MATTERS: Mapping[str, tuple[str, str, str]] = {
    "risk_grades": ("grading", addresses.GRADING, "grade_id"),
    "standardisation": ("standardisation", addresses.STANDARDISATION, "cert_id"),
    "mine_changes": ("mines", addresses.MINES, "change_id"),
    "visits": ("visits", addresses.MINES, "visit_id"),
    "accidents": ("accidents", addresses.ACCIDENTS, "accident_id"),
    "cases": ("closures", addresses.CLOSURES, "case_id"),
    "listed_entities": ("entities", f"{addresses.ENFORCEMENT}#dishonest", "listing_id"),
}
"""For each table of other matters: its name, its page, its key."""


def latencies(rows: Records) -> tuple[Latency, ...]:
    """Publication against 7 and 20 working days, by kind of matter; kinds without a row are left
    out (安全生产法 第七十八条; 政府信息公开条例 第二十六条)."""
    found: dict[str, list[tuple[Any, date, int, str, str]]] = {}
    for outcome in rows.outcomes:
        owed = duties.outcome(outcome)
        if owed is not None:
            kind = "penalty" if outcome.penal else outcome.kind
            found.setdefault(kind, []).append(
                (outcome, outcome.decided_on, owed[0], owed[1], addresses.ENFORCEMENT)
            )
    listed = {mine.mine_id: mine.listed_on for mine in rows.mines}
    for table, (matter, page, _) in _MATTERS.items():
        for row in getattr(rows, table):
            begun = duties.other_matter(row)
            if begun is not None:
                begun = max(begun, listed.get(getattr(row, "mine_id", "")) or begun)
                found.setdefault(matter, []).append(
                    (row, begun, duties.OTHER_WORKING_DAYS, "disclosure-26", page)
                )
    return tuple(_latency(matter, entries) for matter, entries in found.items())


def _latency(matter: str, entries: list[tuple[Any, date, int, str, str]]) -> Latency:
    late: list[Late] = []
    in_time = slowest = uncounted = 0
    for row, begun, term, _, _ in entries:
        due, unknown = duties.working_term(begun, term)
        if unknown is not None and row.published_on > due:
            uncounted += 1
            continue
        slowest = max(slowest, terms.working_days_after(begun, row.published_on))
        if row.published_on > due:
            days = terms.working_days_after(due, row.published_on)
            late.append(Late(_address(row), _key(row), getattr(row, "mine_id", ""), days))
        else:
            in_time += 1
    _, _, term, law, page = entries[0]
    late.sort(key=lambda one: (-one.days, one.record_id))
    return Latency(matter, term, law, page, in_time, slowest, tuple(late), uncounted)


def _key(row: Any) -> str:
    names = ("outcome_id", *(key for _, _, key in _MATTERS.values()))
    return str(next(getattr(row, name) for name in names if hasattr(row, name)))


def _address(row: Any) -> str:
    """The nearest address of a row: its own page, its mine's page, its list."""
    if hasattr(row, "outcome_id"):
        return addresses.outcome(row.outcome_id)
    if hasattr(row, "accident_id"):
        return addresses.accident(row.accident_id)
    if isinstance(row, Case):
        return addresses.case(row.case_id)
    if getattr(row, "mine_id", ""):
        return addresses.mine(row.mine_id)
    return addresses.listed_entity(row.listing_id)


@dataclass(frozen=True)
class Withdrawals:
    """Ended decisions that were withdrawn, each with its tombstone: within three working days or
    not (行政处罚法 第四十八条)."""

    in_time: tuple[Removal, ...]
    late: tuple[Removal, ...]


def withdrawals(removals: Iterable[Removal]) -> Withdrawals:
    told = [removal for removal in removals if removal.in_time is not None]
    return Withdrawals(
        tuple(removal for removal in told if removal.in_time),
        tuple(removal for removal in told if not removal.in_time),
    )


@dataclass(frozen=True)
class Rectification:
    """Supervised hazards: open ones, overdue ones, overdue ones looked at again since their
    deadline, open ones never looked at again, and the re-checks of this year."""

    open: tuple[SupervisedHazard, ...]
    overdue: tuple[SupervisedHazard, ...]
    rechecked: tuple[SupervisedHazard, ...]
    unchecked: tuple[SupervisedHazard, ...]
    checks: int


def rectification(rows: Records, day: date) -> Rectification:
    checked: dict[str, date] = {}
    for check in rows.hazard_checks:
        checked[check.hazard_id] = max(
            check.checked_on, checked.get(check.hazard_id, check.checked_on)
        )
    states = [(hazard, state.of_hazard(hazard, day)) for hazard in rows.supervised_hazards]
    unclosed = [(hazard, standing) for hazard, standing in states if standing.stage != "closed"]
    overdue = [(hazard, standing) for hazard, standing in unclosed if standing.stage == "overdue"]
    return Rectification(
        tuple(hazard for hazard, _ in unclosed),
        tuple(hazard for hazard, _ in overdue),
        tuple(
            hazard
            for hazard, standing in overdue
            if checked.get(hazard.hazard_id, date.min) > standing.deadline
        ),
        tuple(hazard for hazard, _ in unclosed if hazard.hazard_id not in checked),
        sum(check.checked_on.year == day.year for check in rows.hazard_checks),
    )


@dataclass(frozen=True)
class Quarter:
    """Planned and done inspections of a quarter by grade; a cell is None where nothing was told."""

    period: str
    grades: Mapping[str, Inspection]

    def sum(self, column: str) -> int | None:
        """Over all grades; None where one of them is not told."""
        told = [getattr(row, column) for row in self.grades.values()]
        known = [number for number in told if number is not None]
        return sum(known) if known and len(known) == len(told) else None


def quarters(rows: Records, newest: int = 8) -> tuple[Quarter, ...]:
    """The newest quarters with inspections, newest first."""
    found: dict[str, dict[str, Inspection]] = {}
    for row in rows.inspections:
        if "-Q" in row.period:
            found.setdefault(row.period, {})[row.grade] = row
    return tuple(Quarter(name, found[name]) for name in sorted(found, reverse=True)[:newest])


@dataclass(frozen=True)
class Visited:
    """Of the mines that bear a grade today: how many were visited this year, and who was not."""

    grade: str
    mines: int
    visited: int
    missing: tuple[str, ...]


def visited(rows: Records, held: Mapping[str, str], day: date) -> tuple[Visited, ...]:
    """By grade for C and D. `held` is the grade in force of each mine that is not closed."""
    seen = {visit.mine_id for visit in rows.visits if visit.inspected_on.year == day.year}
    return tuple(_visited(grade, held, seen) for grade in RISKY)


def _visited(grade: str, held: Mapping[str, str], seen: set[str]) -> Visited:
    bearing = sorted(mine_id for mine_id, own in held.items() if own == grade)
    missing = tuple(mine_id for mine_id in bearing if mine_id not in seen)
    return Visited(grade, len(bearing), len(bearing) - len(missing), missing)


@dataclass(frozen=True)
class Closing:
    """Decided closures, mergers and upgrades that are not accepted; those past their deadline."""

    pending: int
    overdue: tuple[Case, ...]


def closing(rows: Records, day: date) -> Closing:
    stages = [(case, state.of_case(case, day)) for case in rows.cases]
    overdue = tuple(case for case, stage in stages if stage == "overdue")
    return Closing(sum(stage in ("decided", "overdue") for _, stage in stages), overdue)
