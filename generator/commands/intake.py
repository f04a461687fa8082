"""`bulletin import`: what a workbook changes in `data/`, and on request the change itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from generator import exits, findings, intake, source
from generator.commands import project as projects
from generator.commands.check import SHOWN
from generator.exits import Stop
from generator.intake import Proposal, TableChange
from generator.ledger import Change
from generator.messages import Catalogue
from generator.packages import encoding, tables
from generator.problems import Problem, blocking
from generator.source import Source
from generator.workbook import mapping, opening, reading
from generator.workbook.opening import Book
from generator.workbook.reading import Mapped

_LONGEST = 60


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
    proposal = intake.propose(file.name, known, entries, book.base, mapped, day)
    click.echo("\n".join(difference(proposal.tables, words)) or words.phrase("import-nothing"))
    if proposal.problems:
        click.echo(findings.text(proposal.problems, words, SHOWN), err=True)
    if blocking(list(proposal.problems)):
        click.echo(words.phrase("import-refused"), err=True)
        return exits.PROBLEMS
    if not proposal.tables:
        return exits.FINE
    return _finish(proposal, write=write, allow_removal=allow_removal, words=words)


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


def difference(tables_changed: tuple[TableChange, ...], words: Catalogue) -> Iterator[str]:
    """The change row by row, as a clerk reads it: headings, old and new."""
    for table in tables_changed:
        kinds = [change.kind for change in table.changes]
        yield words.phrase(
            "difference-table",
            title=table.resource.descriptor.get("title", table.resource.name),
            file=table.resource.file,
            **{kind: kinds.count(kind) for kind in ("added", "changed", "removed")},
        )
        for change in table.changes:
            yield from _row(table, change, words)


def _row(table: TableChange, change: Change, words: Catalogue) -> Iterator[str]:
    yield "  " + words.phrase(f"difference-{change.kind}", id="、".join(change.key))
    for name in change.fields():
        title = table.resource.title(name)
        before, after = (_short(side.get(name, "")) for side in (change.before, change.after))
        if change.kind == "changed":
            empty = words.phrase("report-empty")
            yield f"      {title}：{before or empty} → {after or empty}"
        else:
            yield f"      {title}：{after or before}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
