"""The notice-board posters: by town and mine, by kind, and which boards show today's edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator import addresses
from generator.artifacts import Page, Poster
from generator.bulletin import Bulletin, Dossier
from generator.bulletin.postings import coverage, register
from generator.render.pages.writer import Writer, by_town

_NEXT = {"stale": 0, "unproven": 1}


def posters(writer: Writer) -> Iterator[Page]:
    """The page of the posters; none where there is no mine and nothing to print."""
    made = writer.source.posters
    if not made:
        return
    seen = writer.bulletin
    found = register(seen.records, {n: p.edition for n, p in made.items()}, seen.documents)
    old = sorted((p for p in found if p.state in _NEXT), key=lambda p: _NEXT[p.state])
    yield writer.page(
        "posters",
        addresses.POSTERS,
        towns=_by_town(seen, made),
        kinds=[made[kind] for kind in addresses.POSTER_KINDS if kind in made],
        headline=made.get(addresses.HEADLINE),
        register=found,
        coverage=coverage(seen.records, found),
        old=old if writer.source.settings.stale_boards == "public" else (),
    )


def _by_town(
    seen: Bulletin, made: Mapping[str, Poster]
) -> list[tuple[str, str, list[tuple[Dossier, Poster]]]]:
    """Code and name of each town with the mines that have a board, and their posters."""
    told = []
    for town, dossiers in by_town(seen):
        pairs = [(d, made[d.mine.mine_id]) for d in dossiers if d.mine.mine_id in made]
        if pairs:
            told.append((town.town_code, town.name, pairs))
    return told
