"""VALIDATE: one fault a test, in a copy of the shipped data, and the literal list of problems.

`_check` judges only the packages a test is about, so that a test takes a tenth of a second; the
last section judges whole projects.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import DAY, ROOT, Edit, edit_json

from generator import content, packages, pipeline, settings, validation
from generator.content import Content
from generator.pipeline import Source
from generator.problems import Problem, in_reading_order
from generator.validation.desk import Desk

Found = list[tuple[str, str, int | None, str | None]]
Rows = list[dict[str, str]]

TOWNS = "data/mines/towns.csv"
MINES = "data/mines/mines.csv"
CHANGES = "data/mines/mine_changes.csv"
LICENCES = "data/mines/licences.csv"
GRADES = "data/grading/risk_grades.csv"


@pytest.fixture(autouse=True)
def _without_the_fields_own_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """One fault here would also break a rule of the field; those rules have tests of their own."""
    monkeypatch.setattr(validation.field, "RULES", ())


NO_WORDS = Content({}, ())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped data."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def _settings(*, demonstration: bool = True) -> settings.Settings:
    chosen, _ = settings.load(ROOT)
    assert chosen is not None
    return dataclasses.replace(chosen, demonstration=demonstration)


def _problems(folder: Path, *names: str, demonstration: bool = True) -> list[Problem]:
    loaded, problems = packages.load(folder)
    chosen = {name: loaded[name] for name in names if name in loaded}
    problems += validation.check(
        Desk(chosen, NO_WORDS, _settings(demonstration=demonstration), DAY)
    )
    return in_reading_order(problems)


def _places(problems: list[Problem]) -> Found:
    return [(p.code, p.file, p.row, p.field) for p in problems]


def _check(folder: Path, *names: str, demonstration: bool = True) -> Found:
    return _places(_problems(folder, *names, demonstration=demonstration))


def _edit(folder: Path, file: str, change: Callable[[Rows], object]) -> None:
    path = folder / file
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    rows = list(reader)
    assert reader.fieldnames is not None
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _cell(folder: Path, file: str, row: int, field: str, value: str) -> None:
    """Type a value into one cell; rows as a spreadsheet counts them."""
    _edit(folder, file, lambda rows: rows[row - 2].update({field: value}))


def _schema(folder: Path, package: str, table: str, change: Callable[[Any], object]) -> None:
    def change_one(descriptor: dict[str, Any]) -> None:
        (resource,) = [r for r in descriptor["resources"] if r["name"] == table]
        change(resource)

    edit_json(folder / "data" / package / "datapackage.json", change_one)


# The form of cells


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-13-01", "date-impossible"),
        ("2026-02-30", "date-impossible"),
        ("2026-1-5", "date-form"),
        ("2026/01/05", "date-form"),
        ("20260105", "date-form"),
        ("2026-W01-1", "form-date"),
        ("２０２６-01-05", "date-form"),
        (" 2026-01-05", "cell-space"),
        ("2026-01-05\n", "cell-line-break"),
        ("2026年1月5日", "date-form"),
        ("0000-01-01", "date-impossible"),
        ("46027", "date-serial"),
    ],
)
def test_a_bad_day(folder: Path, day: str, code: str) -> None:
    _cell(folder, GRADES, 5, "graded_on", day)
    assert _check(folder, "grading") == [(code, GRADES, 5, "graded_on")]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1_000", "number-grouped"),
        ("1,000", "number-grouped"),
        ("12元", "number-unit-other"),
        ("１２", "number-characters"),
        ("12．5", "number-characters"),
        ("NaN", "cell-placeholder"),
        ("INF", "cell-placeholder"),
        ("-INF", "cell-placeholder"),
        ("1e3", "number-scientific"),
        ("+5", "number-sign"),
        (" 12", "cell-space"),
        ("12.", "number-point"),
        (".5", "number-point"),
        ("٣", "number-characters"),
        ("9" * 31, "form-number"),
    ],
)
def test_a_bad_number(folder: Path, number: str, code: str) -> None:
    _cell(folder, MINES, 3, "capacity", number)
    assert _check(folder, "mines") == [(code, MINES, 3, "capacity")]


@pytest.mark.parametrize("number", ["0", "38000", "12.50", "007"])
def test_a_plain_number(folder: Path, number: str) -> None:
    _cell(folder, MINES, 3, "capacity", number)
    assert _check(folder, "mines") == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1.0", "number-point"),
        ("1_0", "form-integer"),
        ("１", "number-characters"),
        ("one", "form-integer"),
        ("1 ", "cell-space"),
    ],
)
def test_a_bad_count(folder: Path, number: str, code: str) -> None:
    file = "data/report-channels/report_statistics.csv"
    _cell(folder, file, 2, "overdue", number)
    assert _check(folder, "report-channels") == [(code, file, 2, "overdue")]


@pytest.mark.parametrize("value", ["YES", "true", "1", "是", "y"])
def test_a_bad_yes_or_no(folder: Path, value: str) -> None:
    file = "data/report-channels/channels.csv"
    _cell(folder, file, 2, "on_poster", value)
    assert _check(folder, "report-channels") == [("form-boolean", file, 2, "on_poster")]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "constraint-required"),
        ("status", "running", "constraint-enum"),
        ("status", "Producing", "code-form"),
        ("uscc", "91000000madem00112", "code-form"),
        ("group_uscc", "x", "constraint-pattern"),
        ("capacity", "-5", "constraint-minimum"),
    ],
)
def test_a_cell_that_breaks_a_constraint(folder: Path, field: str, value: str, code: str) -> None:
    _cell(folder, MINES, 4, field, value)
    assert _check(folder, "mines") == [(code, MINES, 4, field)]


@pytest.mark.parametrize(
    ("mine_id", "code"),
    [
        ("QX-001", "code-form"),
        ("ｑx-1", "code-form"),
        *((mine_id, "constraint-pattern") for mine_id in ("qx 001", "-qx", "qx_1", "矿", "a" * 65)),
    ],
)
def test_an_id_that_can_be_no_address(folder: Path, mine_id: str, code: str) -> None:
    _edit(folder, MINES, lambda rows: rows.append({**rows[-1], "mine_id": mine_id}))
    assert _check(folder, "mines") == [(code, MINES, 30, "mine_id")]


def test_a_pattern_holds_for_the_whole_cell(folder: Path) -> None:
    """The stock validator lets a line break after the last character pass."""
    _edit(folder, MINES, lambda rows: rows.append({**rows[-1], "mine_id": "qx-900\n"}))
    assert _check(folder, "mines") == [("cell-line-break", MINES, 30, "mine_id")]


def test_a_pattern_of_two_choices_holds_for_each(folder: Path) -> None:
    """Compiled as `^a|b$` it would let `axx` and `xxb` pass."""
    _schema(
        folder,
        "mines",
        "towns",
        lambda r: r["schema"]["fields"][1]["constraints"].update(pattern=".*镇|.*场"),
    )
    _cell(folder, TOWNS, 2, "name", "太和镇旧名")
    found = [place for place in _check(folder, "mines") if place[2] == 2]
    assert found == [("constraint-pattern", TOWNS, 2, "name")]


def test_the_choices_of_a_column_are_named_with_their_labels(folder: Path) -> None:
    _cell(folder, MINES, 4, "scale", "huge")
    (problem,) = _problems(folder, "mines")
    assert problem.value == "huge"
    assert dict(problem.details) == {
        "title": "生产规模",
        "limit": "large（大型）、medium（中型）、small（小型）",
    }


def test_the_row_is_the_spreadsheets_even_after_a_cell_of_several_lines(folder: Path) -> None:
    _cell(folder, GRADES, 2, "reason", "一\n二\r\n三\n")
    _cell(folder, GRADES, 3, "grade", "E")
    _cell(folder, GRADES, 4, "graded_on", "2026-1-5")
    _edit(folder, GRADES, lambda rows: rows.append(dict(rows[-1])))
    assert _check(folder, "grading") == [
        ("cell-line-break", GRADES, 2, "reason"),
        ("constraint-enum", GRADES, 3, "grade"),
        ("date-form", GRADES, 4, "graded_on"),
        ("key-duplicate", GRADES, 84, "grade_id"),
    ]


@pytest.mark.parametrize(
    ("file", "field", "value", "code"),
    [
        (MINES, "town_code", "abc", "constraint-pattern"),
        (MINES, "listed_on", "never", "form-date"),
        (MINES, "mine_kind", "", "constraint-required"),
        (CHANGES, "mine_id", "QX 1", "constraint-pattern"),
        (CHANGES, "field", "", "constraint-required"),
    ],
)
def test_a_spoilt_cell_is_one_problem(
    folder: Path, file: str, field: str, value: str, code: str
) -> None:
    """Neither its reference, nor its key, nor its rule is judged on top of its form."""
    _cell(folder, file, 2, field, value)
    assert _check(folder, "mines", "grading") == [(code, file, 2, field)]


# Keys and references


def test_a_duplicate_key_is_reported_at_its_second_line(folder: Path) -> None:
    _edit(folder, MINES, lambda rows: rows.append({**rows[0], "name": "又一座"}))
    (problem,) = _problems(folder, "mines", "grading")
    assert _places([problem]) == [("key-duplicate", MINES, 30, "mine_id")]
    assert (problem.value, problem.details["earlier"]) == ("qx-001", "2")


def test_a_duplicate_key_of_several_columns_names_them_all(folder: Path) -> None:
    file = "data/mines/responsibilities.csv"
    _edit(folder, file, lambda rows: rows.insert(4, {**rows[1], "person_name": "示例癸"}))
    (problem,) = _problems(folder, "mines")
    assert _places([problem]) == [("key-duplicate", file, 6, "mine_id、tier、from_on")]
    assert (problem.value, problem.details["earlier"]) == ("qx-003、regulator、2026-05-20", "3")


def test_a_key_with_a_spoilt_part_is_not_compared(folder: Path) -> None:
    file = "data/mines/responsibilities.csv"
    _edit(folder, file, lambda rows: rows.insert(1, {**rows[0], "from_on": "2026-5-20"}))
    _edit(folder, file, lambda rows: rows.insert(2, {**rows[0], "from_on": "2026-5-20"}))
    assert _check(folder, "mines") == [
        ("date-form", file, 3, "from_on"),
        ("date-form", file, 4, "from_on"),
    ]


def test_an_unknown_mine_in_the_same_package(folder: Path) -> None:
    _cell(folder, LICENCES, 3, "mine_id", "qx-999")
    (problem,) = _problems(folder, "mines")
    assert _places([problem]) == [("reference-unknown", LICENCES, 3, "mine_id")]
    assert problem.value == "qx-999"
    assert dict(problem.details) == {"title": "矿山", "target": MINES, "target_title": "矿山"}


def test_an_unknown_mine_in_another_package(folder: Path) -> None:
    _cell(folder, GRADES, 3, "mine_id", "qx-999")
    assert _check(folder, "mines", "grading") == [("reference-unknown", GRADES, 3, "mine_id")]


def test_an_unknown_parent_in_the_same_table(folder: Path) -> None:
    _cell(folder, MINES, 3, "parent_mine_id", "qx-999")
    assert _check(folder, "mines") == [("reference-unknown", MINES, 3, "parent_mine_id")]


def test_an_empty_reference_refers_to_nothing(folder: Path) -> None:
    _cell(folder, MINES, 3, "regulator", "")
    assert _check(folder, "mines") == []


def test_a_removed_record_is_missed_by_every_row_that_refers_to_it(folder: Path) -> None:
    _edit(folder, TOWNS, lambda rows: rows.pop(1))
    found = _check(folder, "mines")
    assert [place for place in found if place[1] == MINES] == [
        ("reference-unknown", MINES, number, "town_code")
        for number, row in enumerate(_rows(MINES), start=2)
        if row["town_code"] == "441803104"
    ]
    assert {code for code, *_ in found} == {"reference-unknown"}


def _rows(file: str) -> Rows:
    return list(csv.DictReader(io.StringIO((ROOT / file).read_text(encoding="utf-8"))))


def test_a_miss_is_reported_while_the_key_column_is_sound(folder: Path) -> None:
    _cell(folder, TOWNS, 2, "town_code", "999999999")
    assert {code for code, *_ in _check(folder, "mines")} == {"reference-unknown"}


def test_while_a_key_column_holds_a_spoilt_cell_misses_into_it_are_silent(folder: Path) -> None:
    """The spoilt cell may be the very one that is meant."""
    _cell(folder, MINES, 2, "mine_id", "QX-001")
    assert _check(folder, "mines", "grading") == [("code-form", MINES, 2, "mine_id")]


def test_a_spoilt_cell_of_another_column_does_not_silence_misses(folder: Path) -> None:
    _cell(folder, MINES, 2, "listed_on", "2024-1-5")
    _cell(folder, GRADES, 3, "mine_id", "qx-999")
    assert _check(folder, "mines", "grading") == [
        ("reference-unknown", GRADES, 3, "mine_id"),
        ("date-form", MINES, 2, "listed_on"),
    ]


def test_a_file_with_structural_faults_is_not_judged_nor_are_references_into_it(
    folder: Path,
) -> None:
    _cell(folder, MINES, 2, "listed_on", "never")
    _cell(folder, MINES, 3, "town_code", "999999999")
    _cell(folder, GRADES, 3, "mine_id", "qx-999")
    file = folder / MINES
    file.write_text(file.read_text(encoding="utf-8").replace("operator", "Operator", 1), "utf-8")
    assert _check(folder, "mines", "grading") == [
        ("column-misspelt", MINES, 1, "operator"),
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(file.read_text(encoding="utf-8").encode("utf-16")),
        lambda file: file.write_bytes(file.read_bytes().replace(b"qx-003,", b"", 1)),
        lambda file: file.write_bytes(file.read_bytes().replace(b"qx-003,", b'"qx-003,', 1)),
        lambda file: file.write_bytes(b""),
        lambda file: file.unlink(),
    ],
    ids=["utf-16", "row-shape", "unclosed-quote", "empty", "missing"],
)
def test_a_table_that_cannot_be_read_is_one_problem(
    folder: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(folder / MINES)
    ((_, file, _, _),) = _check(folder, "mines", "grading")
    assert file == MINES


def test_a_package_that_cannot_be_read_silences_references_into_it(folder: Path) -> None:
    (folder / "data/mines/datapackage.json").write_text("{", encoding="utf-8")
    _cell(folder, GRADES, 3, "mine_id", "qx-999")
    assert _check(folder, "mines", "grading") == [
        ("json-syntax", "data/mines/datapackage.json", 1, None)
    ]


@pytest.mark.parametrize(
    "reference",
    [
        {"package": "minez", "resource": "mines", "fields": ["mine_id"]},
        {"package": "mines", "resource": "minez", "fields": ["mine_id"]},
        {"package": "mines", "resource": "mines", "fields": ["mine"]},
    ],
    ids=["package", "table", "field"],
)
def test_a_reference_to_a_table_that_does_not_exist(
    folder: Path, reference: dict[str, Any]
) -> None:
    key = {"fields": ["mine_id"], "reference": reference}
    _schema(
        folder,
        "grading",
        "risk_grades",
        lambda r: r["schema"].update(crossPackageForeignKeys=[key]),
    )
    assert _check(folder, "mines", "grading") == [
        ("reference-target", "data/grading/datapackage.json", None, "mine_id")
    ]


# The contract's own rules


@pytest.mark.parametrize("mine_id", ["con", "com1", "aux", "lpt9", "nul"])
def test_an_id_that_windows_keeps_for_a_device(folder: Path, mine_id: str) -> None:
    _edit(folder, MINES, lambda rows: rows.append({**rows[-1], "mine_id": mine_id}))
    assert _check(folder, "mines") == [("id-reserved", MINES, 30, "mine_id")]


@pytest.mark.parametrize("mine_id", ["console", "com10", "xcon"])
def test_an_id_that_only_resembles_a_device(folder: Path, mine_id: str) -> None:
    _edit(folder, MINES, lambda rows: rows.append({**rows[-1], "mine_id": mine_id}))
    assert _check(folder, "mines") == []


@pytest.mark.parametrize("mine_id", ["open-pit", "tailings-pond"])
def test_a_mine_called_like_a_kind_of_mine(folder: Path, mine_id: str) -> None:
    """Posters of mines and of kinds lie in one folder."""
    _edit(folder, MINES, lambda rows: rows.append({**rows[-1], "mine_id": mine_id}))
    assert _check(folder, "mines") == [("id-reserved", MINES, 30, "mine_id")]


def test_a_licence_may_be_called_like_a_kind_of_mine(folder: Path) -> None:
    _edit(folder, LICENCES, lambda rows: rows.append({**rows[-1], "licence_id": "open-pit"}))
    assert _check(folder, "mines") == []


def test_an_id_that_differs_in_case_only_is_reported_once_at_the_later_row(folder: Path) -> None:
    file = "data/hazard-criteria/documents.csv"
    _edit(
        folder,
        file,
        lambda rows: rows.extend({**rows[0], "document_no": no} for no in ("Doc-1", "doc-1")),
    )
    (problem,) = _problems(folder, "hazard-criteria")
    assert _places([problem]) == [("id-case", file, 5, "document_no")]
    assert (problem.details["earlier"], problem.details["other"]) == (4, "Doc-1")


def test_a_published_row_without_approval(folder: Path) -> None:
    """先审后发; a demonstration has nobody to ask."""
    _cell(folder, GRADES, 4, "approval_no", "")
    assert _check(folder, "grading", demonstration=False) == [
        ("approval-missing", GRADES, 4, "approval_no")
    ]
    assert _check(folder, "grading") == []


def test_a_row_that_is_not_public_needs_no_approval(folder: Path) -> None:
    _edit(folder, GRADES, lambda rows: rows[2].update(approval_no="", published_on=""))
    assert _check(folder, "grading", demonstration=False) == []


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        ({"corrected_on": "2026-05-01"}, "correction_note"),
        ({"correction_note": "更正：等级"}, "corrected_on"),
    ],
)
def test_a_correction_that_is_half_filled_in(
    folder: Path, cells: dict[str, str], missing: str
) -> None:
    _edit(folder, GRADES, lambda rows: rows[2].update(cells))
    assert _check(folder, "grading") == [("correction-half", GRADES, 4, missing)]


def test_a_whole_correction_is_no_problem(folder: Path) -> None:
    whole = {"corrected_on": "2026-05-01", "correction_note": "更正：等级"}
    _edit(folder, GRADES, lambda rows: rows[2].update(whole))
    assert _check(folder, "grading") == []


def test_a_change_of_a_field_that_does_not_exist(folder: Path) -> None:
    _cell(folder, CHANGES, 2, "field", "colour")
    assert _check(folder, "mines") == [("constraint-enum", CHANGES, 2, "field")]


@pytest.mark.parametrize("field", ["mine_id", "colour"])
def test_a_change_of_a_field_that_cannot_be_undone(folder: Path, field: str) -> None:
    """Where the schema lists no fields, the mines table itself says what may change."""
    _schema(
        folder,
        "mines",
        "mine_changes",
        lambda r: r["schema"]["fields"][3]["constraints"].pop("enum"),
    )
    _cell(folder, CHANGES, 2, "field", field)
    assert _check(folder, "mines") == [("change-field", CHANGES, 2, "field")]


@pytest.mark.parametrize(
    ("field", "old", "new", "expected"),
    [
        ("status", "running", "suspended", [("change-value", CHANGES, 2, "old_value")]),
        ("status", "", "suspended", [("change-value", CHANGES, 2, "old_value")]),
        ("capacity", "100", "1,200", [("change-value", CHANGES, 2, "new_value")]),
        ("uscc", "x", "", [("change-value", CHANGES, 2, "old_value")]),
        ("pond_above_homes", "no", "是", [("change-value", CHANGES, 2, "new_value")]),
        (
            "town_code",
            "999999999",
            "441803102",
            [("reference-unknown", CHANGES, 2, "old_value")],
        ),
        ("regulator", "dist-em", "nobody", [("reference-unknown", CHANGES, 2, "new_value")]),
        ("parent_mine_id", "qx-999", "", [("reference-unknown", CHANGES, 2, "old_value")]),
        ("scale", "", "small", []),
        ("operator", "", "", []),
        ("town_code", "441803104", "441803102", []),
    ],
)
def test_a_change_whose_values_go_back_into_the_mines_table(
    folder: Path, field: str, old: str, new: str, expected: Found
) -> None:
    """State on an earlier day is today's row with the change undone: the old value stands in it."""
    change = {"field": field, "old_value": old, "new_value": new}
    _edit(folder, CHANGES, lambda rows: rows[0].update(change))
    assert _check(folder, "mines") == expected


