"""The scorecard: counted by hand for a small bulletin, by SQL for the shipped one."""

from __future__ import annotations

import csv
import dataclasses
import re
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from conftest import DAY, ROOT
from rows import row, tables

from generator import bulletin, prints, terms
from generator.artifacts import Page
from generator.bulletin import Bulletin, postings, scores
from generator.bulletin.events import Removal
from generator.pipeline import Source
from generator.records import (
    Case,
    HazardCheck,
    Inspection,
    Mine,
    Outcome,
    Records,
    RiskGrade,
    SupervisedHazard,
    Visit,
)
from generator.render import pages

ON = date(2026, 6, 30)


def small() -> Records:
    """A bulletin to be counted by hand, on 2026-06-30 (a Tuesday).

    Penalties of Monday 2026-03-02: o-1 public on 03-11, the 7th working day; o-2 on 03-12, the
    8th: one working day late. o-3 is an interview: no law orders it to be public. The stop-order
    o-4 of 03-02 is public on 03-30, the 20th working day. The grade of m-1 and both visits are
    older than the listing of their mines (03-02): their terms run from then, all are in time.
    Hazards: h-1 open until 07-31, never looked at again; h-2 overdue since 05-01, looked at again
    on 04-20 only; h-3 overdue since 05-01, looked at again on 05-20; h-4 closed.
    Closures: c-1 past its deadline, c-2 still has time, c-3 accepted.
    """
    penalty = {"kind": "penalty", "decided_on": "2026-03-02", "mine_id": "m-1"}
    hazard = {"mine_id": "m-1", "found_on": "2026-01-05"}
    case = {"decided_on": "2026-01-05", "published_on": "2026-01-06"}
    return tables(
        mines=(
            row(Mine, mine_id="m-1", status="producing", listed_on="2026-03-02"),
            row(Mine, mine_id="m-2", status="producing", listed_on="2026-03-02"),
        ),
        outcomes=(
            row(Outcome, outcome_id="o-1", published_on="2026-03-11", **penalty),
            row(Outcome, outcome_id="o-2", published_on="2026-03-12", **penalty),
            row(
                Outcome,
                outcome_id="o-3",
                kind="interview",
                decided_on="2026-03-02",
                published_on="2026-06-01",
            ),
            row(
                Outcome,
                outcome_id="o-4",
                kind="stop-order",
                decided_on="2026-03-02",
                published_on="2026-03-30",
            ),
        ),
        risk_grades=(
            row(
                RiskGrade,
                grade_id="g-1",
                mine_id="m-1",
                graded_on="2025-03-02",
                published_on="2026-03-02",
            ),
        ),
        supervised_hazards=(
            row(SupervisedHazard, hazard_id="h-1", deadline="2026-07-31", **hazard),
            row(SupervisedHazard, hazard_id="h-2", deadline="2026-05-01", **hazard),
            row(SupervisedHazard, hazard_id="h-3", deadline="2026-05-01", **hazard),
            row(
                SupervisedHazard,
                hazard_id="h-4",
                deadline="2026-05-01",
                closed_on="2026-04-30",
                **hazard,
            ),
        ),
        hazard_checks=(
            row(HazardCheck, hazard_id="h-2", checked_on="2026-04-20"),
            row(HazardCheck, hazard_id="h-3", checked_on="2026-05-20"),
            row(HazardCheck, hazard_id="h-4", checked_on="2025-12-30"),
        ),
        cases=(
            row(Case, case_id="c-1", deadline="2026-06-29", **case),
            row(Case, case_id="c-2", deadline="2026-06-30", **case),
            row(Case, case_id="c-3", deadline="2026-06-29", accepted_on="2026-06-28", **case),
        ),
        inspections=(
            row(Inspection, period="2026-Q1", grade="C", planned=3, inspected=2),
            row(Inspection, period="2026-Q1", grade="D", planned=1, inspected=2),
            row(Inspection, period="2026-Q2", grade="C", planned=3),
        ),
        visits=(
            row(Visit, mine_id="m-1", inspected_on="2026-02-01", published_on="2026-02-02"),
            row(Visit, mine_id="m-2", inspected_on="2025-12-31", published_on="2026-01-02"),
        ),
    )


