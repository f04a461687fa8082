"""VALIDATE: everything wrong with data and content, found in one run.

The stock validator judges each table against its schema; what it lets through or cannot see
(lexical forms, references, the contract's rules) is judged by small functions that yield
problems. A spoilt cell is not judged further: one cause, one problem.
"""

from __future__ import annotations

from pathlib import Path

from generator import cache
from generator.problems import Problem, in_reading_order
from generator.validation import (
    cells,
    field,
    privacy,
    prose,
    references,
    rules,
    stock,
    words,
)
from generator.validation.cells import Spoilt
from generator.validation.desk import Desk


def judge(desk: Desk, project: Path) -> list[Problem]:
    """Everything wrong with a project; the problems in the order of reading.

    What is private is said of a cell and nothing else: any other problem would repeat its value.
    """
    private = list(privacy.check(desk, project))
    places = {(p.file, p.row, p.field) for p in private}
    others = [*check(desk, cache.folder(project)), *prose.check(desk, project)]
    kept = [p for p in others if p.row is None or (p.file, p.row, p.field) not in places]
    return in_reading_order(private + kept)


def check(desk: Desk, home: Path | None = None) -> list[Problem]:
    """What is wrong with the loaded packages and words, the privacy gate apart.

    `home` is where the stock validator's findings are remembered.
    """
    packages = desk.packages
    problems = list(cells.check(packages))
    problems += _of_sound_cells(stock.check(packages, home), cells.spoilt(problems))
    problems += references.check(packages, cells.spoilt(problems))
    for rule in (*rules.ALL, *field.RULES):
        problems += _of_sound_cells(list(rule(desk)), cells.spoilt(problems))
    problems += words.check(desk)
    return in_reading_order(problems)


def _of_sound_cells(problems: list[Problem], spoilt: Spoilt) -> list[Problem]:
    """The problems that are not about a cell already found spoilt, the first for each cell."""
    kept: list[Problem] = []
    taken = set(spoilt)
    for problem in problems:
        place = (problem.file, problem.row, problem.field)
        if problem.row is not None and problem.field is not None:
            # A key of several columns is named "a、b": it is spoilt when one of them is.
            columns = problem.field.split("、")
            if any((problem.file, problem.row, column) in taken for column in columns):
                continue
            taken.add(place)
        kept.append(problem)
    return kept
