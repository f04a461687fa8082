"""Criteria applied where and when they hold, checks after the finding, grades of accidents."""

from __future__ import annotations

from datetime import date

import pytest
from desks import Cells, found

from generator.validation.field import accidents, hazards

DOCUMENTS = [
    {"document_no": "旧", "issued_on": "2017-09-01", "repealed_on": "2022-09-01"},
    {"document_no": "新", "issued_on": "2022-07-08", "effective_on": "2022-09-01"},
    {"document_no": "补", "issued_on": "2024-04-23"},
]
CRITERIA = [
    {"criterion_id": "OLD-1", "document_no": "旧", "mine_kind": "open-pit"},
    {"criterion_id": "OP-01", "document_no": "新", "mine_kind": "open-pit"},
    {"criterion_id": "UG-01", "document_no": "新", "mine_kind": "underground"},
    {"criterion_id": "TSF-01", "document_no": "新", "mine_kind": "tailings-pond"},
    {"criterion_id": "OP-S01", "document_no": "补", "mine_kind": "open-pit"},
]


def _kinds(mine_kind: str, criterion: str, **more: list[Cells]) -> list[str]:
    hazard = {"mine_id": "qx-001", "criterion_id": criterion, "found_on": "2026-03-01"}
    outcome = {"mine_id": "qx-001", "criterion_id": criterion, "decided_on": "2026-03-01"}
    tables = {
        "mines/mines": [{"mine_id": "qx-001", "mine_kind": mine_kind}],
        "enforcement/outcomes": [outcome],
        "enforcement/supervised_hazards": [hazard],
        "hazard-criteria/criteria": CRITERIA,
        "hazard-criteria/documents": DOCUMENTS,
        **more,
    }
    return found(hazards.criteria_belong_to_the_mine_kind, tables)


BOTH = [
    "criterion-kind enforcement/outcomes:2 criterion_id",
    "criterion-kind enforcement/supervised_hazards:2 criterion_id",
]


@pytest.mark.parametrize(
    ("mine_kind", "criterion"),
    [
        ("open-pit", "OP-01"),
        ("underground", "UG-01"),
        ("combined", "OP-01"),
        ("combined", "UG-01"),
        ("tailings-pond", "TSF-01"),
        ("open-pit", ""),
        ("open-pit", "XX-99"),
        ("quarry", "UG-01"),
    ],
)
def test_a_criterion_of_the_mines_own_kind_passes(mine_kind: str, criterion: str) -> None:
    assert _kinds(mine_kind, criterion) == []


@pytest.mark.parametrize(
    ("mine_kind", "criterion"),
    [
        ("open-pit", "UG-01"),
        ("underground", "OP-01"),
        ("combined", "TSF-01"),
        ("tailings-pond", "OP-01"),
        ("other", "OP-01"),
    ],
)
def test_a_criterion_of_another_kind_is_found(mine_kind: str, criterion: str) -> None:
    assert _kinds(mine_kind, criterion) == BOTH


def test_the_kind_is_that_of_the_day() -> None:
    change = {
        "change_id": "m-1",
        "mine_id": "qx-001",
        "field": "mine_kind",
        "changed_on": "2026-06-01",
        "old_value": "open-pit",
        "new_value": "underground",
    }
    assert _kinds("underground", "OP-01", **{"mines/mine_changes": [change]}) == []
    assert _kinds("underground", "UG-01", **{"mines/mine_changes": [change]}) == BOTH


def test_an_outcome_without_a_mine_has_no_kind_to_fit() -> None:
    tables = {
        "enforcement/outcomes": [{"criterion_id": "UG-01", "decided_on": "2026-03-01"}],
        "hazard-criteria/criteria": CRITERIA,
    }
    assert found(hazards.criteria_belong_to_the_mine_kind, tables) == []


def _force(criterion: str, day: str) -> list[str]:
    tables = {
        "enforcement/outcomes": [{"criterion_id": criterion, "decided_on": day}],
        "enforcement/supervised_hazards": [{"criterion_id": criterion, "found_on": day}],
        "hazard-criteria/criteria": CRITERIA,
        "hazard-criteria/documents": DOCUMENTS,
    }
    return found(hazards.criteria_were_in_force, tables)


