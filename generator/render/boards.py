"""What each notice-board poster prints, taken from the bulletin of the day."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date

from generator import addresses, terms, wording
from generator.bulletin import Bulletin
from generator.messages import sentence
from generator.records import Channel, Mine, RewardRule
from generator.render.posters import Board, Group, Item, edition_code
from generator.settings import Settings

STATUTE_ARTICLES = ("article-74", "article-76")
TRUSTED_MONTHS = 12
"""A poster needs a channel that somebody has compared with its source within so many months."""


def hindrance(bulletin: Bulletin, kind: str) -> str:
    """Why no poster can be made for a kind, "" where one can; half a board would be worse.

    "channels": no hotline is marked for posters; "unchecked": none of the channels was checked
    within a year; "criteria": the kind has none, or the newest document in force has no item yet,
    so that what would be printed is out of date.
    """
    channels = _channels(bulletin)
    if not any(channel.kind == "hotline" for channel in channels):
        return "channels"
    if not any(_lately_checked(channel, bulletin.as_of) for channel in channels):
        return "unchecked"
    if kind != "other" and (not bulletin.criteria(kind) or _newest_is_empty(bulletin)):
        return "criteria"
    return ""


def _lately_checked(channel: Channel, day: date) -> bool:
    return (
        channel.checked_on is not None
        and terms.add_months(channel.checked_on, TRUSTED_MONTHS) >= day
    )


def _newest_is_empty(bulletin: Bulletin) -> bool:
    """Whether no item is known of the newest document in force: its rows are still missing."""
    in_force = [d for d in bulletin.records.documents if d.in_force(bulletin.as_of)]
    dated = [(d.effective_on or d.issued_on, d.document_no) for d in in_force]
    newest = max((day for day, _ in dated if day), default=None)
    numbers = {number for day, number in dated if day == newest}
    return not any(c.document_no in numbers for c in bulletin.records.criteria)


def of_kind(bulletin: Bulletin, settings: Settings, kind: str) -> Board | None:
    """The board for any mine of a kind; None where something hinders it."""
    if hindrance(bulletin, kind):
        return None
    if kind == "other":
        return general(bulletin, settings)
    return _signed(
        dataclasses.replace(
            _frame(bulletin, settings),
            title=sentence("titles", "criteria", kind=sentence("criteria", kind)),
            groups=_groups(bulletin, kind),
            address=settings.site_url + addresses.criteria(kind),
            edition_day=max([*_criteria_days(bulletin, kind), *_days(bulletin)]),
        )
    )


def of_mine(bulletin: Bulletin, settings: Settings, mine: Mine) -> Board | None:
    """The board of one mine: its kind's, with its own name, grade, persons and address."""
    board = of_kind(bulletin, settings, mine.mine_kind)
    if board is None:
        return None
    dossier = bulletin.dossiers[mine.mine_id]
    word = bulletin.vocabulary.word
    days = [board.edition_day]
    grade: tuple[str, ...] = ()
    if found := dossier.grade:
        days.append(found.graded_on)
        name = word("risk_grades", "grade", found.grade)
        grade = (found.grade, name, wording.long_day(found.graded_on))
    persons = [p for p in reversed(dossier.responsibilities) if p.from_on <= bulletin.as_of]
    tiers = list(bulletin.vocabulary.words("responsibilities", "tier"))
    persons.sort(key=lambda person: tiers.index(person.tier))
    days += [person.from_on for person in persons]
    days += [change.changed_on for change in dossier.former_names]
    return _signed(
        dataclasses.replace(
            board,
            mine_name=mine.name,
            mine_id=mine.mine_id,
            address=settings.site_url + addresses.mine(mine.mine_id),
            grade=grade,
            responsible=tuple(
                (word("responsibilities", "tier", p.tier), p.office, p.person_name, p.phone)
                for p in persons
            ),
            edition_day=max(days),
        )
    )


def general(bulletin: Bulletin, settings: Settings) -> Board:
    """The board without criteria: what the law says about reports, and where to report.

    For mines for which no criteria were issued, and for the poster read from afar. Needs a
    hotline (`hindrance`).
    """
    articles = tuple(
        Item(sentence("statute", f"{name}-label"), sentence("statute", name))
        for name in STATUTE_ARTICLES
    )
    law = Group(sentence("statute", "law"), "", articles)
    board = dataclasses.replace(
        _frame(bulletin, settings),
        groups=(law,),
        criteria=False,
        edition_day=max([date.fromisoformat(sentence("statute", "since")), *_days(bulletin)]),
    )
    return _signed(board)


def _frame(bulletin: Bulletin, settings: Settings) -> Board:
    """What stands on every poster: channels, rewards, publisher; the rest is put in later."""
    channels = _channels(bulletin)
    hotline = next(channel for channel in channels if channel.kind == "hotline")
    rewards = _rewards(bulletin)
    return Board(
        title=sentence("posters", "report-title"),
        groups=(),
        hotline=hotline.value,
        hotline_name=_named(hotline),
        channels=tuple((_named(c), c.value) for c in channels if c is not hotline),
        rewards=tuple((r.matter, r.amount_text, *_limits(r)) for r in rewards),
        reward_note="、".join(dict.fromkeys(rule.document_no for rule in rewards)),
        address=settings.site_url + addresses.REPORT,
        publisher=settings.publisher,
        edition_day=date.min,
        demonstration=settings.demonstration,
    )


def _signed(board: Board) -> Board:
    return dataclasses.replace(board, edition=edition_code(board))


def _channels(bulletin: Bulletin) -> list[Channel]:
    return [channel for channel in bulletin.records.channels if channel.on_poster]


def _named(channel: Channel) -> str:
    """The name of a channel, with the hours in which somebody answers."""
    if not channel.hours:
        return channel.name
    return sentence("posters", "hours", name=channel.name, hours=channel.hours)


def _rewards(bulletin: Bulletin) -> list[RewardRule]:
    return [rule for rule in bulletin.records.reward_rules if rule.on_poster]


def _groups(bulletin: Bulletin, kind: str) -> tuple[Group, ...]:
    """The items of each document, one group for each of its lists (two for `combined`)."""
    groups = []
    for document, criteria in bulletin.criteria(kind):
        parts = list(dict.fromkeys(criterion.mine_kind for criterion in criteria))
        for part in parts:
            items = tuple(
                Item(
                    c.label,
                    c.text,
                    tuple(clause.text for clause in bulletin.clauses(c.criterion_id)),
                )
                for c in criteria
                if c.mine_kind == part
            )
            name = sentence("criteria", part) if len(parts) > 1 else ""
            groups.append(Group(document.document_no, document.title, items, name))
    return tuple(groups)


def _limits(rule: RewardRule) -> tuple[str, str]:
    """The least and the most a reward can be, as digits; "" where the rule sets none."""
    least, most = (
        "" if amount is None else f"{amount.normalize():f}"
        for amount in (rule.floor_yuan, rule.cap_yuan)
    )
    return least, most


def _criteria_days(bulletin: Bulletin, kind: str) -> Iterator[date]:
    for document, _ in bulletin.criteria(kind):
        if day := document.effective_on or document.issued_on:
            yield day


def _days(bulletin: Bulletin) -> Iterator[date]:
    """The days from which the rewards and channels printed hold."""
    yield from filter(None, (rule.effective_on for rule in _rewards(bulletin)))
    yield from filter(None, (channel.since for channel in _channels(bulletin)))
