"""Figures of reports that are too small to be told: they could point at a reporter (少于5)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from generator.records import ReportStatistic

FEWEST = 5
"""A count below it, other than nought, is told as "少于5" and no other way (data contract)."""

_COUNTS = (
    *("received", "accepted", "verified", "handled", "answered"),
    *("rewarded", "overdue", "disciplined"),
)

Withheld = Mapping[str, Mapping[str, str]]
"""For each period the figures that are not told, with the phrase told instead (`phrases`)."""


def withheld(rows: Iterable[ReportStatistic]) -> Withheld:
    """The figures of each period that nobody may read or work out.

    A sum of rewards is one reward where few were paid. A year from which a withheld quarter could
    be worked out keeps the same figure to itself.
    """
    rows = tuple(rows)
    found = {row.period: _small(row) for row in rows}
    for row in rows:
        year = row.period.partition("-")[0]
        if year != row.period and year in found:
            found[year] = dict.fromkeys(found[row.period], "untold") | found[year]
    return found


def _small(row: ReportStatistic) -> dict[str, str]:
    counts = {name: getattr(row, name) for name in _COUNTS}
    phrases = {name: "few" for name, n in counts.items() if n is not None and 0 < n < FEWEST}
    if row.reward_yuan and ("rewarded" in phrases or row.rewarded is None):
        phrases["reward_yuan"] = "untold"
    return phrases


def told(rows: Iterable[ReportStatistic], untold: Withheld) -> tuple[ReportStatistic, ...]:
    """The rows without the figures that are not told."""
    return tuple(_without(row, untold.get(row.period, ())) for row in rows)


def _without(row: ReportStatistic, names: Iterable[str]) -> ReportStatistic:
    nothing: dict[str, Any] = dict.fromkeys(names)
    return dataclasses.replace(row, **nothing)
