"""What a public row says already of a day that has not come: nobody may read it yet.

A clerk may enter ahead that a stop is lifted tomorrow or a decision falls next week. Until then the
cells of that fact are empty in everything that is published, as if nobody had typed them
(政府信息公开条例 第二十条: what is made public are facts). Terms that lie ahead are told: a
deadline, the end of a permit, the day a rule takes force.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from generator import records
from generator.records import Records

_EVERYWHERE: Mapping[str, tuple[str, ...]] = {
    "corrected_on": ("correction_note",),
    "withdrawn_on": ("withdraw_reason",),
}

_OF_TABLE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "licences": {"ended_on": ("end_kind",)},
    "standardisation": {"revoked_on": ("revoke_reason",)},
    "cases": {
        "decided_on": ("document_no", "deadline", "built_by"),
        "licence_cancelled_on": (),
        "accepted_on": ("accepted_by",),
    },
    "checklist": {"done_on": ()},
    "outcomes": {"repaired_on": (), "ended_on": ("end_kind",), "lifted_on": ("accepted_by",)},
    "supervised_hazards": {"accepted_on": (), "closed_on": ()},
    "accidents": {
        "approved_on": ("report_url",),
        "evaluated_on": ("evaluation_url",),
        "closed_on": (),
    },
    "visits": {"closed_on": ()},
    "listed_entities": {"removed_on": ()},
}
"""For each table its facts that come after the row is public, and the cells that tell of them."""


def facts(table: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns of a table that wait for their own day, each with those that tell of it."""
    yield from _EVERYWHERE.items()
    yield from _OF_TABLE.get(table, {}).items()


def untold(table: str, cells: Mapping[str, str], day: date) -> tuple[str, ...]:
    """The columns of a row that tell of a later day, by its cells."""
    today = day.isoformat()
    return tuple(
        name
        for fact, companions in facts(table)
        if cells.get(fact, "") > today
        for name in (fact, *companions)
        if name in cells
    )


def without(rows: Records, day: date) -> Records:
    """The records of every table without what they tell of a later day."""
    return Records(
        **{
            entry.name: tuple(_told(entry.name, row, day) for row in getattr(rows, entry.name))
            for entry in dataclasses.fields(Records)
        }
    )


def _told(table: str, row: Any, day: date) -> Any:
    """The same record where it tells of no later day."""
    names = [
        name
        for fact, companions in facts(table)
        if (moment := getattr(row, fact, None)) is not None and moment > day
        for name in (fact, *companions)
    ]
    if not names:
        return row
    return dataclasses.replace(row, **{n: records.value(type(row), n, "") for n in names})
