"""`bulletin posters`: the notice-board posters of mines and of kinds of mine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator import addresses, bulletin, exits, findings, pipeline, prints
from generator.bulletin import Bulletin
from generator.commands import project as projects
from generator.commands.check import SHOWN
from generator.messages import Catalogue
from generator.settings import Settings


def run(
    project: Path,
    day: date,
    *,
    mine_ids: tuple[str, ...],
    kind: str | None,
    size: str,
    stale: bool,
    output: Path | None,
    words: Catalogue,
) -> int:
    """Make the posters asked for, or none of them and say why; or list what hangs out of date."""
    source = projects.sound(projects.themed(project), day)
    assert source.settings is not None
    seen = bulletin.assemble(source.packages, source.content, day, source.settings.windows)
    if stale:
        return _list_stale(seen, source.settings, mine_ids, kind, words)
    target = output or project / "posters"
    projects.keep_out(target, project)
    kinds = (kind,) if kind else () if mine_ids else addresses.CRITERIA_KINDS
    keep = pipeline.shelf(project).keep
    made, problems = prints.asked_for(
        seen, source.settings, project / "theme", (*mine_ids, *kinds), (size,), keep
    )
    if problems:
        click.echo(findings.text(problems, words, SHOWN), err=True)
        return exits.PROBLEMS
    target.mkdir(parents=True, exist_ok=True)
    files = {target / Path(artifact.path).name: artifact.content for artifact in made}
    for file in files:
        projects.spare(file, lambda found: found.read_bytes().startswith(b"%PDF-"))
    for file, content in files.items():
        _replace(file, content)
    click.echo(words.phrase("posters-done", count=len(made), output=target), err=True)
    return exits.FINE


def _list_stale(
    seen: Bulletin,
    settings: Settings,
    mine_ids: tuple[str, ...],
    kind: str | None,
    words: Catalogue,
) -> int:
    """One line a board that does not prove today's edition, on stdout; the count on stderr."""
    found = [
        posting
        for posting in prints.postings(seen, prints.editions(seen, settings))
        if posting.state != "current"
        and (not mine_ids or posting.mine.mine_id in mine_ids)
        and (kind is None or posting.mine.mine_kind == kind)
    ]
    for posting in found:
        line = words.phrase(
            f"board-{posting.state}",
            board=posting.board.board_id,
            mine=posting.mine.mine_id,
            name=posting.mine.name,
            place=seen.vocabulary.word("boards", "place", posting.board.place),
            shown=posting.board.edition or "–",
            edition=posting.edition,
        )
        click.echo(line)
    click.echo(words.phrase("boards-listed", count=len(found)), err=True)
    return exits.FINE


def _replace(file: Path, content: bytes) -> None:
    """Write beside and rename, so that a half-written poster never lies there."""
    temporary = file.with_name(f".{file.name}.new")
    try:
        temporary.write_bytes(content)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
