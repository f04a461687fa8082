"""The form a cell should have, where it is certain: what a clerk need not be asked about.

Never a guess: what may mean two things, or may have lost a digit, is left for the check to name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from generator import characters
from generator.validation import cells, hygiene

SAFE = frozenset(
    {
        "cell-space",
        "code-apostrophe",
        "code-form",
        "date-form",
        "number-characters",
        "number-grouped",
        "number-point",
        "number-sign",
    }
)
"""The findings whose form in the table is the same value written otherwise."""


def respaced(entry: Mapping[str, Any], cell: str) -> str:
    """As `tidied`; but a code keeps every sign and is only freed of odd widths and outer spaces.

    Another case, sign or label may be another code to whoever reads the paper it stands on.
    """
    plain = tidied(entry, cell)
    is_code = hygiene.kind(entry) in ("code", "number")
    return plain if not is_code or _half(plain) == _half(cell) else cell


def _half(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def tidied(entry: Mapping[str, Any], cell: str) -> str:
    """The same value in the plain form of its column; the cell itself where that is not certain.

    `entry` is the field of the Table Schema.
    """
    cell = characters.as_usual(cell)
    for _ in range(len(SAFE)):
        found = hygiene.fault(cell, entry["name"], hygiene.kind(entry)) if cell else None
        found = found or (cells.fault(entry, cell) if cell else None)
        if found is None or found.code not in SAFE or found.expected in ("", cell):
            return cell
        cell = found.expected
    return cell
