"""Grades and certificates whose history can be told."""

from __future__ import annotations

import pytest
from desks import Cells, found

from generator.validation.field import grading


def _grade(day: str, grade: str, reason: str = "annual", mine: str = "qx-001") -> Cells:
    return {"mine_id": mine, "graded_on": day, "grade": grade, "reason_kind": reason}


def test_a_mine_has_one_grade_a_day() -> None:
    rows = [
        _grade("2026-03-13", "B"),
        _grade("2026-03-13", "B", mine="qx-002"),
        _grade("2026-03-14", "B"),
        _grade("2026-03-13", "C", "correction"),
        _grade("2026-3-13", "C"),
    ]
    assert found(grading.one_grade_a_day, {"grading/risk_grades": rows}) == [
        "grade-same-day grading/risk_grades:5 graded_on"
    ]


@pytest.mark.parametrize("reason", ["accident", "hazard", "long-stop"])
def test_a_bad_event_lowers_no_risk(reason: str) -> None:
    def problems(before: str, after: str) -> list[str]:
        rows = [_grade("2026-03-13", before), _grade("2026-08-01", after, reason)]
        return found(grading.grades_follow_their_reasons, {"grading/risk_grades": rows})

    assert problems("C", "B") == ["grade-reason grading/risk_grades:3 grade"]
    assert problems("B", "C") == []
    assert problems("D", "D") == []


def test_an_improvement_lowers_the_risk() -> None:
    def problems(before: str, after: str) -> list[str]:
        rows = [_grade("2026-08-01", after, "improved"), _grade("2026-03-13", before)]
        return found(grading.grades_follow_their_reasons, {"grading/risk_grades": rows})

    assert problems("C", "B") == []
    assert problems("B", "B") == ["grade-reason grading/risk_grades:2 grade"]
    assert problems("B", "C") == ["grade-reason grading/risk_grades:2 grade"]


def test_annual_grades_and_first_grades_follow_nothing() -> None:
    rows = [
        _grade("2024-03-13", "D", "improved"),
        _grade("2025-03-13", "A"),
        _grade("2026-03-13", "D"),
        _grade("2026-04-13", "A", "correction"),
        _grade("2026-05-13", "E", "improved"),
    ]
    assert found(grading.grades_follow_their_reasons, {"grading/risk_grades": rows}) == []


def _certificate(number: str, granted: str, until: str, level: str = "3", **more: str) -> Cells:
    return {
        "mine_id": "qx-001",
        "certificate_no": number,
        "granted_on": granted,
        "valid_until": until,
        "level": level,
        **more,
    }


def _certificates(*rows: Cells) -> list[str]:
    return found(grading.certificates_do_not_overlap, {"grading/standardisation": rows})


def test_one_certificate_is_in_the_data_once() -> None:
    first = _certificate("AQ-1", "2024-08-16", "2027-08-15")
    assert _certificates(first, _certificate("AQ-1", "2025-08-16", "2028-08-15")) == [
        "certificate-overlap grading/standardisation:3 certificate_no"
    ]
    assert _certificates(first, first) == [
        "certificate-same-day grading/standardisation:3 granted_on"
    ]


def test_a_renewal_or_a_higher_level_may_begin_early() -> None:
    first = _certificate("AQ-1", "2022-11-10", "2025-11-09")
    assert _certificates(first, _certificate("AQ-2", "2025-11-06", "2028-11-05", "2")) == []
    assert _certificates(first, _certificate("AQ-1", "2025-11-10", "2028-11-09")) == []
    revoked = {**first, "revoked_on": "2024-01-05"}
    assert _certificates(revoked, _certificate("AQ-1", "2025-01-06", "2028-01-05")) == []
    assert _certificates(first, {**first, "mine_id": "qx-002"}) == []
    unnumbered = _certificate("", "2022-11-10", "2025-11-09")
    assert _certificates(unnumbered, _certificate("", "2024-11-10", "2027-11-09")) == []


def test_a_mine_is_given_one_level_a_day() -> None:
    first = _certificate("AQ-1", "2024-08-16", "2027-08-15")
    assert _certificates(first, _certificate("AQ-2", "2024-08-16", "2027-08-15", "2")) == [
        "certificate-same-day grading/standardisation:3 granted_on"
    ]
