"""The skin with a tiny theme of its own shells, our templates, and the real MkDocs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from generator import skin
from generator.artifacts import Frame, Page
from generator.problems import Problem
from generator.render import templates
from generator.settings import Settings

pytestmark = pytest.mark.slow

THEME = Path(__file__).parent.parent / "theme"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)

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
FRAME = Frame(
    as_of=date(2026, 11, 23),
    hotline="12350",
    navigation=(("首页", ""), ("矿山", "mines/"), ("举报", "report/")),
    footer=(("名词", "glossary/"),),
    feed="feeds/all",
)
PAGES = (
    Page("", "plain", "首页", "说明", {}),
    Page("mines/", "plain", "矿山", "说明", {}, feed="feeds/mines"),
    Page("report/", "plain", "举报", "说明", {}),
    Page("mines/qx-001/", "mine", "甲矿", "说明", {"facts": Markup("<b>甲</b>")}, parent="mines/"),
    Page("mines/qx-002/", "mine", "乙矿", "说明", {"facts": "<i>"}, parent="mines/", listed=False),
    Page("notices/n-1/", "words", "通报", "说明", {}, words="## 事故教训\n\n话"),
)
SHELLS = {
    "plain": "# ⟦title⟧\n",
    "words": "# ⟦title⟧\n\n<!-- words -->\n",
    "mine": "# ⟦title⟧\n\n## 基本情况 {#facts}\n\n⟦facts⟧\n\n## 许可证\n\n<div>⟦title⟧</div>\n",
}


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    """Our skin and assets with the shells above."""
    folder = tmp_path / "theme"
    (folder / "records").mkdir(parents=True)
    for name, text in SHELLS.items():
        (folder / "records" / f"{name}.md").write_text(text, encoding="utf-8")
    for name in ("skin", "assets"):
        (folder / name).symlink_to(THEME / name, target_is_directory=True)
    return folder


def resolve(url: str) -> str | None:
    return {"mine:qx-001": "mines/qx-001/"}.get(url)


def dress(
    theme: Path,
    pages: Sequence[Page] = PAGES,
    settings: Settings = SETTINGS,
    frame: Frame = FRAME,
) -> dict[str, str]:
    """The published text files by path; no problem is expected."""
    artifacts, problems = skin.dress(pages, settings, frame, theme=theme, resolve=resolve)
    assert problems == []
    texts = (artifact for artifact in artifacts if not artifact.path.endswith(".png"))
    return {artifact.path: artifact.content.decode() for artifact in texts}


FILE = "content/notices/n-1.md"


def with_words(words: str, address: str = "notices/n-1/") -> tuple[Page, ...]:
    return (*PAGES[:-1], replace(PAGES[-1], words=words, words_file=FILE, address=address))


def problems_of(theme: Path, pages: Sequence[Page]) -> list[Problem]:
    artifacts, problems = skin.dress(pages, SETTINGS, FRAME, theme=theme, resolve=resolve)
    assert artifacts == []
    return problems


class Links(HTMLParser):
    """Every address that a page asks for or leads to, and every attribute name it uses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src") and value is not None:
                self.addresses.append(value)


def test_links_to_assets_are_relative_at_every_depth(theme: Path) -> None:
    site = dress(theme)
    assert 'href="assets/bulletin.css"' in site["index.html"]
    assert 'href="../assets/bulletin.css"' in site["mines/index.html"]
    assert 'href="../../assets/bulletin.css"' in site["mines/qx-002/index.html"]


def test_no_page_but_404_holds_an_absolute_path(theme: Path) -> None:
    for path, html in dress(theme).items():
        if path.endswith(".html") and path != "404.html":
            canonical = f"{SETTINGS.site_url}{path.removesuffix('index.html')}"
            assert [a for a in Links(html).addresses if re.match(r"/|https?:", a)] == [canonical]


