"""Mines listed, renamed, passed on and changed; their licences; the thresholds for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from generator import addresses
from generator.bulletin.events.telling import Context, Event, correction
from generator.messages import sentence
from generator.records import Licence, MineChange, MineralThreshold
from generator.wording import long_day, number


def listed(context: Context) -> Iterator[Event]:
    """Mines taken into the bulletin."""
    for mine in context.mines.values():
        if mine.listed_on is not None:
            yield Event(
                key=f"mines/{mine.mine_id}/listed",
                kind="mines",
                shape="other",
                label=sentence("labels", "mine"),
                day=mine.listed_on,
                public_on=mine.listed_on,
                title=sentence(
                    "titles", "mine-listed", mine=context.mine(mine.mine_id, mine.listed_on)
                ),
                address=addresses.mine(mine.mine_id),
                subject=context.subject(mine.listed_on, mine.mine_id),
            )


def changes(context: Context) -> Iterator[Event]:
    """Changes of a mine's own row, each with what stood before and what stands now."""
    for change in context.rows.mine_changes:
        public_on = change.published_on or change.changed_on
        yield Event(
            key=f"mines/{change.change_id}/changed",
            kind="mines",
            shape="other",
            label=sentence("labels", "renamed" if change.field == "name" else "change"),
            day=change.changed_on,
            public_on=public_on,
            title=sentence(
                "titles",
                _use(change),
                mine=context.mine(change.mine_id, public_on),
                day=long_day(change.changed_on),
                field=context.vocabulary.title("mines", change.field),
                old=_value(context, change, change.old_value),
                new=_value(context, change, change.new_value),
            ),
            address=addresses.mine(change.mine_id),
            document_no=change.document_no,
            subject=context.subject(public_on, change.mine_id),
            **correction(change, context.day),
        )


def _use(change: MineChange) -> str:
    if change.field in ("name", "operator") and change.old_value and change.new_value:
        return {"name": "renamed", "operator": "transferred"}[change.field]
    if not change.old_value:
        return "change-first"
    return "change" if change.new_value else "change-last"


def _value(context: Context, change: MineChange, value: str) -> str:
    """A cell as people read it: codes of towns, offices and mines by their names."""
    column = change.field
    if column == "status" and change.mine_id in context.mines:
        return context.vocabulary.status(context.mines[change.mine_id].mine_kind, value)
    names = {
        "town_code": {t.town_code: t.name for t in context.rows.towns},
        "regulator": {a.authority_id: a.name for a in context.rows.authorities},
        "parent_mine_id": {m.mine_id: m.name for m in context.mines.values()},
    }
    if column in names:
        return names[column].get(value, value)
    return context.word("mines", column, value)


def licences(context: Context) -> Iterator[Event]:
    """Licences issued, ended, and those whose time ran out without a new one."""
    held: dict[tuple[str, str, str], list[Licence]] = defaultdict(list)
    for licence in context.rows.licences:
        held[licence.mine_id, licence.kind, licence.covers].append(licence)
    for licence in context.rows.licences:
        same = held[licence.mine_id, licence.kind, licence.covers]
        for use, day in _stages(licence, same):
            yield _licence(context, licence, use, day)


def _stages(licence: Licence, same: list[Licence]) -> Iterator[tuple[str, date]]:
    if licence.issued_on is not None:
        yield "issued", licence.issued_on
    ended, until = licence.ended_on, licence.valid_until
    if until is None:
        if ended is not None:
            yield "ended", ended
        return
    # That it ran out is told on the day after its last, whenever that was written down.
    ran_out = ended is not None and licence.end_kind == "expired" and ended >= until
    lapse = until + timedelta(days=1)
    if (ran_out or ended is None or ended > lapse) and not _followed(licence, same, lapse):
        yield "expired", lapse
    if ended is not None and not ran_out:
        yield "ended", ended


def _followed(licence: Licence, same: list[Licence], day: date) -> bool:
    """Whether the public knew that day of another licence for the same thing in force.

    What is published later counts for nothing: it must not undo what was told that day.
    """
    return any(
        other is not licence
        and (other.issued_on or date.min) <= day
        and other.published_on is not None
        and other.published_on <= day
        and (other.valid_until is None or other.valid_until >= day)
        and (other.ended_on is None or other.ended_on > day)
        for other in same
    )


def _licence(context: Context, licence: Licence, use: str, day: date) -> Event:
    public_on = max(day, licence.published_on or day)
    until = licence.valid_until
    title = "licence" if until else "licence-open"
    return Event(
        key=f"mines/{licence.licence_id}/{use}",
        kind="mines",
        shape="other",
        label=sentence("labels", "licence" if use == "issued" else f"licence-{use}"),
        day=day,
        public_on=public_on if use != "issued" else licence.published_on or day,
        title=sentence(
            "titles",
            title if use == "issued" else f"licence-{use}",
            mine=context.mine(licence.mine_id, public_on),
            kind=context.word("licences", "kind", licence.kind),
            number=licence.number,
            day=long_day(day),
            until=long_day(until) if until else "",
            end=context.word("licences", "end_kind", licence.end_kind),
        ),
        address=addresses.mine(licence.mine_id) + "#licences",
        summary=_covers(licence),
        document_no=licence.number,
        subject=context.subject(public_on, licence.mine_id),
        **(correction(licence, context.day) if use == "issued" else {}),
    )


def _covers(licence: Licence) -> str:
    parts = []
    if licence.covers:
        parts.append(sentence("summaries", "covers", covers=licence.covers))
    if licence.issued_by:
        parts.append(sentence("summaries", "issued-by", by=licence.issued_by))
    return "".join(parts)


def thresholds(context: Context) -> Iterator[Event]:
    """Documents that set the least scale of a mine, taking force and losing it.

    A document sets many minerals; it is told once for each day on which it does so.
    """
    taking: dict[tuple[str, date], list[MineralThreshold]] = defaultdict(list)
    losing: dict[tuple[str, date], list[MineralThreshold]] = defaultdict(list)
    for row in context.ever("mineral_thresholds"):
        if row.effective_on is not None:
            taking[row.document_no, row.effective_on].append(row)
        if row.repealed_on is not None:
            losing[row.document_no, row.repealed_on].append(row)
    page = context.page(addresses.THRESHOLDS, "mineral_thresholds", "scale_classes")
    for use, groups in (("threshold", taking), ("threshold-repealed", losing)):
        for (document, day), rows in groups.items():
            yield partial(Event, kind="mines", shape="other", address=page)(
                key=f"mines/thresholds-{document}-{day}/{use}",
                label=sentence("labels", use),
                day=day,
                public_on=day,
                title=sentence(
                    "titles",
                    use,
                    number=document,
                    day=long_day(day),
                    minerals=sentence("phrases", "and").join(row.mineral for row in rows),
                ),
                summary=_thresholds(rows) if use == "threshold" else "",
                document_no=document,
            )


def _thresholds(rows: list[MineralThreshold]) -> str:
    return "".join(
        sentence(
            "summaries",
            "threshold",
            mineral=row.mineral,
            scale=f"{number(row.min_scale)} {row.unit}",
        )
        for row in rows
        if row.min_scale is not None
    )
