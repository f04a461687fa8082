"""The residue check: nothing of a hidden record is left in any byte of the site.

What tells a hidden record apart — its decision number, facts, penalty text or party name, where no
visible row and no criterion holds the same words — must stand nowhere in the output: not in a
page, a feed, a data file, a picture, a PDF's text or a packed file. A hit stops the build.
"""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from urllib.parse import unquote

import pypdf

from generator.artifacts import Artifact
from generator.bulletin import Bulletin, ahead
from generator.packages import Packages
from generator.problems import Problem
from generator.render import downloads

_PACKED_DEPTH = 3


@dataclass(frozen=True)
class Trace:
    """Words that tell a hidden record apart, and the row and column they stand in."""

    words: str
    file: str
    row: int
    field: str


_TELLING = {
    ("enforcement", "outcomes"): ("decision_no", "facts", "penalty_text", "party_name"),
    ("enforcement", "supervised_hazards"): ("document_no", "description"),
    ("enforcement", "listed_entities"): ("decision_no", "party_name"),
    ("enforcement", "accidents"): ("summary",),
    ("closures", "cases"): ("document_no",),
}
"""The columns whose words tell a record apart."""


def _bare(text: str) -> str:
    """Without blanks: `re.sub` takes half as long again, and every line of the site comes here."""
    return "".join(text.split())


def distinctive(packages: Packages, seen: Bulletin) -> list[Trace]:
    """The telling words of hidden rows that no visible row of any package contains.

    Criteria are visible rows too. A party's name may also stand in staff-written words: a firm
    that a notice praises has a name.
    """
    candidates: list[tuple[str, Trace]] = []
    for (package_name, name), fields in _TELLING.items():
        resource = packages[package_name].resources[name]
        for position in sorted(seen.hidden.get(name, ())):
            row = resource.rows[position]
            for field in fields:
                if bare := _bare(row.cells[field]):
                    trace = Trace(row.cells[field], resource.file, row.number, field)
                    candidates.append((bare, trace))
    candidates += _ahead(packages, seen)
    words = {bare for bare, _ in candidates}
    known = _standing(words, _visible_cells(packages, seen))
    content = seen.content
    bodies = [page.body for page in content.pages.values()]
    bodies += [notice.title + notice.body for notice in content.notices]
    named = _standing(words, (line for body in bodies for line in body.split("\n")))
    kept: dict[str, Trace] = {}
    for bare, trace in candidates:
        if bare not in known and not (trace.field == "party_name" and bare in named):
            kept.setdefault(bare, trace)
    return list(kept.values())


_WORDED = ("withdraw_reason", "correction_note", "revoke_reason", "document_no")
"""The columns of `ahead` that hold words of people."""


def _ahead(packages: Packages, seen: Bulletin) -> Iterator[tuple[str, Trace]]:
    """What visible rows say of a day that has not come."""
    for package in packages.values():
        for resource in package.resources.values():
            for position, row in enumerate(resource.rows):
                names = ahead.untold(resource.name, row.cells, seen.as_of)
                if names and not seen.hides(package.name, resource.name, position, row.cells):
                    for name in set(names).intersection(_WORDED):
                        if bare := _bare(row.cells[name]):
                            yield bare, Trace(row.cells[name], resource.file, row.number, name)


_CHUNK = 100_000
"""Characters that are looked through at a time: the grams of a whole bulletin would not be held."""


def _standing(words: Iterable[str], cells: Iterable[str]) -> set[str]:
    """Those of the words that stand in a cell; blanks do not count."""
    index = _Index(words)
    found: set[str] = set()
    held: list[str] = []
    length = 0
    for cell in chain(cells, [None]):
        if cell is None or length > _CHUNK:
            # Cell by cell: the end of one and the beginning of the next would spell names nobody
            # wrote.
            found.update(index.found(["\n".join(held)]))
            held, length = [], 0
        if cell:
            bare = _bare(cell)
            held.append(bare)
            length += len(bare)
    return found


def _visible_cells(packages: Packages, seen: Bulletin) -> Iterator[str]:
    for package in packages.values():
        for resource in package.resources.values():
            for cells in downloads.rows(package, resource, seen):
                yield from cells.values()


def check(artifacts: Iterable[Artifact], traces: list[Trace]) -> Iterator[Problem]:
    """One problem for each trace, at the first file that holds it."""
    wanted = {_bare(trace.words): trace for trace in traces}
    index = _Index(wanted)
    seen: set[str] = set()
    for artifact in artifacts:
        if not wanted:
            return
        for text in _texts(artifact.path, artifact.content):
            # Pages repeat their frame: a line is read once, wherever it stands first.
            fresh = [line for line in text.splitlines() if line not in seen]
            seen.update(line for line in fresh if len(line) < _LONGEST_FRAME_LINE)
            for words in index.found([_bare(line) for line in fresh]):
                if (trace := wanted.pop(words, None)) is not None:
                    details = {"path": artifact.path, "words": trace.words}
                    yield Problem("residue", trace.file, trace.row, trace.field, details=details)


