"""The reports name every problem, hide nothing that was typed, and are the same each time."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from generator import findings, messages
from generator.problems import Problem

ZH, EN = messages.catalogue("zh"), messages.catalogue("en")
MINES, TOWNS, NOTICE = "data/mines/mines.csv", "data/mines/towns.csv", "content/notices/a.md"
TITLES = {MINES: "矿山名录", TOWNS: "镇和林场"}

DATE = Problem("form-date", MINES, 9, "listed_on", "2024-1-5", details={"title": "列入名录日期"})
NAME = Problem("constraint-required", MINES, 3, "name", details={"title": "矿山名称"})
APPROVAL = Problem("approval-missing", MINES, 2, "approval_no", severity="warning")
TOWN = Problem("constraint-required", TOWNS, 2, "name", details={"title": "镇（场）"})
LINK = Problem("content-link", NOTICE, 7, None, "mine:qx-999", "warning")
USAGE = Problem("usage", "", value="没有这个命令：chekc")


def test_nothing_found_is_one_sentence() -> None:
    assert findings.text([], ZH, 10) == "没有发现问题。"


def test_the_gravest_file_stands_first_and_errors_before_warnings() -> None:
    assert findings.text([LINK, APPROVAL, DATE, TOWN, NAME], ZH, 10) == "\n".join(
        [
            "data/mines/mines.csv  2 个错误、1 个警告",
            "  第 3 行 [错误] “矿山名称”没有填。",
            "      怎么改：补上“矿山名称”；只有空格不算填写。",
            "  第 9 行 [错误] “列入名录日期”的内容“2024-1-5”不是日期。",
            f"      怎么改：{ZH.fix(DATE)}",
            "  第 2 行 “approval_no”列 [警告] 已定公开日期，却没有审批编号。",
            "      怎么改：填写谁批准公开的审批编号；还没有批准就把公开日期留空。",
            "",
            "data/mines/towns.csv  1 个错误、0 个警告",
            "  第 2 行 [错误] “镇（场）”没有填。",
            "      怎么改：补上“镇（场）”；只有空格不算填写。",
            "",
            "content/notices/a.md  0 个错误、1 个警告",
            "  第 7 行 [警告] 链接“mine:qx-999”没有对应的页面。",
            "      怎么改：核对编号；记录还没公开或已经撤下时，去掉这个链接。",
            "",
            "发现 3 个错误、2 个警告。",
        ]
    )


def test_a_row_of_a_table_and_a_line_of_a_text_are_called_what_they_are() -> None:
    assert "row 9 [error]" in findings.text([DATE], EN, 10)
    assert "line 7 [warning]" in findings.text([LINK], EN, 10)


def test_a_cut_report_counts_what_it_leaves_out_and_leaves_out_warnings_first() -> None:
    many = [Problem("approval-missing", MINES, n, severity="warning") for n in range(2, 502)]
    shown = findings.text([*many, NAME, TOWN], ZH, 3)
    assert shown.count("[错误]") == 2
    assert shown.count("[警告]") == 1
    assert "这个文件另有 499 个问题没有列出。" in shown
    assert "另有 499 个问题没有列出；用 --format json 看全部。" in shown
    assert shown.endswith("发现 2 个错误、500 个警告。")


def test_a_problem_of_the_command_has_no_file() -> None:
    assert findings.text([USAGE], ZH, 10).startswith("  [错误] 没有这个命令：chekc")


def test_what_cannot_be_seen_is_shown_and_what_is_long_is_cut() -> None:
    value = "2024\u202e-01\n\x1b[31m" + "长" * 5000
    shown = findings.text([Problem("form-date", MINES, 2, "listed_on", value)], ZH, 10)
    assert "2024[U+202E]-01↵[U+001B][31m长" in shown
    assert "\u202e" not in shown
    assert "\x1b" not in shown
    assert len(shown) < 400


def test_the_report_for_programs_is_complete_and_null_where_there_is_none() -> None:
    first, second = json.loads(findings.as_json([DATE, USAGE], ZH))
    assert first == {
        "code": "form-date",
        "severity": "error",
        "file": MINES,
        "row": 9,
        "field": "listed_on",
        "value": "2024-1-5",
        "message": "“列入名录日期”的内容“2024-1-5”不是日期。",
        "fix": "写成 2026-11-23 这样：四位年、两位月、两位日，用短横连接，并且要有这一天。",
    }
    assert (second["file"], second["row"], second["field"]) == (None, None, None)
    assert json.loads(findings.as_json([], ZH)) == []


class Page(HTMLParser):
    """What a browser sees: tags, texts, addresses, and whether every tag was closed."""

    VOID = frozenset({"meta", "br", "link", "img"})

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []
        self.language = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids |= {str(given["id"])} if "id" in given else set()
        self.links += [str(given[k]) for k in ("href", "src") if k in given]
        self.language = given.get("lang") or self.language
        assert not any(name.startswith("on") for name in given)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self.open:
            self.texts.append(data.strip())


def test_the_page_tells_place_value_fault_and_mend_of_each_problem() -> None:
    page = Page(findings.html([LINK, DATE, NAME], ZH, TITLES))
    assert page.language == "zh-CN"
    assert not page.open
    assert page.texts[:3] == [
        "检查结果",
        "检查结果",
        "有错误：全部改正以前，网站不会更新。",
    ]
    start = page.texts.index(MINES)
    assert page.texts[start - 1 : start + 16] == [
        "矿山名录",
        MINES,
        "错误",
        "第 3 行 “矿山名称”列",
        "填写的内容",
        "（空）",
        "问题",
        "“矿山名称”没有填。",
        "怎么改",
        "补上“矿山名称”；只有空格不算填写。",
        "错误",
        "第 9 行 “列入名录日期”列",
        "填写的内容",
        "2024-1-5",
        "问题",
        "“列入名录日期”的内容“2024-1-5”不是日期。",
        "怎么改",
    ]


def test_the_page_leads_to_each_file_and_needs_nothing_beside_it() -> None:
    page = Page(findings.html([LINK, DATE, TOWN, USAGE], ZH, TITLES))
    assert {link.removeprefix("#") for link in page.links} <= page.ids
    assert [link for link in page.links if link != "#top"] == [f"#file-{n}" for n in range(1, 5)]
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "url(" not in findings.html([], ZH, {})


def test_the_page_speaks_english_where_english_is_asked_for() -> None:
    page = Page(findings.html([DATE], EN, {}))
    assert page.language == "en"
    assert "How to mend it" in page.texts


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_was_typed_is_text_and_never_markup(typed: str) -> None:
    problem = Problem("form-date", f"data/{typed}.csv", 2, typed, typed, details={"title": typed})
    page = Page(findings.html([problem], ZH, {problem.file: typed}))
    assert not {"script", "img"} & set(page.tags)
    assert typed in page.texts


def test_a_sound_bulletin_and_one_with_warnings_are_told_apart() -> None:
    assert "没有发现问题，可以公开。" in Page(findings.html([], ZH, {})).texts
    warned = Page(findings.html([LINK], ZH, {})).texts
    assert "没有错误。警告请逐条核对，核对无误可以公开。" in warned


@pytest.mark.slow
def test_ten_thousand_problems_all_stand_on_the_page_the_same_each_time() -> None:
    many = [Problem("form-date", MINES, n, "listed_on", f"日{n}") for n in range(2, 10_002)]
    page = findings.html(many, ZH, TITLES)
    assert page == findings.html(reversed(many), ZH, TITLES)
    assert page.count("<article") == 10_000
