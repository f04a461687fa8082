"""Dates in order, facts that have come, withdrawals that say why."""

from __future__ import annotations

from datetime import date

import pytest
from desks import Cells, desk, found

from generator.validation.desk import columns
from generator.validation.field import closures, dates, withdrawals

NOT_FACTS = {
    "built_by",
    "consulted_from",
    "consulted_until",
    "deadline",
    "due_on",
    "effective_on",
    "extended_to",
    "from_on",
    "publish_until",
    "published_on",
    "repealed_on",
    "since",
    "until",
    "until_on",
    "valid_until",
}


def _days(table: str, text: str) -> list[str]:
    """The problems of one row, its cells written as "decided_on=2026-03-01 …"."""
    cells = dict(part.split("=") for part in text.split())
    return found(dates.dates_in_order, {table: [cells]})


@pytest.mark.parametrize(
    ("table", "first", "then"),
    [
        ("mines/licences", "issued_on", "ended_on"),
        ("mines/licences", "issued_on", "published_on"),
        ("mines/responsibilities", "from_on", "until_on"),
        ("grading/risk_grades", "graded_on", "published_on"),
        ("grading/standardisation", "granted_on", "revoked_on"),
        ("grading/standardisation", "granted_on", "published_on"),
        ("closures/cases", "consulted_from", "consulted_until"),
        ("closures/cases", "consulted_until", "decided_on"),
        ("closures/cases", "consulted_from", "published_on"),
        ("closures/cases", "decided_on", "deadline"),
        ("closures/cases", "decided_on", "built_by"),
        ("closures/cases", "built_by", "deadline"),
        ("closures/cases", "decided_on", "accepted_on"),
        ("closures/cases", "published_on", "withdrawn_on"),
        ("enforcement/outcomes", "decided_on", "published_on"),
        ("enforcement/outcomes", "decided_on", "publish_until"),
        ("enforcement/outcomes", "published_on", "publish_until"),
        ("enforcement/outcomes", "decided_on", "repaired_on"),
        ("enforcement/outcomes", "decided_on", "ended_on"),
        ("enforcement/outcomes", "decided_on", "lifted_on"),
        ("enforcement/outcomes", "ended_on", "withdrawn_on"),
        ("enforcement/outcomes", "published_on", "withdrawn_on"),
        ("enforcement/supervised_hazards", "found_on", "published_on"),
        ("enforcement/supervised_hazards", "found_on", "deadline"),
        ("enforcement/supervised_hazards", "deadline", "extended_to"),
        ("enforcement/supervised_hazards", "found_on", "accepted_on"),
        ("enforcement/supervised_hazards", "found_on", "closed_on"),
        ("enforcement/supervised_hazards", "accepted_on", "closed_on"),
        ("enforcement/supervised_hazards", "published_on", "withdrawn_on"),
        ("enforcement/accidents", "occurred_on", "published_on"),
        ("enforcement/accidents", "occurred_on", "approved_on"),
        ("enforcement/accidents", "approved_on", "evaluated_on"),
        ("enforcement/accidents", "occurred_on", "closed_on"),
        ("enforcement/visits", "inspected_on", "published_on"),
        ("enforcement/visits", "inspected_on", "closed_on"),
        ("enforcement/listed_entities", "listed_on", "published_on"),
        ("enforcement/listed_entities", "listed_on", "removed_on"),
        ("report-channels/channels", "since", "until"),
        ("report-channels/boards", "installed_on", "checked_on"),
        ("hazard-criteria/documents", "issued_on", "effective_on"),
        ("mines/mine_changes", "published_on", "corrected_on"),
        ("enforcement/outcomes", "published_on", "corrected_on"),
    ],
)
def test_what_must_come_first_may_fall_on_the_same_day_but_not_later(
    table: str, first: str, then: str
) -> None:
    assert _days(table, f"{first}=2026-03-02 {then}=2026-03-01") == [f"date-order {table}:2 {then}"]
    assert _days(table, f"{first}=2026-03-02 {then}=2026-03-02") == []
    assert _days(table, f"{first}=2026-03-02 {then}=2026-03-03") == []
    assert _days(table, f"{first}=2026-03-02") == []
    assert _days(table, f"{then}=2026-03-01") == []


