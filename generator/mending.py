"""Files as the contract wants them: encoding, line ends, order of columns, plain forms of cells.

The same values, written otherwise; what may mean two things is left for the check to name.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import content, packages, settings
from generator.packages import Packages, Resource, encoding, tables
from generator.validation import tidy


@dataclass(frozen=True)
class Mended:
    """A file and what is written otherwise in it: the whole file's matters, then the cells'."""

    file: str
    matters: tuple[str, ...]
    cells: tuple[tuple[int, str, str, str], ...]
    """Row as a spreadsheet shows it, heading, as typed, as mended."""
    content: bytes


def mend(project: Path, known: Packages) -> Iterator[Mended]:
    """Every file of a project that can be written more plainly, in the order of their names."""
    for package in known.values():
        for resource in package.resources.values():
            mended = _table(project, resource)
            if mended is not None:
                yield mended
    for path in _words(project):
        mended = _text(project, path)
        if mended is not None:
            yield mended


def _table(project: Path, resource: Resource) -> Mended | None:
    raw = _read(project / resource.file)
    read, _ = encoding.read(resource.file, raw, tables.row_at)
    if read is None:
        return None
    lines, faults = tables.cut(resource.file, read)
    order = _order(lines[0].cells, resource) if lines and not faults else None
    if order is None:
        return None
    matters = list(_matters(raw, read))
    names = [entry["name"] for entry in resource.fields]
    if [lines[0].cells[place] for place in order] != names or order != sorted(order):
        matters.append("columns")
    rows = [line for line in lines[1:] if any(line.cells)]
    if len(rows) < len(lines) - 1:
        matters.append("blank-rows")
    if any(len(line.cells) != len(order) for line in rows):
        return None
    told: list[tuple[int, str, str, str]] = []
    written = [names]
    for line in rows:
        written.append([])
        for place, entry in zip(order, resource.fields, strict=True):
            typed = line.cells[place]
            plain = tidy.respaced(entry, typed)
            written[-1].append(plain)
            if plain != typed:
                told.append((line.number, resource.title(entry["name"]), typed, plain))
    if not matters and not told:
        return None
    return Mended(resource.file, tuple(matters), tuple(told), _as_csv(written))


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _order(header: Sequence[str], resource: Resource) -> list[int] | None:
    """Where each column of the schema stands; None where a heading is missing or unknown."""
    said = [_heading(cell) for cell in header]
    order: list[int] = []
    for entry in resource.fields:
        known = {_heading(entry["name"]), _heading(resource.title(entry["name"]))}
        places = [place for place, cell in enumerate(said) if cell in known]
        if len(places) != 1:
            return None
        order += places
    return order if len(order) == len(header) else None


def _heading(cell: str) -> str:
    return "".join(cell.split()).casefold()


def _matters(raw: bytes, read: str) -> Iterator[str]:
    if raw.startswith(codecs.BOM_UTF8):
        yield "byte-order-mark"
    elif read.encode("utf-8") != raw:
        yield "encoding"
    if "\r" in read:
        yield "line-ends"
    if read and not read.endswith(("\n", "\r")):
        yield "last-line"


def _as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _words(project: Path) -> list[Path]:
    descriptors = [
        project / packages.FOLDER / name / packages.DESCRIPTOR for name in packages.NAMES
    ]
    written = sorted((project / content.FOLDER).rglob("*.md"))
    return [p for p in (project / settings.FILE, *descriptors, *written) if p.is_file()]


def _text(project: Path, path: Path) -> Mended | None:
    """Words, a descriptor, the configuration: in UTF-8 with plain line ends."""
    file = path.relative_to(project).as_posix()
    raw = path.read_bytes()
    read, _ = encoding.read(file, raw, lambda before: before.count("\n") + 1)
    if read is None:
        return None
    matters = [matter for matter in _matters(raw, read) if matter != "last-line"]
    plain = read.replace("\r\n", "\n").replace("\r", "\n")
    return Mended(file, tuple(matters), (), plain.encode("utf-8")) if matters else None
