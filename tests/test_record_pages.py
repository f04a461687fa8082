"""Pages of one outcome, one hazard, one record that is gone."""

from __future__ import annotations

import posixpath
import re

import pytest
from conftest import DAY, ROOT

from generator import bulletin
from generator.artifacts import Page
from generator.bulletin import Bulletin
from generator.messages import sentence
from generator.pipeline import Source
from generator.render import pages

PENALTY_OF_A_PAIR = "enforcement/o-zy6jbwxg/"
PENALTY_OF_ITS_PERSON = "enforcement/o-mekxw6yt/"
STOP_IN_FORCE = "enforcement/o-2ntnh972/"
STOP_AS_PENALTY = "enforcement/o-58ebrhpf/"
OVERDUE = "hazards/h-mubknmq6/"
WITHDRAWN = "enforcement/o-hj4habw5/"
EXPIRED = "enforcement/o-cu5tzrca/"


@pytest.fixture(scope="module")
def shipped_pages(shipped: Source) -> dict[str, Page]:
    assert shipped.settings is not None
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY, shipped.settings.windows)
    site = pages.Site(seen, shipped.settings, shipped.packages, {}, ROOT / "theme")
    return {page.address: page for page in pages.render(site)}


def links(page: Page, section: str) -> list[str]:
    """The addresses a section links to."""
    targets = re.findall(r'href="(\.[^"#]+)', page.fragments[section])
    return [posixpath.normpath(posixpath.join(page.address, t)) + "/" for t in targets]


def test_every_kind_of_outcome_says_what_it_means(
    shipped_pages: dict[str, Page], shipped_bulletin: Bulletin
) -> None:
    seen = set()
    for outcome in shipped_bulletin.records.outcomes:
        page = shipped_pages[f"enforcement/{outcome.outcome_id}/"]
        # One order to stop is a penalty by its basis: another law rules it.
        use = "stop-penalty" if outcome.basis == "penalty" else outcome.kind
        assert sentence("meanings", use) in page.fragments["meaning"]
        seen.add(outcome.kind)
    assert seen == set(shipped_bulletin.vocabulary.words("outcomes", "kind"))


def test_a_stop_imposed_as_a_penalty_ends_as_a_serious_one(
    shipped_pages: dict[str, Page],
) -> None:
    page = shipped_pages[STOP_AS_PENALTY]
    assert "信用修复管理办法" in page.fragments["until"]
    assert "最长公示 36 个月" in page.fragments["until"]
    assert "本局规定" not in page.fragments["until"]
    assert "enforcement/o-9jw5tb7m/" in links(page, "related")  # of the same day


def test_who_is_on_the_list_of_dishonest_parties_is_told_by_his_penalties(
    shipped_pages: dict[str, Page],
) -> None:
    related = shipped_pages["enforcement/o-bnqe887n/"].fragments["related"]
    assert re.search(r'href="[^"]*#e-rd5p6rbk">', related)


def test_a_case_with_two_outcomes_links_them_both_ways(shipped_pages: dict[str, Page]) -> None:
    assert PENALTY_OF_ITS_PERSON in links(shipped_pages[PENALTY_OF_A_PAIR], "related")
    assert PENALTY_OF_A_PAIR in links(shipped_pages[PENALTY_OF_ITS_PERSON], "related")
    assert "同时处罚了有关责任人员" in shipped_pages[PENALTY_OF_A_PAIR].fragments["facts"]


def test_a_stop_order_and_the_hazard_behind_it_link_each_other(
    shipped_pages: dict[str, Page],
) -> None:
    assert OVERDUE in links(shipped_pages[STOP_IN_FORCE], "related")
    assert STOP_IN_FORCE in links(shipped_pages[OVERDUE], "related")


def test_a_stop_order_in_force_asks_to_report_mining_that_goes_on(
    shipped_pages: dict[str, Page],
) -> None:
    page = shipped_pages[STOP_IN_FORCE]
    assert "停产期间如果看到它还在开采，可以举报" in page.fragments["lead"]
    assert "没有，已停 40 天" in page.fragments["facts"]
    assert "停产解除以前一直公开" in page.fragments["until"]


def test_a_penalty_says_how_long_it_stands_and_by_which_rule(
    shipped_pages: dict[str, Page],
) -> None:
    until = shipped_pages[PENALTY_OF_A_PAIR].fragments["until"]
    assert "2028年10月23日" in until
    assert "国家发展和改革委员会令第36号" in until
    assert "最长公示 36 个月" in until
    assert "没有处罚记录不等于安全。" in until


def test_a_tombstone_says_why_and_whither_and_no_word_of_what_it_was(
    shipped_pages: dict[str, Page],
) -> None:
    withdrawn = shipped_pages[WITHDRAWN].fragments
    assert "《中华人民共和国行政处罚法》第四十八条" in withdrawn["facts"]
    assert "示例府复〔2026〕示例3号" in withdrawn["facts"]
    expired = shipped_pages[EXPIRED].fragments
    assert "依法停止公示" in expired["facts"]
    assert "enforcement/" in links(shipped_pages[EXPIRED], "ways")
    for words in ("示例青岭", "qx-001", "罚款"):
        assert words not in "".join(withdrawn.values()) + "".join(expired.values())
