"""Readers' ways through the finished site: the fixtures of the tests in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browsing import served, watched
from playwright.sync_api import Browser, Page


class _Features(HTMLParser):
    """What a page is made of: its elements with their classes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.found.add(tag)
        self.found |= {f"{tag}.{name}" for name in (values.get("class") or "").split()}
        self.found |= {f"{tag}[{name}]" for name in values}


def features(site: Path, file: Path) -> frozenset[str]:
    """The parts of a page and its kind: its folder, and whether it is one to be listed."""
    text = file.read_text(encoding="utf-8")
    parser = _Features()
    parser.feed(text)
    parts = file.relative_to(site).parts
    kind = "/".join((parts[0], *("*" for _ in parts[1:])))
    listed = "listed" if 'name="robots"' not in text else "unlisted"
    return frozenset({f"kind {kind} {listed}", *parser.found})


@pytest.fixture(scope="session")
def kinds(site: Path) -> list[str]:
    """Addresses of few pages that together hold every kind of page and every part of any page.

    Read off the finished site, so that a new kind of page or a new component is among them by
    itself; of pages with equally much that is new, the longest.
    """
    pages = {file: features(site, file) for file in sorted(site.rglob("*.html"))}
    by_length = sorted(pages, key=lambda file: -file.stat().st_size)
    wanted = set().union(*pages.values())
    chosen = []
    while wanted:
        best = max(by_length, key=lambda file: len(pages[file] & wanted))
        chosen.append(best.relative_to(site).as_posix().removesuffix("index.html"))
        wanted -= pages[best]
    return sorted(chosen)


Sweep = Callable[[int, bool], Iterator[tuple[str, Page]]]
"""(width, large type) → each kind of page, opened: its address and the browser's page."""


@pytest.fixture(scope="module")
def published(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site served below the path of its site_url, where the links of 404.html lead."""
    host = tmp_path_factory.mktemp("host")
    (host / "kuangan").symlink_to(site, target_is_directory=True)
    with served(host) as url:
        yield f"{url}kuangan/"


@pytest.fixture
def sweep(browser: Browser, published: str, kinds: list[str]) -> Iterator[Sweep]:
    """Every kind of page, opened one after the other in one reader's browser."""
    faults: list[str] = []

    def open_each(width: int, elder: bool) -> Iterator[tuple[str, Page]]:
        page, seen = watched(browser, published, script=True, width=width)
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', event => console.error("
            "'policy', event.violatedDirective, event.blockedURI))"
        )
        if elder:
            page.goto(published)
            page.locator("[data-switch=elder]:visible").last.click()
        for kind in kinds:
            page.goto(published + kind)
            yield kind, page
        faults.extend(seen)
        page.context.close()

    yield open_each
    assert faults == []
