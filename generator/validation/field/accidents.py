"""Accidents: the grade follows from the figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from generator.problems import Problem
from generator.validation.desk import Desk
from generator.validation.field import forms

_GRADES = ("ordinary", "larger", "major", "extraordinary")
_BOUNDS = {
    "deaths": (3, 10, 30),
    "serious_injuries": (10, 50, 100),
    "loss_yuan": (10_000_000, 50_000_000, 100_000_000),
}
"""From which figure on an accident is larger, major, extraordinary; “以上” includes the figure."""


def grades_agree_with_figures(desk: Desk) -> Iterator[Problem]:
    """An accident's grade is the highest of its deaths, serious injuries and direct loss (生产安全
    事故报告和调查处理条例 第三条). While a figure is not known, a higher grade is not judged.
    """
    for line in desk.lines("enforcement", "accidents"):
        grade = line.text("grade")
        if line.text("kind") != "accident" or grade not in _GRADES:
            continue
        figures = {name: line.number(name) for name in _BOUNDS}
        known = {name: figure for name, figure in figures.items() if figure is not None}
        if not known:
            continue
        expected = max(_rank(name, figure) for name, figure in known.items())
        given = _GRADES.index(grade)
        if given < expected or (given > expected and len(known) == len(figures)):
            yield line.problem(
                "accident-grade",
                "grade",
                grade=line.word("grade"),
                expected=forms.label(line.resource, "grade", _GRADES[expected]),
            )


def _rank(name: str, figure: Decimal) -> int:
    return sum(figure >= bound for bound in _BOUNDS[name])
