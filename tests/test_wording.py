"""How days, figures and periods are written for readers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from generator import wording


def test_a_day_in_prose_has_no_leading_zeros() -> None:
    assert wording.long_day(date(2026, 11, 4)) == "2026年11月4日"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (38000, "38,000"),
        (Decimal("1234567"), "1,234,567"),
        (Decimal("1250.50"), "1,250.5"),
        (Decimal("1250.00"), "1,250"),
        (Decimal("0.05"), "0.05"),
        (Decimal("100"), "100"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("-1200.5"), "-1,200.5"),
    ],
)
def test_a_figure_has_thousands_commas_and_no_idle_zeros(value: Decimal | int, text: str) -> None:
    assert wording.number(value) == text


def test_a_large_figure_keeps_every_digit() -> None:
    assert wording.number(Decimal("12345678901234567890.12")) == "12,345,678,901,234,567,890.12"


def test_a_sum_names_its_currency() -> None:
    assert wording.money(Decimal("38000.00")) == "38,000 元"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2026", "2026年"),
        ("2026-Q1", "2026年第一季度"),
        ("2026-Q2", "2026年第二季度"),
        ("2026-Q3", "2026年第三季度"),
        ("2026-Q4", "2026年第四季度"),
    ],
)
def test_a_period_is_written_in_words(name: str, text: str) -> None:
    assert wording.period(name) == text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("最低奖励3000元，最高不超过30万元", "最低奖励3,000 元，最高不超过300,000 元"),
        ("每查实1人奖励1.5万元", "每查实1人奖励15,000 元"),
        ("3,000元至30万元", "3,000 元至300,000 元"),
        ("按15%计算，几万元，3-5万元，3至5万元", "按15%计算，几万元，3-5万元，3至5万元"),
    ],
)
def test_the_sums_of_a_rule_are_written_like_all_others(said: str, told: str) -> None:
    assert wording.amounts(said) == told