def ids(rows: tuple[SupervisedHazard, ...]) -> list[str]:
    return [hazard.hazard_id for hazard in rows]


def test_publication_is_counted_in_working_days_from_the_decision() -> None:
    found = {latency.matter: latency for latency in scores.latencies(small())}
    told = {
        matter: (one.term, one.in_time, [(r.record_id, r.days) for r in one.late], one.slowest)
        for matter, one in found.items()
    }
    assert told == {
        "penalty": (7, 1, [("o-2", 1)], 8),
        "stop-order": (20, 1, [], 20),
        "grading": (20, 1, [], 0),
        "visits": (20, 2, [], 0),
        "closures": (20, 3, [], 1),
    }


def test_a_term_in_a_year_without_holidays_announced_is_not_judged() -> None:
    late = row(
        Outcome,
        outcome_id="o-1",
        kind="penalty",
        decided_on="2026-12-28",
        published_on="2027-01-15",
    )
    (found,) = scores.latencies(tables(outcomes=(late,)))
    assert (found.uncounted, found.counted) == (1, 0)


def test_hazards_their_rechecks_and_closures_are_those_counted_by_hand() -> None:
    found = scores.rectification(small(), ON)
    assert ids(found.open) == ["h-1", "h-2", "h-3"]
    assert ids(found.overdue) == ["h-2", "h-3"]
    assert ids(found.rechecked) == ["h-3"]
    assert ids(found.unchecked) == ["h-1"]
    assert found.checks == 2
    closing = scores.closing(small(), ON)
    assert (closing.pending, [case.case_id for case in closing.overdue]) == (2, ["c-1"])


def test_a_quarter_that_was_told_in_part_has_no_sum() -> None:
    second, first = scores.quarters(small())
    assert (first.period, first.sum("planned"), first.sum("inspected")) == ("2026-Q1", 4, 4)
    assert (second.sum("planned"), second.sum("inspected")) == (3, None)


def test_a_visit_of_last_year_is_none_of_this_year() -> None:
    risky, gravest = scores.visited(small(), {"m-1": "C", "m-2": "C"}, ON)
    assert (risky.mines, risky.visited, risky.missing) == (2, 1, ("m-2",))
    assert gravest.mines == 0


def test_withdrawals_are_told_by_their_tombstones_alone() -> None:
    told = [
        Removal(name, "enforcement", f"enforcement/{name}/", ON, True, "撤销", in_time)
        for name, in_time in (("o-1", True), ("o-2", False), ("o-3", None))
    ]
    found = scores.withdrawals(told)
    assert [r.record_id for r in found.in_time] == ["o-1"]
    assert [r.record_id for r in found.late] == ["o-2"]


# -- the shipped data ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for file in sorted((ROOT / "data").glob("*/*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            header, *lines = csv.reader(stream)
        columns = ", ".join(f'"{name}"' for name in header)
        connection.execute(f'CREATE TABLE "{file.stem}" ({columns})')
        gaps = ", ".join("?" * len(header))
        connection.executemany(f'INSERT INTO "{file.stem}" VALUES ({gaps})', lines)
    connection.execute("CREATE TABLE working (day)")
    days = (date(2020, 1, 1) + timedelta(days=n) for n in range(365 * 7))
    connection.executemany(
        "INSERT INTO working VALUES (?)",
        [(day.isoformat(),) for day in days if terms.is_working_day(day)],
    )
    yield connection
    connection.close()


LATENCY = """
    SELECT sum(n <= :term), count(*), max(n) FROM (
        SELECT (SELECT count(*) FROM working WHERE day > begun AND day <= published_on) AS n
        FROM (SELECT max(t.{begun}, coalesce(m.listed_on, '')) AS begun, t.published_on
              FROM {table} t LEFT JOIN mines m ON t.mine_id = m.mine_id
              WHERE t.published_on <> '' AND t.published_on <= :day))
"""


