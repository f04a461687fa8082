"""What penalties, stop-orders and other outcomes must say, and for how long."""

from __future__ import annotations

from datetime import date

import pytest
from desks import Cells, Rule, found

from generator.validation.field import enforcement

PENALTY = {
    "kind": "penalty",
    "decision_no": "清新应急罚〔2026〕示例2号",
    "decided_on": "2026-03-12",
    "published_on": "2026-03-18",
    "severity": "ordinary",
    "party_type": "organisation",
    "mine_id": "qx-001",
    "facts": "没有设置明显的安全警示标志。",
    "legal_basis": "《中华人民共和国安全生产法》第九十九条第一项",
    "penalty_kinds": "罚款",
    "penalty_text": "罚款人民币40,000元。",
    "fine_yuan": "40000",
    "authority": "dist-em",
    "remedy": "可以申请行政复议。",
}
MINE = {
    "mine_id": "qx-001",
    "name": "示例青石岭建筑石料矿",
    "operator": "示例青岭矿业有限公司",
    "uscc": "91000000MADEM00112",
}
STOP = {
    "kind": "stop-order",
    "mine_id": "qx-001",
    "decided_on": "2026-03-12",
    "basis": "on-site-measure",
    "scope": "whole",
}


def _found(rule: Rule, *rows: Cells) -> list[str]:
    return [p.replace(" enforcement/outcomes:", " ") for p in _raw(rule, *rows)]


def _raw(rule: Rule, *rows: Cells) -> list[str]:
    return found(rule, {"enforcement/outcomes": rows})


def test_each_penalty_has_a_severity() -> None:
    rule = enforcement.severity_is_of_penalties
    assert _found(rule, PENALTY) == []
    assert _found(rule, {**PENALTY, "severity": ""}) == ["severity-missing 2 severity"]


def test_only_penalties_have_a_severity() -> None:
    rule = enforcement.severity_is_of_penalties
    assert _found(rule, {**STOP, "severity": "minor"}) == ["severity-misplaced 2 severity"]
    assert _found(rule, STOP, {**STOP, "kind": "", "severity": "minor"}) == []
    assert _found(rule, {**PENALTY, "kind": "penaltee"}) == []


@pytest.mark.parametrize(
    "name", ["decision_no", "legal_basis", "penalty_kinds", "authority", "remedy"]
)
def test_a_penalty_says_all_it_must(name: str) -> None:
    rule = enforcement.penalties_are_whole
    assert _found(rule, PENALTY) == []
    assert _found(rule, {**PENALTY, name: ""}) == [f"penalty-incomplete 2 {name}"]
    assert _found(rule, {**PENALTY, name: " "}) == [f"penalty-incomplete 2 {name}"]
    assert _found(rule, {"kind": "interview"}) == []


def _amounts(kinds: str, fine: str = "", confiscated: str = "", kind: str = "penalty") -> list[str]:
    row = {
        **PENALTY,
        "kind": kind,
        "penalty_kinds": kinds,
        "fine_yuan": fine,
        "confiscated_yuan": confiscated,
    }
    return _found(enforcement.amounts_agree_with_penalty_kinds, row)


def test_a_fine_has_its_amount() -> None:
    assert _amounts("罚款") == ["fine-missing 2 fine_yuan"]
    assert _amounts("警告、罚款", "0") == ["fine-missing 2 fine_yuan"]
    assert _amounts("罚款", "0.01") == []


def test_an_amount_has_its_fine() -> None:
    assert _amounts("警告", "4000") == ["fine-unnamed 2 penalty_kinds"]
    assert _amounts("警告", "0") == []
    assert _amounts("", "4000", kind="circular") == ["fine-unnamed 2 penalty_kinds"]


def test_a_confiscation_has_its_amount_and_an_amount_its_confiscation() -> None:
    assert _amounts("没收违法所得") == ["confiscation-missing 2 confiscated_yuan"]
    assert _amounts("没收非法财物", "", "0") == ["confiscation-missing 2 confiscated_yuan"]
    assert _amounts("罚款、没收违法所得", "10", "20") == []
    assert _amounts("罚款", "10", "20") == ["confiscation-unnamed 2 penalty_kinds"]


def test_spoilt_amounts_and_kinds_are_not_compared() -> None:
    assert _amounts("罚款", "40,000") == []
    assert _amounts("罚金", "40000") == []
    assert _amounts("", "40000") == []  # a penalty without kinds is not whole: said there


