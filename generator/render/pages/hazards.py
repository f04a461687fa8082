"""Hazards under supervision (挂牌督办) and accidents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator import addresses, terms, wording
from generator.artifacts import Page
from generator.bulletin import disclosure, state
from generator.messages import sentence
from generator.records import Accident, HazardCount, SupervisedHazard
from generator.render import charts, listing, lists
from generator.render.pages.writer import Writer, grouped


def hazards(writer: Writer) -> Iterator[Page]:
    rows, day = writer.bulletin.records, writer.day
    if not rows.supervised_hazards and not rows.hazard_counts:
        return
    order = {"overdue": 0, "open": 1, "closed": 2}
    listed = sorted(
        ((hazard, state.of_hazard(hazard, day)) for hazard in rows.supervised_hazards),
        key=lambda pair: (order[pair[1].stage], -pair[1].overdue, pair[1].left, pair[0].hazard_id),
    )
    yield writer.page(
        "hazards",
        addresses.HAZARDS,
        hazards=listed,
        listing=lists.hazards(writer.bulletin),
        shown=listing.SHOWN,
        figures=_figures(listed, day),
        found_and_closed=[
            (source, _found_and_closed(rows.hazard_counts, source, label))
            for source, label in writer.bulletin.vocabulary.words("hazard_counts", "source").items()
        ],
    )
    checks = grouped(rows.hazard_checks, lambda check: check.hazard_id)
    titles = {e.address: e.title for e in writer.bulletin.events if e.key.endswith("/decided")}
    for hazard, standing in listed:
        address = addresses.hazard(hazard.hazard_id)
        mine = writer.bulletin.mines[hazard.mine_id]
        yield writer.page(
            "hazard",
            address,
            title=sentence("titles", "hazard", mine=mine.name, found=hazard.found_on.isoformat()),
            parent=addresses.HAZARDS,
            published_on=hazard.published_on,
            source=writer.authority(hazard.supervised_by),
            keywords=[mine.name],
            disclosure=disclosure.of_hazard(hazard, day),
            hazard=hazard,
            standing=standing,
            mine=mine,
            checks=checks.get(hazard.hazard_id, []),
            related=[
                addresses.outcome(outcome.outcome_id)
                for outcome in writer.bulletin.dossiers[hazard.mine_id].outcomes
                if hazard.criterion_id and outcome.criterion_id == hazard.criterion_id
            ],
            titles=titles,
        )


@dataclass(frozen=True)
class Figures:
    """Supervised hazards on the day; `days` is how long the closed ones took, on average."""

    open: int
    overdue: int
    extended: int
    closed: int
    days: int | None


def _figures(listed: list[tuple[SupervisedHazard, state.HazardState]], day: date) -> Figures:
    """Closed ones are those of the twelve months up to the day."""
    unclosed = [standing for _, standing in listed if standing.stage != "closed"]
    took = [
        standing.age
        for hazard, standing in listed
        if standing.stage == "closed"
        and hazard.closed_on is not None
        and terms.add_months(hazard.closed_on, 12) >= day
    ]
    return Figures(
        open=len(unclosed),
        overdue=sum(standing.stage == "overdue" for standing in unclosed),
        extended=sum(standing.extended for standing in unclosed),
        closed=len(took),
        days=round(sum(took) / len(took)) if took else None,
    )


def _found_and_closed(
    counts: Iterable[HazardCount], source: str, label: str
) -> charts.Chart | None:
    return charts.pairs(
        f"counts-{source}",
        sentence("charts", "hazards", source=label),
        quarterly(counts, source),
        (sentence("charts", "found"), sentence("charts", "closed")),
    )


def quarterly(counts: Iterable[HazardCount], source: str) -> list[tuple[str, int, int]]:
    """The last eight quarters of a source: the quarter in words, found, closed; newest first.

    A quarter without both numbers is left out: nothing is drawn where nothing was told.
    """
    told = [
        (count.period, count.found, count.closed)
        for count in counts
        if count.source == source and "-Q" in count.period
    ]
    complete = [(p, f, c) for p, f, c in told if f is not None and c is not None]
    newest = sorted(complete, reverse=True)[:_QUARTERS]
    return [(wording.short_period(period), found, closed) for period, found, closed in newest]


_QUARTERS = 8


def accidents(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records.accidents
    if rows:
        yield writer.page(
            "accidents",
            addresses.ACCIDENTS,
            years=accident_years(rows),
            due=_evaluations(rows),
            disclosures={a.accident_id: disclosure.of_accident(a, writer.day) for a in rows},
        )


@dataclass(frozen=True)
class AccidentYear:
    """The public accidents of a year; `dangerous` are those that hurt nobody (涉险事故)."""

    year: int
    accidents: int
    deaths: int
    injuries: int
    dangerous: int


def accident_years(rows: Iterable[Accident]) -> list[AccidentYear]:
    """Only years that have one, the newest first."""
    by_year = grouped(rows, lambda accident: str(accident.occurred_on.year))
    return [
        AccidentYear(
            int(year),
            sum(accident.kind == "accident" for accident in found),
            sum(accident.deaths or 0 for accident in found),
            sum(accident.serious_injuries or 0 for accident in found),
            sum(accident.kind != "accident" for accident in found),
        )
        for year, found in sorted(by_year.items(), reverse=True)
    ]


def _evaluations(rows: Iterable[Accident]) -> dict[str, date | None]:
    """The last day for the evaluation: a year after the report (安全生产法 第八十六条)."""
    return {
        accident.accident_id: terms.add_months(accident.approved_on, 12)
        if accident.approved_on
        else None
        for accident in rows
    }
