"""How things stand on a day: stop-orders, hazards, closures, licences, certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from generator.records import Case, Licence, Outcome, Standardisation, SupervisedHazard


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
