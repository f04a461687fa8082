"""Each record and list for a portal that has only an editor window: clean HTML and a workbook.

A fragment is the article of a page without what belongs to our site: no class, script, style,
picture, form; every link with its whole address. The workbook of the same name says the same, row
by row, to be attached. Both begin with a mark of UTF-8, so that a double click shows Chinese.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import quote, urljoin

import xlsxwriter

from generator import addresses, wording
from generator.artifacts import Artifact, File
from generator.bulletin import Bulletin
from generator.messages import sentence
from generator.render import lists
from generator.render.listing import ADDRESS, Column, Listing, Row
from generator.settings import Settings

SUMS = "SHA256SUMS"
INDEX = "index.html"
_MADE = datetime(2000, 1, 1)
_MARK = "\ufeff"

_LEFT_OUT = {
    addresses.FEEDS,
    addresses.HOME,
    addresses.POSTERS,
    addresses.SEARCH,
    addresses.SITE_MAP,
}
_TAGS = frozenset(
    "h1 h2 h3 h4 p ul ol li dl dt dd table caption thead tbody tr th td a strong b em br".split()
)
_SILENT = frozenset("svg form button template script style nav label".split())
_SILENT_CLASSES = frozenset("needs-script contents-fold results-link chosen buttons".split())
_VOID = frozenset("br input hr img meta link".split())
_APART = frozenset("span b small summary".split())
"""Pieces that the look sets apart and plain text must not run together."""
_INLINE = frozenset("a strong b em".split())
_LINES = frozenset("h1 h2 h3 h4 p li dd".split())
_KEPT = frozenset("colspan rowspan scope".split())


@dataclass(frozen=True)
class _Told:
    """A record or list: its name in the folder, its title, its markup, its rows as texts."""

    name: str
    title: str
    markup: str
    rows: list[tuple[str, ...]]


class _Article(HTMLParser):
    """Reads a page; collects the clean markup of its article and its rows as texts."""

    def __init__(self, base: str, own: str) -> None:
        """`base` is the page's address; links that begin with `own` become plain text."""
        super().__init__(convert_charrefs=True)
        self._own = own
        self._links: list[bool] = []
        self.markup: list[str] = []
        self.rows: list[tuple[str, ...]] = []
        self._base = base
        self._inside = 0
        self._tables = 0
        self._silent: list[str] = []
        self._cells: list[str] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "article":
            self._inside += 1
        if not self._inside:
            return
        if self._silent:
            if tag not in _VOID:
                self._silent.append(tag)
            return
        if self._unwanted(tag, given):
            if tag not in _VOID:
                self._silent.append(tag)
            return
        self._tables += tag == "table"
        if tag in _APART:
            self._apart()
        if tag == "a":
            link = urljoin(self._base, given.get("href", ""))
            self._links.append(not (self._own and link.startswith(self._own)))
        if tag in _TAGS and (tag != "a" or self._links[-1]):
            self.markup.append(f"<{tag}{self._attributes(tag, given)}>")
        if tag == "br":
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if not self._inside:
            return
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
            return
        self._inside -= tag == "article"
        self._tables -= tag == "table"
        if tag in _TAGS and (tag != "a" or self._links.pop()):
            self.markup.append(f"</{tag}>" if tag in _INLINE else f"</{tag}>\n")
        if tag in {"th", "td", "dt"}:
            self._cells.append(self._said())
        elif tag == "tr" or (tag in _LINES and not self._tables):
            self._row()

    def handle_data(self, data: str) -> None:
        if self._inside and not self._silent:
            text = re.sub(r"[ \t\r\n]+", " ", data)
            self.markup.append(escape(text, quote=False))
            self._text.append(text)

    def _unwanted(self, tag: str, given: Mapping[str, str]) -> bool:
        classes = set(given.get("class", "").split())
        return tag in _SILENT or "hidden" in given or bool(classes & _SILENT_CLASSES)

    def _attributes(self, tag: str, given: Mapping[str, str]) -> str:
        kept = {name: value for name, value in given.items() if name in _KEPT}
        if tag == "a":
            kept["href"] = urljoin(self._base, given.get("href", ""))
        return "".join(f' {name}="{escape(value)}"' for name, value in sorted(kept.items()))

    def _apart(self) -> None:
        before = self.markup[-1] if self.markup else " "
        opens = before.startswith("<") and not before.startswith("</")
        if not opens and not before.endswith((" ", "\n")):
            self.markup.append(" ")
            self._text.append(" ")

    def _said(self) -> str:
        text, self._text = "".join(self._text), []
        return re.sub(r" *\n *", "\n", text).strip()

    def _row(self) -> None:
        rest = self._said()
        cells = [*self._cells, *([rest] if rest else [])]
        self._cells = []
        if any(cells):
            self.rows.append(tuple(cells))


