"""`bulletin fix`: the same values in plain forms, shown first and written on request."""

from __future__ import annotations

from pathlib import Path

import click

from generator import exits, journal, mending, packages
from generator.commands import project as projects
from generator.mending import Mended
from generator.messages import Catalogue

_SHOWN = 40
"""Cells of one file that are listed; the rest are counted."""


def run(project: Path, *, write: bool, words: Catalogue) -> int:
    """Show what can be written more plainly; write it only when asked."""
    folder = projects.folder(project)
    known, _ = packages.load(folder)
    found = list(mending.mend(folder, known))
    for mended in found:
        _show(mended, words)
    if not found:
        click.echo(words.phrase("fix-nothing"))
    elif write:
        journal.save({folder / m.file: m.content for m in found}, project=folder)
        click.echo(words.phrase("fix-written", count=len(found)), err=True)
    else:
        click.echo(words.phrase("fix-preview"), err=True)
    return exits.FINE


def _show(mended: Mended, words: Catalogue) -> None:
    click.echo(mended.file)
    for matter in mended.matters:
        click.echo(f"  {words.phrase(f'fix-{matter}')}")
    for row, title, typed, plain in mended.cells[:_SHOWN]:
        place = words.phrase("row", row=row)
        click.echo(f"  {place} {words.phrase('column', title=title)} {typed!r} → {plain!r}")
    if len(mended.cells) > _SHOWN:
        click.echo(f"  {words.phrase('fix-more', count=len(mended.cells) - _SHOWN)}")
