"""The one door to typst: a template and strings in, PDF, pictures and measurements out.

Templates stand in `theme/posters/`. The face is the one of the wheel, never the system's; nothing
here reads the clock, the working directory or the locale.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.resources
import re
import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst

_FACE = "Noto Sans CJK SC"
_FONT = "NotoSansCJK-VF.otf.ttc"


Refused = typst.TypstError
"""typst could not make what was asked for; as PDF/UA it also refuses some orders of words."""


class UncoveredCharacters(Exception):
    """The face has no glyph for these characters: a box would be printed for each."""

    def __init__(self, characters: str) -> None:
        super().__init__(" ".join(f"{char} U+{ord(char):04X}" for char in characters))
        self.characters = characters


def document(
    template: str, theme: Path, inputs: Mapping[str, str], day: date, *, archival: bool = True
) -> bytes:
    """A PDF that says it was made on `day`, printed at true size unless a reader asks otherwise.

    `archival` files keep PDF/A-2a and PDF/UA-1; a page that holds another PDF cannot.
    """
    pdf = typst.compile(
        folder(theme) / template,
        root=folder(theme),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=dict(inputs),
        pdf_standards=["a-2a", "ua-1"] if archival else [],
        timestamp=int(datetime.combine(day, time(), UTC).timestamp()),
    )
    return _at_true_size(pdf)


def picture(template: str, theme: Path, inputs: Mapping[str, str], ppi: int) -> bytes:
    """The first sheet as PNG."""
    found = typst.compile(
        folder(theme) / template,
        root=folder(theme),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="png",
        ppi=ppi,
        sys_inputs=dict(inputs),
    )
    return found[0] if isinstance(found, list) else found


def measured(template: str, theme: Path, inputs: Mapping[str, str]) -> str:
    """What the template found out about its texts: the JSON at its label <fit>."""
    return typst.query(
        folder(theme) / template,
        "<fit>",
        field="value",
        one=True,
        root=folder(theme),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=dict(inputs),
    )


def stamp(theme: Path) -> str:
    """A digest of all that decides the bytes but the inputs: templates, typst and the face."""
    parts = [importlib.metadata.version("typst"), _font_digest()]
    for file in sorted(folder(theme).glob("*.typ")):
        parts.append(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}")
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()


def folder(theme: Path) -> Path:
    return theme / "posters"


def uncovered(text: str) -> str:
    """The characters of a text that the face has no glyph for, sorted."""
    return "".join(sorted(char for char in set(text) if ord(char) not in _covered()))


# PDF 32000-1 table 150: the print dialogue of a browser then proposes 100 %. typst cannot say it.
_PREFERENCES = b"/ViewerPreferences<<"
_TRUE_SIZE = b"/PrintScaling/None"
_END = re.compile(rb"startxref\n([0-9]+)\n%%EOF\s*\Z")


def _at_true_size(pdf: bytes) -> bytes:
    """Ask for true size in the catalogue, which is the last object before the table of offsets."""
    end = _END.search(pdf)
    catalogue = pdf.rfind(b"/Type/Catalog")
    place = pdf.find(_PREFERENCES, catalogue)
    table = int(end.group(1)) if end else -1
    if end is None or not (0 <= catalogue < table) or pdf[table : table + 4] != b"xref":
        raise ValueError("typst writes another form of PDF than the one known here")
    if pdf.count(b" 0 obj\n", catalogue, table):
        raise ValueError("the catalogue is not the last object of the PDF")
    if 0 <= place < table:
        place += len(_PREFERENCES)
        addition = _TRUE_SIZE
    else:
        place = catalogue
        addition = _PREFERENCES + _TRUE_SIZE + b">>"
    moved = b"startxref\n%d\n%%%%EOF" % (table + len(addition))
    return pdf[:place] + addition + pdf[place : end.start()] + moved


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(_font_file().parent)],
    )


@cache
def _font_file() -> Path:
    return Path(str(importlib.resources.files("manimgx_fonts_cjk") / _FONT))


@cache
def _font_digest() -> str:
    return hashlib.sha256(_font_file().read_bytes()).hexdigest()


@cache
def _covered() -> frozenset[int]:
    """The code points the face has glyphs for, read from its character map (OpenType `cmap`)."""
    collection = _font_file().read_bytes()
    index = next(font.index for font in _fonts().fonts() if font.family == _FACE)
    (start,) = struct.unpack_from(">I", collection, 12 + 4 * index)
    tables = struct.unpack_from(">H", collection, start + 4)[0]
    for record in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", collection, start + 12 + 16 * record)
        if tag == b"cmap":
            return frozenset(_mapped(collection, offset))
    raise ValueError(f"{_FACE} has no character map")


def _mapped(font: bytes, cmap: int) -> Iterator[int]:
    # Format 12 (segmented coverage) lists every character; older formats repeat a part of it.
    for record in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        (offset,) = struct.unpack_from(">I", font, cmap + 8 + 8 * record)
        if struct.unpack_from(">H", font, cmap + offset)[0] != 12:
            continue
        for group in range(struct.unpack_from(">I", font, cmap + offset + 12)[0]):
            first, last, _ = struct.unpack_from(">III", font, cmap + offset + 16 + 12 * group)
            yield from range(first, last + 1)
