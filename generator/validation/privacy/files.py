"""What pictures and PDF files say besides what one sees: the reader for their hidden texts.

No imaging or PDF library belongs to the program, so the few forms that phones, scanners and
offices write are read here: Exif (JPEG, PNG, WebP, TIFF), XMP, the text chunks of PNG, and the
strings of a PDF with the tables that turn its glyphs into characters. Text that is a picture of
text cannot be read.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PICTURES = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif", ".heic", ".heif", ".avif", ".bmp")
)
PDF = ".pdf"

_LIMIT = 20_000_000  # bytes of one unpacked stream: a small file may unpack to gigabytes
_PNG = b"\x89PNG\r\n\x1a\n"
_MAGIC = (_PNG, b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM", b"%PDF-")

_GPS = 0x8825
_TEXT_TAGS = {
    0x010E: "description",
    0x013B: "author",
    0x8298: "copyright",
    0x9286: "comment",
    0x9C9B: "title",
    0x9C9C: "comment",
    0x9C9D: "author",
    0x9C9E: "keywords",
    0x9C9F: "subject",
    0xA430: "author",
}
_WIDE_TAGS = range(0x9C9B, 0x9CA0)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_DIRECTORIES = (0x8769,)  # the Exif directory proper hangs on the first one


class Opaque(Exception):
    """The file is encrypted or not what its name says: it cannot be seen to be harmless."""


@dataclass(frozen=True)
class Hidden:
    """The texts of a file by where they stand, whether it tells its place, and who made it."""

    texts: tuple[str, ...]
    authors: tuple[str, ...]
    position: bool


def read(content: bytes, suffix: str) -> Hidden:
    """The hidden texts of a picture or PDF; raises Opaque."""
    if suffix == PDF:
        return _pdf(content)
    return _picture(content)


# -- pictures -----------------------------------------------------------------------------------


def _picture(content: bytes) -> Hidden:
    if not content.startswith(_MAGIC) and content[4:8] != b"ftyp":
        raise Opaque
    texts: list[str] = []
    authors: list[str] = []
    position = False
    for block in _exif_blocks(content):
        tags = _Tiff(block).tags()
        position = position or _GPS in tags
        for tag, value in tags.items():
            if tag in _TEXT_TAGS:
                texts.append(value)
                if _TEXT_TAGS[tag] == "author":
                    authors.append(value)
    for text in (*_chunks(content), *_comments(content), *_xmp(content)):
        texts.append(text)
        authors += _xmp_authors(text)
        position = position or "GPSLatitude" in text
        if match := re.match(r"(?i)(?:author|artist|creator)\0(.*)", text, re.DOTALL):
            authors.append(match[1])
    return Hidden(tuple(texts), tuple(authors), position)


def _exif_blocks(content: bytes) -> Iterator[bytes]:
    if content.startswith((b"II*\0", b"MM\0*")):
        yield content
    for match in re.finditer(rb"Exif\0\0(?=II\*\0|MM\0\*)", content):
        yield content[match.end() :]
    for name in (b"eXIf", b"EXIF"):  # PNG, WebP: the block without its heading
        for match in re.finditer(re.escape(name) + rb"(?:....)?(?=II\*\0|MM\0\*)", content, re.S):
            yield content[match.end() :]


class _Tiff:
    """The directory of a TIFF block: the form in which Exif is written."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self._order = "<" if block[:2] == b"II" else ">"

    def tags(self) -> dict[int, str]:
        """Text tags with their text; the place tag, with "", if a place is told."""
        found: dict[int, str] = {}
        start = self._number("I", 4)
        for tag, kind, count, offset in self._entries(start):
            if tag in _DIRECTORIES:
                for inner in self._entries(self._number("I", offset)):
                    self._take(found, *inner)
            self._take(found, tag, kind, count, offset)
        return found

    def _take(self, found: dict[int, str], tag: int, kind: int, count: int, offset: int) -> None:
        if tag == _GPS:
            inside = {entry[0] for entry in self._entries(self._number("I", offset))}
            if inside & {2, 4}:  # latitude, longitude
                found[tag] = ""
        elif tag in _TEXT_TAGS:
            size = count * _SIZES.get(kind, 1)
            place = offset if size <= 4 else self._number("I", offset)
            raw = self._block[place : place + min(size, 100_000)]
            found[tag] = (
                raw.decode("utf-16-le", "replace").rstrip("\0")
                if tag in _WIDE_TAGS
                else _decoded(raw)
            )

    def _entries(self, start: int) -> Iterator[tuple[int, int, int, int]]:
        for position in range(min(self._number("H", start), 500)):
            place = start + 2 + 12 * position
            if place + 12 > len(self._block):
                return
            tag, kind = self._number("H", place), self._number("H", place + 2)
            yield tag, kind, self._number("I", place + 4), place + 8

    def _number(self, form: str, place: int) -> int:
        try:
            return int(struct.unpack_from(self._order + form, self._block, place)[0])
        except struct.error:
            return 0


def _chunks(content: bytes) -> Iterator[str]:
    """tEXt, zTXt and iTXt of a PNG: keyword, NUL, text."""
    place = len(_PNG) if content.startswith(_PNG) else len(content)
    while place + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        body = content[place + 8 : place + 8 + length]
        keyword, _, rest = body.partition(b"\0")
        if name == b"tEXt":
            yield _decoded(keyword + b"\0" + rest)
        elif name == b"zTXt":
            yield _decoded(keyword + b"\0" + _unpacked(rest[1:]))
        elif name == b"iTXt" and len(rest) >= 2:
            text = rest[2:].split(b"\0", 2)[-1]
            yield _decoded(keyword + b"\0" + (_unpacked(text) if rest[0] else text))
        place += 12 + length


