"""How things stand on a day: stop-orders, hazards, closures, licences, certificates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from generator.records import (
    Case,
    Licence,
    MineChange,
    Outcome,
    Standardisation,
    SupervisedHazard,
    several,
)


def reached(moment: date | None, day: date) -> bool:
    """Whether something with this date has happened by `day`."""
    return moment is not None and moment <= day


def stops(outcome: Outcome, day: date) -> bool:
    """Whether the outcome is a stop-order (现场处理措施) in force on `day`."""
    return (
        outcome.kind == "stop-order"
        and outcome.decided_on <= day
        and not reached(outcome.lifted_on, day)
        and not reached(outcome.ended_on, day)
    )


HALT = "责令停产停业"
"""The kind of penalty that orders to stop producing (行政处罚法 第九条第四项)."""

_AT_WORK = ("producing", "construction", "expansion", "re-mining")
"""Registered states in which a mine works."""


def halts(outcome: Outcome, day: date) -> bool:
    """Whether the outcome is a penalty that orders the firm to stop producing (责令停产停业).

    It is a penalty, not a stop-order; on what day it was over only `resumption` can tell. What was
    imposed on a contractor, an agency or a person stops no mine.
    """
    return (
        outcome.kind == "penalty"
        and HALT in several(outcome.penalty_kinds)
        and outcome.party_role in ("", "operator")
        and outcome.decided_on <= day
        and not reached(outcome.ended_on, day)
    )


@dataclass(frozen=True)
class Resumption:
    """By what record a halted mine resumed: the penalty's own, a stop-order lifted, or its state.

    `told` is the body that accepted (验收单位), of a state its code; `document_no` its document.
    """

    on: date
    by: Literal["penalty", "order", "status"]
    told: str
    document_no: str = ""


def resumption(
    penalty: Outcome, orders: Iterable[Outcome], changes: Iterable[MineChange], day: date
) -> Resumption | None:
    """The first public record since the penalty that its mine resumed; None where there is none.

    `orders` are the outcomes and `changes` the changes of the same mine.
    """
    if penalty.lifted_on is not None and penalty.lifted_on <= day:
        return Resumption(penalty.lifted_on, "penalty", penalty.accepted_by)
    since = penalty.decided_on
    found = [
        Resumption(order.lifted_on, "order", order.accepted_by, order.decision_no)
        for order in orders
        if order.kind == "stop-order"
        and order.scope != "part"
        and order.lifted_on is not None
        and since <= order.lifted_on <= day
    ]
    found += [
        Resumption(change.changed_on, "status", change.new_value, change.document_no)
        for change in changes
        if change.field == "status"
        and change.new_value in _AT_WORK
        and since <= change.changed_on <= day
    ]
    return min(found, key=lambda resumed: resumed.on, default=None)


def valid(document: Licence | Standardisation, day: date) -> bool:
    """Whether a licence or certificate is in force on `day` by the dates it bears.

    Both the day of issue and `valid_until` belong to its time; an unknown date sets no bound.
    """
    if isinstance(document, Licence):
        begun, ended = document.issued_on, document.ended_on
    else:
        begun, ended = document.granted_on, document.revoked_on
    issued = begun is None or begun <= day
    expired = document.valid_until is not None and document.valid_until < day
    return issued and not expired and not reached(ended, day)


def level(certificates: Iterable[Standardisation], day: date) -> str:
    """The level on `day`, the highest of the certificates in force (标准化等级); "" for none."""
    return min((held.level for held in certificates if valid(held, day)), default="")


@dataclass(frozen=True)
class HazardState:
    """Where a supervised hazard stands: days are counted from the day it was found."""

    stage: Literal["open", "overdue", "closed"]
    deadline: date
    extended: bool
    age: int
    overdue: int
    left: int


def of_hazard(hazard: SupervisedHazard, day: date) -> HazardState:
    """The state on `day`; an extension counts from the moment its document is in the data."""
    deadline = hazard.extended_to or hazard.deadline
    end = hazard.closed_on if hazard.closed_on and hazard.closed_on <= day else None
    late = max(((end or day) - deadline).days, 0)
    stage: Literal["open", "overdue", "closed"] = "overdue" if late else "open"
    return HazardState(
        stage="closed" if end else stage,
        deadline=deadline,
        extended=hazard.extended_to is not None,
        age=((end or day) - hazard.found_on).days,
        overdue=late,
        left=0 if end else max((deadline - day).days, 0),
    )


CaseStage = Literal["consultation", "decided", "overdue", "accepted"]


def of_case(case: Case, day: date) -> CaseStage:
    """The stage of a closure, consolidation or upgrade on `day`."""
    if reached(case.accepted_on, day):
        return "accepted"
    if case.decided_on is None or case.decided_on > day:
        return "consultation"
    if case.deadline is not None and case.deadline < day:
        return "overdue"
    return "decided"
