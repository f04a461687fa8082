"""What a workbook would change in `data/`, and whether the bulletin would still be sound.

Three states are compared: the row when the workbook was made, the row in the workbook, the row in
`data/` now. Who changed it is thereby known: what the clerk left alone never undoes what a
colleague did since, and where both touched one row neither is lost: the clerk is told.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from generator import journal, ledger, source
from generator.ledger import Change, Key
from generator.packages import Packages, Resource
from generator.problems import Problem, blocking, in_reading_order
from generator.source import Source
from generator.validation import cells, tidy
from generator.workbook import layout
from generator.workbook.reading import Entered, Entries, Mapped

Placed = Mapping[str, Mapping[Key, tuple[str, Entries, Entered]]]
"""For each table the file, sheet and row that each record came from."""


@dataclass(frozen=True)
class TableChange:
    """What changes in one table, and in which row of the sheet each change stands."""

    resource: Resource
    changes: tuple[Change, ...]
    blind: bool = False
    """Whether nobody knows what the rows were when the file was made: an older file turns back
    what a colleague changed since."""


@dataclass(frozen=True)
class Proposal:
    """What would be written, and everything that forbids it."""

    tables: tuple[TableChange, ...]
    problems: tuple[Problem, ...]
    files: Mapping[Path, bytes]
    read: Mapping[Path, bytes] = field(default_factory=dict)
    """The bytes that the changes were made from."""
    project: Path | None = None
    after: Source | None = None
    """The project with the changes in it, as judged."""
    placed: Placed = field(default_factory=dict)
    """For each table, where each row stands in the file."""

    def save(self) -> None:
        """Write the tables. Raises OSError and journal.Overtaken; then nothing was replaced."""
        journal.save(self.files, self.read, self.project)

    def at_its_cell(self, problem: Problem) -> Problem:
        """A problem of a table where the clerk sees it: at the cell of the workbook."""
        if self.after is None:
            return problem
        return _placed(problem, self.after, self.placed)

    @property
    def removed(self) -> int:
        return sum(c.kind == "removed" for table in self.tables for c in table.changes)


def propose(
    file: str,
    known: Source,
    entries: Sequence[Entries],
    base: Mapping[str, Mapping[str, str]],
    mapped: Mapped,
    as_of: date,
    drawn: MutableMapping[str, str] | None = None,
) -> Proposal:
    """Compare every table of a workbook with `data/` and judge what would come of it.

    `drawn` holds the ids that new rows of this very file were given before, by table and row:
    they get the same again while nobody else has them, and what is drawn now is added.
    """
    clerk = _Clerk(file, known, as_of, {} if drawn is None else drawn)
    tables: list[TableChange] = []
    problems: list[Problem] = []
    placed: dict[str, dict[Key, tuple[str, Entries, Entered]]] = {}
    for table in entries:
        if not table.resource.sound:
            problems += [p for p in known.problems if p.file == table.resource.file]
            continue
        if table.resource.file in placed:
            details = {"title": table.resource.descriptor.get("title", table.resource.name)}
            problems.append(
                Problem("workbook-table-twice", file, value=table.sheet, details=details)
            )
            continue
        rows, faults = clerk.rows(table, mapped)
        problems += faults
        made = base.get(table.resource.name)
        changes = list(_changes(file, table, rows, made, known.packages, as_of, problems))
        problems += _moved(file, table, changes)
        if changes:
            blind = base.get(table.resource.name) is None
            tables.append(TableChange(table.resource, tuple(changes), blind))
        placed[table.resource.file] = {key: (file, table, entered) for key, entered in rows.items()}
    if problems:
        return Proposal(tuple(tables), tuple(in_reading_order(problems)), {})
    return judged(known, tables, as_of, placed)


def judged(
    known: Source,
    tables: Iterable[TableChange],
    as_of: date,
    placed: Placed | None = None,
) -> Proposal:
    """The changes with what the check would find after them.

    A fault that stood before in another table does not forbid to mend this one.
    """
    tables = tuple(tables)
    instead = {t.resource.file: ledger.rewritten(t.resource, t.changes) for t in tables}
    after = source.check(known.project, as_of, instead)
    before = {_same(problem) for problem in known.problems}
    touched = set(instead)
    problems = [
        _placed(problem, after, placed or {})
        for problem in after.problems
        if problem.file in touched or _same(problem) not in before
    ]
    files = {known.project / name: content for name, content in instead.items()}
    kept = {} if blocking(problems) else files
    read = {known.project / t.resource.file: t.resource.raw for t in tables}
    return Proposal(
        tables, tuple(in_reading_order(problems)), kept, read, known.project, after, placed or {}
    )


def _same(problem: Problem) -> tuple[str, str, str | None, str | None]:
    return (problem.code, problem.file, problem.field, problem.value)


def _placed(problem: Problem, after: Source, placed: Placed) -> Problem:
    keys = placed.get(problem.file)
    if not keys or problem.row is None:
        return problem
    resource = next(
        (
            resource
            for package in after.packages.values()
            for resource in package.resources.values()
            if resource.file == problem.file
        ),
        None,
    )
    row = next((r for r in resource.rows if r.number == problem.row), None) if resource else None
    found = keys.get(ledger.key_of(resource, row.cells)) if resource and row else None
    if found is None:
        return problem
    file, table, entered = found
    first = (problem.field or "").split("、")[0]
    place = table.place(entered.number, first)
    title = str(problem.details.get("title") or problem.field or "")
    details = {**problem.details, "title": f"{title}（{place}）", "cell": place}
    return replace(problem, file=file, row=entered.number, details=details)


class _Clerk:
    """Completes the rows of a sheet: what a column that is not in the sheet held, a new id."""

    def __init__(
        self, file: str, known: Source, as_of: date, drawn: MutableMapping[str, str]
    ) -> None:
        self._file = file
        self._drawn = drawn
        self._known = known
        self._as_of = as_of
        notices = known.content.notices
        taken = [notice.index_no for notice in notices if notice.index_no]
        uscc = known.settings.publisher_uscc if known.settings else ""
        self._index_numbers = ledger.IndexNumbers(known.packages, uscc, taken)

    def rows(self, table: Entries, mapped: Mapped) -> tuple[dict[Key, Entered], list[Problem]]:
        """Every row of a sheet as a whole row of its table, by key."""
        resource = table.resource
        existing = ledger.by_key(resource)
        found: dict[Key, Entered] = {}
        problems: list[Problem] = []
        standing = _Standing(table, mapped, self._known.packages)
        for entered in table.rows:
            cells_typed = self._with_id(table, entered, standing)
            key = ledger.key_of(resource, cells_typed)
            before = existing.get(key, {})
            whole = {
                entry["name"]: _kept(
                    entry, cells_typed.get(entry["name"]), before.get(entry["name"], "")
                )
                for entry in resource.fields
            }
            if not before:
                whole = self._with_index_no(table, whole)
            if key in found:
                details = {
                    "cell": table.place(entered.number, resource.primary_key[0]),
                    "earlier": table.place(found[key].number, resource.primary_key[0]),
                }
                value = "、".join(key)
                problems.append(
                    Problem(
                        "workbook-key-twice",
                        self._file,
                        entered.number,
                        "、".join(resource.primary_key),
                        value,
                        details=details,
                    )
                )
                continue
            found[key] = Entered(entered.number, whole)
        return found, problems

    def _with_id(
        self,
        table: Entries,
        entered: Entered,
        standing: _Standing,
    ) -> Mapping[str, str]:
        """A row without an id is known again by the mapping's columns or by all its words (a file
        that was imported already), or is new and gets one."""
        resource, typed = table.resource, entered.cells
        if len(resource.primary_key) != 1 or typed.get(resource.primary_key[0]):
            return typed
        (name,) = resource.primary_key
        if (known := standing.named(typed)) is not None:
            return {**typed, name: known[name]}
        if not standing.draws:
            return typed
        if (again := standing.take(typed)) is not None:
            return {**typed, **{given: again[given] for given in standing.given}}
        place = f"{resource.name}:{entered.number}"
        drawn = self._drawn.get(place, "")
        free = bool(drawn) and standing.ids.free(drawn)
        drawn = standing.ids.give(drawn) if free else standing.ids.next()
        self._drawn[place] = drawn
        return {**typed, name: drawn}

    def _with_index_no(self, table: Entries, row: Mapping[str, str]) -> dict[str, str]:
        """A new disclosure item without a number gets the next of the year of its publication."""
        if row.get("index_no", "-") or self._known.settings is None:
            return dict(row)
        day = row.get("published_on", "")
        year = date.fromisoformat(day).year if cells.is_day(day) else self._as_of.year
        return {**row, "index_no": self._index_numbers.next(year)}


class _Standing:
    """The rows that stand in a table, to know one again that a sheet does not name by its id.

    A workbook that was imported is imported again: its new rows still have no id in it, and must
    not become new rows a second time. They are known by all their words; rows of another system by
    the columns that its mapping names as key.
    """

    def __init__(self, table: Entries, mapped: Mapped, packages: Packages) -> None:
        self._resource = table.resource
        self._packages = packages
        self._key = mapped.key
        self._named: dict[tuple[str, ...], Mapping[str, str]] | None = None
        self.given = (*table.resource.primary_key, "index_no")
        """What the program fills in."""
        self._table = table
        self._rows: dict[tuple[str, ...], list[Mapping[str, str]]] | None = None
        self._names: tuple[str, ...] = ()

    @functools.cached_property
    def draws(self) -> bool:
        """Whether the program gives a new row its id."""
        (name,) = self._resource.primary_key
        return layout.Column(self._resource, name, self._packages).given

    @functools.cached_property
    def ids(self) -> ledger.Ids:
        """The ids of the table, and those given to its new rows."""
        return ledger.Ids(self._resource)

    def named(self, typed: Mapping[str, str]) -> Mapping[str, str] | None:
        """The first row with the same values in the columns of the mapping's key."""
        if not self._key:
            return None
        if self._named is None:
            self._named = {}
            for row in self._resource.rows:
                self._named.setdefault(tuple(row.cells[n] for n in self._key), row.cells)
        return self._named.get(tuple(typed.get(n, "") for n in self._key))

    def take(self, typed: Mapping[str, str]) -> Mapping[str, str] | None:
        """A row that says what was typed, each row once; None where there is none."""
        if self._rows is None:
            self._rows = {}
            fields = {entry["name"] for entry in self._resource.fields}
            if fields - set(self.given) - set(typed):
                return None  # a part of the columns does not tell one record from another
            key = self._resource.primary_key
            told = {tuple(entered.cells.get(n, "") for n in key) for entered in self._table.rows}
            self._names = tuple(sorted(fields - set(self.given)))
            for row in self._resource.rows:
                if ledger.key_of(self._resource, row.cells) not in told:
                    self._rows.setdefault(self._words(row.cells), []).append(row.cells)
        found = self._rows.get(self._words(typed))
        wanted = typed.get("index_no", "")
        if not found or wanted not in ("", found[0].get("index_no", "")):
            return None
        return {**dict.fromkeys(self.given, ""), **found.pop(0)}

    def _words(self, cells_of_row: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(
            layout.value(self._resource.field(name), tidy.tidied(self._resource.field(name), cell))
            for name in self._names
            for cell in (cells_of_row.get(name, ""),)
        )


def _kept(entry: Mapping[str, object], typed: str | None, before: str) -> str:
    """The cell as typed; as it stood where it means the same or where the sheet has no such column.

    A spreadsheet shows 12.50 as 12.5, and what was read tidied was untidy before: nobody edited it.
    """
    if typed is None:
        return before
    same = layout.value(entry, typed) == layout.value(entry, before)
    return before if same or typed == tidy.tidied(entry, before) else typed


def _changes(
    file: str,
    table: Entries,
    rows: Mapping[Key, Entered],
    base: Mapping[str, str] | None,
    packages: Packages,
    day: date,
    problems: list[Problem],
) -> Iterator[Change]:
    """The differences of a table that the clerk made; conflicts go to `problems`."""
    resource = table.resource
    existing = ledger.by_key(resource)
    for key, entered in rows.items():
        before = existing.get(key)
        made = (base or {}).get("\n".join(key))
        untouched = made is not None and made == layout.fingerprint(resource, entered.cells)
        if before == entered.cells or (untouched and base is not None):
            continue
        moved = made is not None and (
            before is None or made != layout.fingerprint(resource, before)
        )
        if moved:
            cell = table.place(entered.number, resource.primary_key[0])
            found = "" if before is None else _told(table, packages, before, entered.cells)
            details = {"cell": cell, "found": found}
            problems.append(
                Problem(
                    "workbook-conflict",
                    file,
                    entered.number,
                    "、".join(resource.primary_key),
                    "、".join(key),
                    details=details,
                )
            )
        elif before is None:
            yield Change("added", key, {}, entered.cells)
        else:
            yield Change("changed", key, before, entered.cells)
    if base is None:
        return  # an export of another system, which may well know only a part of the rows
    for key, before in existing.items():
        made = base.get("\n".join(key))
        if made is None or key in rows:
            continue
        if made != layout.fingerprint(resource, before):
            value = "、".join(key)
            details = {"cell": table.sheet, "found": _told(table, packages, before, {})}
            problems.append(Problem("workbook-conflict", file, value=value, details=details))
        elif _is_public(before, day):
            # What the public has seen leaves by a withdrawal with its reason, never by its row.
            value = "、".join(key)
            problems.append(Problem("workbook-public-row", file, value=value))
        else:
            yield Change("removed", key, before, {})


_MOVED = 3
"""Rows and values from which a chance is ruled out: who swaps two by hand means it."""


def _moved(file: str, table: Entries, changes: Sequence[Change]) -> Iterator[Problem]:
    """Columns whose values only went to other rows: a sort that left out the ids, or did not move
    the rows that a filter hides. Each record would get what is another's."""
    changed = [change for change in changes if change.kind == "changed"]
    moved: dict[str, int] = {}
    for entry in table.resource.fields:
        name = entry["name"]
        pairs = [
            (c.before[name], c.after[name]) for c in changed if c.before[name] != c.after[name]
        ]
        before, after = (Counter(side) for side in zip(*pairs, strict=True)) if pairs else ({}, {})
        if len(pairs) >= _MOVED and len(before) >= _MOVED and before == after:
            moved[table.resource.title(name)] = len(pairs)
    if moved:
        details = {"title": "、".join(moved), "count": max(moved.values())}
        yield Problem("workbook-moved", file, value=table.sheet, details=details)


def _told(
    table: Entries, packages: Packages, row: Mapping[str, str], other: Mapping[str, str]
) -> str:
    """The cells of a row that another has not, as people read them."""
    return "；".join(
        f"{column.title}：{column.shown(row[column.name])}"
        for column in layout.columns(table.resource, packages)
        if row[column.name] != other.get(column.name, "")
    )


def _is_public(row: Mapping[str, str], day: date) -> bool:
    published = row.get("published_on", "")
    return cells.is_day(published) and date.fromisoformat(published) <= day
