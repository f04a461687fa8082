"""The words of `content/`: what notices quote exists, and so does what staff link to."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from generator import addresses
from generator.content import Notice, Words
from generator.packages import Packages
from generator.problems import Problem
from generator.validation.desk import Desk

_LINK = re.compile(r"\]\(\s*<?([a-z]+):([^)>\s]+)")

# A link of ours, the address of a page in a link of any other form, or the bare number.
_QUOTED = re.compile(
    r"(?:(?:outcome|hazard)\s*:\s*|(?:enforcement|hazards)/)([a-z0-9-]+)"
    r"|(?<![a-z0-9-])((?=[a-z0-9-]{6})[a-z0-9]+-[a-z0-9-]+)(?![a-z0-9-])",
    re.IGNORECASE,
)


def check(desk: Desk) -> Iterator[Problem]:
    """Front matter that refers to nothing, and links of our own schemes that lead nowhere."""
    known = {
        scheme: _ids(desk.packages, package, resource, field)
        for scheme, (package, resource, field) in addresses.SCHEMES.items()
    }
    known["notice"] = {notice.slug for notice in desk.content.notices}
    known["page"] = set(addresses.PAGES)
    for notice in desk.content.notices:
        for record in notice.records:
            pools = (known["outcome"], known["hazard"])
            if None not in pools and not any(record in pool for pool in pools if pool is not None):
                yield _unknown(notice.file, notice.lines["records"], "records", record)
        for town in notice.towns:
            if (pool := known["town"]) is not None and town not in pool:
                yield _unknown(notice.file, notice.lines["towns"], "towns", town)
        measures = _ids(desk.packages, "action-plan", "measures", "measure_no")
        for measure in notice.measures:
            if measures is not None and str(measure) not in measures:
                yield _unknown(notice.file, notice.lines["measures"], "measures", str(measure))
        yield from _unnamed(notice, known)
        if not notice.approval_no and not desk.settings.demonstration:
            yield Problem("approval-missing", notice.file, 1, "approval_no")
    texts: list[Words | Notice] = [*desk.content.pages.values(), *desk.content.notices]
    for text in texts:
        for number, line in enumerate(text.body.split("\n"), start=text.body_row):
            for scheme, target in _LINK.findall(line):
                pool = known.get(scheme)
                if pool is not None and target.partition("#")[0] not in pool:
                    yield Problem("content-link", text.file, number, None, f"{scheme}:{target}")


def _unnamed(notice: Notice, known: Mapping[str, set[str] | None]) -> Iterator[Problem]:
    """Outcomes and hazards in a notice's text that its `records` does not name, each once.

    A notice comes down with the first record it quotes (data contract; 行政处罚法 第四十八条: what
    is withdrawn is withdrawn wherever it was published), and only `records` says which.
    """
    ids = (known["outcome"] or set()) | (known["hazard"] or set())
    said = set(notice.records)
    if not said <= ids:  # a slip in `records` is told by itself
        return
    places: list[tuple[int, str | None, str]] = [
        (notice.lines.get("title", 1), "title", notice.title),
        *((row, None, line) for row, line in enumerate(notice.body.split("\n"), notice.body_row)),
    ]
    for row, field, text in places:
        for match in _QUOTED.finditer(html.unescape(text)):
            record = (match[1] or match[2]).lower()
            if record in ids and record not in said:
                said.add(record)
                yield Problem("notice-record-unnamed", notice.file, row, field, record)


def _unknown(file: str, row: int, field: str, value: str) -> Problem:
    return Problem("front-matter-unknown", file, row=row, field=field, value=value)


def _ids(packages: Packages, package: str, resource: str, field: str) -> set[str] | None:
    """The ids of a table, None where it could not be read: then nothing is said about them."""
    home = packages.get(package)
    table = home.resources.get(resource) if home else None
    if table is None or not table.sound:
        return None
    return {row.cells.get(field, "") for row in table.rows}
