"""Outcomes of enforcement, and the tombstones of what was public once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator import addresses, terms, wording
from generator.artifacts import Page
from generator.bulletin import Bulletin, Dossier, disclosure, state
from generator.messages import sentence
from generator.records import Outcome, Records, SupervisedHazard
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
    halting = {o.outcome_id for d in writer.bulletin.dossiers.values() for o in d.halts}
    yield writer.page(
        "enforcement",
        addresses.ENFORCEMENT,
        listing=lists.outcomes(writer.bulletin),
        titles=titles,
        in_force=[o for o in newest if state.stops(o, writer.day) or o.outcome_id in halting],
        stopped=[d for d in writer.bulletin.dossiers.values() if d.stopped],
        reviews=[o for o in newest if o.review_state in _UNDER_REVIEW],
        kinds=kinds(writer),
        quarters=by_quarter(writer.bulletin),
        chart=_chart(by_quarter(writer.bulletin)),
    )
    relations = _Relations(rows)
    word = writer.bulletin.vocabulary.word
    for outcome in newest:
        dossier = writer.bulletin.dossiers.get(outcome.mine_id)
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
            mine=dossier.mine if dossier else None,
            halts=state.halts(outcome, writer.day),
            resumed=_resumption(outcome, dossier, writer.day),
            related=list(relations.of(outcome)),
            public_until=writer.bulletin.ends.get(outcome.outcome_id),
            titles=titles,
        )


def _resumption(penalty: Outcome, dossier: Dossier | None, day: date) -> state.Resumption | None:
    outcomes, changes = (dossier.outcomes, dossier.changes) if dossier else ((), ())
    return state.resumption(penalty, outcomes, changes, day)


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


class _Relations:
    """Which records belong together; looked up, for a page cannot ask all the others."""

    def __init__(self, rows: Records) -> None:
        self._outcomes = {o.outcome_id: o for o in rows.outcomes}
        self._cases = grouped(rows.outcomes, lambda o: o.group_id)
        self._replacing = grouped(rows.outcomes, lambda o: o.replaces)
        self._matters = grouped(rows.outcomes, _matter)
        self._days = grouped(rows.outcomes, _mine_and_day)
        self._listed = grouped(rows.listed_entities, lambda entity: entity.party_uscc)
        self._hazards = grouped(rows.supervised_hazards, _matter)

    def of(self, outcome: Outcome) -> Iterator[tuple[str, str]]:
        """Other records of the same case or matter: how they are related, and their address."""
        told = {outcome.outcome_id}

        def other(use: str, found: Iterable[Outcome]) -> Iterator[tuple[str, str]]:
            for row in found:
                if row.outcome_id not in told:
                    told.add(row.outcome_id)
                    yield sentence("related", use), addresses.outcome(row.outcome_id)

        if outcome.group_id:
            case = self._cases.get(outcome.group_id, [])
            newest = sorted(case, key=lambda o: (o.decided_on, o.outcome_id), reverse=True)
            yield from other("case", newest)
        replaced = self._outcomes.get(outcome.replaces)
        yield from other("replaces", [replaced] if replaced else [])
        yield from other("replaced", self._replacing.get(outcome.outcome_id, []))
        if matter := _matter(outcome):
            for hazard in self._hazards.get(matter, []):
                yield sentence("related", "hazard"), addresses.hazard(hazard.hazard_id)
            yield from other("matter", self._matters.get(matter, []))
        if outcome.mine_id:
            yield from other("day", self._days[_mine_and_day(outcome)])
        if outcome.party_uscc and outcome.kind != "commendation":
            for entity in self._listed.get(outcome.party_uscc, []):
                yield sentence("related", "listed"), addresses.listed_entity(entity.listing_id)


def _matter(row: Outcome | SupervisedHazard) -> str:
    """What a record is about, the criterion at the mine; "" where it says no such thing."""
    return f"{row.mine_id} {row.criterion_id}" if row.mine_id and row.criterion_id else ""


def _mine_and_day(row: Outcome) -> str:
    return f"{row.mine_id} {row.decided_on}"


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