NOT_IN_FORCE = [
    "criterion-not-in-force enforcement/outcomes:2 criterion_id",
    "criterion-not-in-force enforcement/supervised_hazards:2 criterion_id",
]


@pytest.mark.parametrize(
    ("criterion", "day"),
    [
        ("OLD-1", "2017-09-01"),
        ("OLD-1", "2022-08-31"),
        ("OP-01", "2022-09-01"),
        ("OP-S01", "2024-04-23"),
        ("OP-01", "2022-8-1"),
        ("OP-01", ""),
        ("", "2000-01-01"),
    ],
)
def test_a_criterion_in_force_passes(criterion: str, day: str) -> None:
    assert _force(criterion, day) == []


@pytest.mark.parametrize(
    ("criterion", "day"),
    [
        ("OLD-1", "2017-08-31"),
        ("OLD-1", "2022-09-01"),
        ("OP-01", "2022-08-31"),
        ("OP-S01", "2024-04-22"),
    ],
)
def test_a_criterion_not_in_force_is_found(criterion: str, day: str) -> None:
    assert _force(criterion, day) == NOT_IN_FORCE


def test_a_check_comes_after_the_finding() -> None:
    tables = {
        "enforcement/supervised_hazards": [{"hazard_id": "h-1", "found_on": "2026-03-10"}],
        "enforcement/hazard_checks": [
            {"hazard_id": "h-1", "checked_on": "2026-03-10"},
            {"hazard_id": "h-1", "checked_on": "2026-03-09"},
            {"hazard_id": "h-2", "checked_on": "2026-03-09"},
            {"hazard_id": "h-1", "checked_on": "2026-3-9"},
        ],
    }
    assert found(hazards.checks_come_after_the_finding, tables) == [
        "check-before-finding enforcement/hazard_checks:3 checked_on"
    ]


def _accident(
    grade: str, deaths: str, injuries: str, loss: str, kind: str = "accident"
) -> list[str]:
    row = {
        "kind": kind,
        "grade": grade,
        "deaths": deaths,
        "serious_injuries": injuries,
        "loss_yuan": loss,
    }
    return found(accidents.grades_agree_with_figures, {"enforcement/accidents": [row]})


WRONG = ["accident-grade enforcement/accidents:2 grade"]


@pytest.mark.parametrize(
    ("grade", "deaths", "injuries", "loss"),
    [
        ("ordinary", "0", "0", "0"),
        ("ordinary", "2", "9", "9999999.99"),
        ("larger", "3", "0", "0"),
        ("larger", "0", "10", "0"),
        ("larger", "0", "0", "10000000"),
        ("larger", "9", "49", "49999999"),
        ("major", "10", "0", "0"),
        ("major", "0", "50", "0"),
        ("major", "0", "0", "50000000"),
        ("extraordinary", "30", "0", "0"),
        ("extraordinary", "0", "100", "0"),
        ("extraordinary", "0", "0", "100000000"),
    ],
)
def test_the_grade_is_the_highest_of_the_three(
    grade: str, deaths: str, injuries: str, loss: str
) -> None:
    for given in ("ordinary", "larger", "major", "extraordinary"):
        expected = [] if given == grade else WRONG
        assert _accident(given, deaths, injuries, loss) == expected


def test_while_a_figure_is_unknown_only_too_low_a_grade_is_found() -> None:
    assert _accident("larger", "1", "", "") == []
    assert _accident("ordinary", "3", "", "") == WRONG
    assert _accident("larger", "", "", "") == []
    assert _accident("larger", "1", "0", "很大") == []


def test_dangerous_events_and_grades_to_come_are_not_judged() -> None:
    assert _accident("", "30", "0", "0") == []
    assert _accident("larger", "0", "0", "0", kind="dangerous-event") == []
    assert _accident("severe", "0", "0", "0") == []


def test_a_day_without_a_criterion_table_is_silent() -> None:
    tables = {"enforcement/outcomes": [{"criterion_id": "OP-01", "decided_on": "2026-03-01"}]}
    assert found(hazards.criteria_were_in_force, tables, as_of=date(2020, 1, 1)) == []
