"""How things stand on a day: stop-orders, hazards, closures, licences, certificates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from rows import row

from generator.bulletin import state
from generator.records import (
    Case,
    Licence,
    MineChange,
    Outcome,
    Standardisation,
    SupervisedHazard,
)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "in_force"),
    [
        ("2026-06-10", False),
        ("2026-06-11", True),
        ("2026-07-19", True),
        ("2026-07-20", False),
        ("2026-07-21", False),
    ],
)
@pytest.mark.parametrize("end", ["lifted_on", "ended_on"])
def test_a_stop_order_holds_from_its_decision_until_it_is_lifted_or_ended(
    on: str, in_force: bool, end: str
) -> None:
    order = row(Outcome, kind="stop-order", decided_on="2026-06-11", **{end: "2026-07-20"})
    assert state.stops(order, day(on)) is in_force


def test_a_stop_order_without_an_end_holds_on() -> None:
    order = row(Outcome, kind="stop-order", decided_on="2020-06-11")
    assert state.stops(order, day("2030-01-01"))


@pytest.mark.parametrize("kind", ["penalty", "interview", "circular", "exposure", "commendation"])
def test_nothing_but_a_stop_order_stops_a_mine(kind: str) -> None:
    # 责令停产停业 as a penalty is a penalty (docs/publication.md), not an on-site measure.
    outcome = row(Outcome, kind=kind, decided_on="2026-06-11", penalty_kinds="责令停产停业")
    assert not state.stops(outcome, day("2026-11-23"))


HALT = {"kind": "penalty", "decided_on": "2025-09-04", "penalty_kinds": "罚款、责令停产停业"}


def test_a_penalty_that_orders_to_stop_producing_halts_until_a_record_says_otherwise() -> None:
    penalty = row(Outcome, **HALT)
    assert not state.halts(penalty, day("2025-09-03"))
    assert state.halts(penalty, day("2025-09-04"))
    assert state.resumption(penalty, (), (), day("2026-11-23")) is None
    ended = row(Outcome, **HALT, ended_on="2025-10-01")
    assert not state.halts(ended, day("2025-10-01"))


@pytest.mark.parametrize(
    "other",
    [
        {"penalty_kinds": "罚款"},
        {"penalty_kinds": "责令关闭"},
        {"kind": "stop-order"},
        {"party_role": "contractor"},
        {"party_role": "person-in-charge"},
    ],
)
def test_what_is_no_penalty_on_the_operator_to_stop_halts_nothing(other: dict[str, str]) -> None:
    assert not state.halts(row(Outcome, **(HALT | other)), day("2026-11-23"))


def test_a_halted_mine_resumes_by_the_first_record_after_the_penalty() -> None:
    penalty, on = row(Outcome, **HALT), day("2026-11-23")
    order = row(
        Outcome, kind="stop-order", decided_on="2025-08-01", lifted_on="2026-03-02", scope="whole"
    )
    back = row(MineChange, field="status", new_value="producing", changed_on="2026-02-01")
    found = state.resumption(penalty, (order,), (back,), on)
    assert found == state.Resumption(day("2026-02-01"), "status", "producing")
    assert state.resumption(penalty, (order,), (back,), day("2026-01-31")) is None
    found = state.resumption(penalty, (order,), (), on)
    assert found == state.Resumption(day("2026-03-02"), "order", "")
    lifted = row(Outcome, **HALT, lifted_on="2026-05-05", accepted_by="示例局")
    found = state.resumption(lifted, (order,), (back,), on)
    assert found == state.Resumption(day("2026-05-05"), "penalty", "示例局")


def test_neither_a_part_an_earlier_day_nor_a_standstill_resumes_a_halted_mine() -> None:
    penalty = row(Outcome, **HALT)
    part = row(
        Outcome, kind="stop-order", decided_on="2025-08-01", lifted_on="2026-03-02", scope="part"
    )
    before = row(MineChange, field="status", new_value="producing", changed_on="2025-09-03")
    closing = row(MineChange, field="status", new_value="closing", changed_on="2026-03-27")
    renamed = row(MineChange, field="name", new_value="producing", changed_on="2026-03-27")
    changes = (before, closing, renamed)
    assert state.resumption(penalty, (part,), changes, day("2026-11-23")) is None


def hazard(**cells: Any) -> SupervisedHazard:
    return row(SupervisedHazard, found_on="2026-07-01", deadline="2026-09-30", **cells)


@pytest.mark.parametrize(
    ("on", "stage", "age", "overdue", "left"),
    [
        ("2026-07-01", "open", 0, 0, 91),
        ("2026-09-29", "open", 90, 0, 1),
        ("2026-09-30", "open", 91, 0, 0),  # the last day is still in time
        ("2026-10-01", "overdue", 92, 1, 0),
        ("2026-11-23", "overdue", 145, 54, 0),
    ],
)
def test_a_hazard_is_overdue_from_the_day_after_its_deadline(
    on: str, stage: str, age: int, overdue: int, left: int
) -> None:
    found = state.of_hazard(hazard(), day(on))
    assert (found.stage, found.age, found.overdue, found.left) == (stage, age, overdue, left)
    assert (found.deadline, found.extended) == (day("2026-09-30"), False)


@pytest.mark.parametrize(
    ("on", "stage", "overdue", "left"),
    [
        ("2026-10-01", "open", 0, 91),
        ("2026-12-31", "open", 0, 0),
        ("2027-01-01", "overdue", 1, 0),
    ],
)
def test_an_extended_hazard_is_overdue_only_after_its_extension(
    on: str, stage: str, overdue: int, left: int
) -> None:
    found = state.of_hazard(hazard(extended_to="2026-12-31"), day(on))
    assert (found.stage, found.overdue, found.left) == (stage, overdue, left)
    assert (found.deadline, found.extended) == (day("2026-12-31"), True)


@pytest.mark.parametrize(
    ("on", "stage", "age", "overdue"),
    [
        ("2026-09-15", "open", 76, 0),
        ("2026-09-16", "closed", 77, 0),
        ("2026-11-23", "closed", 77, 0),  # its age stands still
    ],
)
def test_a_hazard_closed_in_time_was_never_overdue(
    on: str, stage: str, age: int, overdue: int
) -> None:
    found = state.of_hazard(hazard(closed_on="2026-09-16"), day(on))
    assert (found.stage, found.age, found.overdue) == (stage, age, overdue)


@pytest.mark.parametrize(
    ("on", "stage", "overdue"),
    [("2026-10-09", "overdue", 9), ("2026-10-10", "closed", 10), ("2026-11-23", "closed", 10)],
)
def test_a_hazard_closed_late_keeps_the_days_it_was_late(on: str, stage: str, overdue: int) -> None:
    found = state.of_hazard(hazard(closed_on="2026-10-10"), day(on))
    assert (found.stage, found.overdue) == (stage, overdue)


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        ("2026-01-01", "consultation"),
        ("2026-03-19", "consultation"),
        ("2026-03-20", "decided"),
        ("2026-09-30", "decided"),  # the last day is still in time
        ("2026-10-01", "overdue"),
        ("2026-11-01", "overdue"),
        ("2026-11-02", "accepted"),
        ("2027-01-01", "accepted"),
    ],
)
def test_a_closure_goes_from_consultation_to_acceptance(on: str, stage: str) -> None:
    case = row(Case, decided_on="2026-03-20", deadline="2026-09-30", accepted_on="2026-11-02")
    assert state.of_case(case, day(on)) == stage


def test_a_closure_without_a_decision_is_still_in_consultation() -> None:
    case = row(Case, consulted_from="2026-11-10", consulted_until="2026-12-09")
    assert state.of_case(case, day("2027-05-01")) == "consultation"


def test_a_closure_without_a_deadline_is_never_overdue() -> None:
    assert state.of_case(row(Case, decided_on="2020-01-01"), day("2026-11-23")) == "decided"


DOCUMENTS = (
    ("licence", Licence, "issued_on", "ended_on"),
    ("certificate", Standardisation, "granted_on", "revoked_on"),
)


@pytest.mark.parametrize(
    ("kind", "begins", "ends"), [d[1:] for d in DOCUMENTS], ids=[d[0] for d in DOCUMENTS]
)
@pytest.mark.parametrize(
    ("on", "valid"),
    [
        ("2024-07-14", False),
        ("2024-07-15", True),
        ("2027-07-14", True),  # 有效期至: that day belongs to it
        ("2027-07-15", False),
    ],
)
def test_a_document_is_valid_from_its_issue_to_its_last_day(
    kind: type, begins: str, ends: str, on: str, valid: bool
) -> None:
    document = row(kind, **{begins: "2024-07-15", "valid_until": "2027-07-14"})
    assert state.valid(document, day(on)) is valid


@pytest.mark.parametrize(
    ("kind", "begins", "ends"), [d[1:] for d in DOCUMENTS], ids=[d[0] for d in DOCUMENTS]
)
@pytest.mark.parametrize(("on", "valid"), [("2026-05-12", True), ("2026-05-13", False)])
def test_a_document_is_void_from_the_day_it_is_revoked(
    kind: type, begins: str, ends: str, on: str, valid: bool
) -> None:
    dates = {begins: "2024-07-15", "valid_until": "2027-07-14", ends: "2026-05-13"}
    assert state.valid(row(kind, **dates), day(on)) is valid


def test_a_document_without_a_last_day_stays_valid() -> None:
    assert state.valid(row(Licence, issued_on="2001-06-10"), day("2026-11-23"))
    assert state.valid(row(Licence, issued_on=None), day("2026-11-23"))