@pytest.mark.parametrize(
    ("matter", "table", "begun"),
    [
        ("grading", "risk_grades", "graded_on"),
        ("standardisation", "standardisation", "granted_on"),
        ("mines", "mine_changes", "changed_on"),
        ("visits", "visits", "inspected_on"),
        ("accidents", "accidents", "occurred_on"),
    ],
)
def test_latencies_of_the_shipped_data_are_what_sql_counts(
    shipped_bulletin: Bulletin, database: sqlite3.Connection, matter: str, table: str, begun: str
) -> None:
    found = {one.matter: one for one in scores.latencies(shipped_bulletin.records)}[matter]
    query = LATENCY.format(table=table, begun=begun)
    expected = database.execute(query, {"term": 20, "day": DAY.isoformat()}).fetchone()
    assert (found.in_time, found.counted, found.slowest) == expected


def test_penalties_of_the_shipped_data_are_what_sql_counts(
    shipped_bulletin: Bulletin, database: sqlite3.Connection
) -> None:
    """Which penalties are public is tested elsewhere; here how long each of them took."""
    found = next(s for s in scores.latencies(shipped_bulletin.records) if s.matter == "penalty")
    public = sorted(shipped_bulletin.outcomes)
    marks = ", ".join("?" * len(public))
    expected = database.execute(
        f"""SELECT sum(n <= 7), count(*), max(n) FROM (
            SELECT (SELECT count(*) FROM working WHERE day > decided_on AND day <= published_on)
            AS n FROM outcomes WHERE outcome_id IN ({marks})
            AND (kind = 'penalty' OR basis = 'penalty'))""",
        public,
    ).fetchone()
    assert (found.in_time, found.counted, found.slowest) == expected


@pytest.mark.parametrize(
    ("matter", "table", "key", "begun", "kind"),
    [
        ("closures", "cases", "case_id", "decided_on", ""),
        ("entities", "listed_entities", "listing_id", "listed_on", ""),
        ("stop-order", "outcomes", "outcome_id", "decided_on", "stop-order"),
        ("circular", "outcomes", "outcome_id", "decided_on", "circular"),
        ("exposure", "outcomes", "outcome_id", "decided_on", "exposure"),
    ],
)
def test_other_latencies_are_what_sql_counts(
    shipped_bulletin: Bulletin,
    database: sqlite3.Connection,
    matter: str,
    table: str,
    key: str,
    begun: str,
    kind: str,
) -> None:
    """Which rows are public is tested elsewhere; here how long each of them took."""
    public = sorted(getattr(row, key) for row in getattr(shipped_bulletin.records, table))
    marks = ", ".join("?" * len(public))
    only = f"AND kind = '{kind}' AND basis <> 'penalty'" if kind else ""
    expected = database.execute(
        f"""SELECT coalesce(sum(n <= 20), 0), count(*), max(n) FROM (
            SELECT (SELECT count(*) FROM working WHERE day > begun AND day <= published_on) AS n
            FROM (SELECT max(t.{begun}, coalesce((SELECT listed_on FROM mines m
                WHERE m.mine_id = t.mine_id), '')) AS begun, t.published_on
                FROM (SELECT *{", '' AS mine_id" if table == "cases" else ""} FROM {table}) t
                WHERE {key} IN ({marks}) AND {begun} <> '' {only}))""",
        public,
    ).fetchone()
    found = {one.matter: one for one in scores.latencies(shipped_bulletin.records)}.get(matter)
    told = (found.in_time, found.counted, found.slowest) if found else (0, 0, None)
    assert told == expected


def test_hazards_and_closures_of_the_shipped_data_are_what_sql_counts(
    shipped_bulletin: Bulletin, database: sqlite3.Connection
) -> None:
    day = {"day": DAY.isoformat()}
    found = scores.rectification(shipped_bulletin.records, DAY)
    (overdue, rechecked) = database.execute(
        """SELECT count(*), sum(EXISTS (SELECT 1 FROM hazard_checks c
            WHERE c.hazard_id = h.hazard_id AND c.checked_on <= :day
            AND c.checked_on > max(deadline, extended_to)))
        FROM supervised_hazards h WHERE published_on <> '' AND published_on <= :day
        AND (closed_on = '' OR closed_on > :day) AND (withdrawn_on = '' OR withdrawn_on > :day)
        AND max(deadline, extended_to) < :day""",
        day,
    ).fetchone()
    assert (len(found.overdue), len(found.rechecked)) == (overdue, rechecked)
    for quarter in scores.quarters(shipped_bulletin.records):
        expected = database.execute(
            "SELECT sum(planned), sum(inspected) FROM inspections WHERE period = ?",
            (quarter.period,),
        ).fetchone()
        assert (quarter.sum("planned"), quarter.sum("inspected")) == expected


