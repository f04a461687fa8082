"""The list of supervised hazards."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.bulletin import Bulletin, state
from generator.messages import sentence, site
from generator.records import SupervisedHazard
from generator.render.listing import ADDRESS, Column, Facet, Listing, Row, Slot, tags
from generator.render.lists.telling import authority_name, by_year, said, town_choices, year_choices


def hazards(bulletin: Bulletin) -> Listing:
    """Hazards under supervision: overdue ones first, then those with the least time left."""
    stages = {"overdue": 0, "open": 1, "closed": 2}
    standings = sorted(
        ((h, state.of_hazard(h, bulletin.as_of)) for h in bulletin.records.supervised_hazards),
        key=lambda p: (stages[p[1].stage], -p[1].overdue, p[1].left, p[0].hazard_id),
    )
    rows = tuple(_hazard(bulletin, hazard, standing) for hazard, standing in standings)
    word = bulletin.vocabulary
    return Listing(
        "hazards",
        sentence("pages", "hazards"),
        said("unit-hazards"),
        addresses.HAZARDS,
        (
            Facet("state", said("state"), site()["hazard-states"], open=True),
            Facet("year", said("year-found"), year_choices(rows), open=True),
            Facet("kind", word.title("mines", "mine_kind"), word.words("mines", "mine_kind"), True),
            Facet("town", word.title("mines", "town_code"), town_choices(bulletin)),
        ),
        (
            Column(
                said("hazard"),
                (
                    Slot("link", "what", addresses.hazard("{}"), "id"),
                    Slot("small", "name"),
                ),
                style="wide",
            ),
            Column(
                said("found-on"),
                (Slot("day", "found"),),
                "found",
                down=True,
                style="labelled inline",
            ),
            Column(
                said("deadline"), (Slot("day", "deadline"),), "deadline", style="labelled inline"
            ),
            Column(
                said("closed"),
                (Slot("day", "closed"),),
                "closed",
                down=True,
                style="labelled inline",
            ),
            Column(
                said("state"),
                (Slot("tags", "state"), Slot("small", "days"), Slot("small", "meanwhile")),
            ),
        ),
        (
            (word.title("supervised_hazards", "hazard_id"), "id"),
            (word.title("mines", "mine_id"), "mine"),
            (word.title("mines", "name"), "name"),
            (word.title("supervised_hazards", "description"), "what"),
            (word.title("supervised_hazards", "found_on"), "found"),
            (said("deadline"), "deadline"),
            (word.title("supervised_hazards", "closed_on"), "closed"),
            (said("state"), "state"),
            (word.title("supervised_hazards", "work"), "work"),
            (word.title("supervised_hazards", "document_no"), "number"),
            (word.title("supervised_hazards", "responsible_unit"), "unit"),
            (word.title("supervised_hazards", "supervised_by"), "authority"),
            (said("address"), ADDRESS),
        ),
        rows,
        (by_year(rows, addresses.HAZARDS, "title-hazards", "found"),),
        named=("id", "mine", "name", "unit", "what", "number"),
        naming=said("naming-hazards"),
    )


def _hazard(bulletin: Bulletin, hazard: SupervisedHazard, standing: state.HazardState) -> Row:
    mine = bulletin.mines[hazard.mine_id]
    found = hazard.found_on.isoformat()
    closed = standing.stage == "closed"
    work = bulletin.vocabulary.word("supervised_hazards", "work", hazard.work)
    return Row(
        {
            "id": hazard.hazard_id,
            "what": hazard.description,
            "mine": hazard.mine_id,
            "name": mine.name,
            "found": found,
            "deadline": standing.deadline.isoformat(),
            "closed": hazard.closed_on.isoformat() if closed and hazard.closed_on else "",
            "state": tags(_hazard_tags(standing)),
            "days": said("took" if closed else "since", days=standing.age),
            "work": work,
            "meanwhile": said("meanwhile", work=work) if work and not closed else "",
            "number": hazard.document_no,
            "unit": hazard.responsible_unit,
            "authority": authority_name(bulletin, hazard.supervised_by),
            "mark": "is-red" if standing.stage == "overdue" else "",
        },
        {
            "state": tuple(hazard_states(standing)),
            "year": (found[:4],),
            "kind": (mine.mine_kind,),
            "town": (mine.town_code,),
        },
        {
            "found": found,
            "deadline": standing.deadline.isoformat(),
            "closed": hazard.closed_on.isoformat() if closed and hazard.closed_on else None,
        },
        "all",
    )


def hazard_states(standing: state.HazardState) -> Iterator[str]:
    yield standing.stage
    if standing.extended:
        yield "extended"


def _hazard_tags(standing: state.HazardState) -> Iterator[tuple[str, str]]:
    words = site()["hazard-states"]
    if standing.stage == "overdue":
        yield "overdue", said("tag-late", days=standing.overdue)
    elif standing.stage == "open":
        yield "open", said("tag-left", days=standing.left)
    else:
        yield "done", words["closed"]
    if standing.extended:
        yield "extended", words["extended"]
