"""What a sheet and its table have to do with each other: headings, choices, references, the base.

Everything comes from the schema: a new field of a package needs no line here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from generator import ledger
from generator.messages import sentence
from generator.packages import Package, Packages, Resource, descriptors
from generator.validation import cells

LISTS = "_lists"
"""The hidden sheet of ours: choices, and what each row was when the workbook was made."""

GUIDE = sentence("workbook", "guide")
MARK = "mine-bulletin workbook"
REQUIRED = sentence("workbook", "required")
YES, NO = sentence("workbook", "yes"), sentence("workbook", "no")

_SHOWN_OF_A_TEXT = 24
"""Characters of a criterion that stand beside its number in a drop-down."""

_NAMES = ("name", "title", "label", "decision_no", "description", "document_no")
"""The fields that say to people which record an id means, the best first."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31


@dataclass(frozen=True)
class Choice:
    """One entry of a drop-down: what is shown, and what the table holds."""

    shown: str
    value: str


@dataclass(frozen=True)
class Column:
    """One column of a sheet."""

    resource: Resource
    name: str
    packages: Packages

    @property
    def entry(self) -> Mapping[str, Any]:
        """The field of the Table Schema."""
        return self.resource.field(self.name)

    @property
    def title(self) -> str:
        return self.resource.title(self.name)

    @property
    def kind(self) -> str:
        return str(self.entry.get("type", "string"))

    @property
    def required(self) -> bool:
        return bool(self.entry.get("constraints", {}).get("required"))

    @cached_property
    def given(self) -> bool:
        """Whether a new row may leave it empty, because the program gives the next free id."""
        if self.resource.primary_key != (self.name,) or self.kind != "string" or self.target:
            return False
        return cells.fits(self.entry, ledger.Ids(self.resource).next())

    @property
    def heading(self) -> str:
        return self.title + (REQUIRED if self.required and not self.given else "")

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """What the drop-down offers; nothing where anything may be typed."""
        if self.kind == "boolean":
            yes, no = self.entry.get("trueValues", ["true"]), self.entry.get("falseValues", [])
            return (Choice(YES, yes[0]), *(Choice(NO, value) for value in no[:1]))
        if target := self.target:
            return tuple(_of_rows(target))
        return tuple(_of_labels(self.entry))

    @cached_property
    def target(self) -> Resource | None:
        """The table whose ids the column holds, None where it holds none."""
        schema = self.resource.descriptor["schema"]
        for key in (*schema.get("foreignKeys", ()), *schema.get("crossPackageForeignKeys", ())):
            if descriptors.names_of(key["fields"]) == (self.name,):
                return self._referenced(key["reference"])
        return None

    @property
    def list_name(self) -> str:
        """The name of the drop-down's list; columns that refer to one table share one."""
        if self.target is not None:
            return f"→{self.target.file}"
        return f"{self.resource.name}.{self.name}"

    def _referenced(self, reference: Mapping[str, Any]) -> Resource | None:
        package = reference.get("package")
        if not reference.get("resource"):
            return self.resource
        if package is None:
            own = self.resource.file.split("/")[1]
            package = own
        found = self.packages.get(package)
        target = found.resources.get(reference["resource"]) if found else None
        single = target is not None and len(target.primary_key) == 1
        return target if single else None

    def shown(self, cell: str) -> str:
        """A cell of the table as the sheet shows it."""
        return self._by_value.get(cell, cell)

    @cached_property
    def _by_value(self) -> Mapping[str, str]:
        return {choice.value: choice.shown for choice in self.choices}

    @cached_property
    def by_shown(self) -> Mapping[str, str]:
        """What the table holds for each text that a person may type for it."""
        typed: dict[str, str] = {}
        for choice in reversed(self.choices):
            typed[choice.shown] = choice.value
        if self.target is not None:
            names = [_name(row.cells, self.target) for row in self.target.rows]
            for name, choice in zip(names, self.choices, strict=True):
                if name and names.count(name) == 1:
                    typed.setdefault(name, choice.value)
        typed |= {choice.value: choice.value for choice in self.choices}
        return typed