def test_open_hazards_and_their_rechecks_are_what_sql_counts(
    shipped_bulletin: Bulletin, database: sqlite3.Connection
) -> None:
    found = scores.rectification(shipped_bulletin.records, DAY)
    expected = database.execute(
        """SELECT count(*), sum(NOT EXISTS (SELECT 1 FROM hazard_checks c
            WHERE c.hazard_id = h.hazard_id AND c.checked_on <= :day)), (SELECT count(*)
            FROM hazard_checks JOIN supervised_hazards USING (hazard_id)
            WHERE checked_on <= :day AND checked_on >= :year AND published_on <> ''
            AND published_on <= :day AND (withdrawn_on = '' OR withdrawn_on > :day))
        FROM supervised_hazards h WHERE published_on <> '' AND published_on <= :day
        AND (closed_on = '' OR closed_on > :day) AND (withdrawn_on = '' OR withdrawn_on > :day)""",
        {"day": DAY.isoformat(), "year": f"{DAY.year}-01-01"},
    ).fetchone()
    assert (len(found.open), len(found.unchecked), found.checks) == expected


def test_closures_not_accepted_and_overdue_are_what_sql_counts(
    shipped_bulletin: Bulletin, database: sqlite3.Connection
) -> None:
    found = scores.closing(shipped_bulletin.records, DAY)
    expected = database.execute(
        """SELECT count(*), sum(deadline < :day) FROM cases
        WHERE published_on <> '' AND published_on <= :day
        AND (withdrawn_on = '' OR withdrawn_on > :day)
        AND decided_on <> '' AND decided_on <= :day
        AND (accepted_on = '' OR accepted_on > :day)""",
        {"day": DAY.isoformat()},
    ).fetchone()
    assert (found.pending, len(found.overdue)) == expected


@pytest.mark.parametrize("grade", ["C", "D"])
def test_risky_mines_visited_are_what_sql_counts(
    page: Page, database: sqlite3.Connection, grade: str
) -> None:
    visited, mines = database.execute(
        """SELECT coalesce(sum(EXISTS (SELECT 1 FROM visits v WHERE v.mine_id = m.mine_id
            AND v.published_on <= :day AND v.inspected_on >= :year)), 0), count(*)
        FROM mines m WHERE status <> 'closed' AND listed_on <= :day AND :grade = (
            SELECT grade FROM risk_grades g WHERE g.mine_id = m.mine_id
            AND g.published_on <= :day AND g.graded_on <= :day ORDER BY graded_on DESC LIMIT 1)""",
        {"day": DAY.isoformat(), "year": f"{DAY.year}-01-01", "grade": grade},
    ).fetchone()
    assert mines > 0
    assert f'href="../grading/{grade.lower()}/">{visited}/{mines} 座</a>' in page.fragments["risky"]


def test_withdrawals_and_their_terms_are_what_sql_counts(
    shipped_bulletin: Bulletin, database: sqlite3.Connection
) -> None:
    found = scores.withdrawals(shipped_bulletin.removals)
    expected = database.execute(
        """SELECT count(*), sum(n <= 3) FROM (SELECT (SELECT count(*) FROM working
            WHERE day > ended_on AND day <= withdrawn_on) AS n
            FROM outcomes WHERE ended_on <> '' AND withdrawn_on <> '' AND withdrawn_on <= :day
            AND (kind = 'penalty' OR basis = 'penalty'))""",
        {"day": DAY.isoformat()},
    ).fetchone()
    assert (len(found.in_time) + len(found.late), len(found.in_time)) == expected


