"""The project a command works on."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from generator import content, exits, journal, packages, settings
from generator.exits import Stop
from generator.problems import Problem

if TYPE_CHECKING:
    from generator.source import Source


def folder(project: Path) -> Path:
    """The project's folder, a change that was stopped half-way finished; Stop where there is none.

    Raises OSError, journal.Halted and journal.Damaged where it cannot be finished.
    """
    if not project.is_dir():
        raise Stop(exits.CANNOT, [Problem("project-missing", "", details={"folder": str(project)})])
    if not any((project / part).exists() for part in (settings.FILE, packages.FOLDER)):
        # One cause, not what follows from it for every package.
        place = {"folder": str(project.resolve())}
        raise Stop(exits.CANNOT, [Problem("project-elsewhere", "", details=place)])
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
    from generator import source

    read = source.check(folder(project), day)
    if (code := exits.code(read.problems)) != exits.FINE:
        raise Stop(code, read.problems)
    return read


def keep_out(output: Path, project: Path, *, but: str = "") -> None:
    """Stop where a command would write among what people keep: the data, the words, the look.

    Looked at are the command's project and every project that the output lies in. `but` is the
    folder of a project in which it may all the same.
    """
    target = Path(os.path.realpath(output))
    for home in (Path(os.path.realpath(project)), *target.parents):
        if not (home / settings.FILE).is_file():
            continue
        if but and target.is_relative_to(os.path.realpath(home / but)):
            continue
        for part in (packages.FOLDER, content.FOLDER, "theme"):
            if target.is_relative_to(os.path.realpath(home / part)):
                details = {"folder": part}
                problem = Problem("output-among-own", "", value=str(output), details=details)
                raise Stop(exits.CANNOT, [problem])


def spare(output: Path, is_ours: Callable[[Path], bool]) -> None:
    """Stop where a file would be overwritten that no earlier run of the command made.

    An empty file holds nothing that could be lost. Raises FileNotFoundError with the folder that
    is missing, before any work is done.
    """
    if not output.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(output.parent))
    if output.is_file() and output.stat().st_size and not is_ours(output):
        raise Stop(exits.CANNOT, [Problem("output-exists", "", value=str(output))])
