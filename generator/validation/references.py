"""References between tables, within a package (`foreignKeys`) and across
(`crossPackageForeignKeys`, a property of our own that the stock validator ignores).

A table that could not be read is not judged as a target; while a key column of the target holds a
spoilt cell, misses are not reported, for the spoilt cell may be the very one that is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.packages import NAMES, Package, Packages, Resource, Row
from generator.problems import Problem
from generator.validation.cells import Spoilt


def check(packages: Packages, spoilt: Spoilt) -> Iterator[Problem]:
    """One problem at each row that refers to a record that does not exist."""
    for package in packages.values():
        for resource in package.resources.values():
            schema = resource.descriptor["schema"]
            for key in (*schema.get("foreignKeys", ()), *schema.get("crossPackageForeignKeys", ())):
                yield from _misses(packages, package, resource, key, spoilt)


def _misses(
    packages: Packages,
    package: Package,
    resource: Resource,
    key: Mapping[str, Any],
    spoilt: Spoilt,
) -> Iterator[Problem]:
    fields = _names(key["fields"])
    targets = _names(key["reference"]["fields"])
    name = key["reference"].get("package") or package.name
    home = packages.get(name)
    if home is None:
        if name not in NAMES:
            yield Problem("reference-target", package.file, field="、".join(fields), value=name)
        return
    target = home.resources.get(key["reference"].get("resource") or resource.name)
    if target is None or any(name not in [f["name"] for f in target.fields] for name in targets):
        name = str(key["reference"].get("resource", ""))
        yield Problem("reference-target", package.file, field="、".join(fields), value=name)
        return
    if not target.sound or _spoilt_column(target, targets, spoilt):
        return
    known = {tuple(row.cells[name] for name in targets) for row in target.rows}
    alone = len(fields) == 1 and {(cell,) for cell in resource.distinct[fields[0]] if cell} <= known
    for row in () if alone else resource.rows:
        if _unknown(resource, row, fields, known, spoilt):
            yield _miss(resource, row, fields, target)
    if (package.name, resource.name) == ("mines", "mines") and len(fields) == 1:
        yield from _misses_of_changes(package, fields[0], known, target, spoilt)


def _misses_of_changes(
    package: Package, field: str, known: set[tuple[str, ...]], target: Resource, spoilt: Spoilt
) -> Iterator[Problem]:
    """What a change says of a column of the mines table refers to a record as the column does.

    State on an earlier day is today's row with the changes undone: the old value stands there.
    """
    changes = package.resources.get("mine_changes")
    for row in changes.rows if changes else ():
        if changes is not None and row.cells.get("field") == field:
            for name in ("old_value", "new_value"):
                if name in row.cells and _unknown(changes, row, (name,), known, spoilt):
                    yield _miss(changes, row, (name,), target)


def _unknown(
    resource: Resource,
    row: Row,
    fields: tuple[str, ...],
    known: set[tuple[str, ...]],
    spoilt: Spoilt,
) -> bool:
    cells = tuple(row.cells[name] for name in fields)
    if "" in cells or cells in known:
        return False
    return not any((resource.file, row.number, name) in spoilt for name in fields)


def _miss(resource: Resource, row: Row, fields: tuple[str, ...], target: Resource) -> Problem:
    return Problem(
        "reference-unknown",
        resource.file,
        row=row.number,
        field="、".join(fields),
        value="、".join(row.cells[name] for name in fields),
        details={
            "title": "、".join(resource.title(name) for name in fields),
            "target": target.file,
            "target_title": target.descriptor.get("title") or target.name,
        },
    )


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _spoilt_column(target: Resource, names: tuple[str, ...], spoilt: Spoilt) -> bool:
    return any(file == target.file and field in names for file, _, field in spoilt)
