"""The data contract's rules for all packages, one small function a rule."""

from __future__ import annotations

import re
from collections.abc import Callable

from generator import addresses, records
from generator.problems import Problem
from generator.validation import cells
from generator.validation.desk import Desk

# Names that Windows keeps for devices: a folder of that name cannot be copied to a clerk's disk.
_YEAR = re.compile(r"[0-9]{4}")
_WITH_YEARS = {"outcomes", "supervised_hazards", "cases"}
"""The tables whose records share a folder of the site with the plain pages of the years."""
_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


def contract_is_complete(desk: Desk) -> list[Problem]:
    """Every resource and field the program reads stands in a descriptor, with its type."""
    return list(records.missing(desk.packages))


def fields_have_words(desk: Desk) -> list[Problem]:
    """Every field has a Chinese title, which people see as heading, and a description."""
    problems = []
    for package, resource in desk.tables():
        for entry in resource.fields:
            for key in ("title", "description"):
                if not str(entry.get(key) or "").strip():
                    value = f"{resource.name}.{entry['name']}"
                    problems.append(Problem("field-wordless", package.file, field=key, value=value))
    return problems


def ids_are_distinct_without_case(desk: Desk) -> list[Problem]:
    """Ids become folders, and some file systems do not tell upper from lower case."""
    problems = []
    for _, resource in desk.tables():
        if len(resource.primary_key) != 1:
            continue
        (name,) = resource.primary_key
        seen: dict[str, tuple[str, int]] = {}
        for row in resource.rows:
            cell = row.cells[name]
            first, number = seen.setdefault(cell.casefold(), (cell, row.number))
            if first != cell:
                details = {"title": resource.title(name), "earlier": number, "other": first}
                problems.append(
                    Problem("id-case", resource.file, row.number, name, cell, details=details)
                )
    return problems


def ids_are_not_reserved(desk: Desk) -> list[Problem]:
    """No id is a device name of Windows, a mine kind (posters) or a year (plain lists)."""
    problems = []
    for package, resource in desk.tables():
        if len(resource.primary_key) != 1:
            continue
        (name,) = resource.primary_key
        kinds: set[str] = set()
        if (package.name, resource.name) == ("mines", "mines"):
            entries = [e for e in resource.fields if e["name"] == "mine_kind"]
            kinds = {k for e in entries for k in e.get("constraints", {}).get("enum", ())}
            kinds.add(addresses.HEADLINE)
        for row in resource.rows:
            cell = row.cells[name]
            year = resource.name in _WITH_YEARS and _YEAR.fullmatch(cell)
            if _WINDOWS.fullmatch(cell) or cell in kinds or year:
                details = {"title": resource.title(name)}
                problems.append(
                    Problem("id-reserved", resource.file, row.number, name, cell, details=details)
                )
    return problems


def published_rows_are_approved(desk: Desk) -> list[Problem]:
    """先审后发: a row with a publication day names who approved it, unless a demonstration."""
    if desk.settings.demonstration:
        return []
    problems = []
    for _, resource in desk.tables():
        names = {entry["name"] for entry in resource.fields}
        if not {"published_on", "approval_no"} <= names:
            continue
        for row in resource.rows:
            if row.cells["published_on"] and not row.cells["approval_no"].strip():
                details = {"title": resource.title("approval_no")}
                problems.append(
                    Problem(
                        "approval-missing",
                        resource.file,
                        row.number,
                        "approval_no",
                        details=details,
                    )
                )
    return problems


def corrections_are_whole(desk: Desk) -> list[Problem]:
    """A correction has its day and says what was wrong: one without the other misleads."""
    problems = []
    for _, resource in desk.tables():
        names = {entry["name"] for entry in resource.fields}
        pair = ("corrected_on", "correction_note")
        if not set(pair) <= names:
            continue
        for row in resource.rows:
            empty = [name for name in pair if not row.cells[name].strip()]
            if len(empty) == 1:
                details = {"title": resource.title(empty[0])}
                problems.append(
                    Problem("correction-half", resource.file, row.number, empty[0], details=details)
                )
    return problems


def changes_can_be_undone(desk: Desk) -> list[Problem]:
    """A change names a column of the mines table, and both its values fit that column.

    State on an earlier day is today's row with the changes undone, so the old value becomes a
    cell of the mines table again.
    """
    package = desk.packages.get("mines")
    changes = package.resources.get("mine_changes") if package else None
    mines = package.resources.get("mines") if package else None
    if changes is None or mines is None:
        return []
    problems = []
    columns = {entry["name"] for entry in mines.fields} - set(mines.primary_key)
    for row in changes.rows:
        name = row.cells.get("field", "")
        if name not in columns:
            details = {"title": changes.title("field")}
            problems.append(
                Problem("change-field", changes.file, row.number, "field", name, details=details)
            )
            continue
        for key in ("old_value", "new_value"):
            cell = row.cells.get(key, "")
            if not cells.fits(mines.field(name), cell):
                details = {"title": changes.title(key), "column": mines.title(name)}
                problems.append(
                    Problem("change-value", changes.file, row.number, key, cell, details=details)
                )
    return problems


ALL: tuple[Callable[[Desk], list[Problem]], ...] = (
    contract_is_complete,
    fields_have_words,
    ids_are_distinct_without_case,
    ids_are_not_reserved,
    published_rows_are_approved,
    corrections_are_whole,
    changes_can_be_undone,
)
