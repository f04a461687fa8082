"""Pages as values: what a section says, without any shell around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import DAY, ROOT, Edit

from generator import bulletin, pipeline
from generator.artifacts import Page
from generator.pipeline import Source
from generator.render import pages

SENTENCE = "处罚对象为时任采矿企业"
OUTCOME = "enforcement/o-b82rc46z/"  # a penalty of 2026-11-10 on the operator of qx-006


def rendered(source: Source, *, posters: dict[str, str] | None = None) -> dict[str, Page]:
    assert source.settings is not None
    seen = bulletin.assemble(source.packages, source.content, DAY, source.settings.windows)
    site = pages.Site(seen, source.settings, source.packages, posters or {}, ROOT / "theme")
    return {page.address: page for page in pages.render(site)}


def test_a_penalty_on_the_operator_of_that_time_says_so(project: Path, edit: Edit) -> None:
    """The firm that runs the mine now must not be taken for the one that was punished."""

    def hand_over(rows: list[dict[str, str]]) -> None:
        (change,) = [r for r in rows if (r["mine_id"], r["field"]) == ("qx-006", "operator")]
        change.update(changed_on="2026-11-15", published_on="2026-11-16", corrected_on="")
        change.update(correction_note="")

    before = rendered(pipeline.check(project, DAY))
    assert SENTENCE not in before[OUTCOME].fragments["facts"]
    edit("mines/mine_changes", hand_over)
    after = rendered(pipeline.check(project, DAY))
    assert SENTENCE in after[OUTCOME].fragments["facts"]


def test_navigation_names_only_pages_that_exist(shipped: Source) -> None:
    assert shipped.settings is not None
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY)
    site = pages.Site(seen, shipped.settings, shipped.packages, {}, ROOT / "theme")
    written = pages.render(site)
    existing = {page.address for page in written}
    frame = pages.frame(site, written)
    named = [address for _, address in (*frame.navigation, *frame.footer)]
    assert named[0] == ""
    assert set(named) <= existing
    assert "posters/" not in existing  # none were made


def test_home_counts_what_its_links_list(shipped: Source) -> None:
    """Recounted from the tables of the day: mines ordered to stop, open hazards."""
    home = rendered(shipped)[""].fragments["today"]
    # By order: qx-003, qx-012 whole, qx-004, qx-010 in part; by penalty: qx-003, qx-012, qx-022.
    assert "<b>5</b> <span>座</span>" in home
    assert "停产指令 4 项，停产处罚 3 件" in home
    listed = rendered(shipped)["enforcement/"].fragments["stops"]
    assert (
        "5 座：停产指令停全矿的 2 座，停一部分的 2 座，只有停产处罚、没有恢复记录的 1 座。"
        in listed
    )
    assert len(re.findall(r"<tr><td", listed)) == 7
    assert "<b>4</b> <span>处</span>" in home
    # Neither visited this year nor closed: qx-012, qx-015, qx-020.
    assert "<b>3</b> <span>座</span>" in home
    assert 'href="towns/#unvisited"' in home
    rows = rendered(shipped)["towns/"].fragments["missed"]
    assert re.findall(r"mines/(qx-[0-9]+)/#visits", rows) == ["qx-012", "qx-015", "qx-020"]


def test_on_home_red_is_what_is_in_force_or_late_today(shipped: Source) -> None:
    """Of four hazards two are late: the two are red, the four are not."""
    figures = rendered(shipped)[""].fragments["today"].split("<li ")[1:]
    assert ["is-red" in figure for figure in figures] == [True, False, False, False]
    assert ["is-late" in figure for figure in figures] == [False, True, False, False]


def test_every_page_that_counts_mines_says_who_is_counted(shipped: Source) -> None:
    pages_of = rendered(shipped)
    one_rule = "这里的数目只算在册（没有关闭）的 26 座；已关闭的 2 座列在矿山名单里，不计入。"
    for address, section in (("", "grades"), ("grading/", "distribution")):
        assert one_rule in pages_of[address].fragments[section]
    assert one_rule in pages_of["standardisation/"].fragments["levels"]
    assert "已关闭的不计入" in pages_of["thresholds/"].fragments["charts"]
    assert "在册（没有关闭）26 座，已关闭 2 座" in pages_of["mines/"].fragments["lead"]
    assert "</a>，其中已关闭 2 座" in pages_of[""].fragments["finder"]


def test_home_leads_to_the_mines_of_each_grade(shipped: Source) -> None:
    pages_of = rendered(shipped)
    listed = pages_of["grading/"].fragments["mines"]
    linked = re.findall(r'href="grading/#(grade-[a-z]+)"', pages_of[""].fragments["grades"])
    assert linked == ["grade-a", "grade-b", "grade-c", "grade-d", "grade-none"]
    assert all(f'id="{anchor}"' in listed for anchor in linked)


def test_home_and_towns_say_which_day_is_which(shipped: Source) -> None:
    """A decision is published days after it was made: the two are never left to be guessed."""
    pages_of = rendered(shipped)
    for latest in (
        pages_of[""].fragments["latest"],
        pages_of["towns/441803105/"].fragments["latest"],
    ):
        events = re.findall(r'<li class="event .*?</li>', latest, re.DOTALL)
        assert events
        assert all("</time> 公布</span>" in event for event in events)
    (penalty,) = [e for e in events if "未按规定组织应急演练" in e]
    assert "2026-11-16</time> 公布" in penalty
    assert '<small class="event-acted">2026-11-10 作出</small>' in penalty
    assert "作出日期" in pages_of["enforcement/"].fragments["stops"]
    assert 'data-sort="date" data-down>作出日期<' in pages_of["enforcement/"].fragments["list"]
    # Said once: a grade's title tells the day it was given.
    assert "作出" not in next(e for e in events if "风险等级仍为" in e)


def test_a_consultation_is_never_told_as_a_decision(shipped: Source) -> None:
    pages_of = rendered(shipped)
    case = pages_of["closures/c-qjudj6vg/"]
    assert case.title == "示例大坳建筑石料矿：拟列入2026年关闭退出清单（征求意见）"
    assert "拟关闭退出（2026年清单，征求意见）" in case.fragments["facts"]
    assert "公示文号" in case.fragments["facts"]
    row = re.search(
        r"<tr[^>]*>(?:(?!</tr>).)*c-qjudj6vg.*?</tr>",
        pages_of["closures/"].fragments["list"],
        re.DOTALL,
    )
    assert row is not None
    assert ">拟关闭退出<" in row[0]
    # 2026: two decided (qx-022, qx-017), one still open to the public's views.
    counts = re.search(r"2026年</a></th>(.*?)</tr>", pages_of["closures/"].fragments["charts"])
    assert counts is not None
    assert re.findall(r">(\d+)<", counts[1]) == ["2", "0", "0", "1", "1"]


def test_that_a_time_is_over_is_no_news_on_home(shipped: Source) -> None:
    latest = rendered(shipped)[""].fragments["latest"]
    assert latest.count('class="event ') == 10
    assert "停止公示" not in latest


def test_small_figures_of_reports_are_not_told(shipped: Source) -> None:
    statistics = rendered(shipped)["report/"].fragments["statistics"]
    assert "少于5" in statistics
    assert "不公布" in statistics
    assert "3,000 元" not in statistics


def test_an_absence_is_a_sentence_with_its_reason(shipped: Source) -> None:
    never_inspected = rendered(shipped)["mines/qx-015/"].fragments["visits"]
    assert "2026年未检查。" in never_inspected
    assert "2025年未检查。" in never_inspected
    assert "无数据：本站从2025年起收录检查。" in never_inspected
    assert "检查未发现问题" not in never_inspected
    without_findings = rendered(shipped)["mines/qx-016/"].fragments["visits"]
    assert "检查未发现问题" in without_findings


def test_the_site_map_names_every_column_and_counts_its_records(shipped: Source) -> None:
    pages = rendered(shipped)
    listed = pages["sitemap/"].fragments["list"]
    columns = [p for p in pages.values() if p.published_on is None and p.listed]
    assert len(columns) > 25
    for page in columns:
        if page.address not in ("", "sitemap/"):
            assert f'href="../{page.address}"' in listed, page.address
    outcomes = sum(p.shell == "outcome" for p in pages.values())
    assert f'<a href="../enforcement/">执法结果</a>（{outcomes} 页）' in listed


@pytest.mark.slow
def test_every_page_says_where_it_comes_from_and_of_which_day(site: Path) -> None:
    """By a line of its own, or by the disclosure block; home by its foot."""
    for file in site.rglob("index.html"):
        text = file.read_text(encoding="utf-8")
        assert "数据截至" in text, file
        own = 'class="source provenance"' in text
        disclosed = "facts is-paired disclosure" in text
        if file.parent == site:
            assert not own
        else:
            # The accidents stand on one page, each with its block.
            assert own != disclosed or file.parent.name == "accidents", file
    mine = (site / "mines" / "qx-001" / "index.html").read_text(encoding="utf-8")
    assert "来源：示例区应急管理局的登记，各条记录写明的文书。" in mine
