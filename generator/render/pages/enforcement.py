"""Outcomes of enforcement, and the tombstones of what was public once."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.artifacts import Page
from generator.bulletin import disclosure, state
from generator.messages import sentence
from generator.records import Outcome
from generator.render.pages.writer import Writer, grouped


def enforcement(writer: Writer) -> Iterator[Page]:
    rows = writer.bulletin.records
    if not rows.outcomes and not rows.listed_entities:
        return
    newest = sorted(rows.outcomes, key=lambda o: (o.decided_on, o.outcome_id), reverse=True)
    titles = {
        event.address: event.title
        for event in writer.bulletin.events
        if event.key.endswith("/decided") and event.kind == "enforcement"
    }
    yield writer.page(
        "enforcement",
        addresses.ENFORCEMENT,
        outcomes=newest,
        titles=titles,
        in_force=[outcome for outcome in newest if state.stops(outcome, writer.day)],
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
            together=[o for o in cases[outcome.group_id] if outcome.group_id and o is not outcome],
            replaced=writer.bulletin.outcomes.get(outcome.replaces),
            public_until=writer.bulletin.ends.get(outcome.outcome_id),
            titles=titles,
        )


def tombstones(writer: Writer) -> Iterator[Page]:
    """At the address of a record that was public once: that it was, and why it is no longer."""
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
        )


def _keywords(writer: Writer, outcome: Outcome) -> Iterator[str]:
    yield writer.bulletin.vocabulary.word("outcomes", "kind", outcome.kind)
    if mine := writer.bulletin.mines.get(outcome.mine_id):
        yield mine.name
