"""The first use of a term on a page leads to the glossary."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT
from test_pages import rendered

from generator.pipeline import Source
from generator.skin.glossary import Glossary

WORDS = """
## 隐患 {#hazard-words}

### 重大事故隐患 {#major-hazard}

国家逐条列明的严重情形。

也叫：重大隐患

### 销号 {#signed-off}

从清单上划掉。

### 风险等级（A、B、C、D） {#risk-grade}

大小。

### 行政处罚 {#penalty}

依法作出的决定。

### 通报 {#circular}

发文件。

### 通报批评 {#criticism}

处罚的一种。
"""


def linked(article: str, words: str = WORDS) -> str:
    page = f"<title>销号</title><nav>销号</nav><article>{article}</article><footer>销号</footer>"
    html = Glossary(words).linked(page, "../../")
    before, after = page.split(article, 1)
    assert html.startswith(before) and html.endswith(after), "nothing outside the article changes"
    return html[len(before) : len(html) - len(after)]


def link(term: str, anchor: str) -> str:
    return f'<a class="term" href="../../glossary/#{anchor}">{term}</a>'


def test_the_first_use_of_a_term_is_linked_and_no_later_one() -> None:
    assert linked("<p>经销号。已销号。</p>") == f"<p>经{link('销号', 'signed-off')}。已销号。</p>"


def test_another_name_of_a_term_leads_to_the_same_entry_and_both_share_one_link() -> None:
    html = linked("<p>重大隐患</p><p>重大事故隐患</p>")
    assert html == f"<p>{link('重大隐患', 'major-hazard')}</p><p>重大事故隐患</p>"


def test_a_remark_in_brackets_is_no_part_of_a_term() -> None:
    assert link("风险等级", "risk-grade") in linked("<p>风险等级</p>")


def test_a_longer_term_is_not_taken_for_the_shorter_in_it() -> None:
    html = linked("<p>通报批评，再通报</p>")
    assert html == f"<p>{link('通报批评', 'criticism')}，再{link('通报', 'circular')}</p>"


@pytest.mark.parametrize(
    "alone",
    [
        '<a href="x">销号</a>',
        "<h2>销号</h2>",
        "<button>销号</button>",
        "<details><summary>销号</summary></details>",
        "<code>销号</code>",
        "<svg><title>销号</title><text>销号</text></svg>",
        "<table><tr><th>销号</th><td>销号</td></tr></table>",
        '<span class="tag tag-done"><svg></svg>已销号</span>',
        '<span class="hidden-text">销号</span>',
        '<p title="销号" data-label="销号">x</p>',
        '<dl class="facts disclosure"><dd>销号</dd></dl>',
    ],
)
def test_links_headings_buttons_cells_drawings_and_attributes_are_left_alone(alone: str) -> None:
    assert linked(f"{alone}<p>销号</p>") == f"{alone}<p>{link('销号', 'signed-off')}</p>"


@pytest.mark.parametrize(
    "law", ["《中华人民共和国行政处罚法》", "行政处罚法第九条", "行政处罚办法"]
)
def test_the_name_of_a_law_is_no_term(law: str) -> None:
    assert linked(f"<p>{law}</p>") == f"<p>{law}</p>"


def test_a_bulletin_without_glossary_has_no_such_links() -> None:
    assert linked("<p>销号</p>", words="") == "<p>销号</p>"


def test_a_term_that_looks_like_markup_stays_text() -> None:
    words = '### <b>销"号</b> {#x}\n'
    assert linked("<p>&lt;b&gt;销&#34;号&lt;/b&gt;</p>", words) == (
        f"<p>{link('&lt;b&gt;销&#34;号&lt;/b&gt;', 'x')}</p>"
    )


class Terms(HTMLParser):
    """Where the links of terms lead, and what they stand in."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.bad: list[str] = []
        self._open: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("class") == "term":
            self.found.append(values["href"] or "")
            self.bad += [
                open_tag
                for open_tag in self._open
                if re.fullmatch("a|h[1-6]|button|summary|code|pre|svg|td|th|nav|footer", open_tag)
            ]
        if tag not in ("meta", "link", "br", "img", "input", "wbr", "hr"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass


def test_a_penalty_to_stop_is_not_taken_for_a_stop_order() -> None:
    words = (ROOT / "content" / "glossary.md").read_text(encoding="utf-8")
    assert linked("<p>罚款、责令停产停业</p>", words).count("glossary/#halt-penalty") == 1
    assert "glossary/#stop-order" not in linked("<p>罚款、责令停产停业</p>", words)


def test_the_terms_that_stand_in_cells_alone_are_explained_below_the_table(
    shipped: Source,
) -> None:
    """Cells bear no links: the first use is a sentence of its own."""
    pages = rendered(shipped)
    glossary = Glossary((ROOT / "content" / "glossary.md").read_text(encoding="utf-8"))
    visits = glossary.linked(f"<article>{pages['mines/qx-022/'].fragments['visits']}</article>", "")
    assert '<a class="term" href="glossary/#unannounced">四不两直</a>' in visits
    assert '<a class="term" href="glossary/#case-opened">立案调查</a>' in visits
    block = pages["enforcement/o-q3mxgdzb/"].fragments["disclosure"]
    assert '<a class="term" href="../../glossary/#index-no">索引号</a>' in block


@pytest.mark.slow
def test_every_term_of_the_site_is_linked_once_a_page_to_an_entry_that_exists(site: Path) -> None:
    glossary = (site / "glossary" / "index.html").read_text(encoding="utf-8")
    anchors = set(re.findall(r'<h3 id="([^"]+)"', glossary))
    used = set()
    for file in site.rglob("index.html"):
        page = Terms(file)
        assert page.bad == [], file
        assert len(set(page.found)) == len(page.found), file
        used |= {href.partition("#")[2] for href in page.found}
        if file.parent.name == "glossary":
            assert page.found == []
    assert used <= anchors
    assert len(used) > 15


def test_the_shipped_glossary_explains_the_terms_the_pages_use() -> None:
    words = (ROOT / "content" / "glossary.md").read_text(encoding="utf-8")
    for term in (
        *("重大事故隐患", "挂牌督办", "销号", "安全风险等级", "安全生产标准化", "采矿许可证"),
        *("安全生产许可证", "行政处罚", "责令停产", "复产验收", "三个一批", "关闭退出", "整合重组"),
        *("升级改造", "通报", "约谈", "曝光", "公示期", "尾矿库", "头顶库", "非煤矿山"),
        *("隐蔽致灾因素", "包保责任人", "基建", "改扩建", "停建", "回采", "闭库", "四不两直"),
        *("立案调查", "责令停产停业", "停产处罚", "索引号"),
    ):
        assert f">{term}</a></p>" in linked(f"<p>{term}</p>", words), term
