"""The state of a mine on an earlier day: today's row with later changes undone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date

from generator import records
from generator.records import Mine, MineChange


def undone(changes: Iterable[MineChange], day: date) -> Mapping[str, Mapping[str, str]]:
    """For each mine, the cells that the public did not know yet on `day`, with their old text.

    A change counts from the day it happened or was published, whichever is later; one without a
    publication day is not public and is undone on every day (data contract, `mine_changes`).
    """
    cells: dict[str, dict[str, str]] = {}
    settled: set[tuple[str, str]] = set()
    for change in sorted(changes, key=lambda c: (c.changed_on, c.change_id), reverse=True):
        place = (change.mine_id, change.field)
        if change.published_on is not None and max(change.changed_on, change.published_on) <= day:
            settled.add(place)  # the newest value known to the public; what came before stays
        elif place not in settled:
            cells.setdefault(change.mine_id, {})[change.field] = change.old_value
    return cells


def restore(mine: Mine, cells: Mapping[str, str]) -> Mine:
    """The mine with the given cells in place of today's."""
    values = {name: records.value(Mine, name, cell) for name, cell in cells.items()}
    return dataclasses.replace(mine, **values)
