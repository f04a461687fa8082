"""What the public may see on a day, written down as a table: record × day → visible."""

from __future__ import annotations

import calendar
import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import DAY, ROOT
from rows import row, tables

from generator import records
from generator.bulletin import Bulletin, visibility
from generator.records import Mine, Outcome

# 信用修复管理办法 (国家发展改革委令 2025 年第 36 号), for penalties.
MAXIMA = {"minor": 3, "ordinary": 12, "serious": 36}

Days = tuple[tuple[str, bool], ...]


def penalty(severity: str, decided_on: str, **cells: Any) -> dict[str, Any]:
    given = {"published_on": decided_on, **cells}
    return {"kind": "penalty", "severity": severity, "decided_on": decided_on, **given}


def other(kind: str, decided_on: str, **cells: Any) -> dict[str, Any]:
    return {"kind": kind, "decided_on": decided_on, "published_on": decided_on, **cells}


CASES: tuple[tuple[str, type, dict[str, Any], Days], ...] = (
    # 政府信息公开条例 第二十六条 and the approval before it (先审后发): its day is published_on.
    (
        "not before its publication day, and on that very day",
        records.Visit,
        {"inspected_on": "2026-03-01", "published_on": "2026-03-12"},
        (("2026-03-11", False), ("2026-03-12", True), ("2030-01-01", True)),
    ),
    (
        "never without a publication day",
        records.Visit,
        {"inspected_on": "2026-03-01"},
        (("2026-03-01", False), ("2026-03-12", False), ("2030-01-01", False)),
    ),
    (
        "never without a publication day, although it is a penalty",
        Outcome,
        penalty("minor", "2026-03-01", published_on=None),
        (("2026-03-01", False), ("2026-03-12", False), ("2026-06-01", False)),
    ),
    # 行政处罚法 第四十八条: changed, revoked, unlawful or void decisions come down.
    (
        "not from the day of withdrawal",
        Outcome,
        other("circular", "2026-03-01", withdrawn_on="2026-04-10"),
        (("2026-04-09", True), ("2026-04-10", False), ("2026-04-11", False)),
    ),
    (
        "not on the day of withdrawal although that is the publication day",
        Outcome,
        other("circular", "2026-03-01", withdrawn_on="2026-03-01"),
        (("2026-02-28", False), ("2026-03-01", False), ("2026-03-02", False)),
    ),
    # Order 36 of 2025: repaired credit is no longer shown.
    (
        "not from the day of repair",
        Outcome,
        penalty("serious", "2026-03-01", repaired_on="2026-07-08"),
        (("2026-07-07", True), ("2026-07-08", False)),
    ),
    (
        "until its last day, included",
        Outcome,
        other("exposure", "2026-03-01", publish_until="2026-06-10"),
        (("2026-06-09", True), ("2026-06-10", True), ("2026-06-11", False)),
    ),
    (
        "never after publish_until although its class could stay longer",
        Outcome,
        penalty("serious", "2026-03-01", publish_until="2026-06-10"),
        (("2026-06-10", True), ("2026-06-11", False)),
    ),
    (
        "never after its class although publish_until is later",
        Outcome,
        penalty("minor", "2026-03-01", publish_until="2027-06-10"),
        (("2026-06-01", True), ("2026-06-02", False)),
    ),
    # Order 36: minor 3, ordinary 12, serious 36 months from the decision, not the publication;
    # 民法典 第二百零一条、第二百零二条: the same day-number, that day included.
    (
        "a minor penalty for 3 months from the decision",
        Outcome,
        penalty("minor", "2026-03-06", published_on="2026-03-12"),
        (("2026-03-11", False), ("2026-06-06", True), ("2026-06-07", False)),
    ),
    (
        "an ordinary penalty for 12 months from the decision",
        Outcome,
        penalty("ordinary", "2025-11-23", published_on="2025-12-01"),
        (("2026-11-23", True), ("2026-11-24", False)),
    ),
    (
        "a serious penalty for 36 months from the decision",
        Outcome,
        penalty("serious", "2023-11-23", published_on="2023-12-01"),
        (("2026-11-23", True), ("2026-11-24", False)),
    ),
    # 民法典 第二百零二条: without that day-number, the last day of the month.
    (
        "three months from 30 November end with February",
        Outcome,
        penalty("minor", "2025-11-30"),
        (("2026-02-28", True), ("2026-03-01", False)),
    ),
    (
        "three months from 30 November end on 29 February of a leap year",
        Outcome,
        penalty("minor", "2023-11-30"),
        (("2024-02-29", True), ("2024-03-01", False)),
    ),
    (
        "three months from 31 August end on 30 November",
        Outcome,
        penalty("minor", "2025-08-31"),
        (("2025-11-30", True), ("2025-12-01", False)),
    ),
    (
        "twelve months from 29 February end on 28 February",
        Outcome,
        penalty("ordinary", "2024-02-29"),
        (("2025-02-28", True), ("2025-03-01", False)),
    ),
    (
        "thirty-six months from 29 February end on 28 February",
        Outcome,
        penalty("serious", "2024-02-29"),
        (("2027-02-28", True), ("2027-03-01", False)),
    ),
    # Order 36 speaks of penalties; the other kinds have no class and no window of one.
    *(
        (
            f"a {kind} has no window of a class, even with a severity typed by mistake",
            Outcome,
            other(kind, "2020-03-06", severity="minor"),
            (("2020-03-05", False), ("2020-06-07", True), ("2026-11-23", True)),
        )
        for kind in ("stop-order", "interview", "circular", "exposure", "commendation")
    ),
    (
        "a penalty of a class without a rule ends with publish_until",
        Outcome,
        penalty("unheard-of", "2020-03-06", publish_until="2026-06-10"),
        (("2026-06-10", True), ("2026-06-11", False)),
    ),
    (
        "a hazard until it is withdrawn",
        records.SupervisedHazard,
        {
            "found_on": "2026-01-10",
            "published_on": "2026-01-30",
            "deadline": "2026-04-30",
            "withdrawn_on": "2026-03-30",
        },
        (("2026-01-29", False), ("2026-01-30", True), ("2026-03-29", True), ("2026-03-30", False)),
    ),
    (
        "a closure until it is withdrawn",
        records.Case,
        {"published_on": "2025-04-27", "withdrawn_on": "2026-05-22"},
        (("2025-04-26", False), ("2025-04-27", True), ("2026-05-21", True), ("2026-05-22", False)),
    ),
    # 应急管理部令第11号 (严重失信主体名单): to the end of its term, or until it is taken off.
    (
        "a listed entity until its last day, included",
        records.ListedEntity,
        {"listed_on": "2023-05-13", "published_on": "2023-05-13", "until": "2026-05-12"},
        (("2023-05-12", False), ("2023-05-13", True), ("2026-05-12", True), ("2026-05-13", False)),
    ),
    (
        "a listed entity not from the day it is removed",
        records.ListedEntity,
        {
            "listed_on": "2024-10-18",
            "published_on": "2024-10-18",
            "until": "2027-10-17",
            "removed_on": "2025-11-05",
        },
        (("2025-11-04", True), ("2025-11-05", False)),
    ),
    (
        "a channel from its first to its last day",
        records.Channel,
        {"since": "2026-05-01", "until": "2026-06-30"},
        (("2026-04-30", False), ("2026-05-01", True), ("2026-06-30", True), ("2026-07-01", False)),
    ),
    (
        "a channel without days always",
        records.Channel,
        {},
        (("2000-01-01", True), ("2030-01-01", True)),
    ),
    (
        "a reward rule while it is in force",
        records.RewardRule,
        {"effective_on": "2018-01-04", "repealed_on": "2027-01-01"},
        (("2018-01-03", False), ("2018-01-04", True), ("2026-12-31", True), ("2027-01-01", False)),
    ),
    (
        "a threshold while it is in force",
        records.MineralThreshold,
        {"effective_on": "2025-07-01", "repealed_on": "2026-07-01"},
        (("2025-06-30", False), ("2025-07-01", True), ("2026-06-30", True), ("2026-07-01", False)),
    ),
    (
        "a mine from the day it is listed",
        Mine,
        {"listed_on": "2026-02-10"},
        (("2026-02-09", False), ("2026-02-10", True)),
    ),
    (
        "a change announced ahead only once it has happened",
        records.MineChange,
        {"changed_on": "2026-12-01", "published_on": "2026-11-20"},
        (("2026-11-20", False), ("2026-11-30", False), ("2026-12-01", True)),
    ),
    (
        "a person in charge (包保责任人) while in office",
        records.Responsibility,
        {"from_on": "2026-05-20", "until_on": "2026-09-30"},
        (("2026-05-19", False), ("2026-05-20", True), ("2026-09-30", True), ("2026-10-01", False)),
    ),
    (
        "the re-check of a hazard from its day",
        records.HazardCheck,
        {"checked_on": "2026-11-12"},
        (("2026-11-11", False), ("2026-11-12", True)),
    ),
    (
        "a document from its issue, also after its repeal",
        records.Document,
        {"issued_on": "2022-07-08", "effective_on": "2022-09-01", "repealed_on": "2024-01-01"},
        (("2022-07-07", False), ("2022-07-08", True), ("2025-01-01", True)),
    ),
    (
        "a board from the day it hangs",
        records.Board,
        {"installed_on": "2026-05-20"},
        (("2026-05-19", False), ("2026-05-20", True)),
    ),
    (
        "progress from the day it was measured",
        records.Progress,
        {"as_of": "2025-12-31"},
        (("2025-12-30", False), ("2025-12-31", True)),
    ),
    # A figure for a period that still runs would be wrong tomorrow.
    *(
        (
            f"figures of a {kind.__name__} only after their period",
            kind,
            {"period": period},
            ((last, False), (after, True), ("2030-01-01", True)),
        )
        for kind in (records.HazardCount, records.Inspection, records.ReportStatistic)
        for period, last, after in (
            ("2026-Q3", "2026-09-30", "2026-10-01"),
            ("2025-Q4", "2025-12-31", "2026-01-01"),
            ("2025", "2025-12-31", "2026-01-01"),
        )
    ),
    (
        "a town always",
        records.Town,
        {"town_code": "1"},
        (("2000-01-01", True),),
    ),
)


