"""The publication clock, written down as a table: record × day → what the agenda says."""

from __future__ import annotations

import csv
import dataclasses
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from conftest import DAY, ROOT
from rows import row, tables

from generator import clock, messages, records, settings
from generator.bulletin import Bulletin, visibility
from generator.bulletin.events import Event
from generator.clock import Entry, Ledger, book, telling
from generator.content import Notice
from generator.records import (
    Accident,
    Case,
    Channel,
    Licence,
    Mine,
    Outcome,
    Records,
    RiskGrade,
    Standardisation,
    SupervisedHazard,
)
from generator.settings import HouseWindows
from generator.source import Source

LIMITS = visibility.Windows({"minor": 3, "ordinary": 12, "serious": 36}, HouseWindows())
ZH = messages.catalogue("zh")
BY_ITSELF = {"goes-up", "comes-down", "rebuild"}

TABLES: dict[type, str] = {
    Accident: "accidents",
    Case: "cases",
    Channel: "channels",
    Licence: "licences",
    Outcome: "outcomes",
    RiskGrade: "risk_grades",
    Standardisation: "standardisation",
    SupervisedHazard: "supervised_hazards",
    records.MineChange: "mine_changes",
    records.Visit: "visits",
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def notice(slug: str, on: str, *quoted: str, until: str | None = None) -> Notice:
    return Notice(
        slug=slug,
        file=f"content/notices/{slug}.md",
        title="示例通报",
        day=day(on),
        kind="circular",
        document_no="",
        records=quoted,
        towns=(),
        until=day(until) if until else None,
        approval_no="",
        body="",
        body_row=1,
        lines={},
    )


def ledger(rows: Records, *notices: Notice) -> Ledger:
    return Ledger(rows, visibility.spans(rows, LIMITS), notices)


def agenda(rows: Records, on: str, *notices: Notice, ahead: int = 30) -> tuple[Entry, ...]:
    first = day(on)
    return clock.agenda(ledger(rows, *notices), first, first, first + timedelta(days=ahead))


def said(rows: Records, on: str) -> list[tuple[str, str, str]]:
    """The duties and endings on the agenda: last day, kind, severity."""
    return [
        (entry.day.isoformat(), entry.what, entry.severity)
        for entry in agenda(rows, on)
        if entry.what not in BY_ITSELF
    ]


def penalty(decided_on: str, published_on: str | None, **cells: Any) -> dict[str, Any]:
    return outcome("penalty", decided_on, published_on, **{"severity": "serious", **cells})


def outcome(kind: str, decided_on: str, published_on: str | None, **cells: Any) -> dict[str, Any]:
    return {"kind": kind, "decided_on": decided_on, "published_on": published_on, **cells}


Says = tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]

