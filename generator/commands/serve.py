"""`bulletin serve`: a live preview on this machine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import exits
from generator.commands import project as projects
from generator.exits import Stop
from generator.messages import Catalogue
from generator.preview import Preview, Server
from generator.problems import Problem


def run(project: Path, day: date, *, port: int, words: Catalogue) -> int:
    """Serve until Ctrl-C."""
    folder = projects.themed(project)
    try:
        server = Server(port, Preview(folder, day, words))
    except OSError as error:
        raise Stop(exits.CANNOT, [Problem("serve-port", "", value=str(port))]) from error
    try:
        with server:
            click.echo(words.phrase("serve-at", url=server.url, day=day), err=True)
            server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        click.echo(words.phrase("serve-ended"), err=True)
    return exits.FINE
