"""Data that looks like markup is shown as text, everywhere.

The site is made twice in memory: once with a harmless word appended to every text that people
write, once with the same number of characters that look like markup in its place. Each character
of the harmless word is rare and stands for one of the others, so that whatever a file does with
a text, the two files must hold the same things: the same elements, attributes and members, and in
them the same text, letter for letter.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import pytest
from conftest import DAY

from generator import bulletin, pipeline
from generator.packages import Package, Resource, Row
from generator.render import boards, posters
from generator.source import Source

pytestmark = pytest.mark.slow

NASTY = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{% raw %}${7*7}{p}{0}%s"
    "⟦title⟧⟦nothing⟧A*B*_c_`d`[e](javascript:alert(3))javascript:alert(4)\"'&amp;&lt;&#60"
    "]]>--></title></textarea></svg><!--\\u2028\u2028#let x = 1"
)
HARMLESS = "".join(chr(0x9B80 + place) for place in range(len(NASTY)))
TO_NASTY = str.maketrans(dict(zip(HARMLESS, NASTY, strict=True)))
MARKS = dict.fromkeys(
    ord(letter)
    for plain, looking in zip(HARMLESS, NASTY, strict=True)
    if looking in "⟦⟧"
    for letter in (plain, looking)
)

Words = Callable[[str], str]


def written(source: Source, word: str) -> Source:
    """The bulletin with a word appended to every text of tables, descriptors, words and config."""

    def add(text: str) -> str:
        return text + word if text else text

    def say(text: str) -> str:
        # The check refuses our own marks in words and config, and names the line.
        return add(text).translate(MARKS)

    assert source.settings is not None
    settings = dataclasses.replace(
        source.settings,
        **{
            name: say(getattr(source.settings, name))
            for name in (
                "site_name",
                "site_subtitle",
                "publisher",
                "correction_contact",
                "data_licence",
            )
        },
    )
    notices = tuple(
        dataclasses.replace(
            notice,
            title=say(notice.title),
            document_no=say(notice.document_no),
            approval_no=say(notice.approval_no),
        )
        for notice in source.content.notices
    )
    return dataclasses.replace(
        source,
        settings=settings,
        packages={name: _package(found, add) for name, found in source.packages.items()},
        content=dataclasses.replace(source.content, notices=notices),
    )


def _package(package: Package, add: Words) -> Package:
    descriptor = _labels(package.descriptor, add)
    return dataclasses.replace(
        package,
        descriptor=descriptor,
        content=json.dumps(descriptor, ensure_ascii=False).encode(),
        resources={name: _resource(found, add) for name, found in package.resources.items()},
    )


def _labels(descriptor: Any, add: Words) -> Any:
    """A descriptor whose words for people are changed, and nothing else."""
    if isinstance(descriptor, Mapping):
        return {
            key: add(value)
            if key in ("title", "description", "label") and isinstance(value, str)
            else _labels(value, add)
            for key, value in descriptor.items()
        }
    return (
        [_labels(item, add) for item in descriptor] if isinstance(descriptor, list) else descriptor
    )


def _resource(resource: Resource, add: Words) -> Resource:
    names = set(free_texts(resource))
    rows = []
    for row in resource.rows:
        # The values of a change of a mine are of the type of the field that changed.
        typed = row.cells.get("field", "name") not in ("name", "operator", "group_company")
        free = names - {"old_value", "new_value"} if typed else names
        cells = {name: add(cell) if name in free else cell for name, cell in row.cells.items()}
        rows.append(Row(row.number, cells))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([entry["name"] for entry in resource.fields])
    writer.writerows(row.cells.values() for row in rows)
    return dataclasses.replace(
        resource,
        descriptor=_labels(resource.descriptor, add),
        rows=tuple(rows),
        content=text.getvalue().encode(),
    )


def free_texts(resource: Resource) -> Iterator[str]:
    """The columns whose schema lets any text in."""
    schema = resource.descriptor["schema"]
    keys = {*resource.primary_key}
    for foreign in schema.get("foreignKeys", ()):
        fields = foreign["fields"]
        keys |= {fields} if isinstance(fields, str) else {*fields}
    for entry in resource.fields:
        bound = {"enum", "pattern"} & entry.get("constraints", {}).keys()
        plain = entry.get("type", "string") == "string" and entry.get("format") is None
        if plain and not bound and entry["name"] not in keys:
            yield entry["name"]


def made(source: Source) -> dict[str, bytes]:
    """Every file of the site but the posters."""
    assert source.settings is not None
    seen = bulletin.assemble(source.packages, source.content, DAY, source.settings.windows)
    artifacts, problems = pipeline.render(
        source, seen, with_posters=False, report=lambda step: None
    )
    assert problems == []
    return {artifact.path: artifact.content for artifact in artifacts}


@pytest.fixture(scope="module")
def both(shipped: Source) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The site with the harmless word, and the site with what looks like markup."""
    return made(written(shipped, HARMLESS)), made(written(shipped, NASTY))


Thing = tuple[str, ...]
"""Something a file holds: what kind of thing it is, and its text."""


