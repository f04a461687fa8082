"""The lists: what they filter by, what they hold, and that a browser filters as the data say."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browsing import watched
from conftest import DAY, ROOT, Edit
from playwright.sync_api import Browser, Route, expect
from playwright.sync_api import Page as Tab

from generator import bulletin, pipeline
from generator.bulletin import Bulletin, Dossier, state
from generator.pipeline import Source
from generator.records import Case, Outcome, SupervisedHazard, several
from generator.render import listing, lists
from generator.render.pages import grading
from generator.render.pages.writer import distribution

NONE = listing.NONE

# -- what each choice picks, said a second time from the records of the day ------------------------

Picks = Mapping[str, set[str]]


def _or_none(values: set[str]) -> set[str]:
    return values or {NONE}


def _mine(seen: Bulletin, dossier: Dossier) -> Picks:
    mine = dossier.mine
    stages = {state.of_hazard(hazard, DAY).stage for hazard in dossier.hazards}
    states = {f"stop-{stop.scope}" for stop in dossier.stops}
    states |= {"stop-penalty"} if mine.mine_id in ("qx-003", "qx-012", "qx-022") else set()
    states |= {"hazard"} if stages & {"open", "overdue"} else set()
    states |= {"overdue"} & stages
    for case in dossier.cases:
        if case.batch == "close" and case.decided_on and not case.accepted_on:
            states.add("closing")
        if case.batch != "close" and case.decided_on and not case.accepted_on:
            states.add("merging")
    years = {visit.inspected_on.year for visit in dossier.visits}
    if mine.status != "closed" and DAY.year not in years:
        states.add("unvisited")
    levels = [c.level for c in dossier.standardisation if state.valid(c, DAY)]
    graded = {
        "grade": {dossier.grades[0].grade} if dossier.grades else {NONE},
        "scale": {mine.scale or ("inapplicable" if mine.mine_kind in UNSCALED else NONE)},
        "level": {min(levels, default=NONE)},
    }
    if mine.status == "closed":
        graded = {key: {"closed"} for key in graded}
    return {
        **graded,
        "state": _or_none(states),
        "kind": {mine.mine_kind},
        "town": {mine.town_code},
        "status": {mine.status},
        "mineral": {mine.mineral or NONE},
    }


UNSCALED = ("tailings-pond", "other")
HALTED = {
    "o-f94ee6mj": "halting",
    "o-9jw5tb7m": "halting",
    "o-q3mxgdzb": "halting",
    "o-mrtej9dc": "resumed",
}
"""Penalties to stop producing: qx-005 alone is registered as producing since."""


def _outcome(seen: Bulletin, outcome: Outcome) -> Picks:
    mine = seen.mines.get(outcome.mine_id)
    states = set()
    if outcome.kind == "stop-order":
        states.add("lifted" if outcome.lifted_on and outcome.lifted_on <= DAY else "in-force")
    if outcome.outcome_id in HALTED:
        states.add(HALTED[outcome.outcome_id])
    if outcome.review_state != "none":
        states.add("review")
    if outcome.corrected_on and outcome.corrected_on <= DAY:
        states.add("corrected")
    return {
        "kind": {outcome.kind},
        "state": _or_none(states),
        "year": {str(outcome.decided_on.year)},
        "town": {mine.town_code if mine else NONE},
        "penalty": _or_none(set(several(outcome.penalty_kinds))),
    }


def _hazard(seen: Bulletin, hazard: SupervisedHazard) -> Picks:
    mine = seen.mines[hazard.mine_id]
    deadline = hazard.extended_to or hazard.deadline
    closed = hazard.closed_on is not None and hazard.closed_on <= DAY
    stage = "closed" if closed else "overdue" if deadline < DAY else "open"
    return {
        "state": {stage} | ({"extended"} if hazard.extended_to else set()),
        "year": {str(hazard.found_on.year)},
        "kind": {mine.mine_kind},
        "town": {mine.town_code},
    }


def _case(seen: Bulletin, case: Case) -> Picks:
    members = [m.mine_id for m in seen.records.case_mines if m.case_id == case.case_id]
    late = case.deadline is not None and case.deadline < DAY
    stage = "overdue" if late else "decided"
    stage = stage if case.decided_on else "consultation"
    return {
        "batch": {case.batch},
        "state": {"accepted" if case.accepted_on else stage},
        "year": {str(case.list_year)},
        "town": _or_none({seen.mines[mine_id].town_code for mine_id in members}),
    }


def recount(seen: Bulletin) -> dict[str, dict[str, Picks]]:
    """For each list, what picks each of its rows by id."""
    rows = seen.records
    return {
        "mines": {key: _mine(seen, dossier) for key, dossier in seen.dossiers.items()},
        "enforcement": {o.outcome_id: _outcome(seen, o) for o in rows.outcomes},
        "hazards": {h.hazard_id: _hazard(seen, h) for h in rows.supervised_hazards},
        "closures": {c.case_id: _case(seen, c) for c in rows.cases},
        "notices": {
            n.slug: {
                "kind": {n.kind},
                "year": {str(n.day.year)},
                "town": _or_none(set(n.towns)),
            }
            for n in seen.content.notices
        },
    }


NAMES = ("mines", "enforcement", "hazards", "closures", "notices")


def told(seen: Bulletin, name: str) -> listing.Listing:
    return next(found for found in lists.every(seen) if found.name == name)


# -- the values and their files --------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_row_is_picked_by_what_its_record_says(shipped_bulletin: Bulletin, name: str) -> None:
    rows = told(shipped_bulletin, name).rows
    picked = {row.fields["id"]: {k: set(v) for k, v in row.picks.items()} for row in rows}
    assert picked == recount(shipped_bulletin)[name]
    assert len(rows) == len(picked) > 5


@pytest.mark.parametrize("name", NAMES)
def test_the_files_hold_the_rows_and_nothing_else(shipped_bulletin: Bulletin, name: str) -> None:
    found = told(shipped_bulletin, name)
    files = {file.path: json.loads(file.content) for file in listing.files(found, DAY)}
    index = files.pop(found.index)
    assert [part for part, _ in index["parts"]] == [
        path.removeprefix(f"lists/{name}-").removesuffix(".json") for path in files
    ]
    unpacked: list[dict[str, str]] = []
    for (_, count), part in zip(index["parts"], files.values(), strict=True):
        assert part["edition"] == index["edition"] == found.edition
        columns = {
            field: [values["words"][code] for code in values["codes"]]
            if isinstance(values, dict)
            else values
            for field, values in part["fields"].items()
        }
        unpacked += [{f: values[i] for f, values in columns.items()} for i in range(count)]
    assert unpacked == [dict(row.fields) for row in found.rows]
    for facet in index["facets"]:
        codes = [code for code, _ in facet["choices"]]
        assert [[codes[c] for c in facet["sets"][code]] for code in facet["codes"]] == [
            list(row.picks[facet["name"]]) for row in found.rows
        ]


def test_the_list_counts_the_mines_that_the_pages_count(shipped_bulletin: Bulletin) -> None:
    """One rule: grades, levels and scales are counted of what is not closed, on every page."""
    facets = told(shipped_bulletin, "mines").counts
    for grade, count in distribution(shipped_bulletin):
        assert facets["grade"][grade or NONE] == count, grade
    for level, count in grading.levels_in_force(shipped_bulletin, DAY):
        assert facets["level"][level or NONE] == count, level
    scales = shipped_bulletin.vocabulary.words("mines", "scale")
    by_label = dict(grading.scales_of_mines(shipped_bulletin))
    assert {scales[s]: facets["scale"][s] for s in scales} == by_label
    closed = sum(mine.status == "closed" for mine in shipped_bulletin.records.mines)
    assert {facets[name]["closed"] for name in ("grade", "level", "scale")} == {closed} == {2}


def test_the_list_and_the_page_of_a_mine_say_the_same_of_its_inspections(
    shipped_bulletin: Bulletin,
) -> None:
    found = {row.fields["id"]: row.fields["found"] for row in told(shipped_bulletin, "mines").rows}
    assert found["qx-015"] == "2026年未检查；收录以来没有检查记录"
    assert found["qx-009"] == "收录以来没有检查记录"  # closed: nobody is expected there
    assert found["qx-016"] == "检查未发现问题"
    assert not [said for said in found.values() if "无数据" in said]
    records = dataclasses.replace(shipped_bulletin.records, visits=())
    dossiers = {
        key: dataclasses.replace(dossier, visits=())
        for key, dossier in shipped_bulletin.dossiers.items()
    }
    nowhere = dataclasses.replace(shipped_bulletin, records=records, dossiers=dossiers)
    assert {r.fields["found"] for r in told(nowhere, "mines").rows} == {"无数据：没有收录检查"}


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_names_the_document_the_firm_and_the_address(
    shipped_bulletin: Bulletin, name: str
) -> None:
    """What a journalist cites; of a mine its firm and its page, of a notice there is no firm."""
    fields = {field for _, field in told(shipped_bulletin, name).sheet}
    firms = {"mines": "operator", "enforcement": "party", "hazards": "unit", "closures": "firms"}
    assert listing.ADDRESS in fields
    assert firms.get(name, "title") in fields
    assert name == "mines" or "number" in fields
    titles = [title for title, _ in told(shipped_bulletin, name).sheet]
    assert len(titles) == len(set(titles))


def test_a_long_part_is_divided_and_loses_no_row(
    shipped_bulletin: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = told(shipped_bulletin, "enforcement")
    monkeypatch.setattr(listing, "PIECE", 10)
    index, *parts = (json.loads(file.content) for file in listing.files(found, DAY))
    names = [name for name, _ in index["parts"]]
    assert {"2026", "2026-2"} <= set(names)
    assert len(set(names)) == len(names) == len(parts)
    assert max(count for _, count in index["parts"]) == 10
    assert sum(count for _, count in index["parts"]) == len(found.rows)


def test_every_row_stands_once_on_the_plain_pages_of_each_shelf(
    shipped_bulletin: Bulletin,
) -> None:
    for found in lists.every(shipped_bulletin):
        ids = Counter(row.fields["id"] for row in found.rows)
        assert found.shelves
        for shelf in found.shelves:
            assert Counter(r.fields["id"] for leaf in shelf.leaves for r in leaf.rows) == ids


def test_a_long_plain_page_is_divided_and_loses_no_row(shipped_bulletin: Bulletin) -> None:
    leaf = told(shipped_bulletin, "enforcement").shelves[0].leaves[0]
    parts = listing.divided(leaf, lambda row: (row.fields["date"][5:7], "月"), most=10)
    assert [row for part in parts.leaves for row in part.rows] == list(leaf.rows)
    assert len({part.address for part in parts.leaves}) == len(parts.leaves) > 3
    assert all(part.address.startswith(leaf.address) for part in parts.leaves)
    assert listing.divided(leaf, lambda row: ("x", "x"), most=len(leaf.rows)) == leaf


def test_ranks_follow_the_sounds_of_names_and_leave_out_what_is_absent() -> None:
    def ranks(*values: str | int | None) -> list[int]:
        rows = [listing.Row({}, {}, {"by": value}, "all") for value in values]
        return listing._ranks("by", rows)

    assert ranks("石", "白", None, "东", "白") == [2, 0, -1, 1, 0]  # bai, dong, shi
    assert ranks(3, None, 1) == [1, -1, 0]


def test_a_record_that_comes_down_leaves_every_list(shipped: pipeline.Source) -> None:
    """The last day of an outcome, and the day after: its rows, choices and years go with it."""
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY)
    outcome_id, last = min(seen.ends.items(), key=lambda item: (item[1], item[0]))
    number = seen.outcomes[outcome_id].decision_no

    def holding(day: date) -> list[str]:
        files = lists.render(bulletin.assemble(shipped.packages, shipped.content, day))
        return [
            file.path
            for file in files
            if outcome_id in file.content.decode() or number in file.content.decode()
        ]

    assert len(holding(last)) == 1
    assert holding(last + (DAY.resolution)) == []


def test_no_list_of_an_empty_bulletin_has_a_file(empty_project: Path) -> None:
    source = pipeline.check(empty_project, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    assert lists.render(seen) == []


def test_a_mine_without_anything_has_a_row_that_says_so(project: Path, edit: Edit) -> None:
    """The barest mine: every facet still has a choice for it."""

    def strip(rows: list[dict[str, str]]) -> None:
        rows[:] = [row for row in rows if row["mine_id"] != "qx-023"]

    def bare(rows: list[dict[str, str]]) -> None:
        (row,) = [row for row in rows if row["mine_id"] == "qx-023"]
        row.update(operator="", uscc="", mineral="", scale="")

    for table in ("grading/risk_grades", "grading/standardisation", "enforcement/visits"):
        edit(table, strip)
    edit("mines/mines", bare)
    source = pipeline.check(project, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    (row,) = [r for r in told(seen, "mines").rows if r.fields["id"] == "qx-023"]
    assert row.picks["grade"] == row.picks["mineral"] == (NONE,)
    assert row.picks["scale"] == ("inapplicable",)  # mineral water
    assert row.fields["found"] == "2026年未检查；收录以来没有检查记录"
    assert row.order["grade"] is None


def test_a_mine_with_two_certificates_has_one_level_on_every_page(
    project: Path, edit: Edit
) -> None:
    def another(rows: list[dict[str, str]]) -> None:
        held = {"level": "2", "granted_on": "2025-01-10", "valid_until": "2028-01-09"}
        later = {"level": "3", "granted_on": "2025-06-10", "valid_until": "2028-06-09"}
        pattern = next(row for row in rows if row["published_on"])
        for number, told in enumerate((held, later)):
            new = {"cert_id": f"s-twice{number}", "certificate_no": f"示例AQBIIIKS2025009{number}"}
            rows.append({**pattern, "mine_id": "qx-023", "index_no": "", **new, **told})

    edit("grading/standardisation", another)
    source = pipeline.check(project, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    (row,) = [r for r in told(seen, "mines").rows if r.fields["id"] == "qx-023"]
    assert row.picks["level"] == ("2",)
    facets = told(seen, "mines").counts
    for level, count in grading.levels_in_force(seen, DAY):
        assert facets["level"][level or NONE] == count, level


def test_a_year_is_no_id_of_a_record_and_no_name_of_a_notice(project: Path, edit: Edit) -> None:
    """`/enforcement/2025/` is the plain list of that year."""

    def rename(rows: list[dict[str, str]]) -> None:
        rows[-1]["outcome_id"] = "2025"

    edit("enforcement/outcomes", rename)
    notice = project / "content" / "notices" / "2026-q3-circular.md"
    notice.rename(notice.with_name("2026.md"))
    codes = {problem.code for problem in pipeline.check(project, DAY).problems}
    assert {"id-reserved", "notice-slug"} <= codes


# -- a browser -------------------------------------------------------------------------------------

_SHOW = """async (queries) => {
  const box = document.querySelector("[data-list]")
  const results = box.querySelector(".results")
  const inputs = [...box.querySelectorAll("input[type=checkbox]")].map((input) =>
    [input.name, input.value, input.closest("label").querySelector(".count")])
  const shown = []
  for (const query of queries) {
    history.replaceState(null, "", query || location.pathname)
    dispatchEvent(new PopStateEvent("popstate"))
    while (results.hasAttribute("aria-busy")) await new Promise((next) => setTimeout(next))
    const counts = {}
    for (const [name, code, count] of inputs) {
      (counts[name] ??= {})[code] = Number(count.textContent)
    }
    const ids = [...box.querySelectorAll("tbody tr")].map((row) =>
      row.querySelector("a").getAttribute("href").split("/").at(-2))
    shown.push({ ids, counts, said: box.querySelector(".results-count").textContent })
  }
  return shown
}"""


def _shown(tab: Tab, *queries: str) -> list[dict[str, Any]]:
    """What the page shows at each of these addresses: ids of rows, counts of choices, words."""
    shown: list[dict[str, Any]] = tab.evaluate(_SHOW, list(queries))
    return shown


def _open(browser: Browser, address: str, name: str, query: str = "", width: int = 1280) -> Any:
    tab, faults = watched(browser, address, script=True, width=width)
    tab.goto(f"{address}{name}/{query}")
    expect(tab.locator("[data-list]")).to_have_class("listing is-ready")
    return tab, faults


def _combinations(found: listing.Listing, number: int) -> Iterator[dict[str, list[str]]]:
    """Every single choice, then seeded draws of up to four facets."""
    for facet in found.facets:
        for code in facet.choices:
            yield {facet.name: [code]}
    draw = random.Random(f"{found.name}-20261123")
    for _ in range(number):
        facets = draw.sample(found.facets, draw.randint(1, min(4, len(found.facets))))
        yield {
            facet.name: draw.sample(
                list(facet.choices), draw.randint(1, min(3, len(facet.choices)))
            )
            for facet in facets
        }


def _query(chosen: Mapping[str, list[str]]) -> str:
    pairs = (f"{name}={','.join(map(quote, codes))}" for name, codes in chosen.items())
    return "?" + "&".join(pairs)


def _matching(rows: Mapping[str, Picks], chosen: Mapping[str, list[str]]) -> set[str]:
    return {
        key
        for key, picks in rows.items()
        if all(picks[facet] & set(codes) for facet, codes in chosen.items())
    }


@pytest.mark.parametrize("name", NAMES)
def test_filters_and_counts_agree_with_a_recount(
    browser: Browser, address: str, shipped_bulletin: Bulletin, name: str
) -> None:
    found, rows = told(shipped_bulletin, name), recount(shipped_bulletin)[name]
    tab, faults = _open(browser, address, name)
    combinations = list(_combinations(found, 200))
    for chosen, shown in zip(combinations, _shown(tab, *map(_query, combinations)), strict=True):
        assert Counter(shown["ids"]) == Counter(_matching(rows, chosen)), chosen
        for facet in found.facets:
            others = {name: codes for name, codes in chosen.items() if name != facet.name}
            left = _matching(rows, others)
            for code in facet.choices:
                expected = sum(code in rows[key][facet.name] for key in left)
                assert shown["counts"][facet.name][code] == expected, (chosen, facet.name, code)
        assert shown["said"].startswith(f"符合条件的 {len(shown['ids'])} {found.unit}")
    assert faults == []
    tab.context.close()


def _looked_in(found: listing.Listing, row: listing.Row) -> Iterator[str]:
    """What the box looks in: names and numbers, and what the row is picked by."""
    yield from (row.fields[field] for field in found.named)
    for facet in found.facets:
        for code in row.picks[facet.name]:
            if code != NONE:
                yield f"{code} " * (facet.name == "grade" and code in "ABCD") + facet.choices[code]


def _fragments(found: listing.Listing) -> list[str]:
    """Every two characters that stand side by side in a field the box looks in."""
    told = {row.fields[field] for row in found.rows for field in found.named}
    pairs = {text[start : start + 2] for text in told for start in range(len(text) - 1)}
    return sorted(pair for pair in pairs if pair.isalnum())


@pytest.mark.parametrize("name", NAMES)
def test_every_fragment_of_a_name_or_number_shows_its_rows(
    browser: Browser, address: str, shipped_bulletin: Bulletin, name: str
) -> None:
    found, picks = told(shipped_bulletin, name), recount(shipped_bulletin)[name]
    fragments = _fragments(found)
    assert len(fragments) > 30
    chance = random.Random(f"{name}-20261123")
    chosen = dict.fromkeys(fragments[:: max(len(fragments) // 150, 1)])
    facet = found.facets[0]
    queries = [(fragment, chance.choice(list(facet.choices))) for fragment in chosen]
    tab, faults = _open(browser, address, name)
    asked = [f"?q={quote(fragment)}" for fragment, _ in queries]
    both = [f"?q={quote(fragment)}&{facet.name}={code}" for fragment, code in queries]
    for (fragment, code), shown, fewer in zip(
        queries, _shown(tab, *asked), _shown(tab, *both), strict=True
    ):
        holding = {
            row.fields["id"]
            for row in found.rows
            if any(fragment.lower() in text.lower() for text in _looked_in(found, row))
        }
        assert holding <= set(shown["ids"]), fragment
        if fragment.isalpha() and not fragment.isascii():  # no bracket or comma stands between
            assert Counter(shown["ids"]) == Counter(holding), fragment
            for other in facet.choices:
                expected = sum(other in picks[key][facet.name] for key in holding)
                assert shown["counts"][facet.name][other] == expected, (fragment, other)
        assert set(fewer["ids"]) == {k for k in shown["ids"] if code in picks[k][facet.name]}
    assert faults == []
    tab.context.close()


def test_the_box_finds_states_groups_and_former_firms(
    browser: Browser, address: str, shipped_bulletin: Bulletin
) -> None:
    tab, faults = _open(browser, address, "mines")
    halted = {key for key, dossier in shipped_bulletin.dossiers.items() if dossier.stopped}
    group = next(d.mine for d in shipped_bulletin.dossiers.values() if d.mine.group_company)
    stopped, both, grouped, former = _shown(
        tab, *(f"?q={quote(q)}" for q in ("停产", "太平 露天", group.group_company, "老竹矿业"))
    )
    assert halted <= set(stopped["ids"])
    assert {"qx-003", "qx-004"} <= set(both["ids"])
    assert group.mine_id in grouped["ids"]
    assert former["ids"] == ["qx-006"]
    assert faults == []
    tab.context.close()


def test_what_a_list_does_not_hold_is_looked_for_in_the_whole_site(
    browser: Browser, address: str
) -> None:
    tab, faults = _open(browser, address, "mines", f"?q={quote('举报电话')}")
    tab.get_by_role("link", name="在全站查“举报电话”").click()
    first = tab.locator("main .search-results a").first
    expect(first).to_have_attribute("href", "../report/#what-to-say")
    assert faults == []
    tab.context.close()


def test_a_name_is_typed_sent_and_let_go_of(browser: Browser, address: str) -> None:
    tab, faults = _open(browser, address, "mines")
    box = tab.get_by_role("searchbox", name="矿名、旧名、企业、镇、编号等")
    box.press_sequentially("老石坳")
    expect(tab.get_by_role("status")).to_have_text("符合条件的 1 座")
    expect(tab.locator("tbody tr").first).to_contain_text("旧名：示例老石坳采石场")
    link = tab.url
    assert link == f"{address}mines/?q={quote('老石坳')}"
    box.fill("QX－００５，石坳")
    expect(tab.get_by_role("status")).to_have_text("符合条件的 1 座")
    tab.get_by_role("button", name="去掉条件：含“QX－００５，石坳”").click()
    expect(box).to_have_value("")
    expect(tab.get_by_role("status")).to_contain_text("共")
    assert tab.url == f"{address}mines/"

    tab.goto(link)
    expect(box).to_have_value("老石坳")
    expect(tab.locator(".results tbody tr")).to_have_count(1)
    assert faults == []
    tab.context.close()


def test_an_empty_result_offers_no_table_and_says_how_to_widen_the_filter(
    browser: Browser, address: str, shipped_bulletin: Bulletin
) -> None:
    rows = recount(shipped_bulletin)["mines"]
    (grade,) = rows["qx-005"]["grade"]
    other = next(code for code in "ABCD" if code != grade)
    tab, faults = _open(browser, address, "mines", f"?q=老石坳&grade={other}")
    expect(tab.get_by_role("status")).to_have_text("符合条件的 0 座")
    expect(tab.get_by_role("button", name="CSV")).to_be_hidden()
    ways = tab.locator(".results-none button")
    expect(ways).to_have_text(
        [
            "不限“风险等级”：1 座",
            f"不限名称和号码：{len(_matching(rows, {'grade': [other]}))} 座",
            f"全部清除：{len(rows)} 座",
        ]
    )
    ways.first.click()
    expect(tab.get_by_role("status")).to_have_text("符合条件的 1 座")
    expect(tab.get_by_role("button", name="CSV")).to_have_text("下载这 1 行（CSV）")
    expect(ways).to_have_count(0)

    tab.goto(f"{address}mines/?q=没有的矿&grade={other}")
    expect(ways).to_have_text([re.compile("^不限名称和号码"), re.compile("^全部清除")])
    ways.last.click()
    expect(tab.get_by_role("status")).to_have_text(f"共 {len(rows)} 座")
    assert faults == []
    tab.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_row_built_by_the_script_is_the_row_of_the_page(
    browser: Browser, address: str, name: str
) -> None:
    """One look: the script clones the template of the very macro that set the page."""
    tab, faults = _open(browser, address, name)
    served = tab.locator("tbody tr").evaluate_all("rows => rows.map((row) => row.outerHTML)")
    # Without the rows that the page brought, the script has to build each of them.
    emptied, _ = watched(browser, address, script=True, width=1280)
    emptied.add_init_script(
        "document.addEventListener('readystatechange', () => {"
        " document.querySelector('[data-list] tbody')?.replaceChildren() })"
    )
    emptied.goto(f"{address}{name}/?sort=none-such")
    _shown(emptied, "")
    built = emptied.locator("tbody tr").evaluate_all("rows => rows.map((row) => row.outerHTML)")
    assert built == served
    assert len(built) > 5
    assert faults == []
    tab.context.close()
    emptied.context.close()


def test_clicks_the_back_button_and_a_sent_link_show_the_same(
    browser: Browser, address: str, shipped_bulletin: Bulletin
) -> None:
    rows = recount(shipped_bulletin)["mines"]
    tab, faults = _open(browser, address, "mines")
    tab.locator("label", has_text="较大风险").locator("input").check()
    expect(tab.get_by_role("status")).to_have_text(
        f"符合条件的 {len(_matching(rows, {'grade': ['C']}))} 座"
    )
    tab.locator("label", has_text="尾矿库").first.locator("input").check()
    both = _matching(rows, {"grade": ["C"], "kind": ["tailings-pond"]})
    expect(tab.get_by_role("status")).to_have_text(f"符合条件的 {len(both)} 座")
    tab.get_by_role("link", name="矿山、企业").click()
    expect(tab.locator("th").first).to_have_attribute("aria-sort", "ascending")
    link = tab.url
    assert link.endswith("mines/?grade=C&kind=tailings-pond&sort=name")
    names = tab.locator("tbody td:first-child a").all_inner_texts()
    assert len(names) == len(both) > 1

    other, more = _open(browser, address, "mines", link.partition("mines/")[2])
    expect(other.get_by_role("status")).to_have_text(f"符合条件的 {len(both)} 座")
    assert other.locator("tbody td:first-child a").all_inner_texts() == names
    expect(other.locator(".chosen li")).to_have_count(3)  # two choices, and to clear them
    other.locator(".chosen li").first.get_by_role("button").click()
    assert other.url.endswith("mines/?kind=tailings-pond&sort=name")

    tab.go_back()
    tab.go_back()
    expect(tab.get_by_role("status")).to_have_text(
        f"符合条件的 {len(_matching(rows, {'grade': ['C']}))} 座"
    )
    tab.go_back()
    expect(tab.get_by_role("status")).to_have_text(f"共 {len(rows)} 座")
    assert faults == more == []
    tab.context.close()
    other.context.close()


def test_what_an_address_names_wrongly_is_left_out(browser: Browser, address: str) -> None:
    tab, faults = _open(browser, address, "mines", "?grade=c,x&town=%E0&sort=<b>&w=1&kind")
    (shown,) = _shown(tab, "?grade=c,x&town=%E0&sort=<b>&w=1&kind")
    assert shown["said"].startswith("链接里的条件这里没有，没有用上：x。符合条件的")
    assert tab.locator("input:checked").count() == 1
    tab.locator("input:checked").uncheck()
    expect(tab.get_by_role("status")).to_have_text(re.compile("^共"))
    assert faults == []
    tab.context.close()


@pytest.mark.parametrize(
    ("name", "order", "key"),
    [
        ("enforcement", "date", lambda seen, key: seen.outcomes[key].decided_on),
        ("mines", "-grade", lambda seen, key: -ord(_grade(seen.dossiers[key]))),
        ("closures", "year", lambda seen, key: seen.cases[key].list_year),
    ],
)
def test_sorting_follows_the_records(
    browser: Browser,
    address: str,
    shipped_bulletin: Bulletin,
    name: str,
    order: str,
    key: Callable[[Bulletin, str], Any],
) -> None:
    tab, faults = _open(browser, address, name)
    shown = _shown(tab, f"?sort={order}")[0]["ids"]
    keys = [key(shipped_bulletin, found) for found in shown]
    assert keys == sorted(keys)
    assert len(set(keys)) > 1
    assert faults == []
    tab.context.close()


def _grade(dossier: Dossier) -> str:
    """A blank stands after every grade in a list that begins with D: who bears none comes last."""
    bears = dossier.grade is not None and dossier.mine.status != "closed"
    return dossier.grade.grade if bears and dossier.grade else " "


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("mines", "?grade=C,D&sort=-grade"),
        ("mines", "?q=石&grade=C,D&sort=-grade"),
        ("enforcement", "?kind=penalty,stop-order"),
        ("closures", ""),
    ],
)
def test_the_csv_is_exactly_the_rows_that_are_shown(
    browser: Browser, address: str, shipped_bulletin: Bulletin, name: str, query: str
) -> None:
    tab, faults = _open(browser, address, name, query)
    shown = _shown(tab, query)[0]["ids"]
    with tab.expect_download() as download:
        tab.get_by_role("button", name="CSV").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    found = told(shipped_bulletin, name)
    titles = dict(found.sheet)
    assert list(table[0]) == list(titles)
    key = next(title for title, field in titles.items() if field == "id")
    assert [row[key] for row in table] == shown
    fields = {row.fields["id"]: row.fields for row in found.rows}
    for row in table:
        for title, field in titles.items():
            if field == listing.ADDRESS:
                value = f"https://bulletin.example/kuangan/{name}/{row[key]}/"
            else:
                value = fields[row[key]][field]
            if field == "state":
                value = "、".join(line.partition(" ")[2] for line in value.split("\n"))
            assert row[title] == value
    file = download.value.suggested_filename
    assert file.endswith("-2026-11-23.csv")
    assert ("C较大风险+D重大风险" in file) == (name == "mines")
    assert ("含“石”" in file) == ("q=" in query)
    assert faults == []
    tab.context.close()


def test_a_cell_that_begins_like_a_formula_is_defused(browser: Browser, address: str) -> None:
    """No name begins so today; a file of another edition of the data may hold one."""
    signs = ("=", "+", "-", "@", "＝", "\t")
    tab, faults = _open(browser, address, "notices")

    def spoilt(route: Any) -> None:
        file = route.fetch().json()
        titles = file["fields"]["title"]
        titles[:] = [f'{sign}HYPERLINK("x")' for sign, _ in zip(cycle(signs), titles, strict=False)]
        route.fulfill(json=file)

    tab.route("**/lists/notices-all.json", spoilt)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["标题"][:2] for row in rows} == {f"'{sign}" for sign in signs}
    assert all('HYPERLINK("x")' in row["标题"] for row in rows)
    assert faults == []
    tab.context.close()


def test_files_of_another_build_are_refused(browser: Browser, address: str) -> None:
    """Between two builds a row's position means another record: nothing is shown of it."""
    tab, faults = _open(browser, address, "mines")

    def older(route: Any) -> None:
        route.fulfill(json={**route.fetch().json(), "edition": "older"})

    before = tab.locator("tbody tr").count()
    tab.route("**/lists/mines.json", older)
    tab.locator("label", has_text="较大风险").locator("input").check()
    expect(tab.get_by_role("status")).to_have_text("数据刚刚更新，请刷新本页再筛选。")
    assert tab.locator("tbody tr").count() == before
    assert faults == []
    tab.context.close()