# 2026: 1 to 7 October are free, Saturday 10 October is worked (国务院办公厅 holiday plan).
# So seven working days after 29 September are 30 September, 8, 9, 10, 12, 13 and 14 October.
LATE = "late-publication"
CASES: tuple[tuple[str, type, dict[str, Any], Says], ...] = (
    # 安全生产法 第七十八条第二款: a penalty within seven working days of the decision.
    (
        "a penalty published on the seventh working day is in time",
        Outcome,
        penalty("2026-09-29", "2026-10-14"),
        (("2026-10-13", ()), ("2026-10-14", ()), ("2026-10-15", ())),
    ),
    (
        "a penalty published on the eighth is late for good",
        Outcome,
        penalty("2026-09-29", "2026-10-15"),
        (
            ("2026-09-28", ()),
            ("2026-09-29", (("2026-10-14", LATE, "warning"),)),
            ("2026-10-14", (("2026-10-14", LATE, "warning"),)),
            ("2026-10-15", (("2026-10-14", LATE, "missed"),)),
            ("2026-12-31", (("2026-10-14", LATE, "missed"),)),
        ),
    ),
    (
        "a penalty without a publication day is late from the eighth working day",
        Outcome,
        penalty("2026-09-29", None),
        (
            ("2026-09-28", ()),
            ("2026-09-29", (("2026-10-14", "due-publication", "warning"),)),
            ("2026-10-14", (("2026-10-14", "due-publication", "warning"),)),
            ("2026-10-15", (("2026-10-14", LATE, "late"),)),
        ),
    ),
    (
        "a minor penalty is no exception: article 78 knows none",
        Outcome,
        penalty("2026-09-29", None, severity="minor"),
        (("2026-10-15", (("2026-10-14", LATE, "late"),)),),
    ),
    (
        "a week without holidays",
        Outcome,
        penalty("2026-03-02", "2026-03-12"),
        (("2026-03-12", (("2026-03-11", LATE, "missed"),)),),
    ),
    (
        "a stop imposed as a penalty (责令停产停业) is a penalty",
        Outcome,
        outcome("stop-order", "2026-09-29", None, basis="penalty"),
        (("2026-10-15", (("2026-10-14", LATE, "late"),)),),
    ),
    # 个人信息保护法 第二十五条: a person has no row of its own, so nothing of it can be late.
    (
        "a natural person without a reason to publish is never late",
        Outcome,
        penalty("2026-09-29", None, party_type="natural-person"),
        (("2026-10-15", ()), ("2027-10-15", ())),
    ),
    (
        "a sole trader under a personal name neither",
        Outcome,
        penalty("2026-09-29", None, party_type="sole-trader", party_name="示例甲"),
        (("2026-10-15", ()),),
    ),
    (
        "a natural person with a reason is",
        Outcome,
        penalty("2026-09-29", None, party_type="natural-person", publish_reason="示例"),
        (("2026-10-15", (("2026-10-14", LATE, "late"),)),),
    ),
    # 政府信息公开条例 第二十六条: other matters within twenty working days.
    (
        "an on-site stop-order on the twentieth working day is in time",
        Outcome,
        outcome("stop-order", "2026-09-29", "2026-11-02", basis="on-site-measure"),
        (("2026-11-02", ()),),
    ),
    *(
        (
            f"a {kind} on the twenty-first is late",
            Outcome,
            outcome(kind, "2026-09-29", "2026-11-03"),
            (("2026-11-03", (("2026-11-02", LATE, "missed"),)),),
        )
        for kind in ("stop-order", "circular", "exposure")
    ),
    *(
        (
            f"there is no duty to publish an {kind}",
            Outcome,
            outcome(kind, "2026-09-29", None),
            (("2026-11-03", ()),),
        )
        for kind in ("interview", "commendation")
    ),
    *(
        (
            f"a {name} is another matter",
            kind,
            {**cells, "published_on": None},
            (
                ("2026-11-02", (("2026-11-02", "due-publication", "warning"),)),
                ("2026-11-03", (("2026-11-02", LATE, "late"),)),
            ),
        )
        for name, kind, cells in (
            ("grade", RiskGrade, {"graded_on": "2026-09-29"}),
            ("certificate", Standardisation, {"granted_on": "2026-09-29"}),
            ("change", records.MineChange, {"changed_on": "2026-09-29"}),
            ("visit", records.Visit, {"inspected_on": "2026-09-29"}),
            ("closure", Case, {"decided_on": "2026-09-29"}),
            ("accident", Accident, {"occurred_on": "2026-09-29"}),
        )
    ),
    (
        "a closure published for consultation is public already",
        Case,
        {"decided_on": "2026-09-29", "published_on": "2026-08-01"},
        (("2026-11-03", ()),),
    ),
    (
        "a licence is its issuer's to publish",
        Licence,
        {"issued_on": "2026-09-29"},
        (("2026-11-03", ()),),
    ),
    # 行政处罚法 第四十八条、第八十五条: withdrawn within three working days of its end:
    # 30 September, 8 and 9 October.
    (
        "a decision withdrawn on the third working day is in time",
        Outcome,
        penalty("2026-07-01", "2026-07-03", ended_on="2026-09-29", withdrawn_on="2026-10-09"),
        (("2026-09-29", ()), ("2026-10-09", ()), ("2026-10-10", ())),
    ),
    (
        "a decision withdrawn on the fourth is late, although 10 October is a Saturday",
        Outcome,
        penalty("2026-07-01", "2026-07-03", ended_on="2026-09-29", withdrawn_on="2026-10-10"),
        (("2026-10-10", (("2026-10-09", "late-withdrawal", "missed"),)),),
    ),
    (
        "a decision that ended and is not withdrawn",
        Outcome,
        penalty("2026-07-01", "2026-07-03", ended_on="2026-09-29"),
        (
            ("2026-09-28", ()),
            ("2026-09-29", (("2026-10-09", "due-withdrawal", "warning"),)),
            ("2026-10-09", (("2026-10-09", "due-withdrawal", "warning"),)),
            ("2026-10-10", (("2026-10-09", "late-withdrawal", "late"),)),
        ),
    ),
    (
        "a decision that ended before it was published has nothing to withdraw or publish",
        Outcome,
        penalty("2026-09-21", None, ended_on="2026-09-29"),
        (("2026-12-01", ()),),
    ),
    (
        "a decision that ended after its window has nothing to withdraw",
        Outcome,
        penalty("2026-03-02", "2026-03-04", severity="minor", ended_on="2026-09-29"),
        (("2026-12-01", ()),),
    ),
    # 安全生产法 第四十一条, 行动方案 第13项: rectified within the term of the order.
    (
        "a hazard past its deadline",
        SupervisedHazard,
        {"found_on": "2026-05-01", "deadline": "2026-06-30"},
        (
            ("2026-05-30", ()),
            ("2026-05-31", (("2026-06-30", "due-rectification", "warning"),)),
            ("2026-06-30", (("2026-06-30", "due-rectification", "warning"),)),
            ("2026-07-01", (("2026-06-30", "overdue-rectification", "late"),)),
        ),
    ),
    (
        "a hazard whose term was extended, until it is closed",
        SupervisedHazard,
        {
            "found_on": "2026-05-01",
            "deadline": "2026-06-30",
            "extended_to": "2026-07-31",
            "closed_on": "2026-08-03",
        },
        (
            ("2026-07-01", (("2026-07-31", "overdue-rectification", "warning"),)),
            ("2026-08-01", (("2026-07-31", "overdue-rectification", "late"),)),
            ("2026-08-03", ()),
        ),
    ),
    (
        "a withdrawn hazard is due no more",
        SupervisedHazard,
        {"found_on": "2026-05-01", "deadline": "2026-06-30", "withdrawn_on": "2026-06-01"},
        (("2026-07-01", ()),),
    ),
    (
        "a closure past its deadline, until it is accepted",
        Case,
        {
            "published_on": "2026-01-05",
            "decided_on": "2026-01-05",
            "deadline": "2026-06-30",
            "accepted_on": "2026-07-03",
        },
        (
            ("2026-07-01", (("2026-06-30", "overdue-closure", "late"),)),
            ("2026-07-02", (("2026-06-30", "overdue-closure", "late"),)),
            ("2026-07-03", ()),
        ),
    ),
    (
        "a case under consultation has no term yet",
        Case,
        {"published_on": "2026-01-05", "deadline": "2026-06-30"},
        (("2026-07-01", ()),),
    ),
    # 安全生产法 第八十六条: evaluated within a year of the approval of the report.
    (
        "an accident without evaluation",
        Accident,
        {
            "occurred_on": "2025-08-14",
            "published_on": "2025-08-18",
            "approved_on": "2025-10-10",
        },
        (
            ("2026-10-10", (("2026-10-10", "due-evaluation", "warning"),)),
            ("2026-10-11", (("2026-10-10", "late-evaluation", "late"),)),
        ),
    ),
    (
        "an accident evaluated on the last day, and one evaluated the day after",
        Accident,
        {
            "occurred_on": "2025-08-14",
            "published_on": "2025-08-18",
            "approved_on": "2025-10-10",
            "evaluated_on": "2026-10-10",
        },
        (("2026-10-11", ()),),
    ),
    (
        "an accident evaluated a day late",
        Accident,
        {
            "occurred_on": "2025-08-14",
            "published_on": "2025-08-18",
            "approved_on": "2025-10-10",
            "evaluated_on": "2026-10-11",
        },
        (("2026-10-11", (("2026-10-10", "late-evaluation", "missed"),)),),
    ),
    # 安全生产许可证条例 第九条: renewed in the three months before the end.
    *(
        (
            f"a document ends within ninety days: {what}",
            kind,
            {issued: "2023-12-31", "published_on": "2024-01-05", "valid_until": "2026-12-31"},
            (
                ("2026-10-01", ()),
                ("2026-10-02", (("2026-12-31", what, "warning"),)),
                ("2026-12-31", (("2026-12-31", what, "warning"),)),
                ("2027-01-01", ()),
            ),
        )
        for what, kind, issued in (
            ("licence-ends", Licence, "issued_on"),
            ("certificate-ends", Standardisation, "granted_on"),
        )
    ),
    (
        "a licence that ended before its day ends no more",
        Licence,
        {
            "issued_on": "2023-12-31",
            "published_on": "2024-01-05",
            "valid_until": "2026-12-31",
            "ended_on": "2026-11-01",
        },
        (
            ("2026-10-31", (("2026-12-31", "licence-ends", "warning"),)),
            ("2026-11-01", ()),
        ),
    ),
    # 安全生产法 第七十三条; a hundred and eighty days are the house's own.
    (
        "a channel compared 180 days ago is fresh, 181 days ago it is not",
        Channel,
        {"checked_on": "2026-01-01"},
        (
            ("2026-06-30", ()),
            ("2026-07-01", (("2026-06-30", "channel-unchecked", "late"),)),
        ),
    ),
    (
        "a channel never compared, while it is in use",
        Channel,
        {"since": "2026-05-01", "until": "2026-06-30"},
        (
            ("2026-04-30", ()),
            ("2026-05-01", (("2026-05-01", "channel-unchecked", "late"),)),
            ("2026-06-30", (("2026-05-01", "channel-unchecked", "late"),)),
            ("2026-07-01", ()),
        ),
    ),
    # Holidays of a year far ahead are not announced: a warning, not a guess.
    (
        "what is published within as many calendar days is in time whatever is announced",
        Outcome,
        penalty("2090-03-01", "2090-03-08"),
        (("2090-03-09", ()),),
    ),
    (
        "else nobody can tell",
        Outcome,
        penalty("2090-03-01", "2090-03-09"),
        (("2090-03-09", (("2090-03-08", "unannounced-year", "warning"),)),),
    ),
    (
        "nor of a penalty not published yet",
        Outcome,
        penalty("2090-03-01", None),
        (("2090-06-09", (("2090-03-08", "unannounced-year", "warning"),)),),
    ),
)


