"""A real browser for the tests: how it is started, and how a page is watched."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Request

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


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


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


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder served on this machine only; gives its address."""
    handler = functools.partial(Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
