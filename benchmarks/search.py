"""The search beside Material's (lunr, jieba) and Pagefind on the same records.

    python benchmarks/search.py                              500 mines, 10,000 outcomes
    python benchmarks/search.py --mines 10000 --outcomes 100000

Measured in Debian's chromium: the bytes that each fetches before its first answer (gzip), what it
finds of two-character fragments and of pieces of document numbers, and the time of an answer. Ours
is also measured from a keystroke to the picture of its whole answer with the processor slowed down
four times. The peers are installed from search-requirements.txt into the folder of the run, which
is a temporary one or, to measure again without making all anew, `--folder DIR`; nothing else of
this project knows them. A missed goal ends with 1.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import html
import http.server
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import made
from playwright.sync_api import Browser, Page, expect, sync_playwright

from generator import bulletin, pipeline, skin
from generator.render import pages, search

HERE = Path(__file__).parent
SLOWED = 4
ROUNDS = 3
GOALS = {"first search": 220_000, "first digit": 240_000, "key to picture": 100}
"""Bytes, bytes, milliseconds."""
BROAD = ("示例", "2026", "罚款", "石灰 岭")
"""Words that stand in thousands of records: the worst that can be typed."""
MOST_TRUE = 3000
"""A fragment that more records hold (示例) tells nothing about finding."""


@dataclass(frozen=True)
class Record:
    address: str
    title: str
    text: str


@dataclass(frozen=True)
class Question:
    fragment: str
    true: frozenset[str]


def our_site(project: Path, output: Path) -> None:
    """The pages that stand in no list and all files of the search."""
    source = pipeline.check(project, made.DAY)
    assert source.settings is not None and not source.problems
    seen = bulletin.assemble(source.packages, source.content, made.DAY)
    theme = HERE.parent / "theme"
    site = pages.Site(seen, source.settings, source.packages, {}, theme)
    written = pages.render(site)
    top = [page for page in written if page.address.count("/") < 2]
    dressed, problems = skin.dress(
        top, source.settings, pages.frame(site, top), theme=theme, resolve=lambda link: None
    )
    assert not problems, problems
    files = search.render(seen, written, dressed)
    for file in (*dressed, *files):
        path = output / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


def our_records(output: Path) -> list[Record]:
    """What can be found in our site."""
    files = sorted((output / "search").glob("*.json"))
    return list(_records({f"search/{f.name}": json.loads(f.read_bytes()) for f in files}))


def _records(parts: dict[str, dict[str, Any]]) -> Iterator[Record]:
    """Mines and outcomes with the words that all three searches are given."""

    def rows(name: str) -> Iterator[dict[str, str]]:
        part = parts[f"search/{name}.json"]
        told = ("family", "edition", "below")
        texts = {k: v for k, v in part.items() if isinstance(v, str) and k not in told}
        columns = {name: text.split("\n") for name, text in texts.items()}
        for row in zip(*columns.values(), strict=True):
            yield dict(zip(columns, row, strict=True))

    mines = {}
    towns = parts["search/mines.json"]["towns"]
    for mine, codes in zip(rows("mines"), rows("codes"), strict=True):
        mines[mine["id"]] = mine
        words = [mine["former"], mine["operator"], mine["former_operator"], mine.get("group", "")]
        words += [towns[int(mine["town"])], mine["id"], *codes.values()]
        yield Record(f"mines/{mine['id']}/", mine["name"], " ".join(filter(None, words)))
    for name in sorted(parts):
        if "outcomes-" not in name:
            continue
        for row in rows(name.removeprefix("search/").removesuffix(".json")):
            mine = mines.get(row["mine"], {"name": "", "operator": ""})
            party = row["party"] or mine["operator"]
            title = row["title"].replace("{p}", party).replace("{m}", mine["name"])
            words = [row["no"], row["kind"], mine["name"], party]
            yield Record(f"enforcement/{row['id']}/", title, " ".join(filter(None, words)))


def questions(records: Sequence[Record], count: int) -> list[Question]:
    """Fragments of two characters from names, and of five from document numbers, seeded."""
    chance = random.Random(20261123)  # noqa: S311
    mines = [record for record in records if record.address.startswith("mines/")]
    outcomes = [record for record in records if record.address.startswith("enforcement/")]
    asked: dict[str, Question] = {}
    while len(asked) < count:
        if len(asked) % 4 == 3:
            words, length = chance.choice(outcomes).text.split(" ")[0], 5
        else:
            mine = chance.choice(mines)
            words, length = chance.choice([mine.title, mine.text.split(" ")[0]]), 2
        start = chance.randrange(max(len(words) - length, 1))
        fragment = words[start : start + length]
        if fragment in asked or " " in fragment or len(fragment) < 2:
            continue
        true = frozenset(r.address for r in records if fragment in f"{r.title}\n{r.text}")
        if 0 < len(true) <= MOST_TRUE:
            asked[fragment] = Question(fragment, true)
    return list(asked.values())


# -- the peers ---------------------------------------------------------------------------------


def install(folder: Path) -> None:
    """The peers' packages, into a folder of their own."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder)]
    command += ["--require-hashes", "--no-deps", "-r", str(HERE / "search-requirements.txt")]
    subprocess.run(command, check=True)  # noqa: S603


