"""The mines, each on its page, and the towns they lie in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from generator import addresses
from generator.artifacts import Page
from generator.bulletin import Dossier, state
from generator.render.pages.writer import Writer, by_town


def mines(writer: Writer) -> Iterator[Page]:
    dossiers = writer.bulletin.dossiers
    if not dossiers:
        return
    yield writer.page("mines", addresses.MINES, by_town=by_town(writer.bulletin))
    for dossier in dossiers.values():
        mine = dossier.mine
        yield writer.page(
            "mine",
            addresses.mine(mine.mine_id),
            title=mine.name,
            parent=addresses.MINES,
            published_on=mine.listed_on,
            source=dossier.regulator.name if dossier.regulator else "",
            keywords=[mine.name, dossier.town.name],
            d=dossier,
            mine=mine,
            hazards=[(h, state.of_hazard(h, writer.day)) for h in dossier.hazards],
            spans=_grade_spans(dossier, writer.day),
        )


@dataclass(frozen=True)
class Span:
    """A stretch of time in which a mine bore a grade, as percentages of the whole history."""

    grade: str
    start: float
    width: float
    since: date


def _grade_spans(dossier: Dossier, day: date) -> list[Span]:
    """The grade history in proportion of time, oldest first."""
    grades = tuple(reversed(dossier.grades))
    if not grades:
        return []
    begin = grades[0].graded_on
    total = max((day - begin).days, 1)
    spans = []
    for grade, following in zip(grades, (*grades[1:], None), strict=True):
        end = following.graded_on if following else day
        start = (grade.graded_on - begin).days * 100 / total
        width = (end - grade.graded_on).days * 100 / total
        spans.append(Span(grade.grade, round(start, 2), round(width, 2), grade.graded_on))
    return spans


def towns(writer: Writer) -> Iterator[Page]:
    grouped = by_town(writer.bulletin)
    if not grouped:
        return
    yield writer.page("towns", addresses.TOWNS, by_town=grouped)
    for town, dossiers in grouped:
        yield writer.page(
            "town",
            addresses.town(town.town_code),
            title=town.name,
            parent=addresses.TOWNS,
            town=town,
            dossiers=dossiers,
            events=[e for e in writer.bulletin.events if town.town_code in e.subject.towns][:20],
        )
