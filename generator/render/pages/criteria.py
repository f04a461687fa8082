"""The criteria of a major hazard, by kind of mine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator import addresses
from generator.artifacts import Page
from generator.bulletin import state
from generator.messages import sentence
from generator.render.pages.writer import Writer


def criteria(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if not rows.documents:
        return
    kinds = [kind for kind in addresses.CRITERIA_KINDS if writer.bulletin.criteria(kind)]
    open_hazards = Counter(
        hazard.criterion_id
        for hazard in rows.supervised_hazards
        if state.of_hazard(hazard, writer.day).stage != "closed"
    )
    mines = Counter(dossier.mine.mine_kind for dossier in writer.bulletin.active)
    yield writer.page("criteria", addresses.CRITERIA, kinds=kinds, mines=mines)
    for kind in kinds:
        yield writer.page(
            "criteria_kind",
            addresses.criteria(kind),
            title=sentence("titles", "criteria", kind=sentence("criteria", kind)),
            parent=addresses.CRITERIA,
            kind=kind,
            documents=writer.bulletin.criteria(kind),
            open_hazards=open_hazards,
        )
