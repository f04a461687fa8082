"""The page of a mine: what the special cases of the demonstration read like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import DAY, ROOT, Edit

from generator import bulletin, pipeline
from generator.artifacts import Page
from generator.pipeline import Source
from generator.render import pages


def rendered(source: Source) -> dict[str, Page]:
    assert source.settings is not None
    seen = bulletin.assemble(source.packages, source.content, DAY, source.settings.windows)
    site = pages.Site(seen, source.settings, source.packages, {}, ROOT / "theme")
    return {page.address: page for page in pages.render(site)}


@pytest.fixture(scope="module")
def shipped_pages(shipped: Source) -> dict[str, Page]:
    return rendered(shipped)


def text(page: Page, section: str) -> str:
    """What a reader sees of a section, one line a block."""
    markup = re.sub(r"<svg.*?</svg>", "", page.fragments[section], flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "\n", markup)).strip()


CASES: Mapping[tuple[str, str], tuple[str, ...]] = {
    # A whole stop in force, and a hazard past its deadline.
    ("qx-003", "now"): (
        "责令停产中（全矿）",
        "2026年10月14日 起，已 40 天",
        "1 处重大隐患逾期 23 天",
        "期限 2026年10月31日 ，未销号",
        "早于停产指令",
        "停产期间如果看到它还在开采，可以举报",
    ),
    # A part stop does not stop the mine.
    ("qx-010", "now"): ("责令停产中（部分）", "1 处重大隐患未销号", "发现隐患可以举报"),
    ("qx-005", "lead"): ("旧名：示例老石坳采石场（至 2025年6月18日 ）",),
    ("qx-006", "lead"): ("原采矿企业：示例老竹矿业有限公司", "写的是当时的企业"),
    ("qx-007", "now"): ("列入2025年整合重组清单（整合后保留）", "还剩 38 天"),
    ("qx-008", "now"): ("列入2025年整合重组清单（被整合）",),
    ("qx-008", "closures"): ("整合后保留： 示例双溪建筑石料矿", "2026年8月14日 注销"),
    ("qx-009", "now"): ("登记状态：已关闭（已闭库）", "2025年5月20日 通过验收"),
    ("qx-011", "facts"): ("所属矿山 示例苍岭铁矿", "不分规模"),
    ("qx-014", "facts"): ("无记录（无主）", "五等，头顶库"),
    ("qx-014", "closures"): ("未列入：这座尾矿库不在", "登记状态是“正在关闭（闭库）”"),
    ("qx-016", "visits"): ("检查未发现问题",),
    ("qx-018", "licences"): ("安全生产许可证：无记录。", "以发证机关为准"),
    ("qx-019", "grade"): ("未评定：", "不等于没有风险"),
    ("qx-022", "now"): ("列入2026年关闭退出清单", "已过 54 天，未验收"),
    ("qx-022", "visits"): ("没有收到全部整改完成的记录",),
    ("qx-027", "accidents"): ("2025-08-14 一般事故 死亡 1 人，重伤 1 人",),
    ("qx-027", "standardisation"): ("撤销：发生生产安全死亡事故",),
    ("qx-028", "now"): ("拟列入2026年关闭退出清单", "正在公开征求意见，到 2026年12月9日"),
}


@pytest.mark.parametrize(("place", "said"), CASES.items(), ids=lambda value: "-".join(value[:2]))
def test_a_special_case_reads_true(
    shipped_pages: dict[str, Page], place: tuple[str, str], said: tuple[str, ...]
) -> None:
    mine_id, section = place
    words = text(shipped_pages[f"mines/{mine_id}/"], section)
    assert [sentence for sentence in said if sentence not in words] == []


def test_only_what_is_in_force_or_late_is_red(shipped_pages: dict[str, Page]) -> None:
    """Red is spent on the stop-order and the overdue hazard, never on a past penalty."""
    records = shipped_pages["mines/qx-003/"].fragments["records"]
    red = re.findall(r'class="event event-(\w+) is-red"', records)
    assert set(red) == {"hazard", "stop"}
    assert "event-penalty" in records
    assert "is-red" not in shipped_pages["mines/qx-027/"].fragments["records"]


def test_the_timeline_leaves_the_name_of_its_own_mine_away(
    shipped_pages: dict[str, Page],
) -> None:
    assert ">被责令停产（全矿）</a>" in shipped_pages["mines/qx-003/"].fragments["records"]
    merged = shipped_pages["mines/qx-007/"].fragments["records"]
    assert "示例双溪建筑石料矿、示例东溪建筑石料矿列入2025年整合重组清单" in merged


def test_a_closed_mine_is_not_reproached_with_missing_inspections(
    shipped_pages: dict[str, Page],
) -> None:
    assert "未检查" not in shipped_pages["mines/qx-009/"].fragments["visits"]


def test_whoever_is_no_longer_responsible_is_not_named(shipped_pages: dict[str, Page]) -> None:
    persons = shipped_pages["mines/qx-010/"].fragments["responsibilities"]
    assert "示例庚" in persons
    assert "示例己" not in persons  # until 2026-05-19


def test_a_mine_without_any_row_of_its_own_says_so_everywhere(project: Path, edit: Edit) -> None:
    """Every section stands, with a sentence."""

    def keep(rows: list[dict[str, str]]) -> None:
        rows[:] = [row for row in rows if row["mine_id"] != "qx-019"]

    for table in ("grading/risk_grades", "mines/licences", "enforcement/visits"):
        edit(table, keep)
    page = rendered(pipeline.check(project, DAY))["mines/qx-019/"]
    for section, sentence in {
        "hazards": "无记录：没有公开的挂牌督办重大隐患。",
        "grade": "未评定：",
        "standardisation": "无记录：",
        "licences": "采矿许可证、安全生产许可证：无记录。",
        "responsibilities": "无记录：",
        "visits": "2026年未检查。",
        "closures": "未列入：",
        "accidents": "无记录：",
        "records": "没有处罚记录不等于安全。",
    }.items():
        assert sentence in text(page, section), section
