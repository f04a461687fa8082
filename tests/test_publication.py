"""Whole lives of records, from the embargo to the tombstone, by the table of docs/publication.md.

What the public sees is counted here a second time, from the CSV files with plain text and dates.
"""

from __future__ import annotations

import calendar
import csv
import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, copy_project
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as trials
from rows import row, tables

from generator import bulletin, clock, content, pipeline, records
from generator.bulletin import Bulletin, changes, state, visibility
from generator.clock import Ledger
from generator.content import Content, Notice
from generator.packages import Packages, Row
from generator.records import Records
from generator.render import feeds, pages
from generator.settings import HouseWindows
from generator.source import Source

# --- Whole lives, written down as a table: record × day → up, down, tombstone, late. ---

EMBARGO = "not public yet, no page"
UP = "up"
DOWN = "down: 依法停止公示"
WITHDRAWN = "down: withdrawn, with its reason"
NEVER = "never public, no page"

LATE_UP = "late-publication"
LATE_DOWN = "late-withdrawal"

Life = tuple[str, str, dict[str, str], tuple[tuple[str, str, str, str], ...]]

# (name, table, cells, (day, where, the state shown, what is late))
LIVES: tuple[Life, ...] = (
    (
        # 安全生产法 第七十八条: seven working days; 令第36号: minor, three months.
        "o-minor",
        "outcomes",
        {
            "kind": "penalty",
            "severity": "minor",
            "decided_on": "2026-03-06",
            "published_on": "2026-03-17",
            "group_id": "g-1",
        },
        (
            ("2026-03-05", EMBARGO, "", ""),
            ("2026-03-16", EMBARGO, "", ""),
            ("2026-03-17", UP, "", ""),
            ("2026-06-06", UP, "", ""),
            ("2026-06-07", DOWN, "", ""),
            ("2029-06-07", DOWN, "", ""),
        ),
    ),
    (
        # 安全生产法 第七十八条: the eighth working day; 令第36号: ordinary, but repaired.
        "o-repaired",
        "outcomes",
        {
            "kind": "penalty",
            "severity": "ordinary",
            "decided_on": "2026-03-06",
            "published_on": "2026-03-18",
            "repaired_on": "2026-07-08",
        },
        (
            ("2026-03-17", EMBARGO, "", ""),
            ("2026-03-18", UP, "", LATE_UP),
            ("2026-07-07", UP, "", LATE_UP),
            ("2026-07-08", DOWN, "", LATE_UP),
        ),
    ),
    (
        # 令第36号: serious, thirty-six months; 民法典 第二百零二条: 29 to 28 February.
        "o-serious",
        "outcomes",
        {
            "kind": "penalty",
            "severity": "serious",
            "decided_on": "2024-02-29",
            "published_on": "2024-03-04",
        },
        (
            ("2024-03-03", EMBARGO, "", ""),
            ("2024-03-04", UP, "", ""),
            ("2027-02-28", UP, "", ""),
            ("2027-03-01", DOWN, "", ""),
        ),
    ),
    (
        # 行政处罚法 第四十八条、第八十五条: revoked on 29 September; the third working day,
        # over the National Day holidays, is 9 October.
        "o-revoked",
        "outcomes",
        {
            "kind": "penalty",
            "severity": "serious",
            "decided_on": "2026-07-01",
            "published_on": "2026-07-03",
            "ended_on": "2026-09-29",
            "end_kind": "revoked",
            "withdrawn_on": "2026-10-09",
            "withdraw_reason": "经行政复议，处罚决定被撤销。",
        },
        (
            ("2026-07-02", EMBARGO, "", ""),
            ("2026-09-29", UP, "", ""),
            ("2026-10-08", UP, "", ""),
            ("2026-10-09", WITHDRAWN, "", ""),
            ("2030-01-01", WITHDRAWN, "", ""),
        ),
    ),
    (
        # The same, and nobody withdrew it: it comes down by itself, and the reason is owed.
        "o-forgotten",
        "outcomes",
        {
            "kind": "penalty",
            "severity": "serious",
            "decided_on": "2026-07-01",
            "published_on": "2026-07-03",
            "ended_on": "2026-09-29",
            "end_kind": "revoked",
            "withdrawn_on": "2026-10-20",
            "withdraw_reason": "经行政复议，处罚决定被撤销。",
        },
        (
            ("2026-10-09", UP, "", ""),
            ("2026-10-10", DOWN, "", LATE_DOWN),
            ("2026-10-19", DOWN, "", LATE_DOWN),
            ("2026-10-20", WITHDRAWN, "", LATE_DOWN),
        ),
    ),
    (
        # 安全生产法 第七十八条: the term over the holidays ends on 14 October.
        "o-unpublished",
        "outcomes",
        {"kind": "penalty", "severity": "ordinary", "decided_on": "2026-09-29"},
        (
            ("2026-10-14", NEVER, "", ""),
            ("2026-10-15", NEVER, "", LATE_UP),
            ("2027-10-15", NEVER, "", LATE_UP),
        ),
    ),
    (
        # 个人信息保护法 第二十五条、第三十四条: told on the firm's record only.
        "o-person",
        "outcomes",
        {
            "kind": "penalty",
            "severity": "serious",
            "decided_on": "2026-03-06",
            "published_on": "2026-03-12",
            "party_type": "natural-person",
            "party_name": "示例某",
        },
        (
            ("2026-03-12", NEVER, "", ""),
            ("2026-10-15", NEVER, "", ""),
            ("2030-01-01", NEVER, "", ""),
        ),
    ),
    (
        # 政府信息公开条例 第二十六条: twenty working days; resumed for 12 months (本局规定).
        "o-stop",
        "outcomes",
        {
            "kind": "stop-order",
            "basis": "on-site-measure",
            "scope": "whole",
            "decided_on": "2026-03-06",
            "published_on": "2026-03-12",
            "lifted_on": "2026-05-31",
        },
        (
            ("2026-03-11", EMBARGO, "", ""),
            ("2026-03-12", UP, "in force", ""),
            ("2026-05-30", UP, "in force", ""),
            ("2026-05-31", UP, "resumed", ""),
            ("2027-05-31", UP, "resumed", ""),
            ("2027-06-01", DOWN, "", ""),
        ),
    ),
    (
        # 本局规定: twelve months, but never longer than the penalty it reports (o-minor).
        "o-circular",
        "outcomes",
        {
            "kind": "circular",
            "decided_on": "2026-04-01",
            "published_on": "2026-04-03",
            "group_id": "g-1",
        },
        (
            ("2026-04-03", UP, "", ""),
            ("2026-06-06", UP, "", ""),
            ("2026-06-07", DOWN, "", ""),
        ),
    ),
    (
        # 本局规定: six months; no duty to publish an interview, so none is late.
        "o-interview",
        "outcomes",
        {"kind": "interview", "decided_on": "2026-08-31", "published_on": "2026-12-01"},
        (
            ("2026-11-30", EMBARGO, "", ""),
            ("2026-12-01", UP, "", ""),
            ("2027-02-28", UP, "", ""),
            ("2027-03-01", DOWN, "", ""),
        ),
    ),
    (
        # 本局规定: praise comes down when a death at the mine is public.
        "o-praise",
        "outcomes",
        {
            "kind": "commendation",
            "mine_id": "m-2",
            "decided_on": "2026-01-10",
            "published_on": "2026-01-12",
        },
        (("2026-03-04", UP, "", ""), ("2026-03-05", DOWN, "", "")),
    ),
    (
        # Supervised (挂牌督办): overdue, closed, shown as closed for twelve months (本局规定).
        "h-closed",
        "supervised_hazards",
        {
            "found_on": "2026-03-01",
            "published_on": "2026-03-12",
            "deadline": "2026-04-30",
            "closed_on": "2026-05-20",
        },
        (
            ("2026-03-11", EMBARGO, "", ""),
            ("2026-03-12", UP, "open", ""),
            ("2026-04-30", UP, "open", ""),
            ("2026-05-01", UP, "overdue", "overdue-rectification"),
            ("2026-05-19", UP, "overdue", "overdue-rectification"),
            ("2026-05-20", UP, "closed", ""),
            ("2027-05-20", UP, "closed", ""),
            ("2027-05-21", DOWN, "", ""),
        ),
    ),
    (
        "h-withdrawn",
        "supervised_hazards",
        {
            "found_on": "2026-03-01",
            "published_on": "2026-03-12",
            "deadline": "2026-06-30",
            "withdrawn_on": "2026-04-01",
            "withdraw_reason": "督办决定被撤销。",
        },
        (
            ("2026-03-31", UP, "open", ""),
            ("2026-04-01", WITHDRAWN, "", ""),
            ("2026-07-01", WITHDRAWN, "", ""),
        ),
    ),
    (
        # 政府信息公开条例 第二十六条: published in its consultation, within twenty working days.
        "c-closed",
        "cases",
        {
            "batch": "close",
            "list_year": "2026",
            "consulted_from": "2026-03-01",
            "published_on": "2026-03-02",
            "decided_on": "2026-04-20",
            "deadline": "2026-06-30",
            "accepted_on": "2026-07-03",
        },
        (
            ("2026-03-01", EMBARGO, "", ""),
            ("2026-03-02", UP, "consultation", ""),
            ("2026-04-20", UP, "decided", ""),
            ("2026-06-30", UP, "decided", ""),
            ("2026-07-01", UP, "overdue", "overdue-closure"),
            ("2026-07-03", UP, "accepted", ""),
            ("2036-07-03", UP, "accepted", ""),
        ),
    ),
    (
        # Twenty working days after 29 September end on 2 November.
        "c-late",
        "cases",
        {
            "batch": "close",
            "list_year": "2026",
            "decided_on": "2026-09-29",
            "published_on": "2026-11-03",
            "withdrawn_on": "2026-12-01",
            "withdraw_reason": "决定被撤销。",
        },
        (
            ("2026-11-02", EMBARGO, "", ""),
            ("2026-11-03", UP, "decided", LATE_UP),
            ("2026-11-30", UP, "decided", LATE_UP),
            ("2026-12-01", WITHDRAWN, "", LATE_UP),
        ),
    ),
)

