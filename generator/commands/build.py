"""`bulletin build`: the whole site, or a report of what forbids it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from generator import exits, findings, pipeline, tree
from generator.commands import project as projects
from generator.commands.check import SHOWN
from generator.exits import Stop
from generator.messages import Catalogue
from generator.problems import Problem, blocking


def run(
    project: Path,
    day: date,
    *,
    output: Path | None,
    with_posters: bool,
    preview: bool,
    commit: str,
    words: Catalogue,
) -> int:
    """Check and build; with a problem nothing under the output changes."""
    target = output or project / "site"
    projects.keep_out(target, project)
    with _progress(words, day) as report:
        report("check")
        source = pipeline.check(projects.folder(project), day)
        if not (project / "theme").is_dir():
            raise Stop(exits.CANNOT, [*source.problems, Problem("theme-missing", "theme")])
        try:
            built = pipeline.build(
                source,
                day,
                target,
                with_posters=with_posters,
                report=report,
                preview=preview,
                commit=commit,
            )
        except tree.OutputRefused as refusal:
            details = {"stray": refusal.stray}
            problem = Problem("output-refused", "", value=str(target), details=details)
            raise Stop(exits.CANNOT, [problem]) from refusal
    if built.problems:
        click.echo(findings.text(built.problems, words, SHOWN), err=True)
    if blocking(built.problems):
        click.echo(words.phrase("unchanged-site"), err=True)
        return exits.code(built.problems)
    done = words.phrase("built", files=built.files, changed=built.changed, output=target)
    click.echo(done, err=True)
    if built.stale_boards:
        click.echo(words.phrase("boards-stale", count=built.stale_boards), err=True)
    return exits.FINE


@contextmanager
def _progress(words: Catalogue, day: date) -> Iterator[Callable[[str], None]]:
    """A spinner on a terminal, plain lines elsewhere; both on stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: click.echo(words.phrase(f"step-{step}", day=day), err=True)
        return
    with console.status("") as status:
        yield lambda step: status.update(words.phrase(f"step-{step}", day=day))
