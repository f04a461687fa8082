"""The page of feeds in a real browser, and the feeds that pages name in their head."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browsing import watched
from playwright.sync_api import Browser, expect

from generator.bulletin import Bulletin
from generator.bulletin.events import KINDS


class Alternates(HTMLParser):
    """The feeds a page names: (type, address)."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "link" and values.get("rel") == "alternate":
            self.found.append((values["type"] or "", values["href"] or ""))


TYPES = {
    "application/rss+xml": ".xml",
    "application/atom+xml": ".atom",
    "application/feed+json": ".json",
}


def named(page: Path, site: Path) -> set[str]:
    """The files of feeds a page names, below the site."""
    found = set()
    for kind, link in Alternates(page).found:
        file = (page.parent / link).resolve()
        assert file.is_file(), f"{page}: {link}"
        assert file.suffix == TYPES[kind]
        found.add(file.relative_to(site.resolve()).as_posix())
    return found


def test_every_page_that_has_a_feed_names_it(site: Path, shipped_bulletin: Bulletin) -> None:
    owners = {f"mines/{mine_id}": f"mines/{mine_id}/feed" for mine_id in shipped_bulletin.mines}
    owners |= {f"towns/{code}": f"feeds/towns/{code}" for code in shipped_bulletin.towns}
    owners |= {kind: f"feeds/{kind}" for kind in KINDS if kind not in ("channels", "statistics")}
    owners |= {"report": "feeds/channels", "thresholds": "feeds/mines"}
    owners |= {"criteria/open-pit": "feeds/criteria"}
    for page, feed in owners.items():
        files = named(site / page / "index.html", site)
        assert files == {"feeds/all.xml", *(f"{feed}{suffix}" for suffix in TYPES.values())}, page


def test_every_feed_a_page_names_exists(site: Path) -> None:
    pages = sorted(site.rglob("index.html"))
    assert len(pages) > 100
    for page in pages:
        assert "feeds/all.xml" in named(page, site)


@pytest.mark.parametrize("width", [360, 1280])
def test_an_address_is_copied_by_one_press(
    browser: Browser, address: str, width: int, shipped_bulletin: Bulletin
) -> None:
    page, faults = watched(browser, address, script=True, width=width)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}feeds/")
    buttons = page.locator("[data-copy]")
    expect(buttons).to_have_count(1 + len(KINDS) + len(shipped_bulletin.towns))
    said = page.locator("[data-copied]")
    expect(said).to_be_hidden()
    page.get_by_role("button", name="复制地址：重大隐患").click()
    expect(said).to_have_text("已复制")
    expect(said).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "https://bulletin.example/kuangan/feeds/hazards.xml"
    box = page.get_by_role("button", name="复制地址：事故").bounding_box()
    assert box is not None
    assert box["height"] >= 40
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults == []
    page.context.close()


def test_without_clipboard_the_address_is_selected(browser: Browser, address: str) -> None:
    page, faults = watched(browser, address, script=True, width=360)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{address}feeds/")
    page.get_by_role("button", name="复制地址：全部更新").click()
    expect(page.locator("[data-copied]")).to_contain_text("再复制")
    selected = page.evaluate("getSelection().toString()")
    assert selected == "https://bulletin.example/kuangan/feeds/all.xml"
    assert faults == []
    page.context.close()


def test_without_script_the_addresses_are_plain_text(browser: Browser, address: str) -> None:
    page, faults = watched(browser, address, script=False, width=360)
    page.goto(f"{address}feeds/")
    for button in page.locator("[data-copy]").all():
        expect(button).to_be_hidden()
    expect(page.get_by_text("https://bulletin.example/kuangan/feeds/grading.xml")).to_be_visible()
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_mine_is_subscribed_to_without_meeting_raw_xml(
    browser: Browser, address: str, script: bool
) -> None:
    page, faults = watched(browser, address, script=script, width=360)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}mines/qx-003/")
    feed = "https://bulletin.example/kuangan/mines/qx-003/feed.xml"
    expect(page.get_by_text(feed)).to_be_visible()
    assert page.locator("main a[href$='.xml'], main a[href$='.atom']").count() == 0
    if script:
        page.get_by_role("button", name="复制地址：订阅这座矿").click()
        expect(page.locator("[data-copied]")).to_have_text("已复制")
        assert page.evaluate("navigator.clipboard.readText()") == feed
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON").click()
    assert download.value.suggested_filename == "qx-003.json"
    items = json.loads(download.value.path().read_text(encoding="utf-8"))["items"]
    expect(page.locator("#records")).to_contain_text(f"{len(items)} 条")
    page.get_by_role("link", name="怎么订").click()
    expect(page.locator("#how")).to_be_in_viewport()
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("page", ["feeds", "mines/qx-003"])
def test_no_link_of_a_page_opens_raw_xml(site: Path, page: str) -> None:
    text = (site / page / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<a [^>]*href="[^"]*\.(?:xml|atom)"', text) == []