@pytest.mark.parametrize(
    ("kind", "cells", "on", "expected"),
    [
        pytest.param(kind, cells, on, expected, id=f"{name}: {on}")
        for name, kind, cells, days in CASES
        for on, expected in days
    ],
)
def test_the_agenda_tells_what_is_late_and_what_ends(
    kind: type, cells: dict[str, Any], on: str, expected: tuple[tuple[str, str, str], ...]
) -> None:
    record = row(kind, **cells)
    assert said(tables(**{TABLES[kind]: (record,)}), on) == list(expected)


def test_both_counts_of_one_decision_may_need_the_same_unannounced_year() -> None:
    fined = row(
        Outcome, outcome_id="o-1", **penalty("2090-03-01", "2090-03-20", ended_on="2090-04-03")
    )
    entries = agenda(tables(outcomes=(fined,)), "2090-05-01")
    unknown = [entry for entry in entries if entry.what == "unannounced-year"]
    assert [entry.details["duty"] for entry in unknown] == ["publication", "withdrawal"]
    assert {entry.details["year"] for entry in unknown} == {"2090"}
    assert len({entry.key for entry in entries}) == len(entries)


def test_what_is_older_than_the_listing_of_its_mine_counts_from_the_listing() -> None:
    mine = row(Mine, mine_id="m-1", name="示例矿", listed_on="2026-09-29")
    certificate = row(
        Standardisation, cert_id="s-1", mine_id="m-1", granted_on="2022-06-15", published_on=None
    )
    rows = tables(mines=(mine,), standardisation=(certificate,))
    assert said(rows, "2026-11-02") == [("2026-11-02", "due-publication", "warning")]
    assert said(rows, "2026-11-03") == [("2026-11-02", "late-publication", "late")]