@pytest.mark.parametrize(
    ("table", "first", "then"),
    [
        ("mines/licences", "issued_on", "valid_until"),
        ("mines/mineral_thresholds", "effective_on", "repealed_on"),
        ("grading/standardisation", "granted_on", "valid_until"),
        ("enforcement/listed_entities", "listed_on", "until"),
        ("report-channels/reward_rules", "effective_on", "repealed_on"),
        ("hazard-criteria/documents", "issued_on", "repealed_on"),
        ("hazard-criteria/documents", "effective_on", "repealed_on"),
    ],
)
def test_a_term_has_at_least_a_day(table: str, first: str, then: str) -> None:
    assert _days(table, f"{first}=2026-03-02 {then}=2026-03-02") == [f"date-order {table}:2 {then}"]
    assert _days(table, f"{first}=2026-03-02 {then}=2026-03-03") == []


def test_one_slip_that_reverses_several_pairs_is_one_problem() -> None:
    slip = "decided_on=2062-03-01 published_on=2026-03-05 lifted_on=2026-04-01 ended_on=2026-05-01"
    assert _days("enforcement/outcomes", slip) == ["date-order enforcement/outcomes:2 decided_on"]


def test_two_slips_are_two_problems() -> None:
    slips = (
        "found_on=2026-03-02 published_on=2026-03-01 accepted_on=2026-05-02 closed_on=2026-05-01"
    )
    assert _days("enforcement/supervised_hazards", slips) == [
        "date-order enforcement/supervised_hazards:2 published_on",
        "date-order enforcement/supervised_hazards:2 closed_on",
    ]


def test_a_cell_that_is_no_day_is_not_put_in_order() -> None:
    spoilt = "decided_on=2026-3-1 published_on=2026-02-01 lifted_on=2026-02-30"
    assert _days("enforcement/outcomes", spoilt) == []


def test_a_publication_or_a_deadline_ahead_is_no_problem() -> None:
    ahead = dict.fromkeys(("published_on", "deadline", "extended_to"), "2027-03-01")
    tables: dict[str, list[Cells]] = {
        "enforcement/supervised_hazards": [{"found_on": "2026-11-01", **ahead}],
        "mines/licences": [{"issued_on": "2026-11-01", "valid_until": "2029-10-31"}],
        "mines/mines": [{"listed_on": "2026-12-01"}],
    }
    assert found(dates.facts_have_happened, tables) == []
    assert found(dates.dates_in_order, tables) == []


def test_facts_ahead_are_one_warning_a_column_at_the_first_row_with_the_count() -> None:
    days = ["2026-11-23", "2026-11-24", "2026-12-01", "", "2062-01-01"]
    tables = {
        "enforcement/outcomes": [{"decided_on": day} for day in days],
        "enforcement/visits": [{"inspected_on": "2026-11-24"}],
    }
    problems = list(dates.facts_have_happened(desk(tables)))
    assert found(dates.facts_have_happened, tables) == [
        "warning fact-ahead enforcement/outcomes:3 decided_on",
        "warning fact-ahead enforcement/visits:2 inspected_on",
    ]
    assert [problem.details["count"] for problem in problems] == [3, 1]


def test_a_fact_is_ahead_of_the_day_that_is_asked_for() -> None:
    tables = {"enforcement/outcomes": [{"decided_on": "2026-11-24"}]}
    assert found(dates.facts_have_happened, tables, as_of=date(2026, 11, 24)) == []


def test_a_day_that_is_out_of_order_is_not_reported_as_ahead_too() -> None:
    slip = {"decided_on": "2062-03-01", "published_on": "2026-03-05", "lifted_on": "2026-04-01"}
    late = {"decided_on": "2027-03-01"}
    tables = {"enforcement/outcomes": [slip, late]}
    assert found(dates.facts_have_happened, tables) == [
        "warning fact-ahead enforcement/outcomes:3 decided_on"
    ]


def test_every_date_of_the_contract_is_a_fact_or_a_plan() -> None:
    named: set[str] = set()
    for _, resource in desk({}).tables():
        named |= {f["name"] for f in resource.fields if f["type"] == "date"}
        assert columns(resource)
    assert named == dates.FACTS | NOT_FACTS
    assert not dates.FACTS & NOT_FACTS


