"""What each notice-board poster prints, taken from the bulletin of the day."""

from __future__ import annotations

import dataclasses
from datetime import date

from generator import addresses, wording
from generator.bulletin import Bulletin
from generator.messages import sentence
from generator.records import Mine, RewardRule
from generator.render.posters import Board, Group, Item, edition_code
from generator.settings import Settings


def of_kind(bulletin: Bulletin, settings: Settings, kind: str) -> Board | None:
    """The board for any mine of a kind; None without criteria in force or without a hotline.

    Half a board is worse than none: it would hide where to call.
    """
    documents = bulletin.criteria(kind)
    channels = [channel for channel in bulletin.records.channels if channel.on_poster]
    hotlines = [channel for channel in channels if channel.kind == "hotline"]
    if not documents or not hotlines:
        return None
    rewards = [rule for rule in bulletin.records.reward_rules if rule.on_poster]
    board = Board(
        title=sentence("titles", "criteria", kind=sentence("criteria", kind)),
        groups=_groups(bulletin, kind),
        hotline=hotlines[0].value,
        channels=tuple((c.name, c.value) for c in channels if c is not hotlines[0]),
        rewards=tuple((rule.matter, rule.amount_text, _limits(rule)) for rule in rewards),
        reward_note="、".join(dict.fromkeys(rule.document_no for rule in rewards)),
        address=settings.site_url + addresses.criteria(kind),
        publisher=settings.publisher,
        edition_day=_edition_day(bulletin, kind),
        demonstration=settings.demonstration,
    )
    return dataclasses.replace(board, edition=edition_code(board))


def of_mine(bulletin: Bulletin, settings: Settings, mine: Mine) -> Board | None:
    """The board of one mine: its kind's, with its own name, number and address."""
    board = of_kind(bulletin, settings, mine.mine_kind)
    if board is None:
        return None
    own = dataclasses.replace(
        board,
        mine_name=mine.name,
        mine_id=mine.mine_id,
        address=settings.site_url + addresses.mine(mine.mine_id),
        edition="",
    )
    return dataclasses.replace(own, edition=edition_code(own))


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


def _limits(rule: RewardRule) -> str:
    """The least and the most a reward can be, as far as the rule sets them."""
    if rule.floor_yuan is not None and rule.cap_yuan is not None:
        floor, cap = wording.money(rule.floor_yuan), wording.money(rule.cap_yuan)
        return sentence("rewards", "between", floor=floor, cap=cap)
    if rule.cap_yuan is not None:
        return sentence("rewards", "cap", cap=wording.money(rule.cap_yuan))
    if rule.floor_yuan is not None:
        return sentence("rewards", "floor", floor=wording.money(rule.floor_yuan))
    return ""


def _edition_day(bulletin: Bulletin, kind: str) -> date:
    """The newest effective day among what is printed, never the day of the build."""
    days = [d.effective_on or d.issued_on for d, _ in bulletin.criteria(kind)]
    days += [
        r.effective_on for r in bulletin.records.reward_rules if r.on_poster and r.effective_on
    ]
    days += [c.since for c in bulletin.records.channels if c.on_poster and c.since]
    return max(days)
