"""Named figures (数): what can be counted from the public rows of a day, each in one place.

Targets of the plan (`targets.figure`) and notices (`figures` in front matter) name them, so that
what is typed can be compared with what is counted. A figure of a day is counted on the rows public
on that day; a figure of a period is what was reported or happened in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from generator import terms
from generator.bulletin import state
from generator.records import Mine, Outcome, Records

GRADED = ("open-pit", "underground", "combined")
"""The kinds of mine that have a scale (data contract)."""


@dataclass(frozen=True)
class Count:
    """A number and, for a share, of how many; None is no data, which is not nought."""

    number: int | None
    whole: int | None = None


NOTHING = Count(None)


def active(rows: Records) -> tuple[Mine, ...]:
    """The mines and ponds that are not closed."""
    return tuple(mine for mine in rows.mines if not mine.closed)


def producing(rows: Records, day: date) -> tuple[Mine, ...]:
    """Status producing and no whole stop-order in force (data contract; 行动方案 第50项)."""
    stopped = {o.mine_id for o in rows.outcomes if state.stops(o, day) and o.scope != "part"}
    return tuple(
        mine for mine in rows.mines if mine.status == "producing" and mine.mine_id not in stopped
    )


def levels(rows: Records, day: date) -> Mapping[str, str]:
    """The highest standardisation level in force by mine; "1" is the highest."""
    held: dict[str, str] = {}
    for paper in rows.standardisation:
        if state.valid(paper, day):
            held[paper.mine_id] = min(paper.level, held.get(paper.mine_id, paper.level))
    return held


def at(name: str, rows: Records, day: date) -> Count:
    """A figure of DAYS on the rows public on the day. Raises KeyError for an unknown name."""
    return DAYS[name](rows, day) if rows.mines else NOTHING


def during(name: str, rows: Records, period: str) -> Count:
    """A figure of PERIODS; a year is the sum of its quarters where it is not told itself.

    Raises KeyError for an unknown name.
    """
    return PERIODS[name](rows, period)


def _standardised(rows: Records, day: date) -> Count:
    held = levels(rows, day)
    mines = producing(rows, day)
    return Count(sum(m.mine_id in held for m in mines), len(mines)) if mines else NOTHING


def _large_or_medium(rows: Records, day: date) -> Count:
    scales = [mine.scale for mine in active(rows) if mine.mine_kind in GRADED]
    return Count(sum(s in ("large", "medium") for s in scales), len(scales)) if scales else NOTHING


def _level_two(rows: Records, day: date) -> Count:
    held = levels(rows, day)
    return Count(sum(held.get(mine.mine_id, "3") <= "2" for mine in active(rows)))


def _larger_accidents(rows: Records, day: date) -> Count:
    """Larger accidents and above (较大及以上) since the first of January."""
    grave = ("larger", "major", "extraordinary")
    return Count(
        sum(
            a.kind == "accident" and a.grade in grave and a.occurred_on.year == day.year
            for a in rows.accidents
        )
    )


def _with_boards(rows: Records, day: date) -> Count:
    mines = active(rows)
    posted = {board.mine_id for board in rows.boards}
    return Count(sum(mine.mine_id in posted for mine in mines), len(mines)) if mines else NOTHING


def _stops(scope: str) -> Callable[[Records, date], Count]:
    def count(rows: Records, day: date) -> Count:
        return Count(sum(_in_force(o, scope, day) for o in rows.outcomes))

    return count


def _in_force(outcome: Outcome, scope: str, day: date) -> bool:
    return state.stops(outcome, day) and (outcome.scope == "part") == (scope == "part")


def _hazards(*stages: str) -> Callable[[Records, date], Count]:
    def count(rows: Records, day: date) -> Count:
        return Count(sum(state.of_hazard(h, day).stage in stages for h in rows.supervised_hazards))

    return count


def _overdue_closures(rows: Records, day: date) -> Count:
    return Count(sum(state.of_case(case, day) == "overdue" for case in rows.cases))


DAYS: Mapping[str, Callable[[Records, date], Count]] = {
    "mines": lambda rows, day: Count(len(active(rows))),
    "producing": lambda rows, day: Count(len(producing(rows, day))),
    "standardised-share": _standardised,
    "large-medium-share": _large_or_medium,
    "level-two": _level_two,
    "larger-accidents": _larger_accidents,
    "boards": _with_boards,
    "stops-whole": _stops("whole"),
    "stops-part": _stops("part"),
    "supervised-open": _hazards("open", "overdue"),
    "supervised-overdue": _hazards("overdue"),
    "closures-overdue": _overdue_closures,
}
"""The figures of a day. `*-share` and `boards` count some of all."""


def _total(numbers: Iterable[int | None]) -> Count:
    told = list(numbers)
    known = [n for n in told if n is not None]
    return Count(sum(known)) if known and len(known) == len(told) else NOTHING


def _reported(
    table: str, column: str, only: Mapping[str, str] | None = None, *, last: bool = False
) -> Callable[[Records, str], Count]:
    """The sum of a column over a period; `last` takes what stands at the period's end."""

    def count(rows: Records, period: str) -> Count:
        for periods in _parts(period, last=last):
            chosen = [
                row
                for row in getattr(rows, table)
                if row.period in periods
                and all(getattr(row, key) == value for key, value in (only or {}).items())
            ]
            if {row.period for row in chosen} == set(periods):
                return _total(getattr(row, column) for row in chosen)
        return NOTHING

    return count


