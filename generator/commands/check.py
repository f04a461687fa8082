"""`bulletin check`: everything wrong with data, words and configuration."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import cache, content, exits, findings, journal, packages, settings
from generator.commands import project as projects
from generator.exits import Stop
from generator.messages import Catalogue
from generator.problems import Problem, blocking, in_reading_order

FORMATS = ("text", "json", "html")

SHOWN = 200
"""How many problems the text report lists; the others list all."""


def run(
    project: Path,
    day: date,
    *,
    style: str,
    output: Path | None,
    against: Path | None,
    words: Catalogue,
) -> int:
    """Print or write the report; the exit code tells what was found."""
    folder = projects.folder(project)
    if output is not None:
        projects.keep_out(output, folder)
        projects.spare(output, lambda file: findings.is_report(file.read_bytes()))
    problems = compared(folder, day, against) if against else judged(folder, day)
    if style == "json":
        text = findings.as_json(problems, words)
    elif style == "html":
        text = findings.html(problems, words, {})
    else:
        text = findings.text(problems, words, SHOWN)
    if output is None:
        click.echo(text)
    else:
        _save(text.rstrip("\n") + "\n", output)
    return exits.code(problems)


def _save(text: str, output: Path) -> None:
    """A file whole or not at all; a pipe or a device is written to as it stands."""
    if output.exists() and not output.is_file():
        output.write_text(text, encoding="utf-8", newline="\n")
    else:
        journal.save({output: text.encode("utf-8")})


def judged(project: Path, day: date) -> list[Problem]:
    """What `source.check` finds, without looking again at the very bytes judged before."""

    def look() -> list[Problem]:
        from generator import source  # not needed where nothing is judged

        return source.check(project, day).problems

    parts = [day.isoformat().encode()]
    parts += cache.files(project, (packages.FOLDER, content.FOLDER, settings.FILE))
    return cache.remember(cache.folder(project), "check", parts, look)


def compared(project: Path, day: date, against: Path) -> list[Problem]:
    """What is wrong, and once no error is left what changed since the last publication."""
    from generator import bulletin, comparison, source

    before, refused = comparison.published(against)
    if refused:
        raise Stop(exits.CANNOT, refused)
    known = source.check(project, day)
    if known.settings is None or blocking(known.problems):
        return known.problems
    seen = bulletin.assemble(known.packages, known.content, day, known.settings.windows)
    return in_reading_order([*known.problems, *comparison.check(before, known.packages, seen)])
