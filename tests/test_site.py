"""The whole way once: from committed data files to the site on disk."""

from __future__ import annotations

import csv
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import DAY, ROOT, copy_project, keep_prints

from generator import pipeline

pytestmark = pytest.mark.slow

BULLETIN = (sys.executable, "-c", "from generator.cli import main; main()")


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def pages_below(site: Path, folder: str) -> set[str]:
    """The records with a page of their own. What was public once has a tombstone, not listed.

    A number is the plain list of a year, no record.
    """
    pages = (site / folder).glob("*/index.html")
    pages = (page for page in pages if not page.parent.name.isdecimal())
    return {p.parent.name for p in pages if "noindex" not in p.read_text(encoding="utf-8")}


def months_after(day: str, months: int) -> str:
    """Counted by hand from 民法典 202: same day-number, else the month's last day."""
    year, month, number = map(int, day.split("-"))
    month += months
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    while True:
        try:
            return date(year, month, number).isoformat()
        except ValueError:
            number -= 1


def on_the_day(row: dict[str, str]) -> bool:
    """Published by the day and not yet withdrawn or repaired, by the cells alone."""
    today = DAY.isoformat()
    ended = [row.get(name, "") for name in ("withdrawn_on", "repaired_on")]
    return "" < row["published_on"] <= today and all(not day or today < day for day in ended)


def within_its_class(row: dict[str, str]) -> bool:
    """令第36号 for penalties; for the rest the windows of the house, months from the decision."""
    today = DAY.isoformat()
    if row["publish_until"] and row["publish_until"] < today:
        return False
    if row["kind"] == "penalty":
        months = {"minor": 3, "ordinary": 12, "serious": 36}[row["severity"]]
    elif row["kind"] == "stop-order" and row["basis"] != "penalty":
        return not row["lifted_on"] or today <= months_after(row["lifted_on"], 12)
    else:
        windows = {"interview": 6, "circular": 12, "exposure": 12, "commendation": 24}
        months = windows.get(row["kind"], 36)
    return today <= months_after(row["decided_on"], months)


def test_every_visible_record_has_its_page_and_no_other_has(site: Path) -> None:
    outcomes = rows("enforcement/outcomes")
    visible = {r["outcome_id"] for r in outcomes if on_the_day(r) and within_its_class(r)}
    assert 0 < len(visible) < len(outcomes)
    assert pages_below(site, "enforcement") == visible
    hazards = {
        r["hazard_id"]
        for r in rows("enforcement/supervised_hazards")
        if on_the_day(r)
        and (not r["closed_on"] or DAY.isoformat() <= months_after(r["closed_on"], 12))
    }
    assert pages_below(site, "hazards") == hazards
    assert pages_below(site, "closures") == {
        r["case_id"] for r in rows("closures/cases") if on_the_day(r)
    }
    assert pages_below(site, "mines") == {
        r["mine_id"] for r in rows("mines/mines") if r["listed_on"] <= DAY.isoformat()
    }


def test_no_link_is_broken_anchors_included(site: Path, tmp_path: Path) -> None:
    assert broken_links(site, tmp_path) == {}


