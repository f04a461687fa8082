"""Grades, standardisation levels and the thresholds for a mine: what the mines are measured by."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.artifacts import Page
from generator.render.pages.writer import Writer, distribution


def grading(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if rows.risk_grades:
        yield writer.page(
            "grading",
            addresses.GRADING,
            distribution=distribution(writer.bulletin),
            changes=[e for e in writer.bulletin.events if e.kind == "grading"],
        )


def standardisation(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if rows.standardisation:
        held = [d for d in writer.bulletin.dossiers.values() if d.standardisation]
        yield writer.page("standardisation", addresses.STANDARDISATION, held=held)


def thresholds(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if rows.mineral_thresholds or rows.scale_classes:
        yield writer.page("thresholds", addresses.THRESHOLDS)
