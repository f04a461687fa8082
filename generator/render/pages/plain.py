"""The plain pages of the lists, by year and by grade: every row, without any script."""

from __future__ import annotations

from collections.abc import Iterator

from generator.artifacts import Page
from generator.messages import sentence
from generator.render import lists
from generator.render.pages.writer import Writer


def plain(writer: Writer) -> Iterator[Page]:
    """A page for each leaf; those by town stand with the towns."""
    for listing in lists.every(writer.bulletin):
        for leaf in listing.plain:
            title, count = leaf.title, len(leaf.rows)
            yield writer.page(
                "plain",
                leaf.address,
                title=title,
                description=sentence(
                    "descriptions", "plain", title=title, count=count, unit=listing.unit
                ),
                parent=leaf.parent,
                listing=listing,
                leaf=leaf,
            )
