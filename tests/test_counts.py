"""Counts of reports that could point at a reporter are told nowhere."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import frictionless
import pytest
from conftest import DAY, Edit

from generator import bulletin, pipeline
from generator.bulletin import Bulletin, counts
from generator.pipeline import Source
from generator.records import ReportStatistic
from generator.render import downloads

TABLE = "data/report-channels/report_statistics.csv"
FIGURES = ("received", "accepted", "verified", "handled", "answered", "rewarded", "overdue")


def row(period: str, **figures: int) -> ReportStatistic:
    nothing = dict.fromkeys((*FIGURES, "reward_yuan", "disciplined"))
    return ReportStatistic(period=period, **(nothing | figures))  # type: ignore[arg-type]


def published(source: Source) -> dict[str, dict[str, str]]:
    seen = bulletin.assemble(source.packages, source.content, DAY)
    (content,) = [a.content for a in downloads.render(source.packages, seen) if a.path == TABLE]
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    return {cells["period"]: cells for cells in rows}


@pytest.mark.parametrize(("count", "phrase"), [(0, None), (1, "few"), (4, "few"), (5, None)])
def test_a_count_from_one_to_four_is_told_as_few(count: int, phrase: str | None) -> None:
    assert counts.withheld([row("2026-Q1", verified=count)])["2026-Q1"].get("verified") == phrase


def test_few_rewards_keep_their_sum_to_themselves() -> None:
    """One reward of 3,000 yuan tells what was reported; so does a sum of unknown many."""
    assert counts.withheld([row("2026-Q1", rewarded=1, reward_yuan=3000)])["2026-Q1"] == {
        "rewarded": "few",
        "reward_yuan": "untold",
    }
    assert "reward_yuan" in counts.withheld([row("2026-Q1", reward_yuan=3000)])["2026-Q1"]
    assert not counts.withheld([row("2026-Q1", rewarded=5, reward_yuan=30000)])["2026-Q1"]
    assert not counts.withheld([row("2026-Q1", rewarded=0, reward_yuan=0)])["2026-Q1"]


def test_a_year_does_not_tell_its_withheld_quarter() -> None:
    """8 + 9 + 7 + x = 26 would tell x."""
    quarters = [row(f"2025-Q{n}", verified=v) for n, v in enumerate((8, 9, 7, 2), start=1)]
    found = counts.withheld([row("2025", verified=26, received=60), *quarters])
    assert found["2025"] == {"verified": "untold"}


def test_the_table_to_take_away_is_empty_where_the_page_says_few(shipped: Source) -> None:
    cells = published(shipped)["2024-Q1"]
    assert (cells["verified"], cells["rewarded"], cells["reward_yuan"]) == ("", "", "")
    assert (cells["received"], cells["overdue"]) == ("7", "0")
    for period, row in published(shipped).items():
        small = {name: row[name] for name in FIGURES if row[name] in ("1", "2", "3", "4")}
        assert not small, period


def test_the_published_table_passes_the_stock_validator(shipped: Source, tmp_path: Path) -> None:
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY)
    for artifact in downloads.render(shipped.packages, seen):
        if artifact.path.startswith("data/report-channels/"):
            (tmp_path / Path(artifact.path).name).write_bytes(artifact.content)
    report = frictionless.Resource(
        path="report_statistics.csv",
        basepath=str(tmp_path),
        schema=next(
            r.schema
            for r in frictionless.Package(str(tmp_path / "datapackage.json")).resources
            if r.name == "report_statistics"
        ),
    ).validate()
    assert report.valid, report.flatten()


def test_no_record_of_the_bulletin_holds_a_withheld_count(shipped_bulletin: Bulletin) -> None:
    for statistic in shipped_bulletin.records.report_statistics:
        for name in shipped_bulletin.withheld[statistic.period]:
            assert getattr(statistic, name) is None


def test_an_event_tells_few_and_never_the_count(project: Path, edit: Edit) -> None:
    def fewer(rows: list[dict[str, str]]) -> None:
        for cells in rows:
            if cells["period"] == "2026-Q3":
                cells.update(rewarded="3", reward_yuan="17771")

    edit("report-channels/report_statistics", fewer)
    source = pipeline.check(project, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    (event,) = [e for e in seen.events if e.key == "statistics/reports-2026-Q3/published"]
    assert "少于5" in event.summary
    assert "奖励 3 " not in event.summary
