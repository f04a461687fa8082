"""The plan (行动方案) on a day: its targets against their data, its measures against both.

Reached, missed and no data are three things. A point of a trend is a day on which something was
counted or typed; nothing is said of the days between two points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from generator.bulletin import figures
from generator.records import Deadline, Measure, Progress, Records, Target

State = Literal["missed", "late", "broken", "open", "no-data", "unquantified", "reached", "kept"]
"""missed: past due and not reached · late: reached only by data from after the due day · broken and
kept: a limit without a due day · open: not reached, not due · unquantified: the plan names no
number."""

STATES: tuple[State, ...] = (
    *("missed", "broken", "late", "open", "no-data", "unquantified", "reached", "kept"),
)
"""In the order of telling: what was not kept stands first."""


@dataclass(frozen=True)
class Point:
    """What the data show on a day; `counted` by the bulletin itself, else typed."""

    day: date
    number: int | None
    whole: int | None = None
    note: str = ""
    counted: bool = False

    def share(self) -> Decimal | None:
        """In per cent, exactly; None where there is nothing to divide."""
        if self.number is None or not self.whole:
            return None
        return Decimal(self.number * 100) / self.whole


@dataclass(frozen=True)
class Standing:
    """A target with its points, oldest first, and where it stands on the day."""

    target: Target
    points: tuple[Point, ...]
    state: State
    due: bool

    @property
    def latest(self) -> Point | None:
        return self.points[-1] if self.points else None


def standings(rows: Records, day: date) -> tuple[Standing, ...]:
    """Every target on the day, in the order of the plan. `rows` are the public ones."""
    typed: dict[str, list[Progress]] = {}
    for entry in rows.progress:
        typed.setdefault(entry.target_id, []).append(entry)
    return tuple(_standing(t, typed.get(t.target_id, []), rows, day) for t in rows.targets)


def _standing(target: Target, typed: Iterable[Progress], rows: Records, day: date) -> Standing:
    points = [_typed(entry) for entry in typed if entry.numerator is not None]
    if target.figure in figures.DAYS:
        found = figures.at(target.figure, rows, day)
        if found.number is not None:
            points = [point for point in points if point.day != day]
            points.append(Point(day, found.number, found.whole, counted=True))
    points.sort(key=lambda point: point.day)
    due = target.due_on is not None and target.due_on < day
    return Standing(target, tuple(points), _state(target, points, due), due)


def _typed(entry: Progress) -> Point:
    number = None if entry.numerator is None else int(entry.numerator)
    whole = None if entry.denominator is None else int(entry.denominator)
    return Point(entry.as_of, number, whole, entry.note)


def _state(target: Target, points: list[Point], due: bool) -> State:
    if not points:
        return "no-data"
    if target.value is None:
        return "unquantified"
    if target.due_on is None:
        return "kept" if _reaches(target, points[-1]) else "broken"
    if not _reaches(target, points[-1]):
        return "missed" if due else "open"
    in_time = [point for point in points if point.day <= target.due_on]
    return "reached" if in_time and _reaches(target, in_time[-1]) else "late"


def _reaches(target: Target, point: Point) -> bool:
    """Whether a point reaches the target: a share, a limit of nought, a clock, or a count.

    A target without a due day whose value is not nought is a clock (时限): it is kept where all
    cases are in time.
    """
    assert target.value is not None
    assert point.number is not None
    share = point.share()
    if target.unit == "%":
        return share is not None and share >= target.value
    if target.value == 0:
        return point.number == 0
    if target.due_on is None:
        return point.whole is not None and point.number == point.whole
    return point.number >= target.value


MeasureState = Literal[
    "missed", "broken", "late", "open", "no-data", "unquantified", "reached", "kept",
    "published", "internal",
]  # fmt: skip


@dataclass(frozen=True)
class MeasureStanding:
    """A measure on the day. `state` is that of its worst target; without a target "published"
    where the site shows rows of it, "internal" where its progress is not for the public, else
    "no-data"."""

    measure: Measure
    deadlines: tuple[Deadline, ...]
    targets: tuple[Standing, ...]
    state: MeasureState


def measures(
    rows: Records, found: Iterable[Standing], shown: Mapping[int, int]
) -> tuple[MeasureStanding, ...]:
    """Every measure in its order; `shown` counts the public rows of a measure on the site."""
    own: dict[int, list[Standing]] = {}
    for standing in found:
        if standing.target.measure_no is not None:
            own.setdefault(standing.target.measure_no, []).append(standing)
    return tuple(
        MeasureStanding(
            measure,
            tuple(d for d in rows.deadlines if d.measure_no == measure.measure_no),
            tuple(own.get(measure.measure_no, ())),
            _measure_state(measure, own.get(measure.measure_no, []), shown),
        )
        for measure in rows.measures
    )


def _measure_state(
    measure: Measure, targets: list[Standing], shown: Mapping[int, int]
) -> MeasureState:
    if measure.openness == "internal":
        return "internal"
    if targets:
        return min((standing.state for standing in targets), key=STATES.index)
    return "published" if shown.get(measure.measure_no) else "no-data"
