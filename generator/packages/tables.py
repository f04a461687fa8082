"""A text as a table: cut into rows, with the header and the shape that its schema asks for.

Rows are counted as a spreadsheet shows them, whatever line breaks stand in their cells. What is
wrong with the shape of a table is found here, and such a table is not judged further: one cause,
one problem.
"""

from __future__ import annotations

import csv
import difflib
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator import characters
from generator.problems import Problem

# The reader's own limit holds for the whole process, and the stock validator sets it when it is
# imported: the same file must be read alike before and after.
csv.field_size_limit(2**31 - 1)

LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet can hold."""

_SHOWN = 200
"""Characters of a broken row that are enough to find it."""


class Line(NamedTuple):
    """One row of a table as cut. `number` is the row a spreadsheet shows; the header is row 1."""

    number: int
    cells: list[str]


def read(
    file: str, text: str, fields: Sequence[Mapping[str, Any]]
) -> tuple[list[Line], list[Problem]]:
    """The header and the rows of a table, and everything wrong with its shape."""
    lines, broken, problems = _cut(file, text)
    if not lines and not problems:
        return [], [Problem("header-missing", file, row=1)]
    if lines:
        problems = [*_header_problems(file, lines, fields), *problems]
    if not problems:
        problems = [
            *_blank_rows(file, lines),
            *_shape_problems(file, lines, broken=broken, nul="\0" in text),
        ]
        problems.sort(key=lambda problem: problem.row or 0)
    return lines, problems


def row_at(before: str) -> int:
    """The row on which a text ends that is the beginning of a table."""
    return sum(1 for _ in csv.reader(io.StringIO(f"{before}x", newline="")))


def cut(file: str, text: str) -> tuple[list[Line], list[Problem]]:
    """A text as rows of whatever shape, or the one problem with its quotes."""
    lines, _, problems = _cut(file, text)
    return lines, problems


def _cut(file: str, text: str) -> tuple[list[Line], bool, list[Problem]]:
    """The rows, and whether a line break stands in any cell. An empty table has no row."""
    lines: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begun = 0
    try:
        for number, cells in enumerate(reader, start=1):
            lines.append(Line(number, cells))
            begun = reader.line_num
    except csv.Error:
        physical = io.StringIO(text, newline="").readlines()[begun]
        value = physical.rstrip("\r\n")[:_SHOWN]
        return lines, True, [Problem("csv-quotes", file, row=len(lines) + 1, value=value)]
    if not any(any(line.cells) for line in lines[:1]):
        return [], False, []
    return lines, reader.line_num > len(lines), []


# The header


def _header_problems(
    file: str, lines: Sequence[Line], fields: Sequence[Mapping[str, Any]]
) -> Iterator[Problem]:
    header = lines[0].cells
    names = [entry["name"] for entry in fields]
    titles = {entry["name"]: str(entry.get("title") or entry["name"]) for entry in fields}
    if header == names:
        return
    if len(header) == 1 < len(names) and (separator := _separator(header[0], titles)):
        if separator == ",":
            yield Problem("row-in-one-cell", file, row=1, value=header[0])
        else:
            shown = {"\t": "Tab"}.get(separator, separator)
            yield Problem("separator", file, row=1, value=shown)
        return
    if not _is_header(header, names):
        yield _no_header(file, lines, names)
        return
    meant = _meant(header, names, titles)
    yield from _missing_columns(file, meant, names, titles)
    yield from _odd_columns(file, header, meant, titles)
    if len(meant) == len(names) and set(meant) == set(names) and meant != names:
        place = next(n for n, name in enumerate(meant) if name != names[n])
        expected = names[place]
        details = {"title": titles[expected], "expected": expected, "column": _letters(place)}
        yield Problem("column-order", file, row=1, value=header[place], details=details)


_SEPARATORS = (";", "\t", "，", "；", "|", "｜", "、", ",")


def _separator(header: str, titles: Mapping[str, str]) -> str | None:
    """What stands between the names of a header that is one cell; a comma where all is quoted."""
    known = {_key(word) for pair in titles.items() for word in pair}
    for separator in _SEPARATORS:
        parts = header.split(separator)
        if len(parts) > 1 and sum(_key(part) in known for part in parts) * 2 >= len(titles):
            return separator
    return None


def _is_header(cells: Sequence[str], names: Sequence[str]) -> bool:
    return len(set(cells) & set(names)) * 2 >= len(names)


def _no_header(file: str, lines: Sequence[Line], names: Sequence[str]) -> Problem:
    """One problem for a first row that is no header: a heading, data, or names in Chinese."""
    details: dict[str, object] = {"expected": ",".join(names)}
    first = ",".join(lines[0].cells)[:_SHOWN]
    for line in lines[1:10]:
        if _is_header(line.cells, names):
            details["found"] = line.number
            return Problem("header-below", file, row=1, value=first, details=details)
    return Problem("header-names", file, row=1, value=first, details=details)


def _meant(
    header: Sequence[str], names: Sequence[str], titles: Mapping[str, str]
) -> list[str | None]:
    """For each cell of the header the column that is meant, None where that cannot be told.

    A near miss means the column it resembles; what stands in the very place of a missing column
    means that one.
    """
    free = {name: _key(name) for name in names if name not in header}
    by_title = {_key(titles[name]): name for name in reversed(free)}
    meant: list[str | None] = []
    for cell in header:
        name = cell if cell in names else _resembled(_key(cell), free, by_title)
        free.pop(name or "", None)
        meant.append(name)
    if len(header) == len(names):
        for place, name in enumerate(meant):
            if name is None and names[place] in free:
                meant[place] = names[place]
    return meant


def _resembled(key: str, free: Mapping[str, str], by_title: Mapping[str, str]) -> str | None:
    if key in by_title and by_title[key] in free:
        return by_title[key]
    close = difflib.get_close_matches(key, free.values(), n=1, cutoff=0.75)
    return next((name for name, known in free.items() if known in close), None)


def _key(name: str) -> str:
    """A name without what people get wrong: case, width, spaces, underscores, what is unseen."""
    plain = unicodedata.normalize("NFKC", characters.seen(name)).casefold()
    return re.sub(r"[\s_\-—'\"]", "", plain)


def _missing_columns(
    file: str, meant: Sequence[str | None], names: Sequence[str], titles: Mapping[str, str]
) -> Iterator[Problem]:
    for name in names:
        if name not in meant:
            details = {"title": titles[name]}
            yield Problem("column-missing", file, row=1, field=name, details=details)


def _odd_columns(
    file: str, header: Sequence[str], meant: Sequence[str | None], titles: Mapping[str, str]
) -> Iterator[Problem]:
    blank = [_letters(n) for n, cell in enumerate(header) if not characters.seen(cell)]
    if blank:
        yield Problem("header-blank", file, row=1, value="、".join(blank))
    for place, (cell, name) in enumerate(zip(header, meant, strict=True)):
        if not characters.seen(cell):
            continue
        if name is None:
            yield Problem("column-unknown", file, row=1, field=cell, value=cell)
        elif name in meant[:place]:
            yield Problem("column-twice", file, row=1, field=name, value=cell)
        elif cell != name:
            details = {"title": titles[name], "expected": name, "column": _letters(place)}
            yield Problem("column-misspelt", file, row=1, field=name, value=cell, details=details)


def _letters(place: int) -> str:
    """A column as a spreadsheet calls it: A for the first, AA after Z."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# The rows


