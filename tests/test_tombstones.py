"""At the address of a record that was public once stands that it was, and nothing else of it."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from conftest import DAY, ROOT
from test_pages import rendered

from generator import bulletin, pipeline
from generator.bulletin import Bulletin
from generator.pipeline import Source

WITHDRAWN = "o-hj4habw5"  # revoked upon reconsideration
REPAIRED = "o-gv6xkewe"
EXPIRED = "o-cu5tzrca"  # a minor penalty of 2024
EMBARGOED = "o-te4r8c53"
UNPUBLISHED = "o-yduk8j72"


def cells(outcome_id: str) -> dict[str, str]:
    with (ROOT / "data/enforcement/outcomes.csv").open(encoding="utf-8", newline="") as stream:
        return next(row for row in csv.DictReader(stream) if row["outcome_id"] == outcome_id)


def removal(seen: Bulletin, record_id: str) -> bulletin.Removal:
    return next(found for found in seen.removals if found.record_id == record_id)


def test_a_withdrawal_tells_its_day_and_reason(shipped_bulletin: Bulletin) -> None:
    found = removal(shipped_bulletin, WITHDRAWN)
    row = cells(WITHDRAWN)
    assert found.withdrawn
    assert found.day.isoformat() == row["withdrawn_on"]
    assert found.reason == row["withdraw_reason"] != ""
    assert found.authority == row["authority"] == "dist-em"


def test_expired_and_repaired_records_are_not_told_apart(shipped_bulletin: Bulletin) -> None:
    for record_id in (REPAIRED, EXPIRED):
        found = removal(shipped_bulletin, record_id)
        assert not found.withdrawn
        assert found.reason == found.authority == ""
    assert removal(shipped_bulletin, REPAIRED).day.isoformat() == cells(REPAIRED)["repaired_on"]
    # Minor: three months from the decision of 2024-03-06, that day included.
    assert removal(shipped_bulletin, EXPIRED).day == date(2024, 6, 7)


def test_what_was_never_public_has_no_tombstone(shipped_bulletin: Bulletin) -> None:
    gone = {found.record_id for found in shipped_bulletin.removals}
    assert not gone & {EMBARGOED, UNPUBLISHED}
    assert not gone & set(shipped_bulletin.outcomes)


def test_a_removal_is_told_in_the_stream_without_mine_or_town(shipped_bulletin: Bulletin) -> None:
    event = next(e for e in shipped_bulletin.events if e.key == f"enforcement/{WITHDRAWN}/removed")
    assert event.subject.mines == event.subject.towns == ()
    assert event.kind == "enforcement"
    row = cells(WITHDRAWN)
    for name in ("party_name", "decision_no", "facts", "penalty_text"):
        assert row[name] not in event.title + event.summary


def test_removed_outcomes_are_counted_and_no_more(shipped: Source) -> None:
    before = bulletin.assemble(shipped.packages, shipped.content, date(2026, 1, 31))
    after = bulletin.assemble(shipped.packages, shipped.content, date(2029, 12, 31))
    counted = before.ever[(2024, "penalty")]
    assert counted > 10
    assert after.ever[(2024, "penalty")] == counted
    assert not any(
        o.kind == "penalty" and o.decided_on.year == 2024 for o in after.outcomes.values()
    )


def test_the_page_of_a_withdrawal_names_who_had_decided(shipped: Source) -> None:
    pages = rendered(shipped)
    decided = "<dt>原作出单位</dt><dd>示例区应急管理局</dd>"
    assert decided in pages[f"enforcement/{WITHDRAWN}/"].fragments["facts"]
    assert "原作出单位" not in pages[f"enforcement/{EXPIRED}/"].fragments["facts"]
    case = pages["closures/c-a3h5bhwq/"].fragments["facts"]
    assert "<dt>原决定机关</dt><dd>示例区人民政府</dd>" in case


@pytest.mark.slow
@pytest.mark.parametrize("record_id", [WITHDRAWN, REPAIRED, EXPIRED])
def test_the_page_holds_no_fact_and_stands_in_no_list(site: Path, record_id: str) -> None:
    text = (site / "enforcement" / record_id / "index.html").read_text(encoding="utf-8")
    row = cells(record_id)
    assert '<meta name="robots" content="noindex">' in text
    assert record_id in text
    for name in ("party_name", "decision_no", "facts", "penalty_text", "mine_id", "violation_type"):
        assert not row[name] or row[name] not in text
    assert record_id not in (site / "sitemap.xml").read_text(encoding="utf-8")
    for page in ("index.html", "enforcement/index.html", f"mines/{row['mine_id']}/index.html"):
        assert f"{record_id}/" not in (site / page).read_text(encoding="utf-8").replace(
            f'enforcement/{record_id}/">1 条', ""
        )


@pytest.mark.slow
def test_a_preview_says_so_on_every_page_and_an_issue_on_none(site: Path, project: Path) -> None:
    source = pipeline.check(project, DAY)
    output = project / "site"
    pipeline.build(source, DAY, output, with_posters=False, report=lambda step: None, preview=True)
    words = "预览或历史核查，不得公开"
    pages = list(output.rglob("*.html"))
    assert len(pages) > 100
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert words in text
        assert '<meta name="robots" content="noindex">' in text
    for page in site.rglob("*.html"):
        assert words not in page.read_text(encoding="utf-8")
