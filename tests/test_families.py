"""The pages of the families: figures recounted from the tables, words, and absences."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter

import pytest
from conftest import DAY, ROOT

from generator import bulletin
from generator.artifacts import Page
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
        for row in re.findall(r"<tr>(.*?)</tr>", markup, re.DOTALL)
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


def test_every_mine_stands_under_its_grade_with_who_gave_it(rendered: dict[str, Page]) -> None:
    fragment = rendered["grading/"].fragments["mines"]
    names = {row["authority_id"]: row["name"] for row in table("mines/authorities")}
    held = grades_today()
    for mine_id in active():
        (line,) = re.findall(rf'<tr><td[^>]*><a href="[^"]*mines/{mine_id}/">.*?</tr>', fragment)
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


def test_no_page_judges_a_mine(rendered: dict[str, Page]) -> None:
    """没有 合格矿山、安全矿山、危险矿山、黑名单."""
    for page in rendered.values():
        text = "".join(page.fragments.values())
        for word in ("黑名单", "危险矿山", "安全矿山", "合格矿山"):
            assert word not in text, page.address
