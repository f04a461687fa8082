"""What the head of a page says of it: labels of government sites, previews, schema.org."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from generator.artifacts import Page
from generator.settings import Settings
from generator.skin import labels

SETTINGS = Settings(
    site_name="某区矿山公示",
    site_url="https://bulletin.example/kuangan/",
    tag_authority="bulletin.example,2026",
    publisher="示例发布机构",
    publisher_uscc="91350100M000100Y43",
    language="zh-CN",
    demonstration=True,
    correction_contact="示例",
    data_licence="示例",
)
HOME = Page("", "home", "某区矿山公示", "首页的说明", {})
LIST = Page("enforcement/", "enforcement", "执法结果", "一览", {}, keywords=("处罚", "停产"))
RECORD = Page(
    "enforcement/o-1/",
    "outcome",
    "某矿被约谈",
    "说明",
    {},
    parent="enforcement/",
    published_on=date(2026, 11, 10),
    source="某局",
)
CRUMBS = (("首页", ""), ("执法", "enforcement/"))


def of(page: Page, *others: Page, crumbs: labels.Crumbs = CRUMBS) -> dict[str, str]:
    known = {other.address: other for other in (HOME, LIST, *others, page)}
    return dict(labels.Labels([*known.values()], SETTINGS).of(page, crumbs))


def test_every_reserved_mark_has_its_value() -> None:
    assert tuple(of(RECORD)) == labels.MARKS


def test_a_code_is_drawn_for_records_alone_and_not_on_a_large_site(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert of(RECORD)["code"].startswith("<svg")
    assert of(LIST)["code"] == ""
    monkeypatch.setattr(labels, "MOST_CODES", 0)
    assert of(RECORD)["code"] == ""


def test_an_article_names_its_column_its_day_and_its_source() -> None:
    said = of(RECORD)
    assert said["column"] == "执法"
    assert said["column_description"] == "一览"
    assert said["column_keywords"] == "处罚,停产"
    assert said["published_at"] == "2026-11-10 00:00"
    assert said["source"] == "某局"


def test_a_column_names_itself() -> None:
    said = of(LIST, crumbs=CRUMBS[:1])
    assert (said["column"], said["column_description"]) == ("执法结果", "一览")
    assert said["head_title"] == "执法结果"


def test_a_record_without_a_source_comes_from_the_publisher() -> None:
    assert of(replace(RECORD, source=""))["source"] == "示例发布机构"


def test_records_of_one_title_are_told_apart_in_the_window_by_their_id() -> None:
    twin = replace(RECORD, address="enforcement/o-2/")
    assert of(RECORD, twin)["head_title"] == "某矿被约谈（o-1） - 执法"
    assert of(RECORD)["head_title"] == "某矿被约谈 - 执法"


def test_the_path_of_a_page_is_told_to_machines() -> None:
    block = of(RECORD)["structured"]
    (thing,) = graph(block)
    assert thing["@type"] == "BreadcrumbList"
    assert [(i["position"], i["name"], i["item"]) for i in thing["itemListElement"]] == [
        (1, "首页", "https://bulletin.example/kuangan/"),
        (2, "执法", "https://bulletin.example/kuangan/enforcement/"),
        (3, "某矿被约谈", "https://bulletin.example/kuangan/enforcement/o-1/"),
    ]


def test_home_has_no_path() -> None:
    assert of(HOME, crumbs=())["structured"] == ""


@pytest.mark.parametrize(
    "title",
    ["</script><script>alert(1)</script>", "<!--<script>", "a & b", "甲\u2028乙\u2029", '"}]}\\'],
)
def test_no_title_can_end_the_data_block(title: str) -> None:
    block = of(replace(RECORD, title=title))["structured"]
    text = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not re.search("[<>&\u2028\u2029]", text)
    assert graph(block)[0]["itemListElement"][-1]["name"] == title


def graph(block: str) -> list[dict[str, Any]]:
    """The things of a data block."""
    text = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    thing = json.loads(text)
    assert thing["@context"] == "https://schema.org"
    things: list[dict[str, Any]] = thing["@graph"]
    return things


class Head(HTMLParser):
    """The labels, the title and the data blocks of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.labels: dict[str, str] = {}
        self.title = ""
        self.blocks: list[str] = []
        self._open = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name = values.get("name") or values.get("property")
        if tag == "meta" and name:
            assert name not in self.labels, name
            self.labels[name] = values["content"] or ""
        if tag == "script" and values.get("type") == "application/ld+json":
            self.blocks.append("")
            self._open = "script"
        elif tag == "title" and not self.title:
            self._open = "title"

    def handle_data(self, data: str) -> None:
        if self._open == "title":
            self.title += data
        elif self._open == "script":
            self.blocks[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""


SITE_LABELS = {"SiteName", "SiteDomain"}
COLUMN_LABELS = {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
ARTICLE_LABELS = {"ArticleTitle", "PubDate", "ContentSource"}
FAMILIES_OF_RECORDS = ("enforcement", "hazards", "closures", "notices", "mines")


@pytest.mark.slow
def test_every_page_bears_the_labels_of_its_kind(site: Path) -> None:
    articles = 0
    for file in site.rglob("index.html"):
        said = Head(file).labels
        parts = file.relative_to(site).parts
        plain_list = re.fullmatch(r"\d{4}", parts[1]) if len(parts) == 3 else None  # by year
        article = len(parts) == 3 and parts[0] in FAMILIES_OF_RECORDS and not plain_list
        articles += article
        wanted = SITE_LABELS | COLUMN_LABELS | (ARTICLE_LABELS if article else set())
        assert all(said.get(label) for label in wanted), file
        assert article or not said.keys() & ARTICLE_LABELS, file
        if article:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d 00:00", said["PubDate"]), file
            assert said["PubDate"][:10] <= "2026-11-23"
    assert articles > 100


@pytest.mark.slow
def test_every_window_title_of_the_site_is_its_own(site: Path) -> None:
    titles = Counter(Head(file).title for file in site.rglob("*.html"))
    assert [title for title, n in titles.items() if n > 1] == []
    assert all("清新区非煤矿山安全公示" in title for title in titles)


@pytest.mark.slow
def test_a_shared_link_shows_title_words_and_a_picture_that_exists(site: Path) -> None:
    said = Head(site / "enforcement" / "o-b82rc46z" / "index.html").labels
    address = "https://bulletin.example/kuangan/"
    assert said["og:url"] == f"{address}enforcement/o-b82rc46z/"
    assert said["og:title"] and said["og:description"]
    picture = site / said["og:image"].removeprefix(address)
    assert picture.read_bytes()[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")


@pytest.mark.slow
def test_every_page_with_a_path_tells_it_to_machines(site: Path) -> None:
    for file in site.rglob("index.html"):
        parts = file.relative_to(site).parts
        things = [t for block in Head(file).blocks for t in json.loads(block)["@graph"]]
        paths = [thing for thing in things if thing["@type"] == "BreadcrumbList"]
        assert len(paths) == (len(parts) > 1), file
        for path in paths:
            steps = path["itemListElement"]
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            own = file.parent.relative_to(site).as_posix()
            assert steps[-1]["item"] == f"https://bulletin.example/kuangan/{own}/"
