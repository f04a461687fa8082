"""The page of a mine: what the special cases of the demonstration read like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from conftest import DAY, ROOT, Edit

from generator import bulletin, pipeline
from generator.artifacts import Page
from generator.bulletin import Bulletin
from generator.pipeline import Source
from generator.render import pages


def rendered(source: Source, day: date = DAY) -> dict[str, Page]:
    assert source.settings is not None
    seen = bulletin.assemble(source.packages, source.content, day, source.settings.windows)
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
        "2026年10月14日 起登记为停产",
        "停产期间如果看到它还在开采，可以举报",
    ),
    # A penalty to stop producing, and no record that it was over.
    ("qx-022", "now"): (
        "处罚决定责令停产停业",
        "2025年9月4日 作出，没有恢复的记录",
        "2026年3月27日 起登记为正在关闭",
        "列入2026年关闭退出清单",
        "已过 54 天，未验收",
        "停产期间如果看到它还在开采，可以举报",
    ),
    # Found by an inspection; that its supervision was taken down is not told of a mine.
    ("qx-022", "hazards"): (
        "现在没有公开的挂牌督办。检查发现过重大隐患： 2026年1月14日 1 项，见 最近检查",
    ),
    ("qx-022", "facts"): ("停产处罚 2025-09-04 1 件 没有恢复的记录",),
    # Registered as standing still, without an order.
    ("qx-023", "now"): ("没有现行停产指令", "登记为停产；如果看到它还在开采，可以举报"),
    ("qx-020", "now"): ("治理期间：停止作业", "登记为停建；如果看到它还在开采，可以举报"),
    ("qx-014", "now"): ("登记为正在闭库；如果看到它还在使用，可以举报",),
    # A part stop does not stop the mine.
    ("qx-010", "now"): (
        "责令停产中（部分）",
        "1 处重大隐患未销号",
        "停下来的地方如果看到还在开采，可以举报",
    ),
    ("qx-020", "hazards"): ("治理期间 停止作业",),
    ("qx-016", "now"): ("发现隐患可以举报",),
    ("qx-005", "lead"): ("旧名：示例老石坳采石场（至 2025年6月18日 ）",),
    ("qx-006", "lead"): ("原采矿企业：示例老竹矿业有限公司", "写的是当时的企业"),
    ("qx-007", "now"): ("列入2025年整合重组清单（整合后保留）", "还剩 38 天"),
    ("qx-008", "now"): ("列入2025年整合重组清单（被整合）",),
    ("qx-008", "closures"): ("整合后保留： 示例双溪建筑石料矿", "2026年8月14日 注销"),
    ("qx-009", "now"): (
        "登记状态：已关闭",
        "2025年5月20日 通过验收",
        "没有现行风险等级",
        "关闭前是 C（较大风险）， 2024年3月15日 评定",
        "登记为已关闭；如果看到它还在开采，可以举报",
    ),
    ("qx-009", "grade"): ("这座矿已关闭，没有现行等级。关闭前的等级：", "到关闭"),
    ("qx-011", "facts"): ("所属矿山 示例苍岭铁矿", "规模 不适用"),
    ("qx-018", "facts"): ("规模 不适用",),
    ("qx-014", "facts"): ("无记录（无主）", "五等，头顶库"),
    ("qx-014", "closures"): ("未列入：这座尾矿库不在", "登记状态是“正在闭库”"),
    ("qx-016", "visits"): ("检查未发现问题",),
    ("qx-018", "licences"): ("安全生产许可证：无记录。", "以发证机关为准"),
    ("qx-019", "grade"): ("未评定：", "不等于没有风险"),
    ("qx-022", "visits"): ("没有收到全部整改完成的记录",),
    ("qx-027", "accidents"): ("2025-08-14 一般事故 死亡 1 人，重伤 1 人",),
    ("qx-027", "standardisation"): ("撤销：发生生产安全死亡事故",),
    ("qx-028", "closures"): ("拟列入2026年关闭退出", "这座矿 拟关闭", "还没有决定"),
    ("qx-028", "now"): ("拟列入2026年关闭退出清单", "正在公开征求意见，到 2026年12月9日"),
}


@pytest.mark.parametrize(("place", "said"), CASES.items(), ids=lambda value: "-".join(value[:2]))
def test_a_special_case_reads_true(
    shipped_pages: dict[str, Page], place: tuple[str, str], said: tuple[str, ...]
) -> None:
    mine_id, section = place
    words = text(shipped_pages[f"mines/{mine_id}/"], section)
    assert [sentence for sentence in said if sentence not in words] == []


def test_a_hazard_that_keeps_a_part_of_a_mine_still_is_told_where_no_order_does(
    shipped: Source,
) -> None:
    now = text(rendered(shipped, date(2026, 11, 27))["mines/qx-025/"], "now")
    assert "没有现行停产指令" in now
    assert "治理期间：部分停止作业" in now
    assert "停下来的地方如果看到还在作业，可以举报" in now


def test_a_grade_after_the_closure_is_no_part_of_the_strip(project: Path, edit: Edit) -> None:
    def late(rows: list[dict[str, str]]) -> None:
        pattern = next(row for row in rows if row["mine_id"] == "qx-009")
        rows.append({**pattern, "grade_id": "g-late", "graded_on": "2026-11-10", "index_no": ""})

    edit("grading/risk_grades", late)
    strip = rendered(pipeline.check(project, DAY))["mines/qx-009/"].fragments["grade"]
    widths = [float(width) for width in re.findall(r'width="([-0-9.]+)%"', strip)]
    assert widths
    assert all(0 <= width <= 100 for width in widths)


def test_a_halted_mine_is_never_said_to_be_free_of_orders(
    shipped_pages: dict[str, Page], shipped_bulletin: Bulletin
) -> None:
    halted = [d.mine.mine_id for d in shipped_bulletin.dossiers.values() if d.halts]
    assert halted == ["qx-003", "qx-012", "qx-022"]
    for mine_id in halted:
        now = text(shipped_pages[f"mines/{mine_id}/"], "now")
        assert "没有现行停产指令" not in now
    # qx-005 was halted by a penalty, too, and is registered as producing again.
    assert "没有现行停产指令" in text(shipped_pages["mines/qx-005/"], "now")


RESUMED = {
    "o-q3mxgdzb": ("没有恢复的记录 到今天 445 天。登记状态：正在关闭",),
    "o-mrtej9dc": ("2024年12月12日 起登记为“生产”", "处罚决定本身没有写解除日期"),
}


@pytest.mark.parametrize(("outcome_id", "said"), RESUMED.items())
def test_the_page_of_a_penalty_to_stop_says_whether_the_mine_resumed(
    shipped_pages: dict[str, Page], outcome_id: str, said: tuple[str, ...]
) -> None:
    facts = text(shipped_pages[f"enforcement/{outcome_id}/"], "facts")
    assert [s for s in ("恢复了吗", *said) if s not in facts] == []
    assert "恢复了吗" not in text(shipped_pages["enforcement/o-bnqe887n/"], "facts")


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


def test_a_mine_is_closed_and_a_pond_is_shut(shipped_pages: dict[str, Page]) -> None:
    """闭库 is said of tailings ponds alone."""
    for page in shipped_pages.values():
        if page.shell == "mine" and page.address != "mines/qx-014/":
            assert "闭库" not in "".join(page.fragments.values()), page.address
    assert "正在闭库" in text(shipped_pages["mines/qx-014/"], "facts")


def test_the_timeline_leaves_the_day_beside_it_away_and_no_other(
    shipped_pages: dict[str, Page],
) -> None:
    def titles(mine_id: str) -> list[str]:
        records = shipped_pages[f"mines/{mine_id}/"].fragments["records"]
        return re.findall(r'class="event-title"[^>]*>([^<]*)<', records)

    shut = titles("qx-022")
    assert "登记状态由“停产”变更为“正在关闭”" in shut
    assert "示例笔峰石场有限公司列入安全生产严重失信主体名单" in shut
    assert "复查：发现问题 6 项，其中重大隐患 1 项" in shut
    assert "列入2026年关闭退出清单，期限2026年9月30日" in shut
    # The old deadline is the day on which it was extended.
    assert "1 处重大隐患整改期限由2026年9月30日延至2026年12月31日" in titles("qx-010")


def test_no_page_denies_a_hazard_that_its_inspections_found(
    shipped_pages: dict[str, Page], shipped_bulletin: Bulletin
) -> None:
    found = [
        d.mine.mine_id
        for d in shipped_bulletin.dossiers.values()
        if any(visit.major_findings for visit in d.visits)
    ]
    assert len(found) > 5
    for mine_id in found:
        hazards = text(shipped_pages[f"mines/{mine_id}/"], "hazards")
        assert "无记录：没有公开的挂牌督办重大隐患。" not in hazards, mine_id


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
