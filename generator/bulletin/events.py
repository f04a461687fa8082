"""The one stream of events: every dated public fact, told once.

Timelines, latest news, feeds and counts are views of this stream; nobody builds a second one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from generator import addresses, records
from generator.bulletin.vocabulary import Vocabulary
from generator.content import Notice
from generator.messages import sentence, site
from generator.records import Mine, Outcome, Records, several
from generator.wording import long_day, money

KINDS = (
    "mines",
    "grading",
    "standardisation",
    "closures",
    "enforcement",
    "hazards",
    "accidents",
    "criteria",
    "channels",
    "notices",
    "statistics",
)
"""The kinds people subscribe to (design, public addresses)."""


@dataclass(frozen=True)
class Subject:
    """The mines a fact is about, by id, and the towns they lie in, by code."""

    mines: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """A dated public fact.

    `key` is unique and never changes: kind/record/stage. `day` is when it happened, `public_on`
    when it could first be read here, `corrected_on` when it was last put right. `shape` is the
    sign it stands under (stop, penalty, hazard, grade, visit, other), `label` its word.
    `document_no` and `basis` are its source. A fact may be about no mine or about several.
    """

    key: str
    kind: str
    shape: str
    label: str
    day: date
    public_on: date
    title: str
    address: str
    summary: str = ""
    document_no: str = ""
    basis: str = ""
    subject: Subject = Subject()
    corrected_on: date | None = None
    correction_note: str = ""


@dataclass(frozen=True)
class Context:
    """What the telling of an event needs: public rows, mines as of the day, and words."""

    rows: Records
    mines: Mapping[str, Mine]
    vocabulary: Vocabulary
    day: date

    def mine(self, mine_id: str) -> str:
        """The mine's name on the day of the bulletin."""
        found = self.mines.get(mine_id)
        return found.name if found else sentence("phrases", "no-mine")

    def subject(self, *mine_ids: str) -> Subject:
        """The mines a fact is about, as far as the public knows them, and their towns."""
        known = [self.mines[mine_id] for mine_id in mine_ids if mine_id in self.mines]
        towns = dict.fromkeys(mine.town_code for mine in known)
        return Subject(tuple(mine.mine_id for mine in known), tuple(towns))


def stream(
    context: Context, notices: tuple[Notice, ...], removals: Iterable[Event]
) -> tuple[Event, ...]:
    """All events public on the day, the newest publication first."""
    told = [event for teller in _TELLERS for event in teller(context)]
    told += _notices(notices)
    told += removals
    public = [e for e in told if e.day <= context.day and e.public_on <= context.day]
    return tuple(sorted(public, key=lambda e: (e.public_on, e.day, e.key), reverse=True))


def _outcomes(context: Context) -> Iterator[Event]:
    for outcome in context.rows.outcomes:
        event = partial(
            Event,
            kind="enforcement",
            address=addresses.outcome(outcome.outcome_id),
            document_no=outcome.decision_no,
            basis=outcome.legal_basis,
            subject=context.subject(outcome.mine_id),
        )
        public_on = outcome.published_on or outcome.decided_on
        yield event(
            key=f"enforcement/{outcome.outcome_id}/decided",
            shape={"stop-order": "stop", "penalty": "penalty"}.get(outcome.kind, "other"),
            label=sentence("labels", outcome.kind),
            day=outcome.decided_on,
            public_on=public_on,
            title=_outcome_title(context, outcome),
            summary=outcome.facts,
            corrected_on=_if_reached(outcome.corrected_on, context.day),
            correction_note=outcome.correction_note,
        )
        if outcome.kind == "stop-order" and outcome.lifted_on is not None:
            yield event(
                key=f"enforcement/{outcome.outcome_id}/lifted",
                shape="other",
                label=sentence("labels", "lifted"),
                day=outcome.lifted_on,
                public_on=max(outcome.lifted_on, public_on),
                title=sentence(
                    "titles",
                    "lifted",
                    mine=context.mine(outcome.mine_id),
                    scope=sentence("phrases", outcome.scope or "whole"),
                ),
            )


