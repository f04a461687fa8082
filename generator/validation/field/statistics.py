"""Figures that add up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from generator import terms
from generator.problems import Problem
from generator.validation.desk import Desk, Line, grouped
from generator.validation.field import forms

_PARTS = (
    ("report-channels", "report_statistics", "accepted", "received"),
    ("report-channels", "report_statistics", "verified", "accepted"),
    ("enforcement", "inspections", "with_findings", "inspected"),
    ("enforcement", "visits", "major_findings", "findings"),
    ("enforcement", "publication_rules", "min_months", "max_months"),
    ("report-channels", "reward_rules", "floor_yuan", "cap_yuan"),
    ("mines", "scale_classes", "medium_from", "large_from"),
)
"""What is never more than what: a part and its whole, a lower and an upper bound."""


def parts_do_not_exceed_the_whole(desk: Desk) -> Iterator[Problem]:
    """A part is never more than its whole (政府信息公开条例 第六条: information is accurate).

    Reports count in the period in which they were received, whenever they are verified.
    """
    for package, table, part, whole in _PARTS:
        for line in desk.lines(package, table):
            if not forms.fits(line, part, whole):
                continue
            less, more = line.number(part), line.number(whole)
            if less is not None and more is not None and less > more:
                yield line.problem(
                    "part-exceeds-whole", part, whole=line.title(whole), limit=line.text(whole)
                )


def shares_do_not_exceed_all(desk: Desk) -> Iterator[Problem]:
    """A target in per cent counts some of all: the numerator is part of the denominator (政府信息
    公开条例 第六条)."""
    targets = desk.by_key("action-plan", "targets", "target_id")
    for line in desk.lines("action-plan", "progress"):
        target = targets.get(line.text("target_id"))
        some, every = line.number("numerator"), line.number("denominator")
        if target is None or target.text("unit") != "%" or some is None or every is None:
            continue
        if some > every:
            yield line.problem(
                "part-exceeds-whole",
                "numerator",
                whole=line.title("denominator"),
                limit=line.text("denominator"),
            )


def rewards_have_both_figures(desk: Desk) -> Iterator[Problem]:
    """Rewards paid have a sum, and a sum was paid to somebody (安全生产领域举报奖励办法,
    安监总财〔2018〕19号)."""
    for line in desk.lines("report-channels", "report_statistics"):
        rewarded, paid = line.number("rewarded"), line.number("reward_yuan")
        if rewarded is not None and paid is not None and (rewarded > 0) != (paid > 0):
            yield line.problem("reward-sum", "reward_yuan", rewarded=line.text("rewarded"))


def findings_agree_with_results(desk: Desk) -> Iterator[Problem]:
    """A visit without findings has the result 未发现问题, and only such a visit; a case may be
    opened for other reasons (政府信息公开条例 第二十条第十三项: 监督检查情况)."""
    for line in desk.lines("enforcement", "visits"):
        findings, result = line.number("findings"), line.text("result")
        if (findings == 0 and result == "to-correct") or (
            findings is not None and findings > 0 and result == "none"
        ):
            yield line.problem(
                "visit-result", "result", result=line.word("result"), findings=findings
            )


_PERIOD = re.compile(r"([0-9]{4})(?:-Q([1-4]))?")


def open_hazards_carry_over(desk: Desk) -> Iterator[Problem]:
    """Open at the end = open at the end of the period before + found − closed (行动方案
    第15项: 销号, 动态分析). Where the period before is not in the data, the rest is not negative.
    """
    for rows in grouped(desk.lines("enforcement", "hazard_counts"), "source").values():
        by_period = {line.text("period"): line for line in rows}
        for period, line in by_period.items():
            found, closed, left = map(line.number, ("found", "closed", "open"))
            if not _PERIOD.fullmatch(period) or found is None or closed is None or left is None:
                continue
            former = by_period.get(_before(period))
            start = left - found + closed
            if former is None and start < 0:
                yield line.problem("open-negative", "open", found=found, closed=closed)
            expected = former.number("open") if former is not None else None
            if former is not None and expected is not None and start != expected:
                yield line.problem(
                    "open-chain",
                    "open",
                    earlier=former.row.number,
                    before=expected,
                    found=found,
                    closed=closed,
                    expected=expected + found - closed,
                )


def _before(period: str) -> str:
    """The period before: the quarter before a quarter, the year before a year."""
    year, _, quarter = period.partition("-Q")
    if not quarter:
        return f"{int(year) - 1:04d}"
    return f"{int(year) - 1:04d}-Q4" if quarter == "1" else f"{year}-Q{int(quarter) - 1}"


_SUMS: Mapping[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    ("enforcement", "hazard_counts"): (("source",), ("found", "closed"), ("open",)),
    ("enforcement", "inspections"): (
        ("grade",),
        ("planned", "inspected", "with_findings", "penalties"),
        (),
    ),
    ("report-channels", "report_statistics"): (
        (),
        (
            "received",
            "accepted",
            "verified",
            "handled",
            "answered",
            "rewarded",
            "reward_yuan",
            "disciplined",
        ),
        (),
    ),
}
"""For each table: what it counts apart, what adds up over the year, what stands at its end."""


def years_are_their_quarters(desk: Desk) -> Iterator[Problem]:
    """A year is the sum of its four quarters, where all are there (政府信息公开条例 第六条)."""
    for (package, table), (apart, sums, ends) in _SUMS.items():
        lines = {
            (line.text("period"), *map(line.text, apart)): line
            for line in desk.lines(package, table)
        }
        for (period, *rest), year in lines.items():
            quarters = [lines.get((f"{period}-Q{number}", *rest)) for number in range(1, 5)]
            known = [line for line in quarters if line is not None]
            if "-" in period or len(known) < 4:
                continue
            for name in (*sums, *ends):
                told = year.number(name)
                expected = _total(known if name in sums else known[-1:], name)
                if told is not None and expected is not None and told != expected:
                    yield year.problem("year-sum", name, expected=expected)


def quarters_hold_their_visits(desk: Desk) -> Iterator[Problem]:
    """The inspections told of a quarter are no fewer than its visits on record (行动方案 第51项).

    A warning: an office may leave out the visits of another authority.
    """
    visits = Counter(
        terms.quarter(day)
        for line in desk.lines("enforcement", "visits")
        if (day := line.day("inspected_on")) is not None
    )
    told: dict[str, list[Line]] = {}
    for line in desk.lines("enforcement", "inspections"):
        told.setdefault(line.text("period"), []).append(line)
    for period, lines in told.items():
        inspected = _total(lines, "inspected")
        if inspected is not None and inspected < visits[period]:
            yield lines[0].problem(
                "visits-exceed",
                "inspected",
                severity="warning",
                period=period,
                told=inspected,
                visits=visits[period],
            )


def _total(lines: list[Line], name: str) -> Decimal | None:
    figures = [line.number(name) for line in lines]
    known = [figure for figure in figures if figure is not None]
    return sum(known, Decimal(0)) if len(known) == len(figures) else None
