"""The live preview in a real browser: what is saved is seen, what is wrong lies over the page."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import watched
from conftest import DAY, ROOT
from playwright.sync_api import Browser, expect

from generator import messages
from generator.preview import Preview, Server

pytestmark = pytest.mark.slow


@pytest.fixture
def served(project: Path) -> Iterator[str]:
    with Server(0, Preview(project, DAY, messages.catalogue("zh"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.url
        server.shutdown()


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_saved_is_seen_and_what_is_wrong_lies_over_the_last_good_page(
    browser: Browser, served: str, project: Path
) -> None:
    page, faults = watched(browser, served, script=True, width=1280)
    page.goto(f"{served}mines/qx-001/")
    expect(page.locator("h1")).to_have_text("示例青石岭建筑石料矿")
    rows = page.locator(".bulletin-rows")
    expect(rows.locator("summary")).to_contain_text("data/mines/mines.csv 第 2 行")

    mines = project / "data/mines/mines.csv"
    replaced(mines, "qx-001,示例青石岭建筑石料矿,", "qx-001,,")
    problems = page.locator(".bulletin-problems")
    expect(problems.locator("p").first).to_contain_text("data/mines/mines.csv 第 2 行")
    expect(page.locator("h1")).to_have_text("示例青石岭建筑石料矿")

    replaced(mines, "qx-001,,", "qx-001,示例青石岭建筑石料矿,")
    expect(problems).to_have_count(0)
    words = project / "content/glossary.md"
    page.goto(f"{served}glossary/")
    replaced(words, "官方叫法在前", "官方的叫法在前")
    expect(page.locator("article")).to_contain_text("官方的叫法在前")
    assert faults == []

    page.goto(f"{served}mines/qx-001/")
    rows.locator("summary").click()
    rows.locator("a").first.click()
    expect(page.locator("table")).to_contain_text("示例青岭矿业有限公司")
    assert not (project / "site").exists()
    page.context.close()


def test_any_day_is_one_word_behind_the_address_and_stays_with_the_reader(
    browser: Browser, served: str
) -> None:
    page, faults = watched(browser, served, script=True, width=1280)
    page.goto(f"{served}mines/?as-of=2026-12-01")
    assert page.url == f"{served}@2026-12-01/mines/"
    expect(page.locator(".demonstration").first).to_contain_text("2026年12月1日")
    page.locator(".site-tabs a").first.click()
    assert page.url == f"{served}@2026-12-01/"
    assert faults == []
    page.context.close()


def test_nobody_else_is_answered(served: str) -> None:
    stranger = urllib.request.Request(served, headers={"Host": "evil.example:8000"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(stranger)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{served}..%2fsite_config.yml")
    for day in ("tomorrow", "9999-12-31"):
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(f"{served}?as-of={day}")


def serve(project: Path, *words: str) -> subprocess.Popen[str]:
    code = "from generator.cli import main; main()"
    command = [sys.executable, "-u", "-c", code, "serve", "--project", str(project), *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)


def test_ctrl_c_ends_it_and_a_taken_port_is_a_plain_message(project: Path) -> None:
    with serve(project, "--port", "0") as running:
        assert running.stderr is not None
        assert "http://127.0.0.1:" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        assert running.stderr.read() == "预览已结束。\n"
    assert running.returncode == 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with serve(project, "--port", port) as refused:
            _, told = refused.communicate()
    assert refused.returncode == 2
    assert port in told
    assert "Traceback" not in told
