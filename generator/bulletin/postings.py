"""The posting register (张贴登记): which edition hangs on which board, and whether it is today's.

行动方案 第70项 asks each mine for a board at its office, canteen or portal. A board proves that it
is current by the six characters of its edition; one made by hand names the documents it quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from generator.records import Board, Mine, Records, Town

State = Literal["current", "stale", "unproven"]

_BETWEEN = re.compile(r"[\s·、，,；;]+")


@dataclass(frozen=True)
class Posting:
    """One board of the register; `edition` is the code its poster ought to bear today."""

    board: Board
    mine: Mine
    edition: str
    state: State


@dataclass(frozen=True)
class Coverage:
    """Of a town's mines that are not closed: how many, with a board, with a current one."""

    town: Town
    mines: int
    posted: int
    current: int


def state(cell: str, edition: str, documents: Iterable[str]) -> State:
    """How a board stands whose register cell names a code or documents (文号).

    "unproven": it names every document in force but no code, or nothing; then nobody can tell
    whether the telephone and the persons on it are today's.
    """
    parts = set(_BETWEEN.split(cell.strip()))
    if edition in {part.upper() for part in parts}:
        return "current"
    if cell.strip() and not set(documents) <= parts:
        return "stale"
    return "unproven"


def register(
    rows: Records, editions: Mapping[str, str], documents: Callable[[str], Iterable[str]]
) -> tuple[Posting, ...]:
    """The boards of mines that have a poster today, in the order of the data.

    `editions` gives today's code by mine, `documents` the numbers of the documents in force for
    a kind of mine.
    """
    mines = {mine.mine_id: mine for mine in rows.mines if not mine.closed}
    found = []
    for board in rows.boards:
        mine, edition = mines.get(board.mine_id), editions.get(board.mine_id)
        if mine is not None and edition:
            numbers = documents(mine.mine_kind)
            found.append(Posting(board, mine, edition, state(board.edition, edition, numbers)))
    return tuple(found)


def coverage(rows: Records, postings: Iterable[Posting]) -> tuple[Coverage, ...]:
    """By town; towns without a mine that is not closed are left out."""
    found = list(postings)
    posted = {posting.mine.mine_id for posting in found}
    current = {posting.mine.mine_id for posting in found if posting.state == "current"}
    told = []
    for town in rows.towns:
        mines = {m.mine_id for m in rows.mines if m.town_code == town.town_code and not m.closed}
        if mines:
            told.append(Coverage(town, len(mines), len(mines & posted), len(mines & current)))
    return tuple(told)


def made_stale(
    rows: Records, before: Mapping[str, str], now: Mapping[str, str]
) -> tuple[Board, ...]:
    """The boards that bore the code of the last build and no longer bear today's."""
    return tuple(
        board
        for board in rows.boards
        if (code := now.get(board.mine_id))
        and before.get(board.mine_id, code) != code
        and before[board.mine_id] in _BETWEEN.split(board.edition.strip().upper())
    )
