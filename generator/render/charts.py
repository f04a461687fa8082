"""Charts as values (图): what a look tells faster than a table; `theme/records/_charts.html` draws.

A chart is horizontal bars in shares of one axis, each with its words at its end, so that no colour
and no length stands alone. Its numbers also stand in a table beside it. A chart that has nothing
to show is None and is not drawn.
"""

from __future__ import annotations

import dataclasses
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from generator import terms
from generator.messages import sentence

ROOMS = range(3, 13)
"""How wide the column of labels may be, in em; the look knows a class for each."""


@dataclass(frozen=True)
class Bar:
    """One bar: `share` of the axis, 0 to 100, and the words at its end.

    `kind` is "" for a solid bar, "hollow" for an outline, "grade-a" to "grade-d", "grade-none".
    """

    share: float
    words: str
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """A label and its bars; `grade` draws the shape of a grade before the label."""

    label: str
    bars: tuple[Bar, ...]
    grade: str | None = None


@dataclass(frozen=True)
class Chart:
    """Bars by row. `key` makes ids unique on a page; `room` is the width of the labels in em.

    `description` says in one sentence what the bars say, for readers who hear the page. `goal` is
    a line across all bars, in shares of the axis.
    """

    key: str
    title: str
    description: str
    rows: tuple[Row, ...]
    room: int
    legend: tuple[tuple[str, str], ...] = ()
    goal: float | None = None

    @property
    def height(self) -> float:
        """In em: each bar a line, and a gap between the rows."""
        return round(sum(self.depth(row) for row in self.rows), 2)

    def depth(self, row: Row) -> float:
        """The height of a row in em."""
        return _LINE * len(row.bars) + _GAP

    def tops(self) -> tuple[tuple[float, Row], ...]:
        """Each row with where it begins, in em."""
        placed, top = [], 0.0
        for row in self.rows:
            placed.append((round(top, 2), row))
            top += self.depth(row)
        return tuple(placed)


_LINE, _GAP = 1.5, 0.7


def bars(
    key: str,
    title: str,
    counts: Sequence[tuple[str, int]],
    unit: str,
    *,
    grades: Sequence[str] = (),
) -> Chart | None:
    """One bar a row. `grades` gives each row the look of a grade; None where every count is 0."""
    most = max((count for _, count in counts), default=0)
    if most <= 0:
        return None
    rows = []
    for index, (label, count) in enumerate(counts):
        grade = grades[index] if grades else None
        kind = "" if grade is None else f"grade-{grade.lower() or 'none'}"
        bar = Bar(_share(count, most), sentence("charts", "count", count=count, unit=unit), kind)
        rows.append(Row(label, (bar,), grade))
    return _chart(key, title, rows)


def pairs(
    key: str,
    title: str,
    counts: Sequence[tuple[str, int, int]],
    names: tuple[str, str],
) -> Chart | None:
    """Two bars a row, one solid and one hollow, named in a legend and at their ends."""
    most = max((max(first, second) for _, first, second in counts), default=0)
    if most <= 0:
        return None
    rows = [
        Row(
            label,
            (
                Bar(_share(first, most), _named(names[0], first)),
                Bar(_share(second, most), _named(names[1], second), "hollow"),
            ),
        )
        for label, first, second in counts
    ]
    return _chart(key, title, rows, legend=(("", names[0]), ("hollow", names[1])))


def trend(
    key: str, title: str, points: Sequence[tuple[str, float, str]], goal: float | None
) -> Chart | None:
    """One bar a day: its label, its value and its words; the goal is a line across.

    Only days with data have a bar: nothing is drawn between two of them. None without a value.
    """
    most = max([value for _, value, _ in points] + ([goal] if goal else []), default=0)
    if most <= 0 or not points:
        return None
    rows = [
        Row(label, (Bar(round(value * 100 / most, 2), words),)) for label, value, words in points
    ]
    line = None if goal is None else round(goal * 100 / most, 2)
    return dataclasses.replace(_chart(key, title, rows), goal=line)


def _named(name: str, count: int) -> str:
    return sentence("charts", "named", name=name, count=count)


def _share(count: int, most: int) -> float:
    return round(count * 100 / most, 2)


def _chart(
    key: str, title: str, rows: Iterable[Row], legend: tuple[tuple[str, str], ...] = ()
) -> Chart:
    found = tuple(rows)
    told = (
        sentence("charts", "row", label=row.label, values="、".join(bar.words for bar in row.bars))
        for row in found
    )
    shape = 2 if any(row.grade is not None for row in found) else 0
    wanted = max(math.ceil(_width(row.label)) for row in found) + shape + 1
    room = min(max(wanted, ROOMS[0]), ROOMS[-1])
    return Chart(key, title, "；".join(told) + "。", found, room, legend)


def _width(text: str) -> float:
    """The width of a text in em: a Chinese character is one, anything else about half."""
    return sum(1 if unicodedata.east_asian_width(c) in "WF" else 0.58 for c in text)


@dataclass(frozen=True)
class Axis:
    """Days from a common beginning (发现、决定): `days` long, a tick every `step` days.

    `labelled` are the ticks that bear their number; the others are short lines only.
    """

    days: int
    step: int

    @property
    def ticks(self) -> tuple[int, ...]:
        return tuple(range(self.step, self.days + 1, self.step))

    @property
    def labelled(self) -> tuple[int, ...]:
        """At most five numbers, so that none runs into the next."""
        every = self.step * max(math.ceil(len(self.ticks) / _MOST_NUMBERS), 1)
        return tuple(tick for tick in self.ticks if tick % every == 0)

    def share(self, days: int) -> float:
        """Where a number of days stands on the axis, 0 to 100."""
        return round(min(max(days, 0) * 100 / self.days, 100), 2)


_MOST_NUMBERS = 5
_MOST_TICKS = 18


@dataclass(frozen=True)
class Ageing:
    """How long something has been open against its deadline, in days from its beginning.

    `elapsed` until today or until it was done; `due` is the deadline, `before` the deadline before
    an extension.
    """

    elapsed: int
    due: int
    before: int | None = None

    @property
    def days(self) -> int:
        """The length of its own axis: what lies farther, today or the deadline."""
        return max(self.elapsed, self.due, 1)

    @property
    def overdue(self) -> int:
        return max(self.elapsed - self.due, 0)

    @property
    def left(self) -> int:
        return max(self.due - self.elapsed, 0)

    def share(self, days: int) -> float:
        """Where a number of days stands on its own axis, 0 to 100."""
        return round(min(max(days, 0) * 100 / self.days, 100), 2)


def ageing(begun: date, end: date, due: date, before: date | None = None) -> Ageing:
    """The days of a hazard or a closure; `end` is today or the day it was done."""
    old = None if before is None else (before - begun).days
    return Ageing((end - begun).days, (due - begun).days, old)


def axis(spans: Iterable[Ageing]) -> Axis | None:
    """The common axis of a list, None where the list is empty. Ticks stand every 30 days.

    Where one has been open for years the ticks grow to a multiple of 30 days.
    """
    longest = max((span.days for span in spans), default=0)
    if not longest:
        return None
    step = 30 * max(math.ceil(longest / 30 / _MOST_TICKS), 1)
    return Axis(longest, step)


def quarters(first: date, last: date) -> tuple[str, ...]:
    """Every quarter from one day to another, `2026-Q3`, oldest first."""
    names: list[str] = []
    day = date(first.year, first.month, 1)
    while day <= last:
        name = terms.quarter(day)
        if not names or names[-1] != name:
            names.append(name)
        day = (day + timedelta(days=31)).replace(day=1)
    return tuple(names)