def test_a_change_to_a_value_neither_of_form_nor_known_is_one_problem(folder: Path) -> None:
    change = {"field": "town_code", "old_value": "abc", "new_value": "441803102"}
    _edit(folder, CHANGES, lambda rows: rows[0].update(change))
    assert [place[1:] for place in _check(folder, "mines")] == [(CHANGES, 2, "old_value")]


# Descriptors


@pytest.mark.parametrize("key", ["title", "description"])
@pytest.mark.parametrize("words", [None, "", " "])
def test_a_field_without_words(folder: Path, key: str, words: str | None) -> None:
    def change(resource: Any) -> None:
        entry = resource["schema"]["fields"][1]
        entry.pop(key)
        if words is not None:
            entry[key] = words

    _schema(folder, "grading", "standardisation", change)
    (problem,) = _problems(folder, "grading")
    assert _places([problem]) == [("field-wordless", "data/grading/datapackage.json", None, key)]
    assert problem.value == "standardisation.mine_id"


def test_a_table_taken_out_of_its_descriptor(folder: Path) -> None:
    file = "data/grading/datapackage.json"
    edit_json(folder / file, lambda d: d["resources"].pop())
    assert _check(folder, "grading") == [("resource-missing", file, None, "standardisation")]


def test_a_field_taken_out_of_schema_and_table(folder: Path) -> None:
    def without_reason(resource: Any) -> None:
        fields = resource["schema"]["fields"]
        fields[:] = [entry for entry in fields if entry["name"] != "reason"]

    _schema(folder, "grading", "risk_grades", without_reason)
    rows = list(csv.reader(io.StringIO((folder / GRADES).read_text(encoding="utf-8"))))
    place = rows[0].index("reason")
    with (folder / GRADES).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(
            row[:place] + row[place + 1 :] for row in rows
        )
    assert _check(folder, "grading") == [
        ("field-missing", "data/grading/datapackage.json", None, "reason")
    ]


