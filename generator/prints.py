"""Everything a bulletin prints on paper: posters of mines and kinds, pictures, tiles and packs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from generator import addresses, packages
from generator.artifacts import Artifact, Deferred, Poster, deferred
from generator.bulletin import Bulletin
from generator.bulletin.postings import Posting, register
from generator.problems import Problem, Severity
from generator.records import Mine
from generator.render import boards, circulars, packs, posters
from generator.render.posters import Board, Keep, TooLong, UncoveredCharacters
from generator.settings import Settings

KINDS = addresses.POSTER_KINDS


@dataclass
class Prints:
    """The files, what there is by mine id and kind, and what was found on the way."""

    artifacts: list[Deferred] = field(default_factory=list)
    posters: dict[str, Poster] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    words: list[Artifact] = field(default_factory=list)
    """Every string of data printed, by poster: who looks for words reads them at no cost."""


def of_site(seen: Bulletin, chosen: Settings, theme: Path, keep: Keep = posters.anew) -> Prints:
    """All prints of the site. A poster that cannot be made is a warning, not the end of a build.

    Above the number of mines set in site_config.yml, mine posters are made on request only.
    """
    prints = Prints()
    for kind, board in _kinds(seen, chosen):
        reason = boards.hindrance(seen, kind)
        _add(prints, kind, board, reason, theme, keep, pack=False)
    if not boards.hindrance(seen, "other"):
        _add_headline(prints, boards.general(seen, chosen), theme, keep)
    mines = open_mines(seen)
    for mine in mines:
        board = boards.of_mine(seen, chosen, mine)
        reason = boards.hindrance(seen, mine.mine_kind)
        if board is not None and len(mines) > chosen.mine_posters_up_to:
            prints.posters[mine.mine_id] = Poster(
                mine.mine_id, board.edition_day, board.edition, missing="request"
            )
            continue
        _add(prints, mine.mine_id, board, reason, theme, keep, pack=True)
    return prints


def of_circulars(
    seen: Bulletin,
    pages: Iterable[Artifact],
    chosen: Settings,
    theme: Path,
    keep: Keep = posters.anew,
) -> Iterator[Deferred]:
    """The public circulars as they are printed, from their finished pages."""
    by_path = {page.path: page for page in pages}
    for notice in seen.content.notices:
        if circulars.printed(notice):
            page = by_path[f"{addresses.notice(notice.slug)}index.html"]
            to = addresses.notice_print(notice.slug)
            make = partial(circulars.render, notice, page, chosen, theme=theme, keep=keep)
            yield deferred(to, make)


def of_unprintable_circulars(seen: Bulletin) -> Iterator[Problem]:
    """A circular with characters the face lacks is a page only, and its clerk is told."""
    for notice in seen.content.notices:
        if notice.kind == "circular" and not circulars.printed(notice):
            yield Problem(
                "poster-characters",
                notice.file,
                value=circulars.missing(notice),
                severity="warning",
                details={"name": notice.title},
            )


def open_mines(seen: Bulletin) -> list[Mine]:
    """The mines that are not closed: each has a board (行动方案 第70项)."""
    return [dossier.mine for dossier in seen.active]


def _kinds(seen: Bulletin, chosen: Settings) -> Iterator[tuple[str, Board | None]]:
    """The kinds that occur, with their boards; the kinds with criteria also before any mine."""
    present = {mine.mine_kind for mine in open_mines(seen)}
    for kind in KINDS:
        if kind in present or not boards.hindrance(seen, kind):
            yield kind, boards.of_kind(seen, chosen, kind)


def _add(
    prints: Prints,
    name: str,
    board: Board | None,
    reason: str,
    theme: Path,
    keep: Keep,
    *,
    pack: bool,
) -> None:
    if board is None:
        prints.posters[name] = Poster(name, missing=reason)
        return
    sizes = {size: addresses.poster(name, size) for size in posters.SIZES}
    preview, packed = addresses.poster_preview(name), addresses.poster_pack(name)
    try:
        found = [
            deferred(to, partial(posters.render, board, s, theme=theme, keep=keep))
            for s, to in sizes.items()
        ]
        found.append(deferred(preview, partial(posters.preview, board, theme=theme, keep=keep)))
        if pack:
            found.append(deferred(packed, partial(packs.of_mine, board, theme=theme, keep=keep)))
    except UNPRINTABLE as fault:
        missing = "characters" if isinstance(fault, UncoveredCharacters) else "length"
        prints.posters[name] = Poster(name, missing=missing)
        prints.problems.append(unprintable(board, name, fault, severity="warning"))
        return
    prints.artifacts += found
    prints.words.append(_words(name, board))
    prints.posters[name] = Poster(
        name, board.edition_day, board.edition, sizes, preview, packed if pack else ""
    )


def _add_headline(prints: Prints, board: Board, theme: Path, keep: Keep) -> None:
    name = addresses.HEADLINE
    sizes = {size: addresses.poster(name, size) for size in posters.SIZES}
    preview = addresses.poster_preview(name)
    try:
        found = [
            deferred(to, partial(posters.headline, board, s, theme=theme, keep=keep))
            for s, to in sizes.items()
        ]
        found.append(
            deferred(preview, partial(posters.headline_preview, board, theme=theme, keep=keep))
        )
    except UNPRINTABLE as fault:
        prints.problems.append(unprintable(board, name, fault, severity="warning"))
        return
    prints.artifacts += found
    prints.words.append(_words(name, board))
    prints.posters[name] = Poster(name, board.edition_day, board.edition, sizes, preview)


def _words(name: str, board: Board) -> Artifact:
    text = json.dumps(list(posters.texts(board)), ensure_ascii=False)
    return Artifact(addresses.poster(name, "a3"), text.encode("utf-8"))


UNPRINTABLE = (UncoveredCharacters, TooLong)


def unprintable(
    board: Board, name: str, fault: Exception, *, severity: Severity = "error"
) -> Problem:
    """The problem with the record's words: the font lacks them, or no sheet holds them."""
    if isinstance(fault, TooLong):
        return _too_long(board, name, fault, severity)
    assert isinstance(fault, UncoveredCharacters)
    mine = set(fault.characters) & set(board.mine_name)
    table = "mines/mines.csv" if mine else "mines" if board.mine_id else "hazard-criteria"
    return Problem(
        "poster-characters",
        f"{packages.FOLDER}/{table}",
        field="name" if mine else None,
        value=fault.characters,
        severity=severity,
        details={"name": f"{name} {board.mine_name}".strip()},
    )


