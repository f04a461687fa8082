"""The data held against what was published last: nothing public changes or goes in silence.

A published fact that was wrong is corrected in the open (`corrected_on`, `correction_note`), a
record that must go is withdrawn with its reason (行政处罚法 第四十八条), and a mine that changed
has its row in `mine_changes`. What is compared are the downloads of the last site, so nobody needs
the history of the repository.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from generator import addresses, records
from generator import packages as contract
from generator.bulletin import HOUSE, Bulletin, visibility
from generator.packages import Package, Packages, Resource, Row
from generator.problems import Problem
from generator.render import downloads
from generator.validation import cells
from generator.validation.desk import Line

LARGEST = 256 * 1024 * 1024
"""The bytes that the data of a ZIP may unpack to: a district's downloads are a hundredth of it."""

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """One published table: its key, its columns and its rows."""

    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]

    def by(self, names: tuple[str, ...]) -> Mapping[tuple[str, ...], Cells]:
        """The rows by some of their cells."""
        return {tuple(row.get(name, "") for name in names): row for row in self.rows}


Published = Mapping[tuple[str, str], Table]
"""The published tables by (package, resource)."""


def published(path: Path) -> tuple[Published, list[Problem]]:
    """The downloads of a built site: its folder, or a ZIP of it with or without a top folder.

    Nothing is unpacked to disk. Only files that still have their published checksum are believed:
    a site that was copied in part, or opened and saved by a spreadsheet, is no witness.
    """
    try:
        if path.is_dir():
            return _tables(lambda name: (path / name).read_bytes()), []
        with zipfile.ZipFile(path) as archive:
            return _tables(_members(archive)), []
    except _Refused as refusal:
        return {}, [dataclasses.replace(refusal.problem, value=str(path))]
    except _UNREADABLE:
        return {}, [Problem("against-unknown", "", value=str(path))]


Read = Callable[[str], bytes]
"""Gives the bytes of a file of the site; raises FileNotFoundError."""

# A ZIP may also be encrypted (RuntimeError) or packed in a way unknown here (the same).
_UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


