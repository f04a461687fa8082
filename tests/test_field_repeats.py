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


def _numbers(**second: str) -> list[str]:
    other = {"outcome_id": "o-2", "party_name": "示例石场", "party_uscc": "91000000MADEM0046L"}
    rows = [DECISION, {**DECISION, **other, **second}]
    rule = repeats.penalties_have_their_own_number
    return found(rule, {"enforcement/outcomes": rows})


def test_the_number_of_another_firms_penalty_is_doubtful() -> None:
    told = ["warning number-of-two-penalties enforcement/outcomes:3 decision_no"]
    assert _numbers() == told
    assert _numbers(decision_no="清新应急罚[2026]示例２号") == told


@pytest.mark.parametrize(
    "second",
    [
        {"decision_no": "清新应急罚〔2026〕示例3号"},
        {"decision_no": ""},
        {"kind": "circular"},  # one circular may tell of several firms
        {"party_type": "natural-person", "party_name": "李某", "party_uscc": ""},
        {"party_name": DECISION["party_name"]},  # which of its codes is right is said elsewhere
        {"party_name": "", "party_uscc": ""},
        {"authority": "city-em"},
        {"withdrawn_on": "2026-11-20"},
        {"replaces": "o-1"},
    ],
)
def test_a_number_of_its_own_or_a_shared_paper_passes(second: dict[str, str]) -> None:
    assert _numbers(**second) == []


def test_parties_of_one_case_may_share_a_number() -> None:
    rows = [{**DECISION, "group_id": "g-1", "party_uscc": code, "party_name": ""} for code in "ab"]
    rule = repeats.penalties_have_their_own_number
    assert found(rule, {"enforcement/outcomes": rows}) == []


OUTCOME = {
    **DECISION,
    "mine_id": "qx-001",
    "decided_on": "2026-03-12",
    "facts": "采场3处危险部位没有设置警示标志。",
}


def _outcomes(**second: str) -> list[str]:
    rows = [OUTCOME, {**OUTCOME, "outcome_id": "o-2", "decision_no": "", **second}]
    return found(repeats.outcomes_are_told_once, {"enforcement/outcomes": rows})


def test_an_outcome_under_another_number_is_doubtful() -> None:
    told = ["warning told-twice enforcement/outcomes:3 facts"]
    assert _outcomes() == told
    assert _outcomes(decision_no="清新应急罚〔2026〕示例02号", party_uscc="") == told
    assert _outcomes(facts="采场 3 处危险部位没有设置警示标志。") == told


@pytest.mark.parametrize(
    "second",
    [
        {"decision_no": OUTCOME["decision_no"]},  # found as a decision that stands twice
        {"facts": "采场2处危险部位没有设置警示标志。"},
        {"facts": ""},
        {"decided_on": "2026-03-13"},
        {"mine_id": "qx-002"},
        {"kind": "exposure"},
        {"party_name": "示例石场", "party_uscc": "91000000MADEM0046L"},
        {"party_type": "natural-person"},
        {"withdrawn_on": "2026-11-20"},
        {"replaces": "o-1"},
    ],
)
def test_another_outcome_passes(second: dict[str, str]) -> None:
    assert _outcomes(**second) == []


HAZARD = {
    "hazard_id": "h-1",
    "mine_id": "qx-001",
    "criterion_id": "OP-11",
    "description": "排土场周围截水、排水设施未按设计修筑完整。",
    "found_on": "2026-05-17",
    "document_no": "清新应急督〔2026〕示例3号",
}


def _hazards(**second: str) -> list[str]:
    rows = [HAZARD, {**HAZARD, "hazard_id": "h-2", **second}]
    return found(repeats.hazards_are_told_once, {"enforcement/supervised_hazards": rows})


@pytest.mark.parametrize(
    "second", [{}, {"document_no": ""}, {"found_on": "2026-05-19"}, {"deadline": "2026-12-01"}]
)
def test_a_hazard_of_the_same_day_or_paper_in_the_same_words_is_doubtful(
    second: dict[str, str],
) -> None:
    assert _hazards(**second) == ["warning told-twice enforcement/supervised_hazards:3 description"]


@pytest.mark.parametrize(
    "second",
    [
        {"description": "东侧排土场截水设施未修筑完整。"},
        {"description": ""},
        {"mine_id": "qx-002"},
        {"criterion_id": "OP-12"},
        {"found_on": "2026-09-01", "document_no": "清新应急督〔2026〕示例9号"},
        {"withdrawn_on": "2026-11-20"},
    ],
)
def test_another_hazard_passes(second: dict[str, str]) -> None:
    assert _hazards(**second) == []


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


def test_masked_persons_of_one_family_name_are_told_apart_by_what_they_did() -> None:
    person = {"party_type": "natural-person", "party_name": "李某", "party_uscc": ""}
    chief = {**DECISION, **person, "facts": "没有带班下井。"}
    guard = {**chief, "outcome_id": "o-2", "facts": "作为安全员没有到岗。"}
    rule = repeats.decisions_stand_once
    assert found(rule, {"enforcement/outcomes": [chief, guard]}) == []
    assert found(rule, {"enforcement/outcomes": [chief, {**chief, "outcome_id": "o-2"}]}) == TWICE


def test_a_paper_about_two_mines_is_a_record_of_each_and_a_penalty_is_not() -> None:
    for kind, expected in (("stop-order", []), ("circular", []), ("penalty", TWICE)):
        first = {**DECISION, "kind": kind, "mine_id": "qx-010"}
        second = {**first, "outcome_id": "o-2", "mine_id": "qx-011"}
        rows = {"enforcement/outcomes": [first, second]}
        assert found(repeats.decisions_stand_once, rows) == expected