def test_boards_current_and_stale_are_what_sql_counts(
    shipped: Source, shipped_bulletin: Bulletin, database: sqlite3.Connection
) -> None:
    """Today's codes are given; which board bears its own, and which neither it nor every document
    in force, is counted anew."""
    assert shipped.settings is not None
    codes = prints.editions(shipped_bulletin, shipped.settings)
    database.execute("CREATE TABLE codes (mine_id, code)")
    database.executemany("INSERT INTO codes VALUES (?, ?)", codes.items())
    current, stale = database.execute(
        """WITH judged AS (
            SELECT mine_id, edition, instr(upper(edition), code) > 0 AS current, (
                SELECT count(*) FROM documents d WHERE instr(edition, d.document_no) = 0
                AND (repealed_on = '' OR repealed_on > :day)
                AND coalesce(nullif(effective_on, ''), issued_on) <= :day
                AND d.document_no IN (SELECT document_no FROM criteria c
                    WHERE c.mine_kind = m.mine_kind OR (m.mine_kind = 'combined'
                    AND c.mine_kind IN ('open-pit', 'underground')))) AS unnamed
            FROM boards JOIN codes USING (mine_id) JOIN mines m USING (mine_id)
            WHERE m.status <> 'closed')
        SELECT count(DISTINCT CASE WHEN current THEN mine_id END),
            sum(NOT current AND edition <> '' AND unnamed > 0) FROM judged""",
        {"day": DAY.isoformat()},
    ).fetchone()
    found = prints.postings(shipped_bulletin, codes)
    towns = postings.coverage(shipped_bulletin.records, found)
    assert sum(town.current for town in towns) == current
    assert sum(posting.state == "stale" for posting in found) == stale
    assert current > 0
    assert stale > 0


# -- the page -----------------------------------------------------------------------------------


def rendered(source: Source, seen: Bulletin, scorecard: str) -> list[Page]:
    assert source.settings is not None
    settings = dataclasses.replace(source.settings, scorecard=scorecard)
    site = pages.Site(seen, settings, source.packages, {}, ROOT / "theme")
    return pages.render(site)


@pytest.fixture(scope="module")
def page(shipped: Source, shipped_bulletin: Bulletin) -> Page:
    written = rendered(shipped, shipped_bulletin, "public")
    return next(page for page in written if page.address == "scorecard/")


def test_an_internal_scorecard_is_on_no_page_and_in_no_link(
    shipped: Source, shipped_bulletin: Bulletin
) -> None:
    written = rendered(shipped, shipped_bulletin, "internal")
    assert "scorecard/" not in {page.address for page in written}
    for page in written:
        assert not any("scorecard/" in part for part in page.fragments.values()), page.address


def test_no_figure_of_the_scorecard_stands_without_a_link_to_its_rows(page: Page) -> None:
    for name, markup in page.fragments.items():
        for item in re.findall(r'<li class="figure.*?</li>', markup, re.DOTALL):
            assert "<a href=" in item
        if name == "inspections":  # one link below the table, to the rows of all its cells
            assert "data/enforcement/inspections.csv" in markup
            continue
        lines = re.findall(r'<tr><th scope="row".*?</tr>', markup, re.DOTALL)
        for line in lines:
            assert "<a href=" in line, line
        assert lines or name in {"lead", "summary", "closures"}


def test_small_figures_of_reports_stay_small(page: Page) -> None:
    reports = page.fragments["reports"]
    assert "少于5" in reports
    assert not re.search(r"(收到|受理|属实|办结|答复|奖励|超期) [1-4](?![0-9])", reports)


def test_no_town_is_ranked_and_no_fine_counted(page: Page, shipped_bulletin: Bulletin) -> None:
    text = " ".join(page.fragments.values())
    assert not [town.name for town in shipped_bulletin.towns.values() if town.name in text]
    assert "罚款 " not in text
    assert " 元" not in text


def test_an_earlier_day_is_scored_as_it_was(shipped: Source) -> None:
    """Nothing that came later is known: the hazard overdue since 2026-10-31 was not yet."""
    early = bulletin.assemble(shipped.packages, shipped.content, date(2026, 10, 31))
    late = bulletin.assemble(shipped.packages, shipped.content, date(2026, 11, 1))
    before = ids(scores.rectification(early.records, early.as_of).overdue)
    after = ids(scores.rectification(late.records, late.as_of).overdue)
    assert set(after) - set(before) == {"h-mubknmq6"}
