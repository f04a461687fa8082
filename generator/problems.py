"""A fault in what people wrote, as a value: where it is and what it is.

Checks yield problems; nobody raises one. `messages` turns a problem into the sentence a person
reads, `cli` prints it, and nothing else decides what happens next.
"""

from __future__ import annotations

import dataclasses
import errno
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One fault and its place.

    `file` is relative to the project with forward slashes. `row` is counted as a spreadsheet
    shows it (the header is row 1); in Markdown, YAML and JSON it is the line. `field` is the
    English field name or key. `details` fills the placeholders of the message.
    """

    code: str
    file: str
    row: int | None = None
    field: str | None = None
    value: str | None = None
    severity: Severity = "error"
    details: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)


def of_system(error: OSError) -> dict[str, object]:
    """Details that say why the system refused a file, in whatever language they are read."""
    return {"errno": errno.errorcode.get(error.errno or 0, "other")}


def in_reading_order(problems: list[Problem]) -> list[Problem]:
    """Sort by file, row and field, errors before warnings at one place; drop exact repeats."""
    unique = {repr(problem): problem for problem in problems}
    return sorted(
        unique.values(),
        key=lambda p: (p.file, p.row or 0, p.severity != "error", p.field or "", p.code),
    )


def blocking(problems: list[Problem]) -> bool:
    """Whether anything found forbids to publish (warnings do not)."""
    return any(problem.severity == "error" for problem in problems)
