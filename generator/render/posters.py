"""Notice-board posters (公告栏): the criteria, the hotline and the rewards on one printable sheet.

The one door to typst and segno. What is printed comes in as a `Board` of plain values; what is
fixed on a poster (words, colours, measures, smallest type) stands in `theme/posters/board.typ`.
Nothing here reads the clock, the working directory, the locale or the system's fonts.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.resources
import io
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from pathlib import Path

import segno
import typst

from generator import addresses

SIZES = addresses.POSTER_SIZES

_FACE = "Noto Sans CJK SC"
_FONT = "NotoSansCJK-VF.otf.ttc"

# No vowels (no words, no month names or exponents for a spreadsheet to convert), no 0 and 1.
_EDITION_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
_EDITION_LENGTH = 6


class UncoveredCharacters(Exception):
    """The poster's font has no glyph for these characters: a box would be printed for each."""

    def __init__(self, characters: str) -> None:
        super().__init__(" ".join(f"{char} U+{ord(char):04X}" for char in characters))
        self.characters = characters


@dataclass(frozen=True)
class Item:
    """One item of the criteria; `label` is the number as the document writes it, （一）."""

    label: str
    text: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The items that one document gives for one kind of mine.

    `part` names that kind (地下矿山) where a poster carries more than one; else it may stay empty.
    """

    document_no: str
    title: str
    items: tuple[Item, ...]
    part: str = ""


@dataclass(frozen=True)
class Board:
    """Everything one poster prints, in the order of reading.

    `title` is the heading without brackets (露天矿山重大事故隐患判定标准). `hotline` is set huge;
    `channels` are the others as (name, number or address). `rewards` are (matter, amount,
    limits); `reward_note` names the document they rest on, the poster adds that the rules in
    force prevail. `address` becomes the QR code and is printed beside it. `edition` is what
    `edition_code` gives. `demonstration` lays 演示 across every sheet.
    """

    title: str
    groups: tuple[Group, ...]
    hotline: str
    channels: tuple[tuple[str, str], ...]
    rewards: tuple[tuple[str, str, str], ...]
    reward_note: str
    address: str
    publisher: str
    edition_day: date
    edition: str = ""
    demonstration: bool = False
    mine_name: str = ""
    mine_id: str = ""
    language: str = "zh"


def edition_code(board: Board) -> str:
    """A short code of what a reader relies on: criteria, channels, rewards, publisher and mine.

    It changes exactly when a poster on a wall is out of date. Day, address and fixed words do not
    enter: a new design or a new site is no reason to replace a poster that still says the truth.
    """
    relied_on = dataclasses.replace(
        board, address="", edition_day=date.min, edition="", demonstration=False, language=""
    )
    text = json.dumps(dataclasses.asdict(relied_on), default=str, ensure_ascii=False)
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest(), "big")
    letters = []
    for _ in range(_EDITION_LENGTH):
        number, place = divmod(number, len(_EDITION_LETTERS))
        letters.append(_EDITION_LETTERS[place])
    return "".join(letters)


def render(board: Board, size: str, *, theme: Path) -> bytes:
    """The poster as PDF (PDF/A-2a and PDF/UA-1), one page a sheet of the size (`SIZES`).

    Same board, same bytes. Raises UncoveredCharacters, and ValueError for an unknown size, a
    board without criteria or one without a hotline: half a poster is worse than none.
    """
    if size not in SIZES:
        raise ValueError(f"unknown poster size {size!r}")
    if not board.hotline or not any(group.items for group in board.groups):
        raise ValueError("a poster needs criteria and a hotline")
    uncovered = _uncovered(board)
    if uncovered:
        raise UncoveredCharacters(uncovered)
    template = (theme / "posters" / "board.typ").read_bytes()
    return typst.compile(
        template,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"board": _data(board), "size": size, "fit": _fit_of(board, size, template)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(datetime.combine(board.edition_day, time(), UTC).timestamp()),
    )


def _uncovered(board: Board) -> str:
    printed = set("".join(_texts(dataclasses.astuple(board))))
    return "".join(sorted(char for char in printed if ord(char) not in _covered()))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


def _data(board: Board) -> str:
    values = dataclasses.asdict(board)
    day = board.edition_day
    values |= {"edition_day": (day.year, day.month, day.day), "qr": _qr(board.address)}
    return json.dumps(values, ensure_ascii=False)


def _qr(address: str) -> str:
    # Medium correction: a poster outdoors gets dirty. The border is the standard's quiet zone.
    svg = io.BytesIO()
    segno.make(address, error="m", micro=False).save(svg, kind="svg", border=4, xmldecl=False)
    return svg.getvalue().decode("utf-8")


def _fit_of(board: Board, size: str, template: bytes) -> str:
    """The layout for a board; the same for every mine of a kind, so it is searched once.

    The head and the place of the address have fixed heights in the template, and the day and the
    edition stand in as wide as they can be: what differs between two mines cannot move the
    criteria.
    """
    shape = dataclasses.replace(
        board,
        mine_name=board.mine_name and "名",
        mine_id=board.mine_id and "1",
        address="https://example.org/",
        edition_day=date(2000, 10, 10),
        edition="W" * _EDITION_LENGTH,
    )
    return _fit(_data(shape), size, template)


@lru_cache(maxsize=64)
def _fit(data: str, size: str, template: bytes) -> str:
    return typst.query(
        template,
        "<fit>",
        field="value",
        one=True,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"board": data, "size": size},
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(_font_file().parent)],
    )


@cache
def _font_file() -> Path:
    return Path(str(importlib.resources.files("manimgx_fonts_cjk") / _FONT))


@cache
def _covered() -> frozenset[int]:
    """The code points the face has glyphs for, read from its character map (OpenType `cmap`)."""
    collection = _font_file().read_bytes()
    index = next(font.index for font in _fonts().fonts() if font.family == _FACE)
    (start,) = struct.unpack_from(">I", collection, 12 + 4 * index)
    tables = struct.unpack_from(">H", collection, start + 4)[0]
    for record in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", collection, start + 12 + 16 * record)
        if tag == b"cmap":
            return frozenset(_mapped(collection, offset))
    raise ValueError(f"{_FACE} has no character map")


def _mapped(font: bytes, cmap: int) -> Iterator[int]:
    # Format 12 (segmented coverage) lists every character; older formats repeat a part of it.
    for record in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        (offset,) = struct.unpack_from(">I", font, cmap + 8 + 8 * record)
        if struct.unpack_from(">H", font, cmap + offset)[0] != 12:
            continue
        for group in range(struct.unpack_from(">I", font, cmap + offset + 12)[0]):
            first, last, _ = struct.unpack_from(">III", font, cmap + offset + 16 + 12 * group)
            yield from range(first, last + 1)
