"""Outcomes of enforcement, and the tombstones of what was public once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator import addresses, terms, wording
from generator.artifacts import Page
from generator.bulletin import Bulletin, disclosure, state
from generator.messages import sentence
from generator.records import Outcome
from generator.render import charts, lists
from generator.render.pages.writer import Writer, grouped


def enforcement(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if not rows.outcomes and not rows.listed_entities:
        return
    newest = sorted(rows.outcomes, key=lambda o: (o.decided_on, o.outcome_id), reverse=True)
    titles = {
        event.address: event.title
        for event in writer.bulletin.events
        if event.key.endswith(("/decided", "/listed")) and event.kind in ("enforcement", "hazards")
    }
    yield writer.page(
        "enforcement",
        addresses.ENFORCEMENT,
        listing=lists.outcomes(writer.bulletin),
        titles=titles,
        in_force=[outcome for outcome in newest if state.stops(outcome, writer.day)],
        reviews=[o for o in newest if o.review_state in _UNDER_REVIEW],
        kinds=kinds(writer),
        quarters=by_quarter(writer.bulletin),
        chart=_chart(by_quarter(writer.bulletin)),
    )
    cases = grouped(newest, lambda outcome: outcome.group_id)
    word = writer.bulletin.vocabulary.word
    for outcome in newest:
        address = addresses.outcome(outcome.outcome_id)
        yield writer.page(
            "outcome",
            address,
            title=titles[address],
            parent=addresses.ENFORCEMENT,
            published_on=outcome.published_on,
            source=outcome.source_system or writer.authority(outcome.authority),
            keywords=_keywords(writer, outcome),
            disclosure=disclosure.of_outcome(
                outcome, writer.day, ended=word("outcomes", "end_kind", outcome.end_kind)
            ),
            o=outcome,
            mine=writer.bulletin.mines.get(outcome.mine_id),
            related=list(_related(writer, outcome, cases.get(outcome.group_id, ()))),
            public_until=writer.bulletin.ends.get(outcome.outcome_id),
            titles=titles,
        )


_UNDER_REVIEW = ("reconsideration", "litigation")


@dataclass(frozen=True)
class Kind:
    """A kind of outcome: how many are public today, and who decided them, the busiest first."""

    kind: str
    count: int
    deciders: tuple[str, ...]


def kinds(writer: Writer) -> list[Kind]:
    """Every kind of outcome, also one that nothing public is of."""
    found = []
    for kind in writer.bulletin.vocabulary.words("outcomes", "kind"):
        rows = [o for o in writer.bulletin.records.outcomes if o.kind == kind]
        busiest = Counter(o.authority for o in rows if o.authority).most_common()
        ids = sorted(busiest, key=lambda pair: (-pair[1], pair[0]))
        found.append(Kind(kind, len(rows), tuple(writer.authority(i) for i, _ in ids)))
    return found


def by_quarter(bulletin: Bulletin) -> list[tuple[str, int, int]]:
    """The last eight quarters up to the day: its name, outcomes decided, and those still public.

    What the law took down is counted among the decided ones and nowhere told: without it every
    older quarter would look quieter than it was.
    """
    decided = bulletin.ever_by_quarter
    if not decided:
        return []
    public = Counter(terms.quarter(o.decided_on) for o in bulletin.records.outcomes)
    first = min(decided)
    begun = date(int(first[:4]), int(first[-1]) * 3 - 2, 1)
    names = charts.quarters(begun, bulletin.as_of)[-_QUARTERS:]
    return [(name, decided[name], public[name]) for name in reversed(names)]


_QUARTERS = 8


def _chart(counts: Iterable[tuple[str, int, int]]) -> charts.Chart | None:
    return charts.pairs(
        "outcomes",
        sentence("charts", "outcomes"),
        [(wording.short_period(quarter), decided, public) for quarter, decided, public in counts],
        (sentence("charts", "decided"), sentence("charts", "public")),
    )


def _related(
    writer: Writer, outcome: Outcome, case: Iterable[Outcome]
) -> Iterator[tuple[str, str]]:
    """Other records of the same case or matter: how they are related, and their address."""
    rows = writer.bulletin.records
    told = {outcome.outcome_id}

    def other(use: str, found: Iterable[Outcome]) -> Iterator[tuple[str, str]]:
        for row in found:
            if row.outcome_id not in told:
                told.add(row.outcome_id)
                yield sentence("related", use), addresses.outcome(row.outcome_id)

    if outcome.group_id:
        yield from other("case", case)
    yield from other("replaces", (o for o in rows.outcomes if o.outcome_id == outcome.replaces))
    yield from other("replaced", (o for o in rows.outcomes if o.replaces == outcome.outcome_id))
    if outcome.mine_id and outcome.criterion_id:
        matter = (outcome.mine_id, outcome.criterion_id)
        for hazard in rows.supervised_hazards:
            if (hazard.mine_id, hazard.criterion_id) == matter:
                yield sentence("related", "hazard"), addresses.hazard(hazard.hazard_id)
        yield from other(
            "matter", (o for o in rows.outcomes if (o.mine_id, o.criterion_id) == matter)
        )


def tombstones(writer: Writer) -> Iterator[Page]:
    """At the address of a record that was public once: that it was, and why it is no longer."""
    rows = writer.bulletin.records
    kept = {
        "enforcement": rows.outcomes or rows.listed_entities,
        "hazards": rows.supervised_hazards or rows.hazard_counts,
        "closures": rows.cases,
    }
    for removal in writer.bulletin.removals:
        use = "page-withdrawn" if removal.withdrawn else "page-ended"
        yield writer.page(
            "tombstone",
            removal.address,
            title=sentence("removals", use),
            description=sentence("removals", "description", id=removal.record_id),
            parent=f"{removal.family}/",
            listed=False,
            published_on=removal.day,
            removal=removal,
            listing=f"{removal.family}/" if kept[removal.family] else "",
        )


def _keywords(writer: Writer, outcome: Outcome) -> Iterator[str]:
    yield writer.bulletin.vocabulary.word("outcomes", "kind", outcome.kind)
    if mine := writer.bulletin.mines.get(outcome.mine_id):
        yield mine.name
