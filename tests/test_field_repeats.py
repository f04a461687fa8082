"""A decision and an index number stand once."""

from __future__ import annotations

import pytest
from desks import Cells, desk, found, notice, told

from generator.validation.field import repeats

DECISION = {
    "outcome_id": "o-1",
    "kind": "penalty",
    "decision_no": "清新应急罚〔2026〕示例2号",
    "party_name": "示例青岭矿业有限公司",
    "party_uscc": "91000000MADEM00112",
}
TWICE = ["decision-twice enforcement/outcomes:3 decision_no"]


def _twice(**second: str) -> list[str]:
    rows = [DECISION, {**DECISION, "outcome_id": "o-2", **second}]
    return found(repeats.decisions_stand_once, {"enforcement/outcomes": rows})


@pytest.mark.parametrize(
    "second",
    [
        {},
        {"decision_no": "清新应急罚[2026]示例２号 "},
        {"party_uscc": ""},
        {"party_name": "示例青岭公司"},
    ],
)
def test_one_decision_against_one_party_is_one_record(second: dict[str, str]) -> None:
    assert _twice(**second) == TWICE


@pytest.mark.parametrize(
    "second",
    [
        {"kind": "stop-order"},
        {"party_name": "李某", "party_uscc": ""},  # 一案双罚
        {"decision_no": "清新应急罚〔2026〕示例3号"},
        {"decision_no": ""},
        {"replaces": "o-1"},
        {"withdrawn_on": "2026-11-20"},
    ],
)
def test_what_is_another_decision_or_took_its_place_may_stand_beside(
    second: dict[str, str],
) -> None:
    assert _twice(**second) == []


NUMBER = "11000000MBDEM004X6/2026-00007"


def test_an_index_number_is_given_once_over_all_tables_and_notices() -> None:
    row: Cells = {"index_no": NUMBER}
    tables = {"grading/risk_grades": [row], "enforcement/outcomes": [row, {"index_no": ""}] * 2}
    laid = desk(tables, notices=(notice(index_no=NUMBER, lines={"index_no": 4}),))
    assert [told(problem) for problem in repeats.index_numbers_are_given_once(laid)] == [
        "index-twice enforcement/outcomes:2 index_no",
        "index-twice enforcement/outcomes:4 index_no",
        "index-twice content/notices/n.md:4 index_no",
    ]