def material_site(folder: Path, records: Sequence[Record]) -> None:
    """A site of one page by MkDocs and Material, and the index its plugin makes of the records."""
    from material.plugins.search import plugin  # type: ignore[import-untyped]  # noqa: PLC0415
    from mkdocs.commands import build  # noqa: PLC0415
    from mkdocs.config.defaults import MkDocsConfig  # noqa: PLC0415

    assert plugin.jieba is not None
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# 首页\n", encoding="utf-8")
    config = MkDocsConfig(config_file_path=str(folder / "mkdocs.yml"))
    config.load_dict(
        {
            "site_name": "peer",
            "docs_dir": str(folder / "docs"),
            "site_dir": str(folder / "site"),
            "theme": {"name": "material", "language": "zh", "font": False},
            "plugins": ["search"],
        }
    )
    config.validate()
    build.build(config)
    index = plugin.SearchIndex(**config.plugins["material/search"].config)
    segment = index._segment_chinese
    index.entries = [
        {"location": r.address, "title": segment(r.title), "text": segment(r.text)} for r in records
    ]
    made_index = index.generate_search_index(None)
    (folder / "site" / "search" / "search_index.json").write_text(made_index, encoding="utf-8")


def pagefind_site(folder: Path, records: Sequence[Record]) -> None:
    """Pagefind's bundle for the records, by its own program from a page for each of them."""
    with tempfile.TemporaryDirectory(prefix="bulletin-pagefind-") as private:
        for record in records:
            page = Path(private) / record.address / "index.html"
            page.parent.mkdir(parents=True)
            title, text = html.escape(record.title), html.escape(record.text)
            page.write_text(
                f'<!doctype html><html lang="zh"><title>{title}</title><h1>{title}</h1><p>{text}',
                encoding="utf-8",
            )
        program = folder.parent / "peers" / "pagefind_bin_extended" / "pagefind_extended"
        command = [str(program), "--site", private, "--output-path", str(folder / "pagefind")]
        subprocess.run([*command, "--quiet"], check=True)  # noqa: S603
    (folder / "index.html").write_text(
        '<!doctype html><html lang="zh"><title>peer</title><p>peer', encoding="utf-8"
    )


# -- a server that counts what it sends, packed ----------------------------------------------------


