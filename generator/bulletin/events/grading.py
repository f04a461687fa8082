"""Grades from one to the next; certificates granted, revoked, and run out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from generator import addresses
from generator.bulletin.events.telling import Context, Event, correction
from generator.messages import sentence
from generator.records import RiskGrade, Standardisation
from generator.wording import long_day


def grades(context: Context) -> Iterator[Event]:
    """Each grading, told against the one before it that was public by then."""
    earlier: dict[str, list[RiskGrade]] = defaultdict(list)
    for grade in sorted(context.rows.risk_grades, key=lambda g: (g.graded_on, g.grade_id)):
        public_on = grade.published_on or grade.graded_on
        known = [g for g in earlier[grade.mine_id] if (g.published_on or g.graded_on) <= public_on]
        earlier[grade.mine_id].append(grade)
        old = known[-1].grade if known else ""
        use = "grade-first" if not old else "grade-same" if old == grade.grade else "grade-change"
        yield Event(
            key=f"grading/{grade.grade_id}/graded",
            kind="grading",
            shape="grade",
            label=sentence("labels", "grade"),
            day=grade.graded_on,
            public_on=public_on,
            title=sentence(
                "titles",
                use,
                mine=context.mine(grade.mine_id, public_on),
                day=long_day(grade.graded_on),
                old=old,
                grade=grade.grade,
                word=context.word("risk_grades", "grade", grade.grade),
            ),
            address=addresses.mine(grade.mine_id) + "#grade",
            summary=grade.reason or _reason(context, grade),
            document_no=grade.document_no,
            subject=context.subject(public_on, grade.mine_id),
            **correction(grade, context.day),
        )


def _reason(context: Context, grade: RiskGrade) -> str:
    word = context.word("risk_grades", "reason_kind", grade.reason_kind)
    return sentence("summaries", "reason", reason=word) if word else ""


def certificates(context: Context) -> Iterator[Event]:
    """Certificates granted and revoked, and those whose time ran out without a new one."""
    held: dict[str, list[Standardisation]] = defaultdict(list)
    for certificate in context.rows.standardisation:
        held[certificate.mine_id].append(certificate)
    for certificate in context.rows.standardisation:
        public_on = certificate.published_on or certificate.granted_on
        level = context.word("standardisation", "level", certificate.level)
        event = partial(
            Event,
            kind="standardisation",
            shape="other",
            address=addresses.mine(certificate.mine_id) + "#standardisation",
            document_no=certificate.certificate_no,
        )
        yield event(
            key=f"standardisation/{certificate.cert_id}/granted",
            label=sentence("labels", "standardisation"),
            day=certificate.granted_on,
            public_on=public_on,
            title=sentence(
                "titles",
                "standardisation",
                mine=context.mine(certificate.mine_id, public_on),
                level=level,
                day=long_day(certificate.granted_on),
            ),
            summary=_validity(certificate),
            subject=context.subject(public_on, certificate.mine_id),
            **correction(certificate, context.day),
        )
        for stage, day in _ends(certificate, held[certificate.mine_id]):
            known_on = max(day, public_on)
            yield event(
                key=f"standardisation/{certificate.cert_id}/{stage}",
                label=sentence("labels", f"standardisation-{stage}"),
                day=day,
                public_on=known_on,
                title=sentence(
                    "titles",
                    f"standardisation-{stage}",
                    mine=context.mine(certificate.mine_id, known_on),
                    level=level,
                    day=long_day(day if stage == "revoked" else day - timedelta(days=1)),
                ),
                summary=certificate.revoke_reason if stage == "revoked" else "",
                subject=context.subject(known_on, certificate.mine_id),
            )


def _validity(certificate: Standardisation) -> str:
    parts = []
    if certificate.granting_body:
        parts.append(sentence("summaries", "granted-by", by=certificate.granting_body))
    if certificate.valid_until:
        parts.append(sentence("summaries", "valid-until", day=long_day(certificate.valid_until)))
    return "".join(parts)


def _ends(certificate: Standardisation, held: list[Standardisation]) -> Iterator[tuple[str, date]]:
    revoked, until = certificate.revoked_on, certificate.valid_until
    if revoked is not None and (until is None or revoked <= until):
        yield "revoked", revoked
    elif until is not None and not _followed(certificate, held, until + timedelta(days=1)):
        yield "expired", until + timedelta(days=1)


def _followed(certificate: Standardisation, held: list[Standardisation], day: date) -> bool:
    """Whether the public knew of another certificate in force on the day.

    What is published later counts for nothing: it must not undo what was told that day.
    """
    return any(
        other is not certificate
        and max(other.granted_on, other.published_on or other.granted_on) <= day
        and (other.valid_until is None or other.valid_until >= day)
        and (other.revoked_on is None or other.revoked_on > day)
        for other in held
    )
