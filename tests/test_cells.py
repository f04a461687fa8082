"""The form of cells: each that is out of form, its one problem, and the form it offers."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import ROOT
from desks import desk

from generator import packages
from generator.validation import cells

OUTCOMES = "enforcement/outcomes"
MINES = "mines/mines"


def _found(table: str, field: str, cell: str) -> list[tuple[str, object]]:
    """The problems of one cell, each with the form it says to type."""
    found = cells.check(desk({table: [{field: cell}]}).packages)
    return [
        (p.code, p.details.get("expected", ""))
        for p in found
        if (p.row, p.field, p.value, p.severity) == (2, field, cell, "error")
    ]


def test_the_shipped_data_is_in_form() -> None:
    loaded, _ = packages.load(ROOT)
    assert list(cells.check(loaded)) == []


# Days


@pytest.mark.parametrize(
    "cell",
    [
        "2024/3/5",
        "2024.3.5",
        "2024-3-5",
        "2024-03-5",
        "2024年3月5日",
        "2024年03月05日",
        "2024年3月5号",
        "2024 年 3 月 5 日",
        "20240305",
        "２０２４-０３-０５",
        "2024－03－05",
        "2024—03—05",
        "2024−03−05",
        "2024。3。5",
        "٢٠٢٤-٠٣-٠٥",
        "2024-03-05 00:00:00",
        "2024-03-05T00:00:00",
        "2024/3/5 0:00",
        "24年3月5日",
        "二〇二四年三月五日",
        "5-Mar-2024",
        "5 March 2024",
        "Mar 5, 2024",
    ],
)
def test_a_day_in_another_shape_is_named_in_the_iso_form(cell: str) -> None:
    assert _found(OUTCOMES, "decided_on", cell) == [("date-form", "2024-03-05")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("13/5/2024", "2024-05-13"),
        ("5/13/2024", "2024-05-13"),
        ("5/5/2024", "2024-05-05"),
        ("二〇二四年十二月三十一日", "2024-12-31"),
        ("二○二四年二十月二十日", ""),
        ("二零二四年十月二十日", "2024-10-20"),
    ],
)
def test_a_day_whose_parts_can_be_only_one_thing(cell: str, expected: str) -> None:
    code = "date-form" if expected else "date-impossible"
    assert _found(OUTCOMES, "decided_on", cell) == [(code, expected)]


@pytest.mark.parametrize(
    ("cell", "choices"),
    [
        ("3/5/2024", "2024-03-05、2024-05-03"),
        ("3.5.2024", "2024-03-05、2024-05-03"),
        ("24/3/5", "2005-03-24、2024-03-05"),
        ("3/5/24", "2003-05-24、2024-03-05、2024-05-03"),
    ],
)
def test_a_day_that_can_be_read_in_two_ways_names_both(cell: str, choices: str) -> None:
    assert _found(OUTCOMES, "decided_on", cell) == [("date-ambiguous", choices)]


@pytest.mark.parametrize(
    ("cell", "day"),
    [("45356", "2024-03-05"), ("45356.0", "2024-03-05"), ("45356.5", "2024-03-05")],
)
def test_a_day_that_excel_counted(cell: str, day: str) -> None:
    assert _found(OUTCOMES, "decided_on", cell) == [("date-serial", day)]


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "2026-13-01", "0000-01-01", "2025年2月29日", "20261301", "31/31/2024"]
)
def test_a_day_that_never_was(cell: str) -> None:
    assert _found(OUTCOMES, "decided_on", cell) == [("date-impossible", "")]


@pytest.mark.parametrize("cell", ["2024", "2024年", "2024-03", "2024年3月", "2024.3"])
def test_a_month_or_year_is_no_day(cell: str) -> None:
    assert _found(OUTCOMES, "decided_on", cell) == [("date-incomplete", "")]


@pytest.mark.parametrize(
    "cell", ["never", "2026-W01-1", "三月五日", "2024-03-05至2024-03-08", "5-Abc-2024", "9" * 400]
)
def test_what_is_no_day_at_all(cell: str) -> None:
    assert _found(OUTCOMES, "decided_on", cell) == [("form-date", "")]


@pytest.mark.parametrize("cell", ["2024-03-05", "2024-02-29", "1949-10-01", "2099-12-31", ""])
def test_an_iso_day_is_no_problem(cell: str) -> None:
    assert _found(OUTCOMES, "published_on", cell) == []


@pytest.mark.parametrize("cell", ["长期", "无", "/", "待定", "N/A", "null", "-", "——"])
@pytest.mark.parametrize("field", ["published_on", "fine_yuan", "clause_no"])
def test_a_word_for_nothing(field: str, cell: str) -> None:
    assert _found(OUTCOMES, field, cell) == [("cell-placeholder", "")]


# Numbers


@pytest.mark.parametrize(
    ("cell", "code", "expected"),
    [
        ("１２", "number-characters", "12"),
        ("12．5", "number-characters", "12.5"),
        ("٣", "number-characters", "3"),
        ("1_000", "number-grouped", "1000"),
        ("1,000", "number-grouped", "1000"),
        ("1，000，000.50", "number-grouped", "1000000.50"),
        ("38 000", "number-grouped", "38000"),
        ("+5", "number-sign", "5"),
        (".5", "number-point", "0.5"),
        ("12.", "number-point", "12"),
        ("38000元", "number-unit", "38000"),
        ("38,000元", "number-unit", "38000"),
        ("￥38,000.00", "number-unit", "38000.00"),
        ("人民币38000元整", "number-unit", "38000"),
        ("3.8万元", "number-unit", "38000"),
        ("３．８万", "number-unit", "38000"),
        ("1.23456万元", "number-unit", "12345.6"),
        ("2亿元", "number-unit", "200000000"),
        ("5吨", "number-unit-other", ""),
        ("3美元", "number-unit-other", ""),
        ("1e3", "number-scientific", ""),
        ("1.2E+05", "number-scientific", ""),
        ("NaN", "cell-placeholder", ""),
        ("INF", "cell-placeholder", ""),
        ("-inf", "cell-placeholder", ""),
        ("38,00", "form-number", ""),
        ("1_0", "form-number", ""),
        ("叁万元", "form-number", ""),
        ("约38000", "form-number", ""),
        ("30-40", "form-number", ""),
        ("－5", "form-number", ""),
        ("1" + " " * 30_000 + ".", "form-number", ""),
        ("9" * 31, "form-number", ""),
        ("１" * 31, "form-number", ""),
    ],
)
def test_an_amount_out_of_form(cell: str, code: str, expected: str) -> None:
    """No amount is below nothing: －5 is no sum to offer."""
    assert _found(OUTCOMES, "fine_yuan", cell) == [(code, expected)]


@pytest.mark.parametrize(
    ("table", "field", "cell", "code", "expected"),
    [
        (MINES, "capacity", "30万吨/年", "number-unit-other", ""),
        (MINES, "capacity", "30万", "number-unit-other", ""),
        (MINES, "slope_m", "80米", "number-unit", "80"),
        (MINES, "slope_m", "0.08km", "number-unit-other", ""),
        ("action-plan/targets", "value", "35%", "number-unit", "35"),
        ("action-plan/targets", "value", "３５％", "number-unit", "35"),
    ],
)
def test_a_unit_is_taken_off_where_the_column_counts_in_it(
    table: str, field: str, cell: str, code: str, expected: str
) -> None:
    assert _found(table, field, cell) == [(code, expected)]


@pytest.mark.parametrize(
    ("cell", "code", "expected"),
    [
        ("2.0", "number-point", "2"),
        ("１", "number-characters", "1"),
        ("+2", "number-sign", "2"),
        ("1,000", "number-grouped", "1000"),
        ("2项", "number-unit", "2"),
        ("1.5", "form-integer", ""),
        ("1.5项", "form-integer", ""),
        ("two", "form-integer", ""),
        ("0.0", "form-integer", ""),
    ],
)
def test_a_count_out_of_form(cell: str, code: str, expected: str) -> None:
    """Clauses count from 1: what would be below is not offered."""
    assert _found(OUTCOMES, "clause_no", cell) == [(code, expected)]


@pytest.mark.parametrize("cell", ["0", "38000", "12.50", "007", ""])
def test_a_plain_number_is_no_problem(cell: str) -> None:
    assert _found(OUTCOMES, "fine_yuan", cell) == []


# Codes


@pytest.mark.parametrize(
    ("table", "field", "cell", "expected"),
    [
        (OUTCOMES, "outcome_id", "O-QJMM355X", "o-qjmm355x"),
        (OUTCOMES, "outcome_id", "ｏ-1", "o-1"),
        (OUTCOMES, "outcome_id", "o–1", "o-1"),
        (OUTCOMES, "party_uscc", "91000000madem00112", "91000000MADEM00112"),
        (OUTCOMES, "party_uscc", "9100 0000 MADEM 00112", "91000000MADEM00112"),
        (OUTCOMES, "kind", "Penalty", "penalty"),
        (OUTCOMES, "kind", "行政处罚", "penalty"),
        (OUTCOMES, "penalty_kinds", "警告，罚款", "警告、罚款"),
        (MINES, "capacity_unit", "万吨／年", "万吨/年"),
        (MINES, "pond_class", "４", "4"),
        (MINES, "town_code", "４４１８０３１０２", "441803102"),
        ("grading/risk_grades", "grade", "Ａ", "A"),
        ("grading/risk_grades", "grade", "a", "A"),
        ("mines/authorities", "website", "https：//www.mem.gov.cn", "https://www.mem.gov.cn"),
    ],
)
def test_a_code_in_another_writing(table: str, field: str, cell: str, expected: str) -> None:
    assert _found(table, field, cell) == [("code-form", expected)]


@pytest.mark.parametrize("cell", ["o 1", "o_1", "-o", "编号"])
def test_a_code_whose_form_is_not_certain(cell: str) -> None:
    assert _found(OUTCOMES, "outcome_id", cell) == [("constraint-pattern", "")]


def test_an_unknown_choice_is_left_to_the_stock_validator() -> None:
    assert _found(OUTCOMES, "kind", "fine") == []


@pytest.mark.parametrize("cell", ["YES", "是", "1", "true", "y"])
def test_a_yes_or_no_out_of_form(cell: str) -> None:
    assert _found(OUTCOMES, "persons_penalised", cell) == [("form-boolean", "")]


def test_an_unclean_cell_is_not_judged_by_its_form_as_well() -> None:
    assert _found(OUTCOMES, "decided_on", " 2024/3/5") == [("cell-space", "2024/3/5")]
    assert _found(OUTCOMES, "party_uscc", "9.1E+17") == [("code-scientific", "")]
    assert _found(MINES, "town_code", "441803102.0") == [("code-point", "441803102")]


def test_equal_cells_are_reported_in_each_row() -> None:
    rows = [{"decided_on": "2024/3/5"}, {"decided_on": "2024-03-05"}, {"decided_on": "2024/3/5"}]
    found = list(cells.check(desk({OUTCOMES: rows}).packages))
    assert [(p.code, p.row) for p in found] == [("date-form", 2), ("date-form", 4)]


# Whether a cell could stand in a column


@pytest.mark.parametrize(
    ("kind", "constraints", "fitting", "unfit"),
    [
        ("number", {"minimum": 0}, ("0", "0.5"), ("-0.5", "-1")),
        ("number", {"maximum": 100}, ("100", "99.9"), ("100.1",)),
        ("integer", {"minimum": 1, "maximum": 77}, ("1", "77"), ("0", "78")),
        ("number", {"exclusiveMinimum": 0}, ("0.1",), ("0",)),
        ("number", {"exclusiveMaximum": 1.5}, ("1.4",), ("1.5",)),
        ("date", {"minimum": "2024-01-05"}, ("2024-01-05",), ("2024-01-04", "2024/1/6")),
        ("string", {"enum": ["a", 1]}, ("a", "1"), ("b",)),
        ("string", {"pattern": "a|b"}, ("a", "b"), ("ab", "a\n")),
        ("string", {"required": True}, ("a",), ("",)),
        ("string", {}, ("", "anything"), ()),
    ],
)
def test_a_cell_fits_its_column_or_not(
    kind: str, constraints: dict[str, Any], fitting: tuple[str, ...], unfit: tuple[str, ...]
) -> None:
    entry = {"name": "x", "type": kind, "constraints": constraints}
    assert [cell for cell in fitting if not cells.fits(entry, cell)] == []
    assert [cell for cell in unfit if cells.fits(entry, cell)] == []
