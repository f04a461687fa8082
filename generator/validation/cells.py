"""The lexical form of each cell, before the stock validator.

Stock frictionless takes 2024-1-5 for a date and 1_000, NaN or full-width digits for numbers;
what is published must read the same to every program, so only the plain ISO forms pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from generator.packages import Packages, Resource, Row
from generator.problems import Problem

Spoilt = frozenset[tuple[str, int | None, str | None]]
"""Places (file, row, field) of cells that were found wrong."""

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_INTEGER = re.compile(r"-?[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_NUMBER = 30


def spoilt(problems: list[Problem]) -> Spoilt:
    """The places of problems that concern one cell."""
    return frozenset((p.file, p.row, p.field) for p in problems if p.row is not None and p.field)


def check(packages: Packages) -> Iterator[Problem]:
    """One problem for each cell that is not in the plain form of its type or its pattern."""
    for package in packages.values():
        for resource in package.resources.values():
            typed = [entry for entry in resource.fields if entry.get("type") in _FORMS]
            shaped = [entry for entry in resource.fields if _pattern(entry)]
            for row in resource.rows:
                for entry in typed:
                    cell = row.cells[entry["name"]]
                    if cell and not _well_formed(cell, entry):
                        yield _problem(f"form-{entry['type']}", resource, row, entry)
                for entry in shaped:
                    # The stock validator lets a line break after the last character pass.
                    cell = row.cells[entry["name"]]
                    if cell and not re.fullmatch(_pattern(entry), cell):
                        yield _problem("constraint-pattern", resource, row, entry)


def _problem(code: str, resource: Resource, row: Row, entry: Mapping[str, Any]) -> Problem:
    name = entry["name"]
    details = {"title": resource.title(name), "limit": _pattern(entry)}
    return Problem(code, resource.file, row.number, name, row.cells[name], details=details)


def _pattern(entry: Mapping[str, Any]) -> str:
    return str(entry.get("constraints", {}).get("pattern", ""))


def fits(entry: Mapping[str, Any], cell: str) -> bool:
    """Whether a cell could stand in a column: its form, and the column's stock constraints."""
    constraints = entry.get("constraints", {})
    if not cell:
        return not constraints.get("required")
    if entry.get("type") in _FORMS and not _well_formed(cell, entry):
        return False
    if "enum" in constraints and cell not in map(str, constraints["enum"]):
        return False
    return not _pattern(entry) or re.fullmatch(_pattern(entry), cell) is not None


def _well_formed(cell: str, entry: Mapping[str, Any]) -> bool:
    return _FORMS[entry["type"]](cell, entry)


def is_day(cell: str) -> bool:
    """Whether a cell is a day in the plain ISO form, and there is such a day."""
    if not _DAY.fullmatch(cell):
        return False
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True


def is_number(cell: str) -> bool:
    """Whether a cell is a plain decimal number."""
    return len(cell) <= _LONGEST_NUMBER and _NUMBER.fullmatch(cell) is not None


def _is_integer(cell: str, entry: Mapping[str, Any]) -> bool:
    return len(cell) <= _LONGEST_NUMBER and _INTEGER.fullmatch(cell) is not None


def _is_boolean(cell: str, entry: Mapping[str, Any]) -> bool:
    return cell in (*entry.get("trueValues", ("true",)), *entry.get("falseValues", ("false",)))


_FORMS: Mapping[str, Callable[[str, Mapping[str, Any]], bool]] = {
    "date": lambda cell, entry: is_day(cell),
    "number": lambda cell, entry: is_number(cell),
    "integer": _is_integer,
    "boolean": _is_boolean,
}
