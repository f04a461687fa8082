"""The whole way, told once: load, check, assemble, render, dress, exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator import addresses, bulletin, packages, residue, skin, tree
from generator.artifacts import Artifact
from generator.bulletin import Bulletin
from generator.problems import Problem, blocking
from generator.render import boards, downloads, feeds, pages, posters, search
from generator.render.posters import Board, UncoveredCharacters
from generator.settings import Settings
from generator.source import Source, check

__all__ = ["Built", "Source", "build", "check", "chosen_posters", "render"]

POSTER_SIZE = "a3"

Report = Callable[[str], None]
"""Told the key of each step that begins."""


@dataclass(frozen=True)
class Built:
    """What a build did: the problems that stopped it, or how many published files changed."""

    problems: list[Problem]
    files: int = 0
    changed: int = 0


def build(
    source: Source,
    as_of: date,
    output: Path,
    *,
    with_posters: bool,
    report: Report,
    preview: bool = False,
) -> Built:
    """Make the whole site and put it in the place of the old one.

    On problems nothing under the output changes. A preview (or an audit of an earlier day) says
    on every page that it is no issue to publish. Raises tree.OutputRefused and OSError.
    """
    if source.settings is None or blocking(source.problems):
        return Built(source.problems)
    tree.refuse_foreign(output, source.project)
    report("assemble")
    seen = bulletin.assemble(source.packages, source.content, as_of, source.settings.windows)
    artifacts, problems = render(
        source, seen, with_posters=with_posters, report=report, preview=preview
    )
    if problems:
        return Built(source.problems + problems)
    report("publish")
    changed = tree.publish(artifacts, output, source.project)
    return Built(source.problems, len(artifacts), changed)


def render(
    source: Source, seen: Bulletin, *, with_posters: bool, report: Report, preview: bool = False
) -> tuple[list[Artifact], list[Problem]]:
    """Every file of the site, checksums last. No file is written."""
    chosen = source.settings
    assert chosen is not None
    theme = source.project / "theme"
    prints: list[Artifact] = []
    problems: list[Problem] = []
    if with_posters:
        report("posters")
        prints, problems = _kind_posters(seen, chosen, theme)
    report("pages")
    tables = downloads.tables(source.packages, seen)
    made = _posters_by_kind(prints)
    site = pages.Site(seen, chosen, source.packages, made, theme, preview, tables)
    written = pages.render(site)
    existing = {page.address for page in written}
    dressed, found = skin.dress(
        written,
        chosen,
        pages.frame(site, written),
        theme=theme,
        resolve=lambda link: _existing(link, existing),
    )
    artifacts = [
        *dressed,
        *search.render(seen, written, dressed),
        *feeds.render(seen, chosen),
        *downloads.files(source.packages, tables),
        *prints,
    ]
    if not problems and not found:
        report("residue")
        found = list(residue.check(artifacts, residue.distinctive(source.packages, seen)))
    return [*artifacts, downloads.checksums(artifacts)], problems + found


def _existing(link: str, existing: Iterable[str]) -> str | None:
    target = addresses.of_link(link)
    return target if target is not None and target.partition("#")[0] in existing else None


def _posters_by_kind(prints: list[Artifact]) -> dict[str, str]:
    paths = {artifact.path for artifact in prints}
    return {
        kind: addresses.poster(kind, POSTER_SIZE)
        for kind in addresses.CRITERIA_KINDS
        if addresses.poster(kind, POSTER_SIZE) in paths
    }


def _kind_posters(
    seen: Bulletin, chosen: Settings, theme: Path
) -> tuple[list[Artifact], list[Problem]]:
    artifacts: list[Artifact] = []
    problems: list[Problem] = []
    for kind in addresses.CRITERIA_KINDS:
        board = boards.of_kind(seen, chosen, kind)
        if board is None:
            continue
        poster, found = print_board(board, kind, POSTER_SIZE, theme)
        artifacts += poster
        problems += found
    return artifacts, problems


def chosen_posters(
    source: Source, seen: Bulletin, mine_ids: tuple[str, ...], kind: str | None, size: str
) -> tuple[list[Artifact], list[Problem]]:
    """The posters asked for by mine or by kind; of every kind where nothing was named."""
    chosen = source.settings
    assert chosen is not None
    wanted: list[tuple[str, Board | None]] = []
    for mine_id in mine_ids:
        mine = seen.mines.get(mine_id)
        wanted.append((mine_id, boards.of_mine(seen, chosen, mine) if mine else None))
    kinds = (kind,) if kind else () if mine_ids else addresses.CRITERIA_KINDS
    wanted += [(name, boards.of_kind(seen, chosen, name)) for name in kinds]
    artifacts: list[Artifact] = []
    problems: list[Problem] = []
    for name, board in wanted:
        if board is None:
            problems.append(Problem("no-poster", f"{packages.FOLDER}/report-channels", value=name))
            continue
        poster, found = print_board(board, name, size, source.project / "theme")
        artifacts += poster
        problems += found
    return artifacts, problems


def print_board(
    board: Board, name: str, size: str, theme: Path
) -> tuple[list[Artifact], list[Problem]]:
    """One poster as PDF, or the problem with the characters its font lacks."""
    try:
        pdf = posters.render(board, size, theme=theme)
    except UncoveredCharacters as fault:
        file = f"{packages.FOLDER}/mines" if board.mine_id else f"{packages.FOLDER}/hazard-criteria"
        return [], [
            Problem("poster-characters", file, value=fault.characters, details={"name": name})
        ]
    return [Artifact(addresses.poster(name, size), pdf)], []
