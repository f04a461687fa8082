"""Notice-board posters (公告栏): the criteria, the hotline and the rewards on one printable sheet.

What is printed comes in as a `Board` of plain values; what is fixed on a poster (words, colours,
measures, smallest type) stands in `theme/posters/`. A finished print is handed to `keep` with a
key over everything that decides its bytes, so that an unchanged poster is not typeset again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from PIL import Image

from generator import addresses
from generator.render import codes, typesetting
from generator.render.typesetting import UncoveredCharacters

__all__ = [
    "SIZES",
    "Board",
    "Group",
    "Item",
    "Keep",
    "TooLong",
    "UncoveredCharacters",
    "anew",
    "render",
]

SIZES = addresses.POSTER_SIZES
MILLIMETRES = {"a4": (210, 297), "a3": (297, 420), "a2": (420, 594), "a1": (594, 841)}

Keep = Callable[[str, Callable[[], bytes]], bytes]
"""Gives what was made under a key before, else makes it: the same key, the same bytes."""


class TooLong(Exception):
    """A text that no number of sheets holds: nothing is set smaller, divided or cut off.

    `item` is the document and label of the item that is higher than a sheet; "" where that is what
    stands around the criteria (name, persons, channels, rewards).
    """

    def __init__(self, item: str) -> None:
        super().__init__(item or "what stands around the criteria")
        self.item = item


def anew(_: str, make: Callable[[], bytes]) -> bytes:
    """A `Keep` that keeps nothing."""
    return make()


# No vowels (no words, no month names or exponents for a spreadsheet to convert), no 0 and 1.
_EDITION_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
_EDITION_LENGTH = 6


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

    `title` is the heading without brackets (露天矿山重大事故隐患判定标准). `hotline` is set huge,
    `hotline_name` above it; `channels` are the others as (name, number or address). `rewards` are
    (matter, amount, least and most in yuan as digits or ""); `reward_note` names the document they
    rest on, the poster adds that the rules in force prevail. `grade` is (letter, word, day) or
    empty, `responsible` rows are (tier, office, person, phone). `address` becomes the QR code and
    is printed beside it. `edition` is what `edition_code` gives. A board that is not of `criteria`
    quotes statutes instead. `demonstration` lays 演示 across every sheet.
    """

    title: str
    groups: tuple[Group, ...]
    hotline: str
    channels: tuple[tuple[str, str], ...]
    rewards: tuple[tuple[str, str, str, str], ...]
    reward_note: str
    address: str
    publisher: str
    edition_day: date
    edition: str = ""
    demonstration: bool = False
    mine_name: str = ""
    mine_id: str = ""
    language: str = "zh"
    hotline_name: str = ""
    grade: tuple[str, ...] = ()
    responsible: tuple[tuple[str, str, str, str], ...] = ()
    criteria: bool = True


def edition_code(board: Board) -> str:
    """A short code of the data printed: it changes exactly when a poster on a wall is outdated.

    Fixed words do not enter (the heading, the words for parts, grades and tiers): a new wording
    or a new design is no reason to replace a poster that still says the truth.
    """
    relied_on = (
        [(group.document_no, group.title, group.items) for group in board.groups],
        (board.hotline_name, board.hotline, board.channels),
        (board.rewards, board.reward_note),
        (board.mine_name, board.mine_id, board.grade[::2]),
        [row[1:] for row in board.responsible],
        (board.address, board.publisher),
    )
    text = json.dumps(relied_on, default=dataclasses.astuple, ensure_ascii=False)
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest(), "big")
    letters = []
    for _ in range(_EDITION_LENGTH):
        number, place = divmod(number, len(_EDITION_LETTERS))
        letters.append(_EDITION_LETTERS[place])
    return "".join(letters)


def render(
    board: Board, size: str, *, theme: Path, keep: Keep = anew, template: str = "board.typ"
) -> bytes:
    """The poster as PDF (PDF/A-2a and PDF/UA-1), one page a sheet of the size (`SIZES`).

    Same board, same bytes. Raises UncoveredCharacters, TooLong, and ValueError for an unknown
    size, a board without criteria or one without a hotline: half a poster is worse than none.
    """
    refuse_unfit(board, size)
    data, day = _data(board), board.edition_day

    def make() -> bytes:
        inputs = {"board": data, "size": size, "fit": _fit_of(board, size, theme, keep, template)}
        return typesetting.document(template, theme, inputs, day)

    return keep(key(theme, template, size, data), make)


def headline(board: Board, size: str, *, theme: Path, keep: Keep = anew) -> bytes:
    """The poster for walls read from afar: the hotline, the law's words, the reward, the code."""
    refuse_unfit(board, size)
    data = _data(board)

    def make() -> bytes:
        inputs = {"board": data, "size": size}
        return typesetting.document("headline.typ", theme, inputs, board.edition_day)

    return keep(key(theme, "headline.typ", size, data), make)


LONGEST_NAME = 100
"""The head of a sheet is as high for every mine: a longer name would not be legible in it."""

PREVIEW_PPI = 75


def preview(board: Board, *, theme: Path, keep: Keep = anew) -> bytes:
    """The first sheet of A3 as a small PNG of 64 colours."""
    refuse_unfit(board, "a3")
    data = _data(board)

    def make() -> bytes:
        fit = _fit_of(board, "a3", theme, keep, "board.typ")
        inputs = {"board": data, "size": "a3", "fit": fit}
        return _in_few_colours(typesetting.picture("board.typ", theme, inputs, PREVIEW_PPI))

    return keep(key(theme, "board.typ", "preview", data), make)


