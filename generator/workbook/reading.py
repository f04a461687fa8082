"""Sheets as rows of tables: which table a sheet is, which column a heading means, what a cell says.

What is certain is taken as meant (a serial for its day, a label for its code, a name for its id);
what is not is left as typed, for the check to name it with its cell.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl.utils import get_column_letter

from generator.packages import Packages, Resource
from generator.problems import Problem
from generator.validation import hygiene, tidy
from generator.workbook import layout
from generator.workbook.layout import Column
from generator.workbook.opening import Book, Sheet

_HEADING_WITHIN = 30
"""Rows in which the heading is looked for: titles may stand above it."""

_EXACT = 10**15


@dataclass(frozen=True)
class Mapped:
    """How an export of another system is read: its headings, words and fixed values.

    `key` names the columns by which its rows are known again, where it does not know our ids.
    """

    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    """Headings of columns that are left out on purpose."""


@dataclass(frozen=True)
class Entered:
    """One row of a sheet: its number there, and the cells of the columns the sheet has."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Entries:
    """The rows of one sheet, the table they belong to, and where each column stands."""

    sheet: str
    package: str
    resource: Resource
    letters: Mapping[str, str]
    rows: tuple[Entered, ...]

    def place(self, row: int, name: str) -> str:
        """The address of a cell: 检查!F12."""
        return f"{self.sheet}!{self.letters.get(name, '')}{row}"


def read(
    file: str, book: Book, packages: Packages, mapped: Mapped
) -> tuple[list[Entries], list[Problem]]:
    """The rows of every sheet that holds any, and what could not be understood."""
    found: list[Entries] = []
    problems: list[Problem] = []
    for sheet in book.sheets:
        if not sheet.rows:
            continue
        heading = _heading(sheet, book.package, packages, mapped)
        if heading is None:
            if sheet.name != layout.GUIDE:
                problems.append(Problem("workbook-sheet-unknown", file, value=sheet.name))
            continue
        if sheet.name in (layout.GUIDE, layout.LISTS):
            expected = _sheet_name(heading.package, heading.resource.name, packages)
            details = {"expected": expected}
            problems.append(Problem("workbook-sheet-name", file, value=sheet.name, details=details))
        entries, faults = _entries(file, sheet, book, heading, mapped)
        problems += faults
        if entries is not None:
            found.append(entries)
    said = {problem.value for problem in problems} | {entries.sheet for entries in found}
    problems += _missing(file, book, packages, mapped, found, said)
    return found, problems


def _sheet_name(package: str, table: str, packages: Packages) -> str:
    return layout.sheet_names(packages[package])[table]


def _missing(
    file: str,
    book: Book,
    packages: Packages,
    mapped: Mapped,
    found: list[Entries],
    said: set[str | None],
) -> Iterator[Problem]:
    """Tables with rows in a workbook of ours whose sheet is gone or holds not even a heading."""
    if book.package not in packages:
        return
    read = {entries.resource.name for entries in found}
    for table in packages[book.package].resources:
        other = mapped.table and mapped.table != f"{book.package}/{table}"
        name = _sheet_name(book.package, table, packages)
        if book.base.get(table) and table not in read and name not in said and not other:
            yield Problem("workbook-sheet-missing", file, value=name)


@dataclass(frozen=True)
class _Heading:
    """Where a sheet's heading stands and whose it is: the columns by their place."""

    row: int
    package: str
    resource: Resource
    columns: Mapping[int, Column]


def _heading(sheet: Sheet, package: str, packages: Packages, mapped: Mapped) -> _Heading | None:
    """The heading that knows most columns; of equals the lower one (the English names), unless
    records lie between: who sorts with the hidden row selected moves it among them."""
    best: tuple[int, float, int] | None = None
    chosen: _Heading | None = None
    for name, resource in _candidates(package, packages, mapped):
        known = _known(resource, packages, mapped)
        for row, values in sheet.rows.items():
            if row > _HEADING_WITHIN:
                break
            columns: dict[int, Column] = {}
            for place, value in enumerate(values):
                column = known.get(_plain(str(value))) if isinstance(value, str) else None
                if column is not None and column.name not in {c.name for c in columns.values()}:
                    columns[place] = column
            share = len(columns) / len(resource.fields)
            if len(columns) < _fewest(resource, mapped):
                continue
            if best is not None and best[:2] == (len(columns), share) and best[2] + 1 != row:
                continue
            if best is None or (len(columns), share, row) > best:
                best = (len(columns), share, row)
                chosen = _Heading(row, name, resource, columns)
    return chosen


