"""`bulletin posters`: the notice-board posters of mines and of kinds of mine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import bulletin, exits, findings, pipeline
from generator.commands import project as projects
from generator.commands.check import SHOWN
from generator.messages import Catalogue


def run(
    project: Path,
    day: date,
    *,
    mine_ids: tuple[str, ...],
    kind: str | None,
    size: str,
    output: Path | None,
    words: Catalogue,
) -> int:
    """Make the posters asked for, or none of them and say why."""
    source = projects.sound(project, day)
    assert source.settings is not None
    seen = bulletin.assemble(source.packages, source.content, day, source.settings.windows)
    prints, problems = pipeline.chosen_posters(source, seen, mine_ids, kind, size)
    if problems:
        click.echo(findings.text(problems, words, SHOWN), err=True)
        return exits.PROBLEMS
    target = output or project / "posters"
    target.mkdir(parents=True, exist_ok=True)
    for artifact in prints:
        _replace(target / Path(artifact.path).name, artifact.content)
    click.echo(words.phrase("posters-done", count=len(prints), output=target), err=True)
    return exits.FINE


def _replace(file: Path, content: bytes) -> None:
    """Write beside and rename, so that a half-written poster never lies there."""
    temporary = file.with_name(f".{file.name}.new")
    try:
        temporary.write_bytes(content)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
