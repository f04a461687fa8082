"""LOAD: what cannot be read as a table of the promised shape, one problem for each cause.

Each test spoils one thing in a copy of the shipped data and names the problems in full.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import DAY, ROOT, edit_json
from hypothesis import example, given, strategies
from hypothesis import settings as trials

from generator import bulletin, content, packages
from generator.packages import Resource, encoding, tables
from generator.render import downloads

Found = list[tuple[str, str, int | None, str | None]]

DESCRIPTOR = "data/mines/datapackage.json"
TOWNS = "data/mines/towns.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped data."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def _found(folder: Path) -> Found:
    _, problems = packages.load(folder)
    return [(p.code, p.file, p.row, p.field) for p in problems]


def _spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def test_the_shipped_packages_are_read_without_a_problem() -> None:
    loaded, problems = packages.load(ROOT)
    assert problems == []
    assert tuple(loaded) == packages.NAMES
    assert all(r.sound for p in loaded.values() for r in p.resources.values())


def test_cells_stay_text_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    loaded, _ = packages.load(ROOT)
    towns = loaded["mines"].resources["towns"]
    assert towns.rows[0].number == 2
    assert towns.rows[0].cells["town_code"] == "441803102"
    assert towns.primary_key == ("town_code",)
    assert towns.title("kind") == "类别"
    assert towns.title("no-such-field") == "no-such-field"


def test_a_row_after_a_cell_of_several_lines_has_its_spreadsheet_number(folder: Path) -> None:
    """Not the line of the file: people look the row up in a spreadsheet."""
    _spoil(folder, TOWNS, "太和镇", '"太\n和\n镇"')
    loaded, problems = packages.load(folder)
    assert problems == []
    rows = loaded["mines"].resources["towns"].rows
    assert [(row.number, row.cells["name"]) for row in rows[:2]] == [
        (2, "太\n和\n镇"),
        (3, "太平镇"),
    ]


def test_crlf_and_a_missing_last_line_break_are_no_fault(folder: Path) -> None:
    before, _ = packages.load(folder)
    file = folder / TOWNS
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n").rstrip())
    after, problems = packages.load(folder)
    assert problems == []
    assert after["mines"].resources["towns"].rows == before["mines"].resources["towns"].rows


def test_a_table_of_its_header_alone_is_sound(folder: Path) -> None:
    (folder / TOWNS).write_text("town_code,name,kind\n", encoding="utf-8")
    loaded, problems = packages.load(folder)
    assert problems == []
    assert loaded["mines"].resources["towns"].sound
    assert loaded["mines"].resources["towns"].rows == ()


# Tables


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "town_code,name,kind",
            "town_code,kind",
            [("column-missing", TOWNS, 1, "name")],
            id="missing-column",
        ),
        pytest.param(
            "town_code,name,kind",
            "town_code,name,kind,colour",
            [("column-unknown", TOWNS, 1, "colour")],
            id="unknown-column",
        ),
        pytest.param(
            "town_code,name,kind",
            "town_code,name,kind,name",
            [("column-twice", TOWNS, 1, "name")],
            id="column-twice",
        ),
        pytest.param(
            "town_code,name,kind",
            "kind,name,town_code",
            [("column-order", TOWNS, 1, None)],
            id="reordered-columns",
        ),
        pytest.param(
            "town_code,name,kind",
            "town_code,Name,kind",
            [("column-misspelt", TOWNS, 1, "name")],
            id="misspelt-column",
        ),
        pytest.param(
            "441803104,太平镇,town",
            "441803104,太平镇",
            [("row-shape", TOWNS, 3, None)],
            id="too-few-cells",
        ),
        pytest.param(
            "441803104,太平镇,town",
            "441803104,太平镇,town,",
            [("row-shape", TOWNS, 3, None)],
            id="too-many-cells",
        ),
        pytest.param("441803104,", "\n441803104,", [("row-blank", TOWNS, 3, None)], id="no-cell"),
        pytest.param(
            "441803104,太平镇,town", ",,", [("row-blank", TOWNS, 3, None)], id="blank-cells"
        ),
        pytest.param(
            "441803104,太平镇",
            '441803104,"太平镇',
            [("csv-quotes", TOWNS, 3, None)],
            id="unclosed-quote",
        ),
        pytest.param(
            "441803104,太平镇",
            '441803104,"太平"镇',
            [("csv-quotes", TOWNS, 3, None)],
            id="words-after-a-quote",
        ),
        pytest.param("太平镇", "太平\0镇", [("nul-character", TOWNS, 3, "name")], id="nul"),
        pytest.param(
            "town_code,name,kind\n", "\n", [("header-missing", TOWNS, 1, None)], id="no-header"
        ),
    ],
)
def test_a_table_that_cannot_be_read_whole(
    folder: Path, old: str, new: str, expected: Found
) -> None:
    _spoil(folder, TOWNS, old, new)
    assert _found(folder) == expected
    loaded, _ = packages.load(folder)
    assert not loaded["mines"].resources["towns"].sound
    assert loaded["mines"].resources["towns"].rows == ()
    assert loaded["mines"].resources["mines"].sound


def test_every_odd_row_is_found_in_one_run(folder: Path) -> None:
    _spoil(folder, TOWNS, "441803104,太平镇,town", "441803104,太平镇")
    with (folder / TOWNS).open("a", encoding="utf-8") as stream:
        stream.write("\n1,2,3,4\n")
    assert _found(folder) == [
        ("row-shape", TOWNS, 3, None),
        ("row-blank", TOWNS, 11, None),
        ("row-shape", TOWNS, 12, None),
    ]


def test_the_missing_column_is_named_by_its_heading(folder: Path) -> None:
    _spoil(folder, TOWNS, "town_code,name,kind", "town_code,name")
    _, problems = packages.load(folder)
    assert [problem.details for problem in problems] == [{"title": "类别"}]


@pytest.mark.parametrize("content", [b"", b"\n", b"\n\n", b"\r\n"])
def test_an_empty_file_has_no_header(folder: Path, content: bytes) -> None:
    (folder / TOWNS).write_bytes(content)
    assert _found(folder) == [("header-missing", TOWNS, 1, None)]


def test_rows_that_a_spreadsheet_left_blank_are_one_problem(folder: Path) -> None:
    with (folder / TOWNS).open("a", encoding="utf-8") as stream:
        stream.write(",,\n" * 300)
    _, problems = packages.load(folder)
    assert [(p.code, p.row, p.details) for p in problems] == [("rows-blank", 11, {"last": 310})]


def test_a_row_of_spaces_is_blank(folder: Path) -> None:
    _spoil(folder, TOWNS, "441803104,太平镇,town", " ,\u3000,")
    assert _found(folder) == [("row-blank", TOWNS, 3, None)]


# Encodings


def _encode(folder: Path, encoding: str, *, before: bytes = b"") -> None:
    file = folder / TOWNS
    file.write_bytes(before + file.read_text(encoding="utf-8").encode(encoding))


def _named(folder: Path) -> list[tuple[str, str, int | None]]:
    _, problems = packages.load(folder)
    assert all(p.file == TOWNS for p in problems)
    return [(p.severity, p.code, p.row) for p in problems]


def _towns(folder: Path) -> Resource:
    loaded, _ = packages.load(folder)
    return loaded["mines"].resources["towns"]


def test_gb18030_is_read_rightly_and_named(folder: Path) -> None:
    before = _towns(folder)
    _encode(folder, "gb18030")
    assert _named(folder) == [("warning", "gb18030", None)]
    after = _towns(folder)
    assert after.sound
    assert after.rows == before.rows
    assert after.content == before.content
    assert after.raw == (folder / TOWNS).read_bytes() != after.content


def test_every_shipped_table_is_read_rightly_as_gb18030(folder: Path) -> None:
    before, _ = packages.load(folder)
    files = sorted(folder.glob("data/*/*.csv"))
    plain = {file for file in files if file.read_bytes().isascii()}
    for file in files:
        file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    after, problems = packages.load(folder)
    assert {p.code for p in problems} == {"gb18030"}
    assert len(problems) == len(files) - len(plain) > 20
    for name, package in after.items():
        assert {n: r.rows for n, r in package.resources.items()} == {
            n: r.rows for n, r in before[name].resources.items()
        }


def test_gb18030_after_ten_thousand_plain_characters_is_no_mojibake(folder: Path) -> None:
    """Stock frictionless guesses from the first 10 kB and takes such a file for Big5."""
    plain = "".join(f"{441803000 + n},town,town\n" for n in range(1000))
    text = f"town_code,name,kind\n{plain}441809999,太和镇,town\n"
    (folder / TOWNS).write_bytes(text.encode("gb18030"))
    assert _named(folder) == [("warning", "gb18030", None)]
    assert _towns(folder).rows[-1].cells["name"] == "太和镇"


@pytest.mark.parametrize("name", ["垌𡎚镇", "模", "联通", "㙟坳镇"])
def test_a_rare_character_in_gb18030_is_read_rightly(folder: Path, name: str) -> None:
    """模 and 联通 are valid, or nearly valid, UTF-8 as well."""
    _spoil(folder, TOWNS, "太和镇", name)
    _encode(folder, "gb18030")
    assert _named(folder) == [("warning", "gb18030", None)]
    assert _towns(folder).rows[0].cells["name"] == name


def test_a_byte_order_mark_is_read_over_and_named(folder: Path) -> None:
    """Excel's “CSV UTF-8” always writes one."""
    before = _towns(folder)
    _encode(folder, "utf-8", before=b"\xef\xbb\xbf")
    assert _named(folder) == [("warning", "byte-order-mark", 1)]
    assert (_towns(folder).rows, _towns(folder).content) == (before.rows, before.content)


