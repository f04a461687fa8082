"""The pack of a mine: its posters, the same in tiles for office printers, and how to hang them."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator import addresses, archives, wording
from generator.messages import sentence, site
from generator.render import posters, typesetting
from generator.render.posters import MILLIMETRES, Board, Keep, anew

TILINGS = (("a3", "a4"), ("a2", "a4"), ("a2", "a3"), ("a1", "a3"))
"""Which posters are cut for which paper of an office printer."""

EDGE = 10
OVERLAP = 10
"""Millimetres: what a printer leaves white, and what two neighbouring tiles both show."""


@dataclass(frozen=True)
class Tiling:
    """How one sheet is cut: the paper in the position that needs the fewest tiles, in mm."""

    paper: tuple[int, int]
    columns: int
    rows: int


def tiling(size: str, paper: str) -> Tiling:
    """Cut a poster's sheet for a paper, upright or across, with the fewest tiles."""
    width, height = MILLIMETRES[paper]
    found = (_cut(size, (width, height)), _cut(size, (height, width)))
    return min(found, key=lambda cut: cut.columns * cut.rows)


def _cut(size: str, paper: tuple[int, int]) -> Tiling:
    columns, rows = (
        math.ceil((whole - OVERLAP) / (side - 2 * EDGE - OVERLAP))
        for whole, side in zip(MILLIMETRES[size], paper, strict=True)
    )
    return Tiling(paper, columns, rows)


def tiles(
    board: Board, pdf: bytes, size: str, paper: str, *, theme: Path, keep: Keep = anew
) -> bytes:
    """A poster at true size on sheets of an office printer, with overlap and marks. Plain PDF."""
    cut = tiling(size, paper)
    job = json.dumps(
        {
            "title": f"{board.mine_id} {board.mine_name} {size.upper()} · {board.edition}",
            "whole": MILLIMETRES[size],
            "paper": cut.paper,
            "columns": cut.columns,
            "rows": cut.rows,
            "edge": EDGE,
            "overlap": OVERLAP,
            "sheets": posters.sheets(board, size, theme=theme, keep=keep),
        },
        ensure_ascii=False,
    )

    def make() -> bytes:
        # Bytes enter a template as text only.
        inputs = {"job": job, "poster": json.dumps(list(pdf))}
        return typesetting.document("tiles.typ", theme, inputs, board.edition_day, archival=False)

    return keep(posters.key(theme, "tiles.typ", job, posters.digest(pdf)), make)


def guide(board: Board, *, theme: Path, keep: Keep = anew) -> bytes:
    """One page of A4: how to print at true size, join tiles, hang and renew."""
    words = site()["hanging"]
    text = json.dumps(
        {
            "title": f"{words['heading']} · {board.mine_name}",
            "heading": words["heading"],
            "mine": f"{board.mine_name}　{board.mine_id}",
            "edition": sentence(
                "hanging", "edition", day=wording.long_day(board.edition_day), code=board.edition
            ),
            "publisher": board.publisher,
            "sections": words["sections"],
            "files": {
                "title": words["files"],
                "heads": words["heads"],
                "rows": [list(row) for row in _rows(board, theme, keep)],
            },
            "ruler": words["ruler"],
        },
        ensure_ascii=False,
    )

    def make() -> bytes:
        return typesetting.document("guide.typ", theme, {"guide": text}, board.edition_day)

    return keep(posters.key(theme, "guide.typ", text), make)


def _rows(board: Board, theme: Path, keep: Keep) -> list[tuple[str, str, str]]:
    """Of each file its name, what it is, and how many sheets of which paper it takes."""
    rows = []
    for size in posters.SIZES:
        count = posters.sheets(board, size, theme=theme, keep=keep)
        says = sentence("hanging", "whole", size=size.upper())
        rows.append((_name(board, size), says, _paper(size, count)))
    for size, paper in TILINGS:
        cut = tiling(size, paper)
        count = posters.sheets(board, size, theme=theme, keep=keep) * cut.columns * cut.rows
        says = sentence("hanging", "tiled", size=size.upper(), paper=paper.upper())
        rows.append((_name(board, size, paper), says, _paper(paper, count)))
    return rows


def _paper(size: str, count: int) -> str:
    return sentence("hanging", "sheets", size=size.upper(), count=count)


def _name(board: Board, size: str, paper: str = "") -> str:
    return f"{board.mine_id}-{size}" + (f"-on-{paper}" if paper else "") + ".pdf"


def of_mine(board: Board, *, theme: Path, keep: Keep = anew) -> bytes:
    """The ZIP of a mine: each size, the tiles, the guide. Stored, so that no zlib has a say."""
    files = {size: posters.render(board, size, theme=theme, keep=keep) for size in posters.SIZES}
    found = {_name(board, size): pdf for size, pdf in files.items()}
    for size, paper in TILINGS:
        pdf = tiles(board, files[size], size, paper, theme=theme, keep=keep)
        found[_name(board, size, paper)] = pdf
    found[f"{board.mine_id}-{addresses.GUIDE}"] = guide(board, theme=theme, keep=keep)
    return _zipped(found)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    archives.write(written, files)
    return written.getvalue()
