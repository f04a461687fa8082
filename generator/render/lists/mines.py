"""The list of mines and tailings ponds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from generator import addresses
from generator.bulletin import Bulletin, Dossier, figures, state
from generator.bulletin.events import visit_result
from generator.bulletin.vocabulary import Vocabulary
from generator.messages import sentence, site
from generator.records import Mine
from generator.render.listing import (
    ADDRESS,
    CLOSED,
    INAPPLICABLE,
    NONE,
    Column,
    Facet,
    Leaf,
    Listing,
    Row,
    Shelf,
    Slot,
    divided,
    tags,
)
from generator.render.lists.telling import and_none, former_values, grouped, said, town_choices


def mines(bulletin: Bulletin) -> Listing:
    """Every mine and pond, in the order of the towns."""
    rows = mine_rows(bulletin, bulletin.dossiers.values())
    word = bulletin.vocabulary
    minerals = sorted({d.mine.mineral for d in bulletin.dossiers.values() if d.mine.mineral})
    return Listing(
        "mines",
        sentence("pages", "mines"),
        said("unit-mines"),
        addresses.MINES,
        (
            Facet("grade", word.title("risk_grades", "grade"), _grades(bulletin), open=True),
            Facet("state", said("state"), site()["mine-states"], open=True),
            Facet("kind", word.title("mines", "mine_kind"), word.words("mines", "mine_kind"), True),
            Facet("town", word.title("mines", "town_code"), town_choices(bulletin)),
            Facet("status", word.title("mines", "status"), word.words("mines", "status")),
            Facet("mineral", word.title("mines", "mineral"), and_none(dict.fromkeys(minerals))),
            Facet("scale", word.title("mines", "scale"), _scales(bulletin)),
            Facet("level", sentence("pages", "standardisation"), _levels(bulletin)),
        ),
        (
            Column(
                said("mine-and-operator"),
                (
                    Slot("link", "name", addresses.mine("{}"), "id"),
                    Slot("small", "operator"),
                    Slot("small", "formerly"),
                ),
                "name",
                style="wide",
            ),
            Column(said("town"), (Slot("text", "town"),), "town", style="inline"),
            Column(
                said("mineral-and-scale"),
                (Slot("text", "kind"), Slot("small", "what")),
                style="inline",
            ),
            Column(said("grade"), (Slot("grade", "grade"),), "grade", down=True, style="beside"),
            Column(
                said("state"), (Slot("tags", "state"), Slot("small", "registered")), style="beside"
            ),
            Column(
                said("visited"),
                (Slot("day", "visited"), Slot("small", "found")),
                "visited",
                down=True,
                style="labelled",
            ),
        ),
        (
            (word.title("mines", "mine_id"), "id"),
            (word.title("mines", "name"), "name"),
            (word.title("mines", "operator"), "operator"),
            (said("former"), "former"),
            (word.title("mines", "town_code"), "town"),
            (word.title("mines", "mine_kind"), "kind"),
            (said("mineral-and-scale"), "what"),
            (word.title("mines", "status"), "status"),
            (word.title("risk_grades", "grade"), "graded"),
            (said("state"), "state"),
            (said("visited"), "visited"),
            (said("found"), "found"),
            (said("address"), ADDRESS),
        ),
        rows,
        (_by_town(bulletin, rows), _by_grade(bulletin, rows)),
        named=("id", "name", "former", "operator", "operated", "group", "town"),
        naming=said("naming-mines"),
    )


def mine_rows(bulletin: Bulletin, dossiers: Iterable[Dossier]) -> tuple[Row, ...]:
    """Some mines as rows of the list of mines, in the order of their towns."""
    order = {code: place for place, code in enumerate(bulletin.towns)}
    placed = sorted(dossiers, key=lambda d: (order[d.mine.town_code], d.mine.mine_id))
    return tuple(_mine(bulletin, dossier, order) for dossier in placed)


def _mine(bulletin: Bulletin, dossier: Dossier, order: Mapping[str, int]) -> Row:
    mine, word = dossier.mine, bulletin.vocabulary.word
    closed = mine.closed
    grade = dossier.grade.grade if dossier.grade and not closed else ""
    bearing = CLOSED if closed else grade or NONE
    visit = dossier.visits[0] if dossier.visits else None
    certificate = state.level(dossier.standardisation, bulletin.as_of)
    states = tuple(mine_states(dossier, bulletin.as_of))
    former = former_values(dossier, "name")
    what = (mine.mineral, word("mines", "scale", mine.scale))
    status = bulletin.vocabulary.status(mine.mine_kind, mine.status)
    return Row(
        {
            "id": mine.mine_id,
            "name": mine.name,
            "operator": mine.operator,
            "former": former,
            "operated": former_values(dossier, "operator"),
            "group": mine.group_company,
            "formerly": said("formerly", name=former) if former else "",
            "town": dossier.town.name,
            "kind": word("mines", "mine_kind", mine.mine_kind),
            "what": " · ".join(part for part in what if part),
            "grade": bearing,
            "graded": f"{grade} {word('risk_grades', 'grade', grade)}"
            if grade
            else said("closed-mine" if closed else "ungraded"),
            "state": tags(_mine_tags(dossier, bulletin.vocabulary, bulletin.as_of)),
            "status": status,
            "registered": said("registered", status=status),
            "visited": visit.inspected_on.isoformat() if visit else "",
            "found": _found(dossier, bulletin),
            "mark": "is-red" if {"stop-whole", "stop-penalty", "overdue"} & set(states) else "",
        },
        {
            "grade": (bearing,),
            "state": states,
            "kind": (mine.mine_kind,),
            "town": (mine.town_code,),
            "status": (mine.status,),
            "mineral": (mine.mineral or NONE,),
            "scale": (CLOSED if closed else _scale(mine),),
            "level": (CLOSED if closed else certificate or NONE,),
        },
        {
            "name": mine.name,
            "town": order[mine.town_code],
            "grade": grade or None,
            "visited": visit.inspected_on.isoformat() if visit else None,
        },
        "all",
    )


def _scale(mine: Mine) -> str:
    if mine.scale:
        return mine.scale
    return NONE if mine.mine_kind in figures.GRADED else INAPPLICABLE


def _found(dossier: Dossier, bulletin: Bulletin) -> str:
    """Not inspected, inspected without findings, and no data are three different things.

    There is no data where nobody recorded any inspection; a mine without one among others that
    have some was not inspected, as its own page says.
    """
    day = bulletin.as_of
    if not bulletin.records.visits:
        return said("no-visits")
    missed = [said("unvisited", year=day.year)] if dossier.unvisited(day) else []
    if not dossier.visits:
        return "；".join([*missed, said("never-visited")])
    return "；".join([visit_result(dossier.visits[0]), *missed])


def mine_states(dossier: Dossier, day: date) -> Iterator[str]:
    """The choices of the facet `state` that pick a mine; none of them is a choice too."""
    stages = [state.of_hazard(hazard, day).stage for hazard in dossier.hazards]
    batches = {c.batch for c in dossier.cases if state.of_case(c, day) in ("decided", "overdue")}
    held = {
        "stop-whole": any(o.scope != "part" for o in dossier.stops),
        "stop-part": any(o.scope == "part" for o in dossier.stops),
        "stop-penalty": bool(dossier.halts),
        "overdue": "overdue" in stages,
        "hazard": any(stage != "closed" for stage in stages),
        "closing": "close" in batches,
        "merging": bool(batches - {"close"}),
        "unvisited": dossier.unvisited(day),
    }
    found = [name for name, holds in held.items() if holds]
    yield from found or [NONE]


def _mine_tags(dossier: Dossier, vocabulary: Vocabulary, day: date) -> Iterator[tuple[str, str]]:
    """What is in force or open today; past penalties are no state."""
    for scope, kind in (("whole", "stop"), ("part", "part")):
        if any((o.scope == "part") == (scope == "part") for o in dossier.stops):
            yield kind, site()["mine-states"][f"stop-{scope}"]
    if dossier.halts:
        yield "stop", said("tag-halt")
    standings = [state.of_hazard(hazard, day) for hazard in dossier.hazards]
    late = [standing.overdue for standing in standings if standing.stage == "overdue"]
    open_now = [standing for standing in standings if standing.stage == "open"]
    if late:
        yield "overdue", said("tag-overdue", count=len(late), days=max(late))
    if open_now:
        use = "tag-extended" if any(s.extended for s in open_now) else "tag-open"
        yield "open", said(use, count=len(open_now))
    for case in dossier.cases:
        batch, stage = vocabulary.word("cases", "batch", case.batch), state.of_case(case, day)
        if stage == "overdue" and case.deadline:
            yield "overdue", said("tag-case-late", batch=batch, days=(day - case.deadline).days)
        elif stage == "decided":
            deadline = case.deadline or case.built_by
            until = deadline.isoformat() if deadline else said("no-deadline")
            yield "extended", said("tag-case", batch=batch, deadline=until)


def _by_town(bulletin: Bulletin, rows: Iterable[Row]) -> Shelf:
    lying = grouped(rows, lambda row: row.picks["town"][0])
    leaves = tuple(
        Leaf(
            town.name, town.name, addresses.town(code), addresses.TOWNS, tuple(lying.get(code, ()))
        )
        for code, town in bulletin.towns.items()
    )
    return Shelf(said("by-town"), leaves, made=False)


def _by_grade(bulletin: Bulletin, rows: Iterable[Row]) -> Shelf:
    held = grouped(rows, lambda row: row.picks["grade"][0])

    def town(row: Row) -> tuple[str, str]:
        return row.picks["town"][0], row.fields["town"]

    leaves = []
    for code, label in _grades(bulletin).items():
        if code in held:
            name = label if code in (NONE, CLOSED) else f"{code} {label}"
            title = said("title-grade", grade=name)
            address = addresses.of_grade(code)
            leaf = Leaf(name, title, address, addresses.MINES, tuple(held[code]))
            leaves.append(divided(leaf, town))
    return Shelf(said("by-grade"), tuple(leaves))


def _grades(bulletin: Bulletin) -> dict[str, str]:
    labels = bulletin.vocabulary.words("risk_grades", "grade")
    grades = {grade: labels.get(grade, grade) for grade in "ABCD"}
    return {**grades, NONE: said("ungraded"), **_closed(bulletin)}


def _levels(bulletin: Bulletin) -> dict[str, str]:
    labels = dict(bulletin.vocabulary.words("standardisation", "level"))
    return {**labels, NONE: said("no-level"), **_closed(bulletin)}


def _scales(bulletin: Bulletin) -> dict[str, str]:
    labels = and_none(bulletin.vocabulary.words("mines", "scale"))
    return {**labels, INAPPLICABLE: said("no-scale"), **_closed(bulletin)}


def _closed(bulletin: Bulletin) -> dict[str, str]:
    closed = any(mine.closed for mine in bulletin.records.mines)
    return {CLOSED: said("closed-mine")} if closed else {}
