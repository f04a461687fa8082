"""A real feed reader follows the bulletin through 35 months.

newsboat subscribes over http and to files, with a home of its own; after each month end it is
asked what it holds, in its own database.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hosted import hosted

from generator import bulletin
from generator.bulletin import Bulletin
from generator.pipeline import Source
from generator.render import feeds

pytestmark = pytest.mark.slow

MONTH_ENDS = [
    date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    for year in (2024, 2025, 2026)
    for month in range(1, 13)
][:35]

OVER_HTTP = ("feeds/all.xml", "feeds/enforcement.atom", "mines/qx-005/feed.xml")
FROM_FILES = ("feeds/all.atom", "feeds/hazards.xml", "feeds/towns/441803105.xml")


@dataclass
class Reader:
    """newsboat in a folder of its own."""

    home: Path
    addresses: list[str]
    cache: Path = field(init=False)

    def __post_init__(self) -> None:
        self.home.mkdir()
        self.cache = self.home / "cache.db"
        (self.home / "config").write_text("auto-reload no\n", encoding="utf-8")
        (self.home / "urls").write_text("\n".join(self.addresses) + "\n", encoding="utf-8")

    def reload(self) -> None:
        """Fetch every subscription anew."""
        command = ["newsboat", "--execute=reload", f"--url-file={self.home / 'urls'}"]
        command += [f"--cache-file={self.cache}", f"--config-file={self.home / 'config'}"]
        private = {**os.environ, "HOME": str(self.home), "no_proxy": "*"}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "http_proxy", "HTTP_PROXY"):
            private.pop(name, None)
        done = subprocess.run(command, env=private, capture_output=True, text=True, check=True)
        assert "Error" not in done.stdout + done.stderr

    def articles(self, condition: str = "") -> list[tuple[str, str, str, str]]:
        """(subscription, id, title, link) of every article it holds."""
        with closing(sqlite3.connect(self.cache)) as database:
            return database.execute(
                f"SELECT feedurl, guid, title, url FROM rss_item {condition} ORDER BY id"
            ).fetchall()

    def read_all(self) -> None:
        """The reader has looked at everything; what is unread later is new to them."""
        with closing(sqlite3.connect(self.cache)) as database, database:
            database.execute("UPDATE rss_item SET unread = 0")


@dataclass
class Month:
    """What was published at a month end, and what was new to the reader then."""

    seen: Bulletin
    published: dict[str, list[str]]
    unread: list[tuple[str, str, str, str]]


@dataclass
class Replay:
    months: list[Month]
    reader: Reader
    addresses: dict[str, str]
    late: Reader


def written(seen: Bulletin, source: Source, site: Path) -> None:
    assert source.settings is not None
    shutil.rmtree(site / "feeds", ignore_errors=True)
    for artifact in feeds.render(seen, source.settings):
        file = site / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.content)
        # A day of its own for each file, so that no reader takes it for the one it has.
        moment = seen.as_of.toordinal() * 86_400
        os.utime(file, (moment - 62_135_596_800, moment - 62_135_596_800))


def ids(file: Path) -> list[str]:
    root = ElementTree.parse(file).getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    found = [guid.text for guid in root.iter("guid")]
    found += [entry.findtext(f"{atom}id") for entry in root.iter(f"{atom}entry")]
    return [text or "" for text in found]


@pytest.fixture(scope="module")
def replay(shipped: Source, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    place = tmp_path_factory.mktemp("replay")
    site = place / "site"
    site.mkdir()
    with hosted(site, place / "nginx") as url:
        addresses = {url + path: path for path in OVER_HTTP}
        addresses |= {f"file://{site / path}": path for path in FROM_FILES}
        reader = Reader(place / "reader", list(addresses))
        months = []
        for day in MONTH_ENDS:
            seen = bulletin.assemble(shipped.packages, shipped.content, day)
            written(seen, shipped, site)
            reader.reload()
            published = {path: ids(site / path) for path in addresses.values()}
            months.append(Month(seen, published, reader.articles("WHERE unread = 1")))
            reader.read_all()
        late = Reader(place / "late", list(addresses))
        late.reload()
        yield Replay(months, reader, addresses, late)


def ever(months: list[Month]) -> set[str]:
    """The ids of everything that stood in a subscribed feed."""
    return {guid for month in months for found in month.published.values() for guid in found}


def test_it_shows_every_published_entry_exactly_once(replay: Replay) -> None:
    """An entry that stands in several subscriptions is one entry: its id is the same in all."""
    held = Counter(guid for _, guid, _, _ in replay.reader.articles())
    assert set(held) == ever(replay.months)
    assert set(held.values()) == {1}
    assert len(held) > 400


def test_no_two_entries_read_alike(replay: Replay) -> None:
    alike = Counter((title, link) for _, _, title, link in replay.reader.articles())
    assert [place for place, number in alike.items() if number > 1] == []


def test_only_what_is_new_is_new_to_the_reader(replay: Replay) -> None:
    known: set[str] = set()
    for month in replay.months:
        fresh = ever([month]) - known
        told = Counter(guid for _, guid, _, _ in month.unread)
        assert set(told) == fresh, month.seen.as_of
        assert set(told.values()) <= {1}
        known |= fresh
    assert [len(month.unread) for month in replay.months].count(0) < 10


def gone(seen: Bulletin) -> dict[str, date]:
    """For each record that came down by the day: its place in ids, and since when."""
    return {
        event.key.removesuffix("removed"): event.day
        for event in seen.events
        if event.key.endswith("/removed")
    }


def record(guid: str) -> str:
    """The record an id tells of: enforcement/o-1/."""
    return unquote(guid).rpartition(":")[2].rpartition("/")[0] + "/"


def test_no_record_is_told_again_after_it_came_down(replay: Replay) -> None:
    refused = 0
    for month in replay.months:
        down = gone(month.seen)
        refused += len(down)
        for _, guid, _, _ in month.unread:
            if not guid.endswith("/removed"):
                assert record(guid) not in down, guid
    assert refused > 100


def test_every_removal_reaches_the_reader(replay: Replay) -> None:
    told = [guid for _, guid, _, _ in replay.reader.articles() if guid.endswith("/removed")]
    down = gone(replay.months[-1].seen)
    assert sorted(map(record, told)) == sorted(down)
    assert len(down) > 20


def test_who_subscribes_today_finds_nothing_that_came_down(replay: Replay) -> None:
    down = gone(replay.months[-1].seen)
    held = Counter(guid for _, guid, _, _ in replay.late.articles())
    assert set(held) == ever(replay.months[-1:])
    assert set(held.values()) == {1}
    assert len(held) > 200
    for guid in held:
        assert guid.endswith("/removed") or record(guid) not in down
