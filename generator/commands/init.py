"""`bulletin init`: a working bulletin for another place, with nothing asked."""

from __future__ import annotations

from pathlib import Path

import click

from generator import exits, founding
from generator.commands import project as projects
from generator.exits import Stop
from generator.messages import Catalogue
from generator.problems import Problem


def run(target: Path, words: Catalogue) -> int:
    """Found a bulletin in an empty or missing folder and say what to do next."""
    source = founding.home()
    if source is None:
        raise Stop(exits.CANNOT, [Problem("init-no-home", "")])
    projects.keep_out(target, target)
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise Stop(exits.CANNOT, [Problem("init-not-empty", "", value=str(target))])
    founding.found(source, target)
    click.echo(words.phrase("init-done", folder=target))
    return exits.FINE
