"""The descriptor of a package, `datapackage.json`: what everybody who reads its tables relies on.

What it promises beyond that is judged by the stock validator.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from generator.problems import Problem


def parse(content: bytes) -> Any:
    """The JSON of a descriptor. Raises ValueError (RecursionError) where it is none."""
    descriptor = json.loads(content.decode("utf-8"), object_pairs_hook=_distinct)
    json.dumps(descriptor, ensure_ascii=False).encode()  # "\ud800" is half a character
    return descriptor


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"duplicate key: {key}")
    return dict(pairs)


def names_of(value: object) -> tuple[str, ...]:
    """The names of several fields; a Table Schema may write a single one as a string."""
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def check(file: str, name: str, descriptor: object) -> Iterator[Problem]:
    """What the rest of the program relies on in a descriptor; the stock validator says the rest."""
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        yield Problem("descriptor-shape", file, field="resources")
        return
    if descriptor.get("name") != name:
        yield Problem(
            "package-name",
            file,
            field="name",
            value=str(descriptor.get("name", "")),
            details={"expected": name},
        )
    yield from _profile_problems(file, descriptor)
    seen: set[str] = set()
    for entry in descriptor["resources"]:
        resource_name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(resource_name, str) or not resource_name or resource_name in seen:
            yield Problem("descriptor-shape", file, field="name", value=str(resource_name or ""))
            continue
        seen.add(resource_name)
        path = entry.get("path")
        if not isinstance(path, str) or not _local(path):
            yield Problem("path-not-local", file, field="path", value=str(path))
        yield from _profile_problems(file, entry)
        if not isinstance(entry.get("dialect", {}), dict):
            yield Problem("path-not-local", file, field="dialect", value=str(entry["dialect"]))
        encoding = entry.get("encoding", "utf-8")
        if str(encoding).lower() not in ("utf-8", "utf8"):
            yield Problem("descriptor-encoding", file, field="encoding", value=str(encoding))
        schema = entry.get("schema")
        if not isinstance(schema, dict) or not _schema_usable(schema):
            yield Problem("schema-shape", file, field="schema", value=resource_name)


_PROFILES = (
    "data-package",
    "tabular-data-package",
    "data-resource",
    "tabular-data-resource",
)


def _profile_problems(file: str, part: Mapping[str, Any]) -> Iterator[Problem]:
    """A profile of any other name is a file or an address, which the stock validator opens."""
    for key in ("profile", "profiles"):
        names = part.get(key, ())
        for name in names if isinstance(names, (list, tuple)) else (names,):
            if name not in _PROFILES:
                yield Problem("path-not-local", file, field=key, value=str(name))


def _local(path: str) -> bool:
    """A file inside the package's own folder: nothing is fetched, nothing else is read."""
    if "\\" in path or ":" in path or not path.isprintable() or not path:
        return False
    parts = PurePosixPath(path).parts
    return not PurePosixPath(path).is_absolute() and ".." not in parts


def _schema_usable(schema: Mapping[str, Any]) -> bool:
    fields = schema.get("fields")
    if not isinstance(fields, list) or not fields:
        return False
    names = []
    for entry in fields:
        if not isinstance(entry, dict) or not _field_usable(entry):
            return False
        names.append(entry["name"])
    if len(set(names)) != len(names) or not _keys_usable(schema.get("primaryKey", []), names):
        return False
    for kind in ("foreignKeys", "crossPackageForeignKeys"):
        keys = schema.get(kind, [])
        if not isinstance(keys, list) or not all(_reference_usable(key, names) for key in keys):
            return False
    return True


def _field_usable(entry: Mapping[str, Any]) -> bool:
    """Name, type and constraints of the forms that everybody who judges a cell relies on."""
    constraints = entry.get("constraints", {})
    if not isinstance(entry.get("name"), str) or not isinstance(entry.get("type", ""), str):
        return False
    lists = (entry.get("trueValues", []), entry.get("falseValues", []))
    if not all(isinstance(v, list) and all(isinstance(s, str) for s in v) for v in lists):
        return False
    categories = entry.get("categories", [])
    if not isinstance(categories, list) or not all(
        isinstance(c, dict) and isinstance(c.get("value"), str) and isinstance(c.get("label"), str)
        for c in categories
    ):
        return False
    return isinstance(constraints, dict) and _constraints_usable(entry.get("type"), constraints)


_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def _constraints_usable(kind: object, constraints: Mapping[str, Any]) -> bool:
    choices = constraints.get("enum", [])
    if not isinstance(choices, list) or not all(isinstance(v, (str, int)) for v in choices):
        return False
    try:
        re.compile(constraints.get("pattern", ""))
        bounds = [constraints[key] for key in _BOUNDS if key in constraints]
        if kind == "date":
            return all(date.fromisoformat(bound) for bound in bounds)
    except (re.error, TypeError, ValueError):
        return False
    # bool is an int to Python, and Infinity a number to its JSON reader.
    return all(type(b) is int or (type(b) is float and math.isfinite(b)) for b in bounds)


def _keys_usable(key: object, names: list[str]) -> bool:
    if isinstance(key, str):
        return key in names
    return isinstance(key, list) and all(isinstance(k, str) and k in names for k in key)


def _reference_usable(key: object, names: list[str]) -> bool:
    if not isinstance(key, dict) or not isinstance(key.get("reference"), dict):
        return False
    reference = key["reference"]
    return (
        _keys_usable(key.get("fields"), names)
        and len(names_of(key["fields"])) > 0
        and isinstance(reference.get("resource", ""), str)
        and isinstance(reference.get("package", ""), str)
        and isinstance(reference.get("fields"), (str, list))
        and len(names_of(key["fields"])) == len(names_of(reference["fields"]))
    )