def test_a_licence_that_was_renewed_does_not_end() -> None:
    old = {"mine_id": "m-1", "kind": "safety-permit", "covers": "露天采场"}
    first = row(Licence, licence_id="l-1", valid_until="2026-12-31", **old)
    renewed = row(Licence, licence_id="l-2", valid_until="2029-12-31", **old)
    pond = row(Licence, licence_id="l-3", valid_until="2029-12-31", **(old | {"covers": "尾矿库"}))
    mine = row(Mine, mine_id="m-1")
    ends = [("2026-12-31", "licence-ends", "warning")]
    assert said(tables(mines=(mine,), licences=(first,)), "2026-11-01") == ends
    assert said(tables(mines=(mine,), licences=(first, pond)), "2026-11-01") == ends
    assert said(tables(mines=(mine,), licences=(first, renewed)), "2026-11-01") == []


MINOR = row(
    Outcome,
    outcome_id="o-1",
    **penalty(
        "2026-03-06", "2026-03-12", severity="minor", party_name="示例公司", decision_no="1号"
    ),
)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-02-09", []),
        ("2026-02-10", [("2026-03-12", "goes-up")]),
        ("2026-03-12", [("2026-03-12", "goes-up")]),
        ("2026-03-13", []),
        ("2026-05-07", []),
        ("2026-05-08", [("2026-06-07", "comes-down")]),
        ("2026-06-07", [("2026-06-07", "comes-down")]),
        ("2026-06-08", []),
    ],
)
def test_what_goes_up_and_comes_down_is_told_thirty_days_ahead(
    on: str, expected: list[tuple[str, str]]
) -> None:
    found = [
        (entry.day.isoformat(), entry.what)
        for entry in agenda(tables(outcomes=(MINOR,)), on)
        if entry.what in ("goes-up", "comes-down")
    ]
    assert found == expected


