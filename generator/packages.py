"""LOAD: the data packages as they lie on disk, decoded and cut into cells.

What cannot be read as a table of the promised shape (descriptor, encoding, header, quotes, row
shape) is found here and that file is not judged further: one cause, one problem. Cells stay text;
`validation` judges them and `records` gives them their types.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from generator.problems import Problem

FOLDER = "data"
DESCRIPTOR = "datapackage.json"
NAMES = (
    "mines",
    "grading",
    "closures",
    "enforcement",
    "report-channels",
    "hazard-criteria",
    "action-plan",
)
"""The packages of the data contract; a bulletin has all of them, with or without rows."""


@dataclass(frozen=True)
class Row:
    """One record as typed. `number` is the row a spreadsheet shows; the header is row 1."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Resource:
    """One table of a package. `sound` is false when its file could not be read as a table."""

    name: str
    file: str
    descriptor: Mapping[str, Any]
    content: bytes = b""
    rows: tuple[Row, ...] = ()
    sound: bool = True

    @property
    def fields(self) -> tuple[Mapping[str, Any], ...]:
        """The field descriptors of the Table Schema, in the order of the columns."""
        return tuple(self.descriptor["schema"]["fields"])

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The names of the key fields; a Table Schema may write a single one as a string."""
        return _names(self.descriptor["schema"].get("primaryKey", ()))

    def field(self, name: str) -> Mapping[str, Any]:
        """The descriptor of one field; KeyError if the schema has none of that name."""
        for candidate in self.fields:
            if candidate["name"] == name:
                return candidate
        raise KeyError(name)

    def title(self, name: str) -> str:
        """The Chinese heading of a field, its English name where it has none."""
        try:
            return str(self.field(name).get("title") or name)
        except KeyError:
            return name


@dataclass(frozen=True)
class Package:
    """One data package: its descriptor and its tables by name."""

    name: str
    file: str
    descriptor: Mapping[str, Any]
    content: bytes = b""
    resources: Mapping[str, Resource] = field(default_factory=dict)


Packages = Mapping[str, Package]


def load(project: Path) -> tuple[Packages, list[Problem]]:
    """Read every package of the contract. Packages whose descriptor is unusable are left out."""
    packages: dict[str, Package] = {}
    problems: list[Problem] = []
    for name in NAMES:
        package, found = _package(project, name)
        problems += found
        if package is not None:
            packages[name] = package
    return packages, problems


def _names(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def _package(project: Path, name: str) -> tuple[Package | None, list[Problem]]:
    file = f"{FOLDER}/{name}/{DESCRIPTOR}"
    try:
        content = (project / file).read_bytes()
        descriptor = json.loads(content.decode("utf-8"), object_pairs_hook=_distinct)
        json.dumps(descriptor, ensure_ascii=False).encode()  # "\ud800" is half a character
    except FileNotFoundError:
        return None, [Problem("package-missing", file, value=name)]
    except OSError as error:
        return None, [Problem("file-unreadable", file, value=error.strerror)]
    except UnicodeDecodeError as error:
        return None, [Problem("not-utf-8", file, row=_line_at(content, error.start))]
    except json.JSONDecodeError as error:
        return None, [Problem("json-syntax", file, row=error.lineno, value=error.msg)]
    except (ValueError, RecursionError) as error:
        return None, [Problem("json-syntax", file, row=1, value=str(error))]
    problems = list(_descriptor_problems(file, name, descriptor))
    if problems:
        return None, problems
    resources: dict[str, Resource] = {}
    for entry in descriptor["resources"]:
        resource, found = _resource(project, name, entry)
        resources[resource.name] = resource
        problems += found
    return Package(name, file, descriptor, content, resources), problems


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"duplicate key: {key}")
    return dict(pairs)


def _line_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def _descriptor_problems(file: str, name: str, descriptor: object) -> Iterator[Problem]:
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
        and len(_names(key["fields"])) > 0
        and isinstance(reference.get("resource", ""), str)
        and isinstance(reference.get("package", ""), str)
        and isinstance(reference.get("fields"), (str, list))
        and len(_names(key["fields"])) == len(_names(reference["fields"]))
    )


def _resource(
    project: Path, package: str, descriptor: Mapping[str, Any]
) -> tuple[Resource, list[Problem]]:
    name = str(descriptor["name"])
    file = f"{FOLDER}/{package}/{descriptor['path']}"
    unsound = Resource(name, file, descriptor, sound=False)
    try:
        content = (project / file).read_bytes()
    except FileNotFoundError:
        return unsound, [Problem("file-missing", file, value=name)]
    except OSError as error:
        return unsound, [Problem("file-unreadable", file, value=error.strerror)]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return unsound, [Problem("not-utf-8", file, row=_line_at(content, error.start))]
    if text.startswith("\ufeff"):
        return unsound, [Problem("byte-order-mark", file, row=1)]
    if "\0" in text:
        return unsound, [Problem("nul-character", file, row=_line_at(content, content.index(0)))]
    lines, problems = _cut(file, text)
    if not problems:
        problems = list(_header_problems(file, lines, descriptor)) or list(_shapes(file, lines))
    if problems:
        return unsound, problems
    header = lines[0][1]
    rows = tuple(Row(n, dict(zip(header, cells, strict=True))) for n, cells in lines[1:])
    return Resource(name, file, descriptor, content, rows), []


def _cut(file: str, text: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """The logical rows with their spreadsheet numbers."""
    lines: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), strict=True):
            number += 1
            lines.append((number, cells))
    except csv.Error as error:
        return [], [Problem("csv-quotes", file, row=number + 1, value=str(error))]
    if not lines or not any(lines[0][1]):
        return [], [Problem("header-missing", file, row=1)]
    return lines, []


def _header_problems(
    file: str, lines: list[tuple[int, list[str]]], descriptor: Mapping[str, Any]
) -> Iterator[Problem]:
    header = lines[0][1]
    expected = [entry["name"] for entry in descriptor["schema"]["fields"]]
    titles = {e["name"]: e.get("title") or e["name"] for e in descriptor["schema"]["fields"]}
    for name in expected:
        if name not in header:
            details = {"title": titles[name]}
            yield Problem("column-missing", file, row=1, field=name, details=details)
    for position, name in enumerate(header):
        if name not in expected:
            yield Problem("column-unknown", file, row=1, field=name, value=name)
        elif name in header[:position]:
            yield Problem("column-twice", file, row=1, field=name, value=name)
    if sorted(header) == sorted(expected) and header != expected:
        yield Problem(
            "column-order", file, row=1, value=",".join(header), details={"expected": expected}
        )


def _shapes(file: str, lines: list[tuple[int, list[str]]]) -> Iterator[Problem]:
    width = len(lines[0][1])
    for number, cells in lines[1:]:
        if not any(cells):
            yield Problem("row-blank", file, row=number)
        elif len(cells) != width:
            details = {"expected": width, "found": len(cells)}
            yield Problem("row-shape", file, row=number, details=details)
