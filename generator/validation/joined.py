"""The distinct cells of a column as one text that a search goes through at once.

NUL, which no sound table holds, keeps the cells apart and stands at both ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def text(cells: Iterable[str]) -> str:
    """The cells as one text."""
    return "\0" + "\0".join(cells) + "\0"


def places(together: str, matches: Iterable[int]) -> Iterator[int]:
    """The cells, counted from 0, in which matches begin: each once, in their order.

    A match on the NUL before a cell belongs to that cell. Every character is looked at once.
    """
    place = counted = 0
    last = -1
    for match in sorted(matches):
        place += together.count("\0", counted, match + 1)
        counted = match + 1
        if place - 1 != last:
            last = place - 1
            yield last
