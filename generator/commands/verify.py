"""`bulletin verify`: whether a site is byte for byte what was built, and what it says of itself."""

from __future__ import annotations

from pathlib import Path

import click

from generator import addresses, exits, findings, imprint, verification
from generator.commands.check import SHOWN
from generator.exits import Stop
from generator.messages import Catalogue
from generator.problems import Problem


def run(place: str, words: Catalogue) -> int:
    """Name every changed, missing and added file; exit 1 where there is one."""
    if place.startswith(("http://", "https://")):
        try:
            problems = verification.of_url(place)
        except verification.NoAnswer as silent:
            details = {"reason": str(silent)}
            problem = Problem("verify-no-answer", "", value=place, details=details)
            raise Stop(exits.CANNOT, [problem]) from silent
        told = None
    else:
        folder = Path(place)
        if not folder.is_dir():
            raise Stop(exits.CANNOT, [Problem("verify-no-folder", "", value=place)])
        problems = verification.of_folder(folder)
        manifest = folder / addresses.MANIFEST
        told = imprint.read(manifest.read_bytes()) if manifest.is_file() else None
    if problems:
        click.echo(findings.text(problems, words, SHOWN), err=True)
        return exits.PROBLEMS
    day = told.as_of.isoformat() if told else ""
    commit = told.commit if told else ""
    click.echo(words.phrase("verify-fine", place=place))
    if told:
        click.echo(words.phrase("verify-day", day=day, commit=commit or "—"))
    return exits.FINE
