"""What the public may see on a day: one function for every kind of record.

The windows of penalties come from `publication_rules` (信用修复管理办法, 国家发展改革委令 2025
年第 36 号): minor 3, ordinary 12, serious 36 months from the decision, the last day included.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from generator import records
from generator.bulletin.calendar import add_months, period_end
from generator.records import Outcome, Published, Records

Maxima = Mapping[str, int]
"""For each severity of a penalty, the months it may be public at most."""


@dataclass(frozen=True)
class _Window:
    """The date fields that bound a record's time: first day, last day, first day after."""

    first: str = ""
    last: str = ""
    after: tuple[str, ...] = ()


_WINDOWS: Mapping[type, _Window] = {
    records.Mine: _Window(first="listed_on"),
    # A change announced ahead stays out until it happens, as in `changes.undone`.
    records.MineChange: _Window(first="changed_on"),
    records.Responsibility: _Window(first="from_on", last="until_on"),
    records.MineralThreshold: _Window(first="effective_on", after=("repealed_on",)),
    records.Case: _Window(after=("withdrawn_on",)),
    records.Outcome: _Window(last="publish_until", after=("withdrawn_on", "repaired_on")),
    records.SupervisedHazard: _Window(after=("withdrawn_on",)),
    records.HazardCheck: _Window(first="checked_on"),
    records.ListedEntity: _Window(first="listed_on", last="until", after=("removed_on",)),
    records.Channel: _Window(first="since", last="until"),
    records.RewardRule: _Window(first="effective_on", after=("repealed_on",)),
    records.Board: _Window(first="installed_on"),
    records.Document: _Window(first="issued_on"),
    records.Progress: _Window(first="as_of"),
}
_ALWAYS = _Window()


def maxima(rows: Records) -> Maxima:
    """The longest publication windows, in months, by severity."""
    return {rule.severity: rule.max_months for rule in rows.publication_rules}


def visible(record: Any, day: date, windows: Maxima) -> bool:
    """Whether a record, by its own dates, is public on `day`.

    Not before `published_on` (empty = not public); not from `withdrawn_on` or `repaired_on`; no
    outcome after its `publish_until`; no penalty after its class's maximum. Last days included.
    """
    window = _WINDOWS.get(type(record), _ALWAYS)
    firsts = [getattr(record, window.first)] if window.first else []
    lasts = [getattr(record, window.last)] if window.last else []
    if isinstance(record, Published):
        if record.published_on is None:
            return False
        firsts.append(record.published_on)
    if isinstance(record, Outcome):
        lasts.append(publication_end(record, windows))
    if hasattr(record, "period"):
        firsts.append(period_end(record.period) + timedelta(days=1))  # only once it is over
    return (
        all(first is None or first <= day for first in firsts)
        and all(last is None or day <= last for last in lasts)
        and all(end is None or day < end for end in (getattr(record, n) for n in window.after))
    )


def publication_end(outcome: Outcome, windows: Maxima) -> date | None:
    """The last day a penalty of its class may be public; None for other outcomes.

    A severity without a rule has no window of its own: `publish_until` still ends it.
    """
    if outcome.kind != "penalty" or outcome.severity not in windows:
        return None
    return add_months(outcome.decided_on, windows[outcome.severity])


# What a row belongs to: without its owner it says something about a record nobody may see.
_OWNERS: tuple[tuple[str, str, str], ...] = (
    ("mine_changes", "mine_id", "mines"),
    ("licences", "mine_id", "mines"),
    ("responsibilities", "mine_id", "mines"),
    ("risk_grades", "mine_id", "mines"),
    ("standardisation", "mine_id", "mines"),
    ("visits", "mine_id", "mines"),
    ("boards", "mine_id", "mines"),
    ("supervised_hazards", "mine_id", "mines"),
    ("outcomes", "mine_id", "mines"),
    ("accidents", "mine_id", "mines"),
    ("listed_entities", "mine_id", "mines"),
    ("hazard_checks", "hazard_id", "supervised_hazards"),
    ("case_mines", "case_id", "cases"),
    ("case_mines", "mine_id", "mines"),
    ("checklist", "case_id", "cases"),
    ("criteria", "document_no", "documents"),
    ("criterion_clauses", "criterion_id", "criteria"),
)


def public(rows: Records, day: date) -> Records:
    """The rows of every table that the public may see on `day`, in their order."""
    windows = maxima(rows)
    tables: dict[str, tuple[Any, ...]] = {
        entry.name: tuple(r for r in getattr(rows, entry.name) if visible(r, day, windows))
        for entry in dataclasses.fields(Records)
    }
    for table, key, owner in _OWNERS:
        known = _keys(tables[owner], key)
        tables[table] = tuple(
            row for row in tables[table] if getattr(row, key) in known or not getattr(row, key)
        )
    return Records(**tables)


def _keys(owners: Iterable[Any], key: str) -> set[str]:
    return {getattr(owner, key) for owner in owners}
