"""`bulletin fragments`: records and lists as clean HTML and workbooks, to paste and attach."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import click

from generator import bulletin, exits, findings, fragments, pipeline
from generator.artifacts import Artifact
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
    projects.keep_out(output, project)
    shown, output = output, Path(os.path.realpath(output))
    if Path.cwd().is_relative_to(output):
        # The folder is exchanged whole: whoever stands in it would stand nowhere afterwards.
        raise Stop(exits.CANNOT, [Problem("output-here", "", value=str(output))])
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
    done = words.phrase("fragments-done", count=len(made) // 2 - 1, index=shown / fragments.INDEX)
    click.echo(done, err=True)
    return exits.FINE


def _stray(output: Path) -> str | None:
    """The first thing in the folder that no run of ours put there, or that somebody wrote into
    since; None where there is none."""
    if output.exists() and not output.is_dir():
        return output.name
    sums = output / fragments.SUMS
    text = sums.read_bytes().decode("utf-8", "replace") if sums.is_file() else ""
    digests = {line[66:]: line[:64] for line in text.splitlines()}
    for file in sorted(p for p in output.rglob("*") if not p.is_dir() or p.is_symlink()):
        path = file.relative_to(output).as_posix()
        if path == fragments.SUMS and fragments.INDEX in digests:
            continue
        if not file.is_file() or Artifact(path, file.read_bytes()).digest != digests.get(path):
            return path
    return None
