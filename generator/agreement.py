"""Whether what people typed is what the data say: figures of targets and of notices.

A typed figure is compared with the bulletin of its own day, so that it stays right when later rows
come: text and data cannot part (政府信息公开条例 第六条: information is accurate; 行动方案 第50项,
第三部分（二）).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator import bulletin, records, terms
from generator.bulletin import figures, visibility
from generator.bulletin.figures import NOTHING, Count
from generator.bulletin.visibility import Spans
from generator.content import Content, Notice
from generator.packages import Packages
from generator.problems import Problem
from generator.records import Records
from generator.settings import HouseWindows


def check(
    packages: Packages, content: Content, as_of: date, house: HouseWindows
) -> Iterator[Problem]:
    """Every typed figure that is not what the public rows of its day give.

    Only for packages without a blocking problem.
    """
    typed = records.read(packages)
    if any(target.figure for target in typed.targets) or any(n.figures for n in content.notices):
        days = _Days(typed, visibility.spans(typed, visibility.windows(typed, house)))
        yield from _names(packages)
        yield from _targets(packages, days, as_of)
        for notice in content.notices:
            yield from _notice(notice, days)


class _Days:
    """The public rows of earlier days, each put together once."""

    def __init__(self, typed: Records, spans: Spans) -> None:
        self.typed = typed
        self._spans = spans
        self._known: dict[date, Records] = {}

    def __getitem__(self, day: date) -> Records:
        if day not in self._known:
            self._known[day] = bulletin.seen_on(self.typed, self._spans, day)
        return self._known[day]


def _targets(packages: Packages, days: _Days, as_of: date) -> Iterator[Problem]:
    """A typed progress that disagrees with what the bulletin of its day counts."""
    table = packages["action-plan"].resources["progress"]
    named = {target.target_id: target.figure for target in days.typed.targets}
    for row, entry in zip(table.rows, days.typed.progress, strict=True):
        figure = named.get(entry.target_id, "")
        if figure not in figures.DAYS or entry.as_of > as_of:
            continue
        counted = figures.at(figure, days[entry.as_of], entry.as_of)
        pairs = (("numerator", counted.number), ("denominator", counted.whole))
        for field, expected in pairs:
            stated = getattr(entry, field)
            if expected is not None and stated is not None and stated != expected:
                details = {
                    "title": table.title(field),
                    "expected": expected,
                    "day": entry.as_of.isoformat(),
                }
                yield Problem(
                    "progress-differs", table.file, row.number, field, str(stated), details=details
                )


def _names(packages: Packages) -> Iterator[Problem]:
    """A target that names a figure nobody counts: a descriptor may allow more than the program."""
    table = packages["action-plan"].resources["targets"]
    known = {"names": "、".join(sorted(figures.DAYS))}
    for row in table.rows:
        figure = row.cells["figure"]
        if figure and figure not in figures.DAYS:
            yield Problem(
                "target-figure-unknown", table.file, row.number, "figure", figure, details=known
            )


def _notice(notice: Notice, days: _Days) -> Iterator[Problem]:
    row = notice.lines.get("figures")
    for key, stated in notice.figures.items():
        name, _, moment = str(key).partition("@")
        if name not in figures.NAMES or not _is_moment(name, moment):
            unknown = {"names": "、".join(sorted(figures.NAMES))}
            yield Problem("figure-unknown", notice.file, row, "figures", str(key), details=unknown)
            continue
        counted = _count(name, moment, days, notice.day)
        details: dict[str, object] = {
            "stated": stated,
            "expected": counted.number,
            "day": notice.day.isoformat(),
        }
        if counted.number is None:
            yield Problem("figure-untold", notice.file, row, "figures", str(key), details=details)
        elif counted.number != stated:
            yield Problem("figure-differs", notice.file, row, "figures", str(key), details=details)


def _is_moment(name: str, moment: str) -> bool:
    """A quarter or a year; for a figure of a day also that day."""
    if figures.PERIOD.fullmatch(moment):
        return True
    if name not in figures.DAYS:
        return False
    try:
        date.fromisoformat(moment)
    except ValueError:
        return False
    return len(moment) == len("2026-11-23")


def _count(name: str, moment: str, days: _Days, told_on: date) -> Count:
    """A figure as a text of `told_on` may state it: a state at the end of its period or on its
    day, never later than the text; a count of a period as far as it was public by then."""
    if name in figures.PERIODS:
        return figures.during(name, days[told_on], moment)
    day = terms.period_end(moment) if figures.PERIOD.fullmatch(moment) else None
    day = day or date.fromisoformat(moment)
    return figures.at(name, days[day], day) if day <= told_on else NOTHING