def files(
    site: Iterable[File], bulletin: Bulletin, chosen: Settings, *, preview: bool, linked: bool
) -> list[Artifact]:
    """Every fragment and workbook, an index of them, and their checksums last.

    Where the site itself is not public, its own links are left out (not `linked`): they would be
    dead ones.
    """
    warning = [sentence("fragments", "preview")] if preview else []
    warning += [sentence("fragments", "demonstration")] if chosen.demonstration else []
    listings = [listing for listing in lists.every(bulletin) if listing.rows]
    told = [_list(listing, bulletin, chosen, linked=linked) for listing in listings]
    # Lists by year and grade repeat what the whole lists say.
    whole = {listing.address for listing in listings}
    whole |= {leaf.address for listing in listings for leaf in listing.plain}
    told += _pages(site, chosen, whole, linked=linked)
    found: list[Artifact] = []
    for one in told:
        said = "".join(f"<p><strong>{escape(words)}</strong></p>\n" for words in warning)
        text = _MARK + said + re.sub(r"[ \n]*\n[ \n]*", "\n", one.markup).strip() + "\n"
        found.append(Artifact(f"{one.name}.html", text.encode("utf-8")))
        rows = [*((words,) for words in warning), *one.rows]
        found.append(Artifact(f"{one.name}.xlsx", _workbook(rows)))
    found.append(Artifact(INDEX, _index(told, chosen).encode("utf-8")))
    lines = sorted((file.path, hashlib.sha256(file.content).hexdigest()) for file in found)
    sums = "".join(f"{digest}  {path}\n" for path, digest in lines)
    return [*found, Artifact(SUMS, sums.encode("utf-8"))]


def _pages(
    site: Iterable[File], chosen: Settings, whole: set[str], *, linked: bool
) -> Iterator[_Told]:
    """The pages of records, and of the lists that no listing tells as a whole."""
    for file in sorted(site, key=lambda artifact: artifact.path):
        path = PurePosixPath(file.path)
        address = "" if str(path.parent) == "." else f"{path.parent}/"
        if path.name != INDEX or address in _LEFT_OUT or address in whole:
            continue
        article = _Article(chosen.site_url + address, "" if linked else chosen.site_url)
        article.feed(file.content.decode("utf-8"))
        title = article.rows[0][0] if article.rows else address
        yield _Told(address.rstrip("/"), title, "".join(article.markup), article.rows)


def _list(listing: Listing, bulletin: Bulletin, chosen: Settings, *, linked: bool) -> _Told:
    """A list with all its rows, as its CSV has them."""
    base = chosen.site_url if linked else ""
    day = sentence("fragments", "as-of", day=wording.long_day(bulletin.as_of))
    heads = "".join(f'<th scope="col">{escape(column.title)}</th>' for column in listing.columns)
    lines = [
        "".join(f"<td>{_cell(column, row, listing, base)}</td>" for column in listing.columns)
        for row in listing.rows
    ]
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    markup = (
        f"<h1>{escape(listing.title)}</h1>\n<p>{escape(day)}</p>\n"
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
    )
    tags = {s.field for column in listing.columns for s in column.slots if s.kind == "tags"}
    rows: list[tuple[str, ...]] = [(listing.title,), (day,)]
    sheet = [(title, name) for title, name in listing.sheet if linked or name != ADDRESS]
    rows.append(tuple(title for title, _ in sheet))
    for row in listing.rows:
        address = chosen.site_url + listing.record.replace("{}", row.fields["id"])
        fields = {**row.fields, ADDRESS: address}
        cells = ((fields.get(name, ""), name in tags) for _, name in sheet)
        rows.append(tuple(_words(cell) if several else cell for cell, several in cells))
    return _Told(listing.address.rstrip("/"), listing.title, markup, rows)


def _cell(column: Column, row: Row, listing: Listing, base: str) -> str:
    grades = next((facet.choices for facet in listing.facets if facet.name == "grade"), {})
    pieces = []
    for slot in column.slots:
        value = row.fields.get(slot.field, "")
        if slot.kind == "tags":
            value = _words(value)
        elif slot.kind == "grade":
            value = grades.get(value, value)
        text = escape(value)
        if value and base and slot.kind == "link":
            address = urljoin(base, slot.to.replace("{}", row.fields[slot.of]))
            text = f'<a href="{escape(address)}">{text}</a>'
        pieces.append(text)
    return " ".join(piece for piece in pieces if piece)


def _words(tags: str) -> str:
    """Each line of a field of tags is its kind, a blank, its words."""
    return "、".join(line.partition(" ")[2] for line in tags.split("\n") if line)


def _workbook(rows: list[tuple[str, ...]]) -> bytes:
    """One sheet, every cell a text: nothing is a formula."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet()
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet.set_column(0, 9, 24, text)
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell, text)
    return stream.getvalue()


def _index(told: Iterable[_Told], chosen: Settings) -> str:
    """The way to every fragment, for the person who pastes."""
    words = escape(sentence("fragments", "index"))
    lines = "".join(
        f'<tr><td><a href="{quote(one.name)}.html">{escape(one.title)}</a></td>'
        f'<td><a href="{quote(one.name)}.xlsx">{escape(one.name)}.xlsx</a></td></tr>\n'
        for one in told
    )
    return (
        f'<!doctype html>\n<html lang="{chosen.language}"><head><meta charset="utf-8">'
        f"<title>{words}</title></head>\n<body><h1>{words}</h1>\n<table>\n{lines}</table></body></html>\n"
    )
