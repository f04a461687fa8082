"""The event stream as a feed, read by a real feed reader."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import pytest
from conftest import DAY, ROOT, Edit

from generator import bulletin, pipeline
from generator.bulletin import Bulletin
from generator.pipeline import Source
from generator.render import feeds
from generator.settings import Settings

SITE = "https://bulletin.example/kuangan/"


def settings_of(source: Source) -> Settings:
    assert source.settings is not None
    return source.settings


def xml(seen: Bulletin, settings: Settings) -> bytes:
    (content,) = [a.content for a in feeds.render(seen, settings) if a.path == "feeds/all.xml"]
    return content


def read(content: bytes) -> Any:
    parsed = feedparser.parse(content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def on(source: Source, day: str) -> Any:
    seen = bulletin.assemble(source.packages, source.content, date.fromisoformat(day))
    return read(xml(seen, settings_of(source)))


@pytest.fixture(scope="module")
def content(shipped: Source, shipped_bulletin: Bulletin) -> bytes:
    return xml(shipped_bulletin, settings_of(shipped))


@pytest.fixture(scope="module")
def feed(content: bytes) -> Any:
    return read(content)


def test_a_feed_reader_finds_nothing_wrong_with_it(feed: Any) -> None:
    assert feed.version == "rss20"
    assert feed.encoding == "utf-8"
    assert feed.feed.title == "清新区非煤矿山安全公示"
    assert feed.feed.language == "zh-CN"


def test_it_holds_the_newest_hundred(feed: Any, shipped_bulletin: Bulletin) -> None:
    assert len(shipped_bulletin.events) > 100
    assert len(feed.entries) == 100
    # Newest is what was published or put right last: a correction of an old fact is news.
    moved = {
        e.key: max(e.public_on, e.corrected_on or e.public_on) for e in shipped_bulletin.events
    }
    told = [moved[unquote(entry.id.rpartition(":")[2])] for entry in feed.entries]
    assert told == sorted(moved.values(), reverse=True)[:100]


def test_the_channel_leads_to_the_site(feed: Any) -> None:
    assert feed.feed.link == SITE
    self_links = [link.href for link in feed.feed.links if link.rel == "self"]
    assert self_links == [SITE + "feeds/all.xml"]


def test_every_link_is_absolute_and_below_the_site(feed: Any) -> None:
    for entry in feed.entries:
        assert entry.link.startswith(SITE), entry.link
        assert len(entry.link) > len(SITE)


def test_every_id_is_a_tag_uri_of_the_tag_authority(feed: Any) -> None:
    ids = [entry.id for entry in feed.entries]
    assert len(set(ids)) == 100
    assert all(found.startswith("tag:bulletin.example,2026:") for found in ids)
    assert all(found.isascii() and " " not in found for found in ids)
    assert "tag:bulletin.example,2026:enforcement/o-b82rc46z/decided" in ids


def test_an_id_is_no_link(content: bytes) -> None:
    guids = list(ElementTree.fromstring(content).iter("guid"))
    assert len(guids) == 100
    assert {guid.get("isPermaLink") for guid in guids} == {"false"}


def test_ids_stay_the_same_from_day_to_day(shipped: Source) -> None:
    earlier, later = on(shipped, "2026-11-20"), on(shipped, "2026-11-27")
    before = {entry.id: (entry.link, entry.title) for entry in earlier.entries}
    after = {entry.id: (entry.link, entry.title) for entry in later.entries}
    # Older entries fall off the end as new ones come; no entry comes back under another id.
    assert set(after) - set(before)
    assert len(set(before) & set(after)) > 80
    assert all(before[key] == after[key] for key in set(before) & set(after))
    assert not set(map(str, before.values())) & {str(after[k]) for k in set(after) - set(before)}


def test_an_id_outlives_a_new_name_and_a_new_place_of_the_site(
    project: Path, edit: Edit, shipped: Source, feed: Any
) -> None:
    def rename(rows: list[dict[str, str]]) -> None:
        for mine in rows:
            mine["name"] = f"示例新{mine['mine_id']}"

    edit("mines/mines", rename)
    source = pipeline.check(project, DAY)
    moved = dataclasses.replace(settings_of(source), site_url="https://other.example/")
    seen = bulletin.assemble(source.packages, source.content, DAY)
    parsed = read(xml(seen, moved))
    assert [entry.id for entry in parsed.entries] == [entry.id for entry in feed.entries]
    assert all(entry.link.startswith("https://other.example/") for entry in parsed.entries)
    assert [e.title for e in parsed.entries] != [e.title for e in feed.entries]


PROGRAM = """
import hashlib, sys
from datetime import date
from pathlib import Path
from generator import bulletin, pipeline
from generator.render import feeds
source = pipeline.check(Path(sys.argv[1]), date(2026, 11, 23))
seen = bulletin.assemble(source.packages, source.content, date(2026, 11, 23))
for artifact in feeds.render(seen, source.settings):
    print(artifact.path, hashlib.sha256(artifact.content).hexdigest())
