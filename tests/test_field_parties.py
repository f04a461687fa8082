"""Firms and persons as parties: names, codes, roles, and the mine they run."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from desks import Cells, Rule, desk, found

from generator.validation.field import parties

A, B = "91000000MADEM00112", "91000000MADEM0038R"
TRADER, TRADER_TWO = "92000000MADEM010XA", "92440115MA5ABCDE0Q"
MINE = {"mine_id": "qx-001", "name": "示例矿", "operator": "示例甲矿业有限公司", "uscc": A}
OTHER = {"mine_id": "qx-002", "name": "示例二矿", "operator": "示例乙石场有限公司", "uscc": B}


def _firms(
    *rows: Cells, mines: Sequence[Cells] = (MINE, OTHER), changes: Sequence[Cells] = ()
) -> list[str]:
    tables = {"mines/mines": mines, "mines/mine_changes": changes, "enforcement/outcomes": rows}
    return found(parties.names_and_codes_agree, tables)


def _party(name: str, code: str, **cells: str) -> dict[str, str]:
    return {"party_name": name, "party_uscc": code, "party_role": "contractor", **cells}


def test_a_code_of_another_firm_is_doubtful() -> None:
    assert _firms(_party("示例丙爆破有限公司", A)) == [
        "warning code-of-two-firms enforcement/outcomes:2 party_name"
    ]
    assert _firms(_party(OTHER["operator"], A)) == [
        "warning code-of-two-firms enforcement/outcomes:2 party_name"
    ]


def test_another_code_of_a_firm_is_doubtful() -> None:
    assert _firms(_party(MINE["operator"], "91000000MADEM0329W")) == [
        "warning firm-with-two-codes enforcement/outcomes:2 party_uscc"
    ]


def test_each_other_name_is_told_once() -> None:
    row = _party("示例丙爆破有限公司", A)
    assert _firms(row, row, row) == ["warning code-of-two-firms enforcement/outcomes:2 party_name"]


def test_the_register_and_the_licences_are_held_against_each_other() -> None:
    tables: dict[str, Sequence[Cells]] = {
        "mines/mines": [MINE, {**OTHER, "uscc": A}],
        "mines/licences": [{"mine_id": "qx-001", "holder": MINE["operator"], "holder_uscc": B}],
    }
    assert found(parties.names_and_codes_agree, tables) == [
        "warning code-of-two-firms mines/mines:3 operator",
        "warning firm-with-two-codes mines/licences:2 holder_uscc",
    ]


@pytest.mark.parametrize(
    "row",
    [
        _party(MINE["operator"], A),
        _party("示例甲矿业 有限公司", A),
        _party("示例丙爆破有限公司", "91000000MADEM0329W"),
        _party("示例丙爆破有限公司", ""),
        _party("示例丙爆破有限公司", "91000000MADEM00111"),  # a spoilt code is said elsewhere
        _party("", A),
        _party("示某", A, party_type="natural-person"),  # a person with a code: said as such
        # What an operator is called is held against its own mine.
        _party("示例丙爆破有限公司", A, mine_id="qx-001", party_role="operator"),
    ],
)
def test_what_agrees_or_is_judged_elsewhere_passes(row: Cells) -> None:
    assert _firms(row) == []


def test_sole_traders_may_share_a_name_and_become_firms() -> None:
    rows = [_party("示例石场", code) for code in (TRADER, TRADER_TWO, B)]
    assert _firms(*rows, mines=[MINE]) == []


def _change(field: str, old: str, new: str) -> dict[str, str]:
    day = "2025-11-10"
    cells = {"change_id": field, "field": field, "old_value": old, "new_value": new}
    return {"mine_id": "qx-001", "changed_on": day, **cells}


def test_a_recorded_change_of_name_or_operator_is_no_contradiction() -> None:
    renamed = [_change("operator", "示例老甲公司", MINE["operator"])]
    assert _firms(_party("示例老甲公司", A), changes=renamed) == []
    replaced = [*renamed, _change("uscc", "91000000MADEM0329W", A)]
    assert _firms(_party("示例老甲公司", "91000000MADEM0329W"), changes=replaced) == []


def test_after_a_change_of_operator_the_old_code_is_still_the_old_firms() -> None:
    replaced = [
        _change("operator", "示例老甲公司", MINE["operator"]),
        _change("uscc", "91000000MADEM0329W", A),
    ]
    row = _party(MINE["operator"], "91000000MADEM0329W", mine_id="qx-001", party_role="operator")
    assert _firms(row, changes=replaced) == [
        "warning code-of-two-firms enforcement/outcomes:2 party_name"
    ]


def test_nothing_is_said_where_the_changes_are_unread_or_spoilt() -> None:
    row = _party("示例老甲公司", A)
    spoilt = {**_change("operator", "示例老甲公司", MINE["operator"]), "changed_on": "去年"}
    assert _firms(row, changes=[spoilt]) == []
    tables = {"mines/mines": [MINE], "enforcement/outcomes": [row]}
    assert found(parties.names_and_codes_agree, tables, unsound=("mines/mine_changes",)) == []


OPERATOR = {"kind": "penalty", "party_name": MINE["operator"], "party_uscc": A}
OPERATOR |= {"party_type": "organisation", "party_role": "operator"}
UNNAMED = ["warning operator-without-mine enforcement/outcomes:2 mine_id"]


def _without_mine(changes: Sequence[Cells] = (), **cells: str) -> list[str]:
    rows = [{**OPERATOR, **cells}]
    tables = {"mines/mines": [MINE, OTHER], "mines/mine_changes": changes}
    rule = parties.operators_have_their_mine
    return found(rule, {**tables, "enforcement/outcomes": rows})


def test_a_penalty_of_an_operator_names_its_mine() -> None:
    assert _without_mine() == UNNAMED
    assert _without_mine(party_role="") == UNNAMED
    assert _without_mine(party_uscc="") == UNNAMED
    assert _without_mine(party_name="示例甲公司") == UNNAMED
    former = [_change("operator", "示例老甲公司", MINE["operator"])]
    assert _without_mine(former, party_name="示例老甲公司", party_uscc="") == UNNAMED


@pytest.mark.parametrize(
    "cells",
    [
        {"mine_id": "qx-001"},
        {"party_role": "contractor"},
        {"party_role": "other"},
        {"party_name": "示例丙矿业有限公司", "party_uscc": ""},  # mines without being registered
        {"party_uscc": B[:-1] + "X"},  # of that name, but another
        {"party_name": "", "party_uscc": ""},
        {"party_type": "natural-person"},
        {"withdrawn_on": "2026-07-20"},
    ],
)
def test_who_runs_no_mine_of_the_register_needs_none(cells: dict[str, str]) -> None:
    assert _without_mine(**cells) == []


def test_of_many_mines_three_are_named() -> None:
    mines = [{**MINE, "mine_id": f"qx-{n}", "name": f"示例{n}矿"} for n in range(5)]
    laid = desk({"mines/mines": mines, "enforcement/outcomes": [OPERATOR]})
    (problem,) = parties.operators_have_their_mine(laid)
    assert problem.details["mines"] == "示例0矿（qx-0）、示例1矿（qx-1）、示例2矿（qx-2）等"


def _found(rule: Rule, *rows: Cells) -> list[str]:
    return found(rule, {"enforcement/outcomes": rows})


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("organisation", "person-in-charge"),
        ("natural-person", "group-company"),
        ("natural-person", "agency"),
        ("natural-person", "public-body"),
    ],
)
def test_a_role_that_contradicts_the_kind_of_party_is_wrong(kind: str, role: str) -> None:
    assert _found(parties.roles_fit_their_parties, {"party_type": kind, "party_role": role}) == [
        "party-role enforcement/outcomes:2 party_role"
    ]


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("organisation", "operator"),
        ("organisation", "public-body"),
        ("organisation", ""),
        ("sole-trader", "operator"),
        ("sole-trader", "person-in-charge"),  # its owner
        ("natural-person", "person-in-charge"),
        ("natural-person", "operator"),  # who mines without a licence
        ("natural-person", "contractor"),
        ("natural-person", "other"),
        ("", "person-in-charge"),
    ],
)
def test_a_role_that_the_kind_of_party_can_have_passes(kind: str, role: str) -> None:
    assert _found(parties.roles_fit_their_parties, {"party_type": kind, "party_role": role}) == []


def _code(kind: str, code: str) -> list[str]:
    return _found(parties.codes_fit_their_parties, {"party_type": kind, "party_uscc": code})


def test_the_code_tells_a_sole_trader_from_a_firm() -> None:
    told = ["warning party-kind-of-code enforcement/outcomes:2 party_type"]
    assert _code("organisation", TRADER) == _code("sole-trader", A) == told
    assert _code("organisation", A) == _code("sole-trader", TRADER) == []
    assert _code("organisation", "11000000MBDEM901X4") == []
    assert _code("natural-person", A) == []  # private: said there
    assert _code("", TRADER) == _code("firm", TRADER) == _code("sole-trader", "") == []


FIRM = {"kind": "penalty", "party_type": "organisation", "group_id": "g-1"}
PERSON = {**FIRM, "party_type": "natural-person"}


def _case(firm: Cells, person: Cells = PERSON) -> list[str]:
    return _found(parties.persons_of_a_case_are_told, firm, person)


def test_a_firms_penalty_tells_that_persons_were_punished_with_it() -> None:
    told = ["warning persons-untold enforcement/outcomes:2 persons_penalised"]
    assert _case({**FIRM, "persons_penalised": "no"}) == told
    assert _case(FIRM) == told
    assert _case({**FIRM, "persons_penalised": "yes"}) == []


@pytest.mark.parametrize(
    ("firm", "person"),
    [
        ({}, {"group_id": "g-2"}),
        ({"group_id": ""}, {"group_id": ""}),
        ({"kind": "exposure"}, {}),
        ({}, {"kind": "interview"}),
        ({}, {"ended_on": "2026-07-16"}),  # the person's penalty was revoked
        ({"withdrawn_on": "2026-07-16"}, {}),
        ({"persons_penalised": "是"}, {}),  # spoilt: said elsewhere
    ],
)
def test_without_a_persons_penalty_in_the_case_nothing_is_asked(firm: Cells, person: Cells) -> None:
    assert _case({**FIRM, **firm}, {**PERSON, **person}) == []
