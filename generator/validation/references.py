"""References between tables, within a package (`foreignKeys`) and across
(`crossPackageForeignKeys`, a property of our own that the stock validator ignores).

A table that could not be read is not judged as a target; while a key column of the target holds a
spoilt cell, misses are not reported, for the spoilt cell may be the very one that is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.packages import Package, Packages, Resource
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
    home = packages.get(key["reference"].get("package") or package.name)
    if home is None:
        return
    target = home.resources.get(key["reference"].get("resource") or resource.name)
    if target is None or any(name not in [f["name"] for f in target.fields] for name in targets):
        name = str(key["reference"].get("resource", ""))
        yield Problem("reference-target", package.file, field="、".join(fields), value=name)
        return
    if not resource.sound or not target.sound or _spoilt_column(target, targets, spoilt):
        return
    known = {tuple(row.cells[name] for name in targets) for row in target.rows}
    for row in resource.rows:
        cells = tuple(row.cells[name] for name in fields)
        places = [(resource.file, row.number, name) for name in fields]
        if "" in cells or cells in known or any(place in spoilt for place in places):
            continue
        yield Problem(
            "reference-unknown",
            resource.file,
            row=row.number,
            field="、".join(fields),
            value="、".join(cells),
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
