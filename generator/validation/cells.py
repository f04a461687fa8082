"""The lexical form of each cell, before the stock validator.

Stock frictionless takes 2024-1-5 for a date and 1_000, NaN or full-width digits for numbers;
what is published must read the same to every program, so only the plain ISO forms pass. A cell
that is not clean (`hygiene`) is not judged by its form as well.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from generator.packages import Packages, Resource
from generator.problems import Problem
from generator.validation import hygiene, meaning
from generator.validation.meaning import Finding

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
    """One problem for each cell that is unclean, or not in the plain form of its column."""
    unclean = list(hygiene.check(packages))
    yield from unclean
    taken = spoilt(unclean)
    for package in packages.values():
        for resource in package.resources.values():
            for entry in resource.fields:
                for problem in _column(resource, entry):
                    if (problem.file, problem.row, problem.field) not in taken:
                        yield problem


def _column(resource: Resource, entry: Mapping[str, Any]) -> Iterator[Problem]:
    """The problems of one column. Equal cells are judged once."""
    name = entry["name"]
    if entry.get("type") not in _FORMS and not _pattern(entry) and not _choices(entry):
        return
    title = resource.title(name)
    judged = ((cell, fault(entry, cell)) for cell in resource.distinct[name] if cell)
    faults = {cell: found for cell, found in judged if found}
    for row in resource.rows if faults else ():
        cell = row.cells[name]
        if found := faults.get(cell):
            details = {"title": title, "expected": found.expected}
            if found.code == "constraint-pattern":
                details |= in_words(resource, name)
            yield Problem(found.code, resource.file, row.number, name, cell, details=details)


def fault(entry: Mapping[str, Any], cell: str) -> Finding | None:
    """What is wrong with the form of a cell; a form is offered only if it would pass."""
    if entry.get("type") in _FORMS:
        if _well_formed(cell, entry):
            return _of_pattern(entry, cell)
        if meaning.nothing(cell):
            return Finding("cell-placeholder")
        found = _misshapen(entry, cell)
        certain = not found.expected or found.code == "date-ambiguous"
        return found if certain or fits(entry, found.expected) else _general(entry)
    return _of_pattern(entry, cell)


def _misshapen(entry: Mapping[str, Any], cell: str) -> Finding:
    kind = entry["type"]
    if kind == "date":
        return meaning.day(cell)
    if kind in ("number", "integer"):
        return meaning.number(cell, str(entry.get("title", "")), whole=kind == "integer")
    return _general(entry)


def _general(entry: Mapping[str, Any]) -> Finding:
    return {
        "date": Finding("form-date"),
        "number": Finding("form-number"),
        "integer": Finding("form-integer"),
        "boolean": Finding("form-boolean"),
    }[entry["type"]]


def _of_pattern(entry: Mapping[str, Any], cell: str) -> Finding | None:
    """A code out of its form, where the form is certain; other choices are the stock validator's.

    A label typed for its code is certain, too. The stock validator lets a line break after the
    last character pass a pattern.
    """
    if fits(entry, cell):
        return None
    codes = [c["value"] for c in entry.get("categories", ()) if c["label"] == cell.strip()]
    for candidate in (*codes, *meaning.near(cell)):
        if fits(entry, candidate):
            return Finding("code-form", candidate)
    pattern = _pattern(entry)
    return Finding("constraint-pattern") if pattern and not re.fullmatch(pattern, cell) else None


def in_words(resource: Resource, name: str) -> dict[str, str]:
    """What a column wants, for people: its own description, and a cell of it that is right."""
    entry = resource.field(name)
    known = (row.cells[name] for row in resource.rows)
    example = next((cell for cell in known if cell and fits(entry, cell)), "—")
    return {"about": str(entry.get("description") or ""), "example": example}


def _pattern(entry: Mapping[str, Any]) -> str:
    return str(entry.get("constraints", {}).get("pattern", ""))


def _choices(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(map(str, entry.get("constraints", {}).get("enum", ())))


def fits(entry: Mapping[str, Any], cell: str) -> bool:
    """Whether a cell could stand in a column: its form, and the column's stock constraints."""
    constraints = entry.get("constraints", {})
    if not cell:
        return not constraints.get("required")
    if entry.get("type") in _FORMS and not _well_formed(cell, entry):
        return False
    if "enum" in constraints and cell not in _choices(entry):
        return False
    if _pattern(entry) and not re.fullmatch(_pattern(entry), cell):
        return False
    return _within(entry, cell)


def _within(entry: Mapping[str, Any], cell: str) -> bool:
    """Whether a day or number keeps the bounds of its column."""
    constraints = entry.get("constraints", {})
    if entry.get("type") not in ("date", "number", "integer"):
        return True
    read = date.fromisoformat if entry["type"] == "date" else lambda text: Decimal(str(text))
    value: Any = read(cell)
    return all(
        _BOUNDS[key](value, read(bound)) for key, bound in constraints.items() if key in _BOUNDS
    )


_BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}


def _well_formed(cell: str, entry: Mapping[str, Any]) -> bool:
    return _FORMS[entry["type"]](cell, entry)


def is_day(cell: str) -> bool:
    """Whether a cell is a day in the plain ISO form, and there was or will be such a day."""
    return day(cell) is not None


@lru_cache(maxsize=65536)
def day(cell: str) -> date | None:
    """The day that a cell is, None where it is none."""
    if not _DAY.fullmatch(cell):
        return None
    try:
        found = date.fromisoformat(cell)
    except ValueError:
        return None
    return found if meaning.likely(found) else None


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