def _field(resource: Any, name: str) -> Any:
    (entry,) = [entry for entry in resource["schema"]["fields"] if entry["name"] == name]
    return entry


@pytest.mark.parametrize(
    ("name", "kind"), [("document_no", "any"), ("published_on", "string"), ("graded_on", None)]
)
def test_a_field_of_another_type(folder: Path, name: str, kind: str | None) -> None:
    def retype(resource: Any) -> None:
        entry = _field(resource, name)
        entry.pop("type")
        if kind is not None:
            entry["type"] = kind

    _schema(folder, "grading", "risk_grades", retype)
    assert _check(folder, "grading") == [
        ("field-type", "data/grading/datapackage.json", None, name)
    ]


def test_a_day_that_every_record_has_is_required(folder: Path) -> None:
    def relax(resource: Any) -> None:
        _field(resource, "graded_on").pop("constraints")

    _schema(folder, "grading", "risk_grades", relax)
    assert _check(folder, "grading") == [
        ("field-not-required", "data/grading/datapackage.json", None, "graded_on")
    ]


def test_what_the_standard_forbids_in_a_descriptor(folder: Path) -> None:
    file = "data/grading/datapackage.json"
    edit_json(folder / file, lambda d: d.update(licenses="CC-BY-4.0"))
    assert _check(folder, "grading") == [("descriptor-invalid", file, None, None)]


