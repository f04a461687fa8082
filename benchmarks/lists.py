"""How soon a list of 10,000 mines can be used, beside the plain table of the same rows.

    python benchmarks/lists.py                       10,000 mines, 100,000 outcomes
    python benchmarks/lists.py --mines 1000 --outcomes 10000

Only the page of the mines and the files of the lists are made, and served on this machine. Without
cache, chromium opens the page, chooses grade C as soon as the filters answer, then grade D, then
types a name; in turns, it opens one page that holds all rows as a plain table (the peer) and hides
the others. All of it as fast as the machine is, and four times slowed. Goal: within one second of
the address being opened, not slowed, the rows stand and the filters answer. A missed goal ends
with 1.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import itertools
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import made
from playwright.sync_api import Browser, sync_playwright

from generator import bulletin, content, packages, settings, skin
from generator.render import listing, lists, pages
from generator.render.pages import mines
from generator.render.pages.writer import Writer

SLOWED = 4
GOAL = 1000
"""Milliseconds until the filters answer."""
_CHOOSE = """(grade) => new Promise((done) => {
  const started = performance.now()
  const results = document.querySelector(".results")
  document.querySelector(`input[name=grade][value=${grade}]`).click()
  const look = () => results.hasAttribute("aria-busy") ? setTimeout(look)
    : requestAnimationFrame(() => setTimeout(() => done([started, performance.now()])))
  look()
})"""
_NAME = """(words) => new Promise((done) => {
  const started = performance.now()
  const results = document.querySelector(".results")
  const input = document.querySelector("input[name=q]")
  input.value = words
  input.dispatchEvent(new InputEvent("input", { bubbles: true }))
  const look = () => results.hasAttribute("aria-busy") ? setTimeout(look)
    : requestAnimationFrame(() => setTimeout(() => done([started, performance.now()])))
  look()
})"""
_HIDE = """(grade) => new Promise((done) => {
  const started = performance.now()
  const rows = document.querySelectorAll("tbody tr")
  for (const row of rows) row.hidden = !row.querySelector(`.grade-${grade.toLowerCase()}`)
  document.body.offsetHeight
  requestAnimationFrame(() => setTimeout(() => done([started, performance.now()])))
})"""
"""The peer: every row is in the page, a filter is a loop that hides rows."""
_FIND = """(words) => new Promise((done) => {
  const started = performance.now()
  const rows = document.querySelectorAll("tbody tr")
  for (const row of rows) row.hidden = !row.textContent.includes(words)
  document.body.offsetHeight
  requestAnimationFrame(() => setTimeout(() => done([started, performance.now()])))
})"""
_LOOK = """new MutationObserver(() => {
  if (!window.ready && document.querySelector(".listing.is-ready")) window.ready = performance.now()
}).observe(document, { subtree: true, attributeFilter: ["class"] })"""
"""The page itself sees it: a driver that asks from outside waits for its own turn, slowed too."""
_READ = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()"


def written(project: Path, output: Path) -> None:
    """The page of the mines, the same page with all its rows, and the files of every list."""
    chosen, _ = settings.load(project)
    tables, _ = packages.load(project)
    words, _ = content.load(project)
    assert chosen is not None
    seen = bulletin.assemble(tables, words, made.DAY, chosen.windows)
    site = pages.Site(seen, chosen, tables, {}, project / "theme")
    begun = time.perf_counter()
    files = lists.render(seen)
    print(f"files of all lists: {time.perf_counter() - begun:.1f} s")
    usual = listing.WHOLE
    for name, whole in (("list", usual), ("table", 10**9)):
        listing.WHOLE = whole
        page = next(mines.mines(Writer(site)))
        frame = pages.frame(site, [page])
        dressed, found = skin.dress(
            [page], chosen, frame, theme=project / "theme", resolve=lambda link: None
        )
        assert not found
        for file in (*dressed, *files):
            place = output / name / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.content)
    listing.WHOLE = usual


def sizes(output: Path) -> None:
    """Bytes as a server with gzip sends them."""

    def packed(*paths: str) -> float:
        return sum(len(gzip.compress((output / path).read_bytes(), 6)) for path in paths) / 1000

    page = packed("list/mines/index.html")
    index = packed("list/lists/mines.json")
    pieces = [f"list/lists/{file.name}" for file in (output / "list/lists").glob("mines-*.json")]
    piece, part = packed("list/lists/mines-all.json"), packed(*pieces)
    peer = packed("table/mines/index.html")
    print(
        f"page {page:.0f} kB, index {index:.0f} kB, rows {part:.0f} kB in {len(pieces)} pieces, "
        f"the first {piece:.0f} kB, gzip; table {peer:.0f} kB"
    )
    print(f"list / table, until the first filter: {(page + index + piece) / peer:.2f}")
    print(f"list / table, all fetched: {(page + index + part) / peer:.2f}")
    index = packed("list/lists/enforcement.json")
    rest = sorted((output / "list/lists").glob("enforcement-*.json"))
    whole = packed(*(f"list/lists/{path.name}" for path in rest))
    print(f"outcomes: index {index:.0f} kB, rows {whole:.0f} kB in {len(rest)} pieces")


STEPS = ("rows stand", "filters answer", "first filter", "next filter", "a name")


def opened(browser: Browser, address: str, rate: int, choose: str, find: str) -> tuple[float, ...]:
    """Milliseconds of each of the STEPS; the first three count from opening the address."""
    context = browser.new_context()
    context.set_default_timeout(300_000)  # the plain table takes its time
    tab = context.new_page()
    tab.add_init_script(_LOOK)
    slow = context.new_cdp_session(tab)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    tab.goto(f"{address}mines/", wait_until="domcontentloaded")
    tab.wait_for_selector(".listing.is-ready")
    ready = tab.evaluate("window.ready")
    read = tab.evaluate(_READ)
    _, first = tab.evaluate(choose, "C")
    again = tab.evaluate(choose, "D")
    named = tab.evaluate(find, "青石")
    context.close()
    return read, ready, first, again[1] - again[0], named[1] - named[0]


def compare(output: Path, rounds: int) -> bool:
    """Open list and table in turns; whether the goal is met."""
    handler = functools.partial(_Silent, directory=str(output))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            found: dict[tuple[int, str], list[tuple[float, ...]]] = {}
            for _, rate, peer in itertools.product(range(rounds), (1, SLOWED), (False, True)):
                name, scripts = ("table", (_HIDE, _FIND)) if peer else ("list", (_CHOOSE, _NAME))
                times = opened(browser, f"{base}{name}/", rate, *scripts)
                found.setdefault((rate, name), []).append(times)
            browser.close()
        server.shutdown()
    medians = {
        key: [statistics.median(times) for times in zip(*rows, strict=True)]
        for key, rows in found.items()
    }
    for rate in (1, SLOWED):
        print(f"slowed {rate} ×: list, table, ratio")
        pairs = zip(medians[rate, "list"], medians[rate, "table"], strict=True)
        for step, (ours, theirs) in zip(STEPS, pairs, strict=True):
            print(f"  {step}: {ours:.0f} ms, {theirs:.0f} ms: {ours / theirs:.2f}")
    print("load {:.1f} {:.1f} {:.1f}".format(*os.getloadavg()))
    met = max(medians[1, "list"][:2]) <= GOAL
    if not met:
        print(f"MISSED: the filters answer after more than {GOAL} ms")
    return met


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print results only."""


def main(arguments: list[str]) -> int:
    """Make, measure, tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mines", type=int, default=10_000)
    parser.add_argument("--outcomes", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--project", type=Path, help="a made bulletin, to make none")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        project = chosen.project or Path(folder) / "bulletin"
        if chosen.project is None:
            made.write(project, mines=chosen.mines, outcomes=chosen.outcomes, seed=chosen.seed)
        output = Path(folder) / "out"
        written(project, output)
        sizes(output)
        return 0 if compare(output, chosen.rounds) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
