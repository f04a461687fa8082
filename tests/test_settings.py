"""`site_config.yml`: read safely, judged whole, each fault at its line and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from generator import settings
from generator.settings import FILE, Settings

SOUND = {
    "site_name": "矿山安全公示",
    "site_url": "https://bulletin.example/kuangan/",
    "tag_authority": "bulletin.example,2026",
    "publisher": "示例机关",
    "publisher_uscc": "11000000MBDEM004X6",
    "language": "zh-CN",
    "demonstration": "true",
    "correction_contact": "jiucuo@bulletin.example",
    "data_licence": "CC-BY-4.0",
}
"""One key a line, in this order: `site_url` stands on line 2, `demonstration` on line 7."""

Found = list[tuple[str, int | None, str | None, str | None]]


def _load(folder: Path, content: str | bytes) -> tuple[Settings | None, Found]:
    content = content.encode("utf-8") if isinstance(content, str) else content
    (folder / FILE).write_bytes(content)
    chosen, problems = settings.load(folder)
    assert {problem.file for problem in problems} <= {FILE}
    return chosen, [(p.code, p.row, p.field, p.value) for p in problems]


def _written(**changes: str) -> str:
    return "".join(f"{key}: {value}\n" for key, value in {**SOUND, **changes}.items())


def test_the_shipped_settings_are_sound() -> None:
    chosen, problems = settings.load(ROOT)
    assert problems == []
    assert chosen is not None
    assert chosen.demonstration is True


def test_the_required_keys_are_enough(tmp_path: Path) -> None:
    chosen, problems = _load(tmp_path, _written())
    assert problems == []
    assert chosen is not None
    assert (chosen.site_subtitle, chosen.site_code, chosen.icp, chosen.gongan) == ("", "", "", "")
    assert chosen.scorecard == "internal"


@pytest.mark.parametrize("url", ["https://a.example", "https://a.example/", "https://a.example//"])
def test_the_address_of_the_site_ends_with_one_slash(tmp_path: Path, url: str) -> None:
    chosen, _ = _load(tmp_path, _written(site_url=url))
    assert chosen is not None
    assert chosen.site_url == "https://a.example/"


def test_a_path_of_the_address_is_kept(tmp_path: Path) -> None:
    chosen, _ = _load(tmp_path, _written(site_url="http://a.example:8080/b/c"))
    assert chosen is not None
    assert chosen.site_url == "http://a.example:8080/b/c/"


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    chosen, problems = settings.load(tmp_path)
    assert chosen is None
    assert [(p.code, p.file, p.row) for p in problems] == [("config-missing", FILE, None)]


def test_a_folder_in_the_place_of_the_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    _, problems = settings.load(tmp_path)
    assert [p.code for p in problems] == ["file-unreadable"]


def test_gb18030_is_a_problem_and_not_mojibake(tmp_path: Path) -> None:
    chosen, problems = _load(tmp_path, _written().encode("gb18030"))
    assert chosen is None
    assert problems == [("not-utf-8", None, None, None)]


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    """Windows Notepad writes one, and in this file it harms nobody."""
    chosen, problems = _load(tmp_path, "\ufeff" + _written())
    assert problems == []
    assert chosen is not None
    assert chosen.site_name == "矿山安全公示"


def test_crlf_is_accepted_and_lines_are_counted_right(tmp_path: Path) -> None:
    text = _written(site_url="bulletin.example").replace("\n", "\r\n")
    assert _load(tmp_path, text)[1] == [("config-value", 2, "site_url", "bulletin.example")]


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_lacks_every_required_key(tmp_path: Path, text: str) -> None:
    assert _load(tmp_path, text)[1] == [("config-key-missing", None, key, None) for key in SOUND]


def test_a_list_is_no_set_of_choices(tmp_path: Path) -> None:
    assert _load(tmp_path, "- site_name\n")[1] == [("yaml-not-a-mapping", 1, None, "")]


def test_broken_yaml_is_reported_at_its_line(tmp_path: Path) -> None:
    text = _written(publisher="a: b")
    assert [p[:3] for p in _load(tmp_path, text)[1]] == [("yaml-syntax", 4, None)]


def test_a_key_given_twice_is_reported_at_its_second_line(tmp_path: Path) -> None:
    text = _written() + "site_name: 又一个\n"
    assert _load(tmp_path, text)[1] == [("yaml-duplicate-key", 10, None, "site_name")]


@pytest.mark.parametrize(
    "value", ["!!python/object/apply:os.system ['touch ran']", "!ENV HOME", "!ENV [X, y]"]
)
def test_nothing_in_the_file_runs_code_or_reads_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """MkDocs' own loader did both."""
    monkeypatch.chdir(tmp_path)
    chosen, problems = _load(tmp_path, _written(publisher=value))
    assert chosen is None
    assert [p[:3] for p in problems] == [("yaml-syntax", 4, None)]
    assert not (tmp_path / "ran").exists()