@pytest.mark.parametrize(
    ("kind", "cells", "day", "seen"),
    [
        pytest.param(kind, cells, day, seen, id=f"{name}: {day}")
        for name, kind, cells, days in CASES
        for day, seen in days
    ],
)
def test_a_record_is_visible_on_its_days_only(
    kind: type, cells: dict[str, Any], day: str, seen: bool
) -> None:
    assert visibility.visible(row(kind, **cells), date.fromisoformat(day), MAXIMA) is seen


def test_the_windows_are_those_of_the_data() -> None:
    rules = tuple(
        row(records.PublicationRule, rule_id=name, severity=name, max_months=months)
        for name, months in (("minor", 1), ("serious", 2))
    )
    outcome = row(Outcome, outcome_id="o-1", **penalty("minor", "2026-01-31"))
    rows = tables(publication_rules=rules, outcomes=(outcome,))
    assert visibility.public(rows, date(2026, 2, 28)).outcomes == (outcome,)
    assert visibility.public(rows, date(2026, 3, 1)).outcomes == ()


OWNED = (
    # (owner's table, owner, child's table, child)
    (
        "supervised_hazards",
        row(
            records.SupervisedHazard,
            hazard_id="h-1",
            found_on="2026-01-01",
            published_on="2026-01-10",
            withdrawn_on="2026-03-01",
        ),
        "hazard_checks",
        row(records.HazardCheck, hazard_id="h-1", checked_on="2026-01-05"),
    ),
    (
        "cases",
        row(records.Case, case_id="c-1", published_on="2026-01-10", withdrawn_on="2026-03-01"),
        "case_mines",
        row(records.CaseMine, case_id="c-1", role="closing"),
    ),
    (
        "cases",
        row(records.Case, case_id="c-1", published_on="2026-01-10", withdrawn_on="2026-03-01"),
        "checklist",
        row(records.ChecklistItem, case_id="c-1", item="power"),
    ),
)


