"""`bulletin clock`: the office's agenda of what goes up, comes down, is late or ends soon."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import clock, exits
from generator.commands import project as projects
from generator.messages import Catalogue


def run(
    project: Path, day: date, *, first: date | None, last: date | None, style: str, words: Catalogue
) -> int:
    """Print the agenda; being late is nothing wrong with the data, so the exit code is 0."""
    begin = first or day
    end = last or begin + clock.AHEAD
    if end < begin:
        raise click.BadParameter(end.isoformat(), param_hint="--to")
    text = clock.run(projects.sound(project, day), day, begin, end, style, words)
    if style == "ics":
        # Lines of a calendar end with CRLF (RFC 5545): bytes, so that no console changes them.
        click.echo(text.encode("utf-8"), nl=False)
    else:
        click.echo(text)
    return exits.FINE
