"""`bulletin deploy`: a site of today, untouched and no demonstration, switched to in one step."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import deployment, exits, findings, packages, settings, verification
from generator.commands import project as projects
from generator.commands.check import SHOWN, compared
from generator.messages import Catalogue
from generator.problems import Problem


def run(site: Path, target: Path, day: date, words: Catalogue) -> int:
    """Refuse with every reason, or copy and switch.

    Where the site lies in its project, its data is held against the site that is shown: nothing
    public changes or goes without a word.
    """
    projects.keep_out(target, site.parent)
    if target.resolve().is_relative_to(site.resolve()):
        return _refused([Problem("deploy-inside", "", value=str(target))], words)
    problems = list(deployment.refusals(site, day))
    shown, project = deployment.current(target), _project_of(site)
    if not problems and shown is not None and project is not None:
        problems = [p for p in compared(project, day, shown) if p.severity == "error"]
    if problems:
        return _refused(problems, words)
    try:
        release = deployment.deploy(site, target, day)
    except deployment.Refused as refusal:
        return _refused(refusal.problems, words)
    click.echo(words.phrase("deploy-done", release=release), err=True)
    return exits.FINE


def _project_of(site: Path) -> Path | None:
    """The project a site was built in, None for one that lies elsewhere."""
    folders = site.resolve().parents
    return next((f for f in folders if all((f / part).exists() for part in _PARTS)), None)


_PARTS = (settings.FILE, packages.FOLDER)


def back(target: Path, day: date, *, even_older: bool, words: Catalogue) -> int:
    """Show the release before. It may hold what has come down since, be it of an older day or of
    this one: a record withdrawn at noon was public in the morning (行政处罚法 第四十八条).
    """
    release = deployment.before(target)
    if release is None:
        return _refused([Problem("deploy-no-way-back", "", value=str(target))], words)
    built = deployment.day_of(release)
    if built != day and not even_older:
        details = {"today": day.isoformat()}
        problem = Problem("deploy-older", "", value=built.isoformat(), details=details)
        return _refused([problem], words)
    if not even_older and (returning := deployment.returning(target, release)):
        details = {"records": "、".join(returning[:SHOWN]), "count": str(len(returning))}
        return _refused([Problem("deploy-returns", "", details=details)], words)
    problems = verification.of_folder(release)
    if problems:
        return _refused(problems, words)
    deployment.go_back(target, release)
    click.echo(words.phrase("deploy-done", release=release), err=True)
    return exits.FINE


def _refused(problems: list[Problem], words: Catalogue) -> int:
    click.echo(findings.text(problems, words, SHOWN), err=True)
    click.echo(words.phrase("deploy-refused"), err=True)
    return exits.PROBLEMS
