"""LOAD: what cannot be read as a table of the promised shape, one problem for each cause.

Each test spoils one thing in a copy of the shipped data and names the problems in full.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, edit_json

from generator import packages

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
            [("column-missing", TOWNS, 1, "name"), ("column-unknown", TOWNS, 1, "Name")],
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
        pytest.param("太平镇", "太平\0镇", [("nul-character", TOWNS, 3, None)], id="nul"),
        pytest.param(
            "town_code", "\ufefftown_code", [("byte-order-mark", TOWNS, 1, None)], id="bom"
        ),
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


def test_gb18030_is_reported_at_its_first_row(folder: Path) -> None:
    file = folder / TOWNS
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    assert _found(folder) == [("not-utf-8", TOWNS, 2, None)]


def test_gb18030_after_ten_thousand_plain_characters_is_no_mojibake(folder: Path) -> None:
    """Stock frictionless guesses from the first 10 kB and takes such a file for Big5."""
    plain = "".join(f"{441803000 + n},town,town\n" for n in range(1000))
    text = f"town_code,name,kind\n{plain}441809999,太和镇,town\n"
    (folder / TOWNS).write_bytes(text.encode("gb18030"))
    assert _found(folder) == [("not-utf-8", TOWNS, 1002, None)]


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
