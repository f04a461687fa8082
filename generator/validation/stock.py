"""The stock validator: frictionless over each package, its errors as problems.

References are left to `references`, which also follows them into other packages; frictionless
names no field for them. Tables that were not read whole are left out.

A cell passes or fails whatever stands beside it, so frictionless' own reader of a column is asked
once for each distinct cell, and only the rows it may object to (a refused cell, a key that occurs
twice) are shown to the validator. A table whose descriptor says more than that is shown whole.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import cache as store
from generator.packages import Package, Packages, Resource, Row
from generator.problems import Problem
from generator.validation import cells

if TYPE_CHECKING:
    import frictionless

# Importing frictionless sets this for the whole process. Said here, it does not depend on whether
# its findings were remembered.
csv.field_size_limit(2**31 - 2)

# What is judged is the table that `packages` read: one CSV file in UTF-8, whatever a descriptor
# says beside (a resource of type "json" would not be judged at all).
_OTHER_WAYS_TO_READ = ("scheme", "extrapaths", "compression", "innerpath")

_LIMIT = 1_000_000  # the stock default stops after a thousand errors of one table

_CONSTRAINT = re.compile(r'constraint "(\w+)" is "(.*)"', re.DOTALL)
_EARLIER_ROW = re.compile(r"position (\d+)")


def check(packages: Packages, cache: Path | None = None) -> list[Problem]:
    """What frictionless finds in the tables that could be read.

    What it found in a package is remembered in the folder `cache`, where one is given.
    """
    problems: list[Problem] = []
    for package in packages.values():
        judge = partial(_problems, package)
        problems += store.remember(cache, f"stock-{package.name}", _bytes(package), judge)
    return problems


def _bytes(package: Package) -> Iterator[bytes]:
    """Everything the judgement of a package rests on."""
    yield package.file.encode()
    yield package.content
    for resource in package.resources.values():
        yield f"{resource.name}\0{resource.file}\0{resource.sound}".encode()
        yield resource.content


def _problems(package: Package) -> list[Problem]:
    # A quarter of a second, spared where everything is remembered.
    import frictionless  # noqa: PLC0415
    from frictionless.exception import FrictionlessException  # noqa: PLC0415

    sound = [r for r in package.resources.values() if r.sound]
    if not sound:
        return []
    try:
        stock = frictionless.Package.from_descriptor(
            {**package.descriptor, "resources": [_without_references(r) for r in sound]}
        )
        dialect = frictionless.Dialect.from_descriptor({"csv": _PLAIN})
        shown = [_show(*pair, dialect) for pair in zip(stock.resources, sound, strict=True)]
        report = stock.validate(limit_errors=_LIMIT)
    except FrictionlessException as error:
        return [_of_descriptor(package, fault) for fault in (error.reasons or [error.error])]
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # A few properties ("hash": true) it takes apart before it looks at them.
        return [Problem("descriptor-invalid", package.file, value=str(error))]
    problems = [_of_descriptor(package, error) for error in report.errors]
    # A descriptor that does not pass is not judged table by table: then there are no tasks.
    for task, resource, rows in zip(report.tasks, sound, shown, strict=not problems):
        problems += [_of_row(resource, rows, error) for error in task.errors]
    return problems


def _without_references(resource: Resource) -> dict[str, Any]:
    schema = {k: v for k, v in resource.descriptor["schema"].items() if k != "foreignKeys"}
    plain = {k: v for k, v in resource.descriptor.items() if k not in _OTHER_WAYS_TO_READ}
    return {**plain, "type": "table", "format": "csv", "encoding": "utf-8", "schema": schema}


# What of a table is shown


def _show(
    entry: frictionless.Resource, resource: Resource, plain: frictionless.Dialect
) -> tuple[Row, ...]:
    """Give the validator its table as bytes; the rows that stand in it."""
    entry.path = None
    entry.scheme = "buffer"
    if not _judged_by_cells(resource):
        # The bytes judged are the bytes that were read, whatever happens to the file meanwhile.
        entry.data = resource.content
        return resource.rows
    rows = _questionable(entry.schema, resource)
    entry.data = _as_csv(resource, rows)
    entry.dialect = plain.to_copy()
    return rows


_PLAIN = {"delimiter": ",", "quoteChar": '"', "skipInitialSpace": False}

_KNOWN_OF_RESOURCE = frozenset(
    {"name", "title", "description", "type", "path", "format", "mediatype", "encoding", "schema"}
    | {"profile", "licenses", "sources"}
)
_KNOWN_OF_SCHEMA = frozenset(
    {"fields", "missingValues", "primaryKey", "foreignKeys", "crossPackageForeignKeys"}
)
_KNOWN_TYPES = frozenset({"string", "integer", "number", "boolean", "date", "year"})


def _judged_by_cells(resource: Resource) -> bool:
    """Whether the descriptor promises nothing but what each cell and the key must be."""
    schema = resource.descriptor["schema"]
    return (
        _KNOWN_OF_RESOURCE.issuperset(resource.descriptor)
        and _KNOWN_OF_SCHEMA.issuperset(schema)
        and schema.get("missingValues", [""]) == [""]
        and all(
            entry.get("type") in _KNOWN_TYPES
            and "missingValues" not in entry
            and not entry.get("constraints", {}).get("unique")
            for entry in resource.fields
        )
        and _plain_by_guess(resource.content)
    )


def _plain_by_guess(content: bytes) -> bool:
    """Whether frictionless, which guesses how a CSV file is written, guesses this one rightly."""
    with io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="") as stream:
        sample = "".join(itertools.islice(stream, 100))
    try:
        guess = csv.Sniffer().sniff(sample, ",\t;|")
    except csv.Error:
        return True
    return guess.delimiter == "," and not guess.skipinitialspace


def _questionable(schema: frictionless.Schema, resource: Resource) -> tuple[Row, ...]:
    """The rows with a cell that the column's reader refuses or with a key that is not alone."""
    refused: dict[str, set[str]] = {}
    read: dict[str, dict[str, Any]] = {}
    for field in schema.fields:
        if _takes_anything(field) and field.name not in resource.primary_key:
            continue
        reader = field.create_cell_reader()
        distinct = {row.cells[field.name] for row in resource.rows}
        answers = {cell: reader(cell) for cell in distinct}
        refused[field.name] = {cell for cell, (_, notes) in answers.items() if notes}
        if field.name in resource.primary_key:
            read[field.name] = {cell: value for cell, (value, _) in answers.items()}
    spoilt = {name: bad for name, bad in refused.items() if bad}
    keys = _keys(resource, read)
    often = {key for key, count in Counter(keys).items() if count > 1 or set(key) == {None}}
    if not spoilt and not often:
        return ()
    return tuple(
        row
        for row, key in itertools.zip_longest(resource.rows, keys)
        if key in often or any(row.cells[name] in bad for name, bad in spoilt.items())
    )


