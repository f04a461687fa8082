"""Terms of months and reporting periods (民法典 第二百零一条、第二百零二条)."""

from __future__ import annotations

from datetime import date

import pytest

from generator import terms


@pytest.mark.parametrize(
    ("act", "months", "last"),
    [
        ("2026-03-15", 3, "2026-06-15"),
        ("2026-03-15", 12, "2027-03-15"),
        ("2026-03-15", 36, "2029-03-15"),
        ("2026-10-01", 3, "2027-01-01"),
        ("2026-11-23", 1, "2026-12-23"),
        ("2026-12-23", 1, "2027-01-23"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-01-01", 0, "2026-01-01"),
    ],
)
def test_a_term_ends_on_the_same_day_number_of_its_last_month(
    act: str, months: int, last: str
) -> None:
    assert terms.add_months(date.fromisoformat(act), months) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("act", "months", "last"),
    [
        ("2026-01-31", 3, "2026-04-30"),
        ("2025-08-31", 3, "2025-11-30"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 36, "2027-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
    ],
)
def test_a_term_ends_with_the_month_where_its_day_number_is_missing(
    act: str, months: int, last: str
) -> None:
    assert terms.add_months(date.fromisoformat(act), months) == date.fromisoformat(last)


def test_a_term_from_the_last_of_february_does_not_stretch_to_the_end_of_the_month() -> None:
    assert terms.add_months(date(2026, 2, 28), 1) == date(2026, 3, 28)


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("2026-Q1", "2026-03-31"),
        ("2026-Q2", "2026-06-30"),
        ("2026-Q3", "2026-09-30"),
        ("2026-Q4", "2026-12-31"),
        ("2026", "2026-12-31"),
    ],
)
def test_a_period_ends_on_the_last_day_of_its_quarter_or_year(name: str, last: str) -> None:
    assert terms.period_end(name) == date.fromisoformat(last)
