"""The records in the search: mines with their codes, and what was decided or found about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from generator import addresses
from generator.bulletin import Bulletin, Dossier, state
from generator.messages import sentence, site
from generator.records import Outcome
from generator.render import listing
from generator.render.lists.hazards import hazard_states
from generator.render.lists.mines import mine_states
from generator.render.lists.outcomes import outcome_states
from generator.render.search.columns import AND, edition, table

NOBODY = "-"

_TOLD = ("stop-whole", "stop-part", "stop-penalty", "overdue", "hazard", "closing", "merging")
"""The states of a mine that its line in the search tells."""


def mines(seen: Bulletin, dossiers: Sequence[Dossier]) -> dict[str, Any]:
    towns = {code: str(number) for number, code in enumerate(seen.towns)}
    rows = [
        (
            dossier.mine.mine_id,
            dossier.mine.name,
            _former(dossier, "name"),
            dossier.mine.operator,
            _former(dossier, "operator"),
            dossier.mine.group_company,
            towns[dossier.mine.town_code],
            dossier.mine.mineral,
            _now(seen, dossier),
        )
        for dossier in dossiers
    ]
    names = "id name former operator former_operator group town mineral now"
    found = table(rows, names, addresses.MINES)
    return {"towns": [town.name for town in seen.towns.values()], **found}


def _now(seen: Bulletin, dossier: Dossier) -> str:
    """The grade, what is in force or open, and the registered status. Nothing that counts days."""
    mine = dossier.mine
    graded = not mine.closed and dossier.grade
    states = [name for name in mine_states(dossier, seen.as_of) if name in _TOLD]
    if "overdue" in states:
        states.remove("hazard")
    status = seen.vocabulary.status(mine.mine_kind, mine.status)
    return " · ".join(
        [
            *([sentence("search", "grade", grade=graded.grade)] if graded else []),
            *(site()["mine-states"][name] for name in states),
            sentence("search", "status", status=status),
        ]
    )


def _party(dossier: Dossier | None, name: str) -> str:
    """The cell `party` of a record about a mine."""
    if dossier is None:
        return name
    return "" if name and name == dossier.mine.operator else name or NOBODY


def _operator(dossier: Dossier, day: date) -> str:
    """The cell `party` of what happened at a mine: who ran it on the day."""
    later = [c for c in dossier.changes if c.field == "operator" and c.changed_on > day]
    change = min(later, key=lambda c: (c.changed_on, c.change_id), default=None)
    return _party(dossier, change.old_value if change else dossier.mine.operator)


def _former(dossier: Dossier, field: str) -> str:
    return AND.join(c.old_value for c in dossier.changes if c.field == field and c.old_value)


def codes(dossiers: Sequence[Dossier]) -> dict[str, Any]:
    rows = [
        (
            dossier.mine.uscc,
            dossier.mine.group_uscc,
            AND.join(licence.number for licence in dossier.licences if licence.number),
            AND.join(held.certificate_no for held in dossier.standardisation),
        )
        for dossier in dossiers
    ]
    found = table(rows, "uscc group_uscc licences certificates")
    return found | {"edition": edition(dossier.mine.mine_id for dossier in dossiers)}


def outcomes(seen: Bulletin, titles: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    newest = sorted(seen.records.outcomes, key=lambda o: (o.decided_on, o.outcome_id), reverse=True)
    years: dict[int, list[tuple[str, ...]]] = {}
    for outcome in newest:
        address = addresses.outcome(outcome.outcome_id)
        if address in titles:
            row = _outcome(seen, outcome, titles[address])
            years.setdefault(outcome.decided_on.year, []).append(row)
    for year, rows in years.items():
        found = table(rows, "id mine kind no day title party now index", addresses.ENFORCEMENT)
        yield f"outcomes-{year}", found


def _outcome(seen: Bulletin, outcome: Outcome, title: str) -> tuple[str, ...]:
    mine = seen.mines.get(outcome.mine_id)
    title = _marked(title, {"{p}": outcome.party_name, "{m}": mine.name if mine else ""})
    return (
        outcome.outcome_id,
        outcome.mine_id,
        seen.vocabulary.word("outcomes", "kind", outcome.kind),
        outcome.decision_no,
        outcome.decided_on.isoformat(),
        title,
        _party(seen.dossiers.get(outcome.mine_id), outcome.party_name),
        _states("outcome-states", outcome_states(seen, outcome)),
        outcome.index_no,
    )


def _marked(title: str, names: Mapping[str, str]) -> str:
    """The title with marks where the names stand that its row knows."""
    for mark, name in names.items():
        title = title.replace(name, mark) if name else title
    return title


def _states(use: str, names: Iterable[str]) -> str:
    """States of the filters of a list in the words of its choices."""
    return AND.join(site()[use][name] for name in names if name != listing.NONE)


def hazards(seen: Bulletin, titles: Mapping[str, str]) -> dict[str, Any]:
    hazards = sorted(
        seen.records.supervised_hazards, key=lambda h: (h.found_on, h.hazard_id), reverse=True
    )
    rows = [
        (
            h.hazard_id,
            h.mine_id,
            h.document_no,
            h.found_on.isoformat(),
            title,
            _operator(seen.dossiers[h.mine_id], h.found_on),
            _states("hazard-states", hazard_states(state.of_hazard(h, seen.as_of))),
            h.description,
            h.index_no,
        )
        for h in hazards
        if (title := titles.get(addresses.hazard(h.hazard_id)))
    ]
    return table(rows, "id mine no day title party now text index", addresses.HAZARDS)


def accidents(seen: Bulletin) -> dict[str, Any]:
    told = {event.key: event.title for event in seen.events}
    rows = [
        (
            addresses.accident(accident.accident_id),
            accident.mine_id,
            accident.occurred_on.isoformat(),
            title,
            _operator(seen.dossiers[accident.mine_id], accident.occurred_on),
            accident.summary,
            accident.index_no,
        )
        for accident in sorted(
            seen.records.accidents, key=lambda a: (a.occurred_on, a.accident_id), reverse=True
        )
        if (title := told.get(f"accidents/{accident.accident_id}/occurred"))
    ]
    return table(rows, "address mine day title party text index")


def entities(seen: Bulletin) -> dict[str, Any]:
    """The list of seriously dishonest parties (严重失信主体名单), a section of enforcement."""
    told = {event.key: event for event in seen.events}
    rows = [
        (
            event.address,
            listed.mine_id,
            listed.decision_no,
            listed.listed_on.isoformat(),
            event.title,
            _party(seen.dossiers.get(listed.mine_id), listed.party_name),
        )
        for listed in sorted(
            seen.records.listed_entities, key=lambda e: (e.listed_on, e.listing_id), reverse=True
        )
        if (event := told.get(f"enforcement/{listed.listing_id}/listed"))
    ]
    return table(rows, "address mine no day title party")


def closures(seen: Bulletin, titles: Mapping[str, str]) -> dict[str, Any]:
    members: dict[str, list[str]] = {}
    for member in seen.records.case_mines:
        members.setdefault(member.case_id, []).append(member.mine_id)
    rows = [
        (
            case.case_id,
            AND.join(members.get(case.case_id, ())),
            seen.vocabulary.batch(case.batch, stage := state.of_case(case, seen.as_of)),
            case.document_no,
            case.decided_on.isoformat() if case.decided_on else "",
            title,
            site()["case-states"][stage],
            seen.vocabulary.word("cases", "ground", case.ground),
            case.index_no,
        )
        for case in seen.records.cases
        if (title := titles.get(addresses.case(case.case_id)))
    ]
    return table(rows, "id mine kind no day title now text index", addresses.CLOSURES)


def towns(seen: Bulletin, titles: Mapping[str, str]) -> dict[str, Any]:
    rows = [
        (town.town_code, town.name)
        for town in seen.towns.values()
        if addresses.town(town.town_code) in titles
    ]
    return table(rows, "id title", addresses.TOWNS)


def criteria(seen: Bulletin) -> dict[str, Any]:
    rows = []
    for kind in addresses.CRITERIA_KINDS:
        for document, items in seen.criteria(kind):
            rows += [
                (
                    addresses.criterion(kind, item.criterion_id),
                    item.criterion_id,
                    document.document_no,
                    seen.vocabulary.word("criteria", "mine_kind", kind),
                    item.label + item.text,
                    " ".join(clause.text for clause in seen.clauses(item.criterion_id)),
                )
                for item in items
                if item.mine_kind == kind
            ]
    return table(rows, "address id no kind title text")


def documents(seen: Bulletin, titles: Mapping[str, str]) -> dict[str, Any]:
    """What documents say that have no page of their own: who is told of, and where it stands."""
    rows = seen.records
    own = {
        *(outcome.decision_no for outcome in rows.outcomes),
        *(hazard.document_no for hazard in rows.supervised_hazards),
        *(entity.decision_no for entity in rows.listed_entities),
        *(case.document_no for case in rows.cases),
        *(notice.document_no for notice in seen.content.notices),
        *(document.document_no for document in rows.documents),
        *(licence.number for licence in rows.licences),
        *(certificate.certificate_no for certificate in rows.standardisation),
        "",
    }
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for event in seen.events:
        if event.document_no not in own and event.address.partition("#")[0] in titles:
            row = _document(seen, event.subject.mines, event.day, event.title)
            page = addresses.mine(row[0]) if row[0] else ""
            found.setdefault(
                (event.address, event.document_no),
                (
                    _marked(event.address, {"{m}": page}),
                    row[0],
                    event.label,
                    event.document_no,
                    *row[1:],
                ),
            )
    for duty in rows.responsibilities:
        if duty.document_no not in own:
            address = "{m}#responsibilities"
            title = sentence("search", "duties", mine=seen.mines[duty.mine_id].name)
            row = _document(seen, (duty.mine_id,), duty.from_on, title)
            kind = sentence("search", "duty")
            found.setdefault(
                (duty.mine_id, duty.document_no),
                (address, row[0], kind, duty.document_no, *row[1:]),
            )
    return table(list(found.values()), "address mine kind no day title party")


def _document(
    seen: Bulletin, mines: Sequence[str], day: date, title: str
) -> tuple[str, str, str, str]:
    """The cells mine, day, title and party of what a document says of a mine, or of none."""
    if len(mines) != 1 or mines[0] not in seen.mines:
        return "", day.isoformat(), title, ""
    mine_id = mines[0]
    title = _marked(title, {"{m}": seen.mines[mine_id].name})
    return mine_id, day.isoformat(), title, _operator(seen.dossiers[mine_id], day)