def test_every_internal_link_of_a_page_leads_to_a_published_file(theme: Path) -> None:
    site = dress(
        theme,
        frame=replace(FRAME, footer=(), feed=""),
        pages=[replace(page, feed="") for page in PAGES],
    )
    for path, html in site.items():
        if not path.endswith("index.html"):
            continue
        for link in Links(html).addresses:
            if re.match(r"https?:|tel:|#", link):
                continue
            target = (Path("/") / Path(path).parent / link).as_posix()
            parts: list[str] = []
            for part in target.split("/"):
                if part == "..":
                    parts.pop()
                elif part not in ("", "."):
                    parts.append(part)
            file = "/".join(parts)
            assert file in site or f"{file}/index.html".lstrip("/") in site, (path, link)


def test_not_found_page_links_from_the_path_of_site_url(theme: Path) -> None:
    html = dress(theme)["404.html"]
    inner = [a for a in Links(html).addresses if not a.startswith(("#", "tel:"))]
    assert inner and all(address.startswith("/kuangan/") for address in inner)
    assert "没有这个页面" in html and 'content="noindex"' in html


def test_stamping_fills_every_mark(theme: Path) -> None:
    assert not any("⟦" in text or "⟧" in text for text in dress(theme).values())


def test_a_mark_alone_in_its_paragraph_takes_its_place(theme: Path) -> None:
    site = dress(theme)
    assert re.search(r"</h2>\s*<b>甲</b>", site["mines/qx-001/index.html"])
    assert "&lt;i&gt;" in site["mines/qx-002/index.html"]


def test_a_mark_without_a_fragment_is_a_fault(theme: Path) -> None:
    with pytest.raises(skin.SkinFault, match="facts"):
        dress(theme, [*PAGES, Page("mines/x/", "mine", "丙", "", {})])


def test_a_fragment_without_a_mark_is_a_fault(theme: Path) -> None:
    with pytest.raises(skin.SkinFault, match="extra"):
        dress(theme, [*PAGES, Page("x/", "plain", "丙", "", {"extra": ""})])


def test_a_navigation_entry_without_a_page_is_a_fault(theme: Path) -> None:
    with pytest.raises(skin.SkinFault, match="nowhere"):
        dress(theme, frame=replace(FRAME, navigation=(("无", "nowhere/"),)))


def test_markup_in_names_and_titles_is_text(theme: Path) -> None:
    evil = '"><img src=x onerror=alert(1)>'
    pages = [replace(page, title=evil, description=evil) for page in PAGES]
    settings = replace(SETTINGS, site_name=evil, site_subtitle=evil, publisher=evil)
    frame = replace(FRAME, navigation=((evil, ""), ("矿山", "mines/")))
    for path, html in dress(theme, pages, settings, frame).items():
        if path.endswith(".html"):
            assert "<img" not in html
            assert "onerror" not in Links(html).attributes


def test_a_shell_may_set_a_section_of_the_words_apart(theme: Path) -> None:
    shell = theme / "records" / "words.md"
    shell.write_text("# ⟦title⟧\n\n<!-- words -->\n\n<!-- words #law -->\n", encoding="utf-8")
    words = "先说\n\n## 依据 {#law}\n\n某法\n\n### 细\n\n某条\n\n## 如实 {#honest}\n\n照实\n"
    html = dress(theme, with_words(words))["notices/n-1/index.html"]
    article = html[html.index("<article") :]
    places = [article.index(text) for text in ("先说", "照实", "某法", "某条")]
    assert places == sorted(places)
    assert article.count("某法") == article.count('id="law"') == 1
    plain = dress(theme, with_words("## 如实 {#honest}\n\n照实\n"))["notices/n-1/index.html"]
    assert "照实" in plain
    assert "words" not in plain[plain.index("<article") :]