def test_a_second_byte_order_mark_is_a_misspelt_column(folder: Path) -> None:
    _encode(folder, "utf-8", before=b"\xef\xbb\xbf" * 2)
    assert _named(folder) == [("warning", "byte-order-mark", 1), ("error", "column-misspelt", 1)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_excels_unicode_text_is_named(folder: Path, encoding: str) -> None:
    _encode(folder, encoding)
    assert _named(folder) == [("error", "utf-16", None)]


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"PK\x03\x04", "Excel / WPS (.xlsx, .zip)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel / WPS (.xls, .et)"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_a_workbook_called_csv_is_named(folder: Path, beginning: bytes, kind: str) -> None:
    (folder / TOWNS).write_bytes(beginning + b"\x14\0\xff")
    _, problems = packages.load(folder)
    assert [(p.code, p.file, p.value) for p in problems] == [("not-a-text", TOWNS, kind)]


def test_a_damaged_utf_8_file_is_not_taken_for_gb18030(folder: Path) -> None:
    """GB18030 reads almost any bytes as some characters; a cell of two lines counts as one row."""
    _spoil(folder, TOWNS, "太和镇", '"太和镇\n又名"')
    text = (folder / TOWNS).read_bytes()
    (folder / TOWNS).write_bytes(text.replace("太平镇".encode(), "太平镇".encode()[1:]))
    assert _named(folder) == [("error", "not-utf-8", 3)]


def test_every_damaged_byte_of_a_chinese_text_is_found(folder: Path) -> None:
    content = (folder / "data/hazard-criteria/criteria.csv").read_bytes()
    odd = [place for place, byte in enumerate(content) if byte > 0x7F]
    for place in odd[:: len(odd) // 60]:
        spoilt = content[:place] + content[place + 1 :]
        text, problems = encoding.read("x.csv", spoilt, tables.row_at)
        row = content.count(b"\n", 0, place) + 1
        assert (text, [(p.code, p.row) for p in problems]) == (None, [("not-utf-8", row)])


def test_two_encodings_in_one_file_are_reported_at_the_row_of_the_other(folder: Path) -> None:
    _encode(folder, "gb18030")
    with (folder / TOWNS).open("ab") as stream:
        stream.write("441803999,太和镇,town\n".encode())
    assert _named(folder) == [("error", "not-utf-8", 11)]
    text = (ROOT / TOWNS).read_bytes()
    (folder / TOWNS).write_bytes(text + "441803999,太和镇,town\n".encode("gb18030"))
    assert _named(folder) == [("error", "not-utf-8", 11)]


def test_bytes_of_neither_encoding_are_reported_at_their_row(folder: Path) -> None:
    (folder / TOWNS).write_bytes(b"town_code,name,kind\n1,\xd6\xd0,town\n2,\xff\xff,town\n")
    assert _named(folder) == [("error", "not-utf-8", 3)]


def test_another_encoding_that_gb18030_could_read_is_no_table(folder: Path) -> None:
    """Big5 is told by its characters, which nobody writes, once there are enough of them."""
    text = "town_code,name,kind\n1,示例新區應急管理局關於礦山安全的公告，自即日起施行,town\n"
    (folder / TOWNS).write_bytes(text.encode("big5"))
    assert _named(folder) == [("error", "not-utf-8", None)]


def test_a_table_in_gb18030_is_published_in_utf_8(project: Path) -> None:
    file = project / TOWNS
    before = file.read_bytes()
    for spoilt in (before.decode("utf-8").encode("gb18030"), b"\xef\xbb\xbf" + before):
        file.write_bytes(spoilt)
        loaded, problems = packages.load(project)
        assert [p.severity for p in problems] == ["warning"]
        words, _ = content.load(project)
        seen = bulletin.assemble(loaded, words, DAY)
        published = {a.path: a.content for a in downloads.render(loaded, seen)}
        assert published[TOWNS] == before


# Headers


def _header(folder: Path, header: str) -> list[tuple[str, str | None, str | None, object]]:
    """The problems of a table with another header: code, field, value, and the name it offers."""
    _spoil(folder, TOWNS, "town_code,name,kind", header)
    loaded, problems = packages.load(folder)
    assert not loaded["mines"].resources["towns"].sound
    assert {(p.file, p.row, p.severity) for p in problems} == {(TOWNS, 1, "error")}
    return [(p.code, p.field, p.value, p.details.get("expected")) for p in problems]


@pytest.mark.parametrize(
    "typed",
    [
        "NAME",
        " name",
        "name ",
        "ｎａｍｅ",
        "nane",
        "names",
        "镇（场）",
        "镇(场)",
        "na\u200bme",
        "na me",
        "'name",
        "colour",
        "",
    ],
)
def test_a_misspelt_column_is_one_problem_with_the_right_name(folder: Path, typed: str) -> None:
    """By case, space, width, a letter, its Chinese title, unseen characters, or its place."""
    if typed:
        expected: object = ("column-misspelt", "name", typed, "name")
    else:
        expected = ("header-blank", None, "B", None)
    assert _header(folder, f"town_code,{typed},kind") == [expected]


@pytest.mark.parametrize(
    "typed", ["TownCode", "town-code", "town code", "镇（场）代码", "towncode"]
)
def test_a_name_of_two_words_is_known_however_they_are_joined(folder: Path, typed: str) -> None:
    expected = [("column-misspelt", "town_code", typed, "town_code")]
    assert _header(folder, f"{typed},name,kind") == expected


def test_a_misspelt_column_in_another_place_is_known_by_its_name(folder: Path) -> None:
    assert _header(folder, "Name,town_code,kind,x") == [
        ("column-misspelt", "name", "Name", "name"),
        ("column-unknown", "x", "x", None),
    ]


def test_a_column_without_a_name_is_named_by_its_letter(folder: Path) -> None:
    assert _header(folder, "town_code,name,kind,,") == [("header-blank", None, "D、E", None)]


def test_the_twin_of_a_column_is_unknown_if_it_is_misspelt(folder: Path) -> None:
    assert _header(folder, "town_code,name,kind,Name") == [("column-unknown", "Name", "Name", None)]


@pytest.mark.parametrize(
    "header",
    ["镇（场）代码,镇（场）,类别", "TOWN_CODE,NAME,KIND", "a,b,c,d", "441803102,太和镇,town"],
)
def test_a_first_row_that_is_no_header_is_one_problem(folder: Path, header: str) -> None:
    assert _header(folder, header) == [("header-names", None, header, "town_code,name,kind")]


def test_a_heading_above_the_header_is_named(folder: Path) -> None:
    _spoil(folder, TOWNS, "town_code", "乡镇名录,,\n制表：2026年,,\ntown_code")
    _, problems = packages.load(folder)
    assert [(p.code, p.row, p.details["found"]) for p in problems] == [("header-below", 1, 3)]


@pytest.mark.parametrize(
    ("separator", "value"),
    [(";", ";"), ("\t", "Tab"), ("，", "，"), ("；", "；"), ("|", "|"), ("、", "、")],
)
def test_another_separator_is_one_problem(folder: Path, separator: str, value: str) -> None:
    file = folder / TOWNS
    file.write_text(file.read_text(encoding="utf-8").replace(",", separator), encoding="utf-8")
    _, problems = packages.load(folder)
    assert [(p.code, p.row, p.value) for p in problems] == [("separator", 1, value)]


def test_a_row_within_one_pair_of_quotes_is_one_problem(folder: Path) -> None:
    file = folder / TOWNS
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("".join(f'"{line}"\n' for line in lines), encoding="utf-8")
    assert _found(folder) == [("row-in-one-cell", TOWNS, 1, None)]


def test_reordered_columns_are_one_problem_at_the_first_that_is_out_of_place(folder: Path) -> None:
    _spoil(folder, TOWNS, "town_code,name,kind", "town_code,kind,name")
    _, problems = packages.load(folder)
    assert [(p.code, p.value, dict(p.details)) for p in problems] == [
        ("column-order", "kind", {"title": "镇（场）", "expected": "name", "column": "B"})
    ]


def test_header_and_quotes_are_both_reported(folder: Path) -> None:
    _spoil(folder, TOWNS, "town_code,name,kind", "town_code,Name,kind")
    _spoil(folder, TOWNS, "441803104,太平镇", '441803104,"太平镇')
    assert _found(folder) == [
        ("column-misspelt", TOWNS, 1, "name"),
        ("csv-quotes", TOWNS, 3, None),
    ]


# Rows


def test_line_ends_of_an_old_mac_are_read(folder: Path) -> None:
    before = _towns(folder)
    content = (folder / TOWNS).read_bytes()
    for spoilt in (content.replace(b"\n", b"\r"), content.replace(b"\n", b"\r\n", 4)):
        (folder / TOWNS).write_bytes(spoilt)
        assert _found(folder) == []
        assert _towns(folder).rows == before.rows


def test_an_unclosed_quote_is_reported_once_where_it_opens(folder: Path) -> None:
    """To the end of the file, to the next quoted cell, and to the next unclosed quote."""
    _spoil(folder, TOWNS, "441803104,太平镇", '441803104,"太平镇')
    _, problems = packages.load(folder)
    assert [(p.code, p.row, p.value) for p in problems] == [
        ("csv-quotes", 3, '441803104,"太平镇,town')
    ]
    sound = (folder / TOWNS).read_text(encoding="utf-8")
    names = [line.split(",")[1] for line in sound.splitlines()[5:8]]
    for old, new in ((names[0], f'"{names[0]}"'), (names[0], f'{names[0]}"')):
        (folder / TOWNS).write_text(sound.replace(old, new, 1), encoding="utf-8")
        assert _found(folder) == [("csv-quotes", TOWNS, 3, None)], new


def test_rows_after_a_blank_line_in_a_cell_keep_their_numbers(folder: Path) -> None:
    _spoil(folder, TOWNS, "太和镇", '"太\n\n和，镇"')
    assert _found(folder) == []
    assert [row.number for row in _towns(folder).rows] == list(range(2, 11))


def test_a_cell_no_spreadsheet_could_hold_is_a_problem_and_no_crash(folder: Path) -> None:
    _spoil(folder, TOWNS, "太平镇", "太" * 200_000)
    assert _found(folder) == [("cell-too-long", TOWNS, 3, "name")]


def test_the_longest_cell_of_a_spreadsheet_is_no_problem(folder: Path) -> None:
    _spoil(folder, TOWNS, "太平镇", "太" * 32_767)
    assert _found(folder) == []


def test_the_reader_has_one_limit_before_and_after_the_stock_validator_is_imported() -> None:
    assert csv.field_size_limit() > 1_000_000


def test_every_nul_is_found(folder: Path) -> None:
    _spoil(folder, TOWNS, "太平镇", "太\0平镇")
    _spoil(folder, TOWNS, "441803102", "44180\0" + "3102")
    assert _found(folder) == [
        ("nul-character", TOWNS, 2, "town_code"),
        ("nul-character", TOWNS, 3, "name"),
    ]


FIELDS = [{"name": "a", "title": "甲"}, {"name": "b"}, {"name": "long_name", "title": "丙"}]


@trials(max_examples=400, deadline=None, derandomize=True, database=None)
@given(
    content=strategies.one_of(
        strategies.binary(max_size=200),
        strategies.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")),
        strategies.text("ab,;\"'\n\r\t\0 太１\u200b", max_size=60).map(str.encode),
        strategies.text('ab,;"\n 太和镇𠮷', max_size=60).map(lambda text: text.encode("gb18030")),
    ),
    header=strategies.booleans(),
)
@example(content=b"\x84\x31\x95\x33", header=False)
@example(content=b"\x83\x36\xc7\x38", header=True)
@example(content=b"\0", header=True)
@example(content=b'"', header=False)
def test_no_bytes_whatever_fail_to_be_judged(content: bytes, header: bool) -> None:
    """A table comes out whole, or a problem says why not; and no half character ever."""
    given_bytes = b"a,b,long_name\n" * header + content
    text, problems = encoding.read("x.csv", given_bytes, tables.row_at)
    if text is None:
        assert [p.severity for p in problems] == ["error"]
        return
    text.encode("utf-8")
    lines, faults = tables.read("x.csv", text, FIELDS)
    assert all(fault.row is None or fault.row >= 1 for fault in faults)
    assert faults or {len(line.cells) for line in lines} == {3}


# Files


def test_a_missing_table_is_a_problem(folder: Path) -> None:
    (folder / TOWNS).unlink()
    assert _found(folder) == [("file-missing", TOWNS, None, None)]


def test_a_folder_in_the_place_of_a_table_is_a_problem(folder: Path) -> None:
    (folder / TOWNS).unlink()
    (folder / TOWNS).mkdir()
    assert _found(folder) == [("file-unreadable", TOWNS, None, None)]


# Descriptors


def _descriptor_spoilt(folder: Path, change: Callable[[dict[str, Any]], None]) -> Found:
    edit_json(folder / DESCRIPTOR, change)
    loaded, _ = packages.load(folder)
    assert "mines" not in loaded
    return _found(folder)


def test_a_missing_descriptor_is_a_problem(folder: Path) -> None:
    (folder / DESCRIPTOR).unlink()
    assert _found(folder) == [("package-missing", DESCRIPTOR, None, None)]


def test_a_missing_folder_is_one_problem(folder: Path) -> None:
    shutil.rmtree(folder / "data/mines")
    assert _found(folder) == [("package-missing", DESCRIPTOR, None, None)]


def test_a_project_without_data_lacks_every_package(tmp_path: Path) -> None:
    assert _found(tmp_path) == [
        ("package-missing", f"data/{name}/datapackage.json", None, None) for name in packages.NAMES
    ]


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ('{\n  "name": "mines",\n  "resources": [,]\n}\n', 3),
        ('{\n  "name": "mines"\n', 3),
        ("", 1),
        ('{"name": "mines", "name": "mines", "resources": []}', 1),
        ('{"name": "mines", "resources": [], "title": "\\ud800"}', 1),
        ("[" * 100_000, 1),
        ('{"a": ' + "9" * 5000 + "}", 1),
    ],
    ids=["comma", "cut-off", "empty", "key-twice", "half-character", "endless", "endless-number"],
)
def test_malformed_json_is_reported_at_its_line(folder: Path, content: str, row: int) -> None:
    (folder / DESCRIPTOR).write_text(content, encoding="utf-8")
    assert _found(folder) == [("json-syntax", DESCRIPTOR, row, None)]