def test_lists_of_two_days_do_not_go_together(shipped: Source) -> None:
    """The same rows stand there, and other states in them."""
    one, other = (
        told(bulletin.assemble(shipped.packages, shipped.content, day), "mines")
        for day in (DAY, DAY + timedelta(days=40))
    )
    assert [r.fields["id"] for r in one.rows] == [r.fields["id"] for r in other.rows]
    assert one.edition != other.edition


def test_a_fine_is_found_by_the_name_of_the_mine(browser: Browser, address: str) -> None:
    tab, faults = _open(browser, address, "enforcement", "?q=竹林坑")
    expect(tab.get_by_role("status")).to_contain_text("符合条件的")
    assert tab.locator("tbody tr").count() > 0
    # The link leads to the rows, below the other lists of the page.
    tab.wait_for_function("scrollY > 300")
    assert faults == []
    tab.context.close()


@pytest.mark.parametrize("mine_id", ["qx-003", "qx-006"])
def test_the_page_of_a_mine_leads_to_its_penalties(
    browser: Browser, address: str, shipped_bulletin: Bulletin, mine_id: str
) -> None:
    held = [o for o in shipped_bulletin.dossiers[mine_id].outcomes if o.kind == "penalty"]
    tab, faults = watched(browser, address, script=True, width=360)
    tab.goto(f"{address}mines/{mine_id}/")
    tab.get_by_role("link", name=f"公示中的处罚 {len(held)} 件").click()
    expect(tab.get_by_role("status")).to_have_text(f"符合条件的 {len(held)} 件")
    expect(tab.locator(".results tbody tr")).to_have_count(len(held))
    assert faults == []
    tab.context.close()


