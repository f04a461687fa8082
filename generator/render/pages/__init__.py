"""Every page of the site as a value: address, title, and the markup of its sections.

A section is a block of the page's own fragment file `theme/records/<shell>.html`; the shell
`theme/records/<shell>.md` says in which order they stand and under which headings.

Each family of pages is a module: a function that yields its pages, none where there is no record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from generator import addresses
from generator.artifacts import Frame, Page
from generator.messages import sentence
from generator.render import structured
from generator.render.pages import (
    closures,
    criteria,
    enforcement,
    feeds,
    grading,
    hazards,
    home,
    material,
    mines,
    plain,
    plan,
    posters,
    scorecard,
    search,
    words,
)
from generator.render.pages.writer import Site, Writer

__all__ = ["Site", "frame", "render"]


def render(source: Site) -> list[Page]:
    """All pages of the site, home first."""
    writer = Writer(source)
    others = [page for family in _FAMILIES for page in family(writer)]
    existing = {page.address for page in others}
    sections = tuple((t, a) for t, a in _named((*_NAVIGATION[1:], *_FOOTER)) if a in existing)
    told = structured.home(source.settings, searchable=addresses.SEARCH in existing)
    here = home.home(writer, sections, existing, told)
    return [*here, *others, *material.site_map(writer, others)]


def frame(source: Site, pages: Sequence[Page]) -> Frame:
    """The frame around the pages; its navigation names only pages that exist."""
    existing = {page.address for page in pages}
    bulletin = source.bulletin
    numbers = [channel.value for channel in bulletin.records.channels if channel.kind == "hotline"]
    return Frame(
        as_of=bulletin.as_of,
        hotline=numbers[0] if numbers else "",
        navigation=tuple((t, a) for t, a in _named(_NAVIGATION) if a in existing),
        footer=tuple((t, a) for t, a in _named(_FOOTER) if a in existing),
        feed=addresses.ALL_FEED,
        preview=source.preview,
        second=next((number for number in numbers if number != numbers[0]), ""),
    )


_NAVIGATION = (
    addresses.HOME,
    addresses.MINES,
    addresses.ENFORCEMENT,
    addresses.HAZARDS,
    addresses.GRADING,
    addresses.CLOSURES,
    addresses.CRITERIA,
    addresses.NOTICES,
    addresses.DATA,
    addresses.REPORT,
)
_FOOTER = (
    addresses.TOWNS,
    addresses.STANDARDISATION,
    addresses.THRESHOLDS,
    addresses.ACCIDENTS,
    addresses.PLAN,
    addresses.SCORECARD,
    addresses.GLOSSARY,
    addresses.POSTERS,
    addresses.FEEDS,
    addresses.ABOUT,
    addresses.SITE_MAP,
)


def _named(targets: Sequence[str]) -> Iterator[tuple[str, str]]:
    for target in targets:
        yield sentence("pages", target.rstrip("/") or "home"), target


_FAMILIES: tuple[Callable[[Writer], Iterator[Page]], ...] = (
    mines.mines,
    mines.towns,
    grading.grading,
    grading.standardisation,
    grading.thresholds,
    closures.closures,
    enforcement.enforcement,
    hazards.hazards,
    enforcement.tombstones,
    hazards.accidents,
    criteria.criteria,
    words.report,
    words.notices,
    plain.plain,
    plan.plan,
    scorecard.scorecard,
    words.words("glossary"),
    words.words("about"),
    search.search,
    material.data,
    feeds.feeds,
    posters.posters,
)
