"""`bulletin workbook`: a package as an Excel workbook, to be filled in and brought back."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click

from generator import exits, journal, packages
from generator.commands import project as projects
from generator.exits import Stop
from generator.messages import Catalogue
from generator.problems import Problem
from generator.workbook import writing


def run(project: Path, name: str, *, output: Path, words: Catalogue) -> int:
    """Write the workbook; one that lies there already may hold what a clerk typed, and stays."""
    known, problems = packages.load(projects.folder(project))
    package = known.get(name)
    broken = [p for p in problems if p.file.startswith(f"{packages.FOLDER}/{name}/")]
    unsound = package is None or not all(r.sound for r in package.resources.values())
    if package is None or unsound:
        raise Stop(exits.PROBLEMS, broken)
    projects.keep_out(output, project)
    if not output.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(output.parent))
    made = writing.pack(package, known)
    if output.is_file() and output.read_bytes() == made:
        click.echo(words.phrase("output-same", file=output), err=True)
        return exits.FINE
    if output.exists():
        raise Stop(exits.PROBLEMS, [Problem("workbook-exists", "", value=str(output))])
    journal.save({output: made})
    rows = sum(len(resource.rows) for resource in package.resources.values())
    click.echo(words.phrase("workbook-done", output=output, rows=rows), err=True)
    return exits.FINE
