"""The file that says how an export of another system is read: its headings are data, not code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.packages import Packages
from generator.problems import Problem
from generator.workbook.reading import Mapped
from generator.yaml_text import YamlFault, YamlMapping, read_mapping

_KEYS = ("table", "columns", "values", "fixed", "key", "ignore")
_LISTS = ("key", "ignore")


def read(path: Path, packages: Packages) -> tuple[Mapped, list[Problem]]:
    """A mapping file, for example::

        table: enforcement/outcomes
        columns: {决定书文号: decision_no, 处罚决定日期: decided_on}
        values: {kind: {行政处罚: penalty}}
        fixed: {party_type: organisation}
        key: [decision_no]
        ignore: [备注, 录入人]

    Raises OSError where it cannot be read.
    """
    try:
        found = read_mapping(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Mapped(), [Problem("not-utf-8", path.name)]
    except YamlFault as fault:
        return Mapped(), [Problem(fault.code, path.name, row=fault.line, value=fault.value)]
    problems = list(_problems(path.name, found, packages))
    if problems:
        return Mapped(), problems
    values = found.values
    return (
        Mapped(
            table=values["table"],
            columns=_texts(values.get("columns")),
            values={str(k): _texts(v) for k, v in (values.get("values") or {}).items()},
            fixed=_texts(values.get("fixed")),
            key=tuple(map(str, values.get("key") or ())),
            ignore=tuple(map(str, values.get("ignore") or ())),
        ),
        [],
    )


def _texts(mapping: Any) -> dict[str, str]:
    return {str(k): "" if v is None else str(v) for k, v in (mapping or {}).items()}


def _problems(file: str, found: YamlMapping, packages: Packages) -> Iterator[Problem]:
    """An unknown key or column, said at its line."""
    for name in found.values:
        if name not in _KEYS:
            yield Problem("mapping-key", file, row=found.lines[name], value=name)
    package, _, table = str(found.values.get("table", "")).partition("/")
    resource = packages[package].resources.get(table) if package in packages else None
    if resource is None:
        row = found.lines.get("table", 1)
        yield Problem("mapping-table", file, row=row, value=str(found.values.get("table", "")))
        return
    names = {entry["name"] for entry in resource.fields}
    for part in _KEYS[1:]:
        value: Any = found.values.get(part)
        line = found.lines.get(part)
        if value is not None and not _shaped(part, value):
            yield Problem("mapping-key", file, row=line, value=part)
            continue
        if part == "ignore":
            continue  # headings of the other system, which may be called as they like
        for name in value.values() if part == "columns" and value else value or ():
            if name not in names:
                yield Problem("mapping-column", file, row=line, value=str(name))


def _shaped(part: str, value: Any) -> bool:
    if part in _LISTS:
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if part == "columns":
        return isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())
    if part == "values":
        return isinstance(value, Mapping) and all(isinstance(v, Mapping) for v in value.values())
    return isinstance(value, Mapping)
