"""Whether cells are of the form their column asks for.

A rule that compares cells stays silent where one of them is spoilt: the cell itself is reported
elsewhere, and what follows from it is no second fault.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from functools import lru_cache

from generator.packages import Resource
from generator.validation import cells
from generator.validation.desk import Desk, Line


def fits(line: Line, *names: str) -> bool:
    """Whether each of the cells is of its column's type, choices and pattern."""
    return all(cell_fits(line.resource, name, line.text(name)) for name in names)


def cell_fits(resource: Resource, name: str, cell: str) -> bool:
    """Whether a cell could stand in a column; a column the table lacks takes anything."""
    try:
        return cells.fits(resource.field(name), cell)
    except KeyError:
        return True


def readable(desk: Desk, package: str, resource: str) -> bool:
    """Whether a table could be read: a row that is missing in another one may just be unread."""
    home = desk.packages.get(package)
    table = home.resources.get(resource) if home else None
    return table is not None and table.sound


def number(cell: str) -> Decimal | None:
    """A cell as a number, None where it is none."""
    return Decimal(cell) if cells.is_number(cell) else None


def label(resource: Resource, name: str, code: str) -> str:
    """A code of a column as its Chinese label, the code itself where it has none."""
    try:
        entry = resource.field(name)
    except KeyError:
        return code
    return {c["value"]: str(c["label"]) for c in entry.get("categories", ())}.get(code, code)


@lru_cache(maxsize=1 << 18)  # the numbers and facts of 100,000 outcomes, read by several rules
def plain(text: str) -> str:
    """A name or number without what typing adds: spaces, full width, kinds of brackets."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_BRACKETS).split()).casefold()


_BRACKETS = str.maketrans("〔[【（）〕]】", "(((())))")
