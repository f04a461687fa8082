"""The plain pages of the lists, by year and by grade: every row, without any script."""

from __future__ import annotations

from collections.abc import Iterator

from generator.artifacts import Page
from generator.messages import sentence
from generator.render import lists
from generator.render.listing import Leaf, Listing
from generator.render.pages.writer import Writer


def plain(writer: Writer) -> Iterator[Page]:
    """A page for each leaf; those by town stand with the towns."""
    for listing in lists.every(writer.bulletin):
        for shelf in listing.shelves:
            if shelf.made:
                for leaf in shelf.leaves:
                    yield from _pages(writer, listing, leaf)


def _pages(writer: Writer, listing: Listing, leaf: Leaf) -> Iterator[Page]:
    yield writer.page(
        "plain",
        leaf.address,
        title=leaf.title,
        description=sentence(
            "descriptions", "plain", title=leaf.title, count=len(leaf.rows), unit=listing.unit
        ),
        parent=leaf.parent,
        listing=listing,
        leaf=leaf,
    )
    for part in leaf.leaves:
        yield from _pages(writer, listing, part)