_LONGEST_FRAME_LINE = 500
_GRAM, _STEP = 6, 3


class _Index:
    """Finds which of many words a text holds, at the cost of walking over the text once.

    Of a text every third gram of six characters is looked up, so a word of eight or more holds one
    of them wherever it stands: it is known by three grams in a row, those that the fewest other
    words share, and compared where one of them was met.
    """

    def __init__(self, words: Iterable[str]) -> None:
        words = list(words)
        shared = Counter(gram for word in words for gram in set(_grams(word)))
        self._short = [word for word in words if len(word) < _GRAM + _STEP - 1]
        self._by_gram: dict[str, list[tuple[str, int]]] = {}
        for word in words:
            if len(word) >= _GRAM + _STEP - 1:
                first = _rarest(word, shared)
                for start in range(first, first + _STEP):
                    self._by_gram.setdefault(word[start : start + _GRAM], []).append((word, start))

    def found(self, lines: list[str]) -> list[str]:
        """The words that stand in a text, in a fixed order. Its lines come without blanks.

        A long word may run over the end of a line; a short one may not, or the end of one line
        and the beginning of the next would spell names that nobody wrote.
        """
        text = "".join(lines)
        grams = self._by_gram
        places = range(0, len(text) - _GRAM + 1, _STEP)
        hits = [place for place in places if text[place : place + _GRAM] in grams]
        found = {
            word
            for place in hits
            for word, start in grams[text[place : place + _GRAM]]
            if place >= start and text.startswith(word, place - start)
        }
        apart = "\n".join(lines)
        return sorted(found.union(word for word in self._short if word in apart))


def _grams(word: str) -> list[str]:
    return [word[start : start + _GRAM] for start in range(len(word) - _GRAM + 1)]


def _rarest(word: str, shared: Mapping[str, int]) -> int:
    """Where the three grams in a row begin that the fewest other words share."""
    counts = [shared[gram] for gram in _grams(word)]
    starts = range(len(counts) - _STEP + 1)
    return min(starts, key=lambda start: sum(counts[start : start + _STEP]))


def _texts(path: str, content: bytes, depth: int = 0) -> Iterator[str]:
    """All words a file holds, however they are written or packed."""
    if depth > _PACKED_DEPTH:
        return
    if content.startswith(b"%PDF"):
        yield from _pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from _texts(name, archive.read(name), depth + 1)
    elif content.startswith(b"\x1f\x8b"):
        yield from _texts(path, gzip.decompress(content), depth + 1)
    elif content.startswith(b"\x89PNG"):
        yield from _png(content)
    else:
        yield path
        yield from _spellings(content.decode("utf-8", errors="replace"))


def _spellings(text: str) -> Iterator[str]:
    """A text as it stands, and as a reader's program would read it."""
    yield text
    if "&" in text:
        yield html.unescape(text)
    if "\\" in text:
        yield re.sub(r'(?:\\(?:u[0-9a-fA-F]{4}|["\\/]))+', lambda m: _escaped(m[0]), text)
    if "%" in text:
        yield re.sub(r"(?:%[0-9a-fA-F]{2})+", lambda m: unquote(m[0]), text)


def _escaped(sequence: str) -> str:
    try:
        return str(json.loads(f'"{sequence}"'))
    except ValueError:
        return sequence


def _pdf(content: bytes) -> Iterator[str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    for page in reader.pages:
        yield page.extract_text()
    for value in (reader.metadata or {}).values():
        yield str(value)
    yield content.decode("latin-1")
    if reader.xmp_metadata is not None:
        yield reader.xmp_metadata.stream.get_data().decode("utf-8", errors="replace")


def _png(content: bytes) -> Iterator[str]:
    """The text chunks of a picture."""
    position = 8
    while position + 8 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        kind = content[position + 4 : position + 8]
        body = content[position + 8 : position + 8 + length]
        if kind == b"tEXt":
            yield body.decode("latin-1")
        elif kind in (b"zTXt", b"iTXt"):
            yield body.decode("utf-8", errors="replace")
            for start in range(len(body)):
                if body[start : start + 1] == b"\x78":
                    try:
                        yield zlib.decompress(body[start:]).decode("utf-8", errors="replace")
                        break
                    except zlib.error:
                        continue
        position += 12 + length