def test_a_notice_comes_down_with_the_first_record_it_quotes() -> None:
    quoting = notice("told", "2026-03-20", "o-1")
    gone = notice("short", "2026-05-20", until="2026-05-31")
    never = notice("broken", "2026-05-20", "o-9")
    entries = agenda(tables(outcomes=(MINOR,)), "2026-05-15", quoting, gone, never)
    found = [(e.day.isoformat(), e.what, e.record) for e in entries if e.table == "notices"]
    assert found == [
        ("2026-05-20", "goes-up", "short"),
        ("2026-06-01", "comes-down", "short"),
        ("2026-06-07", "comes-down", "told"),
    ]


def news(kind: str, on: str) -> Event:
    return Event(
        key=f"{kind}/{on}",
        kind=kind,
        shape="other",
        label="",
        day=day(on),
        public_on=day(on),
        title="",
        address="",
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-06-15", []),
        ("2026-06-16", [("2026-06-15", "stale-news", "late", "")]),
        ("2027-03-01", [("2026-06-15", "stale-news", "late", "")]),
        (
            "2027-03-02",
            [
                ("2026-06-15", "stale-news", "late", ""),
                ("2027-03-01", "stale-column", "warning", "notices"),
            ],
        ),
    ],
)
def test_columns_without_news_are_named(on: str, expected: list[tuple[str, ...]]) -> None:
    # Two weeks on the home page (inspection of government websites), a year elsewhere (本局规定).
    stream = [
        news("notices", "2026-03-01"),
        news("hazards", "2026-06-01"),
        news("criteria", "2020-01-01"),
    ]
    today = day(on)
    entries = clock.agenda(ledger(tables()), today, today, today, stream)
    assert [(e.day.isoformat(), e.what, e.severity, e.record) for e in entries] == expected