def test_a_checksum_that_does_not_match_is_found(folder: Path) -> None:
    _schema(folder, "grading", "risk_grades", lambda r: r.update(hash="sha256:00"))
    assert _check(folder, "grading") == [("stock-file-changed", GRADES, None, None)]


@pytest.mark.parametrize("other", [{"type": "json"}, {"format": "xlsx"}, {"compression": "zip"}])
def test_a_table_is_judged_as_csv_whatever_its_descriptor_says(
    folder: Path, other: dict[str, str]
) -> None:
    """The stock validator would not judge a resource of type "json" at all."""
    _schema(folder, "grading", "risk_grades", lambda r: r.update(other))
    _cell(folder, GRADES, 3, "grade", "E")
    assert _check(folder, "grading") == [("constraint-enum", GRADES, 3, "grade")]


def test_more_fields_and_tables_than_the_contract_names_are_welcome(folder: Path) -> None:
    entry = {"name": "remark", "type": "string", "title": "备注", "description": "备注。"}
    table = {"name": "remarks", "path": "remarks.csv", "schema": {"fields": [entry]}}
    edit_json(folder / "data/grading/datapackage.json", lambda d: d["resources"].append(table))
    (folder / "data/grading/remarks.csv").write_text("remark\n好\n", encoding="utf-8")
    assert _check(folder, "grading") == []


