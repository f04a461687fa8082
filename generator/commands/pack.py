"""`bulletin pack`: a built site as one ZIP, for a folder, a stick or a closed network."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import deployment, exits, findings, parcel
from generator.commands import project as projects
from generator.commands.check import SHOWN
from generator.messages import Catalogue


def run(site: Path, file: Path, day: date, *, for_review: bool, words: Catalogue) -> int:
    """Refuse what is no issue to publish, unless it is for review and says so on every page."""
    projects.keep_out(file, site.parent)
    projects.spare(file, parcel.is_parcel)
    problems = list(deployment.refusals(site, day))
    told = deployment.imprint_of(site)
    if for_review and told is not None and (told.demonstration or told.preview):
        marked = {"deploy-demonstration", "deploy-other-day"}
        problems = [problem for problem in problems if problem.code not in marked]
    if problems or told is None:
        click.echo(findings.text(problems, words, SHOWN), err=True)
        click.echo(words.phrase("pack-refused"), err=True)
        return exits.PROBLEMS
    files = parcel.write(site, told.as_of, file)
    folder = parcel.folder_name(told.as_of)
    click.echo(words.phrase("pack-done", file=file, files=files, folder=folder), err=True)
    return exits.FINE