# Record → the days on which what the site says of it turns.
TURNS: tuple[tuple[str, type, dict[str, Any], tuple[str, ...]], ...] = (
    (
        "a minor penalty",
        Outcome,
        penalty("2026-03-06", "2026-03-12", severity="minor"),
        ("2026-03-12", "2026-06-07"),
    ),
    (
        "a stop-order resumed and corrected",
        Outcome,
        outcome(
            "stop-order",
            "2026-03-06",
            "2026-03-12",
            basis="on-site-measure",
            lifted_on="2026-05-20",
            corrected_on="2026-04-01",
        ),
        ("2026-03-12", "2026-04-01", "2026-05-20", "2027-05-21"),
    ),
    (
        "a decision that ended, came down by itself and was withdrawn later",
        Outcome,
        penalty("2026-03-06", "2026-03-12", ended_on="2026-09-29", withdrawn_on="2026-11-02"),
        ("2026-03-12", "2026-09-29", "2026-10-10", "2026-11-02"),
    ),
    ("a penalty never published", Outcome, penalty("2026-03-06", None), ()),
    (
        "a hazard that became overdue and was closed",
        SupervisedHazard,
        {
            "found_on": "2026-03-01",
            "published_on": "2026-03-12",
            "deadline": "2026-04-30",
            "closed_on": "2026-05-20",
        },
        ("2026-03-12", "2026-05-01", "2026-05-20", "2027-05-21"),
    ),
    (
        "a hazard whose term was extended is told so by the old term and turns after the new one",
        SupervisedHazard,
        {
            "found_on": "2026-03-01",
            "published_on": "2026-03-12",
            "deadline": "2026-04-30",
            "extended_to": "2026-06-30",
        },
        ("2026-03-12", "2026-04-30", "2026-07-01"),
    ),
    (
        "a hazard closed on the last day of its term never was overdue",
        SupervisedHazard,
        {
            "found_on": "2026-03-01",
            "published_on": "2026-03-12",
            "deadline": "2026-04-30",
            "closed_on": "2026-04-30",
        },
        ("2026-03-12", "2026-04-30", "2027-05-01"),
    ),
    (
        "a closure decided after its consultation",
        Case,
        {
            "published_on": "2026-03-12",
            "decided_on": "2026-04-20",
            "deadline": "2026-06-30",
            "accepted_on": "2026-07-03",
        },
        ("2026-03-12", "2026-04-20", "2026-07-01", "2026-07-03"),
    ),
    (
        "a licence that expired",
        Licence,
        {"issued_on": "2023-05-01", "published_on": "2026-03-12", "valid_until": "2026-04-30"},
        ("2026-03-12", "2026-05-01", "2027-05-01"),
    ),
    (
        "a channel",
        Channel,
        {"since": "2026-05-01", "until": "2026-06-30"},
        ("2026-05-01", "2026-07-01"),
    ),
    (
        "a visit begins the count of each year anew",
        records.Visit,
        {"inspected_on": "2026-03-01", "published_on": "2026-03-12"},
        ("2026-03-12", "2027-01-01", "2028-01-01"),
    ),
    (
        "a change of a mine is told when both it and its publication have come",
        records.MineChange,
        {"changed_on": "2026-05-01", "published_on": "2026-03-12"},
        ("2026-05-01",),
    ),
)


@pytest.mark.parametrize(
    ("kind", "cells", "expected"), [case[1:] for case in TURNS], ids=[case[0] for case in TURNS]
)
def test_the_days_of_rebuilding_are_those_on_which_a_state_turns(
    kind: type, cells: dict[str, Any], expected: tuple[str, ...]
) -> None:
    kept = ledger(tables(**{TABLES[kind]: (row(kind, **cells),)}))
    found = clock.change_days(kept, day("2026-01-01"), day("2028-12-31"))
    assert [turn.isoformat() for turn in found] == list(expected)
    following = day("2026-01-01")
    for turn in found:
        assert clock.next_change(kept, following) == turn
        assert clock.next_change(kept, turn - timedelta(days=1)) == turn
        following = turn


