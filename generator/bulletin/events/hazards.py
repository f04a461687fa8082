"""Hazards under listed supervision (挂牌督办): listed, extended, late, checked, closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from generator import addresses
from generator.bulletin.events.telling import Context, Event, correction
from generator.messages import sentence
from generator.records import HazardCheck, SupervisedHazard
from generator.wording import long_day


def hazards(context: Context) -> Iterator[Event]:
    """Everything that happened to a hazard since it was listed."""
    checks: dict[str, list[HazardCheck]] = defaultdict(list)
    for check in context.rows.hazard_checks:
        checks[check.hazard_id].append(check)
    for hazard in context.rows.supervised_hazards:
        yield _event(
            context,
            hazard,
            "listed",
            hazard.published_on or hazard.found_on,
            "hazard",
            {"deadline": long_day(hazard.deadline)},
            summary=hazard.description,
            **correction(hazard, context.day),
        )
        yield from _terms(context, hazard)
        yield from _checked(context, hazard, checks[hazard.hazard_id])
        if hazard.closed_on is not None:
            yield _event(context, hazard, "closed", hazard.closed_on, "other", {})


def _event(
    context: Context,
    hazard: SupervisedHazard,
    use: str,
    day: date,
    shape: str,
    values: Mapping[str, str],
    stage: str = "",
    **told: Any,
) -> Event:
    public_on = max(day, hazard.published_on or hazard.found_on)
    return Event(
        key=f"hazards/{hazard.hazard_id}/{stage or use}",
        kind="hazards",
        shape=shape,
        label=sentence("labels", use),
        day=day,
        public_on=public_on,
        title=sentence("titles", use, mine=context.mine(hazard.mine_id, public_on), **values),
        address=addresses.hazard(hazard.hazard_id),
        subject=context.subject(public_on, hazard.mine_id),
        **{"document_no": hazard.document_no, **told},
    )


def _terms(context: Context, hazard: SupervisedHazard) -> Iterator[Event]:
    """The extension, and the first day past the term in force.

    The data do not say when an extension was granted; on the day of the old deadline it is in
    force for certain, and the event says what its day is.
    """
    needed = hazard.closed_on is None or hazard.closed_on > hazard.deadline
    if hazard.extended_to is not None and needed:
        yield _event(
            context,
            hazard,
            "extended",
            hazard.deadline,
            "hazard",
            {"old": long_day(hazard.deadline), "deadline": long_day(hazard.extended_to)},
            document_no=hazard.extension_no,
            summary=sentence("summaries", "extended"),
        )
    deadline = hazard.extended_to or hazard.deadline
    if hazard.closed_on is None or hazard.closed_on > deadline:
        late = deadline + timedelta(days=1)
        # A new term is a new fact: told again where that one passes too.
        stage = "extension-overdue" if hazard.extended_to else "overdue"
        yield _event(
            context,
            hazard,
            "overdue",
            late,
            "hazard",
            {"deadline": long_day(deadline)},
            stage=stage,
            summary=hazard.description,
        )


def _checked(
    context: Context, hazard: SupervisedHazard, checks: list[HazardCheck]
) -> Iterator[Event]:
    for check in checks:
        yield _event(
            context,
            hazard,
            "checked",
            check.checked_on,
            "visit",
            {
                "day": long_day(check.checked_on),
                "result": context.word("hazard_checks", "result", check.result),
            },
            stage=f"checked-{check.checked_on}",
        )
