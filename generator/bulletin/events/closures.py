"""Closures, mergers and upgrades (三个一批), by stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from generator import addresses
from generator.bulletin.events.telling import Context, Event, correction
from generator.messages import sentence
from generator.records import Case, CaseMine
from generator.wording import long_day


def cases(context: Context) -> Iterator[Event]:
    """Each stage a case has reached: consulted, decided, licences gone, late, accepted."""
    members: dict[str, list[CaseMine]] = defaultdict(list)
    for member in context.rows.case_mines:
        members[member.case_id].append(member)
    for case in context.rows.cases:
        first = True
        for stage, title, day, public_on in _stages(case):
            yield Event(
                key=f"closures/{case.case_id}/{stage}",
                kind="closures",
                shape="other",
                label=sentence("labels", stage if stage != "overdue" else "case-overdue"),
                day=day,
                public_on=public_on,
                title=_title(context, case, title, members[case.case_id], public_on),
                address=addresses.case(case.case_id),
                summary=_summary(context, case, stage),
                # The number of a decided case is its decision's, no longer the consultation's.
                document_no="" if stage == "consultation" and case.decided_on else case.document_no,
                subject=context.subject(public_on, *(m.mine_id for m in members[case.case_id])),
                **(correction(case, context.day) if first or stage == "decided" else {}),
            )
            first = False


def _stages(case: Case) -> Iterator[tuple[str, str, date, date]]:
    """(stage, title, day, public on) of a case, in the order of its life."""
    public_on = case.published_on
    if public_on is None:
        return
    decided = case.decided_on
    if decided is None or public_on < decided:
        # Told while the public was consulted, and it stays told after the decision.
        day = min(case.consulted_from or public_on, public_on)
        yield "consultation", "consultation", day, public_on
    if decided is not None:
        title = "decided" if case.deadline else "decided-open"
        yield "decided", title, decided, max(decided, public_on)
        if case.licence_cancelled_on is not None:
            day = case.licence_cancelled_on
            yield "licences-cancelled", "licences-cancelled", day, max(day, public_on)
        late = case.deadline + timedelta(days=1) if case.deadline else None
        if late is not None and not (case.accepted_on and case.accepted_on < late):
            yield "overdue", "case-overdue", late, max(late, public_on)
    if case.accepted_on is not None:
        yield "accepted", "accepted", case.accepted_on, max(case.accepted_on, public_on)


def _title(context: Context, case: Case, use: str, members: list[CaseMine], on: date) -> str:
    if use == "licences-cancelled":
        # In a merger the mine that goes on keeps its licence.
        gone = [member for member in members if member.role in ("closing", "absorbed")]
        members = gone or members
    return sentence(
        "titles",
        use,
        mines=sentence("phrases", "and").join(context.mine(m.mine_id, on) for m in members),
        year=case.list_year,
        batch=context.word("cases", "batch", case.batch),
        deadline=long_day(case.deadline) if case.deadline else "",
    )


def _summary(context: Context, case: Case, stage: str) -> str:
    if stage == "accepted":
        return sentence("summaries", "accepted-by", by=case.accepted_by) if case.accepted_by else ""
    if stage == "consultation" and case.consulted_until:
        return sentence("summaries", "consulted", day=long_day(case.consulted_until))
    if stage == "decided" and case.ground:
        word = context.word("cases", "ground", case.ground)
        return sentence("summaries", "ground", ground=word)
    return ""