def test_nothing_changes_any_more() -> None:
    kept = ledger(tables(outcomes=(MINOR,)))
    assert clock.next_change(kept, day("2026-06-07")) is None
    assert clock.next_change(ledger(tables()), DAY) is None


def test_an_item_of_a_closure_turns_when_it_is_done() -> None:
    case = row(Case, case_id="c-1", published_on="2026-03-12", withdrawn_on="2026-06-01")
    items = tuple(
        row(records.ChecklistItem, case_id="c-1", item=on, done_on=on)
        for on in ("2026-02-01", "2026-04-01", "2026-07-01")
    )
    kept = ledger(tables(cases=(case,), checklist=items))
    found = clock.change_days(kept, day("2026-01-01"), day("2026-12-31"))
    assert [turn.isoformat() for turn in found] == ["2026-03-12", "2026-04-01", "2026-06-01"]


def test_the_agenda_always_names_the_next_day_of_rebuilding() -> None:
    entries = agenda(tables(outcomes=(MINOR,)), "2026-03-13", ahead=1)
    assert [(e.what, e.day.isoformat()) for e in entries] == [("rebuild", "2026-06-07")]


# The three renderings.


def shipped_agenda(shipped: Source, seen: Bulletin) -> tuple[Entry, ...]:
    return clock.agenda(clock.ledger(shipped), DAY, DAY, DAY + clock.AHEAD, seen.events)


def chosen(shipped: Source) -> settings.Settings:
    assert shipped.settings is not None
    return shipped.settings


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_kind_has_its_sentence_at_every_severity(language: str) -> None:
    words = telling.Words(messages.catalogue(language))
    details = dict.fromkeys(("due", "met", "days", "until", "newest", "checked", "year"), "×")
    kinds = {
        ("goes-up", "note"),
        ("comes-down", "note"),
        ("rebuild", "note"),
        ("licence-ends", "warning"),
        ("certificate-ends", "warning"),
        ("stale-news", "late"),
        ("stale-column", "warning"),
        ("channel-unchecked", "late"),
    }
    for name in ("publication", "withdrawal", "evaluation"):
        kinds |= {(f"late-{name}", s) for s in ("late", "missed", "warning")}
        kinds.add((f"due-{name}", "warning"))
    for name in ("rectification", "closure"):
        kinds |= {(f"overdue-{name}", s) for s in ("late", "warning")}
        kinds.add((f"due-{name}", "warning"))
    for what, severity in sorted(kinds):
        for table in (*book.RECORDS, "notices", "columns"):
            entry = Entry(DAY, what, severity, table, "x-1", {**details, "law": "order"})  # type: ignore[arg-type]
            assert "{" not in words.sentence(entry)
    for law in ("safety-78", "disclosure-26", "penalty-48", "safety-86", "order"):
        for duty in ("publication", "withdrawal"):
            known = {**details, "law": law, "duty": duty}
            told = words.sentence(
                Entry(DAY, "unannounced-year", "warning", "outcomes", "o-1", known)
            )
            assert law not in told


def test_the_text_tells_what_is_late_first_and_where_it_is_typed(
    shipped: Source, shipped_bulletin: Bulletin
) -> None:
    text = clock.as_text(shipped_agenda(shipped, shipped_bulletin), ZH)
    lines = text.split("\n")
    assert lines[0].startswith("已经超期")
    (late,) = [line for line in lines if "o-yduk8j72" in line]
    assert "2026-09-28" in late
    assert "第七十八条" in late
    assert "data/enforcement/outcomes.csv 第 " in late
    assert lines[-1].startswith("要重新生成网站的日子：2026-11-25、")


def test_the_text_of_an_empty_agenda_says_so() -> None:
    text = clock.as_text((), ZH)
    assert text == "没有要办的事。\n\n以后没有内容变化的日子。"