def columns(resource: Resource, packages: Packages) -> tuple[Column, ...]:
    """The columns of a table's sheet."""
    return tuple(Column(resource, entry["name"], packages) for entry in resource.fields)


def meaning(column: Column, row: Mapping[str, str]) -> Column:
    """Whose values a cell holds: those of a change are cells of the mine's column that changed."""
    if column.resource.name != "mine_changes" or column.name not in ("old_value", "new_value"):
        return column
    mines = column.packages["mines"].resources["mines"]
    if row.get("field") not in {entry["name"] for entry in mines.fields}:
        return column
    return Column(mines, row["field"], column.packages)


def _of_labels(entry: Mapping[str, Any]) -> Iterator[Choice]:
    labels = {c["value"]: str(c["label"]) for c in entry.get("categories", ())}
    values = [str(value) for value in entry.get("constraints", {}).get("enum", labels)]
    shown = [labels.get(value, value) for value in values]
    for value, label in zip(values, shown, strict=True):
        yield Choice(label if shown.count(label) == 1 else f"{label} {value}", value)


def _of_rows(target: Resource) -> Iterator[Choice]:
    (key,) = target.primary_key
    for row in target.rows:
        text = row.cells.get("text", "")[:_SHOWN_OF_A_TEXT]
        name = f"{_name(row.cells, target)} {text}".strip()
        value = row.cells[key]
        yield Choice(f"{value} {name}" if name else value, value)


def _name(cells_of_row: Mapping[str, str], target: Resource) -> str:
    for name in _NAMES:
        if name not in target.primary_key and cells_of_row.get(name):
            return cells_of_row[name]
    return ""


_TELLING = (
    "name",
    "title",
    "mine_id",
    "hazard_id",
    "case_id",
    "party_name",
    "holder",
    "person_name",
    "batch",
    "kind",
    "field",
    "decision_no",
    "certificate_no",
    "number",
    "document_no",
    "list_year",
    "period",
    "decided_on",
    "inspected_on",
    "occurred_on",
    "found_on",
    "graded_on",
    "granted_on",
    "issued_on",
    "changed_on",
    "listed_on",
)
"""The fields by which a clerk knows a row again: whose, what, which paper, when."""

_MOST_TOLD = 4


def identity(resource: Resource, packages: Packages, row: Mapping[str, str]) -> str:
    """What a row is to people who do not know its id: 示例公司、行政处罚、文号."""
    of_name = {column.name: column for column in columns(resource, packages)}
    told = [
        of_name[name].shown(row[name])
        for name in _TELLING
        if name in of_name and row.get(name) and (name,) != resource.primary_key
    ]
    return "、".join(dict.fromkeys(told[:_MOST_TOLD]))


def sheet_names(package: Package) -> dict[str, str]:
    """The sheet of each table, by the table's name: its Chinese title, as Excel allows it."""
    names: dict[str, str] = {}
    for resource in package.resources.values():
        title = str(resource.descriptor.get("title") or resource.name)
        name = _FORBIDDEN.sub("", title)[:_LONGEST_NAME] or resource.name
        names[resource.name] = resource.name if name in (*names.values(), GUIDE, LISTS) else name
    return names


def canonical(resource: Resource, row: Mapping[str, str]) -> tuple[str, ...]:
    """The cells of a row so that equal values are equal texts: 12.50 and 12.5 are one number."""
    return tuple(value(e, row.get(e["name"], "")) for e in resource.fields)


def value(entry: Mapping[str, Any], cell: str) -> str:
    """A cell so that equal values are equal texts."""
    if entry.get("type") in ("number", "integer") and cells.is_number(cell):
        return format(Decimal(cell).normalize() + 0, "f")
    return cell


def base(resource: Resource) -> dict[str, str]:
    """What each row is today, by its key, so that an import sees who changed it since."""
    return {
        "\n".join(ledger.key_of(resource, row.cells)): fingerprint(resource, row.cells)
        for row in resource.rows
    }


def fingerprint(resource: Resource, row: Mapping[str, str]) -> str:
    """Sixteen hexadecimal digits that stand for the values of a row."""
    text = "\0".join(canonical(resource, row))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