class Counting(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; `sent` counts the bytes of each answer's body as gzip would send it."""

    sent: list[tuple[str, int]]

    def __init__(self, *args: Any, sent: list[tuple[str, int]], **values: Any) -> None:
        self.sent = sent
        super().__init__(*args, **values)

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        # What a page looks like costs the same with any search.
        if path.is_file() and path.suffix not in (".html", ".css", ".svg", ".png"):
            content = path.read_bytes()
            self.sent.append((self.path, min(len(content), len(gzip.compress(content, 9)))))
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def counted(folder: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    sent: list[tuple[str, int]] = []
    handler = functools.partial(Counting, directory=str(folder), sent=sent)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", sent
        server.shutdown()


# -- measuring -------------------------------------------------------------------------------------

_OURS = """async (query) => {
  const start = performance.now()
  const groups = await bulletinSearch.answer(query, true)
  const took = performance.now() - start
  const found = groups.flatMap((group) => group.some(0, group.count))
  return [found.map(([table, row]) => table.show(row).address), took]
}"""
_MATERIAL_START = """async () => {
  const config = JSON.parse(document.querySelector("#__config").textContent)
  const index = await (await fetch("search/search_index.json")).json()
  index.options = { suggest: false }
  const worker = new Worker(config.search)
  window.ask = (message) => new Promise((answer) => {
    worker.onmessage = (event) => answer(event.data)
    worker.postMessage(message)
  })
  await window.ask({ type: 0, data: index })
}"""
_MATERIAL = """async (query) => {
  const start = performance.now()
  const answer = await window.ask({ type: 2, data: query })
  const took = performance.now() - start
  return [answer.data.items.flat().map((item) => item.location), took]
}"""
_PAGEFIND_START = """async () => {
  window.finder = await import("/pagefind/pagefind.js")
  await window.finder.init()
}"""
_PAGEFIND = """async (query) => {
  const start = performance.now()
  const answer = await window.finder.search(query)
  await Promise.all(answer.results.slice(0, 10).map((one) => one.data()))
  const took = performance.now() - start
  return [answer.results.map((one) => one.id), took]
}"""


@dataclass(frozen=True)
class Measured:
    """Bytes before the first answer; share of the true records found, of the found ones true."""

    name: str
    first: int
    recall: float
    precision: float
    milliseconds: float


def measured(
    name: str,
    page: Page,
    script: str,
    sent: list[tuple[str, int]],
    asked: Sequence[Question],
    known: frozenset[str],
    names: Mapping[str, str] | None = None,
) -> Measured:
    """Ask every question; what is found beyond the `known` records is not judged.

    `names` are the addresses of an answer that consists of the peer's own ids.
    """
    found = hits = true = 0
    times = []
    first = 0
    for number, question in enumerate(asked):
        addresses, took = page.evaluate(script, question.fragment)
        if number == 0:
            first = sum(size for _, size in sent)
        if names:
            addresses = [names[found] for found in addresses]
        times.append(took)
        found += len(known & set(addresses))
        hits += len(question.true & set(addresses))
        true += len(question.true)
    return Measured(name, first, hits / true, hits / max(found, 1), statistics.median(times))


def typing(page: Page, address: str, sent: list[tuple[str, int]], name: str) -> tuple[int, int]:
    """The box on the home page: the bytes of the first search, and of the codes at the first digit.

    The digit is typed as a search of its own: where names and codes have no answer, the box goes
    on to the files of the page, which are counted there.
    """
    page.goto(address)
    page.wait_for_load_state("networkidle")
    sent.clear()
    page.locator("header input").click()
    page.keyboard.type(name)
    expect(page.get_by_role("option").nth(1)).to_be_visible()
    names = sum(size for _, size in sent)
    sent.clear()
    with page.expect_response(lambda answer: answer.url.endswith("codes.json")):
        page.locator("header input").fill("2024")
    expect(page.locator(".search-panel mark").first).to_have_text("2024")
    return names, sum(size for path, size in sent if path.endswith("codes.json"))


_WATCH = """(selector) => {
  const input = document.querySelector(selector)
  const status = document.querySelector(".search-status")
  const place = document.querySelector(".search-panel") ?? status
  input.addEventListener("beforeinput", (event) => {
    window.painted = new Promise((done) => {
      const look = () => requestAnimationFrame(() => {
        const whole = place.textContent.includes(`“${input.value.trim()}”`)
          && !/正在找|还在找/.test(status.textContent)
        setTimeout(() => whole ? done(performance.now() - event.timeStamp) : look())
      })
      look()
    })
  })
}"""
"""From the key to the end of the frame in which the whole answer stands, with its counts."""


def painted(page: Page, selector: str, fragments: Sequence[str]) -> list[float]:
    """Milliseconds for each sign of each fragment, typed one after the other, every round."""
    session = page.context.new_cdp_session(page)
    page.evaluate(_WATCH, selector)
    times = []
    for turn in range(ROUNDS + 1):  # the first turn fetches, for the others everything is there
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED if turn else 1})
        if turn == 1:
            times = []
        for fragment in fragments:
            page.locator(selector).fill("")
            for sign in fragment:
                page.wait_for_timeout(150)
                page.keyboard.insert_text(sign)
                if sign.strip():
                    times.append(page.evaluate("() => window.painted"))
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return times


def told(times: Sequence[float]) -> str:
    middle, worst = statistics.median(times), max(times)
    return f"median {middle:.0f} ms, worst {worst:.0f} ms of {len(times)} keys"