class _Page(HTMLParser):
    """Elements, attributes, text and comments of a page, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.things: list[Thing] = []
        self.data = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.data = tag == "script" and ("type", "application/ld+json") in attrs
        self.things.append(("element", tag))
        self.things += [("attribute", name, unquote(value or "")) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self.things.append(("end", tag))
        self.data = False

    def handle_data(self, data: str) -> None:
        if self.data:
            self.things += json_things(json.loads(data))
        elif self.things and self.things[-1][0] == "text":
            self.things[-1] = ("text", self.things[-1][1] + data)
        else:
            self.things.append(("text", data))

    def handle_comment(self, data: str) -> None:
        self.things.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.things.append(("declaration", decl))

    def unknown_decl(self, data: str) -> None:
        self.things.append(("declaration", data))

    def handle_pi(self, data: str) -> None:
        self.things.append(("instruction", data))


def json_things(value: Any, path: str = "") -> Iterator[Thing]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield ("member", key)
            yield from json_things(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from json_things(item, f"{path}[]")
    else:
        yield (path, str(value))


def xml_things(content: bytes) -> Iterator[Thing]:
    for element in ElementTree.fromstring(content).iter():
        yield ("element", element.tag)
        yield from (("attribute", name, unquote(v)) for name, v in element.attrib.items())
        yield ("text", element.text or "")
        yield ("text", element.tail or "")


def csv_things(content: bytes) -> Iterator[Thing]:
    for row in csv.reader(io.StringIO(content.decode(), newline="")):
        yield from (("cell", cell) for cell in row)


def things(path: str, content: bytes) -> list[Thing]:
    """What a published file holds."""
    match Path(path).suffix:
        case ".html":
            return _Page(content.decode()).things
        case ".json":
            # The ranks of a list follow its names, so they alone may differ.
            return [t for t in json_things(json.loads(content)) if not t[0].startswith(".sorts.")]
        case ".xml" | ".svg" | ".atom" | ".opml":
            return list(xml_things(content))
        case ".csv":
            return list(csv_things(content))
        case ".js" | ".css" | "" | ".pdf" | ".png":
            return []  # ours, digests, and pictures; PDF see below
    raise AssertionError(f"{path}: say here what such a file holds")


def bare(found: Thing) -> Thing:
    """Without blanks (U+2028 is one) and without sizes and digests: the bytes of files differ.

    Readers of feeds unescape titles and names once more: there the full-width forms stand.
    """
    found = tuple(unquote(t).translate(str.maketrans("＜＞＆", "<>&")) for t in found)
    return tuple(re.sub(r"\s|\b[0-9.,]+ ?[kKM]?B\b|\b[0-9a-f]{64}\b", "", text) for text in found)


def digested(found: Thing) -> bool:
    """The edition of a list or of a file of the search: made of its texts, it follows them."""
    return found[:2] == ("attribute", "data-edition") or found[0] == ".edition"


def nasty(found: Thing) -> Thing:
    return tuple(text.translate(TO_NASTY) for text in found)


def test_every_file_holds_the_same_things_whatever_the_texts_look_like(
    both: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    harmless, looking = both
    assert harmless.keys() == looking.keys()
    shown = set()
    for path in sorted(harmless):
        plain = [tuple(map(unquote, found)) for found in things(path, harmless[path])]
        expected = [bare(nasty(found)) for found in plain]
        found = [bare(found) for found in things(path, looking[path])]
        for one, other in zip(expected, found, strict=False):
            assert one == other or (digested(one) and digested(other)), path
        assert len(expected) == len(found), path
        if any(HARMLESS[0] in text for thing in things(path, harmless[path]) for text in thing):
            shown.add(Path(path).suffix)
    assert shown >= {".html", ".xml", ".json", ".csv"}
    texts = {row[1] for row in things("index.html", looking["index.html"]) if row[0] == "text"}
    assert any(NASTY[:60] in text for text in texts)


def test_feed_readers_see_no_markup_in_titles(
    both: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    _, looking = both
    feeds = [
        content for path, content in looking.items() if re.search(r"feed.*\.(xml|atom)$", path)
    ]
    assert feeds
    for content in feeds:
        for entry in feedparser.parse(content).entries:
            assert "<" not in entry.title
            assert "<script" not in entry.get("summary", "")


def test_posters_print_what_looks_like_markup(shipped: Source, tmp_path: Path) -> None:
    """A short word, of letters that the font has: the build names those that it lacks."""
    short = "<b>A*B*_c_#let`d`{{e}}\"'&amp;@g/*"
    source = written(shipped, short)
    assert source.settings is not None
    seen = bulletin.assemble(source.packages, source.content, DAY, source.settings.windows)
    board = boards.of_kind(seen, source.settings, "tailings-pond")
    assert board is not None
    printed = posters.render(board, "a2", theme=source.project / "theme")
    assert pdf_text(printed, tmp_path).count(short) > 20


def pdf_text(content: bytes, folder: Path) -> str:
    (folder / "poster.pdf").write_bytes(content)
    run = subprocess.run(
        ["pdftotext", "-raw", folder / "poster.pdf", "-"], capture_output=True, check=True
    )
    return re.sub(r"\s", "", run.stdout.decode())


def test_no_link_of_the_data_runs_a_script(shipped: Source) -> None:
    """The check refuses such an address; a page that got one would still not link to it."""
    packages = {
        name: dataclasses.replace(
            package,
            resources={key: _scripted(found) for key, found in package.resources.items()},
        )
        for name, package in shipped.packages.items()
    }
    for path, content in made(dataclasses.replace(shipped, packages=packages)).items():
        if path.endswith(".html"):
            assert not [
                thing
                for thing in things(path, content)
                if thing[-1].startswith("javascript:") and thing[0] == "attribute"
            ], path


def _scripted(resource: Resource) -> Resource:
    addresses = {entry["name"] for entry in resource.fields if entry.get("format") == "uri"}
    rows = tuple(
        Row(
            row.number,
            {
                name: "javascript:alert(1)" if cell and name in addresses else cell
                for name, cell in row.cells.items()
            },
        )
        for row in resource.rows
    )
    return dataclasses.replace(resource, rows=rows)