def _fewest(resource: Resource, mapped: Mapped) -> int:
    if mapped.columns:
        return min(2, len(mapped.columns))
    return min(3, len(resource.fields))


def _candidates(package: str, packages: Packages, mapped: Mapped) -> Iterator[tuple[str, Resource]]:
    for name in (package,) if package in packages else packages:
        for resource in packages[name].resources.values():
            if not mapped.table or mapped.table == f"{name}/{resource.name}":
                yield name, resource


def _known(resource: Resource, packages: Packages, mapped: Mapped) -> dict[str, Column]:
    """The columns of a table by every heading that may stand over them."""
    columns = {c.name: c for c in layout.columns(resource, packages)}
    known = {_plain(column.title): column for column in columns.values()}
    known |= {_plain(name): column for name, column in columns.items()}
    mapped_to = {_plain(h): columns[n] for h, n in mapped.columns.items() if n in columns}
    ignored = {_plain(heading) for heading in mapped.ignore}
    return {said: c for said, c in (known | mapped_to).items() if said not in ignored}


def _plain(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading)
    return "".join(text.split()).rstrip("*").casefold()


def _entries(
    file: str, sheet: Sheet, book: Book, heading: _Heading, mapped: Mapped
) -> tuple[Entries | None, list[Problem]]:
    problems = [
        Problem("workbook-merged", file, last, value=area)
        for area, last in sheet.merged
        if last >= heading.row
    ]
    problems += _rows_above(file, sheet, heading)
    strays = list(_stray_columns(file, sheet, heading, mapped))
    problems += strays
    if book.base.get(heading.resource.name) is not None:
        problems += _other_headings(file, sheet, heading)
        problems += [] if strays else _lost_columns(file, sheet, heading)
    letters = {c.name: get_column_letter(place + 1) for place, c in heading.columns.items()}
    rows: list[Entered] = []
    for number, values in sheet.rows.items():
        if number <= heading.row or _is_heading(values, heading):
            continue
        cells = dict(mapped.fixed)
        for place, column in heading.columns.items():
            value = values[place] if place < len(values) else None
            text = _text(column, value, book, mapped)
            if text is None:
                cell = f"{sheet.name}!{letters[column.name]}{number}"
                details = {"title": column.title, "cell": cell}
                problems.append(
                    Problem(
                        "workbook-digits", file, number, column.name, str(value), details=details
                    )
                )
                continue
            cells[column.name] = text
        if any(cells[column.name] for column in heading.columns.values() if column.name in cells):
            rows.append(Entered(number, cells))
    return Entries(sheet.name, heading.package, heading.resource, letters, tuple(rows)), problems


def _is_heading(values: tuple[object, ...], heading: _Heading) -> bool:
    """Whether a row below the heading is the other heading, moved there by a sort."""
    said = [(column, values[p]) for p, column in heading.columns.items() if p < len(values)]
    filled = [(column, _plain(str(value))) for column, value in said if value not in (None, "")]
    own = [text in (_plain(column.name), _plain(column.title)) for column, text in filled]
    return len(own) > 1 and all(own)


def _lost_columns(file: str, sheet: Sheet, heading: _Heading) -> Iterator[Problem]:
    """Columns of a workbook of ours that are gone: a clerk who deletes one means to empty it, or
    did not see that it went."""
    found = {column.name for column in heading.columns.values()}
    for entry in heading.resource.fields:
        if entry["name"] not in found:
            title = heading.resource.title(entry["name"])
            details = {"sheet": sheet.name}
            yield Problem("workbook-column-lost", file, heading.row, value=title, details=details)


