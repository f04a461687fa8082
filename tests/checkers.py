"""Judges of pages that are programs of their own: axe in the browser, the Nu HTML checker."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

TOOLS = Path(__file__).parent / "tools" / "node_modules"

STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""WCAG 2.2 AA, which GB/T 37668 follows, and axe's own advice beyond it."""


def tool(path: str) -> Path:
    """A file of tests/tools. A missing judge is a failure: silence would look like a pass."""
    file = TOOLS / path
    if not file.exists():
        pytest.fail(f"{file} is missing. Run make test, or: sh .ci/node tests/tools", pytrace=False)
    return file


@cache
def _axe() -> str:
    return tool("axe-core/axe.min.js").read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """What axe finds against the standards in the page as it stands: rule, place, reason."""
    # Evaluated by the debugger, which the page's policy does not bind: the page stays as it is.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": list(STANDARDS)},
        "resultTypes": ["violations"],
        # The whole page is one document, its sheets are of its own host: nothing to fetch again.
        "preload": False,
    }
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{fault['id']} at {node['target'][-1]}: {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


UNKNOWN_TO_NU = ("“paint-order”: Property “paint-order” doesn't exist.",)
"""Standards its CSS part does not know yet: SVG 2 §13.10, in every browser since 2017."""


def nu(files: Iterable[Path]) -> Iterator[str]:
    """The errors the Nu HTML checker finds in files (HTML, SVG, CSS): file, line, message."""
    jar = tool("vnu-jar/build/dist/vnu.jar")
    options = ("--errors-only", "--format", "json", "--also-check-svg", "--also-check-css")
    run = subprocess.run(
        ["java", "-jar", jar, *options, *files], capture_output=True, text=True, check=False
    )
    for message in json.loads(run.stderr)["messages"]:
        if message["message"].removeprefix("CSS: ").startswith(UNKNOWN_TO_NU):
            continue
        place = f"{message.get('url', '')}:{message.get('lastLine', '')}"
        yield f"{place}: {message['message']} {message.get('extract', '')}"
