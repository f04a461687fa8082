"""Records and tables written down in a test: only what matters is named, the rest is empty."""

from __future__ import annotations

import dataclasses
import typing
from datetime import date
from typing import Any, TypeVar

from generator.records import Records

R = TypeVar("R")


def row(kind: type[R], /, **cells: Any) -> R:
    """A record with the given values; days may be written as text, the rest is empty."""
    values: dict[str, Any] = {}
    for name, hint in typing.get_type_hints(kind).items():
        given = cells.pop(name, "" if hint is str else None)
        holds_day = hint is date or date in typing.get_args(hint)
        values[name] = date.fromisoformat(given) if holds_day and given else given
    assert not cells, f"{kind.__name__} has no {', '.join(cells)}"
    return kind(**values)


def tables(**given: tuple[Any, ...]) -> Records:
    """All tables, empty but for the given ones."""
    names = [entry.name for entry in dataclasses.fields(Records)]
    return Records(**{name: given.get(name, ()) for name in names})
