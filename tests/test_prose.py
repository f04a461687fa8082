"""What staff write in `content/` leads somewhere and says nothing it must not."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import DAY, ROOT

from generator import content, packages, settings
from generator.problems import Problem
from generator.validation import prose
from generator.validation.desk import Desk

ABOUT = "content/about.md"
NOTICE = "content/notices/board-rule.md"
LIST = "content/forbidden.txt"


def _found(project: Path) -> list[Problem]:
    chosen, _ = settings.load(project)
    assert chosen is not None
    words, _ = content.load(project)
    return list(prose.check(Desk(packages.load(project)[0], words, chosen, DAY), project))


def _write(project: Path, body: str, file: str = ABOUT) -> None:
    """The body begins on line 4."""
    front = "---\ntitle: 页\n---\n"
    if file != ABOUT:
        front = (
            "---\ntitle: 页\ndate: 2026-09-01\nkind: rule\napproval_no: 示例审〔2026〕1号\n---\n"
        )
    (project / file).write_text(front + body, encoding="utf-8")


def _codes(project: Path, body: str) -> list[str]:
    _write(project, body)
    return [problem.code for problem in _found(project)]


def test_the_shipped_words_are_silent() -> None:
    assert _found(ROOT) == []


def test_a_problem_names_the_line_of_the_file(project: Path) -> None:
    _write(project, "一\n\n<b>二</b> [三](javascript:x)\n")
    assert _found(project) == [
        Problem("prose-link-scheme", ABOUT, 6, None, "javascript:x"),
        Problem("prose-html", ABOUT, 6, None, "<b>"),
    ]


# -- links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "[a](javascript:alert(1))",
        "[a](JavaScript:alert)",
        "[a](java&#115;cript:alert)",
        "[a](java&#9;script:alert)",
        "[a](<java script:alert>)",
        "[a](data:text/html,x)",
        "[a](file:///C:/a.xlsx)",
        "[a](vbscript:x)",
        "[a](C:/a.xlsx)",
        "[a](mines:qx-001)",
        "<javascript:alert>",
        "[a][x]\n\n[x]: javascript:alert",
        '[a](ftp://example.org "标题")',
        "[![图](x.png)](javascript:alert)",
    ],
)
def test_a_link_of_another_scheme_is_refused(project: Path, link: str) -> None:
    (project / "content/x.png").write_bytes(b"")
    assert _codes(project, link) == ["prose-link-scheme"]


@pytest.mark.parametrize(
    "link",
    [
        "[a](//evil.example/)",
        "[a](\\\\\\\\server\\\\x)",
        "[a](/\\\\evil.example)",
        "[a](https:/example.org)",
        "[a](http:example.org)",
        "[a](https://)",
        "[a][x]\n\n[x]: //evil.example",
    ],
)
def test_a_link_without_a_whole_host_is_refused(project: Path, link: str) -> None:
    assert _codes(project, link) == ["prose-link-host"]


@pytest.mark.parametrize(
    "link", ["[a](missing.md)", "[a](/report/)", "[a](../site_config.yml)", "[a]()", "[a](notices)"]
)
def test_a_link_to_a_file_that_does_not_exist_is_refused(project: Path, link: str) -> None:
    assert _codes(project, link) == ["prose-link-missing"]


@pytest.mark.parametrize(
    "link",
    [
        "[a](https://www.mem.gov.cn/a_(b).html)",
        "[a](HTTPS://www.mem.gov.cn)",
        "<https://www.mem.gov.cn/>",
        "[a](mailto:jiucuo@bulletin.example)",
        "[a](tel:12350)",
        "[a](mine:qx-001)、[b](outcome:x)、[c](notice:y)",
        "[a](#publisher)",
        "[a](report.md)",
        "[a](../report/index.md#law)",
        "`[a](javascript:x)`",
        "```\n[a](javascript:x)\n<script>\n# 一\n```",
        "\\[a](javascript:x)",
        "甲[乙]（丙）",
    ],
)
def test_sound_links_and_code_pass(project: Path, link: str) -> None:
    assert _codes(project, link) == []


# -- pictures ------------------------------------------------------------------------------------


def test_a_picture_must_lie_in_content(project: Path) -> None:
    (project / "content/采场 1.png").write_bytes(b"")
    (project / "theme/x.png").write_bytes(b"")
    cases = {
        "![图](%E9%87%87%E5%9C%BA%201.png)": [],
        "![图](<采场 1.png>)": ["prose-image-missing"],  # no browser reads a space in an address
        "![图](采场2.png)": ["prose-image-missing"],
        "![图](../theme/x.png)": ["prose-image-outside"],
        "![图](/x.png)": ["prose-image-outside"],
        "![图](采场.svg)": ["prose-image-kind"],
        "![图](采场.tif)": ["prose-image-kind"],
        "![图](https://evil.example/x.png)": ["prose-image-outside"],
        "![图](data:image/png;base64,AAAA)": ["prose-image-outside"],
        "![图](C:\\x.png)": ["prose-image-outside"],
        "![图][p]\n\n[p]: //evil.example/x.png": ["prose-image-outside"],
        "[![图](missing.png)](mine:qx-001)": ["prose-image-missing"],
    }
    assert {body: _codes(project, body) for body in cases} == cases


def test_a_picture_is_looked_for_beside_its_notice(project: Path) -> None:
    (project / "content/notices/a.png").write_bytes(b"")
    _write(project, "![图](a.png) ![图](../b.png)\n", NOTICE)
    assert _found(project) == [Problem("prose-image-missing", NOTICE, 7, None, "../b.png")]


# -- HTML ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<SCRIPT src=x>",
        "<img src=x onerror=alert(1)>",
        "<iframe src='https://evil.example'></iframe>",
        "<div class='x'>",
        "<a href='javascript:x'>a</a>",
        "<br onclick=x>",
        "<details ontoggle=x open>",
        "<style>p{}</style>",
        "<!DOCTYPE html>",
        "<svg/onload=x>",
        "<b",
        "[a](#x){: onclick='x' }",
        "[a](#x){: style='color:red' }",
    ],
)
def test_raw_html_is_refused(project: Path, body: str) -> None:
    assert set(_codes(project, f"甲{body}")) == {"prose-html"}


@pytest.mark.parametrize(
    "body",
    [
        "一行<br>二行<br/>",
        "H<sub>2</sub>O，10 m<sup>3</sup>",
        '<abbr title="头顶库">库</abbr>',
        "<details open>\n<summary>细节</summary>\n</details>",
        "坡角 < 45°，5<6，a < b",
        "&lt;script&gt;",
        "\\<b>",
        "`<script>`",
        "<!-- 说明 -->",
        "## 标题 {#here}",
    ],
)
def test_harmless_tags_and_plain_signs_pass(project: Path, body: str) -> None:
    assert _codes(project, body) == []


# -- headings and front matter -------------------------------------------------------------------


@pytest.mark.parametrize("body", ["# 标题", "#标题", "标题\n===", "一\n\n标题\n="])
def test_a_heading_of_the_first_level_is_refused(project: Path, body: str) -> None:
    assert _codes(project, body) == ["prose-h1"]


def test_a_template_in_front_matter_is_refused_where_it_is_read(project: Path) -> None:
    (project / ABOUT).write_text("---\ntitle: 页\ntemplate: 404.html\n---\n", encoding="utf-8")
    (problem,) = content.load(project)[1]
    assert (problem.code, problem.row, problem.field) == ("front-matter-key-unknown", 3, "template")


# -- wordings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["黑名单", "黑 名 单", "**黑**名单", "黑名\n单", "黑名 \n 单"],
)
def test_a_forbidden_wording_is_found_however_it_is_written(project: Path, typed: str) -> None:
    _write(project, f"一\n列入{typed}的单位\n")
    assert _found(project) == [
        Problem(
            "prose-forbidden", ABOUT, 5, None, "黑名单", details={"instead": "严重失信主体名单"}
        )
    ]


def test_a_title_is_judged_too(project: Path) -> None:
    _write(project, "一\n", NOTICE)
    file = project / NOTICE
    file.write_text(file.read_text("utf-8").replace("title: 页", "title: 合格矿山"), "utf-8")
    (problem,) = _found(project)
    assert (problem.code, problem.row, problem.field) == ("prose-forbidden", 2, "title")


def test_lawful_wordings_with_the_same_characters_pass(project: Path) -> None:
    assert _codes(project, "经验收合格后恢复。曝光。安全生产。有的矿山危险。名单。") == []


def test_the_list_is_the_staffs_own(project: Path) -> None:
    (project / LIST).write_text("# 说明\n\n采掘一队 = 露天矿山\n没有替换\n", encoding="utf-8")
    assert _codes(project, "采掘一队，没有替换，黑名单") == ["prose-forbidden"] * 2
    (project / LIST).unlink()
    assert _codes(project, "采掘一队") == []


def test_a_faulty_list_is_reported_by_its_row(project: Path) -> None:
    (project / LIST).write_text("甲 = 乙\n= 丙\n甲\n", encoding="utf-8")
    assert [(p.code, p.file, p.row) for p in _found(project)] == [
        ("prose-forbidden-list", LIST, 2),
        ("prose-forbidden-list", LIST, 3),
    ]
    (project / LIST).write_bytes("黑名单".encode("gb18030"))
    assert [(p.code, p.file) for p in _found(project)] == [("not-utf-8", LIST)]
