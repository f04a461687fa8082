"""The list of closures, consolidations and upgrades."""

from __future__ import annotations

from generator import addresses
from generator.bulletin import Bulletin, state
from generator.messages import sentence, site
from generator.records import Case, Mine
from generator.render.listing import ADDRESS, NONE, Column, Facet, Listing, Row, Slot, tags
from generator.render.lists.telling import (
    and_none,
    authority_name,
    by_year,
    said,
    town_choices,
    year_choices,
)


def closures(bulletin: Bulletin) -> Listing:
    """The cases of the exit lists, newest list first."""
    members: dict[str, list[Mine]] = {case.case_id: [] for case in bulletin.records.cases}
    for member in bulletin.records.case_mines:
        members[member.case_id].append(bulletin.mines[member.mine_id])
    newest = sorted(bulletin.records.cases, key=lambda c: (-c.list_year, c.case_id))
    rows = tuple(_case(bulletin, case, members[case.case_id]) for case in newest)
    word = bulletin.vocabulary
    return Listing(
        "closures",
        sentence("pages", "closures"),
        said("unit-closures"),
        addresses.CLOSURES,
        (
            Facet("batch", word.title("cases", "batch"), word.words("cases", "batch"), open=True),
            Facet("state", said("progress"), site()["case-states"], open=True),
            Facet("year", word.title("cases", "list_year"), year_choices(rows), open=True),
            Facet("town", word.title("mines", "town_code"), and_none(town_choices(bulletin))),
        ),
        (
            Column(
                said("mine"),
                (Slot("link", "names", addresses.case("{}"), "id"), Slot("small", "town")),
                style="wide",
            ),
            Column(said("year-list"), (Slot("text", "year"),), "year", down=True, style="inline"),
            Column(said("batch"), (Slot("text", "batch"), Slot("small", "ground")), style="inline"),
            Column(said("decided"), (Slot("text", "authority"), Slot("small", "number"))),
            Column(said("deadline"), (Slot("text", "deadline"),), "deadline", style="labelled"),
            Column(said("progress"), (Slot("tags", "state"),)),
        ),
        (
            (word.title("cases", "case_id"), "id"),
            (said("mine"), "names"),
            (said("town"), "town"),
            (word.title("cases", "list_year"), "year"),
            (word.title("cases", "batch"), "batch"),
            (word.title("cases", "ground"), "ground"),
            (word.title("cases", "decided_by"), "authority"),
            (word.title("cases", "document_no"), "number"),
            (said("deadline"), "deadline"),
            (said("progress"), "state"),
            (word.title("mines", "operator"), "firms"),
            (said("address"), ADDRESS),
        ),
        rows,
        (by_year(rows, addresses.CLOSURES, "title-closures", ""),),
        named=("id", "names", "firms", "town", "ground", "authority", "number"),
        naming=said("naming-closures"),
    )


def _case(bulletin: Bulletin, case: Case, members: list[Mine]) -> Row:
    word, stage = bulletin.vocabulary.word, state.of_case(case, bulletin.as_of)
    towns = dict.fromkeys(mine.town_code for mine in members)
    firms = dict.fromkeys(mine.operator for mine in members if mine.operator)
    deadline = case.deadline or case.built_by
    late = (bulletin.as_of - case.deadline).days if case.deadline else 0
    kinds = {"accepted": "done", "overdue": "overdue", "consultation": "extended"}
    progress = said("tag-late", days=late) if stage == "overdue" else site()["case-states"][stage]
    return Row(
        {
            "id": case.case_id,
            "names": "、".join(mine.name for mine in members) or case.case_id,
            "town": "、".join(bulletin.towns[code].name for code in towns),
            "year": str(case.list_year),
            "batch": bulletin.vocabulary.batch(case.batch, stage),
            "ground": word("cases", "ground", case.ground) or said("no-ground"),
            "authority": authority_name(bulletin, case.decided_by),
            "firms": "、".join(firms),
            "number": case.document_no,
            "deadline": deadline.isoformat() if deadline else said("undated"),
            "state": tags([(kinds.get(stage, "open"), progress)]),
            "mark": "is-red" if stage == "overdue" else "",
        },
        {
            "batch": (case.batch,),
            "state": (stage,),
            "year": (str(case.list_year),),
            "town": tuple(towns) or (NONE,),
        },
        {"year": case.list_year, "deadline": deadline.isoformat() if deadline else None},
        "all",
    )