@pytest.mark.parametrize("name", ["facts", "penalty_text", "violation_type", "penalty_kinds"])
@pytest.mark.parametrize("kind", ["circular", "exposure", "interview", "stop-order"])
def test_a_public_censure_is_a_penalty(kind: str, name: str) -> None:
    text = "通报批评" if name == "penalty_kinds" else "对该单位予以通报批评。"
    row = {"kind": kind, name: text}
    assert _found(enforcement.censures_are_penalties, row) == [f"censure-misfiled 2 {name}"]


def test_a_censure_filed_as_penalty_and_a_plain_circular_pass() -> None:
    rows = [
        {**PENALTY, "penalty_kinds": "通报批评"},
        {"kind": "circular", "facts": "通报：台账不全，批评教育。"},
        {"kind": "commendation", "facts": "通报表扬。"},
    ]
    assert _found(enforcement.censures_are_penalties, *rows) == []


def test_a_censure_is_reported_once_a_row() -> None:
    row = {"kind": "circular", "facts": "通报批评。", "violation_type": "通报批评"}
    assert _found(enforcement.censures_are_penalties, row) == ["censure-misfiled 2 facts"]


@pytest.mark.parametrize("name", ["basis", "scope"])
def test_a_stop_order_says_its_basis_and_scope(name: str) -> None:
    rule = enforcement.stop_orders_are_whole
    assert _found(rule, STOP, PENALTY) == []
    assert _found(rule, {**STOP, name: ""}) == [f"stop-order-incomplete 2 {name}"]


def _stops(order: Cells, day: str = "2026-11-23", **mine: str) -> list[str]:
    row = {"mine_id": "qx-001", "name": "示例矿", "status": "producing", **mine}
    tables = {"mines/mines": [row], "enforcement/outcomes": [order]}
    rule = enforcement.stopped_mines_do_not_produce
    return found(rule, tables, as_of=date.fromisoformat(day))


PRODUCING = ["stop-order-producing enforcement/outcomes:2 scope"]


def test_a_mine_under_a_whole_stop_order_does_not_produce() -> None:
    assert _stops(STOP) == PRODUCING
    assert _stops(STOP, status="suspended") == []


def test_a_part_stop_is_lawful_beside_production() -> None:
    assert _stops({**STOP, "scope": "part"}) == []


def test_a_stop_order_counts_from_its_decision_until_it_is_lifted_or_ends() -> None:
    assert _stops(STOP, "2026-03-11") == []
    assert _stops(STOP, "2026-03-12") == PRODUCING
    for end in ("lifted_on", "ended_on"):
        over = {**STOP, end: "2026-06-01"}
        assert _stops(over, "2026-05-31") == PRODUCING
        assert _stops(over, "2026-06-01") == []
    assert _stops({**STOP, "lifted_on": "2026-6-1"}) == []


def test_a_stopped_mine_that_produced_again_later_did_not_produce_then() -> None:
    resumed = {
        "change_id": "m-1",
        "mine_id": "qx-001",
        "changed_on": "2026-06-01",
        "field": "status",
        "old_value": "suspended",
        "new_value": "producing",
    }
    tables = {
        "mines/mines": [{"mine_id": "qx-001", "status": "producing"}],
        "mines/mine_changes": [resumed],
        "enforcement/outcomes": [{**STOP, "lifted_on": "2026-06-01"}],
    }
    rule = enforcement.stopped_mines_do_not_produce
    for day in (date(2026, 4, 1), date(2026, 6, 1), date(2026, 11, 23)):
        assert found(rule, tables, as_of=day) == []


def test_a_stop_order_on_no_known_mine_stops_none() -> None:
    assert _stops({**STOP, "mine_id": ""}) == []
    assert _stops({**STOP, "mine_id": "nobody"}) == []
    assert _stops({**STOP, "kind": "penalty"}) == []


def test_a_natural_person_is_public_only_for_a_reason() -> None:
    rule = enforcement.persons_are_public_for_a_reason
    person = {**PENALTY, "party_type": "natural-person"}
    assert _found(rule, person) == ["person-without-reason 2 publish_reason"]
    assert _found(rule, {**person, "publish_reason": "导致死亡事故，情节严重。"}, PENALTY) == []


RULES = [
    {"severity": "minor", "min_months": "0", "max_months": "3"},
    {"severity": "ordinary", "min_months": "3", "max_months": "12"},
    {"severity": "serious", "min_months": "12", "max_months": "36"},
]


def _rules(*rows: Cells) -> list[str]:
    return found(
        enforcement.publication_rules_are_whole, {"enforcement/publication_rules": list(rows)}
    )


