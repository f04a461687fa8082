"""How soon a list of 10,000 mines can be used, beside the plain table of the same rows.

    python benchmarks/lists.py                       10,000 mines, 100,000 outcomes
    python benchmarks/lists.py --mines 1000 --outcomes 10000

Only the page of the mines and the files of the lists are made, and served on this machine. Four
times slowed, without cache, chromium opens the page, chooses grade C and waits for the rows; in
turns, it opens one page that holds all rows as a plain table (the peer) and hides the others.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
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
_CHOOSE = """() => new Promise((done) => {
  const started = performance.now()
  const results = document.querySelector(".results")
  const input = document.querySelector("input[name=grade][value=C]")
  input.click()
  const look = () => results.hasAttribute("aria-busy")
    ? setTimeout(look) : requestAnimationFrame(() => done([started, performance.now()]))
  look()
})"""
_HIDE = """() => new Promise((done) => {
  const started = performance.now()
  const rows = document.querySelectorAll("tbody tr")
  for (const row of rows) row.hidden = !row.querySelector(".grade-c")
  document.body.offsetHeight
  requestAnimationFrame(() => done([started, performance.now()]))
})"""
"""The peer: every row is in the page, a filter is a loop that hides rows."""


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
    for name, whole in (("list", listing.WHOLE), ("table", 10**9)):
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


def sizes(output: Path) -> None:
    """Bytes as a server with gzip sends them."""

    def packed(*paths: str) -> float:
        return sum(len(gzip.compress((output / path).read_bytes(), 6)) for path in paths) / 1000

    page = packed("list/mines/index.html")
    index, part = packed("list/lists/mines.json"), packed("list/lists/mines-all.json")
    peer = packed("table/mines/index.html")
    print(
        f"page {page:.0f} kB, index {index:.0f} kB, rows {part:.0f} kB, gzip; table {peer:.0f} kB"
    )
    print(f"list / table, all fetched: {(page + index + part) / peer:.2f}")
    for path in sorted((output / "list" / "lists").glob("enforcement*.json")):
        print(f"{path.name}: {packed(f'list/lists/{path.name}'):.0f} kB")


def opened(browser: Browser, address: str, script: str) -> tuple[float, float]:
    """Milliseconds from the navigation to the filtered rows, and of the filtering alone."""
    context = browser.new_context()
    context.set_default_timeout(300_000)  # the plain table takes its time
    tab = context.new_page()
    slow = context.new_cdp_session(tab)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    tab.goto(f"{address}mines/", wait_until="domcontentloaded")
    tab.wait_for_selector(".listing.is-ready")
    _, ended = tab.evaluate(script)
    again = tab.evaluate(script)
    context.close()
    return ended, again[1] - again[0]


def compare(output: Path, rounds: int) -> None:
    """Open list and table in turns."""
    times: dict[str, list[tuple[float, float]]] = {"list": [], "table": []}
    handler = functools.partial(_Silent, directory=str(output))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for _ in range(rounds):
                for name, script in (("list", _CHOOSE), ("table", _HIDE)):
                    times[name].append(opened(browser, f"{base}{name}/", script))
            browser.close()
        server.shutdown()
    for part, words in enumerate(("until the filtered rows stand", "a filter once all is there")):
        told = {name: statistics.median(t[part] for t in found) for name, found in times.items()}
        ratio = told["list"] / told["table"]
        print(f"{words}: list {told['list']:.0f} ms, table {told['table']:.0f} ms: {ratio:.2f}")


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
        compare(output, chosen.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
