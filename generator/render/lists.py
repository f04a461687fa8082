"""The lists of the site: mines, outcomes, hazards, closures and notices, each told once.

Filters, tables, plain pages, the CSV of what is filtered and the files behind them are all made
from these values, hence agree. Only what is public on the day is in a `Bulletin`, hence in a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from generator import addresses
from generator.artifacts import Artifact
from generator.bulletin import Bulletin, Dossier, figures, state
from generator.bulletin.events import penalty_result, visit_result
from generator.content import Notice
from generator.messages import sentence, site
from generator.records import Case, Mine, Outcome, SupervisedHazard, several
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
    files,
    tags,
)


def render(bulletin: Bulletin) -> list[Artifact]:
    """The files of every list."""
    return [file for listing in every(bulletin) for file in files(listing, bulletin.as_of)]


def every(bulletin: Bulletin) -> Iterator[Listing]:
    """All lists of the site."""
    for tell in (mines, outcomes, hazards, closures, notices):
        yield tell(bulletin)


# -- mines ----------------------------------------------------------------------------------------


def mines(bulletin: Bulletin) -> Listing:
    """Every mine and pond, in the order of the towns."""
    rows = mine_rows(bulletin, bulletin.dossiers.values())
    word = bulletin.vocabulary
    minerals = sorted({d.mine.mineral for d in bulletin.dossiers.values() if d.mine.mineral})
    return Listing(
        "mines",
        sentence("pages", "mines"),
        _said("unit-mines"),
        addresses.MINES,
        (
            Facet("grade", word.title("risk_grades", "grade"), _grades(bulletin), open=True),
            Facet("state", _said("state"), site()["mine-states"], open=True),
            Facet("kind", word.title("mines", "mine_kind"), word.words("mines", "mine_kind"), True),
            Facet("town", word.title("mines", "town_code"), _towns(bulletin)),
            Facet("status", word.title("mines", "status"), word.words("mines", "status")),
            Facet("mineral", word.title("mines", "mineral"), _and_none(dict.fromkeys(minerals))),
            Facet("scale", word.title("mines", "scale"), _scales(bulletin)),
            Facet("level", sentence("pages", "standardisation"), _levels(bulletin)),
        ),
        (
            Column(
                _said("mine-and-operator"),
                (
                    Slot("link", "name", addresses.mine("{}"), "id"),
                    Slot("small", "operator"),
                    Slot("small", "formerly"),
                ),
                "name",
                style="wide",
            ),
            Column(_said("town"), (Slot("text", "town"),), "town", style="inline"),
            Column(
                _said("mineral-and-scale"),
                (Slot("text", "kind"), Slot("small", "what")),
                style="inline",
            ),
            Column(_said("grade"), (Slot("grade", "grade"),), "grade", down=True, style="beside"),
            Column(
                _said("state"), (Slot("tags", "state"), Slot("small", "registered")), style="beside"
            ),
            Column(
                _said("visited"),
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
            (_said("former"), "former"),
            (word.title("mines", "town_code"), "town"),
            (word.title("mines", "mine_kind"), "kind"),
            (_said("mineral-and-scale"), "what"),
            (word.title("mines", "status"), "status"),
            (word.title("risk_grades", "grade"), "graded"),
            (_said("state"), "state"),
            (_said("visited"), "visited"),
            (_said("found"), "found"),
            (_said("address"), ADDRESS),
        ),
        rows,
        (_by_town(bulletin, rows), _by_grade(bulletin, rows)),
        named=("id", "name", "former", "operator"),
        naming=_said("naming-mines"),
    )


def mine_rows(bulletin: Bulletin, dossiers: Iterable[Dossier]) -> tuple[Row, ...]:
    """Some mines as rows of the list of mines, in the order of their towns."""
    order = {code: place for place, code in enumerate(bulletin.towns)}
    placed = sorted(dossiers, key=lambda d: (order[d.mine.town_code], d.mine.mine_id))
    return tuple(_mine(bulletin, dossier, order) for dossier in placed)


def _mine(bulletin: Bulletin, dossier: Dossier, order: Mapping[str, int]) -> Row:
    mine, word = dossier.mine, bulletin.vocabulary.word
    closed = mine.status == "closed"
    grade = dossier.grade.grade if dossier.grade and not closed else ""
    bearing = CLOSED if closed else grade or NONE
    visit = dossier.visits[0] if dossier.visits else None
    certificate = _certificate(dossier, bulletin.as_of)
    states = tuple(_mine_states(dossier, bulletin.as_of))
    former = "、".join(dict.fromkeys(change.old_value for change in dossier.former_names))
    what = (mine.mineral, word("mines", "scale", mine.scale))
    status = bulletin.vocabulary.status(mine.mine_kind, mine.status)
    return Row(
        {
            "id": mine.mine_id,
            "name": mine.name,
            "operator": mine.operator,
            "former": former,
            "formerly": _said("formerly", name=former) if former else "",
            "town": dossier.town.name,
            "kind": word("mines", "mine_kind", mine.mine_kind),
            "what": " · ".join(part for part in what if part),
            "grade": bearing,
            "graded": f"{grade} {word('risk_grades', 'grade', grade)}"
            if grade
            else _said("closed-mine" if closed else "ungraded"),
            "state": tags(_mine_tags(dossier, bulletin.as_of)),
            "status": status,
            "registered": _said("registered", status=status),
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
        return _said("no-visits")
    missed = [_said("unvisited", year=day.year)] if _unvisited(dossier, day) else []
    if not dossier.visits:
        return "；".join([*missed, _said("never-visited")])
    return "；".join([visit_result(dossier.visits[0]), *missed])


def _unvisited(dossier: Dossier, day: date) -> bool:
    """Whether a mine that is not closed has not been inspected in the year of the day."""
    visited = any(visit.inspected_on.year == day.year for visit in dossier.visits)
    return dossier.mine.status != "closed" and not visited


def _certificate(dossier: Dossier, day: date) -> str:
    return next((c.level for c in dossier.standardisation if state.valid(c, day)), "")


def _mine_states(dossier: Dossier, day: date) -> Iterator[str]:
    """The choices of the facet `state` that pick a mine; none of them is a choice too."""
    stages = [state.of_hazard(hazard, day).stage for hazard in dossier.hazards]
    held = {
        "stop-whole": any(o.scope != "part" for o in dossier.stops),
        "stop-part": any(o.scope == "part" for o in dossier.stops),
        "stop-penalty": bool(dossier.halts),
        "overdue": "overdue" in stages,
        "hazard": any(stage != "closed" for stage in stages),
        "closing": any(_leaving(case, day) for case in dossier.cases),
        "unvisited": _unvisited(dossier, day),
    }
    found = [name for name, holds in held.items() if holds]
    yield from found or [NONE]


def _leaving(case: Case, day: date) -> bool:
    return case.batch == "close" and state.of_case(case, day) in ("decided", "overdue")


def _mine_tags(dossier: Dossier, day: date) -> Iterator[tuple[str, str]]:
    """What is in force or open today; past penalties are no state."""
    for scope, kind in (("whole", "stop"), ("part", "part")):
        if any((o.scope == "part") == (scope == "part") for o in dossier.stops):
            yield kind, site()["mine-states"][f"stop-{scope}"]
    if dossier.halts and all(order.scope == "part" for order in dossier.stops):
        yield "stop", _said("tag-halt")
    standings = [state.of_hazard(hazard, day) for hazard in dossier.hazards]
    late = [standing.overdue for standing in standings if standing.stage == "overdue"]
    open_now = [standing for standing in standings if standing.stage == "open"]
    if late:
        yield "overdue", _said("tag-overdue", count=len(late), days=max(late))
    if open_now:
        use = "tag-extended" if any(s.extended for s in open_now) else "tag-open"
        yield "open", _said(use, count=len(open_now))
    for case in dossier.cases:
        if _leaving(case, day):
            deadline = case.deadline.isoformat() if case.deadline else _said("no-deadline")
            yield "extended", _said("tag-closing", deadline=deadline)


def _by_town(bulletin: Bulletin, rows: Iterable[Row]) -> Shelf:
    lying = _grouped(rows, lambda row: row.picks["town"][0])
    leaves = tuple(
        Leaf(
            town.name, town.name, addresses.town(code), addresses.TOWNS, tuple(lying.get(code, ()))
        )
        for code, town in bulletin.towns.items()
    )
    return Shelf(_said("by-town"), leaves, made=False)


def _by_grade(bulletin: Bulletin, rows: Iterable[Row]) -> Shelf:
    held = _grouped(rows, lambda row: row.picks["grade"][0])

    def town(row: Row) -> tuple[str, str]:
        return row.picks["town"][0], row.fields["town"]

    leaves = []
    for code, label in _grades(bulletin).items():
        if code in held:
            name = label if code in (NONE, CLOSED) else f"{code} {label}"
            title = _said("title-grade", grade=name)
            address = addresses.of_grade(code)
            leaf = Leaf(name, title, address, addresses.MINES, tuple(held[code]))
            leaves.append(divided(leaf, town))
    return Shelf(_said("by-grade"), tuple(leaves))


# -- outcomes of enforcement ----------------------------------------------------------------------


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
        _said("unit-enforcement"),
        addresses.ENFORCEMENT,
        (
            Facet("kind", _said("kind"), word.words("outcomes", "kind"), open=True),
            Facet("state", _said("state"), site()["outcome-states"], open=True),
            Facet("year", _said("year-decided"), _years(rows), open=True),
            Facet("town", word.title("mines", "town_code"), _and_none(_towns(bulletin))),
            Facet(
                "penalty",
                word.title("outcomes", "penalty_kinds"),
                {**{kind: kind for kind in imposed}, NONE: _said("no-penalty")},
            ),
        ),
        (
            Column(_said("made-on"), (Slot("day", "date"),), "date", down=True, style="inline"),
            Column(_said("kind"), (Slot("text", "kind"), Slot("tags", "state")), style="inline"),
            Column(
                _said("content"),
                (Slot("link", "title", addresses.outcome("{}"), "id"),),
                style="wide",
            ),
            Column(_said("party"), (Slot("text", "party"),), "party"),
            Column(_said("number"), (Slot("text", "number"),), style="source"),
        ),
        (
            (word.title("outcomes", "outcome_id"), "id"),
            (word.title("outcomes", "decided_on"), "date"),
            (word.title("outcomes", "kind"), "kind"),
            (_said("state"), "state"),
            (_said("content"), "title"),
            (word.title("outcomes", "party_name"), "party"),
            (word.title("outcomes", "decision_no"), "number"),
            (_said("result"), "result"),
            (word.title("outcomes", "mine_id"), "mine"),
            (_said("town"), "town"),
            (word.title("outcomes", "authority"), "authority"),
            (_said("address"), ADDRESS),
        ),
        rows,
        (_by_year(rows, addresses.ENFORCEMENT, "title-enforcement"),),
        named=("id", "title", "party", "number"),
        naming=_said("naming-enforcement"),
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
            "party": outcome.party_name or _said("no-party"),
            "number": outcome.decision_no or _said("no-number"),
            "result": penalty_result(outcome) if outcome.kind == "penalty" else "",
            "mine": outcome.mine_id,
            "authority": _authority(bulletin, outcome.authority),
            "town": bulletin.towns[mine.town_code].name if mine else "",
            "mark": "is-red" if state.stops(outcome, bulletin.as_of) else "",
        },
        {
            "kind": (outcome.kind,),
            "state": tuple(_outcome_states(outcome, bulletin.as_of)),
            "year": (day[:4],),
            "town": (mine.town_code if mine else NONE,),
            "penalty": tuple(dict.fromkeys(several(outcome.penalty_kinds))) or (NONE,),
        },
        {"date": day, "party": outcome.party_name or None},
        day[:4],
    )


def _outcome_states(outcome: Outcome, day: date) -> Iterator[str]:
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
    for name in _outcome_states(outcome, day):
        if name == "in-force":
            part = outcome.scope == "part"
            use = "stop-part" if part else "stop-whole"
            yield "part" if part else "stop", site()["mine-states"][use]
        elif name != NONE:
            yield kinds[name], said[name]


# -- hazards under supervision --------------------------------------------------------------------


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
        _said("unit-hazards"),
        addresses.HAZARDS,
        (
            Facet("state", _said("state"), site()["hazard-states"], open=True),
            Facet("year", _said("year-found"), _years(rows), open=True),
            Facet("kind", word.title("mines", "mine_kind"), word.words("mines", "mine_kind"), True),
            Facet("town", word.title("mines", "town_code"), _towns(bulletin)),
        ),
        (
            Column(
                _said("hazard"),
                (
                    Slot("link", "what", addresses.hazard("{}"), "id"),
                    Slot("small", "name"),
                ),
                style="wide",
            ),
            Column(
                _said("found-on"),
                (Slot("day", "found"),),
                "found",
                down=True,
                style="labelled inline",
            ),
            Column(
                _said("deadline"), (Slot("day", "deadline"),), "deadline", style="labelled inline"
            ),
            Column(
                _said("closed"),
                (Slot("day", "closed"),),
                "closed",
                down=True,
                style="labelled inline",
            ),
            Column(_said("state"), (Slot("tags", "state"), Slot("small", "days"))),
        ),
        (
            (word.title("supervised_hazards", "hazard_id"), "id"),
            (word.title("mines", "mine_id"), "mine"),
            (word.title("mines", "name"), "name"),
            (word.title("supervised_hazards", "description"), "what"),
            (word.title("supervised_hazards", "found_on"), "found"),
            (_said("deadline"), "deadline"),
            (word.title("supervised_hazards", "closed_on"), "closed"),
            (_said("state"), "state"),
            (word.title("supervised_hazards", "document_no"), "number"),
            (word.title("supervised_hazards", "responsible_unit"), "unit"),
            (word.title("supervised_hazards", "supervised_by"), "authority"),
            (_said("address"), ADDRESS),
        ),
        rows,
        (_by_year(rows, addresses.HAZARDS, "title-hazards", "found"),),
        named=("id", "mine", "name", "what", "number"),
        naming=_said("naming-hazards"),
    )


def _hazard(bulletin: Bulletin, hazard: SupervisedHazard, standing: state.HazardState) -> Row:
    mine = bulletin.mines[hazard.mine_id]
    found = hazard.found_on.isoformat()
    closed = standing.stage == "closed"
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
            "days": _said("took" if closed else "since", days=standing.age),
            "number": hazard.document_no,
            "unit": hazard.responsible_unit,
            "authority": _authority(bulletin, hazard.supervised_by),
            "mark": "is-red" if standing.stage == "overdue" else "",
        },
        {
            "state": tuple(_hazard_states(standing)),
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


def _hazard_states(standing: state.HazardState) -> Iterator[str]:
    yield standing.stage
    if standing.extended:
        yield "extended"


def _hazard_tags(standing: state.HazardState) -> Iterator[tuple[str, str]]:
    said = site()["hazard-states"]
    if standing.stage == "overdue":
        yield "overdue", _said("tag-late", days=standing.overdue)
    elif standing.stage == "open":
        yield "open", _said("tag-left", days=standing.left)
    else:
        yield "done", said["closed"]
    if standing.extended:
        yield "extended", said["extended"]


# -- closures, mergers, upgrades ------------------------------------------------------------------


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
        _said("unit-closures"),
        addresses.CLOSURES,
        (
            Facet("batch", word.title("cases", "batch"), word.words("cases", "batch"), open=True),
            Facet("state", _said("progress"), site()["case-states"], open=True),
            Facet("year", word.title("cases", "list_year"), _years(rows), open=True),
            Facet("town", word.title("mines", "town_code"), _and_none(_towns(bulletin))),
        ),
        (
            Column(
                _said("mine"),
                (Slot("link", "names", addresses.case("{}"), "id"), Slot("small", "town")),
                style="wide",
            ),
            Column(_said("year-list"), (Slot("text", "year"),), "year", down=True, style="inline"),
            Column(
                _said("batch"), (Slot("text", "batch"), Slot("small", "ground")), style="inline"
            ),
            Column(_said("decided"), (Slot("text", "authority"), Slot("small", "number"))),
            Column(_said("deadline"), (Slot("text", "deadline"),), "deadline", style="labelled"),
            Column(_said("progress"), (Slot("tags", "state"),)),
        ),
        (
            (word.title("cases", "case_id"), "id"),
            (_said("mine"), "names"),
            (_said("town"), "town"),
            (word.title("cases", "list_year"), "year"),
            (word.title("cases", "batch"), "batch"),
            (word.title("cases", "ground"), "ground"),
            (word.title("cases", "decided_by"), "authority"),
            (word.title("cases", "document_no"), "number"),
            (_said("deadline"), "deadline"),
            (_said("progress"), "state"),
            (word.title("mines", "operator"), "firms"),
            (_said("address"), ADDRESS),
        ),
        rows,
        (_by_year(rows, addresses.CLOSURES, "title-closures", ""),),
        named=("id", "names", "authority", "number"),
        naming=_said("naming-closures"),
    )


def _case(bulletin: Bulletin, case: Case, members: list[Mine]) -> Row:
    word, stage = bulletin.vocabulary.word, state.of_case(case, bulletin.as_of)
    towns = dict.fromkeys(mine.town_code for mine in members)
    firms = dict.fromkeys(mine.operator for mine in members if mine.operator)
    deadline = case.deadline or case.built_by
    late = (bulletin.as_of - case.deadline).days if case.deadline else 0
    kinds = {"accepted": "done", "overdue": "overdue", "consultation": "extended"}
    said = _said("tag-late", days=late) if stage == "overdue" else site()["case-states"][stage]
    return Row(
        {
            "id": case.case_id,
            "names": "、".join(mine.name for mine in members) or case.case_id,
            "town": "、".join(bulletin.towns[code].name for code in towns),
            "year": str(case.list_year),
            "batch": bulletin.vocabulary.batch(case.batch, stage),
            "ground": word("cases", "ground", case.ground) or _said("no-ground"),
            "authority": _authority(bulletin, case.decided_by),
            "firms": "、".join(firms),
            "number": case.document_no,
            "deadline": deadline.isoformat() if deadline else _said("undated"),
            "state": tags([(kinds.get(stage, "open"), said)]),
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


# -- notices --------------------------------------------------------------------------------------


def notices(bulletin: Bulletin) -> Listing:
    """The notices, newest first."""
    rows = tuple(_notice(bulletin, notice) for notice in bulletin.content.notices)
    return Listing(
        "notices",
        sentence("pages", "notices"),
        _said("unit-notices"),
        addresses.NOTICES,
        (
            Facet("kind", _said("kind"), site()["notices"], open=True),
            Facet("year", _said("year"), _years(rows), open=True),
            Facet("town", _said("about-town"), _and_none(_towns(bulletin))),
        ),
        (
            Column(
                _said("heading"),
                (Slot("link", "title", addresses.notice("{}"), "id"),),
                "title",
                style="wide",
            ),
            Column(_said("kind"), (Slot("text", "kind"),), style="inline"),
            Column(_said("date"), (Slot("day", "date"),), "date", down=True, style="inline"),
            Column(_said("number"), (Slot("text", "number"),), style="source"),
        ),
        (
            (_said("date"), "date"),
            (_said("kind"), "kind"),
            (_said("heading"), "title"),
            (_said("number"), "number"),
            (_said("about-town"), "town"),
            (_said("address"), ADDRESS),
        ),
        rows,
        (_by_year(rows, addresses.NOTICES, "title-notices"),),
        named=("title", "number"),
        naming=_said("naming-notices"),
    )


def _notice(bulletin: Bulletin, notice: Notice) -> Row:
    day = notice.day.isoformat()
    towns = tuple(dict.fromkeys(code for code in notice.towns if code in bulletin.towns))
    return Row(
        {
            "id": notice.slug,
            "title": notice.title,
            "kind": site()["notices"][notice.kind],
            "date": day,
            "number": notice.document_no or _said("no-document"),
            "town": "、".join(bulletin.towns[code].name for code in towns),
            "mark": "",
        },
        {"kind": (notice.kind,), "year": (day[:4],), "town": towns or (NONE,)},
        {"date": day, "title": notice.title},
        "all",
    )


# -- what several of them use ---------------------------------------------------------------------


def _said(use: str, **values: object) -> str:
    return sentence("lists", use, **values)


def _authority(bulletin: Bulletin, authority_id: str) -> str:
    found = bulletin.authorities.get(authority_id)
    return found.name if found else authority_id


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _by_year(rows: Iterable[Row], family: str, title: str, day: str = "date") -> Shelf:
    """A page for each year that has rows, newest first.

    A long one is divided by the months of the field `day`; "" leaves it whole.
    """

    def month(row: Row) -> tuple[str, str]:
        number = row.fields[day][5:7]
        return number, _said("in-month", month=int(number))

    leaves = []
    for year, found in _grouped(rows, lambda row: row.picks["year"][0]).items():
        label, words = _said("in-year", year=year), _said(title, year=year)
        leaf = Leaf(label, words, addresses.of_year(family, year), family, tuple(found))
        leaves.append(divided(leaf, month) if day else leaf)
    leaves.sort(key=lambda leaf: leaf.address, reverse=True)
    return Shelf(_said("by-year"), tuple(leaves))


def _years(rows: Iterable[Row]) -> dict[str, str]:
    years = sorted({row.picks["year"][0] for row in rows}, reverse=True)
    return {year: _said("in-year", year=year) for year in years}


def _towns(bulletin: Bulletin) -> dict[str, str]:
    return {code: town.name for code, town in bulletin.towns.items()}


def _grades(bulletin: Bulletin) -> dict[str, str]:
    labels = bulletin.vocabulary.words("risk_grades", "grade")
    grades = {grade: labels.get(grade, grade) for grade in "ABCD"}
    return {**grades, NONE: _said("ungraded"), **_closed(bulletin)}


def _levels(bulletin: Bulletin) -> dict[str, str]:
    labels = dict(bulletin.vocabulary.words("standardisation", "level"))
    return {**labels, NONE: _said("no-level"), **_closed(bulletin)}


def _scales(bulletin: Bulletin) -> dict[str, str]:
    labels = _and_none(bulletin.vocabulary.words("mines", "scale"))
    return {**labels, INAPPLICABLE: _said("no-scale"), **_closed(bulletin)}


def _closed(bulletin: Bulletin) -> dict[str, str]:
    closed = any(mine.status == "closed" for mine in bulletin.records.mines)
    return {CLOSED: _said("closed-mine")} if closed else {}


def _and_none(choices: Iterable[str] | Mapping[str, str | None]) -> dict[str, str]:
    """The choices, a code without a label being its own, and last the rows without a value."""
    labels: Mapping[str, str | None] = (
        choices if isinstance(choices, Mapping) else dict.fromkeys(choices)
    )
    return {**{code: label or code for code, label in labels.items()}, NONE: _said("no-value")}
