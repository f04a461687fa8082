"""The event stream as feeds, read by a real feed reader."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import jsonschema
import plain_feedgen
import pytest
from conftest import DAY, ROOT, Edit

from generator import bulletin, packages, pipeline
from generator.bulletin import Bulletin
from generator.bulletin.events import KINDS
from generator.pipeline import Source
from generator.render import feeds
from generator.render.feeds import entries
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
    assert [tag.term for tag in entry.tags] == ["执法结果", "行政处罚", town]
    assert f"矿山：示例竹林坑高岭土矿（{town}）。" in entry.description
    assert entry.description.endswith("详见 " + entry.link)


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


# Every feed, every format.


@pytest.fixture(scope="module")
def every(shipped: Source, shipped_bulletin: Bulletin) -> dict[str, bytes]:
    """All files of feeds by their path."""
    rendered = feeds.render(shipped_bulletin, settings_of(shipped))
    files = {artifact.path: artifact.content for artifact in rendered}
    assert len(files) == len(rendered)
    return files


def of(every: dict[str, bytes], suffix: str) -> dict[str, bytes]:
    return {path: content for path, content in every.items() if path.endswith(suffix)}


def test_feeds_stand_at_the_addresses_of_the_contract(
    every: dict[str, bytes], shipped_bulletin: Bulletin
) -> None:
    names = ["feeds/all", *(f"feeds/{kind}" for kind in KINDS)]
    names += [f"feeds/towns/{code}" for code in shipped_bulletin.towns]
    names += [f"mines/{mine_id}/feed" for mine_id in shipped_bulletin.mines]
    expected = {f"{name}.{suffix}" for name in names for suffix in ("xml", "atom", "json")}
    assert set(every) == expected | {"feeds/subscriptions.opml"}
    assert len(shipped_bulletin.towns) > 3
    assert len(shipped_bulletin.mines) > 20


@pytest.mark.parametrize(("suffix", "version"), [(".xml", "rss20"), (".atom", "atom10")])
def test_a_feed_reader_finds_nothing_wrong_with_any_feed(
    every: dict[str, bytes], suffix: str, version: str
) -> None:
    for path, content in of(every, suffix).items():
        parsed = read(content)
        assert parsed.version == version
        assert [link.href for link in parsed.feed.links if link.rel == "self"] == [SITE + path]
        for entry in parsed.entries:
            assert entry.link.startswith(SITE)
            assert entry.published.endswith("+0800" if suffix == ".xml" else "+08:00")
            assert entry.tags


def test_every_json_feed_is_one_by_its_schema(every: dict[str, bytes]) -> None:
    schema = json.loads(Path(__file__).with_name("json-feed-1.1.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path, content in of(every, ".json").items():
        feed = json.loads(content)
        validator.validate(feed)
        assert feed["feed_url"] == SITE + path
    feed["items"] = [{"id": 1, "content_text": "x"}]
    assert not validator.is_valid(feed)


def test_the_three_formats_tell_the_same(every: dict[str, bytes]) -> None:
    for path, content in of(every, ".json").items():
        items = json.loads(content)["items"]
        for suffix in (".xml", ".atom"):
            entries = read(every[path.replace(".json", suffix)]).entries
            assert [e.id for e in entries] == [item["id"] for item in items]
            assert [e.title for e in entries] == [item["title"] for item in items]
            assert [e.link for e in entries] == [item["url"] for item in items]
            assert [e.summary for e in entries] == [item["content_text"] for item in items]
            assert [[t.term for t in e.tags] for e in entries] == [i["tags"] for i in items]


def items(every: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(every[f"{name}.json"])["items"]
    return listed


def test_the_newest_hundred_over_the_kinds_are_all(every: dict[str, bytes]) -> None:
    kinds = [item for kind in KINDS for item in items(every, f"feeds/{kind}")]
    assert len({item["id"] for item in kinds}) == len(kinds)  # exactly one kind each
    newest = sorted(kinds, key=lambda i: (i["date_modified"], unquote(i["id"])), reverse=True)
    assert newest[:100] == items(every, "feeds/all")


def test_a_feed_of_a_town_tells_of_its_mines_and_no_others(
    every: dict[str, bytes], shipped_bulletin: Bulletin
) -> None:
    told = 0
    for code, town in shipped_bulletin.towns.items():
        for item in items(every, f"feeds/towns/{code}"):
            assert town.name in item["tags"]
            told += 1
    assert told > 200


def test_the_feed_of_a_mine_holds_its_whole_timeline(
    every: dict[str, bytes], shipped_bulletin: Bulletin
) -> None:
    for mine_id, dossier in shipped_bulletin.dossiers.items():
        ids = [
            unquote(item["id"]).rpartition(":")[2] for item in items(every, f"mines/{mine_id}/feed")
        ]
        assert set(ids) == {event.key for event in dossier.events}
        days = [item["date_modified"] for item in items(every, f"mines/{mine_id}/feed")]
        assert days == sorted(days, reverse=True)


def test_the_list_of_subscriptions_names_every_feed_once(every: dict[str, bytes]) -> None:
    root = ElementTree.fromstring(every["feeds/subscriptions.opml"])
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    listed = [o.get("xmlUrl") for o in root.iter("outline") if o.get("type") == "rss"]
    assert listed == sorted(set(listed), key=listed.index)
    assert set(listed) == {SITE + path for path in of(every, ".xml")}


def test_the_bytes_are_those_of_feedgen(
    every: dict[str, bytes], shipped: Source, shipped_bulletin: Bulletin
) -> None:
    """A feed stamped from a mould is the feed that feedgen writes entry by entry."""
    settings = settings_of(shipped)
    for feed in entries.feeds(shipped_bulletin, settings):
        told = [entries.entry(event, shipped_bulletin, settings) for event in feed.events]
        if not told:
            continue
        plain = plain_feedgen.generated(feed, told, settings)
        assert every[f"{feed.address}.xml"] == plain.rss_str(pretty=True)
        assert every[f"{feed.address}.atom"] == plain.atom_str(pretty=True)


def test_odd_characters_are_stamped_as_feedgen_writes_them(project: Path, edit: Edit) -> None:
    def spoil(rows: list[dict[str, str]]) -> None:
        for town in rows:
            town["name"] = "\"甲\" & '乙' <镇> \x0b{0} %s ⟦id⟧"

    edit("mines/towns", spoil)
    source = pipeline.check(project, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    settings = settings_of(source)
    code = next(iter(seen.towns))
    (feed,) = [f for f in entries.feeds(seen, settings) if f.address == f"feeds/towns/{code}"]
    told = [entries.entry(event, seen, settings) for event in feed.events]
    assert told
    plain = plain_feedgen.generated(feed, told, settings)
    files = {a.path: a.content for a in feeds.render(seen, settings)}
    assert files[f"feeds/towns/{code}.xml"] == plain.rss_str(pretty=True)
    assert files[f"feeds/towns/{code}.atom"] == plain.atom_str(pretty=True)
    assert read(files[f"feeds/towns/{code}.atom"]).entries[0].tags[-1].term.startswith('"甲" ＆')
    assert json.loads(files[f"feeds/towns/{code}.json"])["items"]


def test_one_new_event_rewrites_only_its_feeds(
    every: dict[str, bytes], project: Path, edit: Edit
) -> None:
    def add(rows: list[dict[str, str]]) -> None:
        (grade,) = [r for r in rows if r["grade_id"] == "g-v29xbfqd"]
        rows.append({**grade, "grade_id": "g-new", "graded_on": "2026-11-20", "grade": "D"})
        rows[-1]["published_on"] = "2026-11-23"

    edit("grading/risk_grades", add)
    read_packages, problems = packages.load(project)
    assert not problems
    source = pipeline.check(ROOT, DAY)
    seen = bulletin.assemble(read_packages, source.content, DAY)
    after = {a.path: a.content for a in feeds.render(seen, settings_of(source))}
    code = seen.mines["qx-004"].town_code
    names = ("feeds/all", "feeds/grading", f"feeds/towns/{code}", "mines/qx-004/feed")
    changed = {path for path in every if every[path] != after[path]}
    assert changed == {f"{name}.{suffix}" for name in names for suffix in ("xml", "atom", "json")}


def test_what_came_down_stands_in_no_feed(every: dict[str, bytes]) -> None:
    for name in ("示例审", "o-hj4habw5/decided", "h-df5ansmu/listed", "c-a3h5bhwq/decided"):
        assert not [path for path, content in every.items() if name.encode() in content]
    assert b"enforcement/o-hj4habw5/removed" in every["feeds/enforcement.xml"]
    assert b"hazards/h-df5ansmu/removed" in every["feeds/hazards.xml"]


def test_an_empty_bulletin_has_an_empty_feed(empty_project: Path) -> None:
    source = pipeline.check(empty_project, DAY)
    seen = bulletin.assemble(source.packages, source.content, DAY)
    settings = settings_of(source)
    parsed = read(xml(seen, settings))
    assert parsed.entries == []
    assert parsed.feed.link == SITE
    # The day its ids are of: an empty feed is the same file every day.
    assert parsed.feed.updated == "Thu, 01 Jan 2026 00:00:00 +0800"
    files = feeds.render(seen, settings)
    assert len(files) == 3 * (1 + len(KINDS)) + 1
    later = bulletin.assemble(source.packages, source.content, date(2027, 5, 1))
    assert feeds.render(later, settings) == files
    for artifact in files:
        if artifact.path.endswith(".atom"):
            assert read(artifact.content).entries == []


def test_a_feed_without_a_page_of_its_own_leads_to_the_page_of_feeds(
    shipped: Source, shipped_bulletin: Bulletin
) -> None:
    rendered = feeds.render(shipped_bulletin, settings_of(shipped), {"", "hazards/"})
    linked = {a.path: read(a.content).feed.link for a in rendered if a.path.endswith(".xml")}
    assert linked["feeds/hazards.xml"] == SITE + "hazards/"
    assert linked["feeds/grading.xml"] == SITE + "feeds/"