def test_the_number_of_a_mine_does_not_mean_a_longer_one(
    browser: Browser, address: str, shipped_bulletin: Bulletin
) -> None:
    of = {
        mine_id: {o.outcome_id for o in shipped_bulletin.dossiers[mine_id].outcomes}
        for mine_id in ("qx-003", "qx-006")
    }
    tab, faults = _open(browser, address, "enforcement")

    def longer(route: Route) -> None:
        route.fulfill(body=route.fetch().text().replace('"qx-006"', '"qx-0031"'))

    tab.route("**/lists/enforcement-*.json", longer)
    short, long, both = _shown(tab, "?q=qx-003", "?q=qx-0031", "?q=qx-003 qx-00")
    assert set(short["ids"]) == set(both["ids"]) == of["qx-003"]
    assert set(long["ids"]) == of["qx-006"]
    assert faults == []
    tab.context.close()


def test_a_late_failure_does_not_cover_a_good_answer(browser: Browser, address: str) -> None:
    tab, _ = _open(browser, address, "enforcement")
    late: list[Any] = []
    tab.route("**/lists/enforcement-2025.json", lambda route: late.append(route))  # noqa: PLW0108 playwright looks into it
    tab.locator("input[name=q]").last.fill("石")
    tab.wait_for_function("() => document.querySelector('.results').hasAttribute('aria-busy')")
    tab.locator("input[name=q]").last.fill("")
    expect(tab.get_by_role("status")).to_contain_text("共")
    for route in late:
        route.abort()
    tab.wait_for_timeout(200)
    expect(tab.get_by_role("status")).to_contain_text("共")
    tab.context.close()