KEYS = {"outcomes": "outcome_id", "supervised_hazards": "hazard_id", "cases": "case_id"}
GIVEN: Mapping[str, list[dict[str, str]]] = {
    "mines": [
        {"mine_id": mine, "name": "示例新名矿", "town_code": "441803102", "status": "producing"}
        for mine in ("m-1", "m-2")
    ],
    "mine_changes": [
        {
            "change_id": "m-c1",
            "mine_id": "m-1",
            "changed_on": "2026-06-01",
            "published_on": "2026-06-10",
            "field": field,
            "old_value": old,
            "new_value": new,
        }
        for field, old, new in (
            ("name", "示例旧名矿", "示例新名矿"),
            ("operator", "示例旧公司", ""),
        )
    ],
    "case_mines": [{"case_id": case, "mine_id": "m-1"} for case in ("c-closed", "c-late")],
    "accidents": [
        {
            "accident_id": "a-1",
            "mine_id": "m-2",
            "kind": "accident",
            "grade": "ordinary",
            "occurred_on": "2026-03-01",
            "published_on": "2026-03-05",
            "deaths": "1",
        }
    ],
    **{
        table: [
            {key: name, **({} if table == "cases" else {"mine_id": "m-1"}), **cells}
            for name, where, cells, _ in LIVES
            if where == table
        ]
        for table, key in KEYS.items()
    },
}
KEPT = ("towns", "authorities", "publication_rules", "documents", "criteria", "criterion_clauses")