def _parts(period: str, *, last: bool) -> tuple[tuple[str, ...], ...]:
    """The period itself, and the quarters a year is made of."""
    if "-Q" in period:
        return ((period,),)
    quarters = tuple(f"{period}-Q{number}" for number in (4,) if last) or tuple(
        f"{period}-Q{number}" for number in range(1, 5)
    )
    return ((period,), quarters)


def _happened(kind: str, *, deaths: bool = False) -> Callable[[Records, str], Count]:
    def count(rows: Records, period: str) -> Count:
        chosen = [
            a
            for a in rows.accidents
            if a.kind == kind and period in (terms.quarter(a.occurred_on), str(a.occurred_on.year))
        ]
        if not rows.mines:
            return NOTHING
        return Count(sum(a.deaths or 0 for a in chosen) if deaths else len(chosen))

    return count


_FOUND, _SELF = {"source": "inspection"}, {"source": "self-check"}

PERIODS: Mapping[str, Callable[[Records, str], Count]] = {
    "planned": _reported("inspections", "planned"),
    "inspected": _reported("inspections", "inspected"),
    "with-findings": _reported("inspections", "with_findings"),
    "penalties": _reported("inspections", "penalties"),
    "hazards-found": _reported("hazard_counts", "found", _FOUND),
    "hazards-closed": _reported("hazard_counts", "closed", _FOUND),
    "hazards-open": _reported("hazard_counts", "open", _FOUND, last=True),
    "self-found": _reported("hazard_counts", "found", _SELF),
    "self-closed": _reported("hazard_counts", "closed", _SELF),
    "self-open": _reported("hazard_counts", "open", _SELF, last=True),
    "reports-received": _reported("report_statistics", "received"),
    "reports-accepted": _reported("report_statistics", "accepted"),
    "reports-verified": _reported("report_statistics", "verified"),
    "reports-handled": _reported("report_statistics", "handled"),
    "reports-answered": _reported("report_statistics", "answered"),
    "reports-rewarded": _reported("report_statistics", "rewarded"),
    "accidents": _happened("accident"),
    "deaths": _happened("accident", deaths=True),
    "dangerous-events": _happened("dangerous-event"),
}
"""The figures of a quarter or a year. Of reports only what may be told is counted (`counts`)."""

NAMES = frozenset((*DAYS, *PERIODS))

PERIOD = re.compile(r"2[0-9]{3}(?:-Q[1-4])?")
"""A year or a quarter of it; nothing is older than this century."""
