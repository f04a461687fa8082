"""The pages of the families: figures recounted from the tables, words, and absences."""

from __future__ import annotations

import csv
import itertools
import re
import shutil
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from conftest import DAY, ROOT, Edit

from generator import bulletin, pipeline
from generator.artifacts import Page
from generator.bulletin import Bulletin
from generator.pipeline import Source
from generator.render import pages

TODAY = DAY.isoformat()
Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def published(name: str) -> list[Row]:
    return [row for row in table(name) if "" < row["published_on"] <= TODAY]


def render(source: Source) -> dict[str, Page]:
    assert source.settings is not None
    seen = bulletin.assemble(source.packages, source.content, DAY, source.settings.windows)
    site = pages.Site(seen, source.settings, source.packages, {}, ROOT / "theme")
    return {page.address: page for page in pages.render(site)}


@pytest.fixture(scope="module")
def rendered(shipped: Source) -> dict[str, Page]:
    return render(shipped)


def described(markup: str) -> list[str]:
    """What every drawing of a fragment says to those who hear it."""
    return re.findall(r"<desc[^>]*>(.*?)</desc>", markup)


def rows_of(markup: str) -> list[list[str]]:
    """The cells of every row of every table, as plain text."""
    return [
        [
            re.sub(r"<(title|desc)\b.*?</\1>|<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr\b[^>]*>(.*?)</tr>", markup, re.DOTALL)
    ]


def mines_today() -> dict[str, Row]:
    """The mines of the day with the changes of later days undone."""
    mines = {row["mine_id"]: row for row in table("mines/mines") if row["listed_on"] <= TODAY}
    later = [
        row
        for row in table("mines/mine_changes")
        if row["mine_id"] in mines and (max(row["changed_on"], row["published_on"] or "9") > TODAY)
    ]
    for change in sorted(later, key=lambda row: row["changed_on"], reverse=True):
        mines[change["mine_id"]][change["field"]] = change["old_value"]
    return mines


def active() -> dict[str, Row]:
    return {key: row for key, row in mines_today().items() if row["status"] != "closed"}


def grades_today() -> dict[str, Row]:
    held: dict[str, Row] = {}
    for row in sorted(published("grading/risk_grades"), key=lambda row: row["graded_on"]):
        held[row["mine_id"]] = row
    return held


def test_the_distribution_of_grades_is_a_recount(rendered: dict[str, Page]) -> None:
    held = grades_today()
    counts = Counter(held[mine]["grade"] if mine in held else "" for mine in active())
    fragment = rendered["grading/"].fragments["distribution"]
    (told,) = described(fragment)
    assert told == (
        f"低风险：{counts['A']} 座；一般风险：{counts['B']} 座；较大风险：{counts['C']} 座；"
        f"重大风险：{counts['D']} 座；未评定：{counts['']} 座。"
    )
    beside = [int(row[1]) for row in rows_of(fragment)[1:]]
    assert beside == [counts[grade] for grade in ("A", "B", "C", "D", "")]


def test_registered_states_are_a_recount(rendered: dict[str, Page]) -> None:
    counts = Counter(row["status"] for row in mines_today().values())
    fragment = rendered["mines/"].fragments["states"]
    told = {row[0]: row[1] for row in rows_of(fragment)[1:]}
    assert told["生产"] == f"{counts['producing']} 座"
    assert sorted(int(cell.split()[0]) for cell in told.values()) == sorted(counts.values())
    assert described(fragment) == ["；".join(f"{k}：{v}" for k, v in told.items()) + "。"]


def test_every_mine_stands_under_its_grade_with_who_gave_it(rendered: dict[str, Page]) -> None:
    fragment = rendered["grading/"].fragments["mines"]
    names = {row["authority_id"]: row["name"] for row in table("mines/authorities")}
    held = grades_today()
    for mine_id in active():
        (line,) = re.findall(rf'<tr><th[^>]*><a href="[^"]*mines/{mine_id}/">.*?</tr>', fragment)
        if mine_id in held:
            assert names[held[mine_id]["authority"]] in line
    totals = rows_of(rendered["grading/"].fragments["authorities"])[1:]
    assert sum(int(row[-1]) for row in totals) == sum(mine in held for mine in active())


def test_changes_of_grade_are_those_that_changed_it(rendered: dict[str, Page]) -> None:
    by_mine: dict[str, list[Row]] = {}
    for row in sorted(published("grading/risk_grades"), key=lambda row: row["graded_on"]):
        by_mine.setdefault(row["mine_id"], []).append(row)
    higher, lower = Counter[str](), Counter[str]()
    for grades in by_mine.values():
        for old, new in itertools.pairwise(grades):
            if new["grade"] != old["grade"]:
                (higher if new["grade"] > old["grade"] else lower)[new["graded_on"][:4]] += 1
    years = [r for r in rows_of(rendered["grading/"].fragments["changes"]) if r[0][:2] == "20"]
    assert years == [
        [f"{year}年", f"{higher[year]} 次", f"{lower[year]} 次"]
        for year in sorted({*higher, *lower}, reverse=True)
    ]


def test_levels_in_force_are_a_recount(rendered: dict[str, Page]) -> None:
    levels: dict[str, str] = {}
    for row in published("grading/standardisation"):
        ended = "" < row["revoked_on"] <= TODAY
        if row["granted_on"] <= TODAY <= row["valid_until"] and not ended:
            levels[row["mine_id"]] = min(row["level"], levels.get(row["mine_id"], "9"))
    counts = Counter(levels.get(mine, "") for mine in active())
    page = rendered["standardisation/"].fragments
    assert described(page["levels"]) == [
        f"一级：{counts['1']} 座；二级：{counts['2']} 座；三级：{counts['3']} 座；"
        f"没有有效等级：{counts['']} 座。"
    ]
    assert len(rows_of(page["without"])) - 1 == counts[""]


def test_scales_count_mines_and_no_ponds(rendered: dict[str, Page]) -> None:
    kinds = {"open-pit", "underground", "combined"}
    counts = Counter(row["scale"] for row in active().values() if row["mine_kind"] in kinds)
    assert described(rendered["thresholds/"].fragments["charts"]) == [
        f"大型：{counts['large']} 座；中型：{counts['medium']} 座；小型：{counts['small']} 座。"
    ]


def test_hazards_found_and_closed_are_the_counts_of_each_quarter(
    rendered: dict[str, Page],
) -> None:
    told = described(rendered["hazards/"].fragments["counts"])
    assert len(told) == 2
    for source, sentence in zip(("inspection", "self-check"), told, strict=True):
        rows = [row for row in table("enforcement/hazard_counts") if row["source"] == source]
        newest = sorted(rows, key=lambda row: row["period"], reverse=True)[:8]
        assert (
            sentence
            == "；".join(
                f"{row['period'][:4]}年{'一二三四'[int(row['period'][-1]) - 1]}季度："
                f"发现 {row['found']}、销号 {row['closed']}"
                for row in newest
            )
            + "。"
        )


def test_overdue_hazards_stand_first_with_their_days(rendered: dict[str, Page]) -> None:
    fragment = rendered["hazards/"].fragments["open"]
    days = [int(n) for n in re.findall(r"</svg>逾期 (\d+) 天", fragment)]
    left = [int(n) for n in re.findall(r"</svg>还剩 (\d+) 天", fragment)]
    assert days == sorted(days, reverse=True) == [84, 23]
    assert left == sorted(left) == [38, 58]
    assert fragment.index("逾期 23 天") < fragment.index("还剩 38 天")
    assert "已延期" in fragment and "原期限" in fragment


def quarter(day: str) -> str:
    return f"{day[:4]}年{'一二三四'[(int(day[5:7]) - 1) // 3]}季度"


def test_outcomes_by_quarter_tell_what_is_public_and_what_was(
    rendered: dict[str, Page], shipped_bulletin: Bulletin
) -> None:
    """The hollow bar is a recount of the public rows, the solid one of all that ever were."""
    fragments = rendered["enforcement/"].fragments
    (told,) = described(fragments["charts"])
    public = Counter(quarter(o.decided_on.isoformat()) for o in shipped_bulletin.records.outcomes)
    bars = re.findall(r"([^；]+季度)：作出 (\d+)、公示中 (\d+)", told)
    assert len(bars) == 8 and bars[0][0] == quarter(TODAY)
    assert {name: int(n) for name, _, n in bars} == {name: public[name] for name, _, _ in bars}
    shown = {o.outcome_id for o in shipped_bulletin.records.outcomes}
    gone = {r.record_id for r in shipped_bulletin.removals if r.family == "enforcement"}
    decided = Counter(
        quarter(row["decided_on"])
        for row in table("enforcement/outcomes")
        if row["outcome_id"] in shown | gone
    )
    assert {name: int(n) for name, n, _ in bars} == {name: decided[name] for name, _, _ in bars}
    assert any(int(n) < int(all_) for _, all_, n in bars)
    beside = rows_of(fragments["charts"])[1:]
    assert [[n, p] for _, n, p in bars] == [row[1:] for row in beside]


def test_every_kind_of_outcome_says_what_it_is_and_who_decides(
    rendered: dict[str, Page], shipped_bulletin: Bulletin
) -> None:
    folds = rendered["enforcement/"].fragments["kinds"].split("<summary>")[1:]
    kinds = shipped_bulletin.vocabulary.words("outcomes", "kind")
    assert len(folds) == len(kinds)
    for fold, (kind, label) in zip(folds, kinds.items(), strict=True):
        rows = [o for o in shipped_bulletin.records.outcomes if o.kind == kind]
        summary = re.sub(r"<[^>]+>", "", fold.partition("</summary>")[0])
        assert summary == f"{label} 公示中 {len(rows)} 件"
        answers = re.findall(r"<dd>(.*?)</dd>", fold)
        names = {shipped_bulletin.authorities[o.authority].name for o in rows}
        assert set(answers[1].split("、")) == names
        assert f'id="kind-{kind}"' in fold
    assert "行政复议" in re.findall(r"<dd>(.*?)</dd>", folds[0])[3]


def test_reviews_under_way_and_listed_parties_are_told(
    rendered: dict[str, Page], shipped_bulletin: Bulletin
) -> None:
    fragments = rendered["enforcement/"].fragments
    under = [o for o in shipped_bulletin.records.outcomes if o.review_state not in ("", "none")]
    assert len(rows_of(fragments["reviews"])) - 1 == len(under) > 0
    assert "严重失信主体名单管理办法" in fragments["dishonest"]
    listed = re.findall(r'<tr id="(e-\w+)">', fragments["dishonest"])
    assert listed == [
        row["listing_id"]
        for row in published("enforcement/listed_entities")
        if not "" < row["removed_on"] <= TODAY and row["until"] >= TODAY
    ]


def cases_today() -> dict[str, Row]:
    return {
        row["case_id"]: row
        for row in published("closures/cases")
        if not "" < row["withdrawn_on"] <= TODAY
    }


def test_closures_against_their_deadline_are_a_recount(rendered: dict[str, Page]) -> None:
    counts: Counter[str] = Counter()
    for row in cases_today().values():
        if "" < row["accepted_on"] <= TODAY:
            late = row["deadline"] and row["accepted_on"] > row["deadline"]
            counts["超期后验收" if late else "按期验收"] += 1
        elif not "" < row["decided_on"] <= TODAY:
            counts["征求意见"] += 1
        elif row["deadline"] and row["deadline"] < TODAY:
            counts["逾期未验收"] += 1
        else:
            counts["正在办理"] += 1
    fragments = rendered["closures/"].fragments
    (told, *_) = described(fragments["charts"])
    order = ("按期验收", "超期后验收", "逾期未验收", "正在办理", "征求意见")
    assert told == "；".join(f"{name}：{counts[name]} 件" for name in order if counts[name]) + "。"
    assert fragments["charts"].index("逾期 54 天") < fragments["charts"].index("还剩 38 天")


def test_a_case_tells_its_list_deadline_and_end(rendered: dict[str, Page]) -> None:
    merger = rendered["closures/c-phrsgg9u/"].fragments
    assert "五统一 <small>5 项，完成 3 项</small>" in merger["checklist"]
    assert merger["checklist"].count("未完成") == 2
    assert "整合后保留" in merger["mines"] and "被整合" in merger["mines"]
    overdue = rendered["closures/c-eadmrcbt/"].fragments
    assert "逾期 54 天" in overdue["lead"] and "报编号 c-eadmrcbt" in overdue["lead"]
    assert "关闭要做的事 <small>9 项，完成 4 项</small>" in overdue["checklist"]
    assert "比期限早 41 天" in rendered["closures/c-j3ubfc2q/"].fragments["lead"]
    consulted = rendered["closures/c-qjudj6vg/"].fragments["lead"]
    assert "还没有作出决定" in consulted and "还有 16 天" in consulted
    assert not re.search(r"<svg class=\"ageing\"", consulted)


def test_accidents_of_a_year_are_a_recount(rendered: dict[str, Page]) -> None:
    rows = published("enforcement/accidents")
    expected = []
    for year in sorted({row["occurred_on"][:4] for row in rows}, reverse=True):
        of_year = [row for row in rows if row["occurred_on"].startswith(year)]
        kinds = Counter(row["kind"] for row in of_year)
        deaths = sum(int(row["deaths"] or 0) for row in of_year)
        injured = sum(int(row["serious_injuries"] or 0) for row in of_year)
        expected.append(
            [
                f"{year}年",
                f"{kinds['accident']} 起",
                f"{deaths} 人",
                f"{injured} 人",
                f"{kinds['dangerous-event']} 起",
            ]
        )
    fragments = rendered["accidents/"].fragments
    assert rows_of(fragments["years"])[1:] == expected
    assert "最晚 <time" in fragments["list"]  # the evaluation that is still due


def test_every_item_of_the_criteria_has_its_anchor_and_open_hazards(
    rendered: dict[str, Page], shipped_bulletin: Bulletin
) -> None:
    fragment = rendered["criteria/open-pit/"].fragments["list"]
    ids = [r["criterion_id"] for r in table("hazard-criteria/criteria")]
    own = [key for key in ids if key.startswith("OP-")]
    assert sorted(re.findall(r'<li id="([^"]+)">', fragment)) == sorted(own)
    for key in own:
        assert f'href="#{key}"' in fragment
    item = fragment[fragment.index('id="OP-04"') : fragment.index('id="OP-05"')]
    assert "现有 1 处挂牌督办没有销号" in item  # the hazard of 2026-08-18 at qx-003


def test_a_bulletin_with_one_mine_and_one_outcome_draws_only_what_it_has(
    project: Path, edit: Edit
) -> None:
    """No hazard, no closure, no grade: their pages are not there, and nothing is drawn empty."""

    def keep(name: str, rows: list[Row]) -> None:
        mine = "qx-006"
        kept = {
            "mines": lambda row: row["mine_id"] == mine,
            "licences": lambda row: row["mine_id"] == mine,
            "outcomes": lambda row: row["outcome_id"] == "o-b82rc46z",
        }.get(name, lambda row: False)
        rows[:] = [row for row in rows if kept(row)]

    for package, names in {
        "mines": ("mines", "mine_changes", "licences", "responsibilities"),
        "grading": ("risk_grades", "standardisation"),
        "closures": ("cases", "case_mines", "checklist"),
        "enforcement": (
            "outcomes",
            "supervised_hazards",
            "hazard_checks",
            "hazard_counts",
            "accidents",
            "visits",
            "inspections",
            "listed_entities",
        ),
        "report-channels": ("boards",),
    }.items():
        for name in names:
            edit(f"{package}/{name}", partial(keep, name))
    shutil.rmtree(project / "content" / "notices")
    pages_now = render(pipeline.check(project, DAY))
    absent = ("hazards/", "closures/", "grading/", "standardisation/", "accidents/")
    assert not set(absent) & set(pages_now)
    fragments = pages_now["enforcement/"].fragments
    assert described(fragments["charts"]) == ["2026年四季度：作出 1、公示中 1。"]
    assert fragments["reviews"].strip() == ""
    assert "现在没有列入名单的主体。" in fragments["dishonest"]
    assert "现在没有公示中的" in fragments["kinds"]


def test_no_page_judges_a_mine(rendered: dict[str, Page]) -> None:
    """没有 合格矿山、安全矿山、危险矿山、黑名单."""
    for page in rendered.values():
        text = "".join(page.fragments.values())
        for word in ("黑名单", "危险矿山", "安全矿山", "合格矿山"):
            assert word not in text, page.address