def broken_links(site: Path, tmp_path: Path) -> object:
    """What a link checker finds broken, by page."""
    # 404.html answers at any depth, so its links begin at the path of site_url.
    (tmp_path / "kuangan").symlink_to(site, target_is_directory=True)
    lychee = Path(sys.executable).parent / "lychee"
    options = ("--offline", "--include-fragments", "--index-files", "index.html", "--no-progress")
    found = subprocess.run(
        [lychee, *options, "--format", "json", "--root-dir", tmp_path, f"{site}/**/*.html"],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(found.stdout)
    assert report["successful"] > 100
    return report["error_map"]


class _References(HTMLParser):
    """What a page makes a browser fetch, and the languages it declares."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.language: str | None = None
        self.inline = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang")
        if tag != "a" and values.get("rel") not in ("canonical", "alternate"):
            self.fetched += [values[name] or "" for name in ("src", "href") if name in values]
        # JSON-LD is data: no browser runs it, and no policy speaks of it.
        script = tag == "script" and values.get("type") != "application/ld+json"
        if "style" in values or (script and "src" not in values) or tag == "style":
            self.inline += 1


def read(page: Path) -> _References:
    references = _References()
    references.feed(page.read_text(encoding="utf-8"))
    return references


def test_no_page_asks_another_host_or_an_absolute_path(site: Path) -> None:
    for page in site.rglob("*.html"):
        references = read(page)
        assert references.language == "zh-CN"
        assert references.inline == 0
        for target in references.fetched:
            assert ":" not in target, page
            if page.name != "404.html":
                assert not target.startswith("/"), page


def test_no_style_sheet_or_script_asks_another_host(site: Path) -> None:
    for asset in (site / "assets").rglob("*.[cjs]*"):
        text = asset.read_text(encoding="utf-8")
        for address in re.findall(r"(?:url\(|@import|https?://)[^)\s;]*", text):
            assert not re.search(r"(?:url\(\s*[\"']?|@import\s+[\"']?)(?:https?:)?//", address)


def test_a_demonstration_says_so_on_every_page(site: Path) -> None:
    for page in site.rglob("*.html"):
        assert "演示站点" in page.read_text(encoding="utf-8"), page


def test_a_sound_copy_that_is_no_demonstration_checks_and_builds(tmp_path: Path) -> None:
    folder = copy_project(tmp_path / "bulletin")
    config = folder / "site_config.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("demonstration: true", "demonstration: false"),
        encoding="utf-8",
    )
    source = pipeline.check(folder, DAY)
    assert source.problems == []
    built = pipeline.build(
        source, DAY, folder / "site", with_posters=False, report=lambda step: None
    )
    assert built.problems == []
    assert "演示站点" not in (folder / "site" / "index.html").read_text(encoding="utf-8")


def test_an_empty_bulletin_builds_and_shows_only_what_exists(
    empty_project: Path, tmp_path: Path
) -> None:
    source = pipeline.check(empty_project, DAY)
    assert source.problems == []
    output = empty_project / "site"
    built = pipeline.build(source, DAY, output, with_posters=True, report=lambda step: None)
    assert built.problems == []
    home = (output / "index.html").read_text(encoding="utf-8")
    for absent in ("mines", "enforcement", "hazards", "grading", "closures", "notices", "posters"):
        assert not (output / absent).exists()
        assert f'href="{absent}/"' not in home
    assert (output / "report" / "index.html").exists()
    assert broken_links(output, tmp_path) == {}


def test_pictures_are_published_with_the_words_that_show_them_and_no_other(
    tmp_path: Path,
) -> None:
    project = copy_project(tmp_path / "bulletin")
    png = (ROOT / "theme/assets/share.png").read_bytes()
    notices = project / "content/notices"
    for name in ("shown.png", "waiting.png", "alone.png", "采场 1.png"):
        (notices / name).write_bytes(png)
    (project / "content/common.png").write_bytes(png)
    shown = notices / "2025-hazard-guide.md"
    words = "\n![整改前](shown.png) ![](%E9%87%87%E5%9C%BA%201.png) ![整改后](../common.png)\n"
    shown.write_text(shown.read_text(encoding="utf-8") + words, encoding="utf-8")
    waiting = notices / "2026-12-inspection-report.md"  # dated after the day
    text = waiting.read_text(encoding="utf-8")
    waiting.write_text(text + "\n![以后](waiting.png)\n", encoding="utf-8")
    built = pipeline.build(
        pipeline.check(project, DAY),
        DAY,
        project / "site",
        with_posters=False,
        report=lambda step: None,
    )
    assert built.problems == []
    found = {p.relative_to(project / "site").as_posix() for p in (project / "site").rglob("*.png")}
    assert {path for path in found if path.startswith("notices/")} == {
        "notices/2025-hazard-guide/shown.png",
        "notices/2025-hazard-guide/采场 1.png",
        "notices/common.png",
    }
    page = (project / "site/notices/2025-hazard-guide/index.html").read_text(encoding="utf-8")
    for source in re.findall(r'<img[^>]*src="([^"]*)"', page):
        assert (project / "site/notices/2025-hazard-guide" / unquote(source)).read_bytes() == png


def test_words_that_cannot_be_set_are_told_and_nothing_is_built(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "bulletin")
    words = project / "content/notices/board-rule.md"
    words.write_text(words.read_text(encoding="utf-8") + "\n[见](#nosuch)\n", encoding="utf-8")
    built = pipeline.build(
        pipeline.check(project, DAY),
        DAY,
        project / "site",
        with_posters=False,
        report=lambda step: None,
    )
    assert [problem.code for problem in built.problems] == ["page-warning"]
    assert built.problems[0].file == "content/notices/board-rule.md"
    assert not (project / "site").exists()


def poster_text(pdf: Path) -> str:
    run = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True)
    return re.sub(r"\s", "", run.stdout.decode("utf-8"))


@pytest.mark.parametrize(
    ("kind", "lists"),
    [
        ("open-pit", ["open-pit"]),
        ("underground", ["underground"]),
        ("tailings-pond", ["tailings-pond"]),
        ("combined", ["open-pit", "underground"]),
    ],
)
def test_a_poster_holds_every_criterion_and_clause_of_its_kind(
    site: Path, kind: str, lists: list[str]
) -> None:
    text = poster_text(site / "posters" / f"{kind}-a3.pdf")
    criteria = [r for r in rows("hazard-criteria/criteria") if r["mine_kind"] in lists]
    ids = {row["criterion_id"] for row in criteria}
    clauses = [r for r in rows("hazard-criteria/criterion_clauses") if r["criterion_id"] in ids]
    assert criteria and clauses
    for row in [*criteria, *clauses]:
        assert re.sub(r"\s", "", row["text"]) in text
    for sentence in ("矿安〔2022〕88号", "矿安〔2024〕41号", "12350", "安监总财〔2018〕19号"):
        assert sentence in text


def build(folder: Path, **environment: str) -> None:
    subprocess.run(
        [*BULLETIN, "build", "--project", folder, "--as-of", DAY.isoformat()],
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )


def contents(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def test_the_same_input_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    one = copy_project(tmp_path / "one")
    other = copy_project(tmp_path / "a much longer path" / "另一个")
    for copy in (one, other):  # that prints are the same bytes anywhere, test_posters shows
        keep_prints(copy)
    build(one, TZ="Asia/Shanghai", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    mask = os.umask(0o077)
    try:
        build(other, TZ="America/Los_Angeles", LC_ALL="C", PYTHONHASHSEED="2", PYTHONUTF8="0")
    finally:
        os.umask(mask)
    assert contents(one / "site") == contents(other / "site")


def moments(count: int) -> Iterator[float]:
    chance = random.Random(20261123)
    yield from sorted(chance.uniform(0.2, 5.0) for _ in range(count))


def test_a_build_killed_at_any_moment_leaves_the_old_site_or_the_new(tmp_path: Path) -> None:
    folder = copy_project(tmp_path / "bulletin")
    output = folder / "site"
    mines = folder / "data" / "mines" / "mines.csv"
    first = mines.read_bytes()
    second = first.replace("示例青石岭建筑石料矿".encode(), "示例青石岭石料新矿".encode())
    assert second != first
    states = {}
    command = [*BULLETIN, "build", "--project", folder, "--as-of", DAY.isoformat()]
    command += ["--without", "posters"]
    for data in (first, second):
        mines.write_bytes(data)
        subprocess.run(command, check=True, capture_output=True)
        states[data] = contents(output)
    assert states[first] != states[second]
    for number, moment in enumerate(moments(4)):
        mines.write_bytes((first, second)[number % 2])
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert contents(output) in states.values()
    mines.write_bytes(first)
    subprocess.run(command, check=True, capture_output=True)
    assert contents(output) == states[first]
    shutil.rmtree(folder)
