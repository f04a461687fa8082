"""What a rule looks at: the read packages, the words, the choices and the day.

Rules judge rows as typed by people, so a cell may be anything. A `Line` gives a cell as a day or
a number only if it is one; what is wrong with the cell itself is said elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from generator.content import Content
from generator.packages import Package, Packages, Resource, Row
from generator.problems import Problem, Severity
from generator.settings import Settings
from generator.validation import cells


@dataclass(frozen=True)
class Line:
    """One row of a table, with its cells read as what they should be."""

    resource: Resource
    row: Row

    def text(self, name: str) -> str:
        """The cell as typed; "" where it is empty or the table has no such column."""
        return self.row.cells.get(name, "")

    def day(self, name: str) -> date | None:
        """The cell as a day, None where it is empty or no day."""
        return cells.day(self.text(name))

    def number(self, name: str) -> Decimal | None:
        """The cell as a number, None where it is empty or no number."""
        cell = self.text(name)
        return Decimal(cell) if cells.is_number(cell) else None

    def title(self, name: str) -> str:
        """The Chinese heading of a column."""
        return self.resource.title(name)

    def word(self, name: str) -> str:
        """The cell's code as its Chinese label, the code itself where it has none."""
        cell = self.text(name)
        try:
            entry = self.resource.field(name)
        except KeyError:
            return cell
        labels = {c["value"]: c["label"] for c in entry.get("categories", ())}
        return str(labels.get(cell, cell))

    def problem(
        self, code: str, field: str, *, severity: Severity = "error", **details: object
    ) -> Problem:
        """A problem of one cell of this row; `details` fill the message."""
        return Problem(
            code,
            self.resource.file,
            self.row.number,
            field,
            self.text(field) or None,
            severity,
            {"title": self.title(field), **details},
        )


@dataclass(frozen=True)
class Desk:
    """Everything a rule may look at."""

    packages: Packages
    content: Content
    settings: Settings
    as_of: date

    def tables(self) -> Iterator[tuple[Package, Resource]]:
        """Every table of every package that could be read."""
        for package in self.packages.values():
            for resource in package.resources.values():
                yield package, resource

    def lines(self, package: str, resource: str) -> tuple[Line, ...]:
        """The rows of a table; none where it could not be read."""
        return self._lines.get((package, resource), ())

    def by_key(self, package: str, resource: str, key: str) -> Mapping[str, Line]:
        """The rows of a table by the cell of one column; the first of equals."""
        found: dict[str, Line] = {}
        for line in self.lines(package, resource):
            found.setdefault(line.text(key), line)
        return found

    @cached_property
    def _lines(self) -> dict[tuple[str, str], tuple[Line, ...]]:
        return {
            (package.name, resource.name): tuple(Line(resource, row) for row in resource.rows)
            for package, resource in self.tables()
        }


def columns(resource: Resource) -> frozenset[str]:
    """The names of a table's columns."""
    return frozenset(entry["name"] for entry in resource.fields)


def grouped(lines: Iterable[Line], name: str) -> Mapping[str, tuple[Line, ...]]:
    """Rows by the cell of one column, in their order."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.text(name), []).append(line)
    return {key: tuple(rows) for key, rows in found.items()}