@pytest.mark.parametrize(("owners", "owner", "children", "child"), OWNED)
def test_children_come_and_go_with_their_owner(
    owners: str, owner: object, children: str, child: object
) -> None:
    rows = tables(**{owners: (owner,), children: (child,)})
    seen = {
        day: getattr(visibility.public(rows, date.fromisoformat(day)), children)
        for day in ("2026-01-09", "2026-01-10", "2026-02-28", "2026-03-01")
    }
    assert seen == {
        "2026-01-09": (),
        "2026-01-10": (child,),
        "2026-02-28": (child,),
        "2026-03-01": (),
    }


@pytest.mark.parametrize(
    ("table", "kind", "cells"),
    [
        ("mine_changes", records.MineChange, {"changed_on": "2026-01-01"}),
        ("licences", records.Licence, {"issued_on": "2026-01-01"}),
        ("responsibilities", records.Responsibility, {"from_on": "2026-01-01"}),
        ("risk_grades", records.RiskGrade, {"graded_on": "2026-01-01"}),
        ("standardisation", records.Standardisation, {"granted_on": "2026-01-01"}),
        ("visits", records.Visit, {"inspected_on": "2026-01-01"}),
        ("boards", records.Board, {"installed_on": "2026-01-01"}),
        ("supervised_hazards", records.SupervisedHazard, {"found_on": "2026-01-01"}),
        ("outcomes", Outcome, {"kind": "interview", "decided_on": "2026-01-01"}),
        ("accidents", records.Accident, {"occurred_on": "2026-01-01"}),
        ("listed_entities", records.ListedEntity, {"listed_on": "2026-01-01"}),
    ],
)
def test_nothing_is_said_of_a_mine_before_it_is_listed(
    table: str, kind: type, cells: dict[str, str]
) -> None:
    mine = row(Mine, mine_id="m-1", listed_on="2026-02-10")
    published = {"published_on": "2026-01-02"} if issubclass(kind, records.Published) else {}
    child = row(kind, mine_id="m-1", **cells, **published)
    rows = tables(mines=(mine,), **{table: (child,)})
    assert getattr(visibility.public(rows, date(2026, 2, 9)), table) == ()
    assert getattr(visibility.public(rows, date(2026, 2, 10)), table) == (child,)


