"""The files that the search reads in the browser, and the lists for their filters.

Each file below `search/` is one JSON object. Plain values describe the file; every other member is
a *column*: one string with the value of each row, joined by a line feed (this compresses best,
parses fastest and is searched without taking it apart). An empty value is an empty line; several
values in one cell are joined by 、. A file has

- `rows`: the number of rows (a file without rows is not written, `mines.json` always is);
- `edition`: a digest of the keys of its rows in their order. A file that adds columns to the rows
  of another (`codes.json` to `mines.json`) bears the other's edition: where the two differ, the
  browser has met two builds at once and must fetch both anew;
- `family`: the name people read above its results; files of one family stand under one name;
- `below`: the folder of the pages the rows tell of: a row's page is `below` + `id` + "/". Where a
  file has no `below`, its column `address` holds the page, with the anchor.

| file | rows in the order of | columns |
|---|---|---|
| `mines.json` | mine_id | id name former operator former_operator group town mineral now |
| `codes.json` | `mines.json` | uscc group_uscc licences certificates |
| `towns.json` | the data | id title |
| `outcomes-<year>.json` | decided_on, newest first | id mine kind no day title party now index |
| `hazards.json` | found_on, newest first | id mine no day title party now text index |
| `accidents.json` | occurred_on, newest first | address mine day title party text index |
| `entities.json` | listed_on, newest first | address mine no day title party |
| `closures.json` | the data | id mine kind no day title now index |
| `notices.json` | newest first | id kind no day title text index |
| `criteria.json` | the pages | address no kind title text |
| `glossary.json`, `pages.json` | the pages | address title also text |
| `documents.json` | newest first | address mine kind no day title party |

`mines.json` also names, in `parts`, the other files in the order in which they are searched, in
`numbered` those that are searched where the query has a digit (documents that have no page of their
own: of grades, changes, extensions, duties), and in `towns` the names that its column `town` counts
from 0. `kind` holds the word people read, `now` the state of the day (of a mine its grade, what is
in force or open, its registered status), `mine` mine_ids, `no` the document's number, `index` that
of the disclosure (索引号), `day` a date in ISO form, `also` what people type who look for that
place. In a `title` {p} stands for its `party` and {m} for the name of its mine. `party` is whom a
record is about, as of its day: where there is a mine, an empty one is its operator today, and "-"
nobody who is named. Without such a column the operators of today stand for the mines.

What people type stands in `content/search.md`, which is shown on the page of the search: a list
item links to a section of a page in one way of saying it, others follow, parted by 、.

Nothing stands here that no page shows: records come from the bulletin as of the day and only where
their page exists; words are read from the finished pages.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html.parser import HTMLParser
from typing import Any

from generator import addresses
from generator.artifacts import Artifact, Page
from generator.bulletin import Bulletin, Dossier, state
from generator.messages import sentence, site
from generator.records import Outcome
from generator.render import listing
from generator.render.lists.hazards import hazard_states
from generator.render.lists.mines import mine_states
from generator.render.lists.outcomes import outcome_states

SEPARATOR = "\n"
AND = "、"

NOBODY = "-"

MINES = "mines"
CODES = "codes"
WORDS = (addresses.REPORT, addresses.ABOUT)
"""The pages searched in every word of theirs."""

HEADINGS = (
    addresses.MINES,
    addresses.TOWNS,
    addresses.ENFORCEMENT,
    addresses.HAZARDS,
    addresses.GRADING,
    addresses.STANDARDISATION,
    addresses.THRESHOLDS,
    addresses.CLOSURES,
    addresses.ACCIDENTS,
    addresses.CRITERIA,
    addresses.NOTICES,
    addresses.PLAN,
    addresses.SCORECARD,
    addresses.GLOSSARY,
    addresses.POSTERS,
    addresses.FEEDS,
    addresses.DATA,
)
"""The pages whose text is rows of data: searched by their titles and headings."""


_TOLD = ("stop-whole", "stop-part", "stop-penalty", "overdue", "hazard", "closing", "merging")
"""The states of a mine that its line in the search tells."""

_DISCLOSURE = "disclosure"
"""The anchor of the section that gives a record's number, publisher and dates as the law wants."""


def render(seen: Bulletin, pages: Iterable[Page], dressed: Iterable[Artifact]) -> list[Artifact]:
    """The files of the search. `pages` exist; `dressed` are the files they became."""
    titles = {page.address: page.title for page in pages}
    texts = {file.path.removesuffix("index.html"): file.content for file in dressed}
    also = _also(seen.content.words("search").body)
    parts = {
        name: part
        for name, part in [
            ("towns", _towns(seen, titles)),
            *_outcomes(seen, titles),
            ("hazards", _hazards(seen, titles)),
            ("accidents", _accidents(seen)),
            ("entities", _entities(seen)),
            ("closures", _closures(seen, titles)),
            ("notices", _notices(seen, titles, texts)),
            ("criteria", _criteria(seen)),
            ("glossary", _glossary(texts, also)),
            ("pages", _pages(titles, texts, also)),
        ]
        if part["rows"]
    }
    documents = _documents(seen, titles)
    numbered = {"documents": documents} if documents["rows"] else {}
    dossiers = sorted(seen.dossiers.values(), key=lambda dossier: dossier.mine.mine_id)
    files: dict[str, Mapping[str, Any]] = {
        MINES: {"parts": list(parts), "numbered": list(numbered), **_mines(seen, dossiers)},
        CODES: _codes(dossiers),
        **parts,
        **numbered,
    }
    return [_artifact(name, part) for name, part in files.items()]


