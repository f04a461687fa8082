"""How a command ends (docs/contract.md): its exit codes, and the early stop with its reasons."""

from __future__ import annotations

from generator import settings
from generator.problems import Problem

FINE, PROBLEMS, CANNOT = 0, 1, 2
"""Nothing wrong (warnings too) · problems · usage, configuration or could not run."""


class Stop(Exception):
    """The command ends here, with these problems said and this exit code."""

    def __init__(self, code: int, problems: list[Problem]) -> None:
        super().__init__(code)
        self.code = code
        self.problems = problems


def code(problems: list[Problem]) -> int:
    """The exit code for what was found: a fault of `site_config.yml` weighs most."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if any(problem.file == settings.FILE for problem in errors):
        return CANNOT
    return PROBLEMS if errors else FINE
