"""Hazards under supervision (挂牌督办) and accidents."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.artifacts import Page
from generator.bulletin import disclosure, state
from generator.messages import sentence
from generator.render.pages.writer import Writer, grouped


def hazards(writer: Writer) -> Iterator[Page]:
    rows, day = writer.bulletin.records, writer.day
    if not rows.supervised_hazards and not rows.hazard_counts:
        return
    order = {"overdue": 0, "open": 1, "closed": 2}
    listed = sorted(
        ((hazard, state.of_hazard(hazard, day)) for hazard in rows.supervised_hazards),
        key=lambda pair: (order[pair[1].stage], -pair[1].overdue, pair[1].left, pair[0].hazard_id),
    )
    yield writer.page("hazards", addresses.HAZARDS, hazards=listed)
    checks = grouped(rows.hazard_checks, lambda check: check.hazard_id)
    for hazard, standing in listed:
        address = addresses.hazard(hazard.hazard_id)
        mine = writer.bulletin.mines[hazard.mine_id]
        yield writer.page(
            "hazard",
            address,
            title=sentence("titles", "hazard", mine=mine.name, found=hazard.found_on.isoformat()),
            parent=addresses.HAZARDS,
            published_on=hazard.published_on,
            source=writer.authority(hazard.supervised_by),
            keywords=[mine.name],
            disclosure=disclosure.of_hazard(hazard, day),
            hazard=hazard,
            standing=standing,
            mine=mine,
            checks=checks.get(hazard.hazard_id, []),
        )


def accidents(writer: Writer) -> Iterator[Page]:
    if writer.bulletin.records.accidents:
        yield writer.page("accidents", addresses.ACCIDENTS)
