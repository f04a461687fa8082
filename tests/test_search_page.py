"""The search as a reader uses it, in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import checkers
import pytest
from browsing import watched
from playwright.sync_api import Browser, Page, Route, expect

from generator.bulletin import Bulletin
from generator.pipeline import Source

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """A desktop page at home; nothing may be wrong with it in the end."""
    page, faults = watched(browser, address, script=True, width=1280)
    page.goto(address)
    yield page
    assert faults == []
    page.context.close()


def search(page: Page, address: str, query: str) -> None:
    page.goto(f"{address}search/?q={query}")
    expect(page.locator(".search-status")).to_contain_text(re.compile("。$"))


def asked(page: Page, queries: list[str]) -> list[list[str]]:
    """The addresses that each query finds, by the functions the page uses, in one evaluation."""
    return page.evaluate(
        """async (queries) => {
            const found = []
            for (const query of queries) {
                const groups = await bulletinSearch.answer(query, true)
                const rows = groups.flatMap((group) => group.some(0, group.count))
                found.push(rows.map(([table, row]) => table.show(row).address))
            }
            return found
        }""",
        queries,
    )


def halves(text: str) -> set[str]:
    """Every two characters of a text that stand side by side."""
    return {text[start : start + 2] for start in range(len(text) - 1)}


def test_every_fragment_of_a_name_and_every_number_finds_its_record(
    desk: Page, address: str, shipped_bulletin: Bulletin
) -> None:
    wanted: list[tuple[str, str]] = []
    for mine_id, dossier in shipped_bulletin.dossiers.items():
        names = [dossier.mine.name, dossier.mine.operator, dossier.mine.group_company]
        names += [c.old_value for c in dossier.changes if c.field in ("name", "operator")]
        numbers = [dossier.mine.uscc, mine_id, *(licence.number for licence in dossier.licences)]
        fragments = {half for name in names for half in halves(name)} | set(filter(None, numbers))
        wanted += [(fragment, f"mines/{mine_id}/") for fragment in sorted(fragments)]
    for outcome in shipped_bulletin.outcomes.values():
        fragments = {outcome.decision_no, outcome.party_name, outcome.outcome_id} - {""}
        wanted += [(f, f"enforcement/{outcome.outcome_id}/") for f in sorted(fragments)]
    for hazard in shipped_bulletin.hazards.values():
        wanted.append((hazard.document_no, f"hazards/{hazard.hazard_id}/"))
    for case in shipped_bulletin.cases.values():
        wanted.append((case.document_no, f"closures/{case.case_id}/"))
    for family, key, found in (
        ("enforcement", "outcome_id", shipped_bulletin.outcomes),
        ("hazards", "hazard_id", shipped_bulletin.hazards),
        ("closures", "case_id", shipped_bulletin.cases),
    ):
        wanted += [(r.index_no, f"{family}/{getattr(r, key)}/") for r in found.values()]
    for grade in shipped_bulletin.records.risk_grades:
        wanted.append((grade.document_no, f"mines/{grade.mine_id}/#grade"))
    for duty in shipped_bulletin.records.responsibilities:
        wanted.append((duty.document_no, f"mines/{duty.mine_id}/#responsibilities"))
    for notice in shipped_bulletin.content.notices:
        wanted += [(half, f"notices/{notice.slug}/") for half in sorted(halves(notice.title))]
    wanted = [(query, target) for query, target in wanted if query]
    assert len(wanted) > 700
    search(desk, address, "示例")
    found = asked(desk, [query for query, _ in wanted])
    missed = [
        pair for pair, addresses in zip(wanted, found, strict=True) if pair[1] not in addresses
    ]
    assert missed == []


def test_no_mine_is_found_that_does_not_hold_the_words(
    desk: Page, address: str, site: Path
) -> None:
    part = json.loads((site / "search" / "mines.json").read_text(encoding="utf-8"))
    searched = ("id", "name", "former", "operator", "former_operator", "group", "mineral")
    columns = [part[name].split("\n") for name in searched]
    columns.append([part["towns"][int(number)] for number in part["town"].split("\n")])
    texts = {row[0]: "\n".join(row) for row in zip(*columns, strict=True)}
    queries = sorted({half for text in texts.values() for half in halves(text) if half.isalpha()})
    queries = [query for query in queries if not query.isascii()]
    assert len(queries) > 150
    search(desk, address, "示例")
    for query, found in zip(queries, asked(desk, queries), strict=True):
        true = {f"mines/{mine_id}/" for mine_id, text in texts.items() if query in text}
        assert {target for target in found if target.startswith("mines/q")} == true, query


def test_width_case_brackets_and_blanks_make_no_difference(
    desk: Page, address: str, shipped_bulletin: Bulletin
) -> None:
    outcome = next(o for o in shipped_bulletin.outcomes.values() if "〔2026〕" in o.decision_no)
    number = outcome.decision_no
    spellings = [number.replace("〔", a).replace("〕", b) for a, b in ("()", "（）", "[]", "【】")]
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    spellings += [number.translate(wide), " ".join(number), number.replace("〔", " 〔")]
    search(desk, address, "示例")
    for found in asked(desk, spellings):
        assert f"enforcement/{outcome.outcome_id}/" in found
    upper, lower = asked(desk, ["QX-003", "ｑｘ-００３"])
    assert upper == lower
    assert upper[0] == "mines/qx-003/"


def test_commas_brackets_and_quotes_in_a_query_stand_for_nothing(
    desk: Page, address: str, shipped_bulletin: Bulletin
) -> None:
    dossier = shipped_bulletin.dossiers["qx-003"]
    permit = next(licence.number for licence in dossier.licences if "〔" in licence.number)
    head, year, tail = permit.replace("〕", "〔").split("〔")
    queries = [permit, f"{head}[{year}]{tail}", f"{head}({year}){tail}", f"{head}{year}{tail}"]
    queries += [f"{head} , {year}", f"“{head}”，{tail}", f"《{head}》、{year}"]
    search(desk, address, "示例")
    for query, found in zip(queries, asked(desk, queries), strict=True):
        assert "mines/qx-003/" in found, query
    written, plain, wide = asked(desk, ["罚款 38,000 元", "38000", "３８，０００"])
    assert written
    assert set(written) <= set(plain) == set(wide)
    search(desk, address, "38000")
    expect(desk.locator(".search-results mark").first).to_have_text("38,000")


def test_a_heading_that_is_the_query_stands_first_among_the_pages(
    desk: Page, address: str, site: Path
) -> None:
    part = json.loads((site / "search" / "pages.json").read_text(encoding="utf-8"))
    pages = set(part["address"].split("\n"))
    search(desk, address, "示例")
    wanted = {
        "举报": "report/",
        "公开多久": "about/#how-long",
        "谁会知道我是谁": "report/#who-knows",
        "重大隐患": "hazards/",
    }
    for target, found in zip(wanted.values(), asked(desk, list(wanted)), strict=True):
        assert next(one for one in found if one in pages) == target


def test_what_people_type_leads_to_the_section_that_answers(desk: Page, address: str) -> None:
    wanted = {
        "怎么举报": "report/#what-to-say",
        "举报电话": "report/#what-to-say",
        "打什么电话？": "report/#what-to-say",
        "奖励多少": "report/#rewards",
        "匿名举报": "report/#who-knows",
        "复工": "glossary/#resumption",
        "哪些矿停产": "enforcement/#stops",
        "罚款最多": "enforcement/#outcomes",
        "死人": "accidents/",
        "举报有奖": "report/#rewards",
    }
    search(desk, address, "示例")
    for target, found in zip(wanted.values(), asked(desk, list(wanted)), strict=True):
        assert found[0] == target
    desk.goto(address)
    desk.locator("header input").fill("奖励多少")
    option = desk.get_by_role("option").first
    expect(option).to_contain_text("举报有什么奖励")
    expect(option.locator("mark")).to_have_text("奖励多少")


def test_several_words_must_all_stand_in_a_record(desk: Page, address: str) -> None:
    search(desk, address, "示例")
    town, both, none = asked(desk, ["太平", "太平 石灰岩", "太平 没有这样的词"])
    assert "towns/441803104/" in town
    assert set(both) < set(town) and "mines/qx-004/" in both
    assert none == []


def test_a_hidden_record_is_not_found(
    desk: Page, address: str, shipped: Source, shipped_bulletin: Bulletin
) -> None:
    table = shipped.packages["enforcement"].resources["outcomes"].rows
    hidden = [table[n].cells for n in sorted(shipped_bulletin.hidden["outcomes"])]
    shown = {outcome.decision_no for outcome in shipped_bulletin.outcomes.values()}
    numbers = sorted({row["decision_no"] for row in hidden} - shown - {""})
    assert len(numbers) > 10
    search(desk, address, "示例")
    ids = {f"enforcement/{row['outcome_id']}/" for row in hidden}
    found = asked(desk, numbers + [row["outcome_id"] for row in hidden])
    assert not ids & {target for addresses in found for target in addresses}


def test_the_search_costs_nothing_until_it_is_used(desk: Page, address: str) -> None:
    fetched: list[str] = []
    desk.on("request", lambda request: fetched.append(request.url.removeprefix(address)))
    desk.goto(address)
    assert not [url for url in fetched if "search" in url]
    desk.locator("header input").fill("石坳")
    expect(desk.get_by_role("option")).to_have_count(2)
    assert [url for url in fetched if "search" in url] == [
        "assets/search.js",
        "search/mines.json",
    ]
    desk.locator("header input").fill("石坳9")
    expect(desk.locator(".search-none")).to_be_visible()
    assert "search/codes.json" in fetched


def test_the_box_is_used_by_keyboard_alone(desk: Page) -> None:
    box = desk.get_by_role("combobox", name="搜索")
    desk.locator("header input[type=search]").focus()
    expect(desk.locator("header input")).to_be_focused()
    desk.keyboard.type("老石坳")
    expect(box).to_have_attribute("aria-expanded", "true")
    first = desk.get_by_role("option").first
    expect(first.locator("mark").first).to_have_text("老石坳")
    expect(first).to_contain_text("旧名：示例老石坳采石场")
    desk.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    desk.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "-")
    expect(first).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_have_text("示例石坳建筑石料矿")


def test_enter_in_the_box_leads_to_all_results(desk: Page) -> None:
    desk.locator("header input").click()
    desk.keyboard.type("停产")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/search/?q=%E5%81%9C%E4%BA%A7")
    expect(desk.locator("main input")).to_have_value("停产")
    # First the mines that stand still, then the orders.
    expect(desk.locator(".search-results h2").first).to_contain_text("矿山")
    expect(desk.locator(".search-results h2").nth(1)).to_contain_text("执法结果")


def test_letters_of_an_unfinished_composition_are_not_searched(desk: Page) -> None:
    fetched: list[str] = []
    desk.on("request", lambda request: fetched.append(request.url))
    desk.locator("header input").click()
    desk.locator("#search-panel").wait_for(state="attached")
    session = desk.context.new_cdp_session(desk)
    session.send(
        "Input.imeSetComposition", {"text": "shi'ao", "selectionStart": 6, "selectionEnd": 6}
    )
    expect(desk.locator("header input")).to_have_value("shi'ao")
    session.send("Input.insertText", {"text": "石坳"})
    expect(desk.get_by_role("option").first).to_contain_text("示例石坳建筑石料矿")
    expect(desk.get_by_role("option")).to_have_count(2)
    # A Latin letter that was meant would have asked for the codes.
    assert "codes.json" not in {url.rpartition("/")[2] for url in fetched}


def test_every_match_can_be_reached_and_is_counted(
    desk: Page, address: str, shipped_bulletin: Bulletin
) -> None:
    search(desk, address, "示例")
    mines = desk.locator(".search-results section").first
    expect(mines.locator("h2")).to_have_text(f"矿山 {len(shipped_bulletin.mines)} 条")
    expect(mines.get_by_role("button")).to_be_visible()
    while mines.get_by_role("button").is_visible():
        mines.get_by_role("button").click()
    expect(mines.locator("li")).to_have_count(len(shipped_bulletin.mines))


def test_what_the_window_does_not_show_follows(desk: Page, address: str) -> None:
    desk.set_viewport_size({"width": 360, "height": 640})
    search(desk, address, "示例")
    sections = desk.locator(".search-results section")
    expect(sections.first.locator("li")).to_have_count(10)
    for number in range(sections.count()):
        count = int(sections.nth(number).locator("h2 small").inner_text().removesuffix(" 条"))
        expect(sections.nth(number).locator("li")).to_have_count(min(count, 10))


def test_the_way_back_leads_to_the_last_answer(desk: Page, address: str) -> None:
    search(desk, address, "石坳")
    desk.locator("main input").fill("大岭")
    expect(desk.locator(".search-status")).to_contain_text("“大岭”找到")
    desk.locator(".search-results a").first.click()
    desk.wait_for_url("**/mines/**")
    desk.go_back()
    expect(desk.locator("main input")).to_have_value("大岭")


def test_the_query_stands_in_the_address(desk: Page, address: str) -> None:
    search(desk, address, "石坳")
    desk.locator("main input").fill("大岭 停产")
    expect(desk.locator(".search-status")).to_contain_text("“大岭 停产”找到")
    expect(desk).to_have_url(f"{address}search/?q=%E5%A4%A7%E5%B2%AD%20%E5%81%9C%E4%BA%A7")
    desk.reload()
    expect(desk.locator("main input")).to_have_value("大岭 停产")
    expect(desk.locator(".search-results a").first).to_be_visible()


def test_nothing_found_is_said_with_advice(desk: Page, address: str) -> None:
    search(desk, address, "没有的矿")
    expect(desk.locator(".search-status")).to_have_text("没有找到“没有的矿”。")
    expect(desk.locator(".search-results")).to_contain_text("没有处罚记录不等于安全。")


def test_markup_in_the_query_stays_text(desk: Page, address: str) -> None:
    search(desk, address, "%3Cimg src=x onerror=alert(1)%3E")
    expect(desk.locator(".search-status")).to_contain_text("<img src=x onerror=alert(1)>")
    assert desk.locator("main img").count() == 0


def test_a_broken_connection_is_told_and_mended(browser: Browser, address: str) -> None:
    page, _ = watched(browser, address, script=True, width=1280)
    page.route("**/search/mines.json", lambda route: route.abort())
    page.goto(f"{address}search/?q=石坳")
    expect(page.locator(".search-status")).to_contain_text("搜索的数据没有取到")
    page.unroute("**/search/mines.json")
    page.get_by_role("button", name="查").click()
    expect(page.locator(".search-results a").first).to_be_visible()
    page.context.close()


def test_a_file_that_does_not_come_takes_nothing_away(browser: Browser, address: str) -> None:
    page, _ = watched(browser, address, script=True, width=1280)
    page.route("**/search/criteria.json", lambda route: route.fulfill(status=404))
    page.goto(f"{address}search/?q=石坳")
    expect(page.locator(".search-status")).to_contain_text("找到 2 条。还有数据没有取到")
    expect(page.locator(".search-results a")).to_have_count(2)
    page.unroute("**/search/criteria.json")
    page.get_by_role("button", name="查").click()
    expect(page.locator(".search-status")).to_have_text("“石坳”找到 2 条。")
    page.context.close()


def test_a_file_that_has_left_the_site_is_asked_for_no_more(
    browser: Browser, address: str, site: Path
) -> None:
    page, _ = watched(browser, address, script=True, width=1280)
    mines = json.loads((site / "search" / "mines.json").read_text(encoding="utf-8"))
    before = json.dumps({**mines, "parts": ["outcomes-2023", *mines["parts"]]})
    answers = iter([before])
    page.route(
        "**/search/mines.json",
        lambda route: route.fulfill(body=next(answers, None) or json.dumps(mines)),
    )
    page.goto(f"{address}search/?q=石坳")
    expect(page.locator(".search-status")).to_contain_text("找到 2 条。还有数据没有取到")
    page.get_by_role("button", name="查").click()
    expect(page.locator(".search-status")).to_contain_text("找到 2 条。")
    page.get_by_role("button", name="查").click()
    expect(page.locator(".search-status")).to_have_text("“石坳”找到 2 条。")
    page.context.close()


def test_files_that_come_later_leave_the_reader_where_he_is(browser: Browser, address: str) -> None:
    page, _ = watched(browser, address, script=True, width=1280)
    late: list[Route] = []
    page.route("**/search/pages.json", lambda route: late.append(route))  # noqa: PLW0108 playwright looks into it
    page.goto(f"{address}search/?q=示例")
    more = page.locator(".search-results section").first.get_by_role("button")
    expect(more).to_be_visible()
    more.press("Enter")
    eleventh = page.locator(".search-results section").first.locator("li a").nth(10)
    expect(eleventh).to_be_focused()
    late[0].continue_()
    expect(page.locator(".search-status")).to_contain_text("条。")
    expect(eleventh).to_be_focused()
    page.context.close()


def test_a_closed_panel_stays_closed_when_an_answer_comes_late(
    browser: Browser, address: str
) -> None:
    page, _ = watched(browser, address, script=True, width=1280)
    late: list[Route] = []
    page.route("**/search/mines.json", lambda route: late.append(route))  # noqa: PLW0108 playwright looks into it
    page.goto(address)
    page.locator("header input").click()
    page.keyboard.type("石坳")
    expect(page.locator("#search-panel")).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_response("**/search/mines.json"):
        late[0].continue_()
    page.wait_for_timeout(200)
    expect(page.locator("#search-panel")).to_be_hidden()
    page.keyboard.type(" ")
    expect(page.get_by_role("option").first).to_contain_text("示例石坳建筑石料矿")
    page.context.close()


@pytest.mark.parametrize("said", ["qx 4", "QX004", "qx-004"])
def test_the_number_of_a_mine_is_found_as_people_say_it(
    desk: Page, address: str, said: str
) -> None:
    search(desk, address, said)
    first = desk.locator(".search-results a").first
    expect(first).to_have_attribute("href", re.compile(r"mines/qx-004/$"))


def test_the_number_of_a_mine_stands_for_no_other_word(desk: Page, address: str) -> None:
    search(desk, address, "示例")
    (both, none) = asked(desk, ["石坳 qx-004", "没有这样的词 qx-004"])
    assert both == none == []


def test_a_table_made_with_the_mines_of_before_is_thrown_away(
    browser: Browser, address: str, site: Path
) -> None:
    page, _ = watched(browser, address, script=True, width=1280)
    mines = json.loads((site / "search" / "mines.json").read_text(encoding="utf-8"))
    renamed = json.dumps({**mines, "name": mines["name"].replace("青石岭", "改名岭")})
    answers = iter([json.dumps(mines)])
    late: list[Route] = []
    page.route(
        "**/search/mines.json", lambda route: route.fulfill(body=next(answers, None) or renamed)
    )
    page.route(
        "**/search/outcomes-2025.json",
        lambda route: late.append(route) if not late else route.continue_(),
    )
    page.route("**/search/criteria.json", lambda route: route.fulfill(status=404))
    page.goto(f"{address}search/?q=青石岭")
    expect(page.locator(".search-status")).to_contain_text("找到")
    page.unroute("**/search/criteria.json")
    with page.expect_response("**/search/mines.json"):  # asked for anew, as a file was missing
        page.get_by_role("button", name="查").click()
    late[0].continue_()
    page.locator("main input").fill("改名岭")
    expect(page.locator(".search-status")).to_contain_text(re.compile("^“改名岭”找到.*条。$"))
    found = page.locator(".search-results").inner_text()
    assert "改名岭" in found
    page.locator("main input").fill("青石岭")
    expect(page.locator(".search-status")).to_contain_text("没有找到“青石岭”")
    page.context.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("大岭脚太平镇", "大岭脚 太平镇"),
        ("大岭脚电话", "大岭脚"),
        ("大岭脚矿", "大岭脚"),
        ("苍岭尾矿库", "苍岭 尾矿库"),
        ("罚款最多的是谁", "罚款最多"),
        ("大岭脚2025年处罚", "大岭脚"),
    ],
)
def test_words_typed_as_one_lead_to_the_names_in_them(
    desk: Page, address: str, typed: str, meant: str
) -> None:
    search(desk, address, typed)
    expect(desk.locator(".search-status")).to_have_text(f"没有找到“{typed}”。")
    expect(desk.locator(".search-results li a").first).to_be_visible()
    desk.locator(".search-results a").first.click()
    expect(desk.locator("main input")).to_have_value(meant)
    expect(desk.locator(".search-status")).to_contain_text(f"“{meant}”找到")


def test_a_number_that_nothing_bears_is_not_taken_apart(desk: Page, address: str) -> None:
    search(desk, address, "示例应急〔2026〕示例999号")
    expect(desk.locator(".search-status")).to_contain_text("没有找到")
    expect(desk.locator(".search-results a")).to_have_count(0)


@pytest.mark.parametrize("typed", ["石\u200b坳", "石\u00ad坳", " ".join(["石坳"] * 300)])
def test_signs_that_nobody_sees_and_words_without_end_hinder_nothing(
    desk: Page, address: str, typed: str
) -> None:
    search(desk, address, "大岭")
    desk.locator("main input").fill(typed)
    expect(desk.locator(".search-results a").first).to_contain_text("石坳")


def test_what_is_typed_before_the_script_comes_stays(browser: Browser, address: str) -> None:
    page, _ = watched(browser, address, script=True, width=1280)
    late: list[Route] = []
    page.route("**/assets/search.js*", lambda route: late.append(route))  # noqa: PLW0108 playwright looks into it
    page.goto(f"{address}search/?q=石坳", wait_until="commit")
    page.locator("main input").fill("大岭")
    late[0].continue_()
    expect(page.locator(".search-status")).to_contain_text("“大岭”找到")
    page.context.close()


def test_codes_of_another_build_are_not_put_to_the_wrong_mine(
    browser: Browser, address: str, site: Path
) -> None:
    page, _ = watched(browser, address, script=True, width=1280)
    codes = json.loads((site / "search" / "codes.json").read_text(encoding="utf-8"))
    stale = json.dumps({**codes, "edition": "0", "uscc": "\n" + codes["uscc"]})
    answers = iter([stale])

    def answer(route: Route) -> None:
        text = next(answers, None)
        if text is None:
            route.continue_()
        else:
            route.fulfill(body=text)

    page.route("**/search/codes.json", answer)
    page.goto(f"{address}search/?q=91000000MADEM0046L")
    first = page.locator(".search-results a").first
    expect(first).to_have_text("示例大岭脚建筑石料矿")
    page.context.close()


def test_on_a_phone_the_sign_leads_to_the_page(browser: Browser, address: str) -> None:
    page, faults = watched(browser, address, script=True, width=360)
    page.goto(f"{address}mines/qx-003/")
    page.get_by_role("link", name="搜索").click()
    expect(page.locator("main input")).to_be_focused()
    page.keyboard.type("石坳")
    page.locator(".search-results a").first.click()
    expect(page.locator("h1")).to_have_text("示例石坳建筑石料矿")
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_without_script_the_page_says_so_and_gives_the_lists(
    browser: Browser, address: str, width: int
) -> None:
    page, faults = watched(browser, address, script=False, width=width)
    page.goto(address)
    expect(page.get_by_role("searchbox")).to_have_count(0)
    page.get_by_role("link", name="搜索").click()
    expect(page.locator("main")).to_contain_text("搜索要用到浏览器的脚本")
    expect(page.get_by_role("searchbox")).to_have_count(0)
    page.locator("main").get_by_role("link", name="山塘镇").click()
    expect(page.locator("h1")).to_contain_text("山塘镇")
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_panel_and_in_the_results(
    desk: Page, address: str, scheme: Literal["light", "dark"]
) -> None:
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    desk.locator("header input").fill("石坳")
    expect(desk.get_by_role("option")).to_have_count(2)
    desk.keyboard.press("ArrowDown")
    expect(desk.get_by_role("option", selected=True)).to_be_visible()
    faults = list(checkers.axe(desk))
    for query in ("停产", "没有的矿"):
        search(desk, address, query)
        faults += list(checkers.axe(desk))
    assert faults == []


def test_what_stands_on_the_pages_is_found(desk: Page, address: str) -> None:
    """As it is printed: a grade, a reason, a criterion's number, a date, a sentence of a page."""
    wanted = {
        "D 级风险": "mines/qx-003/",
        "资源枯竭": "closures/",
        "OP-01": "criteria/open-pit/#OP-01",
        "2026-10-22": "enforcement/",
        "不给镇排名": "scorecard/",
        "大幅面打印机": "posters/",
        "整改期限由": "hazards/",
    }
    search(desk, address, "示例")
    for (query, target), found in zip(wanted.items(), asked(desk, list(wanted)), strict=True):
        assert any(place.startswith(target) for place in found), query
    (graded,) = asked(desk, ["D 级风险"])
    assert all(place.startswith("mines/") for place in graded)
    assert len(graded) < 10
