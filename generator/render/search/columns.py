"""The form of a file of the search: columns of all rows, and the edition they are of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

SEPARATOR = "\n"
AND = "、"


def edition(keys: Iterable[str]) -> str:
    """A digest of the keys of a file's rows in their order."""
    return hashlib.sha256(SEPARATOR.join(keys).encode()).hexdigest()[:12]


def column(values: Iterable[str]) -> str:
    """The values of all rows as one string; a line feed inside a value becomes a blank."""
    return SEPARATOR.join(" ".join(value.split()) for value in values)


def table(rows: Sequence[Sequence[str]], names: str, below: str = "") -> dict[str, Any]:
    """A file of rows with these columns; the first is the key."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names.split())
    head = {"below": below} if below else {}
    return {"rows": len(rows), "edition": edition(columns[0]), **head} | {
        name: column(values) for name, values in zip(names.split(), columns, strict=True)
    }
