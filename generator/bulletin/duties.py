"""Duties to publish (公开期限): from which day, and within how many working days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from generator import records, terms
from generator.records import Outcome

PENALTY_WORKING_DAYS = 7
"""A penalty must be public within seven working days (安全生产法 第七十八条第二款)."""

OTHER_WORKING_DAYS = 20
"""Other matters must be public within twenty working days (政府信息公开条例 第二十六条)."""

_OUTCOMES: Mapping[str, tuple[int, str]] = {
    "penalty": (PENALTY_WORKING_DAYS, "safety-78"),
    "stop-order": (OTHER_WORKING_DAYS, "disclosure-26"),
    "circular": (OTHER_WORKING_DAYS, "disclosure-26"),
    "exposure": (OTHER_WORKING_DAYS, "disclosure-26"),
}
"""Working days and basis by kind of outcome; interviews and praise need not be published."""

_OTHER_MATTERS: Mapping[type, str] = {
    records.RiskGrade: "graded_on",
    records.Standardisation: "granted_on",
    records.MineChange: "changed_on",
    records.Visit: "inspected_on",
    records.ListedEntity: "listed_on",
    records.Accident: "occurred_on",
    records.Case: "decided_on",
}
"""Matters of 政府信息公开条例 第二十条 and the day they came about. A licence is published by who
issued it; no statute orders a hazard under supervision to be named."""


def outcome(row: Outcome) -> tuple[int, str] | None:
    """Within how many working days of its decision an outcome must be public, and by which law.

    None where no law orders it, or where it ended before it was public.
    """
    kind = "penalty" if row.penal else row.kind
    gone = min(filter(None, (row.ended_on, row.withdrawn_on)), default=None)
    return _OUTCOMES.get(kind) if _owed(row.published_on, gone) else None


def other_matter(row: Any) -> date | None:
    """The day from which the term of any other matter runs, None where it need not be public."""
    field = _OTHER_MATTERS.get(type(row))
    if field is None or not _owed(row.published_on, getattr(row, "withdrawn_on", None)):
        return None
    begun: date | None = getattr(row, field)
    return begun


def _owed(published_on: date | None, gone: date | None) -> bool:
    """Whether a record had to be published: what is gone before it was need be no more."""
    return gone is None or (published_on is not None and published_on <= gone)


def working_term(begun: date, number: int) -> tuple[date, int | None]:
    """The last day of a term of working days, and the unannounced year the count needs.

    With such a year the day given is the first on which the term could end, as if every day were
    worked: what is done by then is in time whatever will be announced.
    """
    due = terms.add_working_days(begun, number)
    years = range((begun + timedelta(days=1)).year, due.year + 1)
    unknown = next((year for year in years if not terms.announced(year)), None)
    return (due if unknown is None else begun + timedelta(days=number)), unknown
