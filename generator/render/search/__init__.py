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
| `closures.json` | the data | id mine kind no day title now text index |
| `notices.json` | newest first | id kind no day title text index |
| `criteria.json` | the pages | address id no kind title text |
| `glossary.json`, `pages.json` | the pages | address title also text |
| `documents.json` | newest first | address mine kind no day title party |

`mines.json` also names, in `parts`, the other files in the order in which they are searched, in
`numbered` those that are searched where the query has a digit or nothing else holds it (documents
that have no page of their own: of grades, changes, extensions, duties), and in `towns` the names
that its column `town` counts from 0. `kind` holds the word people read, `now` the state of the day
(of a mine its grade, what is in force or open, its registered status), `mine` mine_ids, `no` a
document's number, `index` that of the disclosure (索引号), `day` a date in ISO form, `also` what
people type who look for that place. In a `title` {p} stands for its `party` and {m} for the name of
its mine, in an `address` for its page. `party` is whom a record is about, as of its day: where
there is a mine, an empty one is its operator today, and "-" nobody who is named. Without such a
column the operators of today stand for the mines.

What people type stands in `content/search.md`, which is shown on the page of the search: a list
item links to a section of a page in one way of saying it, others follow, parted by 、.

Nothing stands here that no page shows: records come from the bulletin as of the day and only where
their page exists; words are read from the finished pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from generator import addresses
from generator.artifacts import Artifact, Page
from generator.bulletin import Bulletin
from generator.messages import sentence
from generator.render.search import records, words
from generator.render.search.columns import column

__all__ = ["column", "render"]

MINES = "mines"
CODES = "codes"


def render(seen: Bulletin, pages: Iterable[Page], dressed: Iterable[Artifact]) -> list[Artifact]:
    """The files of the search. `pages` exist; `dressed` are the files they became."""
    titles = {page.address: page.title for page in pages}
    texts = {file.path.removesuffix("index.html"): file.content for file in dressed}
    also = words.also(seen.content.words("search").body)
    parts = {
        name: part
        for name, part in [
            ("towns", records.towns(seen, titles)),
            *records.outcomes(seen, titles),
            ("hazards", records.hazards(seen, titles)),
            ("accidents", records.accidents(seen)),
            ("entities", records.entities(seen)),
            ("closures", records.closures(seen, titles)),
            ("notices", words.notices(seen, titles, texts)),
            ("criteria", records.criteria(seen)),
            ("glossary", words.glossary(texts, also)),
            ("pages", words.pages(titles, texts, also)),
        ]
        if part["rows"]
    }
    documents = records.documents(seen, titles)
    numbered = {"documents": documents} if documents["rows"] else {}
    dossiers = sorted(seen.dossiers.values(), key=lambda dossier: dossier.mine.mine_id)
    files: dict[str, Mapping[str, Any]] = {
        MINES: {"parts": list(parts), "numbered": list(numbered), **records.mines(seen, dossiers)},
        CODES: records.codes(dossiers),
        **parts,
        **numbered,
    }
    return [_artifact(name, part) for name, part in files.items()]


def _artifact(name: str, part: Mapping[str, Any]) -> Artifact:
    family = sentence("search", name.partition("-")[0])
    text = json.dumps({"family": family, **part}, ensure_ascii=False, separators=(",", ":"))
    return Artifact(addresses.search_part(name), text.encode())
