"""The list of the outcomes of enforcement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator import addresses
from generator.bulletin import Bulletin, state
from generator.bulletin.events import penalty_result
from generator.messages import sentence, site
from generator.records import Outcome, several
from generator.render.listing import ADDRESS, NONE, Column, Facet, Listing, Row, Slot, tags
from generator.render.lists.telling import (
    and_none,
    authority_name,
    by_year,
    former_names,
    said,
    town_choices,
    year_choices,
)


def outcomes(bulletin: Bulletin) -> Listing:
    """The outcomes that are public, newest first."""
    titles = {
        event.address: event.title
        for event in bulletin.events
        if event.kind == "enforcement" and event.key.endswith("/decided")
    }
    newest = sorted(
        bulletin.records.outcomes, key=lambda o: (o.decided_on, o.outcome_id), reverse=True
    )
    rows = tuple(_outcome(bulletin, o, titles[addresses.outcome(o.outcome_id)]) for o in newest)
    word = bulletin.vocabulary
    imposed = sorted({kind for o in newest for kind in several(o.penalty_kinds)})
    return Listing(
        "enforcement",
        sentence("pages", "enforcement"),
        said("unit-enforcement"),
        addresses.ENFORCEMENT,
        (
            Facet("kind", said("kind"), word.words("outcomes", "kind"), open=True),
            Facet("state", said("state"), site()["outcome-states"], open=True),
            Facet("year", said("year-decided"), year_choices(rows), open=True),
            Facet("town", word.title("mines", "town_code"), and_none(town_choices(bulletin))),
            Facet(
                "penalty",
                word.title("outcomes", "penalty_kinds"),
                {**{kind: kind for kind in imposed}, NONE: said("no-penalty")},
            ),
        ),
        (
            Column(said("made-on"), (Slot("day", "date"),), "date", down=True, style="inline"),
            Column(said("kind"), (Slot("text", "kind"), Slot("tags", "state")), style="inline"),
            Column(
                said("content"),
                (Slot("link", "title", addresses.outcome("{}"), "id"),),
                style="wide",
            ),
            Column(said("party"), (Slot("text", "party"),), "party"),
            Column(said("number"), (Slot("text", "number"),), style="source"),
        ),
        (
            (word.title("outcomes", "outcome_id"), "id"),
            (word.title("outcomes", "decided_on"), "date"),
            (word.title("outcomes", "kind"), "kind"),
            (said("state"), "state"),
            (said("content"), "title"),
            (word.title("outcomes", "party_name"), "party"),
            (word.title("outcomes", "decision_no"), "number"),
            (said("result"), "result"),
            (word.title("outcomes", "mine_id"), "mine"),
            (word.title("mines", "name"), "mine_name"),
            (said("town"), "town"),
            (word.title("outcomes", "authority"), "authority"),
            (said("address"), ADDRESS),
        ),
        rows,
        (by_year(rows, addresses.ENFORCEMENT, "title-enforcement"),),
        named=("id", "title", "party", "number", "mine", "mine_name", "mine_former"),
        naming=said("naming-enforcement"),
    )


def _outcome(bulletin: Bulletin, outcome: Outcome, title: str) -> Row:
    mine = bulletin.mines.get(outcome.mine_id)
    day = outcome.decided_on.isoformat()
    return Row(
        {
            "id": outcome.outcome_id,
            "date": day,
            "kind": bulletin.vocabulary.word("outcomes", "kind", outcome.kind),
            "state": tags(_outcome_tags(outcome, bulletin.as_of)),
            "title": title,
            "party": outcome.party_name or said("no-party"),
            "number": outcome.decision_no or said("no-number"),
            "result": penalty_result(outcome) if outcome.kind == "penalty" else "",
            "mine": outcome.mine_id,
            "mine_name": mine.name if mine else "",
            "mine_former": former_names(bulletin.dossiers[mine.mine_id]) if mine else "",
            "authority": authority_name(bulletin, outcome.authority),
            "town": bulletin.towns[mine.town_code].name if mine else "",
            "mark": "is-red" if state.stops(outcome, bulletin.as_of) else "",
        },
        {
            "kind": (outcome.kind,),
            "state": tuple(outcome_states(outcome, bulletin.as_of)),
            "year": (day[:4],),
            "town": (mine.town_code if mine else NONE,),
            "penalty": tuple(dict.fromkeys(several(outcome.penalty_kinds))) or (NONE,),
        },
        {"date": day, "party": outcome.party_name or None},
        day[:4],
    )


def outcome_states(outcome: Outcome, day: date) -> Iterator[str]:
    held = {
        "in-force": state.stops(outcome, day),
        "lifted": outcome.kind == "stop-order" and state.reached(outcome.lifted_on, day),
        "review": outcome.review_state not in ("", "none"),
        "corrected": state.reached(outcome.corrected_on, day),
    }
    found = [name for name, holds in held.items() if holds]
    yield from found or [NONE]


def _outcome_tags(outcome: Outcome, day: date) -> Iterator[tuple[str, str]]:
    said = site()["outcome-states"]
    kinds = {"lifted": "done", "review": "plain", "corrected": "corrected"}
    for name in outcome_states(outcome, day):
        if name == "in-force":
            part = outcome.scope == "part"
            use = "stop-part" if part else "stop-whole"
            yield "part" if part else "stop", site()["mine-states"][use]
        elif name != NONE:
            yield kinds[name], said[name]
