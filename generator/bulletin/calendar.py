"""Counting of days and months as Chinese administrative law counts them."""

from __future__ import annotations

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The last day of a term of months that begins with an act on `day`.

    The day of the act is not counted; the term ends on the same day-number of the last month,
    else on that month's last day (民法典 第二百零二条). That day still belongs to the term.
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def period_end(name: str) -> date:
    """The last day of a reporting period, `2026` or `2026-Q3`."""
    year, _, quarter = name.partition("-Q")
    month = int(quarter) * 3 if quarter else 12
    return date(int(year), month, calendar.monthrange(int(year), month)[1])