def _shape_problems(
    file: str, lines: Sequence[Line], *, broken: bool, nul: bool
) -> Iterator[Problem]:
    names = lines[0].cells
    width = len(names)
    for number, cells in lines[1:]:
        if broken and any(_swallows(cell, len(cells), width) for cell in cells):
            value = next(c for c in cells if "\n" in c or "\r" in c)[:_SHOWN]
            yield Problem("csv-quotes", file, row=number, value=value)
        elif len(cells) != width:
            if _is_blank(cells):
                continue
            details = {"expected": width, "found": len(cells)}
            yield Problem("row-shape", file, row=number, details=details)
        elif max(map(len, cells)) > LONGEST_CELL:
            for name, cell in zip(names, cells, strict=True):
                if len(cell) > LONGEST_CELL:
                    details = {"found": len(cell), "limit": LONGEST_CELL}
                    yield Problem(
                        "cell-too-long", file, number, name, cell[:_SHOWN], details=details
                    )
        elif nul:
            for name, cell in zip(names, cells, strict=True):
                if "\0" in cell:
                    yield Problem("nul-character", file, row=number, field=name, value=cell)


def _is_blank(cells: Sequence[str]) -> bool:
    return not any(map(str.strip, cells))


def _blank_rows(file: str, lines: Sequence[Line]) -> Iterator[Problem]:
    """One problem for each run of blank rows: a spreadsheet leaves hundreds of them at the end."""
    blank = [line.number for line in lines[1:] if _is_blank(line.cells)]
    for _, run in itertools.groupby(enumerate(blank), lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        if len(numbers) == 1:
            yield Problem("row-blank", file, row=numbers[0])
        else:
            details = {"last": numbers[-1]}
            yield Problem("rows-blank", file, row=numbers[0], details=details)


def _swallows(cell: str, found: int, width: int) -> bool:
    """Whether a cell of several lines holds parts of other rows: a quote was not closed."""
    lines = re.split(r"\r\n|\n|\r", cell)
    if len(lines) == 1:
        return False
    if found != width:
        return any("," in line for line in lines)
    return any(line.count(",") + 1 == width > 1 for line in lines[1:-1])
