"""What a list is: its rows, the facets they are filtered by, and its files for the browser.

A list is told once, as a value. The pages set it with `theme/records/_list.html`; the script
`theme/assets/lists.js` filters it from two kinds of files, both made here:

- the *index* `lists/<name>.json`: for each facet one small number a row, for each sortable column
  one rank a row. It answers every filter and every count;
- the *parts* `lists/<name>-<part>.json`: what the rows say, column by column. Only the parts whose
  rows are shown or downloaded are fetched; all of them once a name or number is looked for.

A row has no name in the index: it is its position in the list. So that no row ever bears the words
of another, the page, the index and the parts name the *edition* they are of: a browser that met two
builds at once notices, and says so.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator import addresses
from generator.artifacts import Artifact

SHOWN = 100
"""Rows that a page of a long list holds; the script shows as many at a time."""

WHOLE = 200
"""A list of up to so many rows stands in its page as a whole."""

PIECE = 1000
"""A part with more rows is divided: the first hundred rows of a choice need not wait for all."""

PLAIN = 500
"""A plain page with more rows is divided."""

ADDRESS = "address"
"""In a CSV the field of the record's own address; it is made of the row's id, hence in no file."""

NONE = "none"
"""The choice of rows without a value."""

CLOSED = "closed"
"""The choice of mines that are closed, where only the others are counted: they bear no grade and no
level, and are no part of a distribution."""

INAPPLICABLE = "inapplicable"
"""The choice of rows to which the question does not apply."""


@dataclass(frozen=True)
class Facet:
    """One question a list is filtered by. `choices` maps a code of the address to its label.

    A row that is picked by any choice of each facet in use stays. `open` says whether the choices
    are laid open from the beginning.
    """

    name: str
    title: str
    choices: Mapping[str, str]
    open: bool = False


@dataclass(frozen=True)
class Slot:
    """One piece of a cell: `field` of the row, set as text, small, day, grade, tags or link.

    A link leads to the address `to`, in which {} stands for the row's field `of`.
    """

    kind: str
    field: str
    to: str = ""
    of: str = ""


@dataclass(frozen=True)
class Column:
    """A column of the table. `sort` names the rank it is sorted by, "" where it is not.

    `down`: the first click on its heading puts the highest or newest first.
    """

    title: str
    slots: tuple[Slot, ...]
    sort: str = ""
    down: bool = False
    style: str = ""


@dataclass(frozen=True)
class Row:
    """One row: what it says by field, and what it is picked by, a facet's codes by facet.

    A field of `tags` holds a line for each: the kind, a blank, the words. `order` gives for each
    sortable column what its rank is taken from, None where the row has nothing there.
    """

    fields: Mapping[str, str]
    picks: Mapping[str, tuple[str, ...]]
    order: Mapping[str, str | int | None]
    part: str


@dataclass(frozen=True)
class Leaf:
    """A plain page of a list: some of its rows, or the leaves it is divided into."""

    label: str
    title: str
    address: str
    parent: str
    rows: tuple[Row, ...]
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """Plain pages that hold each row of a list exactly once: by town, by grade, by year.

    `made` says that this list brings the pages; the towns have theirs already.
    """

    title: str
    leaves: tuple[Leaf, ...]
    made: bool = True


@dataclass(frozen=True)
class Listing:
    """A list of the site in its own order. `sheet` names the columns of its CSV: title, field.

    `named` are the fields in which the box for names and numbers looks, `naming` says so.
    """

    name: str
    title: str
    unit: str
    address: str
    facets: tuple[Facet, ...]
    columns: tuple[Column, ...]
    sheet: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    shelves: tuple[Shelf, ...]
    named: tuple[str, ...]
    naming: str

    @functools.cached_property
    def edition(self) -> str:
        """A digest of the rows, of what picks them, and of the choices.

        Files of two editions do not go together. What only counts days is no new edition.
        """
        rows = [(row.fields["id"], row.picks) for row in self.rows]
        told = repr((rows, [(facet.name, facet.choices) for facet in self.facets]))
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def record(self) -> str:
        """The address of a row's record below the site's, {} standing for its id."""
        slots = (slot for column in self.columns for slot in column.slots)
        return next(slot.to for slot in slots if slot.kind == "link")

    @property
    def index(self) -> str:
        """The address of the index."""
        return addresses.listing(self.name)

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows that the list's own page holds."""
        return self.rows if len(self.rows) <= WHOLE else self.rows[:SHOWN]

    @property
    def plain(self) -> Iterator[Leaf]:
        """The plain pages that this list brings, each before those it is divided into."""
        leaves = [leaf for shelf in self.shelves if shelf.made for leaf in shelf.leaves]
        while leaves:
            leaf = leaves.pop(0)
            yield leaf
            leaves[:0] = leaf.leaves

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many rows each choice picks where nothing else is chosen."""
        counts = {facet.name: dict.fromkeys(facet.choices, 0) for facet in self.facets}
        for row in self.rows:
            for name, codes in row.picks.items():
                for code in codes:
                    counts[name][code] += 1
        return counts


def divided(leaf: Leaf, by: Callable[[Row], tuple[str, str]], most: int = PLAIN) -> Leaf:
    """The leaf, divided where it is too long for one page. `by` gives segment and label of a row.

    The divisions stand in the order of their first rows.
    """
    if len(leaf.rows) <= most:
        return leaf
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in leaf.rows:
        groups.setdefault(by(row), []).append(row)
    leaves = tuple(
        Leaf(label, f"{leaf.title} {label}", f"{leaf.address}{segment}/", leaf.address, tuple(rows))
        for (segment, label), rows in groups.items()
    )
    return Leaf(leaf.label, leaf.title, leaf.address, leaf.parent, leaf.rows, leaves)


def files(listing: Listing, day: date) -> Iterator[Artifact]:
    """The index of a list and its parts. A list without rows has none."""
    if not listing.rows:
        return
    parts = dict(_parts(listing.rows))
    assert [row for rows in parts.values() for row in rows] == list(listing.rows)
    index = {
        "edition": listing.edition,
        "title": listing.title,
        "day": day.isoformat(),
        "facets": [_facet(facet, listing.rows) for facet in listing.facets],
        "sorts": {c.sort: _ranks(c.sort, listing.rows) for c in listing.columns if c.sort},
        "sheet": listing.sheet,
        "record": listing.record,
        "named": listing.named,
        "parts": [[part, len(rows)] for part, rows in parts.items()],
    }
    yield Artifact(listing.index, _json(index))
    for part, rows in parts.items():
        fields = {name: _column([row.fields[name] for row in rows]) for name in rows[0].fields}
        content = {"edition": listing.edition, "fields": fields}
        yield Artifact(addresses.listing(listing.name, part), _json(content))


def _parts(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The rows by their part; the pieces of a long one are numbered from 2."""
    whole: dict[str, list[Row]] = {}
    for row in rows:
        whole.setdefault(row.part, []).append(row)
    for part, held in whole.items():
        for number, start in enumerate(range(0, len(held), PIECE), 1):
            name = part if number == 1 else f"{part}-{number}"
            yield name, held[start : start + PIECE]


