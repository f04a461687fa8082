"""The page of the search: its results come by script, its plain lists without."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.artifacts import Page
from generator.render.pages.writer import Writer, by_town, distribution


def search(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    yield writer.page(
        "search",
        addresses.SEARCH,
        words=writer.bulletin.content.words("search"),
        by_town=[(town, dossiers) for town, dossiers in by_town(writer.bulletin) if dossiers],
        distribution=distribution(writer.bulletin) if rows.risk_grades else [],
        years=sorted({outcome.decided_on.year for outcome in rows.outcomes}, reverse=True),
    )
