"""`bulletin report`: the circular of a period as a draft, to be read, completed and approved."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import bulletin, circular, content, exits
from generator.bulletin import Bulletin, figures
from generator.commands import project as projects
from generator.exits import Stop
from generator.messages import Catalogue
from generator.problems import Problem


def run(project: Path, day: date, *, period: str, output: Path | None, words: Catalogue) -> int:
    """Write the draft to a file that does not exist yet; nothing is ever overwritten.

    It stands outside the words of the site: nothing is published that nobody has read.
    """
    if not figures.PERIOD.fullmatch(period):
        raise click.BadParameter(period, param_hint="--period")
    if not circular.over(period, day):
        raise Stop(exits.CANNOT, [Problem("report-early", "", value=period)])
    known = projects.sound(project, day)
    assert known.settings is not None
    seen = bulletin.assemble(known.packages, known.content, day, known.settings.windows)
    target = output or project / f"{period.lower()}-circular.md"
    projects.keep_out(target, project, but=f"{content.FOLDER}/notices")
    text = circular.draft(seen, period)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as refusal:
        if target.is_file() and target.read_bytes() == text.encode("utf-8"):
            click.echo(words.phrase("output-same", file=target), err=True)
            return exits.FINE
        raise Stop(exits.CANNOT, [Problem("report-exists", "", value=str(target))]) from refusal
    click.echo(words.phrase("report-written", file=target), err=True)
    _tell_the_end(seen, period, words)
    return exits.FINE


def _tell_the_end(seen: Bulletin, period: str, words: Catalogue) -> None:
    """A notice comes down with the first of the records that it quotes (data contract)."""
    ends = [(seen.ends[r], r) for r in circular.quoted(seen, period) if r in seen.ends]
    if ends:
        day, record = min(ends)
        click.echo(words.phrase("report-until", id=record, day=day), err=True)
