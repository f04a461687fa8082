"""Outcomes of enforcement, their end by acceptance, and the list of dishonest parties."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator import addresses
from generator.bulletin.events.telling import Context, Event, correction
from generator.messages import sentence
from generator.records import Outcome, Visit, several
from generator.wording import long_day, money


def outcomes(context: Context) -> Iterator[Event]:
    """Each outcome when it was decided, and each stop-order when it was lifted."""
    for outcome in context.rows.outcomes:
        public_on = outcome.published_on or outcome.decided_on
        event = partial(
            Event,
            kind="enforcement",
            address=addresses.outcome(outcome.outcome_id),
            document_no=outcome.decision_no,
            basis=outcome.legal_basis,
        )
        yield event(
            key=f"enforcement/{outcome.outcome_id}/decided",
            shape={"stop-order": "stop", "penalty": "penalty"}.get(outcome.kind, "other"),
            label=sentence("labels", outcome.kind),
            day=outcome.decided_on,
            public_on=public_on,
            title=_title(context, outcome),
            summary=outcome.facts,
            subject=context.subject(public_on, outcome.mine_id),
            **correction(outcome, context.day),
        )
        if outcome.kind == "stop-order" and outcome.lifted_on is not None:
            known_on = max(outcome.lifted_on, public_on)
            yield event(
                key=f"enforcement/{outcome.outcome_id}/lifted",
                shape="other",
                label=sentence("labels", "lifted"),
                day=outcome.lifted_on,
                public_on=known_on,
                title=sentence(
                    "titles",
                    "lifted",
                    mine=context.mine(outcome.mine_id, known_on),
                    scope=sentence("phrases", outcome.scope or "whole"),
                ),
                summary=sentence("summaries", "accepted-by", by=outcome.accepted_by)
                if outcome.accepted_by
                else "",
                subject=context.subject(known_on, outcome.mine_id),
            )


def _title(context: Context, outcome: Outcome) -> str:
    use = outcome.kind
    if use in _MATTERS and outcome.violation_type:
        use += "-matter"
    on = outcome.published_on or outcome.decided_on
    return sentence(
        "titles",
        use,
        mine=context.mine(outcome.mine_id, on) if outcome.mine_id else outcome.party_name,
        party=outcome.party_name,
        violation=outcome.violation_type,
        result=penalty_result(outcome),
        scope=sentence("phrases", outcome.scope or "whole"),
    )


_MATTERS = ("interview", "circular", "exposure", "commendation")
"""Kinds whose title tells the matter where the data names one; the facts tell the rest."""


def penalty_result(outcome: Outcome) -> str:
    """What a decision imposes, in few words: 罚款 38,000 元、责令停产停业."""
    parts = []
    for kind in several(outcome.penalty_kinds):
        amount = outcome.fine_yuan if kind == "罚款" else None
        parts.append(f"{kind} {money(amount)}" if amount is not None else kind)
    return "、".join(parts) or outcome.penalty_text


def entities(context: Context) -> Iterator[Event]:
    """Parties put on the list of seriously dishonest subjects."""
    for entity in context.rows.listed_entities:
        public_on = entity.published_on or entity.listed_on
        yield Event(
            key=f"enforcement/{entity.listing_id}/listed",
            kind="enforcement",
            shape="other",
            label=sentence("labels", "entity"),
            day=entity.listed_on,
            public_on=public_on,
            title=sentence(
                "titles", "entity", party=entity.party_name, day=long_day(entity.listed_on)
            ),
            address=addresses.listed_entity(entity.listing_id),
            summary=entity.ground,
            document_no=entity.decision_no,
            subject=context.subject(public_on, entity.mine_id),
            **correction(entity, context.day),
        )


def visits(context: Context) -> Iterator[Event]:
    """Visits stand on the timeline of their mine, hence in its own feed, and in no other."""
    for visit in context.rows.visits:
        public_on = visit.published_on or visit.inspected_on
        yield Event(
            key=f"visits/{visit.visit_id}",
            kind="",
            shape="visit",
            label=sentence("labels", "visit"),
            day=visit.inspected_on,
            public_on=public_on,
            title=sentence(
                "titles",
                "visit",
                day=long_day(visit.inspected_on),
                mode=context.word("visits", "mode", visit.mode),
                result=visit_result(visit),
            ),
            address=addresses.mine(visit.mine_id) + "#visits",
            subject=context.subject(public_on, visit.mine_id),
            **correction(visit, context.day),
        )


def visit_result(visit: Visit) -> str:
    """What a visit found, in words; no findings is a sentence of its own."""
    if not visit.findings:
        return sentence("phrases", "visit-none")
    use = "visit-major" if visit.major_findings else "visit-findings"
    return sentence("phrases", use, findings=visit.findings, major=visit.major_findings)
