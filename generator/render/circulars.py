"""A circular on paper (定期通报, 行动方案 三(二)): the words of its finished page as a tagged PDF.

What is printed is read from the page that was published, so paper and page cannot part. A4, with
bookmarks, PDF/A-2a and PDF/UA-1; nothing of it names the day of the build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, TreeBuilder

from generator import addresses, wording
from generator.artifacts import Artifact
from generator.content import Notice
from generator.messages import sentence
from generator.render import codes, posters, typesetting
from generator.render.posters import Keep, anew
from generator.settings import Settings

_TEMPLATE = "circular.typ"


def printed(notice: Notice) -> bool:
    """Whether a notice has a print: circulars do, unless the face lacks one of their characters."""
    return notice.kind == "circular" and not missing(notice)


def missing(notice: Notice) -> str:
    """The characters of a notice that the face has no glyph for."""
    words = notice.title + notice.document_no + notice.body
    return typesetting.uncovered(re.sub(r"\s", "", words))


def render(
    notice: Notice, page: Artifact, settings: Settings, *, theme: Path, keep: Keep = anew
) -> bytes:
    """The PDF of a notice, from its finished page."""
    address = settings.site_url + addresses.notice(notice.slug)
    text = json.dumps(
        {
            "title": notice.title,
            "publisher": settings.publisher,
            "facts": [
                [label, value]
                for label, value in (
                    (sentence("circular", "document-no"), notice.document_no),
                    (sentence("circular", "day"), wording.long_day(notice.day)),
                    (sentence("circular", "index-no"), notice.index_no),
                )
                if value
            ],
            "blocks": list(_words(page.content.decode("utf-8"), address)),
            "address": address,
            "qr": codes.drawn(address),
            "scan": sentence("circular", "scan"),
            "code": sentence("circular", "code", address=address),
            "demonstration": sentence("circular", "demonstration")
            if settings.demonstration
            else "",
        },
        ensure_ascii=False,
    )

    def make() -> bytes:
        inputs = {"circular": text}
        try:
            return typesetting.document(_TEMPLATE, theme, inputs, notice.day)
        except typesetting.Refused:
            # What a clerk may write is without end. Without the standards typst still tags it all,
            # and does not refuse.
            return typesetting.document(_TEMPLATE, theme, inputs, notice.day, archival=False)

    return keep(posters.key(theme, _TEMPLATE, text), make)


_VOID = frozenset("area base br col hr img input link meta wbr".split())


class _Reader(HTMLParser):
    """Reads a page into a tree; only its article is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._tree = TreeBuilder()
        self._inside = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._inside += tag == "article"
        if self._inside:
            self._tree.start(tag, {name: value or "" for name, value in attributes})
            if tag in _VOID:
                self._tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag not in _VOID:
            self._tree.end(tag)
        self._inside -= tag == "article"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._tree.data(data)

    def article(self) -> Element:
        self.close()
        return self._tree.close()


def _words(html: str, base: str) -> Iterator[dict[str, Any]]:
    """The blocks people wrote, and the records they quote: what stands before 信息公开."""
    reader = _Reader()
    reader.feed(html)
    for part in reader.article():
        if part.get("id") == "disclosure":
            return
        if part.tag != "h1" and not {"meta", "contents-fold"} & set(part.get("class", "").split()):
            yield from _blocks(part, base)


_LISTS = {"ul": "bullets", "ol": "steps"}


def _blocks(part: Element, base: str) -> Iterator[dict[str, Any]]:
    if part.tag in ("h2", "h3", "h4"):
        yield {"kind": "heading", "level": int(part.tag[1]), "runs": list(_runs(part, base))}
    elif part.tag in _LISTS:
        yield {
            "kind": _LISTS[part.tag],
            "start": int(part.get("start", "1")),
            "items": [list(_inside(item, base)) for item in part.iter("li") if item in list(part)],
        }
    elif part.tag == "table":
        yield _table(part, base)
    elif part.tag == "p":
        yield {"kind": "paragraph", "runs": list(_runs(part, base))}
    else:
        yield from _inside(part, base)


def _inside(part: Element, base: str) -> Iterator[dict[str, Any]]:
    """The blocks within an element; loose words between them are a paragraph."""
    loose = Element("p")
    loose.text = part.text
    for child in part:
        if child.tag in (*_LISTS, "table", "p", "div", "blockquote", "h2", "h3", "h4"):
            yield from _loose(loose, base)
            yield from _blocks(child, base)
            loose = Element("p")
            loose.text = child.tail
        else:
            loose.append(child)
    yield from _loose(loose, base)


def _loose(words: Element, base: str) -> Iterator[dict[str, Any]]:
    runs = list(_runs(words, base))
    if any(run["text"].strip() for run in runs):
        yield {"kind": "loose", "runs": runs}


def _table(part: Element, base: str) -> dict[str, Any]:
    rows = [list(row) for row in part.iter("tr")]
    cells = [[list(_runs(cell, base)) for cell in row] for row in rows]
    return {
        "kind": "table",
        "right": ["align-right" in cell.get("class", "") for cell in rows[0]],
        "head": cells[0],
        "rows": cells[1:],
    }


def _runs(
    part: Element, base: str, strong: bool = False, link: str = ""
) -> Iterator[dict[str, Any]]:
    """The words of an element in pieces of one look each. Explanations of terms lose their link."""
    yield from _run(part.text, strong, link)
    for child in part:
        bold = strong or child.tag in ("strong", "b")
        target = link
        if child.tag == "a" and "term" not in child.get("class", "").split():
            target = urljoin(base, child.get("href", ""))
        if child.tag == "br":
            yield from _run("\n", strong, link)
        if child.tag == "img":
            yield from _run(child.get("alt"), strong, link)
        yield from _runs(child, base, bold, target)
        yield from _run(child.tail, strong, link)


def _run(text: str | None, strong: bool, link: str) -> Iterator[dict[str, Any]]:
    if text:
        folded = text if text == "\n" else re.sub(r"[ \t\r\n]+", " ", text)
        yield {"text": folded, "strong": strong, "link": link}
