"""`bulletin import`: what a workbook changes in `data/`, and on request the change itself."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from generator import bulletin, comparison, exits, findings, intake, journal, source
from generator.commands import project as projects
from generator.commands.check import SHOWN
from generator.exits import Stop
from generator.intake import Proposal, TableChange
from generator.ledger import Change
from generator.messages import Catalogue
from generator.packages import Packages, encoding, tables
from generator.problems import Problem, blocking
from generator.source import Source
from generator.workbook import layout, mapping, opening, reading
from generator.workbook.opening import Book
from generator.workbook.reading import Mapped

_LONGEST, _BEFORE = 60, 12
"""Characters of a cell that are shown, and of those the ones before a difference."""


_DRAWN = Path(".bulletin") / "drafts" / "import.json"
"""Where the ids of the last preview are kept."""


def run(
    project: Path,
    day: date,
    file: Path,
    *,
    map_file: Path | None,
    table: str | None,
    write: bool,
    allow_removal: bool,
    words: Catalogue,
) -> int:
    """Show the difference and the problems; write the tables only where there is none."""
    known = source.check(projects.folder(project), day)
    if known.settings is None:
        raise Stop(exits.CANNOT, known.problems)
    mapped = _mapped(map_file, table, known)
    book, problems = _opened(file)
    if book is None:
        raise Stop(exits.PROBLEMS, problems)
    entries, faults = reading.read(file.name, book, known.packages, mapped)
    if problems + faults:
        raise Stop(exits.PROBLEMS, problems + faults)
    drawn = _drawn_before(known.project, file)
    told = dict(drawn)
    proposal = intake.propose(file.name, known, entries, book.base, mapped, day, drawn)
    if drawn != told:
        _remember(known.project, file, drawn)
    click.echo(
        "\n".join(difference(proposal.tables, known.packages, words))
        or words.phrase("import-nothing")
    )
    untold = _untold(known, proposal, day)
    if problems := [*proposal.problems, *map(proposal.at_its_cell, untold)]:
        click.echo(findings.text(problems, words, SHOWN), err=True)
    for line in _notes(untold, known.packages, day, words):
        click.echo(line, err=True)
    if blocking(list(proposal.problems)):
        click.echo(words.phrase("import-refused"), err=True)
        return exits.PROBLEMS
    if not proposal.tables:
        return exits.FINE
    return _finish(proposal, write=write, allow_removal=allow_removal, words=words)


def _drawn_before(project: Path, file: Path) -> dict[str, str]:
    """The ids that a preview of these very bytes told: what is written is what was shown."""
    try:
        kept = json.loads((project / _DRAWN).read_text(encoding="utf-8"))
        if kept["file"] != _digest(file):
            return {}
        return {str(place): str(drawn) for place, drawn in kept["ids"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _remember(project: Path, file: Path, drawn: Mapping[str, str]) -> None:
    kept = json.dumps({"file": _digest(file), "ids": dict(drawn)}, ensure_ascii=False)
    with contextlib.suppress(
        OSError
    ):  # where nothing can be kept the preview is shown all the same
        (project / _DRAWN).parent.mkdir(parents=True, exist_ok=True)
        journal.save({project / _DRAWN: kept.encode("utf-8")})


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _untold(known: Source, proposal: Proposal, day: date) -> list[Problem]:
    """Facts that are public today and that the changes would alter without a word to the public.

    They are told at once, and again by `check --against`, which knows what was really published.
    """
    after, settings = proposal.after, known.settings
    if after is None or settings is None or blocking([*known.problems, *after.problems]):
        return []
    before, seen = (
        bulletin.assemble(side.packages, side.content, day, settings.windows)
        for side in (known, after)
    )
    found = comparison.check(comparison.of(known.packages, before), after.packages, seen)
    return [replace(problem, severity="warning") for problem in found]


def _notes(untold: list[Problem], packages: Packages, day: date, words: Catalogue) -> Iterator[str]:
    """For each record whose public facts change the correction as it may be written."""
    columns = {
        (resource.file, column.name): column
        for package in packages.values()
        for resource in package.resources.values()
        for column in layout.columns(resource, packages)
    }
    records: dict[str, list[Problem]] = {}
    for problem in untold:
        if problem.code in ("uncorrected-change", "uncorrected-part"):
            records.setdefault(str(problem.details["id"]), []).append(problem)
    if records:
        yield words.phrase("import-untold", day=day)
    empty = words.phrase("report-empty")
    for record, changed in records.items():
        told = words.phrase("import-untold-between").join(
            words.phrase(
                "import-untold-change",
                title=column.title,
                old=column.shown(str(problem.details["old"])) or empty,
                new=column.shown(problem.value or "") or empty,
            )
            for problem in changed
            for column in [columns[problem.file, problem.field or ""]]
        )
        yield "  " + words.phrase("import-untold-note", id=record, note=told)


def _mapped(map_file: Path | None, table: str | None, known: Source) -> Mapped:
    if map_file is None:
        return Mapped(table=table or "")
    mapped, problems = mapping.read(map_file, known.packages)
    if problems:
        raise Stop(exits.CANNOT, problems)
    return mapped


def _opened(file: Path) -> tuple[Book | None, list[Problem]]:
    content = file.read_bytes()
    if file.suffix.lower() != ".csv":
        return opening.read(file.name, content)
    text, notes = encoding.read(file.name, content, tables.row_at)
    # GB18030 is what WPS writes; here it is only read, so there is nothing to say of it.
    faults = [note for note in notes if note.severity == "error"]
    if text is None or faults:
        return None, faults
    lines, faults = tables.cut(file.name, text)
    return (None, faults) if faults else (opening.of_table(file.stem, lines), [])


def _finish(proposal: Proposal, *, write: bool, allow_removal: bool, words: Catalogue) -> int:
    if proposal.removed and not allow_removal:
        click.echo(words.phrase("import-removal", count=proposal.removed), err=True)
        return exits.PROBLEMS if write else exits.FINE
    if not write:
        click.echo(words.phrase("import-preview"), err=True)
        return exits.FINE
    proposal.save()
    click.echo(words.phrase("import-written", count=len(proposal.files)), err=True)
    return exits.FINE


def difference(
    tables_changed: tuple[TableChange, ...], packages: Packages, words: Catalogue
) -> Iterator[str]:
    """The change row by row, as a clerk reads it: headings, labels and names, old and new."""
    for table in tables_changed:
        kinds = [change.kind for change in table.changes]
        yield words.phrase(
            "difference-table",
            title=table.resource.descriptor.get("title", table.resource.name),
            file=table.resource.file,
            **{kind: kinds.count(kind) for kind in ("added", "changed", "removed")},
        )
        if table.blind and "changed" in kinds:
            yield words.phrase("difference-blind", count=kinds.count("changed"))
        for change in table.changes:
            yield from _row(table, change, packages, words)


def _row(table: TableChange, change: Change, packages: Packages, words: Catalogue) -> Iterator[str]:
    kind = "turned" if table.blind and change.kind == "changed" else change.kind
    who = layout.identity(table.resource, packages, change.before or change.after)
    known_by = words.phrase("difference-who", who=who) if who else ""
    yield "  " + words.phrase(f"difference-{kind}", id="、".join(change.key)) + known_by
    columns = {column.name: column for column in layout.columns(table.resource, packages)}
    empty = words.phrase("report-empty")
    for name in change.fields():
        title = table.resource.title(name)
        before, after = (
            layout.meaning(columns[name], side).shown(side.get(name, ""))
            for side in (change.before, change.after)
        )
        if change.kind == "changed":
            before, after = _apart(before, after)
            yield f"      {title}：{before or empty} → {after or empty}"
        else:
            yield f"      {title}：{_short(after or before)}"


def _apart(before: str, after: str) -> tuple[str, str]:
    """Two texts cut so that where they differ is seen."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), _LONGEST)
    begin = max(0, same - _BEFORE) if max(len(before), len(after)) > _LONGEST else 0
    lead = "…" if begin else ""
    return (
        lead + _short(before[begin:]) if before else "",
        lead + _short(after[begin:]) if after else "",
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
