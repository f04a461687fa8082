"""The stock validator: frictionless over each package, its errors as problems.

References are left to `references`, which also follows them into other packages; frictionless
names no field for them. Tables that were not read whole are left out.
"""

from __future__ import annotations

import re
from typing import Any

import frictionless
from frictionless.exception import FrictionlessException

from generator.packages import Package, Packages, Resource
from generator.problems import Problem

# What is judged is the table that `packages` read: one CSV file in UTF-8, whatever a descriptor
# says beside (a resource of type "json" would not be judged at all).
_OTHER_WAYS_TO_READ = ("scheme", "extrapaths", "compression", "innerpath")

_LIMIT = 1_000_000  # the stock default stops after a thousand errors of one table

_CONSTRAINT = re.compile(r'constraint "(\w+)" is "(.*)"', re.DOTALL)
_EARLIER_ROW = re.compile(r"position (\d+)")


def check(packages: Packages) -> list[Problem]:
    """What frictionless finds in the tables that could be read."""
    problems: list[Problem] = []
    for package in packages.values():
        problems += _package_problems(package)
    return problems


def _package_problems(package: Package) -> list[Problem]:
    sound = [r for r in package.resources.values() if r.sound]
    if not sound:
        return []
    try:
        stock = frictionless.Package.from_descriptor(
            {**package.descriptor, "resources": [_without_references(r) for r in sound]}
        )
    except FrictionlessException as error:
        return [_of_descriptor(package, fault) for fault in (error.reasons or [error.error])]
    for entry, resource in zip(stock.resources, sound, strict=True):
        # The bytes judged are the bytes that were read, whatever happens to the file meanwhile.
        entry.data = resource.content
        entry.path = None
        entry.scheme = "buffer"
    report = stock.validate(limit_errors=_LIMIT)
    problems = [_of_descriptor(package, error) for error in report.errors]
    # A descriptor that does not pass is not judged table by table: then there are no tasks.
    for task, resource in zip(report.tasks, sound, strict=not problems):
        problems += [_of_row(resource, error) for error in task.errors]
    return problems


def _without_references(resource: Resource) -> dict[str, Any]:
    schema = {k: v for k, v in resource.descriptor["schema"].items() if k != "foreignKeys"}
    plain = {k: v for k, v in resource.descriptor.items() if k not in _OTHER_WAYS_TO_READ}
    return {**plain, "type": "table", "format": "csv", "encoding": "utf-8", "schema": schema}


def _of_descriptor(package: Package, error: frictionless.Error) -> Problem:
    return Problem("descriptor-invalid", package.file, value=error.note)


def _of_row(resource: Resource, error: frictionless.Error) -> Problem:
    row = getattr(error, "row_number", None)
    field = getattr(error, "field_name", None)
    cell = getattr(error, "cell", None)
    code, details = f"stock-{error.type}", {"note": error.note}
    if error.type == "primary-key":
        earlier = _EARLIER_ROW.search(error.note)
        key = resource.primary_key
        field = "、".join(key)
        cell = "、".join(_cells(resource, row, key))
        code, details = "key-duplicate", {"earlier": earlier[1] if earlier else ""}
    elif error.type == "constraint-error":
        constraint = _CONSTRAINT.search(error.note)
        name = constraint[1] if constraint else ""
        code = f"constraint-{name}" if name in _CONSTRAINTS else "constraint-other"
        details = {"limit": _limit(resource, field, name)}
    if field:
        details["title"] = "、".join(resource.title(name) for name in field.split("、"))
    if code not in _CODES:
        code = "stock-other"
    return Problem(code, resource.file, row=row, field=field, value=cell, details=details)


_CONSTRAINTS = ("required", "enum", "pattern", "minimum", "maximum", "unique")
_CODES = {"key-duplicate", "constraint-other", *(f"constraint-{name}" for name in _CONSTRAINTS)}


def _cells(resource: Resource, number: int | None, names: tuple[str, ...]) -> list[str]:
    for row in resource.rows:
        if row.number == number:
            return [row.cells[name] for name in names]
    return []


def _limit(resource: Resource, field: str | None, name: str) -> str:
    """The constraint as people read it: choices with their Chinese labels."""
    if field is None:
        return ""
    entry = resource.field(field)
    if name == "enum":
        labels = {c["value"]: c["label"] for c in entry.get("categories", ())}
        values = entry["constraints"]["enum"]
        return "、".join(f"{v}（{labels[v]}）" if labels.get(v, v) != v else str(v) for v in values)
    return str(entry.get("constraints", {}).get(name, ""))
