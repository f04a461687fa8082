"""Accidents by stage: what happened, the report, the evaluation, the end of the matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator import addresses
from generator.bulletin.events.telling import Context, Event, correction
from generator.messages import sentence
from generator.records import Accident
from generator.wording import long_day


def accidents(context: Context) -> Iterator[Event]:
    """Each accident, and each stage of its handling that has been reached (条例 第三十二条)."""
    for accident in context.rows.accidents:
        published = accident.published_on or accident.occurred_on
        for stage, day in _stages(accident):
            public_on = max(day, published)
            first = stage == "occurred"
            use = accident.kind if first else f"accident-{stage}"
            yield Event(
                key=f"accidents/{accident.accident_id}/{stage}",
                kind="accidents",
                shape="other",
                label=sentence("labels", use),
                day=day,
                public_on=public_on,
                title=_title(context, accident, use, public_on),
                address=addresses.accident(accident.accident_id),
                summary=accident.summary if first else _summary(accident, stage),
                subject=context.subject(public_on, accident.mine_id),
                **(correction(accident, context.day) if first else {}),
            )


def _stages(accident: Accident) -> Iterator[tuple[str, date]]:
    yield "occurred", accident.occurred_on
    for stage, day in (
        ("reported", accident.approved_on),
        ("evaluated", accident.evaluated_on),
        ("closed", accident.closed_on),
    ):
        if day is not None:
            yield stage, day


def _title(context: Context, accident: Accident, use: str, on: date) -> str:
    deaths = (
        sentence("phrases", "deaths", deaths=accident.deaths)
        if accident.deaths
        else sentence("phrases", "deaths-none")
    )
    return sentence(
        "titles",
        use,
        mine=context.mine(accident.mine_id, on),
        grade=context.word("accidents", "grade", accident.grade),
        deaths=deaths,
        occurred=long_day(accident.occurred_on),
        kind=context.word("accidents", "kind", accident.kind),
    )


def _summary(accident: Accident, stage: str) -> str:
    if stage == "reported" and accident.investigated_by:
        return sentence("summaries", "investigated", by=accident.investigated_by)
    return ""
