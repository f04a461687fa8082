"""The words: front matter as staff wrote it, each fault with its file, line and key."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from conftest import ROOT

from generator import content
from generator.content import Content

PAGE = "content/about.md"
NOTICE = "content/notices/2026-q3.md"
SOUND = "---\ntitle: 通报\ndate: 2026-10-20\nkind: circular\n---\n正文\n"

Found = list[tuple[str, str, int | None, str | None, str | None]]


def _load(folder: Path, file: str, text: str | bytes) -> tuple[Content, Found]:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    words, problems = content.load(folder)
    return words, [(p.code, p.file, p.row, p.field, p.value) for p in problems]


def _notice(front: str) -> str:
    return f"---\ntitle: 通报\ndate: 2026-10-20\nkind: circular\n{front}---\n正文\n"


def test_the_shipped_words_have_no_problem() -> None:
    words, problems = content.load(ROOT)
    assert problems == []
    assert {"index", "about", "report", "glossary"} <= set(words.pages)
    assert len(words.notices) >= 3


def test_the_body_of_every_shipped_file_begins_on_its_row() -> None:
    words, _ = content.load(ROOT)
    for text in (*words.pages.values(), *words.notices):
        lines = (ROOT / text.file).read_text(encoding="utf-8").split("\n")
        assert "\n".join(lines[text.body_row - 1 :]) == text.body, text.file


def test_a_project_without_words_is_no_problem(tmp_path: Path) -> None:
    words, problems = content.load(tmp_path)
    assert problems == []
    assert words.notices == ()
    assert (words.words("about").body, words.words("about").title) == ("", "")


def test_a_notice_is_read_whole(tmp_path: Path) -> None:
    front = (
        "document_no: 示例〔2026〕8号\nrecords: [o-1, h-2]\ntowns: [441803102, '441803104']\n"
        "until: 2026-12-31\napproval_no: 审〔2026〕1号\n"
    )
    words, problems = _load(tmp_path, NOTICE, _notice(front))
    assert problems == []
    (notice,) = words.notices
    assert (notice.slug, notice.file, notice.title) == ("2026-q3", NOTICE, "通报")
    assert notice.day == datetime.date(2026, 10, 20)
    assert notice.until == datetime.date(2026, 12, 31)
    assert notice.records == ("o-1", "h-2")
    assert notice.towns == ("441803102", "441803104")
    assert (notice.document_no, notice.approval_no) == ("示例〔2026〕8号", "审〔2026〕1号")
    assert (notice.body, notice.body_row) == ("正文\n", 11)
    assert notice.lines["records"] == 6


def test_what_a_notice_leaves_out_is_empty(tmp_path: Path) -> None:
    words, problems = _load(tmp_path, NOTICE, _notice("records:\nuntil:\n"))
    assert problems == []
    (notice,) = words.notices
    assert (notice.records, notice.towns, notice.until) == ((), (), None)
    assert (notice.document_no, notice.approval_no) == ("", "")


def test_a_file_from_windows_reads_the_same(tmp_path: Path) -> None:
    """With BOM and CRLF, as Notepad writes it."""
    text = "\ufeff" + _notice("colour: red\n").replace("\n", "\r\n")
    _, problems = _load(tmp_path, NOTICE, text)
    assert problems == [("front-matter-key-unknown", NOTICE, 5, "colour", "colour")]
    words, problems = _load(tmp_path, NOTICE, "\ufeff" + SOUND.replace("\n", "\r\n"))
    assert problems == []
    assert (words.notices[0].body, words.notices[0].body_row) == ("正文\r\n", 6)


def test_a_page_without_front_matter_is_all_body(tmp_path: Path) -> None:
    words, problems = _load(tmp_path, PAGE, "# 关于\n\n正文\n")
    assert problems == []
    page = words.words("about")
    assert (page.title, page.body, page.body_row) == ("", "# 关于\n\n正文\n", 1)


def test_empty_front_matter_is_front_matter(tmp_path: Path) -> None:
    words, problems = _load(tmp_path, PAGE, "---\n---\n正文\n")
    assert problems == []
    assert (words.words("about").body, words.words("about").body_row) == ("正文\n", 3)


def test_a_rule_in_the_body_does_not_end_the_front_matter_twice(tmp_path: Path) -> None:
    words, _ = _load(tmp_path, PAGE, "---\ntitle: 关于\n---\n一\n\n---\n二\n")
    assert words.words("about").body == "一\n\n---\n二\n"


@pytest.mark.parametrize("text", ["---\ntitle: 关于\n正文\n", "---\ntitle: 关于\n ---\n", "---\n"])
def test_front_matter_that_is_never_closed(tmp_path: Path, text: str) -> None:
    words, problems = _load(tmp_path, PAGE, text)
    assert problems == [("front-matter-open", PAGE, 1, None, None)]
    assert words.pages == {}


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("title: a\ntitle: b\n", ("yaml-duplicate-key", PAGE, 3, None, "title")),
        ("- title\n", ("yaml-not-a-mapping", PAGE, 2, None, "")),
        ("2026: a\n", ("yaml-key", PAGE, 2, None, "2026")),
        ("title: a\nicon: !ENV HOME\n", ("yaml-syntax", PAGE, 3, None, "! …")),
        (
            "title: a\ntemplate: ../x.html\n",
            ("front-matter-key-unknown", PAGE, 3, "template", "template"),
        ),
        ("title: 2026\n", ("front-matter-value", PAGE, 2, "title", "2026")),
        ("title:\n", ("front-matter-value", PAGE, 2, "title", "")),
        ("title: [a, b]\n", ("front-matter-value", PAGE, 2, "title", "['a', 'b']")),
    ],
)
def test_a_fault_in_the_front_matter_of_a_page(
    tmp_path: Path, front: str, expected: tuple[str, str, int | None, str | None, str | None]
) -> None:
    """MkDocs would ignore the broken ones without a word, and obey `template`."""
    words, problems = _load(tmp_path, PAGE, f"---\n{front}---\n正文\n")
    assert problems == [expected]
    assert words.pages == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SOUND.replace("title: 通报\n", ""), [("front-matter-key-missing", 1, "title", None)]),
        (SOUND.replace("2026-10-20", ""), [("front-matter-key-missing", 3, "date", None)]),
        (
            "正文\n",
            [("front-matter-key-missing", 1, key, None) for key in ("title", "date", "kind")],
        ),
        (SOUND.replace("通报", "'  '"), [("front-matter-value", 2, "title", "  ")]),
        (SOUND.replace("10-20", "13-01"), [("front-matter-value", 3, "date", "2026-13-01")]),
        (SOUND.replace("10-20", "1-5"), [("front-matter-value", 3, "date", "2026-1-5")]),
        (
            SOUND.replace("10-20", "10-20 08:00:00"),
            [("front-matter-value", 3, "date", "2026-10-20 08:00:00")],
        ),
        (SOUND.replace("2026-10-20", "昨天"), [("front-matter-value", 3, "date", "昨天")]),
        (SOUND.replace("circular", "news"), [("front-matter-value", 4, "kind", "news")]),
        (SOUND.replace("circular", "[rule]"), [("front-matter-value", 4, "kind", "['rule']")]),
        (_notice("records: o-1\n"), [("front-matter-value", 5, "records", "o-1")]),
        (
            _notice("records: [{a: b}]\n"),
            [("front-matter-value", 5, "records", "[{'a': 'b'}]")],
        ),
        (_notice("towns: 441803102\n"), [("front-matter-value", 5, "towns", "441803102")]),
        (_notice("until: soon\n"), [("front-matter-value", 5, "until", "soon")]),
        (_notice("approval_no: 12\n"), [("front-matter-value", 5, "approval_no", "12")]),
        (_notice("document_no: ''\n"), [("front-matter-value", 5, "document_no", "")]),
        (_notice("colour: red\n"), [("front-matter-key-unknown", 5, "colour", "colour")]),
    ],
)
def test_a_fault_in_the_front_matter_of_a_notice(
    tmp_path: Path, text: str, expected: list[tuple[str, int | None, str | None, str | None]]
) -> None:
    words, problems = _load(tmp_path, NOTICE, text)
    assert problems == [(code, NOTICE, row, key, value) for code, row, key, value in expected]
    assert words.notices == ()


def test_every_fault_of_a_notice_is_found_in_one_run(tmp_path: Path) -> None:
    _, problems = _load(tmp_path, NOTICE, "---\ndate: x\nkind: y\ncolour: z\n---\n")
    assert [p[0::2] for p in problems] == [
        ("front-matter-key-missing", 1, None),
        ("front-matter-value", 2, "x"),
        ("front-matter-value", 3, "y"),
        ("front-matter-key-unknown", 4, "colour"),
    ]


@pytest.mark.parametrize("name", ["2026_q3", "第三季度", "Q3", "-q3", "q3-", "a" * 65, "a.b"])
def test_a_file_name_that_can_be_no_address(tmp_path: Path, name: str) -> None:
    file = f"content/notices/{name}.md"
    _, problems = _load(tmp_path, file, SOUND)
    assert problems == [("notice-slug", file, None, None, name)]


def test_gb18030_is_read_rightly_and_named(tmp_path: Path) -> None:
    text = "---\ntitle: 关于\n---\nword\n通报\n".encode("gb18030")
    words, problems = _load(tmp_path, PAGE, text)
    assert problems == [("gb18030", PAGE, None, None, None)]
    assert (words.words("about").title, words.words("about").body) == ("关于", "word\n通报\n")
    words, problems = _load(tmp_path, NOTICE, SOUND.encode("gb18030"))
    assert problems[1:] == [("gb18030", NOTICE, None, None, None)]
    assert words.notices[0].title == "通报"


def test_a_fault_in_a_gb18030_file_is_found_as_well(tmp_path: Path) -> None:
    text = "---\ntitle: 关于\ncolour: 红\n---\n".encode("gb18030")
    assert [found[0] for found in _load(tmp_path, PAGE, text)[1]] == [
        "gb18030",
        "front-matter-key-unknown",
    ]


def test_bytes_of_no_encoding_are_reported_at_their_line(tmp_path: Path) -> None:
    text = "---\ntitle: 关于\n---\n通报\n".encode() + b"\xff\xff"
    assert _load(tmp_path, PAGE, text)[1] == [("not-utf-8", PAGE, 5, None, None)]


def test_utf_16_is_named(tmp_path: Path) -> None:
    assert _load(tmp_path, PAGE, SOUND.encode("utf-16"))[1] == [("utf-16", PAGE, None, None, None)]


@pytest.mark.parametrize("mark", ["⟦", "⟧"])
def test_a_mark_of_the_shells_is_reported_at_its_line(tmp_path: Path, mark: str) -> None:
    text = f"---\ntitle: 关于\n---\n一\n二{mark}三\n四{mark}\n"
    assert _load(tmp_path, PAGE, text)[1] == [("reserved-mark", PAGE, 5, None, mark)]


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        *((odd, "character-hidden") for odd in "\0\x01\x0b\x0c\x85\xa0\xad\u200b\u202e\ufeff"),
        *((odd, "character-hidden") for odd in "\u2028\u2029\u2066\u3164\U000e0041"),
        ("\ufffd", "character-lost"),
        ("\ue000", "character-private"),
        ("\uffff", "character-private"),
        ("⼭", "character-lookalike"),
    ],
)
def test_a_character_that_nobody_sees_is_reported_once_a_line(
    tmp_path: Path, odd: str, code: str
) -> None:
    """In front matter and body; a separator of lines shifts no line."""
    text = f"---\ntitle: 关{odd}于\n---\n一\n二{odd}三{odd}\n"
    words, problems = _load(tmp_path, PAGE, text)
    assert problems == [
        (code, PAGE, 2, None, f"title: 关{odd}于"),
        (code, PAGE, 5, None, f"二{odd}三{odd}"),
    ]
    assert words.pages == {}


def test_what_makes_up_lines_and_signs_is_no_problem(tmp_path: Path) -> None:
    text = "---\ntitle: 关于\n---\n\u3000\u3000一\r\n\t二 ⚠\ufe0f\n"
    words, problems = _load(tmp_path, PAGE, text)
    assert problems == []
    assert words.words("about").body == "\u3000\u3000一\r\n\t二 ⚠\ufe0f\n"


def test_a_folder_with_the_name_of_a_page_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / PAGE).mkdir(parents=True)
    _, problems = content.load(tmp_path)
    assert [(p.code, p.file) for p in problems] == [("file-unreadable", PAGE)]


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    _load(tmp_path, PAGE, "---\n")
    words, problems = _load(tmp_path, NOTICE, SOUND)
    assert [p[0] for p in problems] == ["front-matter-open"]
    assert [notice.slug for notice in words.notices] == ["2026-q3"]