def _case(**cells: str) -> list[str]:
    return found(closures.cases_are_decided_or_consulted, {"closures/cases": [cells]})


def test_a_case_is_public_only_once_it_is_decided_or_consulted() -> None:
    assert _case(published_on="2026-03-01") == [
        "case-published-early closures/cases:2 published_on"
    ]
    assert _case(published_on="2026-03-01", decided_on="2026-03-02") == [
        "case-published-early closures/cases:2 published_on"
    ]


def test_a_case_in_consultation_is_public_before_its_decision() -> None:
    assert _case(published_on="2026-03-01", decided_on="2026-03-01") == []
    assert _case(published_on="2026-03-01", consulted_from="2026-03-01") == []
    assert (
        _case(published_on="2026-03-01", consulted_from="2026-03-01", decided_on="2026-04-20") == []
    )
    assert _case(decided_on="2026-03-01") == []
    assert _case(published_on="2026-03-01", decided_on="2026-3-1") == []


@pytest.mark.parametrize(
    "table", ["closures/cases", "enforcement/outcomes", "enforcement/supervised_hazards"]
)
def test_a_withdrawal_gives_its_reason(table: str) -> None:
    rows = [
        {"withdrawn_on": "2026-03-01"},
        {"withdrawn_on": "2026-03-01", "withdraw_reason": "  "},
        {"withdraw_reason": "撤销"},
        {"withdrawn_on": "2026-03-01", "withdraw_reason": "撤销"},
        {},
    ]
    assert found(withdrawals.withdrawals_give_reasons, {table: rows}) == [
        f"withdrawal-half {table}:2 withdraw_reason",
        f"withdrawal-half {table}:3 withdraw_reason",
        f"withdrawal-half {table}:4 withdrawn_on",
    ]


@pytest.mark.parametrize("table", ["enforcement/outcomes", "mines/licences"])
def test_an_ending_says_when_and_how(table: str) -> None:
    rows = [
        {"ended_on": "2026-03-01"},
        {"end_kind": "revoked"},
        {"ended_on": "2026-03-01", "end_kind": "revoked"},
        {},
    ]
    assert found(withdrawals.endings_are_whole, {table: rows}) == [
        f"ending-half {table}:2 end_kind",
        f"ending-half {table}:3 ended_on",
    ]


def test_an_outcome_is_withdrawn_only_because_its_decision_ended() -> None:
    gone = {"withdrawn_on": "2026-03-01", "withdraw_reason": "撤销"}
    rows = [
        {"kind": "penalty", **gone},
        {"kind": "penalty", **gone, "ended_on": "2026-02-27", "end_kind": "revoked"},
        {"kind": "commendation", **gone},
        {"kind": "interview", **gone},
        {"kind": "penalty"},
        {"kind": "penaltee", **gone},
    ]
    assert found(withdrawals.withdrawn_outcomes_ended, {"enforcement/outcomes": rows}) == [
        "withdrawal-decision enforcement/outcomes:2 ended_on",
        "withdrawal-decision enforcement/outcomes:5 ended_on",
    ]


def test_a_record_that_was_itself_a_mistake_says_so_in_a_correction_of_the_same_day() -> None:
    gone = {"kind": "penalty", "withdrawn_on": "2026-03-01", "withdraw_reason": "重复录入"}
    rows = [
        {**gone, "corrected_on": "2026-03-01", "correction_note": "重复录入"},
        {**gone, "corrected_on": "2025-07-01", "correction_note": "金额误录"},
    ]
    assert found(withdrawals.withdrawn_outcomes_ended, {"enforcement/outcomes": rows}) == [
        "withdrawal-decision enforcement/outcomes:3 ended_on"
    ]


def test_a_half_ending_of_a_withdrawn_outcome_is_one_problem() -> None:
    half = {"kind": "penalty", "withdrawn_on": "2026-03-01", "end_kind": "revoked"}
    tables = {"enforcement/outcomes": [half]}
    assert found(withdrawals.withdrawn_outcomes_ended, tables) == []
    assert found(withdrawals.endings_are_whole, tables) == [
        "ending-half enforcement/outcomes:2 ended_on"
    ]


