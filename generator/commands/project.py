"""The project a command works on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generator import exits, journal, packages, settings, source
from generator.exits import Stop
from generator.problems import Problem
from generator.source import Source


def folder(project: Path) -> Path:
    """The project's folder, a change that was stopped half-way finished; Stop where there is none.

    Raises OSError and journal.Halted where it cannot be finished.
    """
    if not project.is_dir():
        raise Stop(exits.CANNOT, [Problem("project-missing", "", value=str(project))])
    if not any((project / part).exists() for part in (settings.FILE, packages.FOLDER)):
        # One cause, not what follows from it for every package.
        raise Stop(exits.CANNOT, [Problem("project-elsewhere", "", value=str(project.resolve()))])
    journal.recover(project)
    return project


def themed(project: Path) -> Path:
    """The project's folder, which has its look; Stop where it has not."""
    found = folder(project)
    if not (found / "theme").is_dir():
        raise Stop(exits.CANNOT, [Problem("theme-missing", "theme")])
    return found


def sound(project: Path, day: date) -> Source:
    """The project, read and judged; Stop with what is wrong where that forbids to go on."""
    read = source.check(folder(project), day)
    if (code := exits.code(read.problems)) != exits.FINE:
        raise Stop(code, read.problems)
    return read
