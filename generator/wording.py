"""How days, sums and spans are written for readers of Chinese."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal


def long_day(day: date) -> str:
    """A day in prose: 2026年11月4日."""
    return f"{day.year}年{day.month}月{day.day}日"


def number(value: Decimal | int) -> str:
    """A figure with thousands commas and no trailing zeros: 38,000 or 1,250.5."""
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(yuan: Decimal | int) -> str:
    """A sum in yuan: 38,000 元."""
    return f"{number(yuan)} 元"


def amounts(text: str) -> str:
    """A text of a rule with its sums written as everywhere else: 3000元 and 3万元 become 3,000 元
    and 30,000 元. A span that shares its unit (3至5万元) stays as the rule says it."""
    return _SUM.sub(_sum, text)


_SUM = re.compile(r"(?<![\d.,])(?<!\d[-–—~～至到])([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(万?)元")


def _sum(found: re.Match[str]) -> str:
    figure = Decimal(found[1].replace(",", ""))
    return money(figure * 10_000 if found[2] else figure)


def period(name: str) -> str:
    """A reporting period: 2026年第三季度, 2026年."""
    year, _, quarter = name.partition("-Q")
    return f"{year}年第{'一二三四'[int(quarter) - 1]}季度" if quarter else f"{year}年"


def short_period(name: str) -> str:
    """A reporting period where room is scarce: 2026年三季度."""
    return period(name).replace("第", "")
