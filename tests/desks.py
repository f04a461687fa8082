"""Desks laid in a test: real schemas, only the rows and cells that matter, nothing on disk."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from conftest import DAY, ROOT

from generator import settings
from generator.content import Content, Notice
from generator.packages import NAMES, Package, Resource, Row
from generator.problems import Problem
from generator.validation.desk import Desk

Cells = Mapping[str, str]
Tables = Mapping[str, Sequence[Cells]]
"""Rows by table, "mines/licences"; the first stands in row 2, cells not named are empty."""
Rule = Callable[[Desk], Iterator[Problem]]


def found(rule: Rule, tables: Tables, **options: Any) -> list[str]:
    """What a rule finds, each as "code table:row field"; warnings say so in front."""
    return [told(problem) for problem in rule(desk(tables, **options))]


def told(problem: Problem) -> str:
    """A problem in one line: "warning fact-ahead mines/licences:2 issued_on"."""
    warning = "warning " if problem.severity == "warning" else ""
    place = problem.file.removeprefix("data/").removesuffix(".csv")
    return f"{warning}{problem.code} {place}:{problem.row} {problem.field}"


def desk(
    tables: Tables,
    *,
    as_of: date = DAY,
    notices: tuple[Notice, ...] = (),
    unsound: tuple[str, ...] = (),
    without: Mapping[str, str] | None = None,
    **choices: Any,
) -> Desk:
    """A desk with the given rows; `unsound` tables could not be read, `without` lack a column."""
    known = {f"{package}/{entry['name']}" for package, entry in _entries()}
    assert set(tables) <= known, set(tables) - known
    laid: dict[str, Package] = {}
    for name in NAMES:
        resources = {}
        for package, entry in _entries():
            place = f"{package}/{entry['name']}"
            if package == name:
                lost = (without or {}).get(place)
                resources[entry["name"]] = _resource(
                    place, entry, tables.get(place, ()), lost, sound=place not in unsound
                )
        laid[name] = Package(name, f"data/{name}/datapackage.json", {}, resources=resources)
    chosen = dataclasses.replace(_settings(), **choices)
    return Desk(laid, Content({}, notices), chosen, as_of)


def notice(**values: Any) -> Notice:
    """A notice without words."""
    blank = dict.fromkeys(("title", "kind", "document_no", "approval_no", "body"), "")
    fixed = {"slug": "n", "file": "content/notices/n.md", "day": DAY, "until": None}
    shape = {"records": (), "towns": (), "body_row": 9, "lines": {"document_no": 5}}
    return Notice(**{**blank, **fixed, **shape, **values})


def _resource(
    place: str, entry: Mapping[str, Any], rows: Sequence[Cells], lost: str | None, *, sound: bool
) -> Resource:
    schema = entry["schema"]
    fields = [field for field in schema["fields"] if field["name"] != lost]
    names = [field["name"] for field in fields]
    for cells in rows:
        assert set(cells) <= {*names, lost}, set(cells) - set(names)
    return Resource(
        entry["name"],
        f"data/{place}.csv",
        {**entry, "schema": {**schema, "fields": fields}},
        rows=tuple(
            Row(number, {name: cells.get(name, "") for name in names})
            for number, cells in enumerate(rows, start=2)
        ),
        sound=sound,
    )


@cache
def _entries() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    return tuple(
        (name, entry)
        for name in NAMES
        for entry in json.loads(
            (ROOT / "data" / name / "datapackage.json").read_text(encoding="utf-8")
        )["resources"]
    )


@cache
def _settings() -> settings.Settings:
    chosen, problems = settings.load(ROOT)
    assert chosen is not None, problems
    return chosen