KEYS = ["day", "what", "severity", "table", "record", "file", "row", "details", "message"]


def test_json_is_one_array_of_objects_with_the_same_keys(
    shipped: Source, shipped_bulletin: Bulletin
) -> None:
    entries = shipped_agenda(shipped, shipped_bulletin)
    listed = json.loads(clock.as_json(entries, ZH))
    assert len(listed) == len(entries) > 10
    assert all(list(entry) == KEYS for entry in listed)
    assert [entry["day"] for entry in listed] == sorted(entry["day"] for entry in listed)
    assert json.loads(clock.as_json((), ZH)) == []


def test_an_entry_names_the_row_its_record_is_typed_in(
    shipped: Source, shipped_bulletin: Bulletin
) -> None:
    for entry in shipped_agenda(shipped, shipped_bulletin):
        if entry.row is None:
            assert entry.table in ("", "notices", "columns")
            continue
        with (ROOT / entry.file).open(encoding="utf-8", newline="") as stream:
            cells = list(csv.reader(stream))[entry.row - 1]
        assert set(entry.record.split("/")) <= set(cells)


def test_the_calendar_is_read_by_a_reader_of_calendars(
    shipped: Source, shipped_bulletin: Bulletin
) -> None:
    entries = shipped_agenda(shipped, shipped_bulletin)
    text = clock.as_ics(entries, chosen(shipped), ZH)
    calendar = icalendar.Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    assert len(events) == len(entries)
    for entry, event in zip(entries, events, strict=True):
        assert event["DTSTART"].dt == entry.day  # a day, not a moment
        assert event["DTEND"].dt == entry.day + timedelta(days=1)
        assert event["DTSTAMP"].dt == datetime(
            entry.day.year, entry.day.month, entry.day.day, tzinfo=UTC
        )
        assert str(event["UID"]).startswith("tag:bulletin.example,2026:clock/")
        assert any("\u4e00" <= sign <= "\u9fff" for sign in str(event["SUMMARY"]))
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert text.count("\n") == text.count("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_an_entry_keeps_its_uid_and_its_bytes_on_another_day(shipped: Source) -> None:
    kept = clock.ledger(shipped)

    def written(on: date) -> dict[str, bytes]:
        entries = clock.agenda(kept, on, on, on + clock.AHEAD)
        calendar = icalendar.Calendar.from_ical(clock.as_ics(entries, chosen(shipped), ZH))
        return {str(event["UID"]): event.to_ical() for event in calendar.walk("VEVENT")}

    today, tomorrow = written(DAY), written(DAY + timedelta(days=1))
    planned = {uid for uid in today if "comes-down" in uid and uid in tomorrow}
    assert planned
    assert {uid: today[uid] for uid in planned} == {uid: tomorrow[uid] for uid in planned}
    assert written(DAY) == today


@pytest.mark.parametrize("style", ("text", "json", "ics"))
def test_a_run_is_the_agenda_in_its_style(
    shipped: Source, shipped_bulletin: Bulletin, style: str
) -> None:
    entries = shipped_agenda(shipped, shipped_bulletin)
    expected = {
        "text": clock.as_text(entries, ZH),
        "json": clock.as_json(entries, ZH),
        "ics": clock.as_ics(entries, chosen(shipped), ZH),
    }
    assert clock.run(shipped, DAY, DAY, DAY + clock.AHEAD, style, ZH) == expected[style]


def test_the_rows_of_every_table_of_records_are_told(shipped: Source) -> None:
    """A new table either joins the agenda or is one of those that follow another record."""
    follow = {
        "towns",
        "authorities",
        "scale_classes",
        "case_mines",
        "checklist",
        "hazard_checks",
        "hazard_counts",
        "inspections",
        "publication_rules",
        "report_statistics",
        "boards",
        "criteria",
        "criterion_clauses",
        "measures",
        "deadlines",
        "publications",
        "targets",
        "progress",
    }
    assert set(book.RECORDS) | follow == {entry.name for entry in dataclasses.fields(Records)}