def in_memory(shipped: Packages) -> Packages:
    """The packages of the shipped bulletin with the rows of this file instead of theirs."""
    packages = {}
    for name, package in shipped.items():
        resources = {}
        for table, resource in package.resources.items():
            blank = {entry["name"]: "" for entry in resource.fields}
            given_rows = tuple(
                Row(number, {**blank, **cells})
                for number, cells in enumerate(GIVEN.get(table, ()), start=2)
            )
            kept = resource.rows if table in KEPT else given_rows
            resources[table] = dataclasses.replace(resource, rows=kept)
        packages[name] = dataclasses.replace(package, resources=resources)
    return packages


@pytest.fixture(scope="module")
def lives(shipped: Source) -> Source:
    return dataclasses.replace(
        shipped, packages=in_memory(shipped.packages), content=Content({}, ()), problems=[]
    )


@pytest.fixture(scope="module")
def seen_on(lives: Source) -> Callable[[date], Bulletin]:
    return cache(lambda day: bulletin.assemble(lives.packages, lives.content, day))


def where(seen: Bulletin, table: str, name: str) -> str:
    """Where a record stands, a record that is neither up nor a tombstone being told by its name."""
    if any(getattr(found, KEYS[table]) == name for found in getattr(seen.records, table)):
        return UP
    for removal in seen.removals:
        if removal.record_id == name:
            return WITHDRAWN if removal.withdrawn else DOWN
    return NEVER if name in ("o-unpublished", "o-person") else EMBARGO


def shown(seen: Bulletin, name: str, day: date) -> str:
    """The state a visible record is shown in."""
    if name in seen.hazards:
        return state.of_hazard(seen.hazards[name], day).stage
    if name in seen.cases:
        return state.of_case(seen.cases[name], day)
    order = seen.outcomes.get(name)
    if order is None or order.kind != "stop-order":
        return ""
    return "in force" if state.stops(order, day) else "resumed"


@pytest.mark.parametrize(
    ("name", "table", "on", "place", "standing", "late"),
    [
        pytest.param(name, table, *told, id=f"{name}: {told[0]}")
        for name, table, _, days in LIVES
        for told in days
    ],
)
def test_a_record_lives_by_the_table(
    lives: Source,
    seen_on: Callable[[date], Bulletin],
    name: str,
    table: str,
    on: str,
    place: str,
    standing: str,
    late: str,
) -> None:
    day = date.fromisoformat(on)
    seen = seen_on(day)
    assert where(seen, table, name) == place
    assert shown(seen, name, day) == standing
    told = {
        entry.what
        for entry in clock.agenda(clock.ledger(lives), day, day, day)
        if entry.record == name and entry.severity in ("late", "missed")
    }
    assert told == ({late} if late else set())