def test_markup_in_a_heading_of_the_words_is_not_live_in_the_contents(theme: Path) -> None:
    words = "## 甲 `<img src=x onerror=alert(1)>`\n\n## 乙 <img src=x onerror=alert(2)>\n\n## 丙\n"
    html = dress(theme, with_words(words))["notices/n-1/index.html"]
    assert "onerror" not in Links(html).attributes
    assert html.count("&lt;img src=x") >= 2


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<p style="position:fixed">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<iframe src="https://evil.example"></iframe>',
        '<img src="https://evil.example/x.png" alt="">',
        '<a href="//evil.example">x</a>',
        '<form action="https://evil.example"><input type="password"></form>',
        '<div id="__content" class="md-overlay">x</div>',
        "<svg><use href='#x'/></svg>",
        "<base href='https://evil.example'>",
        "<meta http-equiv='refresh' content='0;url=https://evil.example'>",
    ],
)
def test_what_is_not_on_the_allow_list_is_removed_from_staff_words(theme: Path, words: str) -> None:
    html = dress(theme, with_words(words))["notices/n-1/index.html"]
    plain = dress(theme, with_words("x"))["notices/n-1/index.html"]
    inside, outside = Links(html), Links(plain)
    assert len([t for t in inside.tags if t[0] in ("script", "base", "meta", "use")]) == len(
        [t for t in outside.tags if t[0] in ("script", "base", "meta", "use")]
    )
    assert inside.attributes <= outside.attributes | {"type", "alt"}
    assert not re.search(r"evil\.example(?!\">)", "".join(inside.addresses))
    assert "javascript:" not in "".join(inside.addresses)
    assert html.count("__content") == plain.count("__content")
    assert "md-overlay" not in html and "password" not in html


def test_no_page_holds_an_inline_script_or_style(theme: Path) -> None:
    words = '| a | b |\n|--:|---|\n| 1 | 2 |\n\n=== "甲"\n    1\n\n=== "乙"\n    2\n'
    for path, html in dress(theme, with_words(words)).items():
        if not path.endswith(".html"):
            continue
        page = Links(html)
        assert "style" not in page.attributes
        assert not {name for name in page.attributes if name.startswith("on")}
        scripts = [attrs for tag, attrs in page.tags if tag == "script" and not attrs.get("src")]
        assert [attrs for attrs in scripts if attrs.get("type") != "application/ld+json"] == []
        assert "<style" not in html
        assert f'content="{POLICY}"' in html
        assert 'name="generator"' not in html


def test_alignment_of_a_cell_becomes_a_class(theme: Path) -> None:
    words = "| a | b |\n|--:|---|\n| 1 | 2 |\n"
    html = dress(theme, with_words(words))["notices/n-1/index.html"]
    assert '<td class="align-right">1</td>' in html


def test_a_content_link_leads_to_the_page_behind_it(theme: Path) -> None:
    words = "[甲矿](mine:qx-001)"
    deep = dress(theme, with_words(words))
    assert '<a href="../../mines/qx-001/">甲矿</a>' in deep["notices/n-1/index.html"]
    shallow = dress(theme, with_words(words, "about/"))
    assert '<a href="../mines/qx-001/">甲矿</a>' in shallow["about/index.html"]


def test_a_link_to_a_record_that_is_not_public_leaves_its_words(theme: Path) -> None:
    html = dress(theme, with_words("见[甲矿](mine:qx-999)。"))["notices/n-1/index.html"]
    assert "<p>见<span>甲矿</span>。</p>" in html


@pytest.mark.parametrize("url", ["pit:qx-001", "//evil.example/"])
def test_a_content_link_of_no_known_scheme_is_a_problem(theme: Path, url: str) -> None:
    problems = problems_of(theme, with_words(f"[x]({url})"))
    assert problems == [Problem("content-link", FILE, value=url)]


@pytest.mark.parametrize("url", ["../nowhere.md", "../nowhere/", "/mines/", "javascript&#58;x"])
def test_a_link_in_staff_words_that_leads_nowhere_is_a_problem(theme: Path, url: str) -> None:
    (problem,) = problems_of(theme, with_words(f"[x]({url})"))
    assert (problem.code, problem.file) == ("page-warning", FILE)


@pytest.mark.parametrize("words", ["⟦title⟧", "&#x27E6;title&#x27E7;"])
def test_staff_words_cannot_spell_a_mark(theme: Path, words: str) -> None:
    assert [problem.code for problem in problems_of(theme, with_words(words))] == ["reserved-mark"]


def test_front_matter_in_staff_words_chooses_no_template(theme: Path) -> None:
    shell = theme / "records" / "words.md"
    shell.write_text("<!-- words -->\n", encoding="utf-8")
    words = "---\ntemplate: 404.html\n---\n\n话"
    assert "没有这个页面" not in dress(theme, with_words(words))["notices/n-1/index.html"]