def test_judging_reaches_for_no_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    address = "http://127.0.0.1:9/x.json"
    edit_json(
        folder / "data/grading/datapackage.json",
        lambda d: d.update({"$schema": address, "homepage": address, "image": address}),
    )
    _schema(
        folder,
        "grading",
        "risk_grades",
        lambda r: r.update({"$schema": address, "extrapaths": [address], "scheme": "http"}),
    )
    assert _check(folder, "grading") == []


# Words


def _words(folder: Path, front: str, body: str, *, demonstration: bool = True) -> Found:
    file = folder / "content/notices/q3.md"
    file.parent.mkdir(parents=True)
    file.write_text(
        f"---\ntitle: 通报\ndate: 2026-10-20\nkind: circular\n{front}---\n{body}", encoding="utf-8"
    )
    words, problems = content.load(folder)
    assert problems == []
    loaded, _ = packages.load(ROOT)
    problems = list(
        validation.words.check(Desk(loaded, words, _settings(demonstration=demonstration), DAY))
    )
    return _places(problems)


NOTICE = "content/notices/q3.md"


def test_a_notice_that_quotes_an_unknown_record(tmp_path: Path) -> None:
    found = _words(tmp_path, "records: [o-qjmm355x, o-xxxxxxxx, h-cmycp9yz]\n", "正文\n")
    assert found == [("front-matter-unknown", NOTICE, 5, "records")]