def test_a_revocation_gives_its_reason() -> None:
    rows = [
        {"revoked_on": "2026-03-01"},
        {"revoke_reason": "死亡事故"},
        {"revoked_on": "2026-03-01", "revoke_reason": "死亡事故"},
    ]
    assert found(withdrawals.revocations_give_reasons, {"grading/standardisation": rows}) == [
        "revocation-half grading/standardisation:2 revoke_reason",
        "revocation-half grading/standardisation:3 revoked_on",
    ]


NAMED_MINE = {
    "mine_id": "qx-101",
    "name": "示例青石岭建筑石料矿",
    "operator": "示例青岭矿业有限公司",
    "uscc": "91000000MADEM00112",
}


def _withdrawn(reason: str) -> list[str]:
    said = {"withdrawn_on": "2026-03-01", "withdraw_reason": reason, "mine_id": "qx-101"}
    tables = {
        "enforcement/outcomes": [
            {
                **said,
                "party_name": "示例顺山爆破工程有限公司",
                "party_uscc": "91000000MADEM0329W",
                "decision_no": "清新应急罚〔2024〕示例2号",
                "index_no": "11000000MBDEM004X6/2024-00009",
            }
        ],
        "mines/mines": [NAMED_MINE],
        "mines/mine_changes": [
            {"mine_id": "qx-101", "field": "name", "old_value": "示例老虎窿采石场"}
        ],
    }
    return found(withdrawals.withdrawn_records_stay_unnamed, tables)


@pytest.mark.parametrize(
    "reason",
    [
        "对示例顺山爆破工程有限公司的处罚已撤销。",
        "对顺山爆破的处罚已撤销。",
        "青石岭矿一案已撤销。",
        "示例青岭矿业申请复议，决定撤销。",
        "清新应急罚〔2024〕示例2号被撤销。",
        "应急罚[2024]示例2号被撤销。",
        "应急罚 (２０２４) 示例 2 号被撤销。",
        "当事人（91000000MADEM0329W）申请复议。",
        "矿山 91000000madem00112 申请复议。",
        "矿山qx-101已经关闭。",
        "老虎窿采石场改名。",
        "索引号11000000MBDEM004X6/2024-00009作废。",
    ],
)
def test_the_reason_of_a_withdrawal_names_nobody(reason: str) -> None:
    assert _withdrawn(reason) == ["withdrawal-names enforcement/outcomes:2 withdraw_reason"]


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "经行政复议，示例区人民政府以认定事实不清为由撤销该处罚决定（示例府复〔2026〕示例3号）。",
        "原决定计算有误，作出机关依法变更，以新的处罚决定书为准。",
        "该矿已列入2026年关闭退出清单，停止一切生产活动。",
        "该建筑石料矿的爆破工程有限公司资质已核实，决定撤销。",
        "清新应急罚〔2024〕示例22号另案处理。",
        "清新区应急管理局更正。",
    ],
)
def test_a_reason_without_names_passes(reason: str) -> None:
    assert _withdrawn(reason) == []


def test_a_closing_case_and_a_hazard_are_not_named_either() -> None:
    rule = withdrawals.withdrawn_records_stay_unnamed
    said = {"withdrawn_on": "2026-03-01", "withdraw_reason": "青石岭矿已整改，示例督〔2026〕1号。"}
    tables = {
        "closures/cases": [{**said, "case_id": "c-1", "document_no": "示例府〔2026〕1号"}],
        "closures/case_mines": [{"case_id": "c-1", "mine_id": "qx-101"}],
        "enforcement/supervised_hazards": [{**said, "document_no": "示例督〔2026〕1号"}],
        "mines/mines": [NAMED_MINE],
    }
    assert found(rule, tables) == [
        "withdrawal-names closures/cases:2 withdraw_reason",
        "withdrawal-names enforcement/supervised_hazards:2 withdraw_reason",
    ]


def test_the_name_of_a_masked_person_is_a_name() -> None:
    row = {"withdraw_reason": "王某某申请复议。", "party_name": "王某某"}
    assert found(withdrawals.withdrawn_records_stay_unnamed, {"enforcement/outcomes": [row]}) == [
        "withdrawal-names enforcement/outcomes:2 withdraw_reason"
    ]
