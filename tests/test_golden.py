"""What is rendered, byte for byte. `pytest tests/test_golden.py --rewrite-golden` writes anew."""

from __future__ import annotations

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"

# A page of each making: lists, a renamed mine, a penalty of a pair, an overdue hazard, a merger,
# staff words with links, and the feed.
RENDERED = (
    "index.html",
    "mines/qx-005/index.html",
    "enforcement/o-zy6jbwxg/index.html",
    "hazards/h-mubknmq6/index.html",
    "closures/c-phrsgg9u/index.html",
    "notices/2026-q3-circular/index.html",
    "report/index.html",
    "feeds/all.xml",
    "404.html",
    "sitemap.xml",
)


@pytest.mark.slow
@pytest.mark.parametrize("path", RENDERED)
def test_what_is_rendered_is_what_was_reviewed(
    site: Path, path: str, request: pytest.FixtureRequest
) -> None:
    golden = GOLDEN / path.replace("/", "_")
    rendered = (site / path).read_text(encoding="utf-8")
    if request.config.getoption("--rewrite-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(rendered, encoding="utf-8", newline="\n")
    assert rendered == golden.read_text(encoding="utf-8")