def _takes_anything(field: frictionless.Field) -> bool:
    return field.type == "string" and field.format == "default" and not field.constraints


def _keys(resource: Resource, read: Mapping[str, Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """The keys as read: 1 and 01 are one number. None at all where the table has no key."""
    if not read:
        return []
    columns = [
        [read[name][row.cells[name]] for row in resource.rows] for name in resource.primary_key
    ]
    return list(zip(*columns, strict=True))


def _as_csv(resource: Resource, rows: tuple[Row, ...]) -> bytes:
    names = [entry["name"] for entry in resource.fields]
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row.cells[name] for name in names] for row in rows)
    return text.getvalue().encode()


# What it said, as problems

_WORDS = {
    # a cell
    "cell-error": "stock-cell",
    "type-error": "stock-type",
    "constraint-error": "constraint-other",
    "unique-error": "constraint-unique",
    "extra-cell": "stock-row-width",
    "missing-cell": "stock-row-width",
    "truncated-value": "stock-truncated",
    "forbidden-value": "stock-forbidden",
    "sequential-value": "stock-sequence",
    "ascii-value": "stock-ascii",
    # a row
    "row-error": "stock-row",
    "blank-row": "row-blank",
    "primary-key": "key-duplicate",
    "foreign-key": "stock-foreign-key",
    "duplicate-row": "stock-duplicate-row",
    "row-constraint": "stock-row",
    # the header
    "header-error": "stock-header",
    "blank-header": "header-missing",
    "unmatched-header": "stock-header",
    "label-error": "stock-label",
    "extra-label": "column-unknown",
    "missing-label": "column-missing",
    "blank-label": "stock-label",
    "duplicate-label": "column-twice",
    "incorrect-label": "stock-label",
    # a table and its file
    "data-error": "stock-table",
    "table-error": "stock-table",
    "field-count": "stock-count",
    "row-count": "stock-count",
    "table-dimensions": "stock-count",
    "deviated-value": "stock-deviation",
    "deviated-cell": "stock-deviation",
    "required-value": "stock-required-value",
    "file-error": "stock-file",
    "hash-count": "stock-file-changed",
    "byte-count": "stock-file-changed",
    "source-error": "stock-source",
    "scheme-error": "stock-source",
    "format-error": "stock-source",
    "encoding-error": "not-utf-8",
    "compression-error": "stock-compression",
    # the descriptor
    "metadata-error": "descriptor-invalid",
    "package-error": "descriptor-invalid",
    "catalog-error": "descriptor-invalid",
    "dataset-error": "descriptor-invalid",
    "resource-error": "descriptor-resource",
    "stats-error": "descriptor-resource",
    "schema-error": "descriptor-schema",
    "field-error": "descriptor-schema",
    "dialect-error": "descriptor-dialect",
    "control-error": "descriptor-dialect",
    # the validator's own tools: nothing a clerk writes
    "error": "stock-tool",
    "checklist-error": "stock-tool",
    "check-error": "stock-tool",
    "detector-error": "stock-tool",
    "inquiry-error": "stock-tool",
    "inquiry-task-error": "stock-tool",
    "pipeline-error": "stock-tool",
    "step-error": "stock-tool",
    "report-error": "stock-tool",
    "report-task-error": "stock-tool",
}
"""For each type of error of frictionless the entry of our catalogues that says it."""

