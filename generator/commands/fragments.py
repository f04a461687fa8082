"""`bulletin fragments`: records and lists as clean HTML and workbooks, to paste and attach."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import click

from generator import bulletin, exits, findings, fragments, pipeline
from generator.commands import project as projects
from generator.commands.check import SHOWN
from generator.exits import Stop
from generator.messages import Catalogue
from generator.problems import Problem, blocking


def run(
    project: Path, day: date, output: Path, *, preview: bool, linked: bool, words: Catalogue
) -> int:
    """Write the fragments in the place of the last ones, so that nothing expired lies about."""
    source = projects.sound(projects.themed(project), day)
    assert source.settings is not None
    if (stray := _stray(output)) is not None:
        problem = Problem("output-refused", "", value=str(output), details={"stray": stray})
        raise Stop(exits.CANNOT, [problem])
    seen = bulletin.assemble(source.packages, source.content, day, source.settings.windows)
    site, problems = pipeline.render(
        source, seen, with_posters=False, report=lambda step: None, preview=preview
    )
    if blocking(problems):
        click.echo(findings.text(problems, words, SHOWN), err=True)
        return exits.code(problems)
    made = fragments.files(site, seen, source.settings, preview=preview, linked=linked)
    fresh = output.with_name(f".{output.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for file in made:
        target = fresh / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)
    shutil.rmtree(output, ignore_errors=True)
    fresh.rename(output)
    done = words.phrase("fragments-done", count=len(made) // 2 - 1, index=output / fragments.INDEX)
    click.echo(done, err=True)
    return exits.FINE


def _stray(output: Path) -> str | None:
    """The first file in the folder that no run of ours put there, None where there is none."""
    sums = output / fragments.SUMS
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.is_file() else []
    known = {line[66:] for line in lines} | {fragments.SUMS}
    present = sorted(p.relative_to(output).as_posix() for p in output.rglob("*") if p.is_file())
    return next((path for path in present if path not in known), None)
