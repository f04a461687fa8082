"""Makes the pictures of the handbook: `python docs/pictures.py [FOLDER]` (default docs/pictures).

The shipped demonstration is copied, the handbook's own steps are done to the copy, and what a
clerk then sees is photographed. Needs what the tests need: chromium, LibreOffice, pdftoppm.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
DAY = "1795406400"  # 2026-11-23, the day of the handbook's examples
PROGRAM = (sys.executable, "-c", "from generator.cli import main; main()")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
PHONE, DESK = 360, 1000
COLOURS = 64
"""Pictures of pages need no more: files stay small."""


def main(arguments: list[str]) -> None:
    target = Path(arguments[0]) if arguments else ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bulletin-pictures-") as folder:
        project = _copy(Path(folder) / "bulletin")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=list(QUIET)
            )
            _pictures(project, browser, target)
            browser.close()


def _copy(project: Path) -> Path:
    for part in ("data", "content", "theme"):
        shutil.copytree(ROOT / part, project / part)
    shutil.copy(ROOT / "site_config.yml", project)
    return project


def _pictures(project: Path, browser: Browser, target: Path) -> None:
    _workbook(project, target / "workbook.png")
    outcomes = project / "data" / "enforcement" / "outcomes.csv"
    sound = outcomes.read_text(encoding="utf-8")
    outcomes.write_text(sound.replace("2026-03-12", "2026年3月12日"), encoding="utf-8")
    report = project.parent / "report.html"
    _run(project, "check", "--format", "html", "--output", str(report), code=1)
    _shot(browser, report.as_uri(), target / "check.png", DESK, 620)
    outcomes.write_text(sound, encoding="utf-8")
    _run(project, "build", "--without", "posters")
    reason = ("--reason", "原决定被行政复议撤销", "--ended-on", "2026-11-20")
    with _served(project / "site") as address:
        _shot(browser, address, target / "home.png", PHONE, 760)
        _shot(browser, f"{address}enforcement/o-b82rc46z/", target / "penalty.png", PHONE, 760)
    _run(project, "withdraw", "o-b82rc46z", *reason, "--end-kind", "revoked", "--yes")
    _run(project, "build", "--without", "posters")
    with _served(project / "site") as address:
        _shot(browser, f"{address}enforcement/o-b82rc46z/", target / "withdrawn.png", PHONE, 760)
    with _previewed(project) as address:
        outcomes.write_text(sound.replace("2026-03-12", "2026年3月12日"), encoding="utf-8")
        page = browser.new_page(viewport={"width": DESK, "height": 620})
        page.goto(address)
        page.get_by_text("2026年3月12日").first.wait_for(timeout=60_000)
        _keep(page.screenshot(), target / "serve.png")
    outcomes.write_text(sound, encoding="utf-8")
    _run(project, "posters", "qx-001", "--size", "a3", "--output", str(project / "posters"))
    _page(project / "posters" / "qx-001-a3.pdf", 1, 60, target / "board.png")


def _workbook(project: Path, target: Path) -> None:
    """The first sheet of data of a workbook, as LibreOffice shows it."""
    made = project.parent / "enforcement.xlsx"
    _run(project, "workbook", "enforcement", "-o", str(made))
    profile = f"-env:UserInstallation={(project.parent / 'office').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir"]
    subprocess.run([*command, str(made.parent), str(made)], check=True, capture_output=True)
    pdf = made.with_suffix(".pdf")
    _page(pdf, _first_page_with("清新应急罚", pdf), 110, target)


def _first_page_with(words: str, pdf: Path) -> int:
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True)
    pages = text.stdout.split("\f")
    return next(number for number, page in enumerate(pages, 1) if words in page)


def _run(project: Path, *words: str, code: int = 0) -> None:
    done = subprocess.run([*PROGRAM, *words], cwd=project, env=_environment(), input="\n" * 9,
                          capture_output=True, text=True, check=False)  # fmt: skip
    if done.returncode != code:
        raise SystemExit(f"{' '.join(words)}\n{done.stdout}{done.stderr}")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": DAY}


def _page(pdf: Path, number: int, dpi: int, target: Path) -> None:
    place = ["-f", str(number), "-l", str(number), "-singlefile", "-png"]
    stem = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(dpi), *place, str(pdf), str(stem)], check=True)
    _keep(stem.with_suffix(".png").read_bytes(), target)


def _shot(browser: Browser, address: str, target: Path, width: int, height: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address)
    _keep(page.screenshot(), target)
    page.close()


def _keep(png: bytes, target: Path) -> None:
    whole = target.with_suffix(".new")
    whole.write_bytes(png)
    with Image.open(whole) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(target, format="PNG", optimize=True)
    whole.unlink()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _previewed(project: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*PROGRAM, "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=project, env=_environment(),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
