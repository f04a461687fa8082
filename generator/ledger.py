"""A table of `data/` under a clerk's hand: what changes in it, and its file with only that changed.

A row that nobody touched keeps its bytes, so that the difference a colleague reviews shows the
change and nothing else.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from generator.packages import Packages, Resource

Key = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One row that is new, other than before, or gone. Cells are texts, as in the table."""

    kind: Literal["added", "changed", "removed"]
    key: Key
    before: Mapping[str, str]
    after: Mapping[str, str]

    def fields(self) -> tuple[str, ...]:
        """The columns whose cell is another one; of a new or lost row those that say something."""
        names = self.after or self.before
        return tuple(n for n in names if self.before.get(n, "") != self.after.get(n, ""))


def key_of(resource: Resource, cells: Mapping[str, str]) -> Key:
    """The cells of a row's key."""
    return tuple(cells.get(name, "") for name in resource.primary_key)


def by_key(resource: Resource) -> dict[Key, Mapping[str, str]]:
    """The rows of a table by their key, in their order."""
    return {key_of(resource, row.cells): row.cells for row in resource.rows}


def rewritten(resource: Resource, changes: Iterable[Change]) -> bytes:
    """The file of a sound table with the changes in it: new rows stand last.

    What was read from another encoding is written in UTF-8, as all tables are published.
    """
    header, *lines = _lines(resource.content.decode("utf-8"))
    by_row = dict(zip((row.number for row in resource.rows), lines, strict=True))
    changed = {change.key: change for change in changes}
    known = {key_of(resource, row.cells) for row in resource.rows}
    # A new row under the key of another would take its place without a word.
    assert not known & {key for key, change in changed.items() if change.kind == "added"}
    ending = "\r\n" if header.endswith("\r\n") else "\n"
    names = [entry["name"] for entry in resource.fields]
    text = [_ended(header, ending)]
    for row in resource.rows:
        change = changed.get(key_of(resource, row.cells))
        if change is None:
            text.append(_ended(by_row[row.number], ending))
        elif change.kind == "changed":
            text.append(_written(names, change.after, ending))
    text += [_written(names, c.after, ending) for c in changed.values() if c.kind == "added"]
    return "".join(text).encode("utf-8")


def _lines(text: str) -> Iterator[str]:
    """The physical text of each row; a row with a line break in a cell has several lines."""
    physical = io.StringIO(text, newline="").readlines()
    reader = csv.reader(physical)
    begun = 0
    for _ in reader:
        yield "".join(physical[begun : reader.line_num])
        begun = reader.line_num


def _ended(line: str, ending: str) -> str:
    return line if line.endswith(("\n", "\r")) else line + ending


def _written(names: Sequence[str], cells: Mapping[str, str], ending: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=ending).writerow([cells.get(name, "") for name in names])
    return text.getvalue()


# Numbers that are given out once

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0, 1, i, l, o: an id is read aloud on the telephone."""


class Ids:
    """The ids of a table, with those given out to new rows.

    The next is the next number where the table counts, else one that tells nothing: an id reveals
    neither party nor document number (data contract), hence drawn by lot.
    """

    def __init__(self, resource: Resource) -> None:
        (name,) = resource.primary_key
        self._known = {row.cells[name].lower() for row in resource.rows}
        self._prefix, self._counted = _habit(self._known)
        numbers = [i.removeprefix(self._prefix) for i in self._known] if self._counted else []
        self._width = max(map(len, numbers), default=0)
        self._highest = max(map(int, numbers), default=0)

    def free(self, drawn: str) -> bool:
        """Whether no row has this id."""
        return drawn.lower() not in self._known

    def give(self, drawn: str) -> str:
        """The id, which is free no longer."""
        self._known.add(drawn.lower())
        number = drawn.removeprefix(self._prefix)
        if self._counted and number.isdecimal():
            self._highest = max(self._highest, int(number))
        return drawn

    def next(self) -> str:
        """A free id, which is then given."""
        if self._counted:
            return self.give(f"{self._prefix}{self._highest + 1:0{self._width}}")
        while True:
            drawn = self._prefix + "".join(secrets.choice(_LETTERS) for _ in range(8))
            if self.free(drawn):
                return self.give(drawn)


def _habit(known: Iterable[str]) -> tuple[str, bool]:
    """What the ids of a table begin with, up to a hyphen, and whether numbers follow."""
    heads = {i.rpartition("-")[0] for i in known}
    if len(heads) != 1 or not (head := heads.pop()):
        return "", False
    return f"{head}-", all(i.rpartition("-")[2].isdecimal() for i in known)


class IndexNumbers:
    """The numbers of disclosure items (索引号), publisher/year-number: given out once, over all
    tables and notices, and never counted again."""

    def __init__(self, packages: Packages, publisher_uscc: str, taken: Iterable[str]) -> None:
        self._publisher = publisher_uscc
        numbers = [
            row.cells["index_no"]
            for package in packages.values()
            for resource in package.resources.values()
            for row in resource.rows
            if "index_no" in row.cells
        ]
        self._highest: dict[str, int] = {}
        for number in (*numbers, *taken):
            start, _, last = number.rpartition("-")
            if last.isdecimal():
                self._highest[start] = max(self._highest.get(start, 0), int(last))

    def next(self, year: int) -> str:
        """The next number of the year, which is then given."""
        start = f"{self._publisher}/{year}"
        self._highest[start] = self._highest.get(start, 0) + 1
        return f"{start}-{self._highest[start]:05}"
