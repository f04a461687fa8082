"""The posting register: which board shows today's edition."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from generator import prints
from generator.bulletin import Bulletin, postings
from generator.records import Board
from generator.source import Source

IN_FORCE = ("矿安〔2022〕88号", "矿安〔2024〕41号")


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("B7KM3X", "current"),
        ("2026年3月13日 · b7km3x", "current"),
        ("B7KM3Y", "stale"),
        ("矿安〔2022〕88号", "stale"),
        ("矿安〔2022〕88号、矿安〔2024〕41号", "unproven"),
        ("", "unproven"),
    ],
)
def test_only_the_code_of_today_proves_a_board(cell: str, state: str) -> None:
    assert postings.state(cell, "B7KM3X", IN_FORCE) == state


def test_the_register_names_the_boards_of_open_mines_only(
    shipped: Source, shipped_bulletin: Bulletin
) -> None:
    assert shipped.settings is not None
    codes = prints.editions(shipped_bulletin, shipped.settings)
    found = prints.postings(shipped_bulletin, codes)
    closed = {m.mine_id for m in shipped_bulletin.records.mines if m.status == "closed"}
    listed = {board.mine_id for board in shipped_bulletin.records.boards}
    assert {posting.mine.mine_id for posting in found} == listed - closed
    covered = postings.coverage(shipped_bulletin.records, found)
    assert sum(town.mines for town in covered) == len(codes)
    assert all(town.current <= town.posted <= town.mines for town in covered)


def test_a_change_of_data_makes_stale_only_what_showed_the_last_edition(
    shipped_bulletin: Bulletin,
) -> None:
    rows = shipped_bulletin.records
    day = date(2026, 11, 1)
    boards = tuple(
        Board(
            board_id=f"b-{n}",
            mine_id="qx-001",
            place="office",
            installed_on=day,
            checked_on=day,
            edition=edition,
        )
        for n, edition in enumerate(("AAAAAA", "BBBBBB", "矿安〔2022〕88号"))
    )
    changed = dataclasses.replace(rows, boards=boards)
    before, now = {"qx-001": "BBBBBB"}, {"qx-001": "CCCCCC"}
    stale = postings.made_stale(changed, before, now)
    assert [board.board_id for board in stale] == ["b-1"]
    assert postings.made_stale(changed, now, now) == ()
    assert postings.made_stale(changed, {}, now) == ()
