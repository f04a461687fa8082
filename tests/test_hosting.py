"""The shipped nginx example, run by a real nginx and asked by curl."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import DAY, ROOT
from hosted import EXAMPLE, hosted

from generator import tree
from generator.artifacts import Artifact
from generator.bulletin import Bulletin
from generator.pipeline import Source
from generator.render import feeds

PAGE = b"<!doctype html><html lang=zh-CN><title>x</title><p>" + "甲矿".encode() * 1000


@pytest.fixture(scope="module")
def artifacts(shipped: Source, shipped_bulletin: Bulletin) -> list[Artifact]:
    assert shipped.settings is not None
    others = {
        "index.html": PAGE,
        "mines/qx-001/index.html": PAGE,
        "404.html": b"<!doctype html><title>gone</title>",
        "sitemap.xml": b"<urlset/>",
        "assets/bulletin.css": b"p { color: red }",
        "assets/bulletin.js": b"'use strict'",
        "data/mines/mines.csv": "名称\n".encode(),
        "data/mines/datapackage.json": b"{}",
        "data/SHA256SUMS": b"0  x\n",
        "posters/qx-001-a3.pdf": b"%PDF-1.7",
    }
    rendered = feeds.render(shipped_bulletin, shipped.settings)
    return rendered + [Artifact(path, content) for path, content in others.items()]


@pytest.fixture(scope="module")
def folder(artifacts: list[Artifact], tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("hosted")
    tree.publish(artifacts, project / "site", project)
    return project


@pytest.fixture(scope="module")
def nginx(folder: Path) -> Iterator[str]:
    with hosted(folder / "site", folder / "nginx") as url:
        yield url


def ask(url: str, *options: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (names in small letters) and body as curl gets them."""
    command = ["curl", "--silent", "--show-error", "--include", "--http1.1", *options, url]
    answer = subprocess.run(command, capture_output=True, check=True).stdout
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().splitlines()
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(": ")
        assert name.lower() not in headers, f"said twice: {name}"
        headers[name.lower()] = value
    return int(lines[0].split()[1]), headers, body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("mines/qx-001/", "text/html; charset=utf-8"),
        ("feeds/all.xml", "application/rss+xml; charset=utf-8"),
        ("feeds/all.atom", "application/atom+xml; charset=utf-8"),
        ("feeds/all.json", "application/feed+json; charset=utf-8"),
        ("feeds/towns/441803102.xml", "application/rss+xml; charset=utf-8"),
        ("feeds/towns/441803102.json", "application/feed+json; charset=utf-8"),
        ("mines/qx-001/feed.xml", "application/rss+xml; charset=utf-8"),
        ("mines/qx-001/feed.atom", "application/atom+xml; charset=utf-8"),
        ("mines/qx-001/feed.json", "application/feed+json; charset=utf-8"),
        ("feeds/subscriptions.opml", "text/x-opml; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("assets/bulletin.css", "text/css; charset=utf-8"),
        ("assets/bulletin.js", "text/javascript; charset=utf-8"),
        ("data/mines/mines.csv", "text/csv; charset=utf-8"),
        ("data/mines/datapackage.json", "application/json; charset=utf-8"),
        ("data/SHA256SUMS", "text/plain; charset=utf-8"),
        ("posters/qx-001-a3.pdf", "application/pdf"),
    ],
)
def test_every_file_is_served_as_what_it_is(
    nginx: str, artifacts: list[Artifact], path: str, kind: str
) -> None:
    status, headers, body = ask(nginx + path)
    assert status == 200
    assert headers["content-type"] == kind
    file = path + "index.html" if path in ("", "mines/qx-001/") else path
    assert body == next(a.content for a in artifacts if a.path == file)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == ("max-age=3600" if "assets/" in path else "no-cache")


def test_the_policy_is_that_of_the_pages(nginx: str) -> None:
    head = (ROOT / "theme/skin/partials/head.html").read_text(encoding="utf-8")
    policies = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', head)
    assert len(policies) == 1
    for path in ("", "feeds/all.xml", "assets/bulletin.js", "nowhere/"):
        _, headers, _ = ask(nginx + path)
        # A page cannot forbid frames from within; the server can.
        expected = f"{policies[0]}; frame-ancestors 'self'"
        assert headers["content-security-policy"] == expected


@pytest.mark.parametrize("suffix", ["xml", "atom", "json"])
@pytest.mark.parametrize("packed", [(), ("--compressed",)])
def test_a_reader_that_has_the_newest_is_told_so_in_one_line(
    nginx: str, suffix: str, packed: tuple[str, ...]
) -> None:
    url = f"{nginx}feeds/all.{suffix}"
    status, headers, body = ask(url, *packed)
    assert status == 200
    assert len(body) > 10_000
    assert headers["etag"].startswith('W/"' if packed else '"')
    assert bool(packed) == (headers.get("content-encoding") == "gzip")
    for condition in (
        f"If-None-Match: {headers['etag']}",
        f"If-Modified-Since: {headers['last-modified']}",
    ):
        again, _, rest = ask(url, "--header", condition, *packed)
        assert (again, rest) == (304, b"")
    assert ask(url, "--header", 'If-None-Match: "other"', *packed)[0] == 200


def test_a_rebuild_without_news_leaves_readers_their_copies(
    nginx: str, folder: Path, artifacts: list[Artifact]
) -> None:
    """Not even the time of a file changes, though two folders take turns."""
    url = nginx + "feeds/hazards.xml"
    _, before, _ = ask(url)
    for news in (b"1", b"2", b"3"):
        changed = [*artifacts, Artifact("news.txt", news)]
        tree.publish(changed, folder / "site", folder)
        assert ask(nginx + "news.txt")[2] == news
        assert ask(url, "--header", f"If-None-Match: {before['etag']}")[0] == 304


def test_what_is_not_there_is_said_with_our_own_page(nginx: str) -> None:
    for path in ("nowhere/", "mines/", ".bulletin/", "feeds/.hidden.xml"):
        status, headers, body = ask(nginx + path)
        assert (status, body) == (404 if path != "mines/" else 403, body)
        assert headers["content-type"].startswith("text/html")
        if path != "mines/":
            assert b"<title>gone</title>" in body


def test_the_version_of_the_server_is_not_told(nginx: str) -> None:
    assert ask(nginx)[1]["server"] == "nginx"


def test_the_example_names_every_line_to_change() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert len(re.findall("# CHANGE: ", text)) == 3
    assert DAY.isoformat() not in text