"""


@pytest.mark.slow
def test_the_same_data_give_the_same_bytes_in_another_process_zone_and_order(
    content: bytes,
) -> None:
    digests = {f"feeds/all.xml {hashlib.sha256(content).hexdigest()}"}
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(ROOT)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.splitlines()) & digests == digests


def test_a_day_without_news_changes_no_byte(shipped: Source, content: bytes) -> None:
    # The newest publication is of 2026-11-22 and the next of 2026-11-25.
    seen = bulletin.assemble(shipped.packages, shipped.content, date(2026, 11, 24))
    assert xml(seen, settings_of(shipped)) == content


def test_the_build_date_is_the_newest_date_of_the_data(feed: Any) -> None:
    assert feed.feed.updated == "Sun, 22 Nov 2026 00:00:00 +0800"


def test_a_correction_moves_the_build_date_and_keeps_the_id(
    project: Path, edit: Edit, feed: Any
) -> None:
    def correct(rows: list[dict[str, str]]) -> None:
        (outcome,) = [r for r in rows if r["outcome_id"] == "o-b82rc46z"]
        outcome.update(corrected_on="2026-11-23", correction_note="更正：示例说明。")

    edit("enforcement/outcomes", correct)
    source = pipeline.check(project, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    parsed = read(xml(seen, settings_of(source)))
    assert parsed.feed.updated == "Mon, 23 Nov 2026 00:00:00 +0800"
    (entry,) = [entry for entry in parsed.entries if "o-b82rc46z" in entry.id]
    assert entry.id == "tag:bulletin.example,2026:enforcement/o-b82rc46z/decided"
    assert entry.published == "Mon, 16 Nov 2026 00:00:00 +0800"
    assert "2026年11月23日" in entry.description
    assert "示例说明。" in entry.description
    assert parsed.entries[0].id == entry.id
    assert {e.id for e in parsed.entries} == {e.id for e in feed.entries}


def test_an_entry_alone_tells_what_happened_when_and_on_whose_paper(feed: Any) -> None:
    (entry,) = [entry for entry in feed.entries if "o-b82rc46z" in entry.id]
    assert entry.title == "示例新竹矿业有限公司未按规定组织应急演练，罚款 6,000 元"
    assert entry.link == SITE + "enforcement/o-b82rc46z/"
    assert entry.published == "Mon, 16 Nov 2026 00:00:00 +0800"
    for part in ("行政处罚", "2026年11月10日", "清新应急罚〔2026〕示例37号", "第九十七条第六项"):
        assert part in entry.description
    with Path(ROOT, "data/mines/mines.csv").open(encoding="utf-8", newline="") as stream:
        (code,) = [m["town_code"] for m in csv.DictReader(stream) if m["mine_id"] == "qx-006"]
    with Path(ROOT, "data/mines/towns.csv").open(encoding="utf-8", newline="") as stream:
        (town,) = [t["name"] for t in csv.DictReader(stream) if t["town_code"] == code]
    assert [tag.term for tag in entry.tags] == ["行政处罚", town]


def test_markup_in_a_name_stays_text_for_every_reader(project: Path, edit: Edit) -> None:
    def spoil(rows: list[dict[str, str]]) -> None:
        (outcome,) = [r for r in rows if r["outcome_id"] == "o-b82rc46z"]
        outcome.update(party_name="<b>&amp;<img src=x onerror=alert(1)>甲 & 乙", facts="<script>")

    edit("enforcement/outcomes", spoil)
    source = pipeline.check(project, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    written = xml(seen, settings_of(source))
    (entry,) = [entry for entry in read(written).entries if "o-b82rc46z" in entry.id]
    # Full-width forms: no reader, however often it unescapes, finds an element or an entity.
    assert entry.title.startswith("＜b＞＆amp;＜img src=x onerror=alert(1)＞甲 ＆ 乙")
    assert "＜script＞" in entry.description
    for text in (entry.title, entry.description):
        assert not set("<>&") & set(text)


def test_an_empty_bulletin_has_an_empty_feed(empty_project: Path) -> None:
    source = pipeline.check(empty_project, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    parsed = read(xml(seen, settings_of(source)))
    assert parsed.entries == []
    assert parsed.feed.link == SITE