def _other_headings(file: str, sheet: Sheet, heading: _Heading) -> Iterator[Problem]:
    """Headings that people see and that say another column than the hidden names do."""
    width = max(heading.columns, default=0) + 1
    for row in (heading.row - 1, heading.row + 1):
        values = [str(v or "") for v in sheet.rows.get(row, ())[:width]]
        pairs = [(p, c, values[p]) for p, c in heading.columns.items() if p < len(values)]
        pairs = [(place, column, text) for place, column, text in pairs if text]
        right = [_plain(c.title) in _plain(text) or c.name == text for _, c, text in pairs]
        if sum(right) * 2 < len(heading.columns):
            continue  # no heading at all
        for (place, column, text), is_right in zip(pairs, right, strict=True):
            if not is_right:
                cell = f"{sheet.name}!{get_column_letter(place + 1)}{row}"
                details = {"cell": cell, "expected": column.title}
                yield Problem("workbook-heading", file, row, value=text, details=details)


def _rows_above(file: str, sheet: Sheet, heading: _Heading) -> Iterator[Problem]:
    """Rows that slipped between the two headings or above them: they would be lost without a word.

    A title is one cell or two; a record fills its key and more.
    """
    known = {_plain(c.title) for c in heading.columns.values()}
    known |= {_plain(c.name) for c in heading.columns.values()}
    for row, values in sheet.rows.items():
        filled = [str(v) for v in values if v not in (None, "")]
        headings = sum(_plain(text) in known for text in filled)
        if row < heading.row and len(filled) > 2 and headings * 2 < len(filled):
            yield Problem("workbook-row-above", file, row, value=f"{sheet.name}!{row}")


def _stray_columns(file: str, sheet: Sheet, heading: _Heading, mapped: Mapped) -> Iterator[Problem]:
    """Columns with words in them that belong to no field: they would be lost without a word."""
    fields = [str(entry["name"]) for entry in heading.resource.fields]
    titles = {name: heading.resource.title(name) for name in fields}
    missing = [n for n in titles if n not in {c.name for c in heading.columns.values()}]
    over = sheet.rows[heading.row]
    ignored = {_plain(text) for text in mapped.ignore}
    width = max(len(values) for values in sheet.rows.values())
    for place in range(width):
        below = [
            values[place]
            for row, values in sheet.rows.items()
            if row > heading.row and place < len(values) and values[place] not in (None, "")
        ]
        if place in heading.columns or not below:
            continue
        text = str(over[place] or "") if place < len(over) else ""
        if text and _plain(text) in ignored:
            continue
        near = difflib.get_close_matches(text, [titles[n] for n in missing] + missing, 1, 0.5)
        cell = f"{sheet.name}!{get_column_letter(place + 1)}{heading.row}"
        details = {"cell": cell, "expected": near[0] if near else "", "count": len(below)}
        yield Problem("workbook-column", file, heading.row, value=text, details=details)


# Cells


def _text(column: Column, value: object, book: Book, mapped: Mapped) -> str | None:
    """What a cell means, as the table writes it; None where digits were lost on the way."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return column.by_shown.get(layout.YES if value else layout.NO, str(value).upper())
    if isinstance(value, (datetime, date, time)):
        return _of_day(column, value)
    if isinstance(value, (int, float)):
        return _of_number(column, value, book)
    text = str(value)
    words = mapped.values.get(column.name, {})
    return _of_words(column, str(words.get(text.strip(), text)))


def _of_day(column: Column, value: date | time) -> str | None:
    if column.kind != "date" and hygiene.kind(column.entry) in ("code", "number"):
        return None  # a code that was taken for a day
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat()


def _of_number(column: Column, value: float, book: Book) -> str | None:
    if column.kind == "date":
        day = book.day(value) if value == int(value) else None
        return day.date().isoformat() if day else _figures(value)
    if column.kind not in ("number", "integer") and abs(value) >= _EXACT:
        return None
    return _of_words(column, _figures(value))


def _figures(value: float) -> str:
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _of_words(column: Column, text: str) -> str:
    stripped = text.strip()
    if not column.choices:
        return tidy.tidied(column.entry, text)
    known = column.by_shown
    half = unicodedata.normalize("NFKC", stripped)
    for candidate in (stripped, half, half.lower()):
        if candidate in known:
            return known[candidate]
    # "id name" typed by hand: both must mean one record, or nobody knows which was meant.
    first, _, rest = half.partition(" ")
    if first in known and known.get(rest.strip(), known[first]) == known[first]:
        return known[first]
    return tidy.tidied(column.entry, text)
