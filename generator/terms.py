"""Terms (期限): how Chinese administrative law counts days, working days and months."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache

import holidays

PENALTY_MONTHS: Mapping[str, tuple[int, int]] = {
    "minor": (0, 3),
    "ordinary": (3, 12),
    "serious": (12, 36),
}
"""The least and the most months of a penalty in public, by its class (信用修复管理办法, 国家发展和
改革委员会令第36号). The data may set shorter terms, never longer ones."""

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""The days a bulletin can be of: months and years are added to them, and a calendar has an end."""


@lru_cache(maxsize=65536)
def add_months(day: date, months: int) -> date:
    """The last day of a term of months that begins with an act on `day`.

    The day of the act is not counted; the term ends on the same day-number of the last month,
    else on that month's last day (民法典 第二百零一条、第二百零二条). That day belongs to the term.
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def period_end(name: str) -> date:
    """The last day of a reporting period, `2026` or `2026-Q3`."""
    year, _, quarter = name.partition("-Q")
    month = int(quarter) * 3 if quarter else 12
    return date(int(year), month, calendar.monthrange(int(year), month)[1])


def quarter(day: date) -> str:
    """The reporting quarter a day lies in, `2026-Q3`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def announced(year: int) -> bool:
    """Whether the State Council's holiday plan of a year is known.

    The library fills in later years by guess; a real plan always moves some weekend days to work.
    """
    return any(day.year == year for day in _plan(year).weekend_workdays)


def is_working_day(day: date) -> bool:
    """Whether offices work on a day: holidays are free, moved weekend days are worked (调休)."""
    plan = _plan(day.year)
    if day in plan.weekend_workdays:
        return True
    return day.weekday() < 5 and day not in plan


def add_working_days(day: date, number: int) -> date:
    """The last day of a term of working days that begins with an act on `day`.

    “二日”“三日”“五日”“七日” are working days without holidays (行政处罚法 第八十五条); the day of
    the act is not counted.
    """
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_after(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`; 0 if `end` is earlier."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))


@cache
def _plan(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)
