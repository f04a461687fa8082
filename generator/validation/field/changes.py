"""Changes of a mine (mine_changes): an unbroken chain from the first value to today's row.

State on an earlier day is today's row with the later changes undone, so a broken chain would show
the public a past that never was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from generator.problems import Problem
from generator.validation.desk import Desk, Line
from generator.validation.field import forms

Chains = Mapping[tuple[str, str], tuple[Line, ...]]
"""For each mine and column its changes in the order of their days."""


def chains(desk: Desk) -> Chains:
    """The changes by mine and column; a chain with a day that is none is left out."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in desk.lines("mines", "mine_changes"):
        found.setdefault((line.text("mine_id"), line.text("field")), []).append(line)
    return {
        place: tuple(sorted(rows, key=lambda r: (r.text("changed_on"), r.text("change_id"))))
        for place, rows in found.items()
        if all(row.day("changed_on") is not None for row in rows)
    }


def cell_on(known: Chains, mine: Line, name: str, day: date) -> str:
    """What a cell of a mine's row was on a day: today's, the later changes undone."""
    for change in known.get((mine.text("mine_id"), name), ()):
        if change.text("changed_on") > day.isoformat():
            return change.text("old_value")
    return mine.text(name)


def changes_follow_each_other(desk: Desk) -> Iterator[Problem]:
    """What a change replaced is what the change before it had brought (data contract)."""
    mines = desk.by_key("mines", "mines", "mine_id")
    for (mine_id, name), rows in chains(desk).items():
        if mine_id not in mines:
            continue
        for former, change in pairwise(rows):
            value = former.text("new_value")
            resource = mines[mine_id].resource
            spoilt = not forms.cell_fits(resource, name, value)
            if not spoilt and not _same(value, change.text("old_value")):
                yield change.problem(
                    "change-chain",
                    "old_value",
                    earlier=former.row.number,
                    expected=forms.label(resource, name, value),
                    changed=change.word("field"),
                )


def changes_end_at_todays_row(desk: Desk) -> Iterator[Problem]:
    """What the last change brought stands in the mines table today (data contract)."""
    mines = desk.by_key("mines", "mines", "mine_id")
    for (mine_id, name), rows in chains(desk).items():
        mine, last = mines.get(mine_id), rows[-1]
        if mine is None or name not in mine.row.cells or not forms.fits(mine, name):
            continue
        if not _same(last.text("new_value"), mine.text(name)):
            yield last.problem(
                "change-end",
                "new_value",
                changed=last.word("field"),
                other=mine.row.number,
                expected=mine.word(name),
            )


def changes_change_something(desk: Desk) -> Iterator[Problem]:
    """A change brings another value: the page of a mine tells each as news (data contract)."""
    for line in desk.lines("mines", "mine_changes"):
        value = line.text("new_value")
        if value and _same(line.text("old_value"), value):
            yield line.problem("change-nothing", "new_value", changed=line.word("field"))


def _same(cell: str, other: str) -> bool:
    """Whether two cells say the same; 100 and 100.0 do."""
    if cell == other:
        return True
    return forms.number(cell) is not None and forms.number(cell) == forms.number(other)