class _Refused(Exception):
    """This is no published site, or not all of it as it was published."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _damaged(part: str) -> _Refused:
    return _Refused(Problem("against-damaged", "", details={"part": part}))


def _members(archive: zipfile.ZipFile) -> Read:
    # Some packers of Windows write backslashes.
    members = {info.filename.replace("\\", "/"): info for info in archive.infolist()}
    form = re.compile(rf"(?:[^/]+/)?{addresses.CHECKSUMS}")
    marks = [name for name in members if form.fullmatch(name)]
    if len(marks) != 1:
        raise _Refused(Problem("against-unknown", ""))
    top = marks[0].removesuffix(addresses.CHECKSUMS)
    data = top + addresses.DATA
    # Below no member is unpacked beyond the size it declares.
    if sum(info.file_size for name, info in members.items() if name.startswith(data)) > LARGEST:
        raise _Refused(Problem("against-large", ""))

    def read(name: str) -> bytes:
        if top + name not in members:
            raise FileNotFoundError(name)
        member = members[top + name]
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile(name)
        with archive.open(member) as stream:
            return stream.read(member.file_size)

    return read


def _tables(read: Read) -> Published:
    sums = _checksums(read(addresses.CHECKSUMS).decode("utf-8"))
    named = [name for name in contract.NAMES if addresses.package(name) in sums]
    if not named:
        raise _Refused(Problem("against-unknown", ""))
    tables: dict[tuple[str, str], Table] = {}
    for name in named:
        path = addresses.package(name)
        try:
            descriptor = json.loads(_intact(read, sums, path))
            for entry in descriptor["resources"]:
                path = addresses.resource(name, entry["path"])
                content = _intact(read, sums, path)
                tables[name, str(entry["name"])] = _table(entry["schema"], content.decode("utf-8"))
        except (KeyError, TypeError, ValueError, RecursionError, csv.Error) as error:
            raise _damaged(path) from error
    return tables


def _checksums(text: str) -> Mapping[str, str]:
    """The digests by path; of the form that `downloads.checksums` writes."""
    lines = [line.partition("  ") for line in text.splitlines()]
    return {path: digest for digest, _, path in lines}


def _intact(read: Read, sums: Mapping[str, str], path: str) -> bytes:
    try:
        content = read(path)
    except FileNotFoundError as error:
        raise _damaged(path) from error
    if hashlib.sha256(content).hexdigest() != sums.get(path):
        raise _damaged(path)
    return content


def _table(schema: Mapping[str, object], text: str) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = tuple(next(reader, ()))
    rows = tuple(dict(zip(columns, row, strict=True)) for row in reader)
    return Table(_names(schema.get("primaryKey", ())), columns, rows)


def _names(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def of(packages: Packages, seen: Bulletin) -> Published:
    """What a bulletin publishes, as `published` reads it back from the site."""
    return {
        (package.name, resource.name): Table(
            resource.primary_key,
            tuple(entry["name"] for entry in resource.fields),
            tuple(downloads.rows(package, resource, seen)),
        )
        for package in packages.values()
        for resource in package.resources.values()
    }


def check(before: Published, packages: Packages, seen: Bulletin) -> Iterator[Problem]:
    """Every published fact that changed or went without a word to the public.

    The packages must have passed the check, and `seen` is their bulletin of the day. A bulletin of
    an earlier day than the published one cannot be compared: that is the only problem then.
    """
    newest = max(
        (row.get("published_on", "") for table in before.values() for row in table.rows),
        default="",
    )
    if newest > seen.as_of.isoformat():
        yield Problem("against-later", "", value=newest, details={"day": seen.as_of.isoformat()})
        return
    now = _Now(before, packages, seen)
    for (package_name, name), table in before.items():
        package = packages[package_name]
        resource = package.resources.get(name)
        if resource is None:
            yield Problem("vanished-table", package.file, field=name, value=name)
        else:
            yield from _Comparison(now, package, resource, table).problems()


@dataclass(frozen=True)
class _Now:
    """What each table's comparison may look up in the others."""

    before: Published
    packages: Packages
    seen: Bulletin

    @cached_property
    def private(self) -> frozenset[str]:
        """The outcomes that the rules never let out: they would name a person."""
        typed = records.read(self.packages)
        spans = visibility.spans(typed, visibility.windows(typed, HOUSE))
        pairs = zip(typed.outcomes, spans["outcomes"], strict=True)
        return frozenset(outcome.outcome_id for outcome, span in pairs if span is None)

    @cached_property
    def recorded(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The new values by mine and column of the changes that were not published like this."""
        known = self.table("mines", "mine_changes").by(("change_id",))
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for row in self.packages["mines"].resources["mine_changes"].rows:
            change = row.cells
            if known.get((change["change_id"],), {}).get("new_value") != change["new_value"]:
                place = (change["mine_id"], change["field"])
                found[place] = (*found.get(place, ()), change["new_value"])
        return found

    def table(self, package: str, name: str) -> Table:
        """A table as published, an empty one where it was not."""
        return self.before.get((package, name), Table((), (), ()))

    def put_right(self, package: Package, name: str, key: str, value: str) -> bool:
        """Whether a record of the package was corrected since the publication."""
        old = self.table(package.name, name).by((key,)).get((value,), {})
        rows = package.resources[name].rows
        return any(_put_right(old, r.cells, self.seen) for r in rows if r.cells[key] == value)


def _put_right(old: Cells, new: Cells, seen: Bulletin) -> bool:
    """Whether a correction was added: a note that says something new, dated and in force."""
    day, note = new.get("corrected_on", ""), new.get("correction_note", "").strip()
    told = note and note != old.get("correction_note", "").strip()
    return bool(told) and "" < day <= seen.as_of.isoformat() and day >= old.get("corrected_on", "")


_STARTS: Mapping[str, str] = {
    "mines": "listed_on",
    "mine_changes": "changed_on",
    "mineral_thresholds": "effective_on",
    "listed_entities": "listed_on",
    "channels": "since",
    "reward_rules": "effective_on",
    "boards": "installed_on",
    "documents": "issued_on",
}
"""Besides `published_on` the columns a row waits for (`visibility`), unless they are its key."""

_PARTS: Mapping[str, tuple[str, str]] = {
    "hazard_checks": ("supervised_hazards", "hazard_id"),
    "case_mines": ("cases", "case_id"),
    "checklist": ("cases", "case_id"),
}
"""Tables whose rows are part of a record of another: that record's correction is theirs."""

_FIGURES = frozenset({"hazard_counts", "inspections", "report_statistics", "progress"})
"""Tables of counts, which have no correction of their own."""

_CRITERIA = frozenset({"criteria", "criterion_clauses"})
"""The law's own text: an id stands for one text, a new edition has ids of its own (contract)."""

_ENDLESS = frozenset({"boards"})
"""Tables whose things can go away and that have no column to say so."""

_CORRECTION = ("corrected_on", "correction_note")

_UNTOLD = frozenset({*_CORRECTION, "approval_no"})
"""Columns that belong to the correction itself: a corrected row may have been approved anew."""

_FILLED: Mapping[str, frozenset[str]] = {
    "hazard_counts": frozenset({"found", "closed", "open"}),
    "inspections": frozenset({"planned", "inspected", "with_findings", "penalties"}),
    "report_statistics": frozenset(
        {
            *("received", "accepted", "verified", "handled", "answered"),
            *("rewarded", "reward_yuan", "overdue", "disciplined"),
        }
    ),
    "progress": frozenset({"numerator", "denominator", "note"}),
    "mine_changes": frozenset({"document_no"}),
    "licences": frozenset({"issued_on", "valid_until", "ended_on", "end_kind"}),
    "risk_grades": frozenset({"document_no", "index_no"}),
    "standardisation": frozenset(
        {"certificate_no", "valid_until", "revoked_on", "revoke_reason", "index_no"}
    ),
    "cases": frozenset(
        {
            *("consulted_from", "consulted_until", "decided_by", "decided_on", "document_no"),
            *("deadline", "built_by", "licence_cancelled_on", "accepted_on", "accepted_by"),
            *("withdrawn_on", "withdraw_reason", "index_no"),
        }
    ),
    "checklist": frozenset({"responsible", "done_on"}),
    "outcomes": frozenset(
        {
            *("decision_no", "group_id", "persons_penalised", "source_system", "source_url"),
            *("publish_reason", "publish_until", "repaired_on", "ended_on", "end_kind"),
            *("withdrawn_on", "withdraw_reason", "lifted_on", "accepted_by"),
            "index_no",
        }
    ),
    "supervised_hazards": frozenset(
        {
            *("document_no", "extended_to", "extension_no", "accepted_on", "closed_on"),
            *("withdrawn_on", "withdraw_reason", "index_no"),
        }
    ),
    "hazard_checks": frozenset({"authority"}),
    "accidents": frozenset(
        {
            *("grade", "deaths", "serious_injuries", "loss_yuan"),
            *("supervised_by", "investigated_by", "approved_on", "report_url"),
            *("evaluated_on", "evaluation_url", "closed_on", "index_no"),
        }
    ),
    "visits": frozenset({"closed_on"}),
    "listed_entities": frozenset({"decision_no", "until", "removed_on", "index_no"}),
}
"""Columns that the course of a record fills: an empty cell of them was not wrong, only early."""

_COURSE = frozenset({("outcomes", "review_state"), ("supervised_hazards", "work")})
"""Columns that tell where a record stands and change with it."""

_EXTENSION = ("extended_to", "extension_no")
"""A supervised hazard may be extended again: the later day and its document replace the former."""

_DECISION = ("batch", "ground", "decided_by", "document_no", "deadline", "built_by")
"""What the public was consulted about was a draft: the decision on a case may differ from it."""


@dataclass(frozen=True)
class _Comparison:
    """One table as published and as it is."""

    now: _Now
    package: Package
    resource: Resource
    table: Table

    @cached_property
    def name(self) -> str:
        """The name of a table of the data contract; "" for any other, which may be called alike."""
        known = (self.package.name, self.resource.name) in records.TABLES
        return self.resource.name if known else ""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that both have: one added since then says nothing of the past."""
        present = {entry["name"] for entry in self.resource.fields}
        return tuple(name for name in self.table.columns if name in present)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The key that tells the rows apart in both; empty where there is none."""
        for names in (self.resource.primary_key, self.table.key):
            if names and set(names) <= set(self.columns):
                return names
        return ()

    def problems(self) -> Iterator[Problem]:
        for name in self.table.columns:
            if name not in self.columns:
                value = f"{self.resource.name}.{name}"
                yield Problem("vanished-column", self.package.file, field=name, value=value)
        if not self.key:
            return
        rows = {
            tuple(row.cells[name] for name in self.key): (position, row)
            for position, row in enumerate(self.resource.rows)
        }
        for key, old in self.table.by(self.key).items():
            if key in rows:
                yield from self._kept(old, *rows[key])
            else:
                yield from self._gone(old)

    def _gone(self, old: Cells) -> Iterator[Problem]:
        """A row that is nowhere in the data any more."""
        if self.name in _PARTS and self._owner_put_right(old):
            return
        yield Problem(
            "vanished-row",
            self.resource.file,
            field="、".join(self.key),
            value="、".join(old[name] for name in self.key),
            severity="warning" if self.name in _ENDLESS else "error",
            details={"table": self.resource.descriptor.get("title") or self.resource.name},
        )

    def _id(self, row: Row) -> str:
        return "、".join(row.cells[name] for name in self.key)

    def _kept(self, old: Cells, position: int, row: Row) -> Iterator[Problem]:
        """A row that is still there: it may be down for good reason, and it may have changed."""
        line = Line(self.resource, dataclasses.replace(row, cells=self._of_the_day(row.cells)))
        if self.now.seen.hides(self.package.name, self.resource.name, position, row.cells):
            culprit = self._waits(line)
            if culprit is not None:
                was = old.get(culprit, "")
                yield line.problem("unpublished-row", culprit, id=self._id(row), old=was)
                return
            if self.name in _PARTS or self._reached(line.text("withdrawn_on")):
                return
        if set(_CORRECTION) <= set(self.columns) and not self._correction_stands(old, row.cells):
            yield line.problem(
                "correction-removed", "corrected_on", id=self._id(row), old=old["corrected_on"]
            )
            return
        yield from self._changed(old, line)

    def _of_the_day(self, row: Cells) -> Cells:
        """The cells with the changes undone that the public does not know of (`downloads`)."""
        if self.name == "mines":
            return {**row, **self.now.seen.restored.get(row["mine_id"], {})}
        return row

    def _waits(self, line: Line) -> str | None:
        """The column that keeps a row from the public as if it had never been out."""
        start, begun = line.text("published_on"), line.text(_STARTS.get(self.name, ""))
        if "published_on" in line.row.cells and not self._reached(start):
            return "published_on"
        if begun and not self._reached(begun):
            return _STARTS[self.name]
        withdrawn = self._reached(line.text("withdrawn_on"))
        if self.name == "outcomes" and not withdrawn:
            return "party_type" if line.text("outcome_id") in self.now.private else None
        return None

    def _reached(self, cell: str) -> bool:
        return "" < cell <= self.now.seen.as_of.isoformat()

    def _correction_stands(self, old: Cells, new: Cells) -> bool:
        """A published correction stays, until a later one takes its place."""
        if not old["corrected_on"]:
            return True
        return new["corrected_on"] >= old["corrected_on"] and bool(new["correction_note"].strip())

    def _changed(self, old: Cells, line: Line) -> Iterator[Problem]:
        """One problem for each cell that changed and should not have done so in silence."""
        new = line.row.cells
        changed = [n for n in self._changes(old, new) if not self._proceeds(n, old, new)]
        if not changed or self._excused(old, new):
            return
        code = self._code
        for name in changed:
            yield line.problem(
                code,
                name,
                severity="warning" if code == "changed-figure" else "error",
                id=self._id(line.row),
                old=old[name],
            )

    def _changes(self, old: Cells, new: Cells) -> Iterator[str]:
        """The columns whose published and present cells differ."""
        blanked = self._blanked(old, new)
        for name in self.columns:
            if name in _UNTOLD or name in self.key or name in blanked:
                continue
            if not self._same(name, old[name], new[name]):
                yield name

    def _same(self, name: str, old: str, new: str) -> bool:
        """Whether two cells say the same; 100 and 100.0 do where a number is meant."""
        if old == new or self.resource.field(name).get("type") not in ("number", "integer"):
            return old == new
        return cells.is_number(old) and cells.is_number(new) and Decimal(old) == Decimal(new)

    def _blanked(self, old: Cells, new: Cells) -> set[str]:
        """References whose target was not public then: the download left them empty."""
        found: set[str] = set()
        for names, targets in self._references:
            empty = not any(old.get(name) for name in names)
            if empty and tuple(new.get(name, "") for name in names) not in targets:
                found |= set(names)
        return found

    @cached_property
    def _references(self) -> tuple[tuple[tuple[str, ...], frozenset[tuple[str, ...]]], ...]:
        """The foreign keys inside the package, each with the published keys of its target."""
        found = []
        for foreign in self.resource.descriptor["schema"].get("foreignKeys", ()):
            reference = foreign["reference"]
            place = (self.package.name, reference.get("resource") or self.resource.name)
            if place in self.now.before:
                targets = self.now.before[place].by(_names(reference["fields"]))
                found.append((_names(foreign["fields"]), frozenset(targets)))
        return tuple(found)

    def _excused(self, old: Cells, new: Cells) -> bool:
        """Whether the cells of this row may have changed: no rule holds them, or one is kept."""
        if self.name in _PARTS:
            return self._owner_put_right(old)
        if self.name in _CRITERIA | _FIGURES or self.name == "mines":
            return False
        return not set(_CORRECTION) <= set(new) or _put_right(old, new, self.now.seen)

    @property
    def _code(self) -> str:
        """What a changed cell of this table is called."""
        code = "uncorrected-change"
        if self.name == "mines":
            code = "unrecorded-mine-change"
        elif self.name in _CRITERIA:
            code = "changed-criterion"
        elif self.name in _FIGURES:
            code = "changed-figure"
        elif self.name in _PARTS:
            code = "uncorrected-part"
        return code

    def _owner_put_right(self, old: Cells) -> bool:
        owner, key = _PARTS[self.name]
        return self.now.put_right(self.package, owner, key, old[key])

    def _proceeds(self, name: str, old: Cells, new: Cells) -> bool:
        """Whether a cell changed as the record ran its course."""
        if self.name == "mines":
            told = self.now.recorded.get((new["mine_id"], name), ())
            return any(self._same(name, value, new[name]) for value in told)
        if not old[name] and (not self.name or name in _FILLED.get(self.name, ())):
            return True
        if self.name == "supervised_hazards" and name in _EXTENSION:
            return new["extended_to"] > old["extended_to"]
        if self.name == "cases" and name in _DECISION:
            return new["decided_on"] > "" == old["decided_on"]
        return (self.name, name) in _COURSE
