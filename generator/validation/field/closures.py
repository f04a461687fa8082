"""Closures, consolidations and upgrades (三个一批)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.problems import Problem
from generator.validation.desk import Desk


def cases_are_decided_or_consulted(desk: Desk) -> Iterator[Problem]:
    """A case is public only once it is decided, or from its public consultation on (政府信息
    公开条例 第二十六条; 行动方案 第24项).
    """
    for case in desk.lines("closures", "cases"):
        published = case.day("published_on")
        if published is None or case.text("consulted_from"):
            continue
        decided = case.day("decided_on")
        if not case.text("decided_on") or (decided is not None and published < decided):
            yield case.problem("case-published-early", "published_on")