def test_a_descriptor_that_is_not_utf_8_is_reported_at_its_line(folder: Path) -> None:
    (folder / DESCRIPTOR).write_bytes('{\n"title": "矿山"}'.encode("gb18030"))
    assert _found(folder) == [("not-utf-8", DESCRIPTOR, 2, None)]


@pytest.mark.parametrize("content", ["[]", "5", "null", "{}", '{"resources": {}}'])
def test_a_descriptor_without_tables_is_of_no_use(folder: Path, content: str) -> None:
    (folder / DESCRIPTOR).write_text(content, encoding="utf-8")
    assert _found(folder) == [("descriptor-shape", DESCRIPTOR, None, "resources")]


def test_the_name_of_a_package_is_that_of_its_folder(folder: Path) -> None:
    found = _descriptor_spoilt(folder, lambda d: d.update(name="minez"))
    assert found == [("package-name", DESCRIPTOR, None, "name")]


@pytest.mark.parametrize("name", [None, 5, "", "authorities"])
def test_every_table_has_a_name_of_its_own(folder: Path, name: object) -> None:
    found = _descriptor_spoilt(folder, lambda d: d["resources"][2].update(name=name))
    assert found == [("descriptor-shape", DESCRIPTOR, None, "name")]


@pytest.mark.parametrize(
    "path",
    [
        "http://bulletin.example/towns.csv",
        "file:///etc/passwd",
        "../grading/risk_grades.csv",
        "a/../../x.csv",
        "/etc/passwd",
        "..\\towns.csv",
        "sub\\towns.csv",
        "C:towns.csv",
        "",
        "towns\0.csv",
        "towns\n.csv",
        None,
        ["towns.csv"],
    ],
)
def test_a_path_stays_inside_the_folder_of_its_package(folder: Path, path: object) -> None:
    """Stock frictionless fetches addresses during the build."""
    found = _descriptor_spoilt(folder, lambda d: d["resources"][0].update(path=path))
    assert found == [("path-not-local", DESCRIPTOR, None, "path")]


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("package", "profile", "http://127.0.0.1:9/profile.json"),
        ("package", "profiles", ["http://127.0.0.1:9/profile.json"]),
        ("package", "profile", {"type": "object"}),
        ("resource", "profile", "http://127.0.0.1:9/profile.json"),
        ("resource", "dialect", "http://127.0.0.1:9/dialect.json"),
        ("resource", "dialect", "../dialect.json"),
    ],
)
def test_nothing_else_of_a_descriptor_is_fetched(
    folder: Path, part: str, key: str, value: object
) -> None:
    """The stock validator opens whatever a profile or a dialect names."""

    def change(descriptor: dict[str, Any]) -> None:
        (descriptor if part == "package" else descriptor["resources"][0])[key] = value

    assert _descriptor_spoilt(folder, change) == [("path-not-local", DESCRIPTOR, None, key)]


