"""The lists of the site: mines, outcomes, hazards, closures and notices, each told once.

Filters, tables, plain pages, the CSV of what is filtered and the files behind them are all made
from these values, hence agree. Only what is public on the day is in a `Bulletin`, hence in a list.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.artifacts import Artifact
from generator.bulletin import Bulletin
from generator.render.listing import Listing, files
from generator.render.lists.closures import closures
from generator.render.lists.hazards import hazards
from generator.render.lists.mines import mine_rows, mines
from generator.render.lists.notices import notices
from generator.render.lists.outcomes import outcomes

__all__ = ["closures", "every", "hazards", "mine_rows", "mines", "notices", "outcomes", "render"]


def render(bulletin: Bulletin) -> list[Artifact]:
    """The files of every list."""
    return [file for listing in every(bulletin) for file in files(listing, bulletin.as_of)]


def every(bulletin: Bulletin) -> Iterator[Listing]:
    """All lists of the site."""
    for tell in (mines, outcomes, hazards, closures, notices):
        yield tell(bulletin)
