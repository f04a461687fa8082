"""The whole way, told once: load, check, assemble, render, dress, exchange."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator import addresses, bulletin, imprint, prints, residue, skin, tree
from generator.artifacts import File
from generator.bulletin import Bulletin, postings
from generator.prints import Prints
from generator.problems import Problem, blocking
from generator.render import downloads, feeds, lists, pages, search, templates
from generator.shelf import Shelf
from generator.source import Source, check

__all__ = ["Built", "Source", "build", "check", "render", "shelf"]

Report = Callable[[str], None]
"""Told the key of each step that begins."""


@dataclass(frozen=True)
class Built:
    """What a build did: the problems that stopped it, or how many published files changed."""

    problems: list[Problem]
    files: int = 0
    changed: int = 0
    stale_boards: int = 0
    """Boards that showed the edition of the last build and now show an old one."""


def build(
    source: Source,
    as_of: date,
    output: Path,
    *,
    with_posters: bool,
    report: Report,
    preview: bool = False,
    commit: str = "",
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
        source, seen, with_posters=with_posters, report=report, preview=preview, commit=commit
    )
    if blocking(problems):
        return Built(source.problems + problems)
    report("publish")
    changed = tree.publish(artifacts, output, source.project)
    stale = 0 if preview else _newly_stale(source, seen)
    return Built(source.problems + problems, len(artifacts), changed, stale)


def render(
    source: Source,
    seen: Bulletin,
    *,
    with_posters: bool,
    report: Report,
    preview: bool = False,
    commit: str = "",
    searched: bool = True,
) -> tuple[list[File], list[Problem]]:
    """Every file of the site, checksums last; no file where a template is broken. None is written.

    What is published is `searched` for residue of what is not public.
    """
    try:
        with templates.faults(source.project / "theme"):
            return _rendered(source, seen, with_posters, report, preview, commit, searched)
    except templates.ThemeFault as fault:
        return [], [fault.problem]
    except (skin.SkinFault, templates.ShellFault) as fault:
        return [], [Problem("theme-fault", "theme", value=str(fault))]


def _rendered(
    source: Source,
    seen: Bulletin,
    with_posters: bool,
    report: Report,
    preview: bool,
    commit: str,
    searched: bool,
) -> tuple[list[File], list[Problem]]:
    chosen = source.settings
    assert chosen is not None
    theme = source.project / "theme"
    made = Prints()
    kept = shelf(source.project)
    if with_posters:
        report("posters")
        made = prints.of_site(seen, chosen, theme, kept.keep)
    report("pages")
    tables = downloads.tables(source.packages, seen)
    site = pages.Site(seen, chosen, source.packages, made.posters, theme, preview, tables)
    written = pages.render(site)
    existing = {page.address for page in written}
    dressed, found = skin.dress(
        written,
        chosen,
        pages.frame(site, written),
        theme=theme,
        resolve=lambda link: _existing(link, existing),
    )
    if found:  # what is written has faults: nothing more can be made of the pages
        return [], made.problems + found
    artifacts = [
        *dressed,
        *search.render(seen, written, dressed),
        *feeds.render(seen, chosen, existing),
        *downloads.files(source.packages, tables),
        imprint.render(seen, tables, chosen, preview=preview, commit=commit),
        *lists.render(seen),
    ]
    made.artifacts += prints.of_circulars(seen, dressed, chosen, theme, kept.keep)
    made.problems += prints.of_unprintable_circulars(seen)
    if with_posters and not preview:
        kept.sweep()
    if searched:
        report("residue")
        # Of the prints the strings they are made of are searched: reading some hundred PDFs back
        # would cost more than making them.
        told = [*artifacts, *made.words]
        found = list(residue.check(told, residue.distinctive(source.packages, seen)))
    files: list[File] = [*artifacts, *made.artifacts]
    return [*files, downloads.checksums(files)], made.problems + found


def _existing(link: str, existing: Iterable[str]) -> str | None:
    target = addresses.of_link(link)
    return target if target is not None and target.partition("#")[0] in existing else None


_EDITIONS = "editions.json"


def _newly_stale(source: Source, seen: Bulletin) -> int:
    """How many boards the data changed since the last build made stale; remember today's codes."""
    assert source.settings is not None
    file = source.project / tree.STATE / _EDITIONS
    now = prints.editions(seen, source.settings)
    try:
        before = {str(k): str(v) for k, v in json.loads(file.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError):
        before = {}
    if now != before:
        temporary = file.with_suffix(".new")
        temporary.write_text(json.dumps(now, sort_keys=True), encoding="utf-8")
        temporary.replace(file)
    return len(postings.made_stale(seen.records, before, now))


def shelf(project: Path) -> Shelf:
    """Where the project keeps finished prints between builds."""
    return Shelf(project / tree.STATE / "posters")