def edition(keys: Iterable[str]) -> str:
    """A digest of the keys of a file's rows in their order."""
    return hashlib.sha256(SEPARATOR.join(keys).encode()).hexdigest()[:12]


def column(values: Iterable[str]) -> str:
    """The values of all rows as one string; a line feed inside a value becomes a blank."""
    return SEPARATOR.join(" ".join(value.split()) for value in values)


def _artifact(name: str, part: Mapping[str, Any]) -> Artifact:
    family = sentence("search", name.partition("-")[0])
    text = json.dumps({"family": family, **part}, ensure_ascii=False, separators=(",", ":"))
    return Artifact(addresses.search_part(name), text.encode())


def _part(rows: Sequence[Sequence[str]], names: str, below: str = "") -> dict[str, Any]:
    """A file of rows with these columns; the first is the key."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names.split())
    head = {"below": below} if below else {}
    return {"rows": len(rows), "edition": edition(columns[0]), **head} | {
        name: column(values) for name, values in zip(names.split(), columns, strict=True)
    }


def _mines(seen: Bulletin, dossiers: Sequence[Dossier]) -> dict[str, Any]:
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
    part = _part(rows, names, addresses.MINES)
    return {"towns": [town.name for town in seen.towns.values()], **part}


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


def _codes(dossiers: Sequence[Dossier]) -> dict[str, Any]:
    rows = [
        (
            dossier.mine.uscc,
            dossier.mine.group_uscc,
            AND.join(licence.number for licence in dossier.licences if licence.number),
            AND.join(held.certificate_no for held in dossier.standardisation),
        )
        for dossier in dossiers
    ]
    part = _part(rows, "uscc group_uscc licences certificates")
    return part | {"edition": edition(dossier.mine.mine_id for dossier in dossiers)}


def _outcomes(seen: Bulletin, titles: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    newest = sorted(seen.records.outcomes, key=lambda o: (o.decided_on, o.outcome_id), reverse=True)
    years: dict[int, list[tuple[str, ...]]] = {}
    for outcome in newest:
        address = addresses.outcome(outcome.outcome_id)
        if address in titles:
            row = _outcome(seen, outcome, titles[address])
            years.setdefault(outcome.decided_on.year, []).append(row)
    for year, rows in years.items():
        part = _part(rows, "id mine kind no day title party now index", addresses.ENFORCEMENT)
        yield f"outcomes-{year}", part


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


def _hazards(seen: Bulletin, titles: Mapping[str, str]) -> dict[str, Any]:
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
    return _part(rows, "id mine no day title party now text index", addresses.HAZARDS)


def _accidents(seen: Bulletin) -> dict[str, Any]:
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
    return _part(rows, "address mine day title party text index")


def _entities(seen: Bulletin) -> dict[str, Any]:
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
    return _part(rows, "address mine no day title party")


def _closures(seen: Bulletin, titles: Mapping[str, str]) -> dict[str, Any]:
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
            case.index_no,
        )
        for case in seen.records.cases
        if (title := titles.get(addresses.case(case.case_id)))
    ]
    return _part(rows, "id mine kind no day title now index", addresses.CLOSURES)


def _notices(
    seen: Bulletin, titles: Mapping[str, str], texts: Mapping[str, bytes]
) -> dict[str, Any]:
    rows = [
        (
            notice.slug,
            sentence("notices", notice.kind),
            notice.document_no,
            notice.day.isoformat(),
            title,
            _whole(_sections(texts, address)),
            notice.index_no,
        )
        for notice in seen.content.notices
        if (title := titles.get(address := addresses.notice(notice.slug)))
    ]
    return _part(rows, "id kind no day title text index", addresses.NOTICES)


def _whole(sections: Iterable[tuple[str, str, str]]) -> str:
    """The text of a page with its headings, without its title and its labels of disclosure."""
    return " ".join(
        f"{heading} {text}" if anchor else text
        for anchor, heading, text in sections
        if anchor != _DISCLOSURE
    )


def _towns(seen: Bulletin, titles: Mapping[str, str]) -> dict[str, Any]:
    rows = [
        (town.town_code, town.name)
        for town in seen.towns.values()
        if addresses.town(town.town_code) in titles
    ]
    return _part(rows, "id title", addresses.TOWNS)


def _criteria(seen: Bulletin) -> dict[str, Any]:
    rows = []
    for kind in addresses.CRITERIA_KINDS:
        for document, items in seen.criteria(kind):
            rows += [
                (
                    addresses.criterion(kind, item.criterion_id),
                    document.document_no,
                    seen.vocabulary.word("criteria", "mine_kind", kind),
                    item.label + item.text,
                    " ".join(clause.text for clause in seen.clauses(item.criterion_id)),
                )
                for item in items
                if item.mine_kind == kind
            ]
    return _part(rows, "address no kind title text")


def _documents(seen: Bulletin, titles: Mapping[str, str]) -> dict[str, Any]:
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
            found.setdefault(
                (event.address, event.document_no),
                (event.address, row[0], event.label, event.document_no, *row[1:]),
            )
    for duty in rows.responsibilities:
        if duty.document_no not in own:
            address = addresses.mine(duty.mine_id) + "#responsibilities"
            title = sentence("search", "duties", mine=seen.mines[duty.mine_id].name)
            row = _document(seen, (duty.mine_id,), duty.from_on, title)
            kind = sentence("search", "duty")
            found.setdefault(
                (address, duty.document_no), (address, row[0], kind, duty.document_no, *row[1:])
            )
    return _part(list(found.values()), "address mine kind no day title party")


def _document(
    seen: Bulletin, mines: Sequence[str], day: date, title: str
) -> tuple[str, str, str, str]:
    """The cells mine, day, title and party of what a document says of a mine, or of none."""
    if len(mines) != 1 or mines[0] not in seen.mines:
        return "", day.isoformat(), title, ""
    mine_id = mines[0]
    title = _marked(title, {"{m}": seen.mines[mine_id].name})
    return mine_id, day.isoformat(), title, _operator(seen.dossiers[mine_id], day)


_WAY = re.compile(
    r"^[-*] \[(.+?)\]\((?:\.\./(.*?)index\.md|page:([\w-]+))(#[^)]*)?\)[：:]?(.*)$", re.MULTILINE
)


def _also(markdown: str) -> dict[str, str]:
    """What people type, by the address of the section that answers it."""
    return {
        f"{page or family + '/'}{anchor}": AND.join(filter(None, (title, words.strip())))
        for title, page, family, anchor, words in _WAY.findall(markdown)
    }


def _glossary(texts: Mapping[str, bytes], also: Mapping[str, str]) -> dict[str, Any]:
    """Every term with its plain words."""
    rows = [
        (place := f"{addresses.GLOSSARY}#{anchor}", term, also.get(place, ""), text)
        for anchor, term, text in _sections(texts, addresses.GLOSSARY)
        if anchor and text
    ]
    return _part(rows, "address title also text")


def _pages(
    titles: Mapping[str, str], texts: Mapping[str, bytes], also: Mapping[str, str]
) -> dict[str, Any]:
    """The pages of the site, section by section."""
    rows = []
    for address in (*WORDS, *HEADINGS):
        for anchor, heading, text in _sections(texts, address):
            place = f"{address}#{anchor}" if anchor else address
            title = f"{titles[address]} › {heading}" if anchor else titles[address]
            if anchor != _DISCLOSURE and not (anchor and address == addresses.GLOSSARY):
                words = text if address in WORDS else ""
                rows.append((place, title, also.get(place, ""), words))
    return _part(rows, "address title also text")


class _Sections(HTMLParser):
    """The article of a page, cut at every heading that can be linked.

    Drawings, the folded table of contents and the line below a title are left out.
    """

    HEADINGS = frozenset({"h1", "h2", "h3"})
    BLANK = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "div", "summary", "br"})
    LEFT_OUT = frozenset({("svg", None), ("details", "contents-fold"), ("p", "meta")})

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[tuple[str, list[str], list[str]]] = []
        self._inside = self._heading = False
        self._left_out = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "article" and not self.sections:
            self._inside = True
            self.sections.append(("", [], []))
        kind = None if tag == "svg" else values.get("class")
        if not self._left_out and (tag, kind) in self.LEFT_OUT:
            self._left_out = tag
        if tag in self.HEADINGS:
            self._heading = True
            if self._inside and tag != "h1" and (anchor := values.get("id")):
                self.sections.append((anchor, [], []))

    def handle_endtag(self, tag: str) -> None:
        self._heading = self._heading and tag not in self.HEADINGS
        self._inside = self._inside and tag != "article"
        if tag == self._left_out:
            self._left_out = ""
        if self._inside and tag in self.BLANK:
            self.sections[-1][2].append(" ")

    def handle_data(self, data: str) -> None:
        if self._inside and not self._left_out:
            _, heading, text = self.sections[-1]
            (heading if self._heading else text).append(data)


def _sections(texts: Mapping[str, bytes], address: str) -> list[tuple[str, str, str]]:
    """(anchor, heading, text) of each section of a page; the anchor of the first is "".

    Nothing where there is no such page.
    """
    reader = _Sections()
    reader.feed(texts.get(address, b"").decode())
    return [
        (anchor, " ".join("".join(heading).split()), " ".join("".join(text).split()))
        for anchor, heading, text in reader.sections
    ]