def test_anchors_do_not_multiply(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for here, there in zip("bcdefghi", "abcdefgh", strict=True):
        bomb += f"{here}: &{here} [{', '.join([f'*{there}'] * 9)}]\n"
    assert [p[:2] for p in _load(tmp_path, bomb + "site_name: *i\n")[1]] == [("yaml-syntax", 1)]


def test_all_faults_are_found_in_one_run(tmp_path: Path) -> None:
    text = (
        "site_name: ''\nsite_url: kuangan/\npublisher: 1\nlanguage: en\ndemonstration: maybe\n"
        "colour: red\n"
    )
    assert _load(tmp_path, text)[1] == [
        ("config-key-missing", None, "tag_authority", None),
        ("config-key-missing", None, "publisher_uscc", None),
        ("config-key-missing", None, "correction_contact", None),
        ("config-key-missing", None, "data_licence", None),
        ("config-value", 1, "site_name", ""),
        ("config-value", 2, "site_url", "kuangan/"),
        ("config-value", 3, "publisher", "1"),
        ("config-value", 4, "language", "en"),
        ("config-value", 5, "demonstration", "maybe"),
        ("config-key-unknown", 6, "colour", "colour"),
    ]


def test_a_key_without_a_value_is_of_no_form(tmp_path: Path) -> None:
    assert _load(tmp_path, _written(publisher=""))[1] == [("config-value", 4, "publisher", "")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("site_name", "' '"),
        ("site_url", "kuangan/"),
        ("site_url", "/kuangan/"),
        ("site_url", "//bulletin.example/"),
        ("site_url", "ftp://bulletin.example/"),
        ("site_url", "javascript:alert(1)"),
        ("site_url", "https://"),
        ("site_url", "https://a.example/?q=1"),
        ("site_url", "https://a.example/#x"),
        ("site_url", "https://a.example/a b"),
        ("site_url", r'"https://a.example/\n"'),
        ("site_url", "'https://[::1'"),
        ("tag_authority", "bulletin.example"),
        ("tag_authority", "bulletin.example,26"),
        ("tag_authority", "Bulletin.Example,2026"),
        ("publisher_uscc", "11000000MBDEM004X"),
        ("publisher_uscc", "11000000mbdem004x6"),
        ("publisher_uscc", "11000000MBDEM004I6"),
        ("publisher_uscc", "11 000000 MBDEM004X6"),
        ("publisher_uscc", "１1000000MBDEM004X6"),
        ("publisher_uscc", r'"11000000MBDEM004X6\n"'),
        ("language", "zh"),
        ("demonstration", "'true'"),
        ("site_code", "'123'"),
        ("site_code", "bm1234567"),
        ("site_code", "4418030001"),
        ("icp", "ICP备12345678号"),
        ("icp", "粤ICP备1234号"),
        ("icp", "粤ICP证12345678号"),
        ("gongan", "粤公网安备123号"),
        ("gongan", "公网安备44180302000001号"),
        ("scorecard", "secret"),
    ],
)
def test_a_value_of_another_form_is_reported_at_its_line(
    tmp_path: Path, key: str, value: str
) -> None:
    chosen, problems = _load(tmp_path, _written(**{key: value}))
    row = list({**SOUND, key: value}).index(key) + 1
    assert chosen is None
    assert [p[:3] for p in problems] == [("config-value", row, key)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("site_code", "'4418030001'"),
        ("site_code", "bm12345678"),
        ("icp", "粤ICP备12345678号"),
        ("icp", "粤ICP备12345678号-1"),
        ("gongan", "粤公网安备44180302000001号"),
        ("gongan", "粤公网安备 44180302000001号"),
        ("scorecard", "public"),
        ("site_subtitle", "依法公开"),
    ],
)
def test_a_choice_of_the_right_form_is_taken_as_written(
    tmp_path: Path, key: str, value: str
) -> None:
    chosen, problems = _load(tmp_path, _written(**{key: value}))
    assert problems == []
    assert getattr(chosen, key) == value.strip("'")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.qingxin.gov.cn/kuangan/",
        "https://gov.cn/",
        "http://WWW.GOV.CN:8080/",
        "https://www.gov.cn./",
    ],
)
def test_a_demonstration_is_refused_on_a_government_site(tmp_path: Path, url: str) -> None:
    chosen, problems = _load(tmp_path, _written(site_url=url))
    assert chosen is None
    assert [p[:3] for p in problems] == [("demonstration-on-gov-cn", 7, "demonstration")]


def test_a_real_bulletin_may_stand_on_a_government_site(tmp_path: Path) -> None:
    text = _written(site_url="https://www.qingxin.gov.cn/", demonstration="false")
    chosen, problems = _load(tmp_path, text)
    assert problems == []
    assert chosen is not None
    assert chosen.demonstration is False


@pytest.mark.parametrize("url", ["https://notgov.cn/", "https://gov.cn.example/", "https://a.cn/"])
def test_a_demonstration_may_stand_anywhere_else(tmp_path: Path, url: str) -> None:
    assert _load(tmp_path, _written(site_url=url))[1] == []


@pytest.mark.parametrize("value", ["⟦title⟧", "a⟧", "'{% raw %}⟦'"])
def test_the_marks_of_the_shells_are_refused(tmp_path: Path, value: str) -> None:
    """In a text of the page they would be taken for one of the shell's own."""
    assert _load(tmp_path, _written(publisher=value))[1] == [
        ("reserved-mark", 4, "publisher", value.strip("'"))
    ]
