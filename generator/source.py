"""A project as read and judged: what every command starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator import agreement, content, packages, settings, validation
from generator.content import Content
from generator.packages import Packages
from generator.problems import Problem, blocking, in_reading_order
from generator.settings import Settings
from generator.validation.desk import Desk


@dataclass(frozen=True)
class Source:
    """A project as read and judged. `settings` is None when `site_config.yml` is at fault."""

    project: Path
    settings: Settings | None
    packages: Packages
    content: Content
    problems: list[Problem]

    @property
    def configured(self) -> bool:
        """Whether the program knows whose bulletin this is; without it nothing can be made."""
        return self.settings is not None


def check(project: Path, as_of: date, instead: packages.Instead | None = None) -> Source:
    """Read a project and find everything wrong with its config, data and words.

    The day decides only what is said of facts that have not happened yet and of things in force.
    Tables given in `instead` are judged as if they lay in the project already.
    """
    chosen, problems = settings.load(project)
    loaded, found = packages.load(project, instead)
    problems += found
    words, found = content.load(project)
    problems += found
    if chosen is not None:
        problems += validation.judge(Desk(loaded, words, chosen, as_of), project)
        if not blocking(problems):
            problems += agreement.check(loaded, words, as_of, chosen.windows)
    return Source(project, chosen, loaded, words, in_reading_order(problems))
