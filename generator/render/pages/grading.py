"""Grades, standardisation levels and the thresholds for a mine: what the mines are measured by."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from generator import addresses
from generator.artifacts import Page
from generator.bulletin import Bulletin, Dossier, figures, state
from generator.messages import sentence
from generator.records import RiskGrade, ScaleClass
from generator.render import charts
from generator.render.pages.writer import GRADES, Writer, distribution

SHOWN_CHANGES = 50
"""So many changes stand on the page of grades, the newest; every mine's page has all of its own."""


def grading(writer: Writer) -> Iterator[Page]:
    bulletin = writer.bulletin
    if not bulletin.records.risk_grades:
        return
    counts = distribution(bulletin)
    word = bulletin.vocabulary.word
    named = [
        (word("risk_grades", "grade", g) if g else sentence("charts", "ungraded"), n)
        for g, n in counts
    ]
    changes = grade_changes(bulletin)
    yield writer.page(
        "grading",
        addresses.GRADING,
        chart=charts.bars(
            "grades",
            sentence("charts", "grades"),
            named,
            sentence("charts", "mines-unit"),
            grades=[grade for grade, _ in counts],
        ),
        by_grade=[_bearing(bulletin, grade, writer.day) for grade in GRADES],
        authorities=graders(bulletin),
        changes=changes[:SHOWN_CHANGES],
        by_year=changes_by_year(changes),
    )


@dataclass(frozen=True)
class Bearing:
    """The mines that bear a grade today; how many of them are stopped or have an open hazard."""

    grade: str
    dossiers: tuple[Dossier, ...]
    stopped: int
    hazardous: int


def _bearing(bulletin: Bulletin, grade: str, day: date) -> Bearing:
    """The mines of a grade, "" the ungraded, most recently graded first."""
    held = [d for d in bulletin.active if (d.grade.grade if d.grade else "") == grade]
    held.sort(key=lambda d: d.grade.graded_on if d.grade else day, reverse=True)
    hazardous = sum(
        any(state.of_hazard(hazard, day).stage != "closed" for hazard in d.hazards) for d in held
    )
    return Bearing(grade, tuple(held), sum(bool(d.stopped) for d in held), hazardous)


def graders(bulletin: Bulletin) -> list[tuple[str, Counter[str]]]:
    """For each authority the grades in force that it gave, the busiest first."""
    given: dict[str, Counter[str]] = {}
    for dossier in bulletin.active:
        if dossier.grade:
            given.setdefault(dossier.grade.authority, Counter())[dossier.grade.grade] += 1
    return sorted(given.items(), key=lambda pair: (-pair[1].total(), pair[0]))


@dataclass(frozen=True)
class GradeChange:
    """A mine's grade that became another one; a later letter is a higher risk, D the highest."""

    grade: RiskGrade
    old: str

    @property
    def higher(self) -> bool:
        return self.grade.grade > self.old


def grade_changes(bulletin: Bulletin) -> list[GradeChange]:
    """Every change of a grade, the newest first; a first grade or an unchanged one is none."""
    found = [
        GradeChange(newer, older.grade)
        for dossier in bulletin.dossiers.values()
        for newer, older in itertools.pairwise(dossier.grades)
        if newer.grade != older.grade
    ]
    return sorted(found, key=lambda c: (c.grade.graded_on, c.grade.grade_id), reverse=True)


def changes_by_year(changes: list[GradeChange]) -> list[tuple[int, int, int]]:
    """Year, changes to a higher risk, changes to a lower one; the newest year first."""
    years = sorted({change.grade.graded_on.year for change in changes}, reverse=True)
    counts = Counter((change.grade.graded_on.year, change.higher) for change in changes)
    return [(year, counts[(year, True)], counts[(year, False)]) for year in years]


def standardisation(writer: Writer) -> Iterator[Page]:
    bulletin = writer.bulletin
    if not bulletin.records.standardisation:
        return
    certificates = [(d, s) for d in bulletin.dossiers.values() for s in d.standardisation]
    levels = levels_in_force(bulletin, writer.day)
    word = bulletin.vocabulary.word
    labelled = [
        (word("standardisation", "level", level) if level else sentence("charts", "no-level"), n)
        for level, n in levels
    ]
    share = figures.at("standardised-share", bulletin.records, writer.day)
    yield writer.page(
        "standardisation",
        addresses.STANDARDISATION,
        certificates_in_force=[p for p in certificates if state.valid(p[1], writer.day)],
        certificates_over=[p for p in certificates if not state.valid(p[1], writer.day)],
        chart=charts.bars(
            "levels", sentence("charts", "levels"), labelled, sentence("charts", "mines-unit")
        ),
        levels=labelled,
        active=len(bulletin.active),
        producing=share.whole,
        holding=share.number,
        without=[d for d in bulletin.active if not state.level(d.standardisation, writer.day)],
    )


def levels_in_force(bulletin: Bulletin, day: date) -> list[tuple[str, int]]:
    """For each level, from the highest, how many mines that are not closed hold it; "" for none."""
    counts = Counter(state.level(dossier.standardisation, day) for dossier in bulletin.active)
    levels = bulletin.vocabulary.words("standardisation", "level")
    return [(level, counts[level]) for level in (*sorted(levels), "")]


def thresholds(writer: Writer) -> Iterator[Page]:
    bulletin = writer.bulletin
    rows = bulletin.records
    if not rows.mineral_thresholds and not rows.scale_classes:
        return
    scales = scales_of_mines(bulletin)
    yield writer.page(
        "thresholds",
        addresses.THRESHOLDS,
        chart=charts.bars(
            "scales", sentence("charts", "scales"), scales, sentence("charts", "mines-unit")
        ),
        scales=scales,
        sources=list(dict.fromkeys(map(_source, rows.scale_classes))),
    )


def _source(row: ScaleClass) -> tuple[str, str, date | None]:
    return row.document_no, row.source_url, row.checked_on


def scales_of_mines(bulletin: Bulletin) -> list[tuple[str, int]]:
    """How many mines of each scale; open-pit, underground and combined ones that are not closed."""
    counts = Counter(
        d.mine.scale
        for d in bulletin.active
        if d.mine.mine_kind in ("open-pit", "underground", "combined")
    )
    words = bulletin.vocabulary.words("mines", "scale")
    found = [(label, counts[scale]) for scale, label in words.items()]
    unknown = counts[""]
    return [*found, (sentence("charts", "no-scale"), unknown)] if unknown else found