def test_an_unknown_key_in_the_front_matter_of_a_shell_is_a_fault(theme: Path) -> None:
    (theme / "records" / "plain.md").write_text("---\ntemplate: x.html\n---\n", encoding="utf-8")
    with pytest.raises(skin.SkinFault, match="front matter"):
        dress(theme)


def test_headings_keep_their_chinese_in_their_anchor(theme: Path) -> None:
    html = dress(theme)["notices/n-1/index.html"]
    assert '<h2 id="事故教训">' in html


def test_navigation_shows_what_the_frame_says_and_marks_the_list_of_a_record(theme: Path) -> None:
    html = dress(theme)["mines/qx-001/index.html"]
    tabs = html[html.index('class="site-tabs') : html.index("</header>")]
    assert re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)<', tabs) == [
        ("../../", "首页"),
        ("../../mines/", "矿山"),
        ("../../report/", "举报"),
    ]
    assert re.findall(r'aria-current="(\w+)">([^<]*)', tabs) == [("true", "矿山")]
    path = html[html.index('class="path"') : html.index("<article")]
    assert re.findall(r"<a [^>]*>([^<]*)", path) == ["首页", "矿山"]


def test_a_page_below_no_list_lights_no_tab(theme: Path) -> None:
    html = dress(theme)["notices/n-1/index.html"]
    assert "aria-current" not in html[html.index('class="site-tabs') : html.index("</header>")]


def test_an_empty_bulletin_still_has_its_home_and_404(theme: Path) -> None:
    frame = Frame(FRAME.as_of, hotline="", navigation=(("首页", ""),))
    site = dress(theme, PAGES[:1], SETTINGS, frame)
    assert {"index.html", "404.html", "sitemap.xml"} <= site.keys()
    assert "tel:" not in site["index.html"]


def test_the_call_bar_and_the_day_of_the_data_stand_on_every_page(theme: Path) -> None:
    for path, html in dress(theme).items():
        if path.endswith(".html"):
            assert 'href="tel:12350"' in html
            assert "数据截至 <time" in html and "2026年11月23日" in html


def test_the_demonstration_banner_is_shown_only_in_a_demonstration(theme: Path) -> None:
    assert "演示站点" in dress(theme)["index.html"]
    real = dress(theme, settings=replace(SETTINGS, demonstration=False))
    assert not any("演示站点" in html for path, html in real.items() if path.endswith(".html"))


def test_an_unlisted_page_asks_search_engines_away_and_stands_in_no_sitemap(theme: Path) -> None:
    site = dress(theme)
    assert '<meta name="robots" content="noindex">' in site["mines/qx-002/index.html"]
    assert 'name="robots"' not in site["mines/qx-001/index.html"]
    namespace = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    places = [e.text for e in ElementTree.fromstring(site["sitemap.xml"]).iter(f"{namespace}loc")]
    assert places == [
        f"https://bulletin.example/kuangan/{address}"
        for address in ("", "mines/", "mines/qx-001/", "notices/n-1/", "report/")
    ]


def test_feeds_are_named_in_the_head(theme: Path) -> None:
    html = dress(theme)["mines/index.html"]
    feeds = re.findall(
        r'<link rel="alternate" type="application/rss\+xml"[^>]*href="([^"]*)"', html
    )
    assert feeds == ["../feeds/mines.xml", "../feeds/all.xml"]


def test_only_files_in_use_are_published(theme: Path) -> None:
    others = {path for path in dress(theme) if not path.endswith(".html")}
    assert {"assets/bulletin.css", "assets/bulletin.js", "assets/favicon.svg"} < others
    assert {"assets/material.css", "sitemap.xml"} < others
    for text in dress(theme).values():
        assert "sourceMappingURL" not in text and "fonts.g" not in text