def headline_preview(board: Board, *, theme: Path, keep: Keep = anew) -> bytes:
    """The poster read from afar as a small PNG of 64 colours."""
    refuse_unfit(board, "a3")
    data = _data(board)

    def make() -> bytes:
        inputs = {"board": data, "size": "a3"}
        return _in_few_colours(typesetting.picture("headline.typ", theme, inputs, PREVIEW_PPI))

    return keep(key(theme, "headline.typ", "preview", data), make)


def _in_few_colours(png: bytes) -> bytes:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    small = picture.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    written = io.BytesIO()
    small.save(written, format="PNG")
    return written.getvalue()


def sheets(board: Board, size: str, *, theme: Path, keep: Keep = anew) -> int:
    """How many sheets of a size the poster takes."""
    return int(json.loads(_fit_of(board, size, theme, keep, "board.typ"))["sheets"])


def refuse_unfit(board: Board, size: str) -> None:
    if size not in SIZES:
        raise ValueError(f"unknown poster size {size!r}")
    if not board.hotline or not any(group.items for group in board.groups):
        raise ValueError("a poster needs criteria and a hotline")
    if missing := typesetting.uncovered("".join(texts(board))):
        raise UncoveredCharacters(missing)
    if len(board.mine_name) > LONGEST_NAME:
        raise TooLong("")


def texts(board: Board) -> Iterator[str]:
    """Every string of data that a poster prints."""
    yield from _strings(dataclasses.astuple(dataclasses.replace(board, language="")))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)


def key(theme: Path, *parts: str) -> str:
    """The name of what these parts decide, together with templates, typst, face and libraries."""
    whole = "\0".join((_stamp(theme), codes.VERSION, *parts))
    return hashlib.sha256(whole.encode("utf-8")).hexdigest()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=4)
def _stamp_of(theme: Path, _: tuple[tuple[str, int, int], ...]) -> str:
    return typesetting.stamp(theme)


def _stamp(theme: Path) -> str:
    # Read anew only when a template has changed: the key is asked for at every print.
    files = sorted(typesetting.folder(theme).glob("*.typ"))
    seen = tuple((f.name, f.stat().st_mtime_ns, f.stat().st_size) for f in files)
    return _stamp_of(theme, seen)


def _data(board: Board) -> str:
    values = dataclasses.asdict(board)
    day = board.edition_day
    values |= {"edition_day": (day.year, day.month, day.day), "qr": codes.drawn(board.address)}
    return json.dumps(values, ensure_ascii=False)


_SHORT_ROW = 34
"""A responsible person whose office and name are no longer stands in one line at every size."""

_LEAST_ROWS = 3

_SHORT_ADDRESS = 48
"""An address no longer goes into the place that every poster keeps for it, in legible type."""


def _fit_of(board: Board, size: str, theme: Path, keep: Keep, template: str) -> str:
    """The layout for a board; the same for every mine of a kind, so it is searched once.

    The head, the place of the address and the line of a responsible person have fixed heights in
    the template, and the day and the edition stand in as wide as they can be: what differs between
    two mines cannot move the criteria. Persons' rows that may not fit a line stay as they are.
    """
    rows = board.responsible
    told = bool(board.grade or rows)
    if told and all(len(row[1] + row[2]) <= _SHORT_ROW and len(row[3]) < 20 for row in rows):
        rows = (("级", "职", "名", "1"),) * max(_LEAST_ROWS, len(rows))
    shape = dataclasses.replace(
        board,
        mine_name=board.mine_name and "名",
        mine_id=board.mine_id and "1",
        address=_shape_of_address(board),
        edition_day=date(2000, 10, 10),
        edition="W" * _EDITION_LENGTH,
        grade=("A", "级", "日") if told else (),
        responsible=rows,
    )
    data = _data(shape)
    searched = "a4" if size == "a4" else "a3"
    name = key(theme, template, searched, "fit", data)
    found = _fit(data, searched, theme, template, name, keep)
    if size != searched:
        own = key(theme, template, size, "fit", data)
        found = _enlarged(found, size) or _fit(data, size, theme, template, own, keep)
    _refuse_too_long(board, json.loads(found))
    return found


def _shape_of_address(board: Board) -> str:
    if len(board.address) <= _SHORT_ADDRESS:
        return "https://example.org/"
    if board.mine_id:  # the widest letter, so that the true address takes no more lines
        return board.address.replace(board.mine_id, "m" * len(board.mine_id))
    return board.address


def _refuse_too_long(board: Board, fit: Mapping[str, object]) -> None:
    if fit["sheets"]:
        return
    place = fit["too-high"]
    items = [f"{g.document_no}{item.label}" for g in board.groups for item in g.items]
    raise TooLong(items[place] if isinstance(place, int) else "")


SMALLEST_POINTS = {"a4": 9, "a3": 10, "a2": 14, "a1": 20}
"""The least type of the criteria, as the template has it."""

_HAIR = 0.9995  # of the enlarged size: no line may break elsewhere for a rounding error


def _enlarged(fit: str, size: str) -> str | None:
    """The layout of A3 for a larger sheet of the same shape; None where type would be too small.

    All measures of the template grow with the paper's width, A2 and A1 are no less high for it.
    """
    layout = json.loads(fit)
    if not layout["sheets"]:
        return None
    by = MILLIMETRES[size][0] / MILLIMETRES["a3"][0]
    layout["size"] = round(layout["size"] * by * _HAIR, 3)
    for run in layout["runs"]:
        run["gap"] *= by * _HAIR
    return json.dumps(layout) if layout["size"] >= SMALLEST_POINTS[size] else None


@lru_cache(maxsize=64)
def _fit(data: str, size: str, theme: Path, template: str, name: str, keep: Keep) -> str:
    def search() -> bytes:
        inputs = {"board": data, "size": size}
        return typesetting.measured(template, theme, inputs).encode("utf-8")

    return keep(name, search).decode("utf-8")
