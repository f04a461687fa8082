"""`bulletin check`: everything wrong with data, words and configuration."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import exits, findings, source
from generator.commands import project as projects
from generator.messages import Catalogue

FORMATS = ("text", "json", "html")

SHOWN = 200
"""How many problems the text report lists; the others list all."""


def run(project: Path, day: date, *, style: str, output: Path | None, words: Catalogue) -> int:
    """Print or write the report; the exit code tells what was found."""
    problems = source.problems(projects.folder(project), day)
    if style == "json":
        text = findings.as_json(problems, words)
    elif style == "html":
        text = findings.html(problems, words, {})
    else:
        text = findings.text(problems, words, SHOWN)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    return exits.code(problems)