@pytest.mark.parametrize(
    "quoted",
    [
        "[处罚](outcome:o-qjmm355x)",
        "[处罚](<outcome:o-qjmm355x>)",
        "[处罚](outcome:o-qjmm355x#facts)",
        "[处罚][1]和[1]: outcome:o-qjmm355x",
        "<outcome:o-qjmm355x>",
        "[处罚](outcome&#58;o-qjmm355x)",
        "[处罚](../enforcement/o-qjmm355x/index.md)",
        "https://bulletin.example/enforcement/o-qjmm355x/",
        "处罚记录编号O-QJMM355X。",
        "[隐患](hazard:h-cmycp9yz)",
    ],
)
def test_a_notice_names_every_record_that_its_text_quotes(tmp_path: Path, quoted: str) -> None:
    record = "h-cmycp9yz" if "hazard" in quoted else "o-qjmm355x"
    body = f"正文\n\n见{quoted}，\n也见{quoted}。\n"
    assert _words(tmp_path / "a", "", body) == [("notice-record-unnamed", NOTICE, 8, None)]
    assert _words(tmp_path / "b", f"records: [{record}]\n", body) == []


def test_other_words_of_a_notice_are_no_records(tmp_path: Path) -> None:
    body = "[矿](mine:qx-001)、[通报](notice:q3)、o-qjmm355x9、xo-qjmm355x、2026-q3、outcome:无\n"
    assert _words(tmp_path, "", body) == []