def _comments(content: bytes) -> Iterator[str]:
    """Comment and IPTC segments of a JPEG."""
    place = 2
    while content.startswith(b"\xff\xd8") and place + 4 <= len(content):
        marker, kind, length = struct.unpack_from(">BBH", content, place)
        if marker != 0xFF or kind == 0xDA:  # the picture itself begins
            return
        if kind in (0xFE, 0xED):
            yield _decoded(content[place + 4 : place + 2 + length])
        place += 2 + length


def _xmp(content: bytes) -> Iterator[str]:
    for match in re.finditer(rb"<x:xmpmeta.*?</x:xmpmeta>", content, re.DOTALL):
        yield _decoded(match[0])


def _xmp_authors(text: str) -> list[str]:
    found = re.findall(r"<(?:dc:creator|tiff:Artist|pdf:Author)\b.*?</", text, re.DOTALL)
    found += re.findall(r"<dc:creator>.*?</dc:creator>", text, re.DOTALL)
    return [re.sub(r"<[^<>]*>?", " ", part).strip() for part in found]


# -- PDF ----------------------------------------------------------------------------------------

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_STRING = re.compile(rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|<[0-9A-Fa-f\s]*>(?!>)", re.DOTALL)
_SHOWN = re.compile(
    rb"\[((?:\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|[^\]()<>])*)\]\s*TJ"
    rb"|((?:\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|<[0-9A-Fa-f\s]*>))\s*(?:Tj|'|\")",
    re.DOTALL,
)
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f\s]+>|\[[^\]]*\])")
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f\s]+)>")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _pdf(content: bytes) -> Hidden:
    if b"%PDF-" not in content[:1024] or re.search(rb"/Encrypt\b", content):
        raise Opaque
    streams = [_unpacked(match[1]) or match[1] for match in _STREAM.finditer(content)]
    outside = _STREAM.sub(b"", content)
    bodies = [outside, *(s for s in streams if _readable(s))]
    texts: list[str] = []
    authors: list[str] = []
    for body in bodies:
        for match in re.finditer(rb"/(Title|Author|Subject|Keywords|Contents|V|TU|Alt)\s*", body):
            if string := _STRING.match(body, match.end()):
                text = _string_text(_string(string[0]))
                texts.append(text)
                if match[1] == b"Author":
                    authors.append(text)
        for text in _xmp(body):
            texts.append(text)
            authors += _xmp_authors(text)
    maps = [_glyphs(s) for s in streams if b"begincmap" in s]
    shown = [_shown(s) for s in streams if b"TJ" in s or b"Tj" in s]
    for lines in shown:
        texts.append("\n".join(_decoded(line) for line in lines))
        texts += ["\n".join(_through(glyphs, line) for line in lines) for glyphs in maps]
    position = any("GPSLatitude" in text for text in texts)
    pictures = [m[1] for m in _STREAM.finditer(content) if m[1].startswith(b"\xff\xd8")]
    inner = [_picture(picture) for picture in pictures]
    return Hidden(
        tuple(texts) + tuple(text for hidden in inner for text in hidden.texts),
        tuple(authors) + tuple(name for hidden in inner for name in hidden.authors),
        position or any(hidden.position for hidden in inner),
    )


def _readable(stream: bytes) -> bool:
    return b"\0\0\0\0" not in stream[:400] and (b"/" in stream[:400] or b"<" in stream[:400])


def _shown(stream: bytes) -> list[bytes]:
    """The strings a page shows, the pieces of one line joined."""
    return [
        b"".join(_string(piece) for piece in _STRING.findall(match[1] or match[2] or b""))
        for match in _SHOWN.finditer(stream)
    ]


def _string(piece: bytes) -> bytes:
    if piece.startswith(b"<"):
        digits = re.sub(rb"\s", b"", piece[1:-1])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    return re.sub(rb"\\([0-7]{1,3}|\r?\n|.)", _unescaped, piece[1:-1], flags=re.DOTALL)


def _unescaped(match: re.Match[bytes]) -> bytes:
    mark = match[1]
    if mark[:1] in b"01234567":
        return bytes([int(mark, 8) & 0xFF])
    return b"" if mark.endswith(b"\n") else _ESCAPES.get(mark, mark)


def _string_text(raw: bytes) -> str:
    return raw.decode("utf-16", "replace") if raw[:2] == b"\xfe\xff" else _decoded(raw)


def _glyphs(cmap: bytes) -> Mapping[int, str]:
    """What each glyph of a font means (its ToUnicode table)."""
    found: dict[int, str] = {}
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, target in _RANGE.findall(part):
            start, stop = int(low, 16), min(int(high, 16), int(low, 16) + 0xFFFF)
            if target.startswith(b"["):
                listed = [_utf16(item) for item in re.findall(rb"<([0-9A-Fa-f\s]+)>", target)]
                found.update(zip(range(start, stop + 1), listed, strict=False))
            else:
                first = _utf16(target[1:-1])
                for step in range(stop - start + 1 if first else 0):
                    last = ord(first[-1]) + step
                    found[start + step] = first[:-1] + (chr(last) if last < 0x110000 else "")
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        found.update({int(code, 16): _utf16(target) for code, target in _PAIR.findall(part)})
    return found


def _utf16(digits: bytes) -> str:
    joined = re.sub(rb"\s", b"", digits)
    return bytes.fromhex(joined[: len(joined) // 2 * 2].decode("ascii")).decode(
        "utf-16-be", "replace"
    )


def _through(glyphs: Mapping[int, str], line: bytes) -> str:
    codes = [code for (code,) in struct.iter_unpack(">H", line[: len(line) // 2 * 2])]
    return "".join(glyphs.get(code, "") for code in codes)


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _LIMIT)
    except zlib.error:
        return b""


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).rstrip("\0")
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
