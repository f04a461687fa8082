"""The list of the outcomes of enforcement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

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
    former_values,
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
            (word.title("outcomes", "fine_yuan"), "fine"),
            (word.title("outcomes", "confiscated_yuan"), "confiscated"),
            (word.title("mines", "mine_id"), "mine"),
            (word.title("mines", "name"), "mine_name"),
            (said("town"), "town"),
            (word.title("outcomes", "authority"), "authority"),
            (said("address"), ADDRESS),
        ),
        rows,
        (by_year(rows, addresses.ENFORCEMENT, "title-enforcement"),),
        named=("id", "title", "party", "number", "mine", "mine_name", "mine_former", "authority"),
        naming=said("naming-enforcement"),
    )


def _outcome(bulletin: Bulletin, outcome: Outcome, title: str) -> Row:
    mine = bulletin.mines.get(outcome.mine_id)
    day = outcome.decided_on.isoformat()
    states = outcome_states(bulletin, outcome)
    return Row(
        {
            "id": outcome.outcome_id,
            "date": day,
            "kind": bulletin.vocabulary.word("outcomes", "kind", outcome.kind),
            "state": tags(_outcome_tags(outcome, states)),
            "title": title,
            "party": outcome.party_name or said("no-party"),
            "number": outcome.decision_no or said("no-number"),
            "result": penalty_result(outcome) if outcome.kind == "penalty" else "",
            "fine": _plain(outcome.fine_yuan),
            "confiscated": _plain(outcome.confiscated_yuan),
            "mine": outcome.mine_id,
            "mine_name": mine.name if mine else "",
            "mine_former": former_values(bulletin.dossiers[mine.mine_id], "name") if mine else "",
            "authority": authority_name(bulletin, outcome.authority),
            "town": bulletin.towns[mine.town_code].name if mine else "",
            "mark": "is-red" if "in-force" in states or "halting" in states else "",
        },
        {
            "kind": (outcome.kind,),
            "state": states,
            "year": (day[:4],),
            "town": (mine.town_code if mine else NONE,),
            "penalty": tuple(dict.fromkeys(several(outcome.penalty_kinds))) or (NONE,),
        },
        {"date": day, "party": outcome.party_name or None},
        day[:4],
    )


def _plain(yuan: Decimal | None) -> str:
    """A sum as a spreadsheet adds it up."""
    return "" if yuan is None else f"{yuan:f}"


def outcome_states(bulletin: Bulletin, outcome: Outcome) -> tuple[str, ...]:
    """The choices of the facet `state` that pick an outcome."""
    day, dossier = bulletin.as_of, bulletin.dossiers.get(outcome.mine_id)
    halts = dossier is not None and state.halts(outcome, day)
    held = {
        "in-force": state.stops(outcome, day),
        "halting": dossier is not None and outcome in dossier.halts,
        "lifted": outcome.kind == "stop-order" and state.reached(outcome.lifted_on, day),
        "resumed": halts
        and dossier is not None
        and state.resumption(outcome, dossier.outcomes, dossier.changes, day) is not None,
        "review": outcome.review_state not in ("", "none"),
        "corrected": state.reached(outcome.corrected_on, day),
    }
    return tuple(name for name, holds in held.items() if holds) or (NONE,)


def _outcome_tags(outcome: Outcome, states: Iterable[str]) -> Iterator[tuple[str, str]]:
    words = site()["outcome-states"]
    kinds = {"lifted": "done", "resumed": "done", "review": "plain", "corrected": "corrected"}
    for name in states:
        if name == "in-force":
            part = outcome.scope == "part"
            use = "stop-part" if part else "stop-whole"
            yield "part" if part else "stop", site()["mine-states"][use]
        elif name == "halting":
            yield "stop", said("tag-halt")
        elif name != NONE:
            yield kinds[name], words[name]