def test_a_link_within_the_page_changes_nothing_of_the_list(browser: Browser, address: str) -> None:
    tab, faults = _open(browser, address, "mines")
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.evaluate("location.hash = 'content'")
    tab.wait_for_timeout(200)
    assert not [url for url in asked if "/lists/" in url]
    assert faults == []
    tab.context.close()


def test_a_long_name_stays_within_a_phone(browser: Browser, address: str) -> None:
    tab, faults = _open(browser, address, "mines", "?q=" + "a" * 400, width=360)
    expect(tab.locator(".chosen button").first).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    assert faults == []
    tab.context.close()


def test_the_link_can_be_copied_without_a_clipboard(browser: Browser, address: str) -> None:
    tab, faults = _open(browser, address, "mines", "?grade=A")
    tab.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    tab.get_by_role("button", name="复制链接").click()
    expect(tab.locator(".results-link input")).to_have_value(f"{address}mines/?grade=A")
    expect(tab.locator(".results-link input")).to_be_focused()
    assert faults == []
    tab.context.close()


def test_a_phone_folds_the_filters_and_says_how_many_are_chosen(
    browser: Browser, address: str
) -> None:
    tab, faults = _open(browser, address, "mines", "?grade=C,D", width=360)
    expect(tab.locator("details.filters > summary")).to_have_text("筛选 已选 2 项")
    assert tab.locator("details.filters").get_attribute("open") is None
    tab.locator("details.filters > summary").click()
    tab.locator("label", has_text="重大风险").first.locator("input").uncheck()
    expect(tab.locator("details.filters > summary")).to_have_text("筛选 已选 1 项")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults == []
    tab.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_without_javascript_the_plain_pages_list_everything_once(
    browser: Browser, address: str, shipped_bulletin: Bulletin, name: str
) -> None:
    tab, faults = watched(browser, address, script=False, width=1280)
    tab.goto(f"{address}{name}/")
    expect(tab.locator(".filters")).to_be_hidden()
    expect(tab.get_by_role("searchbox")).to_have_count(0)
    expect(tab.get_by_role("button", name="CSV")).to_be_hidden()
    ids = Counter(recount(shipped_bulletin)[name])
    assert Counter(_ids(tab)) == Counter(dict.fromkeys(ids, 1))
    shelves = {
        shelf.inner_text(): shelf.get_by_role("link").evaluate_all("all => all.map((a) => a.href)")
        for shelf in tab.locator(".shelves p").all()
    }
    for shelf, links in shelves.items():
        found: Counter[str] = Counter()
        for link in links:
            tab.goto(link)
            found.update(_ids(tab))
        assert found == Counter(dict.fromkeys(ids, 1)), shelf
    assert shelves
    assert faults == []
    tab.context.close()