def test_each_class_of_penalty_has_one_rule_within_the_law() -> None:
    table = "enforcement/publication_rules"
    minor, ordinary, serious = RULES
    assert _rules(*RULES) == []
    assert _rules({**minor, "max_months": "1"}, ordinary, {**serious, "max_months": "24"}) == []
    assert _rules(minor, serious) == [f"publication-rule-missing {table}:None severity"]
    rule = enforcement.publication_rules_are_whole
    assert len(_found(rule, PENALTY)) == 3
    assert _rules() == []  # and no penalty
    assert _rules(*RULES, ordinary) == [f"publication-rule-twice {table}:5 severity"]
    long = f"publication-rule-long {table}:4 max_months"
    for months in ("37", "360", "99999"):
        assert _rules(minor, ordinary, {**serious, "max_months": months}) == [long]
    assert _rules({**minor, "max_months": "0"}, ordinary, serious) == [
        f"publication-rule-short {table}:2 max_months"
    ]
    assert _rules(minor, {**ordinary, "min_months": "0"}, serious) == [
        f"publication-rule-short {table}:3 min_months"
    ]
    unread = {"enforcement/publication_rules": []}
    assert found(rule, unread, unsound=("enforcement/publication_rules",)) == []


def _until(severity: str, decided: str, until: str, **more: str) -> list[str]:
    row = {
        **PENALTY,
        "severity": severity,
        "decided_on": decided,
        "publish_until": until,
        **more,
    }
    tables = {"enforcement/outcomes": [row], "enforcement/publication_rules": RULES}
    return found(enforcement.publication_ends_within_its_class, tables)


LATE = ["publish-until-late enforcement/outcomes:2 publish_until"]
EARLY = ["publish-until-early enforcement/outcomes:2 publish_until"]


def test_a_penalty_is_public_at_most_as_long_as_its_class_says() -> None:
    assert _until("minor", "2026-03-12", "2026-06-12") == []
    assert _until("minor", "2026-03-12", "2026-06-13") == LATE
    assert _until("ordinary", "2026-03-12", "2027-03-12") == []
    assert _until("ordinary", "2026-03-12", "2027-03-13") == LATE
    assert _until("serious", "2024-02-29", "2027-02-28") == []
    assert _until("serious", "2024-02-29", "2027-03-01") == LATE


def test_a_penalty_is_public_at_least_as_long_as_its_class_says() -> None:
    assert _until("minor", "2026-03-12", "2026-03-12") == []
    assert _until("ordinary", "2026-03-12", "2026-06-12") == []
    assert _until("ordinary", "2026-03-12", "2026-06-11") == EARLY
    assert _until("serious", "2026-03-12", "2027-03-11") == EARLY


def test_only_penalties_with_a_known_class_have_a_window() -> None:
    assert _until("", "2026-03-12", "2036-03-12") == []
    assert _until("grave", "2026-03-12", "2036-03-12") == []
    assert _until("minor", "2026-03-12", "2036-03-12", kind="circular") == []
    assert _until("minor", "2026-03-12", "") == []
    assert _until("serious", "9998-03-12", "9999-03-12") == EARLY[:0]


OPERATOR = {**PENALTY, "party_role": "operator", "party_name": MINE["operator"]}


def _against_the_register(outcome: Cells, *changed: Cells) -> list[str]:
    tables = {"enforcement/outcomes": [outcome], "mines/mines": [MINE]}
    return found(enforcement.operators_are_the_mines_own, {**tables, "mines/mine_changes": changed})


def test_an_operator_bears_the_name_and_code_of_the_register() -> None:
    assert _against_the_register({**OPERATOR, "party_uscc": MINE["uscc"]}) == []
    assert _against_the_register({**OPERATOR, "party_name": "示例青领矿业有限公司"}) == [
        "warning operator-differs enforcement/outcomes:2 party_name"
    ]
    assert _against_the_register({**OPERATOR, "party_uscc": "91000000MADEM0046L"}) == [
        "warning operator-differs enforcement/outcomes:2 party_uscc"
    ]


def test_a_former_operator_and_a_contractor_are_no_strangers() -> None:
    former = {
        "change_id": "c-1",
        "mine_id": "qx-001",
        "changed_on": "2026-06-01",
        "field": "operator",
        "old_value": "示例旧岭矿业有限公司",
        "new_value": MINE["operator"],
    }
    assert _against_the_register({**OPERATOR, "party_name": "示例旧岭矿业有限公司"}, former) == []
    assert _against_the_register({**PENALTY, "party_role": "contractor", "party_name": "甲"}) == []
