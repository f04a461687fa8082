"""A real browser, as a reader uses the site: by clicking."""

from __future__ import annotations

import pytest
from browsing import watched
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_home_by_clicking_to_a_mine_its_outcome_and_the_report_page(
    browser: Browser, address: str, script: bool, width: int
) -> None:
    page, faults = watched(browser, address, script=script, width=width)
    page.goto(address)
    page.locator("main").get_by_role("link", name="太平镇").click()
    page.locator("main").get_by_role("link", name="示例大岭脚建筑石料矿").first.click()
    expect(page.locator("h1")).to_have_text("示例大岭脚建筑石料矿")
    page.get_by_role("link", name="责令停产中（全矿）").click()
    expect(page.locator("h1")).to_contain_text("被责令停产")
    expect(page.locator("dl.facts").first).to_contain_text("示例大岭脚石场有限公司")
    if width == 360:
        page.get_by_role("link", name="举报方式").click()
    else:
        page.locator("header").get_by_role("link", name="举报").first.click()
    expect(page.locator("h1")).to_have_text("举报")
    expect(page.locator("main a[href='tel:12350']").first).to_be_visible()
    assert faults == []
    page.context.close()