def _outcome_title(context: Context, outcome: Outcome) -> str:
    use = outcome.kind
    if use in _MATTERS and outcome.violation_type:
        use += "-matter"
    return sentence(
        "titles",
        use,
        mine=context.mine(outcome.mine_id) if outcome.mine_id else outcome.party_name,
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


def _grades(context: Context) -> Iterator[Event]:
    word = context.vocabulary.word
    previous: dict[str, str] = {}
    for grade in sorted(context.rows.risk_grades, key=lambda g: (g.graded_on, g.grade_id)):
        old = previous.get(grade.mine_id, "")
        use = "grade-first" if not old else "grade-same" if old == grade.grade else "grade-change"
        previous[grade.mine_id] = grade.grade
        yield Event(
            key=f"grading/{grade.grade_id}/graded",
            kind="grading",
            shape="grade",
            label=sentence("labels", "grade"),
            day=grade.graded_on,
            public_on=grade.published_on or grade.graded_on,
            title=sentence(
                "titles",
                use,
                mine=context.mine(grade.mine_id),
                old=old,
                grade=grade.grade,
                word=word("risk_grades", "grade", grade.grade),
            ),
            address=addresses.mine(grade.mine_id) + "#grade",
            summary=grade.reason,
            document_no=grade.document_no,
            subject=context.subject(grade.mine_id),
            corrected_on=_if_reached(grade.corrected_on, context.day),
            correction_note=grade.correction_note,
        )


def _certificates(context: Context) -> Iterator[Event]:
    for certificate in context.rows.standardisation:
        public_on = certificate.published_on or certificate.granted_on
        level = context.vocabulary.word("standardisation", "level", certificate.level)
        mine = context.mine(certificate.mine_id)
        event = partial(
            Event,
            kind="standardisation",
            shape="other",
            address=addresses.mine(certificate.mine_id) + "#standardisation",
            document_no=certificate.certificate_no,
            subject=context.subject(certificate.mine_id),
        )
        yield event(
            key=f"standardisation/{certificate.cert_id}/granted",
            label=sentence("labels", "standardisation"),
            day=certificate.granted_on,
            public_on=public_on,
            title=sentence("titles", "standardisation", mine=mine, level=level),
            corrected_on=_if_reached(certificate.corrected_on, context.day),
            correction_note=certificate.correction_note,
        )
        if certificate.revoked_on is not None:
            yield event(
                key=f"standardisation/{certificate.cert_id}/revoked",
                label=sentence("labels", "standardisation-revoked"),
                day=certificate.revoked_on,
                public_on=max(certificate.revoked_on, public_on),
                title=sentence("titles", "standardisation-revoked", mine=mine, level=level),
                summary=certificate.revoke_reason,
            )


def _cases(context: Context) -> Iterator[Event]:
    members: dict[str, list[str]] = defaultdict(list)
    for member in context.rows.case_mines:
        members[member.case_id].append(member.mine_id)
    for case in context.rows.cases:
        ids = members[case.case_id]
        public_on = case.published_on or context.day
        values = {
            "mines": sentence("phrases", "and").join(context.mine(m) for m in ids),
            "year": case.list_year,
            "batch": context.vocabulary.word("cases", "batch", case.batch),
            "deadline": long_day(case.deadline) if case.deadline else "",
        }
        event = partial(
            Event,
            kind="closures",
            shape="other",
            address=addresses.case(case.case_id),
            document_no=case.document_no,
            subject=context.subject(*ids),
        )
        if case.decided_on is None or public_on < case.decided_on:
            # Told while the public was consulted, and it stays told after the decision.
            yield event(
                key=f"closures/{case.case_id}/consultation",
                label=sentence("labels", "consultation"),
                day=min(case.consulted_from or public_on, public_on),
                public_on=public_on,
                title=sentence("titles", "consultation", **values),
                corrected_on=_if_reached(case.corrected_on, context.day),
                correction_note=case.correction_note,
            )
        if case.decided_on is not None:
            yield event(
                key=f"closures/{case.case_id}/decided",
                label=sentence("labels", "decided"),
                day=case.decided_on,
                public_on=max(case.decided_on, public_on),
                title=sentence("titles", "decided" if case.deadline else "decided-open", **values),
                corrected_on=_if_reached(case.corrected_on, context.day),
                correction_note=case.correction_note,
            )
        if case.accepted_on is not None:
            yield event(
                key=f"closures/{case.case_id}/accepted",
                label=sentence("labels", "accepted"),
                day=case.accepted_on,
                public_on=max(case.accepted_on, public_on),
                title=sentence("titles", "accepted", **values),
                summary=case.accepted_by,
            )


def _hazards(context: Context) -> Iterator[Event]:
    checks = defaultdict(list)
    for check in context.rows.hazard_checks:
        checks[check.hazard_id].append(check)
    for hazard in context.rows.supervised_hazards:
        public_on = hazard.published_on or hazard.found_on
        mine = context.mine(hazard.mine_id)
        event = partial(
            Event,
            kind="hazards",
            address=addresses.hazard(hazard.hazard_id),
            subject=context.subject(hazard.mine_id),
        )
        yield event(
            key=f"hazards/{hazard.hazard_id}/listed",
            shape="hazard",
            label=sentence("labels", "listed"),
            day=public_on,
            public_on=public_on,
            title=sentence("titles", "listed", mine=mine, deadline=long_day(hazard.deadline)),
            summary=hazard.description,
            document_no=hazard.document_no,
            corrected_on=_if_reached(hazard.corrected_on, context.day),
            correction_note=hazard.correction_note,
        )
        for check in checks[hazard.hazard_id]:
            result = context.vocabulary.word("hazard_checks", "result", check.result)
            yield event(
                key=f"hazards/{hazard.hazard_id}/checked-{check.checked_on}",
                shape="visit",
                label=sentence("labels", "checked"),
                day=check.checked_on,
                public_on=max(check.checked_on, public_on),
                title=sentence("titles", "checked", mine=mine, result=result),
            )
        if hazard.closed_on is not None:
            yield event(
                key=f"hazards/{hazard.hazard_id}/closed",
                shape="other",
                label=sentence("labels", "closed"),
                day=hazard.closed_on,
                public_on=max(hazard.closed_on, public_on),
                title=sentence("titles", "closed", mine=mine),
            )


def _accidents(context: Context) -> Iterator[Event]:
    for accident in context.rows.accidents:
        grade = context.vocabulary.word("accidents", "grade", accident.grade)
        deaths = (
            sentence("phrases", "deaths", deaths=accident.deaths)
            if accident.deaths
            else sentence("phrases", "deaths-none")
        )
        yield Event(
            key=f"accidents/{accident.accident_id}/occurred",
            kind="accidents",
            shape="other",
            label=sentence("labels", accident.kind),
            day=accident.occurred_on,
            public_on=accident.published_on or accident.occurred_on,
            title=sentence(
                "titles",
                accident.kind,
                mine=context.mine(accident.mine_id),
                grade=grade,
                deaths=deaths,
            ),
            address=addresses.accident(accident.accident_id),
            summary=accident.summary,
            subject=context.subject(accident.mine_id),
            corrected_on=_if_reached(accident.corrected_on, context.day),
            correction_note=accident.correction_note,
        )


def _changes(context: Context) -> Iterator[Event]:
    for change in context.rows.mine_changes:
        old, new = (
            context.vocabulary.word("mines", change.field, text)
            for text in (change.old_value, change.new_value)
        )
        yield Event(
            key=f"mines/{change.change_id}/changed",
            kind="mines",
            shape="other",
            label=sentence("labels", "change"),
            day=change.changed_on,
            public_on=change.published_on or change.changed_on,
            title=sentence(
                "titles",
                "renamed" if change.field == "name" else "change",
                mine=context.mine(change.mine_id),
                field=context.vocabulary.title("mines", change.field),
                old=old,
                new=new,
            ),
            address=addresses.mine(change.mine_id),
            document_no=change.document_no,
            subject=context.subject(change.mine_id),
            corrected_on=_if_reached(change.corrected_on, context.day),
            correction_note=change.correction_note,
        )


def _licences(context: Context) -> Iterator[Event]:
    word = context.vocabulary.word
    for licence in context.rows.licences:
        if licence.issued_on is None:
            continue
        public_on = licence.published_on or licence.issued_on
        kind = word("licences", "kind", licence.kind)
        mine = context.mine(licence.mine_id)
        until = long_day(licence.valid_until) if licence.valid_until else ""
        event = partial(
            Event,
            kind="mines",
            shape="other",
            address=addresses.mine(licence.mine_id) + "#licences",
            document_no=licence.number,
            subject=context.subject(licence.mine_id),
        )
        yield event(
            key=f"mines/{licence.licence_id}/issued",
            label=sentence("labels", "licence"),
            day=licence.issued_on,
            public_on=public_on,
            title=sentence(
                "titles", "licence" if until else "licence-open", mine=mine, kind=kind, until=until
            ),
            corrected_on=_if_reached(licence.corrected_on, context.day),
            correction_note=licence.correction_note,
        )
        if licence.ended_on is not None:
            end = word("licences", "end_kind", licence.end_kind)
            yield event(
                key=f"mines/{licence.licence_id}/ended",
                label=sentence("labels", "licence-ended"),
                day=licence.ended_on,
                public_on=max(licence.ended_on, public_on),
                title=sentence("titles", "licence-ended", mine=mine, kind=kind, end=end),
            )


def _entities(context: Context) -> Iterator[Event]:
    for entity in context.rows.listed_entities:
        yield Event(
            key=f"enforcement/{entity.listing_id}/listed",
            kind="enforcement",
            shape="other",
            label=sentence("labels", "entity"),
            day=entity.listed_on,
            public_on=entity.published_on or entity.listed_on,
            title=sentence("titles", "entity", party=entity.party_name),
            address=addresses.ENFORCEMENT + "#dishonest",
            summary=entity.ground,
            document_no=entity.decision_no,
            subject=context.subject(entity.mine_id),
            corrected_on=_if_reached(entity.corrected_on, context.day),
            correction_note=entity.correction_note,
        )


def _documents(context: Context) -> Iterator[Event]:
    for document in context.rows.documents:
        day = document.effective_on or document.issued_on
        yield Event(
            key=f"criteria/{document.document_no}/effective",
            kind="criteria",
            shape="other",
            label=sentence("labels", "document"),
            day=day,
            public_on=day,
            title=sentence("titles", "document", title=document.title),
            address=addresses.CRITERIA,
            document_no=document.document_no,
        )


def _notices(notices: tuple[Notice, ...]) -> Iterator[Event]:
    for notice in notices:
        yield Event(
            key=f"notices/{notice.slug}/published",
            kind="notices",
            shape="other",
            label=site()["notices"][notice.kind],
            day=notice.day,
            public_on=notice.day,
            title=notice.title,
            address=addresses.notice(notice.slug),
            document_no=notice.document_no,
            subject=Subject(towns=notice.towns),
        )


def visits(context: Context) -> Iterator[Event]:
    """Visits stand on the timeline of their mine and in no feed of a kind."""
    for visit in context.rows.visits:
        yield Event(
            key=f"visits/{visit.visit_id}",
            kind="",
            shape="visit",
            label=sentence("labels", "visit"),
            day=visit.inspected_on,
            public_on=visit.published_on or visit.inspected_on,
            title=sentence(
                "titles",
                "visit",
                mode=context.vocabulary.word("visits", "mode", visit.mode),
                result=visit_result(visit),
            ),
            address=addresses.mine(visit.mine_id) + "#visits",
            subject=context.subject(visit.mine_id),
            corrected_on=_if_reached(visit.corrected_on, context.day),
            correction_note=visit.correction_note,
        )


def visit_result(visit: records.Visit) -> str:
    """What a visit found, in words; no findings is a sentence of its own."""
    if not visit.findings:
        return sentence("phrases", "visit-none")
    use = "visit-major" if visit.major_findings else "visit-findings"
    return sentence("phrases", use, findings=visit.findings, major=visit.major_findings)


def _if_reached(moment: date | None, day: date) -> date | None:
    return moment if moment is not None and moment <= day else None


_TELLERS: tuple[Callable[[Context], Iterator[Event]], ...] = (
    _outcomes,
    _grades,
    _certificates,
    _cases,
    _hazards,
    _accidents,
    _changes,
    _licences,
    _entities,
    _documents,
)
