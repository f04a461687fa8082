"""The scorecard (监管情况): the office measured by its own terms."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses, wording
from generator.artifacts import Page
from generator.bulletin import figures, scores
from generator.bulletin.postings import coverage, register
from generator.messages import sentence
from generator.render import charts
from generator.render.pages.writer import GRADES, Writer


def scorecard(writer: Writer) -> Iterator[Page]:
    """None where the settings keep it internal, and none without a mine."""
    rows, day = writer.bulletin.records, writer.day
    if not writer.scored or not rows.mines:
        return
    held = {
        dossier.mine.mine_id: dossier.grade.grade
        for dossier in writer.bulletin.active
        if dossier.grade
    }
    told = scores.quarters(rows)
    made = writer.source.posters
    postings = register(rows, {n: p.edition for n, p in made.items()}, writer.bulletin.documents)
    yield writer.page(
        "scorecard",
        addresses.SCORECARD,
        latencies=scores.latencies(rows),
        withdrawals=scores.withdrawals(writer.bulletin.removals),
        rectification=scores.rectification(rows, day),
        quarters=told,
        chart=_chart(told),
        grade_codes=[grade or "none" for grade in GRADES],
        visited=scores.visited(rows, held, day),
        closing=scores.closing(rows, day),
        boards=figures.at("boards", rows, day),
        current=sum(town.current for town in coverage(rows, postings)),
        stale=sum(posting.state == "stale" for posting in postings),
        printed=bool(made),
    )


def _chart(told: tuple[scores.Quarter, ...]) -> charts.Chart | None:
    counts = [
        (wording.short_period(quarter.period), planned, done)
        for quarter in told
        if (planned := quarter.sum("planned")) is not None
        and (done := quarter.sum("inspected")) is not None
    ]
    names = (sentence("scores", "done"), sentence("scores", "planned"))
    turned = [(label, done, planned) for label, planned, done in counts]
    return charts.pairs("inspections", sentence("scores", "inspections"), turned, names)