@pytest.mark.parametrize("encoding", ["gbk", None, 5])
def test_a_descriptor_promises_utf_8_or_nothing(folder: Path, encoding: object) -> None:
    """Whatever the file was: it is published in UTF-8."""
    found = _descriptor_spoilt(folder, lambda d: d["resources"][0].update(encoding=encoding))
    assert found == [("descriptor-encoding", DESCRIPTOR, None, "encoding")]


def test_a_descriptor_may_name_its_encoding(folder: Path) -> None:
    edit_json(folder / DESCRIPTOR, lambda d: d["resources"][0].update(encoding="UTF-8"))
    assert _found(folder) == []


@pytest.mark.parametrize("profile", ["data-package", "tabular-data-package"])
def test_the_profiles_of_the_standard_are_known(folder: Path, profile: str) -> None:
    edit_json(folder / DESCRIPTOR, lambda d: d.update(profile=profile))
    assert _found(folder) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s: s.pop("fields"), id="without-fields"),
        pytest.param(lambda s: s.update(fields=[]), id="no-field"),
        pytest.param(lambda s: s.update(fields={}), id="fields-no-list"),
        pytest.param(lambda s: s["fields"].append("colour"), id="field-no-object"),
        pytest.param(lambda s: s["fields"][0].pop("name"), id="field-nameless"),
        pytest.param(lambda s: s["fields"].append(s["fields"][0]), id="field-twice"),
        pytest.param(lambda s: s["fields"][0].update(type=["string"]), id="type-list"),
        pytest.param(lambda s: s["fields"][0].update(constraints=None), id="constraints-null"),
        pytest.param(lambda s: s["fields"][0].update(constraints={"enum": 5}), id="enum-no-list"),
        pytest.param(lambda s: s["fields"][0].update(constraints={"enum": [{}]}), id="enum-odd"),
        pytest.param(lambda s: s["fields"][0].update(constraints={"pattern": "("}), id="pattern"),
        pytest.param(lambda s: s["fields"][0].update(constraints={"pattern": 5}), id="pattern-5"),
        pytest.param(lambda s: s["fields"][0].update(constraints={"minimum": "a"}), id="minimum"),
        pytest.param(
            lambda s: s["fields"][0].update(type="integer", constraints={"minimum": False}),
            id="minimum-false",
        ),
        pytest.param(
            lambda s: s["fields"][0].update(type="number", constraints={"maximum": 1e400}),
            id="maximum-endless",
        ),
        pytest.param(
            lambda s: s["fields"][0].update(type="date", constraints={"maximum": "2026-02-30"}),
            id="maximum-no-day",
        ),
        pytest.param(lambda s: s["fields"][0].update(trueValues=5), id="true-values"),
        pytest.param(lambda s: s["fields"][0].update(categories=[1]), id="categories"),
        pytest.param(lambda s: s.update(primaryKey="colour"), id="unknown-key"),
        pytest.param(lambda s: s.update(primaryKey=None), id="key-null"),
        pytest.param(lambda s: s.update(primaryKey=[["town_code"]]), id="key-nested"),
        pytest.param(lambda s: s.update(foreignKeys=None), id="references-null"),
        pytest.param(lambda s: s.update(foreignKeys={}), id="references-no-list"),
        pytest.param(lambda s: s.update(foreignKeys=["town_code"]), id="reference-no-object"),
        pytest.param(
            lambda s: s.update(foreignKeys=[{"reference": {"resource": "mines", "fields": []}}]),
            id="reference-without-fields",
        ),
        pytest.param(
            lambda s: s.update(crossPackageForeignKeys=[{"fields": [], "reference": {}}]),
            id="reference-without-target",
        ),
        pytest.param(
            lambda s: s.update(
                foreignKeys=[{"fields": "colour", "reference": {"resource": "", "fields": "name"}}]
            ),
            id="reference-of-unknown-field",
        ),
        pytest.param(
            lambda s: s.update(
                foreignKeys=[
                    {"fields": "name", "reference": {"resource": "", "fields": ["name", "kind"]}}
                ]
            ),
            id="reference-of-another-width",
        ),
    ],
)
def test_a_schema_nobody_can_judge_by_is_one_problem(
    folder: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    found = _descriptor_spoilt(folder, lambda d: change(d["resources"][0]["schema"]))
    assert found == [("schema-shape", DESCRIPTOR, None, "schema")]


@pytest.mark.parametrize("schema", [None, "http://127.0.0.1:9/schema.json", []])
def test_a_schema_stands_in_the_descriptor(folder: Path, schema: object) -> None:
    found = _descriptor_spoilt(folder, lambda d: d["resources"][0].update(schema=schema))
    assert found == [("schema-shape", DESCRIPTOR, None, "schema")]


def test_every_fault_of_a_descriptor_is_found_in_one_run(folder: Path) -> None:
    def change(descriptor: dict[str, Any]) -> None:
        descriptor["name"] = "minez"
        descriptor["resources"][0]["path"] = "../x.csv"
        descriptor["resources"][1].pop("schema")

    assert _descriptor_spoilt(folder, change) == [
        ("package-name", DESCRIPTOR, None, "name"),
        ("path-not-local", DESCRIPTOR, None, "path"),
        ("schema-shape", DESCRIPTOR, None, "schema"),
    ]


def test_a_key_written_as_a_single_name_is_a_key(folder: Path) -> None:
    edit_json(
        folder / DESCRIPTOR,
        lambda d: d["resources"][0]["schema"].update(primaryKey="town_code"),
    )
    loaded, problems = packages.load(folder)
    assert problems == []
    assert loaded["mines"].resources["towns"].primary_key == ("town_code",)


def test_a_descriptor_keeps_what_the_program_does_not_know(folder: Path) -> None:
    edit_json(folder / DESCRIPTOR, lambda d: d.update(remark={"by": "staff"}))
    loaded, problems = packages.load(folder)
    assert problems == []
    assert loaded["mines"].descriptor["remark"] == {"by": "staff"}
    assert json.loads(loaded["mines"].content) == loaded["mines"].descriptor