def test_a_notice_for_an_unknown_town(tmp_path: Path) -> None:
    found = _words(tmp_path, "towns: [441803102, '999999999']\n", "正文\n")
    assert found == [("front-matter-unknown", NOTICE, 5, "towns")]


def test_a_link_to_an_unknown_mine_is_reported_at_its_line(tmp_path: Path) -> None:
    body = "[甲](mine:qx-001)\n\n[乙](mine:qx-999)、[丙](mine:qx-002#licences)\n"
    assert _words(tmp_path, "", body) == [("content-link", NOTICE, 8, None)]


@pytest.mark.parametrize(
    "link", ["town:1", "case:x", "outcome:x", "hazard:x", "notice:x", "<mine:x>", " mine:x"]
)
def test_a_link_of_every_scheme_leads_somewhere(tmp_path: Path, link: str) -> None:
    assert _words(tmp_path, "", f"[x]({link})\n") == [("content-link", NOTICE, 6, None)]


def test_a_link_to_another_site_or_to_the_notice_itself_is_no_problem(tmp_path: Path) -> None:
    body = "[a](https://x.example/) [b](mailto:a@b.example) [c](notice:q3) [d](../about.md)\n"
    assert _words(tmp_path, "", body) == []


def test_a_notice_without_approval(tmp_path: Path) -> None:
    assert _words(tmp_path, "", "正文\n", demonstration=False) == [
        ("approval-missing", NOTICE, 1, "approval_no")
    ]


