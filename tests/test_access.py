"""Pages for everyone: what axe, the HTML checker and the policy say of every kind of page."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import checkers
import pytest
from playwright.sync_api import Browser
from sweeping import Sweep

pytestmark = pytest.mark.slow

DESKTOP, PHONE = 1280, 360
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def test_every_kind_of_page_is_among_the_looked_at(kinds: list[str], site: Path) -> None:
    folders = {folder.name for folder in site.iterdir() if (folder / "index.html").exists()}
    assert folders <= {kind.split("/")[0] for kind in kinds}
    assert {"", "404.html", "mines/", "report/"} <= set(kinds)
    assert 15 < len(kinds) < 70


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_axe_finds_nothing_in_light_and_dark(sweep: Sweep, width: int, elder: bool) -> None:
    faults = []
    for kind, page in sweep(width, elder):
        for scheme in SCHEMES:
            # A colour on its way from light to dark is of neither.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            faults += [f"{kind} {scheme}: {fault}" for fault in checkers.axe(page)]
    assert not faults, "\n".join(faults)


def test_the_html_checker_finds_no_error_in_any_file(site: Path) -> None:
    files = [file for file in site.rglob("*") if file.suffix in (".html", ".svg", ".css")]
    assert len(files) > 100
    assert list(checkers.nu(sorted(files))) == []


def test_the_judges_see_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    """A judge that could not read the page would find nothing, too."""
    faulty = tmp_path / "faulty.html"
    faulty.write_text(
        "<!doctype html><html><title>x</title><p style='color:#aaa'>pale<img src=x.png>",
        encoding="utf-8",
    )
    sheet = tmp_path / "faulty.css"
    sheet.write_text("a { colour: red }", encoding="utf-8")
    found = "\n".join(checkers.nu([faulty, sheet]))
    assert "faulty.html" in found
    assert "faulty.css" in found
    page = browser.new_page()
    page.goto(faulty.as_uri())
    rules = {fault.split(" ")[0] for fault in checkers.axe(page)}
    assert {"color-contrast", "html-has-lang", "image-alt"} <= rules
    page.close()
