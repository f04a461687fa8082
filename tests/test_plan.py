"""The plan's page: targets against data, counted by hand and by SQL; its texts, its links."""

from __future__ import annotations

import csv
import hashlib
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import DAY, ROOT
from rows import row, tables

from generator import bulletin, clock, records
from generator.artifacts import Page
from generator.bulletin import Bulletin, figures, plan
from generator.clock import Ledger
from generator.pipeline import Source
from generator.records import Mine, Outcome, Progress, Records, Standardisation, Target
from generator.render import pages

TODAY = DAY.isoformat()

# The texts of the 77 measures as 清新安办〔2024〕9号 (2024-03-12) prints them, without
# white space, joined by line feeds; the copy they come from printed "and" for 和 in 63 and 76.
TEXTS = "22fd688bb235f71acee3d1c1a5fee93f65175dbc9f08e4b1c09e6613a42ec726"


def test_the_texts_of_the_measures_are_those_of_the_document() -> None:
    with (ROOT / "data/action-plan/measures.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [int(cells["measure_no"]) for cells in rows] == list(range(1, 78))
    texts = "\n".join(re.sub(r"\s", "", cells["text"]) for cells in rows)
    assert hashlib.sha256(texts.encode()).hexdigest() == TEXTS


def small() -> Records:
    """A bulletin to be counted by hand, on 2026-06-30.

    Producing: m-1, m-2 (part stop only), m-3; m-4 has a whole stop, m-5 is suspended, m-6 closed.
    Certificates in force: m-1 level 3, m-2 level 2; that of m-3 ran out the day before.
    So 2 of 3 producing mines are standardised, one mine holds level 2. Of the mines with a scale
    (m-1 large, m-2 small, m-4 medium, m-5 small; m-3 is a pond, m-6 closed) 2 of 4 are large or
    medium.
    """
    mines = (
        row(Mine, mine_id="m-1", mine_kind="open-pit", scale="large", status="producing"),
        row(Mine, mine_id="m-2", mine_kind="underground", scale="small", status="producing"),
        row(Mine, mine_id="m-3", mine_kind="tailings-pond", status="producing"),
        row(Mine, mine_id="m-4", mine_kind="combined", scale="medium", status="producing"),
        row(Mine, mine_id="m-5", mine_kind="open-pit", scale="small", status="suspended"),
        row(Mine, mine_id="m-6", mine_kind="open-pit", scale="large", status="closed"),
    )
    papers = (
        ("m-1", "3", "2027-01-01"),
        ("m-2", "2", "2026-06-30"),
        ("m-2", "3", "2028-06-30"),
        ("m-3", "3", "2026-06-29"),
        ("m-6", "2", "2028-01-01"),
    )
    stops = (("m-2", "part"), ("m-4", "whole"))
    return tables(
        mines=mines,
        standardisation=tuple(
            row(Standardisation, mine_id=m, level=level, granted_on="2024-01-01", valid_until=until)
            for m, level, until in papers
        ),
        outcomes=tuple(
            row(Outcome, mine_id=m, kind="stop-order", decided_on="2026-05-01", scope=scope)
            for m, scope in stops
        ),
    )


@pytest.mark.parametrize(
    ("name", "number", "whole"),
    [
        ("mines", 5, None),
        ("producing", 3, None),
        ("standardised-share", 2, 3),
        ("large-medium-share", 2, 4),
        ("level-two", 1, None),
        ("larger-accidents", 0, None),
        ("stops-whole", 1, None),
        ("stops-part", 1, None),
        ("boards", 0, 5),
        ("supervised-open", 0, None),
        ("supervised-overdue", 0, None),
        ("closures-overdue", 0, None),
    ],
)
def test_the_figures_of_a_small_bulletin_are_those_counted_by_hand(
    name: str, number: int, whole: int | None
) -> None:
    assert figures.at(name, small(), date(2026, 6, 30)) == figures.Count(number, whole)


def test_a_bulletin_without_a_mine_has_no_data_and_not_nought() -> None:
    for name in figures.DAYS:
        assert figures.at(name, tables(), DAY) == figures.NOTHING


def standing(target: Target, *points: tuple[str, int, int | None], on: str) -> plan.Standing:
    typed = tuple(
        row(Progress, target_id=target.target_id, as_of=day, numerator=n, denominator=whole)
        for day, n, whole in points
    )
    rows = tables(targets=(target,), progress=typed)
    (found,) = plan.standings(rows, date.fromisoformat(on))
    return found


def goal(value: str | None, unit: str, due: str | None) -> Target:
    number = None if value is None else Decimal(value)
    return row(Target, target_id="T1", value=number, unit=unit, due_on=due)


@pytest.mark.parametrize(
    ("target", "points", "on", "state"),
    [
        (goal("100", "%", "2025-12-31"), [("2025-12-31", 9, 10)], "2025-12-31", "open"),
        (goal("100", "%", "2025-12-31"), [("2025-12-31", 9, 10)], "2026-01-01", "missed"),
        (goal("90", "%", "2025-12-31"), [("2025-12-31", 9, 10)], "2026-01-01", "reached"),
        (
            goal("100", "%", "2025-12-31"),
            [("2025-12-31", 9, 10), ("2026-03-31", 10, 10)],
            "2026-04-01",
            "late",
        ),
        (
            goal("100", "%", "2025-12-31"),
            [("2025-12-31", 10, 10), ("2026-03-31", 9, 10)],
            "2026-04-01",
            "missed",
        ),
        (goal("100", "%", "2025-12-31"), [], "2026-01-01", "no-data"),
        (goal("3", "座", "2025-12-31"), [("2025-12-31", 3, None)], "2026-01-01", "reached"),
        (goal("0", "起", None), [("2025-12-31", 0, None)], "2026-01-01", "kept"),
        (goal("0", "起", None), [("2025-12-31", 1, None)], "2026-01-01", "broken"),
        (goal("1", "小时", None), [("2025-12-31", 7, 8)], "2026-01-01", "broken"),
        (goal("1", "小时", None), [("2025-12-31", 8, 8)], "2026-01-01", "kept"),
        (goal(None, "座", "2025-12-31"), [("2025-12-31", 3, None)], "2026-01-01", "unquantified"),
    ],
)
def test_reached_missed_and_no_data_are_three_things(
    target: Target, points: list[tuple[str, int, int | None]], on: str, state: str
) -> None:
    assert standing(target, *points, on=on).state == state


def test_a_share_is_cut_and_never_rounded_up_to_the_goal() -> None:
    from generator.render.pages.plan import percent

    assert percent(plan.Point(DAY, 9999, 10000)) == "99.9"
    assert percent(plan.Point(DAY, 2, 3)) == "66.6"
    assert percent(plan.Point(DAY, 3, 3)) == "100"


def test_the_clock_rebuilds_the_day_after_a_target_or_a_deadline_is_due() -> None:
    target = goal("100", "%", "2026-12-15")
    deadline = row(records.Deadline, measure_no=1, due_on="2026-12-20", rhythm="once")
    rows = tables(targets=(target,), deadlines=(deadline,))
    spans = {name: (None,) * len(getattr(rows, name)) for name in rows.__dataclass_fields__}
    spans |= {name: (bulletin.visibility.Span(date.min),) for name in ("targets", "deadlines")}
    kept = Ledger(rows, spans)
    days = clock.change_days(kept, date(2026, 12, 1), date(2026, 12, 31))
    assert [day.isoformat() for day in days] == ["2026-12-16", "2026-12-21"]


# -- the shipped data, counted again by other means ---------------------------------------------


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    """Every shipped table as text, named after its file."""
    connection = sqlite3.connect(":memory:")
    for file in sorted((ROOT / "data").glob("*/*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            header, *lines = csv.reader(stream)
        columns = ", ".join(f'"{name}"' for name in header)
        gaps = ", ".join("?" * len(header))
        connection.execute(f'CREATE TABLE "{file.stem}" ({columns})')
        connection.executemany(f'INSERT INTO "{file.stem}" VALUES ({gaps})', lines)
    yield connection
    connection.close()


# The state of a mine on a day: the newest change that the public did not know yet gives the old
# value; with several, the oldest of them.
STATUS = """
    WITH seen AS (
        SELECT mine_id, mine_kind, scale AS now_scale, coalesce((
            SELECT old_value FROM mine_changes c
            WHERE c.mine_id = m.mine_id AND c.field = 'scale'
              AND (c.published_on = '' OR max(c.changed_on, c.published_on) > :day)
            ORDER BY c.changed_on LIMIT 1), scale) AS scale, coalesce((
            SELECT old_value FROM mine_changes c
            WHERE c.mine_id = m.mine_id AND c.field = 'status'
              AND (c.published_on = '' OR max(c.changed_on, c.published_on) > :day)
            ORDER BY c.changed_on LIMIT 1), status) AS status
        FROM mines m WHERE listed_on <= :day
    ), producing AS (
        SELECT mine_id FROM seen WHERE status = 'producing' AND mine_id NOT IN (
            SELECT mine_id FROM outcomes WHERE kind = 'stop-order' AND scope <> 'part'
              AND published_on <> '' AND published_on <= :day AND decided_on <= :day
              AND (lifted_on = '' OR lifted_on > :day) AND (ended_on = '' OR ended_on > :day))
    ), certified AS (
        SELECT mine_id, min(level) AS level FROM standardisation
        WHERE published_on <> '' AND published_on <= :day AND granted_on <= :day
          AND (valid_until = '' OR valid_until >= :day) AND (revoked_on = '' OR revoked_on > :day)
        GROUP BY mine_id
    )
"""
RECOUNT = {
    "mines": "SELECT count(*), NULL FROM seen WHERE status <> 'closed'",
    "producing": "SELECT count(*), NULL FROM producing",
    "standardised-share": """SELECT sum(mine_id IN (SELECT mine_id FROM certified)), count(*)
        FROM producing""",
    "large-medium-share": """SELECT sum(scale IN ('large', 'medium')), count(*) FROM seen
        WHERE status <> 'closed' AND mine_kind IN ('open-pit', 'underground', 'combined')""",
    "level-two": """SELECT count(*), NULL FROM certified JOIN seen USING (mine_id)
        WHERE level <= '2' AND status <> 'closed'""",
    "larger-accidents": """SELECT count(*), NULL FROM accidents WHERE published_on <= :day
        AND grade IN ('larger', 'major', 'extraordinary')
        AND substr(occurred_on, 1, 4) = substr(:day, 1, 4)""",
    "boards": """SELECT sum(mine_id IN (SELECT mine_id FROM boards WHERE installed_on <= :day)),
        count(*) FROM seen WHERE status <> 'closed'""",
    "stops-whole": """SELECT count(*), NULL FROM outcomes WHERE kind = 'stop-order'
        AND scope <> 'part' AND published_on <> '' AND published_on <= :day
        AND (lifted_on = '' OR lifted_on > :day)""",
    "stops-part": """SELECT count(*), NULL FROM outcomes WHERE kind = 'stop-order'
        AND scope = 'part' AND published_on <> '' AND published_on <= :day
        AND (lifted_on = '' OR lifted_on > :day)""",
    "supervised-open": """SELECT count(*), NULL FROM supervised_hazards
        WHERE published_on <> '' AND published_on <= :day
        AND (closed_on = '' OR closed_on > :day) AND (withdrawn_on = '' OR withdrawn_on > :day)""",
    "supervised-overdue": """SELECT count(*), NULL FROM supervised_hazards
        WHERE published_on <> '' AND published_on <= :day
        AND (closed_on = '' OR closed_on > :day) AND (withdrawn_on = '' OR withdrawn_on > :day)
        AND max(deadline, extended_to) < :day""",
    "closures-overdue": """SELECT count(*), NULL FROM cases WHERE published_on <= :day
        AND published_on <> '' AND decided_on <> '' AND decided_on <= :day AND deadline <> ''
        AND deadline < :day AND (accepted_on = '' OR accepted_on > :day)
        AND (withdrawn_on = '' OR withdrawn_on > :day)""",
}


@pytest.mark.parametrize("day", ["2024-12-31", "2025-12-31", "2026-09-30", TODAY])
def test_every_figure_of_the_shipped_data_is_what_sql_counts(
    shipped: Source, database: sqlite3.Connection, day: str
) -> None:
    seen = bulletin.assemble(shipped.packages, shipped.content, date.fromisoformat(day))
    assert set(RECOUNT) == set(figures.DAYS)
    for name, query in RECOUNT.items():
        counted = figures.at(name, seen.records, date.fromisoformat(day))
        expected = database.execute(STATUS + query, {"day": day}).fetchone()
        assert (counted.number, counted.whole) == expected, name


# -- the page -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(shipped: Source, shipped_bulletin: Bulletin) -> Page:
    assert shipped.settings is not None
    site = pages.Site(shipped_bulletin, shipped.settings, shipped.packages, {}, ROOT / "theme")
    (found,) = [page for page in pages.render(site) if page.address == "plan/"]
    return found


def test_every_measure_stands_on_the_page_with_its_text(page: Page) -> None:
    markup = page.fragments["measures"]
    with (ROOT / "data/action-plan/measures.csv").open(encoding="utf-8", newline="") as stream:
        for cells in csv.DictReader(stream):
            assert f'id="measure-{cells["measure_no"]}"' in markup
            assert cells["text"] in markup


def test_progress_that_is_internal_is_not_told(page: Page) -> None:
    """Measure 41 is internal: its text is public, and that is all."""
    (item,) = re.findall(r'<li id="measure-41".*?</li>', page.fragments["measures"], re.DOTALL)
    assert "进展不公开" in item
    assert "<a " not in item


def test_missed_targets_stand_first_and_no_data_apart(page: Page) -> None:
    targets = page.fragments["targets"]
    assert targets.index('id="target-T9"') < targets.index('id="target-T1"')
    assert 'id="target-T12a"' not in targets
    assert 'id="target-T12a"' in page.fragments["without"]


def test_no_figure_of_the_plan_stands_without_a_link_to_its_rows(page: Page) -> None:
    for item in re.findall(r'<li class="figure.*?</li>', page.fragments["summary"], re.DOTALL):
        assert "<a href=" in item
    sections = page.fragments["targets"].split('<section class="target"')[1:]
    assert len(sections) == 14
    for section in sections:
        opening, table = section.split("<details", 1)
        assert "<a href=" in opening
        for line in re.findall(r"<tr><th.*?</tr>", table.partition("<tbody>")[2], re.DOTALL):
            assert "<a href=" in line


def test_a_notice_answers_to_a_measure_only_where_its_head_says_so(page: Page) -> None:
    lines = re.findall(r'<tr><th scope="row".*?</tr>', page.fragments["ordered"], re.DOTALL)
    by_item = {match[0]: line for line in lines for match in re.finditer("第[0-9]+项", line)}
    assert "notices/2024-contractor-rule/" in by_item["第44项"]
    assert "notices/2025-hazard-guide/" in by_item["第64项"]
    assert "notices/2025-agency-inspection/" in by_item["第40项"]
    assert "还没有公布" in by_item["第12项"]


def test_what_the_data_answer_is_told_beside_what_is_ordered(page: Page) -> None:
    """Counted in the tables: 2026-Q3 planned 8, done 7 (A 1 of 1, B 4 of 4, C 2 of 3); found 2,
    closed 4, open 3."""
    ordered = page.fragments["ordered"]
    grades = "A 级矿 1/1，B 级矿 4/4，C 级矿 2/3"
    inspected = f"2026年第三季度计划检查 8 矿次，实际 7 矿次（实际/计划：{grades}）"
    assert ordered.count(inspected) == 2
    assert "2026年第三季度检查发现 2 处，销号 4 处，期末未销号 3 处" in ordered
    assert "2026年事故 0 起（较大及以上 0 起），死亡 0 人，涉险 1 起" in ordered


def test_an_empty_bulletin_has_no_page_of_the_plan(empty_project: Path) -> None:
    from generator import pipeline

    source = pipeline.check(empty_project, DAY)
    assert source.settings is not None
    seen = bulletin.assemble(source.packages, source.content, DAY)
    site = pages.Site(seen, source.settings, source.packages, {}, ROOT / "theme")
    assert "plan/" not in {page.address for page in pages.render(site)}