def test_two_builds_give_the_same_bytes_whatever_the_day_hash_seed_and_folder(
    theme: Path, tmp_path: Path
) -> None:
    script = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path;"
        "from tests import test_skin as t; from generator import skin;"
        "a, p = skin.dress(t.PAGES, t.SETTINGS, t.FRAME, theme=Path(sys.argv[2]),"
        " resolve=t.resolve);"
        "h = hashlib.sha256();"
        "[h.update(x.path.encode() + b'\\0' + x.content) for x in a];"
        "print(h.hexdigest(), len(a))"
    )
    digests = set()
    for seed, zone in (("0", "Asia/Shanghai"), ("1", "America/Lima")):
        folder = tmp_path / f"run-{seed}"
        folder.mkdir()
        digests.add(
            subprocess.run(
                [sys.executable, "-c", script, str(THEME.parent), str(theme)],
                cwd=folder,
                env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "TMPDIR": str(folder)},
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        assert list(folder.iterdir()) == [], "the private folder is gone"
    assert len(digests) == 1


def test_both_dark_palettes_of_the_style_sheet_are_the_same() -> None:
    css = (THEME / "assets" / "bulletin.css").read_text(encoding="utf-8")
    nights = re.findall(r"\{\s*color-scheme: dark;(.*?)\}", css, re.DOTALL)
    assert len(nights) == 2
    assert nights[0].split() == nights[1].split()


def test_parts_render_for_every_kind_without_a_style_attribute() -> None:
    environment = templates.fragments(THEME / "records", {"long_day": str})
    parts = environment.from_string(
        '{% import "parts.html" as p %}{{ p.svg_defs() }}'
        '{% for g in ["A", "B", "C", "D", ""] %}{{ p.grade_badge(g, "词") }}{% endfor %}'
        '{% for k in "stop halt part clock hazard arrow pencil tick licence grade-a grade-none'
        ' phone rss download poster print search more".split() %}{{ p.sign(k) }}{% endfor %}'
        '{% for k in "stop part overdue open extended corrected done removed plain".split() %}'
        '{{ p.tag(k, "<词>") }}{% endfor %}'
        '{{ p.ageing_bar(100, 76.3, true, "逾期") }}'
        '{{ p.ageing_bar(40, 80, false, "剩", 60, "期") }}'
        '{{ p.bar(50) }}{{ p.bar(20, "grade-a") }}'
        '{{ p.grade_strip([("C", 0, 70, "较大"), ("", 70, 30, "未评定")], "历史") }}'
        '{% for k in "stop penalty hazard grade visit other".split() %}{{ p.node(k) }}{% endfor %}'
    ).render()
    page = Links(parts)
    assert "style" not in page.attributes and "<词>" not in parts
    assert all(
        "aria-hidden" in a or a.get("role") == "img"
        for t, a in page.tags
        if t == "svg" and a.get("viewbox")
    )
    ElementTree.fromstring(f"<div>{parts}</div>")


def test_the_foot_of_every_page_says_who_publishes_and_under_which_codes(theme: Path) -> None:
    codes = {
        "site_code": "4400000001",
        "icp": "粤ICP备12345678号-1",
        "gongan": "粤公网安备 12345678901234号",
        "correction_contact": "jiucuo@bulletin.example",
    }
    for path, html in dress(theme, settings=replace(SETTINGS, **codes)).items():
        if path.endswith(".html"):
            foot = html[html.index("<footer") :]
            assert "主办单位：示例发布机构" in foot
            assert '<a href="mailto:jiucuo@bulletin.example">' in foot
            assert "网站标识码：4400000001" in foot
            assert ">粤ICP备12345678号-1</a>" in foot
            assert "webSearch?code=12345678901234" in foot
    bare = dress(theme)["index.html"]
    assert "网站标识码" not in bare and "备案号" not in bare and "公网安备" not in bare


def test_a_list_says_where_its_content_comes_from_and_who_keeps_it(theme: Path) -> None:
    pages = (*PAGES[:1], replace(PAGES[1], source="某局的名录"), *PAGES[2:])
    site = dress(theme, pages)
    assert (
        "来源：某局的名录。由示例发布机构录入和公开，数据截至 2026年11月23日。"
        in site["mines/index.html"]
    )
    assert "来源：" not in site["report/index.html"]
    assert "由示例发布机构录入和公开" in site["report/index.html"]
