"""LOAD: the data packages as they lie on disk, decoded and cut into cells.

What cannot be read as a table of the promised shape is found here (`descriptors`, `encoding`,
`tables`) and that file is not judged further: one cause, one problem. Cells stay text; `validation`
judges them and `records` gives them their types.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any

from generator.packages import descriptors, encoding, tables
from generator.problems import Problem, of_system

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
    """The table in UTF-8 without a byte order mark, as it is judged and published."""
    rows: tuple[Row, ...] = ()
    sound: bool = True
    raw: bytes = b""
    """The bytes of the file, in whatever encoding it was read."""

    @property
    def fields(self) -> tuple[Mapping[str, Any], ...]:
        """The field descriptors of the Table Schema, in the order of the columns."""
        return tuple(self.descriptor["schema"]["fields"])

    @cached_property
    def distinct(self) -> Mapping[str, tuple[str, ...]]:
        """The cells of each column, each once, in the order of their first rows."""
        rows = [row.cells for row in self.rows]
        names = [entry["name"] for entry in self.fields]
        return {name: tuple(dict.fromkeys(map(itemgetter(name), rows))) for name in names}

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The names of the key fields; a Table Schema may write a single one as a string."""
        return descriptors.names_of(self.descriptor["schema"].get("primaryKey", ()))

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


Instead = Mapping[str, bytes]
"""Tables by their file ("data/mines/mines.csv"), to be judged before they are written there."""


def load(project: Path, instead: Instead | None = None) -> tuple[Packages, list[Problem]]:
    """Read every package of the contract. Packages whose descriptor is unusable are left out.

    The bytes of `instead` are read in the place of the files they are named after.
    """
    packages: dict[str, Package] = {}
    problems: list[Problem] = []
    for name in NAMES:
        package, found = _package(project, name, instead or {})
        problems += found
        if package is not None:
            packages[name] = package
    return packages, problems


def _package(project: Path, name: str, instead: Instead) -> tuple[Package | None, list[Problem]]:
    file = f"{FOLDER}/{name}/{DESCRIPTOR}"
    try:
        written = (project / file).read_bytes()
        content = written.removeprefix(codecs.BOM_UTF8)
        descriptor = descriptors.parse(content)
    except FileNotFoundError:
        return None, [Problem("package-missing", file, value=name)]
    except OSError as error:
        return None, [Problem("file-unreadable", file, details=of_system(error))]
    except UnicodeDecodeError as error:
        return None, [Problem("not-utf-8", file, row=_line_at(content, error.start))]
    except json.JSONDecodeError as error:
        return None, [Problem("json-syntax", file, row=error.lineno, value=error.msg)]
    except (ValueError, RecursionError) as error:
        return None, [Problem("json-syntax", file, row=1, value=str(error))]
    problems = list(descriptors.check(file, name, descriptor))
    if problems:
        return None, problems
    if content != written:
        problems.append(Problem("byte-order-mark", file, row=1, severity="warning"))
    resources: dict[str, Resource] = {}
    for entry in descriptor["resources"]:
        resource, found = _resource(project, name, entry, instead)
        resources[resource.name] = resource
        problems += found
    return Package(name, file, descriptor, content, resources), problems


def _line_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def _resource(
    project: Path, package: str, descriptor: Mapping[str, Any], instead: Instead
) -> tuple[Resource, list[Problem]]:
    name = str(descriptor["name"])
    file = f"{FOLDER}/{package}/{descriptor['path']}"
    unsound = Resource(name, file, descriptor, sound=False)
    try:
        content = instead[file] if file in instead else (project / file).read_bytes()
    except FileNotFoundError:
        return unsound, [Problem("file-missing", file, value=name)]
    except OSError as error:
        return unsound, [Problem("file-unreadable", file, details=of_system(error))]
    text, problems = encoding.read(file, content, tables.row_at)
    if text is None:
        return unsound, problems
    lines, faults = tables.read(file, text, descriptor["schema"]["fields"])
    problems += faults
    if faults:
        return unsound, problems
    header = lines[0].cells
    rows = tuple(Row(n, dict(zip(header, cells, strict=True))) for n, cells in lines[1:])
    # A table that was written as the others are is passed on byte for byte.
    utf_8 = text.encode("utf-8") if problems else content
    return Resource(name, file, descriptor, utf_8, rows, raw=content), problems