def made_once(folder: Path, name: str, make: Callable[[Path], object]) -> Path:
    """A part of the run, made unless an earlier run has left it; tells how long that took."""
    place, done = folder / name, folder / f"{name}.done"
    if not done.exists():
        shutil.rmtree(place, ignore_errors=True)
        begun = time.perf_counter()
        make(place)
        done.touch()
        print(f"{name} made in {time.perf_counter() - begun:.0f} s", flush=True)
    return place


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mines", type=int, default=500)
    parser.add_argument("--outcomes", type=int, default=10000)
    parser.add_argument("--fragments", type=int, default=40)
    parser.add_argument("--folder", type=Path, help="keeps what is made, to measure again")
    parser.add_argument("--ours", action="store_true", help="without the peers")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bulletin-search-") as private:
        folder = chosen.folder or Path(private)
        folder.mkdir(parents=True, exist_ok=True)
        project = made_once(
            folder,
            "project",
            lambda place: made.write(place, mines=chosen.mines, outcomes=chosen.outcomes, seed=1),
        )
        records = our_records(made_once(folder, "ours", lambda place: our_site(project, place)))
        for script in ("search.js", "bulletin.js"):
            shutil.copy(HERE.parent / "theme" / "assets" / script, folder / "ours" / "assets")
        asked = questions(records, chosen.fragments)
        print(f"{len(records):,} records, {len(asked)} fragments", flush=True)
        if not chosen.ours:
            sys.path.insert(0, str(made_once(folder, "peers", install)))
            made_once(folder, "material", lambda place: material_site(place, records))
            made_once(folder, "pagefind", lambda place: pagefind_site(place, records))
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            missed = ours(chromium, folder, asked, records)
            if not chosen.ours:
                peers(chromium, folder, asked, records)
            chromium.close()
        print("load {:.1f} {:.1f} {:.1f}".format(*os.getloadavg()))
    return 1 if missed else 0


def ours(
    browser: Browser, folder: Path, asked: Sequence[Question], records: Sequence[Record]
) -> list[str]:
    """Tell bytes, times and recall of our search; gives the goals that are missed."""
    known = frozenset(record.address for record in records)
    fragments = [q.fragment for q in asked if len(q.fragment) == 2][:10]
    with counted(folder / "ours") as (address, sent):
        page = browser.new_page()
        names, codes = typing(page, address, sent, fragments[0])
        print(f"box: first search {names:,} bytes, first digit + {codes:,} bytes", flush=True)
        box = painted(page, "header input", [*fragments, *BROAD])
        print(f"box, slowed {SLOWED} ×: {told(box)}", flush=True)
        page.goto(f"{address}search/")
        page.wait_for_load_state("networkidle")
        sent.clear()
        page.goto(f"{address}search/?q={asked[0].fragment}")
        page.wait_for_load_state("networkidle")
        whole = sum(size for path, size in sent if "search" in path)
        print(f"page of the search, every part: {whole:,} bytes", flush=True)
        leaf = painted(page, "main input", [*fragments, *BROAD])
        print(f"page, slowed {SLOWED} ×: {told(leaf)}", flush=True)
        print(_row(measured("ours", page, _OURS, sent, asked, known)), flush=True)
    found = {"first search": names, "first digit": codes, "key to picture": max(*box, *leaf)}
    missed = [name for name, goal in GOALS.items() if found[name] > goal]
    for name in missed:
        print(f"MISSED: {name} {found[name]:,.0f}, goal {GOALS[name]:,}")
    return missed


def peers(
    browser: Browser, folder: Path, asked: Sequence[Question], records: Sequence[Record]
) -> None:
    """Tell bytes, times and recall of the peers."""
    known = frozenset(record.address for record in records)
    with counted(folder / "material" / "site") as (address, sent):
        page = browser.new_page()
        page.goto(address)
        page.evaluate(_MATERIAL_START)
        print(_row(measured("Material", page, _MATERIAL, sent, asked, known)), flush=True)
    names = dict(pagefind_names(folder / "pagefind" / "pagefind"))
    with counted(folder / "pagefind") as (address, sent):
        page = browser.new_page()
        page.goto(address)
        page.evaluate(_PAGEFIND_START)
        row = measured("Pagefind", page, _PAGEFIND, sent, asked, known, names)
        print(_row(row), flush=True)


def pagefind_names(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of each of Pagefind's ids, out of its packed fragments."""
    for file in folder.glob("fragment/*.pf_fragment"):
        content = gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd")
        yield file.stem, json.loads(content)["url"].removeprefix("/")


def _row(m: Measured) -> str:
    return (
        f"{m.name:9} first answer {m.first:>9,} bytes | recall {m.recall:.0%} | "
        f"precision {m.precision:.0%} | {m.milliseconds:.1f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
