"""An .xlsx file as plain cells, once it is known to hold nothing but plain cells.

A workbook is a ZIP of XML from somebody's mailbox: its sizes are looked at before anything is
unpacked (531 kB of ZIP were 210 MB of XML), and what runs, links or hides is refused by name.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import openpyxl
from openpyxl.utils.datetime import from_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.problems import Problem
from generator.workbook import layout

_MOST_PARTS, _MOST_BYTES = 2_000, 64 * 1024 * 1024
_MOST_COLUMNS, _MOST_CELLS = 400, 6_000_000
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .xls and .et files begin, and .xlsx files with a password."""

_ODD_PARTS = re.compile(
    r"(?:.*/)?(?:vbaProject\.bin|externalLinks/.*|embeddings/.*|activeX/.*|ctrlProps/.*"
    r"|connections\.xml|queryTables/.*|media/.*)",
    re.IGNORECASE,
)
"""Macros, links to other files, embedded objects, queries, pictures: no cells."""


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet by row number as shown; None where a cell is empty."""

    name: str
    rows: Mapping[int, tuple[object, ...]]
    merged: tuple[tuple[str, int], ...] = ()
    """Ranges of merged cells, each with its last row."""


@dataclass(frozen=True)
class Book:
    """A workbook's sheets; `package` and `base` where it was made by us."""

    sheets: tuple[Sheet, ...]
    package: str = ""
    base: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each table the fingerprint of each row at the time the workbook was made, by key."""
    epoch: datetime | None = None

    def day(self, serial: float) -> datetime | None:
        """The day that a number means in this workbook, None where it means none."""
        try:
            found = from_excel(serial, self.epoch) if self.epoch else from_excel(serial)
        except (OverflowError, ValueError):
            return None
        return found if isinstance(found, datetime) else None


def read(file: str, content: bytes) -> tuple[Book | None, list[Problem]]:
    """The workbook, None where it is refused; and why."""
    if content.startswith(_OLD):
        return None, [Problem("workbook-old", file)]
    refused = list(_refused_parts(file, content))
    if refused:
        return None, refused
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what it does not keep: styles mostly
            book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except Exception:
        return None, [Problem("workbook-unreadable", file)]
    lists = next((ws for ws in book.worksheets if ws["A1"].value == layout.MARK), None)
    others = [ws for ws in book.worksheets if ws is not lists]
    problems = [problem for sheet in others for problem in _refused_cells(file, sheet)]
    if lists is not None:
        problems += _refused_lists(file, lists)
    if problems:
        return None, problems
    package, base = _ours(lists)
    sheets = tuple(_sheet(ws) for ws in others)
    return Book(sheets, package, base, _epoch(book)), []


def _epoch(book: Workbook) -> datetime:
    epoch: datetime = book.epoch
    return epoch


def of_table(name: str, lines: Iterable[tuple[int, Sequence[str]]]) -> Book:
    """A CSV file as a book of one sheet: other programs export those."""
    return Book((Sheet(name, {n: tuple(cells) for n, cells in lines if any(cells)}),))


def _refused_parts(file: str, content: bytes) -> Iterator[Problem]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if len(parts) > _MOST_PARTS or size > _MOST_BYTES:
                yield Problem("workbook-large", file, value=f"{size // 1_048_576} MB")
                return
            for part in parts:
                if _ODD_PARTS.fullmatch(part.filename):
                    yield Problem("workbook-part", file, value=part.filename)
                elif part.filename.endswith((".xml", ".rels")) and _declares(archive, part):
                    yield Problem("workbook-unreadable", file, value=part.filename)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ):
        yield Problem("workbook-unreadable", file)


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether an XML part declares entities, which can stand for a billion words."""
    with archive.open(part) as stream:
        beginning = stream.read(4096).replace(b"\0", b"")
    return b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning


def _refused_lists(file: str, sheet: Worksheet) -> Iterator[Problem]:
    """The sheet of ours under another name: its drop-downs would be dead, and who knows why."""
    if sheet.title != layout.LISTS:
        details = {"expected": layout.LISTS}
        yield Problem("workbook-sheet-name", file, value=sheet.title, details=details)
    yield from _refused_content(file, sheet)


def _refused_cells(file: str, sheet: Worksheet) -> Iterator[Problem]:
    if sheet.sheet_state != "visible":
        yield Problem("workbook-hidden", file, value=sheet.title)
        return
    yield from _refused_content(file, sheet)


def _refused_content(file: str, sheet: Worksheet) -> Iterator[Problem]:
    area = sheet.max_row * sheet.max_column
    # A single cell far out makes a reader fill in all cells between.
    if sheet.max_column > _MOST_COLUMNS or area > _MOST_CELLS:
        yield Problem("workbook-large", file, value=f"{sheet.title}!{sheet.dimensions}")
        return
    for row in sheet.iter_rows():
        for cell in row:
            place = f"{sheet.title}!{cell.coordinate}" if cell.value is not None else ""
            if cell.data_type == "f":
                yield Problem("workbook-formula", file, cell.row, value=place)
            elif getattr(cell, "comment", None) is not None:
                place = f"{sheet.title}!{cell.coordinate}"
                yield Problem("workbook-comment", file, cell.row, value=place)


def _ours(lists: Worksheet | None) -> tuple[str, dict[str, dict[str, str]]]:
    """The package of a workbook of ours, and what its rows were when it was made."""
    if lists is None:
        return "", {}
    columns = [
        [str(value) for value in column if value is not None]
        for column in lists.iter_cols(values_only=True)
    ]
    by_head = {column[0]: column[1:] for column in columns if column}
    base = {
        head[1:]: dict(zip(keys, by_head.get(f"#{head[1:]}", []), strict=False))
        for head, keys in by_head.items()
        if head.startswith("=")
    }
    return str(lists["A2"].value or ""), base


def _sheet(sheet: Worksheet) -> Sheet:
    merged = tuple((f"{sheet.title}!{area.coord}", area.max_row) for area in sheet.merged_cells)
    rows = {
        number: values
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1)
        if any(value is not None and value != "" for value in values)
    }
    return Sheet(sheet.title, rows, merged)