def test_a_demonstration_notice_needs_no_approval(tmp_path: Path) -> None:
    assert _words(tmp_path, "", "正文\n") == []


def test_references_of_words_into_a_table_that_cannot_be_read_are_silent(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / MINES).write_bytes(b"")
    loaded, _ = packages.load(tmp_path)
    page = content.Words("content/about.md", "", "[x](mine:qx-999) [y](outcome:x)\n")
    words = Content({"about": page}, ())
    found = _places(list(validation.words.check(Desk(loaded, words, _settings(), DAY))))
    assert found == [("content-link", "content/about.md", 1, None)]


# Whole projects


def test_the_shipped_data_has_no_problem_at_all(shipped: Source) -> None:
    assert shipped.problems == []


def test_the_shipped_data_is_approved_throughout(shipped: Source) -> None:
    """A copy with `demonstration: false` checks and builds (data contract)."""
    chosen = _settings(demonstration=False)
    assert validation.check(Desk(shipped.packages, shipped.content, chosen, DAY)) == []


def test_an_empty_bulletin_has_no_problem(empty_project: Path) -> None:
    """Another district begins with the headers alone."""
    for page in (empty_project / "content").glob("*.md"):
        page.unlink()
    assert pipeline.check(empty_project, DAY).problems == []


def test_everything_wrong_is_found_in_one_run_and_in_the_order_of_reading(
    project: Path, edit: Edit
) -> None:
    """Config, words and data; a table without header hides nothing of the others."""

    def spoil(rows: Rows) -> None:
        rows[4]["graded_on"] = "2026-1-5"
        rows[2]["grade"] = "E"
        rows[2]["mine_id"] = "qx-999"

    edit("grading/risk_grades", spoil)
    (project / "data/closures/cases.csv").write_bytes(b"")
    (project / "content/about.md").write_text("---\ntemplate: x\n---\n", encoding="utf-8")
    (project / "content/report.md").write_text("[x](mine:qx-999)\n", encoding="utf-8")
    source = pipeline.check(project, DAY)
    found = _places(source.problems)
    assert found == [
        ("front-matter-key-unknown", "content/about.md", 2, "template"),
        ("content-link", "content/report.md", 1, None),
        ("header-missing", "data/closures/cases.csv", 1, None),
        ("constraint-enum", GRADES, 4, "grade"),
        ("reference-unknown", GRADES, 4, "mine_id"),
        ("date-form", GRADES, 6, "graded_on"),
    ]


def test_the_same_project_gives_the_same_problems_in_the_same_order(folder: Path) -> None:
    _edit(folder, GRADES, lambda rows: [row.update(grade="E", mine_id="qx-9") for row in rows])
    first = _problems(folder, "mines", "grading")
    assert len(first) == 2 * 82
    assert _problems(folder, "mines", "grading") == first


def test_more_than_a_thousand_faults_of_a_table_are_all_found(folder: Path) -> None:
    """The stock validator stops after a thousand."""

    def many(rows: Rows) -> None:
        model = rows[0]
        rows[:] = [{**model, "grade_id": f"g-{n}", "grade": "E"} for n in range(1100)]

    _edit(folder, GRADES, many)
    assert _check(folder, "grading") == [
        ("constraint-enum", GRADES, number, "grade") for number in range(2, 1102)
    ]
