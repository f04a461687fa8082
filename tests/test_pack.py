"""The site in a ZIP: unpacked it works from the folder, by double click."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from browsing import watched
from conftest import DAY
from playwright.sync_api import Browser, expect

from generator import cli, parcel, verification

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unpacked(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, packed for review and unpacked again."""
    home = tmp_path_factory.mktemp("pack")
    file = home / "review.zip"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795406400")
        assert cli.run(["pack", str(site), "-o", str(file), "--for-review"]) == 0
    with zipfile.ZipFile(file) as archive:
        archive.extractall(home)
    return home / "bulletin-2026-11-23"


def test_a_demonstration_is_packed_for_review_only(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795406400")
    assert cli.run(["pack", str(site), "-o", str(tmp_path / "a.zip")]) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_checksums_are_true_of_the_files_of_the_zip(unpacked: Path, site: Path) -> None:
    assert verification.of_folder(unpacked) == []
    assert (unpacked / "search" / "mines.js").is_file()
    names = {p.relative_to(site) for p in site.rglob("*") if p.is_file()}
    assert names <= {p.relative_to(unpacked) for p in unpacked.rglob("*") if p.is_file()}


def test_what_is_no_file_is_not_replaced_by_a_zip(site: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileExistsError):
        parcel.write(site, DAY, pipe)
    assert pipe.is_fifo()


def test_the_same_site_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    parcel.write(site, DAY, tmp_path / "a.zip")
    parcel.write(site, DAY, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_every_link_of_every_page_leads_to_a_file(unpacked: Path) -> None:
    import re
    from urllib.parse import unquote

    missing = set()
    for page in unpacked.rglob("*.html"):
        if page.name == "404.html":  # shown by a server at any depth: its links are absolute
            continue
        for tag in parcel._TAG.findall(page.read_text(encoding="utf-8")):
            for link in re.findall(r'\shref="([^"#?]+)', tag):
                if not re.match(r"[a-z]+:", link):
                    target = page.parent / unquote(link)
                    if not target.is_file():
                        missing.add((page.parent.name, link))
    assert missing == set()


def test_a_reader_opens_searches_and_filters_without_a_server(
    browser: Browser, unpacked: Path
) -> None:
    page, faults = watched(browser, f"{unpacked.as_uri()}/", script=True, width=1280)
    page.goto(f"{unpacked.as_uri()}/index.html")
    page.locator(".site-tabs a", has_text="矿山").first.click()
    expect(page).to_have_url(f"{unpacked.as_uri()}/mines/index.html")

    page.locator(".filters input[name=grade][value=C]").check()
    expect(page.locator(".results-count")).to_contain_text("符合条件的")
    shown = page.locator("table.rows tbody tr a").first
    shown.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/index.html")

    page.locator("#search").fill("白石")
    option = page.locator("#search-panel [role=option]").first
    expect(option).to_contain_text("白石")
    option.click()
    assert page.url.endswith("/index.html")
    expect(page.locator("h1")).to_contain_text("白石")

    page.locator("#search").fill("白石")
    page.locator("#search").press("Enter")
    expect(page.locator(".search-results h2").first).to_be_visible()
    assert faults == []
    page.context.close()