def _facet(facet: Facet, rows: Sequence[Row]) -> dict[str, object]:
    """The facet's choices, the combinations of them that occur, and each row's combination."""
    places = {code: place for place, code in enumerate(facet.choices)}
    sets: dict[tuple[str, ...], int] = {}
    codes = [sets.setdefault(row.picks[facet.name], len(sets)) for row in rows]
    return {
        "name": facet.name,
        "choices": list(facet.choices.items()),
        "sets": [[places[code] for code in codes] for codes in sets],
        "codes": codes,
    }


def _ranks(name: str, rows: Sequence[Row]) -> list[int]:
    """Equal values, equal ranks; -1 where a row has nothing to be sorted by."""
    found = [row.order[name] for row in rows]
    known = sorted({_key(value) for value in found if value is not None})
    place = {key: rank for rank, key in enumerate(known)}
    return [-1 if value is None else place[_key(value)] for value in found]


def _key(value: str | int) -> tuple[int, bytes]:
    """GB 18030 holds the common characters in the order of their sounds (拼音)."""
    return (value, b"") if isinstance(value, int) else (0, value.encode("gb18030"))


def _column(values: Sequence[str]) -> object:
    """The values, or, where many are the same, the different ones and each row's place there."""
    words = list(dict.fromkeys(values))
    if len(words) * 2 > len(values):
        return values
    place = {word: number for number, word in enumerate(words)}
    return {"words": words, "codes": [place[value] for value in values]}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def tags(found: Iterable[tuple[str, str]]) -> str:
    """State tags (kind and words) as the value of a field."""
    return "\n".join(f"{kind} {words}" for kind, words in found)