_CONSTRAINTS = ("required", "enum", "pattern", "minimum", "maximum", "unique")
_UNKNOWN = "stock-other"  # a type of a newer frictionless; a test finds it before a clerk does
_CODES = {
    *_WORDS.values(),
    *(f"constraint-{name}" for name in _CONSTRAINTS),
    "key-empty",
    _UNKNOWN,
}


def _of_descriptor(package: Package, error: frictionless.Error) -> Problem:
    return Problem(_WORDS.get(error.type, _UNKNOWN), package.file, value=error.note)


def _of_row(resource: Resource, shown: tuple[Row, ...], error: frictionless.Error) -> Problem:
    code = _WORDS.get(error.type, _UNKNOWN)
    details: dict[str, object] = {"note": error.note}
    row = _shown_row(shown, getattr(error, "row_number", None))
    number = row.number if row else None
    field = getattr(error, "field_name", None) or None
    value = getattr(error, "cell", None)
    if error.type == "primary-key":
        key = resource.primary_key
        field, value = "、".join(key), "、".join(row.cells[name] for name in key) if row else ""
        earlier = _EARLIER_ROW.search(error.note)
        first = _shown_row(shown, int(earlier[1])) if earlier else None
        code, details = ("key-duplicate" if first else "key-empty"), {}
        if first:
            details["earlier"] = str(first.number)
    elif error.type == "constraint-error":
        constraint = _CONSTRAINT.search(error.note)
        name = constraint[1] if constraint else ""
        code = f"constraint-{name}" if name in _CONSTRAINTS else "constraint-other"
        details = {"limit": _limit(resource, field, name)}
        if name == "pattern" and field:
            details = dict(cells.in_words(resource, field))
    elif hasattr(error, "label"):
        number, field, value = 1, field or error.label or None, error.label
    if field:
        details["title"] = "、".join(resource.title(name) for name in field.split("、"))
    return Problem(code, resource.file, row=number, field=field, value=value, details=details)


def _shown_row(shown: tuple[Row, ...], number: int | None) -> Row | None:
    """The row that stood at a position of the table as shown; the header is row 1."""
    return shown[number - 2] if number is not None and 2 <= number < len(shown) + 2 else None


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
