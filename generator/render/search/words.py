"""The words in the search: notices, terms, and the pages section by section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any

from generator import addresses
from generator.bulletin import Bulletin
from generator.messages import sentence
from generator.render.search.columns import AND, table

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
"""The pages whose text is mostly rows of data: searched by titles, headings and what is written."""

_DISCLOSURE = "disclosure"
"""The anchor of the section that gives a record's number, publisher and dates as the law wants."""


def notices(
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
    return table(rows, "id kind no day title text index", addresses.NOTICES)


def _whole(sections: Iterable[tuple[str, str, str]]) -> str:
    """The text of a page with its headings, without its title and its labels of disclosure."""
    return " ".join(
        f"{heading} {text}" if anchor else text
        for anchor, heading, text in sections
        if anchor != _DISCLOSURE
    )


_WAY = re.compile(
    r"^[-*] \[(.+?)\]\((?:\.\./(.*?)index\.md|page:([\w-]+))(#[^)]*)?\)[：:]?(.*)$", re.MULTILINE
)


def also(markdown: str) -> dict[str, str]:
    """What people type, by the address of the section that answers it."""
    return {
        f"{page or family + '/'}{anchor}": AND.join(filter(None, (title, words.strip())))
        for title, page, family, anchor, words in _WAY.findall(markdown)
    }


def glossary(texts: Mapping[str, bytes], also: Mapping[str, str]) -> dict[str, Any]:
    """Every term with its plain words."""
    rows = [
        (place := f"{addresses.GLOSSARY}#{anchor}", term, also.get(place, ""), text)
        for anchor, term, text in _sections(texts, addresses.GLOSSARY)
        if anchor and text
    ]
    return table(rows, "address title also text")


def pages(
    titles: Mapping[str, str], texts: Mapping[str, bytes], also: Mapping[str, str]
) -> dict[str, Any]:
    """The pages of the site, section by section."""
    rows = []
    for address in (*WORDS, *HEADINGS):
        for anchor, heading, text in _sections(texts, address, rows=address in WORDS):
            place = f"{address}#{anchor}" if anchor else address
            title = f"{titles[address]} › {heading}" if anchor else titles[address]
            if anchor != _DISCLOSURE and not (anchor and address == addresses.GLOSSARY):
                rows.append((place, title, also.get(place, ""), text))
    return table(rows, "address title also text")


class _Sections(HTMLParser):
    """The article of a page, cut at every heading that can be linked.

    Drawings, the folded table of contents and the line below a title are left out.
    """

    HEADINGS = frozenset({"h1", "h2", "h3"})
    BLANK = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "div", "summary", "br"})
    LEFT_OUT = frozenset({("svg", None), ("details", "contents-fold"), ("p", "meta")})

    ROWS = frozenset({"table", "dl", "form", "figure"})
    """What holds rows of data; so do lists that have a class."""

    def __init__(self, *, rows: bool) -> None:
        super().__init__()
        self._rows = rows
        self._within: list[tuple[str, bool]] = []
        self.sections: list[tuple[str, list[str], list[str]]] = []
        self._inside = self._heading = False
        self._left_out = ""
        self._said = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "article" and not self.sections:
            self._inside = True
            self.sections.append(("", [], []))
        kind = None if tag == "svg" else values.get("class")
        if not self._left_out and (tag, kind) in self.LEFT_OUT:
            self._left_out = tag
        if tag in ("ul", "ol") or tag in self.ROWS:
            held = tag in self.ROWS or "class" in values
            self._within.append((tag, held or any(inner for _, inner in self._within)))
        elif tag == "p":
            self._said = True
        if tag in self.HEADINGS:
            self._heading = True
            if self._inside and tag != "h1" and (anchor := values.get("id")):
                self.sections.append((anchor, [], []))

    def handle_endtag(self, tag: str) -> None:
        self._heading = self._heading and tag not in self.HEADINGS
        self._inside = self._inside and tag != "article"
        if self._within and tag == self._within[-1][0]:
            self._within.pop()
        elif tag == "p":
            self._said = False
        if tag == self._left_out:
            self._left_out = ""
        if self._inside and tag in self.BLANK:
            self.sections[-1][2].append(" ")

    def handle_data(self, data: str) -> None:
        if self._inside and not self._left_out:
            _, heading, text = self.sections[-1]
            data_row = any(held for _, held in self._within) or not (self._said or self._within)
            if self._heading:
                heading.append(data)
            elif self._rows or not data_row:
                text.append(data)


def _sections(
    texts: Mapping[str, bytes], address: str, *, rows: bool = True
) -> list[tuple[str, str, str]]:
    """(anchor, heading, text) of each section of a page; the anchor of the first is "".

    Without `rows` the text is that of paragraphs and plain lists, not of tables and lists of
    records. Nothing where there is no such page.
    """
    reader = _Sections(rows=rows)
    reader.feed(texts.get(address, b"").decode())
    return [
        (anchor, " ".join("".join(heading).split()), " ".join("".join(text).split()))
        for anchor, heading, text in reader.sections
    ]
