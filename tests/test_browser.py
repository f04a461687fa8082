"""A real browser, as a reader uses the site: by clicking."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

pytestmark = pytest.mark.slow

# Debian's chromium talks to its maker's hosts unless told not to.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site served on this machine only, below a path as on a portal."""
    handler = functools.partial(_Silent, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(QUIET)
        )
        yield chromium
        chromium.close()


def _failures(request: Request) -> list[str]:
    # Leaving a page cuts off what it was still loading; that is no fault of the page.
    cut_off = request.failure == "net::ERR_ABORTED"
    return [] if cut_off else [f"failed: {request.url} {request.failure}"]


def watched(browser: Browser, address: str, *, script: bool, width: int) -> tuple[Page, list[str]]:
    """A page whose complaints and foreign requests are written down."""
    context = browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("requestfailed", lambda request: faults.extend(_failures(request)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(address) else faults.append(f"foreign: {request.url}")
        ),
    )
    page.on(
        "response",
        lambda answer: (
            None if answer.status < 400 else faults.append(f"{answer.status}: {answer.url}")
        ),
    )
    return page, faults


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
    expect(page.locator("dl.facts")).to_contain_text("示例大岭脚石场有限公司")
    if width == 360:
        page.get_by_role("link", name="举报方式").click()
    else:
        page.locator("header").get_by_role("link", name="举报").first.click()
    expect(page.locator("h1")).to_have_text("举报")
    expect(page.locator("main a[href='tel:12350']").first).to_be_visible()
    assert faults == []
    page.context.close()


def test_nothing_scrolls_sideways_on_a_phone(browser: Browser, address: str, site: Path) -> None:
    page, faults = watched(browser, address, script=True, width=360)
    seen = set()
    for file in sorted(site.rglob("index.html")):
        family = file.relative_to(site).parts[:-2] or file.relative_to(site).parts
        if len(file.relative_to(site).parts) == 3 and family in seen:
            continue  # one record of each family is enough
        seen.add(family)
        page.goto(address + file.relative_to(site).parent.as_posix() + "/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, file
    assert len(seen) > 10
    assert faults == []
    page.context.close()
