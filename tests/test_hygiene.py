"""The hygiene of cells: each thing a spreadsheet leaves there, and its sound twin that stays."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from conftest import ROOT, Edit
from desks import desk, told

from generator import packages
from generator.problems import Problem
from generator.validation import hygiene

OUTCOMES = "enforcement/outcomes"


def _problems(field: str, cell: str, table: str = OUTCOMES) -> list[Problem]:
    """What is found in a row that has one cell."""
    return list(hygiene.check(desk({table: [{field: cell}]}).packages))


def _found(field: str, cell: str, table: str = OUTCOMES) -> list[tuple[str, object]]:
    """The codes, with the form that each says to type."""
    found = _problems(field, cell, table)
    place = f"{table}:2 {field}"
    assert all(told(p).endswith(place) and p.value == cell for p in found)
    return [(p.code, p.details.get("expected", "")) for p in found]


def test_the_shipped_data_is_clean() -> None:
    loaded, _ = packages.load(ROOT)
    assert list(hygiene.check(loaded)) == []


# Characters


@pytest.mark.parametrize(
    ("odd", "code", "number"),
    [
        ("\x01", "character-hidden", "U+0001"),
        ("\t", "character-hidden", "U+0009"),
        ("\x1b", "character-hidden", "U+001B"),
        ("\x7f", "character-hidden", "U+007F"),
        ("\xa0", "character-hidden", "U+00A0"),
        ("\xad", "character-hidden", "U+00AD"),
        ("\u034f", "character-hidden", "U+034F"),
        ("\u061c", "character-hidden", "U+061C"),
        ("\u180e", "character-hidden", "U+180E"),
        ("\u2003", "character-hidden", "U+2003"),
        ("\u200b", "character-hidden", "U+200B"),
        ("\u200d", "character-hidden", "U+200D"),
        ("\u200e", "character-hidden", "U+200E"),
        ("\u202e", "character-hidden", "U+202E"),
        ("\u2060", "character-hidden", "U+2060"),
        ("\u2066", "character-hidden", "U+2066"),
        ("\u3164", "character-hidden", "U+3164"),
        ("\ufe0f", "character-hidden", "U+FE0F"),
        ("\ufeff", "character-hidden", "U+FEFF"),
        ("\U000e0041", "character-hidden", "U+E0041"),
        ("\U000e0100", "character-hidden", "U+E0100"),
        ("\ue000", "character-private", "U+E000"),
        ("\ufdd0", "character-private", "U+FDD0"),
        ("\uffff", "character-private", "U+FFFF"),
        ("\U000f0000", "character-private", "U+F0000"),
        ("\U0010ffff", "character-private", "U+10FFFF"),
    ],
)
@pytest.mark.parametrize("field", ["facts", "outcome_id", "decided_on"])
def test_a_character_that_nobody_sees(field: str, odd: str, code: str, number: str) -> None:
    (problem,) = _problems(field, f"a{odd}b")
    assert (problem.code, problem.details["character"]) == (code, number)
    assert (problem.row, problem.field, problem.severity) == (2, field, "error")


def test_a_character_that_was_lost() -> None:
    assert _found("facts", "采场\ufffd坡") == [("character-lost", "")]


@pytest.mark.parametrize(
    ("cell", "usual"),
    [("⼭", "山"), ("石⻔镇", "石门镇"), ("\uf90a", "金"), ("a⽯b", "a石b")],
)
def test_a_character_that_only_looks_like_the_usual_one(cell: str, usual: str) -> None:
    """As copied out of a PDF: no search would find it."""
    assert _found("facts", cell) == [("character-lookalike", usual)]


@pytest.mark.parametrize(
    "cell",
    [
        "𠮷田石场",
        "\ufa0e",
        "〇一二",
        "（一）“甲”、乙：丙—丁·戊…己",
        "长 30 米",
        "矿\u3000长",
        "２０２６年Ⅲ级",
        "坡角≥70°、Φ12㎜",
        "\U00031350",
    ],
)
def test_a_text_of_usual_characters_is_no_problem(cell: str) -> None:
    assert _problems("facts", cell) == []


@pytest.mark.parametrize("cell", ["一\n二", "一\r\n二", "一\r二", "一\n", "一\u2028二", "一\x0b二"])
@pytest.mark.parametrize("field", ["facts", "outcome_id", "decided_on", "fine_yuan"])
def test_a_line_break_in_a_cell(field: str, cell: str) -> None:
    assert [p.code for p in _problems(field, cell)] == ["cell-line-break"]


def test_one_cell_is_one_problem_whatever_is_in_it() -> None:
    assert _found("facts", " =a\u200b\n\ue000 ") == [("cell-line-break", "")]


# Spaces


@pytest.mark.parametrize("cell", [" a", "a ", "\u3000a", "a\u3000", "  a  "])
@pytest.mark.parametrize("field", ["facts", "outcome_id", "decided_on", "fine_yuan", "kind"])
def test_a_space_at_an_end(field: str, cell: str) -> None:
    assert _found(field, cell) == [("cell-space", "a")]


@pytest.mark.parametrize("cell", [" ", "\u3000", "   ", "\xa0", "\u200b", "\t", "\n"])
def test_a_cell_of_spaces(cell: str) -> None:
    assert _found("facts", cell) == [("cell-blank", "")]


@pytest.mark.parametrize("cell", [" ", "\u3000\u3000", "\u200b"])
def test_a_required_cell_of_spaces_is_not_filled_in(cell: str) -> None:
    assert _found("name", cell, "mines/towns") == [("constraint-required", "")]


# What a spreadsheet would run


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+8676312350", "-50米中段", "@SUM(A1)", "＝1", "＋8", "－5", "＠a", '=HYPERLINK("x")'],
)
@pytest.mark.parametrize("field", ["facts", "party_name"])
def test_a_cell_that_a_spreadsheet_would_run(field: str, cell: str) -> None:
    assert _found(field, cell) == [("cell-formula", "")]


@pytest.mark.parametrize("cell", ["-", "--", "---"])
def test_a_dash_for_nothing(cell: str) -> None:
    assert _found("facts", cell) == [("cell-placeholder", "")]


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("facts", "标高-50米"),
        ("facts", "1+1=2"),
        ("facts", "a@b"),
        ("facts", "'五职'矿长"),
        ("fine_yuan", "-5"),
        ("mine_id", "-qx"),
        ("facts", "（-5）"),
    ],
)
def test_a_sign_inside_or_in_a_number_is_no_formula(field: str, cell: str) -> None:
    assert _problems(field, cell) == []


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "########"])
@pytest.mark.parametrize("field", ["facts", "fine_yuan", "kind"])
def test_an_error_of_a_spreadsheet(field: str, cell: str) -> None:
    assert _found(field, cell) == [("cell-excel-error", "")]


def test_a_number_sign_before_words_is_no_error() -> None:
    assert _problems("facts", "#3采场") == []


# Codes that a spreadsheet spoilt


@pytest.mark.parametrize("cell", ["9.1E+17", "1.23457E+17", "9E+17", "9.1e+17"])
@pytest.mark.parametrize("field", ["party_uscc", "decision_no", "facts"])
def test_a_code_in_scientific_notation(field: str, cell: str) -> None:
    assert _found(field, cell) == [("code-scientific", "")]


@pytest.mark.parametrize(
    "cell", ["3-Mar", "Mar-24", "3-Mar-24", "3月5日", "2024年3月5日", "2024/3/5", "12月1日"]
)
@pytest.mark.parametrize("field", ["outcome_id", "decision_no"])
def test_a_code_that_became_a_date(field: str, cell: str) -> None:
    assert _found(field, cell) == [("code-became-date", "")]


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("facts", "3月5日"),
        ("outcome_id", "3-mar"),
        ("outcome_id", "1e5"),
        ("decision_no", "清新应急罚〔2024〕3月5号"),
        ("facts", "12.0"),
        ("fine_yuan", "12.0"),
        ("fine_yuan", "1000000000000000000"),
        ("decision_no", "（粤）FM安许证字〔2024〕示例0027号"),
    ],
)
def test_a_code_or_text_that_only_resembles_one(field: str, cell: str) -> None:
    assert _problems(field, cell) == []


def test_a_code_with_a_decimal_point() -> None:
    assert _found("town_code", "441803102.0", "mines/mines") == [("code-point", "441803102")]
    assert _found("number", "4400000000.00", "mines/licences") == [("code-point", "4400000000")]


@pytest.mark.parametrize(
    "field", ["party_uscc", "outcome_id", "decision_no", "decided_on", "facts"]
)
def test_an_apostrophe_that_kept_a_code_as_text(field: str) -> None:
    assert _found(field, "'441803102") == [("code-apostrophe", "441803102")]


def test_a_credit_code_that_lost_its_last_digits() -> None:
    (problem,) = _problems("party_uscc", "914418031234567000")
    assert (problem.code, problem.severity) == ("code-cut-short", "error")


def test_a_credit_code_that_ends_so_by_its_check_character_is_whole() -> None:
    whole = next(
        code
        for code in (f"9144180{n:08d}000" for n in range(100))
        if sum(int(d) * pow(3, i, 31) for i, d in enumerate(code[:17])) % 31 == 0
    )
    assert _problems("party_uscc", whole) == []


def test_a_long_number_that_ends_in_zeros_is_doubted() -> None:
    """It bears no check character: only the paper can tell."""
    (problem,) = _problems("decision_no", "123456789012345000")
    assert (problem.code, problem.severity) == ("code-cut-short", "warning")
    assert _problems("decision_no", "123456789012345") == []


@pytest.mark.parametrize(
    ("cell", "half"),
    [
        ("清新应急罚〔２０２４〕２号", "清新应急罚〔2024〕2号"),
        ("（粤）ＦＭ安许证字〔2024〕27号", "（粤）FM安许证字〔2024〕27号"),
    ],
)
def test_full_width_digits_and_letters_in_the_number_of_a_paper(cell: str, half: str) -> None:
    assert _found("decision_no", cell) == [("code-form", half)]


def test_every_column_and_row_is_looked_at() -> None:
    rows = [{"facts": "a"}, {"facts": "b ", "remedy": " c"}, {}, {"outcome_id": "o-1\u200b"}]
    tables = {OUTCOMES: rows, "mines/towns": [{"name": "=a"}]}
    assert [told(problem) for problem in hygiene.check(desk(tables).packages)] == [
        "cell-formula mines/towns:2 name",
        "cell-space enforcement/outcomes:3 facts",
        "cell-space enforcement/outcomes:3 remedy",
        "character-hidden enforcement/outcomes:5 outcome_id",
    ]


def test_a_field_of_an_unknown_type_is_looked_at_like_any_other() -> None:
    laid = desk({"mines/towns": [{"name": "=a\u200b"}]}).packages
    towns = laid["mines"].resources["towns"]
    fields = [{**entry, "type": "any"} for entry in towns.fields]
    other = dataclasses.replace(towns, descriptor={"schema": {"fields": fields}})
    package = dataclasses.replace(laid["mines"], resources={"towns": other})
    assert [p.code for p in hygiene.check({"mines": package})] == ["character-hidden"]


@pytest.mark.parametrize(
    ("typed", "code"), [("12350.0", "code-point"), ("1-Mar", "code-became-date")]
)
def test_a_hotline_number_that_a_spreadsheet_spoilt_is_found(
    project: Path, edit: Edit, typed: str, code: str
) -> None:
    """It would stand on every page and poster."""
    edit("report-channels/channels", lambda rows: rows[0].update(value=typed))
    loaded, _ = packages.load(project)
    assert [(p.code, p.row, p.field) for p in hygiene.check(loaded)] == [(code, 2, "value")]