def test_a_tombstone_tells_the_reason_of_a_withdrawal_and_nothing_else(
    seen_on: Callable[[date], Bulletin],
) -> None:
    told = {removal.record_id: removal for removal in seen_on(date(2030, 1, 1)).removals}
    reasons = {name: removal.reason for name, removal in told.items() if removal.reason}
    assert reasons == {
        name: cells["withdraw_reason"]
        for name, _, cells, _ in LIVES
        if cells.get("withdraw_reason")
    }
    assert told["o-minor"].day == date(2026, 6, 7)
    assert told["o-revoked"].day == date(2026, 10, 9)


@pytest.mark.parametrize(
    ("on", "name", "operator", "stranger"),
    [
        ("2026-05-31", "示例旧名矿", "示例旧公司", False),
        ("2026-06-09", "示例旧名矿", "示例旧公司", False),  # happened, but not public yet
        ("2026-06-10", "示例新名矿", "", True),
    ],
)
def test_a_mine_is_shown_as_it_was_known_on_the_day(
    seen_on: Callable[[date], Bulletin], on: str, name: str, operator: str, stranger: bool
) -> None:
    dossier = seen_on(date.fromisoformat(on)).dossiers["m-1"]
    assert (dossier.mine.name, dossier.mine.operator) == (name, operator)
    # 处罚对象为时任采矿企业: what was decided before the change was about the old operator.
    assert dossier.operator_changed_since(date(2026, 3, 6)) is stranger
    assert not dossier.operator_changed_since(date(2026, 6, 1))


def test_the_agenda_named_every_day_on_which_a_record_moved(
    lives: Source, seen_on: Callable[[date], Bulletin]
) -> None:
    """Each turn of the table above is a day of rebuilding."""
    named = set(clock.change_days(clock.ledger(lives), date(2024, 1, 1), date(2037, 1, 1)))
    for name, _, _, days in LIVES:
        for before, after in pairwise(days):
            if before[1:3] != after[1:3]:
                day, earlier = date.fromisoformat(after[0]), date.fromisoformat(before[0])
                assert any(earlier < turn <= day for turn in named), (name, after[0])


# --- Every month end, counted a second time from the CSV files. ---

MONTH_ENDS = [
    date(year, month, calendar.monthrange(year, month)[1])
    for year in (2024, 2025, 2026, 2027)
    for month in range(1, 13)
]
NO_DAY = ("9999-12-31", "0000-01-01")  # first, last: a span that holds no day
Cells = Mapping[str, str]
Span = tuple[str, str]