def test_the_re_checks_of_a_hazard_fall_with_its_mine() -> None:
    mine = row(Mine, mine_id="m-1", listed_on="2026-02-10")
    hazard = row(
        records.SupervisedHazard,
        hazard_id="h-1",
        mine_id="m-1",
        found_on="2026-01-01",
        published_on="2026-01-02",
    )
    check = row(records.HazardCheck, hazard_id="h-1", checked_on="2026-01-05")
    rows = tables(mines=(mine,), supervised_hazards=(hazard,), hazard_checks=(check,))
    assert visibility.public(rows, date(2026, 2, 9)).hazard_checks == ()
    assert visibility.public(rows, date(2026, 2, 10)).hazard_checks == (check,)


def test_an_outcome_without_a_mine_is_public_by_its_own_days() -> None:
    outcome = row(Outcome, outcome_id="o-1", **other("interview", "2026-01-02"))
    assert visibility.public(tables(outcomes=(outcome,)), date(2026, 1, 2)).outcomes == (outcome,)


def shipped_rows(table: str) -> list[dict[str, str]]:
    with Path(ROOT, "data", f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _up(cells: dict[str, str], *ends: str) -> bool:
    today = DAY.isoformat()  # ISO days compare as text
    return (
        bool(cells["published_on"])
        and cells["published_on"] <= today
        and not any(cells[end] and cells[end] <= today for end in ends)
    )


def _past_its_class(cells: dict[str, str]) -> bool:
    if cells["kind"] != "penalty":
        return False
    year, month, day = map(int, cells["decided_on"].split("-"))
    for _ in range({"minor": 3, "ordinary": 12, "serious": 36}[cells["severity"]]):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    last = min(day, calendar.monthrange(year, month)[1])
    return f"{year}-{month:02}-{last:02}" < DAY.isoformat()


def test_the_shipped_outcomes_are_those_counted_by_hand(shipped_bulletin: Bulletin) -> None:
    today = DAY.isoformat()
    expected = {
        cells["outcome_id"]
        for cells in shipped_rows("enforcement/outcomes")
        if _up(cells, "withdrawn_on", "repaired_on")
        and not (cells["publish_until"] and cells["publish_until"] < today)
        and not _past_its_class(cells)
    }
    every = {cells["outcome_id"] for cells in shipped_rows("enforcement/outcomes")}
    assert 0 < len(expected) < len(every)
    assert set(shipped_bulletin.outcomes) == expected


def test_the_shipped_hazards_and_cases_are_those_counted_by_hand(
    shipped_bulletin: Bulletin,
) -> None:
    for table, key, seen in (
        ("enforcement/supervised_hazards", "hazard_id", shipped_bulletin.hazards),
        ("closures/cases", "case_id", shipped_bulletin.cases),
    ):
        cells = shipped_rows(table)
        expected = {c[key] for c in cells if _up(c, "withdrawn_on")}
        assert 0 < len(expected) < len(cells)
        assert set(seen) == expected


def test_the_shipped_mines_are_those_listed_by_the_day(shipped_bulletin: Bulletin) -> None:
    expected = {
        cells["mine_id"]
        for cells in shipped_rows("mines/mines")
        if cells["listed_on"] <= DAY.isoformat()
    }
    assert len(expected) >= 24
    assert set(shipped_bulletin.mines) == set(shipped_bulletin.dossiers) == expected


@pytest.mark.parametrize(
    ("outcome_id", "why"),
    [
        ("o-te4r8c53", "embargoed"),
        ("o-yduk8j72", "without a publication day"),
        ("o-gv6xkewe", "repaired"),
        ("o-rhzuz24n", "past publish_until"),
        ("o-hj4habw5", "withdrawn"),
        ("o-cwahm352", "a minor penalty after three months"),
    ],
)
def test_the_demonstration_holds_a_hidden_outcome_of_every_cause(
    shipped_bulletin: Bulletin, outcome_id: str, why: str
) -> None:
    assert outcome_id in {cells["outcome_id"] for cells in shipped_rows("enforcement/outcomes")}
    assert outcome_id not in shipped_bulletin.outcomes, why
