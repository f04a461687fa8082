"""The criteria of a major hazard, by kind of mine."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.artifacts import Page
from generator.messages import sentence
from generator.render.pages.writer import Writer


def criteria(writer: Writer) -> Iterator[Page]:
    if not writer.bulletin.records.documents:
        return
    kinds = [kind for kind in addresses.CRITERIA_KINDS if writer.bulletin.criteria(kind)]
    yield writer.page("criteria", addresses.CRITERIA, kinds=kinds)
    for kind in kinds:
        yield writer.page(
            "criteria_kind",
            addresses.criteria(kind),
            title=sentence("titles", "criteria", kind=sentence("criteria", kind)),
            parent=addresses.CRITERIA,
            kind=kind,
            documents=writer.bulletin.criteria(kind),
        )
