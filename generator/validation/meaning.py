"""What was meant by a cell that is not of its form, so that a message can say what to type.

A form is offered only where it is certain; where a cell may mean two things, both are named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple


class Finding(NamedTuple):
    """What is wrong with a cell, and the form it should have where that is certain."""

    code: str
    expected: str = ""


_NOTHING = frozenset(
    "nan inf -inf +inf infinity null none nil na n/a 无 / \\ - -- --- — —— 空 待定 暂无 未知 不详"
    " 长期 永久".split()
)
"""What people write where there is nothing to write."""

_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212。", "-------.")


def nothing(cell: str) -> bool:
    """Whether a cell says in words that it is empty (NaN and INF, as programs write it)."""
    return _plain(cell).casefold() in _NOTHING or cell in _NOTHING


def near(cell: str) -> Iterator[str]:
    """The same code in the usual writing: half width, other case, plain hyphens, joined by 、."""
    plain = _plain(cell)
    yield from (plain, plain.lower(), plain.upper())
    if len(plain) > 15:
        yield re.sub(r"[\s-]", "", plain).upper()
    yield re.sub(r"\s*[,，;；/|]\s*", "、", cell)


def _plain(cell: str) -> str:
    """Half width, ASCII digits and hyphens, no space at the ends."""
    text = unicodedata.normalize("NFKC", cell).translate(_DASHES).strip()
    return text if text.isascii() else "".join(map(_ascii_digit, text))


def _ascii_digit(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


# Days

_TIME = r"(?:[T ]*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?"
_DAY = re.compile(
    rf"([0-9]{{4}})\s*[-/.年]\s*([0-9]{{1,2}})\s*[-/.月]\s*([0-9]{{1,2}})\s*[日号]?{_TIME}"
)
_SHORT_DAY = re.compile(r"([0-9]{2})年([0-9]{1,2})月([0-9]{1,2})[日号]")
_DIGITS = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{4}}){_TIME}")
_SHORT = re.compile(rf"([0-9]{{1,2}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){_TIME}")
_NAMED = re.compile(r"([0-9]{1,2})[- ]([A-Z][a-z]{2})[a-z]*[-, ]+([0-9]{4})")
_NAMED_FIRST = re.compile(r"([A-Z][a-z]{2})[a-z]*[- ]([0-9]{1,2})[-, ]+([0-9]{4})")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_SERIAL = re.compile(r"([2-7][0-9]{4})(?:\.[0-9]+)?")
_NO_DAY = re.compile(r"[0-9]{4}年?|[0-9]{4}[-/.年][0-9]{1,2}月?")
_CHINESE_DAY = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def day(cell: str) -> Finding:
    """What is wrong with a cell that is no likely day, with the ISO form where it is certain."""
    text = _in_figures(_plain(cell[:_LONGEST]))
    for form in (_DAY, _DIGITS):
        if match := form.fullmatch(text):
            return _written_out(_iso(*match.groups()))
    if match := _SHORT_DAY.fullmatch(text):
        return _written_out(_iso("20" + match[1], match[2], match[3]))
    if match := _NAMED.fullmatch(text):
        return _named(match[3], match[2], match[1])
    if match := _NAMED_FIRST.fullmatch(text):
        return _named(match[3], match[1], match[2])
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = match.groups()
        return _one_of(_iso(year, first, second), _iso(year, second, first))
    if match := _SHORT.fullmatch(text):
        first, second, third = (part.zfill(2) for part in match.groups())
        orders = (
            _iso("20" + first, second, third),
            _iso("20" + third, first, second),
            _iso("20" + third, second, first),
        )
        return Finding("date-ambiguous", _choices(orders)) if any(orders) else Finding("form-date")
    if match := _SERIAL.fullmatch(text):
        # Day 60 of Excel is 1900-02-29, which never was: from March 1900 on the count begins here.
        meant = (date(1899, 12, 30) + timedelta(days=int(match[1]))).isoformat()
        return Finding("date-serial", meant)
    return Finding("date-incomplete" if _NO_DAY.fullmatch(text) else "form-date")


def _written_out(meant: str) -> Finding:
    if not meant:
        return Finding("date-impossible")
    return (
        Finding("date-form", meant) if likely(date.fromisoformat(meant)) else Finding("date-year")
    )


def likely(day: date) -> bool:
    """Whether a record of ours can hold a day: from the founding of the issuing authorities' state
    to the end of this century. 1024 and 2204 are slips for 2024.
    """
    return 1949 <= day.year <= 2099


def _in_figures(text: str) -> str:
    """二〇二六年三月十五日, as documents are dated, in figures."""
    match = _CHINESE_DAY.fullmatch(text)
    if match is None:
        return text
    year = "".join(str("〇一二三四五六七八九".index(sign)) for sign in _zeros(match[1]))
    return f"{year}年{_to_99(match[2])}月{_to_99(match[3])}日"


def _zeros(text: str) -> str:
    return text.replace("零", "〇").replace("○", "〇")


def _to_99(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    figures = "〇一二三四五六七八九"
    if not ten:
        return figures.index(ones) if len(ones) == 1 else 99
    if len(tens) > 1 or len(ones) > 1:
        return 99
    return 10 * (figures.index(tens) if tens else 1) + (figures.index(ones) if ones else 0)


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _named(year: str, month: str, day: str) -> Finding:
    if month not in _MONTHS:
        return Finding("form-date")
    meant = _iso(year, str(_MONTHS.index(month) + 1), day)
    return Finding("date-form", meant) if meant else Finding("date-impossible")


def _one_of(*meant: str) -> Finding:
    days = _choices(meant)
    if not days:
        return Finding("date-impossible")
    return Finding("date-ambiguous", days) if "、" in days else Finding("date-form", days)


def _choices(days: tuple[str, ...]) -> str:
    return "、".join(sorted({day for day in days if day}))


# Numbers

_LONGEST = 60
"""Characters of a cell that can still mean a number or a day."""

_NUMBER = re.compile(
    r"(?P<money>¥|rmb|cny|人民币)?\s*(?P<sign>[+-]?)(?P<whole>[0-9][0-9,_' ]*)?(?P<part>\.[0-9]*)?"
    r"\s*(?P<unit>[^0-9\s.,+'_-].*)?",
    re.IGNORECASE | re.DOTALL,
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,_' ][0-9]{3})+")
_POWER = re.compile(r"e[+-]?[0-9]+", re.IGNORECASE)
_YUAN = {
    "": 1,
    "元": 1,
    "圆": 1,
    "块": 1,
    "元整": 1,
    "人民币": 1,
    "rmb": 1,
    "cny": 1,
    "千元": 10**3,
    "万": 10**4,
    "万元": 10**4,
    "万元整": 10**4,
    "百万元": 10**6,
    "亿": 10**8,
    "亿元": 10**8,
}
_COUNTED = frozenset("% 个 件 人 次 人次 名 处 条 家 户 起 座 项 矿次".split())
"""Words after a count that multiply nothing."""


def number(cell: str, title: str = "", *, whole: bool = False) -> Finding:
    """What is wrong with a cell that is no plain number, with the plain form where it is certain.

    The column's title says in which unit it counts: （元） for money, （米） and so on.
    """
    general = Finding("form-integer") if whole else Finding("form-number")
    text = _plain(cell)
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None or (match["whole"] is None and match["part"] in (None, ".")):
        return general
    unit = (match["unit"] or "").strip().casefold()
    figures = (match["whole"] or "0").strip()
    factor = 1
    if _POWER.fullmatch(unit):
        return Finding("number-scientific")
    if not figures.isdigit() and not _GROUPED.fullmatch(figures):
        return general
    if unit or match["money"]:
        code = "number-unit"
        factor = _factor(unit, title)
        if not factor:
            return Finding("number-unit-other")
    elif not figures.isdigit():
        code = "number-grouped"
    elif match["sign"] == "+":
        code = "number-sign"
    elif match["part"] is not None and (whole or match["part"] == "." or not match["whole"]):
        code = "number-point"
    elif text != cell:
        code = "number-characters"
    else:
        return general
    value = Decimal(re.sub(r"[,_' ]", "", figures) + (match["part"] or "").rstrip("."))
    if whole and value * factor % 1:
        return general
    written = _written(value * factor) if whole or factor > 1 else format(value, "f")
    return Finding(code, match["sign"].strip("+") + written)


def _factor(unit: str, title: str) -> int:
    """How many of the column's unit one of the typed unit is, 0 where that is not certain."""
    if "（元）" in title:
        return _YUAN.get(unit, 0)
    return int(unit in _COUNTED or f"（{unit}）" in title)


def _written(value: Decimal) -> str:
    """A number in figures, without a fraction where it has none."""
    return format(value, "f").rstrip("0").rstrip(".") if value % 1 else str(int(value))