@cache
def shipped_rows(table: str) -> tuple[dict[str, str], ...]:
    with Path(ROOT, "data", f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def later(day: str, months: int) -> str:
    """The last day of a term of months, as text (民法典 第二百零二条)."""
    year, month, number = (int(part) for part in day.split("-"))
    month += months
    while month > 12:
        year, month = year + 1, month - 12
    return f"{year}-{month:02}-{min(number, calendar.monthrange(year, month)[1]):02}"


def day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def withdrawn_by(ended_on: str) -> str:
    """The third working day; no demonstration row ended near a holiday or a worked weekend."""
    assert ended_on in ("2025-08-15", "2026-07-16", "2026-05-28")
    day, left = date.fromisoformat(ended_on), 3
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day.isoformat()


HOUSE = {"interview": 6, "circular": 12, "exposure": 12, "commendation": 24}
CLASSES = {"minor": 3, "ordinary": 12, "serious": 36}


def outcome_span(c: Cells) -> Span:
    if c["party_type"] == "natural-person" and not c["publish_reason"]:
        return NO_DAY
    lasts = [c["publish_until"]]
    lasts += [day_before(c[name]) for name in ("withdrawn_on", "repaired_on") if c[name]]
    if c["ended_on"]:
        lasts.append(withdrawn_by(c["ended_on"]))
    if c["kind"] == "penalty":
        lasts.append(later(c["decided_on"], CLASSES[c["severity"]]))
    elif c["kind"] == "stop-order" and c["basis"] == "penalty":
        lasts.append(later(c["decided_on"], 36))
    elif c["kind"] == "stop-order":
        lasts.append(later(c["lifted_on"], 12) if c["lifted_on"] else "")
    else:
        lasts.append(later(c["decided_on"], HOUSE[c["kind"]]))
    if c["kind"] == "commendation":
        lasts += [
            day_before(a["published_on"])
            for a in shipped_rows("enforcement/accidents")
            if a["mine_id"] == c["mine_id"]
            and int(a["deaths"] or 0) > 0
            and a["occurred_on"] >= c["decided_on"]
        ]
    return c["published_on"], min(filter(None, lasts), default="")


def hazard_span(c: Cells) -> Span:
    lasts = [day_before(c["withdrawn_on"]) if c["withdrawn_on"] else ""]
    lasts.append(later(c["closed_on"], 12) if c["closed_on"] else "")
    return c["published_on"], min(filter(None, lasts), default="")


def licence_span(c: Cells) -> Span:
    ends = [later(c[name], 12) for name in ("ended_on", "valid_until") if c[name]]
    return c["published_on"], min(ends, default="")


def entity_span(c: Cells) -> Span:
    lasts = [c["until"], later(c["listed_on"], 36)]
    lasts += [day_before(c["removed_on"])] if c["removed_on"] else []
    return max(c["published_on"], c["listed_on"]), min(filter(None, lasts))


def change_span(c: Cells) -> Span:
    return (max(c["published_on"], c["changed_on"]), "") if c["published_on"] else NO_DAY


def from_day(name: str, until: str = "") -> Callable[[Cells], Span]:
    return lambda c: (c[name] or "0001-01-01", c[until] if until else "")


def in_force(c: Cells) -> Span:
    repealed = c["repealed_on"]
    return c["effective_on"] or "0001-01-01", day_before(repealed) if repealed else ""


def published(c: Cells) -> Span:
    return c["published_on"], ""


def case_span(c: Cells) -> Span:
    return c["published_on"], day_before(c["withdrawn_on"]) if c["withdrawn_on"] else ""


def period_span(c: Cells) -> Span:
    """A count of a period is public from the day after it."""
    year, _, quarter = c["period"].partition("-Q")
    month = int(quarter or 4) * 3
    return (f"{year}-{month + 1:02}-01" if month < 12 else f"{int(year) + 1}-01-01"), ""


RECOUNT: Mapping[str, tuple[tuple[str, ...], Callable[[Cells], Span]]] = {
    "mines/mines": (("mine_id",), from_day("listed_on")),
    "mines/mine_changes": (("change_id",), change_span),
    "mines/licences": (("licence_id",), licence_span),
    "mines/responsibilities": (("mine_id", "tier", "from_on"), from_day("from_on", "until_on")),
    "mines/mineral_thresholds": (("threshold_id",), in_force),
    "grading/risk_grades": (("grade_id",), published),
    "grading/standardisation": (("cert_id",), published),
    "closures/cases": (("case_id",), case_span),
    "enforcement/outcomes": (("outcome_id",), outcome_span),
    "enforcement/supervised_hazards": (("hazard_id",), hazard_span),
    "enforcement/hazard_checks": (("hazard_id", "checked_on"), from_day("checked_on")),
    "enforcement/hazard_counts": (("period", "source"), period_span),
    "enforcement/inspections": (("period", "grade"), period_span),
    "enforcement/accidents": (("accident_id",), published),
    "enforcement/visits": (("visit_id",), published),
    "enforcement/listed_entities": (("listing_id",), entity_span),
    "report-channels/channels": (("channel_id",), from_day("since", "until")),
    "report-channels/reward_rules": (("rule_id",), in_force),
    "report-channels/report_statistics": (("period",), period_span),
    "report-channels/boards": (("board_id",), from_day("installed_on")),
    "hazard-criteria/documents": (("document_no",), from_day("issued_on")),
    "action-plan/progress": (("target_id", "as_of"), from_day("as_of")),
}


def counted(table: str, day: str) -> set[tuple[str, ...]]:
    """The keys of the rows public on the day, counted from the CSV; ISO days compare as text."""
    keys, span_of = RECOUNT[table]
    found = set()
    for cells in shipped_rows(table):
        first, last = span_of(cells)
        up = bool(first) and first <= day and (not last or day <= last)
        if up and (table == "mines/mines" or listed(cells, day)):
            found.add(tuple(cells[key] for key in keys))
    return found


def listed(cells: Cells, day: str) -> bool:
    """Whether the mine and the hazard a row belongs to are public themselves."""
    mine, hazard = cells.get("mine_id", ""), cells.get("hazard_id", "")
    if mine and (mine,) not in counted_mines(day):
        return False
    return "found_on" in cells or not hazard or (hazard,) in counted_hazards(day)


@cache
def counted_mines(day: str) -> set[tuple[str, ...]]:
    return counted("mines/mines", day)


@cache
def counted_hazards(day: str) -> set[tuple[str, ...]]:
    return counted("enforcement/supervised_hazards", day)


@cache
def shipped_content() -> Content:
    found, problems = content.load(ROOT)
    assert not problems
    return found


def counted_notices(day: str) -> set[str]:
    quotable = {key[0] for key in counted("enforcement/outcomes", day) | counted_hazards(day)}
    return {
        notice.slug
        for notice in shipped_content().notices
        if notice.day.isoformat() <= day
        and (notice.until is None or day <= notice.until.isoformat())
        and quotable.issuperset(notice.records)
    }


@pytest.mark.parametrize("day", MONTH_ENDS, ids=str)
def test_the_public_sees_what_was_counted_by_hand(shipped: Source, day: date) -> None:
    seen = bulletin.assemble(shipped.packages, shipped.content, day)
    for table, (keys, _) in RECOUNT.items():
        rows = getattr(seen.records, table.partition("/")[2])
        found = {tuple(str(getattr(row, key)) for key in keys) for row in rows}
        assert found == counted(table, day.isoformat()), table
    assert {notice.slug for notice in seen.content.notices} == counted_notices(day.isoformat())


@pytest.mark.parametrize("day", MONTH_ENDS, ids=str)
def test_every_page_that_came_down_is_a_tombstone(shipped: Source, day: date) -> None:
    seen = bulletin.assemble(shipped.packages, shipped.content, day)
    gone = {removal.record_id for removal in seen.removals}
    expected = set()
    for table in ("enforcement/outcomes", "enforcement/supervised_hazards", "closures/cases"):
        (key,), span_of = RECOUNT[table]
        for cells in shipped_rows(table):
            first, last = span_of(cells)
            if first and last and first <= last < day.isoformat():
                expected.add(cells[key])
    assert gone == expected


def test_the_recount_would_notice(shipped: Source) -> None:
    """The four years hold rows of every table that come, and of the main ones that go."""
    first, last = MONTH_ENDS[0].isoformat(), MONTH_ENDS[-1].isoformat()
    for table in ("enforcement/outcomes", "enforcement/supervised_hazards", "mines/licences"):
        came = set().union(*(counted(table, day.isoformat()) for day in MONTH_ENDS))
        assert came - counted(table, last), table
        assert came - counted(table, first), table


# --- For any records, what is seen turns only on the days the clock names. ---

START = date(2026, 1, 1)
SHORT = visibility.Windows(
    {"minor": 1, "ordinary": 2, "serious": 3}, HouseWindows(1, 1, 2, 2, 2, 1, 1)
)
moments = strategies.integers(0, 75).map(lambda number: START + timedelta(days=number))
days = moments.map(date.isoformat)
maybe = strategies.one_of(strategies.none(), days)
LAST_DAY = START + timedelta(days=75 + 100)


def one(record: type, /, **cells: strategies.SearchStrategy[Any]) -> strategies.SearchStrategy[Any]:
    """A record with drawn cells; `number` makes its id unique afterwards."""
    return strategies.fixed_dictionaries(dict(cells)).map(lambda drawn: (record, drawn))


mine_ids = strategies.sampled_from(("m-0", "m-1"))
RANDOM: Mapping[str, tuple[str, strategies.SearchStrategy[Any]]] = {
    "mines": ("mine_id", one(records.Mine, listed_on=maybe)),
    "mine_changes": (
        "change_id",
        one(
            records.MineChange,
            mine_id=mine_ids,
            changed_on=days,
            published_on=maybe,
            field=strategies.just("name"),
            old_value=strategies.sampled_from(("甲", "乙")),
        ),
    ),
    "licences": (
        "licence_id",
        one(
            records.Licence,
            mine_id=mine_ids,
            issued_on=maybe,
            valid_until=maybe,
            ended_on=maybe,
            published_on=maybe,
            corrected_on=maybe,
        ),
    ),
    "standardisation": (
        "cert_id",
        one(
            records.Standardisation,
            mine_id=mine_ids,
            granted_on=days,
            valid_until=maybe,
            revoked_on=maybe,
            published_on=maybe,
        ),
    ),
    "risk_grades": (
        "grade_id",
        one(records.RiskGrade, mine_id=mine_ids, graded_on=days, published_on=maybe),
    ),
    "visits": (
        "visit_id",
        one(records.Visit, mine_id=mine_ids, inspected_on=days, published_on=maybe),
    ),
    "accidents": (
        "accident_id",
        one(
            records.Accident,
            mine_id=mine_ids,
            occurred_on=days,
            published_on=maybe,
            approved_on=maybe,
            evaluated_on=maybe,
            deaths=strategies.sampled_from((None, 0, 1)),
        ),
    ),
    "outcomes": (
        "outcome_id",
        one(
            records.Outcome,
            mine_id=mine_ids,
            kind=strategies.sampled_from(
                ("penalty", "penalty", "stop-order", "interview", "circular", "commendation")
            ),
            severity=strategies.sampled_from(("minor", "ordinary", "serious")),
            basis=strategies.sampled_from(("", "penalty", "on-site-measure")),
            group_id=strategies.sampled_from(("", "g-1")),
            party_type=strategies.sampled_from(("organisation", "natural-person")),
            decided_on=days,
            published_on=maybe,
            publish_until=maybe,
            repaired_on=maybe,
            ended_on=maybe,
            withdrawn_on=maybe,
            lifted_on=maybe,
            corrected_on=maybe,
        ),
    ),
    "supervised_hazards": (
        "hazard_id",
        one(
            records.SupervisedHazard,
            mine_id=mine_ids,
            found_on=days,
            published_on=maybe,
            deadline=days,
            extended_to=maybe,
            accepted_on=maybe,
            closed_on=maybe,
            withdrawn_on=maybe,
        ),
    ),
    "cases": (
        "case_id",
        one(
            records.Case,
            published_on=maybe,
            decided_on=maybe,
            deadline=maybe,
            licence_cancelled_on=maybe,
            accepted_on=maybe,
            withdrawn_on=maybe,
        ),
    ),
    "listed_entities": (
        "listing_id",
        one(
            records.ListedEntity,
            mine_id=mine_ids,
            listed_on=days,
            published_on=maybe,
            until=maybe,
            removed_on=maybe,
        ),
    ),
    "channels": ("channel_id", one(records.Channel, since=maybe, until=maybe)),
    "reward_rules": ("rule_id", one(records.RewardRule, effective_on=maybe, repealed_on=maybe)),
    "documents": (
        "document_no",
        one(records.Document, issued_on=days, effective_on=maybe, repealed_on=maybe),
    ),
    "hazard_checks": (
        "",
        one(records.HazardCheck, hazard_id=strategies.just("s-0"), checked_on=days),
    ),
    "checklist": ("", one(records.ChecklistItem, case_id=strategies.just("c-0"), done_on=maybe)),
}


@strategies.composite
def registers(draw: strategies.DrawFn) -> tuple[Records, tuple[Notice, ...]]:
    """Two mines and a few records of any kind, with notices that quote some of them."""
    given_rows: dict[str, tuple[Any, ...]] = {}
    for table, (key, strategy) in RANDOM.items():
        least = 2 if table == "mines" else 0
        drawn = draw(strategies.lists(strategy, min_size=least, max_size=2))
        given_rows[table] = tuple(
            row(kind, **({key: f"{table[0]}-{number}"} if key else {}), **cells)
            for number, (kind, cells) in enumerate(drawn)
        )
    quoted = strategies.sampled_from(((), ("o-0",), ("s-0",), ("o-0", "o-1")))
    notices = tuple(
        dataclasses.replace(
            NOTICE,
            slug=slug,
            day=draw(moments),
            until=draw(strategies.none() | moments),
            records=draw(quoted),
        )
        for slug in ("a", "b")
    )
    return tables(**given_rows), notices


NOTICE = Notice(
    slug="",
    file="",
    title="",
    day=START,
    kind="circular",
    document_no="",
    records=(),
    towns=(),
    until=None,
    approval_no="",
    body="",
    body_row=1,
    lines={},
)


def picture(rows: Records, kept: Ledger, day: date) -> tuple[Any, ...]:
    """What the site says on a day, counters of days left out."""
    seen = visibility.public(rows, kept.spans, day)
    undone = changes.undone(rows.mine_changes, day)
    dated = [
        *seen.outcomes,
        *seen.licences,
        *seen.standardisation,
        *seen.accidents,
        *seen.cases,
        *seen.supervised_hazards,
    ]
    moments = ("accepted_on", "approved_on", "evaluated_on", "licence_cancelled_on")
    events = [
        getattr(found, name)
        for table, name in (("risk_grades", "graded_on"), ("visits", "inspected_on"))
        for found in getattr(seen, table)
    ]
    return (
        seen,
        [changes.restore(mine, undone.get(mine.mine_id, {})) for mine in seen.mines],
        bulletin._shown(visibility.notices(rows, kept.spans, kept.notices), day),
        [
            (row, state.reached(getattr(row, "withdrawn_on", None), day))
            for table in ("outcomes", "supervised_hazards", "cases", "listed_entities", "licences")
            for row, _ in visibility.over(rows, kept.spans, table, day)
        ],
        len(list(visibility.ever(rows, kept.spans, "outcomes", day))),
        [state.stops(outcome, day) for outcome in seen.outcomes],
        [state.of_hazard(hazard, day).stage for hazard in seen.supervised_hazards],
        [state.of_case(case, day) for case in seen.cases],
        [state.valid(paper, day) for paper in (*seen.licences, *seen.standardisation)],
        [document.in_force(day) for document in seen.documents],
        [state.reached(item.done_on, day) for item in seen.checklist],
        [state.reached(getattr(found, name, None), day) for found in dated for name in moments],
        [state.reached(found.corrected_on, day) for found in dated],
        [state.reached(moment, day) for moment in events],
    )


@pytest.mark.slow
@trials(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(registers())
def test_what_is_seen_turns_only_on_days_the_clock_names(
    register: tuple[Records, tuple[Notice, ...]],
) -> None:
    rows, notices = register
    kept = Ledger(rows, visibility.spans(rows, SHORT), notices)
    named = set(clock.change_days(kept, START, LAST_DAY))
    before = picture(rows, kept, START - timedelta(days=1))
    for number in range((LAST_DAY - START).days + 1):
        day = START + timedelta(days=number)
        now = picture(rows, kept, day)
        assert now == before or day in named, day
        before = now


@trials(max_examples=40, deadline=None, derandomize=True, database=None)
@given(registers(), moments)
def test_the_next_change_is_the_first_of_the_days_to_come(
    register: tuple[Records, tuple[Notice, ...]], day: date
) -> None:
    rows, notices = register
    kept = Ledger(rows, visibility.spans(rows, SHORT), notices)
    far = date(2029, 12, 31)
    to_come = clock.change_days(kept, day + timedelta(days=1), far)
    assert clock.next_change(kept, day) == (to_come[0] if to_come else None)


# --- Whole builds. ---

BUILT = [
    date(2024, 1, 31),
    date(2024, 12, 31),
    date(2025, 6, 30),
    date(2026, 2, 28),
    date(2026, 11, 30),
    date(2027, 12, 31),
]
FAMILIES = (
    ("enforcement/outcomes", "outcome_id", "enforcement"),
    ("enforcement/supervised_hazards", "hazard_id", "hazards"),
    ("closures/cases", "case_id", "closures"),
    ("mines/mines", "mine_id", "mines"),
)


@pytest.mark.slow
@pytest.mark.parametrize("day", BUILT, ids=str)
def test_a_whole_build_leaves_nothing_of_what_is_hidden(tmp_path: Path, day: date) -> None:
    project = copy_project(tmp_path / "bulletin")
    source = pipeline.check(project, day)
    output = project / "site"
    built = pipeline.build(source, day, output, with_posters=False, report=lambda step: None)
    assert [p for p in built.problems if p.severity == "error"] == []  # the residue check included
    seen = bulletin.assemble(source.packages, source.content, day)
    gone = {removal.record_id for removal in seen.removals}
    for table, key, folder in FAMILIES:
        shown_here = {keys[0] for keys in counted(table, day.isoformat())}
        for cells in shipped_rows(table):
            page = output / folder / cells[key] / "index.html"
            assert page.exists() is (cells[key] in shown_here | gone), page
            if cells[key] in gone:
                text = page.read_text(encoding="utf-8")
                assert '<meta name="robots" content="noindex">' in text
                for name in ("party_name", "decision_no", "facts", "description", "mine_id"):
                    assert not cells.get(name) or cells[name] not in text, (page, name)


def _bare(page: Any) -> str:
    """A page without what moves every day: the printed day, counters of days, charts over time."""
    text = "\n".join(f"{name}: {markup}" for name, markup in sorted(page.fragments.items()))
    text = re.sub(r"截至(?: |</dt><dd>)<time[^<]*</time>", "", text)
    text = re.sub(r"\d+ 天", "", text)
    return re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)


def _written(source: Source, day: date) -> Iterator[tuple[str, Any]]:
    assert source.settings is not None
    seen = bulletin.assemble(source.packages, source.content, day, source.settings.windows)
    site = pages.Site(seen, source.settings, source.packages, {}, source.project / "theme")
    for page in pages.render(site):
        yield page.address, (page.title, page.words, _bare(page))
    for artifact in feeds.render(seen, source.settings):
        yield artifact.path, artifact.content


@pytest.mark.slow
def test_the_pages_turn_only_on_days_the_clock_names(shipped: Source) -> None:
    first, last = date(2026, 11, 20), date(2027, 1, 3)
    named = clock.change_days(clock.ledger(shipped), first, last)
    before, turned = dict(_written(shipped, first)), []
    for number in range(1, (last - first).days + 1):
        day = first + timedelta(days=number)
        now = dict(_written(shipped, day))
        if now != before:
            turned.append(day)
        before = now
    assert set(turned) <= set(named)
    assert len(turned) > 5