def _ids(tab: Tab) -> list[str]:
    found: list[str] = tab.locator("main table.rows td.wide a").evaluate_all(
        "links => links.map((link) => link.getAttribute('href').split('/').at(-2))"
    )
    return found


def test_plain_pages_stand_in_the_sitemap(site: Path) -> None:
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    for address in (
        "grading/c/",
        "grading/none/",
        "enforcement/2025/",
        "closures/2024/",
        "notices/2026/",
    ):
        assert f"/{address}</loc>" in sitemap
        assert (site / address / "index.html").is_file()
    assert (ROOT / "theme" / "assets" / "lists.js").stat().st_size < 24_000


def test_on_a_phone_the_filters_say_how_many_match_and_lead_there(
    browser: Browser, address: str, shipped_bulletin: Bulletin
) -> None:
    tab, faults = watched(browser, address, script=True, width=360)
    tab.goto(f"{address}mines/")
    tab.locator("details.filters > summary").click()
    go = tab.locator("[data-do=go]")
    expect(go).to_have_text("看这 28 座")
    expect(go).to_be_in_viewport()
    bar = tab.locator(".callbar").bounding_box()
    place = go.bounding_box()
    assert bar is not None
    assert place is not None
    assert place["y"] + place["height"] <= bar["y"]
    tab.locator("input[name=grade][value=D]").check()
    graded = [d for d in shipped_bulletin.dossiers.values() if d.grade and d.grade.grade == "D"]
    expect(go).to_have_text(f"看这 {len(graded)} 座")
    go.click()
    expect(tab.locator(".results-count")).to_be_in_viewport()
    expect(tab.locator(".results-count")).to_be_focused()
    expect(tab.locator("table.rows tbody tr").first).to_be_in_viewport()
    assert tab.locator("details.filters").get_attribute("open") is None
    assert faults == []
    tab.context.close()