def _too_long(board: Board, name: str, fault: TooLong, severity: Severity) -> Problem:
    told = {"name": f"{name} {board.mine_name}".strip()}
    if fault.item:
        table = f"{packages.FOLDER}/hazard-criteria/criteria.csv"
        return Problem("poster-item-long", table, value=fault.item, severity=severity, details=told)
    table = f"{packages.FOLDER}/mines" if board.mine_id else packages.FOLDER
    return Problem("poster-crowded", table, severity=severity, details=told)


def editions(seen: Bulletin, chosen: Settings) -> dict[str, str]:
    """Today's code by mine, of every mine that has a poster."""
    made = ((m.mine_id, boards.of_mine(seen, chosen, m)) for m in open_mines(seen))
    return {mine_id: board.edition for mine_id, board in made if board is not None}


def postings(seen: Bulletin, codes: Mapping[str, str]) -> tuple[Posting, ...]:
    """The posting register held against today's codes."""
    return register(seen.records, codes, seen.documents)


def asked_for(
    seen: Bulletin,
    chosen: Settings,
    theme: Path,
    names: Sequence[str],
    sizes: Sequence[str],
    keep: Keep = posters.anew,
) -> tuple[list[Artifact], list[Problem]]:
    """The posters of the mines and kinds named, in those sizes; or why there are none."""
    artifacts: list[Artifact] = []
    problems: list[Problem] = []
    for name in names:
        mine = seen.mines.get(name)
        if mine is None and name not in KINDS:
            problems.append(_no_poster(name, "unknown"))
            continue
        if mine is not None and mine.closed:
            problems.append(_no_poster(name, "closed"))
            continue
        board = boards.of_mine(seen, chosen, mine) if mine else boards.of_kind(seen, chosen, name)
        if board is None:
            kind = mine.mine_kind if mine else name
            problems.append(_no_poster(name, boards.hindrance(seen, kind)))
            continue
        try:
            for size in sizes:
                pdf = posters.render(board, size, theme=theme, keep=keep)
                artifacts.append(Artifact(addresses.poster(name, size), pdf))
        except UNPRINTABLE as fault:
            problems.append(unprintable(board, name, fault))
    return artifacts, problems


def _no_poster(name: str, reason: str) -> Problem:
    tables = {
        "unknown": "mines/mines.csv",
        "closed": "mines/mines.csv",
        "criteria": "hazard-criteria/criteria.csv",
    }
    table = tables.get(reason, "report-channels/channels.csv")
    return Problem(f"no-poster-{reason}", f"{packages.FOLDER}/{table}", value=name)
