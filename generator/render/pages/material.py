"""What can be taken away: data, feeds, posters."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.artifacts import Page
from generator.render.pages.writer import Writer


def data(writer: Writer) -> Iterator[Page]:
    yield writer.page("data", addresses.DATA, packages=writer.source.packages.values())


def feeds(writer: Writer) -> Iterator[Page]:
    yield writer.page("feeds", addresses.FEEDS)


def posters(writer: Writer) -> Iterator[Page]:
    if writer.source.posters:
        yield writer.page("posters", addresses.POSTERS)
